//! How everything is written: safe text for terminals, colour, direction
//! marks, CSV cells. The only place that knows of any of these.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use super::args::{Color, Global};
use crate::document::Span;
use crate::error::{Error, Result};

const BOLD: &str = "\u{1b}[1m";
const MATCH: &str = "\u{1b}[1;33m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";
/// First strong isolate and pop: set a run of text apart from its line's direction.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// Text with everything that steers a terminal made visible: control
/// characters as their pictures (␛), bidi overrides and isolates by number.
#[must_use]
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' | '\r' => out.push(' '),
            '\u{0}'..='\u{1F}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}')),
            '\u{7F}' => out.push('\u{2421}'),
            _ if steers(c) => out.extend(format!("⟨U+{:04X}⟩", c as u32).chars()),
            _ => out.push(c),
        }
    }
    out
}

/// Whether a character beyond ASCII steers a terminal: C1 controls, line and
/// paragraph separators, bidi overrides and isolates.
fn steers(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Visible text on one line.
#[must_use]
pub(super) fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Guards a CSV cell: spreadsheets take cells that begin so for formulas, and
/// the cell may be read on a terminal.
#[must_use]
pub(super) fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = visible(text);
    if is_formula { format!("'{text}") } else { text }
}

/// Writes JSON in which what steers a terminal is escaped (`\u202e`): the same
/// values to a program, harmless to a terminal.
struct SafeJson;

impl serde_json::ser::Formatter for SafeJson {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in fragment.char_indices().filter(|&(_, c)| steers(c) || c == '\u{7F}') {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            write!(writer, "\\u{:04x}", c as u32)?;
            from = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }
}

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
        let fail = |error: serde_json::Error| Error::io("write", Path::new("stdout"), error.into());
        let mut serializer = serde_json::Serializer::with_formatter(&mut self.out, SafeJson);
        value.serialize(&mut serializer).map_err(fail)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\u{202E}c"), "a␛[31mb␇⟨U+202E⟩c");
        assert_eq!(visible("خبر\u{9b}31m"), "خبر⟨U+009B⟩31m");
    }

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("البوكمال"), "البوكمال");
    }
}
