//! Actors and locations: what is known of them and where a text names them.
//! Uses `arabic`; called by `ingest`'s tagging, `query` and the commands.
//!
//! [`table`] reads the gazetteer's tables, [`compile`] turns them into bytes
//! that [`Gazetteer`] opens at once, and [`Matcher`] finds mentions in tokens.

mod check;
pub mod compile;
mod cues;
pub mod discover;
mod evidence;
mod gazetteer;
mod latin;
mod matcher;
mod mention;
mod resolve;
mod role;
mod short;
pub mod table;
mod tagger;
mod word_class;

pub use check::{Fault, FaultKind, check};
pub use cues::Cue;
pub use gazetteer::{Gazetteer, NameUse, NamedAs};
pub use latin::{fold_latin, latin_key};
pub use matcher::{Matcher, clitic_forms, joins};
pub use mention::{Mention, MentionKind};
pub use table::{Class, Entity};
pub use tagger::{TaggedArticle, TaggedHeading, TaggedPassage, TaggedText, Tagger};
pub use word_class::is_rather_a_word;
