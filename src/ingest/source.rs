//! Opens files and cuts them into pieces that workers turn into articles: a
//! whole file, or a batch of lines of a file of many articles, so that a
//! large archive in one file is still shared by all cores and never in memory whole.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::fields::FieldNames;
use super::format::{self, Format};
use super::walk::{self, Found, text_of};
use crate::digest::digest_of;
use crate::document::Article;
pub use crate::document::Skipped;
use crate::error::Error;

/// Bytes of lines that travel to a worker together: large enough that handing
/// over costs nothing, small enough that all cores get work early.
const BATCH: usize = 256 * 1024;
/// Longest line of a file of many articles, in bytes.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

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
    /// Bytes read from disk for it, for progress.
    pub disk_bytes: u64,
}

impl Piece {
    /// The articles of the piece and what had to be left out. Every article
    /// has an id, a path and, from its folder, a category.
    #[must_use]
    pub fn articles(&self, names: &FieldNames) -> (Vec<Article>, Vec<Skipped>) {
        let mut skipped = Vec::new();
        let path = self.found.path.as_path();
        let articles = format::articles(self.format, path, &self.bytes, self.first_line, names, &mut skipped);
        let mut complete = Vec::with_capacity(articles.len());
        for (line, mut article) in articles {
            article.path = match line {
                Some(line) => format!("{}:{line}", text_of(path)),
                None => text_of(path),
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
                article.id = match line {
                    Some(line) => format!("{}:{line}", self.found.id()),
                    None => self.found.id(),
                };
            }
            if article.category.is_none() {
                article.category = self.found.folder();
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
    /// Whether its size and time were the same before and after.
    pub is_settled: bool,
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
        let reason =
            "no known ending; known are txt, md, html, json, jsonl, csv, tsv, each also with .gz or .zst";
        Err((!is_companion(&self.path)).then(|| Skipped::file(&self.path, reason)))
    }

    /// The digest of its bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn digest(&self) -> std::io::Result<u64> {
        digest_of(File::open(&self.path)?)
    }

    /// Reads it and hands it over piece by piece. `deliver` returns false to stop early.
    pub fn read(&self, mut deliver: impl FnMut(Piece) -> bool) -> FileRead {
        let Some((format, packing)) = Format::of(&self.path) else { return FileRead::default() };
        let mut read = FileRead::default();
        match open(self, format, packing, &mut deliver) {
            Ok(_) => {}
            Err(Error::Io { source, .. }) => {
                read.skipped.push(Skipped::file(&self.path, format!("cannot be read: {source}")));
            }
            Err(Error::Malformed { line: Some(line), reason, .. }) => {
                read.skipped.push(Skipped::line(&self.path, line, reason));
            }
            Err(error) => read.skipped.push(Skipped::file(&self.path, error.to_string())),
        }
        read.digest = self.digest().ok();
        let is_same = |metadata: std::fs::Metadata| {
            (metadata.len(), walk::modified(&metadata)) == (self.size, self.modified)
        };
        read.is_settled = std::fs::metadata(&self.path).is_ok_and(is_same);
        read
    }
}

/// Files that lie in archives beside the articles and are none.
fn is_companion(path: &Path) -> bool {
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

fn open(
    found: &Found,
    format: Format,
    packing: Packing,
    deliver: &mut impl FnMut(Piece) -> bool,
) -> crate::error::Result<bool> {
    let path = &found.path;
    let fail = |source| Error::io("read", path, source);
    let file = File::open(path).map_err(fail)?;
    let disk_bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let mut reader: Box<dyn BufRead> = match packing {
        Packing::Plain => Box::new(BufReader::with_capacity(BATCH, file)),
        Packing::Gzip => Box::new(BufReader::with_capacity(BATCH, flate2::read::MultiGzDecoder::new(file))),
        Packing::Zstd => Box::new(BufReader::with_capacity(BATCH, zstd::Decoder::new(file).map_err(fail)?)),
    };
    let starts_as_utf16 = {
        let start = reader.fill_buf().map_err(fail)?;
        start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF])
    };
    if format != Format::JsonLines || starts_as_utf16 {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(fail)?;
        return Ok(deliver(Piece { found: found.clone(), format, bytes, first_line: 1, disk_bytes }));
    }
    lines(found, reader, disk_bytes, deliver)
}

fn lines(
    found: &Found,
    mut reader: Box<dyn BufRead>,
    disk_bytes: u64,
    deliver: &mut impl FnMut(Piece) -> bool,
) -> crate::error::Result<bool> {
    let (mut first_line, mut line) = (1, 0);
    let mut bytes = Vec::with_capacity(BATCH + BATCH / 4);
    let mut counted = false;
    loop {
        let before = bytes.len();
        let read = reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes)
            .map_err(|e| Error::io("read", &found.path, e))?;
        if read as u64 == LONGEST_LINE && bytes.last() != Some(&b'\n') {
            return Err(Error::malformed(
                &found.path,
                Some(line + 1),
                format!("the line is longer than {} MiB", LONGEST_LINE >> 20),
            ));
        }
        line += u64::from(read > 0);
        let at_end = read == 0;
        if (at_end && before > 0) || bytes.len() >= BATCH {
            let piece = Piece {
                found: found.clone(),
                format: Format::JsonLines,
                bytes: std::mem::take(&mut bytes),
                first_line,
                disk_bytes: if counted { 0 } else { disk_bytes },
            };
            counted = true;
            first_line = line + 1;
            if !deliver(piece) {
                return Ok(false);
            }
        }
        if at_end {
            return Ok(true);
        }
    }
}
