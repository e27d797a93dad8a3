//! The files of an index folder around tantivy's: which generation is in use,
//! who writes, where the compiled gazetteer lies.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

pub(super) const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";
const GENERATION: &str = "generation-";

/// The compiled gazetteer beside tantivy's files.
pub(super) const GAZETTEER: &str = "gazetteer.bin";

/// Files that change with every commit carry its number, which stands in the commit:
/// they become valid with it in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Companion {
    /// The groups of near copies.
    Copies,
    /// The list of words.
    Vocabulary,
    /// The list of source files.
    Manifest,
}

impl Companion {
    /// All of them.
    pub const ALL: [Companion; 3] = [Companion::Copies, Companion::Vocabulary, Companion::Manifest];

    /// The name of the file of a commit.
    pub fn name(self, commit: u64) -> String {
        match self {
            Companion::Copies => format!("copies-{commit}.jsonl"),
            Companion::Vocabulary => format!("vocabulary-{commit}.bin"),
            Companion::Manifest => format!("manifest-{commit}.jsonl"),
        }
    }
}

/// Removes the companions of another commit of a generation.
pub(super) fn remove_companions(generation: &Path, commit: u64) {
    for companion in Companion::ALL {
        // Best effort: what stays is swept away by the next ingest.
        let _ = fs::remove_file(generation.join(companion.name(commit)));
    }
}

/// The folder of the generation in use.
///
/// # Errors
/// [`Error::NoIndex`] when there is none.
pub(super) fn current(index: &Path) -> Result<PathBuf> {
    let pointer = index.join(CURRENT);
    let name = match fs::read(&pointer) {
        Ok(name) => String::from_utf8_lossy(&name).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoIndex(index.to_path_buf()));
        }
        Err(error) => return Err(Error::io("read", &pointer, error)),
    };
    // The pointer names a folder beside it and nothing else; a changed byte is no such name.
    let number = name.strip_suffix('\n').and_then(number_of);
    let folder = index.join(name.trim_end());
    if number.is_some_and(|number| name == format!("{GENERATION}{number}\n")) && folder.is_dir() {
        Ok(folder)
    } else {
        Err(Error::Index {
            index: index.to_path_buf(),
            reason: format!("{CURRENT} names {:?}, which is no folder of this index", name.trim_end()),
        })
    }
}

/// The number of a generation, if this is the name of one.
fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix(GENERATION)?.parse().ok()
}

/// The generations in an index folder, with their numbers.
fn generations(index: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let entries = fs::read_dir(index).map_err(|e| Error::io("read", index, e))?.flatten();
    let generation =
        |entry: fs::DirEntry| Some((number_of(&entry.file_name().to_string_lossy())?, entry.path()));
    Ok(entries.filter_map(generation).collect())
}

/// A new, empty generation folder; leftovers of killed builds are removed, unless the
/// pointer is damaged, so that one of them may be the index.
/// Call only while holding the lock.
pub(super) fn next(index: &Path) -> Result<PathBuf> {
    let in_use = current(index);
    let is_leftover = |folder: &PathBuf| match &in_use {
        Ok(in_use) => folder != in_use,
        // Where the pointer is damaged, any of them may be the one.
        Err(error) => matches!(error, Error::NoIndex(_)),
    };
    let generations = generations(index)?;
    for (_, folder) in generations.iter().filter(|(_, folder)| is_leftover(folder)) {
        fs::remove_dir_all(folder).map_err(|e| Error::io("remove", folder, e))?;
    }
    let highest = generations.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let folder = index.join(format!("{GENERATION}{}", highest + 1));
    fs::create_dir(&folder).map_err(|e| Error::io("create", &folder, e))?;
    Ok(folder)
}

/// Makes the only generation of an index the one in use, where the pointer to it is damaged.
/// False when it is not damaged, or there are several or none.
///
/// # Errors
/// When the folder cannot be read or the pointer not written.
pub fn recover(index: &Path) -> Result<bool> {
    if current(index).is_ok() {
        return Ok(false);
    }
    let _lock = WriteLock::take(index)?;
    let generations = generations(index)?;
    let [(_, only)] = generations.as_slice() else { return Ok(false) };
    swap_in(index, only)?;
    Ok(true)
}

/// Makes `generation` the one in use, in one step, and removes the one before.
pub(super) fn swap_in(index: &Path, generation: &Path) -> Result<()> {
    let before = current(index).ok();
    let name = generation.file_name().unwrap_or_default().to_string_lossy();
    let draft = index.join("CURRENT.new");
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&draft)?;
        writeln!(file, "{name}")?;
        file.sync_all()?;
        fs::rename(&draft, index.join(CURRENT))?;
        sync_folder(index)
    };
    write().map_err(|e| Error::io("write", &draft, e))?;
    if let Some(before) = before
        && before != generation
    {
        // A reader may still hold it open; on Unix its files live on until it ends.
        fs::remove_dir_all(&before).map_err(|e| Error::io("remove", &before, e))?;
    }
    Ok(())
}

/// Makes a renamed file of a folder last through a loss of power.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The right to write to an index; given back when dropped or when the process dies.
#[derive(Debug)]
pub(super) struct WriteLock {
    file: File,
}

impl WriteLock {
    /// Takes the lock of an index folder, which is created when missing.
    ///
    /// # Errors
    /// [`Error::Locked`] names the process that holds it.
    pub fn take(index: &Path) -> Result<Self> {
        fs::create_dir_all(index).map_err(|e| Error::io("create", index, e))?;
        let path = index.join(LOCK);
        let fail = |e| Error::io("write", &path, e);
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
                return Err(Error::Locked { index: index.to_path_buf(), holder });
            }
            Err(fs::TryLockError::Error(error)) => return Err(fail(error)),
        }
        let since = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC");
        file.set_len(0).map_err(fail)?;
        write!(file, "process {} since {since}", std::process::id()).map_err(fail)?;
        Ok(WriteLock { file })
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // The file stays: removing it could take the lock from the next writer.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_that_may_be_in_use_is_never_a_leftover() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = folder.path();
        let first = next(index).expect("a generation");
        let second = next(index).expect("a generation");
        assert!(!first.exists(), "no pointer: the first one was never in use");
        swap_in(index, &second).expect("a pointer");
        fs::write(index.join(CURRENT), "generatjon-2\n").expect("a damaged pointer");
        next(index).expect("a generation");
        assert!(second.exists(), "a damaged pointer may have named it");
        assert!(!recover(index).expect("it can be read"), "nobody knows which of the two");
        fs::write(index.join(CURRENT), "generation-2\n").expect("a pointer");
        assert_eq!(generations(index).expect("it can be read").len(), 2);
        next(index).expect("a generation");
        assert!(second.exists() && generations(index).expect("it can be read").len() == 2);
    }
}
