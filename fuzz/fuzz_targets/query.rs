//! The reader of queries, what it makes of them in an archive, and the search.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::cli::visible::{one_line, visible};
use warraq::error::Error;
use warraq::query::{Filters, Options, inquire, interpret, parse, plain_words};
use warraq::search::{Parts, Request, Sort, Unit, search};
use warraq_fuzz::{archive, assert_harmless};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let archive = archive();
    let queries = match parse(&text) {
        Ok(query) => vec![query, plain_words(&text)],
        Err(error) => {
            if let Error::Query { position, .. } = &error {
                assert!(*position <= text.chars().count(), "the error lies behind the query");
            }
            assert_harmless(&visible(&error.to_string()), &['\n']);
            assert_harmless(&visible(&error.hint().unwrap_or_default()), &['\n']);
            vec![plain_words(&text)]
        }
    };
    let parts = Parts { related: true, teasers: true };
    for query in &queries {
        for literal in [false, true] {
            let options = Options { literal, ..Options::default() };
            let Ok((plan, read)) = interpret(Some(query), &Filters::default(), options, archive) else {
                continue;
            };
            for part in &read.parts {
                assert_harmless(&one_line(&part.to_string()), &[]);
            }
            // A page and what follows it are the list.
            let page = |limit, offset| {
                let request = Request { unit: Unit::Passage, sort: Sort::Score, limit, offset, parts };
                search(archive, &plan, request).expect("a plan can be run")
            };
            let all = page(usize::MAX, 0);
            assert_eq!(all.hits.len() as u64, all.passages);
            assert!(all.hits.iter().all(|hit| hit.score.is_finite() && hit.score >= 0.0), "{:?}", all.hits);
            let pages = [page(2, 0).hits, page(usize::MAX, 2).hits].concat();
            assert_eq!(pages, all.hits);
        }
    }
    let _ = inquire(&text, false, archive);
});
