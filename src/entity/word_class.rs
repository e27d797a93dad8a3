//! What single words tell of names around them: given names, titles, verbs of
//! speaking, nouns that begin the name of a group. Lists in `data/`, looked up once a
//! word form.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::role;
use crate::arabic::letters::is_arabic;
use crate::arabic::{Lexicon, WordForms, normalize, stopwords};

/// Given names; `w` marks those that are ordinary words too.
const GIVEN_NAMES: &str = include_str!("data/given_names.tsv");
/// Words that follow a given name mostly, or (with ?) often, counted over news archives.
const SURNAMES: &str = include_str!("data/surnames.txt");
/// Nouns before a person's name.
const TITLES: &str = include_str!("data/titles.tsv");
/// Verbs that are followed by who speaks.
const REPORTING_VERBS: &str = include_str!("data/reporting_verbs.txt");
/// Nouns that begin the name of a group or body, with its type.
const GROUP_HEADS: &str = include_str!("data/group_heads.tsv");

/// Names of one word that are ordinary words too.
const ORDINARY_NAMES: &str = include_str!("data/ordinary_names.txt");

/// Whether each of them is often a name.
static ORDINARY: LazyLock<FxHashMap<&'static str, bool>> =
    LazyLock::new(|| rows(ORDINARY_NAMES).map(|(word, often)| (word, often == "often")).collect());

/// Whether a name of one word (norm level) is an ordinary word of the news too.
#[must_use]
pub fn is_ordinary_name(word: &str) -> bool {
    ORDINARY.contains_key(word)
}

/// Whether it is more often that word than a name.
#[must_use]
pub fn is_rather_a_word(word: &str) -> bool {
    ORDINARY.get(word) == Some(&false)
}

/// Forms of the words that tie the parts of a person's name together.
const TIES: [&str; 15] =
    ["بن", "ابن", "بنت", "ابو", "ابي", "ابا", "ام", "ال", "بو", "دي", "دو", "فان", "فون", "ديل", "ماك"];
/// The word before a name of God in a name.
const SERVANT: &str = "عبد";

/// The same written onto the name.
const SERVANT_OF: &str = "عبدال";

/// How far apart the numbers of remembered word forms may lie, four bytes each. The
/// analyzers of all threads share the numbers and remember 400,000 forms each.
const MOST_REMEMBERED: u32 = 8_000_000;

/// A set of the classes below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordClass(u32);

impl WordClass {
    /// A given name.
    pub(super) const GIVEN: WordClass = WordClass(1);
    /// A given name that is an ordinary word too.
    pub(super) const GIVEN_OR_WORD: WordClass = WordClass(1 << 1);
    /// A word that mostly follows a given name.
    pub(super) const SURNAME: WordClass = WordClass(1 << 2);
    /// A function word.
    pub(super) const FUNCTION: WordClass = WordClass(1 << 3);
    /// An ordinary word of the news, or a form of one.
    pub(super) const ORDINARY: WordClass = WordClass(1 << 4);
    /// A title, rank or occupation, with its article or without.
    pub(super) const TITLE: WordClass = WordClass(1 << 5);
    /// A verb of speaking.
    pub(super) const VERB: WordClass = WordClass(1 << 6);
    /// A noun that begins a group's name, with its article or without.
    pub(super) const HEAD: WordClass = WordClass(1 << 7);
    /// Ties the parts of a name together: بن, أبو.
    pub(super) const TIE: WordClass = WordClass(1 << 8);
    /// عبد.
    pub(super) const SERVANT: WordClass = WordClass(1 << 9);
    /// Begins with the article, clitics before it allowed.
    pub(super) const DEFINITE: WordClass = WordClass(1 << 10);
    /// Not Arabic letters: Latin, digits.
    pub(super) const FOREIGN: WordClass = WordClass(1 << 11);
    /// A nationality adjective, masculine or feminine.
    pub(super) const NATIONALITY: WordClass = WordClass(1 << 12);
    /// A clitic stands before what the other classes speak of.
    pub(super) const CLITIC: WordClass = WordClass(1 << 13);
    /// A definite noun that may stand for an actor.
    pub(super) const ROLE: WordClass = WordClass(1 << 14);
    /// Often a name though also a word of the news; it is not [`WordClass::ORDINARY`].
    const MAYBE_NAME: WordClass = WordClass(1 << 15);
    const KNOWN: WordClass = WordClass(1 << 16);
    const LOOKED_UP: WordClass = WordClass(1 << 17);
    const BEGINS_NAME: WordClass = WordClass(1 << 18);

    /// Whether the word is of any of these classes.
    pub(super) fn is(self, any: WordClass) -> bool {
        self.0 & any.0 != 0
    }
}

impl std::ops::BitOr for WordClass {
    type Output = WordClass;

    fn bitor(self, other: WordClass) -> WordClass {
        WordClass(self.0 | other.0)
    }
}

impl std::ops::BitOrAssign for WordClass {
    fn bitor_assign(&mut self, other: WordClass) {
        self.0 |= other.0;
    }
}

static LISTED: LazyLock<FxHashMap<String, WordClass>> = LazyLock::new(|| {
    let mut table: FxHashMap<String, WordClass> = FxHashMap::default();
    let mut add = |word: &str, class: WordClass| {
        *table.entry(normalize::exact_norm(word)).or_default() |= class;
    };
    for (name, flags) in rows(GIVEN_NAMES) {
        let is_word = flags.contains('w');
        add(name, if is_word { WordClass::GIVEN_OR_WORD } else { WordClass::GIVEN });
    }
    for (word, flag) in rows(SURNAMES) {
        add(word, if flag == "?" { WordClass::MAYBE_NAME } else { WordClass::SURNAME });
    }
    for (list, class) in [(TITLES, WordClass::TITLE), (REPORTING_VERBS, WordClass::VERB)] {
        for (word, _) in rows(list) {
            add(word, class);
        }
    }
    for word in TIES {
        add(word, WordClass::TIE);
    }
    add(SERVANT, WordClass::SERVANT);
    table
});

static HEADS: LazyLock<FxHashMap<String, &'static str>> =
    LazyLock::new(|| rows(GROUP_HEADS).map(|(word, kind)| (normalize::exact_norm(word), kind)).collect());

/// The lines of a list: a word and what a TAB sets behind it.
fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let (word, rest) = line.split_once('\t').unwrap_or((line, ""));
        (word.trim(), rest.trim())
    })
}

/// The type of group that a noun begins the name of; `noun` without article, norm level.
pub(super) fn group_type(noun: &str) -> Option<&'static str> {
    HEADS.get(noun).copied()
}

/// Proclitics before a bare word or a definite one.
const PROCLITICS: [&str; 9] = ["و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل"];

/// What a word may be without its clitics: itself first.
pub(super) fn without_clitics(norm: &str) -> impl Iterator<Item = &str> {
    let shorter = |clitic: &&'static str| norm.strip_prefix(*clitic).filter(|rest| rest.chars().count() >= 2);
    std::iter::once(norm).chain(PROCLITICS.iter().filter_map(shorter))
}

/// Rules most words out before they are looked up among a few, with any clitics: these
/// leave the end of a word as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EndFilter(u64);

impl EndFilter {
    fn bit(word: &str) -> u64 {
        word.as_bytes().last().map_or(0, |byte| 1 << (byte % 64))
    }

    pub(super) fn add(&mut self, word: &str) {
        self.0 |= Self::bit(word);
    }

    /// Whether a word may be one of those added.
    pub(super) fn allows(self, word: &str) -> bool {
        self.0 & Self::bit(word) != 0
    }
}

/// The word that ل + ال begins: للعبادي is ل and العبادي.
pub(super) fn behind_lil(norm: &str) -> Option<String> {
    let rest =
        norm.strip_prefix("لل").or_else(|| norm.strip_prefix("ولل")).or_else(|| norm.strip_prefix("فلل"));
    rest.map(|rest| format!("ال{rest}"))
}

/// A word without its article, clitics before it included: والحركة, للحركة.
pub(super) fn without_article(norm: &str) -> Option<&str> {
    ["ال", "وال", "بال", "فال", "كال", "لل", "وبال", "ولل", "فبال", "فلل"]
        .iter()
        .find_map(|article| norm.strip_prefix(article))
        .filter(|rest| rest.chars().count() >= 2)
}

/// The classes of words, remembered by the number of the word form, together with whether
/// a name begins with the word: what tagging asks of every word lies in one place.
pub(super) struct WordClasses {
    lexicon: Lexicon,
    remembered: Vec<WordClass>,
    first: u32,
}

impl WordClasses {
    pub(super) fn new(lexicon: Lexicon) -> Self {
        WordClasses { lexicon, remembered: Vec::new(), first: 0 }
    }

    /// The classes of a word.
    pub(super) fn of(&mut self, forms: &WordForms) -> WordClass {
        let at = self.place(forms);
        if !self.remembered[at].is(WordClass::KNOWN) {
            self.remembered[at] |= classify(forms, &self.lexicon) | WordClass::KNOWN;
        }
        self.remembered[at]
    }

    /// Whether a name begins with the word, as `look` says the first time.
    pub(super) fn begins_name(&mut self, forms: &WordForms, look: impl FnOnce() -> bool) -> bool {
        let at = self.place(forms);
        if !self.remembered[at].is(WordClass::LOOKED_UP) {
            self.remembered[at] |= WordClass::LOOKED_UP;
            if look() {
                self.remembered[at] |= WordClass::BEGINS_NAME;
            }
        }
        self.remembered[at].is(WordClass::BEGINS_NAME)
    }

    fn place(&mut self, forms: &WordForms) -> usize {
        let mut far = forms.number().wrapping_sub(self.first);
        if far >= MOST_REMEMBERED {
            self.remembered.clear();
            // Older forms come back too: they get the lower half.
            self.first = forms.number().saturating_sub(MOST_REMEMBERED / 2);
            far = forms.number() - self.first;
        }
        let at = far as usize;
        if at >= self.remembered.len() {
            self.remembered.resize(at + 1, WordClass::default());
        }
        at
    }
}

fn classify(forms: &WordForms, lexicon: &Lexicon) -> WordClass {
    let norm = forms.norm();
    if !norm.starts_with(is_arabic) {
        return WordClass::FOREIGN;
    }
    let mut class = WordClass::default();
    let listed = |word: &str| LISTED.get(word).copied().unwrap_or_default();
    class |= listed(norm);
    if stopwords::is_function_word(norm) {
        class |= WordClass::FUNCTION;
    }
    let article = without_article(norm);
    if let Some(rest) = article {
        class |= WordClass::DEFINITE;
        if role::noun(rest).is_some() {
            class |= WordClass::ROLE;
        }
        if listed(rest).is(WordClass::TITLE) {
            class |= WordClass::TITLE;
        }
        if HEADS.contains_key(rest) {
            class |= WordClass::HEAD;
        }
        if !norm.starts_with("ال") {
            class |= WordClass::CLITIC;
            let definite = listed(&format!("ال{rest}"));
            if definite.is(WordClass::GIVEN | WordClass::SURNAME) {
                class |= definite;
            }
        }
    }
    let names = WordClass::GIVEN | WordClass::GIVEN_OR_WORD | WordClass::SURNAME;
    let says_nothing = !class.is(names | WordClass::TITLE | WordClass::HEAD | WordClass::VERB);
    if HEADS.contains_key(norm) {
        class |= WordClass::HEAD;
    } else if says_nothing && !lexicon.is_word(norm) {
        let useful =
            WordClass::GIVEN | WordClass::TITLE | WordClass::VERB | WordClass::TIE | WordClass::SERVANT;
        for rest in without_clitics(norm).skip(1) {
            let of_rest = listed(rest);
            if of_rest.is(useful) || HEADS.contains_key(rest) {
                class |= of_rest | WordClass::CLITIC;
                if HEADS.contains_key(rest) {
                    class |= WordClass::HEAD;
                }
                break;
            }
        }
    }
    let singular = forms.stems().any(|stem| lexicon.is_nationality(stem));
    if singular {
        class |= WordClass::NATIONALITY;
    }
    if norm.starts_with(SERVANT_OF) {
        class |= WordClass::GIVEN;
    }
    let is_ordinary = |word: &str| lexicon.is_word(word) || lexicon.is_plural(word);
    let is_name = class.is(WordClass::GIVEN | WordClass::SURNAME | WordClass::MAYBE_NAME);
    // بحديقة is ب and حديقة, though nobody listed it.
    let rest = norm.strip_prefix(['و', 'ف', 'ب', 'ل']).filter(|rest| rest.chars().count() > 2);
    if !is_name
        && (is_ordinary(norm)
            || article.is_some_and(is_ordinary)
            || rest.is_some_and(is_ordinary)
            || forms.stems().any(is_ordinary))
    {
        class |= WordClass::ORDINARY;
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::Analyzer;

    fn class(word: &str) -> WordClass {
        let lexicon = Lexicon::build([], []).unwrap();
        let mut analyzer = Analyzer::new(lexicon.clone());
        WordClasses::new(lexicon).of(&analyzer.word(word))
    }

    #[test]
    fn given_names_and_titles_are_known_behind_clitics() {
        assert!(class("محمد").is(WordClass::GIVEN));
        assert!(class("ومحمد").is(WordClass::GIVEN));
        assert!(class("والرئيس").is(WordClass::TITLE));
        assert!(class("وزير").is(WordClass::TITLE));
        assert!(class("لحركة").is(WordClass::HEAD));
        assert!(!class("مدينة").is(WordClass::GIVEN | WordClass::TITLE | WordClass::HEAD));
    }

    #[test]
    fn ordinary_words_are_known() {
        assert!(class("وزير").is(WordClass::ORDINARY));
        assert!(!class("برلسكوني").is(WordClass::ORDINARY));
    }
}
