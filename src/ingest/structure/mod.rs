//! Divides an article's body: sections at headings, lines that point to other
//! stories, teaser headlines at the end, and passages of whole sentences.

use crate::arabic::{normalize, segment};
use crate::document::{Article, LineRole, Part, Passage, Section, Span};

/// A passage is closed at the first sentence end after this many words.
const PASSAGE_WORDS: usize = 80;
/// A sentence that would take a passage beyond this many words starts a new one.
const LONGEST_PASSAGE: usize = 120;
/// A sentence longer than this (a text without stops) is cut at a comma or, failing that, anywhere.
const LONGEST_SENTENCE: usize = 160;
/// A rest shorter than this joins the passage before it.
const SHORTEST_PASSAGE: usize = 30;
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

/// The parts of an article's body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Division {
    /// In the order of the body.
    pub sections: Vec<Section>,
    /// In the order of the body; each lies in one section.
    pub passages: Vec<Passage>,
}

/// Divides `article.body`, whose words are `words`.
#[must_use]
pub fn divide(article: &Article, words: &[Span]) -> Division {
    let lines = lines(article, words);
    let roles = roles(article, &lines);
    let sections = sections(&lines, &roles);
    let mut passages = Vec::new();
    for (number, section) in sections.iter().enumerate() {
        let spans = passages_of(&article.body, section, words);
        passages.extend(spans.into_iter().map(|span| Passage {
            section: number,
            heading: section.heading,
            part: section.part,
            span,
        }));
    }
    Division { sections, passages }
}

#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    span: Span,
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

fn lines<'a>(article: &'a Article, words: &[Span]) -> Vec<Line<'a>> {
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

fn words_in(words: &[Span], span: Span) -> &[Span] {
    let first = words.partition_point(|word| word.start < span.start);
    let end = words.partition_point(|word| word.start < span.end);
    &words[first..end]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Text,
    Heading,
    Related,
    Teaser,
}

fn roles(article: &Article, lines: &[Line<'_>]) -> Vec<Role> {
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

fn sections(lines: &[Line<'_>], roles: &[Role]) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut heading = None;
    // A heading that has no text below it yet.
    let mut bare: Option<Span> = None;
    let mut open: Option<usize> = None;
    for (line, role) in lines.iter().zip(roles) {
        let part = match role {
            Role::Heading => {
                found.extend(bare.replace(line.span).map(text_alone));
                heading = Some(line.span);
                open = None;
                continue;
            }
            Role::Text => Part::Body,
            Role::Related => Part::Related,
            Role::Teaser => Part::Teaser,
        };
        if part == Part::Body {
            bare = None;
            // A pointer in the middle of a section does not end it.
            let at = *open.get_or_insert_with(|| {
                found.push(Section { heading, part, paragraphs: Vec::new() });
                found.len() - 1
            });
            found[at].paragraphs.push(line.span);
        } else {
            found.push(Section { heading: None, part, paragraphs: vec![line.span] });
        }
    }
    found.extend(bare.map(text_alone));
    found.sort_by_key(|section| section.paragraphs.first().map(|span| span.start));
    found
}

/// A heading above no text is text itself, or its words would be found nowhere.
fn text_alone(heading: Span) -> Section {
    Section { heading: None, part: Part::Body, paragraphs: vec![heading] }
}

fn passages_of(body: &str, section: &Section, words: &[Span]) -> Vec<Span> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(body: &str) -> (Article, Division) {
        let article = Article { body: body.to_owned(), ..Article::default() };
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = divide(&article, &words);
        (article, division)
    }

    const PARAGRAPH: &str = "أعلن متحدث باسم الحكومة اليوم أن الوفد عاد من جولة المحادثات الأخيرة من دون اتفاق على جدول زمني واضح.";

    #[test]
    fn headings_related_lines_and_teasers_come_apart() {
        let body = format!(
            "{PARAGRAPH}\n\nتقدم بطيء\n\n{PARAGRAPH}\n\nاقرأ أيضا: وفد جديد يصل إلى جنيف\n\n{PARAGRAPH}\n\n\
             أخبار ذات صلة\nأسعار النفط ترتفع\nمهرجان للكتاب في تونس\n"
        );
        let (article, division) = divided(&body);
        let heading = division.sections[1].heading.map(|span| span.of(&article.body).to_owned());
        assert_eq!(heading.as_deref(), Some("تقدم بطيء"));
        let parts: Vec<Part> = division.sections.iter().map(|section| section.part).collect();
        assert_eq!(parts, [Part::Body, Part::Body, Part::Related, Part::Teaser, Part::Teaser, Part::Teaser]);
    }

    /// An article whose source marks these lines.
    fn marked(lines: &[(&str, Option<LineRole>)]) -> (Article, Division) {
        let mut article = Article { has_markup: true, ..Article::default() };
        for (line, role) in lines {
            let start = article.body.len();
            article.body.push_str(line);
            let span = Span::new(start, article.body.len());
            article.marked_lines.extend(role.map(|role| (span, role)));
            article.body.push('\n');
        }
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = divide(&article, &words);
        (article, division)
    }

    #[test]
    fn a_heading_without_text_below_is_text() {
        let heading = Some(LineRole::Heading);
        let lines = [("الفصل الأول", heading), ("تقدم بطيء", heading), (PARAGRAPH, None), ("خاتمة", heading)];
        let (article, division) = marked(&lines);
        let texts: Vec<&str> =
            division.passages.iter().map(|passage| passage.span.of(&article.body)).collect();
        assert_eq!(texts, ["الفصل الأول", PARAGRAPH, "خاتمة"]);
        let heading = division.passages[1].heading.map(|span| span.of(&article.body));
        assert_eq!(heading, Some("تقدم بطيء"));
    }

    #[test]
    fn a_pointer_of_a_few_letters_lies_in_no_passage() {
        let (article, division) =
            marked(&[("خبر قصير.", None), ("من", Some(LineRole::Related)), ("وتتمة له.", None)]);
        let own = division.passages.iter().filter(|passage| passage.part == Part::Body);
        let texts: Vec<&str> = own.map(|passage| passage.span.of(&article.body)).collect();
        assert_eq!(texts, ["خبر قصير.", "وتتمة له."]);
    }

    #[test]
    fn teasers_without_a_label_are_seen() {
        let body = format!("{PARAGRAPH}\n{PARAGRAPH}\nأسعار النفط ترتفع\nمتى يبدأ المهرجان؟\nفوز المنتخب");
        let (_, division) = divided(&body);
        assert_eq!(division.sections.iter().filter(|section| section.part == Part::Teaser).count(), 3);
    }

    #[test]
    fn one_short_last_line_is_no_teaser() {
        let (_, division) = divided(&format!("{PARAGRAPH}\n{PARAGRAPH}\nالمصدر وكالات"));
        assert!(division.sections.iter().all(|section| section.part == Part::Body));
    }

    #[test]
    fn passages_are_whole_sentences_of_bounded_length() {
        let body = format!("{PARAGRAPH} ").repeat(40);
        let (article, division) = divided(&body);
        assert!(division.passages.len() > 4);
        for passage in &division.passages {
            let text = passage.span.of(&article.body);
            assert!(text.ends_with('.'));
            assert!(segment::words(text).count() <= LONGEST_SENTENCE);
        }
    }

    #[test]
    fn a_text_without_stops_is_cut() {
        let (article, division) = divided(&"كلمة ".repeat(1000));
        let words: usize =
            division.passages.iter().map(|p| segment::words(p.span.of(&article.body)).count()).sum();
        assert_eq!(words, 1000);
        assert!(division.passages.len() >= 8);
    }
}
