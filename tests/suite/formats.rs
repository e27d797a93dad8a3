//! Every format and encoding becomes the same article; fields, dates and ids;
//! and what of a page is the story.

use serde_json::json;

use crate::util::{Folder, Run, gzip, string, zstandard};

const TITLE: &str = "عودة القطار إلى المحطة القديمة";
const BODY: &str =
    "وصل القطار صباح اليوم إلى المحطة القديمة بعد غياب طويل، واستقبله سكان الحي بالزغاريد والورود.";
const SOURCE: &str = "وكالة مداد";
const SECTION: &str = "منوعات";
/// A word of [`BODY`].
const WORD: &str = "القطار";
const DATE: &str = "2017-11-19";
const URL: &str = "https://example.org/train";

/// A file that holds the article in a format, under an id of its own.
fn file(format: &str, id: &str) -> String {
    let object = json!({
        "id": id, "headline": TITLE, "content": BODY, "publisher": SOURCE,
        "category": SECTION, "published": DATE, "link": URL,
    });
    let (comma, tab) = (',', '\t');
    let table = |separator: char| {
        let header = ["id", "title", "text", "source", "section", "date", "url"].join(&separator.to_string());
        format!("{header}\n{}\n", [id, TITLE, BODY, SOURCE, SECTION, DATE, URL].join(&separator.to_string()))
    };
    match format {
        "txt" => format!(
            "ID: {id}\nTitle: {TITLE}\nSource: {SOURCE}\nSection: {SECTION}\nDate: {DATE}\nURL: {URL}\n\n{BODY}\n"
        ),
        "md" => format!(
            "---\nid: {id}\ntitle: {TITLE}\nsource: {SOURCE}\nsection: {SECTION}\ndate: {DATE}\nurl: {URL}\n---\n\n{BODY}\n"
        ),
        "html" => format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>{TITLE} | {SOURCE}</title>\
             <meta name=\"article:id\" content=\"{id}\"><meta property=\"og:site_name\" content=\"{SOURCE}\">\
             <meta property=\"article:section\" content=\"{SECTION}\"><link rel=canonical href=\"{URL}\">\
             <meta property=\"article:published_time\" content=\"{DATE}T08:00:00+03:00\"></head>\
             <body><article><h1>{TITLE}</h1><p>{BODY}</p></article></body></html>"
        ),
        "json" => object.to_string(),
        "jsonl" | "ndjson" => format!("{object}\n"),
        "csv" => table(comma),
        "tsv" => table(tab),
        other => panic!("no article is written as {other}"),
    }
}

/// Holds every article found to the fields of the one article.
#[track_caller]
fn assert_all_are_the_article(found: &Run) {
    for object in found.objects() {
        for (field, expected) in [
            ("title", TITLE),
            ("text", BODY),
            ("source", SOURCE),
            ("category", SECTION),
            ("date", DATE),
            ("url", URL),
        ] {
            assert_eq!(string(&object, field), expected, "{field} of {}", string(&object, "path"));
        }
    }
}

#[track_caller]
fn assert_ids(found: &Run, expected: &[impl AsRef<str>]) {
    let mut ids = found.articles();
    ids.sort();
    let mut expected: Vec<&str> = expected.iter().map(AsRef::as_ref).collect();
    expected.sort_unstable();
    assert_eq!(ids, expected);
}

#[test]
fn every_format_and_packing_holds_the_same_article() {
    let mut folder = Folder::new();
    let mut ids = Vec::new();
    for format in ["txt", "md", "html", "json", "jsonl", "ndjson", "csv", "tsv"] {
        for packing in ["", ".gz", ".zst"] {
            let id = format!("{format}{packing}");
            let content = file(format, &id).into_bytes();
            let content = match packing {
                ".gz" => gzip(&content),
                ".zst" => zstandard(&content),
                _ => content,
            };
            folder = folder.and(&format!("article-{format}.{format}{packing}"), content);
            ids.push(id);
        }
    }
    let found = folder.ingested().search(&[WORD]).finds();
    assert_ids(&found, &ids);
    assert_all_are_the_article(&found);
}

#[test]
fn json_may_be_an_object_an_array_or_hold_one() {
    let objects = |ids: [&str; 2]| format!("[{},\n{}]", file("json", ids[0]), file("json", ids[1]));
    let folder = Folder::with("array.json", objects(["a1", "a2"]))
        .and("wrapped.json", format!("{{\"total\": 2, \"articles\": {}}}", objects(["w1", "w2"])))
        .and("lines.json", format!("{}\n{}\n", file("json", "l1"), file("json", "l2")))
        .ingested();
    let found = folder.search(&[WORD]).finds();
    assert_ids(&found, &["a1", "a2", "w1", "w2", "l1", "l2"]);
    assert_all_are_the_article(&found);
}

#[test]
fn header_lines_may_have_arabic_names() {
    let keys = ["المعرف", "العنوان", "المصدر", "القسم", "التاريخ", "الرابط"];
    let values = ["arabic", TITLE, SOURCE, SECTION, DATE, URL];
    let header: Vec<String> = keys.iter().zip(values).map(|(key, value)| format!("{key}: {value}")).collect();
    let folder = Folder::with("article.txt", format!("{}\n\n{BODY}\n", header.join("\n"))).ingested();
    let found = folder.search(&[WORD]).finds();
    assert_ids(&found, &["arabic"]);
    assert_all_are_the_article(&found);
}

#[test]
fn without_header_lines_a_short_first_line_is_the_title() {
    let folder = Folder::with("plain.txt", format!("{TITLE}\n\n{BODY}\n")).ingested();
    let found = folder.search(&[WORD]).finds();
    assert_eq!(found.strings("title"), [TITLE]);
    assert_eq!(found.strings("text"), [BODY]);
    assert_eq!(found.strings("date"), ["null"]);
}

#[test]
fn every_encoding_is_recognised() {
    let utf16 = |id: &str, mark: &[u8], little: bool| -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        mark.iter().copied().chain(file("txt", id).encode_utf16().flat_map(bytes)).collect()
    };
    let legacy = |id: &str, encoding: &'static encoding_rs::Encoding| -> Vec<u8> {
        let text = file("txt", id);
        let (bytes, _, lossy) = encoding.encode(&text);
        assert!(!lossy, "the sample cannot be written as {}", encoding.name());
        bytes.into_owned()
    };
    let folder = Folder::with("utf8-mark.txt", format!("\u{FEFF}{}", file("txt", "utf8-mark")))
        .and("utf8-mark.csv", format!("\u{FEFF}{}", file("csv", "utf8-mark-csv")))
        .and("utf8-mark.jsonl", format!("\u{FEFF}{}", file("jsonl", "utf8-mark-jsonl")))
        .and("crlf.txt", file("txt", "crlf").replace('\n', "\r\n"))
        .and("little-mark.txt", utf16("little-mark", &[0xFF, 0xFE], true))
        .and("big-mark.txt", utf16("big-mark", &[0xFE, 0xFF], false))
        .and("little.txt", utf16("little", &[], true))
        .and("big.txt", utf16("big", &[], false))
        .and("windows.txt", legacy("windows", encoding_rs::WINDOWS_1256))
        .and("iso.txt", legacy("iso", encoding_rs::ISO_8859_6))
        .and("declared.html", {
            let page = file("html", "declared").replace("charset=utf-8", "charset=windows-1256");
            encoding_rs::WINDOWS_1256.encode(&page).0.into_owned()
        })
        .ingested();
    let found = folder.search(&[WORD]).finds();
    assert_ids(
        &found,
        &[
            "utf8-mark",
            "utf8-mark-csv",
            "utf8-mark-jsonl",
            "crlf",
            "little-mark",
            "big-mark",
            "little",
            "big",
            "windows",
            "iso",
            "declared",
        ],
    );
    assert_all_are_the_article(&found);
}

#[test]
fn fields_may_have_other_names() {
    let header = "nummer;kop;tekst".replace(';', ",");
    let folder = Folder::with("table.csv", format!("{header}\n7,{TITLE},{BODY}\n"));
    let names = ["--quiet", "--field", "id=nummer", "--field", "title=Kop", "--field", "body=tekst"];
    folder.ingest(&names).finds();
    let found = folder.search(&[WORD]).finds();
    assert_eq!(found.strings("id"), ["7"]);
    assert_eq!(found.strings("title"), [TITLE]);
    assert_eq!(found.strings("text"), [BODY]);
}

#[test]
fn dates_are_read_as_news_writes_them() {
    let written = [
        "2017-11-19",
        "2017-11-19T21:30:00Z",
        "2017/11/19",
        "Sun, 19 Nov 2017 10:30:00 +0300",
        "19/11/2017",
        "الأحد 19 تشرين الثاني 2017",
        "19 نوفمبر 2017",
        "19 تشرين الثاني/نوفمبر 2017",
        "١٩ نوفمبر ٢٠١٧",
        "19 نونبر 2017",
    ];
    let line =
        |(number, date): (usize, &&str)| format!("{}\n", json!({"id": number, "date": date, "body": BODY}));
    let none = format!("{}\n", json!({"id": "none", "body": BODY}));
    let lines: String = written.iter().enumerate().map(line).chain([none]).collect();
    let folder = Folder::with("dates.jsonl", lines).ingested();
    for object in folder.search(&[WORD]).finds().objects() {
        let id = string(&object, "id");
        let expected = if id == "none" { "null" } else { DATE };
        assert_eq!(string(&object, "date"), expected, "date of article {id}");
    }
    assert_eq!(
        folder.search(&[WORD, "--from", "2017-11-19", "--to", "2017-11"]).finds().objects().len(),
        written.len()
    );
    folder.search(&[WORD, "--from", "2017-11-20"]).finds_nothing();
}

#[test]
fn an_article_without_id_and_section_has_them_from_its_path() {
    let sport = "رياضة";
    let folder = Folder::with(&format!("{sport}/final.v2.txt.gz"), gzip(BODY.as_bytes()))
        .and("top.txt", BODY)
        .and(
            "many.jsonl",
            format!("{}\n\n{}\n", json!({"body": BODY}), json!({"body": BODY, "section": SECTION})),
        )
        .ingested();
    let found = folder.search(&[WORD]).finds();
    assert_ids(&found, &[&format!("{sport}/final.v2"), "top", "many:1", "many:3"]);
    for object in found.objects() {
        let expected = match string(&object, "id").as_str() {
            "top" | "many:1" => "null",
            "many:3" => SECTION,
            _ => sport,
        };
        assert_eq!(string(&object, "category"), expected, "category of {}", string(&object, "id"));
    }
    assert_eq!(folder.search(&["--section", sport]).finds().objects().len(), 1);
}

#[test]
fn hidden_files_and_readmes_are_no_articles() {
    let folder = Folder::with("one.txt", BODY)
        .and(".hidden.txt", BODY)
        .and(".git/two.txt", BODY)
        .and("README.md", BODY);
    folder.ingest(&[]).finds().says("1 articles, 1 passages, 0 mentions, 0 skipped");
    assert_ids(&folder.search(&[WORD]).finds(), &["one"]);
}

#[test]
fn a_headline_of_any_length_is_indexed() {
    let headline = ["محمد", "ومحمد", "لمحمد"].repeat(25_000).join(" ");
    let line = json!({ "id": "long", "title": headline, "body": "نص قصير عن البلدة." });
    let folder = Folder::with("long.jsonl", line.to_string()).ingested();
    folder.warraq(&["search", "البلدة"]).finds();
    folder.warraq(&["search", "title:محمد"]).finds();
}
