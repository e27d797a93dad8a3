//! The division of an article. The first byte tells whether lines are marked as the
//! sources of web pages mark them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::arabic::segment;
use warraq::document::{Article, LineRole, Span};
use warraq::ingest;
use warraq_fuzz::assert_rising;

fuzz_target!(|data: &[u8]| {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let body = String::from_utf8_lossy(rest).into_owned();
    let mut start = 0;
    let mut marked_lines = Vec::new();
    for (number, line) in body.split_inclusive('\n').enumerate() {
        let end = start + line.trim_end_matches('\n').len();
        let role = match (number + usize::from(*first)) % 4 {
            0 => Some(LineRole::Heading),
            1 => Some(LineRole::Related),
            _ => None,
        };
        marked_lines.extend(role.filter(|_| end > start).map(|role| (Span::new(start, end), role)));
        start += line.len();
    }
    let has_markup = first % 2 == 1;
    if !has_markup {
        marked_lines.clear();
    }
    let article = Article { id: "1".to_owned(), body, has_markup, marked_lines, ..Article::default() };
    let words: Vec<Span> = segment::words(&article.body).collect();
    let division = ingest::divide(&article, &words);
    // A section goes on behind a line that is set apart, so that passages rise section by section.
    for number in 0..division.sections.len() {
        let of_section = division.passages.iter().filter(|passage| passage.section == number);
        assert_rising(&article.body, of_section.map(|passage| passage.span));
    }
    assert!(division.passages.iter().all(|passage| passage.section < division.sections.len()));
    for section in &division.sections {
        assert_rising(&article.body, section.heading);
        assert_rising(&article.body, section.paragraphs.iter().copied());
    }
    // No word is lost: each is in a passage or a heading.
    let kept: Vec<Span> = division
        .sections
        .iter()
        .filter_map(|section| section.heading)
        .chain(division.passages.iter().map(|passage| passage.span))
        .collect();
    for word in &words {
        let holds = |span: &Span| span.start <= word.start && word.end <= span.end;
        assert!(kept.iter().any(holds), "{:?} is lost", word.of(&article.body));
    }
});
