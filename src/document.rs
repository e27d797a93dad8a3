//! Plain data that the rest of the program speaks about: articles, their
//! sections and passages, and spans. No behaviour beyond small accessors.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in a text. Both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing lies inside.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The same span in a text that starts `offset` bytes later.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The part of `text` inside the span, or nothing when the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A calendar day, the grain at which news is dated and filtered.
pub type Day = jiff::civil::Date;

/// An input that did not become an article, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// File, with `:line` where one is known.
    pub place: String,
    /// A clause that says why.
    pub reason: String,
}

/// The order in which files are read, each given by the number of its source and its path
/// below it: by source, then folder by folder. Of two articles with one id the first stays.
#[must_use]
pub fn reading_order(a: (usize, &str), b: (usize, &str)) -> Ordering {
    a.0.cmp(&b.0).then_with(|| a.1.split('/').cmp(b.1.split('/')))
}

/// What a line of an article's body is, where the source's markup says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineRole {
    /// A heading inside the article.
    Heading,
    /// A pointer to another story.
    Related,
}

/// One news item as an ingester delivers it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Its own id, from the source or made from the path.
    pub id: String,
    /// Whether the id was made from the path, the source having none.
    pub id_is_made: bool,
    /// Headline; may be empty.
    pub title: String,
    /// The text below the headline, paragraphs separated by line breaks.
    pub body: String,
    /// Outlet or agency.
    pub source: Option<String>,
    /// Who wrote it, as the source says; several in one line.
    pub author: Option<String>,
    /// Day of publication.
    pub date: Option<Day>,
    /// The newspaper's own section, from metadata or the folder's name.
    pub category: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Path of the file it came from, with `:line` in files of many articles.
    pub path: String,
    /// The number that the index has given to that file.
    pub file: u64,
    /// Whether the source marks its headings, so that none need be guessed.
    pub has_markup: bool,
    /// Lines of the body whose role the source's markup tells, rising.
    pub marked_lines: Vec<(Span, LineRole)>,
}

/// What role a piece of an article's body plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The story itself.
    Body,
    /// A line inside the story that points to another story.
    Related,
    /// Headlines of other stories after the end of this one.
    Teaser,
}

impl Part {
    /// The number under which the part is stored in the index.
    #[must_use]
    pub fn code(self) -> u64 {
        match self {
            Part::Body => 0,
            Part::Related => 1,
            Part::Teaser => 2,
        }
    }

    /// The part stored under `code`; unknown codes are body.
    #[must_use]
    pub fn from_code(code: u64) -> Self {
        match code {
            1 => Part::Related,
            2 => Part::Teaser,
            _ => Part::Body,
        }
    }
}

/// A run of paragraphs under one heading; the lead has no heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading line in the body.
    pub heading: Option<Span>,
    /// Story, related line or teasers.
    pub part: Part,
    /// Paragraphs in the body, in order.
    pub paragraphs: Vec<Span>,
}

/// The unit that is ranked and shown: whole sentences of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which section of the article, from 0.
    pub section: usize,
    /// The heading line in the body.
    pub heading: Option<Span>,
    /// Story, related line or teasers.
    pub part: Part,
    /// The text of the passage in the body.
    pub span: Span,
}

/// Bytes that lie in memory or are mapped from a file.
trait Bytes: AsRef<[u8]> + fmt::Debug + Send + Sync {}

impl<T: AsRef<[u8]> + fmt::Debug + Send + Sync> Bytes for T {}

/// A part of a block of bytes that lies in memory once. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Block {
    whole: Arc<dyn Bytes>,
    range: Range<usize>,
}

impl Block {
    /// A whole block.
    pub fn new(bytes: impl AsRef<[u8]> + fmt::Debug + Send + Sync + 'static) -> Self {
        Block { range: 0..bytes.as_ref().len(), whole: Arc::new(bytes) }
    }

    /// A part of a whole block; empty when the block does not reach so far.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        Block { whole: Arc::clone(&self.whole), range }
    }
}

impl AsRef<[u8]> for Block {
    fn as_ref(&self) -> &[u8] {
        (*self.whole).as_ref().get(self.range.clone()).unwrap_or_default()
    }
}

/// FNV-1a over bytes, 64 bits: the same on every machine and in every version,
/// for keys that the index stores. A fingerprint, not a defence.
#[must_use]
pub fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
