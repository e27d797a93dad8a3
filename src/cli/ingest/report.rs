//! What an ingest did, for people and as JSON.

use std::fmt::Display;
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use serde::Serialize;

use super::super::args::Global;
use super::super::output::note;
use crate::arabic::WordCount;
use crate::document::Skipped;
use crate::entity::TaggedArticle;
use crate::error::{Error, Result};
use crate::index::Added;

/// How many lines of a list are shown on a terminal before the rest is counted.
const MOST_SHOWN: usize = 50;

/// What an ingest did; its JSON form is documented in the README.
#[derive(Debug, Default, Serialize)]
pub(in super::super) struct Report {
    pub articles: u64,
    pub passages: u64,
    pub mentions: u64,
    /// UTF-8 bytes of the titles and bodies of all articles.
    pub bytes: u64,
    pub seconds: f64,
    pub megabytes_per_second: f64,
    /// What was read and what was not.
    pub files: Files,
    /// Articles in the index now.
    pub index_articles: u64,
    /// Whether all that was asked for is in the index.
    pub complete: bool,
    pub skipped: Vec<Skipped>,
}

/// The files of an ingest.
#[derive(Debug, Default, Serialize)]
pub(in super::super) struct Files {
    pub read: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub renamed: Vec<Renamed>,
    /// Files that are gone and left the index.
    pub removed: Vec<String>,
    /// Files that are gone and stay in the index.
    pub missing: Vec<String>,
}

/// A file under its earlier and its present name.
#[derive(Debug, Serialize)]
pub(in super::super) struct Renamed {
    pub from: String,
    pub to: String,
}

impl Report {
    /// Sets the time that it took.
    pub fn took(&mut self, started: Instant) {
        self.seconds = started.elapsed().as_secs_f64();
        self.megabytes_per_second = self.bytes as f64 / 1e6 / self.seconds.max(1e-9);
    }

    /// Tells a person what was done.
    pub fn tell(&self, global: &Global) {
        let skipped = self.skipped.iter().map(|skipped| format!("{}: {}", skipped.place, skipped.reason));
        list("skipped", skipped, global);
        let renamed = self.files.renamed.iter().map(|renamed| format!("{} to {}", renamed.from, renamed.to));
        list("renamed", renamed, global);
        list("removed", self.files.removed.iter(), global);
        list("missing", self.files.missing.iter(), global);
        if !self.files.missing.is_empty() {
            let missing = self.files.missing.len();
            note(global, &format!("{missing} files are gone; their articles stay, --prune removes them"));
        }
        let Files { added, changed, unchanged, renamed, removed, .. } = &self.files;
        if unchanged + changed + renamed.len() + removed.len() > 0 {
            note(
                global,
                &format!(
                    "{unchanged} files unchanged, {changed} changed, {added} new, {} renamed, {} removed; {} articles in the index",
                    renamed.len(),
                    removed.len(),
                    self.index_articles
                ),
            );
        }
        note(
            global,
            &format!(
                "{} articles, {} passages, {} mentions, {} skipped; {:.1} MB in {:.2} s, {:.1} MB/s",
                self.articles,
                self.passages,
                self.mentions,
                self.skipped.len(),
                self.bytes as f64 / 1e6,
                self.seconds,
                self.megabytes_per_second,
            ),
        );
    }
}

fn list(what: &str, items: impl ExactSizeIterator<Item = impl Display>, global: &Global) {
    let rest = items.len().saturating_sub(MOST_SHOWN);
    for item in items.take(MOST_SHOWN) {
        note(global, &format!("{what} {item}"));
    }
    if rest > 0 {
        note(global, &format!("{what} {rest} more; --json lists all"));
    }
}

/// What workers did.
#[derive(Default)]
pub(super) struct Totals {
    pub added: Added,
    pub bytes: u64,
    pub words: Vec<WordCount>,
}

impl Totals {
    /// Counts an article that was added.
    pub fn note(&mut self, added: Added, article: &TaggedArticle) {
        let passages = article.passages.iter().map(|passage| &passage.tagged);
        let texts = passages.chain(article.headings.iter().map(|heading| &heading.tagged));
        let bytes = texts.map(|text| text.text.len()).sum::<usize>() + article.title.text.len();
        self.added += added;
        self.bytes += bytes as u64;
    }

    /// What workers did together, once all of them have stopped.
    pub fn of(workers: Vec<ScopedJoinHandle<'_, Result<Totals>>>) -> Result<Totals> {
        let mut totals = Totals::default();
        for worker in workers {
            let done = worker.join().map_err(|_| thread_stopped())??;
            totals.added += done.added;
            totals.bytes += done.bytes;
            totals.words.extend(done.words);
        }
        Ok(totals)
    }

    /// What was done, but for the time it took.
    pub fn report(&self) -> Report {
        Report {
            articles: self.added.articles,
            passages: self.added.passages,
            mentions: self.added.mentions,
            bytes: self.bytes,
            complete: true,
            ..Report::default()
        }
    }
}

/// That a thread ended which should not have.
pub(super) fn thread_stopped() -> Error {
    Error::Usage("a worker thread stopped unexpectedly".to_owned())
}
