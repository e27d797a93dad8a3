//! A fingerprint of a text by which near copies are recognised: SimHash
//! (Charikar 2002; for web pages Manku, Jain & Das Sarma 2007), 64 bits, over every
//! three neighbouring words. Texts that share most of their words in order differ in
//! few bits.

use super::Token;

/// Neighbouring words that are one feature.
const WORDS: usize = 3;
const BITS: usize = u64::BITS as usize;

/// Shorter texts have too few features to be told apart.
const SHORTEST: usize = 16;

/// The fingerprint of words in order; 0 where there are too few of them.
pub fn fingerprint<'a>(tokens: impl Iterator<Item = &'a Token>) -> u64 {
    let mut last = [0u64; WORDS];
    let mut sums = [0i32; BITS];
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
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if feature >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    if seen < SHORTEST {
        return 0;
    }
    (0..BITS).filter(|&bit| sums[bit] > 0).fold(0, |print, bit| print | 1 << bit)
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
        assert!(distance(print(&whole), print(&copy)) <= 9, "{}", distance(print(&whole), print(&copy)));
        assert!(distance(print(&whole), print(&other.join(" "))) > 16);
    }

    #[test]
    fn two_words_have_no_fingerprint() {
        assert_eq!(print("a b"), 0);
    }
}
