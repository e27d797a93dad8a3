//! The analyzer: from a text to its tokens, each with its spelling at every
//! level. Words repeat, so the forms of a word are computed once and kept.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::lexicon::Lexicon;
use super::{normalize, segment, stem};
use crate::document::Span;

/// How many word forms an analyzer remembers before it starts anew. Arabic
/// news has some 200,000 distinct forms in 50 MB; 1 entry takes about 300 bytes.
const MOST_REMEMBERED: usize = 150_000;

/// A word at its three levels. Invariant: `stems` is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordForms {
    /// The same letters, however they were typed.
    pub exact: String,
    /// The same word, however it is spelled.
    pub norm: String,
    /// The word without clitics and inflection; several where honest readings differ.
    pub stems: Vec<String>,
}

/// A word in a text. The span is never changed after segmentation.
#[derive(Debug, Clone)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Its levels, shared with every other occurrence of the same word.
    pub forms: Arc<WordForms>,
}

/// Turns text into tokens. Holds a memory of words, so keep one a thread.
#[derive(Clone)]
pub struct Analyzer {
    lexicon: Lexicon,
    remembered: FxHashMap<Box<str>, Arc<WordForms>>,
}

impl Analyzer {
    /// An analyzer that knows the words and names of `lexicon`.
    #[must_use]
    pub fn new(lexicon: Lexicon) -> Self {
        Analyzer { lexicon, remembered: FxHashMap::default() }
    }

    /// The tokens of a text, in order.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        segment::words(text)
            .map(|span| Token { span, forms: self.word(span.of(text)) })
            .filter(|token| !token.forms.exact.is_empty())
            .collect()
    }

    /// The levels of one word.
    pub fn word(&mut self, word: &str) -> Arc<WordForms> {
        if let Some(forms) = self.remembered.get(word) {
            return Arc::clone(forms);
        }
        if self.remembered.len() >= MOST_REMEMBERED {
            self.remembered.clear();
        }
        let forms = Arc::new(self.forms_of(word));
        self.remembered.insert(word.into(), Arc::clone(&forms));
        forms
    }

    fn forms_of(&self, word: &str) -> WordForms {
        let exact = normalize::exact(word);
        let norm = normalize::norm(&exact).into_owned();
        let stems = stem::readings(&exact, &norm, &self.lexicon);
        WordForms { exact, norm, stems }
    }

    /// The lexicon in use.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }
}
