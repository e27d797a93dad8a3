//! What may steer a terminal or a spreadsheet, made visible: the only way by which text
//! from outside (articles, paths, queries, arguments) comes to be written. Public so that
//! the fuzzer can hold it to that.

use std::io::{self, Write};

use serde::Serialize;

/// Text with everything that steers a terminal made visible: control characters as their
/// pictures (␛), bidi overrides and isolates by number. Line feeds stay.
#[must_use]
pub fn visible(text: &str) -> String {
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

/// Whether a character beyond ASCII steers a terminal: C1 controls, line and paragraph
/// separators, bidi overrides and isolates, the deprecated shapers of digits and letters,
/// and tags, which hide text in text.
#[must_use]
pub fn steers(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{206F}'
        | '\u{E0000}'..='\u{E007F}')
}

/// Visible text on one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a spreadsheet takes for the beginning of a formula; the full-width signs too,
/// which some read as the narrow ones.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Guards a CSV cell: a formula is disarmed by a quote before it, and the cell may be
/// read on a terminal.
#[must_use]
pub fn cell(text: &str) -> String {
    let is_formula = text.starts_with(FORMULA);
    let text = visible(text);
    if is_formula { format!("'{text}") } else { text }
}

/// Writes a value as JSON in which what steers a terminal is escaped (`\u202e`): the same
/// values to a program, harmless to a terminal.
///
/// # Errors
/// What the writer gives.
pub fn write_json(writer: impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(writer, SafeJson);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

struct SafeJson;

impl serde_json::ser::Formatter for SafeJson {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in fragment.char_indices().filter(|&(_, c)| steers(c) || c == '\u{7F}') {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
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
    fn json_tells_a_program_the_same() {
        let text = "\u{1b}]8;;\u{9d}\u{202E}\u{E0041}\u{7f}";
        let mut out = Vec::new();
        write_json(&mut out, &text).unwrap();
        assert!(out.is_ascii() && !out.iter().any(u8::is_ascii_control));
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
    }

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("＝1+1"), "'＝1+1");
        assert_eq!(cell("البوكمال"), "البوكمال");
    }
}
