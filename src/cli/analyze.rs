//! `warraq analyze`: what the analyzer, the matcher and the query reader make of a text.

use serde::Serialize;

use super::Outcome;
use super::args::{AnalyzeArgs, Global, ListFormat};
use super::output::Output;
use super::visible::one_line;
use crate::entity::{Cue, MentionKind, Tagger};
use crate::error::{Error, Result};
use crate::gazetteer;
use crate::index::Archive;
use crate::query::{Filters, Interpretation, Options, interpret, parse};

/// The analysis as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Analysis {
    tokens: Vec<ShownToken>,
    mentions: Vec<ShownMention>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Interpretation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_error: Option<String>,
}

#[derive(Debug, Serialize)]
struct ShownToken {
    form: String,
    start: usize,
    end: usize,
    exact: String,
    norm: String,
    stems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ShownMention {
    form: String,
    start: usize,
    end: usize,
    kind: MentionKind,
    id: String,
    name: String,
    #[serde(flatten)]
    cue: Option<Cue>,
}

pub(super) fn run(args: &AnalyzeArgs, global: &Global) -> Result<Outcome> {
    let text = args.text.join(" ");
    let archive = match Archive::open(&global.index) {
        Ok(archive) => Some(archive),
        Err(Error::NoIndex(_)) => None,
        Err(error) => return Err(error),
    };
    let gazetteer = match &archive {
        Some(archive) => archive.gazetteer().clone(),
        None => gazetteer::built_in()?,
    };
    let tagged = Tagger::new(gazetteer.clone()).tag_text(&text);
    let tokens: Vec<ShownToken> = tagged
        .tokens
        .iter()
        .map(|token| ShownToken {
            form: token.span.of(&text).to_owned(),
            start: token.span.start,
            end: token.span.end,
            exact: token.forms.exact().to_owned(),
            norm: token.forms.norm().to_owned(),
            stems: token.forms.stems().map(str::to_owned).collect(),
        })
        .collect();
    let mentions = tagged
        .mentions
        .iter()
        .map(|mention| ShownMention {
            form: mention.span.of(&text).to_owned(),
            start: mention.span.start,
            end: mention.span.end,
            kind: mention.kind,
            id: mention.entity.id.clone(),
            name: mention.entity.name.clone(),
            cue: mention.cue.clone(),
        })
        .collect();
    let understood = archive.as_ref().map(|archive| {
        let query = parse(&text)?;
        interpret(Some(&query), &Filters::default(), Options::default(), archive).map(|(_, read)| read)
    });
    let (query, query_error) = match understood {
        Some(Ok(read)) => (Some(read), None),
        Some(Err(error)) => (None, Some(error.to_string())),
        None => (None, None),
    };
    let found = !tokens.is_empty();
    let analysis = Analysis { tokens, mentions, query, query_error };
    let mut output = Output::new(global);
    write(&analysis, args.format, &mut output)?;
    output.flush()?;
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}

fn write(analysis: &Analysis, format: ListFormat, output: &mut Output) -> Result<()> {
    match format {
        ListFormat::Jsonl => return output.json(analysis),
        ListFormat::Csv => {
            output.record(&["form", "start", "end", "exact", "norm", "stems"])?;
            for token in &analysis.tokens {
                let (start, end) = (token.start.to_string(), token.end.to_string());
                let stems = token.stems.join(" ");
                output.record(&[&token.form, &start, &end, &token.exact, &token.norm, &stems])?;
            }
            return Ok(());
        }
        ListFormat::Text => {}
    }
    output.line(&output.strong("tokens"))?;
    for token in &analysis.tokens {
        let levels = format!("exact {}  norm {}  stems {}", token.exact, token.norm, token.stems.join(" | "));
        output.line(&format!("  {}  {}", one_line(&token.form), output.faint(&levels)))?;
    }
    if !analysis.mentions.is_empty() {
        output.line(&output.strong("mentions"))?;
    }
    for mention in &analysis.mentions {
        let kind = mention.kind.label();
        let cue = match &mention.cue {
            None => String::new(),
            Some(Cue::Word(word)) => format!("; cue: the word {word} before it"),
            Some(Cue::FullName) => "; cue: its full name stands in the text".to_owned(),
            Some(Cue::Parent) => "; cue: the place it lies in stands in the text".to_owned(),
            Some(Cue::Joined) => "; cue: joined by و to another name".to_owned(),
            Some(Cue::Elsewhere(word)) => format!("; cue: the word {word} before it elsewhere in the text"),
            Some(Cue::Named(noun)) => format!("; cue: the last {noun} named before it"),
            Some(Cue::Pattern(word)) => format!("; cue: the pattern of {word}"),
            Some(Cue::Acronym) => "; cue: brackets introduce it".to_owned(),
        };
        let detail = format!("→ {} ({}), {kind}{cue}", mention.name, mention.id);
        output.line(&format!("  {}  {}", one_line(&mention.form), one_line(&detail)))?;
    }
    if let Some(query) = &analysis.query {
        output.line(&output.strong("as a query"))?;
        for part in &query.parts {
            output.line(&format!("  {}", one_line(&part.to_string())))?;
        }
    }
    if let Some(error) = &analysis.query_error {
        output.line(&output.strong("as a query"))?;
        output.line(&format!("  {}", one_line(error)))?;
    }
    Ok(())
}
