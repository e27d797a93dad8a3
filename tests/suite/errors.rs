//! What goes wrong is said in a sentence that names the file, line or place in
//! the query, with a hint where there is something to do; and the rest goes on.

use std::fs;

use serde_json::{Value, json};

use crate::util::{Folder, warraq};

const BODY: &str = "وصل القطار صباح اليوم إلى المحطة القديمة بعد غياب طويل.";
const WORD: &str = "القطار";

fn line(id: &str) -> String {
    format!("{}\n", json!({"id": id, "body": BODY}))
}

#[test]
fn a_missing_path_is_named() {
    let folder = Folder::new();
    let run = folder.warraq(&["ingest", "nowhere"]).fails();
    run.says_line("error: there is no file or folder nowhere")
        .says_line("hint: check the spelling of the path");
    assert!(!folder.path().join("index").exists(), "nothing was read, so nothing is written");
}

#[test]
fn an_unreadable_file_is_skipped_and_the_rest_goes_on() {
    let folder = Folder::with("good.txt", BODY).and("closed.txt", BODY);
    close(&folder);
    let closed = folder.path().join("archive/closed.txt");
    if fs::read(&closed).is_ok() {
        println!("skipped: root reads every file; a binary file stands in for an unreadable one");
        fs::write(&closed, [0u8, 159, 146, 150].repeat(50)).expect("the file can be written");
        folder.ingest(&[]).finds().says_line("skipped archive/closed.txt: it is binary data, not text");
    } else {
        folder.ingest(&[]).finds().says("skipped archive/closed.txt: cannot be read: ");
    }
    assert_eq!(folder.search(&[WORD]).finds().articles(), ["good"]);
}

#[cfg(unix)]
fn close(folder: &Folder) {
    use std::os::unix::fs::PermissionsExt as _;
    let closed = fs::Permissions::from_mode(0o000);
    fs::set_permissions(folder.path().join("archive/closed.txt"), closed).expect("permissions can be set");
}

#[cfg(not(unix))]
fn close(_: &Folder) {}

#[test]
fn a_malformed_line_is_named_and_the_others_are_taken() {
    let lines = [&line("first"), "{\"id\": \"second\", \"body\": \n", "[1, 2]\n", &line("fourth")].concat();
    let folder = Folder::with("many.jsonl", lines);
    let run = folder.ingest(&[]).finds();
    let run = run.says("skipped archive/many.jsonl:2: malformed JSON at column ");
    run.says_line("skipped archive/many.jsonl:3: the line is not a JSON object")
        .says("2 articles, 2 passages, 0 mentions, 2 skipped");
    assert_eq!(folder.search(&[WORD]).finds().articles().len(), 2);
}

#[test]
fn what_cannot_become_an_article_is_skipped_with_its_reason() {
    let folder = Folder::with("good.txt", BODY)
        .and("empty.txt", "")
        .and("blank.md", " \n\n")
        .and("broken.json", "{\"body\": ")
        .and("numbers.json", "[1]")
        .and("text.json", "\"text\"")
        .and("no-text.jsonl", "{\"id\": \"x\"}\n")
        .and("strange.csv", "a,b\n1,2\n")
        .and("rows.csv", format!("id,body\nr2,{BODY}\nr3,{BODY},more\nr4,{BODY}\n"))
        .and("front.md", format!("---\ntitle: [open\n---\n{BODY}\n"))
        .and("not-packed.txt.gz", BODY)
        .and("page.PDF", "%PDF-1.7")
        .and("old.doc", "x")
        .and("photo.jpg", "…");
    let run = folder.ingest(&[]).finds();
    let run = run
        .says_line("skipped archive/empty.txt: it is empty")
        .says_line("skipped archive/blank.md: it is empty")
        .says("skipped archive/broken.json:1: malformed JSON: ")
        .says_line("skipped archive/numbers.json:1: an item of the list is not an object")
        .says_line("skipped archive/text.json: it holds neither an object nor a list of objects")
        .says_line("skipped archive/no-text.jsonl:1: it has neither title nor text")
        .says("skipped archive/strange.csv:1: no column has a known name; --field ")
        .says_line("skipped archive/rows.csv:3: 3 cells where the header names 2")
        .says("skipped archive/front.md: its front matter is not YAML: ")
        .says("skipped archive/not-packed.txt.gz: cannot be read: ")
        .says("skipped archive/photo.jpg: no known ending; known are txt, md, html, json, jsonl, csv, tsv")
        .says_line(
            "skipped archive/page.PDF: PDF is not read; make text of it, as with: pdftotext -enc UTF-8 FILE",
        )
        .says_line("skipped archive/old.doc: this kind of document is not read; save it as docx");
    run.says("3 articles, 3 passages, 0 mentions, 13 skipped");
    let mut articles = folder.search(&[WORD]).finds().articles();
    articles.sort();
    assert_eq!(articles, ["good", "r2", "r4"]);
}

#[test]
fn of_two_articles_with_one_id_the_first_stays() {
    let second = BODY.replace(WORD, "second");
    let folder =
        Folder::with("a.txt", format!("id: one\n\n{BODY}\n")).and("b.txt", format!("id: one\n\n{second}\n"));
    folder
        .ingest(&[])
        .finds()
        .says_line("skipped archive/b.txt: its id one belongs to archive/a.txt already");
    folder.search(&[WORD]).finds();
    folder.search(&["second"]).finds_nothing();
}

#[test]
fn strict_fails_where_something_was_skipped() {
    let folder = Folder::with("good.txt", BODY).and("empty.txt", "");
    folder.ingest(&["--quiet"]).finds().says_nothing();
    let run = folder.ingest(&["--strict"]).fails();
    run.says("error: 1 inputs were skipped and --strict was given")
        .says_line("hint: leave --strict out to accept this");
    fs::remove_file(folder.path().join("archive/empty.txt")).expect("the file can be removed");
    folder.ingest(&["--strict"]).finds();
}

#[test]
fn an_archive_without_articles_leaves_the_index_as_it_is() {
    let folder = Folder::with("one.txt", BODY).ingested();
    folder.write("other/empty.txt", "");
    folder.warraq(&["ingest", "other"]).finds_nothing().says("0 articles, 0 passages, 0 mentions, 1 skipped");
    folder.search(&[WORD]).finds();
}

#[test]
fn a_missing_index_is_said_with_the_command_that_builds_one() {
    let folder = Folder::new();
    for arguments in [&["search", "a"][..], &["actors"], &["sections"], &["show", "x"], &["status"]] {
        let run = folder.warraq(arguments).fails();
        let run = run.says_line("error: there is no index in index");
        run.says_line("hint: build one with: warraq ingest PATH --index index");
    }
}

/// Bytes of the checksum at the end of every file of an index.
const SEAL: usize = 17;

/// Changes the payload of the last commit; without a seal, as indexes were once written.
pub fn change_payload(folder: &Folder, is_sealed: bool, change: impl Fn(&mut Value)) {
    let index = folder.path().join("index");
    let current = fs::read_to_string(index.join("CURRENT")).expect("CURRENT names the generation");
    let path = index.join(current.trim()).join("meta.json");
    let bytes = fs::read(&path).expect("there is a meta.json");
    let mut meta: Value = serde_json::from_slice(&bytes[..bytes.len() - SEAL]).expect("it is JSON");
    let mut payload: Value =
        serde_json::from_str(meta["payload"].as_str().expect("a payload")).expect("it is JSON");
    change(&mut payload);
    meta["payload"] = Value::String(payload.to_string());
    let meta = meta.to_string();
    let seal = format!("{:016x}\n", warraq::digest::digest(meta.as_bytes()));
    fs::write(&path, if is_sealed { meta + &seal } else { meta }).expect("meta.json can be written");
}

#[test]
fn an_index_of_another_version_is_refused() {
    let folder = Folder::with("one.txt", BODY).ingested();
    for (key, is_sealed) in [("analyzer", true), ("schema", true), ("schema", false)] {
        change_payload(&folder, is_sealed, |payload| {
            payload[key] = json!(payload[key].as_u64().unwrap_or(0) + 700);
        });
        for arguments in [&["search", WORD][..], &["status"], &["analyze", WORD]] {
            let run = folder.warraq(arguments).fails();
            let run = run
                .says("error: the index in index was written by another version (")
                .says(&format!("{key} 70"));
            run.says_line("hint: build it again from the sources with: warraq ingest PATH --index index");
        }
        folder.ingest(&[]).finds().says("it is built anew from the paths given");
        folder.search(&[WORD]).finds();
    }
}

#[test]
fn a_broken_index_is_refused_in_a_sentence() {
    let folder = Folder::with("one.txt", BODY).ingested();
    folder.write("index/CURRENT", "../elsewhere\n");
    let run = folder.warraq(&["search", WORD]).fails();
    let run = run.says("error: the index in index cannot be used: CURRENT names \"../elsewhere\"");
    run.says_line("hint: look into it with: warraq verify, and mend it with: warraq verify --repair");
}

#[test]
fn a_locked_index_names_who_writes_and_can_be_searched() {
    let folder = Folder::with("one.txt", BODY).ingested();
    let path = folder.write("index/LOCK", "process 42 since noon");
    let lock = fs::File::options().read(true).write(true).open(path).expect("the lock file opens");
    lock.lock().expect("nobody else holds the lock");
    let run = folder.ingest(&[]).fails();
    let run = run.says_line("error: the index in index is being written by process 42 since noon");
    run.says_line("hint: wait until it ends; searches go on meanwhile");
    folder.search(&[WORD]).finds();
    drop(lock);
    folder.ingest(&["--quiet"]).finds();
}

#[test]
fn a_query_error_says_where_it_is_and_what_was_expected() {
    let closing = "expected “)” for the bracket opened at character 3";
    for (query, message, read) in [
        ("a (b c", format!("at character 7: found the end, {closing}"), "a (b c"),
        ("a )", "at character 3: found “)”, expected the end of the query or an operator".to_owned(), "a "),
        (
            "a OR",
            "at character 5: found the end, expected a word, a phrase, a field or a bracket".to_owned(),
            "a OR",
        ),
        (
            "\"a b",
            "at character 5: found the end, expected \" for the quotation opened at character 1".to_owned(),
            "\"a b",
        ),
        (
            "a NEAR/x b",
            "at character 8: found “x”, expected a number of words after NEAR/".to_owned(),
            "a NEAR/",
        ),
        ("actor:", "at character 7: found the end, expected a value after actor:".to_owned(), "actor:"),
        ("***", "at character 1: found “*”, expected a word with letters or digits".to_owned(), ""),
        ("=", "at character 2: found the end, expected a word or a phrase after =".to_owned(), "="),
        ("\"a b\"~x", "at character 7: found “x”, expected a number of words after ~".to_owned(), "\"a b\"~"),
    ] {
        let run = warraq(&["search", query])
            .fails()
            .says_line(&format!("error: the query cannot be read {message}"));
        run.says_line(&format!(
            "hint: it was read up to: {read}⟨here⟩; warraq search --help shows the query language"
        ));
    }
}

#[test]
fn an_unknown_field_is_answered_with_those_there_are() {
    let run = warraq(&["search", "author:x"]).fails();
    run.says(
        "at character 1: found “a”, expected one of the fields actor, location, section, source, title, date",
    );
}

#[test]
fn a_date_that_is_none_is_refused() {
    let run = warraq(&["search", "a date:soon"]).fails();
    run.says("error: the query cannot be read at character ").says("expected a day, month or year");
    for option in ["--from", "--to"] {
        let run = warraq(&["search", "a", option, "2017-13"]).fails();
        run.says("expected a day, month or year: 2017-11-19, 2017-11 or 2017");
    }
}

#[test]
fn an_unknown_article_is_named() {
    let run = warraq(&["show", "no/such-article"])
        .fails()
        .says_line("error: no article has the id no/such-article");
    run.says_line("hint: ids are shown by: warraq search QUERY --format jsonl");
}

#[test]
fn an_unknown_actor_or_place_is_named() {
    for role in ["actor", "location"] {
        for arguments in
            [&["search", &format!("{role}:qqqzzz")][..], &["search", "a", &format!("--{role}"), "qqqzzz"]]
        {
            let run = warraq(arguments).fails();
            run.says_line(&format!("error: the gazetteer knows no {role} named qqqzzz")).says("hint: ");
        }
    }
}

#[test]
fn a_wrong_field_rule_is_refused_before_anything_is_read() {
    let folder = Folder::with("one.txt", BODY);
    folder
        .ingest(&["--field", "kop"])
        .fails()
        .says("error: --field wants FIELD=NAME, where FIELD is one of id, title");
    folder
        .ingest(&["--field", "head=kop"])
        .fails()
        .says("error: --field knows no field head; there are id, title");
    assert!(!folder.path().join("index").exists());
}

#[test]
fn a_malformed_gazetteer_is_named_by_its_line() {
    let folder = Folder::with("one.txt", BODY);
    let table = folder.write("own.tsv", "id\ttype\tname_ar\nx\tcity\t\n");
    folder.ingest(&["--gazetteer", "own.tsv"]).fails().says_line("error: own.tsv:2: x has no name");
    fs::remove_file(table).expect("the table can be removed");
    folder.ingest(&["--gazetteer", "own.tsv"]).fails().says("error: cannot read own.tsv: ");
}

#[test]
fn no_message_shows_what_steers_a_terminal() {
    let run = warraq(&["show", "\u{1b}[31m\u{202E}x"]).fails();
    assert!(!run.stderr.contains(['\u{1b}', '\u{202E}']), "{}", run.stderr);
}
