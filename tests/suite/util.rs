//! Helpers that read as sentences: a folder of its own for each test, the real
//! binary run in it, and snapshots of what it wrote.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The root of the project; the sample archive is `corpus/` in it.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What one run of the program left behind.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
    told: String,
}

impl Run {
    /// Standard output, which is always UTF-8.
    pub fn out(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("stdout is UTF-8")
    }

    /// Holds the run to an exit status.
    #[track_caller]
    pub fn exits(self, status: i32) -> Self {
        assert_eq!(
            self.status,
            status,
            "exit status of {}\nstdout: {}\nstderr: {}",
            self.told,
            self.out(),
            self.stderr
        );
        self
    }

    /// Exit status 0.
    #[track_caller]
    pub fn finds(self) -> Self {
        self.exits(0)
    }

    /// Exit status 1 and nothing on stdout.
    #[track_caller]
    pub fn finds_nothing(self) -> Self {
        let run = self.exits(1);
        assert_eq!(run.out(), "", "{} wrote to stdout though it found nothing", run.told);
        run
    }

    /// Exit status 2 and nothing on stdout.
    #[track_caller]
    pub fn fails(self) -> Self {
        let run = self.exits(2);
        assert_eq!(run.out(), "", "{} wrote to stdout though it failed", run.told);
        run
    }

    /// Holds stderr to having this sentence.
    #[track_caller]
    pub fn says(self, sentence: &str) -> Self {
        assert!(
            self.stderr.contains(sentence),
            "{} does not say:\n  {sentence}\nbut:\n{}",
            self.told,
            self.stderr
        );
        self
    }

    /// Holds stderr to having this as a line of its own.
    #[track_caller]
    pub fn says_line(self, line: &str) -> Self {
        let found = self.stderr.lines().any(|told| told == line);
        assert!(found, "{} does not say the line:\n  {line}\nbut:\n{}", self.told, self.stderr);
        self
    }

    /// Holds stderr to being silent.
    #[track_caller]
    pub fn says_nothing(self) -> Self {
        assert_eq!(self.stderr, "", "{} talks", self.told);
        self
    }

    /// The objects on stdout, one a line.
    #[track_caller]
    pub fn objects(&self) -> Vec<Value> {
        let parse =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.out().lines().map(parse).collect()
    }

    /// One field of every object on stdout.
    #[track_caller]
    pub fn strings(&self, field: &str) -> Vec<String> {
        self.objects().iter().map(|object| string(object, field)).collect()
    }

    /// The ids of the articles found, each once, best first.
    #[track_caller]
    pub fn articles(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for id in self.strings("id") {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// A field of an object as text; `null` when it has none.
pub fn string(object: &Value, field: &str) -> String {
    match &object[field] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The program, not yet started, free of what the tester's environment says.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warraq"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.env_remove("WARRAQ_INDEX").env_remove("NO_COLOR");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = program(folder, arguments).output().expect("the program starts");
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        told: format!("warraq {}", arguments.join(" ")),
    }
}

/// A temporary folder, gone when the test ends. The archive is `archive/` in
/// it and the index `index/`: with no `corpus/`, nothing is built unasked.
pub struct Folder {
    folder: TempDir,
}

impl Folder {
    pub fn new() -> Self {
        Folder { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with one file in its archive.
    pub fn with(name: &str, content: impl AsRef<[u8]>) -> Self {
        Folder::new().and(name, content)
    }

    /// The same with another file in its archive.
    pub fn and(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(&format!("archive/{name}"), content);
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, folders included.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders can be created");
        fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Runs the program here.
    pub fn warraq(&self, arguments: &[&str]) -> Run {
        run(self.path(), arguments)
    }

    /// Ingests the archive, with further arguments.
    pub fn ingest(&self, arguments: &[&str]) -> Run {
        self.warraq(&[&["ingest", "archive"], arguments].concat())
    }

    /// Ingests the archive, which must go without a word.
    #[track_caller]
    pub fn ingested(self) -> Self {
        self.ingest(&["--quiet"]).finds().says_nothing();
        self
    }

    /// All passages that a query finds, as objects.
    #[track_caller]
    pub fn search(&self, arguments: &[&str]) -> Run {
        self.warraq(&[&["search", "--quiet", "--format", "jsonl", "-n", "100"], arguments].concat())
    }
}

/// The index of the sample archive, built once and only read from then on.
pub fn sample_index() -> &'static str {
    static INDEX: OnceLock<String> = OnceLock::new();
    INDEX.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        remove_old_indexes(folder);
        // Two runs of the tests at once must not take each other's index away.
        let index = folder.join(format!("{SAMPLE_INDEX}{}", std::process::id())).display().to_string();
        run(root(), &["ingest", "--quiet", "corpus", "--index", &index]).finds().says_nothing();
        index
    })
}

const SAMPLE_INDEX: &str = "sample-index-";

/// Nothing runs after the last test, so a run removes what the runs before it left.
fn remove_old_indexes(folder: &Path) {
    let longest_run = std::time::Duration::from_secs(600);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_index = entry.file_name().to_string_lossy().starts_with(SAMPLE_INDEX);
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if is_index && age.is_some_and(|age| age > longest_run) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Runs the program on the sample archive, from the root of the project.
pub fn warraq(arguments: &[&str]) -> Run {
    run(root(), &[arguments, &["--index", sample_index()]].concat())
}

/// The same, not yet started.
pub fn sample_program(arguments: &[&str]) -> Command {
    program(root(), &[arguments, &["--index", sample_index()]].concat())
}

/// Searches the sample archive with the query after `--`, all passages as objects.
pub fn search(query: &str) -> Run {
    let arguments =
        ["search", "--quiet", "-n", "400", "--format", "jsonl", "--index", sample_index(), "--", query];
    run(root(), &arguments)
}

/// xorshift64*: small, and the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(mixed).unwrap_or(0) % limit
    }
}

/// Holds `text` to the snapshot of this name; `UPDATE_SNAPSHOTS=1` rewrites it.
#[track_caller]
pub fn assert_snapshot(name: &str, text: &str) {
    let path = root().join("tests/data/snapshots").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        fs::write(&path, text).expect("the snapshot can be written");
        return;
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "the output is not the snapshot {}\n{}\nif the change is wanted: UPDATE_SNAPSHOTS=1 cargo test --test suite",
        path.display(),
        difference(&known, text)
    );
}

/// Changed lines of a snapshot that are shown.
const MOST_SHOWN: usize = 20;

/// The lines that differ, those between the common start and the common end.
fn difference(known: &str, text: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (known.lines().collect(), text.lines().collect());
    let shorter = before.len().min(after.len());
    let same_start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let ends = before.iter().rev().zip(after.iter().rev()).take(shorter - same_start);
    let same_end = ends.take_while(|(a, b)| a == b).count();
    let mut shown = vec![format!("from line {}:", same_start + 1)];
    for (mark, lines) in [("-", &before), ("+", &after)] {
        let changed = &lines[same_start..lines.len() - same_end];
        shown.extend(changed.iter().take(MOST_SHOWN).map(|line| format!("{mark} {line}")));
        if changed.len() > MOST_SHOWN {
            shown.push(format!("{mark} … {} more lines", changed.len() - MOST_SHOWN));
        }
    }
    shown.join("\n")
}

/// Bytes packed as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// Bytes packed as Zstandard.
pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes it")
}

/// What lies beside the project under this path; `None`, with a printed line, where
/// the shared folder is absent. On CI that is a failure.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = root().join("../shared").join(path);
    if found.exists() {
        return Some(found);
    }
    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!is_ci, "{} is needed on CI", found.display());
    println!("skipped: {} is not there", found.display());
    None
}
