//! `warraq status`: what the index holds and how it was made.

use serde::Serialize;

use super::Outcome;
use super::args::{Global, ListFormat, StatusArgs};
use super::output::Output;
use super::visible::one_line;
use crate::error::Result;
use crate::index::Archive;

/// The state of an index as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Status {
    index: String,
    articles: u64,
    passages: u64,
    mentions: u64,
    words: u64,
    segments: usize,
    bytes: u64,
    written: String,
    complete: bool,
    sources: Vec<String>,
    schema_version: u32,
    analyzer_version: u32,
    gazetteer_entities: usize,
    gazetteer_digest: String,
}

pub(super) fn run(args: &StatusArgs, global: &Global) -> Result<Outcome> {
    let archive = Archive::open(&global.index)?;
    let summary = archive.summary();
    let status = Status {
        index: global.index.display().to_string(),
        articles: summary.articles,
        passages: summary.passages,
        mentions: summary.mentions,
        words: summary.words,
        segments: archive.searcher().segment_readers().len(),
        bytes: bytes_below(&global.index),
        written: summary.written.clone(),
        complete: summary.is_complete,
        sources: summary.sources.iter().map(|source| source.given.clone()).collect(),
        schema_version: summary.schema,
        analyzer_version: summary.analyzer,
        gazetteer_entities: archive.gazetteer().len(),
        gazetteer_digest: format!("{:016x}", summary.gazetteer),
    };
    let mut output = Output::new(global);
    let pairs = [
        ("index", status.index.clone()),
        ("articles", status.articles.to_string()),
        ("passages", status.passages.to_string()),
        ("mentions", status.mentions.to_string()),
        ("words", status.words.to_string()),
        ("segments", status.segments.to_string()),
        ("bytes", status.bytes.to_string()),
        ("written", status.written.clone()),
        ("complete", status.complete.to_string()),
        ("sources", status.sources.join("; ")),
        ("schema_version", status.schema_version.to_string()),
        ("analyzer_version", status.analyzer_version.to_string()),
        ("gazetteer_entities", status.gazetteer_entities.to_string()),
        ("gazetteer_digest", status.gazetteer_digest.clone()),
    ];
    match args.format {
        ListFormat::Jsonl => output.json(&status)?,
        ListFormat::Csv => {
            output.record(&pairs.each_ref().map(|(name, _)| *name))?;
            output.record(&pairs.each_ref().map(|(_, value)| value.as_str()))?;
        }
        ListFormat::Text => {
            for (name, value) in &pairs {
                output.line(&format!("{:<20} {}", name.replace('_', " "), one_line(value)))?;
            }
        }
    }
    output.flush()?;
    Ok(Outcome::Found)
}

/// Size of all files below a folder; what cannot be read counts as nothing.
fn bytes_below(folder: &std::path::Path) -> u64 {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|metadata| metadata.len())
        .sum()
}
