//! `warraq ingest`: joins reading, tagging and writing, on all cores.

use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::Outcome;
use super::args::{DEFAULT_CORPUS, DEFAULT_INDEX, Global, IngestArgs};
use super::output::{Output, note};
use super::retag;
use crate::arabic::{WordCount, segment};
use crate::document::{Article, Span};
use crate::entity::{Gazetteer, TaggedArticle, Tagger};
use crate::error::{Error, Result};
use crate::gazetteer;
use crate::index::{Added, IndexBuilder};
use crate::ingest::{self, FieldNames, Piece, Skipped};

/// Pieces of input that wait for a worker; bounds memory.
pub(super) const WAITING: usize = 8;
/// A user's own table beside the index.
pub(super) const USER_GAZETTEER: &str = "gazetteer.tsv";
/// How many skipped inputs are listed on a terminal before the rest is counted.
const MOST_SKIPPED_SHOWN: usize = 50;

/// What an ingest did; its JSON form is documented in the README.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    articles: u64,
    passages: u64,
    mentions: u64,
    /// UTF-8 bytes of the titles and bodies of all articles.
    bytes: u64,
    seconds: f64,
    megabytes_per_second: f64,
    skipped: Vec<Skipped>,
}

pub(super) fn run(args: &IngestArgs, global: &Global) -> Result<Outcome> {
    let mut names = FieldNames::default();
    for rule in &args.fields {
        names.add(rule).map_err(Error::Usage)?;
    }
    let own_table = args.gazetteer.as_deref();
    let report = if args.retag {
        retag::run(own_table, args.threads, global)?
    } else {
        build(&args.paths, &names, own_table, args.threads, args.strict, global)?
    };
    if args.json {
        let mut output = Output::new(global);
        output.json(&report)?;
        output.flush()?;
    }
    tell(&report, global);
    if args.strict && !report.skipped.is_empty() {
        return Err(Error::Skipped(report.skipped.len()));
    }
    Ok(if report.articles == 0 { Outcome::Nothing } else { Outcome::Found })
}

/// Whether the default index may be built from the default corpus unasked.
pub(super) fn can_build_by_default(global: &Global) -> bool {
    global.index == Path::new(DEFAULT_INDEX) && Path::new(DEFAULT_CORPUS).is_dir()
}

/// Builds the default index from the default corpus, and says so.
pub(super) fn build_by_default(global: &Global) -> Result<()> {
    note(global, &format!("there is no index yet; building {DEFAULT_INDEX}/ from {DEFAULT_CORPUS}/"));
    let report = build(&[PathBuf::from(DEFAULT_CORPUS)], &FieldNames::default(), None, None, false, global)?;
    tell(&report, global);
    Ok(())
}

fn tell(report: &Report, global: &Global) {
    for skipped in report.skipped.iter().take(MOST_SKIPPED_SHOWN) {
        note(global, &format!("skipped {}: {}", skipped.place, skipped.reason));
    }
    if report.skipped.len() > MOST_SKIPPED_SHOWN {
        let rest = report.skipped.len() - MOST_SKIPPED_SHOWN;
        note(global, &format!("skipped {rest} more; --json lists all"));
    }
    note(
        global,
        &format!(
            "{} articles, {} passages, {} mentions, {} skipped; {:.1} MB in {:.2} s, {:.1} MB/s",
            report.articles,
            report.passages,
            report.mentions,
            report.skipped.len(),
            report.bytes as f64 / 1e6,
            report.seconds,
            report.megabytes_per_second,
        ),
    );
}

fn build(
    paths: &[PathBuf],
    names: &FieldNames,
    user_gazetteer: Option<&Path>,
    threads: Option<usize>,
    strict: bool,
    global: &Global,
) -> Result<Report> {
    let started = Instant::now();
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        return Err(Error::MissingPath(missing.clone()));
    }
    let gazetteer = gazetteer_for(user_gazetteer, global)?;
    let threads = self::threads(threads);
    let builder = IndexBuilder::create(&global.index, &gazetteer, threads)?;
    let progress = progress(global);
    let shared = Shared {
        builder: &builder,
        index: &global.index,
        names,
        turnstile: Turnstile::default(),
        progress: &progress,
    };
    let (mut totals, read) = work(paths, &shared, &gazetteer, threads)?;
    totals.skipped.extend(read);
    totals.skipped.sort_by(|a, b| a.place.cmp(&b.place));
    progress.set_message("writing the index");
    // A strict run that failed leaves the old index in use.
    let accepted = !strict || totals.skipped.is_empty();
    let (count, added, words) = (totals.articles, totals.added, std::mem::take(&mut totals.words));
    if count > 0 && accepted {
        let sources = paths.iter().map(|path| path.display().to_string()).collect();
        builder.finish((count, added), words, sources)?;
    }
    progress.finish_and_clear();
    Ok(totals.report(started))
}

/// The built-in gazetteer with a user's own table, the one given or the one in the index folder.
pub(super) fn gazetteer_for(own_table: Option<&Path>, global: &Global) -> Result<Gazetteer> {
    let beside_index = global.index.join(USER_GAZETTEER);
    let own_table = own_table.or_else(|| beside_index.is_file().then_some(beside_index.as_path()));
    own_table.map_or_else(gazetteer::built_in, gazetteer::with_table)
}

/// Worker threads: as many as asked for, else one a core.
pub(super) fn threads(asked: Option<usize>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.unwrap_or(cores).max(1)
}

pub(super) fn progress(global: &Global) -> ProgressBar {
    if global.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

struct Shared<'a> {
    builder: &'a IndexBuilder,
    index: &'a Path,
    names: &'a FieldNames,
    turnstile: Turnstile,
    progress: &'a ProgressBar,
}

#[derive(Default)]
pub(super) struct Totals {
    pub articles: u64,
    pub added: Added,
    bytes: u64,
    pub words: Vec<WordCount>,
    skipped: Vec<Skipped>,
}

impl Totals {
    /// Counts an article that was added.
    pub(super) fn note(&mut self, added: Added, article: &TaggedArticle) {
        let passages = article.passages.iter().map(|passage| &passage.tagged);
        let texts = passages.chain(article.headings.iter().map(|heading| &heading.tagged));
        let bytes = texts.map(|text| text.text.len()).sum::<usize>() + article.title.text.len();
        self.add(Totals { articles: 1, added, bytes: bytes as u64, ..Totals::default() });
    }

    /// What workers did together, once all of them have stopped.
    pub(super) fn of(workers: Vec<ScopedJoinHandle<'_, Result<Totals>>>) -> Result<Totals> {
        let mut totals = Totals::default();
        for worker in workers {
            let done =
                worker.join().map_err(|_| Error::Usage("a worker thread stopped unexpectedly".to_owned()))?;
            totals.add(done?);
        }
        Ok(totals)
    }

    /// What was done since `started`; what was skipped moves into it.
    pub(super) fn report(&mut self, started: Instant) -> Report {
        let seconds = started.elapsed().as_secs_f64();
        Report {
            articles: self.articles,
            passages: self.added.passages,
            mentions: self.added.mentions,
            bytes: self.bytes,
            seconds,
            megabytes_per_second: self.bytes as f64 / 1e6 / seconds.max(1e-9),
            skipped: std::mem::take(&mut self.skipped),
        }
    }

    pub(super) fn add(&mut self, other: Totals) {
        self.articles += other.articles;
        self.added.passages += other.added.passages;
        self.added.mentions += other.added.mentions;
        self.added.words += other.added.words;
        self.bytes += other.bytes;
        self.words.extend(other.words);
        self.skipped.extend(other.skipped);
    }
}

/// Reads on this thread, works on `threads` others.
fn work(
    paths: &[PathBuf],
    shared: &Shared<'_>,
    gazetteer: &Gazetteer,
    threads: usize,
) -> Result<(Totals, Vec<Skipped>)> {
    let (sender, receiver) = crossbeam_channel::bounded::<(u64, Piece)>(WAITING);
    std::thread::scope(|scope| {
        // Until it is done, the workers look up the slower way.
        scope.spawn(|| gazetteer.prepare());
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let receiver = receiver.clone();
                scope.spawn(move || -> Result<Totals> {
                    let mut tagger = Tagger::new(gazetteer.clone());
                    let mut totals = Totals::default();
                    for (number, piece) in receiver {
                        handle(number, &piece, shared, &mut tagger, &mut totals)?;
                    }
                    totals.words = tagger.analyzer().take_counts();
                    // The process ends soon; giving back a hundred thousand small
                    // blocks one by one would only make its user wait.
                    std::mem::forget(tagger);
                    Ok(totals)
                })
            })
            .collect();
        drop(receiver);
        let mut number = 0;
        let skipped = ingest::read(paths, shared.index, |piece| {
            let sent = sender.send((number, piece)).is_ok();
            number += 1;
            sent
        });
        drop(sender);
        Ok((Totals::of(workers)?, skipped?))
    })
}

fn handle(
    number: u64,
    piece: &Piece,
    shared: &Shared<'_>,
    tagger: &mut Tagger,
    totals: &mut Totals,
) -> Result<()> {
    let (articles, skipped) = piece.articles(shared.names);
    totals.skipped.extend(skipped);
    let articles = shared.turnstile.pass(number, articles, &mut totals.skipped);
    for article in articles {
        totals.bytes += (article.title.len() + article.body.len()) as u64;
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = ingest::divide(&article, &words);
        let tagged = tagger.tag(article, &words, division.passages);
        let added = shared.builder.add(&tagged)?;
        totals.add(Totals { articles: 1, added, ..Totals::default() });
        shared.progress.inc(1);
    }
    Ok(())
}

/// Lets pieces pass in the order they were read, so that of two articles with
/// one id it is always the first that stays, however threads are scheduled.
#[derive(Default)]
struct Turnstile {
    state: Mutex<(u64, HashMap<String, String>)>,
    moved: Condvar,
}

impl Turnstile {
    fn pass(&self, number: u64, articles: Vec<Article>, skipped: &mut Vec<Skipped>) -> Vec<Article> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 != number {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let mut fresh = Vec::with_capacity(articles.len());
        for mut article in articles {
            // Ids made from paths below different folders, or that differ by
            // ending alone, may meet; the whole path tells them apart.
            if article.id_is_made && state.1.contains_key(&article.id) {
                article.id.clone_from(&article.path);
            }
            if let Some(holder) = state.1.get(&article.id) {
                let reason = format!("its id {} belongs to {holder} already", article.id);
                skipped.push(Skipped { place: article.path, reason });
                continue;
            }
            state.1.insert(article.id.clone(), article.path.clone());
            fresh.push(article);
        }
        state.0 += 1;
        self.moved.notify_all();
        fresh
    }
}
