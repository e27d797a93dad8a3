//! `warraq verify`: whether an index is what it ought to be, and its repair.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::Outcome;
use super::args::{Global, ListFormat, VerifyArgs};
use super::ingest;
use super::output::{Output, note};
use super::visible::one_line;
use crate::error::{Error, Result};
use crate::index::{self, Remains, Source, Verification};

/// A fault as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Fault<'a> {
    place: &'a str,
    problem: &'a str,
}

pub(super) fn run(args: &VerifyArgs, global: &Global) -> Result<Outcome> {
    let found = verified(global)?;
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        output.record(&["place", "problem"])?;
    }
    for finding in &found.findings {
        match args.format {
            ListFormat::Text => {
                output.line(&format!("{}: {}", one_line(&finding.place), one_line(&finding.problem)))?;
            }
            ListFormat::Jsonl => {
                output.json(&Fault { place: &finding.place, problem: &finding.problem })?;
            }
            ListFormat::Csv => output.record(&[&finding.place, &finding.problem])?,
        }
    }
    output.flush()?;
    tell(&found, global);
    if found.count == 0 {
        return Ok(Outcome::Found);
    }
    if !args.repair {
        return Err(Error::Damaged { index: global.index.clone(), faults: found.count });
    }
    repair(global)?;
    let left = verified(global)?;
    tell(&left, global);
    match left.count {
        0 => Ok(Outcome::Found),
        faults => Err(Error::Damaged { index: global.index.clone(), faults }),
    }
}

fn verified(global: &Global) -> Result<Verification> {
    let bar = super::progress(global);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} articles verified, {elapsed}") {
        bar.set_style(style);
    }
    let found = index::verify(&global.index, || bar.inc(1));
    ProgressBar::finish_and_clear(&bar);
    found
}

fn tell(found: &Verification, global: &Global) {
    for leftover in &found.leftovers {
        note(
            global,
            &format!("{leftover} is left over from an ingest that was killed; the next one removes it"),
        );
    }
    let kept = found.findings.len() as u64;
    if found.count > kept {
        note(global, &format!("{} more faults", found.count - kept));
    }
    note(
        global,
        &format!(
            "{} faults in {} files, {:.1} MB, and {} passages",
            found.count,
            found.files,
            found.bytes as f64 / 1e6,
            found.passages
        ),
    );
}

/// Builds the index anew beside the damaged one and swaps it in: from its sources if all
/// files are there that it was read from, else from the texts it stores if these are whole.
fn repair(global: &Global) -> Result<()> {
    let refused = |reason| Error::Irreparable { index: global.index.clone(), reason };
    let remains = match Remains::of(&global.index) {
        Ok(remains) => remains,
        Err(error @ Error::OtherVersion { .. }) => return Err(error),
        Err(_) if index::recover(&global.index)? => {
            note(global, "CURRENT named no generation; it names the only one there is again");
            return Ok(());
        }
        Err(_) => return Err(refused("too much is damaged to know its sources".to_owned())),
    };
    let summary = remains.summary().clone();
    let paths: Vec<PathBuf> = summary.sources.iter().map(path_of).collect();
    let has_sources = !paths.is_empty() && paths.iter().all(|path| path.exists());
    let missing = match remains.manifest() {
        Some(manifest) if has_sources => Some(ingest::missing_files(&summary, &manifest, &global.index)?),
        _ => None,
    };
    if missing == Some(0) {
        drop(remains);
        note(global, "building the index anew from its sources");
        return ingest::build_anew(&paths, &summary, global);
    }
    // What was read from files that are gone, and may be gone when nobody knows, only the index has.
    let reason = match missing {
        Some(missing) => format!("{missing} of the files it was read from are gone"),
        None if has_sources => "which files it was read from is not known".to_owned(),
        None => "not all of its sources are there".to_owned(),
    };
    if !remains.has_all_texts() {
        return Err(refused(format!("{reason}, and the texts it stores are damaged")));
    }
    note(global, &format!("{reason}; building the index anew from the texts it stores"));
    ingest::build_from_texts(&remains, global)
}

/// The path of a source: as it was given, so that articles are shown as before, if that
/// still leads there from here.
fn path_of(source: &Source) -> PathBuf {
    let given = Path::new(&source.given);
    let whole = Path::new(&source.path);
    if given.canonicalize().is_ok_and(|path| path == whole) { given } else { whole }.to_path_buf()
}
