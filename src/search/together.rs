//! Passages that name two things, the closest first.

use std::collections::BinaryHeap;

use super::lower::LoweredPlan;
use super::profile::plan_of;
use super::significance::log_likelihood;
use super::{Parts, Request, Sort, Unit, search};
use crate::arabic::segment;
use crate::document::Span;
use crate::error::Result;
use crate::index::{Address, Archive, PassageRecord, StoredMention};
use crate::query::plan::{Plan, Scope};

/// A passage that names both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Words between the two mentions that stand closest.
    pub distance: usize,
    /// The passage.
    pub record: PassageRecord,
    /// Those two mentions, in the order of reading.
    pub spans: [Span; 2],
}

/// The meetings that were asked for and how many there are.
#[derive(Debug, Clone, Default)]
pub struct Meetings {
    /// Closest first.
    pub closest: Vec<Meeting>,
    /// Passages that name both.
    pub passages: u64,
    /// Articles that have such a passage.
    pub articles: u64,
    /// Log-likelihood ratio over passages.
    pub significance: f64,
}

/// Smaller is better; equal ones in the order of articles.
type Rank = (usize, u64, u64, u32, u32);

/// The passages whose text names both entities; places are also named by what lies inside.
///
/// # Errors
/// When the index cannot be read.
pub fn together(
    archive: &Archive,
    [first, second]: [&str; 2],
    filter: &Plan,
    parts: Parts,
    limit: usize,
) -> Result<Meetings> {
    let inside =
        |id: &str| archive.gazetteer().by_id(id).is_some_and(|e| e.class == crate::entity::Class::Location);
    let plans = [first, second].map(|id| plan_of(id, inside(id), Scope::Text));
    let plan = Plan::All([plans.to_vec(), vec![filter.clone()]].concat());
    let fail = |error: tantivy::TantivyError| archive.fail(&error);
    let lowered = LoweredPlan::new(archive, &plan).map_err(fail)?;
    let mut best: BinaryHeap<Rank> = BinaryHeap::new();
    let mut meetings = Meetings::default();
    let mut last_article = None;
    for (number, segment) in (0u32..).zip(archive.searcher().segment_readers()) {
        let column = |name| segment.fast_fields().u64(name).map_err(fail);
        let (part, article, order) = (column("part")?, column("article")?, column("order")?);
        let mut matcher = lowered.matcher(segment).map_err(fail)?;
        while matcher.doc() != tantivy::TERMINATED {
            let doc = matcher.doc();
            if !segment.is_deleted(doc) && parts.allow(part.first(doc).unwrap_or(0)) {
                let record = archive.record(Address::new(number, doc))?;
                if let Some((distance, _)) = closest(archive, &record, [first, second]) {
                    let article = article.first(doc).unwrap_or(0);
                    meetings.passages += 1;
                    meetings.articles += u64::from(last_article != Some(article));
                    last_article = Some(article);
                    best.push((distance, article, order.first(doc).unwrap_or(0), number, doc));
                    if best.len() > limit {
                        best.pop();
                    }
                }
            }
            matcher.advance();
        }
    }
    for (_, _, _, segment, doc) in best.into_sorted_vec() {
        let record = archive.record(Address::new(segment, doc))?;
        if let Some((distance, spans)) = closest(archive, &record, [first, second]) {
            meetings.closest.push(Meeting { distance, record, spans });
        }
    }
    let request = Request { unit: Unit::Passage, sort: Sort::Score, limit: 0, offset: 0, parts };
    let passages = |plan: &Plan| Ok(search(archive, plan, request)?.passages);
    let [first, second] = plans.map(|plan| passages(&Plan::All(vec![plan, filter.clone()])));
    // Of the passages that the filter allows, as all counts are.
    meetings.significance = log_likelihood(meetings.passages, first?, second?, passages(filter)?);
    Ok(meetings)
}

/// The two mentions that stand closest, and the words between them.
fn closest(archive: &Archive, record: &PassageRecord, ids: [&str; 2]) -> Option<(usize, [Span; 2])> {
    let names = |mention: &&StoredMention, id: &str| {
        mention.kind.names()
            && (mention.id == id
                || archive
                    .gazetteer()
                    .by_id(&mention.id)
                    .is_some_and(|e| e.ancestors.iter().any(|a| a == id)))
    };
    let span = |mention: &StoredMention| Span::new(mention.start, mention.end);
    let mut best: Option<(usize, [Span; 2])> = None;
    for a in record.mentions.iter().filter(|mention| names(mention, ids[0])) {
        for b in record.mentions.iter().filter(|mention| names(mention, ids[1])) {
            let (before, after) = if span(a) <= span(b) { (span(a), span(b)) } else { (span(b), span(a)) };
            if before.end > after.start {
                continue;
            }
            let between = record.text.get(before.end..after.start).unwrap_or_default();
            let distance = segment::words(between).count();
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, [before, after]));
            }
        }
    }
    best
}
