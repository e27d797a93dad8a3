//! `warraq actor` and `warraq location`: what the archive tells of one of them.

use serde::Serialize;

use super::args::{Global, ListFormat, ProfileArgs};
use super::names;
use super::names::Names;
use super::output::{Output, note};
use super::search::tell_interpretation;
use super::visible::one_line;
use super::{Outcome, open};
use crate::arabic::Analyzer;
use crate::document::Span;
use crate::entity::{Class, Entity, discover};
use crate::error::{Error, Result};
use crate::index::Archive;
use crate::query::plan::{Plan, Scope};
use crate::query::{Options, inquire, interpret};
use crate::search::{
    Companion, Facet, FormCount, Highlighter, MonthCount, Parts, Profile, count, plan_of, profile,
};

/// Lines of each list in text and CSV, unless told otherwise.
const USUAL_LINES: usize = 10;
/// Characters of a telling passage in text.
const PASSAGE_SHOWN: usize = 320;
/// Bars of a sparkline, lowest first.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A profile as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    id: &'a str,
    name: &'a str,
    latin: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    discovered: bool,
    mentions: u64,
    articles: u64,
    first: Option<String>,
    last: Option<String>,
    forms: &'a [FormCount],
    timeline: &'a [MonthCount],
    locations: Vec<ShownCompanion>,
    sections: Vec<ShownCompanion>,
    actors: Vec<ShownCompanion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inside: Vec<Inside>,
    passages: Vec<Telling>,
}

#[derive(Debug, Serialize)]
struct ShownCompanion {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: String,
    passages: u64,
    significance: f64,
}

/// A place inside another, with its depth below it.
#[derive(Debug, Serialize)]
struct Inside {
    id: String,
    name: String,
    depth: usize,
    passages: u64,
    articles: u64,
}

#[derive(Debug, Serialize)]
struct Telling {
    id: String,
    title: String,
    date: Option<String>,
    passage: u64,
    text: String,
    highlights: Vec<[usize; 2]>,
}

pub(super) fn run(args: &ProfileArgs, class: Class, global: &Global) -> Result<Outcome> {
    args.filter.check()?;
    let archive = open(global)?;
    let typed = args.name.join(" ");
    let entity = chosen(&typed, class, &archive, global)?;
    let (filter, understood) = interpret(None, &args.filter.filters(), Options::default(), &archive)?;
    tell_interpretation(&understood, global);
    let parts = args.filter.parts();
    let found = profile(&archive, &entity.id, &filter, parts, args.passages)?;
    let inside =
        if class == Class::Location { inside(&archive, &entity, &filter, parts)? } else { Vec::new() };
    let mut output = Output::new(global);
    let lines = args.limit.unwrap_or(USUAL_LINES);
    let mut names = Names::new(&archive);
    let mut companions = |list: &[Companion], are_entities: bool| -> Vec<ShownCompanion> {
        let shown = if args.format == ListFormat::Jsonl { args.limit.unwrap_or(usize::MAX) } else { lines };
        list.iter()
            .take(shown)
            .map(|companion| ShownCompanion {
                id: are_entities.then(|| companion.value.clone()),
                name: if are_entities {
                    names.of(&companion.value).to_owned()
                } else {
                    companion.value.clone()
                },
                passages: companion.passages,
                significance: (companion.significance * 100.0).round() / 100.0,
            })
            .collect()
    };
    let shown = Shown {
        id: &entity.id,
        name: &entity.name,
        latin: &entity.latin,
        kind: &entity.kind,
        discovered: entity.id.starts_with(discover::PREFIX),
        mentions: found.count.mentions,
        articles: found.count.articles,
        first: found.first.map(|day| day.to_string()),
        last: found.last.map(|day| day.to_string()),
        forms: &found.forms,
        timeline: &found.months,
        locations: companions(&found.locations, true),
        sections: companions(&found.sections, false),
        actors: companions(&found.actors, true),
        inside,
        passages: telling(&archive, &entity.id, &found)?,
    };
    match args.format {
        ListFormat::Jsonl => output.json(&shown)?,
        ListFormat::Csv => write_csv(&shown, &mut output)?,
        ListFormat::Text => write_text(&shown, lines, &mut output)?,
    }
    output.flush()?;
    let is_found = shown.mentions > 0 || !shown.inside.is_empty();
    Ok(if is_found { Outcome::Found } else { Outcome::Nothing })
}

/// The entity of this class that a name or id means; of several the most often named.
fn chosen(typed: &str, class: Class, archive: &Archive, global: &Global) -> Result<Entity> {
    let (inquiry, understood) = inquire(typed, false, archive)?;
    let entity_of = |id: String| {
        let known = archive.gazetteer().by_id(&id);
        known.or_else(|| discover::entity_of(&id, &names::written(archive, &id)?))
    };
    // A state acts too.
    let fits = |entity: &Entity| entity.class == class || class == Class::Actor && entity.kind == "country";
    let ids = names::most_named(archive, inquiry.entities)?;
    let mut found = ids.into_iter().filter_map(entity_of).filter(fits);
    let Some(entity) = found.next() else {
        let role = if class == Class::Actor { "actor" } else { "location" };
        return Err(Error::UnknownEntity { name: typed.to_owned(), role, near: Vec::new() });
    };
    tell_interpretation(&understood, global);
    let others: Vec<String> = found.map(|other| format!("{} ({})", other.name, other.id)).collect();
    if !others.is_empty() {
        note(
            global,
            &format!(
                "this is the profile of {} ({}); also so named: {}",
                entity.name,
                entity.id,
                others.join("، ")
            ),
        );
    }
    Ok(entity)
}

/// The places inside one that the archive names, as a tree: each after the one that holds it.
fn inside(archive: &Archive, place: &Entity, filter: &Plan, parts: Parts) -> Result<Vec<Inside>> {
    let plan = Plan::All(vec![plan_of(&place.id, true, Scope::Text), filter.clone()]);
    let mut below: Vec<(Entity, u64, u64)> = Vec::new();
    for counted in count(archive, &plan, Facet::Locations, parts)? {
        if let Some(entity) = archive.gazetteer().by_id(&counted.value)
            && entity.ancestors.contains(&place.id)
        {
            below.push((entity, counted.passages, counted.articles));
        }
    }
    let mut tree = Vec::new();
    add_below(archive, &place.id, 1, &below, &mut tree);
    Ok(tree)
}

fn add_below(
    archive: &Archive,
    holder: &str,
    depth: usize,
    below: &[(Entity, u64, u64)],
    tree: &mut Vec<Inside>,
) {
    // What is named, and what is not but holds something that is.
    let mut children: Vec<(String, String, u64, u64)> = Vec::new();
    for (entity, passages, articles) in below {
        let Some(at) = entity.ancestors.iter().position(|id| id == holder) else { continue };
        let child = at.checked_sub(1).and_then(|at| entity.ancestors.get(at));
        match child {
            None => children.push((entity.id.clone(), entity.name.clone(), *passages, *articles)),
            Some(id) if below.iter().all(|(other, _, _)| other.id != *id) => {
                if children.iter().all(|(known, ..)| known != id) {
                    let name = archive.gazetteer().by_id(id).map(|entity| entity.name).unwrap_or_default();
                    children.push((id.clone(), name, 0, 0));
                }
            }
            Some(_) => {}
        }
    }
    for (id, name, passages, articles) in children {
        tree.push(Inside { id: id.clone(), name, depth, passages, articles });
        add_below(archive, &id, depth + 1, below, tree);
    }
}

fn telling(archive: &Archive, id: &str, found: &Profile) -> Result<Vec<Telling>> {
    let plan = plan_of(id, false, Scope::Text);
    let mut highlighter = Highlighter::new(&plan, Analyzer::new(archive.gazetteer().lexicon().clone()));
    let mut passages = Vec::new();
    for hit in &found.telling.hits {
        let record = archive.record(hit.address)?;
        let marks = highlighter.passage(&record, |_| Vec::new());
        passages.push(Telling {
            id: record.id,
            title: record.title,
            date: record.date.map(|day| day.to_string()),
            passage: record.order,
            highlights: marks.iter().map(|span| [span.start, span.end]).collect(),
            text: record.text,
        });
    }
    Ok(passages)
}

fn write_csv(shown: &Shown<'_>, output: &mut Output) -> Result<()> {
    output.record(&["what", "value", "id", "count", "significance"])?;
    let mut row = |what: &str, value: &str, id: &str, count: String, significance: Option<f64>| {
        let significance = significance.map(|value| value.to_string()).unwrap_or_default();
        output.record(&[what, value, id, &count, &significance])
    };
    row("name", shown.name, shown.id, shown.mentions.to_string(), None)?;
    row("articles", "", "", shown.articles.to_string(), None)?;
    for (what, day) in [("first", &shown.first), ("last", &shown.last)] {
        row(what, day.as_deref().unwrap_or_default(), "", String::new(), None)?;
    }
    for form in shown.forms {
        row(&format!("form {}", form.kind.label()), &form.form, "", form.mentions.to_string(), None)?;
    }
    for month in shown.timeline {
        row("month", &month.month, "", month.mentions.to_string(), None)?;
    }
    for (what, list) in
        [("location", &shown.locations), ("section", &shown.sections), ("actor", &shown.actors)]
    {
        for companion in list {
            let id = companion.id.as_deref().unwrap_or_default();
            row(what, &companion.name, id, companion.passages.to_string(), Some(companion.significance))?;
        }
    }
    for place in &shown.inside {
        row("inside", &place.name, &place.id, place.passages.to_string(), None)?;
    }
    for passage in &shown.passages {
        row("passage", &passage.text, &format!("{}#{}", passage.id, passage.passage), String::new(), None)?;
    }
    Ok(())
}

fn write_text(shown: &Shown<'_>, lines: usize, output: &mut Output) -> Result<()> {
    let discovered = if shown.discovered { ", discovered" } else { "" };
    let detail = format!("{} {}{discovered}, {}", shown.latin, shown.kind, shown.id);
    output.line(&format!("{}  {}", output.strong(shown.name), output.faint(detail.trim())))?;
    let dates = match (&shown.first, &shown.last) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    output.line(&format!("{} mentions in {} articles{dates}", shown.mentions, shown.articles))?;
    if !shown.timeline.is_empty() {
        output.line(&sparkline(shown.timeline))?;
    }
    heading("names", output)?;
    for form in shown.forms.iter().take(lines) {
        output.line(&format!(
            "{:>7} {}  {}",
            form.mentions,
            one_line(&form.form),
            output.faint(form.kind.label())
        ))?;
    }
    if shown.forms.len() > lines {
        let more = shown.forms.len() - lines;
        output.line(&output.faint(&format!("        {more} more; --limit shows them")))?;
    }
    let lists = [
        ("locations named with it: passages, log-likelihood", &shown.locations),
        ("sections", &shown.sections),
        ("actors named with it", &shown.actors),
    ];
    for (title, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        heading(title, output)?;
        for companion in list {
            let id = companion.id.as_deref().unwrap_or_default();
            let line = format!(
                "{:>7} {:>9.1} {}  {}",
                companion.passages,
                companion.significance,
                one_line(&companion.name),
                output.faint(id)
            );
            output.line(line.trim_end())?;
        }
    }
    if !shown.inside.is_empty() {
        heading("places inside it: passages", output)?;
    }
    for place in &shown.inside {
        let indent = "  ".repeat(place.depth);
        output.line(&format!(
            "{:>7} {indent}{}  {}",
            place.passages,
            one_line(&place.name),
            output.faint(&place.id)
        ))?;
    }
    if !shown.passages.is_empty() {
        heading("telling passages", output)?;
    }
    for passage in &shown.passages {
        let date = passage.date.as_deref().unwrap_or("undated");
        output.line(&format!(
            "  {}  {}",
            output.title(&passage.title),
            output.faint(&format!("{date} · {}#{}", passage.id, passage.passage))
        ))?;
        let end = passage.text.char_indices().nth(PASSAGE_SHOWN).map_or(passage.text.len(), |(at, _)| at);
        let text = &passage.text[..end];
        let marks: Vec<Span> = passage
            .highlights
            .iter()
            .map(|&[start, end]| Span::new(start, end))
            .filter(|mark| mark.end <= end)
            .collect();
        let dots = if end < passage.text.len() { "…" } else { "" };
        let marked = output.marked(text, &marks).split_whitespace().collect::<Vec<_>>().join(" ");
        output.line(&format!("    {marked}{dots}"))?;
    }
    Ok(())
}

fn heading(text: &str, output: &mut Output) -> Result<()> {
    output.line("")?;
    output.line(&output.faint(text))
}

/// A bar a month, with the months at its ends.
fn sparkline(months: &[MonthCount]) -> String {
    let most = months.iter().map(|month| month.mentions).max().unwrap_or(0).max(1);
    let bar = |mentions: u64| {
        if mentions == 0 {
            return ' ';
        }
        let height = (mentions * (BARS.len() as u64) - 1) / most;
        BARS[usize::try_from(height).unwrap_or(0).min(BARS.len() - 1)]
    };
    let line: String = months.iter().map(|month| bar(month.mentions)).collect();
    let ends = |month: Option<&MonthCount>| month.map(|month| month.month.clone()).unwrap_or_default();
    format!("{} {line} {} (most in a month: {most})", ends(months.first()), ends(months.last()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_month_has_the_highest_bar() {
        let month = |month: &str, mentions| MonthCount { month: month.to_owned(), mentions };
        let line = sparkline(&[month("2017-01", 1), month("2017-02", 0), month("2017-03", 16)]);
        assert_eq!(line, "2017-01 ▁ █ 2017-03 (most in a month: 16)");
    }
}
