//! Holds an index to what it ought to be: [`files`] checks the seals of its files,
//! [`passages`] what tantivy keeps of each passage against its stored text, and
//! [`companions`] the lists that belong to the commit. Nothing is believed that can be
//! derived from something else.

mod companions;
mod files;
mod passages;

use std::path::Path;

use super::layout;
use super::reader::Archive;
use crate::error::{Error, Result};

/// How many findings are kept one by one; a broken disk can make one of every passage.
const MOST_KEPT: usize = 1000;

/// Something that is not as it ought to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A file of the index, or an article and its passage.
    pub place: String,
    /// A clause that says what is wrong.
    pub problem: String,
}

/// What a verification came to.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// What is wrong, at most [`MOST_KEPT`] of it.
    pub findings: Vec<Finding>,
    /// How much is wrong in all.
    pub count: u64,
    /// Files that are no part of the index: what a killed ingest left behind.
    pub leftovers: Vec<String>,
    /// Files that were checked.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Passages that were checked.
    pub passages: u64,
}

impl Verification {
    fn find(&mut self, place: impl Into<String>, problem: impl Into<String>) {
        self.count += 1;
        if self.findings.len() < MOST_KEPT {
            self.findings.push(Finding { place: place.into(), problem: problem.into() });
        }
    }
}

/// Verifies the index in the folder `index`; `progress` is told of every passage.
///
/// # Errors
/// When there is no index, or it is of another version. What is damaged is a finding.
pub fn verify(index: &Path, progress: impl Fn()) -> Result<Verification> {
    let mut verification = Verification::default();
    let generation = match layout::current(index) {
        Err(Error::Index { reason, .. }) => {
            verification.find(layout::CURRENT, reason);
            return Ok(verification);
        }
        other => other?,
    };
    files::verify(&generation, &mut verification)?;
    if verification.count > 0 {
        return Ok(verification);
    }
    match Archive::open(index) {
        Ok(archive) => {
            let met = passages::verify(&archive, &mut verification, progress)?;
            companions::verify(&archive, met, &mut verification)?;
        }
        Err(error @ (Error::NoIndex(_) | Error::OtherVersion { .. })) => return Err(error),
        // A file that is missing has no seal that could be broken.
        Err(error) => verification.find(generation.display().to_string(), error.to_string()),
    }
    Ok(verification)
}
