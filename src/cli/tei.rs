//! Mentions as a TEI P5 document, which concordancers such as TXM read: stand-off
//! annotation, a `<span>` a mention with its context.

use super::kwic::Row;
use super::output::Output;
use super::visible::visible;
use crate::error::Result;

/// What was written of a document so far.
#[derive(Debug, Default)]
pub(super) struct Tei {
    number: u64,
}

impl Tei {
    /// The head of the document.
    pub(super) fn open(name: &str, output: &mut Output) -> Result<()> {
        output.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        output.line("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"ar\">")?;
        output.line(&format!(
            "<teiHeader><fileDesc><titleStmt><title>{}</title></titleStmt><publicationStmt><p>warraq mentions</p></publicationStmt><sourceDesc><p>The archive that was searched.</p></sourceDesc></fileDesc></teiHeader>",
            escaped(name)
        ))?;
        output.line("<standOff><spanGrp type=\"mentions\">")
    }

    /// One mention.
    pub(super) fn mention(&mut self, row: &Row<'_>, output: &mut Output) -> Result<()> {
        self.number += 1;
        output.line(&row.tei_span(self.number))
    }

    /// The end of the document.
    pub(super) fn close(output: &mut Output) -> Result<()> {
        output.line("</spanGrp></standOff>")?;
        output.line("</TEI>")
    }
}

/// Text as XML content or in an attribute. Control characters, which XML 1.0 cannot
/// hold, are shown by their pictures.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_are_escaped() {
        assert_eq!(escaped("<a & \"b\">\u{1b}"), "&lt;a &amp; &quot;b&quot;&gt;␛");
    }
}
