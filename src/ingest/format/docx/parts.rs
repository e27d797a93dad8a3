//! The parts of a Word document that tell its story, out of the zip file that it is.

use std::io::Read;
use std::rc::Rc;

use rawzip::{CompressionMethod, ZipArchive};

use crate::ingest::decode::decode;
use crate::ingest::limits::{Budget, whole};
use crate::ingest::opened::Halt;

/// What is said of the document, the names of its styles, its text; in this order. The
/// text is `word/document2.xml` when another program than Word has had it in hand.
const PARTS: [(&str, &str); 3] =
    [("docProps/core", ".xml"), ("word/styles", ".xml"), ("word/document", ".xml")];

/// Those parts, one behind the other, as UTF-8. Each has at most `most` bytes.
///
/// # Errors
/// When it is no zip file, holds no text, or asks for more than it may.
pub(in crate::ingest) fn parts(bytes: &[u8], budget: &Rc<Budget>, most: u64) -> Result<Vec<u8>, Halt> {
    let broken = |error: &rawzip::Error| Halt::failed(format!("it is no Word document: {error}"));
    let archive = ZipArchive::from_slice(bytes).map_err(|error| broken(&error))?;
    let mut found: [Option<String>; PARTS.len()] = Default::default();
    for entry in archive.entries() {
        let entry = entry.map_err(|error| broken(&error))?;
        let path = entry.file_path();
        let is_part =
            |(start, end): &(&str, &str)| starts_and_ends(path.as_bytes(), start.as_bytes(), end.as_bytes());
        let Some(part) = PARTS.iter().position(is_part).filter(|part| found[*part].is_none()) else {
            continue;
        };
        if entry.flags().is_encrypted() {
            return Err(Halt::failed("it is encrypted"));
        }
        let packed = archive.get_entry(entry.wayfinder()).map_err(|error| broken(&error))?;
        let reader: Box<dyn Read> = match entry.compression_method() {
            CompressionMethod::STORE => Box::new(packed.data()),
            CompressionMethod::DEFLATE => Box::new(flate2::bufread::DeflateDecoder::new(packed.data())),
            method => return Err(Halt::failed(format!("it is compressed by {method}"))),
        };
        let unpacked = whole(&mut packed.verifying_reader(budget.metered(reader)), most)?;
        found[part] = Some(decode(&unpacked, None).map_err(Halt::failed)?);
    }
    let [said, styles, text] = found;
    let text = text.ok_or_else(|| Halt::failed("it holds no word/document.xml, so is no Word document"))?;
    Ok([said, styles, Some(text)].into_iter().flatten().collect::<Vec<_>>().join("\n").into_bytes())
}

fn starts_and_ends(name: &[u8], start: &[u8], end: &[u8]) -> bool {
    let rest = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    rest.is_some_and(|number| number.iter().all(u8::is_ascii_digit))
}
