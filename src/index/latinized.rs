//! Which Latin words of an archive an Arabic name may be written as: the channel of
//! [`crate::arabic::script`] the other way round, cheapest beginnings first.

use std::collections::BinaryHeap;

use super::cheapest::Cheapest;
use super::reader::Archive;
use crate::arabic::script::{double, writings};

/// Cost an Arabic letter above which a Latin word is another name.
const MOST_A_LETTER: f32 = 1.8;
/// Letters that Latin spellings leave out; without the others it is another word.
const SILENT: [char; 6] = ['ا', 'و', 'ي', 'ه', 'ء', 'ع'];
/// How far above the cheapest a word may cost.
const MOST_BEHIND: f32 = 3.0;
/// Steps through the map before the best so far are taken.
const MOST_STEPS: usize = 20_000;

/// A Latin word that may stand for an Arabic one.
#[derive(Debug, Clone, PartialEq)]
pub struct Latinized {
    /// Its norm.
    pub norm: String,
    /// -ln of the probability that the Arabic word is written so.
    pub cost: f32,
}

/// A beginning of Latin words: so many Arabic letters are written.
#[derive(Debug, Clone)]
struct Beginning {
    letters: usize,
    node: usize,
    latin: String,
}

impl Beginning {
    fn at(self, cost: f32) -> Cheapest<Self> {
        Cheapest { cost, rank: self.letters, item: self }
    }
}

impl Archive {
    /// The Latin words of the archive that an Arabic word (norm spelling) may be
    /// written as, the likeliest first, at most `limit`.
    #[must_use]
    pub fn words_written_for(&self, arabic: &str, limit: usize) -> Vec<Latinized> {
        let map = &self.vocabulary().map;
        let letters: Vec<char> = arabic.chars().collect();
        let mut bound = MOST_A_LETTER * letters.len() as f32;
        let start = Beginning { letters: 0, node: map.root().addr(), latin: String::new() };
        let mut heap = BinaryHeap::from([start.at(0.0)]);
        let mut found: Vec<Latinized> = Vec::new();
        let mut steps = 0;
        while let Some(Cheapest { cost: so_far, item: beginning, .. }) = heap.pop() {
            steps += 1;
            if so_far > bound || found.len() == limit || steps > MOST_STEPS {
                break;
            }
            if beginning.letters == letters.len() {
                let is_known = found.iter().any(|known| known.norm == beginning.latin);
                if map.node(beginning.node).is_final() && !is_known && !beginning.latin.is_empty() {
                    bound = bound.min(so_far + MOST_BEHIND);
                    found.push(Latinized { norm: beginning.latin, cost: so_far });
                }
                continue;
            }
            for count in [1, 2] {
                let from = beginning.letters;
                let Some(written) = letters.get(from..from + count) else { continue };
                let may_be_silent = written.iter().all(|letter| SILENT.contains(letter));
                for (latin, cost) in writings(written, from == 0, from + count == letters.len()) {
                    if latin.is_empty() && !may_be_silent {
                        continue;
                    }
                    let next = Beginning { letters: from + count, ..beginning.clone() };
                    self.follow(&next.at(so_far + cost), latin, bound, &mut heap);
                }
            }
        }
        found
    }

    /// Where these Latin letters lead, a consonant once or twice.
    fn follow(
        &self,
        from: &Cheapest<Beginning>,
        latin: &str,
        bound: f32,
        heap: &mut BinaryHeap<Cheapest<Beginning>>,
    ) {
        if from.cost > bound {
            return;
        }
        // No word of the index has an apostrophe.
        let latin = latin.trim_start_matches('\'');
        let Some(letter) = latin.chars().next() else {
            heap.push(from.clone());
            return;
        };
        let rest = &latin[letter.len_utf8()..];
        let step = |from: &Cheapest<Beginning>, cost: f32| {
            let node = self.vocabulary().map.node(from.item.node);
            let at = node.find_input(u8::try_from(letter).ok()?)?;
            let latin = format!("{}{letter}", from.item.latin);
            let next = Beginning { node: node.transition(at).addr, latin, letters: from.item.letters };
            Some(next.at(from.cost + cost))
        };
        if let Some(once) = step(from, 0.0) {
            self.follow(&once, rest, bound, heap);
            if !"aeiou".contains(letter)
                && let Some(twice) = step(&once, double())
            {
                self.follow(&twice, rest, bound, heap);
            }
        }
    }
}
