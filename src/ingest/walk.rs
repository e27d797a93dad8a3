//! Finds the files of an archive, in a fixed order.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::source::Skipped;
use crate::error::{Error, Result};

/// The files below the given paths, sorted folder by folder, and what could
/// not be entered. Hidden files and folders are left out, as are links that
/// lead out of a folder, and the folder `index`; a path given by name is always taken.
pub(super) fn files(paths: &[PathBuf], index: &Path) -> Result<(Vec<Found>, Vec<Skipped>)> {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for root in paths {
        if !root.exists() {
            return Err(Error::MissingPath(root.clone()));
        }
        // An index that lies inside the archive is not part of it.
        let index = index.canonicalize().ok();
        let is_hidden = |entry: &walkdir::DirEntry| {
            let is_index =
                || entry.file_type().is_dir() && index.is_some() && entry.path().canonicalize().ok() == index;
            entry.depth() > 0 && (entry.file_name().to_string_lossy().starts_with('.') || is_index())
        };
        let entries = WalkDir::new(root).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| !is_hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    found.push(Found { path: entry.path().to_path_buf(), root: root.clone() });
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let reason = if entry.path_is_symlink() {
                        "a symbolic link; links are not followed"
                    } else {
                        "not a regular file"
                    };
                    skipped.push(Skipped::file(entry.path(), reason));
                }
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_path_buf();
                    let reason = error
                        .io_error()
                        .map_or_else(|| error.to_string(), |io| format!("cannot be entered: {io}"));
                    skipped.push(Skipped::file(&path, reason));
                }
            }
        }
    }
    Ok((found, skipped))
}

/// A file and the path it was found under.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The file.
    pub path: PathBuf,
    /// The path given by the user.
    pub root: PathBuf,
}

impl Found {
    /// The path below the root without its format's ending: the id of an
    /// article that has none of its own.
    pub fn id(&self) -> String {
        let below = self.path.strip_prefix(&self.root).ok().filter(|p| !p.as_os_str().is_empty());
        let name = below.map_or_else(|| self.path.file_name().map(Path::new), Some);
        let mut id = name.unwrap_or(&self.path).to_string_lossy().into_owned();
        for ending in [".gz", ".zst"] {
            if let Some(shorter) = id.strip_suffix(ending) {
                id.truncate(shorter.len());
            }
        }
        match id.rfind('.') {
            Some(dot) if dot > id.rfind('/').map_or(0, |slash| slash + 1) => id[..dot].to_owned(),
            _ => id,
        }
    }

    /// The name of the folder that holds the file, when it lies below the root:
    /// the category of an article that has none of its own.
    pub fn folder(&self) -> Option<String> {
        let below = self.path.strip_prefix(&self.root).ok()?;
        let folder = below.parent()?.file_name()?;
        Some(folder.to_string_lossy().into_owned())
    }
}
