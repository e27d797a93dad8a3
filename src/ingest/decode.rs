//! From bytes to text: byte order marks, UTF-8, UTF-16, a declared charset,
//! and a guess among the legacy encodings of Arabic.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file the guess looks at, in bytes; enough for the statistics.
const GUESS_WINDOW: usize = 64 * 1024;
/// Share of undecodable characters above which a text is refused, as 1 in N.
const ONE_BAD_IN: usize = 50;

/// The text of `bytes`, or why they are not text. `declared` is a charset named
/// by the content itself, as in HTML.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return checked(encoding, &bytes[mark..]);
    }
    // UTF-16 can happen to be valid UTF-8, but text in UTF-8 holds no NUL.
    if bytes.contains(&0) {
        return match unmarked_utf16(bytes) {
            Some(encoding) => checked(encoding, bytes),
            None => Err("it is binary data, not text".to_owned()),
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return checked(encoding, bytes);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = declared.filter(|&encoding| encoding != UTF_8).unwrap_or_else(|| guess(bytes));
    checked(encoding, bytes)
}

fn checked(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, String> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let bad = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER || c == '\0').count();
    if bad * ONE_BAD_IN > text.chars().count() {
        return Err(format!(
            "it cannot be decoded (read as {}, {bad} characters are broken)",
            encoding.name()
        ));
    }
    Ok(text.into_owned())
}

/// UTF-16 without a mark: Arabic letters have the high byte 06, spaces and
/// line ends 00, so one of the two byte columns holds little else.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(GUESS_WINDOW)];
    if !bytes.len().is_multiple_of(2) || window.len() < 16 {
        return None;
    }
    let high =
        |first: usize| window.iter().skip(first).step_by(2).filter(|&&b| b == 0x06 || b == 0x00).count() * 2;
    let enough = window.len() * 8 / 10;
    if high(1) > enough && high(1) > high(0) {
        Some(UTF_16LE)
    } else if high(0) > enough {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESS_WINDOW)], true);
    // The top-level domain is a hint, not a rule: an archive of Arabic news.
    detector.guess(Some(b"sa"), chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "أعلنت وزارة الدفاع العراقية استعادة مدينة القائم من تنظيم الدولة الإسلامية، وقال متحدث إن القوات تقدمت نحو الحدود السورية.";

    #[test]
    fn legacy_arabic_is_recognised() {
        for label in ["windows-1256", "iso-8859-6"] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let (bytes, _, _) = encoding.encode(TEXT);
            assert_eq!(decode(&bytes, None).unwrap(), TEXT, "{label}");
        }
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(little.clone()).collect();
        for bytes in [little, big, marked] {
            assert_eq!(decode(&bytes, None).unwrap(), TEXT);
        }
    }

    #[test]
    fn binary_data_is_refused() {
        let bytes: Vec<u8> = (0u8..=255).cycle().take(4096).collect();
        assert!(decode(&bytes, None).is_err());
    }
}
