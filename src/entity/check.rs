//! What is wrong with a table of entities: rows and names that stand twice, names that
//! belong to somebody else, names that are ordinary words.

use std::fmt;

use rustc_hash::FxHashMap;

use super::gazetteer::{Gazetteer, NamedAs};
use super::table::Entity;
use crate::arabic::{is_common_noun, is_news_word, normalize, stopwords};

/// What kind of fault it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The id stands in an earlier line.
    SecondRow(u64),
    /// The name stands twice in the row.
    SecondName,
    /// Another entity has the name.
    Clash {
        /// Its id.
        id: String,
        /// Its usual name.
        name: String,
    },
    /// The name is an ordinary word and counts without a cue.
    OrdinaryWord,
    /// The name has fewer than three letters.
    TooShort,
    /// No entity has the id that is named as parent.
    UnknownParent,
}

impl FaultKind {
    /// Its name in every output.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            FaultKind::SecondRow(_) => "second_row",
            FaultKind::SecondName => "second_name",
            FaultKind::Clash { .. } => "clash",
            FaultKind::OrdinaryWord => "ordinary_word",
            FaultKind::TooShort => "too_short",
            FaultKind::UnknownParent => "unknown_parent",
        }
    }
}

/// A fault in a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the table, from 1.
    pub line: u64,
    /// Id of the row.
    pub id: String,
    /// The name it is about, or the id.
    pub name: String,
    /// What is wrong.
    pub kind: FaultKind,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { id, name, .. } = self;
        match &self.kind {
            FaultKind::SecondRow(line) => {
                write!(f, "{id} has a row in line {line} already; the last one counts")
            }
            FaultKind::SecondName => write!(f, "{id} has the name {name} twice; leave one out"),
            FaultKind::Clash { id: other, name: usual } => write!(
                f,
                "{name} is a name of {usual} ({other}) too; put it into weak_ar of {id}, or use the id {other} to replace that row"
            ),
            FaultKind::OrdinaryWord => {
                write!(
                    f,
                    "{name} of {id} is an ordinary word; put it into weak_ar, so that it counts only with a cue"
                )
            }
            FaultKind::TooShort => {
                write!(f, "{name} of {id} is too short to tell; put it into weak_ar")
            }
            FaultKind::UnknownParent => write!(f, "the parent {name} of {id} is the id of no entity"),
        }
    }
}

/// Fewest letters of a name that counts without a cue.
const SHORTEST_NAME: usize = 3;

/// The faults of a table's rows, each with its line, beside the built-in entities.
#[must_use]
pub fn check(rows: &[(u64, Entity)], built_in: &Gazetteer) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut lines: FxHashMap<&str, u64> = FxHashMap::default();
    let mut named: FxHashMap<String, &Entity> = FxHashMap::default();
    for (line, entity) in rows {
        let mut fault = |name: &str, kind: FaultKind| {
            faults.push(Fault { line: *line, id: entity.id.clone(), name: name.to_owned(), kind });
        };
        if let Some(first) = lines.insert(&entity.id, *line) {
            fault(&entity.id, FaultKind::SecondRow(first));
        }
        if let Some(parent) = &entity.parent
            && built_in.row_of(parent).is_none()
            && rows.iter().all(|(_, other)| other.id != *parent)
        {
            fault(parent, FaultKind::UnknownParent);
        }
        let mut own: Vec<String> = Vec::new();
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            let phrase = normalize::phrase(name);
            if own.contains(&phrase) {
                fault(name, FaultKind::SecondName);
                continue;
            }
            own.push(phrase.clone());
            if entity.weak.contains(name) {
                continue;
            }
            if phrase.chars().count() < SHORTEST_NAME {
                fault(name, FaultKind::TooShort);
            } else if is_ordinary(&phrase) {
                fault(name, FaultKind::OrdinaryWord);
            }
            let in_table = named.get(&phrase).filter(|other| other.id != entity.id);
            let of_built_in = built_in
                .named(name)
                .into_iter()
                .filter(|name_use| name_use.named_as != NamedAs::Weak)
                .filter_map(|name_use| built_in.entity(name_use.row))
                // A row of the table replaces the built-in one of its id.
                .find(|other| other.checked && rows.iter().all(|(_, row)| row.id != other.id));
            if let Some(other) = in_table.map(|other| (*other).clone()).or(of_built_in) {
                fault(name, FaultKind::Clash { id: other.id, name: other.name });
            }
            named.entry(phrase).or_insert(entity);
        }
    }
    faults
}

/// Whether a name of one word is a word of the news, with its article or without.
fn is_ordinary(phrase: &str) -> bool {
    let bare = phrase.strip_prefix("ال").unwrap_or(phrase);
    let is_word =
        |word: &str| is_news_word(word) || is_common_noun(word) || stopwords::is_function_word(word);
    !phrase.contains(' ') && (is_word(phrase) || is_word(bare))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::entity::{compile, table};

    const BUILT_IN: &str = "id\ttype\tname_ar\taliases_ar\n\
        hizballah\tparty\tحزب الله\t\n";
    const OWN: &str = "id\ttype\tparent\tname_ar\taliases_ar\tweak_ar\n\
        a\tparty\t\tحزب الله\tحزب ما\t\n\
        b\tparty\tnobody\tالوزير\tالوزير\t\n\
        a\tparty\t\tحركة الضفاف\t\t\n\
        c\tparty\t\tلجنة الأحياء\tلجنة\tلجنة\n";

    #[test]
    fn every_kind_of_fault_is_reported_with_its_line() {
        let built_in = compile::compile(&table::parse(BUILT_IN, Path::new("b.tsv")).unwrap()).unwrap();
        let rows = table::rows(OWN, Path::new("o.tsv")).unwrap();
        let found: Vec<(u64, &str)> =
            check(&rows, &built_in).iter().map(|fault| (fault.line, fault.kind.label())).collect();
        let expected = [
            (2, "clash"),
            (3, "unknown_parent"),
            (3, "ordinary_word"),
            (3, "second_name"),
            (4, "second_row"),
        ];
        assert_eq!(found, expected);
    }
}
