//! Digests of content: XXH3 with 64 bits, fast enough to cost an ingest nothing; a
//! change of one byte goes unseen once in 2^64. They guard against failing disks and
//! tell changed files, and are no defence against forgers.

use std::hash::Hasher as _;
use std::io::{self, Read};

use twox_hash::XxHash3_64;

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 20;

/// The digest of some bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// The digest of all that a reader gives, in bounded memory.
///
/// # Errors
/// When it cannot be read.
pub fn digest_of(mut reader: impl Read) -> io::Result<u64> {
    let mut digest = Digest::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match reader.read(&mut chunk)? {
            0 => return Ok(digest.finish()),
            read => digest.add(&chunk[..read]),
        }
    }
}

/// A digest of bytes that come one after the other.
pub struct Digest(XxHash3_64);

impl Digest {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Digest(XxHash3_64::new())
    }

    /// Takes in more bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// Of all the bytes so far.
    #[must_use]
    pub fn finish(&self) -> u64 {
        self.0.finish()
    }
}

impl Default for Digest {
    fn default() -> Self {
        Self::new()
    }
}
