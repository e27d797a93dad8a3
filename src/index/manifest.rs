//! The list of source files of an index: what was read, in which state, and what of it
//! had to be left out. A file of the generation, one JSON object a line, named by the
//! commit it belongs to, so that list and passages never disagree.

use serde::{Deserialize, Serialize};

use crate::document::Skipped;
use crate::times::Times;

/// A file or folder that was named to an ingest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As the user wrote it.
    pub given: String,
    /// From the root of the file system, without links: the same however it is written.
    pub path: String,
}

/// A file that articles came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The number that its passages carry. A changed file gets a new one.
    pub number: u64,
    /// Which of the index's sources it lies in.
    pub source: usize,
    /// Its path below the source, parts divided by `/`; empty when it is the source.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Its times; `None` when its content could have changed since without being noticed,
    /// so that only the digest can tell.
    pub times: Option<Times>,
    /// XXH3 of its bytes.
    pub digest: u64,
    /// Whether all of it is in the index in this state. An ingest that ended before its
    /// time leaves files of which this is not so; the next one reads them anew.
    pub is_whole: bool,
    /// Numbers of the files that hold articles whose ids articles of this one have too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost_to: Vec<u64>,
    /// What could not become an article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl SourceFile {
    /// Its place in the order of reading, for [`crate::document::reading_order`].
    #[must_use]
    pub fn place(&self) -> (usize, &str) {
        (self.source, &self.path)
    }
}

/// The files of an index in the order of reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The files.
    pub files: Vec<SourceFile>,
}

impl Manifest {
    pub(super) fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for file in &self.files {
            serde_json::to_writer(&mut bytes, file)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> serde_json::Result<Self> {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        Ok(Manifest { files: lines.map(serde_json::from_slice).collect::<serde_json::Result<_>>()? })
    }
}
