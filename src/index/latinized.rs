//! Which Latin words of an archive an Arabic name may be written as: the channel of
//! [`crate::arabic::script`] the other way round, cheapest beginnings first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

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
    cost: f32,
    letters: usize,
    node: usize,
    latin: String,
}

impl PartialEq for Beginning {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Beginning {}

impl PartialOrd for Beginning {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Beginning {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the greatest; the cheapest is wanted.
        other.cost.total_cmp(&self.cost).then_with(|| other.latin.cmp(&self.latin))
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
        let start = Beginning { cost: 0.0, letters: 0, node: map.root().addr(), latin: String::new() };
        let mut heap = BinaryHeap::from([start]);
        let mut found: Vec<Latinized> = Vec::new();
        let mut steps = 0;
        while let Some(beginning) = heap.pop() {
            steps += 1;
            if beginning.cost > bound || found.len() == limit || steps > MOST_STEPS {
                break;
            }
            if beginning.letters == letters.len() {
                let is_known = found.iter().any(|known| known.norm == beginning.latin);
                if map.node(beginning.node).is_final() && !is_known && !beginning.latin.is_empty() {
                    bound = bound.min(beginning.cost + MOST_BEHIND);
                    found.push(Latinized { norm: beginning.latin, cost: beginning.cost });
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
                    let mut next = beginning.clone();
                    next.cost += cost;
                    next.letters += count;
                    self.follow(&next, latin, bound, &mut heap);
                }
            }
        }
        found
    }

    /// Where these Latin letters lead, a consonant once or twice.
    fn follow(&self, from: &Beginning, latin: &str, bound: f32, heap: &mut BinaryHeap<Beginning>) {
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
        let step = |from: &Beginning, cost: f32| {
            let node = self.vocabulary().map.node(from.node);
            let at = node.find_input(u8::try_from(letter).ok()?)?;
            let latin = format!("{}{letter}", from.latin);
            Some(Beginning {
                cost: from.cost + cost,
                node: node.transition(at).addr,
                latin,
                letters: from.letters,
            })
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
