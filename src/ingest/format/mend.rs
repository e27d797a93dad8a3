//! Mends JSON that many programs write and the standard forbids: halves of
//! surrogate pairs in escapes, and control characters inside strings.

/// The text with lone surrogate escapes as U+FFFD and control characters as
/// blanks; for a text that could not be read as it was.
pub(super) fn json(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        push(&mut mended, &rest[..at]);
        rest = &rest[at..];
        let length = match escaped_unit(rest) {
            Some(0xD800..=0xDBFF) if matches!(escaped_unit(&rest[6..]), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => {
                mended.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            // The backslash and what it escapes.
            _ => rest.char_indices().nth(2).map_or(rest.len(), |(end, _)| end),
        };
        push(&mut mended, &rest[..length]);
        rest = &rest[length..];
    }
    push(&mut mended, rest);
    mended
}

fn push(mended: &mut String, text: &str) {
    mended.extend(text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }));
}

/// The unit of an escape `\uXXXX` that stands at the start.
fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_and_escapes_stay() {
        let cases = [
            (r"a\ud83d b", r"a\ufffd b"),
            (r"a\ud83d\ude00 b", r"a\ud83d\ude00 b"),
            (r"\ude00\ud83d", r"\ufffd\ufffd"),
            (r"\\ud83d", r"\\ud83d"),
            (r"\u0627\n\", r"\u0627\n\"),
            ("a\tb\u{0}c", "a b c"),
            (r"\ud83d", r"\ufffd"),
            (r"\ud8", r"\ud8"),
        ];
        for (text, expected) in cases {
            assert_eq!(json(text), expected, "{text}");
        }
    }
}
