//! Web pages: the article without the page around it. Menus, share buttons,
//! related boxes, comments and footers stay out.

mod linked_data;
mod metadata;
mod story;
mod tree;

use scraper::{ElementRef, Html, Node};

use crate::document::{Article, LineRole, Span};
use crate::ingest::fields::one_line;

/// A page whose own story has fewer words than this may have it in its linked data alone.
const SHORTEST_STORY: usize = 15;
/// How many bytes from the start may declare the charset (the HTML standard says 1024).
const CHARSET_WINDOW: usize = 2048;

/// Elements that never hold the story.
const OUTSIDE: [&str; 22] = [
    "script", "style", "noscript", "template", "nav", "header", "footer", "form", "button", "aside",
    "iframe", "figure", "svg", "select", "textarea", "input", "video", "audio", "head", "menu", "dialog",
    "object",
];
/// Pieces of class names and ids that mark what is not the story.
const OUTSIDE_CLASSES: [&str; 33] = [
    "share",
    "social",
    "comment",
    "sidebar",
    "breadcrumb",
    "advert",
    "banner",
    "newsletter",
    "cookie",
    "footer",
    "menu",
    "navbar",
    "tags",
    "byline",
    "meta",
    "author-box",
    "pagination",
    "caption",
    "pull",
    "toolbar",
    "consent",
    "gdpr",
    "popup",
    "modal",
    "subscri",
    "sponsor",
    "outbrain",
    "taboola",
    "disqus",
    "trending",
    "most-read",
    "mostread",
    "ticker",
];
/// Whole class names that do so, too short to be looked for inside others.
const OUTSIDE_WORDS: [&str; 7] =
    ["ad", "ads", "adv", "promo", "sr-only", "visually-hidden", "screen-reader-text"];
/// Pieces of class names and ids that mark pointers to other stories.
const RELATED_CLASSES: [&str; 8] =
    ["related", "read-also", "readalso", "read-more", "readmore", "more-news", "see-also", "recommended"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 24] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "tr",
    "td",
    "dl",
    "dd",
    "dt",
    "pre",
    "br",
    "hr",
];

/// The charset that a page declares, if it does: `<meta charset>`, `http-equiv`, or
/// the `encoding` of an XML declaration.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(CHARSET_WINDOW)]).to_lowercase();
    let declaration = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let encoding = declaration.and_then(|(xml, _)| label(xml, "encoding"));
    encoding.or_else(|| label(&head, "charset"))
}

/// The first word after `name=`, in quotation marks or not.
fn label(text: &str, name: &str) -> Option<String> {
    text.match_indices(name).find_map(|(at, _)| {
        let value = text[at + name.len()..].trim_start().strip_prefix('=')?;
        let label: String = value
            .trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        Some(label).filter(|label| !label.is_empty())
    })
}

/// The article of a page, and why the end of the page is missing, if it is.
///
/// # Errors
/// A clause that says why the page cannot be read.
pub(super) fn article(page: &str) -> Result<(Article, Option<String>), String> {
    let (document, fault) = tree::of(page)?;
    let mut article = Article { has_markup: true, ..Article::default() };
    let linked_body = metadata::read(&document, &mut article);
    read_story(&document, &mut article);
    if let Some(body) = linked_body
        && words(&article.body) < SHORTEST_STORY
        && words(&body) > words(&article.body)
    {
        article.marked_lines.clear();
        article.body = plain(&body);
    }
    Ok((article, fault))
}

fn words(text: &str) -> usize {
    text.split_whitespace().take(SHORTEST_STORY * 2).count()
}

/// A body of linked data: text, but some systems leave their markup in.
fn plain(body: &str) -> String {
    if !body.contains('<') {
        return body.trim().to_owned();
    }
    let Ok((document, _)) = tree::of(body) else { return body.to_owned() };
    let mut article = Article::default();
    read_story(&document, &mut article);
    article.body
}

/// Fills the body of an article with the story of a page, if it has one.
fn read_story(document: &Html, article: &mut Article) {
    let weights = story::Weights::of(document);
    if let Some(story) = story::of(document, &weights) {
        let mut lines = Lines::new(&weights, story);
        collect(story, Place::Story, &mut lines);
        lines.finish(article);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Story,
    Heading,
    Related,
}

/// The lines of a story as they are found.
struct Lines<'w> {
    weights: &'w story::Weights,
    /// The weight of the whole story.
    all: usize,
    body: String,
    line: String,
    place: Option<Place>,
    marked: Vec<(Span, LineRole)>,
}

impl<'w> Lines<'w> {
    fn new(weights: &'w story::Weights, story: ElementRef<'_>) -> Self {
        let all = weights.of_element(story);
        Lines { weights, all, body: String::new(), line: String::new(), place: None, marked: Vec::new() }
    }

    /// Whether an element holds most of the story, whatever its name says.
    fn is_most(&self, element: ElementRef<'_>) -> bool {
        self.weights.of_element(element) * 2 > self.all
    }

    fn text(&mut self, text: &str, place: Place) {
        if !text.trim().is_empty() {
            self.place = Some(place);
        }
        self.line.push_str(text);
    }

    fn end_line(&mut self) {
        let line = one_line(&self.line);
        self.line.clear();
        let Some(place) = self.place.take().filter(|_| !line.is_empty()) else { return };
        if !self.body.is_empty() {
            self.body.push_str("\n\n");
        }
        let start = self.body.len();
        self.body.push_str(&line);
        let span = Span::new(start, self.body.len());
        match place {
            Place::Heading => self.marked.push((span, LineRole::Heading)),
            Place::Related => self.marked.push((span, LineRole::Related)),
            Place::Story => {}
        }
    }

    fn finish(mut self, article: &mut Article) {
        self.end_line();
        article.body = self.body;
        article.marked_lines = self.marked;
    }
}

/// Calls itself for what lies inside; a tree is at most [`tree::DEEPEST`] and a step deep.
fn collect(element: ElementRef<'_>, place: Place, lines: &mut Lines<'_>) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => lines.text(text, place),
            Node::Element(_) => {
                let Some(inner) = ElementRef::wrap(child) else { continue };
                let name = inner.value().name();
                let Some(inner_place) = place_of(inner, place, lines) else { continue };
                let is_block = BLOCKS.contains(&name);
                if is_block {
                    lines.end_line();
                }
                collect(inner, inner_place, lines);
                if is_block {
                    lines.end_line();
                }
            }
            _ => {}
        }
    }
}

/// What an element inside `around` holds; `None` when it stays out.
fn place_of(element: ElementRef<'_>, around: Place, lines: &Lines<'_>) -> Option<Place> {
    let name = element.value().name();
    let is_hidden = element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    if OUTSIDE.contains(&name) {
        return None;
    }
    let marks = [element.attr("class"), element.attr("id"), element.attr("role")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let is_named = |names: &[&str]| names.iter().any(|name| marks.contains(name));
    let is_related = is_named(&RELATED_CLASSES);
    let is_outside = is_hidden
        || is_named(&OUTSIDE_CLASSES)
        || marks.split_whitespace().any(|mark| OUTSIDE_WORDS.contains(&mark));
    if (is_related || is_outside) && !lines.is_most(element) {
        return if is_related { Some(Place::Related) } else { None };
    }
    match name {
        "h1" => None,
        "h2" | "h3" | "h4" | "h5" | "h6" if around == Place::Story => Some(Place::Heading),
        _ => Some(around),
    }
}
