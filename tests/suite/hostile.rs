//! Text that wants to steer a terminal, in every field of an article, in names of files,
//! in tables and in arguments: no command writes it raw, in no format.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use serde_json::json;

use crate::util::{Folder, program};

/// Colour, a link (OSC 8), the clipboard (OSC 52), C1 CSI, bell, NUL, carriage return,
/// backspace, DEL, bidi overrides and isolates, separators, tags.
const STEERING: &str = "\u{1b}[31m\u{1b}]8;;http://x\u{1b}\\\u{1b}]52;c;YQ==\u{7}\u{9b}31m\u{9d}\u{0}\r\u{8}\u{7f}\u{85}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}\u{206a}\u{e0041}";

/// The same as a file's name or an argument can hold it.
fn argument() -> String {
    STEERING.replace('\0', "")
}

fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

#[track_caller]
fn assert_harmless(arguments: &[&str], stream: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("output is UTF-8");
    if let Some(at) = text.find(steers) {
        let near: String = text[at..].chars().take(20).collect();
        panic!("{arguments:?} writes to {stream} what steers a terminal: {near:?}\n{text:?}");
    }
}

/// Runs a command that must not steer a terminal, and gives its exit status.
#[track_caller]
fn status_of(folder: &Folder, arguments: &[&str]) -> i32 {
    let output = program(folder.path(), arguments).output().expect("the program starts");
    assert_harmless(arguments, "stdout", &output.stdout);
    assert_harmless(arguments, "stderr", &output.stderr);
    let status = output.status.code().expect("it was not killed");
    assert!((0..=2).contains(&status), "{arguments:?} ends with {status}");
    status
}

/// An archive whose every field steers; the id of its article.
fn hostile_archive() -> (Folder, String) {
    let id = format!("id{STEERING}");
    let article = |id: &str, word: &str| {
        let text = "وقالت كتيبة الفاروق إن معارك القلمون بين حزب الله وفصائل سوريا انتهت في مدينة البوكمال";
        json!({
            "id": id,
            "title": format!("حزب الله {STEERING} في القلمون"),
            "body": format!("{text} {STEERING} {word} هذا اليوم.\nخلفيات {STEERING} القلمون\n{text} {STEERING} {text}. {text}.\nاقرأ أيضا: {STEERING}"),
            "source": format!("وكالة{STEERING}"),
            "category": format!("سياسة{STEERING}"),
            "url": format!("http://a/{STEERING}"),
            "date": "2017-11-19",
        })
        .to_string()
    };
    let lines = [article(&id, "كلمة"), article("other", "لفظ")].join("\n");
    let folder = Folder::with(&format!("a{}.jsonl", argument().replace('/', "")), lines)
        .and(&format!("broken{}.json", argument().replace('/', "")), "{")
        .and("twice.txt", "نص");
    let (ingested, json) = (["ingest", "archive"], ["ingest", "archive", "--json"]);
    assert_eq!(status_of(&folder, &ingested), 0);
    assert_eq!(status_of(&folder, &json), 0);
    (folder, id)
}

#[test]
fn no_command_writes_what_steers_a_terminal() {
    let (folder, _) = hostile_archive();
    let hits = folder.search(&["القلمون"]).finds();
    let came_through = |title: &String| title.contains("\u{1b}]52;") && title.contains('\u{202e}');
    assert!(hits.strings("title").iter().all(came_through), "the fields came through");
    let id = hits.strings("id").into_iter().find(|id| id.starts_with("id")).expect("its id");
    let id = id.replace('\0', "");
    for format in ["text", "jsonl", "csv", "trec"] {
        for by in ["passage", "article"] {
            assert_eq!(status_of(&folder, &["search", "القلمون", "-f", format, "--by", by, "--collapse"]), 0);
            status_of(&folder, &["search", "\"حزب الله\"", "-f", format, "--by", by, "--color", "never"]);
        }
    }
    for format in ["text", "jsonl", "csv", "tei"] {
        for name in ["حزب الله", "القلمون", "كتيبة الفاروق", "هذا اليوم"] {
            for more in [&["--kinds", "all"][..], &["--sort", "before"], &["--collapse"], &["--count"]] {
                status_of(&folder, &[&["mentions", name, "-f", format], more].concat());
            }
            for what in ["form", "kind", "entity", "source", "month", "section", "location", "article"] {
                status_of(&folder, &["mentions", name, "-f", format, "--group-by", what]);
            }
        }
    }
    let table = format!("kind\tid\tname\n{STEERING}\t{STEERING}\t{STEERING}\n");
    folder.write("table.tsv", &table);
    for format in ["text", "jsonl", "csv"] {
        for list in ["actors", "locations", "sections", "sources", "status"] {
            assert_eq!(status_of(&folder, &[list, "-f", format]), 0);
        }
        for arguments in [
            &["actors", "--discovered", "--at-least", "1"][..],
            &["show", "other"],
            &["show", &id],
            &["actor", "حزب الله"],
            &["location", "سوريا"],
            &["together", "حزب الله", "القلمون"],
            &["analyze", &format!("حزب الله {} القلمون", argument())],
            &["gazetteer", "check", "table.tsv"],
        ] {
            status_of(&folder, &[arguments, &["-f", format]].concat());
        }
    }
    let name = format!("watch{}", argument());
    assert_eq!(status_of(&folder, &["watch", "add", &name, "القلمون", &format!("\"{}\"", "حزب")]), 0);
    status_of(&folder, &["watch", "add", &name, "القلمون"]);
    for format in ["text", "jsonl", "csv"] {
        assert_eq!(status_of(&folder, &["watch", "list", "-f", format]), 0);
        status_of(&folder, &["watch", "run", "-f", format]);
    }
    assert_eq!(status_of(&folder, &["watch", "remove", &name]), 0);
    status_of(&folder, &["ingest", "--retag"]);
}

#[test]
fn no_argument_is_repeated_raw() {
    let (folder, _) = hostile_archive();
    let bad = argument();
    for arguments in [
        &["search", &bad][..],
        &["search", "--limit", &bad, "x"],
        &["search", "-f", &bad, "x"],
        &[&bad],
        &["search", &format!("--{bad}")],
        &["search", "x", "--from", &bad],
        &["search", &format!("actor:\"كتيبة {bad}\"")],
        &["search", &format!("\"{bad}")],
        &["search", "x", "--actor", &format!("ا{bad}")],
        &["search", "x", "--section", &bad],
        &["search", "--queries", &bad],
        &["mentions", &bad],
        &["mentions", &format!("ا{bad}")],
        &["mentions", "x", "--query", &bad],
        &["actor", &bad],
        &["together", &bad, "x"],
        &["together", &format!("ا{bad}"), "x"],
        &["show", &bad],
        &["watch", "run", &bad],
        &["watch", "remove", &bad],
        &["gazetteer", "check", &bad],
        &["ingest", &bad],
        &["ingest", "--gazetteer", &bad, "archive"],
        &["ingest", "--field", &bad, "archive"],
        &["status", "--index", &bad],
        &["search", "x", "--index", &bad],
    ] {
        assert!(status_of(&folder, arguments) > 0, "{arguments:?}");
    }
    folder.write("queries.tsv", format!("{STEERING}\tالقلمون {STEERING}\n"));
    for format in ["text", "jsonl", "csv", "trec"] {
        status_of(&folder, &["search", "--queries", "queries.tsv", "-f", format]);
    }
    // What the environment says stands in no help.
    let help =
        program(folder.path(), &["search", "--help"]).env("WARRAQ_INDEX", &bad).output().expect("help");
    assert_harmless(&["search", "--help"], "stdout", &help.stdout);
}

#[test]
fn arguments_that_are_no_utf_8_are_refused() {
    let folder = Folder::new();
    for bytes in [&b"\xff\xfe"[..], b"\xed\xa0\x80", b"\x1b[31m\xff"] {
        let mut command = program(folder.path(), &["search"]);
        let output = command.arg(OsString::from_vec(bytes.to_vec())).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2));
        assert_harmless(&["search"], "stderr", &output.stderr);
    }
}

#[test]
fn numbers_too_large_to_hold_are_no_trouble() {
    let most = u64::MAX.to_string();
    for arguments in [
        &["search", "القلمون", "-n", &most, "--offset", &most][..],
        &["search", "القلمون", "-n", &most, "--offset", &most, "--collapse", "--by", "article"],
        &["search", "\"معارك القلمون\"~4000000000", "-n", &most],
        &["search", "معارك NEAR/4000000000 القلمون", "-n", "1000000000000"],
        &["search", "ا*", "--expansions", &most],
        &["mentions", "القلمون", "-n", &most, "--context", &most, "--sort", "after"],
        &["together", "سوريا", "القلمون", "-n", &most],
        &["actor", "حزب الله", "-n", &most, "--passages", &most],
        &["actors", "-n", &most],
    ] {
        let run = crate::util::warraq(arguments);
        assert!((0..=1).contains(&run.status), "{arguments:?}: {}", run.stderr);
    }
    crate::util::warraq(&["search", "\"a b\"~99999999999"]).fails().says("a number of words after ~");
    crate::util::warraq(&["search", "date:9999999999"]).fails().says("character 6");
}

/// Queries at their limits end, and those beyond say which limit it is.
#[test]
fn a_query_that_asks_for_too_much_is_refused_or_partial() {
    let many = |piece: &str, times| vec![piece; times].join(" ");
    let pairs = "ابتثجحخد".chars().flat_map(|a| "لمنهويرس".chars().map(move |b| format!("{a}{b}* ")));
    crate::util::warraq(&["search", &pairs.collect::<String>()]).finds().says("partial: ");
    crate::util::warraq(&["search", &many("ا*", 65)]).fails().says("at most 64 words with * or ~");
    crate::util::warraq(&["search", &many("كلمة", 1025)]).fails().says("at most 1024 words in all");
    crate::util::warraq(&["search", &many("a b c d e", 2000)]).fails().says("at most 10000 characters");
    crate::util::warraq(&["search", &"(".repeat(100_000)]).fails().says("at most");
    crate::util::warraq(&["mentions", &many("bakar", 1000)]).fails().says("at most 1000 characters");
    let sections = [vec!["search", "x"], ["--section", "في"].repeat(257)].concat();
    crate::util::warraq(&sections).fails().says("more than 256 names");
    let folder = Folder::new();
    folder.write("queries.tsv", format!("1\tx\n2\t{}\n", many("كلمة", 200_000)));
    let queries = folder.path().join("queries.tsv").display().to_string();
    let run = crate::util::warraq(&["search", "--queries", &queries]).fails();
    run.says("queries.tsv:2: the query has 200000 words, and at most 1024 are searched");
}
