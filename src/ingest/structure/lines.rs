//! What role each line of a body plays: text, heading, a pointer to another story, a
//! headline of another story at the end.

use super::words_in;
use crate::arabic::{normalize, segment};
use crate::document::{Article, LineRole, Span};

/// A heading has at most this many words and no stop at its end.
const LONGEST_HEADING: usize = 9;
/// What follows a guessed heading has at least this many words.
const SHORTEST_PARAGRAPH: usize = 12;
/// A teaser headline has at most this many words and no stop at its end.
const LONGEST_TEASER: usize = 20;
/// Headlines without a label are teasers when at least this many stand together.
const FEWEST_TEASERS: usize = 2;

/// Beginnings, at the norm level, of lines that point to other stories.
const POINTERS: [&str; 20] = [
    "اقرا ايضا",
    "اقرا المزيد",
    "اقرا كذلك",
    "اقراوا ايضا",
    "اقرءوا ايضا",
    "طالع ايضا",
    "شاهد ايضا",
    "تابع ايضا",
    "انظر ايضا",
    "مواضيع ذات صله",
    "موضوعات ذات صله",
    "اخبار ذات صله",
    "مقالات ذات صله",
    "ذات صله",
    "المزيد من الاخبار",
    "مزيد من الاخبار",
    "الاكثر قراءه",
    "قد يهمك ايضا",
    "للمزيد",
    "اخترنا لكم",
];

#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub span: Span,
    text: &'a str,
    words: usize,
}

impl Line<'_> {
    fn ends_a_sentence(&self) -> bool {
        let end = self.text.trim_end_matches(['"', '»', '”', ')', '\'', ' ', '\u{200F}', '\u{200E}']);
        end.ends_with(['.', '؟', '!', '?', '…', '۔'])
    }

    /// Headlines may ask or exclaim, but end with no full stop.
    fn ends_with_a_stop(&self) -> bool {
        let end = self.text.trim_end_matches(['"', '»', '”', ')', '\'', ' ', '\u{200F}', '\u{200E}']);
        end.ends_with(['.', '…', '۔'])
    }

    fn is_open(&self) -> bool {
        self.text.ends_with([':', '،', ',', '؛', '-'])
    }

    fn is_pointer(&self) -> bool {
        let mut head = String::new();
        for span in segment::words(self.text).take(4) {
            if !head.is_empty() {
                head.push(' ');
            }
            head.push_str(&normalize::exact_norm(span.of(self.text)));
        }
        POINTERS.iter().any(|pointer| {
            head.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }

    /// "اقرأ أيضا" alone: what it points to follows on the next lines.
    fn is_bare_pointer(&self) -> bool {
        self.words <= 4 && self.is_pointer() && !self.text.trim_end_matches([':', ' ']).contains(':')
    }
}

pub(super) fn lines<'a>(article: &'a Article, words: &[Span]) -> Vec<Line<'a>> {
    let body = article.body.as_str();
    let mut found = Vec::new();
    let mut start = 0;
    for piece in body.split_inclusive('\n') {
        let text = piece.trim();
        if !text.is_empty() {
            let first = start + (piece.len() - piece.trim_start().len());
            let span = Span::new(first, first + text.len());
            found.push(Line { span, text, words: words_in(words, span).len() });
        }
        start += piece.len();
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Heading,
    Related,
    Teaser,
}

pub(super) fn roles(article: &Article, lines: &[Line<'_>]) -> Vec<Role> {
    let mut roles = vec![Role::Text; lines.len()];
    for (line, role) in lines.iter().zip(&mut roles) {
        let at = article.marked_lines.binary_search_by_key(&line.span.start, |(span, _)| span.start);
        match at.ok().map(|at| article.marked_lines[at].1) {
            Some(LineRole::Heading) => *role = Role::Heading,
            Some(LineRole::Related) => *role = Role::Related,
            None => {}
        }
    }
    let story_end = mark_teasers(lines, &mut roles);
    mark_pointers(lines, &mut roles, story_end);
    if !article.has_markup {
        mark_headings(lines, &mut roles, story_end);
    }
    // A heading without text below it announces what is set apart, or nothing.
    for at in (0..story_end).rev() {
        let next = roles.get(at + 1).copied().unwrap_or(Role::Teaser);
        if roles[at] == Role::Heading && next == Role::Teaser {
            roles[at] = Role::Teaser;
        }
    }
    roles
}

/// Marks the block of other stories' headlines at the end; returns where the story ends.
fn mark_teasers(lines: &[Line<'_>], roles: &mut [Role]) -> usize {
    let is_headline = |at: usize| {
        let line = &lines[at];
        roles[at] != Role::Heading
            && line.words <= LONGEST_TEASER
            && !line.ends_with_a_stop()
            && !line.is_open()
    };
    let mut first = lines.len();
    while first > 0 && (roles[first - 1] == Role::Related || is_headline(first - 1)) {
        first -= 1;
        if lines[first].is_bare_pointer() {
            break;
        }
    }
    // A marked heading "more news" opens the block as a bare pointer line does.
    if first > 0 && first < lines.len() && lines[first - 1].is_bare_pointer() {
        first -= 1;
    }
    let labelled = first < lines.len() && lines[first].is_bare_pointer();
    let long_enough = lines.len() - first >= FEWEST_TEASERS;
    // The whole article is never a teaser, and a verse or list without stops
    // is told from teasers by the sentence that ends before them.
    let after_a_sentence = first > 0 && lines[first - 1].ends_a_sentence();
    if first == 0 || !long_enough || !(labelled || after_a_sentence) {
        return lines.len();
    }
    roles[first..].fill(Role::Teaser);
    first
}

fn mark_pointers(lines: &[Line<'_>], roles: &mut [Role], story_end: usize) {
    for at in 0..story_end {
        if !lines[at].is_pointer() {
            continue;
        }
        roles[at] = Role::Related;
        let target = at + 1;
        if lines[at].is_bare_pointer()
            && target < story_end
            && lines[target].words <= LONGEST_TEASER
            && !lines[target].ends_with_a_stop()
        {
            roles[target] = Role::Related;
        }
    }
}

/// Guesses headings: a short line without a stop, between the lead and a longer paragraph.
fn mark_headings(lines: &[Line<'_>], roles: &mut [Role], story_end: usize) {
    // From the end, so that the next line that is no pointer is known.
    let mut next: Option<usize> = None;
    for at in (1..story_end).rev() {
        let line = &lines[at];
        let announces_text = next.is_some_and(|next| lines[next].words >= SHORTEST_PARAGRAPH);
        if roles[at] != Role::Related {
            next = Some(at);
        }
        let is_plain = !line.text.starts_with(['-', '*', '•', '"', '«', '“', '(']);
        if roles[at] == Role::Text
            && (1..=LONGEST_HEADING).contains(&line.words)
            && !line.ends_a_sentence()
            && !line.is_open()
            && is_plain
            && announces_text
        {
            roles[at] = Role::Heading;
        }
    }
}
