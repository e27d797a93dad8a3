//! Word documents (Office Open XML, ECMA-376). Paragraphs become lines and headings marked
//! lines; text that was deleted under revision, notes and running heads stay out.

mod parts;

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::text::is_title;
use crate::document::{Article, LineRole, Span};
use crate::ingest::fields::{FieldNames, one_line};

pub(in crate::ingest) use parts::parts;

/// How deep elements may lie in each other. Word's own lie some thirty deep; each that is
/// open takes memory.
const DEEPEST: usize = 512;

/// A paragraph while it is read: a box of text may lie in the middle of another one.
#[derive(Default)]
struct Paragraph {
    text: String,
    is_heading: bool,
}

/// What has been read of a document.
#[derive(Default)]
struct Document {
    /// Fields that its properties tell. Not its date: that is often its template's.
    fields: Vec<(&'static str, String)>,
    /// The title that its text has.
    title: String,
    body: String,
    marked: Vec<(Span, LineRole)>,
}

/// The article in the parts of a document, and what is wrong with it if something is.
///
/// # Errors
/// When nothing of it can be read.
pub(super) fn article(xml: &str, names: &FieldNames) -> Result<(Article, Option<String>), String> {
    let mut document = Document::default();
    let fault = document.read(xml).err();
    if let Some(fault) = fault.as_ref().filter(|_| document.body.is_empty()) {
        return Err(fault.clone());
    }
    let mut article = names.article(std::mem::take(&mut document.fields));
    if !document.title.is_empty() {
        article.title = document.title;
    }
    // What the properties have as title is often that of the file it was copied from.
    else if let Some((first, rest)) = document.body.split_once('\n')
        && is_title(first)
        && document.marked.first().is_none_or(|(span, _)| span.start > first.len())
        && !rest.trim().is_empty()
    {
        article.title = one_line(first);
        let cut = first.len() + 1;
        document.marked.iter_mut().for_each(|(span, _)| *span = Span::new(span.start - cut, span.end - cut));
        document.body = document.body.split_off(cut);
    }
    article.has_markup = true;
    article.body = document.body;
    article.marked_lines = document.marked;
    Ok((article, fault))
}

impl Document {
    fn read(&mut self, xml: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        // What can be read of a damaged document is read.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        let mut headings: HashSet<String> = HashSet::new();
        let mut style = String::new();
        let mut open: Vec<Paragraph> = Vec::new();
        // The element whose text is wanted, and how deep inside one that is left out we are.
        let (mut wanted, mut left_out) = (Wanted::Nothing, 0_u32);
        let mut depth = 0_usize;
        loop {
            let at = reader.buffer_position();
            let event =
                reader.read_event().map_err(|error| format!("its XML is broken at byte {at}: {error}"))?;
            match &event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Err(format!("its XML lies more than {DEEPEST} elements deep at byte {at}"));
            }
            match event {
                Event::Start(element) if left_out > 0 || is_left_out(&element) => {
                    left_out += u32::from(is_left_out(&element));
                }
                Event::End(element) if left_out > 0 => {
                    left_out -= u32::from(LEFT_OUT.contains(&element.name().as_ref()));
                }
                _ if left_out > 0 && !matches!(event, Event::Eof) => {}
                Event::Start(element) => match element.name().as_ref() {
                    "dc:title" => wanted = Wanted::Field("title"),
                    "dc:creator" => wanted = Wanted::Field("author"),
                    "w:style" => style = attribute(&element, "w:styleId"),
                    "w:name" if is_heading(&attribute(&element, "w:val")) => {
                        headings.insert(style.clone());
                    }
                    "w:p" => open.push(Paragraph::default()),
                    "w:pStyle" => {
                        if let Some(paragraph) = open.last_mut() {
                            paragraph.is_heading = headings.contains(&attribute(&element, "w:val"));
                        }
                    }
                    "w:t" => wanted = Wanted::Text,
                    "w:tab" => add(&mut open, " "),
                    "w:br" | "w:cr" => add(&mut open, "\n"),
                    "w:noBreakHyphen" => add(&mut open, "-"),
                    _ => {}
                },
                Event::End(element) => match element.name().as_ref() {
                    "w:p" => {
                        if let Some(paragraph) = open.pop() {
                            self.close(&paragraph);
                        }
                    }
                    "w:t" | "dc:title" | "dc:creator" => wanted = Wanted::Nothing,
                    _ => {}
                },
                Event::Text(text) => self.take(wanted, &mut open, &text),
                Event::CData(text) => self.take(wanted, &mut open, &text),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(letter)) => self.take(wanted, &mut open, letter.encode_utf8(&mut [0; 4])),
                    _ => self.take(wanted, &mut open, resolve_predefined_entity(&reference).unwrap_or("")),
                },
                Event::Eof => break,
                _ => {}
            }
        }
        // Cut off before its end.
        while let Some(paragraph) = open.pop() {
            self.close(&paragraph);
        }
        Ok(())
    }

    fn take(&mut self, wanted: Wanted, open: &mut [Paragraph], text: &str) {
        match wanted {
            Wanted::Text => add(open, text),
            Wanted::Field(name) => match self.fields.last_mut() {
                Some((last, value)) if *last == name => value.push_str(text),
                _ => self.fields.push((name, text.to_owned())),
            },
            Wanted::Nothing => {}
        }
    }

    fn close(&mut self, paragraph: &Paragraph) {
        let text = paragraph.text.trim();
        if text.is_empty() {
            return;
        }
        if paragraph.is_heading && self.title.is_empty() && self.body.is_empty() {
            self.title = one_line(text);
            return;
        }
        if !self.body.is_empty() {
            self.body.push('\n');
        }
        let start = self.body.len();
        if paragraph.is_heading {
            self.body.push_str(&one_line(text));
            self.marked.push((Span::new(start, self.body.len()), LineRole::Heading));
        } else {
            self.body.push_str(text);
        }
    }
}

/// Whose text is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Nothing,
    Text,
    Field(&'static str),
}

/// Elements whose text is not the document's: moved away, or said once more for readers that
/// do not know the newer way.
const LEFT_OUT: [&str; 3] = ["w:moveFrom", "w:del", "mc:Fallback"];

fn is_left_out(element: &BytesStart<'_>) -> bool {
    LEFT_OUT.contains(&element.name().as_ref())
}

/// Whether a style is for headings, by its name: ids differ by the language of Word, names do not.
fn is_heading(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "title" || name.starts_with("heading ")
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

fn add(open: &mut [Paragraph], text: &str) {
    if let Some(paragraph) = open.last_mut() {
        paragraph.text.push_str(text);
    }
}
