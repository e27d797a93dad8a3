//! What must hold of any text: random strings, Arabic, Latin, mixed and garbage.
//! The seed stands in every failure.

use std::path::Path;
use std::sync::OnceLock;

use tantivy::collector::DocSetCollector;
use warraq::arabic::script::Romanized;
use warraq::arabic::{Analyzer, Token, normalize, segment};
use warraq::document::{Article, Span};
use warraq::entity::{Gazetteer, Tagger};
use warraq::gazetteer::built_in;
use warraq::index::{Archive, PassageRecord};
use warraq::ingest;
use warraq::query::{Filters, Options, Understood, interpret, parse, plain_words};
use warraq::search::{Parts, Request, Sort, Unit, search};

use crate::util::{Random, sample_index};

const ROUNDS: u64 = 300;
/// Words, letters and marks that strings are made of.
const ALPHABETS: [&str; 6] = [
    // Arabic letters with seats, marks, tatweel and two presentation forms.
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةىـًٌٍَُِّْٰﻻﷲ پچکیہ٠١٢٣۴۵،؛؟",
    "abcdefghijklmnopqrstuvwxyzABC éèâ'’-. 0123456789",
    // What steers directions, joins or says nothing.
    "\u{200E}\u{200F}\u{200C}\u{200D}\u{FEFF}\u{202A}\u{202E}\u{2066}\u{2069}\u{AD}\u{61C}\u{1F}\u{0}\u{1B}\u{85}\u{2028}\u{FFFD}",
    // What the query language is made of.
    "\"“”«»()+-=~*:/ \n\tNOTANDORNEAR/8.",
    // Letters of four bytes, combining marks without a base, other scripts.
    "𝒳𐤀😀👩‍👩‍👧中あกा́̂ßſİıﬁ½²",
    ".!?؟…\n \r\n،:",
];
/// Names, clitics, Latin spellings and fields of queries, one a line.
const WORDS: &str = include_str!("../data/random_words.txt");

/// A string of one alphabet or of all of them, with whole words between.
fn random_text(random: &mut Random) -> String {
    let words: Vec<&str> = WORDS.lines().collect();
    let own = random.below(ALPHABETS.len() + 2);
    let length = [3, 20, 80, 600][random.below(4)];
    let mut text = String::new();
    for _ in 0..length {
        let alphabet = if own < ALPHABETS.len() { own } else { random.below(ALPHABETS.len()) };
        match random.below(12) {
            0 => text.push(' '),
            1 => text.push_str(words[random.below(words.len())]),
            _ => {
                let letters: Vec<char> = ALPHABETS[alphabet].chars().collect();
                text.push(letters[random.below(letters.len())]);
            }
        }
    }
    text
}

/// Runs a check on random texts, with the seed at hand.
fn for_any_text(check: impl Fn(&str, u64)) {
    for seed in 1..=ROUNDS {
        let text = random_text(&mut Random::new(seed));
        check(&text, seed);
    }
    for (seed, text) in (1001..).zip(["", " ", "\u{0}", "\u{FEFF}", "ـ", "َ", "\n\n\n"]) {
        check(text, seed);
    }
    check(&"ا".repeat(5000), 2001);
    check(&"َ".repeat(5000), 2002);
    check(&"(".repeat(3000), 2003);
}

/// Holds spans to lie on character boundaries of `text`, to rise and not to overlap.
#[track_caller]
fn assert_rising(text: &str, spans: impl IntoIterator<Item = Span>, seed: u64) {
    let mut end = 0;
    for span in spans {
        assert!(
            span.start >= end,
            "seed {seed}: {span:?} starts before the end {end} of the one before: {text:?}"
        );
        assert!(span.end > span.start, "seed {seed}: {span:?} is empty: {text:?}");
        assert!(text.get(span.start..span.end).is_some(), "seed {seed}: {span:?} cuts a character: {text:?}");
        end = span.end;
    }
}

fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(|| built_in().expect("the built-in gazetteer"))
}

#[test]
fn words_rise_do_not_overlap_and_cut_no_character() {
    for_any_text(|text, seed| {
        assert_rising(text, segment::words(text), seed);
        for word in segment::words(text) {
            assert!(word.len() <= segment::LONGEST_WORD, "seed {seed}: a word of {} bytes", word.len());
        }
    });
}

#[test]
fn sentences_rise_do_not_overlap_and_hold_every_word() {
    for_any_text(|text, seed| {
        let sentences = segment::sentences(text);
        assert_rising(text, sentences.iter().copied(), seed);
        for word in segment::words(text) {
            let holds = |sentence: &Span| sentence.start <= word.start && word.end <= sentence.end;
            assert!(
                sentences.iter().any(holds),
                "seed {seed}: {:?} is in no sentence of {text:?}",
                word.of(text)
            );
        }
    });
}

#[test]
fn analysing_twice_gives_the_same() {
    let lexicon = gazetteer().lexicon();
    let mut used = Analyzer::new(lexicon.clone());
    let levels = |analyzer: &mut Analyzer, text: &str| -> Vec<(Span, String, String, Vec<String>)> {
        let levels = |token: &warraq::arabic::Token| {
            let stems = token.forms.stems().map(str::to_owned).collect();
            (token.span, token.forms.exact().to_owned(), token.forms.norm().to_owned(), stems)
        };
        analyzer.tokens(text).iter().map(levels).collect()
    };
    for seed in 1..=ROUNDS {
        let text = random_text(&mut Random::new(seed));
        let first = levels(&mut used, &text);
        assert_eq!(first, levels(&mut used, &text), "seed {seed}: a second look differs");
        assert_eq!(
            first,
            levels(&mut Analyzer::new(lexicon.clone()), &text),
            "seed {seed}: a fresh analyzer differs"
        );
        assert_rising(&text, first.iter().map(|(span, ..)| *span), seed);
        assert!(
            first.iter().all(|(_, exact, norm, stems)| {
                !exact.is_empty()
                    && !norm.is_empty()
                    && !stems.is_empty()
                    && stems.iter().all(|stem| !stem.is_empty())
            }),
            "seed {seed}: a level is empty: {first:?}"
        );
    }
}

#[test]
fn a_normal_form_is_its_own_normal_form() {
    for_any_text(|text, seed| {
        for word in segment::words(text) {
            let exact = normalize::exact(word.of(text));
            assert_eq!(normalize::exact(&exact), exact, "seed {seed}: exact of {:?}", word.of(text));
            let norm = normalize::norm(&exact);
            assert_eq!(normalize::norm(&norm), norm, "seed {seed}: norm of {exact:?}");
        }
    });
}

#[test]
fn mentions_and_passages_lie_in_the_text() {
    let mut tagger = Tagger::new(gazetteer().clone());
    for seed in 1..=ROUNDS {
        let text = random_text(&mut Random::new(seed));
        assert_rising(&text, tagger.tag_text(&text).mentions.iter().map(|mention| mention.span), seed);
        let article = Article { id: seed.to_string(), body: text.clone(), ..Article::default() };
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = ingest::divide(&article, &words);
        assert_rising(&text, division.passages.iter().map(|passage| passage.span), seed);
        assert!(
            division.passages.iter().all(|passage| passage.section < division.sections.len()),
            "seed {seed}"
        );
        let tagged = tagger.tag(article, &words, division.passages.clone());
        assert_eq!(tagged.passages.len(), division.passages.len(), "seed {seed}");
    }
}

#[test]
fn no_query_breaks_the_reader_or_the_search() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index opens");
    let request =
        Request { unit: Unit::Passage, sort: Sort::Score, limit: 3, offset: 0, parts: Parts::default() };
    for_any_text(|text, seed| {
        let queries = [parse(text).ok(), Some(plain_words(text))];
        for query in queries.iter().flatten() {
            let read = interpret(Some(query), &Filters::default(), Options::default(), &archive);
            if let Ok((plan, _)) = read
                && let Err(error) = search(&archive, &plan, request)
            {
                panic!("seed {seed}: {error}: {text:?}");
            }
        }
    });
}

#[test]
fn an_error_in_a_query_lies_inside_it() {
    for_any_text(|text, seed| {
        if let Err(warraq::error::Error::Query { position, .. }) = parse(text) {
            assert!(position <= text.chars().count(), "seed {seed}: position {position} of {text:?}");
        }
    });
}

#[test]
fn no_date_breaks_the_reader() {
    for_any_text(|text, _| {
        let _ = ingest::parse_day(text);
    });
}

/// How many passages of the sample archive a query finds, and whether it says that these are not all.
fn passages(archive: &Archive, query: &str) -> (u64, bool) {
    let request = Request {
        unit: Unit::Passage,
        sort: Sort::Score,
        limit: 1,
        offset: 0,
        parts: Parts { related: true, teasers: true },
    };
    let query = parse(query).expect("a query");
    let options = Options { literal: true, ..Options::default() };
    let (plan, understood) = interpret(Some(&query), &Filters::default(), options, archive).expect("a plan");
    let is_partial = understood.parts.iter().any(|part| matches!(part, Understood::Partial { .. }));
    (search(archive, &plan, request).expect("results").passages, is_partial)
}

#[test]
fn exact_and_prefix_searches_find_what_a_walk_through_the_texts_finds() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index opens");
    let mut analyzer = Analyzer::new(archive.gazetteer().lexicon().clone());
    let addresses = archive.searcher().search(&tantivy::query::AllQuery, &DocSetCollector).expect("all");
    let mut records: Vec<PassageRecord> =
        addresses.into_iter().map(|address| archive.record(address).expect("a record")).collect();
    // The same words in each run, whatever threads wrote the passages in which order.
    records.sort_by_key(|record| (record.id.clone(), record.order));
    let mut texts = Vec::new();
    for record in records {
        let heading = record.heading.unwrap_or_default();
        let tokens = [record.title, heading, record.text].map(|text| analyzer.tokens(&text)).concat();
        texts.push(tokens);
    }
    let holding = |is_such: &dyn Fn(&Token) -> bool| {
        texts.iter().filter(|tokens| tokens.iter().any(is_such)).count() as u64
    };
    let mut random = Random::new(1);
    for _ in 0..200 {
        let tokens = &texts[random.below(texts.len())];
        let token = &tokens[random.below(tokens.len())];
        let exact = token.forms.exact();
        let expected = holding(&|other| other.forms.exact() == exact);
        assert_eq!(passages(&archive, &format!("=\"{exact}\"")), (expected, false), "={exact}");
        let prefix: String = token.forms.norm().chars().take(5).collect();
        if prefix.chars().all(char::is_alphabetic) {
            let begins = |word: &str| word.starts_with(&prefix);
            let expected = holding(&|other| begins(other.forms.norm()) || other.forms.stems().any(begins));
            let (found, is_partial) = passages(&archive, &format!("{prefix}*"));
            assert!(
                found == expected || (is_partial && found < expected),
                "{prefix}*: {found} of {expected}, said to be partial: {is_partial}"
            );
        }
    }
    let (_, is_partial) = passages(&archive, "ا*");
    assert!(is_partial, "a prefix of one letter stands for more words than are searched");
}

#[test]
fn no_word_that_sounds_more_alike_is_missed() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index opens");
    let (words, all) = archive.words_with_prefix("", usize::MAX).expect("the words");
    assert_eq!(words.len(), all);
    let mut compared = 0;
    for latin in ["Qalamoun", "Raqqa", "Arsal", "Soleimani", "Kirkuk", "Mosul", "Yabroud"] {
        let romanized = Romanized::new(latin).expect("a Latin word");
        let (found, is_complete) = archive.words_sounding_like(&romanized, 10);
        assert!(is_complete, "{latin} has too many candidates in the sample archive");
        let most = found.last().unwrap_or_else(|| panic!("{latin} sounds like nothing")).cost;
        for word in &words {
            let is_nearer = romanized.cost(&word.norm).is_some_and(|cost| cost < most - 0.001);
            compared += usize::from(is_nearer);
            assert!(
                !is_nearer || found.iter().any(|known| known.norm == word.norm),
                "{latin}: {} sounds more alike than what was found: {found:?}",
                word.norm
            );
        }
    }
    assert!(compared > 8, "the walk was compared with {compared} words only");
}

/// The Latin letters that the channel writes are found again, letter by letter.
#[test]
fn what_an_arabic_name_is_written_as_is_a_word_of_the_archive() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index opens");
    let (words, _) = archive.words_with_prefix("", usize::MAX).expect("the words");
    for arabic in words.iter().step_by(7) {
        for latin in archive.words_written_for(&arabic.norm, 3) {
            assert!(words.iter().any(|word| word.norm == latin.norm), "{} is no word", latin.norm);
            assert!(latin.cost.is_finite() && latin.cost >= 0.0, "{latin:?}");
        }
    }
}
