//! Words of a query: at which levels of matching, with which weights, and
//! which words of the index stand for a prefix or a misspelling.

use rustc_hash::FxHashSet;

use super::ast::Closeness;
use super::interpret::Reader;
use super::interpretation::Understood;
use super::plan::{Plan, PlanTerm, Scope, WeightedTerm};
use crate::arabic::{WordForms, derivation};
use crate::error::Result;
use crate::index::{Latinized, VocabularyStem, VocabularyWord};

/// Factor on a word found by prefix or fuzzy search.
const EXPANDED_WEIGHT: f32 = 0.7;
/// Factor on a related stem: the plural of a singular, the adjective of a place.
/// Together they are below the word itself even where all of them stand.
pub(super) const RELATED_WEIGHT: f32 = 0.3;
/// Factor on the other words of a verb's family, among several words.
const FAMILY_WEIGHT: f32 = 0.1;
/// Factor for each edit that a fuzzy word is away from what was typed.
const EDIT_WEIGHT: f32 = 0.5;
/// Fewest letters of an Arabic word that is looked for in Latin letters: shorter ones sound
/// like too many words.
const SHORTEST_LATINIZED: usize = 4;
/// What it costs that a letter of the Arabic word is not written, so that a part of a name
/// is not preferred to the whole.
const DROPPED_LETTER: f32 = 1.0;
/// Most Latin words that one Arabic word may stand for.
const MOST_LATINIZED: usize = 3;
/// Most words of the index that a prefix or fuzzy word may stand for.
const MOST_EXPANSIONS: usize = 200;
/// How many words are offered for one that no passage holds.
const MOST_SUGGESTIONS: usize = 3;
/// An unknown word in at most so many passages may be mistyped.
const FEW_PASSAGES: u64 = 3;
/// How many times more often the word must occur that was meant instead.
const MORE_FREQUENT: u64 = 20;
/// For shorter words any other word is near.
const SHORTEST_SUGGESTED: usize = 3;
/// Words up to this many letters allow one edit in fuzzy search, longer ones two.
const SHORT_WORD: usize = 4;
/// How many spellings of an expanded word are shown.
const MOST_SPELLINGS_SHOWN: usize = 6;

impl Reader<'_> {
    /// One word in all its forms.
    pub(super) fn word(&mut self, text: &str, scope: Scope, boost: f32) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let mut terms = stems_of(&forms);
        terms.extend(self.related(&forms, RELATED_WEIGHT)?);
        self.note_word(text, &forms, &terms, scope)?;
        Ok(self.with_parts(&forms, terms, scope, boost))
    }

    /// The terms of a word, or what it is written as in two words.
    fn with_parts(&mut self, forms: &WordForms, terms: Vec<WeightedTerm>, scope: Scope, boost: f32) -> Plan {
        let word = Plan::Word { readings: vec![terms], scope, boost };
        match self.apart(forms) {
            Some(spans) => Plan::Best(vec![word, Plan::Spans { spans, scope, boost }]),
            None => word,
        }
    }

    /// One word among others: its verb family counts a little too. Not for a word
    /// alone, which would find what nobody asked for (انتخاب, منتخب).
    pub(super) fn word_among_others(&mut self, text: &str) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let mut terms = stems_of(&forms);
        terms.extend(self.related(&forms, RELATED_WEIGHT)?);
        let lexicon = self.gazetteer.lexicon();
        for stem in forms.stems().filter(|stem| !lexicon.stands_alone(stem)) {
            for member in derivation::family(stem) {
                let is_new = !terms.iter().any(|known| known.term.text == member);
                if is_new && !lexicon.stands_alone(&member) && self.archive.passages_with(&member)? > 0 {
                    terms.push(weighted(PlanTerm::any(member), FAMILY_WEIGHT));
                }
            }
        }
        self.note_word(text, &forms, &terms, Scope::Everywhere)?;
        Ok(self.with_parts(&forms, terms, Scope::Everywhere, 1.0))
    }

    /// Says which stems a word was taken as, or that no passage holds any of them.
    fn note_word(
        &mut self,
        text: &str,
        forms: &WordForms,
        terms: &[WeightedTerm],
        scope: Scope,
    ) -> Result<()> {
        let own = forms.stems().count();
        let related: Vec<String> = terms[own..].iter().map(|related| related.term.text.clone()).collect();
        let mut passages = 0;
        for stem in forms.stems() {
            passages += self.archive.passages_with(stem)?;
        }
        let is_suspect = passages <= FEW_PASSAGES && !self.gazetteer.lexicon().knows(forms.norm());
        let did_you_mean = if is_suspect && scope == Scope::Everywhere {
            self.suggestions(forms.norm(), passages * MORE_FREQUENT)?
        } else {
            Vec::new()
        };
        let typed = text.to_owned();
        if !related.is_empty() || passages > 0 {
            let taken_as = forms.stems().map(str::to_owned).collect();
            self.parts.push(Understood::Words { typed, taken_as, related, did_you_mean });
        } else if scope == Scope::Everywhere {
            self.parts.push(Understood::Unknown { typed, did_you_mean });
        }
        Ok(())
    }

    /// Stems of the archive that are another form of the same word: a plural, an
    /// adjective, a name in Latin letters; at `weight`, Latin ones less the less likely.
    pub(super) fn related(&mut self, forms: &WordForms, weight: f32) -> Result<Vec<WeightedTerm>> {
        let mut found: Vec<WeightedTerm> = Vec::new();
        let lexicon = self.gazetteer.lexicon();
        for related in forms.stems().flat_map(|stem| lexicon.related(stem)) {
            let is_new = forms.stems().all(|stem| stem != related)
                && found.iter().all(|known| known.term.text != related);
            if is_new && self.archive.passages_with(&related)? > 0 {
                found.push(weighted(PlanTerm::any(related), weight));
            }
        }
        for (stem, likeness) in self.in_latin(forms) {
            found.push(weighted(PlanTerm::any(stem), weight * likeness));
        }
        Ok(found)
    }

    /// Stems of the Latin words of the archive that a name may be written as (أوباما,
    /// Obama), each with its likelihood against the likeliest.
    fn in_latin(&mut self, forms: &WordForms) -> Vec<(String, f32)> {
        let lexicon = self.gazetteer.lexicon();
        let is_ordinary = lexicon.is_word(forms.norm()) && forms.stems().all(|stem| !lexicon.is_whole(stem));
        if self.options.literal || is_ordinary {
            return Vec::new();
        }
        // A stem may lack the end of a foreign name: بيسون is Besson.
        let norm = forms.norm();
        let mut names = vec![norm];
        names.extend(norm.strip_prefix("ال").filter(|_| !lexicon.owns_its_al(norm)));
        names.extend(forms.stems());
        names.sort_unstable();
        names.dedup();
        let mut found: Vec<Latinized> = Vec::new();
        for name in names.into_iter().filter(|name| name.chars().count() >= SHORTEST_LATINIZED) {
            let dropped = norm.chars().count().saturating_sub(name.chars().count());
            for word in self.archive.words_written_for(name, MOST_LATINIZED) {
                let cost = word.cost + DROPPED_LETTER * dropped as f32;
                found.push(Latinized { cost, ..word });
            }
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let least = found.first().map_or(0.0, |word| word.cost);
        let mut stems: Vec<(String, f32)> = Vec::new();
        for word in found {
            let forms = self.analyzer.word(&word.norm);
            let stem = forms.stems().next().unwrap_or_default();
            if !stems.iter().any(|(known, _)| known == stem) {
                stems.push((stem.to_owned(), (least - word.cost).exp()));
            }
        }
        stems.truncate(MOST_LATINIZED);
        stems
    }

    /// Whether a passage holds the word in any of its forms.
    pub(super) fn is_in_a_passage(&self, forms: &WordForms) -> Result<bool> {
        for stem in forms.stems() {
            if self.archive.passages_with(stem)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Words of the archive that are spelled nearly so and occur at least so often:
    /// those an edit away first, then the most frequent.
    pub(super) fn suggestions(&self, norm: &str, at_least: u64) -> Result<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        if norm.chars().count() < SHORTEST_SUGGESTED {
            return Ok(found);
        }
        for edits in 1..=allowed_edits(norm) {
            for word in self.archive.words_near(norm, edits, MOST_SUGGESTIONS + found.len() + 1)?.0 {
                if word.norm != norm && word.count >= at_least && !found.contains(&word.norm) {
                    found.push(word.norm);
                }
            }
        }
        found.truncate(MOST_SUGGESTIONS);
        Ok(found)
    }

    pub(super) fn word_by(&mut self, text: &str, closeness: Closeness) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let readings = match closeness {
            Closeness::Stem => return self.word(text, Scope::Everywhere, 1.0),
            Closeness::Exact => {
                self.parts.push(Understood::Words {
                    typed: format!("={text}"),
                    taken_as: vec![forms.exact().to_owned()],
                    related: Vec::new(),
                    did_you_mean: Vec::new(),
                });
                let stem = forms.stems().next().unwrap_or_default();
                vec![weighted(PlanTerm::spelled(stem, forms.exact()), 1.0)]
            }
            Closeness::Prefix => {
                let stems = self.archive.stems_with_prefix(forms.norm(), MOST_EXPANSIONS)?;
                let words = self.archive.words_with_prefix(forms.norm(), MOST_EXPANSIONS)?;
                let mut list = Vec::new();
                self.expand(&stems.0, &words.0, EXPANDED_WEIGHT, &mut list);
                self.note_expansion(&format!("{text}*"), &[(stems, words)]);
                list
            }
            Closeness::Fuzzy => {
                let mut list = stems_of(&forms);
                let mut found = Vec::new();
                let mut weight = 1.0;
                for edits in 1..=allowed_edits(forms.norm()) {
                    weight *= EDIT_WEIGHT;
                    let words = self.archive.words_near(forms.norm(), edits, MOST_EXPANSIONS)?;
                    self.expand(&[], &words.0, weight, &mut list);
                    found.push(((Vec::new(), 0), words));
                    for stem in forms.stems() {
                        let stems = self.archive.stems_near(stem, edits, MOST_EXPANSIONS)?;
                        self.expand(&stems.0, &[], weight, &mut list);
                        found.push((stems, (Vec::new(), 0)));
                    }
                }
                self.note_expansion(&format!("{text}~"), &found);
                list
            }
        };
        Ok(Plan::Word { readings: vec![readings], scope: Scope::Everywhere, boost: 1.0 })
    }

    /// Adds stems, and words under a stem that is not there yet in any spelling.
    fn expand(
        &mut self,
        stems: &[VocabularyStem],
        words: &[VocabularyWord],
        weight: f32,
        list: &mut Vec<WeightedTerm>,
    ) {
        let mut whole: FxHashSet<String> = list
            .iter()
            .filter(|known| known.term.spelling.is_none())
            .map(|known| known.term.text.clone())
            .collect();
        for VocabularyStem { stem, .. } in stems {
            if whole.insert(stem.clone()) {
                list.push(weighted(PlanTerm::any(stem.as_str()), weight));
            }
        }
        for spelling in words.iter().flat_map(|word| &word.spellings) {
            let forms = self.analyzer.word(spelling);
            let Some(stem) = forms.stems().next().filter(|_| !forms.stems().any(|stem| whole.contains(stem)))
            else {
                continue;
            };
            let term = PlanTerm::spelled(stem, spelling.as_str());
            if !list.iter().any(|known| known.term == term) {
                list.push(weighted(term, weight));
            }
        }
    }

    /// Says which words stand for one with a sign, and whether all of them were searched.
    fn note_expansion(&mut self, typed: &str, found: &[Expansion]) {
        let words = found.iter().flat_map(|(_, words)| words.0.iter().map(|word| (word.count, &word.norm)));
        let stems =
            found.iter().flat_map(|(stems, _)| stems.0.iter().map(|stem| (stem.passages, &stem.stem)));
        let mut counted: Vec<(u64, &String)> = words.chain(stems).collect();
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let mut spellings: Vec<String> = Vec::new();
        for (_, spelling) in counted {
            if spellings.len() < MOST_SPELLINGS_SHOWN && !spellings.contains(spelling) {
                spellings.push(spelling.clone());
            }
        }
        if spellings.is_empty() {
            self.parts.push(Understood::Unknown { typed: typed.to_owned(), did_you_mean: Vec::new() });
            return;
        }
        self.parts.push(Understood::Words {
            typed: typed.to_owned(),
            taken_as: spellings,
            related: Vec::new(),
            did_you_mean: Vec::new(),
        });
        for (searched, all, what) in found
            .iter()
            .flat_map(|(stems, words)| [(stems.0.len(), stems.1, "stems"), (words.0.len(), words.1, "words")])
        {
            if searched < all {
                let reason =
                    format!("{typed} stands for {all} {what}; the {searched} most frequent were searched");
                self.parts.push(Understood::Partial { reason });
            }
        }
    }
}

/// Stems and words that stand for a word with a sign: those searched and how many there are.
type Expansion = ((Vec<VocabularyStem>, usize), (Vec<VocabularyWord>, usize));

/// The terms of a word: its stems, however it is spelled.
pub(super) fn stems_of(forms: &WordForms) -> Vec<WeightedTerm> {
    forms.stems().map(|stem| weighted(PlanTerm::any(stem), 1.0)).collect()
}

pub(super) fn weighted(term: PlanTerm, weight: f32) -> WeightedTerm {
    WeightedTerm { term, weight }
}

fn allowed_edits(norm: &str) -> u8 {
    if norm.chars().count() <= SHORT_WORD { 1 } else { 2 }
}
