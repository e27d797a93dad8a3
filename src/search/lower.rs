//! Lowers a plan: statistics once for the whole archive, then matchers for each segment.

use std::ops::Bound;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::query::{AllQuery, EnableScoring, Query, RangeQuery, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

use super::boolean::{All, Any, Bag, Join};
use super::matcher::{Lengths, Matcher, Nothing, Restriction, idf};
use super::postings::Cursor;
use super::spans::{Node, SpanMatcher};
use super::word::{Source, WordMatcher};
use crate::arabic::code_of;
use crate::index::{Archive, Fields, live_frequency};
use crate::query::plan::{Plan, PlanTerm, Scope, Spans, WeightedTerm};

/// What an occurrence in each field counts against one in the text.
const TITLE_WEIGHT: f32 = 1.0;
/// Likewise for the in-article heading.
const HEADING_WEIGHT: f32 = 1.0;

/// A plan with the statistics of an archive.
pub(super) struct LoweredPlan {
    root: Prepared,
    average_length: f32,
}

impl LoweredPlan {
    /// Looks up how frequent the terms of the plan are.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn new(archive: &Archive, plan: &Plan) -> tantivy::Result<Self> {
        let summary = archive.summary();
        let average_length = summary.words as f32 / summary.passages.max(1) as f32;
        let lowering = Lowering { searcher: archive.searcher(), fields: archive.fields() };
        Ok(LoweredPlan { root: lowering.prepare(plan)?, average_length })
    }

    /// The plan's matcher over one segment.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn matcher(&self, segment: &SegmentReader) -> tantivy::Result<Box<dyn Matcher>> {
        let lengths = Lengths::new(segment.fast_fields().u64("length")?, self.average_length);
        matcher(&self.root, segment, &lengths)
    }
}

/// A plan with its statistics.
enum Prepared {
    Word { terms: Vec<WordTerm>, readings: usize, idf: f32, boost: f32 },
    Spans { fields: Vec<(SpanTerms, f32)> },
    Restriction(Box<dyn Weight>),
    All(Vec<Prepared>),
    Any(Vec<Prepared>, Join),
    Bag { must: Vec<Prepared>, should: Vec<Prepared>, not: Vec<Prepared> },
    Nothing,
}

/// A term of one field as part of a word.
struct WordTerm {
    term: Term,
    /// Of the spellings allowed; empty for all.
    codes: Vec<u16>,
    reading: usize,
    weight: f32,
}

enum SpanTerms {
    Terms(Vec<(Term, Vec<u16>)>),
    Ordered(Vec<SpanTerms>, u32),
    Near(Vec<SpanTerms>, u32),
    Any(Vec<SpanTerms>),
}

struct Lowering<'a> {
    searcher: &'a Searcher,
    fields: Fields,
}

impl Lowering<'_> {
    fn scope(&self, scope: Scope) -> Vec<(Field, f32)> {
        match scope {
            Scope::Everywhere => vec![
                (self.fields.text, 1.0),
                (self.fields.heading, HEADING_WEIGHT),
                (self.fields.title, TITLE_WEIGHT),
            ],
            Scope::Text => vec![(self.fields.text, 1.0)],
            Scope::Title => vec![(self.fields.title, 1.0)],
            Scope::Heading => vec![(self.fields.heading, 1.0)],
        }
    }

    /// How many passages have a term; those that were deleted count nowhere.
    fn frequency(&self, term: &Term) -> tantivy::Result<u64> {
        live_frequency(self.searcher, term)
    }

    fn passages(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn prepare(&self, plan: &Plan) -> tantivy::Result<Prepared> {
        let many = |plans: &[Plan]| -> tantivy::Result<Vec<Prepared>> {
            plans.iter().map(|plan| self.prepare(plan)).collect()
        };
        Ok(match plan {
            Plan::Word { readings, scope, boost } => {
                let fields = self.scope(*scope);
                let mut terms = Vec::new();
                let mut most = 0;
                for (reading, list) in readings.iter().enumerate() {
                    let mut passages = 0;
                    let mut counted: FxHashSet<&str> = FxHashSet::default();
                    for (WeightedTerm { term, weight, related }, codes) in by_term(list) {
                        let text = term.text.as_str();
                        // The text decides how rare a word is; the other fields repeat
                        // it over all passages of an article, and what is only related
                        // to it says nothing about it.
                        let counts = !related && counted.insert(text);
                        for (at, &(field, field_weight)) in fields.iter().enumerate() {
                            let term = Term::from_field_text(field, text);
                            let found = self.frequency(&term)?;
                            if found > 0 {
                                passages += if at == 0 && counts { found } else { 0 };
                                let weight = weight * field_weight;
                                terms.push(WordTerm { term, codes: codes.clone(), reading, weight });
                            }
                        }
                    }
                    most = most.max(passages);
                }
                let idf = idf(most.min(self.passages()).max(1), self.passages());
                Prepared::Word { terms, readings: readings.len(), idf, boost: *boost }
            }
            Plan::Spans { spans, scope, boost } => {
                let idf = self.span_idf(spans, self.fields.text)?;
                let mut fields = Vec::new();
                for (field, field_weight) in self.scope(*scope) {
                    let tree = span_terms(spans, field);
                    fields.push((tree, boost * field_weight * idf));
                }
                Prepared::Spans { fields }
            }
            Plan::Best(members) => Prepared::Any(many(members)?, Join::Highest),
            Plan::All(members) => Prepared::All(many(members)?),
            Plan::Any(members) => Prepared::Any(many(members)?, Join::Sum),
            Plan::Bag { must, should, not } => {
                Prepared::Bag { must: many(must)?, should: many(should)?, not: many(not)? }
            }
            Plan::Key(key) => {
                let term = Term::from_field_text(self.fields.key, key);
                Prepared::Restriction(
                    TermQuery::new(term, IndexRecordOption::Basic)
                        .weight(EnableScoring::disabled_from_searcher(self.searcher))?,
                )
            }
            Plan::Days { from, to } => {
                let bound = |day: i64| Bound::Included(Term::from_field_i64(self.fields.date, day));
                Prepared::Restriction(
                    RangeQuery::new(bound(*from), bound(*to))
                        .weight(EnableScoring::disabled_from_searcher(self.searcher))?,
                )
            }
            Plan::Everything => {
                Prepared::Restriction(AllQuery.weight(EnableScoring::disabled_from_searcher(self.searcher))?)
            }
            Plan::Nothing => Prepared::Nothing,
        })
    }

    /// A phrase says as much as its words together; alternatives as the most common of them.
    fn span_idf(&self, spans: &Spans, field: Field) -> tantivy::Result<f32> {
        match spans {
            Spans::Terms(terms) => {
                let mut found = 0;
                for term in terms {
                    found += self.frequency(&Term::from_field_text(field, &term.text))?;
                }
                Ok(idf(found.min(self.passages()).max(1), self.passages()))
            }
            Spans::Ordered { members, .. } | Spans::Near { members, .. } => {
                members.iter().map(|member| self.span_idf(member, field)).sum()
            }
            Spans::Any(members) => {
                let mut lowest = f32::MAX;
                for member in members {
                    lowest = lowest.min(self.span_idf(member, field)?);
                }
                Ok(if members.is_empty() { 0.0 } else { lowest })
            }
        }
    }
}

/// Terms that differ in nothing but the spelling they allow, as one with all
/// the spellings: a prefix stands for many forms of the same word.
fn by_term(list: &[WeightedTerm]) -> Vec<(&WeightedTerm, Vec<u16>)> {
    let mut found: Vec<(&WeightedTerm, Vec<u16>)> = Vec::new();
    let mut place: FxHashMap<(&str, bool, u32), usize> = FxHashMap::default();
    for weighted in list {
        let WeightedTerm { term, weight, .. } = weighted;
        let key = (term.text.as_str(), term.spelling.is_some(), weight.to_bits());
        let at = *place.entry(key).or_insert_with(|| {
            found.push((weighted, Vec::new()));
            found.len() - 1
        });
        found[at].1.extend(term.spelling.as_deref().map(code_of));
    }
    found
}

fn span_terms(spans: &Spans, field: Field) -> SpanTerms {
    let many = |members: &[Spans]| members.iter().map(|member| span_terms(member, field)).collect();
    match spans {
        Spans::Terms(terms) => {
            let codes = |term: &PlanTerm| term.spelling.as_deref().map(code_of).into_iter().collect();
            let lowered = terms.iter().map(|term| (Term::from_field_text(field, &term.text), codes(term)));
            SpanTerms::Terms(lowered.collect())
        }
        Spans::Ordered { members, slop } => SpanTerms::Ordered(many(members), *slop),
        Spans::Near { members, distance } => SpanTerms::Near(many(members), *distance),
        Spans::Any(members) => SpanTerms::Any(many(members)),
    }
}

fn matcher(
    prepared: &Prepared,
    segment: &SegmentReader,
    lengths: &Lengths,
) -> tantivy::Result<Box<dyn Matcher>> {
    let many = |list: &[Prepared]| -> tantivy::Result<Vec<Box<dyn Matcher>>> {
        list.iter().map(|member| matcher(member, segment, lengths)).collect()
    };
    Ok(match prepared {
        Prepared::Word { terms, readings, idf, boost } => {
            let title = segment.schema().get_field("title")?;
            let mut sources = Vec::with_capacity(terms.len());
            for WordTerm { term, codes, reading, weight } in terms {
                let inverted = segment.inverted_index(term.field())?;
                let read = if codes.is_empty() {
                    IndexRecordOption::WithFreqs
                } else {
                    IndexRecordOption::WithFreqsAndPositions
                };
                if let Some(postings) = inverted.read_postings(term, read)? {
                    let cursor = Cursor::new(postings, codes);
                    let is_title = term.field() == title;
                    sources.push(Source { cursor, reading: *reading, weight: *weight, is_title });
                }
            }
            Box::new(WordMatcher::new(sources, *readings, lengths.clone(), *idf, *boost))
        }
        Prepared::Spans { fields } => {
            let mut members: Vec<Box<dyn Matcher>> = Vec::with_capacity(fields.len());
            for (terms, weight) in fields {
                let node = node(terms, segment)?;
                members.push(Box::new(SpanMatcher::new(node, lengths.clone(), *weight)));
            }
            Box::new(Any::new(members, Join::Sum))
        }
        Prepared::Restriction(weight) => Box::new(Restriction(weight.scorer(segment, 1.0)?)),
        Prepared::All(members) => Box::new(All::new(many(members)?)),
        Prepared::Any(members, join) => Box::new(Any::new(many(members)?, *join)),
        Prepared::Bag { must, should, not } => {
            let not: Option<Box<dyn Matcher>> =
                if not.is_empty() { None } else { Some(Box::new(Any::new(many(not)?, Join::Sum))) };
            let should: Option<Box<dyn Matcher>> = if should.is_empty() {
                None
            } else {
                Some(Box::new(Any::new(many(should)?, Join::Coordinated)))
            };
            if must.is_empty() {
                match should {
                    Some(should) => Box::new(Bag::new(should, None, not)),
                    None => Box::new(Nothing),
                }
            } else {
                Box::new(Bag::new(Box::new(All::new(many(must)?)), should, not))
            }
        }
        Prepared::Nothing => Box::new(Nothing),
    })
}

fn node(terms: &SpanTerms, segment: &SegmentReader) -> tantivy::Result<Node> {
    let many = |members: &[SpanTerms]| -> tantivy::Result<Vec<Node>> {
        members.iter().map(|member| node(member, segment)).collect()
    };
    Ok(match terms {
        SpanTerms::Terms(terms) => {
            let mut list = Vec::with_capacity(terms.len());
            for (term, codes) in terms {
                let inverted = segment.inverted_index(term.field())?;
                let postings = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
                list.extend(postings.map(|postings| Cursor::new(postings, codes)));
            }
            Node::Terms(list)
        }
        SpanTerms::Ordered(members, slop) => Node::Ordered { members: many(members)?, slop: *slop },
        SpanTerms::Near(members, distance) => Node::Near { members: many(members)?, distance: *distance },
        SpanTerms::Any(members) => Node::Any(many(members)?),
    })
}
