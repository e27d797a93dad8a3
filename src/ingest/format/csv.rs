//! CSV and TSV: the first record names the columns, each other is an article.

use std::path::Path;

use super::Located;
use crate::ingest::fields::FieldNames;
use crate::ingest::source::Skipped;

/// The articles of `text`: the header, and the records from line `first_line` of the file on.
pub(super) fn articles(
    text: &str,
    separator: u8,
    first_line: u64,
    path: &Path,
    names: &FieldNames,
    skipped: &mut Vec<Skipped>,
) -> Vec<Located> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            skipped.push(Skipped::line(path, 1, format!("the header cannot be read: {error}")));
            return Vec::new();
        }
    };
    if !header.iter().any(|name| names.field(name).is_some()) {
        skipped.push(Skipped::line(
            path,
            1,
            "no column has a known name; --field BODY=NAME tells which is which",
        ));
        return Vec::new();
    }
    // Where other records stood between, the header is not among the lines counted.
    let shift = if first_line > 1 { first_line.saturating_sub(reader.position().line()) } else { 0 };
    let line_of = |place: Option<&csv::Position>| place.map_or(0, csv::Position::line) + shift;
    let mut found = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = line_of(record.position());
                if record.len() != header.len() {
                    let lines = record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
                    let cells = format!("{} cells where the header names {}", record.len(), header.len());
                    // A quotation mark left open swallows the lines after it.
                    let reason = match lines {
                        0 => cells,
                        _ => format!(
                            "{cells}; the record runs over {} lines: is a quotation mark open?",
                            lines + 1
                        ),
                    };
                    skipped.push(Skipped::line(path, line, reason));
                    continue;
                }
                let cells = header.iter().zip(record.iter().map(str::to_owned));
                found.push((Some(line), names.article(cells)));
            }
            Err(error) => {
                let line = line_of(error.position());
                skipped.push(Skipped::line(path, line, format!("the record cannot be read: {error}")));
            }
        }
    }
    found
}
