//! Integration tests: the real binary over real files, a module a capability.

mod actors;
mod archive;
mod concurrent;
mod containers;
mod errors;
mod faults;
mod files;
mod formats;
mod gold;
mod incremental;
mod large;
mod layers;
mod mentions;
mod model;
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
