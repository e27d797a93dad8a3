//! Mentions against articles of the sample archive that people marked by hand:
//! `tests/data/gold/`, read by two readers each. How they are marked stands in its README.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::util::{Folder, root, sample_index, string};

/// At least so much of the names, aliases and short forms is found …
const NAMES_RECALL: f64 = 0.99;
/// … and so much of what is found is right.
const NAMES_PRECISION: f64 = 0.98;
/// The same for role nouns.
const ROLES_RECALL: f64 = 0.85;
const ROLES_PRECISION: f64 = 0.90;

/// A marked name: bytes in its segment, ids (several where actors compete), kind.
struct Mark {
    start: usize,
    end: usize,
    ids: Vec<String>,
    kind: String,
    form: String,
}

/// A marked article: its id, and by segment (`title`, `h 0`, `p 3`) the text and its marks.
struct Gold {
    article: String,
    segments: Vec<(String, String, Vec<Mark>)>,
}

fn gold() -> Vec<Gold> {
    let folder = root().join("tests/data/gold");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the gold files").flatten().map(|e| e.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files.iter().map(|path| parse(&fs::read_to_string(path).expect("a gold file"))).collect()
}

fn parse(text: &str) -> Gold {
    let mut lines = text.trim_end().lines();
    let article = lines.next().and_then(|line| line.strip_prefix("# ")).expect("the article's id").to_owned();
    let mut marked: Vec<(String, String)> = Vec::new();
    for line in lines {
        if let Some(name) = line.strip_prefix("## ") {
            marked.push((name.to_owned(), String::new()));
        } else if let Some((_, text)) = marked.last_mut() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
    let segments = marked.into_iter().map(|(name, text)| {
        let (plain, marks) = unmark(&text);
        (name, plain, marks)
    });
    Gold { article, segments: segments.collect() }
}

/// The text without its marks, and these.
fn unmark(text: &str) -> (String, Vec<Mark>) {
    let (mut plain, mut marks) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟦') {
        plain.push_str(before);
        let (mark, after) = after.split_once('⟧').expect("a mark is closed");
        let cells: Vec<&str> = mark.split('|').collect();
        let [form, ids, kind] = cells[..] else { panic!("a mark has a form, an id and a kind: {mark}") };
        let start = plain.len();
        plain.push_str(form);
        let ids = ids.split('/').map(str::to_owned).collect();
        marks.push(Mark { start, end: plain.len(), ids, kind: kind.to_owned(), form: form.to_owned() });
        rest = after;
    }
    plain.push_str(rest);
    (plain, marks)
}

/// The segments of an article as the program tags them: text and mentions.
fn tagged(article: &str) -> BTreeMap<String, (String, Vec<Value>)> {
    let folder = Folder::new();
    let run = folder.warraq(&["show", article, "--format", "jsonl", "--index", sample_index()]).finds();
    let shown = run.objects().remove(0);
    let list = |value: &Value| -> Vec<Value> {
        let mentions = value.as_array().cloned().unwrap_or_default();
        let place = |mention: &Value| (mention["start"].as_u64(), mention["end"].as_u64());
        let is_within = |inner: &Value| {
            let (start, end) = place(inner);
            mentions
                .iter()
                .map(place)
                .any(|(from, to)| from <= start && end <= to && (from, to) != (start, end))
        };
        // A place inside a longer name is marked by that name alone.
        mentions.iter().filter(|mention| !is_within(mention)).cloned().collect()
    };
    let mut segments = BTreeMap::new();
    segments.insert("title".to_owned(), (string(&shown, "title"), list(&shown["title_mentions"])));
    let mut headings = 0;
    let mut last = Value::Null;
    for passage in shown["passages"].as_array().expect("passages").iter().filter(|p| p["part"] == "body") {
        let heading = &passage["heading"];
        if !heading.is_null() && *heading != last {
            let text = heading.as_str().unwrap_or_default().to_owned();
            segments.insert(format!("h {headings}"), (text, list(&passage["heading_mentions"])));
            headings += 1;
        }
        last = heading.clone();
        let name = format!("p {}", passage["passage"]);
        segments.insert(name, (string(passage, "text"), list(&passage["mentions"])));
    }
    segments
}

/// `name` stands for names and aliases alike.
fn group(kind: &str) -> &'static str {
    match kind {
        "role" => "role",
        "short" => "short",
        _ => "name",
    }
}

fn is_same(mark: &Mark, mention: &Value) -> bool {
    let (start, end) = (mention["start"].as_u64(), mention["end"].as_u64());
    let overlaps =
        start.is_some_and(|start| start < mark.end as u64) && end.is_some_and(|end| end > mark.start as u64);
    let is_role = |kind: &str| kind == "role";
    let id = string(mention, "id");
    let mut ids = vec![id.clone()];
    ids.extend(
        mention["ambiguous_with"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|v| v.as_str().unwrap_or_default().to_owned()),
    );
    ids.sort();
    let mut wanted = mark.ids.clone();
    wanted.sort();
    // What no table lists has no id that a reader could know.
    let is_discovered = mark.ids.len() == 1 && mark.ids[0].starts_with("new:") && id.starts_with("d:");
    overlaps && is_role(&mark.kind) == is_role(&string(mention, "kind")) && (ids == wanted || is_discovered)
}

#[derive(Default)]
struct Score {
    found: usize,
    wanted: usize,
    right: usize,
    given: usize,
    exact: usize,
}

#[test]
fn every_marked_name_is_found_and_nothing_else() {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut faults = Vec::new();
    let articles = gold();
    assert!(articles.len() >= 25, "only {} articles are marked", articles.len());
    for gold in &articles {
        let tagged = tagged(&gold.article);
        for (name, text, marks) in &gold.segments {
            let (shown, mentions) =
                tagged.get(name).unwrap_or_else(|| panic!("{} has no {name}", gold.article));
            assert_eq!(shown, text, "{} {name} is not the text that was marked", gold.article);
            let mut used = vec![false; mentions.len()];
            for mark in marks {
                let score = scores.entry(group(&mark.kind)).or_default();
                score.wanted += 1;
                let hit = (0..mentions.len()).find(|&at| !used[at] && is_same(mark, &mentions[at]));
                if let Some(at) = hit {
                    used[at] = true;
                    score.found += 1;
                    let is_exact = mentions[at]["start"] == mark.start && mentions[at]["end"] == mark.end;
                    score.exact += usize::from(is_exact);
                } else {
                    faults.push(format!(
                        "{} {name}: missed {} {} {}",
                        gold.article,
                        mark.kind,
                        mark.form,
                        mark.ids.join("/")
                    ));
                }
            }
            for (mention, used) in mentions.iter().zip(used) {
                let score = scores.entry(group(&string(mention, "kind"))).or_default();
                score.given += 1;
                score.right += usize::from(used);
                if !used {
                    faults.push(format!("{} {name}: too much {mention}", gold.article));
                }
            }
        }
    }
    println!("{:<8} {:>7} {:>10} {:>10} {:>11}", "kind", "gold", "recall", "precision", "exact spans");
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    let mut names = Score::default();
    for (kind, score) in &scores {
        println!(
            "{kind:<8} {:>7} {:>10.4} {:>10.4} {:>11.4}",
            score.wanted,
            share(score.found, score.wanted),
            share(score.right, score.given),
            share(score.exact, score.found)
        );
        if *kind != "role" {
            names.found += score.found;
            names.wanted += score.wanted;
            names.right += score.right;
            names.given += score.given;
        }
    }
    println!("{}", faults.join("\n"));
    let told = faults.join("\n");
    assert!(share(names.found, names.wanted) >= NAMES_RECALL, "recall of names\n{told}");
    assert!(share(names.right, names.given) >= NAMES_PRECISION, "precision of names\n{told}");
    let roles = &scores["role"];
    assert!(share(roles.found, roles.wanted) >= ROLES_RECALL, "recall of roles\n{told}");
    assert!(share(roles.right, roles.given) >= ROLES_PRECISION, "precision of roles\n{told}");
}
