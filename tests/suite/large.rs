//! Files of any size and nesting: records travel in batches, and what is too large
//! or too deep is listed, not a crash.

use std::fmt::Write as _;

use serde_json::json;

use crate::util::Folder;

const BODY: &str = "وصل القطار صباح اليوم إلى المحطة القديمة بعد غياب طويل.";
/// Records that are some batches long.
const MANY: usize = 8000;

/// A body that no other has, so that no two are near copies by chance.
fn body(number: usize) -> String {
    format!("{BODY} n{number}")
}

#[test]
fn records_in_many_batches_keep_their_lines() {
    let mut csv = "id,body\r\n".to_owned();
    let mut list = "[".to_owned();
    for number in 0..MANY {
        // Each record takes two lines.
        let _ = write!(csv, "c{number},\"{}\nsecond, line\"\r\n", body(number));
        let comma = if number > 0 { ",\n" } else { "" };
        let _ = write!(list, "{comma}{{\"id\": \"j{number}\",\n \"body\": {}}}", json!(body(number)));
    }
    csv.push_str("broken\r\n");
    list.push_str(",\n7]");
    let utf16: Vec<u8> = csv.replace(",\"", "u,\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = Folder::with("table.csv", csv).and("list.json", list).and("utf16.csv", utf16);
    let broken = 2 * MANY + 2;
    folder
        .ingest(&[])
        .finds()
        .says(&format!("{} articles", 3 * MANY))
        .says(&format!("skipped archive/table.csv:{broken}: 1 cells where the header names 2"))
        .says(&format!("skipped archive/utf16.csv:{broken}: 1 cells where the header names 2"))
        .says(&format!("skipped archive/list.json:{}: ", MANY + 1));
    let last = MANY - 1;
    let mut found = folder.search(&[&format!("+n{last}")]).finds().strings("path");
    found.sort();
    let line = 2 * last + 2;
    let expected = [format!("list.json:{MANY}"), format!("table.csv:{line}"), format!("utf16.csv:{line}")];
    assert_eq!(found, expected.map(|path| format!("archive/{path}")));
}

#[test]
fn a_broken_list_gives_the_items_before() {
    let item = |id: &str| json!({"id": id, "body": BODY}).to_string();
    let folder = Folder::with("cut.json", format!("[{},\n{}", item("a"), &item("b")[..20]))
        .and("comma.json", format!("[{}, , {}]", item("c"), item("d")))
        .and("item.json", format!("[{}, {{\"id\": }}, {}]", item("e"), item("f")))
        .and("end.json", format!("[{}] {}", item("g"), item("h")))
        .and("empty.json", "[ ]")
        .and("trailing.json", format!("[{},]", item("i")));
    let run = folder.ingest(&[]).finds();
    for said in [
        "archive/cut.json:2: malformed JSON: the list has no end; was the file cut off?",
        "archive/comma.json:2: malformed JSON: an item of the list is missing",
        "archive/item.json:2: malformed JSON",
        "archive/end.json:1: something stands behind the end of the list",
    ] {
        assert!(run.stderr.contains(said), "{said} is not in\n{}", run.stderr);
    }
    let mut found = folder.search(&["القطار"]).finds().articles();
    found.sort();
    assert_eq!(found, ["a", "c", "d", "e", "f", "g", "i"]);
}

#[test]
fn nesting_without_end_is_an_error_that_is_listed() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let folder = Folder::with("list.json", deep("[", "]"))
        .and("object.json", deep("{\"a\":", "}"))
        .and("lines.jsonl", deep("{\"a\":[", "]}") + "\n" + &json!({"body": BODY}).to_string())
        .and("front.md", format!("---\ntitle: {}\n---\n{BODY}", deep("[", "]")))
        .and("aliases.md", {
            let level = |n: usize| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1);
            format!("---\na0: &a0 [x]\n{}title: t\n---\n{BODY}", (1..100).map(level).collect::<String>())
        });
    let run = folder.ingest(&[]).finds();
    for name in ["list.json", "object.json", "lines.jsonl:1", "front.md"] {
        assert!(run.stderr.contains(&format!("archive/{name}")), "{name} is not in\n{}", run.stderr);
    }
    let mut found = folder.search(&["القطار"]).finds().articles();
    found.sort();
    assert_eq!(found, ["aliases", "lines:2"]);
}

#[test]
fn a_record_too_long_for_memory_is_listed_with_its_line() {
    let long = "x".repeat(65 << 20);
    let good = json!({"body": BODY}).to_string();
    let folder = Folder::with("lines.jsonl", format!("{good}\n{{\"body\": \"{long}\"}}\n{good}\n"))
        .and("list.json", format!("[{good}, {{\"body\": \"{long}\"}}, {good}]"))
        .and("table.csv", format!("id,body\n1,{BODY}\n2,\"{long}"));
    folder
        .ingest(&[])
        .finds()
        .says("skipped archive/lines.jsonl:2: the line is longer than 64 MiB")
        .says("skipped archive/list.json:2: the item is longer than 64 MiB")
        .says("skipped archive/table.csv:3: the record is longer than 64 MiB: is a quotation mark open?");
    let mut found = folder.search(&["القطار"]).finds().strings("path");
    found.sort();
    let expected = ["lines.jsonl:1", "lines.jsonl:3", "list.json:1", "list.json:3", "table.csv:2"];
    assert_eq!(found, expected.map(|path| format!("archive/{path}")));
}

#[test]
fn half_pairs_and_control_characters_in_json_are_mended() {
    let lines = [
        r#"{"id": "lone", "body": "وصل القطار \ud83d اليوم"}"#,
        r#"{"id": "pair", "body": "وصل القطار \ud83d\ude82 اليوم"}"#,
        "{\"id\": \"tab\", \"body\": \"وصل\tالقطار اليوم\"}",
        r#"{"id": "nul", "body": "وصل القطار \u0000 اليوم"}"#,
    ];
    let folder = Folder::with("lines.jsonl", lines.join("\n"))
        .and("list.json", format!("[{}]", lines.join(",").replace("\"id\": \"", "\"id\": \"l-")))
        .ingested();
    assert_eq!(folder.search(&["القطار"]).finds().articles().len(), 8);
}

#[test]
fn line_ends_may_be_of_every_kind_in_one_file() {
    let text = format!("Title: a\r\nDate: 2017-11-19\rSource: b\n\r\n{BODY}\r\rc");
    let folder = Folder::with("mixed.txt", text).ingested();
    let found = folder.search(&["القطار"]).finds();
    assert_eq!(found.strings("title"), ["a"]);
    assert_eq!(found.strings("date"), ["2017-11-19"]);
    assert_eq!(found.strings("source"), ["b"]);
}
