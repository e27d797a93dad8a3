//! What is left of a damaged index: the record of its last commit, and the texts it stores.
//! Read by themselves, without the other files of tantivy's, on which it may stop for good
//! when they are damaged.

use std::fs::File;
use std::path::{Path, PathBuf};

use tantivy::fastfield::AliveBitSet;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::store::StoreReader;
use tantivy::{Index, TantivyDocument};

use super::Address;
use super::layout::{self, Companion, GAZETTEER};
use super::manifest::Manifest;
use super::reader::{PassageRecord, last_commit};
use super::schema::{self, Fields};
use super::seal;
use super::storage::Storage;
use super::stored::{StoredArticle, grouped};
use super::summary::Summary;
use crate::entity::Gazetteer;
use crate::error::{Error, Result};

/// Blocks of a store that are kept unpacked; passages are read in their order.
const BLOCKS_KEPT: usize = 1;

/// What is left of an index.
pub struct Remains {
    index: PathBuf,
    storage: Storage,
    opened: Index,
    summary: Summary,
    fields: Fields,
}

impl Remains {
    /// Of the index in the folder `index`.
    ///
    /// # Errors
    /// When the record of its last commit is damaged or of another version.
    pub fn of(index: &Path) -> Result<Self> {
        let broken = |reason: String| Error::Index { index: index.to_path_buf(), reason };
        let storage = Storage::open(&layout::current(index)?).map_err(broken)?.for_reading();
        let opened = Index::open(storage.clone()).map_err(|error| broken(error.to_string()))?;
        let summary = last_commit(index, &opened)?;
        let (_, fields) = schema::build();
        Ok(Remains { index: index.to_path_buf(), storage, opened, summary, fields })
    }

    /// The record of its last commit.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The files it was read from, if their list is whole.
    #[must_use]
    pub fn manifest(&self) -> Option<Manifest> {
        let bytes = self.storage.read(&Companion::Manifest.name(self.summary.commit)).ok()?;
        Manifest::from_bytes(&bytes).ok()
    }

    /// The names it was tagged with, if they are whole.
    #[must_use]
    pub fn gazetteer(&self) -> Option<Gazetteer> {
        self.is_whole(Path::new(GAZETTEER)).then_some(())?;
        Gazetteer::from_bytes(self.storage.mapped(GAZETTEER).ok()?).ok()
    }

    /// Whether all texts are whole, and which of them are removed is known.
    #[must_use]
    pub fn has_all_texts(&self) -> bool {
        let Ok(segments) = self.opened.searchable_segments() else { return false };
        segments.iter().all(|segment| {
            let is_whole = |component| self.is_whole(&segment.relative_path(component));
            is_whole(SegmentComponent::Store)
                && (!segment.meta().has_deletes() || is_whole(SegmentComponent::Delete))
        })
    }

    fn is_whole(&self, name: &Path) -> bool {
        let file = File::open(self.storage.folder().join(name));
        file.and_then(|mut file| {
            let length = file.metadata()?.len();
            seal::check(&mut file, length)
        })
        .is_ok()
    }

    /// Visits the passages of every article until `visit` gives `false`.
    ///
    /// # Errors
    /// When a text cannot be read, or what `visit` gives.
    pub fn each_article(&self, mut visit: impl FnMut(StoredArticle) -> Result<bool>) -> Result<()> {
        let segments = self.opened.searchable_segments().map_err(|error| self.fail(&error))?;
        for (number, segment) in (0u32..).zip(&segments) {
            let (store, alive) = Self::texts(segment).map_err(|error| self.fail(&error))?;
            let is_alive = |doc: &u32| alive.as_ref().is_none_or(|alive| alive.is_alive(*doc));
            let passages = (0..segment.meta().max_doc()).filter(is_alive).map(|doc| {
                let document: TantivyDocument = store.get(doc).map_err(|error| self.fail(&error))?;
                let record = PassageRecord::of(&document, self.fields);
                let broken = |reason| Error::Index { index: self.index.clone(), reason };
                Ok((Address::new(number, doc), record.map_err(broken)?))
            });
            if !grouped(passages, &mut visit)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The texts of a segment, and which of its passages are not removed.
    fn texts(segment: &Segment) -> tantivy::Result<(StoreReader, Option<AliveBitSet>)> {
        let store = StoreReader::open(segment.open_read(SegmentComponent::Store)?, BLOCKS_KEPT)?;
        if !segment.meta().has_deletes() {
            return Ok((store, None));
        }
        let alive = segment.open_read(SegmentComponent::Delete)?.read_bytes()?;
        Ok((store, Some(AliveBitSet::open(alive))))
    }

    fn fail(&self, error: &tantivy::TantivyError) -> Error {
        Error::Index { index: self.index.clone(), reason: error.to_string() }
    }
}
