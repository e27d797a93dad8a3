//! JSON files: a list of any length travels in batches of items, an item a
//! line; a file of one object a line goes the way of such files, whatever its
//! name; one object alone goes whole.

use std::io::{self, BufRead, Read};

use super::{BATCH, lines};
use crate::ingest::format::Format;
use crate::ingest::limits::amount;
use crate::ingest::opened::{Halt, Output, Progress, told};

/// Delivers a JSON file. A value is cut off by its brackets alone; whether it
/// is well formed is seen where it is read.
pub(in crate::ingest) fn json(reader: &mut dyn BufRead, output: &mut Output<'_, '_>) -> Progress {
    let mut bytes = Vec::new();
    let start = first_byte(reader, &mut bytes)?;
    if start == Some(b'[') {
        reader.consume(1);
        return list(reader, output);
    }
    let whole = output.limits().whole;
    if !value(reader, &mut bytes, whole)? {
        return Err(Halt::Failed(format!(
            "it is one JSON value larger than {}; a list, or one object a line, may have any size",
            amount(whole)
        )));
    }
    let next = first_byte(reader, &mut bytes)?;
    if start == Some(b'{') && next == Some(b'{') {
        return lines(&mut (&bytes[..]).chain(reader), output);
    }
    reader.take(BATCH as u64).read_to_end(&mut bytes)?;
    output.piece(Format::Json, bytes, 1)
}

/// The items of a list whose opening bracket has been read, numbered from 1.
fn list(reader: &mut dyn BufRead, output: &mut Output<'_, '_>) -> Progress {
    let record = output.limits().record;
    let mut batch = Batch::default();
    let mut space = Vec::new();
    for number in 1.. {
        space.clear();
        let mut item = Vec::new();
        let read: io::Result<(bool, Option<u8>)> = (|| {
            if first_byte(reader, &mut space)? == Some(b']') {
                return Ok((true, Some(b']')));
            }
            Ok((value(reader, &mut item, record)?, first_byte(reader, &mut space)?))
        })();
        let is_last = matches!(read, Ok((_, Some(b']'))));
        let fault = match read {
            Ok((true, Some(b',' | b']'))) if !item.is_empty() => {
                batch.push(number, &item);
                None
            }
            // An empty list, or a comma behind the last item.
            Ok((true, Some(b']'))) => None,
            Ok((true, Some(b','))) => Some("malformed JSON: an item of the list is missing".to_owned()),
            Ok((false, Some(b',' | b']'))) => Some(output.too_long("item")),
            Ok((_, Some(_))) => Some("malformed JSON: no comma follows the item".to_owned()),
            Ok((_, None)) => Some("malformed JSON: the list has no end; was the file cut off?".to_owned()),
            Err(ref error) => Some(told(error)),
        };
        if fault.is_some() || is_last || batch.bytes.len() >= BATCH {
            batch.deliver(output)?;
        }
        let goes_on = matches!(read, Ok((_, Some(b','))));
        if let Some(fault) = fault {
            output.skip(number, fault)?;
        }
        if goes_on || is_last {
            reader.consume(1);
        }
        if is_last && first_byte(reader, &mut space)?.is_some() {
            output.skip(number, "something stands behind the end of the list, and is not read")?;
        }
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// Appends what stands before the next byte that is no white space, and tells
/// that byte. A byte order mark counts as white space.
fn first_byte(reader: &mut dyn BufRead, space: &mut Vec<u8>) -> io::Result<Option<u8>> {
    loop {
        let buffer = reader.fill_buf()?;
        let is_space = |byte: &u8| byte.is_ascii_whitespace() || [0xEF, 0xBB, 0xBF].contains(byte);
        let length = buffer.iter().take_while(|byte| is_space(byte)).count();
        let next = buffer.get(length).copied();
        let is_over = buffer.is_empty();
        space.extend_from_slice(&buffer[..length]);
        reader.consume(length);
        if next.is_some() || is_over {
            return Ok(next);
        }
    }
}

/// Appends the value that starts here, without what follows it: an object or
/// a list up to the bracket that closes it, anything else up to a comma or
/// bracket. False, and as much as came before, when it is longer than `most`.
fn value(reader: &mut dyn BufRead, bytes: &mut Vec<u8>, most: u64) -> io::Result<bool> {
    let (mut depth, mut in_string, mut is_escaped) = (0u64, false, false);
    let mut length = 0u64;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(length <= most);
        }
        let mut end = None;
        for (at, &byte) in buffer.iter().enumerate() {
            if in_string {
                in_string = is_escaped || byte != b'"';
                is_escaped = !is_escaped && byte == b'\\';
                continue;
            }
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 1 => {
                    end = Some(at + 1);
                    break;
                }
                b'}' | b']' if depth > 1 => depth -= 1,
                b',' | b'}' | b']' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let taken = end.unwrap_or(buffer.len());
        length += taken as u64;
        // What is too long is read to its end, but not kept.
        if length <= most {
            bytes.extend_from_slice(&buffer[..taken]);
        }
        reader.consume(taken);
        if end.is_some() {
            return Ok(length <= most);
        }
    }
}

/// Items that travel together, one a line, so that a line's number is its item's.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    first: u64,
}

impl Batch {
    fn push(&mut self, number: u64, item: &[u8]) {
        if self.bytes.is_empty() {
            self.first = number;
        }
        // A line break inside an item is white space; inside a string JSON knows none.
        self.bytes.extend(item.iter().map(|&byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
        self.bytes.push(b'\n');
    }

    fn deliver(&mut self, output: &mut Output<'_, '_>) -> Progress {
        if self.bytes.is_empty() {
            return Ok(());
        }
        output.piece(Format::JsonItems, std::mem::take(&mut self.bytes), self.first)
    }
}
