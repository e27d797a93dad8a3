//! The compiled gazetteer: opened at once from one block of bytes, nothing
//! parsed but the entities that are asked for.
//!
//! Layout (all numbers little-endian): magic, digest of the rest, then for each of the parts
//! names, folded, ids, uses, rows, lexicon a `u64` length, then the parts.
//! `names` maps the norm phrase of every name to a place in `uses`, `folded`
//! the folded Latin names, `ids` the ids to row numbers; `rows` is a table of
//! `u32` starts followed by one JSON object an entity.

use std::fmt;
use std::sync::{Arc, OnceLock};

use compact_str::CompactString;
use fst::raw::Fst;
use rustc_hash::FxHashMap;

use super::latin::latin_key;
use super::table::Entity;
use crate::arabic::{Lexicon, normalize};
use crate::document::Block;

pub(super) const MAGIC: &[u8; 8] = b"WARRAQG2";
pub(super) const PARTS: usize = 6;
const HEADER: usize = MAGIC.len() + 8;

/// In what way a string names an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedAs {
    /// By its usual name.
    Name,
    /// By another name.
    Alias,
    /// By a name that counts only with a cue.
    Weak,
}

impl NamedAs {
    pub(super) fn code(self) -> u8 {
        match self {
            NamedAs::Name => 0,
            NamedAs::Alias => 1,
            NamedAs::Weak => 2,
        }
    }

    fn from_code(code: u8) -> Self {
        match code {
            0 => NamedAs::Name,
            1 => NamedAs::Alias,
            _ => NamedAs::Weak,
        }
    }
}

/// One entity that a string may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameUse {
    /// Row number of the entity; smaller is more important among equals.
    pub row: u32,
    /// As what.
    pub named_as: NamedAs,
}

/// All known actors and locations. Cheap to clone.
#[derive(Clone)]
pub struct Gazetteer {
    inner: Arc<Inner>,
}

struct Inner {
    bytes: Block,
    names: Fst<Block>,
    folded: Fst<Block>,
    ids: Fst<Block>,
    uses: Block,
    rows: Block,
    lexicon: Lexicon,
    digest: u64,
    /// Where each first word of a name leads in `names`; see [`Gazetteer::prepare`].
    first_words: OnceLock<FxHashMap<CompactString, Step>>,
}

/// A place on the way through the map of names: its node and the value so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub node: usize,
    pub value: u64,
}

impl Gazetteer {
    /// Opens the bytes of a compiled gazetteer, from memory or a mapped file.
    ///
    /// # Errors
    /// Says what is wrong with them.
    pub fn from_bytes(
        bytes: impl AsRef<[u8]> + fmt::Debug + Send + Sync + 'static,
    ) -> std::result::Result<Self, String> {
        let bytes = Block::new(bytes);
        let whole = bytes.clone();
        let bytes = bytes.as_ref();
        let broken = || "not a compiled gazetteer".to_owned();
        let header = HEADER + PARTS * 8;
        if bytes.get(..MAGIC.len()) != Some(MAGIC.as_slice()) || bytes.len() < header {
            return Err(broken());
        }
        let mut parts = Vec::with_capacity(PARTS);
        let mut start = header;
        for part in 0..PARTS {
            let at = HEADER + part * 8;
            let length = bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
            let length = length.and_then(|n| usize::try_from(n).ok()).ok_or_else(broken)?;
            let end = start.checked_add(length).filter(|&end| end <= bytes.len()).ok_or_else(broken)?;
            parts.push(whole.part(start..end));
            start = end;
        }
        let fst = |part: usize| Fst::new(parts[part].clone()).map_err(|error| error.to_string());
        let lexicon = Lexicon::from_bytes(parts[5].clone()).map_err(|error| error.to_string())?;
        let (names, folded, ids) = (fst(0)?, fst(1)?, fst(2)?);
        let (uses, rows) = (parts[3].clone(), parts[4].clone());
        // Not computed anew: a search must open at once.
        let digest = bytes[MAGIC.len()..HEADER].try_into().map_or(0, u64::from_le_bytes);
        let first_words = OnceLock::new();
        let inner = Inner { names, folded, ids, uses, rows, lexicon, digest, bytes: whole, first_words };
        Ok(Gazetteer { inner: Arc::new(inner) })
    }

    /// The bytes that [`Gazetteer::from_bytes`] opens.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.inner.bytes.as_ref()
    }

    /// A digest of the whole content; an index records it.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.inner.digest
    }

    /// The words and names that analysis must know.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.inner.lexicon
    }

    /// How many entities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Unpacks what tagging asks for every word into hash tables, once for all
    /// clones: worth its while before an archive, not for a query.
    pub fn prepare(&self) {
        self.lexicon().prepare();
        self.inner.first_words.get_or_init(|| {
            let mut table = FxHashMap::default();
            let mut last = String::new();
            let mut names = self.inner.names.stream();
            while let Some((name, _)) = fst::Streamer::next(&mut names) {
                let Ok(name) = std::str::from_utf8(name) else { continue };
                let word = name.split(' ').next().unwrap_or_default();
                if word != last
                    && let Some(step) = self.step(self.start(), word)
                {
                    word.clone_into(&mut last);
                    table.insert(word.into(), step);
                }
            }
            table
        });
    }

    /// Before the first letter of a name.
    pub(super) fn start(&self) -> Step {
        Step { node: self.inner.names.root().addr(), value: 0 }
    }

    /// Where some more letters of a name lead.
    pub(super) fn step(&self, from: Step, letters: &str) -> Option<Step> {
        let Step { mut node, mut value } = from;
        for &byte in letters.as_bytes() {
            let here = self.inner.names.node(node);
            let transition = here.transition(here.find_input(byte)?);
            value += transition.out.value();
            node = transition.addr;
        }
        Some(Step { node, value })
    }

    /// Where the first word of a name leads; `None` when no name begins so.
    pub(super) fn first_word(&self, word: &str) -> Option<Step> {
        if let Some(table) = self.inner.first_words.get() {
            return table.get(word).copied();
        }
        self.step(self.start(), word).filter(|step| self.ends_a_word(*step))
    }

    /// Whether a name ends here or goes on with another word.
    pub(super) fn ends_a_word(&self, at: Step) -> bool {
        let node = self.inner.names.node(at.node);
        node.is_final() || node.find_input(b' ').is_some()
    }

    /// The entities whose name ends here.
    pub(super) fn named_at(&self, at: Step) -> Option<Vec<NameUse>> {
        let node = self.inner.names.node(at.node);
        node.is_final().then(|| self.uses(at.value + node.final_output().value()))
    }

    /// The entities named at a place that the `names` or `folded` map gave.
    fn uses(&self, place: u64) -> Vec<NameUse> {
        let blob = self.inner.uses.as_ref();
        let Some(rest) = usize::try_from(place).ok().and_then(|at| blob.get(at..)) else {
            return Vec::new();
        };
        let Some((&count, rest)) = rest.split_first() else { return Vec::new() };
        rest.chunks_exact(5)
            .take(usize::from(count))
            .map(|chunk| NameUse {
                row: u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]),
                named_as: NamedAs::from_code(chunk[4]),
            })
            .collect()
    }

    /// The entities with this name, a phrase of norm words.
    pub(super) fn named_exactly(&self, phrase: &str) -> Vec<NameUse> {
        self.inner.names.get(phrase).map(|place| self.uses(place.value())).unwrap_or_default()
    }

    /// The entity of a row; `None` when the row does not exist.
    #[must_use]
    pub fn entity(&self, row: u32) -> Option<Entity> {
        let blob = self.inner.rows.as_ref();
        let at = row as usize * 4;
        let start = |at: usize| -> Option<usize> {
            blob.get(at..at + 4)?.try_into().ok().map(|b| u32::from_le_bytes(b) as usize)
        };
        let (from, to) = (start(at)?, start(at + 4)?);
        serde_json::from_slice(blob.get(from..to)?).ok()
    }

    /// All of them, row by row.
    pub fn entities(&self) -> impl Iterator<Item = Entity> {
        (0..).map_while(|row| self.entity(row))
    }

    /// The entity with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Entity> {
        self.row_of(id).and_then(|row| self.entity(row))
    }

    /// The row number of an id.
    #[must_use]
    pub fn row_of(&self, id: &str) -> Option<u32> {
        self.inner.ids.get(id).and_then(|output| u32::try_from(output.value()).ok())
    }

    /// Every entity that a typed name may mean, usual names first: an
    /// Arabic or Latin name in any usual spelling.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<NameUse> {
        let mut found: Vec<NameUse> = Vec::new();
        let phrase = normalize::phrase(name);
        found.extend(self.named_exactly(&phrase));
        let folded = latin_key(name);
        if folded.is_ascii()
            && !folded.is_empty()
            && let Some(place) = self.inner.folded.get(&folded)
        {
            found.extend(self.uses(place.value()));
        }
        found.sort_by_key(|name_use| (name_use.named_as, name_use.row));
        let mut seen = Vec::new();
        found.retain(|name_use| {
            let first = !seen.contains(&name_use.row);
            seen.push(name_use.row);
            first
        });
        found
    }
}
