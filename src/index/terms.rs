//! How words and entities become terms of one field. A passage is written as
//! positions separated by a space; the terms of one position (a word's stems,
//! the entities whose mention starts there) by [`SAME_POSITION`].
//!
//! A word is indexed by its stems alone: its other levels would cost as many
//! terms again, each in a long tail of rare spellings. How it was spelled is
//! kept in the low bits of its position, as [`WordForms::code`]. So a search at
//! stem level reads plain postings, and an exact one filters their positions.
//! The low bits of an entity's position tell its kind and how many words it has
//! ([`MentionCode`]), so that mentions can be counted without reading a text.

use crate::arabic::WordForms;
use crate::entity::MentionKind;

/// Between the terms of one position.
pub(super) const SAME_POSITION: char = '\u{1F}';
/// Before the id of an entity named here.
const ENTITY: char = '@';
/// Before the id of a place that holds the location named here.
const WITHIN: char = '<';
/// Before the id of an actor that a role noun (التنظيم) stands for here: apart from
/// [`ENTITY`], so that roles are never counted as names.
const ROLE: char = '%';
/// Before the id of a place that is named inside a longer name here: apart too, since a
/// passage on جامعة دمشق is not yet one on دمشق.
const INSIDE: char = '^';
/// Bits of a position that tell the spelling; above them is the word's place in the text.
const CODE_BITS: u32 = u16::BITS;
/// Bytes that a code takes in the text that is handed to tantivy.
pub(super) const CODE_BYTES: usize = 3;
/// Added to each part of a code, so that no byte of it is a separator.
const CODE_BASE: u8 = b'0';

/// Appends the terms of one word.
pub(super) fn push_word(forms: &WordForms, out: &mut String) {
    push_code(forms.code(), out);
    for (at, stem) in forms.stems().enumerate() {
        if at > 0 {
            out.push(SAME_POSITION);
        }
        out.push_str(stem);
    }
}

fn push_code(code: u16, out: &mut String) {
    let [high, low] = code.to_be_bytes();
    // 6, 5 and 5 bits.
    for part in [high >> 2, ((high & 0b11) << 3) | (low >> 5), low & 0b1_1111] {
        out.push(char::from(CODE_BASE + part));
    }
}

/// The code that stands at the head of a word's terms, and behind the prefix of an entity's.
pub(super) fn read_code(bytes: &[u8]) -> u16 {
    bytes.iter().take(CODE_BYTES).fold(0, |code, byte| (code << 5) | u16::from(byte.wrapping_sub(CODE_BASE)))
}

/// The last place that has a position of its own. No passage is so long, but a
/// file may give a headline of any length: its words from here on share one
/// position and no code, since positions must not fall nor exceed 32 bits.
const LAST_PLACE: usize = u16::MAX as usize - 1;

/// The position of a word, given its place in the text and the code of its spelling.
pub(super) fn position(place: usize, code: u16) -> usize {
    let code = if place < LAST_PLACE { code } else { 0 };
    (place.min(LAST_PLACE) << CODE_BITS) | usize::from(code)
}

/// The place in the text and the code of the spelling behind a position of the index.
#[must_use]
pub fn place_and_code(position: u32) -> (u32, u16) {
    let [_, _, high, low] = position.to_be_bytes();
    (position >> CODE_BITS, u16::from_be_bytes([high, low]))
}

/// What the low bits of an entity's position tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MentionCode {
    /// How the entity is named.
    pub kind: MentionKind,
    /// How many words name it; 63 stands for more too.
    pub words: u16,
}

const WORDS_BITS: u32 = 6;
const MOST_WORDS: u16 = (1 << WORDS_BITS) - 1;

impl MentionCode {
    fn bits(self) -> u16 {
        (self.kind.code() << WORDS_BITS) | self.words.min(MOST_WORDS)
    }

    /// Reads what [`place_and_code`] gave for an entity's term.
    #[must_use]
    pub fn from_bits(bits: u16) -> Self {
        MentionCode { kind: MentionKind::from_code(bits >> WORDS_BITS), words: bits & MOST_WORDS }
    }
}

/// Appends the terms of one mention: of its entity, and of the places that hold it.
pub(super) fn push_mention<'a>(
    ids: impl Iterator<Item = &'a str>,
    ancestors: &[String],
    code: MentionCode,
    out: &mut String,
) {
    let mut push = |prefix: char, id: &str| {
        out.push(SAME_POSITION);
        out.push(prefix);
        push_code(code.bits(), out);
        out.push_str(id);
    };
    let prefix = match code.kind {
        MentionKind::Role => ROLE,
        MentionKind::Inside => INSIDE,
        _ => ENTITY,
    };
    for id in ids {
        push(prefix, id);
    }
    for ancestor in ancestors {
        push(WITHIN, ancestor);
    }
}

/// An entity's term as written: its prefix, code and id.
pub(super) fn split_entity(written: &str) -> Option<(char, u16, &str)> {
    let prefix = written.chars().next().filter(|_| is_entity(written))?;
    let id = written.get(prefix.len_utf8() + CODE_BYTES..)?;
    Some((prefix, read_code(&written.as_bytes()[prefix.len_utf8()..]), id))
}

/// The term of every mention of an entity.
#[must_use]
pub fn of_entity(id: &str) -> String {
    format!("{ENTITY}{id}")
}

/// The term of every mention of a location inside another.
#[must_use]
pub fn within(id: &str) -> String {
    format!("{WITHIN}{id}")
}

/// The term of every role noun that stands for an actor.
#[must_use]
pub fn of_role(id: &str) -> String {
    format!("{ROLE}{id}")
}

/// The term of every place where a longer name holds the name of a place.
#[must_use]
pub fn of_inside(id: &str) -> String {
    format!("{INSIDE}{id}")
}

/// Whether a term is of an entity and not of a word.
pub(super) fn is_entity(term: &str) -> bool {
    term.starts_with([ENTITY, WITHIN, ROLE, INSIDE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_the_way_to_tantivy() {
        for word in ["أحمد", "المقاتلون", "x"] {
            let forms = WordForms::new(word, word, word, &[word.to_owned()]);
            let mut out = String::new();
            push_word(&forms, &mut out);
            assert_eq!(read_code(out.as_bytes()), forms.code(), "{word}");
            assert_eq!(&out[CODE_BYTES..], word);
            assert!(!out[..CODE_BYTES].contains([' ', SAME_POSITION]));
        }
    }

    #[test]
    fn a_mention_code_survives_too() {
        for kind in MentionKind::ALL {
            let code = MentionCode { kind, words: 7 };
            assert_eq!(MentionCode::from_bits(code.bits()), code);
        }
        let long = MentionCode { kind: MentionKind::Role, words: 1000 };
        assert_eq!(MentionCode::from_bits(long.bits()).words, 63);
    }

    #[test]
    fn a_position_tells_place_and_code() {
        let position = u32::try_from(position(700, 54_321)).unwrap();
        assert_eq!(place_and_code(position), (700, 54_321));
    }

    #[test]
    fn positions_never_fall_and_fit_32_bits() {
        let far = [(65_533, u16::MAX), (65_534, u16::MAX), (65_535, 1), (1_000_000, 0)];
        let positions = far.map(|(place, code)| position(place, code));
        assert!(positions.is_sorted(), "{positions:?}");
        assert!(positions.iter().all(|&position| position < u32::MAX as usize), "{positions:?}");
    }
}
