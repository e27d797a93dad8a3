//! One writes, others read: searches during an ingest see whole commits, a second writer is
//! told of the first, and an ingest that is asked to end does so in good order.

use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::time::Duration;

use warraq::arabic::segment;
use warraq::document::{Article, Span};
use warraq::entity::{TaggedArticle, Tagger};
use warraq::index::{Archive, Description, IndexBuilder};
use warraq::{gazetteer, ingest};

use crate::util::{Folder, program, string};

const ARTICLES: usize = 400;

/// An archive whose ingest, with a commit after every article, takes some seconds.
fn large_archive() -> Folder {
    let mut lines = String::new();
    for number in 0..ARTICLES {
        let body = "وصل القطار صباح اليوم إلى محطة دمشق القديمة بعد غياب طويل. ".repeat(30);
        writeln!(lines, "{{\"id\": \"a{number}\", \"body\": \"{body} رقم {number}\"}}")
            .expect("memory takes it");
    }
    Folder::with("many.jsonl", lines)
}

fn begin(folder: &Folder) -> Child {
    let mut command = program(folder.path(), &["ingest", "archive", "--commit-every", "0"]);
    command.stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// Articles in the index by its own record; none as long as there is no index.
fn articles(folder: &Folder) -> Option<usize> {
    let status = folder.warraq(&["status", "--format", "jsonl"]);
    let count = || string(&status.objects()[0], "articles").parse().expect("a number");
    (status.status == 0).then(count)
}

/// Waits until the first commit can be seen.
fn wait_for_commit(folder: &Folder) {
    for _ in 0..1000 {
        if articles(folder).is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no commit within ten seconds");
}

#[test]
fn searches_during_an_ingest_see_whole_commits() {
    let folder = large_archive();
    let mut writer = begin(&folder);
    wait_for_commit(&folder);
    let (mut seen, mut last) = (0, 0);
    while writer.try_wait().expect("it can be asked").is_none() {
        let found = folder
            .warraq(&["search", "القطار", "--by", "article", "--format", "jsonl", "-n", "1000"])
            .finds();
        let objects = found.objects();
        // All passages of an article match, so that one that is seen in part has fewer.
        let passages: Vec<String> =
            objects.iter().map(|object| string(object, "matching_passages")).collect();
        assert!(
            passages.iter().all(|count| *count == passages[0]),
            "an article is seen in part: {passages:?}"
        );
        assert!(objects.len() >= last, "{} articles after {last}", objects.len());
        if objects.len() < ARTICLES {
            found.says("the index is not complete");
        }
        last = objects.len();
        seen += 1;
    }
    assert!(seen > 3 && writer.wait().expect("it ended").success());
    assert_eq!(articles(&folder), Some(ARTICLES));
    folder.warraq(&["verify"]).finds();
}

#[test]
fn a_second_ingest_is_told_of_the_first() {
    let folder = large_archive();
    let mut writer = begin(&folder);
    wait_for_commit(&folder);
    let run = folder.ingest(&[]).fails();
    run.says(&format!("error: the index in index is being written by process {} since 20", writer.id()))
        .says_line("hint: wait until it ends; searches go on meanwhile");
    writer.kill().expect("it runs");
    writer.wait().expect("it ended");
    folder.ingest(&["--quiet"]).finds();
    assert_eq!(articles(&folder), Some(ARTICLES));
}

#[cfg(unix)]
#[test]
fn an_ingest_that_is_interrupted_ends_in_good_order() {
    let folder = large_archive();
    let writer = begin(&folder);
    wait_for_commit(&folder);
    let sent = Command::new("kill").args(["-INT", &writer.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()));
    let output = writer.wait_with_output().expect("it ends");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("error: the ingest was interrupted; what it had read is in the index"), "{said}");
    assert!(
        said.contains(" articles, ") && said.contains("hint: the next ingest of the same paths goes on"),
        "{said}"
    );
    let before = articles(&folder).expect("an index");
    assert!(0 < before && before < ARTICLES, "{before} articles before the interruption");
    folder.warraq(&["verify"]).finds();
    folder.warraq(&["search", "القطار"]).finds().says("the index is not complete");
    // What is made of a part of the archive is a part of it.
    folder.warraq(&["ingest", "--retag"]).finds();
    assert_eq!(articles(&folder), Some(before));
    folder.warraq(&["search", "القطار"]).finds().says("the index is not complete");
    folder.ingest(&["--quiet"]).finds();
    assert_eq!(articles(&folder), Some(ARTICLES));
    folder.warraq(&["search", "القطار", "--quiet"]).finds().says_nothing();
}

/// Threads that replace articles at the same time, and how often they do.
const WRITERS: usize = 4;
const ROUNDS: usize = 100;

/// An article of few words.
fn short_article(number: usize, tagger: &mut Tagger) -> TaggedArticle {
    let body = format!("وصل القطار {number}.");
    let article = Article { id: format!("a{number}"), body, ..Article::default() };
    let words: Vec<Span> = segment::words(&article.body).collect();
    let division = ingest::divide(&article, &words);
    tagger.tag(article, &words, division.passages)
}

/// tantivy's writer queues removals out of order when several threads use it at once, and
/// then lost an article in one of fifty such rounds.
#[test]
fn articles_that_are_replaced_at_the_same_time_all_stay() {
    let folder = Folder::new();
    let index = folder.path().join("index");
    let gazetteer = gazetteer::built_in().expect("the built-in gazetteer opens");
    for round in 0..ROUNDS {
        let builder = match round {
            0 => IndexBuilder::create(&index, &gazetteer, 2),
            _ => IndexBuilder::update(&index, 2),
        };
        let builder = builder.expect("it can be written");
        let all_are_ready = Barrier::new(WRITERS);
        let write = |number: usize| {
            let mut tagger = Tagger::new(gazetteer.clone());
            let article = short_article(number, &mut tagger);
            all_are_ready.wait();
            builder.add(&article).expect("it can be added");
            tagger.analyzer().take_counts()
        };
        let words = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS).map(|number| scope.spawn(move || write(number))).collect();
            writers.into_iter().flat_map(|writer| writer.join().expect("it ends")).collect()
        });
        builder.finish(words, &Description::default(), true).expect("it can be written");
        let archive = Archive::open(&index).expect("an index");
        let mut stored = 0;
        let count = |_| {
            stored += 1;
            Ok(true)
        };
        archive.each_article(count).expect("its articles can be read");
        assert_eq!(stored, WRITERS, "after {round} updates");
    }
    assert_eq!(warraq::index::verify(&index, || ()).expect("an index").findings, []);
}
