//! An index that holds deleted documents ranks as one that never had them, bit for bit.

use std::path::Path;

use warraq::arabic::segment;
use warraq::document::{Article, Span};
use warraq::entity::Tagger;
use warraq::index::{Archive, Description, IndexBuilder, Summary, live_frequency, terms};
use warraq::query::plan::{Plan, Scope};
use warraq::query::{Filters, Options, interpret, parse};
use warraq::search::{Facet, Parts, Request, Sort, Unit, count, plan_of, profile, search, together};
use warraq::{gazetteer, ingest};

/// Stories in which the words of the queries are differently frequent.
fn story(number: usize) -> String {
    let words = ["معارك القلمون", "حزب الله", "مدينة البوكمال", "الجيش السوري", "انتخابات لبنان", "Obama"];
    let mut text = String::new();
    for at in 0..6 {
        text.push_str(words[(number * 7 + at * (number % 4 + 1)) % words.len()]);
        text.push_str(if at % 3 == 2 { ". وقال المتحدث إن " } else { " في " });
    }
    text + "سوريا."
}

/// An index of the stories with these numbers.
fn index(folder: &Path, numbers: impl Iterator<Item = usize>) -> Summary {
    let gazetteer = gazetteer::built_in().expect("the gazetteer");
    let mut tagger = Tagger::new(gazetteer.clone());
    let builder = IndexBuilder::create(folder, &gazetteer, 1).expect("a builder");
    for number in numbers {
        let article = Article {
            id: number.to_string(),
            file: file_of(number),
            title: if number % 5 == 0 {
                "حزب الله في القلمون".to_owned()
            } else {
                "خبر".to_owned()
            },
            body: story(number),
            category: Some(["سياسة", "ميدان"][number % 2].to_owned()),
            date: ingest::parse_day("2017-11-19"),
            ..Article::default()
        };
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = ingest::divide(&article, &words);
        builder.add(&tagger.tag(article, &words, division.passages)).expect("it is added");
    }
    let words = tagger.analyzer().take_counts();
    builder.finish(words, &Description::default(), true).expect("it is committed")
}

/// The number of the file that a story comes from.
fn file_of(number: usize) -> u64 {
    number as u64 + 1
}

/// Removes stories from an index.
fn delete(folder: &Path, numbers: &[usize]) -> Summary {
    let builder = IndexBuilder::update(folder, 1).expect("a builder");
    for number in numbers {
        builder.remove_file(file_of(*number)).expect("it is removed");
    }
    builder.finish(Vec::new(), &Description::default(), true).expect("it is committed")
}

#[test]
fn deleted_documents_count_nowhere() {
    let gone: Vec<usize> = (0..40).filter(|number| number % 4 == 1).collect();
    let [grown, fresh] = [0, 1].map(|_| tempfile::tempdir().expect("a folder"));
    index(grown.path(), 0..40);
    let left = index(fresh.path(), (0..40).filter(|number| !gone.contains(number)));
    let after = delete(grown.path(), &gone);
    assert_eq!(after.totals(), left.totals());
    let [grown, fresh] = [&grown, &fresh].map(|folder| Archive::open(folder.path()).expect("it opens"));
    let has_deletions =
        grown.searcher().segment_readers().iter().any(|segment| segment.num_deleted_docs() > 0);
    assert!(has_deletions, "the test must see deleted documents");
    assert_eq!(grown.searcher().num_docs(), fresh.searcher().num_docs());

    let parts = Parts::default();
    let found = |archive: &Archive, plan: &Plan, unit| {
        let request = Request { unit, sort: Sort::Score, limit: usize::MAX, offset: 0, parts };
        let results = search(archive, plan, request).expect("results");
        let hits: Vec<(u64, u64, u32)> =
            results.hits.iter().map(|hit| (hit.article, hit.order, hit.score.to_bits())).collect();
        (hits, results.passages, results.articles)
    };
    for query in [
        "معارك",
        "القلمون",
        "حزب الله الجيش السوري",
        "\"حزب الله\" OR معارك NEAR/8 القلمون",
        "انتخابات -لبنان",
        "location:سوريا",
        "title:القلمون",
        "section:ميدان المتحدث",
    ] {
        let query = parse(query).expect("a query");
        let planned = |archive: &Archive| {
            interpret(Some(&query), &Filters::default(), Options::default(), archive).expect("a plan").0
        };
        let plan = planned(&fresh);
        assert_eq!(plan, planned(&grown), "{query:?}");
        for unit in [Unit::Passage, Unit::Article] {
            assert_eq!(found(&grown, &plan, unit), found(&fresh, &plan, unit), "{query:?}");
        }
        for facet in [Facet::Actors, Facet::Locations, Facet::Sections] {
            let counts = |archive| count(archive, &plan, facet, parts).expect("counts");
            assert_eq!(counts(&grown), counts(&fresh), "{query:?}");
        }
    }
    let entity = "iso:SY";
    let term = tantivy::Term::from_field_text(fresh.fields().text, &terms::of_entity(entity));
    let frequency = |archive: &Archive| live_frequency(archive.searcher(), &term).expect("a frequency");
    assert_eq!(frequency(&grown), frequency(&fresh));
    let told = |archive: &Archive| {
        let profile = profile(archive, entity, &Plan::Everything, parts, 3).expect("a profile");
        (profile.count, profile.forms, profile.actors, profile.locations, profile.sections)
    };
    assert_eq!(told(&grown), told(&fresh));
    let other = plan_of("r_boukamal", false, Scope::Text);
    assert!(found(&fresh, &other, Unit::Passage).1 > 0, "the place is named");
    let met = |archive: &Archive| {
        let met = together(archive, [entity, "r_boukamal"], &Plan::Everything, parts, 5).expect("meetings");
        (met.passages, met.articles, met.significance.to_bits())
    };
    assert_eq!(met(&grown), met(&fresh));
}
