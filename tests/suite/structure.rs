//! What of a page is the story: headings become `heading`; pointers to other
//! stories and teasers are found only when asked for; menus and comments never.

use crate::util::{Folder, string};

const HEADING: &str = "موسيقى على الضفة";
/// A word of the paragraph below the heading.
const BELOW_HEADING: &str = "متطوعون";
/// A word of the lead.
const IN_LEAD: &str = "المقاهي";
/// A word of the line that points to another story.
const IN_POINTER: &str = "الزوارق";
/// A word of a headline after the end.
const IN_TEASER: &str = "الزيتون";

/// The same story as text, page and Markdown.
fn story() -> Folder {
    Folder::with("text.txt", include_str!("../data/story.txt"))
        .and("page.html", include_str!("../data/story.html"))
        .and("markdown.md", include_str!("../data/story.md"))
        .ingested()
}

#[test]
fn headings_stand_over_the_passages_below_them() {
    let folder = story();
    let below = folder.search(&[BELOW_HEADING]).finds();
    assert_eq!(below.strings("heading"), [HEADING; 3]);
    assert_eq!(folder.search(&[IN_LEAD]).finds().strings("heading"), ["null"; 3]);
    let texts = below.strings("text");
    assert!(texts.iter().all(|text| !text.contains(HEADING)), "a heading is no part of a passage: {texts:?}");
}

#[test]
fn a_heading_can_be_asked_for_as_a_section() {
    let folder = story();
    let found = folder.search(&["--section", HEADING]).finds();
    assert!(found.objects().len() >= 3);
    for object in found.objects() {
        assert_eq!(string(&object, "heading"), HEADING);
    }
}

#[test]
fn pointers_and_teasers_are_found_only_when_asked_for() {
    let folder = story();
    folder.search(&[IN_POINTER]).finds_nothing();
    folder.search(&[IN_TEASER]).finds_nothing();
    folder.search(&[IN_POINTER, "--include", "teasers"]).finds_nothing();
    folder.search(&[IN_TEASER, "--include", "related"]).finds_nothing();
    let pointers = folder.search(&[IN_POINTER, "--include", "related"]).finds();
    assert_eq!(pointers.strings("part"), ["related"; 3]);
    let teasers = folder.search(&[IN_TEASER, "--include", "teasers"]).finds();
    assert_eq!(teasers.strings("part"), ["teaser"]);
    let both =
        folder.search(&[IN_TEASER, "OR", IN_POINTER, "--include", "related", "--include", "teasers"]).finds();
    assert_eq!(both.objects().len(), 4);
}

#[test]
fn menus_buttons_comments_footers_and_scripts_stay_out() {
    let folder = story();
    for outside in ["عقارات", "فيسبوك", "طفولتنا", "محفوظة", "برمجة"] {
        folder.search(&[outside, "--include", "related", "--include", "teasers"]).finds_nothing();
    }
}

#[test]
fn the_marks_of_markdown_are_no_text() {
    let folder = story();
    let found = folder.search(&[IN_LEAD]).finds();
    for text in found.strings("text") {
        assert!(!text.contains(['*', '[', '>']), "{text}");
        assert!(!text.contains("example.org"), "{text}");
    }
    let texts = found.strings("text");
    assert!(texts.iter().all(|text| *text == texts[0]), "three formats, one text: {texts:?}");
}

#[test]
fn the_title_of_a_page_is_its_headline_without_the_site() {
    let titles = story().search(&[IN_LEAD]).finds().strings("title");
    assert_eq!(titles.len(), 3);
    assert!(titles.iter().all(|title| *title == titles[0]), "{titles:?}");
}
