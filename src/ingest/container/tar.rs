//! tar files, member after member as they come.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use tar::{Archive, EntryType};

use super::member::count_unlisted;
use super::{Entry, Kind, Member};
use crate::ingest::limits::refused;
use crate::ingest::opened::{Halt, Opened, Progress};

/// Bytes that the headers of one member may take. Long names are kept in
/// memory, and Linux's longest path is 4096 bytes.
const LONGEST_HEADER: u64 = 1 << 20;

/// Reads the members of a tar file.
pub(in crate::ingest) fn tar(
    opened: &mut Opened<'_>,
    around: Option<&Member>,
    reader: &mut dyn Read,
    depth: usize,
) -> Progress {
    let allowed = Rc::new(Cell::new(LONGEST_HEADER));
    let mut archive = Archive::new(Gate { reader, allowed: Rc::clone(&allowed) });
    let mut entries = archive.entries()?;
    let mut unlisted = 0;
    let mut read = 0u64;
    loop {
        let mut member = match entries.next() {
            Some(Ok(member)) => member,
            Some(Err(error)) => return Err(cut_off(read, &error)),
            None => break,
        };
        allowed.set(u64::MAX);
        opened.count_entry()?;
        let name = member.path_bytes().into_owned();
        let kind = kind(member.header().entry_type());
        Entry { name: &name, kind, depth }.read(opened, around, &mut unlisted, &mut member)?;
        read += 1;
        // What is left is passed over here, so that the gate counts headers only.
        // A sparse file's holes are nowhere in the archive and may be endless.
        let left = if kind == Kind::File {
            if let Err(error) = io::copy(&mut member, &mut io::sink()) {
                return Err(cut_off(read, &error));
            }
            0
        } else {
            member.header().entry_size().unwrap_or(0)
        };
        allowed.set(LONGEST_HEADER.saturating_add(left));
    }
    count_unlisted(opened, around, unlisted)?;
    if read == 0 { Err(Halt::failed("it is empty")) } else { Ok(()) }
}

fn cut_off(read: u64, error: &io::Error) -> Halt {
    Halt::failed(match read {
        0 => format!("it cannot be read as a tar file: {error}"),
        _ => format!("it cannot be read behind its member {read}: {error}"),
    })
}

fn kind(entry: EntryType) -> Kind {
    match entry {
        EntryType::Regular | EntryType::Continuous => Kind::File,
        // Some archives begin with a header for all members, under a name of its own.
        EntryType::Directory | EntryType::XGlobalHeader => Kind::Folder,
        EntryType::Link | EntryType::Symlink => Kind::Link,
        _ => Kind::Special,
    }
}

/// A reader that gives no more bytes than are allowed at the moment.
struct Gate<'a> {
    reader: &'a mut dyn Read,
    allowed: Rc<Cell<u64>>,
}

impl Read for Gate<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowed = self.allowed.get();
        if allowed == 0 {
            return Err(refused("a member's header is longer than 1 MiB".to_owned()));
        }
        let most = buffer.len().min(usize::try_from(allowed).unwrap_or(usize::MAX));
        let read = self.reader.read(&mut buffer[..most])?;
        self.allowed.set(allowed - read as u64);
        Ok(read)
    }
}
