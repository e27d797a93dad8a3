//! A fingerprint of a text by which near copies are recognised: 64 one-bit minwise hashes
//! (Li & König 2010) of every three neighbouring words, all from one permutation (Li, Owen &
//! Zhang 2012) with empty bins filled from their neighbours (Shrivastava & Li 2014). Of two
//! texts that share the part J of their features (Jaccard) about (1 − J) / 2 of the bits
//! differ. SimHash, tried before, tells such shares less sharply.

use super::Token;

/// Neighbouring words that are one feature.
const WORDS: usize = 3;
/// Bins of the permutation, each of which gives one bit.
const BINS: usize = u64::BITS as usize;

/// Shorter texts have too few features to be told apart.
const SHORTEST: usize = 16;

/// The fingerprint of words in order; 0 where there are too few of them.
pub fn fingerprint<'a>(tokens: impl Iterator<Item = &'a Token>) -> u64 {
    let mut last = [0u64; WORDS];
    let mut least = [u64::MAX; BINS];
    let mut seen = 0;
    for token in tokens {
        last.rotate_left(1);
        // The code of the spelling stands for the word: three of them make a feature.
        last[WORDS - 1] = u64::from(token.forms.code());
        seen += 1;
        if seen < WORDS {
            continue;
        }
        let feature = spread(last.iter().fold(0, |feature, code| (feature << u16::BITS) | code));
        let bin = usize::from(feature.to_le_bytes()[0]) % BINS;
        least[bin] = least[bin].min(feature / BINS as u64);
    }
    if seen < SHORTEST {
        return 0;
    }
    (0..BINS).filter(|&bin| is_set(&least, bin)).fold(0, |print, bin| print | 1 << bin)
}

/// The bit of a bin: of its least feature, or where it has none of the next bin's and of how
/// far that is, so that the bits of neighbours stay independent.
fn is_set(least: &[u64; BINS], bin: usize) -> bool {
    let filled =
        (0u64..).zip(least.iter().cycle().skip(bin).take(BINS)).find(|(_, value)| **value != u64::MAX);
    filled.is_some_and(|(steps, value)| spread(value ^ (steps << (u64::BITS - 6))) & 1 == 1)
}

/// Every bit of the result depends on every bit of the input (the finaliser of
/// MurmurHash3, Appleby 2011, public domain).
fn spread(mut bits: u64) -> u64 {
    bits ^= bits >> 33;
    bits = bits.wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits ^= bits >> 33;
    bits = bits.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::{Analyzer, Lexicon};

    fn print(text: &str) -> u64 {
        let mut analyzer = Analyzer::new(Lexicon::build([], []).unwrap());
        fingerprint(analyzer.tokens(text).iter())
    }

    #[test]
    fn near_copies_differ_in_few_bits() {
        let words: Vec<String> = (0..200).map(|n| format!("w{}", n * 7919 % 1009)).collect();
        let whole = words.join(" ");
        let copy = format!("(AFP) {} ed", words[..190].join(" "));
        let other: Vec<String> = (0..200).map(|n| format!("w{}", n * 6007 % 997)).collect();
        let distance = |a: u64, b: u64| (a ^ b).count_ones();
        assert_eq!(distance(print(&whole), print(&whole)), 0);
        assert!(distance(print(&whole), print(&copy)) <= 6, "{}", distance(print(&whole), print(&copy)));
        assert!(distance(print(&whole), print(&other.join(" "))) > 16);
    }

    #[test]
    fn the_part_that_differs_tells_the_part_that_is_shared() {
        // The first words of both texts of a trial are the same.
        let text = |trial: u64, copy: u64, kept: usize| -> String {
            let seed = |n: usize| trial * 3 + if n < kept { 0 } else { copy };
            let word = |n: usize| format!("w{}", spread(seed(n) << 32 | n as u64));
            (0..300).map(word).collect::<Vec<_>>().join(" ")
        };
        let mut analyzer = Analyzer::new(Lexicon::build([], []).unwrap());
        let mut print = |trial, copy, kept| fingerprint(analyzer.tokens(&text(trial, copy, kept)).iter());
        for (kept, shared) in [(0, 0.0), (150, 1.0 / 3.0), (240, 2.0 / 3.0), (285, 0.9)] {
            let differing: u32 =
                (1..=50).map(|trial| (print(trial, 1, kept) ^ print(trial, 2, kept)).count_ones()).sum();
            let part = f64::from(differing) / (50.0 * BINS as f64);
            let expected = (1.0 - shared) / 2.0;
            assert!(
                (part - expected).abs() < 0.03,
                "{kept} words kept: {part} of the bits differ, not {expected}"
            );
        }
    }

    #[test]
    fn two_words_have_no_fingerprint() {
        assert_eq!(print("a b"), 0);
    }
}
