//! Archives of articles: zip, tar and WARC files are read like folders, member
//! by member, and nothing is ever written to disk. One file a kind of archive;
//! here is what a member is and which members are let in.

mod http;
mod member;
mod rescue;
mod tar;
mod warc;
mod zip;

pub(super) use member::{Entry, Kind, Member, Record};
pub(super) use tar::tar;
pub(super) use warc::warc;
pub(super) use zip::zip;

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// zip.
    Zip,
    /// tar.
    Tar,
    /// Web archive, ISO 28500.
    Warc,
}
