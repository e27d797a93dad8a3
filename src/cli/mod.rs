//! The command line: [`args`] says what can be asked, one file a command
//! answers it, [`output`] writes it. Joins `ingest` and `index`, which do not
//! know each other.

mod analyze;
mod args;
mod browse;
mod copies;
mod gazetteer;
mod ingest;
mod kwic;
mod mentions;
mod names;
mod output;
mod profile;
mod search;
mod show;
mod status;
mod tei;
mod together;
mod verify;
pub mod visible;
mod watch;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::entity::Class;
use crate::error::{Error, Result};
use crate::index::Archive;
use args::{Command, Global, WarraqArgs};

/// What a command found; becomes the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// At least one thing: 0.
    Found,
    /// Nothing: 1.
    Nothing,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let args = match WarraqArgs::try_parse() {
        Ok(args) => args,
        Err(error) => return refused(&error),
    };
    // tantivy stops for good on some damaged files; its user gets a sentence all the same.
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(std::io::stderr().lock(), "error: {}", visible::one_line(&panic.to_string()));
        let _ =
            writeln!(std::io::stderr().lock(), "hint: see whether the index is damaged with: warraq verify");
    }));
    let Ok(ended) = std::panic::catch_unwind(|| run(&args)) else { return ExitCode::from(2) };
    match ended {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        // Who reads our output has enough: head, less.
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let mut talk = std::io::stderr().lock();
            // Nothing is left to tell a reader of a closed stderr.
            let _ = writeln!(talk, "error: {}", visible::visible(&error.to_string()));
            if let Some(hint) = error.hint() {
                let _ = writeln!(talk, "hint: {}", visible::visible(&hint));
            }
            ExitCode::from(2)
        }
    }
}

/// Arguments that cannot be read, or help that was asked for. Errors repeat what was
/// typed, which must not reach a terminal raw.
fn refused(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let text = visible::visible(&error.render().to_string());
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        return ExitCode::from(2);
    }
    // A reader that closed the pipe has enough.
    let _ = error.print();
    ExitCode::SUCCESS
}

fn run(args: &WarraqArgs) -> Result<Outcome> {
    match &args.command {
        Command::Ingest(ingest) => ingest::run(ingest, &args.global),
        Command::Search(search) => search::run(search, &args.global),
        Command::Mentions(asked) => mentions::run(asked, &args.global),
        Command::Actor(asked) => profile::run(asked, Class::Actor, &args.global),
        Command::Location(asked) => profile::run(asked, Class::Location, &args.global),
        Command::Together(asked) => together::run(asked, &args.global),
        Command::Watch(watch) => watch::run(watch, &args.global),
        Command::Gazetteer(gazetteer) => gazetteer::run(gazetteer, &args.global),
        Command::Actors(actors) => browse::run_actors(actors, &args.global),
        Command::Locations(browse) => browse::run(browse, crate::search::Facet::Locations, &args.global),
        Command::Sections(browse) => browse::run(browse, crate::search::Facet::Sections, &args.global),
        Command::Sources(browse) => browse::run(browse, crate::search::Facet::Sources, &args.global),
        Command::Show(show) => show::run(show, &args.global),
        Command::Analyze(analyze) => analyze::run(analyze, &args.global),
        Command::Status(status) => status::run(status, &args.global),
        Command::Verify(verify) => verify::run(verify, &args.global),
    }
}

/// Opens the index; on first use, builds it from `corpus/` when both stand
/// where they do by default.
fn open(global: &Global) -> Result<Archive> {
    let archive = match Archive::open(&global.index) {
        Err(Error::NoIndex(_)) if ingest::can_build_by_default(global) => {
            ingest::build_by_default(global)?;
            Archive::open(&global.index)
        }
        other => other,
    }?;
    if !archive.summary().is_complete {
        output::note(global, "the index is not complete: an ingest is going on, or ended before its time");
    }
    Ok(archive)
}

/// A counter of articles on a terminal, nothing in a pipe.
fn progress(global: &Global) -> ProgressBar {
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
