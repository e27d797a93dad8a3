//! Counts the values of a column among the passages that match.

use std::collections::BTreeMap;

use serde::Serialize;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::collect::Parts;

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

/// Collects counts.
pub(super) struct Counts {
    facet: Facet,
    parts: Parts,
}

impl Counts {
    pub(super) fn new(facet: Facet, parts: Parts) -> Self {
        Counts { facet, parts }
    }
}

#[derive(Clone, Copy, Default)]
struct Tally {
    passages: u64,
    articles: u64,
    last_article: Option<u64>,
}

/// Counts in one segment, by the numbers of the values.
pub(super) struct SegmentCounts {
    column: Option<StrColumn>,
    part: Column<u64>,
    article: Column<u64>,
    parts: Parts,
    tallies: Vec<Tally>,
}

impl Collector for Counts {
    type Fruit = Vec<FacetCount>;
    type Child = SegmentCounts;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentCounts> {
        let columns = reader.fast_fields();
        let column = columns.str(self.facet.column())?;
        let values = column.as_ref().map_or(0, |column| column.dictionary().num_terms());
        Ok(SegmentCounts {
            column,
            part: columns.u64("part")?,
            article: columns.u64("article")?,
            parts: self.parts,
            tallies: vec![Tally::default(); values],
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<FacetCount>>) -> tantivy::Result<Vec<FacetCount>> {
        let mut merged: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for count in fruits.into_iter().flatten() {
            let sums = merged.entry(count.value).or_default();
            sums.0 += count.passages;
            sums.1 += count.articles;
        }
        let mut list: Vec<FacetCount> = merged
            .into_iter()
            .map(|(value, (passages, articles))| FacetCount { value, passages, articles })
            .collect();
        list.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.value.cmp(&b.value)));
        Ok(list)
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = Vec<FacetCount>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if !self.parts.allow(self.part.first(doc).unwrap_or(0)) {
            return;
        }
        let Some(column) = &self.column else { return };
        let article = self.article.first(doc);
        for ordinal in column.term_ords(doc) {
            let Some(tally) = usize::try_from(ordinal).ok().and_then(|at| self.tallies.get_mut(at)) else {
                continue;
            };
            tally.passages += 1;
            if tally.last_article != article {
                tally.last_article = article;
                tally.articles += 1;
            }
        }
    }

    fn harvest(self) -> Vec<FacetCount> {
        let Some(column) = &self.column else { return Vec::new() };
        let mut found = Vec::new();
        for (ordinal, tally) in (0u64..).zip(&self.tallies).filter(|(_, tally)| tally.passages > 0) {
            let mut value = String::new();
            if column.ord_to_str(ordinal, &mut value).unwrap_or(false) {
                found.push(FacetCount { value, passages: tally.passages, articles: tally.articles });
            }
        }
        found
    }
}
