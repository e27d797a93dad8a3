//! What is marked in a text: the first line is the query, the rest the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::arabic::Analyzer;
use warraq::document::Span;
use warraq::query::{Filters, Options, interpret, parse, plain_words};
use warraq::search::{Highlighter, highlights};
use warraq_fuzz::{archive, assert_rising};

fuzz_target!(|data: &[u8]| {
    let input = String::from_utf8_lossy(data);
    let (query, text) = input.split_once('\n').unwrap_or((&input, &input));
    let archive = archive();
    let query = parse(query).unwrap_or_else(|_| plain_words(query));
    let Ok((plan, _)) = interpret(Some(&query), &Filters::default(), Options::default(), archive) else {
        return;
    };
    let mut highlighter = Highlighter::new(&plan, Analyzer::new(archive.gazetteer().lexicon().clone()));
    let marks = highlighter.text(text);
    assert_rising(text, marks.iter().copied());
    assert_eq!(highlights(text, marks.clone()), marks, "joined twice is joined once");
    // Spans in any order that may overlap, as mentions do.
    let words: Vec<Span> = warraq::arabic::segment::words(text).collect();
    let pairs = words.windows(2).rev().map(|pair| Span::new(pair[0].start, pair[1].end));
    assert_rising(text, highlights(text, pairs.collect()));
});
