//! Spelling levels of one word: *exact* (the same letters, however they were
//! typed) and *norm* (the same word, however it is spelled).
//!
//! The order matters: marks are dropped before compatibility forms are
//! composed, since a mark between two letters would hide a ligature.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::letters::{
    ALEF, ALEF_HAMZA_ABOVE, ALEF_HAMZA_BELOW, ALEF_MADDA, ALEF_MAKSURA, ALEF_WASLA, BEH, FEH, HAMZA, HEH,
    JEEM, KAF, TEH_MARBUTA, WAW, WAW_HAMZA, YEH, YEH_HAMZA, ZAIN, is_arabic, is_ignorable, is_mark,
};

/// Words in which a final ى must not become ي, since the result is another
/// word: على (on) and علي (Ali), إلى (to) and الي.
const KEEP_MAKSURA: [&str; 6] = ["على", "الى", "متى", "حتى", "لدى", "سوى"];

/// The exact level: compatibility forms folded (NFKC), tatweel, vowel signs
/// and format characters dropped, Persian and Urdu letters turned into the
/// Arabic ones, digits into ASCII, other scripts lower-cased.
#[must_use]
pub fn exact(word: &str) -> String {
    let plain = word.chars().all(|c| matches!(c, '\u{0600}'..='\u{06FF}') || c.is_ascii());
    let mut out = String::with_capacity(word.len());
    if plain {
        for c in word.chars() {
            push_exact(c, &mut out);
        }
    } else {
        // What is dropped is dropped first, or what it parted would be composed another time.
        for c in word.chars().filter(|&c| !is_ignorable(c) && !is_apostrophe(c)).nfkc() {
            for lower in c.to_lowercase() {
                // What stands between words cannot stand in one: ﷺ is written out with
                // spaces, ½ with a fraction slash.
                if lower.is_alphanumeric() || is_mark(lower) {
                    push_exact(lower, &mut out);
                }
            }
        }
    }
    out
}

fn push_exact(c: char, out: &mut String) {
    if is_ignorable(c) || is_apostrophe(c) {
        return;
    }
    let folded = match c {
        '\u{06A9}' | '\u{06AA}' | '\u{06AC}' => KAF, // ک ڪ ڬ
        '\u{06CC}' | '\u{06CD}' | '\u{06D0}' | '\u{06D2}' | '\u{06CE}' => YEH, // ی ۍ ې ے ێ
        '\u{06C1}' | '\u{06BE}' | '\u{06D5}' | '\u{06C0}' | '\u{06C2}' => HEH, // ہ ھ ە ۀ ۂ
        '\u{06C3}' => TEH_MARBUTA,                   // ۃ
        '\u{0672}' => ALEF_HAMZA_ABOVE,              // ٲ
        '\u{0673}' => ALEF_HAMZA_BELOW,              // ٳ
        ALEF_WASLA => ALEF,
        '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(c, 0x06F0),
        _ => c.to_ascii_lowercase(),
    };
    out.push(folded);
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '\u{2019}'
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// The norm level of a word that is already at the exact level.
///
/// Alef with hamza or madda becomes plain alef; hamza on و or ي becomes a
/// hamza alone (مسؤول = مسئول); final ة becomes ه and final ى becomes ي where
/// no other word results; letters for sounds that Arabic lacks meet their
/// usual Arabic spelling (ڤ ف, پ ب, چ ج, ژ ز, گ ك). Latin loses its accents.
#[must_use]
pub fn norm(exact: &str) -> Cow<'_, str> {
    if exact.is_ascii() {
        return Cow::Borrowed(exact);
    }
    if !exact.chars().any(changes) {
        return Cow::Borrowed(exact);
    }
    if !exact.starts_with(is_arabic) {
        let bare: String = exact.nfd().filter(|&c| !is_mark(c) && !is_combining_mark(c)).collect();
        // A vowel sign of another script may stand alone; no level of a word is empty.
        return if bare.is_empty() { Cow::Borrowed(exact) } else { Cow::Owned(bare) };
    }
    let mut out: String = exact.chars().map(fold_letter).collect();
    if out.ends_with(ALEF_MAKSURA) && !keeps_maksura(&out) {
        out.pop();
        out.push(YEH);
    }
    if out.ends_with(TEH_MARBUTA) {
        out.pop();
        // هيأة is another spelling of هيئة: hamza after a silent ي.
        if exact.ends_with("يأة") {
            out.pop();
            out.push(HAMZA);
        }
        out.push(HEH);
    }
    Cow::Owned(out)
}

fn changes(c: char) -> bool {
    fold_letter(c) != c || c == TEH_MARBUTA || c == ALEF_MAKSURA || !is_arabic(c)
}

fn fold_letter(c: char) -> char {
    match c {
        ALEF_HAMZA_ABOVE | ALEF_HAMZA_BELOW | ALEF_MADDA => ALEF,
        WAW_HAMZA | YEH_HAMZA => HAMZA,
        '\u{06A4}' => FEH,  // ڤ
        '\u{067E}' => BEH,  // پ
        '\u{0686}' => JEEM, // چ
        '\u{0698}' => ZAIN, // ژ
        '\u{06AF}' => KAF,  // گ
        _ => c,
    }
}

fn keeps_maksura(word: &str) -> bool {
    let bare = word.strip_prefix([WAW, FEH]).unwrap_or(word);
    KEEP_MAKSURA.contains(&word) || KEEP_MAKSURA.contains(&bare)
}

/// Exact, then norm.
#[must_use]
pub fn exact_norm(word: &str) -> String {
    let exact = exact(word);
    match norm(&exact) {
        Cow::Borrowed(_) => exact,
        Cow::Owned(norm) => norm,
    }
}

/// The norm level of every word of a phrase, joined by single spaces: the form
/// in which names are stored and looked up.
#[must_use]
pub fn phrase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for span in super::segment::words(text) {
        let norm = exact_norm(span.of(text));
        // A word may be nothing but marks: presentation forms of vowel signs.
        if norm.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&norm);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_apostrophe_parts_is_composed_at_once() {
        // Hangul jamo: dropped later, the apostrophe would leave them apart for one more turn.
        let parted = "\u{110B}'\u{1173}";
        let exact = super::exact(parted);
        assert_eq!(exact, "\u{C73C}");
        assert_eq!(super::exact(&exact), exact);
    }

    /// Each line: spellings that are the same at the norm level.
    #[test]
    fn spellings_of_one_word_meet() {
        let same = [
            ["أحمد", "احمد"],
            ["إدلب", "ادلب"],
            ["مسؤول", "مسئول"],
            ["شؤون", "شئون"],
            ["هيئة", "هيأة"],
            ["غزة", "غزه"],
            ["مصطفى", "مصطفي"],
            ["كركوك", "کرکوک"],
            ["سوريا", "سوریا"],
            ["العراق", "ﺍﻟﻌﺮﺍﻕ"],
            ["العراق", "ٱلعراق"],
            ["محمد", "مُحَمَّد"],
            ["محمد", "محـــمد"],
            ["2017", "٢٠١٧"],
            ["2017", "۲۰۱۷"],
            ["obama", "Obama"],
            ["daesh", "Da'esh"],
            ["sao", "São"],
        ];
        for [a, b] in same {
            assert_eq!(exact_norm(a), exact_norm(b), "{a} and {b} should have one norm");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for [a, b] in [["علي", "على"], ["صنعاء", "صناعة"], ["حماس", "حماسة"]] {
            assert_ne!(exact_norm(a), exact_norm(b), "{a} and {b} are two words");
        }
    }

    #[test]
    fn exact_keeps_hamza_and_teh_marbuta() {
        assert_eq!(exact("أُمَّةٌ"), "أمة");
    }

    #[test]
    fn a_sign_that_stands_for_several_words_is_one_word() {
        assert_eq!(exact("ﷺ"), "صلىاللهعليهوسلم");
        assert_eq!(exact("½"), "12");
    }

    #[test]
    fn a_word_of_marks_alone_is_no_word_of_a_phrase() {
        assert_eq!(phrase("عبد \u{FCF2} الله"), "عبد الله");
        assert_eq!(phrase("ギ"), "キ");
        assert_eq!(exact_norm("\u{07A7}"), "\u{07A7}");
    }

    #[test]
    fn norm_twice_is_norm_once() {
        for word in ["أحمد", "مسؤول", "هيأة", "على", "مستشفى", "ڤيينا"] {
            let once = exact_norm(word);
            assert_eq!(exact_norm(&once), once, "{word}");
        }
    }
}
