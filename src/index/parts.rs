//! Which files a generation consists of; all others are left over.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use tantivy::Index;
use tantivy::index::SegmentMeta;

use super::layout::{Companion, GAZETTEER};
use super::reader::SEGMENTS;
use super::storage::Storage;
use super::summary::Summary;

/// tantivy's list of the files that it made.
pub(super) const MANAGED: &str = ".managed.json";
/// A file that is locked and holds nothing.
pub(super) const LOCK: &str = ".tantivy-meta.lock";

/// Removes what is left over in a generation: segments and lists of ingests that were
/// killed, or that merged them. Call only while holding the lock, and while nobody writes.
pub(super) fn sweep(generation: &Path) {
    let Some(parts) = Parts::of(generation) else { return };
    for entry in fs::read_dir(generation).into_iter().flatten().flatten() {
        if !parts.have(&entry.file_name().to_string_lossy()) {
            // Best effort: the next ingest tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Which files a generation consists of.
pub(super) struct Parts {
    named: HashSet<String>,
    segments: Vec<SegmentMeta>,
}

impl Parts {
    /// As its list of segments says; `None` when that is damaged, so that every file counts.
    pub fn of(generation: &Path) -> Option<Self> {
        let metas = Index::open(Storage::open(generation).ok()?).ok()?.load_metas().ok()?;
        let summary: Summary = serde_json::from_str(&metas.payload?).ok()?;
        let mut named: HashSet<String> =
            Companion::ALL.iter().map(|companion| companion.name(summary.commit)).collect();
        named.extend([SEGMENTS, MANAGED, GAZETTEER, LOCK].map(str::to_owned));
        Some(Parts { named, segments: metas.segments })
    }

    /// Whether a file is one of them.
    pub fn have(&self, name: &str) -> bool {
        self.named.contains(name) || self.segments.iter().any(|segment| is_of(segment, name))
    }
}

/// Whether a file belongs to a segment. Of those that say which passages are removed
/// only the last one does.
fn is_of(segment: &SegmentMeta, name: &str) -> bool {
    let rest = name.strip_prefix(&segment.id().uuid_string());
    let removed = segment.delete_opstamp().map(|opstamp| format!(".{opstamp}.del"));
    let is_removal = |rest: &str| rest.rsplit('.').next() == Some("del");
    rest.is_some_and(|rest| !is_removal(rest) || Some(rest) == removed.as_deref())
}
