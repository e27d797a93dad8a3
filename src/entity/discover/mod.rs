//! Actors that no gazetteer knows, discovered by patterns of news Arabic: persons by
//! their given name, a title or a verb of speaking before the name; groups and bodies
//! by the noun that begins their name (كتيبة, حركة, وزارة, شركة). Their ids begin with
//! [`PREFIX`] and follow from the name, so that one name is one actor in all articles.

mod group;
mod person;
mod repeat;

use std::rc::Rc;

use super::cues::Cue;
use super::matcher::Matcher;
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::{WordClass, without_article, without_clitics};
use crate::arabic::{Token, normalize};
use crate::document::Span;

/// How the id of a discovered actor begins: `d:person:محمد_الاحمد`.
pub const PREFIX: &str = "d:";

/// The types of actor that patterns discover.
pub const KINDS: [&str; 11] = [
    "person",
    "armed_group",
    "party",
    "organisation",
    "ministry",
    "government",
    "agency",
    "media",
    "company",
    "security",
    "army",
];

/// Fewest letters of a name that no list knows.
const SHORTEST_UNKNOWN: usize = 3;

/// The entity behind an id of a discovered actor; `form` is how it is written.
#[must_use]
pub fn entity_of(id: &str, form: &str) -> Option<Entity> {
    let (kind, _) = id.strip_prefix(PREFIX)?.split_once(':')?;
    Some(Entity {
        id: id.to_owned(),
        class: Class::Actor,
        kind: kind.to_owned(),
        countries: Vec::new(),
        parent: None,
        name: form.to_owned(),
        latin: String::new(),
        aliases: Vec::new(),
        latin_aliases: Vec::new(),
        weak: Vec::new(),
        adjectives: Vec::new(),
        checked: false,
        ancestors: Vec::new(),
        position: None,
    })
}

/// The name in the id of a discovered actor, as it is normalised.
#[must_use]
pub fn name_of(id: &str) -> Option<String> {
    let (_, slug) = id.strip_prefix(PREFIX)?.split_once(':')?;
    Some(slug.replace('_', " "))
}

/// The id of a discovered actor of this type and name (norm level).
#[must_use]
pub fn id_of(kind: &str, name: &str) -> String {
    format!("{PREFIX}{kind}:{}", name.replace(' ', "_"))
}

/// Adds discovered actors to the mentions found in the texts of one article; places inside
/// their names move to `inside`. `outlet` is the article's own source, which bylines name.
pub(super) fn add(
    matcher: &mut Matcher,
    texts: &[(&str, &[Token])],
    outlet: Option<&str>,
    mentions: &mut [Vec<Mention>],
    inside: &mut [Vec<Mention>],
) {
    let outlet = outlet.map(normalize::phrase).unwrap_or_default();
    let outlet: Vec<&str> = outlet.split(' ').filter(|word| !word.is_empty()).collect();
    for (((text, tokens), known), inside) in texts.iter().zip(mentions.iter_mut()).zip(inside) {
        let reader = Reader::new(matcher, text, tokens, known);
        let mut runs = reader.runs();
        reader.add_outlet(&outlet, &mut runs);
        if runs.is_empty() {
            continue;
        }
        // What patterns take for a body's name is a guess: a place in it stays named as it is.
        let within = |mention: &Mention| {
            runs.iter().any(|run| run.first < mention.end_token() && mention.first_token < run.end)
        };
        let (mut covered, free): (Vec<Mention>, Vec<Mention>) =
            std::mem::take(known).into_iter().partition(within);
        covered.retain(|mention| mention.entity.class == Class::Location);
        inside.extend(covered);
        *known = free;
        known.extend(runs.into_iter().filter_map(|run| run.mention(text, tokens)));
        known.sort_by_key(|mention| mention.first_token);
    }
    repeat::add(matcher, texts, mentions);
}

/// Words that a pattern takes for a name.
#[derive(Debug)]
struct Run {
    first: usize,
    end: usize,
    kind: &'static str,
    /// Norm of the first word without clitics.
    bare: String,
    cue: String,
}

impl Run {
    fn mention(&self, text: &str, tokens: &[Token]) -> Option<Mention> {
        let words = tokens.get(self.first..self.end)?;
        let rest = words.iter().skip(1).map(|token| token.forms.norm());
        let name: Vec<&str> = std::iter::once(self.bare.as_str()).chain(rest).collect();
        let span = Span::new(words.first()?.span.start, words.last()?.span.end);
        let clitics = words[0].forms.norm().chars().count().saturating_sub(self.bare.chars().count());
        let form: String = span.of(text).chars().skip(clitics).collect();
        let entity = entity_of(&id_of(self.kind, &name.join(" ")), &form)?;
        Some(Mention {
            span,
            first_token: self.first,
            tokens: words.len(),
            entity: Rc::new(entity),
            rivals: Vec::new(),
            kind: MentionKind::Name,
            cue: Some(Cue::Pattern(self.cue.clone())),
        })
    }
}

/// Reads one text: its words, their classes and what the gazetteer found in it.
struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    classes: Vec<WordClass>,
    known: &'a [Mention],
    /// The mention that covers a word.
    covering: Vec<Option<u32>>,
}

const LISTED_NAME: WordClass = WordClass::GIVEN;

impl<'a> Reader<'a> {
    fn new(matcher: &mut Matcher, text: &'a str, tokens: &'a [Token], known: &'a [Mention]) -> Self {
        let classes = tokens.iter().map(|token| matcher.classes.of(&token.forms)).collect();
        let mut covering = vec![None; tokens.len()];
        for (number, mention) in (0u32..).zip(known) {
            covering[mention.first_token..mention.end_token()].fill(Some(number));
        }
        Reader { text, tokens, classes, known, covering }
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut at = 0;
        let begins = WordClass::GIVEN
            | WordClass::GIVEN_OR_WORD
            | WordClass::TITLE
            | WordClass::VERB
            | WordClass::HEAD
            | WordClass::SERVANT
            | WordClass::TIE;
        while at < self.tokens.len() {
            let class = self.classes[at];
            let run = if class.is(begins) && self.covering[at].is_none() { self.run_at(at) } else { None };
            match run {
                Some(run) => {
                    at = run.end;
                    runs.push(run);
                }
                None => at += 1,
            }
        }
        runs
    }

    /// Where the words of the article's own source stand.
    fn add_outlet(&self, outlet: &[&str], runs: &mut Vec<Run>) {
        let Some((first, rest)) = outlet.split_first() else { return };
        for at in 0..self.tokens.len() {
            let norm = self.norm(at);
            // Clitics leave the end of a word as it is, which rules out most.
            if !norm.ends_with(first) {
                continue;
            }
            let Some(bare) = without_clitics(norm).find(|word| word == first) else { continue };
            let end = at + outlet.len();
            let is_whole =
                (at + 1..).zip(rest).all(|(place, word)| self.norm(place) == *word && self.follows(place));
            let is_known = self.covering[at..end.min(self.covering.len())].iter().any(Option::is_some);
            if is_whole && end <= self.tokens.len() && !is_known {
                runs.retain(|run| run.end <= at || end <= run.first);
                runs.push(Run {
                    first: at,
                    end,
                    kind: "media",
                    bare: bare.to_owned(),
                    cue: outlet.join(" "),
                });
            }
        }
    }

    fn run_at(&self, at: usize) -> Option<Run> {
        let class = self.classes[at];
        if class.is(WordClass::HEAD)
            && let Some(run) = self.group(at)
        {
            return Some(run);
        }
        if class.is(WordClass::TITLE)
            && let Some(run) = self.titled(at)
        {
            return Some(run);
        }
        if class.is(WordClass::VERB)
            && let Some(run) = self.speaker(at)
        {
            return Some(run);
        }
        let is_name = class.is(LISTED_NAME | WordClass::GIVEN_OR_WORD | WordClass::SERVANT)
            || class.is(WordClass::TIE) && self.is_father(at);
        if is_name
            && (!class.is(WordClass::FUNCTION) || self.class(at + 1).is(LISTED_NAME | WordClass::SURNAME))
        {
            return self.given(at);
        }
        None
    }

    /// Whether a word follows the one before it with only a space between.
    fn follows(&self, at: usize) -> bool {
        let (Some(before), Some(token)) =
            (at.checked_sub(1).and_then(|at| self.tokens.get(at)), self.tokens.get(at))
        else {
            return false;
        };
        matches!(&self.text[before.span.end..token.span.start], " " | "\u{A0}" | "  " | "-" | " - ")
    }

    fn class(&self, at: usize) -> WordClass {
        self.classes.get(at).copied().unwrap_or_default()
    }

    fn norm(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.forms.norm())
    }

    /// A word that no list knows, in Arabic letters: perhaps a name.
    fn is_unknown(&self, at: usize) -> bool {
        let not = WordClass::ORDINARY
            | WordClass::FUNCTION
            | WordClass::VERB
            | WordClass::TITLE
            | WordClass::HEAD
            | WordClass::NATIONALITY
            | WordClass::FOREIGN
            | WordClass::CLITIC;
        let class = self.class(at);
        let bare = without_article(self.norm(at)).unwrap_or(self.norm(at));
        at < self.tokens.len() && !class.is(not) && bare.chars().count() >= SHORTEST_UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::PREFIX;
    use crate::entity::{Tagger, compile, table};

    const TABLE: &str = "id\ttype\tcountry\tname_ar\n\
        homs\tcity\tSY\tحمص\n";

    fn discovered(text: &str) -> Vec<String> {
        let entities = table::parse(TABLE, Path::new("t.tsv")).unwrap();
        let mut tagger = Tagger::new(compile::compile(&entities).unwrap());
        let tagged = tagger.tag_text(text);
        let found = tagged.mentions.iter().filter(|mention| mention.entity.id.starts_with(PREFIX));
        found.map(|mention| mention.span.of(text).to_owned()).collect()
    }

    #[test]
    fn a_given_name_and_an_unknown_word_are_a_person() {
        assert_eq!(discovered("التقى مازن الحمداوي سكان البلدة"), ["مازن الحمداوي"]);
    }

    #[test]
    fn a_function_word_is_no_part_of_a_name() {
        assert!(discovered("وجدن بيوتا بلا نوافذ").is_empty());
    }

    #[test]
    fn a_title_announces_a_person_and_is_no_part_of_the_name() {
        assert_eq!(discovered("وصل العقيد مازن الحمداوي إلى البلدة"), ["مازن الحمداوي"]);
        assert!(discovered("وصل العقيد إلى البلدة").is_empty());
    }

    #[test]
    fn units_are_named_after_ordinary_words_and_traffic_is_no_movement() {
        assert_eq!(discovered("انسحبت كتيبة فرسان الضفاف من البلدة"), ["كتيبة فرسان الضفاف"]);
        assert!(discovered("توقفت حركة المرور في البلدة").is_empty());
    }

    #[test]
    fn a_body_needs_one_definite_word_and_a_general_noun_more() {
        assert_eq!(discovered("أعلنت وزارة الداخلية ذلك"), ["وزارة الداخلية"]);
        assert!(discovered("أعلنت شركة جديدة ذلك").is_empty());
    }
}
