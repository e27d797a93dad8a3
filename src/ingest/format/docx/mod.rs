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

/// Whose text is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wanted {
    #[default]
    Nothing,
    Paragraph,
    Field(&'static str),
}

/// A document as far as it has been read.
#[derive(Default)]
struct Document {
    /// Fields that its properties tell. Not its date: that is often its template's.
    fields: Vec<(&'static str, String)>,
    /// Ids of the styles of headings.
    headings: HashSet<String>,
    /// The title that its text has.
    title: String,
    body: String,
    marked: Vec<(Span, LineRole)>,
    /// The style that is being described.
    style: String,
    /// The paragraph that is being read, and those it lies in.
    open: Vec<Paragraph>,
    wanted: Wanted,
    /// How many elements are open whose text is left out.
    left_out: usize,
}

/// The article in the parts of a document, and what is wrong with it if something is.
///
/// # Errors
/// When nothing of it can be read.
pub(super) fn article(xml: &str, names: &FieldNames) -> Result<(Article, Option<String>), String> {
    let mut document = Document::default();
    let fault = document.read(xml).err();
    // Cut off before its end.
    while !document.open.is_empty() {
        document.close();
    }
    if let Some(fault) = fault.as_ref().filter(|_| document.body.is_empty()) {
        return Err(fault.clone());
    }
    let mut article = names.article(std::mem::take(&mut document.fields));
    // What the properties have as title is often that of the file it was copied from.
    if let Some(title) = document.take_title() {
        article.title = title;
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
        let mut depth = 0_usize;
        loop {
            let at = reader.buffer_position();
            let event =
                reader.read_event().map_err(|error| format!("its XML is broken at byte {at}: {error}"))?;
            match event {
                Event::Start(element) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(format!("its XML lies more than {DEEPEST} elements deep at byte {at}"));
                    }
                    self.start(&element);
                }
                Event::End(element) => {
                    depth = depth.saturating_sub(1);
                    self.end(element.local_name().as_ref());
                }
                Event::Text(text) => self.take(&text),
                Event::CData(text) => self.take(&text),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(letter)) => self.take(letter.encode_utf8(&mut [0; 4])),
                    _ => self.take(resolve_predefined_entity(&reference).unwrap_or("")),
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        if LEFT_OUT.contains(&name.as_ref()) {
            self.left_out += 1;
        }
        if self.left_out > 0 {
            return;
        }
        match name.as_ref() {
            "title" => self.wanted = Wanted::Field("title"),
            "creator" => self.wanted = Wanted::Field("author"),
            "style" => self.style = attribute(element, "styleId"),
            "name" if is_heading(&attribute(element, "val")) => {
                self.headings.insert(self.style.clone());
            }
            "p" => self.open.push(Paragraph::default()),
            "pStyle" => {
                let is_heading = self.headings.contains(&attribute(element, "val"));
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.is_heading = is_heading;
                }
            }
            "t" => self.wanted = Wanted::Paragraph,
            "tab" => self.add(" "),
            "br" | "cr" => self.add("\n"),
            "noBreakHyphen" => self.add("-"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= usize::from(LEFT_OUT.contains(&name));
            return;
        }
        match name {
            "p" => self.close(),
            "t" | "title" | "creator" => self.wanted = Wanted::Nothing,
            _ => {}
        }
    }

    fn take(&mut self, text: &str) {
        match self.wanted {
            _ if self.left_out > 0 => {}
            Wanted::Nothing => {}
            Wanted::Paragraph => self.add(text),
            Wanted::Field(name) => match self.fields.last_mut() {
                Some((last, value)) if *last == name => value.push_str(text),
                _ => self.fields.push((name, text.to_owned())),
            },
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// Makes lines of the paragraph that ends, or the title.
    fn close(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
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

    /// The title that the text has: its first heading, or a first line that looks like one,
    /// which leaves the body.
    fn take_title(&mut self) -> Option<String> {
        if !self.title.is_empty() {
            return Some(std::mem::take(&mut self.title));
        }
        let (first, rest) = self.body.split_once('\n')?;
        let is_marked = self.marked.first().is_some_and(|(span, _)| span.start < first.len());
        if is_marked || !is_title(first) || rest.trim().is_empty() {
            return None;
        }
        let (title, cut) = (one_line(first), first.len() + 1);
        self.body.drain(..cut);
        for (span, _) in &mut self.marked {
            *span = Span::new(span.start - cut, span.end - cut);
        }
        Some(title)
    }
}

/// Elements whose text is not the document's: deleted, moved away, or said once more for
/// readers that do not know the newer way.
const LEFT_OUT: [&str; 3] = ["moveFrom", "del", "Fallback"];

/// Whether a style is for headings, by its name: ids differ by the language of Word, names do not.
fn is_heading(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "title" || name.starts_with("heading ")
}

/// The value of an attribute, whatever its prefix; empty when there is none.
fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let is_it = |key: quick_xml::name::QName<'_>| key.local_name().as_ref() == name;
    let found = element.attributes().flatten().find(|attribute| is_it(attribute.key));
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}
