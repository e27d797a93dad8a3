//! The words of an archive: a file beside tantivy's with every spelling that
//! its texts hold and how often, and questions about it and about the terms.
//!
//! The file: [`MAGIC`]; the length of a finite-state map (`u64`); the map, from
//! the norm of a word to where its spellings stand; the spellings, for each norm
//! their number (`u16`), and for each how often it occurs (`u32`), its length in
//! bytes (`u16`) and the exact spelling. Numbers are little-endian.

use std::sync::LazyLock;

use compact_str::CompactString;
use fst::raw::Fst;
use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;
use tantivy::directory::OwnedBytes;
use tantivy::query::FuzzyTermQuery;
use tantivy::{InvertedIndexReader, SegmentReader, Term};

use super::live::{live_doc_freq_of, live_frequency};
use super::reader::Archive;
use super::terms;
use crate::arabic::WordCount;
use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"WARRAQV1";
const HEADER: usize = MAGIC.len() + 8;
/// Most edits that [`Archive::words_near`] allows.
const MOST_EDITS: u8 = 2;

/// Building one takes a millisecond, a word's automaton from it far less.
static AUTOMATA: LazyLock<Vec<LevenshteinAutomatonBuilder>> =
    LazyLock::new(|| (0..=MOST_EDITS).map(|edits| LevenshteinAutomatonBuilder::new(edits, true)).collect());

/// A word of the archive, under all its spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyWord {
    /// Its norm.
    pub norm: String,
    /// Its exact spellings.
    pub spellings: Vec<String>,
    /// How often it occurs in the texts, each headline counted once.
    pub count: u64,
}

/// A stem among the terms of the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyStem {
    /// The stem, which is its term.
    pub stem: String,
    /// Passages whose text holds it.
    pub passages: u64,
}

/// An opened file of words.
pub(super) struct Vocabulary {
    pub(super) map: Fst<OwnedBytes>,
    spellings: OwnedBytes,
}

impl Vocabulary {
    /// The file of a commit: the words of the one before, those of the texts that were
    /// added, less those of the texts that were removed. `added` and `removed` may come in
    /// any order and hold a word several times.
    ///
    /// # Errors
    /// When the one before is damaged.
    pub(super) fn updated(
        before: Option<&Vocabulary>,
        added: Vec<WordCount>,
        removed: Vec<WordCount>,
    ) -> std::result::Result<Vec<u8>, String> {
        let signed = |sign: i64| move |word: WordCount| (word.norm, word.exact, sign * i64::from(word.count));
        let mut counts = before.map(Vocabulary::counts).transpose()?.unwrap_or_default();
        counts.extend(added.into_iter().map(signed(1)));
        counts.extend(removed.into_iter().map(signed(-1)));
        counts.sort_unstable();
        let mut builder = fst::raw::Builder::memory();
        let mut spellings = Vec::new();
        for same_norm in counts.chunk_by(|a, b| a.0 == b.0) {
            let variants = same_norm.chunk_by(|a, b| a.1 == b.1);
            let variants =
                variants.map(|same| (&same[0].1, same.iter().map(|(.., count)| count).sum::<i64>()));
            let variants: Vec<_> =
                variants.filter(|(_, count)| *count > 0).take(usize::from(u16::MAX)).collect();
            if variants.is_empty() {
                continue;
            }
            builder.insert(&same_norm[0].0, spellings.len() as u64).map_err(|error| error.to_string())?;
            spellings.extend(u16::try_from(variants.len()).unwrap_or(u16::MAX).to_le_bytes());
            for (exact, count) in variants {
                // The analyzer bounds the length of a word.
                let length = u16::try_from(exact.len()).unwrap_or(u16::MAX);
                spellings.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
                spellings.extend(length.to_le_bytes());
                spellings.extend(&exact.as_bytes()[..usize::from(length)]);
            }
        }
        let map = builder.into_inner().map_err(|error| error.to_string())?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend((map.len() as u64).to_le_bytes());
        bytes.extend(map);
        bytes.extend(spellings);
        Ok(bytes)
    }

    /// Every spelling with its norm and count.
    fn counts(&self) -> std::result::Result<Vec<(CompactString, CompactString, i64)>, String> {
        let damaged = || "the list of words is damaged".to_owned();
        let mut counts = Vec::new();
        let mut stream = self.map.stream();
        while let Some((norm, place)) = stream.next() {
            let norm = CompactString::from_utf8(norm).map_err(|_| damaged())?;
            for (exact, count) in self.variants_at(place.value()).ok_or_else(damaged)? {
                counts.push((norm.clone(), exact, i64::from(count)));
            }
        }
        Ok(counts)
    }

    /// Opens the content of a file without reading it through.
    pub(super) fn open(bytes: &OwnedBytes) -> std::result::Result<Self, String> {
        let broken = || "the list of words is damaged".to_owned();
        let header = bytes.get(..HEADER).ok_or_else(broken)?;
        let (magic, length) = header.split_at(MAGIC.len());
        let length = usize::try_from(number(length)).ok().and_then(|length| length.checked_add(HEADER));
        let end = length.filter(|end| *end <= bytes.len() && magic == MAGIC).ok_or_else(broken)?;
        let map = Fst::new(bytes.slice(HEADER..end)).map_err(|_| broken())?;
        Ok(Vocabulary { map, spellings: bytes.slice(end..bytes.len()) })
    }

    /// The spellings that stand at a place, and how often they occur together.
    pub(super) fn spellings_at(&self, place: u64) -> Option<(Vec<String>, u64)> {
        let variants = self.variants_at(place)?;
        let sum = variants.iter().map(|(_, count)| u64::from(*count)).sum();
        Some((variants.into_iter().map(|(exact, _)| exact.into()).collect(), sum))
    }

    /// The spellings that stand at a place, each with its count.
    fn variants_at(&self, place: u64) -> Option<Vec<(CompactString, u32)>> {
        let mut rest = self.spellings.get(usize::try_from(place).ok()?..)?;
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length)?;
            rest = left;
            Some(taken)
        };
        let mut found = Vec::new();
        for _ in 0..number(take(2)?) {
            let count = u32::try_from(number(take(4)?)).ok()?;
            let length = usize::try_from(number(take(2)?)).ok()?;
            found.push((CompactString::from_utf8(take(length)?).ok()?, count));
        }
        Some(found)
    }

    fn most_frequent(
        &self,
        mut stream: impl for<'a> Streamer<'a, Item = (&'a [u8], fst::raw::Output)>,
        limit: usize,
    ) -> Option<(Vec<VocabularyWord>, usize)> {
        let mut found = Vec::new();
        while let Some((norm, place)) = stream.next() {
            let (spellings, count) = self.spellings_at(place.value())?;
            found.push(VocabularyWord { norm: String::from_utf8(norm.to_vec()).ok()?, spellings, count });
        }
        found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.norm.cmp(&b.norm)));
        let all = found.len();
        found.truncate(limit);
        Some((found, all))
    }
}

/// Up to eight little-endian bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| (number << 8) | u64::from(byte))
}

/// Words within some edits of another.
struct Near(DFA);

impl Near {
    fn new(norm: &str, edits: u8) -> Self {
        Near(AUTOMATA[usize::from(edits.min(MOST_EDITS))].build_dfa(norm))
    }

    fn matches(&self, state: u32) -> bool {
        matches!(self.0.distance(state), Distance::Exact(_))
    }
}

impl Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        self.matches(*state)
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

impl Archive {
    /// In how many passages a term of the text occurs.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn passages_with(&self, term: &str) -> Result<u64> {
        live_frequency(self.searcher(), &Term::from_field_text(self.fields().text, term))
            .map_err(|error| self.fail(&error))
    }

    /// The word with this norm, if a text has it.
    ///
    /// # Errors
    /// When the list of words is damaged.
    pub fn word(&self, norm: &str) -> Result<Option<VocabularyWord>> {
        let words = self.vocabulary();
        let Some(place) = words.map.get(norm) else { return Ok(None) };
        let (spellings, count) = words.spellings_at(place.value()).ok_or_else(|| self.damaged())?;
        Ok(Some(VocabularyWord { norm: norm.to_owned(), spellings, count }))
    }

    /// Words whose norm begins with `prefix`, the most frequent first, at most
    /// `limit`, and how many there are in all.
    ///
    /// # Errors
    /// When the list of words is damaged.
    pub fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<(Vec<VocabularyWord>, usize)> {
        let words = self.vocabulary();
        let automaton = fst::automaton::Str::new(prefix).starts_with();
        words.most_frequent(words.map.search(automaton).into_stream(), limit).ok_or_else(|| self.damaged())
    }

    /// Words within `edits` (at most [`MOST_EDITS`]; a swap of neighbours is
    /// one) of `norm`, likewise.
    ///
    /// # Errors
    /// When the list of words is damaged.
    pub fn words_near(&self, norm: &str, edits: u8, limit: usize) -> Result<(Vec<VocabularyWord>, usize)> {
        let words = self.vocabulary();
        let stream = words.map.search(Near::new(norm, edits)).into_stream();
        words.most_frequent(stream, limit).ok_or_else(|| self.damaged())
    }

    /// Stems that begin with `prefix`, in the most passages first, at most
    /// `limit`, and how many there are in all.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stems_with_prefix(&self, prefix: &str, limit: usize) -> Result<(Vec<VocabularyStem>, usize)> {
        // No byte of UTF-8 is 255.
        let end = [prefix.as_bytes(), &[u8::MAX]].concat();
        let mut found = Stems::default();
        self.each_dictionary(|segment, inverted| {
            let mut stream = inverted.terms().range().ge(prefix.as_bytes()).lt(&end).into_stream()?;
            while stream.advance() {
                found.add(stream.key(), live_doc_freq_of(segment, inverted, stream.value())?);
            }
            Ok(())
        })?;
        Ok(found.most_frequent(limit))
    }

    /// Stems within `edits` of `stem`, likewise.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stems_near(&self, stem: &str, edits: u8, limit: usize) -> Result<(Vec<VocabularyStem>, usize)> {
        let term = Term::from_field_text(self.fields().text, stem);
        let near = FuzzyTermQuery::new(term, edits.min(MOST_EDITS), true);
        let automaton = near.automaton().map_err(|error| self.fail(&error))?;
        let mut found = Stems::default();
        self.each_dictionary(|segment, inverted| {
            let mut stream = inverted.terms().search(&automaton).into_stream()?;
            while stream.advance() {
                found.add(stream.key(), live_doc_freq_of(segment, inverted, stream.value())?);
            }
            Ok(())
        })?;
        Ok(found.most_frequent(limit))
    }

    fn each_dictionary(
        &self,
        mut visit: impl FnMut(&SegmentReader, &InvertedIndexReader) -> tantivy::Result<()>,
    ) -> Result<()> {
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields().text).map_err(|error| self.fail(&error))?;
            visit(segment, &inverted).map_err(|error| self.fail(&error))?;
        }
        Ok(())
    }

    fn damaged(&self) -> Error {
        Error::Index { index: self.path().to_path_buf(), reason: "the list of words is damaged".to_owned() }
    }
}

/// Stems of several segments with the sums of their passages.
#[derive(Default)]
struct Stems(FxHashMap<String, u64>);

impl Stems {
    fn add(&mut self, term: &[u8], passages: u64) {
        if passages > 0
            && let Ok(term) = std::str::from_utf8(term)
            && !terms::is_entity(term)
        {
            *self.0.entry(term.to_owned()).or_default() += passages;
        }
    }

    fn most_frequent(self, limit: usize) -> (Vec<VocabularyStem>, usize) {
        let all = self.0.len();
        let mut list: Vec<VocabularyStem> =
            self.0.into_iter().map(|(stem, passages)| VocabularyStem { stem, passages }).collect();
        list.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.stem.cmp(&b.stem)));
        list.truncate(limit);
        (list, all)
    }
}
