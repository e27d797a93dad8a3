//! Opens an index and reads what it stores.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::schema::{IndexRecordOption, OwnedValue, TantivyDocument, Value as _};
use tantivy::{DocAddress, DocSet as _, Index, Searcher, TERMINATED, Term};

use super::layout::{self, Companion};
use super::manifest::Manifest;
use super::schema::{self, Fields};
use super::storage::Storage;
use super::summary::{Summary, Versions};
use super::tokenizer::{self, TermsTokenizer};
use super::vocabulary::Vocabulary;
use crate::document::{Day, Part};
use crate::entity::{Gazetteer, MentionKind};
use crate::error::{Error, Result};

/// tantivy's list of segments, which holds the record of the commit.
pub(super) const SEGMENTS: &str = "meta.json";

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
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Day of publication.
    pub date: Option<Day>,
    /// Newspaper section.
    pub category: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// File it came from.
    pub path: String,
    /// The number of that file in the index's list of files.
    pub file: u64,
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

impl PassageRecord {
    /// What is stored with a document.
    pub(super) fn of(document: &TantivyDocument, fields: Fields) -> std::result::Result<Self, String> {
        let stored = document.get_first(fields.record).map(|value| OwnedValue::from(value.as_value()));
        match stored {
            Some(OwnedValue::Str(json)) => serde_json::from_str(&json)
                .map_err(|error| format!("a stored passage cannot be read: {error}")),
            _ => Err("a passage has no stored text".to_owned()),
        }
    }

    /// The mentions that are stored with it: of its text, and of headline and heading where
    /// it opens them.
    pub fn all_mentions(&self) -> impl Iterator<Item = &StoredMention> {
        self.mentions.iter().chain(&self.title_mentions).chain(&self.heading_mentions)
    }
}

/// An index opened for reading: the state of one commit.
pub struct Archive {
    path: PathBuf,
    storage: Storage,
    searcher: Searcher,
    fields: Fields,
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    summary: Summary,
}

/// How often opening is tried again when a commit came in between. Each try takes some
/// milliseconds and commits are seconds apart, so that even two are rare.
const OPENING_TRIES: usize = 20;

impl Archive {
    /// Opens the index in the folder `index`, in the state of its last commit.
    ///
    /// # Errors
    /// When there is none, it is of another version, or it cannot be read.
    pub fn open(index: &Path) -> Result<Self> {
        for _ in 0..OPENING_TRIES {
            let before = state(index)?;
            let opened = Self::open_generation(index, &before.0);
            // What was opened belongs together if no commit or swap came in between.
            if state(index)? == before {
                return opened;
            }
        }
        Err(Error::Index {
            index: index.to_path_buf(),
            reason: "it is being written too fast to be read".to_owned(),
        })
    }

    fn open_generation(index: &Path, generation: &Path) -> Result<Self> {
        let broken = |reason: String| Error::Index { index: index.to_path_buf(), reason };
        let other_version = |found: String| other_version(index, found);
        let storage = Storage::open(generation).map_err(broken)?;
        let opened = Index::open(storage.clone()).map_err(|error| {
            unsealed_version(generation).map_or_else(|| broken(error.to_string()), other_version)
        })?;
        let summary = last_commit(index, &opened)?;
        let (schema, fields) = schema::build();
        if opened.schema() != schema {
            return Err(other_version("other fields".to_owned()));
        }
        opened.tokenizers().register(tokenizer::NAME, TermsTokenizer::default());
        let mapped = |name: &str| storage.mapped(name).map_err(|error| broken(error.to_string()));
        let damaged = |reason| Error::malformed(&generation.join(layout::GAZETTEER), None, reason);
        let gazetteer = Gazetteer::from_bytes(mapped(layout::GAZETTEER)?).map_err(damaged)?;
        if gazetteer.digest() != summary.gazetteer {
            return Err(broken("its gazetteer is not the one it was tagged with".to_owned()));
        }
        let words = mapped(&Companion::Vocabulary.name(summary.commit))?;
        let vocabulary = Vocabulary::open(&words).map_err(broken)?;
        let reader = opened
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|error: tantivy::TantivyError| broken(error.to_string()))?;
        let (path, searcher) = (index.to_path_buf(), reader.searcher());
        Ok(Archive { path, storage, searcher, fields, gazetteer, vocabulary, summary })
    }

    /// The files of its generation.
    pub(super) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// The content of a file that belongs to its commit, checked.
    pub(super) fn companion(&self, companion: Companion) -> Result<Vec<u8>> {
        let name = companion.name(self.summary.commit);
        self.storage.read(&name).map_err(|error| Error::Index {
            index: self.path.clone(),
            reason: format!("{name} cannot be read: {error}"),
        })
    }

    /// The files it was read from.
    ///
    /// # Errors
    /// When their list cannot be read or is damaged.
    pub fn manifest(&self) -> Result<Manifest> {
        Manifest::from_bytes(&self.companion(Companion::Manifest)?).map_err(|error| Error::Index {
            index: self.path.clone(),
            reason: format!("the list of its files is damaged: {error}"),
        })
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
        PassageRecord::of(&document, self.fields)
            .map_err(|reason| Error::Index { index: self.path.clone(), reason })
    }

    /// The number of the file that an article came from; none when there is no such article.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn file_of(&self, article: &str) -> Result<Option<u64>> {
        let Some(address) = self.passages_of(article)?.next() else { return Ok(None) };
        self.number_at(address, "file").map(Some)
    }

    /// A number that a passage has in a column.
    pub(super) fn number_at(&self, address: DocAddress, column: &str) -> Result<u64> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let column = segment.fast_fields().u64(column).map_err(|error| self.fail(&error))?;
        Ok(column.first(address.doc_id).unwrap_or(0))
    }

    /// The passages of an article, in the order of the article.
    pub(super) fn passages_of(&self, article: &str) -> Result<std::vec::IntoIter<DocAddress>> {
        let term = Term::from_field_text(self.fields.id, article);
        self.addresses(&term)
    }

    /// The passages of a source file, article by article.
    pub(super) fn passages_of_file(&self, file: u64) -> Result<std::vec::IntoIter<DocAddress>> {
        let term = Term::from_field_u64(self.fields.file, file);
        self.addresses(&term)
    }

    /// The passages that hold a term.
    fn addresses(&self, term: &Term) -> Result<std::vec::IntoIter<DocAddress>> {
        let mut found = Vec::new();
        let mut collect = || -> tantivy::Result<()> {
            for (number, segment) in (0u32..).zip(self.searcher.segment_readers()) {
                let inverted = segment.inverted_index(term.field())?;
                let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                    continue;
                };
                while postings.doc() != TERMINATED {
                    if !segment.is_deleted(postings.doc()) {
                        found.push(DocAddress::new(number, postings.doc()));
                    }
                    postings.advance();
                }
            }
            Ok(())
        };
        collect().map_err(|error| self.fail(&error))?;
        Ok(found.into_iter())
    }

    /// All passages of an article in their order; empty when there is none with this id.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn article(&self, id: &str) -> Result<Vec<PassageRecord>> {
        let mut records: Vec<PassageRecord> =
            self.passages_of(id)?.map(|address| self.record(address)).collect::<Result<_>>()?;
        records.sort_by_key(|record| record.order);
        Ok(records)
    }
}

fn other_version(index: &Path, found: String) -> Error {
    Error::OtherVersion { index: index.to_path_buf(), found, expected: Versions::OURS.to_string() }
}

/// The record of the last commit.
///
/// # Errors
/// When there is none, it is of another version, or it cannot be read.
pub(super) fn last_commit(index: &Path, opened: &Index) -> Result<Summary> {
    let broken = |reason: String| Error::Index { index: index.to_path_buf(), reason };
    let payload = opened.load_metas().map_err(|error| broken(error.to_string()))?.payload;
    let payload = payload.ok_or_else(|| broken("it was never committed".to_owned()))?;
    match serde_json::from_str::<Versions>(&payload) {
        Ok(Versions::OURS) => {}
        Ok(versions) => return Err(other_version(index, versions.to_string())),
        Err(_) => return Err(other_version(index, "unknown version".to_owned())),
    }
    serde_json::from_str(&payload).map_err(|error| broken(format!("its record cannot be read: {error}")))
}

/// Which commit is the last: the folder in use and the content of tantivy's list of segments.
fn state(index: &Path) -> Result<(PathBuf, Option<Vec<u8>>)> {
    let generation = layout::current(index)?;
    let segments = std::fs::read(generation.join(SEGMENTS)).ok();
    Ok((generation, segments))
}

/// The version of an index of before files were sealed.
fn unsealed_version(generation: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct Unsealed {
        payload: String,
    }
    let list = std::fs::read(generation.join(SEGMENTS)).ok()?;
    // With a seal behind it, it is no JSON.
    let unsealed: Unsealed = serde_json::from_slice(&list).ok()?;
    let versions: Option<Versions> = serde_json::from_str(&unsealed.payload).ok();
    Some(versions.map_or_else(|| "unknown version".to_owned(), |versions| versions.to_string()))
}
