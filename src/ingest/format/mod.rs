//! One file a format; each turns text into articles and says what it left out.

mod csv;
#[cfg(feature = "docx")]
pub(super) mod docx;
mod front_matter;
mod html;
mod json;
mod markdown;
mod mend;
mod text;

use std::path::Path;

use super::container::Container;
use super::decode::decode;
use super::fields::FieldNames;
use super::source::{Packing, Skipped};
use crate::document::Article;

/// A file format that holds articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Plain text with header lines.
    Text,
    /// Markdown with front matter.
    Markdown,
    /// A web page.
    Html,
    /// The parts of a Word document that tell its story.
    #[cfg(feature = "docx")]
    Docx,
    /// One object or an array of them.
    Json,
    /// One object a line.
    JsonLines,
    /// Items of a JSON list, one a line: what a large list is cut into.
    JsonItems,
    /// Comma-separated, first line names the columns.
    Csv,
    /// TAB-separated, first line names the columns.
    Tsv,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Articles.
    Articles(Format),
    /// Files that hold articles.
    Archive(Container),
}

impl Format {
    /// Content and packing by the ending of the file's name.
    pub fn of(path: &Path) -> Option<(Content, Packing)> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        // A folder's own description is not one of its articles.
        if name == "readme.md" || name == "readme.txt" || name == "readme" {
            return None;
        }
        let (name, packing) = if let Some(inner) = name.strip_suffix(".gz") {
            (inner, Packing::Gzip)
        } else if let Some(inner) = name.strip_suffix(".zst") {
            (inner, Packing::Zstd)
        } else if name.strip_suffix(".tgz").is_some() {
            (name.as_str(), Packing::Gzip)
        } else if name.strip_suffix(".tzst").is_some() {
            (name.as_str(), Packing::Zstd)
        } else {
            (name.as_str(), Packing::Plain)
        };
        let format = match name.rsplit_once('.')?.1 {
            "txt" | "text" => Format::Text,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" | "xhtml" => Format::Html,
            #[cfg(feature = "docx")]
            "docx" => Format::Docx,
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::JsonLines,
            "csv" => Format::Csv,
            "tsv" | "tab" => Format::Tsv,
            "zip" => return Some((Content::Archive(Container::Zip), packing)),
            "tar" | "tgz" | "tzst" => return Some((Content::Archive(Container::Tar), packing)),
            "warc" => return Some((Content::Archive(Container::Warc), packing)),
            _ => return None,
        };
        Some((Content::Articles(format), packing))
    }
}

/// An article and, in a file of many, the line it starts on.
pub(super) type Located = (Option<u64>, Article);

/// The articles in `bytes`, whose first line is line `first_line` of the file.
/// A `charset` told from outside, as by HTTP, counts more than one named inside.
pub(super) fn articles(
    format: Format,
    path: &Path,
    (bytes, charset): (&[u8], Option<&str>),
    first_line: u64,
    names: &FieldNames,
    skipped: &mut Vec<Skipped>,
) -> Vec<Located> {
    let declared = if format == Format::Html { html::declared_charset(bytes) } else { None };
    let text = match decode(bytes, charset.or(declared.as_deref())) {
        Ok(text) => text,
        Err(reason) => {
            skipped.push(Skipped::file(path, reason));
            return Vec::new();
        }
    };
    if text.trim().is_empty() {
        if first_line == 1 {
            skipped.push(Skipped::file(path, "it is empty"));
        }
        return Vec::new();
    }
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    match format {
        Format::Text => vec![(None, text::article(&text, names))],
        Format::Markdown => {
            kept(markdown::article(&text, names).map(|article| (article, None)), path, skipped)
        }
        Format::Html => kept(html::article(&text), path, skipped),
        #[cfg(feature = "docx")]
        Format::Docx => kept(docx::article(&text, names), path, skipped),
        Format::Json => json::articles(&text, path, names, skipped),
        Format::JsonLines => json::lines(&text, json::NO_OBJECT, path, first_line, names, skipped),
        Format::JsonItems => json::lines(&text, json::NO_OBJECT_IN_LIST, path, first_line, names, skipped),
        Format::Csv => csv::articles(&text, b',', first_line, path, names, skipped),
        Format::Tsv => csv::articles(&text, b'\t', first_line, path, names, skipped),
    }
}

/// What could be read of a document, whatever is wrong with the rest of it.
fn kept(
    read: Result<(Article, Option<String>), String>,
    path: &Path,
    skipped: &mut Vec<Skipped>,
) -> Vec<Located> {
    match read {
        Ok((article, fault)) => {
            skipped.extend(fault.map(|reason| Skipped::file(path, reason)));
            vec![(None, article)]
        }
        Err(reason) => {
            skipped.push(Skipped::file(path, reason));
            Vec::new()
        }
    }
}
