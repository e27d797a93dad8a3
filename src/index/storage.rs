//! The files of one generation. tantivy reads and writes through it as a
//! [`Directory`], Warraq's own files lie beside tantivy's; all of them are sealed
//! ([`super::seal`]), and a file is replaced in one step or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::HasLen as _;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, OwnedBytes,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use super::parts::MANAGED;
use super::seal::{self, Sealing};
use crate::digest::digest;

/// Behind the name of a file that is being replaced.
const DRAFT: &str = ".new";

/// The folder of a generation.
#[derive(Debug, Clone)]
pub(super) struct Storage {
    folder: PathBuf,
    files: MmapDirectory,
    failure: Failure,
    /// Whether tantivy may do without the list of its files: it is needed for writing only.
    only_reads: bool,
}

/// The first failure to write, which tantivy tells only as that a thread of its ended.
#[derive(Debug, Clone, Default)]
struct Failure(Arc<OnceLock<(PathBuf, Option<i32>, String)>>);

impl Failure {
    fn note(&self, path: &Path, error: &io::Error) {
        // The first one is the cause of the others.
        let _ = self.0.set((path.to_path_buf(), error.raw_os_error(), error.to_string()));
    }
}

impl Storage {
    /// Opens a folder that exists.
    ///
    /// # Errors
    /// Says why it cannot be entered.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let files = MmapDirectory::open(folder).map_err(|error| error.to_string())?;
        let folder = folder.to_path_buf();
        Ok(Storage { folder, files, failure: Failure::default(), only_reads: false })
    }

    /// The same, as far as it can be read when its list of files is damaged.
    #[must_use]
    pub fn for_reading(self) -> Self {
        Storage { only_reads: true, ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The first file that could not be written, and why.
    pub fn failure(&self) -> Option<(&Path, io::Error)> {
        let (path, code, message) = self.failure.0.get()?;
        let error = code.map_or_else(|| io::Error::other(message.clone()), io::Error::from_raw_os_error);
        Some((path, error))
    }

    /// The content of a file, mapped: what is not read costs nothing and is not checked.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn mapped(&self, name: &str) -> Result<OwnedBytes, OpenReadError> {
        let path = Path::new(name);
        let read = |error| OpenReadError::wrap_io_error(error, path.to_path_buf());
        self.open_read(path)?.read_bytes().map_err(read)
    }

    /// The content of a file, checked.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, OpenReadError> {
        self.atomic_read(Path::new(name))
    }

    /// Writes a file, sealed, in place of the one of that name.
    ///
    /// # Errors
    /// When it cannot be written; the file before stays then.
    pub fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        self.atomic_write(Path::new(name), content)
    }
}

impl Directory for Storage {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.files.open_read(path)?;
        let Some(end) = file.len().checked_sub(seal::LENGTH) else {
            let error = io::Error::new(io::ErrorKind::InvalidData, "it is too short");
            return Err(OpenReadError::wrap_io_error(error, path.to_path_buf()));
        };
        Ok(Arc::new(file.slice_to(end)))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path).inspect_err(|error| {
            if let DeleteError::IoError { io_error, .. } = error {
                self.failure.note(&self.folder.join(path), io_error);
            }
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full_path = self.folder.join(path);
        let opened = self.files.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                self.failure.note(&full_path, io_error);
            }
        })?;
        let noting = Noting { inner: opened, path: full_path, failure: self.failure.clone() };
        Ok(BufWriter::new(Box::new(Sealing::new(noting))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = self.files.atomic_read(path)?;
        let content = seal::opened(&bytes).map(<[u8]>::len);
        if content.is_err() && self.only_reads && path == Path::new(MANAGED) {
            return Err(OpenReadError::FileDoesNotExist(path.to_path_buf()));
        }
        bytes.truncate(content.map_err(|error| OpenReadError::wrap_io_error(error, path.to_path_buf()))?);
        Ok(bytes)
    }

    /// Not that of [`MmapDirectory`], whose files only their owner may read.
    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let target = self.folder.join(path);
        let mut draft = target.clone().into_os_string();
        draft.push(DRAFT);
        let draft = PathBuf::from(draft);
        let write = || -> io::Result<()> {
            let mut file = File::create(&draft)?;
            file.write_all(content)?;
            file.write_all(seal::seal(digest(content)).as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &target)
        };
        write().inspect_err(|error| {
            self.failure.note(&target, error);
            // What stays of it is removed by the next ingest.
            let _ = fs::remove_file(&draft);
        })?;
        self.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory().inspect_err(|error| self.failure.note(&self.folder, error))
    }

    /// Who writes holds a lock of our own (`layout::WriteLock`), which tantivy's would only
    /// double; a folder that cannot be written has no writer that a reader could meet.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let none = || Ok(DirectoryLock::from(Box::new(())));
        if lock.filepath == INDEX_WRITER_LOCK.filepath {
            return none();
        }
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_read_only(&error) => none(),
            Err(LockError::IoError(error)) => {
                self.failure.note(&self.folder.join(&lock.filepath), &error);
                Err(LockError::IoError(error))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// Writes through and notes what fails.
struct Noting {
    inner: WritePtr,
    path: PathBuf,
    failure: Failure,
}

impl Noting {
    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| self.failure.note(&self.path, error))
    }
}

impl io::Write for Noting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.inner.flush();
        self.noted(flushed)
    }
}

impl TerminatingWrite for Noting {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let terminated = self.inner.terminate_ref(token);
        self.noted(terminated)
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
