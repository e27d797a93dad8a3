//! `warraq actors | locations | sections | sources`: what is there, with counts.

use serde::Serialize;

use super::args::{ActorsArgs, BrowseArgs, Global, ListFormat};
use super::names::{bare_form, first_mention};
use super::output::Output;
use super::search::tell_interpretation;
use super::visible::one_line;
use super::{Outcome, kwic, open};
use crate::entity::discover;
use crate::error::Result;
use crate::index::Archive;
use crate::query::{Options, interpret, parse};
use crate::search::{Facet, count};

/// A line of the list as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Listed {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    latin: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    passages: u64,
    articles: u64,
    /// Of a discovered actor: a passage that names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<String>,
}

/// Words before and after the name in an example.
const EXAMPLE_WORDS: usize = 6;

/// `warraq actors`, with those that patterns discovered apart.
pub(super) fn run_actors(args: &ActorsArgs, global: &Global) -> Result<Outcome> {
    list(&args.browse, Facet::Actors, args.discovered.then_some(args.at_least), global)
}

pub(super) fn run(args: &BrowseArgs, facet: Facet, global: &Global) -> Result<Outcome> {
    list(args, facet, None, global)
}

/// Lists the values of a facet; of actors those in the gazetteer, or the discovered ones
/// named in so many articles.
fn list(args: &BrowseArgs, facet: Facet, discovered: Option<u64>, global: &Global) -> Result<Outcome> {
    let query = args.query.as_deref().map(parse).transpose()?;
    let archive = open(global)?;
    let options = Options { literal: args.literal, ..Options::default() };
    let (plan, interpretation) = interpret(query.as_ref(), &args.filter.filters(), options, &archive)?;
    tell_interpretation(&interpretation, global);
    let mut counts = count(&archive, &plan, facet, args.filter.parts())?;
    counts.retain(|counted| match discovered {
        Some(at_least) => counted.value.starts_with(discover::PREFIX) && counted.articles >= at_least,
        None => !counted.value.starts_with(discover::PREFIX),
    });
    counts.truncate(args.limit.unwrap_or(usize::MAX));
    let found = !counts.is_empty();
    let is_entity = matches!(facet, Facet::Actors | Facet::Locations);
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        let columns: &[&str] = if is_entity {
            &["passages", "articles", "name", "latin", "type", "id", "example"]
                [..6 + usize::from(discovered.is_some())]
        } else {
            &["passages", "articles", "name"]
        };
        output.record(columns)?;
    }
    for counted in counts {
        let mut entity = if is_entity { archive.gazetteer().by_id(&counted.value) } else { None };
        let mut example = None;
        if discovered.is_some()
            && let Some((form, words)) = example_of(&archive, &counted.value)?
        {
            entity = discover::entity_of(&counted.value, &form);
            example = Some(words);
        }
        let listed = Listed {
            id: is_entity.then(|| counted.value.clone()),
            name: entity.as_ref().map_or(counted.value, |entity| entity.name.clone()),
            latin: entity.as_ref().map(|entity| entity.latin.clone()),
            kind: entity.map(|entity| entity.kind),
            passages: counted.passages,
            articles: counted.articles,
            example,
        };
        write(&listed, args.format, &mut output)?;
    }
    output.flush()?;
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}

fn write(listed: &Listed, format: ListFormat, output: &mut Output) -> Result<()> {
    let numbers = [listed.passages.to_string(), listed.articles.to_string()];
    match format {
        ListFormat::Jsonl => output.json(listed),
        ListFormat::Csv => {
            let mut cells = vec![numbers[0].as_str(), numbers[1].as_str(), listed.name.as_str()];
            if let (Some(id), Some(latin), Some(kind)) = (&listed.id, &listed.latin, &listed.kind) {
                cells.extend([latin.as_str(), kind.as_str(), id.as_str()]);
            }
            cells.extend(listed.example.as_deref());
            output.record(&cells)
        }
        ListFormat::Text => {
            let detail = match (&listed.latin, &listed.kind, &listed.id) {
                (_, Some(kind), Some(id)) if listed.example.is_some() => {
                    format!("{kind}, {id}  {}", listed.example.as_deref().unwrap_or_default())
                }
                (Some(latin), Some(kind), Some(id)) => format!("{latin}, {kind}, {id}"),
                _ => String::new(),
            };
            let name = output.strong(&listed.name);
            let detail = output.faint(&one_line(&detail));
            output.line(
                format!("{:>7} passages {:>6} articles  {name}  {detail}", numbers[0], numbers[1]).trim_end(),
            )
        }
    }
}

/// How the first passage that names a discovered actor writes the name, and the words around it.
fn example_of(archive: &Archive, id: &str) -> Result<Option<(String, String)>> {
    let name = discover::name_of(id).unwrap_or_default();
    first_mention(archive, id, |record, mention| {
        let (text, form, span) = (mention.text(record), mention.form(record), mention.span);
        let before = kwic::last_words(text.get(..span.start).unwrap_or_default(), EXAMPLE_WORDS);
        let after = kwic::first_words(text.get(span.end..).unwrap_or_default(), EXAMPLE_WORDS);
        (bare_form(form, &name), one_line(&format!("{before} {form} {after}")))
    })
}
