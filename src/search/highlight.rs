//! Marks in the original text what a plan matched: words at any level, and
//! mentions of entities. Spans are those of segmentation, so they are exact.

use rustc_hash::FxHashSet;

use super::spans::{Place, places_in};
use crate::arabic::Analyzer;
use crate::document::Span;
use crate::index::{PassageRecord, StoredMention, terms};
use crate::query::plan::{Plan, PlanTerm, Spans};

/// Marks passages for one plan.
pub struct Highlighter {
    terms: FxHashSet<PlanTerm>,
    spans: Vec<Spans>,
    analyzer: Analyzer,
}

/// A word of a text with all its terms, and what is marked when it is.
struct Position {
    terms: Vec<String>,
    exact: String,
    marked: Span,
}

impl Position {
    fn is(&self, wanted: &PlanTerm) -> bool {
        self.terms.contains(&wanted.text)
            && wanted.spelling.as_ref().is_none_or(|spelling| *spelling == self.exact)
    }

    fn is_any_of(&self, wanted: &FxHashSet<PlanTerm>) -> bool {
        self.terms.iter().any(|term| {
            wanted.contains(&PlanTerm::any(term.as_str()))
                || wanted.contains(&PlanTerm::spelled(term.as_str(), self.exact.as_str()))
        })
    }
}

impl Highlighter {
    /// A highlighter for `plan`; `analyzer` must be that of the archive.
    #[must_use]
    pub fn new(plan: &Plan, analyzer: Analyzer) -> Self {
        let shown = plan.shown();
        Highlighter { terms: shown.terms.into_iter().collect(), spans: shown.spans, analyzer }
    }

    /// What the plan matches in a text without mentions.
    pub fn text(&mut self, text: &str) -> Vec<Span> {
        let positions = self.positions(text, &[], |_| Vec::new());
        highlights(text, self.marks(&positions))
    }

    /// What the plan matches in a passage: rising spans that do not overlap,
    /// neighbouring words joined. `within` gives the places that hold a location.
    pub fn passage(&mut self, record: &PassageRecord, within: impl Fn(&str) -> Vec<String>) -> Vec<Span> {
        let positions = self.positions(&record.text, &record.mentions, within);
        highlights(&record.text, self.marks(&positions))
    }

    fn positions(
        &mut self,
        text: &str,
        mentions: &[StoredMention],
        within: impl Fn(&str) -> Vec<String>,
    ) -> Vec<Position> {
        let mut positions: Vec<Position> = Vec::new();
        for token in self.analyzer.tokens(text) {
            let mut terms: Vec<String> = token.forms.stems().map(str::to_owned).collect();
            let mut marked = token.span;
            let here = |mention: &&StoredMention| mention.start == token.span.start && mention.kind.names();
            for mention in mentions.iter().filter(here) {
                let named = std::iter::once(terms::of_entity(&mention.id));
                let named: Vec<String> =
                    named.chain(within(&mention.id).iter().map(|id| terms::within(id))).collect();
                // A name is marked whole.
                let is_named = |wanted: &PlanTerm| named.contains(&wanted.text);
                if self.terms.iter().any(is_named) || self.spans.iter().any(|s| s.any_term(&is_named)) {
                    marked.end = marked.end.max(mention.end);
                }
                terms.extend(named);
            }
            let exact = token.forms.exact().to_owned();
            positions.push(Position { terms, exact, marked });
        }
        positions
    }

    fn marks(&self, positions: &[Position]) -> Vec<Span> {
        let mut found: Vec<Span> = positions
            .iter()
            .filter(|position| position.is_any_of(&self.terms))
            .map(|position| position.marked)
            .collect();
        let leaf = |wanted: &[PlanTerm]| -> Vec<Place> {
            let holds = |position: &Position| wanted.iter().any(|term| position.is(term));
            (0u32..)
                .zip(positions)
                .filter(|(_, position)| holds(position))
                .map(|(start, _)| Place { start, end: start + 1 })
                .collect()
        };
        for spans in &self.spans {
            for place in places_in(spans, &leaf) {
                let inside = positions.iter().take(place.end as usize).skip(place.start as usize);
                let named = |position: &&Position| spans.any_term(&|wanted| position.is(wanted));
                found.extend(inside.filter(named).map(|position| position.marked));
            }
        }
        found
    }
}

/// Spans in order, overlapping ones and those with only a space between them joined.
#[must_use]
pub fn highlights(text: &str, mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end || text.get(last.end..span.start) == Some(" ") => {
                last.end = last.end.max(span.end);
            }
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined() {
        let text = "ab cd, ef";
        let spans = vec![Span::new(3, 5), Span::new(0, 2), Span::new(7, 9)];
        assert_eq!(highlights(text, spans), [Span::new(0, 5), Span::new(7, 9)]);
    }
}
