//! What every command writes, in every format, held to snapshots: stdout,
//! stderr and exit status. Ranking is deterministic, so scores are in them.

use crate::util::{Folder, assert_snapshot, sample_index, warraq};

/// A name, an ordinary word and a phrase in one query.
const QUERY: &str = "معارك القلمون \"حزب الله\"";
/// A name in Latin letters.
const LATIN: &str = "Boukamal";
/// An article with a heading, a pointer to another story and teasers.
const ARTICLE: &str = "سياسة/qaim-boukamal-crossing-2019";
/// Clitics, an ambiguous name with its cue, an actor.
const TEXT: &str = "وبالقلمون قال حزب الله إن مدينة القائم هادئة";

/// Everything a run left behind, as one text.
fn told(arguments: &[&str]) -> String {
    let run = warraq(arguments);
    let shown: Vec<String> = arguments.iter().map(|argument| format!("{argument:?}")).collect();
    format!(
        "$ warraq {}\n[exit status {}]\n[stderr]\n{}[stdout]\n{}",
        shown.join(" "),
        run.status,
        run.stderr,
        run.out()
    )
}

#[test]
fn search_by_passage() {
    for format in ["text", "jsonl", "csv"] {
        let output = told(&["search", QUERY, "-n", "3", "--format", format]);
        assert_snapshot(&format!("search-passage-{format}"), &output);
    }
    let run = told(&["search", QUERY, "-n", "3", "--format", "trec", "--by", "passage"]);
    assert_snapshot("search-passage-trec", &run);
}

#[test]
fn search_by_article() {
    for format in ["text", "jsonl", "csv", "trec"] {
        let output = told(&["search", LATIN, "-n", "3", "--by", "article", "--format", format]);
        assert_snapshot(&format!("search-article-{format}"), &output);
    }
}

#[test]
fn search_by_date() {
    let newest = told(&["search", LATIN, "-n", "5", "--sort", "date", "--format", "csv"]);
    let oldest = told(&["search", LATIN, "-n", "5", "--sort", "oldest", "--format", "csv"]);
    assert_snapshot("search-by-date", &(newest + &oldest));
}

#[test]
fn interpretations_of_queries() {
    let queries = include_str!("../data/interpreted_queries.txt");
    let mut all = Vec::new();
    for query in queries.lines() {
        let run = warraq(&["search", "-n", "1", "--format", "trec", query]);
        all.push(format!("{query}\n{}", run.stderr));
    }
    assert_snapshot("interpretations", &all.join("\n"));
}

#[test]
fn lists_of_what_is_there() {
    for list in ["actors", "locations", "sections", "sources"] {
        for format in ["text", "jsonl", "csv"] {
            let output = told(&[list, "-n", "6", "--format", format]);
            assert_snapshot(&format!("{list}-{format}"), &output);
        }
    }
    assert_snapshot(
        "actors-under-a-query",
        &told(&["actors", "--query", LATIN, "--from", "2018", "-n", "5"]),
    );
}

#[test]
fn an_article_with_its_mentions() {
    for format in ["text", "jsonl", "csv"] {
        assert_snapshot(&format!("show-{format}"), &told(&["show", ARTICLE, "--format", format]));
    }
}

#[test]
fn the_analysis_of_a_text() {
    for format in ["text", "jsonl", "csv"] {
        assert_snapshot(&format!("analyze-{format}"), &told(&["analyze", TEXT, "--format", format]));
    }
}

#[test]
fn the_analysis_of_a_text_without_an_index() {
    let run = Folder::new().warraq(&["analyze", TEXT]).finds().says_nothing();
    assert_snapshot("analyze-without-index", run.out());
}

/// What differs from machine to machine and from day to day becomes its name.
fn settled(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let name = line.split("  ").next().unwrap_or_default();
        let varies = ["index", "segments", "bytes", "written", "gazetteer entities", "gazetteer digest"]
            .contains(&name);
        lines.push(if varies { format!("{name:<20} …") } else { line.to_owned() });
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_state_of_the_index() {
    let text = warraq(&["status"]).finds().says_nothing();
    assert_snapshot("status-text", &settled(text.out()));
    let object = &warraq(&["status", "--format", "jsonl"]).finds().objects()[0];
    let known = [
        "analyzer_version",
        "articles",
        "bytes",
        "complete",
        "gazetteer_digest",
        "gazetteer_entities",
        "index",
        "mentions",
        "passages",
        "schema_version",
        "segments",
        "sources",
        "words",
        "written",
    ];
    let mut keys: Vec<&String> = object.as_object().expect("an object").keys().collect();
    keys.sort();
    assert_eq!(keys, known);
    assert_eq!(object["articles"], 70);
    assert_eq!(object["index"], sample_index());
    let table = warraq(&["status", "--format", "csv"]).finds();
    let mut columns: Vec<&str> = table.out().lines().next().expect("a header").split(',').collect();
    columns.sort_unstable();
    assert_eq!(columns, known);
}

#[test]
fn the_report_of_an_ingest() {
    let folder = Folder::with("one.jsonl", "{\"id\": \"1\", \"body\": \"text of one article\"}\n{\n");
    let report = folder.ingest(&["--json", "--quiet"]).finds().says_nothing().objects();
    let keys: Vec<&String> = report[0].as_object().expect("an object").keys().collect();
    for key in ["articles", "passages", "mentions", "bytes", "seconds", "megabytes_per_second", "skipped"] {
        assert!(keys.iter().any(|known| *known == key), "{key} is missing: {keys:?}");
    }
    assert_eq!(report[0]["articles"], 1);
    assert_eq!(report[0]["skipped"][0]["place"], "archive/one.jsonl:2");
}

#[test]
fn the_help_names_every_command() {
    let help = warraq(&["--help"]);
    for command in
        ["ingest", "search", "actors", "locations", "sections", "sources", "show", "analyze", "status"]
    {
        assert!(
            help.out().lines().any(|line| line.trim_start().starts_with(command)),
            "{command} is not in the help"
        );
        let own = warraq(&[command, "--help"]).finds();
        assert!(own.out().contains("Usage: warraq"), "{}", own.out());
    }
}
