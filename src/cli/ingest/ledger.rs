//! Which files an ingest still has to read, is reading and has read; at any moment the
//! list of files that an index must hold if it is committed then.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::plan::{Kept, Plan, Task, take, take_loser};
use crate::document::{Skipped, reading_order};
use crate::index::{Manifest, SourceFile};
use crate::ingest::{FileRead, Found};

/// The files of an ingest.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// The number of the next file.
    next: u64,
    /// Files to read, the next one last.
    waiting: Vec<Task>,
    /// Files that are being read or worked on, by number.
    open: HashMap<u64, Open>,
    done: Vec<SourceFile>,
    kept: Vec<Kept>,
    /// What was left out of files that have no entry.
    unlisted: Vec<Skipped>,
    /// Numbers of kept entries whose files are gone.
    missing: HashSet<u64>,
    /// Numbers of entries that are being replaced or removed.
    replaced: HashSet<u64>,
    /// Entries of unchanged files that are read again since one before them took an id: files
    /// behind them may have been read already, and take no id that these have.
    read_again: HashMap<u64, SourceFile>,
    /// The numbers that such files had, and the ones they have now.
    renumbered: HashMap<u64, u64>,
}

#[derive(Debug)]
struct Open {
    task: Task,
    /// Pieces that were handed to workers in all, and those that have not come back.
    pieces: u64,
    at_work: u64,
    /// What reading came to, once it has come to an end.
    read: Option<FileRead>,
    lost_to: BTreeSet<u64>,
    skipped: Vec<Skipped>,
}

/// Who may have an id that an article claims.
pub(super) enum Claim {
    /// The article.
    Granted,
    /// The article of an unchanged file that is read before it.
    Held,
}

impl Ledger {
    /// The ledger of a plan, after `known` numbers.
    pub fn new(plan: Plan, last_number: u64) -> Self {
        let replaced = plan.tasks.iter().flat_map(|task| &task.replaces).chain(&plan.pruned);
        let mut ledger = Ledger {
            next: last_number + 1,
            replaced: replaced.map(|entry| entry.number).collect(),
            missing: plan.missing,
            kept: plan.kept,
            ..Ledger::default()
        };
        for task in plan.tasks {
            ledger.wait(task);
        }
        ledger
    }

    fn wait(&mut self, task: Task) {
        let is_later = |other: &Task| reading_order(other.found.place(), task.found.place()).is_gt();
        let place = self.waiting.partition_point(is_later);
        self.waiting.insert(place, task);
    }

    /// The next file to read and its number.
    pub fn next(&mut self) -> Option<(u64, Found)> {
        let task = self.waiting.pop()?;
        let number = self.next;
        self.next += 1;
        let found = task.found.clone();
        let open =
            Open { task, pieces: 0, at_work: 0, read: None, lost_to: BTreeSet::new(), skipped: Vec::new() };
        self.open.insert(number, open);
        Some((number, found))
    }

    /// Whether nothing is being read or worked on, so that nothing can come to be read.
    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether every file was read to its end.
    pub fn is_complete(&self) -> bool {
        self.waiting.is_empty() && self.open.is_empty()
    }

    /// How many files were read to their end.
    pub fn read(&self) -> usize {
        self.done.iter().filter(|entry| entry.is_whole).count()
    }

    /// A piece of a file goes to a worker.
    pub fn sent(&mut self, number: u64) {
        if let Some(open) = self.open.get_mut(&number) {
            open.pieces += 1;
            open.at_work += 1;
        }
    }

    /// A worker has done with a piece; the entries that leave the index when that was the last.
    pub fn came_back(&mut self, number: u64, skipped: Vec<Skipped>) -> Vec<u64> {
        if let Some(open) = self.open.get_mut(&number) {
            open.at_work -= 1;
            open.skipped.extend(skipped);
        }
        self.close(number)
    }

    /// A file was read to its end; the entries that leave the index when all is done with it.
    pub fn was_read(&mut self, number: u64, read: FileRead) -> Vec<u64> {
        if let Some(open) = self.open.get_mut(&number) {
            open.read = Some(read);
        }
        self.close(number)
    }

    fn close(&mut self, number: u64) -> Vec<u64> {
        let is_done = |open: &Open| open.at_work == 0 && open.read.is_some();
        if !self.open.get(&number).is_some_and(is_done) {
            return Vec::new();
        }
        let Some(open) = self.open.remove(&number) else { return Vec::new() };
        let entry = open.entry(number);
        let Open { task, pieces, .. } = open;
        if entry.is_whole {
            let before = task.replaces.iter().map(|before| (before.number, number));
            self.renumbered.extend(before);
            self.done.push(entry);
            return task.replaces.iter().map(|entry| entry.number).collect();
        }
        // It could not be read: what the index has of it is better than nothing.
        self.done.extend(old_entries(&task));
        if pieces > 0 {
            self.done.push(entry);
        } else {
            self.unlisted.extend(entry.skipped);
        }
        Vec::new()
    }

    /// Whether an article of the file `claimant` may have an id that the article of the file
    /// `holder` has in the index. If so and the holder is unchanged, it is read again.
    pub fn claim(&mut self, claimant: u64, holder: u64) -> Claim {
        let Some(open) = self.open.get(&claimant) else { return Claim::Held };
        let is_own = open.task.replaces.iter().any(|entry| entry.number == holder);
        if let Some(entry) = self.read_again.get(&holder).filter(|_| !is_own) {
            let is_before = reading_order(entry.place(), open.task.found.place()).is_lt();
            return if is_before { Claim::Held } else { Claim::Granted };
        }
        if self.replaced.contains(&holder) || self.missing.contains(&holder) {
            return Claim::Granted;
        }
        let Some(place) = self.kept.iter().position(|kept| kept.entry.number == holder) else {
            return Claim::Granted;
        };
        if reading_order(self.kept[place].entry.place(), open.task.found.place()).is_lt() {
            return Claim::Held;
        }
        // One that was not looked for is read again by the next ingest that finds it.
        self.kept[place].entry.is_whole = false;
        let mut next = take(&mut self.kept, place);
        while let Some(task) = next {
            self.replaced.extend(task.replaces.iter().map(|entry| entry.number));
            self.read_again.extend(task.replaces.iter().map(|entry| (entry.number, entry.clone())));
            self.wait(task);
            next = take_loser(&mut self.kept, &self.replaced);
        }
        Claim::Granted
    }

    /// An article of `number` could not have an id, since one of `holder` has it.
    pub fn lost(&mut self, number: u64, holder: u64) {
        if let Some(open) = self.open.get_mut(&number)
            && number != holder
        {
            open.lost_to.insert(holder);
        }
    }

    /// What was left out of the files that were looked at, now or when they were read.
    pub fn skipped(&self) -> Vec<Skipped> {
        let kept = self.kept.iter().filter(|kept| kept.found.is_some()).map(|kept| &kept.entry);
        let listed = kept.chain(&self.done).flat_map(|entry| &entry.skipped);
        let open = self.open.values().flat_map(|open| &open.skipped);
        listed.chain(open).chain(&self.unlisted).cloned().collect()
    }

    /// The files that the index holds if it is committed now.
    pub fn manifest(&self) -> Manifest {
        let mut files: Vec<SourceFile> = self.kept.iter().map(|kept| kept.entry.clone()).collect();
        files.extend(self.done.iter().cloned());
        let unfinished = self.waiting.iter().chain(self.open.values().map(|open| &open.task));
        files.extend(unfinished.flat_map(old_entries));
        let begun = self.open.iter().filter(|(_, open)| open.pieces > 0);
        files.extend(begun.map(|(number, open)| SourceFile { is_whole: false, ..open.entry(*number) }));
        for lost_to in files.iter_mut().flat_map(|file| &mut file.lost_to) {
            *lost_to = self.renumbered.get(lost_to).copied().unwrap_or(*lost_to);
        }
        files.sort_by(|a, b| reading_order(a.place(), b.place()).then(a.number.cmp(&b.number)));
        Manifest { files }
    }
}

/// What an index has of a file before it is read anew, under the name that the file has now.
fn old_entries(task: &Task) -> impl Iterator<Item = SourceFile> {
    task.replaces.iter().map(|entry| SourceFile {
        is_whole: false,
        source: task.found.source,
        path: task.found.below.clone(),
        ..entry.clone()
    })
}

impl Open {
    fn entry(&self, number: u64) -> SourceFile {
        let found = &self.task.found;
        let read = self.read.as_ref();
        let mut skipped = self.skipped.clone();
        skipped.extend(read.iter().flat_map(|read| read.skipped.clone()));
        SourceFile {
            number,
            source: found.source,
            path: found.below.clone(),
            size: found.size,
            times: read.and_then(|read| read.times),
            digest: read.and_then(|read| read.digest).unwrap_or(0),
            is_whole: read.is_some_and(|read| read.digest.is_some()),
            lost_to: self.lost_to.iter().copied().collect(),
            skipped,
        }
    }
}
