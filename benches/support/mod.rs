//! What the benchmarks share: archives to measure on, and plain tantivy to measure against.

#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexWriter, doc};
use warraq::arabic::segment;
use warraq::document::Article;
use warraq::entity::{Gazetteer, Tagger};
use warraq::index::{Description, IndexBuilder};

/// An archive to measure on.
pub struct Archive {
    pub name: &'static str,
    pub file: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

/// Times the sample archive is repeated for the synthetic one: some 12,000 articles.
const ENLARGEMENT: usize = 170;

/// The sample archive repeated under new ids, and the real ones that lie beside the project.
pub fn archives() -> Vec<Archive> {
    let mut found = vec![enlarged()];
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/archive");
    for name in ["khaleej-12k", "ant-10k"] {
        let file = shared.join(format!("{name}.jsonl.zst"));
        if file.is_file() {
            found.push(Archive { name, file, _folder: None });
        } else {
            println!("skipped {name}: {} is not there", file.display());
        }
    }
    found
}

fn enlarged() -> Archive {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = folder.path().join("index");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    warraq(&["ingest", "--quiet", "--index", text(&index), text(&corpus)]);
    let archive = warraq::index::Archive::open(&index).expect("the index just built");
    let listed = warraq(&[
        "search",
        "--quiet",
        "--from",
        "1900",
        "--by",
        "article",
        "-n",
        "1000",
        "-f",
        "jsonl",
        "--index",
        text(&index),
    ]);
    let file = folder.path().join("enlarged.jsonl");
    let mut out = std::io::BufWriter::new(fs::File::create(&file).expect("a file"));
    for copy in 0..ENLARGEMENT {
        for line in listed.lines() {
            let hit: serde_json::Value = serde_json::from_str(line).expect("a result is JSON");
            let id = hit["id"].as_str().expect("an id");
            let body: Vec<String> =
                archive.article(id).expect("its passages").into_iter().map(|p| p.text).collect();
            let record = serde_json::json!({
                "id": format!("{copy}-{id}"), "title": hit["title"], "section": hit["category"],
                "date": hit["date"], "source": hit["source"], "body": body.join("\n\n"),
            });
            writeln!(out, "{record}").expect("written");
        }
    }
    out.flush().expect("written");
    Archive { name: "corpus × 170", file, _folder: Some(folder) }
}

/// Runs the real program and gives its standard output.
pub fn warraq(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_warraq")).args(arguments).output().expect("warraq runs");
    assert!(output.status.code() != Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// What lies beside the project under this path; says so when it is not there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    let exists = found.exists();
    if !exists {
        println!("skipped {path}: {} is not there", found.display());
    }
    exists.then_some(found)
}

/// The lines of a text file, compressed or not.
pub fn lines(file: &Path) -> impl Iterator<Item = String> {
    reader(file).lines().map(|line| line.expect("a line of UTF-8"))
}

fn reader(file: &Path) -> Box<dyn BufRead> {
    let open = fs::File::open(file).expect("the archive opens");
    if file.extension().is_some_and(|ending| ending == "zst") {
        Box::new(BufReader::new(zstd::Decoder::new(open).expect("zstd")))
    } else {
        Box::new(BufReader::new(open))
    }
}

/// A plain tantivy index of the same archive: one document an article, its
/// simple tokenizer, lower-casing, Arabic Snowball stemmer, positions, text stored.
/// Reads JSON lines on one thread as a user's script would. Gives UTF-8 bytes
/// of titles and bodies, and seconds.
pub fn plain_tantivy(file: &Path, folder: &Path, threads: usize, memory: usize) -> (u64, f64) {
    let started = Instant::now();
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("ar")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let options = TextOptions::default().set_indexing_options(indexing).set_stored();
    let id = schema.add_text_field("id", tantivy::schema::STRING | tantivy::schema::STORED);
    let title = schema.add_text_field("title", options.clone());
    let body = schema.add_text_field("body", options);
    let index = Index::create_in_dir(folder, schema.build()).expect("an index");
    let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Arabic))
        .build();
    index.tokenizers().register("ar", analyzer);
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, memory).expect("a writer");
    let mut bytes = 0;
    for line in lines(file) {
        let record: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let field = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let (heading, text) = (field("title"), field("body"));
        bytes += (heading.len() + text.len()) as u64;
        writer.add_document(doc!(id => field("id"), title => heading, body => text)).expect("added");
    }
    writer.commit().expect("committed");
    writer.wait_merging_threads().expect("merged");
    (bytes, started.elapsed().as_secs_f64())
}

/// The middle of several measurements.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// An index of articles, tagged with a gazetteer.
pub fn index_of(
    articles: impl Iterator<Item = Article>,
    gazetteer: Gazetteer,
    folder: &Path,
) -> warraq::index::Archive {
    let builder = IndexBuilder::create(folder, &gazetteer, 2).expect("an index");
    let mut tagger = Tagger::new(gazetteer);
    for article in articles {
        let words: Vec<_> = segment::words(&article.body).collect();
        let division = warraq::ingest::divide(&article, &words);
        builder.add(&tagger.tag(article, &words, division.passages)).expect("added");
    }
    builder.finish(tagger.analyzer().take_counts(), &Description::default(), true).expect("committed");
    warraq::index::Archive::open(folder).expect("the index just built")
}
