//! An ingest into an index that is there: what did not change is not read, what did is
//! replaced, and the result is the index that a full ingest would have made.

use std::fs;
use std::path::Path;

use crate::faults::library;
use crate::util::{Folder, Index, program, run_of};

const FIRST: &str =
    "وصل القطار صباح اليوم إلى محطة دمشق القديمة بعد غياب طويل، وقال حزب الله إنه لا يعرف السبب.";
const SECOND: &str = "أعلنت وزارة النقل في بغداد أن القطار لن يصل إلى المحطة قبل المساء بسبب الأمطار.";
const OTHER: &str = "افتتح في حلب معرض للكتب القديمة حضره مئات الزوار من المدينة وريفها.";
const WORD: &str = "القطار";

fn said(folder: &Folder, arguments: &[&str]) -> String {
    folder.ingest(arguments).finds().stderr
}

/// Holds the index to the one that a full ingest of the same archive makes.
#[track_caller]
fn assert_as_if_new(folder: &Folder) {
    folder.warraq(&["verify", "--quiet"]).finds();
    folder.warraq(&["ingest", "archive", "--quiet", "--rebuild", "--index", "fresh"]).finds();
    let (updated, fresh) = (Index::of(folder, "index"), Index::of(folder, "fresh"));
    let difference = updated.difference(&fresh);
    assert!(
        difference.is_none(),
        "differs from an index that is built anew: {}",
        difference.unwrap_or_default()
    );
}

/// Which files of the archive an ingest opens, by name; `None` where nobody can look.
fn opened_by_ingest(folder: &Folder, arguments: &[&str]) -> Option<Vec<String>> {
    let mut command = program(folder.path(), &[&["ingest", "archive"], arguments].concat());
    command.env("LD_PRELOAD", library()?).env("FAULT_OPENED", folder.path().join("opened"));
    run_of(command, "an ingest that is watched").finds();
    let opened = fs::read_to_string(folder.path().join("opened")).expect("the list of opened files");
    let mut names: Vec<String> = opened
        .lines()
        .map(Path::new)
        .filter(|path| path.parent().is_some_and(|folder| folder.ends_with("archive")))
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.dedup();
    Some(names)
}

#[test]
fn what_did_not_change_is_not_read_again() {
    let folder = Folder::with("a.txt", FIRST).and("b.txt", SECOND).ingested();
    // Files that had just been written are looked into once more.
    said(&folder, &[]);
    let Some(opened) = opened_by_ingest(&folder, &[]) else { return };
    assert_eq!(opened, [""; 0]);
    folder.write("archive/b.txt", OTHER);
    assert_eq!(opened_by_ingest(&folder, &[]).unwrap_or_default(), ["b.txt"]);
    assert_eq!(opened_by_ingest(&folder, &["--checksum"]).unwrap_or_default(), ["a.txt", "b.txt"]);
}

#[test]
fn a_change_is_seen_though_size_and_time_stay() {
    let folder = Folder::with("a.txt", FIRST).and("b.txt", SECOND).ingested();
    age(&folder, "a.txt", 100);
    said(&folder, &[]);
    let changed = FIRST.replace("القطار", "الحصان");
    assert_eq!(changed.len(), FIRST.len());
    folder.write("archive/a.txt", &changed);
    age(&folder, "a.txt", 100);
    let said = said(&folder, &[]);
    assert!(said.contains("1 files unchanged, 1 changed, 0 new"), "{said}");
    assert_eq!(folder.search(&[WORD]).finds().articles(), ["b"]);
    assert_as_if_new(&folder);
}

#[test]
fn a_file_moved_over_one_of_its_size_and_time_takes_its_place() {
    let other = FIRST.replace("القطار", "الحصان");
    let folder = Folder::with("a.txt", FIRST).and("b.txt", &other);
    age(&folder, "a.txt", 100);
    age(&folder, "b.txt", 100);
    let folder = folder.ingested();
    let archive = folder.path().join("archive");
    fs::rename(archive.join("b.txt"), archive.join("a.txt")).expect("it is there");
    folder.ingest(&["--prune"]).finds().says("1 changed").says("1 removed");
    folder.search(&[WORD]).finds_nothing();
    assert_eq!(folder.search(&["الحصان"]).finds().articles(), ["a"]);
    assert_as_if_new(&folder);
}

#[test]
fn a_file_that_was_only_touched_is_not_ingested_again() {
    let folder = Folder::with("a.txt", FIRST).ingested();
    age(&folder, "a.txt", 50);
    let said = said(&folder, &[]);
    assert!(said.contains("1 files unchanged, 0 changed, 0 new"), "{said}");
    assert!(said.contains("0 articles, 0 passages"), "{said}");
}

#[test]
fn a_changed_file_replaces_its_articles() {
    let lines = |bodies: &[(&str, &str)]| -> String {
        let line = |(id, body): &(&str, &str)| {
            format!("{}\n", serde_json::json!({"id": id, "title": id, "body": body}))
        };
        bodies.iter().map(line).collect()
    };
    let folder = Folder::with("many.jsonl", lines(&[("one", FIRST), ("two", SECOND), ("three", OTHER)]));
    let folder = folder.and("alone.txt", OTHER).ingested();
    folder.write("archive/many.jsonl", lines(&[("one", SECOND), ("three", OTHER), ("four", FIRST)]));
    let said = said(&folder, &[]);
    assert!(said.contains("1 files unchanged, 1 changed, 0 new"), "{said}");
    assert!(said.contains("4 articles in the index"), "{said}");
    let mut found = folder.search(&[WORD]).finds().articles();
    found.sort();
    assert_eq!(found, ["four", "one"]);
    assert_as_if_new(&folder);
}

#[test]
fn what_is_gone_is_listed_and_leaves_with_prune() {
    let folder = Folder::with("a.txt", FIRST).and("b.txt", SECOND).ingested();
    fs::remove_file(folder.path().join("archive/b.txt")).expect("it is there");
    let run = folder.ingest(&[]).finds();
    run.says_line("missing archive/b.txt")
        .says("1 files are gone; their articles stay, --prune removes them");
    assert_eq!(folder.search(&[WORD]).finds().articles().len(), 2);
    folder
        .ingest(&["--prune"])
        .finds()
        .says_line("removed archive/b.txt")
        .says("1 removed; 1 articles in the index");
    assert_eq!(folder.search(&[WORD]).finds().articles(), ["a"]);
    assert_as_if_new(&folder);
}

#[test]
fn all_of_an_archive_can_be_pruned() {
    let folder = Folder::with("a.txt", FIRST).ingested();
    fs::remove_dir_all(folder.path().join("archive")).expect("it is there");
    folder.ingest(&[]).fails().says("there is no file or folder archive");
    folder.ingest(&["--prune"]).exits(1).says("1 removed; 0 articles in the index");
    folder.search(&[WORD]).finds_nothing();
}

#[test]
fn a_renamed_file_is_recognised() {
    let folder = Folder::with("news/a.txt", FIRST).and("news/b.txt", SECOND).ingested();
    fs::create_dir(folder.path().join("archive/sport")).expect("a folder");
    let from = folder.path().join("archive/news/a.txt");
    fs::rename(from, folder.path().join("archive/sport/c.txt")).expect("it is there");
    let run = folder.ingest(&[]).finds().says_line("renamed archive/news/a.txt to archive/sport/c.txt");
    run.says("1 files unchanged, 0 changed, 0 new, 1 renamed, 0 removed; 2 articles in the index");
    let mut found = folder.search(&[WORD]).finds().articles();
    found.sort();
    assert_eq!(found, ["news/b", "sport/c"]);
    assert_as_if_new(&folder);
}

#[test]
fn an_archive_that_moved_is_recognised() {
    let folder = Folder::with("a.txt", FIRST).ingested();
    fs::rename(folder.path().join("archive"), folder.path().join("moved")).expect("it is there");
    let run = folder.warraq(&["ingest", "moved"]).finds();
    run.says("0 new, 1 renamed").says("1 articles in the index");
    assert_eq!(folder.search(&[WORD]).finds().articles(), ["a"]);
    let status = folder.warraq(&["status", "--format", "jsonl"]).finds();
    assert_eq!(status.objects()[0]["sources"], serde_json::json!(["moved"]));
    folder.warraq(&["verify"]).finds();
    folder.warraq(&["ingest", "moved"]).finds().says("1 files unchanged, 0 changed");
}

#[test]
fn a_part_of_an_archive_is_ingested_as_if_with_the_whole() {
    let folder = Folder::with("news/2017/a.txt", FIRST).and("b.txt", OTHER).ingested();
    folder.write("archive/news/2017/c.txt", SECOND);
    folder.write("archive/d.txt", SECOND);
    folder.warraq(&["ingest", "archive/news"]).finds().says("1 files unchanged, 0 changed, 1 new");
    assert_eq!(folder.search(&["المساء"]).finds().articles(), ["news/2017/c"]);
    folder.ingest(&[]).finds();
    assert_as_if_new(&folder);
}

#[test]
fn a_second_archive_joins_the_first() {
    let folder = Folder::with("a.txt", FIRST).ingested();
    folder.write("second/b.txt", SECOND);
    folder.warraq(&["ingest", "second"]).finds().says("1 articles, 1 passages");
    assert_eq!(folder.search(&[WORD]).finds().articles().len(), 2);
    folder.warraq(&["status"]).finds();
    let said = folder.warraq(&["ingest", "second", "--prune"]).finds().stderr;
    assert!(!said.contains("missing") && said.contains("1 files unchanged"), "{said}");
    folder.warraq(&["ingest", "second", "--rebuild"]).finds();
    assert_eq!(folder.search(&[WORD]).finds().articles(), ["b"]);
}

#[test]
fn of_two_articles_with_one_id_the_first_file_has_it_whatever_comes_when() {
    let with_id = |body: &str| format!("id: one\n\n{body}\n");
    let folder = Folder::with("b.txt", with_id(FIRST)).and("c.txt", with_id(SECOND)).ingested_somehow();
    let body = |folder: &Folder| folder.search(&["القديمة OR المساء OR معرض"]).finds().strings("path");
    assert_eq!(body(&folder), ["archive/b.txt"]);
    // One that is read before them takes the id; the other two lose it.
    folder.write("archive/a.txt", with_id(OTHER));
    folder.ingest(&[]).finds().says("skipped archive/b.txt: its id one belongs to archive/a.txt already");
    assert_eq!(body(&folder), ["archive/a.txt"]);
    assert_as_if_new(&folder);
    // When it goes, the next one has it again.
    fs::remove_file(folder.path().join("archive/a.txt")).expect("it is there");
    folder.ingest(&["--prune"]).finds();
    assert_eq!(body(&folder), ["archive/b.txt"]);
    assert_as_if_new(&folder);
}

#[test]
fn what_was_skipped_is_said_again() {
    let folder =
        Folder::with("a.txt", FIRST).and("broken.json", "{").and("photo.jpg", "…").ingested_somehow();
    let run =
        folder.ingest(&[]).finds().says("2 files unchanged").says("skipped archive/broken.json:1: malformed");
    run.says("skipped archive/photo.jpg: no known ending");
    folder.ingest(&["--strict"]).fails();
}

#[test]
fn other_field_names_read_everything_again_and_are_remembered() {
    let folder =
        Folder::with("a.json", serde_json::json!({"خبر": FIRST, "title": "x"}).to_string()).ingested();
    folder.search(&[WORD]).finds_nothing();
    folder.ingest(&["--field", "body=خبر"]).finds().says("0 files unchanged, 1 changed");
    folder.search(&[WORD]).finds();
    folder.ingest(&[]).finds().says("1 files unchanged");
    folder.search(&[WORD]).finds();
}

#[test]
fn a_changed_table_of_names_tags_the_index_anew() {
    let folder = Folder::with("a.txt", FIRST).ingested();
    let table = "id\tclass\ttype\tname_ar\tname_en\nx:train\tactor\torganisation\tالقطار\tQitar\n";
    folder.write("index/gazetteer.tsv", table);
    folder.ingest(&[]).finds().says("the table of names has changed");
    folder.warraq(&["mentions", "x:train", "--count"]).finds();
    folder.ingest(&[]).finds().says("1 files unchanged");
    folder.warraq(&["mentions", "x:train", "--count"]).finds();
    folder.warraq(&["verify"]).finds();
}

#[test]
fn near_copies_are_told_across_ingests() {
    let long = [FIRST, SECOND, OTHER].join(" ");
    let folder = Folder::with("a.txt", &long).ingested();
    folder.write("archive/b.txt", format!("{long} تم."));
    folder.ingest(&[]).finds();
    assert_eq!(folder.search(&["--collapse", WORD]).finds().articles().len(), 1);
    assert_as_if_new(&folder);
    fs::remove_file(folder.path().join("archive/a.txt")).expect("it is there");
    folder.ingest(&["--prune"]).finds();
    assert_as_if_new(&folder);
}

/// Sets the time of a file to this many seconds ago.
fn age(folder: &Folder, name: &str, seconds: u64) {
    let time =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(1_500_000_000_123 + seconds);
    let path: &Path = &folder.path().join("archive").join(name);
    let file = fs::File::options().write(true).open(path).expect("the file is there");
    file.set_modified(time).expect("its time can be set");
}
