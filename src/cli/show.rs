//! `warraq show`: an article with its sections and mentions.

use serde::Serialize;

use super::args::{Global, ListFormat, ShowArgs};
use super::names::Names;
use super::output::Output;
use super::{Outcome, open};
use crate::document::{Part, Span};
use crate::entity::MentionKind;
use crate::error::{Error, Result};
use crate::index::{Archive, PassageRecord, StoredMention};
use crate::search::highlights;

/// An article as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    category: Option<&'a str>,
    source: Option<&'a str>,
    author: Option<&'a str>,
    url: Option<&'a str>,
    path: &'a str,
    title_mentions: Vec<ShownMention<'a>>,
    passages: Vec<ShownPassage<'a>>,
}

#[derive(Debug, Serialize)]
struct ShownPassage<'a> {
    passage: u64,
    part: Part,
    heading: Option<&'a str>,
    /// Of the first passage below the heading only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    heading_mentions: Vec<ShownMention<'a>>,
    start: usize,
    text: &'a str,
    mentions: Vec<ShownMention<'a>>,
}

#[derive(Debug, Serialize)]
struct ShownMention<'a> {
    id: &'a str,
    name: String,
    kind: MentionKind,
    form: &'a str,
    start: usize,
    end: usize,
    /// Other actors that compete for a role.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    ambiguous_with: &'a [String],
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Result<Outcome> {
    let archive = open(global)?;
    let passages = archive.article(&args.id)?;
    let Some(first) = passages.first() else { return Err(Error::NoArticle(args.id.clone())) };
    let mut output = Output::new(global);
    match args.format {
        ListFormat::Text => text(&archive, first, &passages, &mut output)?,
        ListFormat::Jsonl => output.json(&shown(&archive, first, &passages))?,
        ListFormat::Csv => {
            output.record(&["passage", "start", "end", "form", "kind", "name", "id"])?;
            for passage in &shown(&archive, first, &passages).passages {
                for mention in &passage.mentions {
                    let kind = mention.kind.label();
                    let numbers =
                        [passage.passage.to_string(), mention.start.to_string(), mention.end.to_string()];
                    let cells = [
                        &numbers[0],
                        &numbers[1],
                        &numbers[2],
                        mention.form,
                        kind,
                        &mention.name,
                        mention.id,
                    ];
                    output.record(&cells)?;
                }
            }
        }
    }
    output.flush()?;
    Ok(Outcome::Found)
}

fn shown<'a>(archive: &Archive, first: &'a PassageRecord, passages: &'a [PassageRecord]) -> Shown<'a> {
    let mut names = Names::new(archive);
    let mut mentions = |list: &'a [StoredMention], text: &'a str| -> Vec<ShownMention<'a>> {
        list.iter()
            .map(|mention| ShownMention {
                id: &mention.id,
                name: names.of(&mention.id).to_owned(),
                kind: mention.kind,
                form: Span::new(mention.start, mention.end).of(text),
                start: mention.start,
                end: mention.end,
                ambiguous_with: &mention.rivals,
            })
            .collect()
    };
    let title_mentions =
        passages.iter().flat_map(|record| mentions(&record.title_mentions, &record.title)).collect();
    let passages = passages
        .iter()
        .map(|record| ShownPassage {
            passage: record.order,
            part: record.part,
            heading: record.heading.as_deref(),
            heading_mentions: mentions(
                &record.heading_mentions,
                record.heading.as_deref().unwrap_or_default(),
            ),
            start: record.start,
            text: &record.text,
            mentions: mentions(&record.mentions, &record.text),
        })
        .collect();
    Shown {
        id: &first.id,
        title: &first.title,
        date: first.date.map(|day| day.to_string()),
        category: first.category.as_deref(),
        source: first.source.as_deref(),
        author: first.author.as_deref(),
        url: first.url.as_deref(),
        path: &first.path,
        title_mentions,
        passages,
    }
}

fn text(
    archive: &Archive,
    first: &PassageRecord,
    passages: &[PassageRecord],
    output: &mut Output,
) -> Result<()> {
    output.line(&output.title(&first.title))?;
    let date = first.date.map(|day| day.to_string());
    let facts: Vec<&str> = [
        date.as_deref(),
        first.category.as_deref(),
        first.source.as_deref(),
        first.author.as_deref(),
        Some(first.id.as_str()),
        Some(first.path.as_str()),
        first.url.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    output.line(&output.faint(&facts.join(" · ")))?;
    let mut heading = None;
    let mut part = Part::Body;
    for record in passages {
        if record.part != part && record.part == Part::Teaser {
            output.line("")?;
            output.line(&output.faint("— teasers of other stories —"))?;
        }
        part = record.part;
        if record.heading.is_some() && record.heading != heading {
            output.line("")?;
            output.line(&output.strong(&format!("§ {}", record.heading.as_deref().unwrap_or_default())))?;
        }
        heading.clone_from(&record.heading);
        let spans = record.mentions.iter().map(|mention| Span::new(mention.start, mention.end));
        let marks = highlights(&record.text, spans.collect());
        match record.part {
            Part::Body => {
                output.line("")?;
                output.line(&output.marked(&record.text, &marks))?;
            }
            Part::Related => output.line(&output.faint(&format!("→ {}", record.text)))?,
            Part::Teaser => output.line(&output.faint(&format!("· {}", record.text)))?,
        }
    }
    output.line("")?;
    let everything = PassageRecord {
        mentions: passages.iter().filter(|p| p.part == Part::Body).flat_map(|p| p.mentions.clone()).collect(),
        ..first.clone()
    };
    let [actors, locations] = super::search::named(&mut Names::new(archive), &everything);
    for (label, list) in [("actors", actors), ("locations", locations)] {
        if !list.is_empty() {
            let names: Vec<String> = list.iter().map(|n| format!("{} ({})", n.name, n.mentions)).collect();
            output.line(&output.faint(&format!("{label}: {}", names.join("، "))))?;
        }
    }
    Ok(())
}
