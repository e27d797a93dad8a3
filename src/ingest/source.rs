//! Opens files and cuts them into pieces that workers turn into articles: a
//! whole file, or a batch of lines of a file of many articles, so that a
//! large archive in one file is still shared by all cores and never in memory whole.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::fields::FieldNames;
use super::format::{self, Format};
use super::walk::{self, Found};
use crate::document::Article;
use crate::error::{Error, Result};

/// Bytes of lines that travel to a worker together: large enough that handing
/// over costs nothing, small enough that all cores get work early.
const BATCH: usize = 256 * 1024;
/// Longest line of a file of many articles, in bytes.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// An input that did not become an article, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Skipped {
    /// File, with `:line` where one is known.
    pub place: String,
    /// A clause that says why.
    pub reason: String,
}

impl Skipped {
    pub(super) fn file(path: &Path, reason: impl Into<String>) -> Self {
        Skipped { place: path.display().to_string(), reason: reason.into() }
    }

    pub(super) fn line(path: &Path, line: u64, reason: impl Into<String>) -> Self {
        Skipped { place: format!("{}:{line}", path.display()), reason: reason.into() }
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
                Some(line) => format!("{}:{line}", path.display()),
                None => path.display().to_string(),
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

/// Reads everything below `paths` and hands it over piece by piece, in a fixed
/// order, leaving out the folder `index`. `deliver` returns false to stop early.
///
/// # Errors
/// When a path does not exist. Files that cannot be read are skipped.
pub fn read(paths: &[PathBuf], index: &Path, mut deliver: impl FnMut(Piece) -> bool) -> Result<Vec<Skipped>> {
    let (files, mut skipped) = walk::files(paths, index)?;
    for found in files {
        let Some((format, packing)) = Format::of(&found.path) else {
            if !is_companion(&found.path) {
                skipped.push(Skipped::file(&found.path, "no known ending; known are txt, md, html, json, jsonl, csv, tsv, each also with .gz or .zst"));
            }
            continue;
        };
        match open(&found, format, packing, &mut deliver) {
            Ok(true) => {}
            Ok(false) => break,
            Err(Error::Io { source, .. }) => {
                skipped.push(Skipped::file(&found.path, format!("cannot be read: {source}")));
            }
            Err(Error::Malformed { line: Some(line), reason, .. }) => {
                skipped.push(Skipped::line(&found.path, line, reason));
            }
            Err(error) => skipped.push(Skipped::file(&found.path, error.to_string())),
        }
    }
    Ok(skipped)
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
) -> Result<bool> {
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
) -> Result<bool> {
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
