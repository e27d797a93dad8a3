//! Integration tests: the real binary over real files, a module a capability.

mod actors;
mod archive;
mod containers;
mod errors;
mod files;
mod formats;
mod gold;
mod large;
mod layers;
mod mentions;
mod names;
mod output;
mod pages;
mod press;
mod properties;
mod queries;
mod reading;
mod readme;
mod relevance;
mod structure;
mod util;
mod words;
