//! Texts that are taken as plain words, for lists of queries that know no operators.

use super::ast::{Closeness, Occur, Query};
use super::limits::MOST_WORDS;
use crate::arabic::segment;

/// Whether [`plain_words`] takes the whole text; else how many words it has and how many
/// would be taken.
#[must_use]
pub fn too_many_words(text: &str) -> Option<(usize, usize)> {
    let words = segment::words(text).count();
    (words > MOST_WORDS).then_some((words, MOST_WORDS))
}

/// A text taken as plain words: no operators, no fields. An empty bag when it has no words;
/// of more than [`MOST_WORDS`] the first.
#[must_use]
pub fn plain_words(text: &str) -> Query {
    let words = segment::words(text)
        .map(|span| Query::Word { text: span.of(text).to_owned(), closeness: Closeness::Stem });
    Query::Bag(words.take(MOST_WORDS).map(|word| (Occur::Should, word)).collect())
}
