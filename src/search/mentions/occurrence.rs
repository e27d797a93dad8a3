//! What a search for mentions gives: where they stand and of what kind they are.

use serde::Serialize;
use tantivy::DocAddress;

use crate::document::Span;
use crate::entity::MentionKind;
use crate::index::PassageRecord;

/// A set of kinds of mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    /// Names, aliases and short forms, of places also inside longer names.
    pub const NAMES: Kinds = Kinds(
        1 << MentionKind::Name as u16
            | 1 << MentionKind::Alias as u16
            | 1 << MentionKind::Short as u16
            | 1 << MentionKind::Inside as u16,
    );

    /// The set of these kinds.
    #[must_use]
    pub fn of(kinds: &[MentionKind]) -> Self {
        kinds.iter().fold(Kinds(0), |set, kind| set.with(*kind))
    }

    /// Whether a kind is in the set.
    #[must_use]
    pub fn has(self, kind: MentionKind) -> bool {
        self.0 & (1 << kind.code()) != 0
    }

    /// The set with another kind.
    #[must_use]
    pub fn with(self, kind: MentionKind) -> Self {
        Kinds(self.0 | 1 << kind.code())
    }
}

/// Where in an article a mention stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// In the headline.
    Title,
    /// In an in-article heading.
    Heading,
    /// In the text of a passage.
    Text,
}

/// One mention in a passage, its headline or heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Where it stands.
    pub zone: Zone,
    /// Bytes in the text of the zone.
    pub span: Span,
    /// How the entity is named.
    pub kind: MentionKind,
    /// Whom it names; nobody where only the typed words tell.
    pub id: Option<String>,
    /// Others that compete for a role.
    pub rivals: Vec<String>,
}

impl Occurrence {
    /// The text of its zone in a passage.
    #[must_use]
    pub fn text<'a>(&self, record: &'a PassageRecord) -> &'a str {
        match self.zone {
            Zone::Title => &record.title,
            Zone::Heading => record.heading.as_deref().unwrap_or_default(),
            Zone::Text => &record.text,
        }
    }

    /// As it is written.
    #[must_use]
    pub fn form<'a>(&self, record: &'a PassageRecord) -> &'a str {
        self.span.of(self.text(record))
    }

    /// Where the text of its zone begins in the article's body, in bytes and characters;
    /// a headline lies outside.
    #[must_use]
    pub fn zone_start(&self, record: &PassageRecord) -> Option<(usize, usize)> {
        match self.zone {
            Zone::Title => None,
            Zone::Heading => record.heading_start,
            Zone::Text => Some((record.start, record.start_chars)),
        }
    }
}

/// A passage with the mentions that were asked for.
pub struct Mentioned {
    /// Where it is stored.
    pub address: DocAddress,
    /// What is stored of it.
    pub record: PassageRecord,
    /// Headline first, then heading, then text; rising.
    pub occurrences: Vec<Occurrence>,
}

/// How many mentions there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MentionCount {
    /// Mentions.
    pub mentions: u64,
    /// Articles that hold one.
    pub articles: u64,
}
