//! `search --queries FILE`: a run over many queries, as evaluation tools read it.

use crate::util::{Folder, sample_program, string, warraq};

/// Plain words, a name, a Latin spelling, a query that finds nothing, and
/// marks of the query language that are to be taken as plain text.
const QUERIES: &str = include_str!("../data/queries.tsv");

fn file(content: &str) -> (Folder, String) {
    let folder = Folder::new();
    let path = folder.write("queries.tsv", content).display().to_string();
    (folder, path)
}

#[test]
fn lines_of_a_trec_run_have_six_columns_and_falling_scores() {
    let (_folder, path) = file(QUERIES);
    let run = warraq(&["search", "--queries", &path, "--format", "trec"]).finds().says_nothing();
    let mut before = (String::new(), 0, f64::INFINITY);
    let mut ids = Vec::new();
    for line in run.out().lines() {
        let [query, q0, article, rank, score, tag] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("a line of a TREC run has six columns: {line}")
        };
        assert_eq!((q0, tag), ("Q0", "warraq"), "{line}");
        let (rank, score): (usize, f64) = (rank.parse().expect("a rank"), score.parse().expect("a score"));
        if query == before.0 {
            assert_eq!(rank, before.1 + 1, "{line}");
            assert!(score <= before.2, "scores fall: {line}");
        } else {
            assert_eq!(rank, 1, "{line}");
            ids.clear();
        }
        assert!(!ids.contains(&article.to_owned()), "an article stands once in a run: {line}");
        ids.push(article.to_owned());
        before = (query.to_owned(), rank, score);
    }
    let queries: Vec<&str> = run.out().lines().filter_map(|line| line.split(' ').next()).collect();
    for (query, expected) in [("q1", true), ("q2", true), ("q3", true), ("q4", false), ("q5", true)] {
        assert_eq!(queries.contains(&query), expected, "{query}");
    }
}

#[test]
fn a_run_ranks_articles_unless_told_otherwise() {
    let (_folder, path) = file(QUERIES);
    let passages = warraq(&["search", "--queries", &path, "--format", "trec", "--by", "passage"]).finds();
    assert!(passages.out().lines().all(|line| line.contains('#')), "passages are told apart by their number");
}

#[test]
fn the_limit_counts_for_each_query() {
    let (_folder, path) = file(QUERIES);
    let run = warraq(&["search", "--queries", &path, "--format", "trec", "-n", "2"]).finds();
    for query in ["q1", "q2", "q5"] {
        let lines = run.out().lines().filter(|line| line.starts_with(&format!("{query} "))).count();
        assert_eq!(lines, 2, "{query}");
    }
}

#[test]
fn the_other_formats_name_the_query_too() {
    let (_folder, path) = file(QUERIES);
    let run = warraq(&["search", "--queries", &path, "--format", "jsonl", "-n", "1"]).finds();
    let queries: Vec<String> = run.objects().iter().map(|object| string(object, "query")).collect();
    assert_eq!(queries, ["q1", "q2", "q3", "q5"]);
    let table = warraq(&["search", "--queries", &path, "--format", "csv", "-n", "1"]).finds();
    assert!(table.out().starts_with("query,rank,score,"), "{}", table.out());
}

#[test]
fn a_file_of_queries_finds_what_each_finds_alone() {
    let (_folder, path) = file(QUERIES);
    let run = warraq(&["search", "--queries", &path, "--format", "trec", "-n", "10"]).finds();
    let plain = QUERIES.lines().take(3).filter_map(|line| line.split_once('\t'));
    for (id, text) in plain {
        let alone =
            warraq(&["search", "--quiet", "--by", "article", "--format", "jsonl", "-n", "10", text]).finds();
        let together: Vec<&str> = run
            .out()
            .lines()
            .filter(|line| line.starts_with(&format!("{id} ")))
            .filter_map(|line| line.split(' ').nth(2))
            .collect();
        assert_eq!(together, alone.articles(), "{text}");
    }
}

#[test]
fn blank_lines_and_a_mark_at_the_start_are_no_queries() {
    let word = QUERIES.lines().next().and_then(|line| line.split_once('\t')).expect("a first query").1;
    let (_folder, path) = file(&format!("\u{FEFF}one\t{word}\n\n  \ntwo\t{word}\r\n"));
    let run = warraq(&["search", "--queries", &path, "--format", "trec", "-n", "1"]).finds();
    let queries: Vec<&str> = run.out().lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(queries, ["one", "two"]);
}

#[test]
fn a_file_without_matches_finds_nothing() {
    let (_folder, path) = file("q\tqqqzzz\n");
    warraq(&["search", "--queries", &path, "--format", "trec"]).finds_nothing();
}

#[test]
fn a_malformed_line_is_named() {
    for content in ["q1\ta\nno tab\n", "q1\ta\n\t no id\n"] {
        let (_folder, path) = file(content);
        let run = warraq(&["search", "--queries", &path, "--format", "trec"]).fails();
        run.says_line(&format!("error: {path}:2: expected a query id, a TAB and the query"));
    }
}

#[test]
fn a_missing_file_is_named_and_a_query_beside_it_is_refused() {
    warraq(&["search", "--queries", "no-such-file"]).fails().says("error: cannot read no-such-file: ");
    let (_folder, path) = file(QUERIES);
    let both = sample_program(&["search", "word", "--queries", &path]).output().expect("the program starts");
    assert_eq!(both.status.code(), Some(2));
}

/// A word that is hardly ever found is taken as it stands, and the frequent word that
/// it may be a slip for is offered.
#[test]
fn a_rare_word_offers_the_frequent_one_beside_it() {
    let often: Vec<String> = (0..30)
        .map(|n| serde_json::json!({ "id": format!("o{n}"), "body": "سقطت القذائف على خرستاي" }).to_string())
        .chain([serde_json::json!({ "id": "slip", "body": "سقطت القذائف على خرصتاي" }).to_string()])
        .collect();
    let folder = Folder::with("news.jsonl", often.join("\n")).ingested();
    let run = folder.warraq(&["search", "خرصتاي", "-f", "jsonl"]).finds();
    assert_eq!(run.articles(), ["slip"]);
    assert!(run.stderr.contains("did you mean خرستاي?"), "{}", run.stderr);
}

#[test]
fn a_mistyped_name_offers_the_name_with_its_article() {
    for slip in ["بوكملل", "البوكملل", "بوكمالل"] {
        let run = warraq(&["search", slip]);
        assert!(run.stderr.contains("did you mean البوكمال"), "{slip}: {}", run.stderr);
    }
}
