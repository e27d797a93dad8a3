//! Random changes to an archive, each followed by an ingest, against a plain model of what
//! the index must answer. A failing sequence is made as short as it stays failing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::util::{Folder, Random, seed};

/// Sequences of changes that are tried.
const SEQUENCES: usize = 25;
/// Changes in each.
const LENGTH: usize = 14;

/// Few files, ids and words, so that they meet often.
const FILES: [&str; 6] = ["a.jsonl", "b.jsonl", "c/a.jsonl", "c/d/e.jsonl", "z.jsonl", "m.jsonl"];
const IDS: [&str; 5] = ["one", "two", "three", "", ""];
/// One of these tells an article's versions apart.
const WORDS: [&str; 6] = ["قطار", "محطة", "معرض", "جسر", "مطار", "ميناء"];

/// An article as it stands in a file: its id, empty when it gets one from its place, and a word.
type Line = (usize, usize);

#[derive(Debug, Clone)]
enum Step {
    Write(usize, Vec<Line>),
    Remove(usize),
    Rename(usize, usize),
    Touch(usize),
    Ingest,
    /// An ingest of the folder `c` alone, and one of everything.
    IngestPart,
    Rebuild,
}

fn random_step(random: &mut Random) -> Step {
    let file = random.below(FILES.len());
    match random.below(12) {
        0..=4 => {
            let lines = (0..random.below(4)).map(|_| (random.below(IDS.len()), random.below(WORDS.len())));
            Step::Write(file, lines.collect())
        }
        5 => Step::Remove(file),
        6 => Step::Rename(file, random.below(FILES.len())),
        7 => Step::Touch(file),
        8 => Step::IngestPart,
        9 => Step::Rebuild,
        _ => Step::Ingest,
    }
}

/// The archive as it is on disk, and as the index must have it after an ingest.
#[derive(Default)]
struct Model {
    disk: BTreeMap<usize, Vec<Line>>,
}

impl Model {
    /// What the index must hold: of each id the first article in the order of reading.
    fn articles(&self) -> BTreeSet<(String, usize)> {
        let mut files: Vec<(&str, &Vec<Line>)> =
            self.disk.iter().map(|(file, lines)| (FILES[*file], lines)).collect();
        files.sort_by(|a, b| a.0.split('/').cmp(b.0.split('/')));
        let mut found = BTreeMap::new();
        for (name, lines) in files {
            for (number, (id, word)) in (1..).zip(lines) {
                let made = format!("{}:{number}", name.trim_end_matches(".jsonl"));
                let id = if IDS[*id].is_empty() { made } else { IDS[*id].to_owned() };
                found.entry(id).or_insert(*word);
            }
        }
        found.into_iter().collect()
    }
}

/// Runs a sequence; what differs from the model, if something does.
fn difference(steps: &[Step]) -> Option<String> {
    let folder = Folder::new();
    let archive = folder.path().join("archive");
    fs::create_dir_all(archive.join("c/d")).expect("folders");
    fs::write(archive.join("always.jsonl"), "{\"id\": \"always\", \"body\": \"خبر\"}\n").expect("a file");
    let mut model = Model::default();
    let ingest = |arguments: &[&str]| folder.warraq(&[&["ingest", "--quiet"], arguments].concat());
    ingest(&["archive"]);
    for (number, step) in steps.iter().enumerate() {
        let path = |file: usize| archive.join(FILES[file]);
        let run = match step {
            Step::Write(file, lines) => {
                let mut text = String::new();
                for (id, word) in lines {
                    let (id, word) = (IDS[*id], WORDS[*word]);
                    let id = if id.is_empty() { String::new() } else { format!("\"id\": \"{id}\", ") };
                    writeln!(text, "{{{id}\"body\": \"وصل الخبر عن {word} إلى الناس.\"}}")
                        .expect("memory takes it");
                }
                fs::write(path(*file), text).expect("a file");
                model.disk.insert(*file, lines.clone());
                continue;
            }
            Step::Remove(file) => {
                let _ = fs::remove_file(path(*file));
                model.disk.remove(file);
                continue;
            }
            Step::Rename(from, to) => {
                if from != to && fs::rename(path(*from), path(*to)).is_ok() {
                    let lines = model.disk.remove(from).expect("it is there");
                    model.disk.insert(*to, lines);
                }
                continue;
            }
            Step::Touch(file) => {
                if let Ok(content) = fs::read(path(*file)) {
                    fs::write(path(*file), content).expect("a file");
                }
                continue;
            }
            Step::Ingest => ingest(&["archive", "--prune"]),
            // What its files leave to others, or take from them, is settled when these are seen.
            Step::IngestPart => {
                let part = ingest(&["archive/c", "--prune"]);
                if ![0, 1].contains(&part.status) {
                    return Some(format!("step {number}: status {} of a part: {}", part.status, part.stderr));
                }
                ingest(&["archive", "--prune"])
            }
            Step::Rebuild => ingest(&["archive", "--rebuild"]),
        };
        if ![0, 1].contains(&run.status) {
            return Some(format!("step {number}: status {}: {}", run.status, run.stderr));
        }
        let expected = model.articles();
        let mut found = BTreeSet::new();
        for (number, word) in WORDS.iter().enumerate() {
            let search = folder.search(&[&format!("=\"{word}\"")]);
            if ![0, 1].contains(&search.status) {
                return Some(format!(
                    "step {number}: status {} of a search: {}",
                    search.status, search.stderr
                ));
            }
            found.extend(search.strings("id").into_iter().map(|id| (id, number)));
        }
        if found != expected {
            return Some(format!("step {number}: found {found:?}, expected {expected:?}"));
        }
        let verified = folder.warraq(&["verify"]);
        if verified.status != 0 {
            return Some(format!("step {number}: {}{}", verified.out(), verified.stderr));
        }
    }
    None
}

/// The sequence without the steps that its failure does not need, and how that one fails.
fn shrunk(mut steps: Vec<Step>, mut failure: String) -> (Vec<Step>, String) {
    let mut at = steps.len();
    while at > 0 {
        at -= 1;
        let mut fewer = steps.clone();
        fewer.remove(at);
        if let Some(shorter) = difference(&fewer) {
            (steps, failure) = (fewer, shorter);
        }
    }
    (steps, failure)
}

#[test]
fn whatever_changes_in_an_archive_the_index_follows() {
    let seed = seed();
    println!("seed {seed}");
    let mut random = Random::new(seed);
    for _ in 0..SEQUENCES {
        let mut steps: Vec<Step> = (0..LENGTH).map(|_| random_step(&mut random)).collect();
        steps.push(Step::Ingest);
        if let Some(first) = difference(&steps) {
            let (steps, last) = shrunk(steps, first.clone());
            panic!("seed {seed}: the index does not follow: {first}\nshrunk to {steps:#?}\n{last}");
        }
    }
}
