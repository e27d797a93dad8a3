//! Which files and folders an index is read from, and what of them an ingest looks through.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::index::{Manifest, Source, SourceFile};
use crate::ingest::{Root, text_of};

/// What an ingest looks through.
pub(super) struct Scope {
    /// The sources of the index with those that are new.
    pub sources: Vec<Source>,
    /// What to look through. Paths that are gone are left out.
    pub roots: Vec<Root>,
    /// The paths that were given, whole and without links.
    given: Vec<String>,
    /// Numbers of sources that are nowhere any more.
    lost: Vec<usize>,
}

impl Scope {
    /// The scope of an ingest of `paths` into an index with these sources. A path inside a
    /// source belongs to it, so that ids and sections come out as if all of it were read.
    ///
    /// # Errors
    /// When a path does not exist, unless `prunes` and the index knows it.
    pub fn new(paths: &[PathBuf], mut sources: Vec<Source>, prunes: bool) -> Result<Self> {
        let (mut roots, mut given) = (Vec::new(), Vec::new());
        let lost = (0..sources.len()).filter(|at| !Path::new(&sources[*at].path).exists()).collect();
        for path in paths {
            let is_there = path.exists();
            let whole = if is_there { path.canonicalize() } else { std::path::absolute(path) };
            let text = text_of(&whole.map_err(|error| Error::io("read", path, error))?);
            let holder = sources.iter().position(|source| lies_in(&text, &source.path).is_some());
            let is_known = prunes && holder.is_some();
            if !is_there && !is_known {
                return Err(Error::MissingPath(path.clone()));
            }
            let source = holder.unwrap_or_else(|| {
                sources.push(Source { given: text_of(path), path: text.clone() });
                sources.len() - 1
            });
            if is_there {
                let inside = lies_in(&text, &sources[source].path).unwrap_or_default();
                roots.push(Root { path: path.clone(), source, inside: PathBuf::from(inside) });
            }
            given.push(text);
        }
        Ok(Scope { sources, roots, given, lost })
    }

    /// Whether the file of an entry would have been found if it were there.
    pub fn looks_for(&self, entry: &SourceFile) -> bool {
        let Some(source) = self.sources.get(entry.source) else { return false };
        let path = if entry.path.is_empty() {
            source.path.clone()
        } else {
            format!("{}/{}", source.path, entry.path)
        };
        self.lost.contains(&entry.source) || self.given.iter().any(|given| lies_in(&path, given).is_some())
    }

    /// The sources that files lie in or that were given now, and the manifest by their
    /// numbers: of an archive that moved nothing is left where it was.
    pub fn settled(&self, mut manifest: Manifest) -> (Vec<Source>, Manifest) {
        let was_given =
            |source: &Source| self.given.iter().any(|given| lies_in(given, &source.path).is_some());
        let mut numbers = vec![None; self.sources.len()];
        let mut settled = Vec::new();
        for (number, source) in self.sources.iter().enumerate() {
            if was_given(source) || manifest.files.iter().any(|file| file.source == number) {
                numbers[number] = Some(settled.len());
                settled.push(source.clone());
            }
        }
        for file in &mut manifest.files {
            file.source = numbers.get(file.source).copied().flatten().unwrap_or(file.source);
        }
        (settled, manifest)
    }

    /// The path of an entry as its user would write it.
    pub fn shown(&self, entry: &SourceFile) -> String {
        let given = self.sources.get(entry.source).map_or("", |source| source.given.as_str());
        if entry.path.is_empty() {
            given.to_owned()
        } else {
            format!("{}/{}", given.trim_end_matches('/'), entry.path)
        }
    }
}

/// The part of `path` below `folder`; empty when they are the same.
fn lies_in<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() || folder.ends_with('/') { Some(rest) } else { rest.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_holds_what_is_below_it_and_itself() {
        assert_eq!(lies_in("/a/b/c", "/a/b"), Some("c"));
        assert_eq!(lies_in("/a/b", "/a/b"), Some(""));
        assert_eq!(lies_in("/a/bc", "/a/b"), None);
        assert_eq!(lies_in("/a", "/"), Some("a"));
    }

    #[test]
    fn a_part_of_a_source_belongs_to_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let part = folder.path().join("part");
        std::fs::create_dir(&part).expect("a folder");
        let whole = Scope::new(&[folder.path().to_path_buf()], Vec::new(), false).expect("it is there");
        let scope =
            Scope::new(std::slice::from_ref(&part), whole.sources.clone(), false).expect("it is there");
        assert_eq!(scope.sources, whole.sources);
        assert_eq!(scope.roots, [Root { path: part, source: 0, inside: "part".into() }]);
        let entry = |path: &str| SourceFile { path: path.to_owned(), ..SourceFile::default() };
        assert!(scope.looks_for(&entry("part/a.txt")));
        assert!(!scope.looks_for(&entry("other/a.txt")));
    }
}
