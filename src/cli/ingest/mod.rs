//! `warraq ingest`: joins reading, tagging and writing. [`sources`] says what is looked
//! through, [`plan`] what of it has to be read, [`work`] reads, tags and adds it on all
//! cores, in step by [`coordinator`] and [`ledger`]; [`report`] tells what was done.

mod coordinator;
mod ledger;
mod plan;
mod report;
mod retag;
mod sources;
mod work;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::args::{DEFAULT_CORPUS, DEFAULT_INDEX, Global, IngestArgs};
use super::output::{Output, note};
use super::{Outcome, progress};
use crate::document::Skipped;
use crate::entity::Gazetteer;
use crate::error::{Error, Result};
use crate::gazetteer;
use crate::index::{Archive, Description, IndexBuilder, Manifest, Remains, SourceFile, Summary};
use crate::ingest::{self, FieldNames, Limits, text_of};

use ledger::Ledger;
use plan::{Comparison, Plan, Task};
use report::{Files, Renamed, Report, Totals};
use sources::Scope;
use work::Workshop;

/// A user's own table beside the index.
pub(super) const USER_GAZETTEER: &str = "gazetteer.tsv";
/// How often a long ingest commits, in seconds: what a crash can cost, against about a
/// second that a commit takes.
const COMMIT_EVERY: f64 = 60.0;

/// What is asked of an ingest.
struct Order<'a> {
    paths: &'a [PathBuf],
    field_rules: &'a [String],
    own_table: Option<&'a Path>,
    threads: Option<usize>,
    comparison: Comparison,
    rebuilds: bool,
    strict: bool,
    commit_every: Option<f64>,
    limits: Limits,
}

pub(super) fn run(args: &IngestArgs, global: &Global) -> Result<Outcome> {
    let order = Order {
        paths: &args.paths,
        field_rules: &args.fields,
        own_table: args.gazetteer.as_deref(),
        threads: args.threads,
        comparison: Comparison { by_digest: args.checksum, prunes: args.prune, ..Comparison::default() },
        rebuilds: args.rebuild,
        strict: args.strict,
        commit_every: args.commit_every,
        limits: args.limits.limits(),
    };
    let report = if args.retag { retag::run(&order, global)? } else { order.run(global)? };
    if args.json {
        let mut output = Output::new(global);
        output.json(&report)?;
        output.flush()?;
    }
    report.tell(global);
    if !report.complete {
        return Err(Error::Interrupted);
    }
    if args.strict && !report.skipped.is_empty() {
        return Err(Error::Skipped(report.skipped.len()));
    }
    let has_articles = report.articles > 0 || report.files.unchanged > 0;
    Ok(if has_articles { Outcome::Found } else { Outcome::Nothing })
}

/// Whether the default index may be built from the default corpus unasked.
pub(super) fn can_build_by_default(global: &Global) -> bool {
    global.index == Path::new(DEFAULT_INDEX) && Path::new(DEFAULT_CORPUS).is_dir()
}

/// Builds the default index from the default corpus, and says so.
pub(super) fn build_by_default(global: &Global) -> Result<()> {
    note(global, &format!("there is no index yet; building {DEFAULT_INDEX}/ from {DEFAULT_CORPUS}/"));
    Order::anew(&[PathBuf::from(DEFAULT_CORPUS)], &[], None).run(global)?.tell(global);
    Ok(())
}

/// Builds an index anew from these paths, as the one before was read.
pub(super) fn build_anew(paths: &[PathBuf], before: &Summary, global: &Global) -> Result<()> {
    let own_table = before.own_table.as_deref().map(Path::new);
    let mut order = Order::anew(paths, &before.field_rules, own_table);
    order.limits = serde_json::from_str(&before.limits).unwrap_or_default();
    order.run(global)?.tell(global);
    Ok(())
}

/// Builds the index anew from the texts that are left of it, with the names that are known now.
pub(super) fn build_from_texts(remains: &Remains, global: &Global) -> Result<()> {
    retag::restore(&Order::anew(&[], &[], None), remains, global)?.tell(global);
    Ok(())
}

/// How many of the files that an index was read from are not there any more.
pub(super) fn missing_files(summary: &Summary, manifest: &Manifest, index: &Path) -> Result<usize> {
    let paths: Vec<PathBuf> = summary.sources.iter().map(|source| PathBuf::from(&source.path)).collect();
    let scope = Scope::new(&paths, summary.sources.clone(), true)?;
    let there: HashSet<(usize, String)> = ingest::list(&scope.roots, index)
        .files
        .into_iter()
        .map(|found| (found.source, found.below))
        .collect();
    let is_missing = |entry: &&SourceFile| !there.contains(&(entry.source, entry.path.clone()));
    Ok(manifest.files.iter().filter(is_missing).count())
}

impl<'a> Order<'a> {
    /// A new index of these paths.
    fn anew(paths: &'a [PathBuf], field_rules: &'a [String], own_table: Option<&'a Path>) -> Self {
        Order {
            paths,
            field_rules,
            own_table,
            threads: None,
            comparison: Comparison::default(),
            rebuilds: true,
            strict: false,
            commit_every: None,
            limits: Limits::default(),
        }
    }

    fn run(&self, global: &Global) -> Result<Report> {
        let started = Instant::now();
        let ready = self.prepare(global)?;
        let known = ready.builder.before().map(Archive::summary);
        let scope = self.scope(known)?;
        let manifest = ready.builder.before().map_or(Ok(Manifest::default()), Archive::manifest)?;
        let last_number = manifest.files.iter().map(|entry| entry.number).max().unwrap_or(0);
        let limits = serde_json::to_string(&self.limits).unwrap_or_default();
        let comparison = Comparison {
            reads_all: known.is_some_and(|known| known.field_rules != ready.field_rules),
            // Other limits may let in what was left out.
            reads_skipped: known.is_some_and(|known| known.limits != limits),
            ..self.comparison
        };
        let listing = ingest::list(&scope.roots, &global.index);
        let mut plan = plan::plan(listing, manifest, |entry| scope.looks_for(entry), comparison);
        let files = files(&plan, &scope);
        let mut skipped = std::mem::take(&mut plan.skipped);
        let is_same =
            plan.is_empty() && known.is_some_and(|known| known.is_complete && known.sources == scope.sources);
        let mut report = if is_same {
            skipped.extend(Ledger::new(plan, last_number).skipped());
            let index_articles = known.map_or(0, |known| known.articles);
            Report { index_articles, ..Totals::default().report() }
        } else {
            for entry in &plan.pruned {
                ready.builder.remove_file(entry.number)?;
            }
            let ledger = Ledger::new(plan, last_number);
            self.carry_out(ready, ledger, &scope, limits, &mut skipped, global)?
        };
        skipped.sort_by(|a, b| a.place.cmp(&b.place));
        report.skipped = skipped;
        report.files = Files { read: report.files.read, ..files };
        report.took(started);
        Ok(report)
    }

    /// Locks the index, and finds out with which names of fields and of entities it is to be
    /// made; names that changed are found anew in its texts.
    fn prepare(&self, global: &Global) -> Result<Ready> {
        let before = self.index_to_update(global)?;
        // Before anything is written: a path that is not there is most often a typing error.
        self.scope(before.as_ref().map(Archive::summary))?;
        let field_rules = self.field_rules(before.as_ref());
        let names = names(&field_rules)?;
        let known_table = before.as_ref().and_then(|before| before.summary().own_table.clone());
        let known_names = || before.as_ref().map(|before| before.gazetteer().clone());
        let (gazetteer, own_table) = self.gazetteer(known_table, known_names, global)?;
        if before.as_ref().is_some_and(|before| before.gazetteer().digest() != gazetteer.digest()) {
            note(global, "the table of names has changed; finding names anew in the texts of the index");
            retag::run(self, global)?;
        }
        work::stop_on_signals();
        let threads = threads(self.threads);
        // From here on nobody else writes, so that what the index says of itself stays true.
        let builder = match before {
            Some(_) => IndexBuilder::update(&global.index, threads)?,
            None => IndexBuilder::create(&global.index, &gazetteer, threads)?,
        };
        Ok(Ready { builder, gazetteer, own_table, field_rules, names, threads })
    }

    /// What is looked through for an index with this record.
    fn scope(&self, known: Option<&Summary>) -> Result<Scope> {
        let sources = known.map_or(Vec::new(), |known| known.sources.clone());
        Scope::new(self.paths, sources, self.comparison.prunes)
    }

    /// Reads what the ledger says and commits it. What was left out is added to `skipped`.
    fn carry_out(
        &self,
        ready: Ready,
        ledger: Ledger,
        scope: &Scope,
        limits: String,
        skipped: &mut Vec<Skipped>,
        global: &Global,
    ) -> Result<Report> {
        let description = Description {
            sources: scope.sources.clone(),
            field_rules: ready.field_rules,
            own_table: ready.own_table,
            limits,
            manifest: Manifest::default(),
            is_partial: false,
        };
        let progress = progress(global);
        let shop = Workshop {
            names: &ready.names,
            limits: &self.limits,
            gazetteer: &ready.gazetteer,
            threads: ready.threads,
            commit_every: self.commit_interval(&ready.builder),
            description: &description,
            progress: &progress,
            builder: &ready.builder,
        };
        let done = shop.run(ledger)?;
        progress.set_message("writing the index");
        skipped.extend(done.ledger.skipped());
        let is_complete = done.ledger.is_complete();
        let mut report = Report { complete: is_complete, ..done.totals.report() };
        report.files.read = done.ledger.read();
        let has_something = ready.builder.before().is_some() || report.articles > 0;
        // A strict run that failed leaves the index as it was.
        let is_refused = self.strict && !skipped.is_empty();
        if has_something && !is_refused {
            let (sources, manifest) = scope.settled(done.ledger.manifest());
            let description = Description { sources, manifest, ..description };
            report.index_articles = ready.builder.finish(done.words, &description, is_complete)?.articles;
        }
        progress.finish_and_clear();
        Ok(report)
    }

    /// The index that is there, unless it is to be built anew.
    fn index_to_update(&self, global: &Global) -> Result<Option<Archive>> {
        if self.rebuilds {
            return Ok(None);
        }
        match Archive::open(&global.index) {
            Ok(archive) => Ok(Some(archive)),
            Err(Error::NoIndex(_)) => Ok(None),
            Err(error @ Error::OtherVersion { .. }) => {
                note(global, &format!("{error}; it is built anew from the paths given"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The rules given, or else those that the index was read with.
    fn field_rules(&self, before: Option<&Archive>) -> Vec<String> {
        match before {
            Some(before) if self.field_rules.is_empty() => before.summary().field_rules.clone(),
            _ => self.field_rules.to_vec(),
        }
    }

    /// The built-in gazetteer with a user's own table: the one given, the one in the index
    /// folder, or the one that the index was tagged with; where that is gone, the names that
    /// the index has. The path of a table that was given is kept.
    fn gazetteer(
        &self,
        known_table: Option<String>,
        known_names: impl FnOnce() -> Option<Gazetteer>,
        global: &Global,
    ) -> Result<(Gazetteer, Option<String>)> {
        let beside_index = global.index.join(USER_GAZETTEER);
        match (self.own_table, known_table.map(PathBuf::from)) {
            (Some(table), _) => {
                let gazetteer = gazetteer::with_table(table)?;
                let whole = table.canonicalize().unwrap_or_else(|_| table.to_path_buf());
                Ok((gazetteer, Some(whole.display().to_string())))
            }
            (None, _) if beside_index.is_file() => Ok((gazetteer::with_table(&beside_index)?, None)),
            (None, Some(table)) => {
                let recorded = Some(table.display().to_string());
                let known_names = if table.is_file() { None } else { known_names() };
                let Some(known_names) = known_names else {
                    return Ok((gazetteer::with_table(&table)?, recorded));
                };
                note(global, &format!("{} is gone; names stay as the index has them", table.display()));
                Ok((known_names, recorded))
            }
            (None, None) => Ok((gazetteer::built_in()?, None)),
        }
    }

    /// How often to commit on the way: never where nobody could see it, nor where the whole
    /// may yet be refused.
    fn commit_interval(&self, builder: &IndexBuilder) -> Option<Duration> {
        let seconds = self.commit_every.unwrap_or(COMMIT_EVERY);
        let interval = Duration::try_from_secs_f64(seconds).ok()?;
        (!self.strict && builder.commits_are_visible()).then_some(interval)
    }
}

/// What an ingest works with.
struct Ready {
    builder: IndexBuilder,
    gazetteer: Gazetteer,
    own_table: Option<String>,
    field_rules: Vec<String>,
    names: FieldNames,
    threads: usize,
}

fn names(field_rules: &[String]) -> Result<FieldNames> {
    let mut names = FieldNames::default();
    for rule in field_rules {
        names.add(rule).map_err(Error::Usage)?;
    }
    Ok(names)
}

fn files(plan: &Plan, scope: &Scope) -> Files {
    let missing = plan.kept.iter().filter(|kept| plan.missing.contains(&kept.entry.number));
    let was_renamed = |task: &&Task| task.replaces.iter().any(|entry| entry.place() != task.found.place());
    let renamed = plan.tasks.iter().filter(was_renamed).map(|task| Renamed {
        from: task.replaces.first().map(|entry| scope.shown(entry)).unwrap_or_default(),
        to: text_of(&task.found.path),
    });
    Files {
        read: 0,
        added: plan.tasks.iter().filter(|task| task.replaces.is_empty()).count(),
        changed: plan.changed,
        unchanged: plan.unchanged,
        renamed: renamed.collect(),
        removed: plan.pruned.iter().map(|entry| scope.shown(entry)).collect(),
        missing: missing.map(|kept| scope.shown(&kept.entry)).collect(),
    }
}

/// Worker threads: as many as asked for, else one a core.
fn threads(asked: Option<usize>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.unwrap_or(cores).max(1)
}
