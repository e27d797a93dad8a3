//! The gazetteer at hand: the one compiled into the program by `build.rs`,
//! with a user's own additions compiled anew.

use std::collections::HashMap;
use std::path::Path;

use crate::bounded;
use crate::entity::{Entity, Gazetteer, compile, table};
use crate::error::{Error, Result};

/// Largest table in bytes, since it is read whole: some million rows.
const LARGEST_TABLE: u64 = 256 * 1024 * 1024;

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
    let mut own: HashMap<String, Entity> = HashMap::new();
    let mut order = Vec::new();
    for entity in table::parse(&table_text(path)?, path)? {
        order.push(entity.id.clone());
        own.insert(entity.id.clone(), entity);
    }
    let built_in = built_in()?;
    let mut entities: Vec<Entity> =
        built_in.entities().map(|known| own.remove(&known.id).unwrap_or(known)).collect();
    entities.extend(order.iter().filter_map(|id| own.remove(id)));
    compile::compile(&entities)
}

/// The text of a user's table.
///
/// # Errors
/// When it cannot be read or is too large.
pub fn table_text(path: &Path) -> Result<String> {
    bounded::text(path, LARGEST_TABLE)
}
