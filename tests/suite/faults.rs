//! Crashes, full disks and I/O errors at any moment of an ingest: the index opens at its
//! last commit, is sound, and the next ingest completes it. A preloaded library
//! (`tests/faults/faults.c`) makes the n-th write of the real program go wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::util::{Folder, Random, Run, program, root, run_of, seed};

/// Moments at which a process is killed: in the first ingest and in one that changes an index.
const KILLS: usize = 110;
/// Moments at which the disk is full, or a write fails.
const FAILURES: usize = 25;

/// The library, compiled once; `None`, with a printed line, where it cannot be preloaded.
pub fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        if !cfg!(target_os = "linux") {
            println!("skipped: faults are injected on Linux only");
            return None;
        }
        let name = format!("faults-{}.so", std::process::id());
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let source = root().join("tests/faults/faults.c");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(source)
            .arg("-ldl")
            .status();
        assert!(compiled.is_ok_and(|status| status.success()), "cc compiles the library of faults");
        Some(library)
    };
    LIBRARY.get_or_init(build).as_deref()
}

/// How an ingest goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Kill,
    FullDisk,
    Io,
}

/// Ingests with a fault at a call, or counts the calls.
fn ingest(folder: &Folder, fault: Option<(Fault, usize)>, count: &Path) -> Run {
    let mut command = program(folder.path(), &["ingest", "archive", "--commit-every", "0", "--quiet"]);
    command.env("LD_PRELOAD", library().expect("it was built")).env("FAULT_COUNT", count);
    if let Some((kind, call)) = fault {
        let kind = match kind {
            Fault::Kill => "kill",
            Fault::FullDisk => "enospc",
            Fault::Io => "eio",
        };
        command.env("FAULT_KIND", kind).env("FAULT_CALL", call.to_string());
    }
    run_of(command, "ingest with a fault")
}

/// Every passage with its mentions, and the counts.
fn content(folder: &Folder) -> String {
    let all = ["search", "--quiet", "--format", "jsonl", "-n", "100000", "--to", "9999", "--sort", "date"];
    let found = folder.warraq(&all).finds();
    let status = folder.warraq(&["status", "--format", "jsonl"]).finds();
    let counts = ["articles", "passages", "mentions", "words"].map(|name| status.strings(name).concat());
    format!("{}\n{}", found.out(), counts.join(" "))
}

/// The archive at first: files of one article and of several.
fn first_archive() -> Folder {
    let folder = Folder::new();
    let sample = root().join("corpus");
    for name in ["ميدان", "سياسة"] {
        for file in files_of(&sample.join(name)).into_iter().take(4) {
            let content = fs::read(&file).expect("the sample can be read");
            let shown = file.file_name().expect("a name").to_string_lossy().into_owned();
            folder.write(&format!("archive/{name}/{shown}"), content);
        }
    }
    folder
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Changes the archive: one file longer, one gone, one renamed, one new.
fn change(folder: &Folder) {
    let files = files_of(&folder.path().join("archive/ميدان"));
    let longer = fs::read(&files[0]).expect("it can be read");
    fs::write(&files[0], [&longer[..], "\n\nوصل القطار صباح اليوم إلى المحطة.\n".as_bytes()].concat())
        .expect("written");
    fs::rename(&files[1], files[1].with_file_name("renamed.md")).expect("renamed");
    folder.write("archive/new.txt", "وصل القطار إلى دمشق بعد غياب طويل.");
}

/// Holds an index after a fault to being sound, and its completion to being the whole one.
fn assert_recovers(folder: &Folder, whole: &str, told: &str) {
    let verified = folder.warraq(&["verify"]);
    let is_new = verified.stderr.contains("there is no index");
    assert!(verified.status == 0 || is_new, "{told}: {}{}", verified.out(), verified.stderr);
    if !is_new {
        let search = folder.warraq(&["search", "القطار", "--quiet"]);
        assert!(search.status < 2, "{told}: {}", search.stderr);
    }
    let resumed = folder.warraq(&["ingest", "archive", "--quiet"]);
    assert_eq!(resumed.status, 0, "{told}: {}", resumed.stderr);
    let verified = folder.warraq(&["verify"]);
    assert_eq!(verified.status, 0, "{told}: {}{}", verified.out(), verified.stderr);
    assert!(!verified.stderr.contains("left over"), "{told}: {}", verified.stderr);
    assert!(
        content(folder) == whole,
        "{told}: the completed index is not the one of an uninterrupted ingest"
    );
}

/// Lets an ingest fail at random calls, and each time recover.
fn fail_at_random(fault: Fault, points: usize, prepare: impl Fn(&Folder)) {
    if library().is_none() {
        return;
    }
    let undisturbed = first_archive();
    prepare(&undisturbed);
    let count = undisturbed.path().join("count");
    assert_eq!(ingest(&undisturbed, None, &count).status, 0);
    let whole = content(&undisturbed);
    let calls: usize = fs::read_to_string(&count).expect("the count").parse().expect("a number");
    let seed = seed();
    println!("{fault:?} at {points} of {calls} calls, seed {seed}");
    let mut random = Random::new(seed);
    let (mut struck, mut gave_up) = (0, 0);
    for point in 0..points {
        // One in each stretch, so that all of an ingest is covered.
        let call = 1 + point * calls / points + random.below((calls / points).max(1));
        let told = format!("{fault:?} at call {call} of {calls}, seed {seed}");
        let folder = first_archive();
        prepare(&folder);
        let run = ingest(&folder, Some((fault, call)), &count);
        assert!(!run.stderr.contains("panicked at"), "{told}: {}", run.stderr);
        struck += usize::from(run.status == if fault == Fault::Kill { -1 } else { 2 });
        gave_up += usize::from(run.stderr.starts_with("error: "));
        assert_recovers(&folder, &whole, &told);
    }
    // What is only best effort, like removing leftovers, may fail unseen.
    assert!(struck * 2 >= points, "{fault:?} struck {struck} of {points} times only, seed {seed}");
    assert!(fault == Fault::Kill || gave_up == struck, "every failure is said in a sentence");
}

/// An index of the archive as it was, and the archive as it is now.
fn indexed_and_changed(folder: &Folder) {
    folder.ingest(&["--quiet"]).finds();
    change(folder);
}

#[test]
fn a_first_ingest_survives_being_killed_at_any_moment() {
    fail_at_random(Fault::Kill, KILLS, |_| {});
}

#[test]
fn an_update_survives_being_killed_at_any_moment() {
    fail_at_random(Fault::Kill, KILLS, indexed_and_changed);
}

#[test]
fn an_ingest_survives_a_full_disk() {
    fail_at_random(Fault::FullDisk, FAILURES, |_| {});
    fail_at_random(Fault::FullDisk, FAILURES, indexed_and_changed);
}

#[test]
fn an_ingest_survives_errors_of_the_disk() {
    fail_at_random(Fault::Io, FAILURES, |_| {});
    fail_at_random(Fault::Io, FAILURES, indexed_and_changed);
}

#[test]
fn every_changed_byte_of_an_index_is_found() {
    // One segment, of which few passages are removed, so that it is not written anew.
    let folder = first_archive();
    folder.ingest(&["--quiet", "--threads", "1"]).finds();
    let files = files_of(&folder.path().join("archive/سياسة"));
    fs::remove_file(&files[0]).expect("it is there");
    folder.ingest(&["--quiet", "--prune"]).finds();
    let seed = seed();
    println!("seed {seed}");
    let mut random = Random::new(seed);
    let index = folder.path().join("index");
    let generation = index.join(fs::read_to_string(index.join("CURRENT")).expect("CURRENT").trim());
    assert_eq!(warraq::index::verify(&index, || ()).expect("an index").count, 0);
    let mut kinds = std::collections::BTreeSet::new();
    let mut files = files_of(&generation);
    files.push(index.join("CURRENT"));
    for file in files {
        let whole = fs::read(&file).expect("it can be read");
        if whole.is_empty() {
            continue;
        }
        kinds.insert(file.extension().map(|ending| ending.to_string_lossy().into_owned()));
        let mut places = vec![0, whole.len() / 2, whole.len() - 1];
        places.extend((0..4).map(|_| random.below(whole.len())));
        for place in places {
            let mut changed = whole.clone();
            changed[place] ^= 1 << random.below(8);
            fs::write(&file, &changed).expect("it can be written");
            let found = warraq::index::verify(&index, || ()).expect("an index");
            assert!(found.count > 0, "byte {place} of {} changed unseen, seed {seed}", file.display());
        }
        fs::write(&file, &whole).expect("it can be written");
    }
    let wanted = [Some("del"), Some("store"), Some("term"), Some("fast"), Some("json"), None];
    for kind in wanted {
        assert!(kinds.contains(&kind.map(str::to_owned)), "no file of kind {kind:?} was there to change");
    }
    assert_eq!(warraq::index::verify(&index, || ()).expect("an index").count, 0);
}
