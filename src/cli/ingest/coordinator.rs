//! Keeps reader, workers and commits in step. Pieces pass in the order they were read, so
//! that of two articles with one id it is always the first that stays; and all workers
//! pause between two articles while somebody commits, so that each commit holds whole
//! articles and knows their words.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::ledger::{Claim, Ledger};
use super::work::{NOTICE, is_stopped};
use crate::arabic::WordCount;
use crate::document::{Article, Skipped};
use crate::error::Result;
use crate::index::{Description, IndexBuilder};
use crate::ingest::{FileRead, Found};

/// What reader, workers and the one who commits share.
pub(super) struct Coordinator<'a> {
    builder: &'a IndexBuilder,
    state: Mutex<State>,
    changed: Condvar,
    /// Whether workers are asked to pause: read between articles without the lock.
    is_pausing: AtomicBool,
}

#[derive(Default)]
struct State {
    ledger: Ledger,
    /// The number of the piece whose turn it is.
    turn: u64,
    /// Which article of this ingest has which id.
    ids: HashMap<String, Holder>,
    workers: usize,
    paused: usize,
    /// Counts the pauses, so that a worker knows when its own is over.
    pauses: u64,
    /// What analyzers met since the last commit.
    words: Vec<WordCount>,
    has_failed: bool,
    is_over: bool,
}

struct Holder {
    path: String,
    file: u64,
}

impl<'a> Coordinator<'a> {
    pub fn new(builder: &'a IndexBuilder, ledger: Ledger, workers: usize) -> Self {
        let state = State { ledger, workers, ..State::default() };
        Coordinator {
            builder,
            state: Mutex::new(state),
            changed: Condvar::new(),
            is_pausing: AtomicBool::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next file to read and its number. Waits while articles at work may still bring
    /// one; `None` when all is done or somebody failed.
    pub fn next_file(&self) -> Option<(u64, Found)> {
        let mut state = self.state();
        loop {
            if state.has_failed || is_stopped() {
                return None;
            }
            match state.ledger.next() {
                Some(next) => return Some(next),
                None if state.ledger.is_idle() => return None,
                // What workers leave alone when all is to end brings no notice.
                None => {
                    let waited = self.changed.wait_timeout(state, NOTICE);
                    state = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
    }

    /// A piece of a file goes to a worker. False when somebody failed.
    pub fn sent(&self, file: u64) -> bool {
        let mut state = self.state();
        state.ledger.sent(file);
        !state.has_failed
    }

    /// A file was read to its end.
    pub fn was_read(&self, file: u64, read: FileRead) -> Result<()> {
        let mut state = self.state();
        for old in state.ledger.was_read(file, read) {
            self.builder.remove_file(old)?;
        }
        self.changed.notify_all();
        Ok(())
    }

    /// A worker has done with a piece of a file.
    pub fn came_back(&self, file: u64, skipped: Vec<Skipped>) -> Result<()> {
        let mut state = self.state();
        for old in state.ledger.came_back(file, skipped) {
            self.builder.remove_file(old)?;
        }
        self.changed.notify_all();
        Ok(())
    }

    /// The articles of a piece that may have their ids, when the turn of the piece has come.
    pub fn pass(
        &self,
        piece: u64,
        file: u64,
        articles: Vec<Article>,
        skipped: &mut Vec<Skipped>,
    ) -> Result<Vec<Article>> {
        let mut state = self.state();
        while state.turn != piece && !state.has_failed {
            state = self.wait(state);
        }
        let mut fresh = Vec::with_capacity(articles.len());
        for mut article in articles {
            article.file = file;
            let mut holder = self.holder(&mut state, file, &article.id)?;
            // Ids made from paths below different folders, or that differ by
            // ending alone, may meet; the whole path tells them apart.
            if let Some(first) = holder.take_if(|_| article.id_is_made) {
                state.ledger.lost(file, first.file);
                article.id.clone_from(&article.path);
                holder = self.holder(&mut state, file, &article.id)?;
            }
            if let Some(holder) = holder {
                state.ledger.lost(file, holder.file);
                let reason = format!("its id {} belongs to {} already", article.id, holder.path);
                skipped.push(Skipped { place: article.path, reason });
                continue;
            }
            state.ids.insert(article.id.clone(), Holder { path: article.path.clone(), file });
            fresh.push(article);
        }
        state.turn += 1;
        self.changed.notify_all();
        Ok(fresh)
    }

    /// Who has an id that an article of `file` claims.
    fn holder(&self, state: &mut State, file: u64, id: &str) -> Result<Option<Holder>> {
        if let Some(holder) = state.ids.get(id) {
            return Ok(Some(Holder { path: holder.path.clone(), file: holder.file }));
        }
        let Some(before) = self.builder.before() else { return Ok(None) };
        let Some(holder) = before.file_of(id)? else { return Ok(None) };
        match state.ledger.claim(file, holder) {
            Claim::Granted => Ok(None),
            Claim::Held => {
                let path = before.article(id)?.first().map(|first| first.path.clone()).unwrap_or_default();
                Ok(Some(Holder { path, file: holder }))
            }
        }
    }

    /// Between two articles, a worker pauses here while somebody commits, and leaves its words.
    pub fn pause(&self, words: impl FnOnce() -> Vec<WordCount>) {
        if !self.is_pausing.load(Ordering::Acquire) {
            return;
        }
        let mut state = self.state();
        if !self.is_pausing.load(Ordering::Acquire) {
            return;
        }
        state.words.extend(words());
        state.paused += 1;
        self.changed.notify_all();
        let pause = state.pauses;
        while state.pauses == pause && !state.has_failed {
            state = self.wait(state);
        }
        state.paused -= 1;
        self.changed.notify_all();
    }

    /// A worker leaves for good, and leaves its words.
    pub fn leave(&self, words: Vec<WordCount>) {
        let mut state = self.state();
        state.words.extend(words);
        state.workers -= 1;
        self.changed.notify_all();
    }

    /// Somebody failed: nobody waits any more, and no more files are read.
    pub fn fail(&self) {
        self.state().has_failed = true;
        self.changed.notify_all();
    }

    /// All files were read, or as many as will be.
    pub fn end(&self) {
        self.state().is_over = true;
        self.changed.notify_all();
    }

    /// Commits what is whole every `interval` until all workers have left.
    pub fn commit_every(&self, interval: Duration, description: &Description) -> Result<()> {
        let mut last = Instant::now();
        let mut state = self.state();
        loop {
            if state.has_failed || state.workers == 0 || state.is_over {
                return Ok(());
            }
            let left = interval.saturating_sub(last.elapsed());
            if !left.is_zero() {
                state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            self.is_pausing.store(true, Ordering::Release);
            while state.paused < state.workers && !state.has_failed {
                state = self.wait(state);
            }
            let mut committed = Ok(());
            if !state.has_failed {
                let words = std::mem::take(&mut state.words);
                let description = Description { manifest: state.ledger.manifest(), ..description.clone() };
                committed = self.builder.commit(words, &description).map(|_| ());
                state.has_failed = committed.is_err();
            }
            self.is_pausing.store(false, Ordering::Release);
            state.pauses += 1;
            self.changed.notify_all();
            committed?;
            // The workers that waited come first, so that each has an article between two commits.
            while state.paused > 0 {
                state = self.wait(state);
            }
            last = Instant::now();
        }
    }

    /// The ledger and the words that no commit has taken account of, when all have left.
    pub fn into_parts(self) -> (Ledger, Vec<WordCount>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (state.ledger, state.words)
    }
}
