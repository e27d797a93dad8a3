//! CSV and TSV: batches of whole records, each with the header before it.

use std::cell::RefCell;
use std::io::{self, Read};

use super::BATCH;
use crate::ingest::opened::{Output, Progress};

/// Delivers `reader` in batches of whole records. The csv crate says where records
/// end, since a line break between quotation marks ends none.
pub(in crate::ingest) fn csv(reader: &mut dyn Read, separator: u8, output: &mut Output<'_, '_>) -> Progress {
    let format = output.format;
    // A record is in memory as it came and once more as cells.
    let most = usize::try_from(output.limits().record).unwrap_or(usize::MAX).saturating_add(BATCH);
    let kept = RefCell::new(Vec::new());
    let mut records = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(Tee { reader, kept: &kept, most, is_full: false });
    let mut record = csv::ByteRecord::new();
    let mut header: Option<Vec<u8>> = None;
    // Bytes delivered, and bytes up to the end of the last whole record.
    let (mut delivered, mut whole) = (0, 0);
    let mut line = Lines::default();
    loop {
        let read = records.read_byte_record(&mut record);
        if read.is_ok() {
            whole = records.position().byte();
        }
        let length = usize::try_from(whole - delivered).unwrap_or(usize::MAX);
        if matches!(read, Ok(true)) {
            if header.is_none() {
                header = Some(kept.borrow().iter().copied().take(length).collect());
            }
            if length < BATCH {
                continue;
            }
        }
        let batch: Vec<u8> = {
            let mut kept = kept.borrow_mut();
            let length = length.min(kept.len());
            kept.drain(..length).collect()
        };
        delivered = whole;
        if !batch.is_empty() {
            let first_line = line.number;
            line.pass(&batch);
            let bytes = match &header {
                Some(header) if first_line > 1 => [header.as_slice(), &batch].concat(),
                _ => batch,
            };
            output.piece(format, bytes, first_line)?;
        }
        match read {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_) if records.get_ref().is_full => {
                let reason = output.too_long("record") + ": is a quotation mark open?";
                return output.skip(line.number, reason);
            }
            Err(error) => {
                let reason = match error.into_kind() {
                    csv::ErrorKind::Io(error) => return Err(error.into()),
                    other => format!("the record cannot be read: {other:?}"),
                };
                return output.skip(line.number, reason);
            }
        }
    }
}

/// A reader that keeps what passes until a batch takes it.
struct Tee<'a> {
    reader: &'a mut dyn Read,
    kept: &'a RefCell<Vec<u8>>,
    most: usize,
    is_full: bool,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut kept = self.kept.borrow_mut();
        if kept.len() > self.most {
            self.is_full = true;
            return Err(io::Error::other("the record is too long"));
        }
        let read = self.reader.read(buffer)?;
        kept.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// Counts lines, however they end, over batches.
struct Lines {
    number: u64,
    ends_with_return: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { number: 1, ends_with_return: false }
    }
}

impl Lines {
    fn pass(&mut self, batch: &[u8]) {
        for &byte in batch {
            // A line feed behind a carriage return belongs to it.
            if byte == b'\r' || (byte == b'\n' && !self.ends_with_return) {
                self.number += 1;
            }
            self.ends_with_return = byte == b'\r';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways_and_across_batches() {
        let mut lines = Lines::default();
        lines.pass(b"a\nb\r\nc\rd\r");
        assert_eq!(lines.number, 5);
        lines.pass(b"\ne\n\n");
        assert_eq!(lines.number, 7);
    }
}
