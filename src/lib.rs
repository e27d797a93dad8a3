//! Warraq: full-text search over archives of Arabic news.
//!
//! The way of the data, each step a module that calls only what stands after it:
//! [`cli`] → [`search`] → [`query`] → [`index`] → [`entity`] → [`arabic`] →
//! [`document`], [`digest`], [`bounded`], [`error`]; [`ingest`] → [`arabic`], and [`gazetteer`] → [`entity`]. ARCHITECTURE.md tells
//! the whole; a test holds the calls to it.
//!
//! ```
//! use warraq::document::Article;
//! use warraq::entity::Tagger;
//! use warraq::index::{Archive, Description, IndexBuilder};
//! use warraq::query::{interpret, parse, Filters, Options};
//! use warraq::search::{search, Parts, Request, Sort, Unit};
//! use warraq::{arabic, gazetteer, ingest};
//!
//! # fn main() -> warraq::error::Result<()> {
//! # let folder = tempfile::tempdir().expect("a temporary folder");
//! # let folder = folder.path();
//! let gazetteer = gazetteer::built_in()?;
//! let mut tagger = Tagger::new(gazetteer.clone());
//! let builder = IndexBuilder::create(folder, &gazetteer, 1)?;
//! let article = Article {
//!     id: "1".to_owned(),
//!     body: "وصلت القوات إلى مشارف البوكمال مساء الأحد.".to_owned(),
//!     ..Article::default()
//! };
//! let words: Vec<_> = arabic::segment::words(&article.body).collect();
//! let division = ingest::divide(&article, &words);
//! builder.add(&tagger.tag(article, &words, division.passages))?;
//! builder.finish(tagger.analyzer().take_counts(), &Description::default(), true)?;
//!
//! let archive = Archive::open(folder)?;
//! let query = parse("Boukamal")?;
//! let (plan, interpretation) = interpret(Some(&query), &Filters::default(), Options::default(), &archive)?;
//! let request =
//!     Request { unit: Unit::Passage, sort: Sort::Score, limit: 10, offset: 0, parts: Parts::default() };
//! let results = search(&archive, &plan, request)?;
//! assert_eq!(results.passages, 1);
//! assert!(interpretation.parts[0].to_string().starts_with("Boukamal → location البوكمال"));
//! # Ok(())
//! # }
//! ```

pub mod arabic;
pub mod bounded;
pub mod cli;
pub mod digest;
pub mod document;
pub mod entity;
pub mod error;
pub mod gazetteer;
pub mod index;
pub mod ingest;
pub mod query;
pub mod search;
pub mod times;
