//! x
#![forbid(unsafe_code)]
pub mod arabic;
pub mod document;
pub mod error;
