//! What the stemmer knows of single words: which strings are ordinary words
//! of the news, and which are names that must not be cut.
//!
//! It opens at once from bytes: a finite-state map from the norm spelling to
//! [`flags`], and pairs of related stems. Built from `words.txt`, `plurals.tsv` and the
//! gazetteer's names and adjectives.

use std::sync::{Arc, LazyLock, OnceLock};

use compact_str::CompactString;
use fst::raw::Fst;
use fst::{IntoStreamer as _, Streamer as _};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{normalize, stem};
use crate::document::Block;
use crate::error::{Error, Result};

/// Frequent words of Arabic news at the norm level, one a line. A word that
/// begins with a letter which could also be a clitic (و ف ب ك ل س) or with ال
/// stands here only if that letter is its own; so the list settles وزير
/// (minister) against و + زير. Derived from word counts (see ARCHITECTURE.md).
const WORDS: &str = include_str!("words.txt");

/// Broken plurals and their singulars as they are spelled, a pair a line.
const PLURALS: &str = include_str!("plurals.tsv");

static WORD_SET: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| WORDS.lines().collect());

static NOUN_SET: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    plurals().flat_map(|(plural, singular)| [plural, singular]).map(normalize::exact_norm).collect()
});

/// The pairs of [`PLURALS`].
fn plurals() -> impl Iterator<Item = (&'static str, &'static str)> {
    PLURALS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Whether `word` (norm spelling) is a common noun with a broken plural, or such a
/// plural. For compiling, like [`is_news_word`].
#[must_use]
pub fn is_common_noun(word: &str) -> bool {
    NOUN_SET.contains(word)
}

/// Whether `word` (norm spelling) stands in the built-in list of words. For
/// compiling; analysis asks its [`Lexicon`], which opens faster.
#[must_use]
pub fn is_news_word(word: &str) -> bool {
    WORD_SET.contains(word)
}

/// What is known of a word: bits of the map's value.
pub mod flags {
    /// An ordinary word.
    pub const WORD: u64 = 1;
    /// A name or part of a person's name: only its article may be taken off, and no
    /// suffix leads to it.
    pub const NAME: u64 = 2;
    /// A name whose ال is not an article (ألمانيا).
    pub const OWN_AL: u64 = 4;
    /// A nationality adjective in the masculine singular.
    pub const NATIONALITY: u64 = 8;
    /// A broken plural, whole as it is.
    pub(super) const PLURAL: u64 = 16;
    /// The word alone is an entity's name and hardly anything else.
    pub const ALONE: u64 = 32;
    /// A place that nobody checked: not cut either, but no reason to leave other words uncut.
    pub const PLACE: u64 = 64;
}

/// Between a stem and a related one in the map; no word holds either.
const BEFORE_RELATED: char = '\t';
/// The next character, which ends a range of pairs.
const AFTER_RELATED: char = '\n';

/// The words and names that analysis must know. Cheap to clone.
#[derive(Clone)]
pub struct Lexicon {
    inner: Arc<Inner>,
}

struct Inner {
    map: Fst<Block>,
    /// The same entries for whoever asks a million times; see [`Lexicon::prepare`].
    table: OnceLock<FxHashMap<CompactString, u64>>,
}

impl Lexicon {
    /// The built-in words and plurals together with `names` (norm spelling and flags)
    /// and words that are `related` (as spelled) to each other.
    ///
    /// # Errors
    /// When the map cannot be built, which only exhausted memory explains.
    pub fn build(
        names: impl IntoIterator<Item = (String, u64)>,
        related: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut entries: Vec<(String, u64)> =
            WORDS.lines().map(|word| (word.to_owned(), flags::WORD)).chain(names).collect();
        for (plural, _) in plurals() {
            entries.push((normalize::exact_norm(plural), flags::PLURAL));
        }
        // Stems need the words, so the pairs of stems come after them.
        let words = Self::from_entries(entries.clone())?;
        let stem = |word: &str| {
            let exact = normalize::exact(word);
            stem::readings(&exact, &normalize::norm(&exact), &words).swap_remove(0)
        };
        // A plural or singular that is a place's name too (أقطار, قطر) stays apart.
        let plurals = plurals()
            .filter(|(plural, singular)| {
                ![plural, singular].iter().any(|word| words.is_entity(&normalize::exact_norm(word)))
            })
            .map(|(plural, singular)| (stem(plural), stem(singular), singular))
            // قائمة has the stem of القائم, and its lists are not the town's.
            .filter(|(_, stem, singular)| {
                *stem == normalize::exact_norm(singular) || !words.is_name(&format!("ال{stem}"))
            })
            .map(|(plural, singular, _)| (plural, singular));
        let related = related.into_iter().map(|(a, b)| (stem(&a), stem(&b)));
        for (a, b) in plurals.chain(related).filter(|(a, b)| a != b) {
            entries.push((format!("{a}{BEFORE_RELATED}{b}"), 0));
            entries.push((format!("{b}{BEFORE_RELATED}{a}"), 0));
        }
        Self::from_entries(entries)
    }

    fn from_entries(mut entries: Vec<(String, u64)>) -> Result<Self> {
        entries.sort_unstable();
        entries.dedup_by(|later, first| {
            let same = later.0 == first.0;
            first.1 |= if same { later.1 } else { 0 };
            same
        });
        let unexpected = |error: fst::Error| Error::Usage(format!("the lexicon cannot be built: {error}"));
        let mut builder = fst::raw::Builder::memory();
        for (word, bits) in entries {
            builder.insert(word, bits).map_err(unexpected)?;
        }
        let bytes = builder.into_inner().map_err(unexpected)?;
        Self::from_bytes(Block::new(bytes))
    }

    /// Opens a lexicon that [`Lexicon::as_bytes`] gave.
    ///
    /// # Errors
    /// When the bytes are not such a lexicon.
    pub fn from_bytes(bytes: Block) -> Result<Self> {
        let map =
            Fst::new(bytes).map_err(|error| Error::Usage(format!("the lexicon cannot be read: {error}")))?;
        Ok(Lexicon { inner: Arc::new(Inner { map, table: OnceLock::new() }) })
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.inner.map.as_bytes()
    }

    fn flags(&self, word: &str) -> u64 {
        match self.inner.table.get() {
            Some(table) => table.get(word).copied().unwrap_or(0),
            None => self.inner.map.get(word).map_or(0, fst::raw::Output::value),
        }
    }

    /// Unpacks the entries into a hash table, once for all clones: worth its
    /// while before analysing an archive, not for a query.
    pub fn prepare(&self) {
        self.inner.table.get_or_init(|| {
            let mut table = FxHashMap::default();
            let mut entries = self.inner.map.stream();
            while let Some((word, bits)) = entries.next() {
                if let Ok(word) = std::str::from_utf8(word)
                    && !word.contains(BEFORE_RELATED)
                {
                    table.insert(word.into(), bits.value());
                }
            }
            table
        });
    }

    /// Whether anything is known of `word` (norm spelling).
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.flags(word) != 0
    }

    /// Whether `word` is an ordinary word, a plural or a name that somebody checked.
    #[must_use]
    pub fn is_familiar(&self, word: &str) -> bool {
        self.flags(word) & (flags::WORD | flags::PLURAL | flags::NAME) != 0
    }

    /// Whether `word` is an ordinary word of the news.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.flags(word) & flags::WORD != 0
    }

    /// Whether `word` is a name that no suffix may lead to (حماسة is not حماس).
    #[must_use]
    pub fn is_name(&self, word: &str) -> bool {
        self.flags(word) & flags::NAME != 0
    }

    /// Whether `word` is a name that loses nothing but its article.
    #[must_use]
    pub fn is_whole(&self, word: &str) -> bool {
        self.flags(word) & (flags::NAME | flags::PLACE) != 0
    }

    /// Whether `word` alone is an entity's name and hardly anything else.
    fn is_entity(&self, word: &str) -> bool {
        self.flags(word) & flags::ALONE != 0
    }

    /// Whether the ال at the head of `word` belongs to it.
    #[must_use]
    pub fn owns_its_al(&self, word: &str) -> bool {
        self.flags(word) & (flags::OWN_AL | flags::WORD) != 0
    }

    /// Whether `word` is a nationality adjective in the masculine singular.
    #[must_use]
    pub fn is_nationality(&self, word: &str) -> bool {
        self.flags(word) & flags::NATIONALITY != 0
    }

    /// Whether `word` is a broken plural (معارك).
    #[must_use]
    pub fn is_plural(&self, word: &str) -> bool {
        self.flags(word) & flags::PLURAL != 0
    }

    /// Whether `stem` is known as something that belongs to no verb: a name, a
    /// nationality adjective, a broken plural.
    #[must_use]
    pub fn stands_alone(&self, stem: &str) -> bool {
        self.flags(stem) & (flags::NAME | flags::NATIONALITY | flags::PLURAL) != 0
    }

    /// Stems that are another form of the same thing, to be searched with it at a
    /// lower weight: singular and broken plural, a place and its nationality adjective.
    #[must_use]
    pub fn related(&self, stem: &str) -> Vec<String> {
        let key = |end: char| [stem, end.encode_utf8(&mut [0; 4])].concat();
        let (from, to) = (key(BEFORE_RELATED), key(AFTER_RELATED));
        let mut pairs = self.inner.map.range().ge(&from).lt(to).into_stream();
        let mut found = Vec::new();
        while let Some((pair, _)) = pairs.next() {
            let related = pair.get(from.len()..).and_then(|bytes| std::str::from_utf8(bytes).ok());
            found.extend(related.map(str::to_owned));
        }
        found
    }
}
