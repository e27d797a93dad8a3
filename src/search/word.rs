//! One word under all its spellings as one clause: the frequencies of its
//! terms, weighted by how close they are to what was typed and by the field,
//! add up before BM25 saturates them (BM25F: Robertson, Zaragoza & Taylor
//! 2004). So ten spellings of a name are one name, with one document frequency.

use tantivy::{DocId, TERMINATED};

use super::matcher::{Lengths, MOST_SATURATED, Matcher};
use super::postings::Cursor;

/// A posting list, the reading it belongs to and what one occurrence counts.
pub(super) struct Source {
    pub cursor: Cursor,
    pub reading: usize,
    pub weight: f32,
    /// Whether it is of the headline, which scores apart.
    pub is_title: bool,
}

/// What a headline with the word adds, as a share of the most that a text can
/// score. Apart from the text's frequencies, since these would saturate it away.
const TITLE_BONUS: f32 = 0.35;

/// See the module.
pub(super) struct WordMatcher {
    sources: Vec<Source>,
    readings: Vec<f32>,
    lengths: Lengths,
    idf: f32,
    boost: f32,
    doc: DocId,
}

impl WordMatcher {
    pub(super) fn new(sources: Vec<Source>, readings: usize, lengths: Lengths, idf: f32, boost: f32) -> Self {
        let doc = first(&sources);
        WordMatcher { sources, readings: vec![0.0; readings], lengths, idf, boost, doc }
    }
}

fn first(sources: &[Source]) -> DocId {
    sources.iter().map(|source| source.cursor.doc()).min().unwrap_or(TERMINATED)
}

impl Matcher for WordMatcher {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for source in &mut self.sources {
                source.cursor.seek(target);
            }
            self.doc = first(&self.sources);
        }
        self.doc
    }

    fn score(&mut self) -> f32 {
        self.readings.fill(0.0);
        let mut title: f32 = 0.0;
        for source in self.sources.iter().filter(|source| source.cursor.doc() == self.doc) {
            if source.is_title {
                title = title.max(source.weight);
            } else {
                self.readings[source.reading] += source.weight * source.cursor.frequency();
            }
        }
        let most = self.readings.iter().copied().fold(0.0, f32::max);
        let text = self.lengths.saturated(self.doc, most);
        self.boost * self.idf * (text + TITLE_BONUS * MOST_SATURATED * title)
    }

    fn mass(&self) -> f32 {
        self.boost * self.idf
    }
}
