//! Actors and locations: what is known of them and where a text names them.
//! Uses `arabic`; called by `ingest`'s tagging, `query` and the commands.
//!
//! [`table`] reads the gazetteer's tables, [`compile`] turns them into bytes
//! that [`Gazetteer`] opens at once, and [`Matcher`] finds mentions in tokens.

pub mod compile;
mod cues;
mod gazetteer;
mod latin;
mod matcher;
mod resolve;
pub mod table;
mod tagger;

pub use cues::Cue;
pub use gazetteer::{Gazetteer, NameUse, NamedAs};
pub use latin::{fold_latin, latin_key};
pub use matcher::Matcher;
pub use resolve::{Mention, MentionKind};
pub use table::{Class, Entity};
pub use tagger::{TaggedArticle, TaggedPassage, TaggedText, Tagger};
