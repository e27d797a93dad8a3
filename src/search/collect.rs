//! Keeps the best passages or articles in a fixed order: equal scores are
//! ordered by article and passage, so that pages of results never skip or repeat.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::{DocAddress, Searcher, TERMINATED};

use super::Request;
use super::lower::LoweredPlan;
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
const OTHER_PASSAGES: f32 = 0.3;
/// What the first passage adds once more: news says first what it is about
/// (the inverted pyramid).
const LEAD: f32 = 0.3;

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

/// The best hits for a request.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn best(searcher: &Searcher, plan: &LoweredPlan, request: Request) -> tantivy::Result<Results> {
    let mut top = Top::new(request.limit.saturating_add(request.offset), request.sort);
    let mut results = Results::default();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let columns = reader.fast_fields();
        let (article, order) = (columns.u64("article")?, columns.u64("order")?);
        let (part, date) = (columns.u64("part")?, columns.i64("date")?);
        let mut matcher = plan.matcher(reader)?;
        let mut current: Option<ArticleHit> = None;
        let offer_article = |article: Option<ArticleHit>, top: &mut Top| {
            if let Some(article) = article.filter(|_| request.unit == Unit::Article) {
                top.offer(article.finish());
            }
        };
        while matcher.doc() != TERMINATED {
            let doc = matcher.doc();
            if !reader.is_deleted(doc) && request.parts.allow(part.first(doc).unwrap_or(0)) {
                let hit = Hit {
                    score: matcher.score(),
                    address: DocAddress::new(segment, doc),
                    article: article.first(doc).unwrap_or(0),
                    order: order.first(doc).unwrap_or(0),
                    date: date.first(doc).unwrap_or(0),
                    passages: 1,
                };
                results.passages += 1;
                if request.unit == Unit::Passage {
                    top.offer(hit);
                }
                // The passages of an article are neighbours in one segment, since
                // they were added in one operation.
                match &mut current {
                    Some(known) if known.best.article == hit.article => known.add(hit),
                    _ => {
                        results.articles += 1;
                        offer_article(current.replace(ArticleHit::new(hit)), &mut top);
                    }
                }
            }
            matcher.advance();
        }
        offer_article(current, &mut top);
    }
    results.hits = top.best_first().into_iter().skip(request.offset).collect();
    Ok(results)
}

/// An article by those of its passages that were met.
struct ArticleHit {
    best: Hit,
    /// Of every passage.
    scores: Vec<f32>,
    /// Of the first passage of the article; 0 when it does not match.
    lead: f32,
}

impl ArticleHit {
    fn new(hit: Hit) -> Self {
        let lead = if hit.order == 0 { hit.score } else { 0.0 };
        ArticleHit { best: hit, scores: vec![hit.score], lead }
    }

    fn add(&mut self, hit: Hit) {
        self.scores.push(hit.score);
        if hit.order == 0 {
            self.lead = hit.score;
        }
        self.best.passages += hit.passages;
        let better = hit.score.total_cmp(&self.best.score).then(self.best.order.cmp(&hit.order)).is_gt();
        if better {
            self.best = Hit { passages: self.best.passages, ..hit };
        }
    }

    fn finish(mut self) -> Hit {
        self.scores.sort_by(|a, b| b.total_cmp(a));
        let mut share = OTHER_PASSAGES;
        self.best.score += LEAD * self.lead;
        for score in self.scores.iter().skip(1) {
            self.best.score += share * score;
            share /= 2.0;
        }
        self.best
    }
}
