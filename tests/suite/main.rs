//! Integration tests: the real binary over real files, a module a capability.

mod actors;
mod archive;
mod errors;
mod files;
mod formats;
mod gold;
mod layers;
mod mentions;
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
