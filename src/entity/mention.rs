//! A place where a text names an entity, and in what way.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::cues::Cue;
use super::table::Entity;
use crate::document::Span;

/// In what way a text names an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// By its usual name.
    Name,
    /// By another full name.
    Alias,
    /// By a part of its name: a family name, النصرة for جبهة النصرة, an acronym.
    Short,
    /// By a definite noun that stands for the last such actor: التنظيم.
    Role,
    /// A place by its name inside a longer name that the gazetteer knows: دمشق in مطار دمشق
    /// الدولي.
    Inside,
    /// By the nationality adjective of a place: سوري. Found at search, never tagged.
    Adjective,
    /// By a name that was searched for, where nothing tells whom it means. Found at
    /// search, never tagged.
    Form,
}

impl MentionKind {
    /// All of them, in the order of their codes.
    pub const ALL: [MentionKind; 7] = [
        MentionKind::Name,
        MentionKind::Alias,
        MentionKind::Short,
        MentionKind::Role,
        MentionKind::Inside,
        MentionKind::Adjective,
        MentionKind::Form,
    ];

    /// The number under which the kind is stored in an index.
    #[must_use]
    pub fn code(self) -> u16 {
        self as u16
    }

    /// The kind stored under `code`; unknown codes are the last kind.
    #[must_use]
    pub fn from_code(code: u16) -> Self {
        Self::ALL.get(usize::from(code)).copied().unwrap_or(MentionKind::Form)
    }

    /// Whether it names its entity in its own right: what search and lists count.
    #[must_use]
    pub fn names(self) -> bool {
        matches!(self, MentionKind::Name | MentionKind::Alias | MentionKind::Short)
    }

    /// Its name in every output.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            MentionKind::Name => "name",
            MentionKind::Alias => "alias",
            MentionKind::Short => "short",
            MentionKind::Role => "role",
            MentionKind::Inside => "inside",
            MentionKind::Adjective => "adjective",
            MentionKind::Form => "form",
        }
    }
}

/// One place where a text names an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Bytes in the text that was given, clitics included.
    pub span: Span,
    /// First token of the text.
    pub first_token: usize,
    /// How many tokens it covers.
    pub tokens: usize,
    /// The entity; of a role that several actors compete for, the last named.
    pub entity: Rc<Entity>,
    /// The other actors that compete for a role.
    pub rivals: Vec<Rc<Entity>>,
    /// How it is named.
    pub kind: MentionKind,
    /// For what is no name by itself: why it counted.
    pub cue: Option<Cue>,
}

impl Mention {
    /// One past the last token.
    #[must_use]
    pub fn end_token(&self) -> usize {
        self.first_token + self.tokens
    }
}
