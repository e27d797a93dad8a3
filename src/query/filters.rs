//! Restrictions: fields and flags that leave passages out without scoring them.

use super::ast::Field;
use super::interpret::Reader;
use super::interpretation::Understood;
use super::plan::{Plan, Scope};
use crate::arabic::{normalize, segment};
use crate::document::Day;
use crate::error::Result;

/// Restrictions that come beside the query text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Names or ids; each must be named in the passage.
    pub actors: Vec<String>,
    /// Names or ids; each, or a place inside it, must be named in the passage.
    pub locations: Vec<String>,
    /// Newspaper sections or in-article headings, any of them.
    pub sections: Vec<String>,
    /// Outlets, any of them.
    pub sources: Vec<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

impl Reader<'_> {
    pub(super) fn field(&mut self, field: Field, value: &str) -> Result<Plan> {
        match field {
            Field::Actor | Field::Location => self.entity_field(field, value),
            Field::Section | Field::Source => self.key_field(field, value),
            Field::Title => {
                let mut members = Vec::new();
                let words: Vec<&str> = segment::words(value).map(|span| span.of(value)).collect();
                let mut at = 0;
                while let Some(word) = words.get(at) {
                    at += 1;
                    let next = words.get(at).copied();
                    let joined = self.joined(word, next)?;
                    let one = self.word(word, Scope::Title, 1.0)?;
                    members.push(if let (Some(next), Some(terms)) = (next, joined) {
                        let next = self.word(next, Scope::Title, 1.0)?;
                        at += 1;
                        let together = Plan::Word { readings: vec![terms], scope: Scope::Title, boost: 1.0 };
                        Plan::Any(vec![Plan::All(vec![one, next]), together])
                    } else {
                        one
                    });
                }
                Ok(Plan::All(members))
            }
        }
    }

    pub(super) fn key_field(&mut self, field: Field, value: &str) -> Result<Plan> {
        let phrase = normalize::phrase(value);
        if field == Field::Source {
            self.parts.push(Understood::Filter { typed: format!("source: {value}") });
            return Ok(Plan::Key(format!("source:{phrase}")));
        }
        self.parts.push(Understood::Filter { typed: format!("section: {value}") });
        let key = Plan::Key(format!("section:{phrase}"));
        Ok(match self.ordered(value, 0, false)? {
            Some(spans) => Plan::Any(vec![key, Plan::Spans { spans, scope: Scope::Heading, boost: 0.0 }]),
            None => key,
        })
    }

    pub(super) fn days(&mut self, from: Option<Day>, to: Option<Day>) -> Plan {
        let number =
            |day: Day| i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
        let shown = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        self.parts.push(Understood::Filter { typed: format!("date: {}..{}", shown(from), shown(to)) });
        Plan::Days { from: from.map_or(i64::MIN + 1, number), to: to.map_or(i64::MAX - 1, number) }
    }
}

/// Days named by `2017-11-19`, `2017-11`, `2017`, or two of them around `..`,
/// either of which may be missing.
pub(super) fn days_of(value: &str) -> Option<(Option<Day>, Option<Day>)> {
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let start = if from.is_empty() { None } else { Some(bounds(from)?.0) };
    let end = if to.is_empty() { None } else { Some(bounds(to)?.1) };
    Some((start, end))
}

/// First and last day of a day, month or year.
#[must_use]
pub fn bounds(text: &str) -> Option<(Day, Day)> {
    let ascii: String = text.trim().chars().filter(|c| !crate::arabic::letters::is_ignorable(*c)).collect();
    let ascii = ascii.split('-').map(normalize::exact).collect::<Vec<_>>().join("-");
    let mut parts = ascii.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let first = Day::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (_, Some(_)) => first,
        (Some(_), None) => first.last_of_month(),
        (None, None) => first.last_of_year(),
    };
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_are_ranges() {
        let shown = |value| {
            days_of(value).map(|(from, to)| {
                let text = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
                format!("{}..{}", text(from), text(to))
            })
        };
        assert_eq!(shown("2017-08..2017-11").as_deref(), Some("2017-08-01..2017-11-30"));
        assert_eq!(shown("2017").as_deref(), Some("2017-01-01..2017-12-31"));
        assert_eq!(shown("2017-11-19..").as_deref(), Some("2017-11-19.."));
        assert_eq!(shown("..٢٠١٨").as_deref(), Some("..2018-12-31"));
        assert_eq!(shown("2017-13"), None);
        assert_eq!(shown(".."), None);
    }
}
