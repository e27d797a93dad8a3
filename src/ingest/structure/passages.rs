//! Cuts a section into passages of whole sentences.

use super::words_in;
use crate::arabic::segment;
use crate::document::{Part, Section, Span};

/// A passage is closed at the first sentence end after this many words.
const PASSAGE_WORDS: usize = 80;
/// A sentence that would take a passage beyond this many words starts a new one.
const LONGEST_PASSAGE: usize = 120;
/// A sentence longer than this (a text without stops) is cut at a comma or, failing that, anywhere.
pub(super) const LONGEST_SENTENCE: usize = 160;
/// A rest shorter than this joins the passage before it.
const SHORTEST_PASSAGE: usize = 30;
pub(super) fn passages_of(body: &str, section: &Section, words: &[Span]) -> Vec<Span> {
    if section.part != Part::Body {
        return section.paragraphs.clone();
    }
    let mut found: Vec<(Span, usize)> = Vec::new();
    let mut open: Option<(Span, usize)> = None;
    for sentence in section.paragraphs.iter().flat_map(|paragraph| sentences(body, *paragraph, words)) {
        let length = words_in(words, sentence).len();
        open = match open {
            Some((span, so_far))
                if so_far + length <= LONGEST_PASSAGE && !skips_a_line(body, section, span, sentence) =>
            {
                Some((Span::new(span.start, sentence.end), so_far + length))
            }
            Some(full) => {
                found.push(full);
                Some((sentence, length))
            }
            None => Some((sentence, length)),
        };
        if let Some((_, so_far)) = open
            && so_far >= PASSAGE_WORDS
        {
            found.extend(open.take());
        }
    }
    found.extend(open);
    join_short_rest(body, section, &mut found);
    found.into_iter().map(|(span, _)| span).collect()
}

/// Whether a line set apart lies between two sentences, so that no passage may span it.
fn skips_a_line(body: &str, section: &Section, before: Span, sentence: Span) -> bool {
    let of = |at: usize| {
        let behind = section.paragraphs.partition_point(|paragraph| paragraph.start <= at);
        behind.checked_sub(1).filter(|&inside| at < section.paragraphs[inside].end)
    };
    match (of(before.end.saturating_sub(1)), of(sentence.start)) {
        (Some(a), Some(b)) if b > a => {
            // Paragraphs of a section are neighbours unless something was set apart;
            // then the gap holds more than line breaks and blanks.
            let gap = body.get(section.paragraphs[a].end..section.paragraphs[b].start);
            gap.is_some_and(|gap| !gap.trim().is_empty())
        }
        _ => false,
    }
}

fn join_short_rest(body: &str, section: &Section, found: &mut Vec<(Span, usize)>) {
    let [.., (before, long), (rest, short)] = found[..] else { return };
    if short < SHORTEST_PASSAGE
        && long + short <= LONGEST_SENTENCE
        && !skips_a_line(body, section, before, rest)
    {
        found.pop();
        if let Some(last) = found.last_mut() {
            *last = (Span::new(before.start, rest.end), long + short);
        }
    }
}

/// The sentences of a paragraph as spans of the body, overlong ones cut.
fn sentences(body: &str, paragraph: Span, words: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for sentence in segment::sentences(paragraph.of(body)) {
        let sentence = sentence.shifted(paragraph.start);
        let inside = words_in(words, sentence);
        if inside.len() <= LONGEST_SENTENCE {
            found.push(sentence);
            continue;
        }
        let mut start = sentence.start;
        let mut since = 0;
        for pair in inside.windows(2) {
            since += 1;
            let gap = &body[pair[0].end..pair[1].start];
            let at_comma = since >= PASSAGE_WORDS && gap.contains(['،', ',', '؛', ';', ':']);
            if at_comma || since >= LONGEST_PASSAGE {
                let end = pair[1].start - (gap.len() - gap.trim_end().len());
                found.push(Span::new(start, end));
                start = pair[1].start;
                since = 0;
            }
        }
        found.push(Span::new(start, sentence.end));
    }
    found
}
