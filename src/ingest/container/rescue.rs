//! A zip file that was cut off has lost its directory, but each member begins
//! with a header of its own (APPNOTE.TXT 4.3.7): they are read one after the
//! other as far as they go.

use std::io::{self, BufReader, Read};

use super::member::count_unlisted;
use super::{Entry, Kind, Member};
use crate::ingest::opened::{Halt, Opened, Progress};

const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Bit 0 of the flags.
const ENCRYPTED: u16 = 1;
/// Bit 3 of the flags: sizes stand behind the data.
const HAS_DESCRIPTOR: u16 = 8;

/// Reads the members of a zip file without a directory.
pub(super) fn members(
    opened: &mut Opened<'_>,
    around: Option<&Member>,
    file: &mut dyn Read,
    depth: usize,
) -> Progress {
    let mut file = BufReader::new(file);
    let mut unlisted = 0;
    let mut read = 0;
    // Four bytes that were read to see whether a header stands there.
    let mut ahead: Option<[u8; 4]> = None;
    loop {
        let mut header = [0; 30];
        let start = ahead.take().unwrap_or_default();
        header[..4].copy_from_slice(&start);
        let known = if start == [0; 4] { 0 } else { 4 };
        if file.read_exact(&mut header[known..]).is_err() || header[..4] != LOCAL_HEADER {
            break;
        }
        opened.count_entry()?;
        let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let size = u32::from_le_bytes([header[18], header[19], header[20], header[21]]);
        let mut name = vec![0; usize::from(short(26))];
        let mut extra = vec![0; usize::from(short(28))];
        if file.read_exact(&mut name).is_err() || file.read_exact(&mut extra).is_err() {
            break;
        }
        let (flags, method) = (short(6), short(8));
        let kind = if flags & ENCRYPTED != 0 { Kind::Encrypted } else { Kind::File };
        let entry = Entry { name: &name, kind, depth };
        let has_size = flags & HAS_DESCRIPTOR == 0;
        match method {
            DEFLATED if kind == Kind::File => {
                let mut reader = opened.budget.metered(flate2::bufread::DeflateDecoder::new(&mut file));
                entry.read(opened, around, &mut unlisted, &mut reader)?;
                // To its end, also where nobody wanted it: there the next one begins.
                if io::copy(&mut reader, &mut io::sink()).is_err() {
                    break;
                }
            }
            _ if has_size => {
                let mut reader = (&mut file).take(u64::from(size));
                if method == STORED {
                    entry.read(opened, around, &mut unlisted, &mut reader)?;
                }
                io::copy(&mut reader, &mut io::sink())?;
            }
            _ => break,
        }
        read += 1;
        if !has_size {
            let Ok(next) = behind_descriptor(&mut file) else { break };
            ahead = next;
        }
    }
    count_unlisted(opened, around, unlisted)?;
    Err(Halt::failed(match read {
        0 => "it is not a zip file, or is damaged from its start".to_owned(),
        _ => format!("its directory is missing or damaged: was it cut off? {read} members could be read"),
    }))
}

/// Passes checksum and sizes behind the data: 12 bytes, with or without a mark
/// before them, and 8 more where sizes are long. What follows tells how many: the
/// first bytes of the next header are returned.
fn behind_descriptor(file: &mut dyn Read) -> io::Result<Option<[u8; 4]>> {
    let mut four = || -> io::Result<[u8; 4]> {
        let mut bytes = [0; 4];
        file.read_exact(&mut bytes).map(|()| bytes)
    };
    if four()? == DESCRIPTOR {
        four()?;
    }
    four()?;
    four()?;
    let next = four()?;
    if next.starts_with(b"PK") {
        return Ok(Some(next));
    }
    four()?;
    Ok(None)
}
