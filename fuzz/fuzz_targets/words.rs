//! Words and sentences, their normal forms, and the analyzer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::arabic::{Analyzer, fingerprint, normalize, segment};
use warraq::document::Span;
use warraq_fuzz::{assert_rising, gazetteer};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let words: Vec<Span> = segment::words(&text).collect();
    assert_rising(&text, words.iter().copied());
    let sentences = segment::sentences(&text);
    assert_rising(&text, sentences.iter().copied());
    for word in &words {
        let holds = |sentence: &Span| sentence.start <= word.start && word.end <= sentence.end;
        let at = sentences.partition_point(|sentence| sentence.end < word.end);
        assert!(sentences.get(at).is_some_and(holds), "{word:?} is in no sentence");
        let exact = normalize::exact(word.of(&text));
        assert_eq!(normalize::exact(&exact), exact, "exact twice is exact once");
        let norm = normalize::norm(&exact);
        assert_eq!(normalize::norm(&norm), norm, "norm twice is norm once");
    }
    // A run of letters longer than a word is cut; shorter in its norm, it is cut elsewhere.
    if text.split_whitespace().all(|run| run.len() < segment::LONGEST_WORD) {
        let phrase = normalize::phrase(&text);
        assert_eq!(normalize::phrase(&phrase), phrase, "the norm of a phrase twice is that once");
    }
    let mut analyzer = Analyzer::new(gazetteer().lexicon().clone());
    let tokens = analyzer.tokens(&text);
    assert_rising(&text, tokens.iter().map(|token| token.span));
    for token in &tokens {
        let forms = &token.forms;
        assert!(!forms.exact().is_empty() && !forms.norm().is_empty(), "a level is empty");
        assert!(forms.stems().count() > 0 && forms.stems().all(|stem| !stem.is_empty()), "no stem");
        // White space parts the terms of an index.
        let whole = |level: &str| !level.contains(char::is_whitespace);
        assert!(whole(forms.exact()) && whole(forms.norm()) && forms.stems().all(whole), "{forms:?}");
    }
    let _ = fingerprint(tokens.iter());
});
