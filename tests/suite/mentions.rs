//! Every mention: complete, in context, in every format, by every name.

use std::collections::BTreeSet;
use std::path::Path;

use warraq::arabic::{Analyzer, normalize};
use warraq::entity::{MentionKind, Tagger, clitic_forms, joins};
use warraq::gazetteer;
use warraq::index::{Archive, article_of};
use warraq::query::{FormUse, inquire, plan::Plan};
use warraq::search::{Kinds, MentionSearch, Parts, Zone};

use crate::util::{Folder, Run, sample_index, string};

fn mentions(arguments: &[&str]) -> Run {
    let folder = Folder::new();
    folder.warraq(&[&["mentions", "--quiet", "--index", sample_index()], arguments].concat())
}

fn listed(arguments: &[&str]) -> Run {
    mentions(&[arguments, &["--format", "jsonl"]].concat())
}

/// A place in the archive: article, passage, zone, first and last byte.
type Spot = (String, u64, String, usize, usize);

fn spot_of(zone: Zone) -> String {
    format!("{zone:?}")
}

/// What the index gives for a name.
fn enumerated(archive: &Archive, name: &str, kinds: Option<Kinds>) -> BTreeSet<Spot> {
    let (inquiry, _) = inquire(name, false, archive).expect("a name");
    let usual = if inquiry.use_of_forms == FormUse::Names {
        Kinds::NAMES.with(MentionKind::Form)
    } else {
        Kinds::NAMES
    };
    let kinds = kinds.unwrap_or(usual);
    let search = MentionSearch::new(archive, &inquiry, &Plan::Everything, kinds, Parts::default());
    let mut found = BTreeSet::new();
    search
        .each(|mentioned| {
            let record = &mentioned.record;
            for occurrence in &mentioned.occurrences {
                let span = occurrence.span;
                found.insert((
                    record.id.clone(),
                    record.order,
                    spot_of(occurrence.zone),
                    span.start,
                    span.end,
                ));
            }
            Ok(true)
        })
        .expect("the index can be read");
    let count = search.count().expect("the index can be read");
    assert_eq!(count.mentions, found.len() as u64, "the count of {name} differs from its list");
    found
}

/// Every text of the archive with where it stands: headlines and headings once.
fn each_text(archive: &Archive, mut visit: impl FnMut(&str, u64, Zone, &str)) {
    archive
        .each_article(|records| {
            for record in records.passages.iter().filter(|record| record.part == warraq::document::Part::Body)
            {
                if record.order == 0 {
                    visit(&record.id, record.order, Zone::Title, &record.title);
                }
                if let (Some(heading), Some(_)) = (&record.heading, record.heading_start) {
                    visit(&record.id, record.order, Zone::Heading, heading);
                }
                visit(&record.id, record.order, Zone::Text, &record.text);
            }
            Ok(true)
        })
        .expect("the index can be read");
}

#[test]
fn listing_a_known_name_equals_tagging_every_text_anew() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index");
    let mut tagger = Tagger::new(gazetteer::built_in().expect("the gazetteer"));
    let mut everything: Vec<(String, Spot)> = Vec::new();
    archive
        .each_article(|records| {
            let orders: Vec<u64> = records.passages.iter().map(|record| record.order).collect();
            let Some(article) = article_of(records) else { return Ok(true) };
            let tagged = tagger.retag(article);
            let id = &tagged.article.id;
            let mut note = |order: u64, zone: Zone, mentions: &[warraq::entity::Mention]| {
                for mention in mentions.iter().filter(|mention| mention.kind != MentionKind::Role) {
                    let spot = (id.clone(), order, spot_of(zone), mention.span.start, mention.span.end);
                    everything.push((mention.entity.id.clone(), spot));
                }
            };
            note(0, Zone::Title, &tagged.title.mentions);
            let mut opened = BTreeSet::new();
            for (passage, order) in tagged.passages.iter().zip(orders) {
                if passage.passage.part != warraq::document::Part::Body {
                    continue;
                }
                if let Some(heading) = passage.heading.filter(|heading| opened.insert(*heading)) {
                    note(order, Zone::Heading, &tagged.headings[heading].tagged.mentions);
                }
                note(order, Zone::Text, &passage.tagged.mentions);
            }
            Ok(true)
        })
        .expect("the index can be read");
    let mut ids: Vec<String> = everything.iter().map(|(id, _)| id.clone()).collect();
    ids.sort();
    ids.dedup();
    // Every third, spread over actors, places and discovered ones.
    for id in ids.iter().step_by(3) {
        let scanned: BTreeSet<Spot> =
            everything.iter().filter(|(of, _)| of == id).map(|(_, spot)| spot.clone()).collect();
        assert_eq!(enumerated(&archive, id, Some(Kinds::NAMES)), scanned, "{id}");
    }
    assert!(ids.len() > 300, "only {} entities are named", ids.len());
}

#[test]
fn listing_an_unknown_name_equals_reading_every_text() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index");
    let lexicon = archive.gazetteer().lexicon().clone();
    let mut analyzer = Analyzer::new(lexicon.clone());
    // Words of the archive that no gazetteer knows, spread over the list.
    let (words, _) = archive.words_with_prefix("", usize::MAX).expect("words");
    let names = words
        .iter()
        .map(|word| word.norm.clone())
        .filter(|norm| archive.gazetteer().named(norm).is_empty() && norm.chars().count() > 3)
        .filter(|norm| norm.starts_with(|c: char| ('\u{0621}'..='\u{064A}').contains(&c)));
    let mut checked = 0;
    for name in names.step_by(97) {
        let (inquiry, _) = inquire(&name, false, &archive).expect("a name");
        if !inquiry.is_unknown || !inquiry.entities.is_empty() {
            continue;
        }
        let forms: Vec<String> =
            clitic_forms(&name).into_iter().filter(|form| *form == name || !lexicon.knows(form)).collect();
        let mut scanned = BTreeSet::new();
        each_text(&archive, |id, order, zone, text| {
            for token in analyzer.tokens(text) {
                if forms.iter().any(|form| form == token.forms.norm()) {
                    scanned.insert((id.to_owned(), order, spot_of(zone), token.span.start, token.span.end));
                }
            }
        });
        assert_eq!(enumerated(&archive, &name, None), scanned, "{name}");
        // Some words stand in lines that point to other stories only.
        checked += usize::from(!scanned.is_empty());
    }
    assert!(checked > 40, "only {checked} names were checked");
}

#[test]
fn a_name_of_several_words_is_held_together() {
    let archive = Archive::open(Path::new(sample_index())).expect("the sample index");
    let mut analyzer = Analyzer::new(archive.gazetteer().lexicon().clone());
    let name = "المعابر الإنسانية";
    let words: Vec<String> = normalize::phrase(name).split(' ').map(str::to_owned).collect();
    let mut scanned = BTreeSet::new();
    each_text(&archive, |id, order, zone, text| {
        let tokens = analyzer.tokens(text);
        for pair in tokens.windows(2) {
            let is_first = clitic_forms(&words[0]).iter().any(|form| form == pair[0].forms.norm());
            let gap = &text[pair[0].span.end..pair[1].span.start];
            if is_first && pair[1].forms.norm() == words[1] && joins(gap) {
                scanned.insert((id.to_owned(), order, spot_of(zone), pair[0].span.start, pair[1].span.end));
            }
        }
    });
    assert_eq!(enumerated(&archive, name, None), scanned);
}

#[test]
fn all_names_of_one_actor_are_one() {
    let count = |name: &str| mentions(&[name, "--count"]).finds().out().trim().to_owned();
    let all = count("داعش");
    for name in ["تنظيم الدولة", "ISIS", "Daesh", "isis", "الدواعش", "وداعش"] {
        assert_eq!(count(name), all, "{name}");
    }
    assert_eq!(count("قسد"), count("قوات سوريا الديمقراطية"));
    let narrowed: u64 = mentions(&["داعش", "--count", "--no-aliases"]).finds().out().trim().parse().unwrap();
    assert!(narrowed > 0 && narrowed < all.parse().unwrap(), "{narrowed} of {all}");
    let forms = listed(&["داعش", "--no-aliases"]).finds().strings("form");
    assert!(forms.iter().all(|form| form.ends_with("داعش")), "{forms:?}");
}

#[test]
fn roles_are_apart_unless_asked_for() {
    let kinds = |arguments: &[&str]| -> BTreeSet<String> {
        listed(arguments).finds().strings("kind").into_iter().collect()
    };
    let set = |kinds: &[&str]| -> BTreeSet<String> { kinds.iter().map(|kind| (*kind).to_owned()).collect() };
    assert_eq!(kinds(&["داعش"]), set(&["name", "alias"]));
    assert_eq!(kinds(&["داعش", "--kinds", "role"]), set(&["role"]));
    assert_eq!(kinds(&["سوريا", "--kinds", "adjective"]), set(&["adjective"]));
}

#[test]
fn two_actors_that_compete_for_a_role_are_both_named() {
    let body =
        "اشتبكت حركة أحرار الشام مع حركة نور الدين الزنكي في ريف حلب. وقالت الحركة إنها سيطرت على القرية.";
    let folder = Folder::with("a.txt", format!("العنوان: اشتباك\n\n{body}")).ingested();
    let run =
        folder.warraq(&["mentions", "حركة أحرار الشام", "--kinds", "role", "-f", "jsonl", "-q"]).finds();
    let role = &run.objects()[0];
    let mut named = vec![string(role, "entity")];
    named.extend(role["ambiguous_with"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()));
    named.sort();
    assert_eq!(named, ["ahrar_sham", "zinki"]);
}

#[test]
fn offsets_count_bytes_and_characters_of_the_body() {
    let body = "قال شاهد: وصلت القافلة إلى البوكمال مساء.\n\nثم عادت من البوكمال.";
    let article = serde_json::json!({"id": "a", "title": "قافلة", "body": body});
    let folder = Folder::with("a.jsonl", article.to_string()).ingested();
    let run = folder.warraq(&["mentions", "البوكمال", "-f", "jsonl", "-q"]).finds();
    for mention in run.objects() {
        let place = |field: &str| usize::try_from(mention[field].as_u64().unwrap()).unwrap();
        assert_eq!(&body[place("start")..place("end")], string(&mention, "form"));
        let chars: String =
            body.chars().skip(place("start_char")).take(place("end_char") - place("start_char")).collect();
        assert_eq!(chars, string(&mention, "form"));
    }
    assert_eq!(run.objects().len(), 2);
}

#[test]
fn mentions_are_sorted_and_grouped_as_asked() {
    let dates = listed(&["القلمون", "--sort", "date"]).finds().strings("date");
    assert!(dates.is_sorted(), "{dates:?}");
    let before = listed(&["القلمون", "--sort", "before"]).finds();
    let nearest: Vec<String> = before
        .strings("before")
        .iter()
        .map(|context| {
            let words: Vec<_> = warraq::arabic::segment::words(context).collect();
            words.last().map(|span| normalize::exact_norm(span.of(context))).unwrap_or_default()
        })
        .collect();
    assert!(nearest.is_sorted(), "{nearest:?}");
    let groups = mentions(&["Boukamal", "--group-by", "month", "--format", "jsonl"]).finds();
    let months = groups.strings("value");
    assert!(months.is_sorted() && months.len() > 5, "{months:?}");
    let all: u64 = groups.objects().iter().map(|group| group["mentions"].as_u64().unwrap()).sum();
    let count: u64 = mentions(&["Boukamal", "--count"]).finds().out().trim().parse().unwrap();
    assert_eq!(all, count);
    for what in ["form", "kind", "entity", "source", "section", "location", "article"] {
        mentions(&["Boukamal", "--group-by", what]).finds();
    }
}

#[test]
fn the_note_counts_articles_once_and_tells_what_was_left_out() {
    let noted = |arguments: &[&str]| {
        let arguments = [&["mentions", "Boukamal", "--index", sample_index()], arguments].concat();
        Folder::new().warraq(&arguments).finds()
    };
    let articles: BTreeSet<String> = listed(&["Boukamal"]).finds().articles().into_iter().collect();
    let sentence = format!("mentions in {} articles", articles.len());
    for order in ["index", "article", "date", "form", "before", "after"] {
        noted(&["--sort", order]).says(&sentence);
    }
    noted(&["--limit", "5"]).says("the first 5 mentions, in").says("--count counts them all");
    noted(&["--limit", "5", "--group-by", "form"]).says(&sentence);
}

#[test]
fn filters_of_search_apply() {
    let all = listed(&["القلمون"]).finds().objects().len();
    for filter in [
        ["--from", "2017"],
        ["--to", "2016"],
        ["--section", "ميدان"],
        ["--with-actor", "حزب الله"],
        ["--location", "عرسال"],
        ["--query", "الجرود"],
    ] {
        let some = listed(&[&["القلمون"][..], &filter].concat()).finds().objects().len();
        assert!(some > 0 && some < all, "{filter:?} leaves {some} of {all}");
    }
    mentions(&["القلمون", "--from", "1999", "--to", "2000"]).finds_nothing();
}

#[test]
fn tables_and_annotation_are_well_formed() {
    let csv = mentions(&["القلمون", "--format", "csv"]).finds();
    let mut reader = csv::Reader::from_reader(csv.out().as_bytes());
    assert!(reader.headers().unwrap().iter().any(|name| name == "form"));
    assert_eq!(reader.records().map(Result::unwrap).count(), listed(&["القلمون"]).objects().len());
    let tei = mentions(&["القلمون", "--format", "tei"]).finds();
    assert!(tei.out().starts_with("<?xml") && tei.out().trim_end().ends_with("</TEI>"));
    assert_eq!(tei.out().matches("<span ").count(), tei.out().matches("</span>").count());
}

#[test]
fn a_word_that_is_also_a_name_needs_a_cue() {
    let forms = listed(&["الباب"]).finds();
    assert!(forms.strings("entity").iter().all(|id| id == "gn:174018"), "{:?}", forms.strings("entity"));
    mentions(&["الباب", "--kinds", "form"]).finds();
    let folder = Folder::new();
    let quiet = folder.warraq(&["mentions", "الباب", "-n", "1", "--index", sample_index()]).finds();
    quiet.says("--kinds all lists it");
}

#[test]
fn a_nameless_question_is_refused() {
    mentions(&["…"]).fails().says("is no name");
    mentions(&["d:person:لا_أحد"]).fails();
    mentions(&["كلمةلاتوجدفيالأرشيف"]).finds_nothing();
}

#[test]
fn names_are_found_anew_without_the_sources() {
    let folder = Folder::with("a.txt", "العنوان: خبر\n\nقالت جماعة ضفاف النهر إنها تنسحب.").ingested();
    folder.warraq(&["mentions", "own_group", "-q"]).finds_nothing();
    folder.write("index/gazetteer.tsv", "id\ttype\tname_ar\nown_group\tarmed_group\tجماعة ضفاف النهر\n");
    std::fs::remove_dir_all(folder.path().join("archive")).unwrap();
    folder.warraq(&["ingest", "--retag", "-q"]).finds();
    assert_eq!(folder.warraq(&["mentions", "own_group", "--count", "-q"]).finds().out().trim(), "1");
}

#[test]
fn tagging_anew_changes_nothing_when_the_gazetteer_is_the_same() {
    let folder = Folder::new();
    let corpus = crate::util::root().join("corpus");
    folder.warraq(&["ingest", corpus.to_str().unwrap(), "-q"]).finds();
    let all = |folder: &Folder| {
        let run =
            folder.warraq(&["mentions", "سوريا", "--kinds", "all", "--sort", "article", "-f", "jsonl", "-q"]);
        (
            run.finds().out().to_owned(),
            folder.warraq(&["show", "midad-2016-003", "-f", "jsonl", "-q"]).out().to_owned(),
        )
    };
    let before = all(&folder);
    folder.warraq(&["ingest", "--retag", "-q"]).finds();
    assert_eq!(all(&folder), before);
}
