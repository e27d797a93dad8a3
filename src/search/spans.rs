//! Phrases and distances: finds documents that hold all the words, then checks
//! their places. The stems of a word and the entities named there are alternatives at one place.

use tantivy::{DocId, TERMINATED};

use super::matcher::{Lengths, Matcher};
use super::postings::Cursor;
use crate::query::plan::{PlanTerm, Spans};

/// Words from `start` to before `end`, counted from the start of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub start: u32,
    pub end: u32,
}

/// A tree of conditions on places.
pub(super) enum Node {
    Terms(Vec<Cursor>),
    Ordered { members: Vec<Node>, slop: u32 },
    Near { members: Vec<Node>, distance: u32 },
    Any(Vec<Node>),
}

impl Node {
    /// The first document at or after `target` that may hold a match.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Node::Terms(list) => {
                list.iter_mut().map(|cursor| cursor.seek(target)).min().unwrap_or(TERMINATED)
            }
            Node::Any(members) => {
                members.iter_mut().map(|member| member.seek(target)).min().unwrap_or(TERMINATED)
            }
            Node::Ordered { members, .. } | Node::Near { members, .. } => {
                let mut target = target;
                let mut agreed = 0;
                while agreed < members.len() && target != TERMINATED {
                    agreed = 0;
                    for member in members.iter_mut() {
                        let doc = member.seek(target);
                        if doc > target {
                            target = doc;
                            break;
                        }
                        agreed += 1;
                    }
                }
                if members.is_empty() { TERMINATED } else { target }
            }
        }
    }

    /// Where the document `doc`, which `seek` gave, matches; rising.
    fn places(&mut self, doc: DocId) -> Vec<Place> {
        match self {
            Node::Terms(list) => {
                let mut places = Vec::new();
                for cursor in list.iter_mut().filter(|cursor| cursor.doc() == doc) {
                    cursor.append_places(&mut places);
                }
                places.sort_unstable();
                places.dedup();
                places.into_iter().map(|start| Place { start, end: start + 1 }).collect()
            }
            Node::Any(members) => {
                let mut places: Vec<Place> = Vec::new();
                for member in members.iter_mut() {
                    if member.seek(doc) == doc {
                        places.extend(member.places(doc));
                    }
                }
                places.sort_unstable();
                places.dedup();
                places
            }
            Node::Ordered { members, slop } => {
                let slop = *slop;
                let lists: Vec<Vec<Place>> = members.iter_mut().map(|member| member.places(doc)).collect();
                in_order(&lists, slop)
            }
            Node::Near { members, distance } => {
                let distance = *distance;
                let lists: Vec<Vec<Place>> = members.iter_mut().map(|member| member.places(doc)).collect();
                close_together(&lists, distance)
            }
        }
    }
}

/// Where a tree of conditions matches a text, rising, given where its terms
/// stand; for showing matches outside the index.
pub(super) fn places_in(spans: &Spans, leaf: &dyn Fn(&[PlanTerm]) -> Vec<Place>) -> Vec<Place> {
    let lists = |members: &[Spans]| members.iter().map(|member| places_in(member, leaf)).collect::<Vec<_>>();
    match spans {
        Spans::Terms(terms) => leaf(terms),
        Spans::Ordered { members, slop } => in_order(&lists(members), *slop),
        Spans::Near { members, distance } => close_together(&lists(members), *distance),
        Spans::Any(members) => lists(members).concat(),
    }
}

/// Chains that take one place of each list in order, the gaps adding up to at most `slop`.
fn in_order(lists: &[Vec<Place>], slop: u32) -> Vec<Place> {
    let Some((first, rest)) = lists.split_first() else { return Vec::new() };
    first
        .iter()
        .filter_map(|start| {
            let mut end = start.end;
            let mut left = slop;
            for list in rest {
                // The nearest next place uses up the least of the slop.
                let next = list.get(list.partition_point(|place| place.start < end))?;
                left = left.checked_sub(next.start - end)?;
                end = next.end;
            }
            Some(Place { start: start.start, end })
        })
        .collect()
}

/// Pairs of places of two lists with at most `distance` words between them.
fn close_together(lists: &[Vec<Place>], distance: u32) -> Vec<Place> {
    let [left, right] = lists else { return Vec::new() };
    let longest = right.iter().map(|b| b.end - b.start).max().unwrap_or(0);
    let mut found = Vec::new();
    for a in left {
        let reach = a.start.saturating_sub(distance);
        // No place that begins before this ends late enough; a text of one long line has
        // tens of thousands of places.
        let first = right.partition_point(|b| b.start.saturating_add(longest) < reach);
        for b in right[first..].iter().filter(|b| b.end >= reach) {
            if b.start > a.end.saturating_add(distance) {
                break;
            }
            // The same words are not near themselves.
            let apart = b.start >= a.end || a.start >= b.end;
            if apart {
                found.push(Place { start: a.start.min(b.start), end: a.end.max(b.end) });
                break;
            }
        }
    }
    found
}

/// See the module.
pub(super) struct SpanMatcher {
    node: Node,
    lengths: Lengths,
    weight: f32,
    doc: DocId,
    matches: usize,
}

impl SpanMatcher {
    /// `weight` is the clause's idf times its boost.
    pub(super) fn new(node: Node, lengths: Lengths, weight: f32) -> Self {
        let mut matcher = SpanMatcher { node, lengths, weight, doc: 0, matches: 0 };
        matcher.settle(0);
        matcher
    }

    fn settle(&mut self, mut target: DocId) -> DocId {
        loop {
            let doc = self.node.seek(target);
            if doc == TERMINATED {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            self.matches = self.node.places(doc).len();
            if self.matches > 0 {
                self.doc = doc;
                return doc;
            }
            target = doc + 1;
        }
    }
}

impl Matcher for SpanMatcher {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target { self.settle(target) } else { self.doc }
    }

    fn score(&mut self) -> f32 {
        self.weight * self.lengths.saturated(self.doc, self.matches as f32)
    }

    fn mass(&self) -> f32 {
        self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(starts: &[u32]) -> Vec<Place> {
        starts.iter().map(|&start| Place { start, end: start + 1 }).collect()
    }

    #[test]
    fn a_phrase_needs_its_order() {
        assert_eq!(in_order(&[places(&[3, 9]), places(&[4, 7])], 0), [Place { start: 3, end: 5 }]);
        assert!(in_order(&[places(&[4]), places(&[3])], 0).is_empty());
    }

    #[test]
    fn slop_is_shared_by_all_gaps() {
        let lists = [places(&[0]), places(&[2]), places(&[4])];
        assert!(in_order(&lists, 1).is_empty());
        assert_eq!(in_order(&lists, 2), [Place { start: 0, end: 5 }]);
    }

    #[test]
    fn near_looks_both_ways() {
        assert_eq!(close_together(&[places(&[10]), places(&[2])], 7), [Place { start: 2, end: 11 }]);
        assert!(close_together(&[places(&[10]), places(&[1])], 7).is_empty());
        assert!(close_together(&[places(&[10]), places(&[10])], 7).is_empty());
    }
}
