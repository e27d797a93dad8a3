//! How much one input may ask for. Every limit holds on bytes really read,
//! never on what a header claims, and says the reason when it is met.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::bounded;

/// Bounds on what one file on disk may become. A whole archive counts as one file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes of a text that has to be in memory whole: a page, a text, a JSON
    /// value, an archive inside an archive. Several are in memory at a time, one a worker
    /// and those that wait.
    pub whole: u64,
    /// Bytes of one record of many: a line, a CSV record, an item of a JSON list.
    pub record: u64,
    /// Bytes that one file may unpack to, archives inside it included: what a disk
    /// of news holds, and no more than a night's work.
    pub unpacked: u64,
    /// How many times its own size a file may unpack to. Text packs 3 to 20 times,
    /// markup that repeats 100 times; deflate at its best, a bomb's, 1000 times.
    pub ratio: u64,
    /// Entries of one archive, archives inside it included.
    pub entries: u64,
    /// How many archives may lie inside each other: one is an archive, two an
    /// archive in an archive. A quine would go on for ever.
    pub nesting: usize,
    /// Members without a known ending that are listed by name, for each archive;
    /// the rest is counted. An archive may hold a million pictures.
    pub listed: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            whole: 128 << 20,
            record: 64 << 20,
            unpacked: 256 << 30,
            ratio: 250,
            entries: 10_000_000,
            nesting: 2,
            listed: 1000,
        }
    }
}

/// Bytes that any file may unpack to whatever its size: an archive of a few
/// short texts that are alike is honest, and this much does no harm.
const ALWAYS_UNPACKED: u64 = 64 << 20;

/// What is left of the bytes that one file may unpack to.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<u64>,
    reason: String,
}

impl Budget {
    /// For a file of `size` bytes.
    pub fn new(limits: &Limits, size: u64) -> Self {
        let by_ratio = size.saturating_mul(limits.ratio).max(ALWAYS_UNPACKED);
        let reason = if by_ratio < limits.unpacked {
            format!(
                "it unpacks to more than {} times its size, like an archive made to do harm",
                limits.ratio
            )
        } else {
            format!("it unpacks to more than {}", amount(limits.unpacked))
        };
        Budget { left: Cell::new(by_ratio.min(limits.unpacked)), reason }
    }

    /// Whether a reader has met the limit: what follows is not read either.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// `reader`, a decoder, as far as the budget goes.
    pub fn metered<R: Read>(self: &Rc<Self>, reader: R) -> Metered<R> {
        Metered { reader, budget: Rc::clone(self) }
    }
}

/// A decoder whose output counts.
#[derive(Debug)]
pub(super) struct Metered<R> {
    reader: R,
    budget: Rc<Budget>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget.is_spent() {
            return Err(refused(self.budget.reason.clone()));
        }
        let read = self.reader.read(buffer)?;
        self.budget.left.set(self.budget.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

/// All of `reader`, at most `most` bytes.
///
/// # Errors
/// When there is more, or what is there cannot be read.
pub(super) fn whole(reader: &mut dyn Read, most: u64) -> io::Result<Vec<u8>> {
    bounded::whole(reader, most)?.ok_or_else(|| refused(format!("it is larger than {}", amount(most))))
}

/// An error that says a limit was met, in words that stand for themselves.
pub(super) fn refused(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, reason)
}

/// Bytes as a person writes them.
pub(super) fn amount(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends_by_ratio_or_by_bytes() {
        let limits = Limits { unpacked: 100 << 20, ..Limits::default() };
        let small = Budget::new(&limits, 1000);
        assert_eq!(small.left.get(), ALWAYS_UNPACKED);
        assert!(small.reason.contains("250 times"));
        let large = Budget::new(&limits, 10 << 20);
        assert_eq!(large.left.get(), 100 << 20);
        assert!(large.reason.contains("100 MiB"));
    }

    #[test]
    fn a_metered_reader_stops_where_the_budget_does() {
        let limits = Limits { unpacked: 1000, ..Limits::default() };
        let budget = Rc::new(Budget::new(&limits, 10));
        let read = io::copy(&mut budget.metered(io::repeat(0)), &mut io::sink());
        assert!(read.is_err_and(|error| error.to_string().contains("more than 1000 bytes")));
        assert!(budget.is_spent());
    }

    #[test]
    fn a_text_larger_than_memory_allows_is_refused() {
        assert_eq!(whole(&mut &b"abc"[..], 3).unwrap(), b"abc");
        assert!(whole(&mut &b"abcd"[..], 3).is_err());
    }
}
