//! Every file of a generation is sealed and known.

use std::fs::{self, File};
use std::path::Path;

use super::super::parts::{LOCK, Parts};
use super::super::seal;
use super::Verification;
use crate::error::{Error, Result};

/// Checks the files in the folder of a generation. Opens none of tantivy's: on damaged ones
/// it may stop for good.
pub(super) fn verify(generation: &Path, verification: &mut Verification) -> Result<()> {
    let parts = Parts::of(generation);
    let fail = |error| Error::io("read", generation, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(generation).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    for name in names {
        let path = generation.join(&name);
        if parts.as_ref().is_some_and(|parts| !parts.have(&name)) {
            verification.leftovers.push(path.display().to_string());
            continue;
        }
        let checked = File::open(&path).and_then(|mut file| {
            let length = file.metadata()?.len();
            if !(name == LOCK && length == 0) {
                seal::check(&mut file, length)?;
            }
            Ok(length)
        });
        match checked {
            Ok(length) => verification.bytes += length,
            Err(error) => verification.find(path.display().to_string(), error.to_string()),
        }
        verification.files += 1;
    }
    Ok(())
}
