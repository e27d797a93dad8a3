//! Words and sentences as byte spans of the original text. Spans lie on
//! character boundaries, rise, do not overlap, and are never changed later.

use super::letters::{is_arabic, is_ignorable};
use crate::document::Span;

/// Longest word in bytes. A longer run of letters (no Arabic word has more
/// than a few dozen) is cut there, so that one bad file cannot make a term
/// that the index refuses (its limit is 65,530 bytes).
pub const LONGEST_WORD: usize = 240;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// An Arabic letter or digit written with Arabic letters around it.
    Arabic,
    /// A letter of another script, or a digit.
    Other,
    /// Belongs to the word around it, but starts none.
    Ignorable,
    /// An apostrophe, part of a Latin word when a letter follows (Da'esh).
    Apostrophe,
    /// Between words.
    Gap,
    /// Not in the table.
    Unknown,
}

/// Classes of everything below U+0800, where nearly all text of an Arabic
/// archive lies; Unicode's own tables are too slow for every character.
static CLASSES: [Class; 0x800] = {
    let mut table = [Class::Gap; 0x800];
    let mut code = 0;
    while code < 0x800 {
        table[code] = early_class(code);
        code += 1;
    }
    table
};

/// [`Class`] of ASCII and of the block Arabic; [`Class::Unknown`] elsewhere.
const fn early_class(code: usize) -> Class {
    match code {
        0x30..=0x39 | 0x41..=0x5A | 0x61..=0x7A => Class::Other,
        0x27 => Class::Apostrophe,
        0x00..=0x7F => Class::Gap,
        // Signs, marks, tatweel and direction mark of the block.
        0x0610..=0x061A
        | 0x061C
        | 0x0640
        | 0x064B..=0x065F
        | 0x0670
        | 0x06D6..=0x06DC
        | 0x06DF..=0x06E4
        | 0x06E7
        | 0x06E8
        | 0x06EA..=0x06ED => Class::Ignorable,
        0x0660..=0x0669 | 0x06F0..=0x06F9 => Class::Other,
        0x0620..=0x064A
        | 0x066E
        | 0x066F
        | 0x0671..=0x06D3
        | 0x06D5
        | 0x06E5
        | 0x06E6
        | 0x06EE
        | 0x06EF
        | 0x06FA..=0x06FC
        | 0x06FF => Class::Arabic,
        0x0600..=0x06FF => Class::Gap,
        _ => Class::Unknown,
    }
}

fn class(c: char) -> Class {
    match CLASSES.get(c as usize) {
        Some(Class::Unknown) | None => late_class(c),
        Some(&class) => class,
    }
}

fn late_class(c: char) -> Class {
    if is_ignorable(c) {
        Class::Ignorable
    } else if c.is_numeric() {
        Class::Other
    } else if c.is_alphabetic() {
        if is_arabic(c) { Class::Arabic } else { Class::Other }
    } else if matches!(c, '\u{2019}' | '\u{02BC}' | '\u{02BE}' | '\u{02BF}') {
        Class::Apostrophe
    } else {
        Class::Gap
    }
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Words<'_> {
    Words { text, position: 0 }
}

/// Iterator of [`words`].
pub struct Words<'a> {
    text: &'a str,
    position: usize,
}

impl Iterator for Words<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let bytes_left = &self.text[self.position..];
        let mut start = None;
        let mut end = 0;
        let mut script = Class::Gap;
        let mut pending_apostrophe = false;
        for (offset, c) in bytes_left.char_indices() {
            let at = self.position + offset;
            let this = class(c);
            let Some(first) = start else {
                if matches!(this, Class::Arabic | Class::Other) {
                    start = Some(at);
                    end = at + c.len_utf8();
                    script = this;
                }
                continue;
            };
            match this {
                // Arabic letters and Latin letters or digits written without a
                // space are two words: بـ50, الـISIS.
                Class::Arabic | Class::Other if this == script && at - first < LONGEST_WORD => {
                    end = at + c.len_utf8();
                    pending_apostrophe = false;
                }
                Class::Ignorable => {}
                Class::Apostrophe if script == Class::Other && !pending_apostrophe => {
                    pending_apostrophe = true;
                }
                _ => {
                    self.position =
                        if matches!(this, Class::Arabic | Class::Other) { at } else { at + c.len_utf8() };
                    return Some(with_trailing_marks(self.text, first, end));
                }
            }
        }
        self.position = self.text.len();
        start.map(|first| with_trailing_marks(self.text, first, end))
    }
}

/// Vowel signs after the last letter belong to the word (they would otherwise
/// hang in the air when it is highlighted); direction marks do not.
fn with_trailing_marks(text: &str, start: usize, mut end: usize) -> Span {
    for c in text[end..].chars() {
        if !super::letters::is_mark(c) {
            break;
        }
        end += c.len_utf8();
    }
    Span::new(start, end)
}

/// The sentences of a text, in order, without the white space around them.
///
/// A sentence ends at a full stop, question or exclamation mark (Arabic or
/// Latin) that white space or the end follows, and at every line break. A stop
/// after a single letter (د. أحمد) or between digits (3.5) ends nothing.
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters_in_word = 0usize;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let after = at + c.len_utf8();
        if c == '\n' || c == '\r' {
            push_trimmed(text, start, at, &mut found);
            start = after;
            letters_in_word = 0;
            continue;
        }
        let ends = match c {
            '؟' | '!' | '?' | '۔' | '…' => true,
            '.' => letters_in_word != 1,
            _ => false,
        };
        match class(c) {
            Class::Arabic | Class::Other => letters_in_word += 1,
            Class::Ignorable => {}
            _ => letters_in_word = 0,
        }
        if !ends {
            continue;
        }
        // Closing quotes, brackets and further stops belong to this sentence.
        let mut end = after;
        while let Some(&(next_at, next)) = characters.peek() {
            if !matches!(next, '.' | '!' | '?' | '؟' | '"' | '»' | '”' | ')' | ']' | '\'' | '’') {
                break;
            }
            end = next_at + next.len_utf8();
            characters.next();
        }
        let at_gap = characters.peek().is_none_or(|&(_, next)| next.is_whitespace());
        // News sites often glue sentences together: "قال.وأضاف". An Arabic
        // letter right after a stop starts a sentence; digits and Latin do not.
        let glued = c == '.' && characters.peek().is_some_and(|&(_, next)| class(next) == Class::Arabic);
        if at_gap || glued {
            push_trimmed(text, start, end, &mut found);
            start = end;
            letters_in_word = 0;
        }
    }
    push_trimmed(text, start, text.len(), &mut found);
    found
}

fn push_trimmed(text: &str, start: usize, end: usize, into: &mut Vec<Span>) {
    let piece = &text[start..end];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let lead = piece.len() - piece.trim_start().len();
        into.push(Span::new(start + lead, start + lead + trimmed.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).map(|span| span.of(text)).collect()
    }

    #[test]
    fn words_are_runs_of_letters_or_digits() {
        assert_eq!(split("قال، «محمد» (2017)."), ["قال", "محمد", "2017"]);
    }

    #[test]
    fn scripts_written_together_are_two_words() {
        assert_eq!(split("الـISIS بـ50"), ["ال", "ISIS", "ب", "50"]);
    }

    #[test]
    fn vowel_signs_stay_in_the_span_and_direction_marks_after_it_do_not() {
        assert_eq!(split("مُحَمَّدٌ محمد\u{200F} محـــمد"), ["مُحَمَّدٌ", "محمد", "محـــمد"]);
    }

    #[test]
    fn an_apostrophe_joins_latin_letters_only() {
        assert_eq!(split("Da'esh 'quoted' deir-ez"), ["Da'esh", "quoted", "deir", "ez"]);
    }

    #[test]
    fn a_word_of_a_million_letters_is_cut() {
        let text = "ب".repeat(1_000_000);
        assert!(words(&text).all(|span| span.len() <= LONGEST_WORD + 4));
    }

    #[test]
    fn sentences_end_at_stops_but_not_in_numbers_or_after_an_initial() {
        let text = "قال د. أحمد 3.5 مليون. ثم سكت؟ نعم\nلا";
        let found: Vec<_> = sentences(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["قال د. أحمد 3.5 مليون.", "ثم سكت؟", "نعم", "لا"]);
    }

    #[test]
    fn glued_sentences_come_apart() {
        let text = "انتهى الاجتماع.وأضاف المتحدث.";
        assert_eq!(sentences(text).len(), 2);
    }
}
