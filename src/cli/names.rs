//! How entities are called in what is printed.

use std::collections::HashMap;

use crate::arabic::normalize;
use crate::entity::{Class, MentionKind, discover};
use crate::error::Result;
use crate::index::{Archive, PassageRecord, terms};
use crate::query::Inquiry;
use crate::query::plan::Plan;
use crate::search::{Kinds, MentionSearch, Occurrence, Parts};

/// The names of entities, looked up once.
pub(super) struct Names<'a> {
    archive: &'a Archive,
    known: HashMap<String, Called>,
}

/// What is shown of an entity.
struct Called {
    name: String,
    is_place: bool,
}

impl<'a> Names<'a> {
    pub(super) fn new(archive: &'a Archive) -> Self {
        Names { archive, known: HashMap::new() }
    }

    /// The archive whose entities they are.
    pub(super) fn archive(&self) -> &'a Archive {
        self.archive
    }

    /// The usual name of an entity; of a discovered actor how the archive first writes it.
    pub(super) fn of(&mut self, id: &str) -> &str {
        &self.called(id).name
    }

    /// Whether it is a place and no actor.
    pub(super) fn is_place(&mut self, id: &str) -> bool {
        self.called(id).is_place
    }

    fn called(&mut self, id: &str) -> &Called {
        let archive = self.archive;
        self.known.entry(id.to_owned()).or_insert_with(|| match archive.gazetteer().by_id(id) {
            Some(entity) => Called { is_place: entity.class == Class::Location, name: entity.name },
            None => Called { name: written(archive, id).unwrap_or_else(|| id.to_owned()), is_place: false },
        })
    }
}

/// The ids of entities that share a name, the one that most passages name first.
pub(super) fn most_named(archive: &Archive, ids: Vec<String>) -> Result<Vec<String>> {
    let mut counted = Vec::new();
    for id in ids {
        counted.push((archive.passages_with(&terms::of_entity(&id))?, id));
    }
    counted.sort_by_key(|(passages, _)| std::cmp::Reverse(*passages));
    Ok(counted.into_iter().map(|(_, id)| id).collect())
}

/// How the archive first writes the name of a discovered actor. The name in its id is
/// normalised and no spelling to show (البضاءع); where no passage can be read it will do.
pub(super) fn written(archive: &Archive, id: &str) -> Option<String> {
    let name = discover::name_of(id)?;
    let first = first_mention(archive, id, |record, mention| bare_form(mention.form(record), &name));
    Some(first.ok().flatten().unwrap_or(name))
}

/// What `read` makes of the first mention of an actor by its whole name.
pub(super) fn first_mention<T>(
    archive: &Archive,
    id: &str,
    read: impl FnOnce(&PassageRecord, &Occurrence) -> T,
) -> Result<Option<T>> {
    let inquiry = Inquiry { entities: vec![id.to_owned()], ..Inquiry::default() };
    let kinds = Kinds::of(&[MentionKind::Name]);
    let search = MentionSearch::new(archive, &inquiry, &Plan::Everything, kinds, Parts::default());
    let first = search.first()?;
    Ok(first.and_then(|found| found.occurrences.first().map(|mention| read(&found.record, mention))))
}

/// A form without the clitic before it, which is no part of the name (norm level).
pub(super) fn bare_form(form: &str, name: &str) -> String {
    let letters = |text: &str| text.chars().count();
    let clitics = letters(&normalize::phrase(form)).saturating_sub(letters(name));
    form.chars().skip(clitics).collect()
}
