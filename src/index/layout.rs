//! The files of an index folder around tantivy's: which generation is in use,
//! who writes, where the compiled gazetteer lies.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use crate::error::{Error, Result};

const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";
const GENERATION: &str = "generation-";

/// The compiled gazetteer beside tantivy's files.
pub(super) const GAZETTEER: &str = "gazetteer.bin";
/// The groups of near copies beside them.
pub(super) const COPIES: &str = "copies.jsonl";
/// The list of words beside them.
pub(super) const VOCABULARY: &str = "vocabulary.bin";

/// The bytes of a file of a generation, mapped: what is not read costs nothing.
pub(super) fn mapped(generation: &Path, name: &str) -> std::result::Result<OwnedBytes, String> {
    let directory = MmapDirectory::open(generation).map_err(|error| error.to_string())?;
    let file = directory.open_read(Path::new(name)).map_err(|error| error.to_string())?;
    file.read_bytes().map_err(|error| error.to_string())
}

/// The folder of the generation in use.
///
/// # Errors
/// [`Error::NoIndex`] when there is none.
pub(super) fn current(index: &Path) -> Result<PathBuf> {
    let pointer = index.join(CURRENT);
    let name = match fs::read_to_string(&pointer) {
        Ok(name) => name,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoIndex(index.to_path_buf()));
        }
        Err(error) => return Err(Error::io("read", &pointer, error)),
    };
    let name = name.trim();
    // The pointer names a folder beside it and nothing else.
    let is_generation = name.strip_prefix(GENERATION).is_some_and(|n| n.parse::<u64>().is_ok());
    let folder = index.join(name);
    if is_generation && folder.is_dir() {
        Ok(folder)
    } else {
        Err(Error::Index {
            index: index.to_path_buf(),
            reason: format!("{CURRENT} names {name:?}, which is no folder of this index"),
        })
    }
}

/// A new, empty generation folder; leftovers of killed builds are removed.
/// Call only while holding the lock.
pub(super) fn next(index: &Path) -> Result<PathBuf> {
    let in_use = current(index).ok();
    let mut highest = 0;
    for entry in fs::read_dir(index).map_err(|e| Error::io("read", index, e))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(number) = name.strip_prefix(GENERATION).and_then(|n| n.parse::<u64>().ok()) else {
            continue;
        };
        highest = highest.max(number);
        if in_use.as_deref() != Some(entry.path().as_path()) {
            fs::remove_dir_all(entry.path()).map_err(|e| Error::io("remove", &entry.path(), e))?;
        }
    }
    let folder = index.join(format!("{GENERATION}{}", highest + 1));
    fs::create_dir(&folder).map_err(|e| Error::io("create", &folder, e))?;
    Ok(folder)
}

/// Gives every file of a generation the permissions that files have here:
/// tantivy writes some by way of private temporary files, which others could not read.
pub(super) fn share(generation: &Path) -> Result<()> {
    let usual = generation.join(GAZETTEER);
    let permissions = fs::metadata(&usual).map_err(|e| Error::io("read", &usual, e))?.permissions();
    for entry in fs::read_dir(generation).map_err(|e| Error::io("read", generation, e))?.flatten() {
        let path = entry.path();
        fs::set_permissions(&path, permissions.clone()).map_err(|e| Error::io("write", &path, e))?;
    }
    Ok(())
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
        fs::rename(&draft, index.join(CURRENT))
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
