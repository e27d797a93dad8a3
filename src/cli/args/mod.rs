//! What can be asked on the command line. Doc comments are the help texts.

mod actors;
mod ingest;
mod mentions;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use self::actors::{
    ActorsArgs, GazetteerArgs, GazetteerCheckArgs, GazetteerCommand, ProfileArgs, TogetherArgs, WatchAddArgs,
    WatchArgs, WatchCommand, WatchListArgs, WatchRunArgs,
};
pub(super) use self::ingest::{IngestArgs, VerifyArgs};
pub(super) use self::mentions::{GroupBy, KindArg, MentionFormat, MentionOrder, MentionsArgs};
use crate::query::Filters;

/// Where the index lies unless told otherwise.
pub(super) const DEFAULT_INDEX: &str = "index";
/// What is ingested unless told otherwise.
pub(super) const DEFAULT_CORPUS: &str = "corpus";

/// Full-text search over archives of Arabic news.
///
/// Finds passages by words, actors and places, typed in Arabic or Latin
/// letters: البوكمال, والبوكمال and Boukamal are one name.
#[derive(Debug, Parser)]
#[command(name = "warraq", bin_name = "warraq", version, max_term_width = 100)]
pub(super) struct WarraqArgs {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub(super) struct Global {
    /// Folder of the index
    #[arg(long, global = true, value_name = "DIR", default_value = DEFAULT_INDEX, env = "WARRAQ_INDEX", hide_env_values = true)]
    pub index: PathBuf,
    /// Whether to colour what matched
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Set right-to-left text apart with direction isolates, for terminals that know them
    #[arg(long, global = true)]
    pub bidi: bool,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Even into a file or pipe
    Always,
    /// Never; matches stand between ⟦ and ⟧
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Ingest(IngestArgs),
    Search(SearchArgs),
    Mentions(MentionsArgs),
    /// Tell what the archive says of an actor: names, dates, places, other actors, passages
    Actor(ProfileArgs),
    /// Tell what the archive says of a place, and of the places inside it
    Location(ProfileArgs),
    Together(TogetherArgs),
    Watch(WatchArgs),
    Gazetteer(GazetteerArgs),
    /// List the actors named in the archive, with counts
    Actors(ActorsArgs),
    /// List the places named in the archive, with counts
    Locations(BrowseArgs),
    /// List the newspaper sections, with counts
    Sections(BrowseArgs),
    /// List the outlets, with counts
    Sources(BrowseArgs),
    /// Show an article with its sections and who is named in it
    Show(ShowArgs),
    /// Show what the analyzer, the matcher and the query reader make of a text
    Analyze(AnalyzeArgs),
    /// Say what the index holds and how it was made
    Status(StatusArgs),
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// Only passages that name this actor (a name in any script, or an id), in their text, heading or
    /// headline; repeat for several
    #[arg(long, visible_alias = "with-actor", value_name = "NAME")]
    pub actor: Vec<String>,
    /// Only passages that name this place or one inside it, likewise; repeat for several
    #[arg(long, value_name = "NAME")]
    pub location: Vec<String>,
    /// Only this newspaper section or in-article heading; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub section: Vec<String>,
    /// Only this outlet; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Only from this day, month or year on: 2017-11-19, 2017-11, 2017
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub from: Option<crate::document::Day>,
    /// Only up to the end of this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub to: Option<crate::document::Day>,
    /// Also search lines that point to other stories (related) or headlines after the end (teasers)
    #[arg(long, value_enum, value_name = "PART")]
    pub include: Vec<IncludedPart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum IncludedPart {
    /// Lines inside a story that point to another
    Related,
    /// Headlines of other stories after the end
    Teasers,
}

impl FilterArgs {
    pub(super) fn filters(&self) -> Filters {
        Filters {
            actors: self.actor.clone(),
            locations: self.location.clone(),
            sections: self.section.clone(),
            sources: self.source.clone(),
            from: self.from,
            to: self.to,
        }
    }

    /// Holds what flags say together to making sense.
    pub(super) fn check(&self) -> crate::error::Result<()> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from > to => {
                Err(crate::error::Error::Usage(format!("--from {from} lies after --to {to}")))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn parts(&self) -> crate::search::Parts {
        crate::search::Parts {
            related: self.include.contains(&IncludedPart::Related),
            teasers: self.include.contains(&IncludedPart::Teasers),
        }
    }
}

fn first_day(text: &str) -> Result<crate::document::Day, String> {
    crate::query::day_bounds(text).map(|(first, _)| first).ok_or_else(|| DATE_EXPECTED.to_owned())
}

fn last_day(text: &str) -> Result<crate::document::Day, String> {
    crate::query::day_bounds(text).map(|(_, last)| last).ok_or_else(|| DATE_EXPECTED.to_owned())
}

const DATE_EXPECTED: &str = "expected a day, month or year: 2017-11-19, 2017-11 or 2017";

/// Find passages or articles, best first.
///
/// The query language:
///
///   البوكمال                     a word, in all its forms; a name, under all its names
///   "تنظيم الدولة"               words in this order;  "…"~3 with at most 3 words between
///   ="الحشد"                     this spelling only;   بوك* words that begin so;   بوكملل~ nearly so
///   a b                          passages with all the words first;  +a must,  -c must not
///   a AND b   a OR b   NOT c     and brackets ( )
///   a NEAR/8 b                   with at most 8 words between, in any order
///   actor:"حزب الله"  location:القلمون  section:سياسة  source:…  title:…  date:2017-08..2017-11
///
/// How the query was understood is said on stderr. A query has at most 10,000
/// characters, 1,024 words, 256 of them in phrases and around NEAR, 64 with * or ~; what it asks for
/// beyond that is an error, what is left out a line that begins with "partial:".
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct SearchArgs {
    /// The query; several words need no quotation marks
    #[arg(value_name = "QUERY", required_unless_present_any = ["queries", "actor", "location", "section", "source", "from", "to"])]
    pub query: Vec<String>,
    /// Run the queries of a file, lines of id TAB text, taken as plain words
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub queries: Option<PathBuf>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Take words as words, never as names of actors or places
    #[arg(long)]
    pub literal: bool,
    /// Most words of the archive that a word with * or ~ stands for, the most frequent; default: 200.
    /// All of a query together stand for at most 4,096
    #[arg(long, value_name = "N")]
    pub expansions: Option<usize>,
    /// Of articles that are near copies of each other show one, with the others' ids
    #[arg(long)]
    pub collapse: bool,
    /// What is ranked; default: passages, and articles in TREC runs
    #[arg(long, value_enum, value_name = "UNIT")]
    pub by: Option<ByUnit>,
    /// Order of results
    #[arg(long, value_enum, default_value_t = SortBy::Score)]
    pub sort: SortBy,
    /// Most results; default: 10, and 100 for each query of a file
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    /// Results to leave out at the start
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// How results are written
    #[arg(long, short, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ByUnit {
    /// Passages
    Passage,
    /// Articles, each shown by its best passage
    Article,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SortBy {
    /// Best first
    Score,
    /// Newest first
    Date,
    /// Oldest first
    Oldest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
    /// TREC run: qid Q0 docid rank score warraq
    Trec,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Text,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
}

/// List values with the number of passages and articles that have them.
#[derive(Debug, Args)]
pub(super) struct BrowseArgs {
    /// Count only in passages that match this query
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Take words of the query as words, never as names
    #[arg(long)]
    pub literal: bool,
    /// Most lines; default: all
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    /// How the list is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Show an article with its sections, and the actors and places named in it.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Id of the article, as search shows it
    #[arg(value_name = "ID")]
    pub id: String,
    /// How it is written; csv lists the mentions
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Show tokens at every level, mentions with their cues, and how the text reads as a query.
#[derive(Debug, Args)]
pub(super) struct AnalyzeArgs {
    /// The text
    #[arg(value_name = "TEXT", required = true)]
    pub text: Vec<String>,
    /// How it is written; csv lists the tokens
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Say what the index holds and how it was made.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// How it is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
