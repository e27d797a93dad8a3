//! A mention in its context as a line of a concordance (keyword in context): what is
//! shown of it and how it is written as text, JSON and CSV.

use serde::Serialize;

use super::names::Names;
use super::output::Output;
use super::tei::escaped;
use super::visible::one_line;
use crate::arabic::normalize;
use crate::document::{Part, Span};
use crate::entity::MentionKind;
use crate::error::Result;
use crate::index::PassageRecord;
use crate::search::{Occurrence, Zone};

/// Width of the context before the mention on a text line, in characters.
const BEFORE_WIDTH: usize = 48;

/// A mention as JSON; documented in the README.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    category: Option<&'a str>,
    source: Option<&'a str>,
    heading: Option<&'a str>,
    passage: u64,
    part: Part,
    zone: Zone,
    path: &'a str,
    url: Option<&'a str>,
    entity: Option<&'a str>,
    name: Option<String>,
    pub kind: MentionKind,
    /// Other actors that compete for a role; empty where it is clear.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    ambiguous_with: &'a [String],
    /// The words before it, in the order of reading.
    pub before: String,
    /// As it is written.
    pub form: &'a str,
    /// The words after it.
    pub after: String,
    /// Bytes in the article's body; none in a headline.
    start: Option<usize>,
    end: Option<usize>,
    /// The same in characters.
    start_char: Option<usize>,
    end_char: Option<usize>,
    /// Whether white space stands before and after the form.
    #[serde(skip)]
    spaced: [bool; 2],
    /// Ids of near copies of the article that are not listed.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    copies: &'a [String],
}

/// The columns of [`Row`] in CSV.
pub(super) const COLUMNS: [&str; 23] = [
    "date",
    "source",
    "category",
    "id",
    "title",
    "heading",
    "passage",
    "part",
    "zone",
    "kind",
    "entity",
    "name",
    "before",
    "form",
    "after",
    "start",
    "end",
    "start_char",
    "end_char",
    "ambiguous_with",
    "path",
    "url",
    "copies",
];

impl<'a> Row<'a> {
    pub(super) fn new(
        record: &'a PassageRecord,
        occurrence: &'a Occurrence,
        context: usize,
        copies: &'a [String],
        names: &mut Names<'_>,
    ) -> Self {
        let (text, start) = (occurrence.text(record), occurrence.zone_start(record));
        let Span { start: from, end: to } = occurrence.span;
        let form = occurrence.form(record);
        let chars_before = text.get(..from).map_or(0, |before| before.chars().count());
        let id = occurrence.id.as_deref();
        Row {
            id: &record.id,
            title: &record.title,
            date: record.date.map(|day| day.to_string()),
            category: record.category.as_deref(),
            source: record.source.as_deref(),
            heading: record.heading.as_deref(),
            passage: record.order,
            part: record.part,
            zone: occurrence.zone,
            path: &record.path,
            url: record.url.as_deref(),
            entity: id,
            name: id.map(|id| names.of(id).to_owned()),
            kind: occurrence.kind,
            ambiguous_with: &occurrence.rivals,
            before: last_words(text.get(..from).unwrap_or_default(), context),
            form,
            after: first_words(text.get(to..).unwrap_or_default(), context),
            start: start.map(|(bytes, _)| bytes + from),
            end: start.map(|(bytes, _)| bytes + to),
            start_char: start.map(|(_, chars)| chars + chars_before),
            end_char: start.map(|(_, chars)| chars + chars_before + form.chars().count()),
            spaced: [
                text.get(..from).is_some_and(|before| before.ends_with(char::is_whitespace)),
                text.get(to..).is_some_and(|after| after.starts_with(char::is_whitespace)),
            ],
            copies,
        }
    }

    /// Writes it as a line of text: the mention in the middle.
    pub(super) fn write_text(&self, output: &mut Output) -> Result<()> {
        let before = one_line(&self.before);
        let width = before.chars().count();
        let before: String = before.chars().skip(width.saturating_sub(BEFORE_WIDTH)).collect();
        let padding = " ".repeat(BEFORE_WIDTH.saturating_sub(width));
        let form = one_line(self.form);
        let [before_gap, after_gap] = self.spaced.map(|spaced| if spaced { " " } else { "" });
        let line = format!("{before}{before_gap}{form}{after_gap}{}", one_line(&self.after));
        let start = before.len() + before_gap.len();
        let mark = Span::new(start, start + form.len());
        let date = self.date.as_deref().unwrap_or("undated");
        let kind = self.kind.label();
        let place = match self.zone {
            Zone::Title => "title".to_owned(),
            Zone::Heading => "heading".to_owned(),
            Zone::Text => format!("#{}", self.passage),
        };
        let mut facts = vec![self.id.to_owned(), place];
        facts.extend(self.name.iter().map(|name| format!("→ {name}")));
        facts.extend(self.ambiguous_with.iter().map(|other| format!("or {other}")));
        if !self.copies.is_empty() {
            facts.push(format!("also in {}", self.copies.join(", ")));
        }
        let head = output.faint(&format!("{date} {kind:<9}"));
        output.line(&format!(
            "{head} {padding}{}  {}",
            output.marked(&line, &[mark]),
            output.faint(&facts.join(" "))
        ))
    }

    /// It as a span of a TEI document. The target names the characters of the article's
    /// body (RFC 5147), headlines have none.
    pub(super) fn tei_span(&self, number: u64) -> String {
        let id: String = self.id.split_whitespace().collect::<Vec<_>>().join("%20");
        let target = match (self.start_char, self.end_char) {
            (Some(start), Some(end)) => format!("{id}#char={start},{end}"),
            _ => id,
        };
        let date = self.date.as_deref().map(|date| format!("<date when=\"{date}\"/>")).unwrap_or_default();
        let key = self.entity.map(|id| format!(" key=\"{}\"", escaped(id))).unwrap_or_default();
        format!(
            "<span xml:id=\"m{number}\" type=\"{}\" target=\"{}\">{date}<seg type=\"before\">{}</seg> <rs{key}>{}</rs> <seg type=\"after\">{}</seg></span>",
            self.kind.label(),
            escaped(&target),
            escaped(&self.before),
            escaped(self.form),
            escaped(&self.after),
        )
    }

    /// Writes it as a CSV record of [`COLUMNS`].
    pub(super) fn write_csv(&self, output: &mut Output) -> Result<()> {
        let number = |value: Option<usize>| value.map(|value| value.to_string()).unwrap_or_default();
        let option = |value: Option<&str>| value.unwrap_or_default().to_owned();
        output.record(&[
            option(self.date.as_deref()),
            option(self.source),
            option(self.category),
            self.id.to_owned(),
            self.title.to_owned(),
            option(self.heading),
            self.passage.to_string(),
            format!("{:?}", self.part).to_lowercase(),
            format!("{:?}", self.zone).to_lowercase(),
            self.kind.label().to_owned(),
            option(self.entity),
            option(self.name.as_deref()),
            self.before.clone(),
            self.form.to_owned(),
            self.after.clone(),
            number(self.start),
            number(self.end),
            number(self.start_char),
            number(self.end_char),
            self.ambiguous_with.join("; "),
            self.path.to_owned(),
            option(self.url),
            self.copies.join("; "),
        ])
    }
}

/// The last words of a text, at most so many, with what stands between them.
pub(super) fn last_words(text: &str, words: usize) -> String {
    let mut from = text.len();
    for word in text.split_whitespace().rev().take(words) {
        from = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    text.get(from..).unwrap_or_default().trim().to_owned()
}

/// The first words of a text, likewise.
pub(super) fn first_words(text: &str, words: usize) -> String {
    let mut to = 0;
    for word in text.split_whitespace().take(words) {
        to = word.as_ptr() as usize - text.as_ptr() as usize + word.len();
    }
    text.get(..to).unwrap_or_default().trim().to_owned()
}

/// A context as a key of the concordance sort: words without marks and spelling, the
/// nearest to the mention first.
pub(super) fn context_key(context: &str, is_before: bool) -> String {
    let mut words: Vec<String> =
        crate::arabic::segment::words(context).map(|span| normalize::exact_norm(span.of(context))).collect();
    if is_before {
        words.reverse();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_whole_words() {
        assert_eq!(last_words("a bb  ccc ", 2), "bb  ccc");
        assert_eq!(first_words(", bb ccc d", 2), ", bb");
        assert_eq!(last_words("a", 0), "");
    }

    #[test]
    fn the_nearest_word_sorts_first() {
        assert_eq!(context_key("in the, Camp", true), "camp the in");
    }
}
