//! Latency of queries in process and of the whole command.
//!
//! `cargo bench --bench query`. In process: p50 and p95 over many two-word
//! queries made of words that stand beside each other in the archive. Whole
//! command: median from start to exit of the real program.

mod support;

use std::hint::black_box;
use std::time::Instant;

use support::{archives, median, text, warraq};
use warraq::arabic::{segment, stopwords};
use warraq::index::Archive;
use warraq::query::{Filters, Options, interpret, parse};
use warraq::search::{Parts, Request, Sort, Unit, search};

/// Queries asked in process.
const QUERIES: usize = 400;
/// Starts of the whole command.
const STARTS: usize = 21;

fn main() {
    println!(
        "{:<14} {:>9} {:>9} {:>9} {:>9} {:>12}",
        "archive", "passages", "p50 ms", "p95 ms", "articles", "command ms"
    );
    for archive in archives() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = folder.path().join("index");
        warraq(&["ingest", "--quiet", "--index", text(&index), text(&archive.file)]);
        let opened = Archive::open(&index).expect("the index just built");
        let queries = two_word_queries(&opened);
        let passages = in_process(&opened, &queries, Unit::Passage);
        let articles = in_process(&opened, &queries, Unit::Article);
        let commands: Vec<f64> = (0..STARTS)
            .map(|at| {
                let started = Instant::now();
                black_box(warraq(&[
                    "search",
                    "--quiet",
                    "--index",
                    text(&index),
                    &queries[at % queries.len()],
                ]));
                started.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        println!(
            "{:<14} {:>9} {:>9.2} {:>9.2} {:>9.2} {:>12.1}",
            archive.name,
            opened.summary().passages,
            percentile(&passages, 50),
            percentile(&passages, 95),
            percentile(&articles, 50),
            median(commands)
        );
    }
}

/// Two neighbouring content words from passages spread over the archive.
fn two_word_queries(archive: &Archive) -> Vec<String> {
    let query = parse("date:1900..2100 OR في OR من").expect("a query");
    let (plan, _) =
        interpret(Some(&query), &Filters::default(), Options::default(), archive).expect("a plan");
    let request = Request {
        unit: Unit::Article,
        sort: Sort::Score,
        limit: 100_000,
        offset: 0,
        parts: Parts::default(),
    };
    let hits = search(archive, &plan, request).expect("results").hits;
    let step = (hits.len() / QUERIES).max(1);
    let queries: Vec<String> = hits
        .iter()
        .step_by(step)
        .filter_map(|hit| {
            let passage = archive.record(hit.address).expect("a stored passage").text;
            let words: Vec<&str> = segment::words(&passage)
                .map(|span| span.of(&passage))
                .filter(|word| word.chars().count() > 3 && !stopwords::is_function_word(word))
                .collect();
            words.get(4..6).map(|pair| pair.join(" "))
        })
        .collect();
    assert!(queries.len() > QUERIES / 4, "too few queries: {}", queries.len());
    queries
}

/// Milliseconds of each query from its text to its best ten.
fn in_process(archive: &Archive, queries: &[String], unit: Unit) -> Vec<f64> {
    let request = Request { unit, sort: Sort::Score, limit: 10, offset: 0, parts: Parts::default() };
    let mut found = 0;
    let mut times: Vec<f64> = queries
        .iter()
        .map(|text| {
            let started = Instant::now();
            let query = parse(text).expect("a query");
            let (plan, _) =
                interpret(Some(&query), &Filters::default(), Options::default(), archive).expect("a plan");
            found += search(archive, &plan, request).expect("results").hits.len();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    // The answer is checked before its time counts: every query stems from a passage.
    assert!(found >= queries.len(), "{found} hits for {} queries", queries.len());
    times.sort_by(f64::total_cmp);
    times
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100]
}
