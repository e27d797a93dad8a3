//! From what a person types to what an engine runs: [`parse`] reads the query
//! language into an [`ast::Query`], [`interpret`] finds out which words and
//! entities it means, and leaves a [`plan::Plan`] with its [`Interpretation`].
//! Called by `search` and `cli`; uses `index` for its vocabulary only.

pub mod ast;
mod filters;
mod inquiry;
mod interpret;
mod interpretation;
mod joined;
mod limits;
mod names;
mod parse;
mod plain;
pub mod plan;
mod related;
mod romanized;
mod scan;
mod words;

pub use filters::{Filters, bounds as day_bounds};
pub use inquiry::{FormUse, Inquiry, Spelling, inquire};
pub use interpret::{Options, interpret};
pub use interpretation::{Interpretation, Understood};
pub use parse::parse;
pub use plain::{plain_words, too_many_words};
