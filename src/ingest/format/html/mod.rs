//! Web pages: the article without the page around it. Metadata come from meta
//! tags; menus, share buttons, related boxes, comments and footers stay out.

use scraper::{ElementRef, Html, Node, Selector};

use crate::document::{Article, LineRole, Span};
use crate::ingest::date::parse_day;
use crate::ingest::fields::one_line;

/// How far a page may nest before what lies deeper is left out; browsers stop at 512.
const DEEPEST: usize = 512;
/// How many bytes from the start may declare the charset (the HTML standard says 1024).
const CHARSET_WINDOW: usize = 2048;

/// Elements that never hold the story.
const OUTSIDE: [&str; 22] = [
    "script", "style", "noscript", "template", "nav", "header", "footer", "form", "button", "aside",
    "iframe", "figure", "svg", "select", "textarea", "input", "video", "audio", "head", "menu", "dialog",
    "object",
];
/// Pieces of class names and ids that mark what is not the story.
const OUTSIDE_CLASSES: [&str; 20] = [
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
];
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

/// The charset that a page declares, if it does.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(CHARSET_WINDOW)]).to_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Some(label).filter(|label| !label.is_empty())
}

pub(super) fn article(page: &str) -> Article {
    let document = Html::parse_document(page);
    let mut article = Article { has_markup: true, ..Article::default() };
    read_metadata(&document, &mut article);
    let mut lines = Lines::default();
    if let Some(story) = story(&document) {
        collect(story, Place::Story, 0, &mut lines);
    }
    lines.finish(&mut article);
    article
}

fn select<'a>(document: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(css).map(|selector| document.select(&selector).collect()).unwrap_or_default()
}

fn read_metadata(document: &Html, article: &mut Article) {
    let meta = |names: &[&str]| -> Option<String> {
        names.iter().find_map(|name| {
            let found = select(document, &format!("meta[property=\"{name}\"], meta[name=\"{name}\"]"));
            found.iter().find_map(|tag| tag.attr("content")).map(one_line).filter(|value| !value.is_empty())
        })
    };
    let heading = || select(document, "h1").first().map(|h1| one_line(&h1.text().collect::<String>()));
    let page_title = || {
        let title =
            select(document, "title").first().map(|title| one_line(&title.text().collect::<String>()))?;
        // "headline | site": the site's name is no part of the headline.
        let headline =
            [" | ", " – ", " - "].iter().find_map(|bar| title.split_once(bar)).map(|(headline, _)| headline);
        Some(headline.unwrap_or(&title).trim().to_owned())
    };
    article.title = meta(&["og:title", "title"]).or_else(heading).or_else(page_title).unwrap_or_default();
    article.source = meta(&["og:site_name", "publisher", "article:publisher"]);
    article.category = meta(&["article:section", "section", "category"]);
    let canonical = || select(document, "link[rel=\"canonical\"]").first()?.attr("href").map(one_line);
    article.url = meta(&["og:url"]).or_else(canonical);
    let time = || select(document, "time[datetime]").first()?.attr("datetime").map(str::to_owned);
    article.date = meta(&["article:published_time", "date", "pubdate", "publishdate", "dc.date"])
        .or_else(time)
        .as_deref()
        .and_then(parse_day);
    article.id = meta(&["article:id", "article-id"]).unwrap_or_default();
}

/// The element that holds the story: the `article` with the most text in
/// paragraphs, else `main`, else the body.
fn story(document: &Html) -> Option<ElementRef<'_>> {
    let weight = |element: &ElementRef<'_>| -> usize {
        let Ok(paragraph) = Selector::parse("p") else { return 0 };
        element.select(&paragraph).map(|p| p.text().map(str::len).sum::<usize>()).sum()
    };
    ["[itemprop=articleBody]", "article", "main", "[role=main]", "body"]
        .iter()
        .find_map(|css| {
            select(document, css).into_iter().max_by_key(weight).filter(|element| weight(element) > 0)
        })
        .or_else(|| select(document, "body").into_iter().next())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Story,
    Heading,
    Related,
}

#[derive(Default)]
struct Lines {
    body: String,
    line: String,
    place: Option<Place>,
    marked: Vec<(Span, LineRole)>,
}

impl Lines {
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

fn collect(element: ElementRef<'_>, place: Place, depth: usize, lines: &mut Lines) {
    if depth > DEEPEST {
        return;
    }
    for child in element.children() {
        match child.value() {
            Node::Text(text) => lines.text(text, place),
            Node::Element(_) => {
                let Some(inner) = ElementRef::wrap(child) else { continue };
                let name = inner.value().name();
                let Some(inner_place) = place_of(inner, place) else { continue };
                let is_block = BLOCKS.contains(&name);
                if is_block {
                    lines.end_line();
                }
                collect(inner, inner_place, depth + 1, lines);
                if is_block {
                    lines.end_line();
                }
            }
            _ => {}
        }
    }
}

/// What an element inside `around` holds; `None` when it stays out.
fn place_of(element: ElementRef<'_>, around: Place) -> Option<Place> {
    let name = element.value().name();
    let marks = [element.attr("class"), element.attr("id"), element.attr("role")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    if RELATED_CLASSES.iter().any(|mark| marks.contains(mark)) {
        return Some(Place::Related);
    }
    if OUTSIDE.contains(&name) || OUTSIDE_CLASSES.iter().any(|mark| marks.contains(mark)) {
        return None;
    }
    match name {
        "h1" => None,
        "h2" | "h3" | "h4" | "h5" | "h6" if around == Place::Story => Some(Place::Heading),
        _ => Some(around),
    }
}
