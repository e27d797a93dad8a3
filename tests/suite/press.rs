//! Latin spellings of the press, from beside the project: each must find the Arabic
//! name among the first five, in an archive that names all the others too.

use std::collections::BTreeMap;

use crate::util::{Folder, shared};

/// How far down the name may stand.
const DEPTH: usize = 5;

/// Latin spellings and the Arabic names each may mean.
fn press_queries() -> Option<Vec<(String, Vec<String>)>> {
    let path = shared("gazetteer/transliteration/press_queries.tsv")?;
    let table = std::fs::read_to_string(path).expect("a table of UTF-8");
    let rows = table.lines().skip(1).filter_map(|line| line.split_once('\t'));
    Some(
        rows.map(|(latin, arabic)| (latin.to_owned(), arabic.split('|').map(str::to_owned).collect()))
            .collect(),
    )
}

#[test]
fn spellings_of_the_press_find_the_arabic_name() {
    let Some(queries) = press_queries() else { return };
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for name in queries.iter().flat_map(|(_, names)| names) {
        let next = names.len();
        names.entry(name).or_insert(next);
    }
    let articles: Vec<String> = names
        .iter()
        .map(|(name, number)| {
            serde_json::json!({ "id": number.to_string(), "body": format!("وصل الوفد إلى {name} أمس.") })
                .to_string()
        })
        .collect();
    let folder = Folder::with("names.jsonl", articles.join("\n")).ingested();
    let mut missed = Vec::new();
    for (latin, wanted) in &queries {
        let run = folder.warraq(&["search", "--quiet", "-f", "jsonl", "-n", &DEPTH.to_string(), latin]);
        assert!(run.status < 2, "{latin}: {}", run.stderr);
        let found = run.articles();
        let is_found = wanted.iter().any(|name| found.contains(&names[name.as_str()].to_string()));
        if !is_found {
            missed.push(format!("{latin} does not find {} among the first {DEPTH}", wanted.join(" or ")));
        }
    }
    assert!(missed.is_empty(), "{} of {} are missed:\n{}", missed.len(), queries.len(), missed.join("\n"));
}
