//! `warraq watch`: saved searches that show only what is new. They live in the index
//! folder and outlast every rebuild.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::args::{Global, ListFormat, WatchAddArgs, WatchArgs, WatchCommand, WatchListArgs, WatchRunArgs};
use super::output::{Output, note};
use super::search::{marks, tell_interpretation};
use super::{Outcome, open};
use crate::arabic::Analyzer;
use crate::document::stable_hash;
use crate::error::{Error, Result};
use crate::index::{Archive, PassageRecord};
use crate::query::plan::Plan;
use crate::query::{Filters, Options, interpret, parse};
use crate::search::{Highlighter, Parts, Request, Sort, Unit, search};

/// The file of saved searches in the index folder.
const FILE: &str = "watches.json";

/// A saved search.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Watch {
    name: String,
    query: String,
    /// When it last ran, in UTC.
    last_run: Option<String>,
    /// Numbers of the articles that were printed.
    seen: BTreeSet<u64>,
}

/// A new article as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    watch: &'a str,
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    category: Option<&'a str>,
    source: Option<&'a str>,
    passage: u64,
    path: &'a str,
    url: Option<&'a str>,
    text: &'a str,
    highlights: Vec<[usize; 2]>,
}

/// A saved search as JSON.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    name: &'a str,
    query: &'a str,
    last_run: Option<&'a str>,
    seen: usize,
}

pub(super) fn run(args: &WatchArgs, global: &Global) -> Result<Outcome> {
    let path = global.index.join(FILE);
    match &args.command {
        WatchCommand::Add(added) => add(added, &path, global),
        WatchCommand::Run(asked) => run_all(asked, &path, global),
        WatchCommand::List(asked) => list(asked, &path, global),
        WatchCommand::Remove { name } => remove(name, &path, global),
    }
}

fn read(path: &Path) -> Result<Vec<Watch>> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            serde_json::from_str(&text).map_err(|error| Error::malformed(path, None, error.to_string()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Error::io("read", path, error)),
    }
}

/// Writes the whole list in one step: a run that is killed leaves the old one.
fn write(watches: &[Watch], path: &Path) -> Result<()> {
    let draft: PathBuf = path.with_extension("json.new");
    let text = serde_json::to_vec(watches)
        .map_err(|error| Error::Usage(format!("the saved searches cannot be written: {error}")))?;
    std::fs::write(&draft, text).map_err(|error| Error::io("write", &draft, error))?;
    std::fs::rename(&draft, path).map_err(|error| Error::io("write", path, error))
}

fn add(args: &WatchAddArgs, path: &Path, global: &Global) -> Result<Outcome> {
    let query = args.query.join(" ");
    let archive = open(global)?;
    let plan = plan_of(&query, &archive, global)?;
    let mut watches = read(path)?;
    if watches.iter().any(|watch| watch.name == args.name) {
        return Err(Error::Usage(format!(
            "there is a saved search {} already; warraq watch remove {} forgets it",
            args.name, args.name
        )));
    }
    let mut watch = Watch { name: args.name.clone(), query, last_run: None, seen: BTreeSet::new() };
    if args.from_now {
        for record in articles(&archive, &plan)? {
            watch.seen.insert(number(&record));
        }
    }
    watches.push(watch);
    write(&watches, path)?;
    note(global, &format!("saved; warraq watch run {} shows what is new", args.name));
    Ok(Outcome::Found)
}

fn remove(name: &str, path: &Path, global: &Global) -> Result<Outcome> {
    let mut watches = read(path)?;
    let before = watches.len();
    watches.retain(|watch| watch.name != name);
    if watches.len() == before {
        return Err(unknown(name));
    }
    write(&watches, path)?;
    note(global, &format!("{name} is forgotten"));
    Ok(Outcome::Found)
}

fn unknown(name: &str) -> Error {
    Error::Usage(format!("there is no saved search {name}; warraq watch list shows all"))
}

fn list(args: &WatchListArgs, path: &Path, global: &Global) -> Result<Outcome> {
    let watches = read(path)?;
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        output.record(&["name", "query", "last_run", "seen"])?;
    }
    for watch in &watches {
        let last_run = watch.last_run.as_deref();
        match args.format {
            ListFormat::Jsonl => output.json(&Listed {
                name: &watch.name,
                query: &watch.query,
                last_run,
                seen: watch.seen.len(),
            })?,
            ListFormat::Csv => output.record(&[
                &watch.name,
                &watch.query,
                last_run.unwrap_or_default(),
                &watch.seen.len().to_string(),
            ])?,
            ListFormat::Text => {
                let run = last_run.map_or_else(|| "never run".to_owned(), |day| format!("last run {day}"));
                let facts = format!("{run}, {} articles seen", watch.seen.len());
                let (name, query) = (output.strong(&watch.name), super::visible::one_line(&watch.query));
                output.line(&format!("{name}  {query}  {}", output.faint(&facts)))?;
            }
        }
    }
    output.flush()?;
    Ok(if watches.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn run_all(args: &WatchRunArgs, path: &Path, global: &Global) -> Result<Outcome> {
    let mut watches = read(path)?;
    if let Some(name) = args.names.iter().find(|name| watches.iter().all(|watch| watch.name != **name)) {
        return Err(unknown(name));
    }
    if watches.is_empty() {
        return Err(Error::Usage(
            "there are no saved searches; warraq watch add NAME QUERY saves one".to_owned(),
        ));
    }
    let archive = open(global)?;
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        output.record(&[
            "watch", "date", "source", "category", "id", "title", "passage", "path", "url", "text",
        ])?;
    }
    let mut new = 0;
    for watch in watches.iter_mut().filter(|watch| args.names.is_empty() || args.names.contains(&watch.name))
    {
        let plan = plan_of(&watch.query, &archive, global)?;
        let analyzer = Analyzer::new(archive.gazetteer().lexicon().clone());
        let mut highlighter = Highlighter::new(&plan, analyzer);
        for record in articles(&archive, &plan)? {
            if !watch.seen.insert(number(&record)) {
                continue;
            }
            new += 1;
            let marks = marks(&archive, &mut highlighter, &record);
            let shown = Shown {
                watch: &watch.name,
                id: &record.id,
                title: &record.title,
                date: record.date.map(|day| day.to_string()),
                category: record.category.as_deref(),
                source: record.source.as_deref(),
                passage: record.order,
                path: &record.path,
                url: record.url.as_deref(),
                text: &record.text,
                highlights: marks.iter().map(|span| [span.start, span.end]).collect(),
            };
            match args.format {
                ListFormat::Jsonl => output.json(&shown)?,
                ListFormat::Csv => output.record(&[
                    shown.watch,
                    shown.date.as_deref().unwrap_or_default(),
                    shown.source.unwrap_or_default(),
                    shown.category.unwrap_or_default(),
                    shown.id,
                    shown.title,
                    &shown.passage.to_string(),
                    shown.path,
                    shown.url.unwrap_or_default(),
                    shown.text,
                ])?,
                ListFormat::Text => {
                    let facts: Vec<&str> =
                        [shown.date.as_deref(), shown.source, Some(shown.id)].into_iter().flatten().collect();
                    let (title, facts) = (output.title(shown.title), output.faint(&facts.join(" · ")));
                    output.line(&format!("{}  {title}  {facts}", output.faint(shown.watch)))?;
                    output.passage(shown.text, &marks)?;
                    output.line("")?;
                }
            }
        }
        watch.last_run = Some(jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    }
    // Printed first and noted then: a run that is cut off shows again rather than never.
    output.flush()?;
    write(&watches, path)?;
    note(global, &if new == 0 { "nothing new".to_owned() } else { format!("{new} new articles") });
    Ok(if new == 0 { Outcome::Nothing } else { Outcome::Found })
}

fn plan_of(query: &str, archive: &Archive, global: &Global) -> Result<Plan> {
    let query = parse(query)?;
    let (plan, understood) = interpret(Some(&query), &Filters::default(), Options::default(), archive)?;
    tell_interpretation(&understood, global);
    Ok(plan)
}

fn number(record: &PassageRecord) -> u64 {
    stable_hash(record.id.as_bytes())
}

/// The best passage of every article that a search finds, newest first.
fn articles(archive: &Archive, plan: &Plan) -> Result<Vec<PassageRecord>> {
    let request = Request {
        unit: Unit::Article,
        sort: Sort::Newest,
        limit: usize::MAX,
        offset: 0,
        parts: Parts::default(),
    };
    let results = search(archive, plan, request)?;
    results.hits.iter().map(|hit| archive.record(hit.address)).collect()
}
