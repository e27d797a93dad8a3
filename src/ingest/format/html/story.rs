//! Where in a page its story stands, by how much text of paragraphs lies where.

use std::collections::HashMap;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node};

/// Elements that may be the story, the surest first.
const CANDIDATES: [fn(ElementRef<'_>) -> bool; 4] = [
    |element| element.attr("itemprop").is_some_and(|name| name.eq_ignore_ascii_case("articleBody")),
    |element| element.value().name() == "article",
    |element| element.value().name() == "main" || element.attr("role") == Some("main"),
    |element| element.value().name() == "body",
];
/// An element that has less than one part in so many of the page's text is a teaser, no story.
const TEASER: usize = 5;

/// Bytes of text in paragraphs inside each element, in all text where a page has no paragraphs.
pub(super) struct Weights(HashMap<NodeId, usize>);

impl Weights {
    /// Weighs every element in one walk.
    pub fn of(document: &Html) -> Self {
        let paragraphs = weigh(document, |name| name == "p");
        let root = document.tree.root().id();
        if paragraphs.get(&root).is_some_and(|&all| all > 0) {
            return Weights(paragraphs);
        }
        Weights(weigh(document, |name| name == "body"))
    }

    /// The weight of one element.
    pub fn of_element(&self, element: ElementRef<'_>) -> usize {
        self.0.get(&element.id()).copied().unwrap_or(0)
    }
}

fn weigh(document: &Html, counts: fn(&str) -> bool) -> HashMap<NodeId, usize> {
    let mut weights = HashMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut inside = 0usize;
    let begins = |node: &Node| node.as_element().is_some_and(|element| counts(element.name()));
    let is_code = |node: &Node| {
        node.as_element().is_some_and(|element| matches!(element.name(), "script" | "style" | "noscript"))
    };
    let mut code = 0usize;
    for edge in document.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                inside += usize::from(begins(node.value()));
                code += usize::from(is_code(node.value()));
                let text = node.value().as_text().filter(|_| inside > 0 && code == 0);
                open.push(text.map_or(0, |text| text.trim().len()));
            }
            Edge::Close(node) => {
                inside -= usize::from(begins(node.value()));
                code -= usize::from(is_code(node.value()));
                let weight = open.pop().unwrap_or(0);
                if let Some(around) = open.last_mut() {
                    *around += weight;
                }
                if weight > 0 {
                    weights.insert(node.id(), weight);
                }
            }
        }
    }
    weights
}

/// The element that holds the story: the heaviest of the surest kind that is heavy enough.
pub(super) fn of<'d>(document: &'d Html, weights: &Weights) -> Option<ElementRef<'d>> {
    let mut heaviest: [Option<ElementRef<'d>>; CANDIDATES.len()] = [None; CANDIDATES.len()];
    for element in document.tree.nodes().filter_map(ElementRef::wrap) {
        for (is_candidate, best) in CANDIDATES.iter().zip(&mut heaviest) {
            let weight = weights.of_element(element);
            if is_candidate(element) && best.is_none_or(|best| weights.of_element(best) < weight) {
                *best = Some(element);
            }
        }
    }
    let all = heaviest.last().copied().flatten().map_or(0, |body| weights.of_element(body));
    let is_story = |element: &ElementRef<'_>| {
        let weight = weights.of_element(*element);
        weight > 0 && weight * TEASER >= all
    };
    heaviest.iter().flatten().copied().find(is_story).or(heaviest.last().copied().flatten())
}
