//! `--collapse`: of articles that are near copies of each other one is shown.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::index::{Archive, Copies};
use crate::query::plan::Plan;
use crate::search::{Request, Results, search};

/// Which groups of near copies were met, and by which article.
pub(super) struct Seen {
    copies: Copies,
    shown: HashSet<String>,
    left_out: HashSet<String>,
}

impl Seen {
    pub(super) fn new(archive: &Archive) -> Result<Self> {
        Ok(Seen { copies: archive.copies()?, shown: HashSet::new(), left_out: HashSet::new() })
    }

    /// Whether the article is the first of its group, or has no copies.
    pub(super) fn is_first(&mut self, article: &str) -> bool {
        if self.left_out.contains(article) {
            return false;
        }
        let others = self.copies.of(article);
        if !others.is_empty() && self.shown.insert(article.to_owned()) {
            self.left_out.extend(others);
        }
        true
    }

    /// The near copies of an article.
    pub(super) fn others(&self, article: &str) -> Vec<String> {
        self.copies.of(article)
    }
}

/// The hits of a request with one article of each group of near copies, and how many
/// passages and articles that leaves.
pub(super) fn search_collapsed(
    archive: &Archive,
    plan: &Plan,
    request: Request,
    copies: &Copies,
) -> Result<Results> {
    // Which copies fall away is known only when all are seen; a hit takes some 50 bytes.
    let mut results = search(archive, plan, Request { limit: usize::MAX, offset: 0, ..request })?;
    let mut shown: HashMap<u64, u64> = HashMap::new();
    results.hits.retain(|hit| *shown.entry(copies.leader(hit.article)).or_insert(hit.article) == hit.article);
    let articles: HashSet<u64> = results.hits.iter().map(|hit| hit.article).collect();
    results.articles = articles.len() as u64;
    results.passages = results.hits.iter().map(|hit| hit.passages).sum();
    results.hits = results.hits.into_iter().skip(request.offset).take(request.limit).collect();
    Ok(results)
}
