//! What an engine runs: plain data, no engine's types. Terms are those of
//! [`crate::index::terms`]; a cluster can lower the same plan to its own queries.

use serde::{Deserialize, Serialize};

/// A term and how much one occurrence counts, 1 being a match of what was typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightedTerm {
    /// A term of the text.
    pub term: String,
    /// Its weight, above 0.
    pub weight: f32,
}

/// Where a clause is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Text, heading and headline.
    Everywhere,
    /// The headline alone.
    Title,
    /// The in-article heading alone.
    Heading,
}

/// Things with a place in the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spans {
    /// Any of the terms.
    Terms(Vec<String>),
    /// The members in this order, with at most `slop` words between them in all.
    Ordered {
        /// In order.
        members: Vec<Spans>,
        /// Words between.
        slop: u32,
    },
    /// Both members with at most `distance` words between them.
    Near {
        /// In any order.
        members: Vec<Spans>,
        /// Words between.
        distance: u32,
    },
    /// Any of the members.
    Any(Vec<Spans>),
}

/// A query that can be run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// One thing that was asked for, under several spellings. Each reading is
    /// a list of terms whose frequencies add up; between readings (the word,
    /// the entity) the higher counts, since both speak of the same occurrences.
    Word {
        /// Readings.
        readings: Vec<Vec<WeightedTerm>>,
        /// Where.
        scope: Scope,
        /// Factor on the score.
        boost: f32,
    },
    /// Something with a place.
    Spans {
        /// What.
        spans: Spans,
        /// Where.
        scope: Scope,
        /// Factor on the score.
        boost: f32,
    },
    /// The best of several understandings of the same words.
    Best(Vec<Plan>),
    /// All of them.
    All(Vec<Plan>),
    /// At least one of them.
    Any(Vec<Plan>),
    /// Words beside each other.
    Bag {
        /// Each must match.
        must: Vec<Plan>,
        /// The more of these match, the better; one must when `must` is empty.
        should: Vec<Plan>,
        /// None may match.
        not: Vec<Plan>,
    },
    /// Passages with this key (`section:…`, `source:…`); does not score.
    Key(String),
    /// Passages of these days, as yyyymmdd, both ends included; does not score.
    Days {
        /// First day.
        from: i64,
        /// Last day.
        to: i64,
    },
    /// Every passage.
    Everything,
    /// No passage.
    Nothing,
}

impl Plan {
    /// Every term whose match should be shown, with its scope.
    #[must_use]
    pub fn shown_terms(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.collect_terms(&mut found);
        found.sort();
        found.dedup();
        found
    }

    fn collect_terms(&self, found: &mut Vec<String>) {
        match self {
            Plan::Word { readings, .. } => {
                found.extend(readings.iter().flatten().map(|weighted| weighted.term.clone()));
            }
            Plan::Spans { spans, .. } => spans.collect_terms(found),
            Plan::Best(members) | Plan::All(members) | Plan::Any(members) => {
                for member in members {
                    member.collect_terms(found);
                }
            }
            Plan::Bag { must, should, .. } => {
                must.iter().chain(should).for_each(|member| member.collect_terms(found));
            }
            Plan::Key(_) | Plan::Days { .. } | Plan::Everything | Plan::Nothing => {}
        }
    }
}

impl Spans {
    fn collect_terms(&self, found: &mut Vec<String>) {
        match self {
            Spans::Terms(terms) => found.extend(terms.iter().cloned()),
            Spans::Ordered { members, .. } | Spans::Near { members, .. } | Spans::Any(members) => {
                for member in members {
                    member.collect_terms(found);
                }
            }
        }
    }
}
