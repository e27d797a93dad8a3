//! A cursor over the postings of one term that knows how positions are
//! written: place in the text and code of the spelling ([`crate::index::terms`]).

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::index::terms::place_and_code;

/// Documents with a term, rising; where codes are given, only those in which a
/// word of the term has one of these spellings.
pub(super) struct Cursor {
    postings: SegmentPostings,
    codes: Box<[u16]>,
    /// Of the document it stands on; read only where codes are given or places asked for.
    positions: Vec<u32>,
}

impl Cursor {
    /// A cursor on the first document. Empty `codes` allow every spelling;
    /// otherwise, and for places, the postings must have positions.
    pub(super) fn new(postings: SegmentPostings, codes: &[u16]) -> Self {
        let mut cursor = Cursor { postings, codes: codes.into(), positions: Vec::new() };
        cursor.settle();
        cursor
    }

    /// The document it stands on.
    pub(super) fn doc(&self) -> DocId {
        self.postings.doc()
    }

    /// Moves to the first match at or after `target`; stays where it is when that is behind.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.postings.doc() < target {
            self.postings.seek(target);
            self.settle();
        }
        self.doc()
    }

    fn settle(&mut self) {
        if self.codes.is_empty() {
            return;
        }
        while self.doc() != TERMINATED {
            self.postings.positions(&mut self.positions);
            let codes = &self.codes;
            self.positions.retain(|&position| codes.contains(&place_and_code(position).1));
            if !self.positions.is_empty() {
                return;
            }
            self.postings.advance();
        }
    }

    /// How often the document has the term in one of the spellings.
    pub(super) fn frequency(&self) -> f32 {
        let count =
            if self.codes.is_empty() { self.postings.term_freq() as usize } else { self.positions.len() };
        count as f32
    }

    /// The codes of its positions in the document.
    pub(super) fn codes(&mut self) -> impl Iterator<Item = u16> {
        self.postings.positions(&mut self.positions);
        self.positions.iter().map(|&position| place_and_code(position).1)
    }

    /// Appends where in the document's text it stands, rising.
    pub(super) fn append_places(&mut self, places: &mut Vec<u32>) {
        if self.codes.is_empty() {
            self.postings.positions(&mut self.positions);
        }
        places.extend(self.positions.iter().map(|&position| place_and_code(position).0));
    }
}
