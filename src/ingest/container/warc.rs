//! Web archives (WARC, ISO 28500): the pages among their records. Requests and
//! descriptions hold no page and are passed by; answers that are no page (errors,
//! pictures) are counted.

use std::io::{self, BufRead, BufReader, Read};

use super::http::{self, Headers};
use super::{Member, Record};
use crate::ingest::date::parse_day;
use crate::ingest::format::{Content, Format};
use crate::ingest::opened::{Halt, Opened, Progress};
use crate::ingest::source::Packing;

/// Bytes of the lines that begin a record. Addresses are the longest of them.
const LONGEST_HEAD: u64 = 256 * 1024;

/// Reads the pages of a web archive.
pub(in crate::ingest) fn warc(
    opened: &mut Opened<'_>,
    around: Option<&Member>,
    reader: &mut dyn Read,
) -> Progress {
    let mut reader = BufReader::new(reader);
    let mut passed_by = PassedBy::default();
    for number in 1.. {
        let head = match head(&mut reader) {
            Ok(Some(head)) => head,
            Ok(None) if number == 1 => return Err(Halt::failed("it is empty")),
            Ok(None) => break,
            Err(error) => {
                passed_by.tell(opened, around)?;
                return Err(Halt::failed(format!("it cannot be read from its record {number} on: {error}")));
            }
        };
        opened.count_entry()?;
        let length = head.get("content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            passed_by.tell(opened, around)?;
            return Err(Halt::failed(format!("its record {number} does not say its length")));
        };
        let mut block = (&mut reader).take(length);
        record(opened, around, number, &head, &mut block, &mut passed_by)?;
        // What nobody wanted to read, and whether all of it is there.
        let rest = block.limit();
        let copied = io::copy(&mut block, &mut io::sink())?;
        if copied < rest {
            passed_by.tell(opened, around)?;
            return Err(Halt::failed(format!("its record {number} ends too early: was it cut off?")));
        }
    }
    passed_by.tell(opened, around)
}

/// The header of the next record; `None` at the end.
fn head(reader: &mut dyn BufRead) -> io::Result<Option<Headers>> {
    let mut reader = reader.take(LONGEST_HEAD);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return match reader.limit() {
                0 => Err(io::Error::other("no WARC header stands there")),
                _ => Ok(None),
            };
        }
        // Two line ends part a record from the next.
        if !line.trim_ascii().is_empty() {
            break;
        }
    }
    if !line.starts_with(b"WARC/") {
        return Err(io::Error::other("no WARC header stands there"));
    }
    Headers::read(&mut reader).map(Some)
}

fn record(
    opened: &mut Opened<'_>,
    around: Option<&Member>,
    number: u64,
    head: &Headers,
    block: &mut dyn Read,
    passed_by: &mut PassedBy,
) -> Progress {
    let kind = head.get("warc-type").unwrap_or_default().to_ascii_lowercase();
    let mut block = BufReader::new(block);
    let (media, body): (_, Box<dyn Read>) = match kind.as_str() {
        "response"
            if head.media_type("content-type").is_some_and(|(media, _)| media == "application/http") =>
        {
            let Ok(response) = http::Response::read(&mut block) else {
                passed_by.unreadable += 1;
                return Ok(());
            };
            if response.status != 200 {
                passed_by.errors += 1;
                return Ok(());
            }
            let media = response.headers.media_type("content-type");
            (media, response.body(&mut block, &opened.budget))
        }
        "response" | "resource" => (head.media_type("content-type"), Box::new(&mut block)),
        _ => return Ok(()),
    };
    let charset = match media {
        Some((media, charset)) if media == "text/html" || media == "application/xhtml+xml" => charset,
        _ => {
            passed_by.no_pages += 1;
            return Ok(());
        }
    };
    let record = Record {
        number,
        // Some writers put the address between angle brackets, as the standard's first edition shows.
        url: head.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned()),
        day: head.get("warc-date").and_then(parse_day),
        charset,
    };
    let member = Member::of_record(opened, around, record);
    let mut body = body;
    opened.member(&member, (Content::Articles(Format::Html), Packing::Plain), &mut body, 1)
}

/// Answers that became no article.
#[derive(Default)]
struct PassedBy {
    errors: u64,
    no_pages: u64,
    unreadable: u64,
}

impl PassedBy {
    /// Says how many there were, in one line.
    fn tell(&self, opened: &mut Opened<'_>, around: Option<&Member>) -> Progress {
        let all = self.errors + self.no_pages + self.unreadable;
        if all == 0 {
            return Ok(());
        }
        let reason = format!(
            "{all} of its answers are no pages: {} are no HTML, {} have another status than 200, {} are no HTTP",
            self.no_pages, self.errors, self.unreadable
        );
        opened.skip(around, reason)
    }
}
