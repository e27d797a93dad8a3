//! Names in text: `cargo bench --bench mentions` prints how well mentions are found on
//! the test sets beside the project. Tagging: persons, places and organisations, span by
//! span. Listing: every gold name asked for by itself. `SHOW_MISSES=1` lists what the half
//! that rules are tuned on (even sentences) misses and what it finds too much.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use support::{index_of, lines, median, shared, text, warraq};
use warraq::document::{Article, Span};
use warraq::entity::{Class, Gazetteer, Mention, MentionKind, Tagger, is_rather_a_word};
use warraq::index::Archive;
use warraq::query::{FormUse, inquire, plan::Plan};
use warraq::search::{Kinds, MentionSearch, Parts};
use warraq::{arabic, gazetteer};

/// A sentence and where its gold names stand.
struct Sentence {
    text: String,
    names: Vec<(Span, String)>,
}

fn main() {
    for set in ["cleananercorp-train", "aqmar-dev"] {
        let Some(file) = shared(&format!("eval/ner/{set}.jsonl.zst")) else { continue };
        let sentences: Vec<Sentence> = lines(&file).map(|line| sentence(&line)).collect();
        println!("{set}: {} sentences", sentences.len());
        tagging(&sentences);
        if std::env::var_os("ONLY_TAGGING").is_none() {
            listing(&sentences);
        }
    }
    if std::env::var_os("ONLY_TAGGING").is_none() {
        speed();
    }
}

/// Times a command is run; the middle one is printed.
const RUNS: usize = 21;

/// Counting and listing by the whole command on 12,000 articles.
fn speed() {
    let Some(news) = shared("archive/khaleej-12k.jsonl.zst") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = text(folder.path());
    warraq(&["ingest", "--quiet", "--index", index, text(&news)]);
    let timed = |arguments: &[&str]| -> (f64, String) {
        let mut output = String::new();
        let times = (0..RUNS).map(|_| {
            let started = Instant::now();
            output = warraq(arguments);
            started.elapsed().as_secs_f64()
        });
        let times: Vec<f64> = times.collect();
        (median(times), output)
    };
    let name = "حزب الله";
    let (seconds, count) = timed(&["mentions", name, "--count", "--quiet", "--index", index]);
    println!("{name} --count: {} mentions in {:.1} ms", count.trim(), seconds * 1000.0);
    let name = "الإمارات";
    let (seconds, list) = timed(&["mentions", name, "--format", "jsonl", "--quiet", "--index", index]);
    let lines = list.lines().count();
    println!(
        "{name} as jsonl: {lines} mentions in {:.0} ms, {:.0} a second",
        seconds * 1000.0,
        lines as f64 / seconds
    );
}

fn sentence(line: &str) -> Sentence {
    let value: serde_json::Value = serde_json::from_str(line).expect("a sentence is JSON");
    let strings = |field: &str| -> Vec<String> {
        let list = value[field].as_array().expect("a list");
        list.iter().map(|item| item.as_str().expect("a string").to_owned()).collect()
    };
    let (tokens, tags) = (strings("tokens"), strings("tags"));
    let mut text = String::new();
    let mut names: Vec<(Span, String)> = Vec::new();
    let mut open = false;
    for (token, tag) in tokens.iter().zip(&tags) {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(token);
        match tag.split_once('-') {
            Some(("I", _)) if open => {
                if let Some((span, _)) = names.last_mut() {
                    span.end = text.len();
                }
            }
            Some((_, kind)) => {
                names.push((Span::new(start, text.len()), kind.to_owned()));
                open = true;
            }
            None => open = false,
        }
    }
    Sentence { text, names }
}

/// True positives, found, wanted.
#[derive(Default, Clone, Copy)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn add(&mut self, other: Score) {
        self.right += other.right;
        self.found += other.found;
        self.wanted += other.wanted;
    }

    fn print(self, name: &str) {
        let precision = self.right as f64 / self.found.max(1) as f64;
        let recall = self.right as f64 / self.wanted.max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!(
            "  {name:<34} precision {precision:.3}  recall {recall:.3}  F1 {f1:.3}  ({} gold)",
            self.wanted
        );
    }
}

/// A span as words of the text: first and one past the last.
fn words_of(span: Span, words: &[Span]) -> (usize, usize) {
    let first = words.partition_point(|word| word.end <= span.start);
    let end = words.partition_point(|word| word.start < span.end);
    (first, end)
}

fn tagging(sentences: &[Sentence]) {
    let mut tagger = Tagger::new(gazetteer::built_in().expect("the gazetteer"));
    let mut scores: BTreeMap<(usize, &str), Score> = BTreeMap::new();
    let mut misses: BTreeMap<String, usize> = BTreeMap::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let half = number % 2;
        let tagged = tagger.tag_text(&sentence.text);
        let words: Vec<Span> = tagged.tokens.iter().map(|token| token.span).collect();
        let is_within = |inner: &Mention| {
            tagged.mentions.iter().any(|outer| {
                outer.tokens > inner.tokens
                    && outer.first_token <= inner.first_token
                    && inner.end_token() <= outer.end_token()
            })
        };
        let found: BTreeSet<((usize, usize), &str)> = tagged
            .mentions
            .iter()
            // The gold marks whole names, nothing inside them, and no role nouns.
            .filter(|mention| mention.kind != MentionKind::Role && !is_within(mention))
            .map(|mention| {
                let kind = match (mention.entity.class, mention.entity.kind.as_str()) {
                    (Class::Location, _) => "LOC",
                    (Class::Actor, "person") => "PER",
                    (Class::Actor, _) => "ORG",
                };
                ((mention.first_token, mention.end_token()), kind)
            })
            .collect();
        let wanted: BTreeSet<((usize, usize), &str)> = sentence
            .names
            .iter()
            .filter(|(_, kind)| kind != "MISC")
            .map(|(span, kind)| (words_of(*span, &words), kind.as_str()))
            .filter(|((first, end), _)| first < end)
            .collect();
        for kinds in [&["LOC"][..], &["PER"], &["ORG"], &["PER", "ORG"]] {
            let name = match kinds {
                ["LOC"] => "places",
                ["PER"] => "persons",
                ["ORG"] => "organisations",
                _ => "persons and organisations",
            };
            let of = |set: &BTreeSet<((usize, usize), &str)>| {
                set.iter().filter(|(_, k)| kinds.contains(k)).count()
            };
            let right = found.intersection(&wanted).filter(|(_, kind)| kinds.contains(kind)).count();
            let score = Score { right, found: of(&found), wanted: of(&wanted) };
            scores.entry((half, name)).or_default().add(score);
        }
        if half == 0 && std::env::var_os("SHOW_MISSES").is_some() {
            let shown = |(first, end): (usize, usize)| -> &str {
                words.get(first..end).map_or("", |words| {
                    Span::new(words[0].start, words[words.len() - 1].end).of(&sentence.text)
                })
            };
            for (place, kind) in wanted.difference(&found) {
                let instead: Vec<String> = found
                    .iter()
                    .filter(|((first, end), _)| *first < place.1 && place.0 < *end)
                    .map(|(other, kind)| format!("{kind} {}", shown(*other)))
                    .collect();
                *misses
                    .entry(format!("missed\t{kind}\t{}\t{}", shown(*place), instead.join(" | ")))
                    .or_default() += 1;
            }
            for (place, kind) in found.difference(&wanted) {
                let overlaps = wanted.iter().any(|((first, end), _)| *first < place.1 && place.0 < *end);
                if !overlaps {
                    let from = place.0.saturating_sub(2);
                    let context = shown((from, (place.1 + 1).min(words.len())));
                    *misses.entry(format!("toomuch\t{kind}\t{}\t{context}", shown(*place))).or_default() += 1;
                }
            }
        }
    }
    for ((half, name), score) in scores {
        let half = if half == 0 { "tuned on" } else { "held out" };
        score.print(&format!("{name}, {half}"));
    }
    let mut misses: Vec<(String, usize)> = misses.into_iter().collect();
    misses.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (miss, count) in misses {
        println!("{count}\t{miss}");
    }
}

/// Every gold name asked for by itself: is each of its sentences found, and is every
/// sentence found one in which the gold marks something there?
fn listing(sentences: &[Sentence]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archive = archive_of(sentences, folder.path());
    let mut wanted: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (number, sentence) in sentences.iter().enumerate() {
        for (span, _) in sentence.names.iter().filter(|(_, kind)| kind != "MISC") {
            wanted.entry(span.of(&sentence.text).to_owned()).or_default().insert(number);
        }
    }
    let (mut names, mut whole) = (0, 0);
    let (mut recalled, mut gold) = (0, 0);
    let (mut right, mut returned) = (0, 0);
    let mut reasons: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, gold_sentences) in &wanted {
        let Ok((inquiry, _)) = inquire(name, false, &archive) else {
            println!("  not a name: {name}");
            continue;
        };
        let kinds = if inquiry.use_of_forms == FormUse::Names {
            Kinds::NAMES.with(MentionKind::Form)
        } else {
            Kinds::NAMES
        };
        let search = MentionSearch::new(&archive, &inquiry, &Plan::Everything, kinds, Parts::default());
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let mut good: BTreeSet<usize> = BTreeSet::new();
        search
            .each(|mentioned| {
                let number: usize = mentioned.record.id.parse().expect("a number");
                found.insert(number);
                let is_gold = mentioned.occurrences.iter().any(|occurrence| {
                    let span = occurrence.span.shifted(mentioned.record.start);
                    sentences[number]
                        .names
                        .iter()
                        .any(|(gold, _)| gold.start < span.end && span.start < gold.end)
                });
                if is_gold {
                    good.insert(number);
                }
                Ok(true)
            })
            .expect("mentions");
        let hit = gold_sentences.intersection(&found).count();
        names += 1;
        whole += usize::from(hit == gold_sentences.len());
        recalled += hit;
        gold += gold_sentences.len();
        right += good.len();
        returned += found.len();
        let reason = reason(name, archive.gazetteer());
        let of_reason = reasons.entry(reason).or_insert((0, 0));
        of_reason.0 += good.len();
        of_reason.1 += found.len();
        if std::env::var_os("SHOW_LISTING").is_some() {
            if hit < gold_sentences.len() {
                println!(
                    "  {name}: {} of {} sentences missed",
                    gold_sentences.len() - hit,
                    gold_sentences.len()
                );
            }
            if good.len() < found.len() {
                println!(
                    "  {name}: {} of {} sentences are not in the gold",
                    found.len() - good.len(),
                    found.len()
                );
            }
        }
    }
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    println!(
        "  listing {names} names: {:.4} of {gold} sentences found, {:.4} of names wholly; {:.4} of {returned} sentences in the gold",
        share(recalled, gold),
        share(whole, names),
        share(right, returned)
    );
    for (reason, (right, returned)) in reasons {
        println!("    {reason:<58} {:.4} of {returned}", share(right, returned));
    }
}

/// Why sentences may be found in which the gold marks nothing there.
fn reason(name: &str, gazetteer: &Gazetteer) -> &'static str {
    let norm = arabic::normalize::phrase(name);
    let lexicon = gazetteer.lexicon();
    let bare = norm.strip_prefix("ال").unwrap_or(&norm);
    let is_word = |word: &str| lexicon.is_word(word) || lexicon.is_plural(word) || is_rather_a_word(word);
    if norm.chars().filter(|c| c.is_alphanumeric()).count() <= 2 {
        "one or two letters, cut out of an acronym by the gold"
    } else if arabic::stopwords::is_function_word(&norm) {
        "a function word"
    } else if !norm.contains(' ') && (is_word(&norm) || is_word(bare)) {
        "a word that is also an ordinary one (الدفاع, المدينة)"
    } else {
        "all other names"
    }
}

fn archive_of(sentences: &[Sentence], folder: &std::path::Path) -> Archive {
    let gazetteer = gazetteer::built_in().expect("the gazetteer");
    let articles = sentences.iter().enumerate().map(|(number, sentence)| Article {
        id: number.to_string(),
        body: sentence.text.clone(),
        ..Article::default()
    });
    index_of(articles, gazetteer, folder)
}
