//! Reads on one thread, divides, tags and adds on others, commits from time to time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;
use indicatif::ProgressBar;

use super::coordinator::Coordinator;
use super::ledger::Ledger;
use super::report::{Totals, thread_stopped};
use crate::arabic::{WordCount, segment};
use crate::document::Span;
use crate::entity::{Gazetteer, Tagger};
use crate::error::Result;
use crate::index::{Description, IndexBuilder};
use crate::ingest::{self, FieldNames, Limits, Piece};

/// Pieces of input that wait for a worker; bounds memory.
pub(super) const WAITING: usize = 8;
/// How long one who waits takes to notice that somebody wants to commit, or all to end.
pub(super) const NOTICE: Duration = Duration::from_millis(50);

/// Set when the user wants an ingest to end: it takes in what was read and commits.
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// Lets Ctrl-C and a request to terminate end the ingest in good order; a second one ends
/// it at once, which leaves the last commit.
pub(super) fn stop_on_signals() {
    let stop = || {
        if IS_STOPPED.swap(true, Ordering::Relaxed) {
            std::process::exit(2);
        }
    };
    // Without a handler Ctrl-C ends the ingest at once: worse, but not wrong.
    let _ = ctrlc::set_handler(stop);
}

/// Whether the user wants the ingest to end.
pub(super) fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::Relaxed)
}

/// What all threads of an ingest share.
pub(super) struct Workshop<'a> {
    pub builder: &'a IndexBuilder,
    pub names: &'a FieldNames,
    pub limits: &'a Limits,
    pub gazetteer: &'a Gazetteer,
    pub threads: usize,
    /// How often to commit; `None` only at the end.
    pub commit_every: Option<Duration>,
    pub description: &'a Description,
    pub progress: &'a ProgressBar,
}

/// What was done.
pub(super) struct Done {
    pub totals: Totals,
    pub ledger: Ledger,
    /// Words that no commit has taken account of.
    pub words: Vec<WordCount>,
}

struct Job {
    /// Of the piece among all pieces.
    number: u64,
    file: u64,
    piece: Piece,
}

impl Workshop<'_> {
    /// Reads the files of a ledger and adds their articles.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn run(&self, ledger: Ledger) -> Result<Done> {
        let shared = Coordinator::new(self.builder, ledger, self.threads);
        let coordinator = &shared;
        let (sender, receiver) = crossbeam_channel::bounded::<Job>(WAITING);
        let totals = std::thread::scope(|scope| -> Result<Totals> {
            // Until it is done, the workers look up the slower way.
            scope.spawn(|| self.gazetteer.prepare());
            let workers: Vec<_> = (0..self.threads)
                .map(|_| {
                    let receiver = receiver.clone();
                    scope.spawn(move || self.work(coordinator, &receiver))
                })
                .collect();
            drop(receiver);
            let commits = self
                .commit_every
                .map(|interval| scope.spawn(move || coordinator.commit_every(interval, self.description)));
            let read = Self::read(coordinator, &sender, self.limits);
            drop(sender);
            coordinator.end();
            let totals = Totals::of(workers);
            let committed = commits.map_or(Ok(Ok(())), std::thread::ScopedJoinHandle::join);
            committed.map_err(|_| thread_stopped())??;
            read?;
            totals
        })?;
        let (ledger, words) = shared.into_parts();
        Ok(Done { totals, ledger, words })
    }

    /// Reads file after file.
    fn read(
        coordinator: &Coordinator<'_>,
        sender: &crossbeam_channel::Sender<Job>,
        limits: &Limits,
    ) -> Result<()> {
        let mut number = 0;
        while let Some((file, found)) = coordinator.next_file() {
            let mut is_whole = true;
            let read = found.read(limits, |piece| {
                is_whole = !is_stopped() && coordinator.sent(file);
                is_whole = is_whole && sender.send(Job { number, file, piece }).is_ok();
                number += u64::from(is_whole);
                is_whole
            });
            if !is_whole {
                break;
            }
            coordinator.was_read(file, read)?;
        }
        Ok(())
    }

    fn work(&self, coordinator: &Coordinator<'_>, jobs: &crossbeam_channel::Receiver<Job>) -> Result<Totals> {
        let mut presence = Presence { coordinator, words: Vec::new(), is_well: false };
        let mut tagger = Tagger::new(self.gazetteer.clone());
        let mut totals = Totals::default();
        loop {
            match jobs.recv_timeout(NOTICE) {
                Ok(_) if is_stopped() => {}
                Ok(job) => self.handle(&job, coordinator, &mut tagger, &mut totals)?,
                Err(RecvTimeoutError::Timeout) => coordinator.pause(|| tagger.analyzer().take_counts()),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        presence.words = tagger.analyzer().take_counts();
        presence.is_well = true;
        // The process ends soon; giving back a hundred thousand small
        // blocks one by one would only make its user wait.
        std::mem::forget(tagger);
        Ok(totals)
    }

    fn handle(
        &self,
        job: &Job,
        coordinator: &Coordinator<'_>,
        tagger: &mut Tagger,
        totals: &mut Totals,
    ) -> Result<()> {
        let (articles, mut skipped) = job.piece.articles(self.names);
        let articles = coordinator.pass(job.number, job.file, articles, &mut skipped)?;
        for article in articles {
            if is_stopped() {
                // The file stays open, so that the next ingest reads it again.
                return Ok(());
            }
            totals.bytes += (article.title.len() + article.body.len()) as u64;
            let words: Vec<Span> = segment::words(&article.body).collect();
            let division = ingest::divide(&article, &words);
            let tagged = tagger.tag(article, &words, division.passages);
            totals.added += self.builder.add(&tagged)?;
            self.progress.inc(1);
            coordinator.pause(|| tagger.analyzer().take_counts());
        }
        coordinator.came_back(job.file, skipped)
    }
}

/// Lets the others know when a worker leaves, be it by a panic: nobody waits for it then.
struct Presence<'a> {
    coordinator: &'a Coordinator<'a>,
    words: Vec<WordCount>,
    is_well: bool,
}

impl Drop for Presence<'_> {
    fn drop(&mut self) {
        if !self.is_well {
            self.coordinator.fail();
        }
        self.coordinator.leave(std::mem::take(&mut self.words));
    }
}
