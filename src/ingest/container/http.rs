//! HTTP answers as web archives keep them: header lines, and a body that may
//! be in chunks and compressed. Read leniently, since crawlers write down what
//! they met, and some undo the encoding but leave its header.

use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use crate::ingest::limits::Budget;

/// Bytes of all header lines together.
const LONGEST_HEADERS: u64 = 256 * 1024;
/// Digits of a chunk's length, which fits 64 bits, and what may stand behind it.
const LONGEST_CHUNK_LINE: u64 = 1024;

/// Lines `Name: value`, names in lower case.
#[derive(Debug, Default)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads up to the empty line.
    ///
    /// # Errors
    /// When they are too long or end without one.
    pub fn read(reader: &mut dyn BufRead) -> io::Result<Headers> {
        let mut reader = reader.take(LONGEST_HEADERS);
        let mut headers = Headers::default();
        let mut line = Vec::new();
        loop {
            line.clear();
            reader.read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                return Err(io::Error::other("its header has no end"));
            }
            let text = String::from_utf8_lossy(&line);
            if text.trim().is_empty() {
                return Ok(headers);
            }
            // A line that begins with a blank goes on with the one before.
            if text.starts_with([' ', '\t'])
                && let Some((_, value)) = headers.0.last_mut()
            {
                value.push(' ');
                value.push_str(text.trim());
            } else if let Some((name, value)) = text.split_once(':') {
                headers.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }

    /// The first value under a name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A media type in lower case, and its charset.
    pub fn media_type(&self, name: &str) -> Option<(String, Option<String>)> {
        let mut parts = self.get(name)?.split(';').map(str::trim);
        let media = parts.next()?.to_ascii_lowercase();
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned());
        Some((media, charset))
    }
}

/// An answer whose body has not been read.
#[derive(Debug)]
pub(super) struct Response {
    pub status: u16,
    pub headers: Headers,
}

impl Response {
    /// Reads status line and headers.
    ///
    /// # Errors
    /// When it is no HTTP.
    pub fn read(reader: &mut dyn BufRead) -> io::Result<Response> {
        let mut line = Vec::new();
        reader.take(LONGEST_HEADERS).read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line);
        let mut words = line.split_ascii_whitespace();
        let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/"));
        let status = words.next().and_then(|status| status.parse().ok()).filter(|_| is_http);
        let status = status.ok_or_else(|| io::Error::other("it is no HTTP answer"))?;
        Ok(Response { status, headers: Headers::read(reader)? })
    }

    /// The body as its sender meant it, as far as the budget goes.
    pub fn body<'a>(&self, reader: &'a mut dyn BufRead, budget: &Rc<Budget>) -> Box<dyn Read + 'a> {
        let says = |name: &str, word: &str| {
            self.headers.get(name).is_some_and(|value| value.to_ascii_lowercase().contains(word))
        };
        let is_chunked = says("transfer-encoding", "chunked") && reader.fill_buf().is_ok_and(starts_a_chunk);
        let mut plain: Box<dyn BufRead + 'a> =
            if is_chunked { Box::new(BufReader::new(Chunks::new(reader))) } else { Box::new(reader) };
        let start = plain.fill_buf().map(|start| [start.first().copied(), start.get(1).copied()]);
        match start {
            Ok([Some(0x1F), Some(0x8B)]) if says("content-encoding", "gzip") => {
                Box::new(budget.metered(flate2::bufread::MultiGzDecoder::new(plain)))
            }
            // zlib's header, as RFC 9110 has it; some servers send bare deflate.
            Ok([Some(0x78), _]) if says("content-encoding", "deflate") => {
                Box::new(budget.metered(flate2::bufread::ZlibDecoder::new(plain)))
            }
            Ok([Some(b'<' | b' ' | b'\n' | b'\r' | 0xEF), _]) => plain,
            _ if says("content-encoding", "deflate") => {
                Box::new(budget.metered(flate2::bufread::DeflateDecoder::new(plain)))
            }
            _ => plain,
        }
    }
}

/// Whether a body begins with the length of a chunk on a line of its own.
fn starts_a_chunk(start: &[u8]) -> bool {
    let digits = start.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    (1..=16).contains(&digits) && matches!(start.get(digits), Some(b'\r' | b'\n' | b';' | b' '))
}

/// The content of chunks. A body that breaks off ends there, as in browsers.
struct Chunks<'a> {
    reader: &'a mut dyn BufRead,
    left: u64,
    is_over: bool,
}

impl<'a> Chunks<'a> {
    fn new(reader: &'a mut dyn BufRead) -> Self {
        Chunks { reader, left: 0, is_over: false }
    }

    /// The length of the next chunk; 0 when there is none.
    fn next_length(&mut self) -> io::Result<u64> {
        let mut line = Vec::new();
        // The line end of the chunk before stands first.
        for _ in 0..2 {
            line.clear();
            (&mut *self.reader).take(LONGEST_CHUNK_LINE).read_until(b'\n', &mut line)?;
            if !line.trim_ascii().is_empty() {
                break;
            }
        }
        let text = String::from_utf8_lossy(&line);
        let digits: String = text.trim().chars().take_while(char::is_ascii_hexdigit).collect();
        Ok(u64::from_str_radix(&digits, 16).unwrap_or(0))
    }
}

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !self.is_over {
            self.left = self.next_length()?;
            self.is_over = self.left == 0;
        }
        if self.is_over || buffer.is_empty() {
            return Ok(0);
        }
        let read = (&mut *self.reader).take(self.left).read(buffer)?;
        self.left -= read as u64;
        self.is_over = read == 0;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::ingest::limits::Limits;

    fn body(answer: &[u8]) -> String {
        let mut reader = answer;
        let response = Response::read(&mut reader).unwrap();
        assert_eq!(response.status, 200);
        let budget = Rc::new(Budget::new(&Limits::default(), 1));
        let mut text = Vec::new();
        response.body(&mut reader, &budget).read_to_end(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn chunks_are_joined() {
        let answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>a\r\n6;x=y\r\nb\r\nc\r\n\r\n0\r\n\r\n";
        assert_eq!(body(answer), "<p>ab\r\nc\r\n");
    }

    #[test]
    fn a_body_that_only_claims_an_encoding_is_taken_as_it_is() {
        let answer = b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: gzip\n\n<p>abc";
        assert_eq!(body(answer), "<p>abc");
    }

    #[test]
    fn compressed_bodies_are_unpacked() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"<p>abc").unwrap();
        let gzip = packer.finish().unwrap();
        let mut answer = b"HTTP/1.0 200\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        answer.extend(&gzip);
        assert_eq!(body(&answer), "<p>abc");
        let mut chunked =
            b"HTTP/1.0 200\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        chunked.extend(format!("{:x}\r\n", gzip.len()).bytes());
        chunked.extend(&gzip);
        chunked.extend(b"\r\n0\r\n\r\n");
        assert_eq!(body(&chunked), "<p>abc");
    }

    #[test]
    fn headers_may_go_on_and_have_any_case() {
        let mut lines = &b"CONTENT-type: Text/HTML;\r\n charset=\"windows-1256\"\r\n\r\nrest"[..];
        let headers = Headers::read(&mut lines).unwrap();
        let media = headers.media_type("content-type");
        assert_eq!(media, Some(("text/html".to_owned(), Some("windows-1256".to_owned()))));
        assert_eq!(lines, b"rest");
    }

    #[test]
    fn a_header_without_end_is_no_header() {
        assert!(Headers::read(&mut &b"a: b\r\nc: d"[..]).is_err());
        let endless = io::repeat(b'a');
        assert!(Headers::read(&mut BufReader::new(endless)).is_err());
    }
}
