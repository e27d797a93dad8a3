//! The analyzer: from a text to its tokens, each with its spelling at every
//! level. Words repeat, so the forms of a word are computed once and kept.

use std::cell::Cell;
use std::hash::BuildHasher as _;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use compact_str::CompactString;
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::lexicon::Lexicon;
use super::stem::MOST_READINGS;
use super::{normalize, segment, stem};
use crate::document::{Span, stable_hash};

/// How many word forms an analyzer remembers before it starts anew. 50 MB of Arabic
/// news have some 300,000, which should fit; one entry takes about 150 bytes.
const MOST_REMEMBERED: usize = 400_000;

static NEXT_NUMBER: AtomicU32 = AtomicU32::new(0);

/// A word at its three levels, in one block of memory since an archive has
/// hundreds of thousands of them. Invariant: there is at least one stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordForms {
    number: u32,
    code: u16,
    /// Inline up to 24 bytes, which most words need with all their levels.
    text: CompactString,
    exact_end: u16,
    written: Range,
    norm: Range,
    stems: [Range; MOST_READINGS],
    stem_count: u8,
    seen: Cell<u32>,
}

/// How often an analyzer met a word in one exact spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordCount {
    /// Its norm.
    pub norm: CompactString,
    /// The spelling.
    pub exact: CompactString,
    /// Times.
    pub count: u32,
}

/// First byte and the one after the last, in a block that is never longer than 64 KiB.
type Range = (u16, u16);

/// See [`WordForms::code`].
#[must_use]
pub fn code_of(exact: &str) -> u16 {
    let [low, high, ..] = stable_hash(exact.as_bytes()).to_le_bytes();
    u16::from_le_bytes([low, high])
}

impl WordForms {
    /// A word as written, with these levels. Of more than [`MOST_READINGS`] stems the first
    /// stay; what would make the block longer than 64 KiB is left out.
    #[must_use]
    pub fn new(written: &str, exact: &str, norm: &str, stems: &[String]) -> Self {
        let mut text = CompactString::default();
        let mut place = |piece: &str| -> Range {
            // Both are short; a searcher would take longer to set up.
            let known = text.as_bytes().windows(piece.len().max(1)).position(|part| part == piece.as_bytes());
            let start = known.unwrap_or_else(|| {
                let start = text.len();
                if u16::try_from(start + piece.len()).is_ok() {
                    text.push_str(piece);
                }
                start
            });
            let end = (start + piece.len()).min(text.len());
            // Both fit: the block is bounded above.
            (u16::try_from(start).unwrap_or(u16::MAX), u16::try_from(end).unwrap_or(u16::MAX))
        };
        let (_, exact_end) = place(exact);
        let norm = place(norm);
        let written = place(written);
        let mut ranges = [norm; MOST_READINGS];
        for (range, stem) in ranges.iter_mut().zip(stems) {
            *range = place(stem);
        }
        let stem_count = u8::try_from(stems.len().clamp(1, MOST_READINGS)).unwrap_or(1);
        let number = NEXT_NUMBER.fetch_add(1, Ordering::Relaxed);
        let code = code_of(exact);
        WordForms {
            number,
            code,
            text,
            written,
            exact_end,
            norm,
            stems: ranges,
            stem_count,
            seen: Cell::new(0),
        }
    }

    fn at(&self, (start, end): Range) -> &str {
        self.text.get(usize::from(start)..usize::from(end)).unwrap_or_default()
    }

    /// A number no other word form of this process has, for memories keyed by word.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// 16 bits that tell the exact spelling from the others of the same word:
    /// two of them share a code once in 65,536 pairs.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.code
    }

    /// Whether nothing was left of the word: it was all marks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exact_end == 0
    }

    /// As it stands in the text.
    fn written(&self) -> &str {
        self.at(self.written)
    }

    /// The same letters, however they were typed.
    #[must_use]
    pub fn exact(&self) -> &str {
        self.at((0, self.exact_end))
    }

    /// The same word, however it is spelled.
    #[must_use]
    pub fn norm(&self) -> &str {
        self.at(self.norm)
    }

    /// The word without clitics and inflection; several where honest readings
    /// differ, the likeliest first.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.stems.iter().take(usize::from(self.stem_count)).map(|&range| self.at(range))
    }
}

/// A word in a text. The span is never changed after segmentation.
#[derive(Debug, Clone)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Its levels, shared with every other occurrence of the same word.
    pub forms: Rc<WordForms>,
}

/// Turns text into tokens. Holds a memory of words, so keep one a thread.
#[derive(Clone)]
pub struct Analyzer {
    lexicon: Lexicon,
    /// Looked up by [`WordForms::written`], which no key repeats: the smaller
    /// the table, the more of it stays in the processor's cache.
    words: HashTable<Rc<WordForms>>,
    /// Of words that were forgotten.
    counts: Vec<WordCount>,
}

impl Analyzer {
    /// An analyzer that knows the words and names of `lexicon`.
    #[must_use]
    pub fn new(lexicon: Lexicon) -> Self {
        Analyzer { lexicon, words: HashTable::new(), counts: Vec::new() }
    }

    /// The tokens of a text, in order.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        segment::words(text)
            .map(|span| Token { span, forms: self.word(span.of(text)) })
            .filter(|token| !token.forms.is_empty())
            .collect()
    }

    /// The levels of one word.
    pub fn word(&mut self, word: &str) -> Rc<WordForms> {
        // No text has such a word; a query may, and it would not fit a block.
        if word.len() > segment::LONGEST_WORD {
            return forms_of(word, &self.lexicon);
        }
        if self.words.len() >= MOST_REMEMBERED {
            self.counts = self.take_counts();
            self.words.clear();
        }
        let lexicon = &self.lexicon;
        let is_same = |forms: &Rc<WordForms>| forms.written() == word;
        let entry = self.words.entry(hash(word), is_same, |forms| hash(forms.written()));
        let forms = Rc::clone(entry.or_insert_with(|| forms_of(word, lexicon)).get());
        forms.seen.set(forms.seen.get().saturating_add(1));
        forms
    }

    /// How often it met which spelling since it was made or last asked, in no
    /// order; a spelling may come several times.
    pub fn take_counts(&mut self) -> Vec<WordCount> {
        let mut counts = std::mem::take(&mut self.counts);
        for forms in self.words.iter().filter(|forms| !forms.is_empty()) {
            let count = forms.seen.take();
            if count > 0 {
                counts.push(WordCount { norm: forms.norm().into(), exact: forms.exact().into(), count });
            }
        }
        counts
    }

    /// The lexicon in use.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}

fn forms_of(word: &str, lexicon: &Lexicon) -> Rc<WordForms> {
    let exact = normalize::exact(word);
    let norm = normalize::norm(&exact);
    let stems = stem::readings(&exact, &norm, lexicon);
    Rc::new(WordForms::new(word, &exact, &norm, &stems))
}
