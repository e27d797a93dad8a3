//! Archives of articles: zip, tar and WARC files are read like folders, and what
//! is wrong with them is said without harm.

use std::io::Write as _;

use serde_json::json;

use crate::util::{Folder, Run, gzip, string, zstandard};

const BODY: &str =
    "وصل القطار صباح اليوم إلى المحطة القديمة بعد غياب طويل، واستقبله سكان الحي بالزغاريد والورود.";
/// A word of [`BODY`].
const WORD: &str = "القطار";
const POLITICS: &str = "سياسة";

/// Members of an archive that hold four articles.
fn members() -> Vec<(String, Vec<u8>)> {
    let line = |section: Option<&str>| json!({"body": BODY, "section": section}).to_string();
    vec![
        (format!("{POLITICS}/one.html"), format!("<h1>a</h1><p>{BODY}</p>").into_bytes()),
        ("many.jsonl".to_owned(), format!("{}\n{}\n", line(None), line(Some("x"))).into_bytes()),
        ("packed.txt.gz".to_owned(), gzip(BODY.as_bytes())),
        ("README.md".to_owned(), b"no article".to_vec()),
        (format!("{POLITICS}/.hidden.txt"), BODY.into()),
    ]
}

pub fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in members {
        let method = rawzip::CompressionMethod::DEFLATE;
        let started = archive.new_file(name.as_str()).compression_method(method).start();
        let (mut entry, config) = started.expect("memory takes it");
        let level = flate2::Compression::fast();
        let mut writer = config.wrap(flate2::write::DeflateEncoder::new(&mut entry, level));
        writer.write_all(content).expect("memory takes it");
        let (encoder, descriptor) = writer.finish().expect("memory takes it");
        encoder.finish().expect("memory takes it");
        entry.finish(descriptor).expect("memory takes it");
    }
    archive.finish().expect("memory takes it");
    bytes
}

fn tar(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, content.as_slice()).expect("memory takes it");
    }
    archive.into_inner().expect("memory takes it")
}

fn record(kind: &str, url: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2017-11-19T08:00:00Z\r\n\
         Content-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(url: &str, header: &str, body: &[u8]) -> Vec<u8> {
    let block = [header.as_bytes(), b"\r\n\r\n", body].concat();
    record("response", url, "application/http; msgtype=response", &block)
}

/// Paths of what was found, as a set.
fn paths(found: &Run) -> Vec<String> {
    let mut paths = found.strings("path");
    paths.sort();
    paths
}

#[test]
fn archives_are_read_like_folders() {
    let folder = Folder::with("a.zip", zip(&members()))
        .and("b.tar", tar(&members()))
        .and("c.tar.gz", gzip(&tar(&members())))
        .and("d.tgz", gzip(&tar(&members())))
        .and("e.tar.zst", zstandard(&tar(&members())))
        .and("below/f.zip", zip(&members()))
        .ingested();
    let found = folder.search(&[WORD]).finds();
    let archives = ["a.zip", "b.tar", "below/f.zip", "c.tar.gz", "d.tgz", "e.tar.zst"];
    let expected: Vec<String> = archives
        .iter()
        .flat_map(|archive| {
            ["many.jsonl:1", "many.jsonl:2", "packed.txt.gz", &format!("{POLITICS}/one.html")]
                .map(|member| format!("archive/{archive}/{member}"))
        })
        .collect();
    assert_eq!(paths(&found), expected);
    for object in found.objects() {
        let path = string(&object, "path");
        let (id, category) = match path.rsplit('/').next() {
            Some("one.html") => (".html", POLITICS),
            Some("many.jsonl:2") => ("", "x"),
            // As for a file, the folder around counts; an archive is none.
            _ if path.contains("below") => ("", "below"),
            _ => ("", "null"),
        };
        assert_eq!(string(&object, "category"), category, "category of {path}");
        let made = path.trim_start_matches("archive/").replace(".txt.gz", "").replace(".jsonl", "");
        assert_eq!(string(&object, "id"), made.replace(id, ""), "id of {path}");
    }
}

#[test]
fn an_archive_named_by_itself_is_the_folder() {
    let folder = Folder::with("a.zip", zip(&members()));
    folder.warraq(&["ingest", "--quiet", "archive/a.zip"]).finds().says_nothing();
    let found = folder.search(&[WORD]).finds();
    assert!(found.articles().contains(&format!("{POLITICS}/one")), "{:?}", found.articles());
}

#[test]
fn an_archive_may_lie_in_an_archive_but_not_deeper() {
    let inner = zip(&[("x/deep.txt".to_owned(), BODY.into())]);
    let middle = tar(&[("inner.zip".to_owned(), inner.clone()), ("m.txt".to_owned(), BODY.into())]);
    let outer = zip(&[("middle.tar.gz".to_owned(), gzip(&middle)), ("o.txt".to_owned(), BODY.into())]);
    let folder = Folder::with("outer.zip", outer).and("two.tar", tar(&[("inner.zip".to_owned(), inner)]));
    folder.ingest(&[]).finds().says(
        "skipped archive/outer.zip/middle.tar.gz/inner.zip: it is an archive that lies 2 archives deep",
    );
    let found = folder.search(&[WORD]).finds();
    let expected = ["outer.zip/middle.tar.gz/m.txt", "outer.zip/o.txt", "two.tar/inner.zip/x/deep.txt"];
    assert_eq!(paths(&found), expected.map(|path| format!("archive/{path}")));
}

#[test]
fn pages_of_web_archives_are_read() {
    let page = |id: &str| format!("<html><body><h1>{id}</h1><p>{BODY}</p></body></html>");
    let legacy = encoding_rs::WINDOWS_1256.encode(&page("legacy")).0.into_owned();
    let packed = gzip(page("packed").as_bytes());
    let chunked = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
    let records = [
        record("warcinfo", "", "application/warc-fields", b"software: none\r\n"),
        answer("https://example.org/plain", html, page("plain").as_bytes()),
        record("request", "https://example.org/plain", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        answer(
            "https://example.org/packed",
            &format!("{html}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"),
            &chunked,
        ),
        answer("https://example.org/legacy", &format!("{html}; charset=windows-1256"), &legacy),
        answer(
            "https://example.org/gone",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html",
            page("gone").as_bytes(),
        ),
        answer("https://example.org/picture", "HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        record("resource", "<https://example.org/resource>", "text/html", page("resource").as_bytes()),
    ];
    let each_packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    let folder = Folder::with("a.warc", records.concat()).and("b.warc.gz", each_packed);
    folder.ingest(&[]).finds().says(
        "skipped archive/a.warc: 2 of its answers are no pages: 1 are no HTML, 1 have another status than 200",
    );
    let found = folder.search(&[WORD]).finds();
    let expected = ["a.warc", "b.warc.gz"]
        .iter()
        .flat_map(|archive| [2, 4, 5, 8].map(|number| format!("archive/{archive}:{number}")));
    assert_eq!(paths(&found), expected.collect::<Vec<_>>());
    for object in found.objects() {
        let title = string(&object, "title");
        assert_eq!(string(&object, "url"), format!("https://example.org/{title}"));
        assert_eq!(string(&object, "date"), "2017-11-19");
        assert_eq!(string(&object, "text"), BODY, "{title}");
    }
    assert!(found.articles().contains(&"a:2".to_owned()), "{:?}", found.articles());
}

#[test]
fn members_that_may_do_harm_are_listed_and_the_rest_is_read() {
    let mut archive = tar::Builder::new(Vec::new());
    let mut add = |name: &str, kind: tar::EntryType| {
        let mut header = tar::Header::new_gnu();
        let content = if kind.is_file() { BODY.as_bytes() } else { b"" };
        header.set_size(content.len() as u64);
        header.set_entry_type(kind);
        // The builder refuses such names; a hostile writer does not.
        header.as_gnu_mut().expect("it is one").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, content).expect("memory takes it");
    };
    add("../out.txt", tar::EntryType::Regular);
    add("/etc/passwd.txt", tar::EntryType::Regular);
    add("link.txt", tar::EntryType::Symlink);
    add("hard.txt", tar::EntryType::Link);
    add("device.txt", tar::EntryType::Char);
    add("pipe.txt", tar::EntryType::Fifo);
    add("good.txt", tar::EntryType::Regular);
    let bytes = archive.into_inner().expect("memory takes it");
    let mut locked = zip(&[("secret.txt".to_owned(), BODY.into()), ("open.txt".to_owned(), BODY.into())]);
    // The flag stands in the local header and in the directory.
    let directory = locked.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    let folder = Folder::with("bad.tar", bytes).and("locked.zip", locked);
    let run = folder.ingest(&[]).finds();
    for (member, reason) in [
        ("bad.tar/../out.txt", "its name leads out of the archive"),
        ("link.txt", "a link; links are not followed"),
        ("hard.txt", "a link; links are not followed"),
        ("device.txt", "not a regular file"),
        ("pipe.txt", "not a regular file"),
        ("locked.zip/secret.txt", "it is encrypted"),
    ] {
        let said = run.stderr.lines().any(|line| line.contains(member) && line.ends_with(reason));
        assert!(said, "{member}: {reason} is not in\n{}", run.stderr);
    }
    assert_eq!(run.stderr.matches("leads out of the archive").count(), 2, "{}", run.stderr);
    let found = folder.search(&[WORD]).finds();
    assert_eq!(paths(&found), ["archive/bad.tar/good.txt", "archive/locked.zip/open.txt"]);
}

#[test]
fn what_was_cut_off_gives_what_is_left() {
    let many: Vec<(String, Vec<u8>)> =
        (10..30).map(|n| (format!("{n}.txt"), format!("{BODY} {n}").into_bytes())).collect();
    let cut = |mut bytes: Vec<u8>, of: usize| {
        bytes.truncate(bytes.len() * of / 100);
        bytes
    };
    let record = |n: usize| {
        answer(
            &format!("https://example.org/{n}"),
            "HTTP/1.1 200 OK\r\nContent-Type: text/html",
            format!("<p>{BODY}</p>").as_bytes(),
        )
    };
    let lines = format!("{}\n", json!({"body": BODY})).repeat(5);
    let folder = Folder::with("a.zip", cut(zip(&many), 50))
        .and("b.tar", cut(tar(&many), 50))
        .and("c.warc", cut((0..10).flat_map(record).collect(), 45))
        .and("d.jsonl.gz", cut(gzip(lines.as_bytes()), 90))
        .and("e.zip", b"PK, but no zip file")
        .and("f.tar", vec![b'x'; 2000])
        .and("g.warc", "no records")
        .and("h.tar", "");
    let run = folder.ingest(&[]).finds();
    for (name, reason) in [
        ("a.zip", "its directory is missing or damaged"),
        ("b.tar", "cannot be read"),
        ("c.warc", "was it cut off?"),
        ("d.jsonl.gz", "it ends too early: was it cut off?"),
        ("e.zip", "it is not a zip file"),
        ("f.tar", "it cannot be read as a tar file"),
        ("g.warc", "no WARC header stands there"),
        ("h.tar", "it is empty"),
    ] {
        let said = run.stderr.lines().any(|line| line.contains(name) && line.contains(reason));
        assert!(said, "{name}: {reason} is not in\n{}", run.stderr);
    }
    let found = paths(&folder.search(&[WORD]).finds());
    for name in ["a.zip/10.txt", "b.tar/10.txt", "c.warc:1"] {
        assert!(found.contains(&format!("archive/{name}")), "{name} is not in {found:?}");
    }
}

#[test]
fn headers_are_held_to_their_lengths() {
    let page = |url: &str, header: &str| answer(url, header, format!("<p>{BODY}</p>").as_bytes());
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
    let long = "x".repeat(300 << 10);
    let good = page("https://example.org/good", ok);
    let parted = [&good[..], "\r\n".repeat(150 << 10).as_bytes(), &good].concat();
    let folder = Folder::with("parted.warc", parted)
        .and("head.warc", [&good[..], &page(&format!("https://example.org/{long}"), ok)].concat())
        .and("http.warc", [page("https://example.org/1", &format!("{ok}\r\nA: {long}")), good].concat())
        .and("name.zip", zip(&[(format!("{}.txt", "n".repeat(5000)), BODY.into())]));
    folder
        .ingest(&[])
        .finds()
        .says_line("skipped archive/parted.warc: it cannot be read from its record 2 on: no WARC header stands there")
        .says_line("skipped archive/head.warc: it cannot be read from its record 2 on: its header has no end")
        .says("skipped archive/http.warc: 1 of its answers are no pages: ")
        .says("its name is longer than 4096 bytes");
    let found = paths(&folder.search(&[WORD]).finds());
    assert_eq!(found, ["archive/head.warc:1", "archive/http.warc:2", "archive/parted.warc:1"]);
}

#[test]
fn a_damaged_member_does_not_take_the_others_with_it() {
    let mut bytes = zip(&[("one.txt".to_owned(), BODY.into()), ("two.txt".to_owned(), BODY.into())]);
    // Inside the data of the first member.
    bytes[60] ^= 0xFF;
    bytes[61] ^= 0xFF;
    let folder = Folder::with("a.zip", bytes);
    folder.ingest(&[]).finds().says("skipped archive/a.zip/one.txt: ");
    assert_eq!(paths(&folder.search(&[WORD]).finds()), ["archive/a.zip/two.txt"]);
}

#[test]
fn bombs_are_not_unpacked() {
    // 200 MB of blanks in 200 KB, as file, as member, and packed twice.
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b' '; 200 << 20]).expect("memory takes it");
    let blanks = packer.finish().expect("memory takes it");
    let mut member = vec![("bomb.jsonl.gz".to_owned(), blanks.clone())];
    member.push(("after.txt".to_owned(), BODY.into()));
    let folder = Folder::with("a.jsonl.gz", &blanks)
        .and("b.tar", tar(&member))
        .and("c.json.zst", zstandard(&vec![b'['; 200 << 20]))
        .and("good.txt", BODY);
    let run = folder.ingest(&[]).finds();
    for name in ["archive/a.jsonl.gz", "archive/b.tar", "archive/c.json.zst"] {
        let said = run
            .stderr
            .lines()
            .any(|line| line.contains(name) && line.contains("it unpacks to more than 250 times its size"));
        assert!(said, "{name} is not told in\n{}", run.stderr);
    }
    assert_eq!(paths(&folder.search(&[WORD]).finds()), ["archive/good.txt"]);
}
