//! Names across scripts: which Arabic word a Latin spelling may stand for.
//!
//! A noisy channel: each letter of the Arabic word (norm spelling) is written
//! with none to three Latin letters, at the costs of `romanization.tsv`, and a
//! Latin letter may stand for none. The cost of a pair is that of the cheapest
//! way through (Viterbi), kept as one column a letter of the Arabic word, so
//! that words with a common beginning share the work. Some pairs of letters are
//! written together, and the costs know the first and the last of a word.
//! Method: Brill & Moore, "An Improved Error Model for Noisy Channel Spelling
//! Correction" (2000).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

/// The costs of `romanization.tsv`.
const COSTS: &str = include_str!("romanization.tsv");
/// Most Latin letters that one Arabic letter is written with.
const MOST_LETTERS: usize = 3;
/// Cost of a Latin letter that no pair of the table explains.
const UNEXPLAINED: f32 = 14.0;
/// Longest Latin word in letters; longer ones are no names.
pub const LONGEST_LATIN: usize = 30;

/// Digits and letters of chat and of scholarly spellings, as the press writes the sound.
const HABITS: [(char, &str); 12] = [
    ('2', "'"),
    ('3', "'"),
    ('5', "kh"),
    ('6', "t"),
    ('7', "h"),
    ('8', "gh"),
    ('9', "s"),
    ('ʿ', "'"),
    ('ʾ', "'"),
    ('’', "'"),
    ('`', "'"),
    ('ı', "i"),
];

#[derive(Default)]
struct Channel {
    /// Latin letters and their cost, by what they write and where it stands.
    emit: FxHashMap<(Letters, At), Vec<(&'static str, f32)>>,
    /// Latin letters that stand for none, and whether they end the word.
    insert: FxHashMap<(u8, bool), f32>,
    /// The second of two equal consonants.
    double: f32,
    /// First letters of what is written together.
    begin_pairs: FxHashSet<char>,
}

/// One Arabic letter, or two that are written together (تش as ch).
type Letters = (char, Option<char>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum At {
    Start,
    Middle,
    End,
}

static CHANNEL: LazyLock<Channel> = LazyLock::new(|| {
    let mut channel = Channel::default();
    for line in COSTS.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [arabic, at, latin, cost] = cells[..] else { continue };
        let Ok(cost) = cost.parse() else { continue };
        let mut arabic = arabic.chars();
        let Some(first) = arabic.next() else { continue };
        if first == '+' {
            match latin.bytes().next() {
                Some(byte) => _ = channel.insert.insert((byte, at == "end"), cost),
                None => channel.double = cost,
            }
            continue;
        }
        let at = match at {
            "start" => At::Start,
            "end" => At::End,
            _ => At::Middle,
        };
        let second = arabic.next();
        channel.begin_pairs.extend(second.map(|_| first));
        channel.emit.entry(((first, second), at)).or_default().push((latin, cost));
    }
    channel
});

/// The Latin letters that one or two Arabic letters are written with, and what each
/// costs, at the start or the end of a word or within; none for what the channel
/// does not know.
#[must_use]
pub fn writings(arabic: &[char], is_first: bool, is_last: bool) -> &'static [(&'static str, f32)] {
    let at = match (is_first, is_last) {
        (true, _) => At::Start,
        (_, true) => At::End,
        _ => At::Middle,
    };
    let letters = match arabic {
        [one] => (*one, None),
        [one, two] => (*one, Some(*two)),
        _ => return &[],
    };
    CHANNEL.emit.get(&(letters, at)).map_or(&[], Vec::as_slice)
}

/// What writing a consonant twice costs.
#[must_use]
pub fn double() -> f32 {
    CHANNEL.double
}

/// For each number of Latin letters, the cost of having written just these.
type Column = [f32; LONGEST_LATIN + 1];

/// The beginning of an Arabic word, and what writing it has cost.
#[derive(Debug, Clone)]
pub struct Written {
    column: Column,
    /// Before the last letter, and that letter.
    before: Option<(Column, char)>,
    is_second: bool,
}

/// By where the Latin letters end and how many they are, the cost.
type Writing = Vec<[f32; MOST_LETTERS + 1]>;

/// A Latin word, ready to be compared with Arabic words letter by letter.
pub struct Romanized {
    latin: Vec<u8>,
    writings: FxHashMap<(Letters, At), Writing>,
    inserts: Vec<f32>,
    /// At least what the letters from here on cost.
    rest: Vec<f32>,
}

impl Romanized {
    /// Prepares a Latin word; `None` when it [is none](is_latin) or is too long for a name.
    #[must_use]
    pub fn new(word: &str) -> Option<Self> {
        let latin = letters(word);
        if !is_latin(word) || latin.is_empty() || latin.len() > LONGEST_LATIN {
            return None;
        }
        let writings: FxHashMap<(Letters, At), Writing> =
            CHANNEL.emit.iter().map(|(&key, costs)| (key, writing(&latin, costs))).collect();
        let inserts: Vec<f32> = (0..latin.len()).map(|at| insert(&latin, at)).collect();
        let mut rest = vec![0.0; latin.len() + 1];
        for from in (0..latin.len()).rev() {
            let mut least = inserts[from] + rest[from + 1];
            for count in 1..=MOST_LETTERS.min(latin.len() - from) {
                let cheapest = writings.values().map(|w| w[from + count][count]).fold(f32::MAX, f32::min);
                least = least.min(cheapest + rest[from + count]);
            }
            rest[from] = least;
        }
        Some(Romanized { latin, writings, inserts, rest })
    }

    /// How many Latin letters it has, two equal consonants counted once.
    #[must_use]
    pub fn sounds(&self) -> usize {
        (0..self.latin.len()).filter(|&at| !is_double(&self.latin, at)).count()
    }

    /// Before the first Arabic letter.
    #[must_use]
    pub fn start(&self) -> Written {
        let mut column = [f32::MAX; LONGEST_LATIN + 1];
        column[0] = 0.0;
        self.insert(&mut column);
        Written { column, before: None, is_second: false }
    }

    /// After one more letter that another will follow; `None` when the channel
    /// does not know the letter.
    #[must_use]
    pub fn step(&self, written: &Written, letter: char) -> Option<Written> {
        let column = self.write(written, letter, At::Middle)?;
        Some(Written { column, before: Some((written.column, letter)), is_second: written.before.is_none() })
    }

    /// The cost of the whole when `letter` is the last of the word.
    #[must_use]
    pub fn finish(&self, written: &Written, letter: char) -> Option<f32> {
        self.write(written, letter, At::End).map(|column| column[self.latin.len()])
    }

    /// At least what a word costs that begins so.
    #[must_use]
    pub fn at_least(&self, written: &Written) -> f32 {
        let least = |column: &Column| {
            column.iter().zip(&self.rest).map(|(so_far, rest)| so_far + rest).fold(f32::MAX, f32::min)
        };
        // The last letter may yet be written together with the next.
        let pending = written.before.as_ref().filter(|(_, last)| CHANNEL.begin_pairs.contains(last));
        least(&written.column).min(pending.map_or(f32::MAX, |(before, _)| least(before)))
    }

    /// The cost of a whole Arabic word, at the norm or the exact level.
    #[must_use]
    pub fn cost(&self, word: &str) -> Option<f32> {
        let last = word.chars().next_back()?;
        let mut written = self.start();
        for letter in word[..word.len() - last.len_utf8()].chars() {
            written = self.step(&written, letter)?;
        }
        self.finish(&written, last)
    }

    fn write(&self, written: &Written, letter: char, at: At) -> Option<Column> {
        let single = if written.before.is_none() { At::Start } else { at };
        let mut column = [f32::MAX; LONGEST_LATIN + 1];
        let alone = self.writings.get(&((letter, None), single))?;
        self.add(&written.column, alone, &mut column);
        if let Some((before, last)) = &written.before {
            let at = if written.is_second { At::Start } else { at };
            if let Some(together) = self.writings.get(&((*last, Some(letter)), at)) {
                self.add(before, together, &mut column);
            }
        }
        self.insert(&mut column);
        Some(column)
    }

    fn add(&self, column: &Column, writing: &Writing, next: &mut Column) {
        for end in 0..=self.latin.len() {
            let costs = &writing[end];
            for count in 0..=MOST_LETTERS.min(end) {
                next[end] = next[end].min(column[end - count] + costs[count]);
            }
        }
    }

    fn insert(&self, column: &mut Column) {
        for end in 1..=self.latin.len() {
            column[end] = column[end].min(column[end - 1] + self.inserts[end - 1]);
        }
    }
}

/// The cost of a Latin letter that stands for no Arabic one.
fn insert(latin: &[u8], at: usize) -> f32 {
    let known = CHANNEL.insert.get(&(latin[at], at + 1 == latin.len())).copied().unwrap_or(UNEXPLAINED);
    if is_double(latin, at) { CHANNEL.double } else { known }
}

/// Whether a letter is the second of two equal consonants, and not of three.
fn is_double(latin: &[u8], at: usize) -> bool {
    let letter = latin[at];
    let same_before = latin[..at].iter().rev().take_while(|&&before| before == letter).count();
    same_before == 1 && !b"aeiou".contains(&letter)
}

fn writing(latin: &[u8], costs: &[(&str, f32)]) -> Writing {
    let mut writing = vec![[f32::MAX; MOST_LETTERS + 1]; latin.len() + 1];
    for (end, by_count) in writing.iter_mut().enumerate() {
        if end > 0 {
            by_count[1] = UNEXPLAINED;
        }
        for (letters, cost) in costs {
            if latin[..end].ends_with(letters.as_bytes()) {
                let known = &mut by_count[letters.len()];
                *known = known.min(*cost);
            }
        }
    }
    writing
}

/// Whether a word may be a name in Latin letters: more of these than digits
/// (7alab may, 2017 and F16 not) and none of another script.
#[must_use]
pub fn is_latin(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().all(|c| c < '\u{0250}' || ('\u{1E00}'..'\u{1F00}').contains(&c))
        && letters.count() > digits
}

/// The letters of a Latin word as the channel writes them: small, without
/// accents, habits of chat replaced; apostrophes stay.
fn letters(word: &str) -> Vec<u8> {
    let mut out = String::new();
    for c in word.nfd().flat_map(char::to_lowercase) {
        match HABITS.iter().find(|(habit, _)| *habit == c) {
            Some((_, instead)) => out.push_str(instead),
            None if c.is_ascii_lowercase() || c == '\'' => out.push(c),
            None => {}
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_name_is_the_cheapest() {
        let names = ["بوكمال", "قلمون", "قذافي", "سليماني", "حزبالله", "رقه", "كمال", "مقتدي"];
        for (latin, right) in [
            ("Boukamal", "بوكمال"),
            ("Qalamoun", "قلمون"),
            ("Kalamun", "قلمون"),
            ("Gaddafi", "قذافي"),
            ("Kadhafi", "قذافي"),
            ("Suleimani", "سليماني"),
            ("Hizbullah", "حزبالله"),
            ("Rakka", "رقه"),
            ("Moqtada", "مقتدي"),
        ] {
            let romanized = Romanized::new(latin).unwrap();
            let cheapest = names
                .into_iter()
                .min_by(|a, b| romanized.cost(a).unwrap().total_cmp(&romanized.cost(b).unwrap()))
                .unwrap();
            assert_eq!(cheapest, right, "{latin}");
        }
    }

    #[test]
    fn no_word_costs_less_than_its_beginning_promised() {
        let romanized = Romanized::new("Qalamoun").unwrap();
        let whole = romanized.cost("قلمون").unwrap();
        let mut written = romanized.start();
        for letter in "قلمو".chars() {
            assert!(romanized.at_least(&written) <= whole);
            written = romanized.step(&written, letter).unwrap();
        }
    }

    #[test]
    fn what_is_no_latin_word_is_refused() {
        assert!(Romanized::new("قلمون").is_none());
        assert!(Romanized::new("").is_none());
        for number in ["2017", "F16", "3", "9/11"] {
            assert!(Romanized::new(number).is_none(), "{number}");
        }
        assert!(Romanized::new("7alab").is_some());
        assert!(Romanized::new(&"a".repeat(LONGEST_LATIN + 1)).is_none());
    }
}
