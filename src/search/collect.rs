//! Keeps the best passages or articles in a fixed order: equal scores are
//! ordered by article and passage, so that pages of results never skip or repeat.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::Request;
use crate::document::Part;

/// What is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Passages.
    #[default]
    Passage,
    /// Articles, each by its best passage.
    Article,
}

/// Order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Score,
    /// Newest first; undated last.
    Newest,
    /// Oldest first; undated last.
    Oldest,
}

/// Which parts of articles are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// Also lines that point to other stories.
    pub related: bool,
    /// Also headlines of other stories at the end.
    pub teasers: bool,
}

impl Parts {
    pub(super) fn allow(self, code: u64) -> bool {
        match Part::from_code(code) {
            Part::Body => true,
            Part::Related => self.related,
            Part::Teaser => self.teasers,
        }
    }
}

/// A passage that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its score, or that of its article.
    pub score: f32,
    /// Where it is stored.
    pub address: DocAddress,
    /// The number of its article.
    pub article: u64,
    /// Its number in the article.
    pub order: u64,
    /// Its day as yyyymmdd; 0 when undated.
    pub date: i64,
    /// How many passages of its article match.
    pub passages: u64,
}

/// Hits and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// The hits asked for, in order.
    pub hits: Vec<Hit>,
    /// Matching passages.
    pub passages: u64,
    /// Matching articles.
    pub articles: u64,
}

/// How much the other passages of an article add to its best one, each half as
/// much as the one before: an article that speaks of a thing throughout comes
/// before one that mentions it once as prominently.
const OTHER_PASSAGES: f32 = 0.2;

#[derive(Clone, Copy)]
struct Ranked(Hit, Sort);

impl Ranked {
    /// `Less` means better.
    fn order(&self, other: &Self) -> Ordering {
        let (a, b) = (&self.0, &other.0);
        let by_score = b.score.total_cmp(&a.score);
        let by_date = match self.1 {
            Sort::Score => Ordering::Equal,
            Sort::Newest => b.date.cmp(&a.date),
            Sort::Oldest => (a.date == 0).cmp(&(b.date == 0)).then(a.date.cmp(&b.date)),
        };
        by_date.then(by_score).then(a.article.cmp(&b.article)).then(a.order.cmp(&b.order))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.order(other) == Ordering::Equal
    }
}
impl Eq for Ranked {}
impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

/// The best `size` of what is offered.
struct Top {
    size: usize,
    sort: Sort,
    worst_first: BinaryHeap<Ranked>,
}

impl Top {
    fn new(size: usize, sort: Sort) -> Self {
        Top { size, sort, worst_first: BinaryHeap::new() }
    }

    fn offer(&mut self, hit: Hit) {
        let ranked = Ranked(hit, self.sort);
        if self.worst_first.len() < self.size {
            self.worst_first.push(ranked);
        } else if self.worst_first.peek().is_some_and(|worst| ranked < *worst) {
            self.worst_first.pop();
            self.worst_first.push(ranked);
        }
    }

    fn best_first(self) -> Vec<Hit> {
        self.worst_first.into_sorted_vec().into_iter().map(|ranked| ranked.0).collect()
    }
}

/// Collects the best hits for a request.
pub(super) struct Best {
    request: Request,
}

impl Best {
    pub(super) fn new(request: Request) -> Self {
        Best { request }
    }

    fn size(&self) -> usize {
        self.request.limit.saturating_add(self.request.offset)
    }
}

/// The articles met so far with their best passage and the sum of the others.
type Articles = FxHashMap<u64, ArticleHit>;

#[derive(Clone)]
pub(super) struct ArticleHit {
    best: Hit,
    scores: Vec<f32>,
}

impl ArticleHit {
    fn add(&mut self, hit: Hit) {
        self.scores.push(hit.score);
        self.best.passages += hit.passages;
        let better = hit.score.total_cmp(&self.best.score).then(self.best.order.cmp(&hit.order)).is_gt();
        if better {
            self.best = Hit { passages: self.best.passages, ..hit };
        }
    }

    fn finish(mut self) -> Hit {
        self.scores.sort_by(|a, b| b.total_cmp(a));
        let mut share = OTHER_PASSAGES;
        for score in self.scores.iter().skip(1) {
            self.best.score += share * score;
            share /= 2.0;
        }
        self.best
    }
}

/// What one segment gives.
pub(super) struct SegmentFruit {
    top: Vec<Hit>,
    articles: Articles,
    passages: u64,
    article_count: u64,
}

/// Collects from one segment.
pub(super) struct SegmentBest {
    segment: SegmentOrdinal,
    request: Request,
    article: Column<u64>,
    order: Column<u64>,
    part: Column<u64>,
    date: Column<i64>,
    top: Top,
    articles: Articles,
    passages: u64,
    article_count: u64,
    last_article: Option<u64>,
}

impl Collector for Best {
    type Fruit = Results;
    type Child = SegmentBest;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentBest> {
        let columns = reader.fast_fields();
        Ok(SegmentBest {
            segment,
            request: self.request,
            article: columns.u64("article")?,
            order: columns.u64("order")?,
            part: columns.u64("part")?,
            date: columns.i64("date")?,
            top: Top::new(self.size(), self.request.sort),
            articles: Articles::default(),
            passages: 0,
            article_count: 0,
            last_article: None,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<SegmentFruit>) -> tantivy::Result<Results> {
        let mut top = Top::new(self.size(), self.request.sort);
        let mut results = Results::default();
        for fruit in fruits {
            results.passages += fruit.passages;
            results.articles += fruit.article_count;
            fruit.top.into_iter().for_each(|hit| top.offer(hit));
            // An article lies in one segment: it was added in one operation.
            fruit.articles.into_values().for_each(|article| top.offer(article.finish()));
        }
        results.hits = top.best_first().into_iter().skip(self.request.offset).collect();
        Ok(results)
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.request.parts.allow(self.part.first(doc).unwrap_or(0)) {
            return;
        }
        let hit = Hit {
            score,
            address: DocAddress::new(self.segment, doc),
            article: self.article.first(doc).unwrap_or(0),
            order: self.order.first(doc).unwrap_or(0),
            date: self.date.first(doc).unwrap_or(0),
            passages: 1,
        };
        self.passages += 1;
        // The passages of an article are neighbours in the segment.
        if self.last_article != Some(hit.article) {
            self.last_article = Some(hit.article);
            self.article_count += 1;
        }
        match self.request.unit {
            Unit::Passage => self.top.offer(hit),
            Unit::Article => match self.articles.get_mut(&hit.article) {
                Some(known) => known.add(hit),
                None => {
                    self.articles.insert(hit.article, ArticleHit { best: hit, scores: vec![hit.score] });
                }
            },
        }
    }

    fn harvest(self) -> SegmentFruit {
        SegmentFruit {
            top: self.top.best_first(),
            articles: self.articles,
            passages: self.passages,
            article_count: self.article_count,
        }
    }
}
