//! Compiles the gazetteer's tables into the program, so that an ingest need not.
//! The analysis and the compiler are those of the program, from the same files.

#![allow(dead_code, unused_imports, reason = "compiling the gazetteer needs a part of these modules")]

#[path = "src/arabic/mod.rs"]
mod arabic;
#[path = "src/document.rs"]
mod document;
#[path = "src/entity/mod.rs"]
mod entity;
#[path = "src/error.rs"]
mod error;

use std::path::{Path, PathBuf};

use crate::entity::{compile, table};
use crate::error::{Error, Result};

/// Earlier tables win where a name is shared.
const TABLES: [&str; 2] = ["src/entity/data/actors.tsv", "src/entity/data/locations.tsv"];

fn main() -> Result<()> {
    for input in ["build.rs", "src/arabic", "src/document.rs", "src/entity", "src/error.rs"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let mut entities = Vec::new();
    for path in TABLES.map(Path::new) {
        let text = std::fs::read_to_string(path).map_err(|error| Error::io("read", path, error))?;
        entities.extend(table::parse(&text, path)?);
    }
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default().join("gazetteer.bin");
    std::fs::write(&out, compile::compile(&entities)?.as_bytes())
        .map_err(|error| Error::io("write", &out, error))
}
