//! Near copies: wire reports that several outlets print, told by their fingerprints
//! ([`crate::arabic::fingerprint`]). A file beside tantivy's holds the groups, a JSON
//! list of article ids a line.

use std::collections::HashMap;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::rc::Rc;

use super::layout;
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
    /// The near copies in the archive.
    ///
    /// # Errors
    /// When their list cannot be read.
    pub fn copies(&self) -> Result<Copies> {
        let path = layout::current(self.path())?.join(layout::COPIES);
        let text = std::fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
        let mut copies = Copies::default();
        for (number, line) in (1u64..).zip(text.lines()) {
            let group: Vec<String> = serde_json::from_str(line)
                .map_err(|error| Error::malformed(&path, Some(number), error.to_string()))?;
            let group: Rc<[String]> = group.into();
            let numbers = group.iter().map(|id| stable_hash(id.as_bytes()));
            copies.groups.extend(numbers.map(|number| (number, Rc::clone(&group))));
        }
        Ok(copies)
    }
}

/// Writes the groups among articles, given their fingerprints and ids.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write(articles: Vec<(u64, String)>, generation: &Path) -> Result<()> {
    let path = generation.join(layout::COPIES);
    let fail = |error| Error::io("write", &path, error);
    let mut out = BufWriter::new(std::fs::File::create(&path).map_err(fail)?);
    for group in groups(articles) {
        serde_json::to_writer(&mut out, &group).map_err(|error| fail(error.into()))?;
        out.write_all(b"\n").map_err(fail)?;
    }
    out.flush().map_err(fail)
}

/// Articles whose fingerprints are near, directly or by way of others; each group and
/// all groups in the order of ids.
fn groups(mut articles: Vec<(u64, String)>) -> Vec<Vec<String>> {
    // Articles of a few words have no fingerprint.
    articles.retain(|(print, _)| *print != 0);
    articles.sort_unstable();
    let mut prints: Vec<u64> = articles.iter().map(|(print, _)| *print).collect();
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
            order.sort_unstable_by_key(|&at| key(at));
            for bucket in order.chunk_by(|&a, &b| key(a) == key(b)) {
                for (place, &a) in bucket.iter().enumerate() {
                    for &b in &bucket[place + 1..] {
                        let different = (prints[a as usize] ^ prints[b as usize]).count_ones();
                        if different <= MOST_DIFFERENT {
                            leaders.join(a, b);
                        }
                    }
                }
            }
        }
    }
    let mut found: HashMap<u32, Vec<String>> = HashMap::new();
    for (print, id) in articles {
        let Ok(at) = prints.binary_search(&print) else { continue };
        let leader = leaders.of(u32::try_from(at).unwrap_or(u32::MAX));
        found.entry(leader).or_default().push(id);
    }
    let mut groups: Vec<Vec<String>> = found.into_values().filter(|group| group.len() > 1).collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable();
    groups
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
        let articles = vec![
            (print, "b".to_owned()),
            (print ^ 0b1011 << 40, "a".to_owned()),
            (print ^ 0xffff << 20, "far".to_owned()),
            (0, "short".to_owned()),
            (0, "short too".to_owned()),
            (u64::MAX, "same".to_owned()),
            (u64::MAX, "the same".to_owned()),
        ];
        assert_eq!(groups(articles), [vec!["a", "b"], vec!["same", "the same"]]);
    }
}
