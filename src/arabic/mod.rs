//! Arabic analysis: pure functions from text to words at three levels of
//! matching. No I/O; called by `entity`, `ingest`, `query`, `index` and `search`.
//!
//! The way of a word: [`segment`] finds its bytes, [`normalize`] gives its
//! exact and normal spelling, [`stem`] its readings without clitics and
//! inflection (`proclitics.rs`, `suffixes.rs`, what they know of words in `lexicon.rs`), and [`Analyzer`] joins them.

mod analyzer;
pub mod derivation;
mod fingerprint;
pub mod letters;
mod lexicon;
pub mod normalize;
mod proclitics;
pub mod script;
pub mod segment;
pub mod stem;
pub mod stopwords;
mod suffixes;

pub use analyzer::{Analyzer, Token, WordCount, WordForms, code_of};
pub use fingerprint::fingerprint;
pub use lexicon::{Lexicon, flags as lexicon_flags, is_common_noun, is_news_word};

/// Version of everything in this folder. An index records it and is refused
/// when it differs, since its terms would no longer meet those of a query.
pub const ANALYZER_VERSION: u32 = 3;
