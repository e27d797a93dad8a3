//! The one error type. Every variant carries its data; one `Display` writes
//! all sentences, and `hint` says what to do where there is something to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// What every fallible function of the library returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that can go wrong, with the file, line or query position it is about.
#[derive(Debug)]
pub enum Error {
    /// A file or folder could not be read, written or created.
    Io {
        /// What was being done, as a verb: `read`, `write`, `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A path given on the command line does not exist.
    MissingPath(PathBuf),
    /// A file, or a record in it, is not what its format demands.
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, when one is known.
        line: Option<u64>,
        /// What is wrong.
        reason: String,
    },
    /// A query could not be read.
    Query {
        /// The query as typed.
        query: String,
        /// Where it went wrong, in characters from 0.
        position: usize,
        /// What was found there.
        found: String,
        /// What would have been right.
        expected: String,
    },
    /// There is no index where one was looked for.
    NoIndex(PathBuf),
    /// The index was written by another version of the schema or the analyzer.
    OtherVersion {
        /// The index folder.
        index: PathBuf,
        /// The version the index records.
        found: String,
        /// The version this program writes.
        expected: String,
    },
    /// Another process is writing to the index.
    Locked {
        /// The index folder.
        index: PathBuf,
        /// What the lock file says of its holder; may be empty.
        holder: String,
    },
    /// The index cannot be opened or read.
    Index {
        /// The index folder.
        index: PathBuf,
        /// What the storage layer said.
        reason: String,
    },
    /// No article has this id.
    NoArticle(String),
    /// A gazetteer field of a query names nobody we know.
    UnknownEntity {
        /// The name as typed.
        name: String,
        /// `actor` or `location`.
        role: &'static str,
        /// Names that come close, best first.
        near: Vec<String>,
    },
    /// An option's value makes no sense.
    Usage(String),
    /// A verification found this many faults in the index.
    Damaged {
        /// The index folder.
        index: PathBuf,
        /// How many.
        faults: u64,
    },
    /// A damaged index cannot be built anew from what is left.
    Irreparable {
        /// The index folder.
        index: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// The user ended an ingest before its time.
    Interrupted,
    /// `--strict` and at least one input was skipped.
    Skipped(usize),
}

/// How many characters before the place of a query's error are shown.
const HINT_LENGTH: usize = 40;

impl Error {
    /// An I/O failure at `path` while doing `action` (a verb).
    #[must_use]
    pub fn io(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Error::Io { action, path: path.to_path_buf(), source }
    }

    /// A record in `path` that is not well formed.
    pub fn malformed(path: &Path, line: Option<u64>, reason: impl Into<String>) -> Self {
        Error::Malformed { path: path.to_path_buf(), line, reason: reason.into() }
    }

    /// What the reader of the message can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::NoIndex(index) => {
                Some(format!("build one with: warraq ingest PATH --index {}", index.display()))
            }
            Error::OtherVersion { index, .. } => Some(format!(
                "build it again from the sources with: warraq ingest PATH --index {}",
                index.display()
            )),
            Error::Locked { .. } => Some("wait until it ends; searches go on meanwhile".to_owned()),
            Error::MissingPath(_) => Some("check the spelling of the path".to_owned()),
            Error::Query { query, position, .. } => {
                let from = position.saturating_sub(HINT_LENGTH);
                let shown: String = query.chars().skip(from).take(position - from).collect();
                let cut = if from > 0 { "…" } else { "" };
                Some(format!(
                    "it was read up to: {cut}{shown}⟨here⟩; warraq search --help shows the query language"
                ))
            }
            Error::NoArticle(_) => Some("ids are shown by: warraq search QUERY --format jsonl".to_owned()),
            Error::UnknownEntity { near, .. } if !near.is_empty() => {
                Some(format!("did you mean {}?", near.join(", ")))
            }
            Error::UnknownEntity { role, .. } => {
                Some(format!("list what the archive names with: warraq {role}s"))
            }
            Error::Index { .. } => {
                Some("look into it with: warraq verify, and mend it with: warraq verify --repair".to_owned())
            }
            Error::Damaged { index, .. } => Some(format!(
                "build it anew, from its sources or its texts, with: warraq verify --repair --index {}",
                index.display()
            )),
            Error::Irreparable { index, .. } => Some(format!(
                "build it anew from copies of its sources with: warraq ingest --rebuild PATH --index {}",
                index.display()
            )),
            Error::Interrupted => Some("the next ingest of the same paths goes on from there".to_owned()),
            Error::Skipped(_) => Some("leave --strict out to accept this".to_owned()),
            Error::Io { .. } | Error::Malformed { .. } | Error::Usage(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { action, path, source } => {
                write!(f, "cannot {action} {}: {source}", path.display())
            }
            Error::MissingPath(path) => write!(f, "there is no file or folder {}", path.display()),
            Error::Malformed { path, line: Some(line), reason } => {
                write!(f, "{}:{line}: {reason}", path.display())
            }
            Error::Malformed { path, line: None, reason } => {
                write!(f, "{}: {reason}", path.display())
            }
            Error::Query { position, found, expected, .. } => write!(
                f,
                "the query cannot be read at character {}: found {found}, expected {expected}",
                position + 1
            ),
            Error::NoIndex(index) => write!(f, "there is no index in {}", index.display()),
            Error::OtherVersion { index, found, expected } => write!(
                f,
                "the index in {} was written by another version ({found}; this program needs {expected})",
                index.display()
            ),
            Error::Locked { index, holder } if holder.is_empty() => {
                write!(f, "the index in {} is being written by another process", index.display())
            }
            Error::Locked { index, holder } => {
                write!(f, "the index in {} is being written by {holder}", index.display())
            }
            Error::Index { index, reason } => {
                write!(f, "the index in {} cannot be used: {reason}", index.display())
            }
            Error::NoArticle(id) => write!(f, "no article has the id {id}"),
            Error::UnknownEntity { name, role, .. } => {
                write!(f, "the gazetteer knows no {role} named {name}")
            }
            Error::Usage(reason) => f.write_str(reason),
            Error::Damaged { index, faults } => {
                write!(f, "the index in {} is damaged: {faults} faults", index.display())
            }
            Error::Irreparable { index, reason } => {
                write!(f, "the index in {} cannot be repaired: {reason}", index.display())
            }
            Error::Interrupted => f.write_str("the ingest was interrupted; what it had read is in the index"),
            Error::Skipped(count) => write!(f, "{count} inputs were skipped and --strict was given"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
