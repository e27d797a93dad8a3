//! Near copies in real news: `cargo bench --bench copies` counts the pairs of articles that
//! share their three-word sequences, and how many of them an ingest puts into one group.

mod support;

use std::collections::{BTreeMap, HashMap};

use rustc_hash::{FxHashMap, FxHashSet};
use support::{archives, lines, text, warraq};
use warraq::arabic::segment;
use warraq::document::stable_hash;
use warraq::index::Archive;

/// Words of an article that are too few for a fingerprint, and of a sequence.
const SHORTEST: usize = 16;
const WORDS: usize = 3;
/// A sequence of more articles is a formula and pairs nobody.
const MOST_ARTICLES: usize = 12;
/// The least share (Jaccard, in tenths) of the table.
const LEAST: usize = 6;

fn main() {
    println!("{:<14} {:>10} {:>8} {:>8}", "archive", "shared", "pairs", "grouped");
    // The first repeats the sample and is all copies.
    for archive in archives().iter().skip(1) {
        let sequences: HashMap<String, FxHashSet<u64>> =
            lines(&archive.file).filter_map(|line| sequences(&line)).collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        warraq(&["ingest", "--quiet", "--index", text(folder.path()), text(&archive.file)]);
        let copies = Archive::open(folder.path()).and_then(|index| index.copies()).expect("the groups");
        let groups: HashMap<&String, Vec<String>> = sequences.keys().map(|id| (id, copies.of(id))).collect();
        // By the share in tenths: pairs, and those in one group.
        let mut table: BTreeMap<usize, [usize; 2]> = (LEAST..10).map(|share| (share, [0, 0])).collect();
        for [a, b] in neighbours(&sequences) {
            let share = shared(&sequences[a], &sequences[b]);
            if share >= LEAST {
                let row = table.entry(share).or_default();
                row[0] += 1;
                row[1] += usize::from(groups[a].contains(b));
            }
        }
        let mut wrong = 0;
        for (a, others) in &groups {
            let far = |b: &&String| shared(&sequences[*a], &sequences[*b]) < LEAST;
            wrong += others.iter().filter(|b| *a < b && sequences.contains_key(*b)).filter(far).count();
        }
        for (share, [pairs, grouped]) in table.iter().rev() {
            println!("{:<14} {:>10} {pairs:>8} {grouped:>8}", archive.name, format!("0.{share} and up"));
        }
        println!("{:<14} {:>10} {:>8} {wrong:>8}", archive.name, "less", "");
    }
}

/// The id of an article and the sequences of its words.
fn sequences(line: &str) -> Option<(String, FxHashSet<u64>)> {
    let article: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let body = article["body"].as_str()?;
    let words: Vec<&str> = segment::words(body).map(|span| span.of(body)).collect();
    let found = words.windows(WORDS).map(|words| stable_hash(words.join(" ").as_bytes())).collect();
    (words.len() >= SHORTEST).then(|| (article["id"].as_str().unwrap_or_default().to_owned(), found))
}

/// Pairs of articles that share a sequence which is no formula.
fn neighbours(sequences: &HashMap<String, FxHashSet<u64>>) -> FxHashSet<[&String; 2]> {
    let mut holders: FxHashMap<u64, Vec<&String>> = FxHashMap::default();
    for (id, found) in sequences {
        for sequence in found {
            holders.entry(*sequence).or_default().push(id);
        }
    }
    let mut pairs = FxHashSet::default();
    for mut ids in holders.into_values().filter(|ids| ids.len() <= MOST_ARTICLES) {
        ids.sort_unstable();
        for (at, a) in ids.iter().enumerate() {
            pairs.extend(ids[at + 1..].iter().map(|b| [*a, *b]));
        }
    }
    pairs
}

/// The share of all sequences of two articles that both have (Jaccard), in tenths, at most 9.
fn shared(a: &FxHashSet<u64>, b: &FxHashSet<u64>) -> usize {
    let both = a.intersection(b).count();
    (both * 10 / (a.len() + b.len() - both)).min(9)
}
