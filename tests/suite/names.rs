//! Every one-word name of the gazetteer under every proclitic: how many are found,
//! and which names are taken for one another.

use std::collections::{BTreeMap, BTreeSet};

use warraq::arabic::{Analyzer, Lexicon, letters, normalize, segment};
use warraq::gazetteer;

use crate::util::root;

const CONJUNCTIONS: [&str; 3] = ["", "و", "ف"];
const PREPOSITIONS: [&str; 4] = ["", "ب", "ل", "ك"];

/// An Arabic name of one word.
#[derive(Default)]
struct Name {
    /// Whether a person checked it.
    checked: bool,
    /// Whom it names.
    entities: BTreeSet<String>,
}

/// The names as they are spelled.
fn names() -> BTreeMap<String, Name> {
    let gazetteer = gazetteer::built_in().expect("the built-in gazetteer");
    let mut names: BTreeMap<String, Name> = BTreeMap::new();
    for entity in gazetteer.entities() {
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            if segment::words(name).count() == 1 && name.chars().all(letters::is_arabic) {
                let known = names.entry(name.clone()).or_default();
                known.checked |= entity.checked;
                known.entities.insert(entity.id.clone());
            }
        }
    }
    names
}

fn lexicon() -> Lexicon {
    gazetteer::built_in().expect("the built-in gazetteer").lexicon().clone()
}

/// The name after each conjunction and preposition; ل and the article are written لل.
fn forms(name: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for conjunction in CONJUNCTIONS {
        for preposition in PREPOSITIONS {
            let rest = match name.strip_prefix("ال") {
                Some(bare) if preposition == "ل" && bare.starts_with('ل') => format!("ل{bare}"),
                Some(bare) if preposition == "ل" => format!("لل{bare}"),
                _ => format!("{preposition}{name}"),
            };
            forms.push(format!("{conjunction}{rest}"));
        }
    }
    forms
}

/// Of all names, and of those that a person checked, so many forms in a hundred must be found.
const RECALL: [(&str, f64); 2] = [("all", 99.0), ("checked", 99.8)];

#[test]
fn every_name_is_found_under_every_proclitic() {
    let mut analyzer = Analyzer::new(lexicon());
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for (name, known) in names() {
        let own = analyzer.word(&name);
        for form in forms(&name) {
            let other = analyzer.word(&form);
            let is_found = own.stems().any(|stem| other.stems().any(|form| form == stem));
            for group in ["all", "checked"].into_iter().take(1 + usize::from(known.checked)) {
                let (found, all) = counts.entry(group).or_default();
                *all += 1;
                *found += usize::from(is_found);
            }
            if !is_found && known.checked {
                missed.push(format!("{name} {form}"));
            }
        }
    }
    for (group, bar) in RECALL {
        let (found, all) = counts[group];
        let recall = found as f64 * 100.0 / all as f64;
        println!("{group}: {found} of {all} forms, {recall:.2} %");
        assert!(recall >= bar, "{group}: {recall:.2} % of {all} forms are found; missed: {missed:?}");
    }
}

/// Why two names have a stem in common.
fn reason(names: &BTreeSet<String>, all: &BTreeMap<String, Name>, lexicon: &Lexicon) -> Option<&'static str> {
    let norms: BTreeSet<String> = names.iter().map(|name| normalize::exact_norm(name)).collect();
    let bare: BTreeSet<&str> = norms.iter().map(|norm| norm.strip_prefix("ال").unwrap_or(norm)).collect();
    if bare.len() == 1 {
        return Some("the same letters, but for the article");
    }
    let mut entities = names.iter().map(|name| &all[name].entities);
    let first = entities.next()?.clone();
    if !entities.fold(first, |shared, next| &shared & next).is_empty() {
        return Some("names of one entity");
    }
    let is_unchecked = |name: &&String| !all[*name].checked;
    if names.iter().filter(|name| !is_unchecked(name)).count() > 1 {
        return None;
    }
    // Beside at most one checked name, places that nobody checked.
    if norms.iter().any(|norm| !lexicon.is_whole(norm)) {
        return Some("an ordinary word, or too short: a name only after a cue");
    }
    let has_clitic = |norm: &String| {
        let rest = norm.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']);
        rest.is_some_and(|rest| norms.contains(rest) || bare.contains(rest))
    };
    norms.iter().any(has_clitic).then_some("one is the other after a clitic: nobody can tell")
}

/// The table of what else may share a stem: the stem and why.
fn excused() -> BTreeMap<String, String> {
    let table = std::fs::read_to_string(root().join("tests/data/shared_names.tsv")).expect("the table");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let cells = lines.map(|line| line.split_once('\t').expect("a stem and why"));
    cells.map(|(stem, why)| (stem.to_owned(), why.to_owned())).collect()
}

#[test]
fn no_two_names_share_a_form_without_a_reason() {
    let lexicon = lexicon();
    let mut analyzer = Analyzer::new(lexicon.clone());
    let all = names();
    let mut by_stem: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in all.keys() {
        for stem in analyzer.word(name).stems() {
            by_stem.entry(stem.to_owned()).or_default().insert(name.clone());
        }
    }
    let mut excused = excused();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for (stem, names) in by_stem.iter().filter(|(_, names)| names.len() > 1) {
        match reason(names, &all, &lexicon) {
            Some(why) => *counts.entry(why).or_default() += 1,
            None if excused.remove(stem).is_some() => {}
            None => {
                unexplained.push(format!("{stem}: {}", names.iter().cloned().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    println!("{counts:#?}");
    assert!(
        unexplained.is_empty(),
        "{} stems are shared without a reason:\n{}",
        unexplained.len(),
        unexplained.join("\n")
    );
    assert!(excused.is_empty(), "shared_names.tsv excuses what is not shared: {excused:?}");
}
