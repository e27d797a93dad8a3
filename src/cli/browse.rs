//! `warraq actors | locations | sections | sources`: what is there, with counts.

use serde::Serialize;

use super::args::{BrowseArgs, Global, ListFormat};
use super::output::{Output, one_line};
use super::search::tell_interpretation;
use super::{Outcome, open};
use crate::error::Result;
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
}

pub(super) fn run(args: &BrowseArgs, facet: Facet, global: &Global) -> Result<Outcome> {
    let query = args.query.as_deref().map(parse).transpose()?;
    let archive = open(global)?;
    let options = Options { literal: args.literal };
    let (plan, interpretation) = interpret(query.as_ref(), &args.filter.filters(), options, &archive)?;
    tell_interpretation(&interpretation, global);
    let mut counts = count(&archive, &plan, facet, args.filter.parts())?;
    counts.truncate(args.limit.unwrap_or(usize::MAX));
    let found = !counts.is_empty();
    let is_entity = matches!(facet, Facet::Actors | Facet::Locations);
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        let columns: &[&str] = if is_entity {
            &["passages", "articles", "name", "latin", "type", "id"]
        } else {
            &["passages", "articles", "name"]
        };
        output.record(columns)?;
    }
    for counted in counts {
        let entity = if is_entity { archive.gazetteer().by_id(&counted.value) } else { None };
        let listed = Listed {
            id: is_entity.then(|| counted.value.clone()),
            name: entity.as_ref().map_or(counted.value, |entity| entity.name.clone()),
            latin: entity.as_ref().map(|entity| entity.latin.clone()),
            kind: entity.map(|entity| entity.kind),
            passages: counted.passages,
            articles: counted.articles,
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
            output.record(&cells)
        }
        ListFormat::Text => {
            let detail = match (&listed.latin, &listed.kind, &listed.id) {
                (Some(latin), Some(kind), Some(id)) => format!("  {latin}, {kind}, {id}"),
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
