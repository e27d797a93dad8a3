//! Marks in the original text what a plan matched: words at any level, and
//! mentions of entities. Spans are those of segmentation, so they are exact.

use rustc_hash::FxHashSet;

use crate::arabic::Analyzer;
use crate::document::Span;
use crate::index::{PassageRecord, terms};
use crate::query::plan::Plan;

/// Marks passages for one plan.
pub struct Highlighter {
    terms: FxHashSet<String>,
    analyzer: Analyzer,
}

impl Highlighter {
    /// A highlighter for `plan`; `analyzer` must be that of the archive.
    #[must_use]
    pub fn new(plan: &Plan, analyzer: Analyzer) -> Self {
        Highlighter { terms: plan.shown_terms().into_iter().collect(), analyzer }
    }

    /// What the plan matches in a text without mentions.
    pub fn text(&mut self, text: &str) -> Vec<Span> {
        let mut found = Vec::new();
        let mut written = String::new();
        for token in self.analyzer.tokens(text) {
            written.clear();
            terms::push_word(&token.forms, &mut written);
            if written.split(terms::SAME_POSITION).any(|term| self.terms.contains(term)) {
                found.push(token.span);
            }
        }
        found
    }

    /// What the plan matches in a passage: rising spans that do not overlap,
    /// neighbouring words joined.
    pub fn passage(&mut self, record: &PassageRecord, within: impl Fn(&str) -> Vec<String>) -> Vec<Span> {
        let mut found = self.text(&record.text);
        for mention in &record.mentions {
            let named = self.terms.contains(&terms::of_entity(&mention.id))
                || (self.terms.iter().any(|term| term.starts_with('<'))
                    && within(&mention.id).iter().any(|id| self.terms.contains(&terms::within(id))));
            if named {
                found.push(Span::new(mention.start, mention.end));
            }
        }
        highlights(&record.text, found)
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
