//! Which Arabic words of an archive a Latin spelling may stand for: a walk
//! through the map of words that follows the cheapest beginnings first (A*)
//! and ends when no other word can be cheaper.

use std::collections::BinaryHeap;

use super::cheapest::Cheapest;
use super::reader::Archive;
use crate::arabic::script::{Romanized, Written};

/// What may stand before a name in one word, and what that costs: an article
/// that was not typed is common, other clitics only where nothing else is found.
const BEFORE_A_NAME: [(&str, f32); 9] = [
    ("", 0.0),
    ("ال", 0.2),
    ("و", 2.0),
    ("ب", 2.0),
    ("ل", 2.0),
    ("وال", 2.0),
    ("بال", 2.0),
    ("لل", 2.0),
    ("ولل", 2.0),
];
/// Cost a Latin letter above which a word is another name.
const MOST_A_LETTER: f32 = 2.3;
/// Nodes of the map looked at before the best so far are taken, which bounds the time
/// (benches/README.md, candidates).
const MOST_STEPS: usize = 30_000;
/// How far above the cheapest a word may cost.
const MOST_BEHIND: f32 = 8.0;

/// A word that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundAlike {
    /// Its norm, with the clitic it is written with.
    pub norm: String,
    /// The norm without it.
    pub bare: String,
    /// -ln of the probability that it is written so in Latin letters.
    pub cost: f32,
    /// Its exact spellings.
    pub spellings: Vec<String>,
    /// How often it occurs.
    pub count: u64,
}

/// A beginning of words; its [`Cheapest::cost`] is what a word costs at least that begins so.
struct Beginning {
    node: usize,
    value: u64,
    written: Written,
    bare: String,
    before: &'static str,
    extra: f32,
}

impl Beginning {
    fn at_least(self, cost: f32) -> Cheapest<Self> {
        // Of equally good beginnings the longer one is nearer to a word.
        Cheapest { cost, rank: self.bare.len(), item: self }
    }
}

impl Archive {
    /// The words of the archive that a Latin spelling may stand for, the
    /// cheapest first, at most `limit`; and whether none can be missing.
    #[must_use]
    pub fn words_sounding_like(&self, latin: &Romanized, limit: usize) -> (Vec<SoundAlike>, bool) {
        let map = &self.vocabulary().map;
        let mut heap = BinaryHeap::new();
        for (before, extra) in BEFORE_A_NAME {
            let mut node = map.root();
            let mut value = 0;
            let found = before.bytes().all(|byte| {
                let Some(at) = node.find_input(byte) else { return false };
                let transition = node.transition(at);
                value += transition.out.value();
                node = map.node(transition.addr);
                true
            });
            if found {
                let written = latin.start();
                let at_least = latin.at_least(&written) + extra;
                let (node, bare) = (node.addr(), String::new());
                heap.push(Beginning { node, value, written, bare, before, extra }.at_least(at_least));
            }
        }
        let mut found: Vec<SoundAlike> = Vec::new();
        let mut bound = MOST_A_LETTER * latin.sounds() as f32;
        let mut steps = 0;
        while let Some(Cheapest { cost, item: beginning, .. }) = heap.pop() {
            if cost > bound {
                break;
            }
            if steps > MOST_STEPS {
                return (found, false);
            }
            let Beginning { node, value, written, bare, before, extra } = beginning;
            // Arabic letters are two bytes.
            let lead_node = map.node(node);
            for lead in lead_node.transitions().filter(|lead| (0xD8..=0xDB).contains(&lead.inp)) {
                let second_node = map.node(lead.addr);
                for second in second_node.transitions() {
                    steps += 1;
                    let bytes = [lead.inp, second.inp];
                    let Some(letter) = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next())
                    else {
                        continue;
                    };
                    let Some(next) = latin.step(&written, letter) else { continue };
                    let value = value + lead.out.value() + second.out.value();
                    let child = map.node(second.addr);
                    let mut longer = bare.clone();
                    longer.push(letter);
                    if child.is_final()
                        && let Some(cost) = latin.finish(&written, letter).map(|cost| cost + extra)
                        && cost <= bound
                    {
                        let place = value + child.final_output().value();
                        let (spellings, count) = self.vocabulary().spellings_at(place).unwrap_or_default();
                        let norm = format!("{before}{longer}");
                        found.push(SoundAlike { norm, bare: longer.clone(), cost, spellings, count });
                        found.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| b.count.cmp(&a.count)));
                        found.truncate(limit);
                        bound = bound.min(found[0].cost + MOST_BEHIND);
                        if found.len() == limit {
                            bound = bound.min(found[limit - 1].cost);
                        }
                    }
                    let at_least = latin.at_least(&next) + extra;
                    if at_least <= bound && !child.is_empty() {
                        let node = second.addr;
                        let (written, bare) = (next, longer);
                        heap.push(Beginning { node, value, written, bare, before, extra }.at_least(at_least));
                    }
                }
            }
        }
        (found, true)
    }
}
