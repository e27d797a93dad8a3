//! What an engine runs: plain data, no engine's types. Terms are those of
//! [`crate::index::terms`]; a cluster can lower the same plan to its own queries.

use serde::{Deserialize, Serialize};

/// A term, with or without a condition on how its word is spelled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlanTerm {
    /// A term of the text: a stem or an entity.
    pub text: String,
    /// The exact spelling the word must have; any, when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spelling: Option<String>,
}

impl PlanTerm {
    /// The term however its word is spelled.
    #[must_use]
    pub fn any(text: impl Into<String>) -> Self {
        PlanTerm { text: text.into(), spelling: None }
    }

    /// The term where its word is spelled so.
    #[must_use]
    pub fn spelled(text: impl Into<String>, exact: impl Into<String>) -> Self {
        PlanTerm { text: text.into(), spelling: Some(exact.into()) }
    }
}

/// A term and how much one occurrence counts, 1 being a match of what was typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightedTerm {
    /// What is looked for.
    pub term: PlanTerm,
    /// Its weight, above 0.
    pub weight: f32,
    /// Whether it is not what was typed but related to it: a plural, an adjective. Such
    /// terms neither exclude nor make the word more frequent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub related: bool,
}

/// Where a clause is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Text, heading and headline.
    Everywhere,
    /// The passage's own text alone.
    Text,
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
    Terms(Vec<PlanTerm>),
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

/// The parts of a plan whose matches are shown in the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShownParts {
    /// Terms that are shown wherever they stand.
    pub terms: Vec<PlanTerm>,
    /// Phrases and distances, shown only where they hold.
    pub spans: Vec<Spans>,
}

impl Plan {
    /// The plan without terms that are only related to what was typed, for places where
    /// weights do not count.
    #[must_use]
    pub fn without_related(mut self) -> Self {
        match &mut self {
            Plan::Word { readings, .. } => {
                for reading in readings {
                    reading.retain(|term| !term.related);
                }
            }
            Plan::Best(members) | Plan::All(members) | Plan::Any(members) => {
                *members = std::mem::take(members).into_iter().map(Plan::without_related).collect();
            }
            Plan::Bag { must, should, .. } => {
                for list in [must, should] {
                    *list = std::mem::take(list).into_iter().map(Plan::without_related).collect();
                }
            }
            Plan::Spans { .. } | Plan::Key(_) | Plan::Days { .. } | Plan::Everything | Plan::Nothing => {}
        }
        self
    }

    /// What of the plan is shown where it matches: everything but what must not match.
    #[must_use]
    pub fn shown(&self) -> ShownParts {
        let mut shown = ShownParts::default();
        self.collect_shown(&mut shown);
        shown
    }

    fn collect_shown(&self, shown: &mut ShownParts) {
        match self {
            Plan::Word { readings, .. } => {
                shown.terms.extend(readings.iter().flatten().map(|weighted| weighted.term.clone()));
            }
            Plan::Spans { spans, .. } => shown.spans.push(spans.clone()),
            Plan::Best(members) | Plan::All(members) | Plan::Any(members) => {
                for member in members {
                    member.collect_shown(shown);
                }
            }
            Plan::Bag { must, should, .. } => {
                for member in must.iter().chain(should) {
                    member.collect_shown(shown);
                }
            }
            Plan::Key(_) | Plan::Days { .. } | Plan::Everything | Plan::Nothing => {}
        }
    }
}

impl Spans {
    /// Whether one of the terms looked for is such.
    pub fn any_term(&self, is_such: &impl Fn(&PlanTerm) -> bool) -> bool {
        match self {
            Spans::Terms(terms) => terms.iter().any(is_such),
            Spans::Ordered { members, .. } | Spans::Near { members, .. } | Spans::Any(members) => {
                members.iter().any(|member| member.any_term(is_such))
            }
        }
    }
}
