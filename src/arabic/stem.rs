//! The stem level: a norm word without clitics and inflection, as one or more
//! *readings*. A name of the lexicon loses its article and nothing else; a
//! leading و ف ب ك ل س goes only when it is a clitic by the lexicon, and where
//! nobody can tell, the word is kept both ways.
//!
//! The affixes are those of Larkey, Ballesteros & Connell, "Light Stemming for
//! Arabic Information Retrieval" (2007), extended by the combinations of
//! conjunction, preposition and article, and by possessives.

use super::letters::is_arabic;
use super::lexicon::Lexicon;
use super::proclitics::candidates;
use super::suffixes;

/// Fewest letters that must be left when a clitic or suffix is taken off.
/// Arabic roots have three consonants; two-letter rests are nearly always wrong.
pub(super) const SHORTEST_STEM: usize = 3;
/// Most readings kept for one word.
pub const MOST_READINGS: usize = 3;

/// The readings of a word, given its exact and norm spelling. Never empty;
/// the first is the likeliest.
#[must_use]
pub fn readings(exact: &str, norm: &str, lexicon: &Lexicon) -> Vec<String> {
    if !norm.starts_with(is_arabic) {
        return vec![latin_stem(norm)];
    }
    if letters(norm) <= 2 {
        return vec![norm.to_owned()];
    }
    let mut readings: Vec<String> = Vec::with_capacity(2);
    for candidate in candidates(exact, norm, lexicon) {
        for stem in suffixes::stems(&candidate, exact, lexicon) {
            if !readings.contains(&stem) {
                readings.push(stem);
            }
        }
    }
    readings.truncate(MOST_READINGS);
    readings
}

/// English words lose their endings; anything else stays (names mostly).
fn latin_stem(norm: &str) -> String {
    if norm.bytes().all(|byte| byte.is_ascii_lowercase()) && norm.len() > SHORTEST_STEM {
        rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::English).stem(norm).into_owned()
    } else {
        norm.to_owned()
    }
}

pub(super) fn letters(word: &str) -> usize {
    word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::normalize;

    fn lexicon() -> Lexicon {
        let names = [
            "البوكمال",
            "القلمون",
            "وليد",
            "والي",
            "بوتين",
            "كالين",
            "فلسطين",
            "بارزاني",
            "العبادي",
            "بغداد",
            "لبنان",
            "حماس",
            "حسن",
            "حسني",
            "سليمان",
            "سليماني",
            "بشار",
            "ايران",
            "علي",
            "صنعاء",
            "درعا",
            "ليبيا",
            "السودان",
            "حسين",
            "قطر",
        ];
        let adjectives = ["ايراني", "سوري"].map(|adjective| (adjective.to_owned(), flags::NATIONALITY));
        Lexicon::build(
            names
                .into_iter()
                .map(|name| (name.to_owned(), flags::NAME))
                .chain([("المانيا".to_owned(), flags::NAME | flags::OWN_AL)])
                .chain(adjectives),
            [],
        )
        .unwrap()
    }
    use crate::arabic::lexicon_flags as flags;

    fn stems(word: &str) -> Vec<String> {
        let exact = normalize::exact(word);
        readings(&exact, &normalize::norm(&exact), &lexicon())
    }

    fn meet(a: &str, b: &str) -> bool {
        let second = stems(b);
        stems(a).iter().any(|stem| second.contains(stem))
    }

    #[test]
    fn clitics_and_article_come_off_names() {
        for form in
            ["والبوكمال", "بالبوكمال", "وبالبوكمال", "للبوكمال", "وللبوكمال", "فالبوكمال", "كالبوكمال"]
        {
            assert_eq!(stems(form), ["بوكمال"], "{form}");
        }
        for form in ["لبغداد", "ببغداد", "وبغداد", "ولبغداد", "فلبغداد"] {
            assert_eq!(stems(form), ["بغداد"], "{form}");
        }
    }

    #[test]
    fn names_are_not_cut() {
        for (name, stem) in [
            ("وليد", "وليد"),
            ("والي", "والي"),
            ("بوتين", "بوتين"),
            ("كالين", "كالين"),
            ("فلسطين", "فلسطين"),
            ("لبنان", "لبنان"),
            ("بارزاني", "بارزاني"),
            ("القلمون", "قلمون"),
            ("العبادي", "عبادي"),
            ("ألمانيا", "المانيا"),
            ("المانيا", "المانيا"),
        ] {
            assert_eq!(stems(name), [stem], "{name}");
        }
    }

    #[test]
    fn inflected_forms_of_a_word_meet() {
        for [a, b] in [
            ["مقاتلين", "المقاتلون"],
            ["مقاتلين", "مقاتليه"],
            ["مقاتلين", "مقاتليهم"],
            ["قوات", "قواتها"],
            ["اللجنة", "للجنة"],
            ["لجنة", "اللجنة"],
            ["كتاب", "كتابهم"],
            ["وزير", "الوزير"],
            ["إيراني", "الإيرانيين"],
            ["السوري", "السورية"],
            ["دولتهم", "دولة"],
        ] {
            assert!(meet(a, b), "{a} {:?} and {b} {:?}", stems(a), stems(b));
        }
    }

    #[test]
    fn different_words_do_not_meet() {
        for [a, b] in [
            ["القلمون", "القلم"],
            ["العبادي", "العباد"],
            ["البغدادي", "بغداد"],
            ["لبنان", "لبن"],
            ["حسين", "حسان"],
            ["سليمان", "سليماني"],
            ["علي", "على"],
            ["وليد", "ليد"],
            ["بوتين", "وتين"],
            ["ليبيا", "يبيا"],
            ["بشار", "بشارة"],
            ["حسن", "حسني"],
            ["السودان", "السود"],
            ["حماس", "حماسة"],
            ["كتيبة", "كتاب"],
            ["قطر", "قطار"],
            ["محمد", "محمود"],
            ["صنعاء", "صناعة"],
            ["درعا", "درع"],
            ["البوكمال", "كمال"],
            ["حزب", "تحزب"],
            ["الرقة", "رقيقة"],
        ] {
            assert!(!meet(a, b), "{a} {:?} and {b} {:?}", stems(a), stems(b));
        }
    }

    #[test]
    fn the_first_letter_of_a_known_word_stays() {
        for (word, stem) in
            [("وزير", "وزير"), ("بيان", "بيان"), ("لجنة", "لجن"), ("كتاب", "كتاب"), ("فريق", "فريق")]
        {
            assert_eq!(stems(word), [stem], "{word}");
        }
    }
}
