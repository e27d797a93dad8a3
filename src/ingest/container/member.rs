//! A member of an archive: its name, whether it may be read, and what made-up
//! ids and categories come from.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::document::Day;
use crate::ingest::format::Format;
use crate::ingest::opened::{Opened, Progress};
use crate::ingest::source::{is_companion, no_known_format};
use crate::ingest::walk::{Found, text_of};

/// The longest name of a member, in bytes: Linux's longest path.
const LONGEST_NAME: usize = 4096;

/// Something in an archive that holds articles.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct Member {
    /// The archive's path and the names inside it.
    path: PathBuf,
    /// The last folder around it, inside the archive or else outside.
    folder: Option<String>,
    /// What a web archive tells.
    record: Option<Record>,
}

/// What a web archive tells of a page.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Record {
    /// Which record of the archive, from 1.
    pub number: u64,
    /// Its address.
    pub url: Option<String>,
    /// When it was fetched.
    pub day: Option<Day>,
    /// The charset of its HTTP header.
    pub charset: Option<String>,
}

impl Member {
    fn new(opened: &Opened<'_>, around: Option<&Member>, name: &str) -> Self {
        // A name from the root of a disk is shown, not followed.
        let path =
            around.map_or(opened.found.path.as_path(), Member::path).join(name.trim_start_matches('/'));
        let inside = Path::new(name).parent().and_then(Path::file_name);
        let folder = inside.map(|name| name.to_string_lossy().into_owned());
        let folder =
            folder.or_else(|| around.map_or_else(|| opened.found.folder(), |around| around.folder.clone()));
        Member { path, folder, record: None }
    }

    /// A record of the web archive that is the file itself or this member of it.
    pub fn of_record(opened: &Opened<'_>, around: Option<&Member>, record: Record) -> Self {
        let path = around.map_or(opened.found.path.as_path(), Member::path).to_path_buf();
        let folder = around.map_or_else(|| opened.found.folder(), |around| around.folder.clone());
        Member { path, folder, record: Some(record) }
    }

    /// Where it lies, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name alone.
    pub fn name(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or_default().to_string_lossy()
    }

    /// The folder that gives its articles a category.
    pub fn folder(&self) -> Option<&String> {
        self.folder.as_ref()
    }

    /// What a web archive tells of it.
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// The id of an article that has none of its own, as for a file on disk.
    pub fn id(&self, file: &Found) -> String {
        let inside = self.path.strip_prefix(&file.path).map(text_of).unwrap_or_default();
        if inside.is_empty() {
            return file.id();
        }
        let above = if file.below.is_empty() { String::new() } else { format!("{}/", file.below) };
        Found { below: above + &inside, ..file.clone() }.id()
    }
}

/// What the directory of an archive calls an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Kind {
    /// A file with bytes.
    File,
    /// A folder.
    Folder,
    /// A link to another name.
    Link,
    /// A device, pipe or the like.
    Special,
    /// A file whose bytes are encrypted.
    Encrypted,
}

/// An entry of an archive before it is let in.
#[derive(Debug)]
pub(in crate::ingest) struct Entry<'e> {
    /// The bytes of its name.
    pub name: &'e [u8],
    /// What it is.
    pub kind: Kind,
    /// How many archives lie around it.
    pub depth: usize,
}

impl Entry<'_> {
    /// Reads the entry if it holds articles, and lists it if it should have.
    pub fn read(
        &self,
        opened: &mut Opened<'_>,
        around: Option<&Member>,
        unlisted: &mut u64,
        reader: &mut dyn Read,
    ) -> Progress {
        let name = readable(&self.name[..self.name.len().min(LONGEST_NAME)]);
        let member = Member::new(opened, around, &name);
        if let Some(reason) = self.refusal() {
            return opened.skip(Some(&member), reason);
        }
        if self.kind == Kind::Folder || is_hidden(&name) || is_companion(member.path()) {
            return Ok(());
        }
        let Some((content, packing)) = Format::of(Path::new(&name)) else {
            *unlisted += 1;
            if *unlisted > opened.limits.listed {
                return Ok(());
            }
            return opened.skip(Some(&member), no_known_format(Path::new(&name)));
        };
        opened.member(&member, (content, packing), reader, self.depth)
    }

    fn refusal(&self) -> Option<&'static str> {
        if self.name.len() > LONGEST_NAME {
            return Some("its name is longer than 4096 bytes");
        }
        if self.name.is_empty() || self.name.contains(&0) {
            return Some("its name is no name of a file");
        }
        if leads_out(self.name) {
            return Some("its name leads out of the archive");
        }
        match self.kind {
            Kind::Link => Some("a link; links are not followed"),
            Kind::Special => Some("not a regular file"),
            Kind::Encrypted => Some("it is encrypted"),
            Kind::File | Kind::Folder => None,
        }
    }
}

/// Says how many members were not listed one by one.
pub(super) fn count_unlisted(opened: &mut Opened<'_>, around: Option<&Member>, unlisted: u64) -> Progress {
    let listed = opened.limits.listed;
    if unlisted <= listed {
        return Ok(());
    }
    opened.skip(around, format!("{} more members have no known ending", unlisted - listed))
}

/// Absolute names, drive letters and `..`, in either system's spelling.
fn leads_out(name: &[u8]) -> bool {
    let is_absolute = name.starts_with(b"/") || name.starts_with(b"\\");
    let has_drive = name.len() > 1 && name[0].is_ascii_alphabetic() && name[1] == b':';
    is_absolute || has_drive || name.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..")
}

/// As below folders, what is hidden is not read.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| (part.starts_with('.') && part != ".") || part == "__MACOSX")
}

/// A name as text. Bytes that are no UTF-8 are written `%D8`, so that two names
/// never become one; Windows' separators become the usual ones.
fn readable(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    let text = text.replace('\\', "/");
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_seen() {
        for name in ["../a.txt", "a/../../b.txt", "/etc/a.txt", "\\a.txt", "C:\\a.txt", "a\\..\\b.txt", ".."]
        {
            assert!(leads_out(name.as_bytes()), "{name}");
        }
        for name in ["a.txt", "a/b..txt", "..a/b.txt", "./a.txt", "ab:c.txt"] {
            assert!(!leads_out(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn names_that_are_no_utf8_stay_apart() {
        assert_eq!(readable(b"a\xC7.txt"), "a%C7.txt");
        assert_eq!(readable(b"a\xE1.txt"), "a%E1.txt");
        assert_eq!(readable(b".\\a\\b.txt"), "a/b.txt");
    }
}
