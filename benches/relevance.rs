//! Relevance on the test sets beside the project: `cargo bench --bench relevance`
//! prints the whole table. Retrieval: nDCG@10 of articles for plain queries.
//! Names: an archive of all Arabic names of a set, no gazetteer, each Latin
//! spelling as a query; recall@1 and recall@10, on both halves of the set.

mod support;

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use rustc_hash::FxHashSet;
use support::{index_of, lines, shared, text, warraq};
use warraq::arabic::script::Romanized;
use warraq::arabic::segment;
use warraq::document::Article;
use warraq::entity::compile;
use warraq::index::Archive;
use warraq::query::{Filters, Options, interpret, plain_words};
use warraq::search::{Parts, Request, Sort, Unit, search};

/// Every so many pairs of a set one is asked for.
const SAMPLE: usize = 5_000;
/// Candidates that are looked for, as in a search.
const CONSIDERED: usize = 24;

fn main() {
    println!("{:<14} {:>8} {:>8} {:>8}", "retrieval", "queries", "nDCG@10", "R@10");
    for set in ["xquad_ar", "title_ant"] {
        retrieval(set);
    }
    println!("{:<42} {:>8} {:>10} {:>10} {:>8}", "names", "queries", "recall@1", "recall@10", "p95 ms");
    for set in ["google_ar2en", "wof_sy_iq"] {
        names(set, "Latin to Arabic");
    }
    names("google_ar2en", "Arabic to Latin");
    candidates();
}

/// How long it takes to find the words of a large archive that a Latin word may stand for.
fn candidates() {
    let (Some(news), Some(file)) =
        (shared("archive/khaleej-12k.jsonl.zst"), shared("eval/names/google_ar2en.tsv.zst"))
    else {
        return;
    };
    let index = tempfile::tempdir().expect("a temporary folder");
    warraq(&["ingest", "--quiet", "--index", text(index.path()), text(&news)]);
    let archive = Archive::open(index.path()).expect("the index just built");
    let (_, words) = archive.words_with_prefix("", 1).expect("words");
    let mut times = Vec::new();
    for line in lines(&file).step_by(7) {
        let latin = line.split('\t').nth(1).unwrap_or_default();
        for word in segment::words(latin).filter_map(|span| Romanized::new(span.of(latin))) {
            let started = Instant::now();
            black_box(archive.words_sounding_like(&word, CONSIDERED));
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    times.sort_by(f64::total_cmp);
    let percentile = |percent: usize| times[times.len() * percent / 100];
    println!("{:<24} {:>8} {:>10} {:>10}", "candidates", "words", "p50 ms", "p95 ms");
    println!("{:<24} {words:>8} {:>10.1} {:>10.1}", "khaleej-12k", percentile(50), percentile(95));
}

fn retrieval(set: &str) {
    let Some(folder) = shared(&format!("eval/retrieval/{set}")) else { return };
    let index = tempfile::tempdir().expect("a temporary folder");
    let index = text(index.path());
    warraq(&["ingest", "--quiet", "--index", index, text(&folder.join("docs.jsonl.zst"))]);
    let queries = folder.join("queries.tsv");
    let run =
        warraq(&["search", "--quiet", "--index", index, "--queries", text(&queries), "--format", "trec"]);
    let mut wanted: HashMap<String, FxHashSet<String>> = HashMap::new();
    for line in lines(&folder.join("qrels.tsv")) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        if let [query, _, document, "1"] = cells[..] {
            wanted.entry(query.to_owned()).or_default().insert(document.to_owned());
        }
    }
    let mut gains: HashMap<&str, (f64, f64)> = HashMap::new();
    for line in run.lines() {
        let cells: Vec<&str> = line.split(' ').collect();
        let [query, _, document, rank, ..] = cells[..] else { continue };
        let rank: f64 = rank.parse().expect("a rank");
        if rank <= 10.0 && wanted.get(query).is_some_and(|documents| documents.contains(document)) {
            let gain = gains.entry(query).or_default();
            gain.0 += 1.0 / (rank + 1.0).log2();
            gain.1 += 1.0;
        }
    }
    let (mut ndcg, mut recall) = (0.0, 0.0);
    for (query, documents) in &wanted {
        let best: f64 = (0..documents.len().min(10)).map(|at| 1.0 / (at as f64 + 2.0).log2()).sum();
        let (gain, found) = gains.get(query.as_str()).copied().unwrap_or_default();
        ndcg += gain / best;
        recall += found / documents.len() as f64;
    }
    let queries = wanted.len() as f64;
    println!("{set:<14} {:>8} {:>8.3} {:>8.3}", wanted.len(), ndcg / queries, recall / queries);
}

/// The half of a set that a line belongs to, from 0: the costs of letters were
/// learned on the even ones.
fn half(line: usize) -> &'static str {
    if line.is_multiple_of(2) { "learned on" } else { "odd lines" }
}

/// Asks for the names of a set in one script, in an archive of all in the other.
fn names(set: &str, way: &str) {
    let Some(file) = shared(&format!("eval/names/{set}.tsv.zst")) else { return };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in lines(&file) {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [arabic, latin, ..] = cells[..] {
            let (wanted, asked) = if way == "Latin to Arabic" { (arabic, latin) } else { (latin, arabic) };
            pairs.push((wanted.to_owned(), asked.to_owned()));
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archive = archive_of(&pairs, folder.path());
    let mut sums: HashMap<&str, (usize, usize, usize)> = HashMap::new();
    let mut times = Vec::new();
    // Odd, so that both halves are asked for.
    let step = (pairs.len() / SAMPLE) | 1;
    for (line, (wanted, asked)) in pairs.iter().enumerate().step_by(step) {
        let started = Instant::now();
        let found = answers(&archive, asked);
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        let place = found.iter().position(|name| name == wanted);
        if place != Some(0) && std::env::var_os("SHOW_MISSES").is_some() {
            println!("{asked}\t{wanted}\t{place:?}\t{}", found.join(" | "));
        }
        let sum = sums.entry(half(line)).or_default();
        sum.0 += 1;
        sum.1 += usize::from(place == Some(0));
        sum.2 += usize::from(place.is_some());
    }
    times.sort_by(f64::total_cmp);
    for (half, (queries, first, ten)) in sums {
        let share = |count: usize| count as f64 / queries as f64;
        println!(
            "{:<42} {queries:>8} {:>10.3} {:>10.3} {:>8.1}",
            format!("{set} {way}, {half}"),
            share(first),
            share(ten),
            times[times.len() * 95 / 100],
        );
    }
}

/// An archive with one article a name, tagged with nothing.
fn archive_of(pairs: &[(String, String)], folder: &Path) -> Archive {
    let gazetteer = compile::compile(&[]).expect("an empty gazetteer");
    let mut known = FxHashSet::default();
    let names = pairs.iter().map(|(name, _)| name).filter(|name| known.insert(*name));
    let articles = names.map(|name| Article { id: name.clone(), body: name.clone(), ..Article::default() });
    index_of(articles, gazetteer, folder)
}

fn answers(archive: &Archive, asked: &str) -> Vec<String> {
    let query = plain_words(asked);
    let (plan, _) =
        interpret(Some(&query), &Filters::default(), Options::default(), archive).expect("a plan");
    let request =
        Request { unit: Unit::Article, sort: Sort::Score, limit: 10, offset: 0, parts: Parts::default() };
    let results = search(archive, &plan, request).expect("results");
    results.hits.iter().map(|hit| archive.record(hit.address).expect("a record").id).collect()
}
