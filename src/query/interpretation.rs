//! How a query was understood, for people and programs to read.

use std::fmt;

use serde::Serialize;

/// One part of a query and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Understood {
    /// A known actor or location.
    Entity {
        /// As typed.
        typed: String,
        /// `actor` or `location`.
        role: &'static str,
        /// Its id.
        id: String,
        /// Its usual name.
        name: String,
        /// Its other names, which are found too.
        also_matched: Vec<String>,
        /// Stems of the archive that count less: its adjectives, plurals, Latin spellings.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        related: Vec<String>,
        /// Others of the same name that were not taken.
        not_taken: Vec<String>,
    },
    /// An actor that no gazetteer knows.
    Discovered {
        /// As typed.
        typed: String,
        /// Its id.
        id: String,
        /// Its name, normalised.
        name: String,
    },
    /// A word or phrase.
    Words {
        /// As typed.
        typed: String,
        /// The stems, spellings or words of the index it was taken as.
        taken_as: Vec<String>,
        /// Stems of the archive that count less: plurals and singulars, adjectives of
        /// places, and among several words the family of a verb.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        related: Vec<String>,
        /// Words of the archive that are spelled nearly so, where this one is hardly ever found.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        did_you_mean: Vec<String>,
    },
    /// A Latin spelling and the Arabic words it may stand for.
    Transliterated {
        /// As typed.
        typed: String,
        /// Words of the index, likeliest first.
        taken_as: Vec<String>,
    },
    /// A word that no passage holds.
    Unknown {
        /// As typed.
        typed: String,
        /// Words of the index that are spelled nearly so, best first.
        did_you_mean: Vec<String>,
    },
    /// A restriction.
    Filter {
        /// What was restricted, as `field: value`.
        typed: String,
    },
    /// Function words that do not count.
    Left {
        /// As typed.
        words: Vec<String>,
    },
    /// Not everything that was asked for could be looked at.
    Partial {
        /// A sentence that says what and why.
        reason: String,
    },
}

/// How a query was understood, part by part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Interpretation {
    /// In the order of the query.
    pub parts: Vec<Understood>,
}

impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Understood::Entity { typed, role, name, also_matched, related, not_taken, .. } => {
                write!(f, "{typed} → {role} {name}")?;
                if !also_matched.is_empty() {
                    write!(f, "; also matched: {}", also_matched.join("، "))?;
                }
                if !related.is_empty() {
                    write!(f, "; counting less: {}", related.join("، "))?;
                }
                if !not_taken.is_empty() {
                    write!(f, "; others of this name: {}", not_taken.join("، "))?;
                }
                Ok(())
            }
            Understood::Discovered { typed, id, name } => {
                write!(f, "{typed} → discovered actor {name} ({id})")
            }
            Understood::Words { typed, taken_as, related, did_you_mean } => {
                write!(f, "{typed} → {}", taken_as.join("، "))?;
                if !related.is_empty() {
                    write!(f, "; counting less: {}", related.join("، "))?;
                }
                if !did_you_mean.is_empty() {
                    write!(f, "; did you mean {}?", did_you_mean.join("، "))?;
                }
                Ok(())
            }
            Understood::Transliterated { typed, taken_as } => {
                write!(f, "{typed} → {}", taken_as.join("، "))
            }
            Understood::Unknown { typed, did_you_mean } if did_you_mean.is_empty() => {
                write!(f, "{typed} → in no passage")
            }
            Understood::Unknown { typed, did_you_mean } => {
                write!(f, "{typed} → in no passage; did you mean {}?", did_you_mean.join("، "))
            }
            Understood::Filter { typed } => write!(f, "only {typed}"),
            Understood::Left { words } => write!(f, "not counted: {}", words.join("، ")),
            Understood::Partial { reason } => write!(f, "partial: {reason}"),
        }
    }
}
