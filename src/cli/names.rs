//! How entities are called in what is printed.

use std::collections::HashMap;

use crate::arabic::normalize;
use crate::entity::{MentionKind, discover};
use crate::error::Result;
use crate::index::{Archive, PassageRecord};
use crate::query::Inquiry;
use crate::query::plan::Plan;
use crate::search::{Kinds, MentionSearch, Occurrence, Parts};

/// The names of entities, looked up once.
pub(super) struct Names<'a> {
    archive: &'a Archive,
    known: HashMap<String, String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(archive: &'a Archive) -> Self {
        Names { archive, known: HashMap::new() }
    }

    /// The usual name of an entity; of a discovered actor how the archive first writes it.
    pub(super) fn of(&mut self, id: &str) -> &str {
        if !self.known.contains_key(id) {
            let entity = self.archive.gazetteer().by_id(id).map(|entity| entity.name);
            let name = entity.or_else(|| written(self.archive, id)).unwrap_or_else(|| id.to_owned());
            self.known.insert(id.to_owned(), name);
        }
        self.known.get(id).map_or("", String::as_str)
    }
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
    mut read: impl FnMut(&PassageRecord, &Occurrence) -> T,
) -> Result<Option<T>> {
    let inquiry = Inquiry { entities: vec![id.to_owned()], ..Inquiry::default() };
    let kinds = Kinds::of(&[MentionKind::Name]);
    let search = MentionSearch::new(archive, &inquiry, &Plan::Everything, kinds, Parts::default());
    let mut found = None;
    search.each(|mentioned| {
        found = mentioned.occurrences.first().map(|mention| read(&mentioned.record, mention));
        Ok(found.is_none())
    })?;
    Ok(found)
}

/// A form without the clitic before it, which is no part of the name (norm level).
pub(super) fn bare_form(form: &str, name: &str) -> String {
    let letters = |text: &str| text.chars().count();
    let clitics = letters(&normalize::phrase(form)).saturating_sub(letters(name));
    form.chars().skip(clitics).collect()
}
