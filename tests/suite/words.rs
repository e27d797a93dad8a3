//! Which words a search takes as one and which it keeps apart:
//! the forms of `tests/data/word_forms.tsv`, a test a rule.

use std::sync::OnceLock;

use crate::util::{Folder, root};

/// One line of the table.
struct Line {
    number: usize,
    rule: String,
    meet: bool,
    forms: Vec<String>,
}

fn table() -> &'static [Line] {
    static TABLE: OnceLock<Vec<Line>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text =
            std::fs::read_to_string(root().join("tests/data/word_forms.tsv")).expect("the table is there");
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        lines
            .map(|(at, line)| {
                let mut cells = line.split('\t').map(str::to_owned);
                let rule = cells.next().unwrap_or_default();
                let meet = match cells.next().as_deref() {
                    Some("meet") => true,
                    Some("apart") => false,
                    other => panic!("word_forms.tsv:{}: {other:?} is neither meet nor apart", at + 1),
                };
                let forms: Vec<String> = cells.collect();
                assert!(forms.len() > 1, "word_forms.tsv:{}: one form alone", at + 1);
                Line { number: at + 1, rule, meet, forms }
            })
            .collect()
    })
}

/// An archive with one article for each form of the table; its id is the line and the form's place.
fn archive() -> &'static Folder {
    static ARCHIVE: OnceLock<Folder> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let articles: Vec<String> = table()
            .iter()
            .flat_map(|line| {
                line.forms.iter().enumerate().map(move |(at, form)| {
                    serde_json::json!({ "id": format!("{}-{at}", line.number), "body": form }).to_string()
                })
            })
            .collect();
        Folder::with("forms.jsonl", articles.join("\n")).ingested()
    })
}

/// Holds every line of a rule to what it says.
#[track_caller]
fn hold(rule: &str) {
    let lines: Vec<&Line> = table().iter().filter(|line| line.rule == rule).collect();
    assert!(!lines.is_empty(), "the table has no rule {rule}");
    let mut faults = Vec::new();
    for line in lines {
        for (asked, query) in line.forms.iter().enumerate() {
            let run = archive().warraq(&["search", "--quiet", "-f", "jsonl", "-n", "1000", query]);
            assert!(run.status < 2, "{query}: {}", run.stderr);
            let found = run.articles();
            for (at, form) in line.forms.iter().enumerate() {
                let is_found = found.contains(&format!("{}-{at}", line.number));
                if is_found != (line.meet || at == asked) {
                    let verb = if is_found { "finds" } else { "does not find" };
                    faults.push(format!("word_forms.tsv:{}: {query} {verb} {form}", line.number));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

macro_rules! rules {
    ($($rule:ident)*) => {
        $(#[test] fn $rule() { hold(stringify!($rule)); })*

        #[test]
        fn every_rule_of_the_table_has_a_test() {
            let tested = [$(stringify!($rule)),*];
            for line in table() {
                let rule = line.rule.as_str();
                assert!(tested.contains(&rule), "word_forms.tsv:{}: no test for {rule}", line.number);
            }
        }
    };
}

rules! {
    article_and_clitics
    clitics_on_bare_names
    joined_names
    kunya
    final_maksura
    teh_marbuta
    hamza
    country_spellings
    persian_letters
    presentation_forms
    marks_and_stretching
    digits
    sound_plurals_and_possessives
    broken_plurals
    nationality
    names_across_scripts
    future_and_verbs
    hamza_after_a_clitic
    weak_endings
    swallowed_lam
    possessive_of_a_feminine
    chance_clitics
    different_names
    different_words
}

/// A nationality adjective is found for its country, below the country's own name.
#[test]
fn the_adjective_ranks_below_the_country() {
    let folder = Folder::new()
        .and("adjective.txt", "قال المسؤول السوري إن الأمر انتهى")
        .and("country.txt", "قال المسؤول إن سوريا الأمر انتهى")
        .ingested();
    assert_eq!(folder.search(&["سوريا"]).finds().articles(), ["country", "adjective"]);
}

/// What is only related is found, but neither excluded nor as near as the word itself.
#[test]
fn related_words_are_not_excluded() {
    let folder = Folder::new()
        .and("one.txt", "دارت معركة في المدينة")
        .and("many.txt", "دارت معارك في المدينة")
        .ingested();
    assert_eq!(folder.search(&["معركة"]).finds().articles(), ["one", "many"]);
    assert_eq!(folder.search(&["دارت -معركة"]).finds().articles(), ["many"]);
}

#[test]
fn names_of_one_or_two_words_meet_in_phrases_and_fields() {
    let folder = Folder::new()
        .and("one.md", "# عبدالكريم في بغداد\n\nزار عبدالكريم بغداد.")
        .and("two.md", "# عبد الكريم في بغداد\n\nزار عبد الكريم بغداد.")
        .ingested();
    for query in [
        "\"عبد الكريم بغداد\"",
        "\"عبدالكريم بغداد\"",
        "\"عبد الكريم\" NEAR/3 بغداد",
        "عبدالكريم NEAR/3 بغداد",
        "title:\"عبد الكريم\"",
        "title:عبدالكريم",
    ] {
        let mut found = folder.search(&[query]).finds().articles();
        found.sort_unstable();
        assert_eq!(found, ["one", "two"], "{query}");
    }
}

#[test]
fn a_hyphenated_latin_name_is_taken_by_its_sound() {
    let folder = Folder::new()
        .and("aziz.txt", "قال عبد الرزاق الجاسمي إنه غادر")
        .and("other.txt", "قال كمال الزرزوري إنه عاد")
        .ingested();
    for query in ["Abdel-Razzaq", "Al-Jasimi"] {
        assert_eq!(folder.search(&[query]).finds().articles(), ["aziz"], "{query}");
    }
}

/// An ordinary word, with its article or without, is no name in Latin letters.
#[test]
fn ordinary_words_are_not_looked_for_in_latin_letters() {
    let folder = Folder::new()
        .and("latin.txt", "قالت جمعية SMA إن البحث مستمر")
        .and("arabic.txt", "قال الوزير إن الأزمة مستمرة")
        .ingested();
    for query in ["أزمة", "الأزمة", "بالأزمة", "والأزمة"] {
        assert_eq!(folder.search(&[query]).finds().articles(), ["arabic"], "{query}");
    }
}

/// The family of a verb is found among several words, below the word itself; alone it is not.
#[test]
fn a_verbs_family_counts_among_several_words() {
    let folder = Folder::new()
        .and("same.txt", "قال إن المدينة تستضيف المهرجان")
        .and("family.txt", "قال إن المدينة أعلنت استضافة المهرجان")
        .and("neither.txt", "قال إن المدينة أعلنت إلغاء المهرجان")
        .ingested();
    let found = folder.search(&["تستضيف المهرجان"]).finds().articles();
    assert_eq!(found, ["same", "family", "neither"]);
    assert_eq!(folder.search(&["تستضيف"]).finds().articles(), ["same"]);
}

/// What a sign asks for is excluded with it, however many edits away.
#[test]
fn a_fuzzy_word_is_excluded_with_all_its_edits() {
    let folder = Folder::new()
        .and("two.txt", "وصل الوفد إلى خرستايا")
        .and("other.txt", "وصل الوفد إلى المطار")
        .ingested();
    assert_eq!(folder.search(&["خرستافو~"]).finds().articles(), ["two"]);
    assert_eq!(folder.search(&["الوفد -خرستافو~"]).finds().articles(), ["other"]);
}

/// Quotation marks keep the order, hyphens or not.
#[test]
fn a_phrase_with_a_hyphen_is_a_phrase() {
    let folder = Folder::new()
        .and("phrase.txt", "قالت شركة State-owned Company أمس")
        .and("words.txt", "قالت Company أمس إنها State ثم owned")
        .ingested();
    assert_eq!(folder.search(&["\"state-owned company\""]).finds().articles(), ["phrase"]);
}
