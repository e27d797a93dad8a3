//! The encoding of Arabic on old Macintoshes, which no crate in use knows, and how it is
//! told. Facts from Unicode's mapping table (VENDORS/APPLE/ARABIC.TXT), of which
//! the right-to-left doubles of ASCII are taken as ASCII.
//!
//! Its Arabic letters stand where ISO-8859-6 has them, so a text that uses no
//! other byte is the same in both. What ISO-8859-6 leaves empty (Arabic digits,
//! guillemets, Persian letters) tells them apart, and since it has no meaning there,
//! reading such a text as MacArabic can lose nothing.

/// The characters of the bytes from 80 to FF.
const UPPER: &str = concat!(
    "Ä\u{A0}ÇÉÑÖÜáàâäں«çéè",
    "êëí…îïñó»ôö÷úùûü",
    " !\"#$٪&'()*+،-./",
    "٠١٢٣٤٥٦٧٨٩:؛<=>؟",
    "❊ءآأؤإئابةتثجحخد",
    "ذرزسشصضطظعغ[\\]^_",
    "ـفقكلمنهوىي\u{64B}\u{64C}\u{64D}\u{64E}\u{64F}",
    "\u{650}\u{651}\u{652}پٹچەڤگڈڑ{|}ژے",
);

/// The text of bytes in this encoding.
pub(super) fn decode(bytes: &[u8]) -> String {
    let upper: Vec<char> = UPPER.chars().collect();
    bytes
        .iter()
        .map(|&byte| match byte.checked_sub(0x80) {
            None => char::from(byte),
            Some(at) => upper.get(usize::from(at)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        })
        .collect()
}

/// Whether bytes are Arabic with the letters where ISO-8859-6 and MacArabic have
/// them, by what no other encoding shows: among the bytes above ASCII the
/// article (alef, lam: C7 E4) is frequent, nearly all are letters, and the letters
/// that Windows-1256 has at DD to DF and ED (feh, qaf, kaf, yeh) are missing.
pub(super) fn has_its_letters(bytes: &[u8]) -> bool {
    let upper = bytes.iter().filter(|&&byte| byte >= 0x80).count();
    let share = |test: fn(u8) -> bool| bytes.iter().filter(|&&byte| test(byte)).count();
    let letters = share(|byte| matches!(byte, 0xC1..=0xDA | 0xE0..=0xF2));
    let windows = share(|byte| matches!(byte, 0xDD..=0xDF | 0xED));
    let articles = bytes.windows(2).filter(|pair| *pair == [0xC7, 0xE4]).count();
    upper > 0 && letters * 10 >= upper * 8 && windows * 100 <= upper && articles * 100 >= upper
}

/// Whether a byte stands for nothing in ISO-8859-6.
pub(super) fn is_its_own(byte: u8) -> bool {
    matches!(byte, 0x80..=0x9F | 0xA1..=0xA3 | 0xA5..=0xAB | 0xAE..=0xBA | 0xBC..=0xBE | 0xC0 | 0xDB..=0xDF | 0xF3..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_agrees_with_iso_8859_6() {
        assert_eq!(UPPER.chars().count(), 128);
        for byte in 0x80..=0xFF {
            let bytes = [byte];
            let (iso, _) = encoding_rs::ISO_8859_6.decode_without_bom_handling(&bytes);
            let is_letter = iso.chars().all(|c| ('\u{600}'..='\u{6FF}').contains(&c));
            if is_letter {
                assert_eq!(decode(&[byte]), iso, "{byte:x}");
            }
            if byte >= 0xA0 {
                assert_eq!(is_its_own(byte), iso == "\u{FFFD}", "{byte:x}");
            }
        }
    }
}
