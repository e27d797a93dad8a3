//! Names that are written as one word or as two: عبدالله and عبد الله, ابوبكر and
//! أبو بكر, البو كمال and البوكمال. The index has them as they stand; a query finds both.

use super::ast::{Closeness, Occur, Query};
use super::interpret::Reader;
use super::plan::{Plan, Scope, Spans, WeightedTerm};
use super::words::stems_of;
use crate::arabic::WordForms;
use crate::error::Result;

/// Stems of words that are also written onto the next one.
const HEADS: [&str; 4] = ["عبد", "ابو", "بو", "البو"];
/// Beginnings of such words written together, and the head as its stem.
const TOGETHER: [(&str, &str); 4] = [("عبد", "عبد"), ("ابو", "ابو"), ("ابي", "ابو"), ("ابا", "ابو")];
/// Fewest letters of what follows أبو, so that words like أبواب are not taken apart.
const SHORTEST_SECOND: usize = 3;

impl Reader<'_> {
    /// The stems of two neighbours written as one word, when a passage has them so.
    pub(super) fn joined(&mut self, first: &str, second: Option<&str>) -> Result<Option<Vec<WeightedTerm>>> {
        let Some(second) = second else { return Ok(None) };
        let head = self.analyzer.word(first);
        let Some(stem) = head.stems().find(|stem| HEADS.contains(stem)) else { return Ok(None) };
        let second = self.analyzer.word(second);
        let together = self.analyzer.word(&format!("{stem}{}", second.norm()));
        Ok(self.is_in_a_passage(&together)?.then(|| stems_of(&together)))
    }

    /// Two neighbours of a list of words that are also written as one: both ways.
    pub(super) fn joined_at(&mut self, members: &[(Occur, Query)], at: usize) -> Result<Option<Plan>> {
        let [(Occur::Should, first), (Occur::Should, second), ..] = &members[at..] else { return Ok(None) };
        let (Some(first), Some(second)) = (plain(first), plain(second)) else { return Ok(None) };
        let Some(joined) = self.joined(first, Some(second))? else { return Ok(None) };
        let parts =
            vec![self.word(first, Scope::Everywhere, 1.0)?, self.word(second, Scope::Everywhere, 1.0)?];
        Ok(Some(Plan::Best(vec![
            Plan::Bag { must: Vec::new(), should: parts, not: Vec::new() },
            Plan::Word { readings: vec![joined], scope: Scope::Everywhere, boost: 1.0 },
        ])))
    }

    /// The two words that one is also written as, beside each other.
    pub(super) fn apart(&mut self, forms: &WordForms) -> Option<Spans> {
        let lexicon = self.gazetteer.lexicon();
        let (head, rest) = forms.stems().find_map(|stem| {
            let (start, head) = TOGETHER.iter().find(|(start, _)| stem.starts_with(start))?;
            let rest = stem.strip_prefix(start)?;
            let is_name = if *head == "عبد" {
                rest.starts_with("ال")
            } else {
                rest.chars().count() >= SHORTEST_SECOND
                    && !lexicon.is_plural(stem)
                    && (lexicon.knows(rest) || lexicon.knows(&format!("ال{rest}")))
            };
            is_name.then(|| (*head, rest.to_owned()))
        })?;
        let members = [head, &rest].map(|word| {
            let forms = self.analyzer.word(word);
            Spans::Terms(stems_of(&forms).into_iter().map(|stem| stem.term).collect())
        });
        Some(Spans::Ordered { members: members.into(), slop: 0 })
    }
}

fn plain(query: &Query) -> Option<&str> {
    match query {
        Query::Word { text, closeness: Closeness::Stem } => Some(text),
        _ => None,
    }
}
