//! Finds where tokens spell a name of the gazetteer. Works on norm words:
//! clitics may stand before the first word of a name, and quotation marks or
//! hyphens between its words. Which finds are mentions is for [`super::resolve`].

use rustc_hash::FxHashMap;

use super::gazetteer::{Gazetteer, NameUse};
use crate::arabic::{Lexicon, Token};

/// How many first words the matcher remembers; more than the analyzer's
/// memory would be idle, fewer would forget words that come back.
const MOST_REMEMBERED: usize = 150_000;

/// Proclitics that a name's first word may carry, and what stands in their
/// place in the name: لل is ل + ال.
const PROCLITICS: [(&str, &str); 26] = [
    ("و", ""), ("ف", ""), ("ب", ""), ("ل", ""), ("ك", ""),
    ("وب", ""), ("ول", ""), ("وك", ""), ("فب", ""), ("فل", ""), ("فك", ""),
    ("لل", "ال"), ("ولل", "ال"), ("فلل", "ال"),
    ("لل", "ل"), ("ولل", "ل"),
    ("وا", "ا"), ("فا", "ا"), ("با", "ا"), ("كا", "ا"), ("لا", "ا"),
    ("وبا", "ا"), ("وكا", "ا"), ("ولا", "ا"), ("فبا", "ا"), ("فلا", "ا"),
];

/// A run of tokens that spells a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Find {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Whether a clitic had to be taken off the first word.
    pub clitic: Option<String>,
    /// Whom it may name.
    pub uses: Vec<NameUse>,
}

/// Where in the map of names a first word leads.
#[derive(Debug, Clone)]
struct Head {
    node: usize,
    output: u64,
    clitic: Option<&'static str>,
}

/// Finds names in tokens. Holds a memory of first words, so keep one a thread.
pub struct Matcher {
    gazetteer: Gazetteer,
    heads: FxHashMap<Box<str>, Box<[Head]>>,
}

impl Matcher {
    /// A matcher over the names of `gazetteer`.
    #[must_use]
    pub fn new(gazetteer: Gazetteer) -> Self {
        Matcher { gazetteer, heads: FxHashMap::default() }
    }

    /// The gazetteer in use.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Every run of tokens of `text` that spells a name, by first token, longest first.
    pub(super) fn finds(&mut self, text: &str, tokens: &[Token]) -> Vec<Find> {
        let mut found = Vec::new();
        for first in 0..tokens.len() {
            let norm = tokens[first].forms.norm.as_str();
            if !self.heads.contains_key(norm) {
                if self.heads.len() >= MOST_REMEMBERED {
                    self.heads.clear();
                }
                self.heads.insert(norm.into(), heads(&self.gazetteer, norm).into());
            }
            let Some(heads) = self.heads.get(norm).filter(|heads| !heads.is_empty()) else {
                continue;
            };
            let before = found.len();
            for head in heads {
                follow(&self.gazetteer, text, tokens, first, head, &mut found);
            }
            found[before..].sort_by(|a, b| b.end.cmp(&a.end).then_with(|| a.clitic.cmp(&b.clitic)));
        }
        found
    }
}

fn heads(gazetteer: &Gazetteer, norm: &str) -> Vec<Head> {
    let mut found = Vec::new();
    found.extend(head(gazetteer, &["", norm], None));
    if let Some(spelling) = kunya(norm) {
        found.extend(head(gazetteer, &["", spelling], None));
    }
    if gazetteer.lexicon().is_name(norm) || own_word(gazetteer.lexicon(), norm) {
        return found;
    }
    for (proclitic, instead) in PROCLITICS {
        if let Some(rest) = norm.strip_prefix(proclitic)
            && (instead.is_empty() || instead != "ا" || rest.starts_with('ل'))
            && rest.chars().count() >= 2
        {
            found.extend(head(gazetteer, &[instead, rest], Some(proclitic)));
            if let (true, Some(spelling)) = (instead.is_empty(), kunya(rest)) {
                found.extend(head(gazetteer, &["", spelling], Some(proclitic)));
            }
        }
    }
    found
}

/// A word that the lexicon knows keeps its first letter: بدر is not ب + در.
/// Only words that begin with a clitic's letter of their own stand there.
fn own_word(lexicon: &Lexicon, norm: &str) -> bool {
    norm.starts_with(['و', 'ف', 'ب', 'ك', 'ل']) && lexicon.is_word(norm)
}

/// أبو in the other cases: أبي بكر, أبا بكر.
fn kunya(norm: &str) -> Option<&'static str> {
    matches!(norm, "ابي" | "ابا").then_some("ابو")
}

fn head(gazetteer: &Gazetteer, pieces: &[&str], clitic: Option<&'static str>) -> Option<Head> {
    let names = gazetteer.names();
    let mut node = names.root().addr();
    let mut output = 0;
    for piece in pieces {
        (node, output) = walk(names, node, output, piece.as_bytes())?;
    }
    // The word must end here: as a whole name or before a space.
    let at = names.node(node);
    (at.is_final() || at.find_input(b' ').is_some()).then_some(Head { node, output, clitic })
}

fn walk(
    names: &fst::raw::Fst<Vec<u8>>,
    mut node: usize,
    mut output: u64,
    bytes: &[u8],
) -> Option<(usize, u64)> {
    for &byte in bytes {
        let here = names.node(node);
        let transition = here.transition(here.find_input(byte)?);
        output += transition.out.value();
        node = transition.addr;
    }
    Some((node, output))
}

fn follow(
    gazetteer: &Gazetteer,
    text: &str,
    tokens: &[Token],
    first: usize,
    head: &Head,
    found: &mut Vec<Find>,
) {
    let names = gazetteer.names();
    let (mut node, mut output) = (head.node, head.output);
    let mut end = first + 1;
    loop {
        let here = names.node(node);
        if here.is_final() {
            let place = output + here.final_output().value();
            found.push(Find {
                first,
                end,
                clitic: head.clitic.map(str::to_owned),
                uses: gazetteer.uses(place),
            });
        }
        let Some(next) = tokens.get(end) else { return };
        if !joins(&text[tokens[end - 1].span.end..next.span.start]) {
            return;
        }
        let Some((space, so_far)) = walk(names, node, output, b" ") else { return };
        let norm = next.forms.norm.as_str();
        let step = walk(names, space, so_far, norm.as_bytes())
            .or_else(|| walk(names, space, so_far, kunya(norm)?.as_bytes()));
        let Some(step) = step else { return };
        let after = names.node(step.0);
        if !after.is_final() && after.find_input(b' ').is_none() {
            return;
        }
        (node, output) = step;
        end += 1;
    }
}

/// Whether what lies between two words keeps a name together: white space,
/// quotation marks, hyphens, direction marks; no line break, stop or comma.
fn joins(gap: &str) -> bool {
    gap.chars().all(|c| {
        matches!(c, ' ' | '\u{00A0}' | '\t' | '"' | '\'' | '«' | '»' | '“' | '”' | '-' | '‐' | '‑' | '–')
            || crate::arabic::letters::is_ignorable(c)
    })
}
