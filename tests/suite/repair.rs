//! `verify --repair`: a damaged index is built anew and takes the place of the old one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::util::{Folder, Index};

const BODY: &str =
    "وصل القطار صباح اليوم إلى محطة دمشق القديمة بعد غياب طويل، وقال حزب الله إنه لا يعرف السبب.";
const OTHER: &str = "أعلنت وزارة النقل في بغداد أن القطار لن يصل إلى المحطة قبل المساء بسبب الأمطار.";

fn ingested() -> Folder {
    Folder::with("a.txt", BODY).and("b.txt", OTHER).ingested()
}

/// The files of the index with this ending.
fn files(folder: &Folder, ending: &str) -> Vec<PathBuf> {
    let index = folder.path().join("index");
    let current = fs::read_to_string(index.join("CURRENT")).expect("a generation");
    let entries = fs::read_dir(index.join(current.trim())).expect("it can be listed").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).expect("it can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    fs::write(path, bytes).expect("it can be written");
}

#[test]
fn a_damaged_index_is_named_and_built_anew_from_its_sources() {
    let folder = ingested();
    let whole = Index::of(&folder, "index");
    damage(&files(&folder, ".store")[0]);
    let run = folder.warraq(&["verify"]).exits(2);
    assert!(run.out().contains(".store: its checksum does not fit its content"), "{}", run.out());
    let run = run.says("error: the index in index is damaged: 1 faults");
    run.says(
        "hint: build it anew, from its sources or its texts, with: warraq verify --repair --index index",
    );
    let csv = folder.warraq(&["verify", "--format", "csv"]).exits(2);
    assert!(csv.out().starts_with("place,problem\n"), "{}", csv.out());
    folder.warraq(&["verify", "--repair"]).finds().says("building the index anew from its sources");
    assert_eq!(Index::of(&folder, "index"), whole);
    folder.warraq(&["verify"]).finds();
    folder.ingest(&[]).finds().says("2 files unchanged");
}

#[test]
fn without_its_sources_it_is_built_anew_from_the_texts_it_stores() {
    let folder = ingested();
    let whole = Index::of(&folder, "index");
    fs::rename(folder.path().join("archive"), folder.path().join("gone")).expect("it is there");
    damage(
        &files(&folder, ".bin").into_iter().find(|path| path.ends_with("vocabulary-1.bin")).expect("words"),
    );
    folder.warraq(&["verify"]).exits(2);
    folder.warraq(&["verify", "--repair"]).finds().says("building the index anew from the texts it stores");
    assert_eq!(Index::of(&folder, "index"), whole);
    folder.warraq(&["verify"]).finds();
}

#[test]
fn texts_that_are_damaged_are_not_taken_for_whole_ones() {
    let folder = ingested();
    fs::rename(folder.path().join("archive"), folder.path().join("gone")).expect("it is there");
    for store in files(&folder, ".store") {
        damage(&store);
    }
    let run = folder.warraq(&["verify", "--repair"]).exits(2);
    run.says("cannot be repaired: its sources are not there and the texts it stores are damaged").says(
        "hint: build it anew from copies of its sources with: warraq ingest --rebuild PATH --index index",
    );
    folder.warraq(&["verify"]).exits(2);
}
