//! Arguments of the commands that write an index: `ingest`, `verify`.

use std::path::PathBuf;

use clap::Args;

use super::{DEFAULT_CORPUS, ListFormat};
use crate::ingest::Limits;

/// Read articles into the index: those of new and changed files, if there is an index already.
///
/// Unchanged files are known by their size and time and are not read again. A path
/// inside one that was ingested before belongs to it. Searches go on meanwhile and see the
/// last commit; an ingest that was interrupted is taken up by the next.
///
/// Reads txt, md, html, docx, json, jsonl, ndjson, csv and tsv, and archives of them
/// (zip, tar, warc), each also as .gz or .zst, in UTF-8, UTF-16, Windows-1256,
/// ISO-8859-6 or MacArabic. Fields are known by their usual names (id, title,
/// headline, body, text, content, section, category, source, publisher, author,
/// date, published, url, link). What could not be
/// read is listed with its reason, and the rest goes on.
#[derive(Debug, Args)]
// Each is a flag of its own on the command line.
#[allow(clippy::struct_excessive_bools)]
pub(in super::super) struct IngestArgs {
    /// Folders and files of articles
    #[arg(value_name = "PATH", default_value = DEFAULT_CORPUS)]
    pub paths: Vec<PathBuf>,
    /// Another name of a field: FIELD=NAME, FIELD being id, title, body, category, source, author, date or url
    #[arg(long = "field", value_name = "FIELD=NAME")]
    pub fields: Vec<String>,
    /// A table of own actors and locations; default: gazetteer.tsv in the index folder, if it is there
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
    /// Find names anew in the texts that the index holds, without the sources: after a change of
    /// gazetteer.tsv
    #[arg(long, conflicts_with_all = ["paths", "fields", "strict", "prune", "checksum", "rebuild", "commit_every"])]
    pub retag: bool,
    /// Remove the articles of files that are gone; without it they stay and are listed
    #[arg(long)]
    pub prune: bool,
    /// Compare files by their content, not by size and time
    #[arg(long)]
    pub checksum: bool,
    /// Build the index anew, from these paths alone; searches see the old one until it is whole
    #[arg(long, conflicts_with_all = ["prune", "checksum"])]
    pub rebuild: bool,
    /// How often a long ingest commits what it has so far; default: 60, and 0 after every article
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub commit_every: Option<f64>,
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Fail (exit status 2) and leave the index as it is when anything was skipped
    #[arg(long)]
    pub strict: bool,
    /// Worker threads; default: one a core
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Print the summary as one JSON object on stdout
    #[arg(long)]
    pub json: bool,
}

/// What one input may ask for at most.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
// Named as the flags are.
#[allow(clippy::struct_field_names)]
pub(in super::super) struct LimitArgs {
    /// Largest page, text or JSON object, in MiB; default: 128
    #[arg(long, value_name = "MIB")]
    pub max_text: Option<u64>,
    /// Largest line, CSV record or item of a JSON list, in MiB; default: 64
    #[arg(long, value_name = "MIB")]
    pub max_record: Option<u64>,
    /// Most that one packed file may unpack to, in MiB; default: 262144
    #[arg(long, value_name = "MIB")]
    pub max_unpacked: Option<u64>,
    /// How many times its size a packed file may unpack to; default: 250
    #[arg(long, value_name = "TIMES")]
    pub max_ratio: Option<u64>,
    /// Most entries of an archive; default: 10000000
    #[arg(long, value_name = "N")]
    pub max_entries: Option<u64>,
}

impl LimitArgs {
    pub(in super::super) fn limits(&self) -> Limits {
        let usual = Limits::default();
        let bytes = |mib: Option<u64>, usual: u64| mib.map_or(usual, |mib| mib.saturating_mul(1 << 20));
        Limits {
            whole: bytes(self.max_text, usual.whole),
            record: bytes(self.max_record, usual.record),
            unpacked: bytes(self.max_unpacked, usual.unpacked),
            ratio: self.max_ratio.unwrap_or(usual.ratio),
            entries: self.max_entries.unwrap_or(usual.entries),
            ..usual
        }
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
    seconds.ok_or_else(|| "expected a number of seconds".to_owned())
}

/// Check every file of the index, and what it keeps of every passage against the stored text.
///
/// Exit status 0 when all is well, 2 when something is damaged; stdout lists what.
#[derive(Debug, Args)]
pub(in super::super) struct VerifyArgs {
    /// Build a damaged index anew and put it in its place: from the sources if all files are
    /// there that it was read from, else from the stored texts
    #[arg(long)]
    pub repair: bool,
    /// How it is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
