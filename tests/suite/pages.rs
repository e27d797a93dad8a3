//! Web pages as they are: what a page says of itself in the ways of many systems,
//! what of it is the story, and pages made to do harm.

use serde_json::json;

use crate::util::{Folder, string};

const STORY: &str =
    "وصل القطار صباح اليوم إلى المحطة القديمة بعد غياب طويل، واستقبله سكان الحي بالزغاريد والورود.";
/// A word of [`STORY`].
const WORD: &str = "القطار";
const SOURCE: &str = "وكالة مداد";
const TITLE: &str = "عودة القطار";
/// What no story holds.
const NOISE: &str = "ضجيج";

fn page(head: &str, body: &str) -> String {
    format!("<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>")
}

#[test]
fn every_way_of_metadata_is_read() {
    let meta = |pairs: &[(&str, &str)]| -> String {
        let tag = |(name, value): &(&str, &str)| format!("<meta name=\"{name}\" content=\"{value}\">");
        pairs.iter().map(tag).collect()
    };
    let linked = json!({
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": NOISE},
            {"@type": ["NewsArticle"], "headline": TITLE, "datePublished": "2017-11-19T10:00:00+03:00",
             "publisher": {"@type": "Organization", "name": SOURCE}, "articleSection": ["x"],
             "url": "https://example.org/1"},
        ],
    });
    let story = format!("<article><p>{STORY}</p></article>");
    let url = "<link rel=canonical href=\"https://example.org/1\">";
    let pages = [
        (
            "graph",
            page(
                "<meta property=\"og:title\" content=\"عودة القطار | وكالة مداد\"><meta property=\"og:site_name\" content=\"وكالة مداد\">\
                 <meta property=\"article:section\" content=\"x\"><meta property=\"og:url\" content=\"https://example.org/1\">\
                 <meta property=\"article:published_time\" content=\"2017-11-19T10:00:00+03:00\">",
                &story,
            ),
        ),
        ("linked", page(&format!("<script type=\"application/ld+json\">{linked}</script>"), &story)),
        (
            "dublin",
            page(
                &(meta(&[
                    ("DC.title", TITLE),
                    ("DC.publisher", SOURCE),
                    ("DC.subject", "x"),
                    ("DC.date.issued", "2017-11-19"),
                ]) + url),
                &story,
            ),
        ),
        (
            "parsely",
            page(
                &(meta(&[
                    ("parsely-title", TITLE),
                    ("parsely-section", "x"),
                    ("parsely-pub-date", "2017-11-19T07:00:00Z"),
                    ("article:publisher", "https://facebook.com/madad"),
                    ("publisher", SOURCE),
                ]) + url),
                &story,
            ),
        ),
        (
            "microdata",
            page(
                &format!(
                    "<title>{TITLE} | {SOURCE}</title><meta property=\"og:site_name\" content=\"{SOURCE}\">{url}"
                ),
                &format!(
                    "<div itemscope><span itemprop=articleSection>x</span><span itemprop=datePublished>19 نوفمبر 2017</span>{story}</div>"
                ),
            ),
        ),
        (
            // Malformed linked data is as if it were not there.
            "malformed",
            page(
                &(meta(&[
                    ("title", TITLE),
                    ("sailthru.date", "2017-11-19"),
                    ("section", "x"),
                    ("publisher", SOURCE),
                ]) + "<script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"headline\": </script>"
                    + url),
                &story,
            ),
        ),
    ];
    let mut folder = Folder::new();
    for (name, page) in &pages {
        folder = folder.and(&format!("{name}.html"), page);
    }
    let found = folder.ingested().search(&[WORD, "--source", SOURCE]).finds();
    assert_eq!(found.objects().len(), pages.len(), "{}", found.out());
    for object in found.objects() {
        for (field, expected) in [
            ("title", TITLE),
            ("source", SOURCE),
            ("category", "x"),
            ("date", "2017-11-19"),
            ("url", "https://example.org/1"),
            ("text", STORY),
        ] {
            assert_eq!(string(&object, field), expected, "{field} of {}", string(&object, "path"));
        }
    }
}

#[test]
fn what_stands_around_the_story_stays_out() {
    let noise = |tag: &str, name: &str| format!("<{tag} class=\"{name}\"><p>{NOISE} {NOISE}.</p></{tag}>");
    let around: String = [
        ("nav", ""),
        ("header", ""),
        ("div", "share-buttons"),
        ("div", "cookie-consent"),
        ("div", "gdpr-box"),
        ("section", "comments-list"),
        ("div", "ad"),
        ("div", "newsletter-subscribe"),
        ("ul", "most-read"),
        ("aside", ""),
        ("footer", ""),
    ]
    .iter()
    .map(|(tag, name)| noise(tag, name))
    .collect();
    let hidden = format!("<div hidden><p>{NOISE}</p></div><p style=\"display: none\">{NOISE}</p>");
    let paragraphs = format!("<p>{STORY}</p>").repeat(3);
    // A box with a misleading name that holds the story itself is no side matter.
    let wrapped = format!("{around}<div class=\"page has-sidebar\">{paragraphs}{hidden}</div>{around}");
    // Teasers in articles of their own are no story.
    let teasers = format!("<article><p>{NOISE}</p></article>").repeat(3);
    let folder = Folder::with("wrapped.html", page("", &wrapped))
        .and("article.html", page("", &format!("{around}<article>{paragraphs}{around}</article>{around}")))
        .and("teasers.html", page("", &format!("<div>{paragraphs}</div>{teasers}")))
        .and("breaks.html", page("", &format!("{around}<div>{STORY}<br><br>{STORY}</div>")))
        .ingested();
    let found = folder.search(&[WORD]).finds();
    assert_eq!(found.articles().len(), 4, "{}", found.out());
    let noisy = folder.search(&[NOISE, "--include", "related"]);
    assert!(noisy.out().lines().all(|line| line.contains("teasers.html")), "{}", noisy.out());
}

#[test]
fn linked_data_is_the_body_only_where_the_page_has_none() {
    let linked = |body: &str| {
        let data = json!({"@type": "NewsArticle", "headline": TITLE, "articleBody": body});
        format!("<script type=\"application/ld+json\">{data}</script>")
    };
    let folder = Folder::with("empty.html", page(&linked(STORY), "<div id=app></div>"))
        .and("marked.html", page(&linked(&format!("<p>{STORY}</p><p>b</p>")), "<p>…</p>"))
        .and("full.html", page(&linked(NOISE), &format!("<p>{}</p>", STORY.repeat(2))))
        .ingested();
    assert_eq!(folder.search(&[WORD]).finds().articles().len(), 3);
    folder.search(&[NOISE]).finds_nothing();
}

#[test]
fn charsets_are_read_where_pages_declare_them() {
    let text = format!("<p>{STORY}</p>");
    let declared = |head: &str| encoding_rs::WINDOWS_1256.encode(&format!("{head}{text}")).0.into_owned();
    let folder = Folder::with("meta.html", declared("<meta charset='windows-1256'>"))
        .and(
            "equiv.html",
            declared("<meta http-equiv=Content-Type content=\"text/html; charset = windows-1256\">"),
        )
        .and("xml.xhtml", declared("<?xml version=\"1.0\" encoding=\"windows-1256\"?>"))
        .and("wrong.html", declared("<meta charset=utf-8>"))
        .and("western.html", declared("<meta charset=iso-8859-1>"))
        .ingested();
    let found = folder.search(&[WORD]).finds();
    assert_eq!(found.strings("text"), [STORY; 5]);
}

#[test]
fn pages_made_to_do_harm_end_soon() {
    let story = format!("<p>{STORY}</p>");
    let nested = format!("{story}{}", "<div>".repeat(1_000_000));
    let attribute = format!("<p title=\"{}\">{STORY}</p>", "x".repeat(1 << 20));
    let many: Vec<String> = (0..100_000).map(|number| format!(" a{number}=1")).collect();
    let folder = Folder::with("nested.html", &nested)
        .and("attribute.html", attribute)
        .and("attributes.html", format!("<p{}>{STORY}</p>", many.concat()))
        .and("word.html", format!("{story}<p>{}</p>", "ب".repeat(1_000_000)))
        .and("marks.html", format!("{story}<p>ب{}</p>", "\u{64E}".repeat(100_000)))
        .and("unclosed.html", format!("{story}<b><i><a href='x"))
        .and("nulls.html", format!("{story}\0<p></p>"));
    let started = std::time::Instant::now();
    folder
        .ingest(&[])
        .finds()
        .says("skipped archive/nested.html: the page nests deeper than 512 elements; what follows there was left out")
        .says("skipped archive/attributes.html: an element has more than 1000 attributes");
    assert!(started.elapsed().as_secs() < 60, "it took {:?}", started.elapsed());
    let mut found = folder.search(&[WORD]).finds().articles();
    found.sort();
    assert_eq!(found, ["attribute", "marks", "nested", "nulls", "unclosed", "word"]);
}
