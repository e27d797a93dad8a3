//! Divides an article's body: sections at headings, lines that point to other
//! stories, teaser headlines at the end, and passages of whole sentences. [`lines`] tells
//! what role each line plays, [`passages`] cuts sections into passages.

mod lines;
mod passages;

use self::lines::{Line, Role, lines, roles};
use self::passages::passages_of;
use crate::document::{Article, Part, Passage, Section, Span};

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

/// The words inside a span, of words in the order of the text.
fn words_in(words: &[Span], span: Span) -> &[Span] {
    let first = words.partition_point(|word| word.start < span.start);
    let end = words.partition_point(|word| word.start < span.end);
    &words[first..end]
}

#[cfg(test)]
mod tests {
    use super::passages::LONGEST_SENTENCE;
    use super::*;
    use crate::arabic::segment;
    use crate::document::LineRole;

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
