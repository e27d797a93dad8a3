//! Reads what lies outside whole, but never more of it than it may be: it may be a device,
//! a pipe or an archive made to do harm, whatever its size is said to be.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result};

/// All of `reader`; `None` when that is more than `most` bytes.
///
/// # Errors
/// When it cannot be read.
pub fn whole(reader: &mut dyn Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// The text of a file of at most `most` bytes.
///
/// # Errors
/// When it cannot be read, is larger, or is not UTF-8.
pub fn text(path: &Path, most: u64) -> Result<String> {
    let fail = |error| Error::io("read", path, error);
    let bytes = whole(&mut File::open(path).map_err(fail)?, most).map_err(fail)?;
    let too_large = || Error::malformed(path, None, format!("it is larger than {most} bytes; divide it"));
    String::from_utf8(bytes.ok_or_else(too_large)?)
        .map_err(|_| Error::malformed(path, None, "it is not text in UTF-8"))
}
