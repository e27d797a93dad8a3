//! Files of one record a line.

use std::io::{BufRead, Read};

use super::BATCH;
use crate::ingest::format::Format;
use crate::ingest::opened::{Output, Progress};

/// Delivers `reader` in batches of whole lines. A line that is too long is listed and passed over.
pub(in crate::ingest) fn lines(reader: &mut dyn BufRead, output: &mut Output<'_, '_>) -> Progress {
    let longest = output.limits().record;
    let (mut first_line, mut line) = (1, 0);
    let mut bytes = Vec::with_capacity(BATCH + BATCH / 4);
    loop {
        let before = bytes.len();
        let read = reader.take(longest).read_until(b'\n', &mut bytes);
        let length = (bytes.len() - before) as u64;
        let is_too_long = length == longest && bytes.last() != Some(&b'\n');
        let at_end = matches!(read, Ok(0));
        line += u64::from(length > 0);
        if read.is_err() || is_too_long {
            // The part of a line that came is no record.
            bytes.truncate(before);
        }
        let is_due = at_end || is_too_long || read.is_err() || bytes.len() >= BATCH;
        if is_due && !bytes.is_empty() {
            output.piece(Format::JsonLines, std::mem::take(&mut bytes), first_line)?;
        }
        if is_due {
            first_line = line + 1;
        }
        read?;
        if is_too_long {
            output.skip(line, output.too_long("line"))?;
            reader.skip_until(b'\n')?;
        }
        if at_end {
            return Ok(());
        }
    }
}
