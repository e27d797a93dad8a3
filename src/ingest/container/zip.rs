//! zip files, by their central directory. rawzip reads it entry by entry in a
//! fixed buffer; decompression and limits are ours.

use std::io::{Read, SeekFrom};

use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder};

use super::member::count_unlisted;
use super::{Entry, Kind, Member, rescue};
use crate::ingest::opened::{Halt, Opened, Progress, Seekable};

/// Bits of a Unix mode that say what a file is, and their values.
const FILE_TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

/// What the central directory says of an entry.
struct Listed {
    name: Vec<u8>,
    kind: Kind,
    method: CompressionMethod,
    place: ZipArchiveEntryWayfinder,
}

/// Reads the members of a zip file.
pub(in crate::ingest) fn zip(
    opened: &mut Opened<'_>,
    around: Option<&Member>,
    mut file: &mut dyn Seekable,
    depth: usize,
) -> Progress {
    // The buffer holds the longest record there can be.
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let Ok(archive) = ZipArchive::from_seekable(&mut file, &mut buffer) else {
        // Cut off before its directory: the members tell of themselves.
        file.seek(SeekFrom::Start(0))?;
        return rescue::members(opened, around, file, depth);
    };
    let mut entries = archive.entries(&mut buffer);
    let mut unlisted = 0;
    let mut read = 0;
    loop {
        let listed = match entries.next_entry() {
            Ok(Some(record)) => Listed {
                name: record.file_path().as_bytes().to_vec(),
                kind: kind(record.is_dir(), record.flags().is_encrypted(), record.mode().value()),
                method: record.compression_method(),
                place: record.wayfinder(),
            },
            Ok(None) => break,
            Err(error) => return Err(Halt::failed(format!("its directory cannot be read: {error}"))),
        };
        opened.count_entry()?;
        read += 1;
        let entry = Entry { name: &listed.name, kind: listed.kind, depth };
        let found = match archive.get_entry(listed.place) {
            Ok(found) => found,
            Err(error) => {
                let reason = format!("it is not where the directory says: {error}");
                entry.read(opened, around, &mut unlisted, &mut Broken(reason))?;
                continue;
            }
        };
        let packed = found.reader();
        match listed.method {
            CompressionMethod::STORE => {
                let reader = opened.budget.metered(packed);
                entry.read(opened, around, &mut unlisted, &mut found.verifying_reader(reader))?;
            }
            CompressionMethod::DEFLATE => {
                let reader = opened.budget.metered(flate2::read::DeflateDecoder::new(packed));
                entry.read(opened, around, &mut unlisted, &mut found.verifying_reader(reader))?;
            }
            CompressionMethod::ZSTD => {
                let reader = opened.budget.metered(zstd::Decoder::new(packed)?);
                entry.read(opened, around, &mut unlisted, &mut found.verifying_reader(reader))?;
            }
            method => {
                let reason = format!("it is compressed by {method}; deflate and zstd can be read");
                entry.read(opened, around, &mut unlisted, &mut Broken(reason))?;
            }
        }
    }
    if read < archive.entries_hint() {
        opened.skip(around, format!("its directory names {read} of {} members", archive.entries_hint()))?;
    }
    count_unlisted(opened, around, unlisted)
}

fn kind(is_folder: bool, is_encrypted: bool, mode: u32) -> Kind {
    match mode & FILE_TYPE {
        _ if is_folder => Kind::Folder,
        LINK => Kind::Link,
        // Archivers that know no modes leave the type out.
        0 | REGULAR | FOLDER if is_encrypted => Kind::Encrypted,
        0 | REGULAR => Kind::File,
        FOLDER => Kind::Folder,
        _ => Kind::Special,
    }
}

/// Stands for bytes that cannot be had, so that only who wants them hears the reason.
struct Broken(String);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::new(std::io::ErrorKind::Unsupported, self.0.clone()))
    }
}
