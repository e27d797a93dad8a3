//! Integration tests: the real binary over real files, a module a capability.

mod archive;
mod errors;
mod files;
mod formats;
mod layers;
mod names;
mod output;
mod press;
mod properties;
mod queries;
mod reading;
mod readme;
mod relevance;
mod structure;
mod util;
mod words;
