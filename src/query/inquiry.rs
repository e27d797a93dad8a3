//! Whose mentions are asked for: a typed name or id becomes entities, and the ways in
//! which the typed words stand in the texts of the archive. Plain data, like a plan.

use serde::{Deserialize, Serialize};

use super::interpret::{Options, Reader};
use super::interpretation::{Interpretation, Understood};
use super::limits::check_name;
use super::plan::{PlanTerm, Spans};
use crate::arabic::script::is_latin;
use crate::arabic::{normalize, stopwords};
use crate::entity::{Class, Entity, NamedAs, clitic_forms, compile, discover, is_rather_a_word};
use crate::error::{Error, Result};
use crate::index::Archive;

/// Words of a typed name that are looked up; what follows them is left out.
const MOST_WORDS: usize = 12;

/// In which spellings mentions count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spelling {
    /// Under every name of the entities.
    #[default]
    Any,
    /// Only where they hold what was typed: several bear the name.
    Holding,
    /// Only where they are spelled as typed.
    Typed,
}

/// What the typed words tell where nobody was tagged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormUse {
    /// Nothing: where the name is meant it was tagged.
    #[default]
    Nothing,
    /// Nothing without a cue: the name is an ordinary word too.
    NeedsCue,
    /// That somebody of this name is meant.
    Names,
}

/// What to look for in the mentions of an archive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Ids of the entities meant.
    pub entities: Vec<String>,
    /// Stems of the nationality adjectives of the places among them, and whose they are.
    pub adjectives: Vec<(String, String)>,
    /// The typed name as it stands in texts, in every clitic form and spelling.
    pub forms: Option<Spans>,
    /// What counts beside what was typed.
    pub spelling: Spelling,
    /// What the typed words tell where nobody was tagged.
    pub use_of_forms: FormUse,
    /// Whether the entities are places, which are named inside the names of others too.
    pub are_places: bool,
    /// Whether nobody known bears the name: then it counts inside longer names too.
    pub is_unknown: bool,
}

/// Finds out whose mentions a typed name or id asks for. `only_typed` leaves other names
/// of the same entity out.
///
/// # Errors
/// When the name holds no word or is too long, or the index cannot be read.
pub fn inquire(name: &str, only_typed: bool, archive: &Archive) -> Result<(Inquiry, Interpretation)> {
    check_name(name)?;
    let gazetteer = archive.gazetteer();
    let mut reader = Reader::new(archive, Options::default());
    let typed = name.trim();
    let mut inquiry = match reader.by_id(typed)? {
        Some(inquiry) => inquiry,
        None => reader.by_name(typed)?,
    };
    if only_typed && inquiry.forms.is_some() {
        inquiry.spelling = Spelling::Typed;
    }
    let of_class = |id: &String| gazetteer.by_id(id).is_some_and(|entity| entity.class == Class::Location);
    inquiry.are_places = !inquiry.entities.is_empty() && inquiry.entities.iter().all(of_class);
    for id in &inquiry.entities {
        for adjective in gazetteer.by_id(id).map(|entity| entity.adjectives).unwrap_or_default() {
            let forms = reader.analyzer.word(&adjective);
            inquiry.adjectives.extend(forms.stems().map(|stem| (stem.to_owned(), id.clone())));
        }
    }
    Ok((inquiry, Interpretation { parts: reader.parts }))
}

impl Reader<'_> {
    fn by_id(&mut self, id: &str) -> Result<Option<Inquiry>> {
        let of_entity = || Inquiry { entities: vec![id.to_owned()], ..Inquiry::default() };
        if let Some(entity) = self.gazetteer.by_id(id) {
            self.note_entity(id, &entity, Vec::new());
            return Ok(Some(of_entity()));
        }
        let Some(name) = discover::name_of(id) else { return Ok(None) };
        if self.discovered(id)?.is_empty() {
            return Err(Error::UnknownEntity { name: id.to_owned(), role: "actor", near: Vec::new() });
        }
        self.note_discovered(id, id);
        let forms = self.forms_of(&name)?;
        Ok(Some(Inquiry { forms, use_of_forms: FormUse::Names, is_unknown: true, ..of_entity() }))
    }

    fn by_name(&mut self, typed: &str) -> Result<Inquiry> {
        if self.analyzer.tokens(typed).is_empty() {
            let expected = "a name with letters or digits in it";
            return Err(Error::Usage(format!("{typed:?} is no name: expected {expected}")));
        }
        let typed = &self.bare_name(typed);
        let bearers: Vec<(Entity, NamedAs)> = self
            .uses(typed)
            .into_iter()
            .filter_map(|(row, named_as)| Some((self.gazetteer.entity(row)?, named_as)))
            // Far places that nobody checked bear ordinary words of English.
            .filter(|(entity, _)| entity.checked || !is_latin(typed))
            .collect();
        let sure: Vec<&Entity> = bearers
            .iter()
            .filter(|(entity, named_as)| entity.checked && *named_as != NamedAs::Weak)
            .map(|(entity, _)| entity)
            .collect();
        let forms = self.forms_of(typed)?;
        if !sure.is_empty() {
            self.note_bearers(typed, &sure);
            let entities = sure.iter().map(|entity| entity.id.clone()).collect();
            // Short Latin names are no evidence in a text, but here they were asked for.
            let use_of_forms = if is_latin(typed) { FormUse::Names } else { FormUse::Nothing };
            return Ok(Inquiry { entities, forms, use_of_forms, ..Inquiry::default() });
        }
        if !bearers.is_empty() {
            let entities: Vec<&Entity> = bearers.iter().map(|(entity, _)| entity).collect();
            self.note_bearers(typed, &entities);
            let use_of_forms = if is_ordinary(typed) { FormUse::NeedsCue } else { FormUse::Names };
            let spelling = if entities.len() > 1 { Spelling::Holding } else { Spelling::Any };
            return Ok(Inquiry {
                entities: entities.iter().map(|entity| entity.id.clone()).collect(),
                forms,
                spelling,
                use_of_forms,
                ..Inquiry::default()
            });
        }
        let entities = self.discovered(typed)?;
        for id in &entities {
            self.note_discovered(typed, id);
        }
        let mut forms = forms;
        if is_latin(typed) {
            forms = self.sounding_like(typed, forms)?;
        } else if entities.is_empty() {
            self.note_typed(typed, forms.as_ref())?;
        }
        Ok(Inquiry { entities, forms, use_of_forms: FormUse::Names, is_unknown: true, ..Inquiry::default() })
    }

    fn note_bearers(&mut self, typed: &str, bearers: &[&Entity]) {
        for entity in bearers {
            self.note_entity(typed, entity, Vec::new());
        }
    }

    fn note_typed(&mut self, typed: &str, forms: Option<&Spans>) -> Result<()> {
        let typed = typed.to_owned();
        if forms.is_some() {
            let norm = normalize::phrase(&typed);
            self.parts.push(Understood::Words {
                typed,
                taken_as: vec![norm],
                related: Vec::new(),
                did_you_mean: Vec::new(),
            });
        } else {
            let did_you_mean = self.suggestions(&normalize::phrase(&typed), 1)?;
            self.parts.push(Understood::Unknown { typed, did_you_mean });
        }
        Ok(())
    }

    /// Where a name stands in the texts: any clitics on its first word, any spelling of
    /// each word; عبد الله also as one word. `None` when some word is in no text.
    fn forms_of(&mut self, name: &str) -> Result<Option<Spans>> {
        let norm = normalize::phrase(name);
        let mut found = Vec::new();
        for phrase in compile::spellings(&norm) {
            let words: Vec<&str> = phrase.split(' ').take(MOST_WORDS).collect();
            let mut members = Vec::new();
            for (at, word) in words.iter().enumerate() {
                let norms = if at == 0 { self.first_words(word) } else { vec![(*word).to_owned()] };
                let mut terms = Vec::new();
                for norm in norms {
                    terms.extend(self.spelled(&norm)?);
                }
                members.push(Spans::Terms(terms));
            }
            let is_possible = members.iter().all(|member| *member != Spans::Terms(Vec::new()));
            if is_possible && !found.contains(&members) {
                found.push(members);
            }
        }
        let mut spans: Vec<Spans> = found
            .into_iter()
            .map(
                |mut members| {
                    if members.len() == 1 { members.remove(0) } else { Spans::Ordered { members, slop: 0 } }
                },
            )
            .collect();
        Ok(match spans.len() {
            0 => None,
            1 => Some(spans.remove(0)),
            _ => Some(Spans::Any(spans)),
        })
    }

    /// The first word of a name with and without clitics. A word that the lexicon knows
    /// carries none: بدر is not ب + در.
    fn first_words(&self, word: &str) -> Vec<String> {
        let lexicon = self.gazetteer.lexicon();
        let mut forms = clitic_forms(word);
        forms.retain(|form| form == word || !lexicon.knows(form));
        forms
    }

    /// Every spelling in which the texts have a word (norm level).
    fn spelled(&mut self, norm: &str) -> Result<Vec<PlanTerm>> {
        let spellings = self.archive.word(norm)?.map(|word| word.spellings).unwrap_or_default();
        let mut terms = Vec::new();
        for spelling in spellings {
            let forms = self.analyzer.word(&spelling);
            terms.extend(forms.stems().next().map(|stem| PlanTerm::spelled(stem, spelling.as_str())));
        }
        Ok(terms)
    }

    /// A Latin name that no gazetteer knows: as it is, and as the Arabic words that it
    /// most likely stands for.
    fn sounding_like(&mut self, typed: &str, as_typed: Option<Spans>) -> Result<Option<Spans>> {
        let words: Vec<String> =
            self.analyzer.tokens(typed).iter().map(|token| token.forms.norm().to_owned()).collect();
        let mut members = Vec::new();
        let mut taken_as = Vec::new();
        for word in super::romanized::without_articles(words) {
            let likely = self.likeliest(&word);
            let mut terms = Vec::new();
            for (at, norm) in likely.iter().enumerate() {
                let norms =
                    if at == 0 && members.is_empty() { self.first_words(norm) } else { vec![norm.clone()] };
                for norm in norms {
                    terms.extend(self.spelled(&norm)?);
                }
            }
            taken_as.push(likely.join("، "));
            members.push(Spans::Terms(terms));
        }
        let is_possible =
            !members.is_empty() && members.iter().all(|member| *member != Spans::Terms(Vec::new()));
        let mut found: Vec<Spans> = as_typed.into_iter().collect();
        if is_possible {
            found.push(if members.len() == 1 {
                members.remove(0)
            } else {
                Spans::Ordered { members, slop: 0 }
            });
            self.parts.push(Understood::Transliterated { typed: typed.to_owned(), taken_as });
        } else {
            let forms = found.first().cloned();
            self.note_typed(typed, forms.as_ref())?;
        }
        Ok(match found.len() {
            0 => None,
            1 => Some(found.remove(0)),
            _ => Some(Spans::Any(found)),
        })
    }
}

/// Whether a typed name is an ordinary word of the news, which names somebody only by a cue.
fn is_ordinary(typed: &str) -> bool {
    let norm = normalize::phrase(typed);
    stopwords::is_function_word(&norm) || is_rather_a_word(&norm)
}
