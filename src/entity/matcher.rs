//! Finds where tokens spell a name of the gazetteer. Works on norm words:
//! clitics may stand before the first word of a name, and quotation marks or
//! hyphens between its words. Which finds are mentions is for [`super::resolve`].

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::gazetteer::{Gazetteer, NameUse, Step};
use super::mention::Mention;
use super::table::Entity;
use super::word_class::WordClasses;
use super::{discover, role, short};
use crate::arabic::Token;

/// How many first words of names are remembered; all that one archive has, as a rule.
const MOST_HEADS: usize = 200_000;
/// How many entities are kept read; all that one archive names, as a rule.
pub(super) const MOST_ENTITIES: usize = 20_000;

/// Proclitics that a name's first word may carry, and what stands in their
/// place in the name: لل is ل + ال, and before a ل of the name's own just ل.
/// A word that the lexicon knows carries none unless more of the name follows: بدر is not
/// ب + در.
const PROCLITICS: [(&str, &str); 14] = [
    ("و", ""),
    ("ف", ""),
    ("ب", ""),
    ("ل", ""),
    ("ك", ""),
    ("وب", ""),
    ("ول", ""),
    ("وك", ""),
    ("فب", ""),
    ("فل", ""),
    ("فك", ""),
    ("لل", "ال"),
    ("ولل", "ال"),
    ("فلل", "ال"),
];

/// Fewest letters of a name of one word behind a clitic: باب is not ب + إب.
const SHORTEST_AFTER_CLITIC: usize = 3;

/// A run of tokens that spells a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Find {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Whether a clitic had to be taken off the first word.
    pub clitic: Option<&'static str>,
    /// Whom it may name.
    pub uses: Vec<NameUse>,
}

/// Where in the map of names a first word leads.
#[derive(Debug, Clone)]
struct Head {
    step: Step,
    clitic: Option<&'static str>,
    /// Whether the word is one that the lexicon knows: ودي ميستورا may begin with و, but ودي
    /// alone does not.
    needs_more: bool,
}

/// Finds names in tokens. Holds memories of first words and entities, so keep one a thread.
pub struct Matcher {
    gazetteer: Gazetteer,
    /// By the number of the word form that begins a name.
    heads: FxHashMap<u32, Box<[Head]>>,
    entities: FxHashMap<u32, Option<Rc<Entity>>>,
    pub(super) classes: WordClasses,
    /// The role nouns of the actors met, by id.
    pub(super) role_nouns: FxHashMap<String, Rc<[&'static str]>>,
}

impl Matcher {
    /// A matcher over the names of `gazetteer`.
    #[must_use]
    pub fn new(gazetteer: Gazetteer) -> Self {
        Matcher {
            classes: WordClasses::new(gazetteer.lexicon().clone()),
            heads: FxHashMap::default(),
            entities: FxHashMap::default(),
            role_nouns: FxHashMap::default(),
            gazetteer,
        }
    }

    /// The mentions in the texts of one article (title, headings, passages in the order of
    /// reading), text by text. Within a text they rise and do not overlap, but for places
    /// inside longer names.
    /// `outlet` is the article's source.
    pub fn mentions(&mut self, texts: &[(&str, &[Token])], outlet: Option<&str>) -> Vec<Vec<Mention>> {
        let (mut mentions, mut inside): (Vec<_>, Vec<_>) = self.known(texts).into_iter().unzip();
        discover::add(self, texts, outlet, &mut mentions, &mut inside);
        short::add(self, texts, &mut mentions);
        role::add(self, texts, &mut mentions);
        for (mentions, inside) in mentions.iter_mut().zip(inside) {
            if !inside.is_empty() {
                mentions.extend(inside);
                mentions.sort_by_key(|mention| (mention.first_token, std::cmp::Reverse(mention.tokens)));
            }
        }
        mentions
    }

    /// The gazetteer in use.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The entity of a row, read once.
    pub(super) fn entity(&mut self, row: u32) -> Option<Rc<Entity>> {
        if self.entities.len() >= MOST_ENTITIES {
            self.entities.clear();
        }
        let gazetteer = &self.gazetteer;
        self.entities.entry(row).or_insert_with(|| gazetteer.entity(row).map(Rc::new)).clone()
    }

    /// Every run of tokens of `text` that spells a name, by first token, longest first.
    pub(super) fn finds(&mut self, text: &str, tokens: &[Token]) -> Vec<Find> {
        let mut found = Vec::new();
        for first in 0..tokens.len() {
            let forms = &tokens[first].forms;
            if !self.classes.begins_name(forms, || !heads(&self.gazetteer, forms.norm()).is_empty()) {
                continue;
            }
            if self.heads.len() >= MOST_HEADS {
                self.heads.clear();
            }
            let gazetteer = &self.gazetteer;
            let heads =
                self.heads.entry(forms.number()).or_insert_with(|| heads(gazetteer, forms.norm()).into());
            let before = found.len();
            for head in heads.iter() {
                follow(gazetteer, text, tokens, first, head, &mut found);
            }
            found[before..].sort_by(|a, b| b.end.cmp(&a.end).then_with(|| a.clitic.cmp(&b.clitic)));
        }
        found
    }
}

fn heads(gazetteer: &Gazetteer, norm: &str) -> Vec<Head> {
    let mut found = Vec::new();
    let is_known = gazetteer.lexicon().knows(norm);
    let head = |word: &str, clitic: Option<&'static str>| {
        let needs_more = clitic.is_some() && (is_known || word.chars().count() < SHORTEST_AFTER_CLITIC);
        gazetteer.first_word(word).map(|step| Head { step, clitic, needs_more })
    };
    found.extend(head(norm, None));
    if let Some(spelling) = kunya(norm) {
        found.extend(head(spelling, None));
    }
    let may_carry_clitics = norm.starts_with(['و', 'ف', 'ب', 'ك', 'ل']);
    if !may_carry_clitics {
        return found;
    }
    for (proclitic, instead) in PROCLITICS {
        let Some(rest) = norm.strip_prefix(proclitic) else { continue };
        // Before a known word only "and" is worth a look.
        if is_known && proclitic != "و" {
            continue;
        }
        if rest.chars().count() < 2 {
            continue;
        }
        if instead.is_empty() {
            found.extend(head(rest, Some(proclitic)));
            if let Some(spelling) = kunya(rest) {
                found.extend(head(spelling, Some(proclitic)));
            }
        } else {
            found.extend(head(&format!("{instead}{rest}"), Some(proclitic)));
        }
    }
    found
}

/// The words that may stand in a text for the first word of a name (norm level): itself
/// and with each proclitic, أبو in every case.
#[must_use]
pub fn clitic_forms(word: &str) -> Vec<String> {
    let mut bare = vec![word.to_owned()];
    if word == "ابو" {
        bare.extend(["ابي", "ابا"].map(str::to_owned));
    }
    let mut forms = bare.clone();
    for (proclitic, instead) in PROCLITICS {
        let rests = bare.iter().filter_map(|word| word.strip_prefix(instead));
        forms.extend(rests.map(|rest| format!("{proclitic}{rest}")));
    }
    forms
}

/// أبو in the other cases: أبي بكر, أبا بكر.
fn kunya(norm: &str) -> Option<&'static str> {
    matches!(norm, "ابي" | "ابا").then_some("ابو")
}

fn follow(
    gazetteer: &Gazetteer,
    text: &str,
    tokens: &[Token],
    first: usize,
    head: &Head,
    found: &mut Vec<Find>,
) {
    let mut step = head.step;
    let mut end = first + 1;
    loop {
        let is_whole = !head.needs_more || end > first + 1;
        if let Some(uses) = gazetteer.named_at(step).filter(|_| is_whole) {
            found.push(Find { first, end, clitic: head.clitic, uses });
        }
        let Some(next) = tokens.get(end) else { return };
        if !joins(&text[tokens[end - 1].span.end..next.span.start]) {
            return;
        }
        let Some(space) = gazetteer.step(step, " ") else { return };
        let norm = next.forms.norm();
        let after = gazetteer.step(space, norm).or_else(|| gazetteer.step(space, kunya(norm)?));
        let Some(after) = after.filter(|after| gazetteer.ends_a_word(*after)) else { return };
        step = after;
        end += 1;
    }
}

/// Whether what lies between two words keeps a name together: white space,
/// quotation marks, hyphens, direction marks; no line break, stop or comma.
#[must_use]
pub fn joins(gap: &str) -> bool {
    gap.chars().all(|c| {
        matches!(c, ' ' | '\u{00A0}' | '\t' | '"' | '\'' | '«' | '»' | '“' | '”' | '-' | '‐' | '‑' | '–')
            || crate::arabic::letters::is_ignorable(c)
    })
}
