//! How much one query may ask for. Hard limits are errors that say where and what to do;
//! budgets end a part of the work, and the interpretation says that it is partial. Times
//! are of 12,000 articles and a build without full optimisation.

use super::ast::{Closeness, Query};
use crate::arabic::segment;
use crate::error::{Error, Result};

/// Longest query in characters; what a person types is far below it.
pub(super) const LONGEST_QUERY: usize = 10_000;
/// Deepest nesting of brackets, so that no query can exhaust the stack.
pub(super) const DEEPEST: usize = 50;
/// Most words of a query, each of which keeps cursors open in three fields; Lucene and its
/// kin allow as many clauses. 1,024 different words take a second.
pub(super) const MOST_WORDS: usize = 1024;
/// Most words of a phrase or field: no passage is half as long.
const LONGEST_PHRASE: usize = 256;
/// Most words in phrases and around `NEAR` together: each reads positions, and function
/// words at a great distance have them in every passage. 256 take three seconds.
const MOST_PLACED: usize = 256;
/// Most words with `*` or `~`: each walks through the list of words.
const MOST_SIGNS: usize = 64;
/// Most words of the index that all words with a sign stand for together, however many
/// each may stand for: bounds cursors, and by them memory.
pub(super) const MOST_EXPANDED: usize = 4096;
/// Words of the index that one word with a sign stands for, unless told otherwise.
pub(super) const USUAL_EXPANSIONS: usize = 200;
/// Latin spellings that are looked up by their sound, some 20 ms each.
const MOST_SOUNDED: usize = 128;
/// Arabic words that are looked up among the Latin words, some 5 ms each.
const MOST_LATINIZED: usize = 256;
/// Words without a passage for which others are suggested, some 20 ms each.
const MOST_SUGGESTED: usize = 32;
/// Longest name beside a query (`mentions NAME`, `--actor NAME`) in characters.
const LONGEST_NAME: usize = 1000;
/// Most names of `--actor`, `--location`, `--section` and `--source` together.
const MOST_FILTERS: usize = 256;

/// What NEAR adds to the words whose places are read.
const SIDES: usize = 2;

/// How much a query asks for, as far as it was read.
#[derive(Default)]
pub(super) struct Size {
    /// Words, those of phrases and fields too.
    words: usize,
    /// Words with `*` or `~`.
    signs: usize,
    /// Words of phrases and around NEAR.
    placed: usize,
}

impl Size {
    /// Adds an item of a query.
    ///
    /// # Errors
    /// What would have been right, when it is too much.
    pub(super) fn add(&mut self, item: &Query) -> std::result::Result<(), String> {
        let words = match item {
            Query::Word { closeness, .. } => {
                self.signs += usize::from(matches!(closeness, Closeness::Prefix | Closeness::Fuzzy));
                1
            }
            Query::Phrase { text, .. } | Query::Field { value: text, .. } => segment::words(text).count(),
            _ => 0,
        };
        self.words += words;
        self.placed += if matches!(item, Query::Phrase { .. }) { words } else { 0 };
        Err(if words > LONGEST_PHRASE {
            format!("at most {LONGEST_PHRASE} words in a phrase or field; a passage has about half as many")
        } else if self.placed > MOST_PLACED {
            format!("at most {MOST_PLACED} words in phrases and around NEAR; ask in several queries")
        } else if self.words > MOST_WORDS {
            format!("at most {MOST_WORDS} words in all; ask in several queries")
        } else if self.signs > MOST_SIGNS {
            format!("at most {MOST_SIGNS} words with * or ~; ask in several queries")
        } else {
            return Ok(());
        })
    }

    /// Adds a NEAR; what stands beside it is added by itself, and held to the limits then.
    pub(super) fn add_near(&mut self) {
        self.placed += SIDES;
    }
}

/// What is left of the work that one query may cause.
pub(super) struct Budget {
    /// Words of the index for words with a sign.
    pub(super) expanded: usize,
    sounded: usize,
    latinized: usize,
    suggested: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            expanded: MOST_EXPANDED,
            sounded: MOST_SOUNDED,
            latinized: MOST_LATINIZED,
            suggested: MOST_SUGGESTED,
        }
    }
}

/// What a budget says when it is asked for one more.
pub(super) enum Allowed {
    /// Go on.
    Yes,
    /// No more, for the first time: a sentence to tell.
    NoLonger(String),
    /// No more.
    No,
}

fn take(left: &mut usize, sentence: impl FnOnce() -> String) -> Allowed {
    match *left {
        0 => Allowed::No,
        1 => {
            *left = 0;
            Allowed::NoLonger(sentence())
        }
        _ => {
            *left -= 1;
            Allowed::Yes
        }
    }
}

impl Budget {
    /// One more Latin spelling by its sound.
    pub(super) fn sound(&mut self) -> Allowed {
        take(&mut self.sounded, || {
            let most = MOST_SOUNDED - 1;
            format!("only the first {most} Latin spellings were looked up by sound, the others as written")
        })
    }

    /// One more Arabic word among the Latin ones.
    pub(super) fn latinize(&mut self) -> Allowed {
        take(&mut self.latinized, || {
            let most = MOST_LATINIZED - 1;
            format!("only the first {most} Arabic names were also looked for in Latin letters")
        })
    }

    /// One more word for which others are suggested; nothing found depends on it.
    pub(super) fn suggest(&mut self) -> bool {
        matches!(take(&mut self.suggested, String::new), Allowed::Yes)
    }
}

/// Holds names that come beside a query to their length and number.
///
/// # Errors
/// [`Error::Usage`] that says which limit it is.
pub(super) fn check_names<'a>(names: impl Iterator<Item = &'a String>) -> Result<()> {
    for (number, name) in (1..).zip(names) {
        if number > MOST_FILTERS {
            return Err(Error::Usage(format!(
                "there are more than {MOST_FILTERS} names to filter by; ask for a part of them at a time"
            )));
        }
        check_name(name)?;
    }
    Ok(())
}

/// Holds one name to its length.
///
/// # Errors
/// [`Error::Usage`] that says the limit.
pub(super) fn check_name(name: &str) -> Result<()> {
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Err(Error::Usage(format!(
            "a name has at most {LONGEST_NAME} characters, and this one {length}; warraq search takes longer texts"
        )));
    }
    Ok(())
}
