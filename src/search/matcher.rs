//! What every clause of a plan becomes in one segment: a cursor over matching
//! documents that can score the one it stands on.

use tantivy::{DocId, TERMINATED};

/// BM25's saturation of term frequency (Robertson & Zaragoza 2009).
const K1: f32 = 1.2;
/// What [`Lengths::saturated`] comes near to for very frequent words.
pub(super) const MOST_SATURATED: f32 = K1 + 1.0;
/// BM25's share of length normalisation, less than the usual 0.75: passages are cut
/// to one size, so that their length says less than that of whole documents.
const B: f32 = 0.5;

/// A cursor over the documents that match a clause, rising; [`TERMINATED`] at the end.
pub(super) trait Matcher: Send {
    /// The document it stands on.
    fn doc(&self) -> DocId;
    /// Moves to the first match at or after `target`, which is not behind it.
    fn seek(&mut self, target: DocId) -> DocId;
    /// The score of the document it stands on.
    fn score(&mut self) -> f32;
    /// How much the clause says when it matches: its idf. 0 for restrictions.
    fn mass(&self) -> f32;

    /// Moves to the next match.
    fn advance(&mut self) -> DocId {
        match self.doc() {
            TERMINATED => TERMINATED,
            doc => self.seek(doc + 1),
        }
    }
}

/// Matches nothing.
pub(super) struct Nothing;

impl Matcher for Nothing {
    fn doc(&self) -> DocId {
        TERMINATED
    }
    fn seek(&mut self, _: DocId) -> DocId {
        TERMINATED
    }
    fn score(&mut self) -> f32 {
        0.0
    }
    fn mass(&self) -> f32 {
        0.0
    }
}

/// A restriction by tantivy's own cursors (keys, days, everything); scores 0.
pub(super) struct Restriction(pub Box<dyn tantivy::query::Scorer>);

impl Matcher for Restriction {
    fn doc(&self) -> DocId {
        self.0.doc()
    }
    fn seek(&mut self, target: DocId) -> DocId {
        if self.0.doc() >= target { self.0.doc() } else { self.0.seek(target) }
    }
    fn score(&mut self) -> f32 {
        0.0
    }
    fn mass(&self) -> f32 {
        0.0
    }
}

/// Lengths of passages in words, against their average in the whole archive.
#[derive(Clone)]
pub(super) struct Lengths {
    column: tantivy::columnar::Column<u64>,
    average: f32,
}

impl Lengths {
    pub(super) fn new(column: tantivy::columnar::Column<u64>, average: f32) -> Self {
        Lengths { column, average: average.max(1.0) }
    }

    /// BM25's saturated term frequency of a passage, from 0 to K1 + 1.
    pub(super) fn saturated(&self, doc: DocId, frequency: f32) -> f32 {
        let length = self.column.first(doc).unwrap_or(0) as f32;
        let norm = K1 * (1.0 - B + B * length / self.average);
        frequency * (K1 + 1.0) / (frequency + norm)
    }
}

/// BM25's inverse document frequency, never negative.
pub(super) fn idf(passages_with: u64, passages: u64) -> f32 {
    let without = passages.saturating_sub(passages_with) as f32;
    (1.0 + (without + 0.5) / (passages_with as f32 + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_words_say_more() {
        assert!(idf(1, 1000) > idf(10, 1000));
        assert!(idf(1000, 1000) > 0.0);
    }
}
