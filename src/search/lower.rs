//! Lowers a plan to a tantivy query: statistics once for the whole archive,
//! then matchers for each segment.

use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::query::{AllQuery, EnableScoring, Explanation, Query, RangeQuery, Scorer, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::boolean::{All, Any, Bag, Join};
use super::matcher::{Lengths, Matcher, Nothing, Restriction, idf};
use super::postings::Cursor;
use super::spans::{Node, SpanMatcher};
use super::word::{Source, WordMatcher};
use crate::arabic::code_of;
use crate::index::{Archive, Fields};
use crate::query::plan::{Plan, PlanTerm, Scope, Spans, WeightedTerm};

/// What an occurrence in each field counts against one in the text.
const TITLE_WEIGHT: f32 = 1.0;
/// Likewise for the in-article heading.
const HEADING_WEIGHT: f32 = 1.0;

/// A plan as tantivy runs it.
#[derive(Clone)]
pub(super) struct PlanQuery {
    plan: Arc<Plan>,
    fields: Fields,
    average_length: f32,
}

impl PlanQuery {
    pub(super) fn new(archive: &Archive, plan: &Plan) -> Self {
        let summary = archive.summary();
        let average_length = summary.words as f32 / summary.passages.max(1) as f32;
        PlanQuery { plan: Arc::new(plan.clone()), fields: archive.fields(), average_length }
    }

    fn scope(&self, scope: Scope) -> Vec<(Field, f32)> {
        match scope {
            Scope::Everywhere => vec![
                (self.fields.text, 1.0),
                (self.fields.heading, HEADING_WEIGHT),
                (self.fields.title, TITLE_WEIGHT),
            ],
            Scope::Title => vec![(self.fields.title, 1.0)],
            Scope::Heading => vec![(self.fields.heading, 1.0)],
        }
    }
}

impl fmt::Debug for PlanQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plan.fmt(f)
    }
}

impl Query for PlanQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let root = self.prepare(&self.plan, scoring)?;
        Ok(Box::new(PlanWeight { root, length: "length", average_length: self.average_length }))
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

impl PlanQuery {
    fn prepare(&self, plan: &Plan, scoring: EnableScoring<'_>) -> tantivy::Result<Prepared> {
        let many = |plans: &[Plan]| -> tantivy::Result<Vec<Prepared>> {
            plans.iter().map(|plan| self.prepare(plan, scoring)).collect()
        };
        Ok(match plan {
            Plan::Word { readings, scope, boost } => {
                let fields = self.scope(*scope);
                let mut terms = Vec::new();
                let mut most = 0;
                for (reading, list) in readings.iter().enumerate() {
                    let mut passages = 0;
                    let mut counted: FxHashSet<&str> = FxHashSet::default();
                    for (text, codes, weight) in by_term(list) {
                        let is_new = counted.insert(text);
                        for (at, &(field, field_weight)) in fields.iter().enumerate() {
                            let term = Term::from_field_text(field, text);
                            let found = frequency(scoring, &term)?;
                            if found > 0 {
                                // The text decides how rare a word is; the other
                                // fields repeat it over all passages of an article.
                                passages += if at == 0 && is_new { found } else { 0 };
                                let weight = weight * field_weight;
                                terms.push(WordTerm { term, codes: codes.clone(), reading, weight });
                            }
                        }
                    }
                    most = most.max(passages);
                }
                let idf = idf(most.min(passages(scoring)).max(1), passages(scoring));
                Prepared::Word { terms, readings: readings.len(), idf, boost: *boost }
            }
            Plan::Spans { spans, scope, boost } => {
                let mut fields = Vec::new();
                for (field, field_weight) in self.scope(*scope) {
                    let tree = span_terms(spans, field);
                    let idf = span_idf(spans, self.fields.text, scoring)?;
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
                Prepared::Restriction(TermQuery::new(term, IndexRecordOption::Basic).weight(scoring)?)
            }
            Plan::Days { from, to } => {
                let bound = |day: i64| Bound::Included(Term::from_field_i64(self.fields.date, day));
                Prepared::Restriction(RangeQuery::new(bound(*from), bound(*to)).weight(scoring)?)
            }
            Plan::Everything => Prepared::Restriction(AllQuery.weight(scoring)?),
            Plan::Nothing => Prepared::Nothing,
        })
    }
}

/// Terms that differ in nothing but the spelling they allow, as one with all
/// the spellings: a prefix stands for many forms of the same word.
fn by_term(list: &[WeightedTerm]) -> Vec<(&str, Vec<u16>, f32)> {
    let mut found: Vec<(&str, Vec<u16>, f32)> = Vec::new();
    let mut place: FxHashMap<(&str, bool, u32), usize> = FxHashMap::default();
    for WeightedTerm { term, weight } in list {
        let key = (term.text.as_str(), term.spelling.is_some(), weight.to_bits());
        let at = *place.entry(key).or_insert_with(|| {
            found.push((&term.text, Vec::new(), *weight));
            found.len() - 1
        });
        found[at].1.extend(term.spelling.as_deref().map(code_of));
    }
    found
}

fn frequency(scoring: EnableScoring<'_>, term: &Term) -> tantivy::Result<u64> {
    scoring.searcher().map_or(Ok(1), |searcher| searcher.doc_freq(term))
}

fn passages(scoring: EnableScoring<'_>) -> u64 {
    scoring.searcher().map_or(1, tantivy::Searcher::num_docs)
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

/// A phrase says as much as its words together; alternatives as the most common of them.
fn span_idf(spans: &Spans, field: Field, scoring: EnableScoring<'_>) -> tantivy::Result<f32> {
    match spans {
        Spans::Terms(terms) => {
            let mut found = 0;
            for term in terms {
                found += frequency(scoring, &Term::from_field_text(field, &term.text))?;
            }
            Ok(idf(found.min(passages(scoring)).max(1), passages(scoring)))
        }
        Spans::Ordered { members, .. } | Spans::Near { members, .. } => {
            members.iter().map(|member| span_idf(member, field, scoring)).sum()
        }
        Spans::Any(members) => {
            let mut lowest = f32::MAX;
            for member in members {
                lowest = lowest.min(span_idf(member, field, scoring)?);
            }
            Ok(if members.is_empty() { 0.0 } else { lowest })
        }
    }
}

struct PlanWeight {
    root: Prepared,
    length: &'static str,
    average_length: f32,
}

impl PlanWeight {
    fn lengths(&self, segment: &SegmentReader) -> tantivy::Result<Lengths> {
        Ok(Lengths::new(segment.fast_fields().u64(self.length)?, self.average_length))
    }
}

impl Weight for PlanWeight {
    fn scorer(&self, segment: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let lengths = self.lengths(segment)?;
        let matcher = matcher(&self.root, segment, &lengths)?;
        Ok(Box::new(PlanScorer { matcher, boost }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let lengths = self.lengths(segment)?;
        let mut matcher = matcher(&self.root, segment, &lengths)?;
        let matches = matcher.seek(doc) == doc;
        Ok(Explanation::new("score of the plan", if matches { matcher.score() } else { 0.0 }))
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

/// A matcher as tantivy's collectors drive it.
struct PlanScorer {
    matcher: Box<dyn Matcher>,
    boost: f32,
}

impl DocSet for PlanScorer {
    fn advance(&mut self) -> DocId {
        self.matcher.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target == TERMINATED { self.matcher.seek(TERMINATED) } else { self.matcher.seek(target) }
    }

    fn doc(&self) -> DocId {
        self.matcher.doc()
    }

    fn size_hint(&self) -> u32 {
        0
    }
}

impl Scorer for PlanScorer {
    fn score(&mut self) -> f32 {
        self.boost * self.matcher.score()
    }
}
