//! Finds the files of an archive, in a fixed order.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::document::{Skipped, reading_order};
use crate::times::Times;

/// A file or folder to look through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Where it is.
    pub path: PathBuf,
    /// The number of the source it belongs to.
    pub source: usize,
    /// Where it lies in that source; empty when it is the source itself.
    pub inside: PathBuf,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// The number of its source.
    pub source: usize,
    /// Its path below the source as text ([`text_of`]); empty when it is the source.
    pub below: String,
    /// Bytes.
    pub size: u64,
    /// When it last changed.
    pub times: Times,
    /// Where it lies from the root of the file system, without links; `None` when nobody knows.
    pub whole_path: Option<PathBuf>,
}

/// What was found below some roots.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files, each once, in the order of reading.
    pub files: Vec<Found>,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
    /// Folders that could not be entered, by source and path below it: nobody knows what is
    /// in them.
    pub closed: Vec<(usize, String)>,
}

/// The files below the given roots, each once, in the order of reading, and what could
/// not be entered. Hidden files and folders are left out, as are links, what is no regular
/// file, and the folder `index`; a path given by name is always taken.
#[must_use]
pub fn list(roots: &[Root], index: &Path) -> Listing {
    let mut listing = Listing::default();
    // An index that lies inside the archive is not part of it.
    let index = index.canonicalize().ok();
    for root in roots {
        let whole_root = root.path.canonicalize().ok();
        let is_hidden = |entry: &walkdir::DirEntry| {
            let is_index =
                || entry.file_type().is_dir() && index.is_some() && entry.path().canonicalize().ok() == index;
            entry.depth() > 0 && (entry.file_name().as_encoded_bytes().starts_with(b".") || is_index())
        };
        for entry in WalkDir::new(&root.path).into_iter().filter_entry(|entry| !is_hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => match entry.metadata() {
                    Ok(metadata) => {
                        listing.files.push(Found::new(root, whole_root.as_deref(), entry.path(), &metadata));
                    }
                    Err(error) => {
                        listing.skipped.push(Skipped::file(entry.path(), format!("cannot be read: {error}")));
                    }
                },
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let reason = if entry.path_is_symlink() {
                        "a symbolic link; links are not followed"
                    } else {
                        "not a regular file"
                    };
                    listing.skipped.push(Skipped::file(entry.path(), reason));
                }
                Err(error) => {
                    let path = error.path().unwrap_or(&root.path).to_path_buf();
                    let reason = error
                        .io_error()
                        .map_or_else(|| error.to_string(), |io| format!("cannot be entered: {io}"));
                    listing.closed.push((root.source, root.below(&path)));
                    listing.skipped.push(Skipped::file(&path, reason));
                }
            }
        }
    }
    listing.files.sort_by(|a, b| reading_order(a.place(), b.place()));
    listing.files.dedup_by(|a, b| a.place() == b.place());
    listing
}

impl Root {
    /// The path below the source, as text, of a path below the root.
    fn below(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.path).unwrap_or(Path::new(""));
        // Joining nothing would leave a slash at the end.
        let below = if below.as_os_str().is_empty() { self.inside.clone() } else { self.inside.join(below) };
        text_of(&below)
    }
}

impl Found {
    fn new(root: &Root, whole_root: Option<&Path>, path: &Path, metadata: &Metadata) -> Self {
        let below_root = path.strip_prefix(&root.path).ok();
        Found {
            whole_path: whole_root.zip(below_root).map(|(root, below)| root.join(below)),
            path: path.to_path_buf(),
            source: root.source,
            below: root.below(path),
            size: metadata.len(),
            times: Times::of(metadata),
        }
    }

    /// A file that is not on disk.
    pub(super) fn in_memory(name: &Path, size: u64) -> Self {
        Found {
            path: name.to_path_buf(),
            source: 0,
            below: text_of(name),
            size,
            times: Times::default(),
            whole_path: None,
        }
    }

    /// Its place in the order of reading, for [`reading_order`].
    #[must_use]
    pub fn place(&self) -> (usize, &str) {
        (self.source, &self.below)
    }

    /// The path below the source without its format's ending: the id of an
    /// article that has none of its own.
    #[must_use]
    pub fn id(&self) -> String {
        let mut id = self.below.clone();
        if id.is_empty() {
            id = self.path.file_name().map(|name| text_of(Path::new(name))).unwrap_or_default();
        }
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

    /// The name of the folder that holds the file, when it lies below the source:
    /// the category of an article that has none of its own.
    #[must_use]
    pub fn folder(&self) -> Option<String> {
        let (above, _) = self.below.rsplit_once('/')?;
        Some(above.rsplit_once('/').map_or(above, |(_, folder)| folder).to_owned())
    }
}

/// A path as text that differs for different paths: parts divided by `/`, and in names
/// that are not UTF-8 each byte that cannot be read, and each backslash, as `\xE9`.
#[must_use]
pub fn text_of(path: &Path) -> String {
    let mut text = path.to_str().unwrap_or_default().to_owned();
    if path.to_str().is_none() {
        for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
            text.push_str(&chunk.valid().replace('\\', "\\x5C"));
            text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
        }
    }
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(below: &str) -> Found {
        let path = Path::new("archive").join(below);
        Found { path, source: 0, below: below.to_owned(), size: 0, times: Times::default(), whole_path: None }
    }

    #[test]
    fn ids_and_folders_come_from_the_path_below_the_source() {
        assert_eq!(found("news/2017/a.b.txt.gz").id(), "news/2017/a.b");
        assert_eq!(found("news/2017/a.txt").folder().as_deref(), Some("2017"));
        assert_eq!(found("a.txt").folder(), None);
        assert_eq!(found(".hidden/name").id(), ".hidden/name");
        let alone = Found { below: String::new(), ..found("a.txt") };
        assert_eq!((alone.id().as_str(), alone.folder()), ("a", None));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_differ_as_text() {
        use std::os::unix::ffi::OsStrExt as _;
        let text = |bytes: &[u8]| text_of(Path::new(std::ffi::OsStr::from_bytes(bytes)));
        assert_eq!(text(b"a/caf\xE9"), "a/caf\\xE9");
        assert_ne!(text(b"caf\xE9"), text(b"caf\xE8"));
        assert_ne!(text(b"\xFF\\xE9"), text(b"\xFF\xE9"));
    }
}
