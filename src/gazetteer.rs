//! The gazetteer at hand: the one compiled into the program by `build.rs`,
//! with a user's own additions compiled anew.

use std::path::Path;

use crate::entity::{Entity, Gazetteer, compile, table};
use crate::error::{Error, Result};

static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.bin"));

/// The built-in actors and locations.
///
/// # Errors
/// When the program itself is damaged.
pub fn built_in() -> Result<Gazetteer> {
    Gazetteer::from_bytes(COMPILED)
        .map_err(|reason| Error::Usage(format!("the built-in gazetteer: {reason}")))
}

/// The built-in entities with those of a user's table added; a row whose id
/// exists replaces the built-in one.
///
/// # Errors
/// When the table cannot be read or a line of it is malformed.
pub fn with_table(path: &Path) -> Result<Gazetteer> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io("read", path, error))?;
    let mut entities: Vec<Entity> = built_in()?.entities().collect();
    for entity in table::parse(&text, path)? {
        match entities.iter_mut().find(|known| known.id == entity.id) {
            Some(known) => *known = entity,
            None => entities.push(entity),
        }
    }
    compile::compile(&entities)
}
