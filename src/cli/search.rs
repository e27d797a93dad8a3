//! `warraq search`: one query or a file of them, in every format.

use serde::Serialize;

use super::args::{ByUnit, Format, Global, SearchArgs, SortBy};
use super::copies::search_collapsed;
use super::names::Names;
use super::output::{Output, note};
use super::visible::one_line;
use super::{Outcome, open};
use crate::arabic::Analyzer;
use crate::bounded;
use crate::document::Span;
use crate::error::{Error, Result};
use crate::index::{Archive, Copies, PassageRecord};
use crate::query::plan::Plan;
use crate::query::{Interpretation, Options, Understood, interpret, parse, plain_words, too_many_words};
use crate::search::{Highlighter, Hit, Request, Results, Sort, Unit, search};

/// Parts of an interpretation that are told; a person reads no more, and a query may have a thousand.
const MOST_TOLD: usize = 50;
/// Largest file of queries in bytes, since it is read whole: a hundred thousand queries.
const LARGEST_QUERIES: u64 = 64 * 1024 * 1024;
/// Results of one query unless told otherwise.
const USUAL_LIMIT: usize = 10;
/// Results of each query of a file unless told otherwise.
const USUAL_RUN_LIMIT: usize = 100;

/// An entity named in a passage, as shown and as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Named {
    /// Its id.
    pub id: String,
    /// Its usual name.
    pub name: String,
    /// How often the passage names it.
    pub mentions: u64,
}

/// A result as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
    rank: usize,
    score: f32,
    id: &'a str,
    passage: u64,
    title: &'a str,
    date: Option<String>,
    category: Option<&'a str>,
    source: Option<&'a str>,
    heading: Option<&'a str>,
    part: crate::document::Part,
    path: &'a str,
    url: Option<&'a str>,
    /// Byte offset of the passage in the article's body.
    start: usize,
    text: &'a str,
    /// Byte ranges of `text` that matched.
    highlights: Vec<[usize; 2]>,
    actors: Vec<Named>,
    locations: Vec<Named>,
    /// Matching passages of the article.
    matching_passages: u64,
    /// Near copies of the article that are not shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copies: Vec<String>,
}

pub(super) fn run(args: &SearchArgs, global: &Global) -> Result<Outcome> {
    let unit = match args.by {
        Some(ByUnit::Passage) => Unit::Passage,
        Some(ByUnit::Article) => Unit::Article,
        None if args.format == Format::Trec => Unit::Article,
        None => Unit::Passage,
    };
    let sort = match args.sort {
        SortBy::Score => Sort::Score,
        SortBy::Date => Sort::Newest,
        SortBy::Oldest => Sort::Oldest,
    };
    let usual = if args.queries.is_some() { USUAL_RUN_LIMIT } else { USUAL_LIMIT };
    let limit = args.limit.unwrap_or(usual);
    let request = Request { unit, sort, limit, offset: args.offset, parts: args.filter.parts() };
    if args.format == Format::Trec && sort != Sort::Score {
        return Err(Error::Usage("a TREC run is ordered by score; leave out --sort".to_owned()));
    }
    args.filter.check()?;
    // A query that cannot be read is said before an index is opened or built.
    let queries = match &args.queries {
        Some(file) => queries_of(file)?,
        None => Vec::new(),
    };
    let text = args.query.join(" ");
    let query = if args.queries.is_some() || text.trim().is_empty() { None } else { Some(parse(&text)?) };
    let archive = open(global)?;
    let mut output = Output::new(global);
    let filters = args.filter.filters();
    let mut options = Options { literal: args.literal, ..Options::default() };
    options.expansions = args.expansions.unwrap_or(options.expansions);
    write_header(args.format, args.queries.is_some(), &mut output)?;
    let copies = if args.collapse { Some(archive.copies()?) } else { None };
    let mut names = Names::new(&archive);
    let run_one = |plan: &Plan| match &copies {
        Some(copies) => search_collapsed(&archive, plan, request, copies),
        None => search(&archive, plan, request),
    };
    let mut found = false;
    if args.queries.is_some() {
        for (id, text) in &queries {
            let (plan, _) = interpret(Some(&plain_words(text)), &filters, options, &archive)?;
            let results = run_one(&plan)?;
            found |= !results.hits.is_empty();
            write_results(&mut names, &plan, &results, Some(id), copies.as_ref(), args, &mut output)?;
        }
    } else {
        let (plan, interpretation) = interpret(query.as_ref(), &filters, options, &archive)?;
        tell_interpretation(&interpretation, global);
        let results = run_one(&plan)?;
        found = !results.hits.is_empty();
        write_results(&mut names, &plan, &results, None, copies.as_ref(), args, &mut output)?;
        output.flush()?;
        tell_counts(&results, args, global);
    }
    output.flush()?;
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}

/// Lines of id TAB text.
fn queries_of(file: &std::path::Path) -> Result<Vec<(String, String)>> {
    let text = bounded::text(file, LARGEST_QUERIES)?;
    let mut found = Vec::new();
    for (number, line) in (1u64..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match line.split_once('\t') {
            Some((id, query)) if !id.trim().is_empty() => {
                if let Some((words, most)) = too_many_words(query) {
                    let reason = format!("the query has {words} words, and at most {most} are searched");
                    return Err(Error::malformed(file, Some(number), reason));
                }
                found.push((id.trim().to_owned(), query.to_owned()));
            }
            _ => {
                return Err(Error::malformed(file, Some(number), "expected a query id, a TAB and the query"));
            }
        }
    }
    Ok(found)
}

pub(super) fn tell_interpretation(interpretation: &Interpretation, global: &Global) {
    let (partial, told): (Vec<_>, Vec<_>) =
        interpretation.parts.iter().partition(|part| matches!(part, Understood::Partial { .. }));
    for part in told.iter().take(MOST_TOLD) {
        note(global, &part.to_string());
    }
    if told.len() > MOST_TOLD {
        note(global, &format!("… and {} more parts of the query", told.len() - MOST_TOLD));
    }
    // That something is missing is never left out.
    for part in partial {
        note(global, &part.to_string());
    }
}

fn tell_counts(results: &Results, args: &SearchArgs, global: &Global) {
    let first = args.offset.saturating_add(1);
    let last = args.offset.saturating_add(results.hits.len());
    let what = if results.hits.is_empty() {
        "nothing found".to_owned()
    } else {
        format!("results {first} to {last}")
    };
    note(global, &format!("{what}; {} passages of {} articles match", results.passages, results.articles));
}

const COLUMNS: [&str; 16] = [
    "rank",
    "score",
    "id",
    "passage",
    "title",
    "date",
    "category",
    "source",
    "heading",
    "part",
    "path",
    "url",
    "text",
    "actors",
    "locations",
    "copies",
];

fn write_header(format: Format, many: bool, output: &mut Output) -> Result<()> {
    if format != Format::Csv {
        return Ok(());
    }
    let columns: Vec<&str> = if many { vec!["query"] } else { Vec::new() };
    output.record(&[columns, COLUMNS.to_vec()].concat())
}

fn write_results(
    names: &mut Names<'_>,
    plan: &Plan,
    results: &Results,
    query: Option<&str>,
    copies: Option<&Copies>,
    args: &SearchArgs,
    output: &mut Output,
) -> Result<()> {
    let archive = names.archive();
    let analyzer = Analyzer::new(archive.gazetteer().lexicon().clone());
    let mut highlighter = Highlighter::new(plan, analyzer);
    for (hit, rank) in results.hits.iter().zip(args.offset.saturating_add(1)..) {
        let record = archive.record(hit.address)?;
        let copies = copies.map(|copies| copies.of(&record.id)).unwrap_or_default();
        match args.format {
            Format::Trec => {
                let id = trec_id(&record, args.by);
                let query = query.unwrap_or("1");
                output.line(&format!("{} Q0 {id} {rank} {:.6} warraq", one_line(query), hit.score))?;
            }
            Format::Text => {
                let marks = marks(archive, &mut highlighter, &record);
                let heading_marks = highlighter.text(record.heading.as_deref().unwrap_or_default());
                let title_marks = highlighter.text(&record.title);
                write_text(names, output, query, rank, hit, &record, [&marks, &heading_marks, &title_marks])?;
                if !copies.is_empty() {
                    output
                        .line(&format!("   {}", output.faint(&format!("also in: {}", copies.join(", ")))))?;
                }
                output.line("")?;
            }
            Format::Jsonl => {
                let marks = marks(archive, &mut highlighter, &record);
                output.json(&Shown { copies, ..shown(names, query, rank, hit, &record, &marks) })?;
            }
            Format::Csv => {
                let [actors, locations] = named(names, &record);
                let listed =
                    |list: &[Named]| list.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join("; ");
                let option = |value: &Option<String>| value.clone().unwrap_or_default();
                let mut cells: Vec<String> = query.map(str::to_owned).into_iter().collect();
                cells.extend([
                    rank.to_string(),
                    format!("{:.4}", hit.score),
                    record.id.clone(),
                    record.order.to_string(),
                    record.title.clone(),
                    record.date.map(|day| day.to_string()).unwrap_or_default(),
                    option(&record.category),
                    option(&record.source),
                    option(&record.heading),
                    format!("{:?}", record.part).to_lowercase(),
                    record.path.clone(),
                    option(&record.url),
                    record.text.clone(),
                    listed(&actors),
                    listed(&locations),
                    copies.join("; "),
                ]);
                output.record(&cells)?;
            }
        }
    }
    Ok(())
}

/// TREC ids hold no white space. Passages, when asked for, are told apart by number.
fn trec_id(record: &PassageRecord, by: Option<ByUnit>) -> String {
    let id = one_line(&record.id).replace(' ', "_");
    if by == Some(ByUnit::Passage) { format!("{id}#{}", record.order) } else { id }
}

/// The words of a passage to mark.
pub(super) fn marks(archive: &Archive, highlighter: &mut Highlighter, record: &PassageRecord) -> Vec<Span> {
    let gazetteer = archive.gazetteer();
    highlighter.passage(record, |id| gazetteer.by_id(id).map(|entity| entity.ancestors).unwrap_or_default())
}

/// The actors and the locations of a passage, most often named first.
pub(super) fn named(names: &mut Names<'_>, record: &PassageRecord) -> [Vec<Named>; 2] {
    let mut lists = [Vec::new(), Vec::new()];
    for mention in record.mentions.iter().filter(|mention| mention.kind.names()) {
        let list: &mut Vec<Named> = &mut lists[usize::from(names.is_place(&mention.id))];
        if let Some(named) = list.iter_mut().find(|named| named.id == mention.id) {
            named.mentions += 1;
        } else {
            let name = names.of(&mention.id).to_owned();
            list.push(Named { id: mention.id.clone(), name, mentions: 1 });
        }
    }
    for list in &mut lists {
        list.sort_by_key(|named| std::cmp::Reverse(named.mentions));
    }
    lists
}

fn shown<'a>(
    names: &mut Names<'_>,
    query: Option<&'a str>,
    rank: usize,
    hit: &Hit,
    record: &'a PassageRecord,
    marks: &[Span],
) -> Shown<'a> {
    let [actors, locations] = named(names, record);
    Shown {
        query,
        rank,
        score: hit.score,
        id: &record.id,
        passage: record.order,
        title: &record.title,
        date: record.date.map(|day| day.to_string()),
        category: record.category.as_deref(),
        source: record.source.as_deref(),
        heading: record.heading.as_deref(),
        part: record.part,
        path: &record.path,
        url: record.url.as_deref(),
        start: record.start,
        text: &record.text,
        highlights: marks.iter().map(|span| [span.start, span.end]).collect(),
        actors,
        locations,
        matching_passages: hit.passages,
        copies: Vec::new(),
    }
}

fn write_text(
    names: &mut Names<'_>,
    output: &mut Output,
    query: Option<&str>,
    rank: usize,
    hit: &Hit,
    record: &PassageRecord,
    [marks, heading_marks, title_marks]: [&[Span]; 3],
) -> Result<()> {
    let prefix = query.map(|id| format!("{} ", one_line(id))).unwrap_or_default();
    let title = if title_marks.is_empty() {
        output.title(&record.title)
    } else {
        output.marked(&record.title, title_marks)
    };
    output.line(&format!("{prefix}{rank}. {title}"))?;
    let date = record.date.map(|day| day.to_string());
    let facts: Vec<&str> = [date.as_deref(), record.category.as_deref(), record.source.as_deref()]
        .into_iter()
        .flatten()
        .chain([record.id.as_str(), record.path.as_str()])
        .collect();
    output.line(&format!("   {}", output.faint(&facts.join(" · "))))?;
    if let Some(heading) = &record.heading {
        output.line(&format!("   § {}", output.marked(heading, heading_marks)))?;
    }
    output.passage(&record.text, marks)?;
    let [actors, locations] = named(names, record);
    for (label, list) in [("actors", actors), ("locations", locations)] {
        if !list.is_empty() {
            let names: Vec<&str> = list.iter().map(|named| named.name.as_str()).collect();
            output.line(&format!("   {}", output.faint(&format!("{label}: {}", names.join("، ")))))?;
        }
    }
    if hit.passages > 1 {
        output.line(&format!(
            "   {}",
            output.faint(&format!("{} passages of this article match", hit.passages))
        ))?;
    }
    Ok(())
}
