//! Pages of results: put together they are the one big list, in every order, and the
//! list does not depend on how many threads wrote the index.

use crate::util::{Folder, Random, root, warraq};

/// Queries with many equal scores, with few results, and with none.
const QUERIES: [&str; 8] = [
    "في",
    "القلمون",
    "معارك OR الجيش",
    "\"حزب الله\"",
    "ا*",
    "location:سوريا",
    "date:2017..2018",
    "Boukamal -داعش",
];
const EVERYTHING: &str = "1000000000";

/// The lines of a list without their ranks' place in it.
fn lines(arguments: &[&str]) -> Vec<String> {
    let run = warraq(&[arguments, &["--quiet", "--format", "jsonl"]].concat());
    assert!((0..=1).contains(&run.status), "{arguments:?}: {}", run.stderr);
    run.out().lines().map(str::to_owned).collect()
}

#[test]
fn pages_put_together_are_the_list() {
    let mut random = Random::new(7);
    for query in QUERIES {
        for by in ["passage", "article"] {
            for sort in ["score", "date", "oldest"] {
                let asked = ["search", query, "--by", by, "--sort", sort];
                let list = lines(&[&asked[..], &["-n", EVERYTHING]].concat());
                let mut pages: Vec<String> = Vec::new();
                while pages.len() < list.len() {
                    // Large pages, so that a list takes few runs; one small one among them.
                    let size = if pages.is_empty() { 1 } else { list.len() / 3 + 1 + random.below(20) };
                    let (size, offset) = (size.to_string(), pages.len().to_string());
                    let page = lines(&[&asked[..], &["-n", &size, "--offset", &offset]].concat());
                    assert!(!page.is_empty(), "{asked:?} has no page at {offset} of {}", list.len());
                    pages.extend(page);
                }
                assert!(pages == list, "{asked:?}: pages put together are not the list");
            }
        }
    }
}

#[test]
fn a_list_of_mentions_begins_as_the_whole_does() {
    let mut random = Random::new(8);
    for name in ["حزب الله", "سوريا", "البوكمال"] {
        for sort in ["index", "date", "article", "form", "before", "after"] {
            let asked = ["mentions", name, "--sort", sort, "--kinds", "all"];
            let list = lines(&asked);
            let size = random.below(list.len() + 1);
            let begun = lines(&[&asked[..], &["-n", &size.to_string()]].concat());
            assert!(begun == list[..size], "{asked:?} -n {size}");
        }
    }
}

#[test]
fn lists_do_not_depend_on_the_threads_that_wrote_the_index() {
    let folder = Folder::new();
    let corpus = root().join("corpus").display().to_string();
    for threads in ["1", "4"] {
        let index = format!("threads-{threads}");
        folder.warraq(&["ingest", "-q", &corpus, "--threads", threads, "--index", &index]).finds();
    }
    let mut commands: Vec<Vec<&str>> = Vec::new();
    for query in QUERIES {
        for by in ["passage", "article"] {
            for sort in ["score", "date", "oldest"] {
                commands.push(vec!["search", query, "-n", EVERYTHING, "--by", by, "--sort", sort]);
            }
        }
    }
    for sort in ["date", "article", "form", "before", "after"] {
        commands.push(vec!["mentions", "سوريا", "--kinds", "all", "--sort", sort]);
    }
    for what in ["form", "kind", "entity", "source", "month", "section", "location", "article"] {
        commands.push(vec!["mentions", "حزب الله", "--group-by", what]);
    }
    for list in ["actors", "locations", "sections", "sources"] {
        commands.push(vec![list]);
    }
    commands.push(vec!["actors", "--discovered", "--at-least", "1"]);
    commands.push(vec!["actor", "حزب الله"]);
    commands.push(vec!["location", "سوريا"]);
    commands.push(vec!["together", "سوريا", "حزب الله", "-n", EVERYTHING]);
    for command in commands {
        let [one, four] = ["threads-1", "threads-4"].map(|index| {
            let run = folder.warraq(&[&command[..], &["-f", "jsonl", "--index", index]].concat());
            (run.out().to_owned(), run.stderr)
        });
        assert!(one == four, "{command:?} depends on the threads of the ingest");
    }
}
