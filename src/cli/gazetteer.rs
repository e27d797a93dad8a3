//! `warraq gazetteer check`: reports what is wrong with a user's own table.

use std::path::Path;

use serde::Serialize;

use super::Outcome;
use super::args::{GazetteerArgs, GazetteerCheckArgs, GazetteerCommand, Global, ListFormat};
use super::ingest::USER_GAZETTEER;
use super::output::{Output, note};
use super::visible::one_line;
use crate::entity::{Fault, check, table};
use crate::error::Result;
use crate::gazetteer;

/// A fault as JSON; documented in the README.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    line: u64,
    id: &'a str,
    fault: &'static str,
    name: &'a str,
    advice: String,
}

pub(super) fn run(args: &GazetteerArgs, global: &Global) -> Result<Outcome> {
    match &args.command {
        GazetteerCommand::Check(asked) => check_table(asked, global),
    }
}

fn check_table(args: &GazetteerCheckArgs, global: &Global) -> Result<Outcome> {
    let beside_index = global.index.join(USER_GAZETTEER);
    let path: &Path = args.file.as_deref().unwrap_or(&beside_index);
    let text = gazetteer::table_text(path)?;
    let rows = table::rows(&text, path)?;
    let faults: Vec<Fault> = check(&rows, &gazetteer::built_in()?);
    let mut output = Output::new(global);
    if args.format == ListFormat::Csv {
        output.record(&["line", "id", "fault", "name", "advice"])?;
    }
    for fault in &faults {
        let shown = Shown {
            line: fault.line,
            id: &fault.id,
            fault: fault.kind.label(),
            name: &fault.name,
            advice: fault.to_string(),
        };
        match args.format {
            ListFormat::Jsonl => output.json(&shown)?,
            ListFormat::Csv => output.record(&[
                &shown.line.to_string(),
                shown.id,
                shown.fault,
                shown.name,
                shown.advice.as_str(),
            ])?,
            ListFormat::Text => {
                let place = one_line(&path.display().to_string());
                output.line(&format!("{place}:{}: {}", shown.line, one_line(&shown.advice)))?;
            }
        }
    }
    output.flush()?;
    let rows = rows.len();
    note(
        global,
        &match faults.len() {
            0 => format!("{rows} rows, nothing to mend"),
            faults => format!("{rows} rows, {faults} things to mend"),
        },
    );
    // As a check: 1 says that there is something to mend.
    Ok(if faults.is_empty() { Outcome::Found } else { Outcome::Nothing })
}
