//! What an archive tells of one actor or place: under which names, when, where, and
//! with whom it is named.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::mentions::{Kinds, MentionCount, MentionSearch};
use super::significance::log_likelihood;
use super::{Parts, Request, Results, Sort, Unit, search};
use crate::document::Day;
use crate::entity::{Class, MentionKind};
use crate::error::Result;
use crate::index::{Archive, terms};
use crate::query::Inquiry;
use crate::query::plan::{Plan, PlanTerm, Scope, WeightedTerm};

/// A form in which the entity is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormCount {
    /// As written, clitics included.
    pub form: String,
    /// In what way it names the entity.
    pub kind: MentionKind,
    /// How often.
    pub mentions: u64,
}

/// Something that occurs in the same passages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Companion {
    /// Id of the entity, or the section.
    pub value: String,
    /// Passages that name both.
    pub passages: u64,
    /// Log-likelihood ratio over passages, see [`log_likelihood`].
    pub significance: f64,
}

/// A month and how often the entity is named in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthCount {
    /// As `2017-08`.
    pub month: String,
    /// Mentions.
    pub mentions: u64,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Mentions by name, alias and short form.
    pub count: MentionCount,
    /// Most frequent first.
    pub forms: Vec<FormCount>,
    /// First day it is named.
    pub first: Option<Day>,
    /// Last day it is named.
    pub last: Option<Day>,
    /// Every month from the first to the last.
    pub months: Vec<MonthCount>,
    /// Actors named in the same passages, most significant first.
    pub actors: Vec<Companion>,
    /// Locations, likewise.
    pub locations: Vec<Companion>,
    /// Newspaper sections, likewise.
    pub sections: Vec<Companion>,
    /// The passages that speak of it most.
    pub telling: Results,
}

/// The profile of an entity in the passages that a filter allows, with its `passages` most
/// telling passages.
///
/// # Errors
/// When the index cannot be read.
pub fn profile(archive: &Archive, id: &str, filter: &Plan, parts: Parts, passages: usize) -> Result<Profile> {
    let inquiry = Inquiry { entities: vec![id.to_owned()], ..Inquiry::default() };
    let kinds = Kinds::NAMES.with(MentionKind::Role);
    let search_all = MentionSearch::new(archive, &inquiry, filter, kinds, parts);
    let mut found = Profile::default();
    let mut forms: HashMap<(String, MentionKind), u64> = HashMap::new();
    let mut months: BTreeMap<(i16, i8), u64> = BTreeMap::new();
    let mut together: HashMap<String, u64> = HashMap::new();
    let mut sections: HashMap<String, u64> = HashMap::new();
    let mut named_in = 0;
    let mut last_article = None;
    search_all.each(|mentioned| {
        let record = &mentioned.record;
        let mut names = 0;
        for occurrence in &mentioned.occurrences {
            let form = occurrence.form(record).to_owned();
            *forms.entry((form, occurrence.kind)).or_default() += 1;
            names += u64::from(occurrence.kind != MentionKind::Role);
        }
        if names == 0 {
            return Ok(true);
        }
        found.count.mentions += names;
        if last_article.as_ref() != Some(&record.id) {
            last_article = Some(record.id.clone());
            found.count.articles += 1;
        }
        if let Some(day) = record.date {
            found.first = Some(found.first.map_or(day, |first| first.min(day)));
            found.last = Some(found.last.map_or(day, |last| last.max(day)));
            *months.entry((day.year(), day.month())).or_default() += names;
        }
        named_in += 1;
        if let Some(section) = &record.category {
            *sections.entry(section.clone()).or_default() += 1;
        }
        let others: HashSet<&str> = record
            .mentions
            .iter()
            .filter(|mention| mention.kind.names() && mention.id != id)
            .map(|mention| mention.id.as_str())
            .collect();
        for other in others {
            *together.entry(other.to_owned()).or_default() += 1;
        }
        Ok(true)
    })?;
    found.forms =
        forms.into_iter().map(|((form, kind), mentions)| FormCount { form, kind, mentions }).collect();
    found.forms.sort_by(|a, b| {
        let by_form = || a.form.cmp(&b.form).then(a.kind.code().cmp(&b.kind.code()));
        b.mentions.cmp(&a.mentions).then_with(by_form)
    });
    found.months = every_month(&months);
    let all = archive.summary().passages;
    for (other, both) in together {
        let second = archive.passages_with(&terms::of_entity(&other))?;
        let companion = Companion {
            passages: both,
            significance: log_likelihood(both, named_in, second, all),
            value: other,
        };
        let is_place =
            archive.gazetteer().by_id(&companion.value).is_some_and(|entity| entity.class == Class::Location);
        if is_place { found.locations.push(companion) } else { found.actors.push(companion) }
    }
    let of_sections: HashMap<String, u64> =
        super::count(archive, &Plan::Everything, super::Facet::Sections, parts)?
            .into_iter()
            .map(|counted| (counted.value, counted.passages))
            .collect();
    for (section, both) in sections {
        let second = of_sections.get(&section).copied().unwrap_or(both);
        let significance = log_likelihood(both, named_in, second, all);
        found.sections.push(Companion { value: section, passages: both, significance });
    }
    for list in [&mut found.actors, &mut found.locations, &mut found.sections] {
        list.sort_by(|a, b| b.significance.total_cmp(&a.significance).then_with(|| a.value.cmp(&b.value)));
    }
    let asked = Plan::All(vec![plan_of(id, false, Scope::Text), filter.clone()]);
    let request = Request { unit: Unit::Article, sort: Sort::Score, limit: passages, offset: 0, parts };
    found.telling = search(archive, &asked, request)?;
    Ok(found)
}

/// Passages that name an entity, in its own right or (a place) by what lies inside it.
#[must_use]
pub fn plan_of(id: &str, with_inside: bool, scope: Scope) -> Plan {
    let weighted = |term: String| WeightedTerm { term: PlanTerm::any(term), weight: 1.0, related: false };
    let mut terms = vec![weighted(terms::of_entity(id))];
    if with_inside {
        terms.push(weighted(terms::within(id)));
    }
    Plan::Word { readings: vec![terms], scope, boost: 1.0 }
}

/// Every month between the first and the last, those without mentions too.
fn every_month(counted: &BTreeMap<(i16, i8), u64>) -> Vec<MonthCount> {
    let (Some((&first, _)), Some((&last, _))) = (counted.first_key_value(), counted.last_key_value()) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    let (mut year, mut month) = first;
    while (year, month) <= last {
        let mentions = counted.get(&(year, month)).copied().unwrap_or(0);
        months.push(MonthCount { month: format!("{year:04}-{month:02}"), mentions });
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_without_mentions_are_there() {
        let counted = BTreeMap::from([((2017, 11), 2), ((2018, 2), 1)]);
        let months: Vec<(String, u64)> =
            every_month(&counted).into_iter().map(|month| (month.month, month.mentions)).collect();
        let expected = [("2017-11", 2), ("2017-12", 0), ("2018-01", 0), ("2018-02", 1)];
        assert_eq!(months, expected.map(|(month, count)| (month.to_owned(), count)));
    }
}
