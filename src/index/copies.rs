//! Near copies: wire reports that several outlets print, told by their fingerprints
//! ([`crate::arabic::fingerprint`]). A file of each commit holds the groups.

use std::collections::HashMap;
use std::rc::Rc;

use super::Address;
use super::layout::Companion;
use super::reader::Archive;
use crate::document::stable_hash;
use crate::error::{Error, Result};

/// In how many of 64 bits the fingerprints of near copies may differ; see benches/README.md.
const MOST_DIFFERENT: u32 = 6;
/// Parts of a fingerprint. Of eight, six differing bits leave at least two whole, so
/// that near copies share two parts and only such pairs need be compared (Manku, Jain &
/// Das Sarma 2007).
const BLOCKS: u32 = 8;
const BLOCK_BITS: u32 = u64::BITS / BLOCKS;

/// With how many others that share two parts a fingerprint is compared, each time. Honest
/// archives have a handful; one made of a million texts that differ in a word would take the
/// square of that.
const MOST_COMPARED: usize = 1000;

/// The groups of near copies in an archive.
#[derive(Debug, Default)]
pub struct Copies {
    /// By the number of the article, as the index has it.
    groups: HashMap<u64, Rc<[String]>>,
}

impl Copies {
    /// The ids of the other articles that are near copies of this one.
    #[must_use]
    pub fn of(&self, article: &str) -> Vec<String> {
        let group = self.groups.get(&stable_hash(article.as_bytes())).map_or(&[][..], |group| group);
        group.iter().filter(|id| *id != article).cloned().collect()
    }

    /// The first article, by id, of the group that an article (by its number) is in.
    #[must_use]
    pub fn leader(&self, article: u64) -> u64 {
        let first = self.groups.get(&article).and_then(|group| group.first());
        first.map_or(article, |id| stable_hash(id.as_bytes()))
    }
}

impl Archive {
    /// Visits every article that is not removed, by its number, its fingerprint and the
    /// place of its first passage.
    pub(super) fn each_fingerprint(&self, mut visit: impl FnMut(u64, u64, Address)) -> Result<()> {
        for (number, segment) in (0u32..).zip(self.searcher().segment_readers()) {
            let columns = segment.fast_fields();
            let column = |name: &str| columns.u64(name).map_err(|error| self.fail(&error));
            let (article, print, order) = (column("article")?, column("fingerprint")?, column("order")?);
            for doc in segment.doc_ids_alive().filter(|doc| order.first(*doc) == Some(0)) {
                let (article, print) = (article.first(doc).unwrap_or(0), print.first(doc).unwrap_or(0));
                visit(article, print, Address::new(number, doc));
            }
        }
        Ok(())
    }

    /// The near copies in the archive.
    ///
    /// # Errors
    /// When their list cannot be read.
    pub fn copies(&self) -> Result<Copies> {
        let damaged = |error| Error::Index {
            index: self.path().to_path_buf(),
            reason: format!("the list of near copies is damaged: {error}"),
        };
        let mut copies = Copies::default();
        for line in self.companion(Companion::Copies)?.split(|byte| *byte == b'\n') {
            if line.is_empty() {
                continue;
            }
            let group: Vec<String> = serde_json::from_slice(line).map_err(damaged)?;
            let group: Rc<[String]> = group.into();
            let numbers = group.iter().map(|id| stable_hash(id.as_bytes()));
            copies.groups.extend(numbers.map(|number| (number, Rc::clone(&group))));
        }
        Ok(copies)
    }
}

/// An article that may have near copies.
#[derive(Debug, Clone)]
pub(super) enum Member {
    /// It was there before the ingest; its id is read only when it is needed.
    Stored(Address),
    /// The ingest added it.
    Added(String),
}

/// The file of a commit: the groups among articles, given their fingerprints, a JSON list
/// of ids a line. `id_of` gives the ids of stored ones.
///
/// # Errors
/// Those of `id_of`.
pub(super) fn listed(
    articles: &[(u64, Member)],
    id_of: impl Fn(Address) -> Result<String>,
) -> Result<Vec<u8>> {
    let prints: Vec<u64> = articles.iter().map(|(print, _)| *print).collect();
    let mut named: Vec<Vec<String>> = Vec::new();
    for group in groups(&prints) {
        let id = |at: usize| match &articles[at].1 {
            Member::Stored(address) => id_of(*address),
            Member::Added(id) => Ok(id.clone()),
        };
        let mut ids = group.into_iter().map(id).collect::<Result<Vec<String>>>()?;
        ids.sort_unstable();
        named.push(ids);
    }
    named.sort_unstable();
    let mut bytes = Vec::new();
    for ids in named {
        // Strings become JSON always.
        bytes.extend(serde_json::to_vec(&ids).unwrap_or_default());
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Places in `articles` whose fingerprints are near, directly or by way of others; groups
/// of two and more.
fn groups(articles: &[u64]) -> Vec<Vec<usize>> {
    // Articles of a few words have no fingerprint.
    let mut prints: Vec<u64> = articles.iter().copied().filter(|print| *print != 0).collect();
    prints.sort_unstable();
    prints.dedup();
    let mut leaders = Leaders::new(prints.len());
    let block = |print: u64, number: u32| print >> (number * BLOCK_BITS) & ((1 << BLOCK_BITS) - 1);
    let mut order: Vec<u32> = (0u32..).take(prints.len()).collect();
    for first in 0..BLOCKS {
        for second in first + 1..BLOCKS {
            let key = |at: u32| {
                let print = prints[at as usize];
                (block(print, first), block(print, second))
            };
            order.sort_unstable_by_key(|&at| (key(at), at));
            for bucket in order.chunk_by(|&a, &b| key(a) == key(b)) {
                for (place, &a) in bucket.iter().enumerate() {
                    for &b in bucket[place + 1..].iter().take(MOST_COMPARED) {
                        let different = (prints[a as usize] ^ prints[b as usize]).count_ones();
                        if different <= MOST_DIFFERENT {
                            leaders.join(a, b);
                        }
                    }
                }
            }
        }
    }
    let mut found: HashMap<u32, Vec<usize>> = HashMap::new();
    for (place, print) in articles.iter().enumerate().filter(|(_, print)| **print != 0) {
        let Ok(at) = prints.binary_search(print) else { continue };
        let leader = leaders.of(u32::try_from(at).unwrap_or(u32::MAX));
        found.entry(leader).or_default().push(place);
    }
    found.into_values().filter(|group| group.len() > 1).collect()
}

/// Disjoint sets (union-find).
struct Leaders(Vec<u32>);

impl Leaders {
    fn new(size: usize) -> Self {
        Leaders((0u32..).take(size).collect())
    }

    fn of(&mut self, mut member: u32) -> u32 {
        while self.0[member as usize] != member {
            let above = self.0[member as usize];
            self.0[member as usize] = self.0[above as usize];
            member = above;
        }
        member
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_fingerprints_are_grouped_and_far_ones_are_not() {
        let print = 0x0123_4567_89ab_cdef;
        let articles = [
            (print, "b"),
            (print ^ 0b1011 << 40, "a"),
            (print ^ 0xffff << 20, "far"),
            (0, "short"),
            (0, "short too"),
            (u64::MAX, "same"),
            (u64::MAX, "the same"),
        ];
        let articles = articles.map(|(print, id)| (print, Member::Added(id.to_owned())));
        let listed = listed(&articles, |_| Ok(String::new())).expect("no stored ids are asked for");
        assert_eq!(listed, b"[\"a\",\"b\"]\n[\"same\",\"the same\"]\n");
    }
}
