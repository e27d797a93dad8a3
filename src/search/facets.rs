//! Counts the values of a column among the passages that match.

use std::collections::BTreeMap;

use serde::Serialize;
use tantivy::{Searcher, TERMINATED};

use super::collect::Parts;
use super::lower::LoweredPlan;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Actors named.
    Actors,
    /// Locations named.
    Locations,
    /// Newspaper sections.
    Sections,
    /// Outlets.
    Sources,
}

impl Facet {
    fn column(self) -> &'static str {
        match self {
            Facet::Actors => "actors",
            Facet::Locations => "locations",
            Facet::Sections => "category",
            Facet::Sources => "source",
        }
    }
}

/// A value and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value: an entity's id, a section, a source.
    pub value: String,
    /// Passages that have it.
    pub passages: u64,
    /// Articles that have it.
    pub articles: u64,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    passages: u64,
    articles: u64,
    last_article: Option<u64>,
}

/// How often each value of the facet occurs, the most frequent first.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn counts(
    searcher: &Searcher,
    plan: &LoweredPlan,
    facet: Facet,
    parts: Parts,
) -> tantivy::Result<Vec<FacetCount>> {
    let mut merged: BTreeMap<String, Tally> = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let columns = reader.fast_fields();
        let Some(column) = columns.str(facet.column())? else { continue };
        let (part, article) = (columns.u64("part")?, columns.u64("article")?);
        // By the numbers of the values.
        let mut tallies = vec![Tally::default(); column.dictionary().num_terms()];
        let mut matcher = plan.matcher(reader)?;
        while matcher.doc() != TERMINATED {
            let doc = matcher.doc();
            if !reader.is_deleted(doc) && parts.allow(part.first(doc).unwrap_or(0)) {
                let article = article.first(doc);
                for ordinal in column.term_ords(doc) {
                    let tally = usize::try_from(ordinal).ok().and_then(|at| tallies.get_mut(at));
                    let Some(tally) = tally else { continue };
                    tally.passages += 1;
                    if tally.last_article != article {
                        tally.last_article = article;
                        tally.articles += 1;
                    }
                }
            }
            matcher.advance();
        }
        for (ordinal, tally) in (0u64..).zip(&tallies).filter(|(_, tally)| tally.passages > 0) {
            let mut value = String::new();
            if column.ord_to_str(ordinal, &mut value)? {
                let sums = merged.entry(value).or_default();
                sums.passages += tally.passages;
                sums.articles += tally.articles;
            }
        }
    }
    let mut list: Vec<FacetCount> = merged
        .into_iter()
        .map(|(value, Tally { passages, articles, .. })| FacetCount { value, passages, articles })
        .collect();
    list.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.value.cmp(&b.value)));
    Ok(list)
}
