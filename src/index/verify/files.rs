//! Every file of a generation is sealed and known.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::Path;

use tantivy::Index;
use tantivy::index::SegmentMeta;

use super::super::layout::{Companion, GAZETTEER};
use super::super::reader::SEGMENTS;
use super::super::seal;
use super::super::storage::{self, Storage};
use super::super::summary::Summary;
use super::Verification;
use crate::error::{Error, Result};

/// tantivy's list of the files that it made.
const MANAGED: &str = ".managed.json";
/// Files that are locked and hold nothing.
const LOCKS: [&str; 2] = [".tantivy-writer.lock", ".tantivy-meta.lock"];

/// Checks the files in the folder of a generation. Opens none of tantivy's: on damaged ones
/// it may stop for good.
pub(super) fn verify(generation: &Path, verification: &mut Verification) -> Result<()> {
    let parts = Parts::of(generation);
    let fail = |error| Error::io("read", generation, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(generation).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    for name in names {
        let path = generation.join(&name);
        if name.ends_with(storage::DRAFT) || parts.as_ref().is_some_and(|parts| !parts.have(&name)) {
            verification.leftovers.push(path.display().to_string());
            continue;
        }
        let checked = File::open(&path).and_then(|mut file| {
            let length = file.metadata()?.len();
            if !(LOCKS.contains(&name.as_str()) && length == 0) {
                seal::check(&mut file, length)?;
            }
            Ok(length)
        });
        match checked {
            Ok(length) => verification.bytes += length,
            Err(error) => verification.find(path.display().to_string(), error.to_string()),
        }
        verification.files += 1;
    }
    Ok(())
}

/// Which files a generation consists of.
struct Parts {
    named: HashSet<String>,
    segments: Vec<SegmentMeta>,
}

impl Parts {
    /// As its list of segments says; `None` when that is damaged, so that every file counts.
    fn of(generation: &Path) -> Option<Self> {
        let metas = Index::open(Storage::open(generation).ok()?).ok()?.load_metas().ok()?;
        let summary: Summary = serde_json::from_str(&metas.payload?).ok()?;
        let mut named: HashSet<String> =
            Companion::ALL.iter().map(|companion| companion.name(summary.commit)).collect();
        named.extend([SEGMENTS, MANAGED, GAZETTEER].map(str::to_owned));
        named.extend(LOCKS.map(str::to_owned));
        Some(Parts { named, segments: metas.segments })
    }

    fn have(&self, name: &str) -> bool {
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
