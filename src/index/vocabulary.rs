//! Questions about the words of an index: how often a term occurs, which
//! words begin with some letters, which are spelled nearly like another.

use tantivy::Term;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;

use super::reader::Archive;
use super::terms;
use crate::error::Result;

/// A term of the index and in how many passages it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyTerm {
    /// As stored, with the mark of its level.
    pub term: String,
    /// Passages whose text holds it.
    pub passages: u64,
}

impl Archive {
    /// In how many passages a term of the text occurs.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn passages_with(&self, term: &str) -> Result<u64> {
        self.searcher()
            .doc_freq(&Term::from_field_text(self.fields().text, term))
            .map_err(|error| self.fail(&error))
    }

    /// Terms at any level whose spelling begins with `prefix` (norm), the most
    /// frequent first, and how many there are in all.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn terms_with_prefix(&self, prefix: &str, limit: usize) -> Result<(Vec<VocabularyTerm>, usize)> {
        let mut found = Counts::default();
        for start in terms::starts(prefix) {
            let end = after(&start);
            self.each_dictionary(|dictionary| {
                let mut range = dictionary.range().ge(start.as_bytes());
                if let Some(end) = &end {
                    range = range.lt(end);
                }
                let mut stream = range.into_stream()?;
                while stream.advance() {
                    found.add(stream.key(), u64::from(stream.value().doc_freq));
                }
                Ok(())
            })?;
        }
        Ok(found.most_frequent(limit))
    }

    /// Terms at any level within `distance` edits of `norm` (a swap of
    /// neighbours is one edit), the most frequent first, and how many there are in all.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn terms_near(&self, norm: &str, distance: u8, limit: usize) -> Result<(Vec<VocabularyTerm>, usize)> {
        let mut found = Counts::default();
        for start in terms::starts(norm) {
            let term = Term::from_field_text(self.fields().text, &start);
            let automaton =
                FuzzyTermQuery::new(term, distance, true).automaton().map_err(|error| self.fail(&error))?;
            self.each_dictionary(|dictionary| {
                let mut stream = dictionary.search(&automaton).into_stream()?;
                while stream.advance() {
                    found.add(stream.key(), u64::from(stream.value().doc_freq));
                }
                Ok(())
            })?;
        }
        // The automaton may have changed the mark into a letter or back.
        let mark = |term: &str| term.chars().next().filter(|c| terms::MARKS.contains(c));
        found.counts.retain(|term, _| terms::starts(norm).iter().any(|start| mark(start) == mark(term)));
        Ok(found.most_frequent(limit))
    }

    fn each_dictionary(
        &self,
        mut visit: impl FnMut(&tantivy::termdict::TermDictionary) -> std::io::Result<()>,
    ) -> Result<()> {
        let text: Field = self.fields().text;
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(text).map_err(|error| self.fail(&error))?;
            visit(inverted.terms()).map_err(|error| self.fail(&error.into()))?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Counts {
    counts: std::collections::HashMap<String, u64>,
}

impl Counts {
    fn add(&mut self, term: &[u8], passages: u64) {
        if let Ok(term) = std::str::from_utf8(term) {
            *self.counts.entry(term.to_owned()).or_default() += passages;
        }
    }

    fn most_frequent(self, limit: usize) -> (Vec<VocabularyTerm>, usize) {
        let all = self.counts.len();
        let mut list: Vec<VocabularyTerm> =
            self.counts.into_iter().map(|(term, passages)| VocabularyTerm { term, passages }).collect();
        list.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.term.cmp(&b.term)));
        list.truncate(limit);
        (list, all)
    }
}

/// The first byte string after everything that begins with `start`.
fn after(start: &str) -> Option<Vec<u8>> {
    let mut bytes = start.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}
