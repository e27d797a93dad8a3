//! Integration tests: the real binary over real files, a module a capability.

mod actors;
mod archive;
mod errors;
mod files;
mod formats;
mod gold;
mod hostile;
mod layers;
mod live;
mod mentions;
mod names;
mod output;
mod paging;
mod press;
mod properties;
mod queries;
mod reading;
mod readme;
mod relevance;
mod structure;
mod util;
mod words;
