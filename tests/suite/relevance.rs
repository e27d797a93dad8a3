//! What a search must find first, what it must find at all, and what must not
//! stand before it: the cases of `tests/data/search_cases.tsv`.

use crate::util::{root, search};

/// One line of the table.
struct Case<'a> {
    line: usize,
    query: &'a str,
    top: Vec<&'a str>,
    found: Vec<&'a str>,
    wrong: Vec<&'a str>,
    why: &'a str,
}

impl<'a> Case<'a> {
    fn of((number, line): (usize, &'a str)) -> Self {
        let cells: Vec<&str> = line.split('\t').collect();
        let [query, top, found, wrong, why] = cells[..] else {
            panic!("search_cases.tsv:{}: expected 5 cells, found {}", number + 1, cells.len())
        };
        let list = |cell: &'a str| cell.split(';').filter(|id| !id.is_empty()).collect();
        Case { line: number + 1, query, top: list(top), found: list(found), wrong: list(wrong), why }
    }

    /// How far down a `top` article may stand.
    fn depth(&self) -> usize {
        (2 * (self.top.len() + self.found.len())).max(5)
    }

    /// What the ranking gets wrong; nothing when all is well.
    fn faults(&self) -> Vec<String> {
        let run = search(self.query);
        if run.status == 2 {
            return vec![run.stderr];
        }
        let articles = run.articles();
        let place = |id: &str| articles.iter().position(|article| article == id);
        let shown = |place: Option<usize>| place.map_or("nowhere".to_owned(), |at| format!("at {}", at + 1));
        let mut faults = Vec::new();
        for id in &self.top {
            if place(id).is_none_or(|at| at >= self.depth()) {
                faults.push(format!(
                    "{id} must be among the first {}, but is {}",
                    self.depth(),
                    shown(place(id))
                ));
            }
        }
        for id in &self.found {
            if place(id).is_none() {
                faults.push(format!("{id} must be found"));
            }
        }
        let last_top = self.top.iter().filter_map(|id| place(id)).max();
        for id in &self.wrong {
            let Some(at) = place(id) else { continue };
            if last_top.is_none_or(|last| at < last) {
                faults.push(format!(
                    "{id} is {}, but the last of the expected is {}",
                    shown(Some(at)),
                    shown(last_top)
                ));
            }
        }
        faults
    }
}

#[test]
fn every_case_of_the_table_is_ranked_as_expected() {
    let table =
        std::fs::read_to_string(root().join("tests/data/search_cases.tsv")).expect("the table is there");
    let cases: Vec<Case<'_>> = table.lines().enumerate().skip(1).map(Case::of).collect();
    assert!(cases.len() >= 60, "only {} cases are left", cases.len());
    let mut report: Vec<String> = Vec::new();
    for case in &cases {
        for fault in case.faults() {
            report.push(format!("search_cases.tsv:{}: {}\n  {fault}\n  {}", case.line, case.query, case.why));
        }
    }
    assert!(report.is_empty(), "the ranking misses what the table expects:\n{}", report.join("\n"));
}

#[test]
fn every_article_of_the_table_is_in_the_archive() {
    let table =
        std::fs::read_to_string(root().join("tests/data/search_cases.tsv")).expect("the table is there");
    let known = search("date:2000..2030").articles();
    for case in table.lines().enumerate().skip(1).map(Case::of) {
        for id in case.top.iter().chain(&case.found).chain(&case.wrong) {
            assert!(
                known.iter().any(|article| article == id),
                "search_cases.tsv:{}: no article {id}",
                case.line
            );
        }
    }
}
