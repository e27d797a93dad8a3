//! `verify --repair`: a damaged index is built anew and takes the place of the old one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::errors::change_payload;
use crate::util::{Folder, Index, Random, seed};

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
    run.says("cannot be repaired: not all of its sources are there, and the texts it stores are damaged")
        .says(
            "hint: build it anew from copies of its sources with: warraq ingest --rebuild PATH --index index",
        );
    folder.warraq(&["verify"]).exits(2);
}

/// An index with a removed passage, and with an article whose file is gone.
fn ingested_and_changed() -> Folder {
    let mut folder = Folder::with("a.txt", BODY).and("b.txt", OTHER);
    for number in 0..6 {
        folder = folder.and(&format!("{number}.txt"), format!("{BODY} {number}"));
    }
    folder.ingest(&["--quiet", "--threads", "1"]).finds();
    fs::remove_file(folder.path().join("archive/0.txt")).expect("it is there");
    folder.ingest(&["--quiet", "--threads", "1", "--prune"]).finds();
    fs::remove_file(folder.path().join("archive/b.txt")).expect("it is there");
    folder
}

#[test]
fn what_only_the_index_has_is_not_lost_by_a_repair() {
    let folder = ingested_and_changed();
    let whole = Index::of(&folder, "index");
    damage(&files(&folder, ".idx")[0]);
    folder
        .warraq(&["verify", "--repair"])
        .finds()
        .says("1 of the files it was read from are gone; building the index anew from the texts it stores");
    assert_eq!(Index::of(&folder, "index"), whole);
    folder.ingest(&[]).finds().says("6 files unchanged").says("missing archive/b.txt");
}

#[test]
fn whatever_file_is_damaged_the_index_comes_out_whole_or_as_it_was() {
    let seed = seed();
    println!("seed {seed}");
    let mut random = Random::new(seed);
    let folder = ingested_and_changed();
    let whole = Index::of(&folder, "index");
    let names = files(&folder, "").into_iter().filter_map(|path| Some(path.file_name()?.to_owned()));
    let mut refused = Vec::new();
    for name in names {
        let copy = Folder::new();
        copy_folder(&folder.path().join("index"), &copy.path().join("index"));
        let file = files(&copy, "").into_iter().find(|path| path.file_name() == Some(&name)).expect("a file");
        let mut bytes = fs::read(&file).expect("it can be read");
        let told = format!("{}, seed {seed}", file.display());
        if bytes.is_empty() {
            continue;
        }
        let place = random.below(bytes.len());
        bytes[place] ^= 1 << random.below(8);
        fs::write(&file, &bytes).expect("it can be written");
        let run = copy.warraq(&["verify", "--repair"]);
        if run.status == 0 {
            assert_eq!(Index::of(&copy, "index"), whole, "{told}");
        } else {
            assert!(run.stderr.contains("cannot be repaired"), "{told}: {}", run.stderr);
            assert_eq!(fs::read(&file).expect("it is there still"), bytes, "{told}");
            refused.push(name.to_string_lossy().into_owned());
        }
    }
    // These are the articles and which of them count; all else can be made of them.
    refused.sort_by_key(|name| name.rsplit('.').next().map(str::to_owned));
    let endings: Vec<&str> = refused.iter().filter_map(|name| name.rsplit('.').next()).collect();
    assert_eq!(endings.iter().filter(|ending| **ending == "json").count(), 1, "{refused:?}");
    assert!(endings.iter().all(|ending| ["del", "json", "store"].contains(ending)), "{refused:?}");
    assert!(endings.contains(&"del") && endings.contains(&"store"), "{refused:?}");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it can be listed").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

#[test]
fn texts_of_another_version_are_not_taken_for_ours() {
    let folder = ingested();
    fs::rename(folder.path().join("archive"), folder.path().join("gone")).expect("it is there");
    change_payload(&folder, true, |payload| payload["schema"] = 700.into());
    damage(&files(&folder, ".idx")[0]);
    let run = folder.warraq(&["verify", "--repair"]).exits(2);
    run.says("was written by another version (schema 700");
}

#[test]
fn a_damaged_pointer_to_the_only_generation_is_mended() {
    let folder = ingested();
    let whole = Index::of(&folder, "index");
    fs::write(folder.path().join("index/CURRENT"), "generatjon-1\n").expect("it can be written");
    folder.warraq(&["search", "القطار"]).fails().says("verify --repair");
    folder.warraq(&["verify", "--repair"]).finds().says("it names the only one there is again");
    assert_eq!(Index::of(&folder, "index"), whole);
}
