//! From markup to a tree, in bounded time and memory whatever the page: html5ever
//! walks its open elements again and again, so a page that nests without end
//! would take time by the square of its length.

use html5ever::ParseOpts;
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink};

/// How deep elements may lie in each other; browsers stop at 512 too.
pub(super) const DEEPEST: usize = 512;
/// Elements and texts of a page. News has some thousands; a tree of so many takes 200 MB.
const MOST_NODES: usize = 1_000_000;
/// Bytes of markup of a page.
const LARGEST_PAGE: usize = 64 << 20;
/// Attributes of one element, each of which is compared with all before it.
const MOST_ATTRIBUTES: usize = 1000;
/// Bytes of markup between two looks at how the tree grows.
const STEP: usize = 1024;

/// The tree of a page, and why it ends before the page does, if so.
///
/// # Errors
/// A clause that says why the page is not read at all.
pub(super) fn of(page: &str) -> Result<(Html, Option<String>), String> {
    if page.len() > LARGEST_PAGE {
        return Err(format!("the page is larger than {} MiB", LARGEST_PAGE >> 20));
    }
    if has_too_many_attributes(page) {
        return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
    }
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = html5ever::parse_document(sink, ParseOpts::default());
    let mut seen = 0;
    let mut rest = page;
    let mut fault = None;
    while !rest.is_empty() && fault.is_none() {
        let end = (STEP..rest.len()).find(|&end| rest.is_char_boundary(end)).unwrap_or(rest.len());
        let (step, after) = rest.split_at(end);
        rest = after;
        parser.process(StrTendril::from(step));
        let document = parser.tokenizer.sink.sink.0.borrow();
        let nodes = document.tree.nodes();
        let (count, fresh) = (nodes.len(), nodes.len() - seen);
        seen = count;
        if count > MOST_NODES {
            fault = Some(format!("the page has more than {MOST_NODES} elements and texts"));
        } else if nodes.rev().take(fresh).any(|node| node.ancestors().nth(DEEPEST).is_some()) {
            fault = Some(format!("the page nests deeper than {DEEPEST} elements"));
        }
    }
    let fault = fault.map(|reason| format!("{reason}; what follows there was left out"));
    Ok((parser.finish(), fault))
}

/// Whether a tag has more attributes than may be, by its words outside quotation marks.
fn has_too_many_attributes(page: &str) -> bool {
    let mut rest = page.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
        rest = &rest[at + 1..];
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let is_code = ["script", "style"].iter().any(|name| starts_with(rest, name));
        let (mut words, mut in_word, mut quote, mut length) = (0, false, None, 0);
        for &byte in rest {
            length += 1;
            match quote {
                Some(mark) => quote = Some(mark).filter(|_| byte != mark),
                None if byte == b'>' => break,
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None => {
                    let is_word = !byte.is_ascii_whitespace() && byte != b'/';
                    words += usize::from(is_word && !in_word);
                    in_word = is_word;
                }
            }
        }
        if words > MOST_ATTRIBUTES {
            return true;
        }
        rest = &rest[length..];
        // Between its tags stands no markup, but much that looks like it.
        while is_code && !rest.is_empty() && !rest.starts_with(b"</") {
            let next = rest[1..].iter().position(|&byte| byte == b'<').map_or(rest.len(), |at| at + 1);
            rest = &rest[next..];
        }
    }
    false
}

fn starts_with(bytes: &[u8], name: &str) -> bool {
    bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// How the tree of a page ends; it must do so soon.
    fn fault(page: &str) -> Option<String> {
        let started = Instant::now();
        let fault = of(page).map_or_else(Some, |(_, fault)| fault);
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", &page[..40.min(page.len())]);
        fault
    }

    #[test]
    fn endless_nesting_ends() {
        for element in ["<div>", "<b>", "<span>", "<ul><li>", "<table><tr><td>", "<a href=x><div>"] {
            let page = element.repeat(200_000);
            assert!(fault(&page).is_some_and(|reason| reason.contains("nests deeper")), "{element}");
        }
    }

    #[test]
    fn elements_that_multiply_end() {
        let fonts: Vec<String> = (0..400).map(|size| format!("<font size={size}>")).collect();
        let page = fonts.concat() + &"<p>a".repeat(500_000);
        assert!(fault(&page).is_some_and(|reason| reason.contains("elements and texts")));
    }

    #[test]
    fn many_attributes_are_refused_and_a_long_one_is_not() {
        let many: Vec<String> = (0..500_000).map(|number| format!(" a{number}")).collect();
        assert!(
            fault(&format!("<p{}>text", many.concat())).is_some_and(|reason| reason.contains("attributes"))
        );
        assert_eq!(fault(&format!("<p title=\"{}\">text</p>", "ab ".repeat(500_000))), None);
        let script = "if (a <b) { x y z } ".repeat(10_000);
        assert_eq!(fault(&format!("<script>{script}</script><p>text</p>")), None);
    }

    #[test]
    fn unclosed_markup_ends() {
        for page in ["<p", "<!--", "<![CDATA[", "<script>", "<title>", "&#", "</"] {
            assert_eq!(fault(&page.repeat(100_000)), None, "{page}");
        }
    }

    #[test]
    fn an_honest_page_is_whole() {
        let page = format!("<div>{}</div>", "<p>text <b>bold</b></p>".repeat(10_000));
        assert_eq!(fault(&page), None);
    }
}
