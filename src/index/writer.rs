//! Writes an index: a new generation beside the one in use, or further commits to the
//! one in use. Each commit is one step: readers see the state before it or after it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::schema::Schema;
use tantivy::{Index, IndexSettings, IndexWriter, Term};

use super::Address;
use super::copies::{self, Member};
use super::documents::documents;
use super::layout::{self, Companion, WriteLock};
use super::manifest::{Manifest, Source};
use super::parts;
use super::reader::Archive;
use super::schema::{self, Fields};
use super::storage::Storage;
use super::summary::{Added, Summary};
use super::tokenizer::{self, TermsTokenizer};
use super::vocabulary::Vocabulary;
use super::{SCHEMA_VERSION, article_of};
use crate::arabic::{ANALYZER_VERSION, Analyzer, WordCount};
use crate::document::stable_hash;
use crate::entity::{Gazetteer, TaggedArticle};
use crate::error::{Error, Result};

/// Memory for tantivy's tables before a segment is written, all threads together, in bytes.
const MEMORY: usize = 160 * 1024 * 1024;
/// Share of removed passages above which a segment is written anew, to give back their room.
const MOST_REMOVED: f32 = 0.3;

/// What an ingest says of an index.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Files and folders it was read from.
    pub sources: Vec<Source>,
    /// The files in them.
    pub manifest: Manifest,
    /// Names of fields that were given beside the usual ones.
    pub field_rules: Vec<String>,
    /// The user's own table of names, if one was given.
    pub own_table: Option<String>,
    /// The limits that inputs were held to, as text to compare.
    pub limits: String,
    /// Whether it is made of an index that misses some of its archive.
    pub is_partial: bool,
}

/// Builds or updates an index. `add` may be called from many threads. What was done is
/// visible after `commit` or `finish`; dropped before that, it never was.
pub struct IndexBuilder {
    index: PathBuf,
    storage: Storage,
    /// Who removes something uses it alone: tantivy numbers an operation before it queues
    /// it, and a removal that is queued behind one with a later number takes the article
    /// that was to replace the removed one with it.
    writer: RwLock<IndexWriter>,
    fields: Fields,
    gazetteer: Gazetteer,
    /// The index as it was at the start; none when it is built anew.
    before: Option<Archive>,
    changes: Mutex<Changes>,
    _lock: WriteLock,
}

/// What was done since the start.
#[derive(Default)]
struct Changes {
    /// The number of the last commit.
    commit: u64,
    totals: Added,
    /// Fingerprint and id of each article that was added.
    fingerprints: Vec<(u64, Member)>,
    /// Numbers of the stored articles that were removed.
    removed: HashSet<u64>,
    /// Their passages, as long as no commit has taken account of them.
    unaccounted: Vec<Address>,
    generation: Generation,
}

/// The folder that is being filled, as long as it is not the one in use; removed when dropped.
#[derive(Default)]
struct Generation(Option<PathBuf>);

impl Drop for Generation {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // Best effort: the next build removes leftovers too.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

impl IndexBuilder {
    /// Starts a new index in the folder `index`, which is created when missing. An index
    /// that is there stays in use until `finish`.
    ///
    /// # Errors
    /// When another process writes to it, or the folder cannot be written.
    pub fn create(index: &Path, gazetteer: &Gazetteer, threads: usize) -> Result<Self> {
        let lock = WriteLock::take(index)?;
        let generation = layout::next(index)?;
        let fail = |reason: String| Error::Index { index: index.to_path_buf(), reason };
        let storage = Storage::open(&generation).map_err(fail)?;
        let compiled = generation.join(layout::GAZETTEER);
        storage
            .write(layout::GAZETTEER, gazetteer.as_bytes())
            .map_err(|error| Error::io("write", &compiled, error))?;
        let (schema, fields) = schema::build();
        let create = |schema: Schema| Index::create(storage.clone(), schema, IndexSettings::default());
        let writer = create(schema)
            .and_then(|index| open_writer(&index, threads))
            .map_err(|error| failure(index, &storage, &error))?;
        Ok(IndexBuilder {
            index: index.to_path_buf(),
            storage,
            writer: RwLock::new(writer),
            fields,
            gazetteer: gazetteer.clone(),
            before: None,
            changes: Mutex::new(Changes { generation: Generation(Some(generation)), ..Changes::default() }),
            _lock: lock,
        })
    }

    /// Starts to update the index in the folder `index`.
    ///
    /// # Errors
    /// When another process writes to it, there is none, or it cannot be read.
    pub fn update(index: &Path, threads: usize) -> Result<Self> {
        let lock = WriteLock::take(index)?;
        let before = Archive::open(index)?;
        let storage = before.storage().clone();
        let summary = before.summary();
        parts::sweep(storage.folder());
        let writer = Index::open(storage.clone())
            .and_then(|opened| open_writer(&opened, threads))
            .map_err(|error| failure(index, &storage, &error))?;
        let changes = Changes { commit: summary.commit, totals: summary.totals(), ..Changes::default() };
        Ok(IndexBuilder {
            index: index.to_path_buf(),
            storage,
            writer: RwLock::new(writer),
            fields: before.fields(),
            gazetteer: before.gazetteer().clone(),
            before: Some(before),
            changes: Mutex::new(changes),
            _lock: lock,
        })
    }

    fn fail(&self, error: &tantivy::TantivyError) -> Error {
        failure(&self.index, &self.storage, error)
    }

    /// The index as it was at the start; none when it is built anew.
    pub fn before(&self) -> Option<&Archive> {
        self.before.as_ref()
    }

    /// Adds an article, all its passages or none, in place of the stored one with its id.
    ///
    /// # Errors
    /// When the storage layer fails; the ingest cannot go on then.
    pub fn add(&self, article: &TaggedArticle) -> Result<Added> {
        let mut added = Added { articles: 1, ..Added::default() };
        let id = &article.article.id;
        let documents = documents(article, self.fields, &mut added);
        let stored = match &self.before {
            Some(before) => before.passages_of(id)?.collect(),
            None => Vec::new(),
        };
        let mut operations = Vec::with_capacity(documents.len() + 1);
        if !stored.is_empty() {
            operations.push(UserOperation::Delete(Term::from_field_text(self.fields.id, id)));
        }
        operations.extend(documents.into_iter().map(UserOperation::Add));
        let run = if stored.is_empty() {
            self.writer.read().unwrap_or_else(PoisonError::into_inner).run(operations)
        } else {
            self.writer.write().unwrap_or_else(PoisonError::into_inner).run(operations)
        };
        run.map_err(|error| self.fail(&error))?;
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if !stored.is_empty() && changes.removed.insert(stable_hash(id.as_bytes())) {
            changes.unaccounted.extend(stored);
        }
        changes.totals += added;
        changes.fingerprints.push((article.fingerprint, Member::Added(id.clone())));
        Ok(added)
    }

    /// Removes what a source file had at the start, as far as it was not replaced since.
    ///
    /// # Errors
    /// When the storage layer fails.
    pub fn remove_file(&self, number: u64) -> Result<()> {
        let removed = Term::from_field_u64(self.fields.file, number);
        self.writer.write().unwrap_or_else(PoisonError::into_inner).delete_term(removed);
        let Some(before) = &self.before else { return Ok(()) };
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut removed = HashSet::new();
        for address in before.passages_of_file(number)? {
            let article = before.number_at(address, "article")?;
            if removed.contains(&article) || changes.removed.insert(article) {
                removed.insert(article);
                changes.unaccounted.push(address);
            }
        }
        Ok(())
    }

    /// Whether commits can be seen before the end: not when an index that is in use is
    /// built anew beside it.
    pub fn commits_are_visible(&self) -> bool {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.generation.0.is_none() || self.is_first()
    }

    /// Makes what was done so far last and visible; the ingest goes on. `words` is what the
    /// analyzers met since the last commit ([`Analyzer::take_counts`]). Nobody may add or
    /// remove meanwhile.
    ///
    /// # Errors
    /// When the storage layer fails; the index stays as it was at the last commit.
    pub fn commit(&self, words: Vec<WordCount>, description: &Description) -> Result<Summary> {
        self.write(words, description, false)
    }

    /// The last commit of an ingest. `is_complete` says whether it came to its end.
    ///
    /// # Errors
    /// When the storage layer fails; the index stays as it was at the last commit.
    pub fn finish(
        self,
        words: Vec<WordCount>,
        description: &Description,
        is_complete: bool,
    ) -> Result<Summary> {
        let summary = self.write(words, description, is_complete)?;
        let writer = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        writer.wait_merging_threads().map_err(|error| failure(&self.index, &self.storage, &error))?;
        // tantivy keeps merged segments until the next commit.
        parts::sweep(self.storage.folder());
        Ok(summary)
    }

    fn write(&self, words: Vec<WordCount>, description: &Description, is_complete: bool) -> Result<Summary> {
        let mut writer = self.writer.write().unwrap_or_else(PoisonError::into_inner);
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let (gone, removed_words) = self.account_for(&changes.unaccounted)?;
        let mut totals = changes.totals;
        totals -= gone;
        let commit = changes.commit + 1;
        let summary = Summary {
            schema: SCHEMA_VERSION,
            analyzer: ANALYZER_VERSION,
            gazetteer: self.gazetteer.digest(),
            commit,
            is_complete: is_complete && !description.is_partial,
            written: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            articles: totals.articles,
            passages: totals.passages,
            mentions: totals.mentions,
            words: totals.words,
            sources: description.sources.clone(),
            field_rules: description.field_rules.clone(),
            own_table: description.own_table.clone(),
            limits: description.limits.clone(),
        };
        let broken = |reason: String| Error::Index { index: self.index.clone(), reason };
        let payload = serde_json::to_string(&summary).map_err(|error| broken(error.to_string()))?;
        let companions = || -> Result<()> {
            let vocabulary = self.words_after(changes.commit, words, removed_words)?;
            self.write_companion(Companion::Vocabulary, commit, &vocabulary)?;
            self.write_companion(Companion::Copies, commit, &self.copies(&changes)?)?;
            let manifest = description.manifest.to_bytes().map_err(|error| broken(error.to_string()))?;
            self.write_companion(Companion::Manifest, commit, &manifest)
        };
        std::thread::scope(|scope| -> Result<()> {
            let companions = scope.spawn(companions);
            let prepared = writer.prepare_commit();
            let stopped = |_| Err(Error::Usage("the thread that lists the words stopped".to_owned()));
            companions.join().unwrap_or_else(stopped)?;
            let mut prepared = prepared.map_err(|error| self.fail(&error))?;
            prepared.set_payload(&payload);
            prepared.commit().map_err(|error| self.fail(&error))?;
            Ok(())
        })?;
        let last = std::mem::replace(&mut changes.commit, commit);
        changes.totals = totals;
        changes.unaccounted.clear();
        layout::remove_companions(self.storage.folder(), last);
        if changes.generation.0.is_some() && (is_complete || self.is_first()) {
            let swapped = layout::swap_in(&self.index, self.storage.folder());
            // It may be in use though the swap ended in an error; then it must stay.
            if layout::current(&self.index).is_ok_and(|current| current == self.storage.folder()) {
                changes.generation.0 = None;
            }
            swapped?;
        }
        Ok(summary)
    }

    /// Whether no index is in use.
    fn is_first(&self) -> bool {
        matches!(layout::current(&self.index), Err(Error::NoIndex(_)))
    }

    fn write_companion(&self, companion: Companion, commit: u64, content: &[u8]) -> Result<()> {
        let name = companion.name(commit);
        let path = self.storage.folder().join(&name);
        self.storage.write(&name, content).map_err(|error| Error::io("write", &path, error))
    }

    /// What removed passages take with them: counts, and the words of their articles.
    fn account_for(&self, passages: &[Address]) -> Result<(Added, Vec<WordCount>)> {
        let (Some(before), false) = (&self.before, passages.is_empty()) else {
            return Ok((Added::default(), Vec::new()));
        };
        let mut analyzer = Analyzer::new(self.gazetteer.lexicon().clone());
        let mut gone = Added::default();
        let mut passages = passages.to_vec();
        passages.sort_unstable();
        before.group(passages.into_iter(), &mut |stored| {
            gone.articles += 1;
            gone.passages += stored.passages.len() as u64;
            let mentions = stored.passages.iter().map(|passage| passage.all_mentions().count() as u64);
            gone.mentions += mentions.sum::<u64>();
            let Some(article) = article_of(stored) else { return Ok(true) };
            analyzer.tokens(&article.title.text);
            for heading in &article.headings {
                analyzer.tokens(&heading.tagged.text);
            }
            for passage in &article.passages {
                gone.words += analyzer.tokens(&passage.tagged.text).len() as u64;
            }
            Ok(true)
        })?;
        Ok((gone, analyzer.take_counts()))
    }

    fn words_after(&self, commit: u64, added: Vec<WordCount>, removed: Vec<WordCount>) -> Result<Vec<u8>> {
        let broken = |reason: String| Error::Index { index: self.index.clone(), reason };
        let before = if commit == 0 {
            None
        } else {
            let bytes = self.storage.mapped(&Companion::Vocabulary.name(commit));
            let bytes = bytes.map_err(|error| broken(error.to_string()))?;
            Some(Vocabulary::open(&bytes).map_err(broken)?)
        };
        Vocabulary::updated(before.as_ref(), added, removed).map_err(broken)
    }

    fn copies(&self, changes: &Changes) -> Result<Vec<u8>> {
        let mut members = changes.fingerprints.clone();
        let Some(before) = &self.before else { return copies::listed(&members, |_| Ok(String::new())) };
        before.each_fingerprint(|article, print, address| {
            if !changes.removed.contains(&article) {
                members.push((print, Member::Stored(address)));
            }
        })?;
        copies::listed(&members, |address| Ok(before.record(address)?.id))
    }
}

/// A failure of the storage layer, as the failed write behind it if there was one.
fn failure(index: &Path, storage: &Storage, error: &tantivy::TantivyError) -> Error {
    match storage.failure() {
        Some((path, source)) => Error::io("write", path, source),
        None => Error::Index { index: index.to_path_buf(), reason: error.to_string() },
    }
}

fn open_writer(index: &Index, threads: usize) -> tantivy::Result<IndexWriter> {
    index.tokenizers().register(tokenizer::NAME, TermsTokenizer::default());
    let writer: IndexWriter = index.writer_with_num_threads(threads.max(1), MEMORY)?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(MOST_REMOVED);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
