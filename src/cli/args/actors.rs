//! What can be asked of actors, places, saved searches and one's own table.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{BrowseArgs, FilterArgs, ListFormat};

/// List actors with the number of passages and articles that name them.
#[derive(Debug, Args)]
pub(in crate::cli) struct ActorsArgs {
    #[command(flatten)]
    pub browse: BrowseArgs,
    /// List instead the actors that no gazetteer knows, found by patterns of news prose, each with an
    /// example
    #[arg(long)]
    pub discovered: bool,
    /// Of the discovered ones only those named in so many articles
    #[arg(long, value_name = "N", default_value_t = 2, requires = "discovered")]
    pub at_least: u64,
}

/// Names and their counts, first and last date, timeline, who and what is named with it,
/// and the passages that speak of it most.
///
/// Significance is Dunning's log-likelihood ratio over passages: how much more often
/// both are named in one passage than chance would have it; above 10.8 chance would do
/// it once in a thousand. Negative: less often than by chance.
#[derive(Debug, Args)]
pub(in crate::cli) struct ProfileArgs {
    /// The name or id; several words need no quotation marks
    #[arg(value_name = "NAME", required = true)]
    pub name: Vec<String>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Telling passages that are shown
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub passages: usize,
    /// Most lines of each list; default: 10, and all in jsonl
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    /// How it is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Show the passages that name two actors or places, the closest first.
///
/// A place is also named by the places inside it.
#[derive(Debug, Args)]
pub(in crate::cli) struct TogetherArgs {
    /// The one: a name or id
    #[arg(value_name = "A")]
    pub first: String,
    /// The other
    #[arg(value_name = "B")]
    pub second: String,
    /// Only in passages that match this query
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Most passages; default: 10
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    /// How the list is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Save searches and see only what is new.
#[derive(Debug, Args)]
pub(in crate::cli) struct WatchArgs {
    #[command(subcommand)]
    pub command: WatchCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum WatchCommand {
    /// Save a search under a name
    Add(WatchAddArgs),
    /// Run saved searches and print the articles that are new since the last run
    ///
    /// The first run prints all. Exit status 1 when nothing is new.
    Run(WatchRunArgs),
    /// List the saved searches
    List(WatchListArgs),
    /// Forget a saved search
    Remove {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct WatchAddArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The query; several words need no quotation marks
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Take what is in the archive now as seen
    #[arg(long)]
    pub from_now: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct WatchRunArgs {
    /// Only these; default: all
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// How the articles are written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct WatchListArgs {
    /// How the list is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Look after your own table of actors and places.
#[derive(Debug, Args)]
pub(in crate::cli) struct GazetteerArgs {
    #[command(subcommand)]
    pub command: GazetteerCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum GazetteerCommand {
    /// Report duplicates, clashes and names that are ordinary words
    ///
    /// Exit status: 0 nothing to mend, 1 something to mend, 2 the table cannot be read.
    Check(GazetteerCheckArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct GazetteerCheckArgs {
    /// The table; default: gazetteer.tsv in the index folder
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the report is written
    #[arg(long, short, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
