//! Discovered actors, profiles, who is named together, saved searches, near copies, and
//! the check of a user's own table.

use crate::util::{Folder, Run, sample_index, string};

fn warraq(arguments: &[&str]) -> Run {
    Folder::new().warraq(&[arguments, &["--index", sample_index()]].concat())
}

#[test]
fn actors_that_no_table_lists_are_discovered_and_found() {
    let news = |id: &str, body: &str| serde_json::json!({"id": id, "title": "خبر", "body": body}).to_string();
    let lines = [
        news("1", "أعلنت كتيبة فرسان الضفاف سيطرتها على التل. وقال العقيد مازن الحمداوي إن القتال انتهى."),
        news("2", "انسحبت كتيبة فرسان الضفاف من التل، ونفى مازن الحمداوي ذلك. ثم ظهر الحمداوي على الشاشة."),
    ];
    let folder = Folder::with("news.jsonl", lines.join("\n")).ingested();
    let listed = folder.warraq(&["actors", "--discovered", "-f", "jsonl", "-q"]).finds();
    assert_eq!(listed.strings("name"), ["كتيبة فرسان الضفاف", "مازن الحمداوي"]);
    assert!(listed.strings("example")[1].contains("مازن الحمداوي"));
    let mentions = folder.warraq(&["mentions", "مازن الحمداوي", "--sort", "article", "-f", "jsonl", "-q"]);
    assert_eq!(mentions.strings("form"), ["مازن الحمداوي", "مازن الحمداوي", "الحمداوي"]);
    folder.warraq(&["search", "actor:\"مازن الحمداوي\"", "-q"]).finds();
    folder.warraq(&["actor", "كتيبة فرسان الضفاف", "-q"]).finds();
    // They are called as the archive writes them, not as their ids are normalised.
    let found = folder.warraq(&["search", "التل", "-f", "jsonl", "-q"]).finds();
    for hit in found.objects() {
        let names: Vec<String> =
            hit["actors"].as_array().unwrap().iter().map(|actor| string(actor, "name")).collect();
        assert!(names.contains(&"كتيبة فرسان الضفاف".to_owned()), "{names:?}");
    }
    let group = folder.warraq(&["mentions", "كتيبة فرسان الضفاف", "-f", "jsonl", "-q"]).finds();
    assert_eq!(group.strings("name"), ["كتيبة فرسان الضفاف", "كتيبة فرسان الضفاف"]);
    folder.warraq(&["actors", "--discovered", "--at-least", "3", "-q"]).finds_nothing();
}

#[test]
fn a_profile_tells_names_dates_and_company() {
    let run = warraq(&["actor", "حزب الله", "-f", "jsonl", "-q"]).finds();
    let profile = &run.objects()[0];
    assert_eq!(string(profile, "id"), "hezbollah");
    let forms = profile["forms"].as_array().unwrap();
    let mentions: u64 = forms
        .iter()
        .filter(|form| form["kind"] != "role")
        .map(|form| form["mentions"].as_u64().unwrap())
        .sum();
    assert_eq!(profile["mentions"].as_u64().unwrap(), mentions);
    let count = warraq(&["mentions", "hezbollah", "--count", "-q"]).finds();
    assert_eq!(count.out().trim(), mentions.to_string());
    let months: u64 =
        profile["timeline"].as_array().unwrap().iter().map(|month| month["mentions"].as_u64().unwrap()).sum();
    assert_eq!(months, mentions);
    let names = |field: &str| -> Vec<String> {
        profile[field].as_array().unwrap().iter().take(5).map(|one| string(one, "name")).collect()
    };
    assert!(names("actors").contains(&"الجيش السوري".to_owned()), "{:?}", names("actors"));
    assert!(names("locations").contains(&"القلمون".to_owned()), "{:?}", names("locations"));
    assert_eq!(profile["passages"].as_array().unwrap().len(), 3);
    for format in ["text", "csv"] {
        warraq(&["actor", "حزب الله", "-f", format, "-q"]).finds();
    }
}

#[test]
fn a_place_shows_the_tree_below_it() {
    let run = warraq(&["location", "سوريا", "-f", "jsonl", "-q"]).finds();
    let inside = run.objects()[0]["inside"].as_array().unwrap().clone();
    let depth = |name: &str| inside.iter().find(|place| place["name"] == name).map(|p| p["depth"].clone());
    assert_eq!(depth("البوكمال"), Some(2.into()));
    assert_eq!(depth("بغداد"), None);
    warraq(&["location", "حزب الله", "-q"]).fails().says("knows no location");
}

#[test]
fn the_closest_passages_come_first() {
    let run = warraq(&["together", "حزب الله", "عرسال", "-f", "jsonl", "-q"]).finds();
    let distances: Vec<u64> = run.objects().iter().map(|one| one["distance"].as_u64().unwrap()).collect();
    assert!(distances.is_sorted() && distances.len() > 1, "{distances:?}");
    warraq(&["together", "حزب الله", "عرسال", "-f", "csv", "-q"]).finds();
    warraq(&["together", "حزب الله", "كلمة مجهولة", "-q"]).fails().says("no actor or location");
}

#[test]
fn a_saved_search_shows_only_what_is_new() {
    let folder = Folder::with("a.txt", "العنوان: أول\n\nوصلت القافلة إلى البوكمال.").ingested();
    folder.warraq(&["watch", "run"]).fails().says("watch add");
    folder.warraq(&["watch", "add", "town", "Boukamal", "-q"]).finds();
    folder.warraq(&["watch", "add", "town", "Boukamal", "-q"]).fails().says("already");
    assert_eq!(folder.warraq(&["watch", "run", "-f", "jsonl", "-q"]).finds().articles(), ["a"]);
    folder.warraq(&["watch", "run", "-f", "jsonl", "-q"]).finds_nothing();
    folder.write("archive/b.txt", "العنوان: ثان\n\nعادت القافلة من البوكمال.");
    folder.ingest(&["-q"]).finds();
    assert_eq!(folder.warraq(&["watch", "run", "town", "-f", "jsonl", "-q"]).finds().articles(), ["b"]);
    folder.warraq(&["watch", "run", "-q"]).finds_nothing();
    assert_eq!(folder.warraq(&["watch", "list", "-f", "jsonl"]).finds().strings("name"), ["town"]);
    folder.warraq(&["watch", "remove", "nobody"]).fails();
    folder.warraq(&["watch", "remove", "town", "-q"]).finds();
    folder.warraq(&["watch", "list"]).finds_nothing();
}

#[test]
fn near_copies_are_shown_once() {
    let story = "وصلت إلى مدينة البوكمال قافلة من الشاحنات تحمل مواد غذائية وخياماً للنازحين، وقال مسؤول محلي إن \
        التوزيع يبدأ صباح الأحد في المدارس، فيما طالب سكان بإصلاح شبكة المياه التي تضررت في الشتاء الماضي، وبفتح \
        الطريق إلى الريف قبل موسم الحصاد المقبل، وأضاف أن لجنة من الأهالي ستشرف على القوائم";
    let copy = |id: &str, source: &str, body: &str| {
        serde_json::json!({"id": id, "title": format!("خبر {id}"), "source": source, "body": body})
            .to_string()
    };
    let other = "افتتح في البوكمال معرض للكتاب يضم دور نشر من عدة مدن، وتستمر أيامه حتى نهاية الشهر، ويشارك فيه شعراء \
        ورسامون من المنطقة بعروض يومية للأطفال والكبار في ساحة السوق القديم كل مساء";
    let lines =
        [copy("a", "أولى", story), copy("b", "ثانية", &format!("{story}.")), copy("c", "ثالثة", other)];
    let folder = Folder::with("news.jsonl", lines.join("\n")).ingested();
    let run = folder.warraq(&["search", "البوكمال", "--collapse", "-f", "jsonl", "-q"]).finds();
    assert_eq!(run.articles().len(), 2);
    let shown = run.objects().into_iter().find(|hit| hit["id"] != "c").unwrap();
    assert_eq!(shown["copies"].as_array().unwrap().len(), 1);
    let count = |arguments: &[&str]| {
        folder
            .warraq(&[&["mentions", "البوكمال", "--count", "-q"], arguments].concat())
            .finds()
            .out()
            .trim()
            .to_owned()
    };
    assert_eq!(count(&[]), "3");
    assert_eq!(count(&["--collapse"]), "2");
}

#[test]
fn a_table_is_checked() {
    let folder = Folder::new();
    folder.write(
        "own.tsv",
        "id\ttype\tname_ar\taliases_ar\na\tparty\tحزب الله\t\nb\tarmed_group\tكتيبة الضفاف\tالوزير\n",
    );
    let run = folder.warraq(&["gazetteer", "check", "own.tsv", "-f", "jsonl"]).exits(1);
    assert_eq!(run.strings("fault"), ["clash", "ordinary_word"]);
    assert_eq!(run.strings("line"), ["2", "3"]);
    folder.write("good.tsv", "id\ttype\tname_ar\nb\tarmed_group\tكتيبة الضفاف الغربية\n");
    folder.warraq(&["gazetteer", "check", "good.tsv"]).finds().says("nothing to mend");
    folder.warraq(&["gazetteer", "check", "missing.tsv"]).fails().says("cannot read");
}
