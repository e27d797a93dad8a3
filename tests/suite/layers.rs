//! Calls go downward only: the `crate::` paths of `src/` are held to the law of
//! the layers, and tantivy stays where it belongs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::util::root;

/// Every top-level module and those it may name.
const LAW: [(&str, &[&str]); 15] = [
    ("main", &["cli"]),
    ("lib", &[]),
    (
        "cli",
        &[
            "search",
            "query",
            "index",
            "ingest",
            "gazetteer",
            "entity",
            "arabic",
            "document",
            "bounded",
            "times",
            "error",
        ],
    ),
    ("search", &["query", "index", "entity", "arabic", "document", "error"]),
    ("query", &["index", "entity", "arabic", "document", "error"]),
    ("index", &["entity", "arabic", "document", "digest", "times", "error"]),
    ("ingest", &["entity", "arabic", "document", "digest", "bounded", "times", "error"]),
    ("gazetteer", &["entity", "bounded", "error"]),
    ("entity", &["arabic", "document", "error"]),
    ("arabic", &["document", "error"]),
    ("document", &[]),
    ("digest", &[]),
    ("times", &[]),
    ("bounded", &["error"]),
    ("error", &[]),
];
/// The modules that may name the storage engine.
const STORAGE: [&str; 2] = ["index", "search"];

/// A source file without comments and tests; lines keep their numbers.
struct Source {
    /// Path below the root, for messages.
    path: String,
    /// Names of its modules from the root of the crate; empty for the root itself.
    module: Vec<String>,
    code: String,
}

impl Source {
    fn read(path: &Path) -> Self {
        let below = path.strip_prefix(root().join("src")).expect("it lies below src").with_extension("");
        let mut module: Vec<String> = below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|name| name == "mod") {
            module.pop();
        }
        let text = fs::read_to_string(path).expect("sources can be read");
        Source {
            path: format!("src/{}", below.with_extension("rs").display()),
            module,
            code: without_tests(&text),
        }
    }

    fn top(&self) -> &str {
        &self.module[0]
    }

    /// How many modules it lies below the root of the crate.
    fn depth(&self) -> usize {
        if ["main", "lib"].contains(&self.top()) { 0 } else { self.module.len() }
    }

    fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }

    /// The top-level modules named, with the line each is named on.
    fn edges(&self) -> Vec<(usize, String)> {
        let roots = ["crate::".to_owned(), "warraq::".to_owned(), "super::".repeat(self.depth())];
        let mut edges = Vec::new();
        for prefix in roots.iter().filter(|prefix| !prefix.is_empty()) {
            for (at, _) in self.code.match_indices(prefix.as_str()) {
                let before = self.code[..at].chars().next_back();
                // Deeper in a path it is another prefix: super::super:: holds super::.
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                    continue;
                }
                for name in names(&self.code[at + prefix.len()..]) {
                    edges.push((self.line(at), name));
                }
            }
        }
        edges
    }
}

/// The first name of a path, or of each path in a group `{a::b, c}`.
fn names(path: &str) -> Vec<String> {
    let name = |path: &str| -> String {
        path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(name(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// Comments and what `#[cfg(test)]` guards become empty lines.
fn without_tests(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    // The line that ends the guarded item: its closing brace at its own indent.
    let mut end: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if let Some(closing) = &end {
            let is_one_line = !trimmed.starts_with("#[")
                && line.ends_with(';')
                && !line.starts_with(&format!("{closing} "));
            let same_indent = line.len() - trimmed.len() == closing.len() - 1;
            if line == closing || (is_one_line && same_indent) {
                end = None;
            }
        } else if trimmed.starts_with("#[cfg(test)]") {
            end = Some(format!("{}}}", &line[..line.len() - trimmed.len()]));
        } else if !trimmed.starts_with("//") {
            code.push_str(line);
        }
        code.push('\n');
    }
    code
}

fn sources() -> Vec<Source> {
    let mut folders = vec![root().join("src")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| Source::read(path)).collect()
}

#[test]
fn modules_name_only_what_lies_below_them() {
    let modules: Vec<&str> = LAW.iter().map(|(name, _)| *name).collect();
    let mut faults: Vec<String> = Vec::new();
    let mut edges = 0;
    for source in sources() {
        let Some((_, allowed)) = LAW.iter().find(|(name, _)| *name == source.top()) else {
            faults.push(format!("{}: the law does not know the module {}", source.path, source.top()));
            continue;
        };
        for (line, name) in source.edges() {
            edges += 1;
            let is_own = name == source.top();
            if modules.contains(&name.as_str()) && !is_own && !allowed.contains(&name.as_str()) {
                faults.push(format!(
                    "{}:{line}: {} names {name}; the law: {} may name {}",
                    source.path,
                    source.top(),
                    source.top(),
                    if allowed.is_empty() { "no other module".to_owned() } else { allowed.join(", ") }
                ));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "calls go downward only (see LAW in tests/suite/layers.rs):\n{}",
        faults.join("\n")
    );
    assert!(edges > 50, "only {edges} paths were seen: the reader of sources is broken");
}

#[test]
fn only_index_and_search_name_tantivy() {
    let mut users = Vec::new();
    let mut faults: Vec<String> = Vec::new();
    for source in sources() {
        for (at, _) in source.code.match_indices("tantivy") {
            users.push(source.top().to_owned());
            if !STORAGE.contains(&source.top()) {
                faults.push(format!("{}:{}: names tantivy", source.path, source.line(at)));
            }
        }
    }
    assert!(faults.is_empty(), "the law: only src/index and src/search name tantivy\n{}", faults.join("\n"));
    assert!(
        STORAGE.iter().all(|module| users.iter().any(|user| user == module)),
        "the reader of sources is broken"
    );
}

#[test]
fn no_source_holds_unsafe_code() {
    for source in sources() {
        let found = source.code.match_indices("unsafe").next().map(|(at, _)| source.line(at));
        assert_eq!(found, None, "{} holds unsafe code on this line", source.path);
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("there is a manifest");
    assert!(manifest.contains("unsafe_code = \"forbid\""), "the manifest must forbid unsafe code");
}

#[test]
fn the_reader_of_sources_sees_groups_and_leaves_tests_out() {
    assert_eq!(names("{index::{Archive, terms}, query,\n    error::Error}; x"), ["index", "query", "error"]);
    assert_eq!(names("search::search;"), ["search"]);
    let text = "use crate::a;\n// crate::b\n#[cfg(test)]\nmod tests {\n    use crate::c;\n}\n#[cfg(test)]\nuse crate::d;\nfn f() {}\n";
    assert_eq!(without_tests(text).replace('\n', ""), "use crate::a;fn f() {}");
}
