//! The index on disk: one tantivy document a passage. [`schema`] declares the
//! fields, [`terms`] how words and entities become terms, [`tokenizer`] how
//! tantivy reads them, [`IndexBuilder`] writes and [`Archive`] opens.
//!
//! Layout of an index folder: `CURRENT` names the generation folder in use,
//! `LOCK` is held while somebody writes. An update is a commit to the generation in use, a
//! rebuild fills a new one and swaps `CURRENT`: readers see the state before or after,
//! never half. Every file of a generation is sealed ([`seal`]); [`verify()`] checks them all.

mod cheapest;
mod copies;
mod documents;
mod latinized;
mod layout;
mod live;
mod manifest;
mod parts;
mod reader;
mod remains;
mod romanized;
mod schema;
mod seal;
mod storage;
mod stored;
mod summary;
pub mod terms;
mod tokenizer;
mod verify;
mod vocabulary;
mod writer;

pub use copies::Copies;
pub use latinized::Latinized;
pub use layout::recover;
pub use live::live_frequency;
pub use manifest::{Manifest, Source, SourceFile};
pub use reader::{Archive, PassageRecord, StoredMention};
pub use remains::Remains;
pub use romanized::SoundAlike;
pub use schema::Fields;
pub use stored::{StoredArticle, article_of};
pub use summary::{Added, Summary};
pub use tantivy::DocAddress as Address;
pub use verify::{Finding, Verification, verify};
pub use vocabulary::{VocabularyStem, VocabularyWord};
pub use writer::{Description, IndexBuilder};

/// Version of the fields and of everything stored in them.
pub const SCHEMA_VERSION: u32 = 5;

/// What a passage stands for besides its own text, in the field `opens`.
pub mod opens {
    /// It is the first of its article: the headline is counted with it.
    pub const ARTICLE: u64 = 1;
    /// It is the first of its section: the heading is counted with it.
    pub const SECTION: u64 = 2;
}
