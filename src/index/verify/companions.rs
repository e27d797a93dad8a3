//! The lists that belong to a commit, against the passages.

use std::collections::HashSet;

use super::super::copies::{self, Member};
use super::super::layout::Companion;
use super::super::reader::Archive;
use super::super::vocabulary::Vocabulary;
use super::Verification;
use super::passages::Met;
use crate::error::{Error, Result};

pub(super) fn verify(archive: &Archive, met: Met, verification: &mut Verification) -> Result<()> {
    let summary = archive.summary();
    let name = |companion: Companion| companion.name(summary.commit);
    if summary.totals() != met.totals {
        verification.find("meta.json", "its counts of articles, passages, mentions or words are others");
    }
    let broken = |reason: String| Error::Index { index: archive.path().to_path_buf(), reason };
    let words = Vocabulary::updated(None, met.words, Vec::new()).map_err(broken)?;
    if archive.companion(Companion::Vocabulary)? != words {
        verification.find(name(Companion::Vocabulary), "its words are not those of the stored texts");
    }
    let mut members = Vec::new();
    archive.each_fingerprint(|_, print, address| members.push((print, Member::Stored(address))))?;
    let copies = copies::listed(&members, |address| Ok(archive.record(address)?.id))?;
    if archive.companion(Companion::Copies)? != copies {
        verification.find(name(Companion::Copies), "its groups are not those of the fingerprints");
    }
    let manifest = archive.manifest()?;
    let files: HashSet<u64> = manifest.files.iter().map(|file| file.number).collect();
    if files.len() != manifest.files.len() {
        verification.find(name(Companion::Manifest), "two files have one number");
    }
    let unlisted = met.files.iter().find(|number| **number != 0 && !files.contains(number));
    if let Some(number) = unlisted {
        verification.find(
            name(Companion::Manifest),
            format!("passages come from file {number}, which is not listed"),
        );
    }
    Ok(())
}
