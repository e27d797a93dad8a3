//! How everything is written: colour, direction marks, JSON lines and CSV records. What
//! must not reach a terminal raw is told by [`super::visible`].

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use super::args::{Color, Global};
use super::visible::{cell, one_line, visible, write_json};
use crate::document::Span;
use crate::error::{Error, Result};

const BOLD: &str = "\u{1b}[1m";
const MATCH: &str = "\u{1b}[1;33m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";
/// First strong isolate and pop: set a run of text apart from its line's direction.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// Standard output with what is known of the reader.
pub(super) struct Output {
    out: BufWriter<StdoutLock<'static>>,
    color: bool,
    bidi: bool,
}

impl Output {
    pub(super) fn new(global: &Global) -> Self {
        let terminal = io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !no_color,
        };
        Output { out: BufWriter::new(io::stdout().lock()), color, bidi: global.bidi && terminal }
    }

    /// Writes one line of text that is already safe.
    pub(super) fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{text}").map_err(|e| Error::io("write", Path::new("stdout"), e))
    }

    /// Writes a value as one line of JSON.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> Result<()> {
        write_json(&mut self.out, value).map_err(|e| Error::io("write", Path::new("stdout"), e))?;
        self.line("")
    }

    /// Writes one CSV record; cells are guarded.
    pub(super) fn record<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<()> {
        let fail = |error: csv::Error| {
            let kind = match error.into_kind() {
                csv::ErrorKind::Io(error) => error,
                other => io::Error::other(format!("{other:?}")),
            };
            Error::io("write", Path::new("stdout"), kind)
        };
        let mut writer = csv::WriterBuilder::new().from_writer(&mut self.out);
        writer.write_record(cells.iter().map(|text| cell(text.as_ref()))).map_err(fail)?;
        writer.flush().map_err(|e| Error::io("write", Path::new("stdout"), e))
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| Error::io("write", Path::new("stdout"), e))
    }

    fn isolated(&self, text: String) -> String {
        if self.bidi { format!("{ISOLATE}{text}{POP}") } else { text }
    }

    fn styled(&self, style: &str, text: &str) -> String {
        if self.color { format!("{style}{text}{RESET}") } else { text.to_owned() }
    }

    /// The title of an article, or that there is none.
    pub(super) fn title(&self, text: &str) -> String {
        if text.trim().is_empty() { self.faint("(untitled)") } else { self.strong(text) }
    }

    /// A headline.
    pub(super) fn strong(&self, text: &str) -> String {
        self.styled(BOLD, &self.isolated(one_line(text)))
    }

    /// Metadata.
    pub(super) fn faint(&self, text: &str) -> String {
        self.styled(DIM, &self.isolated(one_line(text)))
    }

    /// Writes the lines of a passage with words marked, indented below what was written of it.
    pub(super) fn passage(&mut self, text: &str, marks: &[Span]) -> Result<()> {
        for line in self.marked(text, marks).lines().filter(|line| !line.trim().is_empty()) {
            self.line(&format!("   {line}"))?;
        }
        Ok(())
    }

    /// A text with whole words marked: by colour, or without it by brackets.
    pub(super) fn marked(&self, text: &str, marks: &[Span]) -> String {
        let (open, close) = if self.color { (MATCH, RESET) } else { ("⟦", "⟧") };
        let mut out = String::with_capacity(text.len() + marks.len() * 8);
        let mut from = 0;
        for mark in marks {
            out.push_str(&visible(text.get(from..mark.start).unwrap_or_default()));
            out.push_str(open);
            out.push_str(&visible(mark.of(text)));
            out.push_str(close);
            from = mark.end;
        }
        out.push_str(&visible(text.get(from..).unwrap_or_default()));
        self.isolated(out)
    }
}

/// Talk on stderr: notes for people, silent with `--quiet`.
pub(super) fn note(global: &Global, text: &str) {
    if !global.quiet {
        // Talk is worth no failure.
        let _ = writeln!(io::stderr().lock(), "{}", visible(text));
    }
}
