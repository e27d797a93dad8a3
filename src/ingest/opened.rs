//! One file of the archive while it is read: decides what its bytes are, hands
//! them on as pieces, and keeps count of what its limits bound.

use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::rc::Rc;

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::batch;
use super::container::{self, Container, Member};
use super::decode;
#[cfg(feature = "docx")]
use super::format::docx;
use super::format::{Content, Format};
use super::limits::{Budget, Limits, amount, whole};
use super::source::{Packing, Piece, Skipped};
use super::walk::Found;

/// Bytes read at a time.
const BUFFER: usize = 256 * 1024;

/// Why reading ends before the end.
#[derive(Debug)]
pub(super) enum Halt {
    /// Nobody wants more.
    Stopped,
    /// What follows cannot be read, with the reason.
    Failed(String),
}

impl Halt {
    pub fn failed(reason: impl Into<String>) -> Self {
        Halt::Failed(reason.into())
    }
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Halt::Failed(told(&error))
    }
}

/// An error of reading as a clause; refusals of our own are clauses already.
pub(super) fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early: was it cut off?".to_owned(),
        io::ErrorKind::FileTooLarge | io::ErrorKind::Unsupported => error.to_string(),
        _ => format!("cannot be read: {error}"),
    }
}

/// What reading a part gives.
pub(super) type Progress = Result<(), Halt>;

/// Bytes of which the end can be read first, as a zip file demands.
pub(super) trait Seekable: Read + Seek {}

impl<T: Read + Seek> Seekable for T {}

/// A file being read.
pub(super) struct Opened<'a> {
    pub found: &'a Found,
    pub limits: &'a Limits,
    pub budget: Rc<Budget>,
    /// Entries of archives seen so far.
    entries: u64,
    /// Bytes on disk that no piece has told yet, for progress.
    disk_bytes: u64,
    deliver: &'a mut dyn FnMut(Piece) -> bool,
}

impl<'a> Opened<'a> {
    pub fn new(
        found: &'a Found,
        limits: &'a Limits,
        disk_bytes: u64,
        deliver: &'a mut dyn FnMut(Piece) -> bool,
    ) -> Self {
        let budget = Rc::new(Budget::new(limits, disk_bytes));
        Opened { found, limits, budget, entries: 0, disk_bytes, deliver }
    }

    /// Reads the file; false when nobody wants more of the archive.
    pub fn read(mut self, content: Content, packing: Packing, file: &mut dyn Seekable) -> bool {
        let read = match (content, packing) {
            (Content::Archive(Container::Zip), Packing::Plain) => container::zip(&mut self, None, file, 1),
            _ => self.content(None, content, packing, file, 0),
        };
        match read {
            Ok(()) => true,
            Err(Halt::Stopped) => false,
            Err(Halt::Failed(reason)) => self.skip(None, reason).is_ok(),
        }
    }

    /// Reads a member of an archive, `depth` archives deep. What is wrong with
    /// it alone is listed, and the rest goes on.
    pub fn member(
        &mut self,
        member: &Member,
        (content, packing): (Content, Packing),
        reader: &mut dyn Read,
        depth: usize,
    ) -> Progress {
        match self.content(Some(member), content, packing, reader, depth) {
            Err(Halt::Failed(reason)) if self.budget.is_spent() => {
                Err(Halt::Failed(format!("{reason}; its members from {} on are not read", member.name())))
            }
            Err(Halt::Failed(reason)) => self.skip(Some(member), reason),
            other => other,
        }
    }

    fn content(
        &mut self,
        member: Option<&Member>,
        content: Content,
        packing: Packing,
        reader: &mut dyn Read,
        depth: usize,
    ) -> Progress {
        match packing {
            Packing::Plain => self.unpacked(member, content, reader, depth),
            Packing::Gzip => {
                let packed = BufReader::with_capacity(BUFFER, reader);
                let mut reader = self.budget.metered(flate2::bufread::MultiGzDecoder::new(packed));
                self.unpacked(member, content, &mut reader, depth)
            }
            Packing::Zstd => {
                let mut reader = self.budget.metered(zstd::Decoder::new(reader)?);
                self.unpacked(member, content, &mut reader, depth)
            }
        }
    }

    fn unpacked(
        &mut self,
        member: Option<&Member>,
        content: Content,
        reader: &mut dyn Read,
        depth: usize,
    ) -> Progress {
        match content {
            Content::Articles(format) => {
                let mut output = Output { opened: self, member, format };
                output.articles(reader)
            }
            Content::Archive(_) if depth >= self.limits.nesting => Err(Halt::Failed(format!(
                "it is an archive that lies {depth} archives deep; {} may lie in each other",
                self.limits.nesting
            ))),
            Content::Archive(Container::Zip) => {
                // A zip file is read from its end.
                let bytes = whole(reader, self.limits.whole)?;
                container::zip(self, member, &mut Cursor::new(bytes), depth + 1)
            }
            Content::Archive(Container::Tar) => container::tar(self, member, reader, depth + 1),
            Content::Archive(Container::Warc) => container::warc(self, member, reader),
        }
    }

    /// Counts an entry of an archive.
    ///
    /// # Errors
    /// When there are more than may be.
    pub fn count_entry(&mut self) -> Progress {
        self.entries += 1;
        if self.entries > self.limits.entries {
            return Err(Halt::Failed(format!("it has more than {} entries", self.limits.entries)));
        }
        Ok(())
    }

    /// Lists the file, or a member of it, as skipped.
    ///
    /// # Errors
    /// When nobody wants more.
    pub fn skip(&mut self, member: Option<&Member>, reason: impl Into<String>) -> Progress {
        let place = member.map_or(self.found.path.as_path(), Member::path);
        self.list(Skipped::file(place, reason))
    }

    fn list(&mut self, skipped: Skipped) -> Progress {
        let mut piece = Piece::new(self.found.clone(), Format::Text, Vec::new(), 1);
        piece.skipped.push(skipped);
        self.hand_over(piece)
    }

    /// Delivers a piece of the file or of a member.
    ///
    /// # Errors
    /// When nobody wants more.
    pub fn piece(
        &mut self,
        member: Option<&Member>,
        format: Format,
        bytes: Vec<u8>,
        first_line: u64,
    ) -> Progress {
        let mut piece = Piece::new(self.found.clone(), format, bytes, first_line);
        piece.member = member.cloned();
        self.hand_over(piece)
    }

    fn hand_over(&mut self, mut piece: Piece) -> Progress {
        piece.disk_bytes = std::mem::take(&mut self.disk_bytes);
        if (self.deliver)(piece) { Ok(()) } else { Err(Halt::Stopped) }
    }
}

/// Where the pieces of one stream of articles go.
pub(super) struct Output<'o, 'a> {
    opened: &'o mut Opened<'a>,
    member: Option<&'o Member>,
    pub format: Format,
}

impl Output<'_, '_> {
    /// Cuts a stream into pieces, by its format: records travel in batches, a text whole.
    fn articles(&mut self, reader: &mut dyn Read) -> Progress {
        if !matches!(self.format, Format::JsonLines | Format::Json | Format::Csv | Format::Tsv) {
            let bytes = whole(reader, self.limits().whole)?;
            #[cfg(feature = "docx")]
            let bytes = match self.format {
                Format::Docx => docx::parts(&bytes, &self.opened.budget, self.limits().whole)?,
                _ => bytes,
            };
            return self.piece(self.format, bytes, 1);
        }
        // Records are found by their ASCII marks, which UTF-16 spells otherwise.
        let mut reader = BufReader::with_capacity(BUFFER, reader);
        let encoding = decode::utf16(reader.fill_buf()?);
        let mut reader: Box<dyn BufRead + '_> = match encoding {
            None => Box::new(reader),
            Some(encoding) => {
                let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(reader);
                Box::new(BufReader::with_capacity(BUFFER, decoded))
            }
        };
        match self.format {
            Format::Csv => batch::csv(&mut reader, b',', self),
            Format::Tsv => batch::csv(&mut reader, b'\t', self),
            Format::Json => batch::json(&mut reader, self),
            _ => batch::lines(&mut reader, self),
        }
    }

    pub fn limits(&self) -> &Limits {
        self.opened.limits
    }

    /// Delivers bytes that start at this line.
    pub fn piece(&mut self, format: Format, bytes: Vec<u8>, first_line: u64) -> Progress {
        self.opened.piece(self.member, format, bytes, first_line)
    }

    /// Lists a record that was left out.
    pub fn skip(&mut self, line: u64, reason: impl Into<String>) -> Progress {
        let place = self.member.map_or(self.opened.found.path.as_path(), Member::path);
        let skipped = Skipped::line(place, line, reason);
        self.opened.list(skipped)
    }

    /// What to say of a record that is too long.
    pub fn too_long(&self, what: &str) -> String {
        format!("the {what} is longer than {}", amount(self.limits().record))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::fields::FieldNames;

    /// What a file gives under limits of one's own: ids of articles, and what was skipped.
    fn read(name: &str, bytes: &[u8], limits: &Limits) -> (Vec<String>, Vec<String>) {
        let found = Found::in_memory(Path::new(name), bytes.len() as u64);
        let (mut articles, mut skipped) = (Vec::new(), Vec::new());
        let mut deliver = |piece: Piece| {
            let (found, left_out) = piece.articles(&FieldNames::default());
            articles.extend(found.into_iter().map(|article| article.id));
            skipped
                .extend(left_out.into_iter().map(|skipped| format!("{}: {}", skipped.place, skipped.reason)));
            true
        };
        let (content, packing) = Format::of(&found.path).unwrap();
        let opened = Opened::new(&found, limits, bytes.len() as u64, &mut deliver);
        assert!(opened.read(content, packing, &mut Cursor::new(bytes)));
        (articles, skipped)
    }

    fn tar(names: &[&str], content: &[u8]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            archive.append_data(&mut header, name, content).unwrap();
        }
        archive.into_inner().unwrap()
    }

    #[test]
    fn entries_are_limited() {
        let limits = Limits { entries: 2, ..Limits::default() };
        let (articles, skipped) = read("a.tar", &tar(&["1.txt", "2.txt", "3.txt"], b"text"), &limits);
        assert_eq!(articles, ["a.tar/1", "a.tar/2"]);
        assert_eq!(skipped, ["a.tar: it has more than 2 entries"]);
    }

    #[test]
    fn a_text_in_memory_is_limited() {
        let limits = Limits { whole: 3000, ..Limits::default() };
        let (articles, skipped) = read("a.tar", &tar(&["1.txt"], &[b'a'; 3001]), &limits);
        assert!(articles.is_empty());
        assert_eq!(skipped, ["a.tar/1.txt: it is larger than 2 KiB"]);
        assert_eq!(read("a.tar", &tar(&["1.txt"], &[b'a'; 3000]), &limits).0.len(), 1);
        let object = format!("{{\"body\": \"{}\"}}", "a".repeat(3000));
        let (_, skipped) = read("a.json", object.as_bytes(), &limits);
        assert!(skipped[0].contains("one JSON value larger than"), "{skipped:?}");
    }

    #[test]
    fn unpacked_bytes_are_limited_whatever_a_header_claims() {
        let limits = Limits { unpacked: 5000, ..Limits::default() };
        let packed = zstd::encode_all(&tar(&["1.txt", "2.txt"], &[b'a'; 3000])[..], 1).unwrap();
        let (articles, skipped) = read("a.tar.zst", &packed, &limits);
        assert_eq!(articles, ["a.tar.zst/1"]);
        assert!(skipped.iter().any(|reason| reason.contains("more than 4 KiB")), "{skipped:?}");
    }

    #[test]
    fn members_without_an_ending_are_listed_up_to_a_number() {
        let limits = Limits { listed: 2, ..Limits::default() };
        let (_, skipped) = read("a.tar", &tar(&["1", "2", "3", "4"], b"x"), &limits);
        assert_eq!(skipped.len(), 3);
        assert_eq!(skipped[2], "a.tar: 2 more members have no known ending");
    }

    #[test]
    fn a_name_of_a_member_takes_bounded_memory() {
        let name = "n".repeat(3 << 20);
        let (_, skipped) = read("a.tar", &tar(&[name.as_str()], b"x"), &Limits::default());
        assert_eq!(
            skipped,
            ["a.tar: it cannot be read as a tar file: a member's header is longer than 1 MiB"]
        );
    }
}
