//! `warraq together`: passages that name two actors or places, the closest first.

use serde::Serialize;

use super::args::{Global, ListFormat, TogetherArgs};
use super::names::most_named;
use super::output::{Output, note};
use super::search::tell_interpretation;
use super::visible::one_line;
use super::{Outcome, open};
use crate::error::{Error, Result};
use crate::index::Archive;
use crate::query::{Options, inquire, interpret, parse};
use crate::search::together;

/// Passages shown unless told otherwise.
const USUAL_LIMIT: usize = 10;

/// A passage as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    category: Option<&'a str>,
    source: Option<&'a str>,
    passage: u64,
    /// Words between the two mentions.
    distance: usize,
    text: &'a str,
    highlights: [[usize; 2]; 2],
}

pub(super) fn run(args: &TogetherArgs, global: &Global) -> Result<Outcome> {
    args.filter.check()?;
    let query = args.query.as_deref().map(parse).transpose()?;
    let archive = open(global)?;
    let first = entity(&args.first, &archive, global)?;
    let second = entity(&args.second, &archive, global)?;
    let (filter, understood) =
        interpret(query.as_ref(), &args.filter.filters(), Options::default(), &archive)?;
    tell_interpretation(&understood, global);
    let limit = args.limit.unwrap_or(USUAL_LIMIT);
    let found = together(&archive, [&first, &second], &filter, args.filter.parts(), limit)?;
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        output.record(&["distance", "date", "source", "category", "id", "title", "passage", "text"])?;
    }
    for meeting in &found.closest {
        let record = &meeting.record;
        let shown = Shown {
            id: &record.id,
            title: &record.title,
            date: record.date.map(|day| day.to_string()),
            category: record.category.as_deref(),
            source: record.source.as_deref(),
            passage: record.order,
            distance: meeting.distance,
            text: &record.text,
            highlights: meeting.spans.map(|span| [span.start, span.end]),
        };
        match args.format {
            ListFormat::Jsonl => output.json(&shown)?,
            ListFormat::Csv => output.record(&[
                &shown.distance.to_string(),
                shown.date.as_deref().unwrap_or_default(),
                shown.source.unwrap_or_default(),
                shown.category.unwrap_or_default(),
                shown.id,
                shown.title,
                &shown.passage.to_string(),
                shown.text,
            ])?,
            ListFormat::Text => {
                let date = shown.date.as_deref().unwrap_or("undated");
                let facts =
                    format!("{} words between · {date} · {}#{}", shown.distance, shown.id, shown.passage);
                output.line(&format!("{}  {}", output.title(shown.title), output.faint(&facts)))?;
                output.passage(shown.text, &meeting.spans)?;
                output.line("")?;
            }
        }
    }
    output.flush()?;
    note(
        global,
        &format!(
            "{} passages of {} articles name both; log-likelihood {:.1}",
            found.passages, found.articles, found.significance
        ),
    );
    Ok(if found.passages == 0 { Outcome::Nothing } else { Outcome::Found })
}

/// The entity that a name means; of several the most often named.
fn entity(typed: &str, archive: &Archive, global: &Global) -> Result<String> {
    let (inquiry, understood) = inquire(typed, false, archive)?;
    tell_interpretation(&understood, global);
    match most_named(archive, inquiry.entities)?.into_iter().next() {
        Some(id) => Ok(id),
        None => Err(Error::Usage(format!(
            "no actor or location is known by the name {typed}; warraq search '{} NEAR/20 …' looks for words",
            one_line(typed)
        ))),
    }
}
