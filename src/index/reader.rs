//! Opens an index and reads what it stores.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::schema::{OwnedValue, TantivyDocument, Value as _};
use tantivy::{DocAddress, Index, Searcher, Term};

use super::SCHEMA_VERSION;
use super::layout;
use super::schema::{self, Fields};
use super::tokenizer::{self, TermsTokenizer};
use super::vocabulary::Vocabulary;
use super::writer::Summary;
use crate::arabic::ANALYZER_VERSION;
use crate::document::{Day, Part};
use crate::entity::{Gazetteer, MentionKind};
use crate::error::{Error, Result};

/// A mention as stored with its passage; bytes count from the passage's start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMention {
    /// First byte in the passage.
    #[serde(rename = "s")]
    pub start: usize,
    /// One past the last byte.
    #[serde(rename = "e")]
    pub end: usize,
    /// Id of the entity.
    #[serde(rename = "i")]
    pub id: String,
    /// How it is named.
    #[serde(rename = "k")]
    pub kind: MentionKind,
    /// Other actors that compete for a role.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<String>,
}

/// Everything that is shown of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageRecord {
    /// Id of its article.
    pub id: String,
    /// Headline of its article.
    pub title: String,
    /// Outlet.
    pub source: Option<String>,
    /// Day of publication.
    pub date: Option<Day>,
    /// Newspaper section.
    pub category: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// File it came from.
    pub path: String,
    /// Its number in the article, from 0.
    pub order: u64,
    /// Story, related line or teaser.
    pub part: Part,
    /// In-article heading above it.
    pub heading: Option<String>,
    /// Number of its section in the article, from 0.
    pub section: usize,
    /// Where it starts in the article's body, in bytes.
    pub start: usize,
    /// The same in characters.
    pub start_chars: usize,
    /// Its text.
    pub text: String,
    /// Who and what is named in it.
    pub mentions: Vec<StoredMention>,
    /// Who is named in the headline; with the first passage of an article only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title_mentions: Vec<StoredMention>,
    /// Where the heading starts in the body, in bytes and characters; with the first
    /// passage below it only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading_start: Option<(usize, usize)>,
    /// Who is named in the heading; likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heading_mentions: Vec<StoredMention>,
}

/// An index opened for reading: the state of one commit.
pub struct Archive {
    path: PathBuf,
    searcher: Searcher,
    fields: Fields,
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    summary: Summary,
}

impl Archive {
    /// Opens the index in the folder `index`.
    ///
    /// # Errors
    /// When there is none, it is of another version, or it cannot be read.
    pub fn open(index: &Path) -> Result<Self> {
        let generation = layout::current(index)?;
        let broken = |reason: String| Error::Index { index: index.to_path_buf(), reason };
        let other_version = |found: String| Error::OtherVersion {
            index: index.to_path_buf(),
            found,
            expected: format!("schema {SCHEMA_VERSION}, analyzer {ANALYZER_VERSION}"),
        };
        let opened = Index::open_in_dir(&generation).map_err(|error| broken(error.to_string()))?;
        let payload = opened.load_metas().map_err(|error| broken(error.to_string()))?.payload;
        let payload = payload.ok_or_else(|| broken("it was never committed".to_owned()))?;
        let summary: Summary =
            serde_json::from_str(&payload).map_err(|_| other_version("unknown version".to_owned()))?;
        if (summary.schema, summary.analyzer) != (SCHEMA_VERSION, ANALYZER_VERSION) {
            return Err(other_version(format!("schema {}, analyzer {}", summary.schema, summary.analyzer)));
        }
        let (schema, fields) = schema::build();
        if opened.schema() != schema {
            return Err(other_version("other fields".to_owned()));
        }
        opened.tokenizers().register(tokenizer::NAME, TermsTokenizer::default());
        let bytes = layout::mapped(&generation, layout::GAZETTEER).map_err(broken)?;
        let damaged = |reason| Error::malformed(&generation.join(layout::GAZETTEER), None, reason);
        let gazetteer = Gazetteer::from_bytes(bytes).map_err(damaged)?;
        if gazetteer.digest() != summary.gazetteer {
            return Err(broken("its gazetteer is not the one it was tagged with".to_owned()));
        }
        let vocabulary = Vocabulary::open(&generation).map_err(broken)?;
        let reader = opened
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|error: tantivy::TantivyError| broken(error.to_string()))?;
        let (path, searcher) = (index.to_path_buf(), reader.searcher());
        Ok(Archive { path, searcher, fields, gazetteer, vocabulary, summary })
    }

    /// The folder it was opened from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it records of itself.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The actors and locations it was tagged with.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The words of its texts.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Handles to its fields.
    #[must_use]
    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// The searcher over its segments.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Turns a failure of the storage layer into one that names this index.
    #[must_use]
    pub fn fail(&self, error: &tantivy::TantivyError) -> Error {
        Error::Index { index: self.path.clone(), reason: error.to_string() }
    }

    /// What is stored of a passage.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn record(&self, address: DocAddress) -> Result<PassageRecord> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(|error| self.fail(&error))?;
        let stored = document.get_first(self.fields.record).map(|value| OwnedValue::from(value.as_value()));
        let broken = |reason: String| Error::Index { index: self.path.clone(), reason };
        match stored {
            Some(OwnedValue::Str(json)) => serde_json::from_str(&json)
                .map_err(|error| broken(format!("a stored passage cannot be read: {error}"))),
            _ => Err(broken("a passage has no stored text".to_owned())),
        }
    }

    /// All passages of an article in their order; empty when there is none with this id.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn article(&self, id: &str) -> Result<Vec<PassageRecord>> {
        let term = Term::from_field_text(self.fields.id, id);
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        let found = self
            .searcher
            .search(&query, &tantivy::collector::DocSetCollector)
            .map_err(|error| self.fail(&error))?;
        let mut records: Vec<PassageRecord> =
            found.into_iter().map(|address| self.record(address)).collect::<Result<_>>()?;
        records.sort_by_key(|record| record.order);
        Ok(records)
    }
}
