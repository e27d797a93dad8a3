//! From bytes to text: byte order marks, UTF-8, UTF-16, a declared charset,
//! and a guess among the legacy encodings of Arabic.

use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

use super::mac_arabic;

/// How much of a file the guess looks at, in bytes; enough for the statistics.
const GUESS_WINDOW: usize = 64 * 1024;
/// Share of undecodable characters above which a text is refused, as 1 in N.
const ONE_BAD_IN: usize = 50;
/// What MacArabic is called where it is declared; encoding_rs knows no such label.
const MAC_LABELS: [&str; 3] = ["x-mac-arabic", "macarabic", "x-macarabic"];

/// The text of `bytes`. `declared` is a charset that the content or who sent it names;
/// byte order marks and valid UTF-8 count more.
///
/// # Errors
/// A clause that says why they are no text.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return checked(encoding, &bytes[mark..]);
    }
    // UTF-16 can happen to be valid UTF-8, but text in UTF-8 holds hardly a NUL.
    if bytes.contains(&0)
        && let Some(encoding) = unmarked_utf16(bytes)
    {
        return checked(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return without_nuls(text.to_owned(), "UTF-8");
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return checked(encoding, bytes);
    }
    if is_broken_utf8(bytes) {
        return checked(UTF_8, bytes);
    }
    let window = &bytes[..bytes.len().min(GUESS_WINDOW)];
    let label = declared.unwrap_or_default().trim();
    let declared = Encoding::for_label(label.as_bytes());
    let is_mac = MAC_LABELS.iter().any(|known| label.eq_ignore_ascii_case(known));
    if is_mac || (declared.is_none_or(is_a_default) && mac_arabic::has_its_letters(window)) {
        if is_mac || bytes.iter().any(|&byte| mac_arabic::is_its_own(byte)) {
            return without_nuls(mac_arabic::decode(bytes), "MacArabic");
        }
        return checked(ISO_8859_6, bytes);
    }
    let guess = guess(window);
    let is_arabic = guess == WINDOWS_1256 || guess == ISO_8859_6;
    match declared {
        Some(encoding) if !is_a_default(encoding) || (encoding != UTF_8 && !is_arabic) => {
            checked(encoding, bytes)
        }
        _ => checked(guess, bytes),
    }
}

/// UTF-16, with a mark or by its statistics, in the beginning of a stream.
pub(super) fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(start) {
        Some((encoding, _)) => Some(encoding).filter(|&encoding| encoding != UTF_8),
        None => unmarked_utf16(start),
    }
}

/// Charsets that servers and page makers put in unasked, also on Arabic pages.
fn is_a_default(encoding: &'static Encoding) -> bool {
    encoding == UTF_8 || encoding == WINDOWS_1252
}

fn checked(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, String> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    without_nuls(text.into_owned(), encoding.name())
}

/// The text without NULs, which say nothing, unless they and what could not be decoded are many.
fn without_nuls(mut text: String, encoding: &str) -> Result<String, String> {
    let nuls = text.matches('\0').count();
    // Any bytes are some text in a legacy encoding, so there other controls count too.
    let is_unicode = encoding.starts_with("UTF-");
    let is_control = |c: char| c == '\0' || (!is_unicode && c.is_ascii_control() && !c.is_ascii_whitespace());
    let controls = text.chars().filter(|&c| is_control(c)).count();
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let most = text.chars().count() / ONE_BAD_IN;
    if controls > most {
        return Err("it is binary data, not text".to_owned());
    }
    if broken + controls > most {
        return Err(format!("it cannot be decoded (read as {encoding}, {broken} characters are broken)"));
    }
    if nuls > 0 {
        text.retain(|c| c != '\0');
    }
    Ok(text)
}

/// Whether bytes are UTF-8 but for a few: a legacy encoding makes no sequence
/// of UTF-8 but by chance.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    invalid * ONE_BAD_IN <= valid
}

/// UTF-16 without a mark: Arabic letters have the high byte 06, spaces and
/// line ends 00, so one of the two byte columns holds little else.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(GUESS_WINDOW)];
    if window.len() < 16 {
        return None;
    }
    let high =
        |first: usize| window.iter().skip(first).step_by(2).filter(|&&b| b == 0x06 || b == 0x00).count() * 2;
    let enough = window.len() * 8 / 10;
    if high(1) > enough && high(1) > high(0) {
        Some(UTF_16LE)
    } else if high(0) > enough && high(0) > high(1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(window: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(window, true);
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

    /// Sentences of news with digits and quotation marks as old Macs wrote them.
    const MAC_TEXT: &str = "وقال المتحدث في ١٩ نوفمبر إن «القوات» دخلت المدينة، وكان ذلك في الساعة ٨ صباحاً.";

    fn mac(text: &str) -> Vec<u8> {
        let table: Vec<char> = mac_arabic::decode(&(0x80..=0xFF).collect::<Vec<u8>>()).chars().collect();
        let byte = |c: char| match table.iter().rposition(|&known| known == c) {
            Some(at) if !c.is_ascii() => u8::try_from(at + 0x80).unwrap(),
            _ => u8::try_from(c).unwrap(),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn mac_arabic_is_told_from_its_neighbours() {
        let bytes = mac(MAC_TEXT);
        assert_eq!(decode(&bytes, None).unwrap(), MAC_TEXT);
        assert_eq!(decode(&bytes, Some("x-mac-arabic")).unwrap(), MAC_TEXT);
        assert_eq!(decode(&mac(TEXT), None).unwrap(), TEXT);
        // Quotation marks and dashes of Windows are no Macintosh's.
        let windows = "وقال المتحدث – في “القاهرة” – إن ‘القوات’ دخلت… المدينة، وكان ذلك في الساعة 8 صباحاً.";
        let (bytes, _, _) = WINDOWS_1256.encode(windows);
        assert_eq!(decode(&bytes, None).unwrap(), windows);
        let french =
            "À l’été de l’année passée, les élèves âgés ont dîné à la fenêtre : « ça va ? », déclara-t-il.";
        let (bytes, _, _) = WINDOWS_1252.encode(french);
        assert!(!mac_arabic::has_its_letters(&bytes));
    }

    #[test]
    fn a_charset_declared_unasked_does_not_hide_arabic() {
        let (bytes, _, _) = WINDOWS_1256.encode(TEXT);
        for declared in ["iso-8859-1", "utf-8", "windows-1252", "no-such-charset", ""] {
            assert_eq!(decode(&bytes, Some(declared)).unwrap(), TEXT, "{declared}");
        }
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = TEXT.repeat(3).into_bytes();
        bytes.truncate(bytes.len() - 2);
        bytes[0] = 0xFF;
        assert!(decode(&bytes, None).unwrap().contains("وزارة الدفاع العراقية"));
        let mut units: Vec<u16> = TEXT.encode_utf16().collect();
        units[3] = 0xD800;
        let mut bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
        bytes.push(0x20);
        assert!(decode(&bytes, None).unwrap().contains("الدفاع العراقية"));
    }

    #[test]
    fn single_nuls_are_left_out() {
        assert_eq!(decode(format!("{TEXT}\0").as_bytes(), None).unwrap(), TEXT);
        assert!(decode(&[0; 4096], None).is_err());
    }

    #[test]
    fn binary_data_is_refused() {
        let bytes: Vec<u8> = (0u8..=255).cycle().take(4096).collect();
        assert!(decode(&bytes, None).is_err());
    }
}
