//! How words and entities become terms of one field. A passage is written as
//! positions separated by a space; the terms of one position (a word's levels,
//! the entities whose mention starts there) by [`SAME_POSITION`].
//!
//! A word always gives its exact spelling; its stems only where they differ
//! from it, marked as stem where clitics or endings came off and as norm where
//! only the spelling was unified. That keeps the index small. So the words at
//! stem level `x` are those of the terms `%x`, `~x` and `x`; [`at_stem`] and its
//! siblings know this.

use crate::arabic::{Level, WordForms, letters};

/// Between the terms of one position.
pub const SAME_POSITION: char = '\u{1F}';
/// Before a norm spelling that differs from the exact one.
const NORM: char = '~';
/// Before a stem that differs from the norm.
const STEM: char = '%';
/// Before the id of an entity named here.
const ENTITY: char = '@';
/// Before the id of a place that holds the location named here.
const WITHIN: char = '<';
/// First byte of terms that are no exact spelling; no word starts so.
pub const MARKS: [char; 4] = [NORM, STEM, ENTITY, WITHIN];

/// Appends the terms of one word.
pub fn push_word(forms: &WordForms, out: &mut String) {
    for (level, spelling) in forms.distinct() {
        match level {
            Level::Exact => {}
            Level::Norm => out.extend([SAME_POSITION, NORM]),
            Level::Stem => out.extend([SAME_POSITION, STEM]),
        }
        out.push_str(spelling);
    }
}

/// Appends the term of an entity and of the places that hold it.
pub fn push_entity(id: &str, ancestors: &[String], out: &mut String) {
    out.push(SAME_POSITION);
    out.push(ENTITY);
    out.push_str(id);
    for ancestor in ancestors {
        out.push(SAME_POSITION);
        out.push(WITHIN);
        out.push_str(ancestor);
    }
}

/// The terms whose union is every word spelled exactly so.
#[must_use]
pub fn at_exact(exact: &str) -> Vec<String> {
    vec![exact.to_owned()]
}

/// The terms whose union is every word with this norm of which nothing was cut.
#[must_use]
pub fn at_norm(norm: &str) -> Vec<String> {
    vec![norm.to_owned(), format!("{NORM}{norm}")]
}

/// The terms whose union is every word with this stem. `is_own_stem` tells
/// whether the stem, taken as a word, has itself as a stem: only then do words
/// spelled like the stem belong to it.
#[must_use]
pub fn at_stem(stem: &str, is_own_stem: bool) -> Vec<String> {
    let mut terms = vec![format!("{STEM}{stem}")];
    if is_own_stem {
        terms.extend(at_norm(stem));
    }
    terms
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

/// How terms of words that begin with `norm` begin: at each level, and at the
/// exact level with every hamza that the norm leaves out of a first alef.
#[must_use]
pub fn starts(norm: &str) -> Vec<String> {
    let mut found = vec![norm.to_owned(), format!("{NORM}{norm}"), format!("{STEM}{norm}")];
    if let Some(rest) = norm.strip_prefix(letters::ALEF) {
        let seats = [letters::ALEF_HAMZA_ABOVE, letters::ALEF_HAMZA_BELOW, letters::ALEF_MADDA];
        found.extend(seats.map(|alef| format!("{alef}{rest}")));
    }
    found
}

/// The spelling behind a term of the words' levels, `None` for entities.
#[must_use]
pub fn spelling(term: &str) -> Option<&str> {
    match term.chars().next()? {
        ENTITY | WITHIN => None,
        NORM | STEM => term.get(NORM.len_utf8()..),
        _ => Some(term),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_levels_that_differ_are_written() {
        let forms = WordForms::new("أحمد", "احمد", &["احمد".to_owned()]);
        let mut out = String::new();
        push_word(&forms, &mut out);
        assert_eq!(out, "أحمد\u{1F}~احمد");
    }
}
