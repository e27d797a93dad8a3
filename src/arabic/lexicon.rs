//! What the stemmer knows of single words: which strings are ordinary words
//! of the news, and which are names that must not be cut.
//!
//! It opens at once from bytes: a finite-state map from the norm spelling to
//! [`flags`]. Built from `words.txt` and the gazetteer's names.

use std::sync::{Arc, LazyLock, OnceLock};

use compact_str::CompactString;
use fst::raw::Fst;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::Block;
use crate::error::{Error, Result};

/// Frequent words of Arabic news at the norm level, one a line. A word that
/// begins with a letter which could also be a clitic (و ف ب ك ل س) or with ال
/// stands here only if that letter is its own; so the list settles وزير
/// (minister) against و + زير. Derived from word counts (see ARCHITECTURE.md).
const WORDS: &str = include_str!("words.txt");

static WORD_SET: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| WORDS.lines().collect());

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
    /// A name or part of a person's name: only its article may be taken off.
    pub const NAME: u64 = 2;
    /// A name whose ال is not an article (ألمانيا).
    pub const WHOLE: u64 = 4;
    /// A country: its nationality adjective is allowed to meet it.
    pub const COUNTRY: u64 = 8;
}

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
    /// The built-in words together with `names` (norm spelling and flags).
    ///
    /// # Errors
    /// When the map cannot be built, which only exhausted memory explains.
    pub fn build(names: impl IntoIterator<Item = (String, u64)>) -> Result<Self> {
        let mut entries: Vec<(String, u64)> =
            WORDS.lines().map(|word| (word.to_owned(), flags::WORD)).chain(names).collect();
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
    /// 10 ms before analysing an archive, not for a query.
    pub fn prepare(&self) {
        self.inner.table.get_or_init(|| {
            let mut table = FxHashMap::default();
            let mut entries = self.inner.map.stream();
            while let Some((word, bits)) = fst::Streamer::next(&mut entries) {
                if let Ok(word) = std::str::from_utf8(word) {
                    table.insert(word.into(), bits.value());
                }
            }
            table
        });
    }

    /// Whether `word` (norm spelling) is an ordinary word or a name.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.flags(word) != 0
    }

    /// Whether `word` is an ordinary word of the news.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.flags(word) & flags::WORD != 0
    }

    /// Whether `word` is a name that must not be cut.
    #[must_use]
    pub fn is_name(&self, word: &str) -> bool {
        self.flags(word) & flags::NAME != 0
    }

    /// Whether the ال at the head of `word` belongs to it.
    #[must_use]
    pub fn owns_its_al(&self, word: &str) -> bool {
        self.flags(word) & (flags::WHOLE | flags::WORD) != 0
    }

    /// Whether `word` is a country's name.
    #[must_use]
    pub fn is_country(&self, word: &str) -> bool {
        self.flags(word) & flags::COUNTRY != 0
    }
}
