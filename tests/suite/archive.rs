//! Real news from outside the project: every article is found by its headline.

use std::io::{BufRead as _, BufReader};

use serde_json::Value;

use crate::util::{Folder, shared, string};

/// Articles that are ingested.
const ARTICLES: usize = 300;
/// Articles that are looked for, spread over the others.
const QUERIES: usize = 20;
/// How many of them must be found among the first ten.
const AT_LEAST: usize = 18;

/// The first articles of the archive, one JSON object a line.
fn real_news() -> Option<Vec<String>> {
    let file = std::fs::File::open(shared("archive/ant-10k.jsonl.zst")?).expect("the archive opens");
    let lines = BufReader::new(zstd::Decoder::new(file).expect("a Zstandard file")).lines();
    Some(lines.take(ARTICLES).collect::<Result<_, _>>().expect("lines of UTF-8"))
}

#[test]
fn articles_are_found_by_their_own_headline() {
    let Some(lines) = real_news() else { return };
    let articles: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let folder = Folder::with("news.jsonl.zst", crate::util::zstandard(lines.join("\n").as_bytes()));
    folder.ingest(&["--strict", "--quiet"]).finds().says_nothing();
    let asked: Vec<&Value> = articles.iter().step_by(ARTICLES / QUERIES).take(QUERIES).collect();
    assert_eq!(asked.len(), QUERIES);
    let line = |(number, article): (usize, &&Value)| {
        format!("{number}\t{}", string(article, "title").replace(['\n', '\t'], " "))
    };
    let queries: Vec<String> = (0..).zip(&asked).map(line).collect();
    folder.write("queries.tsv", queries.join("\n"));
    let run = folder.warraq(&["search", "--queries", "queries.tsv", "--format", "trec", "-n", "10"]).finds();
    let missed: Vec<String> = (0..)
        .zip(&asked)
        .filter(|(number, article)| {
            let own = format!("{number} Q0 {} ", string(article, "id"));
            !run.out().lines().any(|line| line.starts_with(&own))
        })
        .map(|(_, article)| format!("{}: {}", string(article, "id"), string(article, "title")))
        .collect();
    let found = QUERIES - missed.len();
    assert!(
        found >= AT_LEAST,
        "only {found} of {QUERIES} headlines find their article; missed:\n{}",
        missed.join("\n")
    );
}
