//! What an ingest has to do: the files that are there against the list of those that the
//! index was read from. Size and time tell what did not change, the digest where they do
//! not; nothing else is read here.

use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use crate::document::{Skipped, reading_order};
use crate::index::{Manifest, SourceFile};
use crate::ingest::{Found, Listing};

/// A file to read.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub found: Found,
    /// What the index has of it, under this name or an earlier one.
    pub replaces: Vec<SourceFile>,
}

/// A file whose entry stays as it is.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub entry: SourceFile,
    /// The file, if it was looked for and found.
    pub found: Option<Found>,
}

/// What an ingest has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub tasks: Vec<Task>,
    pub kept: Vec<Kept>,
    /// Entries that leave the index since their files are gone.
    pub pruned: Vec<SourceFile>,
    /// Numbers of kept entries whose files are gone.
    pub missing: HashSet<u64>,
    pub skipped: Vec<Skipped>,
    /// Files whose content is another one, or whose entry was not whole.
    pub changed: usize,
    /// Files that were found as they were.
    pub unchanged: usize,
    /// Whether entries differ though no file has to be read.
    pub has_new_times: bool,
}

/// How files are compared.
#[derive(Debug, Clone, Copy, Default)]
// Each is a question of its own.
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Comparison {
    /// Believe neither size nor time.
    pub by_digest: bool,
    /// Believe nothing: every file that is found is read.
    pub reads_all: bool,
    /// Files of which something was left out are read too.
    pub reads_skipped: bool,
    /// Let go of files that are gone.
    pub prunes: bool,
}

/// Compares what was found with what is known. `was_looked_for` says of an entry whether its
/// file would have been found if it were there.
pub(super) fn plan(
    listing: Listing,
    manifest: Manifest,
    was_looked_for: impl Fn(&SourceFile) -> bool,
    comparison: Comparison,
) -> Plan {
    let mut plan = Plan { skipped: listing.skipped, ..Plan::default() };
    let mut known: HashMap<(usize, String), Vec<SourceFile>> = HashMap::new();
    for entry in manifest.files {
        known.entry((entry.source, entry.path.clone())).or_default().push(entry);
    }
    let mut new = Vec::new();
    for found in listing.files {
        if let Err(reason) = found.holds_articles() {
            plan.skipped.extend(reason);
            continue;
        }
        let Some(entries) = known.remove(&(found.source, found.below.clone())) else {
            new.push(found);
            continue;
        };
        if let Some(entry) = unchanged(&found, &entries, comparison) {
            plan.has_new_times |= entry.times != entries[0].times;
            plan.unchanged += 1;
            plan.kept.push(Kept { entry, found: Some(found) });
        } else {
            plan.changed += 1;
            plan.tasks.push(Task { found, replaces: entries });
        }
    }
    let left = known.into_values().flatten();
    let is_closed = |entry: &SourceFile| listing.closed.iter().any(|closed| lies_in(entry, closed));
    let (mut gone, elsewhere): (Vec<SourceFile>, Vec<SourceFile>) =
        left.partition(|entry| was_looked_for(entry) && !is_closed(entry));
    gone.sort_by(|a, b| reading_order(a.place(), b.place()));
    plan.kept.extend(elsewhere.into_iter().map(|entry| Kept { entry, found: None }));
    plan.find_renamed(new, &mut gone);
    if comparison.prunes {
        plan.pruned = gone;
    } else {
        plan.missing = gone.iter().map(|entry| entry.number).collect();
        plan.kept.extend(gone.into_iter().map(|entry| Kept { entry, found: None }));
    }
    plan.read_what_lost_ids();
    plan.tasks.sort_by(|a, b| reading_order(a.found.place(), b.found.place()));
    plan
}

fn lies_in(entry: &SourceFile, (source, folder): &(usize, String)) -> bool {
    let below = entry.path.strip_prefix(folder.as_str());
    entry.source == *source && (folder.is_empty() || below.is_some_and(|rest| rest.starts_with('/')))
}

/// The entry of a file that did not change, with its present time.
fn unchanged(found: &Found, entries: &[SourceFile], comparison: Comparison) -> Option<SourceFile> {
    let [entry] = entries else { return None };
    let had_skipped = comparison.reads_skipped && !entry.skipped.is_empty();
    if comparison.reads_all || had_skipped || !entry.is_whole || entry.size != found.size {
        return None;
    }
    if !comparison.by_digest && entry.times == Some(found.times) {
        return Some(entry.clone());
    }
    let began = SystemTime::now();
    let is_same = found.digest().is_ok_and(|digest| digest == entry.digest);
    is_same.then(|| SourceFile { times: found.vouching_times(began), ..entry.clone() })
}

impl Plan {
    /// Whether the index already says all that this plan would make it say.
    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.pruned.is_empty() && !self.has_new_times
    }

    /// Finds new files that are gone ones under another name: same size, same digest.
    fn find_renamed(&mut self, new: Vec<Found>, gone: &mut Vec<SourceFile>) {
        let sizes: HashSet<u64> = gone.iter().map(|entry| entry.size).collect();
        for found in new {
            let digest = if sizes.contains(&found.size) { found.digest().ok() } else { None };
            let is_same = |entry: &SourceFile| {
                entry.is_whole && entry.size == found.size && Some(entry.digest) == digest
            };
            let place = gone.iter().position(is_same);
            let replaces = place.map(|place| gone.remove(place)).into_iter().collect();
            self.tasks.push(Task { found, replaces });
        }
    }

    /// Files that lost an id to one which changes may have it now: they are read again too,
    /// and those that lost one to them.
    fn read_what_lost_ids(&mut self) {
        let replaced = self.tasks.iter().flat_map(|task| &task.replaces).chain(&self.pruned);
        let mut changing: HashSet<u64> = replaced.map(|entry| entry.number).collect();
        while let Some(task) = take_loser(&mut self.kept, &changing) {
            changing.extend(task.replaces.iter().map(|entry| entry.number));
            self.tasks.push(task);
        }
    }
}

/// Takes a file out of `kept` that lost an id to one of those that are changing. Of files
/// that were not looked for the next ingest that finds them must know.
pub(super) fn take_loser(kept: &mut Vec<Kept>, changing: &HashSet<u64>) -> Option<Task> {
    let lost = |kept: &Kept| kept.entry.lost_to.iter().any(|number| changing.contains(number));
    let mut at = 0;
    while let Some(place) = kept.iter().skip(at).position(lost) {
        if kept[at + place].found.is_some() {
            return take(kept, at + place);
        }
        kept[at + place].entry.is_whole = false;
        at += place + 1;
    }
    None
}

/// Makes a kept file one to read, if it was found.
pub(super) fn take(kept: &mut Vec<Kept>, place: usize) -> Option<Task> {
    kept[place].found.as_ref()?;
    let Kept { entry, found: Some(found) } = kept.swap_remove(place) else { return None };
    Some(Task { found, replaces: vec![entry] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::Times;

    fn times(modified: i64) -> Times {
        Times { modified, changed: modified }
    }

    fn found(path: &str, size: u64, modified: i64) -> Found {
        Found {
            path: path.into(),
            source: 0,
            below: path.to_owned(),
            size,
            times: times(modified),
            whole_path: None,
        }
    }

    fn entry(number: u64, path: &str, size: u64, modified: i64) -> SourceFile {
        SourceFile {
            number,
            path: path.to_owned(),
            size,
            times: Some(times(modified)),
            is_whole: true,
            ..SourceFile::default()
        }
    }

    fn planned(files: Vec<Found>, entries: Vec<SourceFile>, prunes: bool) -> Plan {
        let listing = Listing { files, ..Listing::default() };
        let comparison = Comparison { prunes, ..Comparison::default() };
        plan(listing, Manifest { files: entries }, |_| true, comparison)
    }

    fn names(plan: &Plan) -> Vec<&str> {
        plan.tasks.iter().map(|task| task.found.below.as_str()).collect()
    }

    #[test]
    fn what_has_its_size_and_time_is_not_read() {
        let plan = planned(
            vec![found("a.txt", 5, 100), found("b.txt", 6, 100), found("c.txt", 5, 1)],
            vec![entry(1, "a.txt", 5, 100), entry(2, "b.txt", 5, 100)],
            false,
        );
        assert_eq!(names(&plan), ["b.txt", "c.txt"]);
        assert_eq!((plan.unchanged, plan.changed), (1, 1));
        assert!(plan.tasks[1].replaces.is_empty());
    }

    #[test]
    fn what_is_gone_leaves_only_when_asked_to() {
        let entries = || vec![entry(1, "a.txt", 5, 100)];
        let kept = planned(Vec::new(), entries(), false);
        assert!(kept.is_empty() && kept.missing.contains(&1) && kept.kept.len() == 1);
        let pruned = planned(Vec::new(), entries(), true);
        assert!(!pruned.is_empty() && pruned.pruned.len() == 1 && pruned.kept.is_empty());
    }

    #[test]
    fn what_lost_an_id_to_a_changed_file_is_read_again() {
        let lost = |number, path: &str, to| SourceFile { lost_to: vec![to], ..entry(number, path, 5, 100) };
        let plan = planned(
            vec![
                found("a.txt", 6, 100),
                found("b.txt", 5, 100),
                found("c.txt", 5, 100),
                found("d.txt", 5, 100),
            ],
            vec![entry(1, "a.txt", 5, 100), lost(2, "b.txt", 1), lost(3, "c.txt", 2), lost(4, "d.txt", 9)],
            false,
        );
        assert_eq!(names(&plan), ["a.txt", "b.txt", "c.txt"]);
    }

    #[test]
    fn a_file_that_was_not_read_to_its_end_is_read_again() {
        let half = SourceFile { is_whole: false, ..entry(1, "a.txt", 5, 100) };
        assert_eq!(names(&planned(vec![found("a.txt", 5, 100)], vec![half], false)), ["a.txt"]);
    }
}
