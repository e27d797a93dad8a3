//! A query as it was typed, before anybody asks what it means.

use crate::document::Day;

/// How closely a word must be matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closeness {
    /// At stem level, closer matches counting more.
    Stem,
    /// This spelling only: `="الحشد"`.
    Exact,
    /// Words that begin so: `بوك*`.
    Prefix,
    /// Words spelled nearly so: `بوكملل~`.
    Fuzzy,
}

/// A field that restricts or directs the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Passages that name an actor.
    Actor,
    /// Passages that name a location or a place inside it.
    Location,
    /// A newspaper section or an in-article heading.
    Section,
    /// An outlet.
    Source,
    /// Words of the headline.
    Title,
}

impl Field {
    /// The names of all fields, as they are typed.
    pub const NAMES: [(&'static str, Field); 5] = [
        ("actor", Field::Actor),
        ("location", Field::Location),
        ("section", Field::Section),
        ("source", Field::Source),
        ("title", Field::Title),
    ];
}

/// Whether a member of a list of words must, may or must not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occur {
    /// No mark: more is better.
    Should,
    /// `+word`
    Must,
    /// `-word` or `NOT word`
    MustNot,
}

impl Query {
    /// The text, if it is several words that hyphens alone join: Deir-ez-Zor, but
    /// not "state-owned company".
    #[must_use]
    pub fn hyphenated(&self) -> Option<&str> {
        match self {
            Query::Phrase { text, slop: 0, exact: false }
                if text.contains('-') && !text.contains(char::is_whitespace) =>
            {
                Some(text)
            }
            _ => None,
        }
    }
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One word.
    Word {
        /// As typed, without marks.
        text: String,
        /// How closely it must be matched.
        closeness: Closeness,
    },
    /// Words in this order.
    Phrase {
        /// As typed, without quotation marks.
        text: String,
        /// How many other words may stand between them, in all.
        slop: u32,
        /// Whether the exact spelling is wanted.
        exact: bool,
    },
    /// Both sides with at most so many words between them, in any order.
    Near {
        /// One side.
        left: Box<Query>,
        /// Other side.
        right: Box<Query>,
        /// Words between.
        distance: u32,
    },
    /// A field and what it must hold.
    Field {
        /// Which.
        field: Field,
        /// As typed, without quotation marks.
        value: String,
    },
    /// Days of publication, both ends included; a missing end is open.
    Days {
        /// First day.
        from: Option<Day>,
        /// Last day.
        to: Option<Day>,
    },
    /// All of them.
    And(Vec<Query>),
    /// At least one of them.
    Or(Vec<Query>),
    /// Words beside each other: those with all of them first.
    Bag(Vec<(Occur, Query)>),
}
