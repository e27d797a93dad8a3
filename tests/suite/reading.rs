//! How results reach their reader: safe text, colours, pipes, pages, exit
//! status; and the same answer from every build of the same archive.

use std::process::Stdio;

use serde_json::json;

use crate::util::{Folder, sample_program, search, string, warraq};

const NAME: &str = "البوكمال";
/// The name without its article, as a headline with another spelling has it too.
const TOWN: &str = "كمال";
const SECTION: &str = "ميدان";
/// A sentence that names somebody of whom only `own_gazetteer.tsv` knows.
const STRANGER: &str = "وصل زيطان الشمبري إلى المحطة القديمة صباح اليوم.";
/// Every article of the sample archive.
const ALL: &str = "date:2000..2030";

/// What must not reach a terminal from the text of an article: controls of
/// both sets, bidi overrides and isolates, line separators.
const STEERING: [char; 12] = [
    '\u{1b}', '\u{7}', '\u{8}', '\u{0}', '\u{7f}', '\u{9b}', '\u{85}', '\u{202A}', '\u{202E}', '\u{2066}',
    '\u{2069}', '\u{2028}',
];

/// An archive of one hostile article: every field steers the terminal.
fn hostile() -> Folder {
    let steer: String = STEERING.iter().collect();
    let value = |word: &str| format!("{steer}[31m{word}{steer} {word}\r{word}");
    let article = json!({
        // No argument can hold NUL, so no article could be asked for by such an id.
        "id": format!("id{steer}").replace('\0', ""), "title": value("title"), "body": value("kalimat"), "source": value("source"),
        "section": value("section"), "url": format!("https://example.org/{steer}"), "date": "2020-01-01",
    });
    Folder::with("hostile.jsonl", format!("{article}\n")).ingested()
}

#[test]
fn no_text_of_an_article_steers_the_terminal() {
    let folder = hostile();
    let id = string(&folder.search(&["kalimat"]).finds().objects()[0], "id");
    for arguments in [
        &["search", "kalimat"][..],
        &["search", "kalimat", "--by", "article", "--bidi"],
        &["show", &id],
        &["sections"],
        &["sources"],
        &["status"],
        &["analyze", "\u{1b}[31mx\u{202E}\u{9b}y"],
    ] {
        let run = folder.warraq(arguments).finds();
        for told in [run.out(), &run.stderr] {
            assert!(!told.contains(STEERING), "{arguments:?} lets through: {told:?}");
        }
    }
}

#[test]
fn json_escapes_controls() {
    let run = hostile().search(&["kalimat"]).finds();
    assert!(!run.out().trim_end().contains(|c: char| c < ' '), "{:?}", run.out());
}

#[test]
fn cells_are_no_formulas() {
    let cells = ["=HYPERLINK(\"https://example.org\")", "+1+kalimat", "-1+kalimat", "@kalimat"];
    let line = |(number, cell): (usize, &&str)| {
        format!(
            "{}\n",
            json!({"id": number, "title": cell, "body": format!("{cell} kalimat"), "source": cell, "section": cell})
        )
    };
    let folder =
        Folder::with("formulas.jsonl", cells.iter().enumerate().map(line).collect::<String>()).ingested();
    for arguments in [
        &["search", "kalimat", "--format", "csv"][..],
        &["sections", "--format", "csv"],
        &["sources", "--format", "csv"],
    ] {
        let run = folder.warraq(arguments).finds();
        let mut table = csv::Reader::from_reader(run.out().as_bytes());
        let mut guarded = 0;
        for record in table.records() {
            for cell in &record.expect("a record") {
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{arguments:?} writes the formula {cell}");
                guarded += usize::from(cell.starts_with('\''));
            }
        }
        assert!(guarded >= cells.len(), "{arguments:?} shows the values, guarded");
    }
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    for arguments in [&["search", NAME][..], &["actors"], &["analyze", NAME]] {
        assert!(!warraq(arguments).finds().out().contains('\u{1b}'), "{arguments:?} in a pipe");
        let always = warraq(&[arguments, &["--color", "always"]].concat()).finds();
        assert!(always.out().contains("\u{1b}["), "{arguments:?} --color always");
        let never = warraq(&[arguments, &["--color", "never"]].concat()).finds();
        assert!(!never.out().contains('\u{1b}'), "{arguments:?} --color never");
    }
    assert!(
        warraq(&["search", NAME]).out().contains(&format!("⟦{NAME}⟧")),
        "without colour, matches stand in brackets"
    );
    let coloured = warraq(&["search", NAME, "--color", "always"]);
    assert!(!coloured.out().contains('⟦'), "with colour, they need no brackets");
}

#[test]
fn highlights_lie_on_whole_words_of_the_text() {
    let found = search(NAME).finds();
    for object in found.objects() {
        let text = string(&object, "text");
        for range in object["highlights"].as_array().expect("a list") {
            let end = |at: usize| usize::try_from(range[at].as_u64().expect("a number")).expect("it fits");
            let marked = text.get(end(0)..end(1)).expect("ranges cut no character");
            assert!(!marked.trim().is_empty() && marked.trim() == marked, "{marked:?}");
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            let cut = letter(text[..end(0)].chars().next_back()) || letter(text[end(1)..].chars().next());
            assert!(!cut, "{marked:?} is part of a word of {text:?}");
        }
    }
}

#[test]
fn an_article_without_a_title_is_said_to_have_none() {
    let folder = Folder::with("a.txt", "وصل القطار. ثم رحل.").ingested();
    for arguments in [["search", "القطار"], ["show", "a"]] {
        let run = folder.warraq(&arguments).finds();
        assert!(run.out().contains("(untitled)\n"), "{}", run.out());
    }
}

#[test]
fn the_exit_status_says_whether_something_was_found() {
    warraq(&["search", NAME]).finds();
    warraq(&["search", "qqqzzz"]).finds_nothing().says("nothing found");
    warraq(&["search", NAME, "--from", "2031"]).finds_nothing();
    warraq(&["actors", "--query", "qqqzzz"]).finds_nothing();
    warraq(&["search", "("]).fails();
    warraq(&["search", NAME, "--no-such-option"]).fails();
    warraq(&["no-such-command"]).fails();
}

#[test]
fn quiet_says_only_errors() {
    warraq(&["search", NAME, "--quiet"]).finds().says_nothing();
    warraq(&["search", "qqqzzz", "-q"]).finds_nothing().says_nothing();
    warraq(&["search", "(", "--quiet"]).fails().says("error: ");
    warraq(&["search", NAME]).finds().says(NAME).says("passages of ");
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    for format in ["text", "jsonl", "csv", "trec"] {
        let mut child = sample_program(&["search", ALL, "-n", "2000", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{format}: {told}");
        assert!(!told.contains("error"), "{format}: {told}");
    }
}

#[test]
fn pages_join_up_to_one_list() {
    for (unit, sort) in
        [("passage", "score"), ("article", "score"), ("passage", "date"), ("article", "oldest")]
    {
        let page = |offset: usize, limit: usize| -> Vec<String> {
            let (offset, limit) = (offset.to_string(), limit.to_string());
            let arguments = [
                "search", NAME, "-q", "--by", unit, "--sort", sort, "-f", "jsonl", "--offset", &offset, "-n",
                &limit,
            ];
            let key = |object: &serde_json::Value| {
                format!("{} {} {}", string(object, "rank"), string(object, "id"), string(object, "passage"))
            };
            warraq(&arguments).objects().iter().map(key).collect()
        };
        let whole = page(0, 400);
        assert!(whole.len() > 15, "{unit} {sort}: {} results", whole.len());
        let joined: Vec<String> = (0..whole.len()).step_by(7).flat_map(|offset| page(offset, 7)).collect();
        assert_eq!(joined, whole, "{unit} {sort}");
        assert!(page(whole.len(), 7).is_empty(), "{unit} {sort}: nothing comes after the end");
    }
}

#[test]
fn every_build_of_an_archive_gives_the_same_answers() {
    let folder = Folder::new();
    let corpus = crate::util::root().join("corpus").display().to_string();
    for (index, threads) in [("one", "1"), ("four", "4")] {
        folder.warraq(&["ingest", &corpus, "-q", "--index", index, "--threads", threads]).finds();
    }
    for arguments in [
        &["search", NAME, "-n", "400", "-f", "jsonl"][..],
        &["search", ALL, "-n", "2000", "-f", "trec", "--by", "passage"],
        &["search", SECTION, NAME, "--by", "article", "-n", "400", "-f", "csv"],
        &["search", ALL, "--sort", "date", "-n", "2000", "-f", "jsonl", "--by", "passage"],
        &["actors", "-f", "jsonl"],
        &["locations", "-f", "csv"],
        &["sections"],
    ] {
        let one = folder.warraq(&[arguments, &["--index", "one"]].concat()).finds();
        let four = folder.warraq(&[arguments, &["--index", "four"]].concat()).finds();
        assert!(one.out() == four.out(), "{arguments:?} differs between two builds");
    }
}

#[test]
fn filters_narrow_what_is_found() {
    let whole = warraq(&["search", "-q", "-n", "999", "-f", "jsonl", ALL]).finds().objects();
    for object in
        warraq(&["search", "-q", "-n", "999", "-f", "jsonl", "--section", SECTION]).finds().objects()
    {
        let named = string(&object, "category") == SECTION || string(&object, "heading").contains(SECTION);
        assert!(named, "{object}");
    }
    let of_2017 =
        warraq(&["search", "-q", "-n", "999", "-f", "jsonl", "--from", "2017", "--to", "2017"]).finds();
    let expected = whole.iter().filter(|object| string(object, "date").starts_with("2017-")).count();
    assert_eq!(of_2017.objects().len(), expected);
    let source = string(&whole[0], "source");
    let from_source = warraq(&["search", "-q", "-n", "999", "-f", "jsonl", "--source", &source]).finds();
    assert!(from_source.strings("source").iter().all(|found| *found == source));
    let at_place = warraq(&["search", "-q", "-n", "999", "-f", "jsonl", "--location", NAME]).finds();
    for object in at_place.objects() {
        let is_named =
            object["locations"].as_array().is_some_and(|list| list.iter().any(|place| place["name"] == NAME));
        // A headline names the place for every passage below it.
        assert!(is_named || string(&object, "title").contains(TOWN), "{object}");
    }
}

#[test]
fn on_first_use_the_sample_archive_is_indexed_unasked() {
    let folder = Folder::new();
    folder.write("corpus/one.txt", "kalimat");
    let run = folder.warraq(&["search", "kalimat"]).finds();
    run.says_line("there is no index yet; building index/ from corpus/").says("1 articles");
    folder
        .warraq(&["search", "kalimat", "--index", "other"])
        .fails()
        .says("error: there is no index in other");
}

#[test]
fn an_own_gazetteer_names_whom_the_built_in_one_does_not_know() {
    let table = include_str!("../data/own_gazetteer.tsv");
    let folder = Folder::with("one.txt", STRANGER);
    folder.ingest(&["-q"]).finds();
    folder.search(&["--actor", "Zitan Shembri"]).fails();
    folder.write("index/gazetteer.tsv", table);
    folder.ingest(&["-q"]).finds();
    assert_eq!(folder.search(&["--actor", "Zitan Shembri"]).finds().articles(), ["one"]);
    folder.write("own.tsv", table.replace("mine:1", "mine:2"));
    folder.ingest(&["-q", "--gazetteer", "own.tsv"]).finds();
    assert_eq!(folder.search(&["--actor", "mine:2"]).finds().articles(), ["one"]);
}
