//! What can be asked of mentions.

use clap::{Args, ValueEnum};

use super::FilterArgs;

/// List every mention of an actor, place or name, each in its context.
///
/// NAME is a name in Arabic or Latin letters, the id of an entity, or a name that
/// no gazetteer knows: then it is looked for in every clitic form and spelling.
/// Unless told otherwise names, aliases and short forms are listed, in the order
/// of the index, as they are read.
///
/// Kinds: name (the usual name), alias (another full name), short (a family name
/// or acronym that the article explains), role (التنظيم for the last such actor;
/// where several compete the others are named too), inside (a place in a longer
/// name: دمشق in جامعة دمشق; listed unasked), adjective (سوري), form (the typed words
/// where nothing tells whom they mean; listed unasked unless they are ordinary
/// words).
#[derive(Debug, Args)]
pub(in crate::cli) struct MentionsArgs {
    /// The name or id; several words need no quotation marks
    #[arg(value_name = "NAME", required = true)]
    pub name: Vec<String>,
    /// Only print how many there are
    #[arg(long, conflicts_with_all = ["sort", "group_by", "limit"])]
    pub count: bool,
    /// Which kinds are listed, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND")]
    pub kinds: Vec<KindArg>,
    /// Only where the name is spelled as typed, clitics aside
    #[arg(long)]
    pub no_aliases: bool,
    /// Only in passages that match this query
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Order; index streams, the others hold the mentions in memory
    #[arg(long, value_enum, default_value_t = MentionOrder::Index)]
    pub sort: MentionOrder,
    /// Count the mentions by what they have in common
    #[arg(long, value_enum, value_name = "WHAT")]
    pub group_by: Option<GroupBy>,
    /// Words of context on each side
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub context: usize,
    /// Of articles that are near copies of each other show one, with the others' ids
    #[arg(long)]
    pub collapse: bool,
    /// Most lines; default: all
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    /// How the list is written
    #[arg(long, short, value_enum, default_value_t = MentionFormat::Text)]
    pub format: MentionFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KindArg {
    /// By the usual name
    Name,
    /// By another full name
    Alias,
    /// By a family name or acronym that the article explains
    Short,
    /// By a noun that stands for the last such actor
    Role,
    /// A place inside a longer name
    Inside,
    /// By a nationality adjective
    Adjective,
    /// By the typed words, nobody knows whose
    Form,
    /// All of them
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MentionOrder {
    /// As they are read from the index
    Index,
    /// Oldest first; undated last
    Date,
    /// By article and place in it
    Article,
    /// By the form in which the name is written
    Form,
    /// By the words before the mention, the nearest first
    Before,
    /// By the words after it
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum GroupBy {
    /// The form in which the name is written
    Form,
    /// The kind of mention
    Kind,
    /// The entity
    Entity,
    /// The outlet
    Source,
    /// The month of publication
    Month,
    /// The newspaper section
    Section,
    /// The places named in the same passage
    Location,
    /// The article
    Article,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MentionFormat {
    /// Keyword in context, for people
    Text,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
    /// Stand-off annotation: TEI P5, a span for each mention
    Tei,
}
