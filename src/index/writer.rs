//! Writes an index: a new generation beside the one in use, swapped in by one commit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tantivy::schema::Schema;
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::copies;
use super::layout::{self, WriteLock};
use super::reader::{PassageRecord, StoredMention};
use super::schema::{self, Fields};
use super::terms::{self, MentionCode};
use super::tokenizer::{self, TermsTokenizer};
use super::vocabulary::Vocabulary;
use super::{SCHEMA_VERSION, opens};
use crate::arabic::{ANALYZER_VERSION, WordCount, normalize};
use crate::document::{Part, stable_hash};
use crate::entity::{Class, Gazetteer, TaggedArticle, TaggedPassage, TaggedText};
use crate::error::{Error, Result};

/// Memory for tantivy's tables before a segment is written, all threads together, in bytes.
const MEMORY: usize = 160 * 1024 * 1024;

/// What an index records of itself, in the payload of its commit.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Summary {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema: u32,
    /// [`ANALYZER_VERSION`] of the program that wrote it.
    pub analyzer: u32,
    /// Digest of the gazetteer it was tagged with.
    pub gazetteer: u64,
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
    pub sources: Vec<String>,
}

/// What one article added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Passages.
    pub passages: u64,
    /// Mentions in passages.
    pub mentions: u64,
    /// Words in passages.
    pub words: u64,
}

/// Builds an index from tagged articles. `add` may be called from many
/// threads. Nothing is visible before `finish`; dropped before that, nothing stays.
pub struct IndexBuilder {
    index: PathBuf,
    generation: PathBuf,
    writer: Option<IndexWriter>,
    fields: Fields,
    gazetteer: Gazetteer,
    /// Fingerprint and id of each article.
    fingerprints: Mutex<Vec<(u64, String)>>,
    finished: bool,
    _lock: WriteLock,
}

impl IndexBuilder {
    /// Starts a new index in the folder `index`, which is created when missing.
    ///
    /// # Errors
    /// When another process writes to it, or the folder cannot be written.
    pub fn create(index: &Path, gazetteer: &Gazetteer, threads: usize) -> Result<Self> {
        let lock = WriteLock::take(index)?;
        let generation = layout::next(index)?;
        let compiled = generation.join(layout::GAZETTEER);
        std::fs::write(&compiled, gazetteer.as_bytes()).map_err(|e| Error::io("write", &compiled, e))?;
        let (schema, fields) = schema::build();
        let writer = open_writer(&generation, schema, threads)
            .map_err(|error| Error::Index { index: index.to_path_buf(), reason: error.to_string() })?;
        Ok(IndexBuilder {
            index: index.to_path_buf(),
            generation,
            writer: Some(writer),
            fields,
            gazetteer: gazetteer.clone(),
            fingerprints: Mutex::default(),
            finished: false,
            _lock: lock,
        })
    }

    fn fail(&self, error: &tantivy::TantivyError) -> Error {
        Error::Index { index: self.index.clone(), reason: error.to_string() }
    }

    /// Adds an article, all its passages or none.
    ///
    /// # Errors
    /// When the storage layer fails; the build cannot go on then.
    pub fn add(&self, article: &TaggedArticle) -> Result<Added> {
        let mut added = Added::default();
        let Some(writer) = &self.writer else { return Ok(added) };
        let mut documents = documents(article, self.fields, &mut added);
        let operations = documents.drain(..).map(tantivy::indexer::UserOperation::Add);
        writer.run(operations).map_err(|error| self.fail(&error))?;
        let mut fingerprints = self.fingerprints.lock().unwrap_or_else(PoisonError::into_inner);
        fingerprints.push((article.fingerprint, article.article.id.clone()));
        Ok(added)
    }

    /// Commits everything and makes it the index in use. `vocabulary` is what the
    /// analyzers of the articles met ([`crate::arabic::Analyzer::take_counts`]).
    ///
    /// # Errors
    /// When the storage layer fails; the index before stays in use then.
    pub fn finish(
        mut self,
        added: (u64, Added),
        vocabulary: Vec<WordCount>,
        sources: Vec<String>,
    ) -> Result<Summary> {
        let (articles, Added { passages, mentions, words }) = added;
        let summary = Summary {
            schema: SCHEMA_VERSION,
            analyzer: ANALYZER_VERSION,
            gazetteer: self.gazetteer.digest(),
            written: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            articles,
            passages,
            mentions,
            words,
            sources,
        };
        let payload = serde_json::to_string(&summary)
            .map_err(|error| Error::Index { index: self.index.clone(), reason: error.to_string() })?;
        let Some(mut writer) = self.writer.take() else { return Ok(summary) };
        let commit = || -> tantivy::Result<()> {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&payload);
            prepared.commit()?;
            writer.wait_merging_threads()
        };
        let fingerprints =
            std::mem::take(self.fingerprints.get_mut().unwrap_or_else(PoisonError::into_inner));
        let (committed, listed) = std::thread::scope(|scope| {
            let list = scope.spawn(|| {
                Vocabulary::write(vocabulary, &self.generation)?;
                copies::write(fingerprints, &self.generation)
            });
            let stopped = |_| Err(Error::Usage("the thread that lists the words stopped".to_owned()));
            (commit(), list.join().unwrap_or_else(stopped))
        });
        committed.map_err(|error| self.fail(&error))?;
        listed?;
        layout::share(&self.generation)?;
        layout::swap_in(&self.index, &self.generation)?;
        self.finished = true;
        Ok(summary)
    }
}

impl Drop for IndexBuilder {
    fn drop(&mut self) {
        if !self.finished {
            self.writer = None;
            // Best effort: the next build removes leftovers too.
            let _ = std::fs::remove_dir_all(&self.generation);
        }
    }
}

fn open_writer(generation: &Path, schema: Schema, threads: usize) -> tantivy::Result<IndexWriter> {
    let index = Index::create_in_dir(generation, schema)?;
    index.tokenizers().register(tokenizer::NAME, TermsTokenizer::default());
    index.writer_with_num_threads(threads.max(1), MEMORY)
}

fn documents(article: &TaggedArticle, fields: Fields, added: &mut Added) -> Vec<TantivyDocument> {
    let title = terms_of(&article.title);
    let headings: Vec<String> = article.headings.iter().map(|heading| terms_of(&heading.tagged)).collect();
    let meta = &article.article;
    let category_key = meta.category.as_deref().map(|name| format!("section:{}", normalize::phrase(name)));
    let source_key = meta.source.as_deref().map(|name| format!("source:{}", normalize::phrase(name)));
    let date = meta.date.map(day_number);
    let article_number = stable_hash(meta.id.as_bytes());
    let mut documents = Vec::with_capacity(article.passages.len().max(1));
    let empty = TaggedText::default();
    let passages: Vec<_> = article.passages.iter().map(Some).collect();
    // An article that is only a headline is still one document.
    let passages = if passages.is_empty() { vec![None] } else { passages };
    let opens = opens_of(&passages);
    for ((order, passage), opens) in (0u64..).zip(passages).zip(opens) {
        let text = passage.map_or(&empty, |passage| &passage.tagged);
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &meta.id);
        document.add_u64(fields.article, article_number);
        document.add_u64(fields.order, order);
        document.add_u64(fields.opens, opens);
        document.add_u64(fields.fingerprint, article.fingerprint);
        document.add_u64(fields.part, passage.map_or(0, |passage| passage.passage.part.code()));
        if let Some(date) = date {
            document.add_i64(fields.date, date);
        }
        document.add_u64(fields.length, text.tokens.len() as u64);
        for (field, value) in [(fields.category, &meta.category), (fields.source, &meta.source)] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        for key in [&category_key, &source_key].into_iter().flatten() {
            document.add_text(fields.key, key);
        }
        document.add_text(fields.title, &title);
        let heading = passage.and_then(|passage| passage.heading);
        if let Some(terms) = heading.and_then(|at| headings.get(at)) {
            document.add_text(fields.heading, terms);
        }
        document.add_text(fields.text, terms_of(text));
        let named: BTreeSet<(Class, &str)> = text
            .mentions
            .iter()
            .filter(|mention| mention.kind.names())
            .map(|mention| (mention.entity.class, mention.entity.id.as_str()))
            .collect();
        for (class, id) in named {
            let field = if class == Class::Actor { fields.actors } else { fields.locations };
            document.add_text(field, id);
        }
        added.passages += 1;
        added.words += text.tokens.len() as u64;
        let heading = heading.and_then(|at| article.headings.get(at));
        let opened = heading.filter(|_| opens & opens::SECTION != 0);
        let record = PassageRecord {
            id: meta.id.clone(),
            title: meta.title.clone(),
            source: meta.source.clone(),
            date: meta.date,
            category: meta.category.clone(),
            url: meta.url.clone(),
            path: meta.path.clone(),
            order,
            part: passage.map_or(Part::Body, |passage| passage.passage.part),
            heading: heading.map(|heading| heading.tagged.text.clone()),
            section: passage.map_or(0, |passage| passage.passage.section),
            heading_start: opened.map(|heading| (heading.start, heading.start_chars)),
            start: passage.map_or(0, |passage| passage.passage.span.start),
            start_chars: passage.map_or(0, |passage| passage.start_chars),
            text: text.text.clone(),
            mentions: stored(text),
            title_mentions: if opens & opens::ARTICLE == 0 { Vec::new() } else { stored(&article.title) },
            heading_mentions: opened.map(|heading| stored(&heading.tagged)).unwrap_or_default(),
        };
        let mentions = record.mentions.len() + record.title_mentions.len() + record.heading_mentions.len();
        added.mentions += mentions as u64;
        // A record is strings and numbers; writing it to memory cannot fail.
        document.add_text(fields.record, serde_json::to_string(&record).unwrap_or_default());
        documents.push(document);
    }
    documents
}

/// With which passages the headline and the headings are counted: the first of the
/// story itself, since other parts are searched only when asked for.
fn opens_of(passages: &[Option<&TaggedPassage>]) -> Vec<u64> {
    let mut found = vec![0; passages.len()];
    let is_body = |passage: &&TaggedPassage| passage.passage.part == Part::Body;
    let first = passages.iter().position(|passage| passage.as_ref().is_some_and(is_body)).unwrap_or(0);
    found[first] |= opens::ARTICLE;
    let headings: BTreeSet<usize> = passages.iter().flatten().filter_map(|passage| passage.heading).collect();
    for heading in headings {
        let below = |passage: &&TaggedPassage| passage.heading == Some(heading);
        let first = |wanted: &dyn Fn(&&TaggedPassage) -> bool| {
            passages.iter().position(|passage| passage.as_ref().is_some_and(wanted))
        };
        let holder = first(&|passage| below(passage) && is_body(passage)).or_else(|| first(&below));
        if let Some(holder) = holder {
            found[holder] |= opens::SECTION;
        }
    }
    found
}

fn stored(text: &TaggedText) -> Vec<StoredMention> {
    text.mentions
        .iter()
        .map(|mention| StoredMention {
            start: mention.span.start,
            end: mention.span.end,
            id: mention.entity.id.clone(),
            kind: mention.kind,
            rivals: mention.rivals.iter().map(|rival| rival.id.clone()).collect(),
        })
        .collect()
}

/// A day as the number that is stored: 20171119.
#[must_use]
pub(super) fn day_number(day: crate::document::Day) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The terms of a text: its words, and at the first word of each mention its entity.
fn terms_of(text: &TaggedText) -> String {
    let mut out = String::with_capacity(text.text.len() * 2);
    let mut mentions = text.mentions.iter().peekable();
    for (at, token) in text.tokens.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        terms::push_word(&token.forms, &mut out);
        while let Some(mention) = mentions.next_if(|mention| mention.first_token <= at) {
            let ids =
                std::iter::once(&mention.entity).chain(&mention.rivals).map(|entity| entity.id.as_str());
            let words = u16::try_from(mention.tokens).unwrap_or(u16::MAX);
            let code = MentionCode { kind: mention.kind, words };
            let ancestors = if mention.kind.names() { &mention.entity.ancestors[..] } else { &[] };
            terms::push_mention(ids, ancestors, code, &mut out);
        }
    }
    out
}
