//! Finds mentions in stored passages: those that were tagged, nationality adjectives, and
//! the words of a typed name.

use super::super::spans::{Place, places_in};
use super::occurrence::Kinds;
use super::{MentionSearch, Occurrence, Zone, Zones};
use crate::arabic::{Analyzer, Token};
use crate::document::Span;
use crate::entity::{MentionKind, discover, joins};
use crate::index::{PassageRecord, StoredMention};
use crate::query::plan::{PlanTerm, Spans};
use crate::query::{Inquiry, Spelling};

/// Finds mentions in stored passages.
pub(super) struct Finder<'a> {
    inquiry: &'a Inquiry,
    kinds: Kinds,
    analyzer: Analyzer,
    needs_words: bool,
    wants_forms: bool,
}

impl<'a> Finder<'a> {
    pub(super) fn new(search: &MentionSearch<'a>) -> Self {
        let wants_forms = search.wants_forms();
        let needs_words = wants_forms || search.is_narrowed() || search.kinds.has(MentionKind::Adjective);
        let analyzer = Analyzer::new(search.archive.gazetteer().lexicon().clone());
        Finder { inquiry: search.inquiry, kinds: search.kinds, analyzer, needs_words, wants_forms }
    }

    pub(super) fn occurrences(&mut self, record: &PassageRecord, zones: Zones) -> Vec<Occurrence> {
        let mut found = Vec::new();
        if zones.title {
            self.zone(Zone::Title, &record.title, &record.title_mentions, &mut found);
        }
        if let Some(heading) = record.heading.as_deref().filter(|_| zones.heading) {
            self.zone(Zone::Heading, heading, &record.heading_mentions, &mut found);
        }
        if zones.text {
            self.zone(Zone::Text, &record.text, &record.mentions, &mut found);
        }
        found
    }

    fn zone(&mut self, zone: Zone, text: &str, mentions: &[StoredMention], found: &mut Vec<Occurrence>) {
        let inquiry = self.inquiry;
        let tokens = if self.needs_words { self.analyzer.tokens(text) } else { Vec::new() };
        let forms = match &inquiry.forms {
            Some(forms) if self.needs_words => form_spans(text, &tokens, forms),
            _ => Vec::new(),
        };
        let before = found.len();
        for mention in mentions {
            let is_meant = inquiry.entities.contains(&mention.id)
                || mention.rivals.iter().any(|rival| inquiry.entities.contains(rival));
            let span = Span::new(mention.start, mention.end);
            let holds = |form: &Span| span.start <= form.start && form.end <= span.end;
            let is_spelled_so = match inquiry.spelling {
                Spelling::Any => true,
                Spelling::Holding => forms.iter().any(holds),
                Spelling::Typed => forms.contains(&span),
            };
            if is_meant && self.kinds.has(mention.kind) && is_spelled_so {
                found.push(Occurrence {
                    zone,
                    span,
                    kind: mention.kind,
                    id: Some(mention.id.clone()),
                    rivals: mention.rivals.clone(),
                });
            }
        }
        let overlaps = |a: Span, b: Span| a.start < b.end && b.start < a.end;
        if self.kinds.has(MentionKind::Adjective) && inquiry.spelling == Spelling::Any {
            for token in &tokens {
                let adjective = inquiry
                    .adjectives
                    .iter()
                    .find(|(stem, _)| token.forms.stems().any(|of_token| of_token == stem));
                let is_free = !found[before..].iter().any(|other| overlaps(other.span, token.span));
                if let Some((_, id)) = adjective.filter(|_| is_free) {
                    let kind = MentionKind::Adjective;
                    let (span, id) = (token.span, Some(id.clone()));
                    found.push(Occurrence { zone, span, kind, id, rivals: Vec::new() });
                }
            }
        }
        if self.wants_forms {
            for span in forms {
                // A longer name may be somebody else's: حزب الله in كتائب حزب الله. What was only
                // discovered may be the same under another name.
                let is_taken = found[before..].iter().any(|other| overlaps(other.span, span))
                    || !inquiry.is_unknown
                        && mentions.iter().any(|other| {
                            let other_span = Span::new(other.start, other.end);
                            !other.id.starts_with(discover::PREFIX)
                                && overlaps(other_span, span)
                                && (!inquiry.are_places || other_span == span)
                        });
                if !is_taken {
                    let kind = MentionKind::Form;
                    found.push(Occurrence { zone, span, kind, id: None, rivals: Vec::new() });
                }
            }
        }
        found[before..].sort_by_key(|occurrence| occurrence.span);
    }
}

/// Where the words of a typed name stand in a text, held together as names are.
fn form_spans(text: &str, tokens: &[Token], forms: &Spans) -> Vec<Span> {
    let leaf = |wanted: &[PlanTerm]| -> Vec<Place> {
        let is_wanted = |token: &Token| {
            wanted.iter().any(|term| {
                term.spelling.as_deref() == Some(token.forms.exact())
                    && token.forms.stems().any(|stem| stem == term.text)
            })
        };
        (0u32..)
            .zip(tokens)
            .filter(|(_, token)| is_wanted(token))
            .map(|(start, _)| Place { start, end: start + 1 })
            .collect()
    };
    let mut spans: Vec<Span> = places_in(forms, &leaf)
        .into_iter()
        .filter_map(|place| {
            let words = tokens.get(place.start as usize..place.end as usize)?;
            // Acronyms are also written with full stops: سي.أن.أن.
            let held = words.windows(2).all(|pair| {
                text.get(pair[0].span.end..pair[1].span.start).is_some_and(|gap| joins(gap) || gap == ".")
            });
            held.then(|| Span::new(words[0].span.start, words[words.len() - 1].span.end))
        })
        .collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}
