//! Who is named in a text, and who in an article.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use warraq::arabic::segment;
use warraq::document::{Article, Span};
use warraq::entity::{MentionKind, TaggedText, Tagger, discover};
use warraq::ingest;
use warraq_fuzz::{assert_rising, gazetteer};

thread_local! {
    static TAGGER: RefCell<Tagger> = RefCell::new(Tagger::new(gazetteer()));
}

fn check(tagged: &TaggedText) {
    assert_rising(&tagged.text, tagged.tokens.iter().map(|token| token.span));
    // A place inside a longer name lies in another mention, and may lie in a discovered one.
    let known = tagged.mentions.iter().filter(|mention| {
        mention.kind != MentionKind::Inside && !mention.entity.id.starts_with(discover::PREFIX)
    });
    assert_rising(&tagged.text, known.map(|mention| mention.span));
    for mention in &tagged.mentions {
        assert_rising(&tagged.text, [mention.span]);
    }
    assert!(tagged.mentions.is_sorted_by_key(|mention| mention.span.start));
    for mention in &tagged.mentions {
        let token = tagged.tokens.get(mention.first_token).expect("a mention begins at a token");
        assert_eq!(token.span.start, mention.span.start);
        assert!(mention.first_token + mention.tokens <= tagged.tokens.len());
        assert!(!mention.entity.id.is_empty());
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    TAGGER.with_borrow_mut(|tagger| {
        check(&tagger.tag_text(&text));
        let (title, body) = text.split_once('\n').unwrap_or(("", &text));
        let article = Article {
            id: "1".to_owned(),
            title: title.to_owned(),
            body: body.to_owned(),
            ..Article::default()
        };
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = ingest::divide(&article, &words);
        let number = division.passages.len();
        let tagged = tagger.tag(article, &words, division.passages);
        assert_eq!(tagged.passages.len(), number);
        check(&tagged.title);
        tagged.headings.iter().for_each(|heading| check(&heading.tagged));
        tagged.passages.iter().for_each(|passage| check(&passage.tagged));
    });
});
