//! Checksums. Every file of a generation ends with one over all that stands before
//! it: 16 hexadecimal digits of its digest and a line end.

use std::io::{self, Read, Write};

use tantivy::directory::{AntiCallToken, TerminatingWrite};

use crate::digest::{Digest, digest, digest_of};

/// Bytes of a seal.
pub(super) const LENGTH: usize = 17;

/// What stands behind content with this digest.
pub(super) fn seal(digest: u64) -> String {
    format!("{digest:016x}\n")
}

/// The content before the seal, or why it cannot be trusted.
pub(super) fn opened(bytes: &[u8]) -> io::Result<&[u8]> {
    let content = bytes.len().checked_sub(LENGTH).map(|end| bytes.split_at(end));
    match content {
        Some((content, end)) if end == seal(digest(content)).as_bytes() => Ok(content),
        _ => Err(broken()),
    }
}

/// Reads a sealed file through and holds it to its seal.
///
/// # Errors
/// When it cannot be read, or (`InvalidData`) its content is not what was written.
pub(super) fn check(reader: &mut impl Read, length: u64) -> io::Result<()> {
    let content = length.checked_sub(LENGTH as u64).ok_or_else(broken)?;
    let found = seal(digest_of(reader.by_ref().take(content))?);
    let mut end = Vec::with_capacity(LENGTH);
    reader.read_to_end(&mut end)?;
    if end == found.as_bytes() { Ok(()) } else { Err(broken()) }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its checksum does not fit its content")
}

/// Writes through and seals at the end.
pub(super) struct Sealing<W> {
    inner: W,
    digest: Digest,
}

impl<W> Sealing<W> {
    pub fn new(inner: W) -> Self {
        Sealing { inner, digest: Digest::new() }
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: TerminatingWrite> TerminatingWrite for Sealing<W> {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.write_all(seal(self.digest.finish()).as_bytes())?;
        self.inner.terminate_ref(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_bit_of_a_sealed_file_is_seen() {
        let content = b"passages";
        let sealed = [content, seal(digest(content)).as_bytes()].concat();
        assert_eq!(opened(&sealed).expect("it is whole"), content);
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[at] ^= 1 << bit;
                assert!(opened(&changed).is_err(), "bit {bit} of byte {at}");
                assert!(check(&mut changed.as_slice(), changed.len() as u64).is_err());
            }
        }
        assert!(opened(&sealed[1..]).is_err());
        assert!(opened(&sealed[..sealed.len() - 1]).is_err());
        assert!(opened(b"short").is_err());
    }
}
