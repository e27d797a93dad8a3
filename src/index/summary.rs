//! What an index records of itself, in the payload of each commit.

use std::ops::{AddAssign, SubAssign};

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::manifest::Source;
use crate::arabic::ANALYZER_VERSION;

/// The record of a commit.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Summary {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema: u32,
    /// [`ANALYZER_VERSION`] of the program that wrote it.
    pub analyzer: u32,
    /// Digest of the gazetteer it was tagged with.
    pub gazetteer: u64,
    /// The number of the commit in its generation, from 1; files that belong to it carry it.
    pub commit: u64,
    /// Whether the ingest came to its end. If not, some of the archive is missing.
    pub is_complete: bool,
    /// When it was written, in UTC.
    pub written: String,
    /// Articles in it.
    pub articles: u64,
    /// Passages in it.
    pub passages: u64,
    /// Mentions in it.
    pub mentions: u64,
    /// Words in its passages; with `passages` the average length that ranking needs.
    pub words: u64,
    /// Files and folders it was read from.
    pub sources: Vec<Source>,
    /// Names of fields that were given to the ingest beside the usual ones.
    pub field_rules: Vec<String>,
    /// The user's own table of names that was given to the ingest.
    pub own_table: Option<String>,
    /// The limits that inputs were held to, as text to compare.
    pub limits: String,
}

/// What every version's record holds; enough to say which version it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Versions {
    schema: u32,
    analyzer: u32,
}

impl Versions {
    /// Those of this program.
    pub const OURS: Versions = Versions { schema: SCHEMA_VERSION, analyzer: ANALYZER_VERSION };
}

impl std::fmt::Display for Versions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "schema {}, analyzer {}", self.schema, self.analyzer)
    }
}

/// What articles add to an index, or take with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Articles.
    pub articles: u64,
    /// Passages.
    pub passages: u64,
    /// Mentions in passages.
    pub mentions: u64,
    /// Words in passages.
    pub words: u64,
}

impl AddAssign for Added {
    fn add_assign(&mut self, other: Self) {
        self.articles += other.articles;
        self.passages += other.passages;
        self.mentions += other.mentions;
        self.words += other.words;
    }
}

impl SubAssign for Added {
    fn sub_assign(&mut self, other: Self) {
        self.articles = self.articles.saturating_sub(other.articles);
        self.passages = self.passages.saturating_sub(other.passages);
        self.mentions = self.mentions.saturating_sub(other.mentions);
        self.words = self.words.saturating_sub(other.words);
    }
}

impl Summary {
    /// What it counts.
    #[must_use]
    pub fn totals(&self) -> Added {
        Added { articles: self.articles, passages: self.passages, mentions: self.mentions, words: self.words }
    }
}
