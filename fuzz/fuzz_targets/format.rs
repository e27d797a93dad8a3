//! From files to articles, in every format. The first byte chooses the format.
#![no_main]

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use warraq::arabic::segment;
use warraq::document::Span;
use warraq::ingest::{self, FieldNames};
use warraq_fuzz::assert_rising;

const ENDINGS: [&str; 11] =
    ["txt", "md", "html", "json", "jsonl", "csv", "tsv", "zip", "tar", "warc", "docx"];

/// A Word document with this text.
fn word_document(xml: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    let (mut entry, config) = archive.new_file("word/document.xml").start().expect("memory takes it");
    let mut writer = config.wrap(&mut entry);
    writer.write_all(xml).expect("memory takes it");
    let (_, descriptor) = writer.finish().expect("memory takes it");
    entry.finish(descriptor).expect("memory takes it");
    archive.finish().expect("memory takes it");
    bytes
}

fuzz_target!(|data: &[u8]| {
    let (first, bytes) = data.split_first().unwrap_or((&0, &[]));
    let ending = ENDINGS[usize::from(*first) % ENDINGS.len()];
    let name = format!("folder/file.{ending}");
    let packed;
    let bytes = match ending {
        // What is in it is fuzzed; how it is packed is what `zip` is for.
        "docx" => {
            packed = word_document(bytes);
            &packed
        }
        _ => bytes,
    };
    let names = FieldNames::default();
    let read = ingest::articles(Path::new(&name), bytes, &names);
    assert_eq!(read, ingest::articles(Path::new(&name), bytes, &names), "read twice is read the same");
    let (articles, skipped) = read;
    assert!(skipped.iter().all(|skipped| !skipped.place.is_empty() && !skipped.reason.is_empty()));
    let places: HashSet<&str> = articles.iter().map(|article| article.path.as_str()).collect();
    assert_eq!(places.len(), articles.len(), "each article has a place of its own");
    for article in &articles {
        assert!(!article.id.is_empty(), "an article has an id");
        assert_rising(&article.body, article.marked_lines.iter().map(|(span, _)| *span));
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = ingest::divide(article, &words);
        assert!(
            division
                .passages
                .iter()
                .all(|passage| article.body.get(passage.span.start..passage.span.end).is_some())
        );
    }
});
