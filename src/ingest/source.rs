//! Opens files and hands them over in pieces that workers turn into articles: a
//! whole file, or a batch of the records of one, or a member of an archive, so that a
//! large archive in one file is still shared by all cores and never in memory whole.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::container::Member;
use super::fields::FieldNames;
use super::format::{self, Format};
use super::limits::Limits;
use super::opened::Opened;
use super::walk::{Found, text_of};
use crate::digest::digest_of;
use crate::document::Article;
pub use crate::document::Skipped;
use crate::times::Times;

/// Why a file with another ending is left out.
const NO_KNOWN_ENDING: &str = if cfg!(feature = "docx") {
    "no known ending; known are txt, md, html, json, jsonl, csv, tsv, docx and archives of them, zip, tar and warc, each also with .gz or .zst"
} else {
    "no known ending; known are txt, md, html, json, jsonl, csv, tsv and archives of them, zip, tar and warc, each also with .gz or .zst"
};

/// Why a file that no format is known for is left out, by its name.
pub(super) fn no_known_format(name: &Path) -> &'static str {
    let ending = name.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("pdf") => "PDF is not read; make text of it, as with: pdftotext -enc UTF-8 FILE",
        Some("doc" | "rtf" | "odt") if cfg!(feature = "docx") => {
            "this kind of document is not read; save it as docx"
        }
        _ => NO_KNOWN_ENDING,
    }
}

impl Skipped {
    pub(super) fn file(path: &Path, reason: impl Into<String>) -> Self {
        Skipped { place: text_of(path), reason: reason.into() }
    }

    pub(super) fn line(path: &Path, line: u64, reason: impl Into<String>) -> Self {
        Skipped { place: format!("{}:{line}", text_of(path)), reason: reason.into() }
    }
}

/// A part of the input that one worker handles.
#[derive(Debug)]
pub struct Piece {
    found: Found,
    format: Format,
    bytes: Vec<u8>,
    first_line: u64,
    /// Where in an archive it lies.
    pub(super) member: Option<Member>,
    /// What was left out before a worker saw it.
    pub(super) skipped: Vec<Skipped>,
    /// Bytes read from disk for it, for progress.
    pub disk_bytes: u64,
}

impl Piece {
    pub(super) fn new(found: Found, format: Format, bytes: Vec<u8>, first_line: u64) -> Self {
        Piece { found, format, bytes, first_line, member: None, skipped: Vec::new(), disk_bytes: 0 }
    }

    /// The articles of the piece and what had to be left out. Every article
    /// has an id, a path and, from its folder, a category.
    #[must_use]
    pub fn articles(&self, names: &FieldNames) -> (Vec<Article>, Vec<Skipped>) {
        let mut skipped = self.skipped.clone();
        if self.bytes.is_empty() && !skipped.is_empty() {
            return (Vec::new(), skipped);
        }
        let member = self.member.as_ref();
        let record = member.and_then(Member::record);
        let file = member.map_or(self.found.path.as_path(), Member::path);
        let path = match record {
            Some(record) => PathBuf::from(format!("{}:{}", text_of(file), record.number)),
            None => file.to_path_buf(),
        };
        let content = (self.bytes.as_slice(), record.and_then(|record| record.charset.as_deref()));
        let articles = format::articles(self.format, &path, content, self.first_line, names, &mut skipped);
        let mut complete = Vec::with_capacity(articles.len());
        for (line, mut article) in articles {
            article.path = match line {
                Some(line) => format!("{}:{line}", text_of(&path)),
                None => text_of(&path),
            };
            if article.body.trim().is_empty() && article.title.trim().is_empty() {
                skipped.push(Skipped {
                    place: article.path,
                    reason: "it has neither title nor text".to_owned(),
                });
                continue;
            }
            if article.id.is_empty() {
                article.id_is_made = true;
                let id = member.map_or_else(|| self.found.id(), |member| member.id(&self.found));
                article.id = match line.or(record.map(|record| record.number)) {
                    Some(line) => format!("{id}:{line}"),
                    None => id,
                };
            }
            if article.category.is_none() {
                article.category =
                    member.map_or_else(|| self.found.folder(), |member| member.folder().cloned());
            }
            if let Some(record) = record {
                // Where the page was fetched is certain; what it says of itself may be another page's.
                article.url = record.url.clone().or(article.url);
                article.date = article.date.or(record.day);
            }
            complete.push(article);
        }
        (complete, skipped)
    }
}

/// What reading a file came to.
#[derive(Debug, Default)]
pub struct FileRead {
    /// Of the bytes of the file; none when it could not be read.
    pub digest: Option<u64>,
    /// Its times, if they vouch for what was read: it did not change meanwhile, nor just before.
    pub times: Option<Times>,
    /// What could not become a piece.
    pub skipped: Vec<Skipped>,
}

impl Found {
    /// Whether it can hold articles, by its name; if not, why it is left out, unless it is
    /// a companion of articles that nobody misses (README, LICENSE).
    ///
    /// # Errors
    /// The reason; none for companions.
    pub fn holds_articles(&self) -> Result<(), Option<Skipped>> {
        if Format::of(&self.path).is_some() {
            return Ok(());
        }
        Err((!is_companion(&self.path)).then(|| Skipped::file(&self.path, no_known_format(&self.path))))
    }

    /// The digest of its bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn digest(&self) -> io::Result<u64> {
        digest_of(self.open()?)
    }

    /// Its times, if they vouch for content whose reading began at `began` and is over.
    #[must_use]
    pub fn vouching_times(&self, began: SystemTime) -> Option<Times> {
        let metadata = std::fs::metadata(&self.path).ok()?;
        let is_same = (metadata.len(), Times::of(&metadata)) == (self.size, self.times);
        self.times.vouching_at(began).filter(|_| is_same)
    }

    /// Opens it. Only a file that was named itself may be a link: one that was put in the
    /// place of another, or of a folder on the way to it, could lead anywhere.
    fn open(&self) -> io::Result<File> {
        let file = regular_file(&self.path, self.below.is_empty())?;
        match (path_of(&file), &self.whole_path) {
            (Some(path), Some(expected)) if path != *expected => {
                Err(io::Error::other("it is another file than the one that was found: is a link on its way?"))
            }
            _ => Ok(file),
        }
    }

    /// Reads it and hands it over piece by piece. `deliver` returns false to stop early.
    pub fn read(&self, limits: &Limits, mut deliver: impl FnMut(Piece) -> bool) -> FileRead {
        let Some((content, packing)) = Format::of(&self.path) else { return FileRead::default() };
        let mut read = FileRead::default();
        let began = SystemTime::now();
        match self.open() {
            Ok(mut file) => {
                Opened::new(self, limits, self.size, &mut deliver).read(content, packing, &mut file);
            }
            Err(error) => read.skipped.push(Skipped::file(&self.path, format!("cannot be read: {error}"))),
        }
        read.digest = self.digest().ok();
        read.times = self.vouching_times(began);
        read
    }
}

/// Files that lie in archives beside the articles and are none.
pub(super) fn is_companion(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    ["license", "licence", "readme"].iter().any(|word| name.starts_with(word))
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// Opens a file, and nothing else: a pipe that was put in its place since the
/// folder was listed would block for ever, and reading a device may have effects.
fn regular_file(path: &Path, follows_links: bool) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        let no_link = if follows_links { 0 } else { libc::O_NOFOLLOW };
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | no_link);
    }
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    Ok(file)
}

/// Where an open file lies from the root of the file system, without links; only Linux tells.
fn path_of(file: &File) -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        use std::os::fd::AsRawFd as _;
        std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = file;
        None
    }
}

/// What a file of this name and content holds, archives included: as
/// [`Found::read`] gives it piece by piece, for content that lies in memory.
#[must_use]
pub fn articles(name: &Path, bytes: &[u8], names: &FieldNames) -> (Vec<Article>, Vec<Skipped>) {
    let found = Found::in_memory(name, bytes.len() as u64);
    let Some((content, packing)) = Format::of(name) else {
        return (Vec::new(), vec![Skipped::file(name, no_known_format(name))]);
    };
    let (mut articles, mut skipped) = (Vec::new(), Vec::new());
    let mut deliver = |piece: Piece| {
        let (found, left_out) = piece.articles(names);
        articles.extend(found);
        skipped.extend(left_out);
        true
    };
    let limits = Limits::default();
    let opened = Opened::new(&found, &limits, bytes.len() as u64, &mut deliver);
    opened.read(content, packing, &mut io::Cursor::new(bytes));
    (articles, skipped)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.txt");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        // Nobody writes to it; opening must not wait for somebody who does.
        assert!(regular_file(&pipe, true).is_err());
        assert!(regular_file(Path::new("/dev/null"), true).is_err());
        assert!(regular_file(folder.path(), true).is_err());
        let (file, link) = (folder.path().join("file.txt"), folder.path().join("link.txt"));
        std::fs::write(&file, "text").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(regular_file(&link, true).is_ok());
        assert!(regular_file(&link, false).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_became_a_link_leads_nowhere() {
        use crate::ingest::walk::{Root, list};
        use std::fs;

        let folder = tempfile::tempdir().unwrap();
        let (archive, outside) = (folder.path().join("archive"), folder.path().join("outside"));
        fs::create_dir_all(archive.join("inner")).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(archive.join("inner/a.txt"), "one").unwrap();
        fs::write(outside.join("a.txt"), "two").unwrap();
        let root = Root { path: archive.clone(), source: 0, inside: PathBuf::new() };
        let found = list(&[root], &folder.path().join("index")).files.remove(0);
        let read = || {
            let mut pieces = 0;
            let read = found.read(&Limits::default(), |_| {
                pieces += 1;
                true
            });
            (pieces, read.skipped)
        };
        assert_eq!(read(), (1, Vec::new()));
        fs::rename(archive.join("inner"), archive.join("before")).unwrap();
        std::os::unix::fs::symlink(&outside, archive.join("inner")).unwrap();
        let (pieces, skipped) = read();
        assert!(pieces == 0 && skipped[0].reason.contains("is a link on its way?"), "{skipped:?}");
        assert!(found.digest().is_err());
    }
}
