//! The stem level: a norm word without clitics and inflection, as one or more
//! *readings*. A name of the lexicon loses its article and nothing else; a
//! leading و ف ب ك ل س goes only when it is a clitic by the lexicon, and where
//! nobody can tell, the word is kept both ways.
//!
//! The affixes are those of Larkey, Ballesteros & Connell, "Light Stemming for
//! Arabic Information Retrieval" (2007), extended by the combinations of
//! conjunction, preposition and article, and by possessives.

use super::letters::{ALEF, BEH, FEH, HEH, KAF, LAM, NOON, SEEN, TEH, WAW, YEH, is_arabic};
use super::lexicon::Lexicon;

/// Fewest letters that must be left when a clitic or suffix is taken off.
/// Arabic roots have three consonants; two-letter rests are nearly always wrong.
const SHORTEST_STEM: usize = 3;
/// Most readings kept for one word.
pub const MOST_READINGS: usize = 3;

const ARTICLE: &str = "ال";
/// Pronouns written onto the end of a noun or verb, longest first.
const POSSESSIVES: [&str; 7] = ["هما", "كما", "ها", "هم", "هن", "كم", "نا"];
/// Endings of number, gender and relation, longest first.
const INFLECTIONS: [&str; 8] = ["يات", "يين", "ون", "ين", "ان", "ات", "يه", "وا"];
/// Words that look like article + rest and are not.
const NOT_AN_ARTICLE: [&str; 14] = [
    "الله",
    "التي",
    "الذي",
    "الذين",
    "اللذين",
    "اللتين",
    "اللواتي",
    "اللاتي",
    "الان",
    "اللهم",
    "الي",
    "الا",
    "الف",
    "التقي",
];

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
    let mut found = Vec::with_capacity(2);
    // An article is always written with a bare alef: ألمانيا and إلغاء have none.
    let bare_alef = exact.starts_with(ALEF) || !norm.starts_with(ALEF);
    without_proclitics(norm, Stage::Conjunction, bare_alef, lexicon, &mut found);
    let mut readings: Vec<String> = Vec::with_capacity(found.len());
    for candidate in &found {
        let stem = without_suffixes(candidate, lexicon);
        if !readings.contains(&stem) {
            readings.push(stem);
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

fn letters(word: &str) -> usize {
    word.chars().count()
}

/// Which clitic may come next: conjunction, then preposition or future س, then article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Conjunction,
    Preposition,
    Article,
}

#[derive(Debug, PartialEq, Eq)]
struct Candidate<'a> {
    rest: &'a str,
    had_article: bool,
    is_name: bool,
}

fn without_proclitics<'a>(
    word: &'a str,
    stage: Stage,
    bare_alef: bool,
    lexicon: &Lexicon,
    found: &mut Vec<Candidate<'a>>,
) {
    if lexicon.is_name(word) {
        let bare = (bare_alef && !NOT_AN_ARTICLE.contains(&word) && !lexicon.owns_its_al(word))
            .then(|| word.strip_prefix(ARTICLE))
            .flatten()
            .filter(|rest| letters(rest) >= 2);
        found.push(Candidate { rest: bare.unwrap_or(word), had_article: bare.is_some(), is_name: true });
        return;
    }
    if let Some(rest) = article_rest(word, bare_alef, lexicon) {
        found.push(Candidate { rest, had_article: true, is_name: lexicon.is_name(rest) });
        return;
    }
    if let Some(rest) = lil_rest(word, stage, lexicon) {
        found.push(Candidate { rest, had_article: true, is_name: lexicon.is_name(rest) });
        return;
    }
    let Some((rest, next)) = one_letter_cut(word, stage) else {
        found.push(Candidate { rest: word, had_article: false, is_name: false });
        return;
    };
    if owns_first_letter(word, lexicon) {
        found.push(Candidate { rest: word, had_article: false, is_name: false });
        return;
    }
    let before = found.len();
    without_proclitics(rest, next, true, lexicon, found);
    let certain = found[before..]
        .iter()
        .any(|candidate| candidate.had_article || candidate.is_name || is_plausible(candidate.rest, lexicon));
    if !certain {
        found.push(Candidate { rest: word, had_article: false, is_name: false });
    }
}

fn article_rest<'a>(word: &'a str, bare_alef: bool, lexicon: &Lexicon) -> Option<&'a str> {
    let rest = word.strip_prefix(ARTICLE)?;
    let is_article = bare_alef
        && letters(rest) >= SHORTEST_STEM
        && !NOT_AN_ARTICLE.contains(&word)
        && !lexicon.is_word(word);
    is_article.then_some(rest)
}

/// ل + ال is written لل: للبوكمال. Before a word that itself begins with ل the
/// article's ل is swallowed: للجنة is ل + اللجنة, not ل + ال + جنة.
fn lil_rest<'a>(word: &'a str, stage: Stage, lexicon: &Lexicon) -> Option<&'a str> {
    if stage > Stage::Preposition {
        return None;
    }
    let with_lam = word.strip_prefix(LAM)?;
    let rest = with_lam.strip_prefix(LAM)?;
    if lexicon.knows(with_lam) || owns_first_letter(with_lam, lexicon) {
        return Some(with_lam);
    }
    (letters(rest) >= SHORTEST_STEM).then_some(rest)
}

/// The word without one leading clitic letter, and what may follow it.
fn one_letter_cut(word: &str, stage: Stage) -> Option<(&str, Stage)> {
    let first = word.chars().next()?;
    let rest = &word[first.len_utf8()..];
    let next = match first {
        WAW | FEH if stage == Stage::Conjunction => Stage::Preposition,
        BEH | KAF | LAM if stage <= Stage::Preposition => Stage::Article,
        // The future س stands only before an imperfect verb: يـ تـ نـ أـ.
        SEEN if stage <= Stage::Preposition && rest.starts_with([YEH, TEH, NOON, ALEF]) => Stage::Article,
        _ => return None,
    };
    let fewest = if first == SEEN { SHORTEST_STEM + 1 } else { SHORTEST_STEM };
    (letters(rest) >= fewest).then_some((rest, next))
}

/// Whether the lexicon knows the word, or the word without its suffixes, as one
/// that begins with this letter (كتاب for كتابهم).
fn owns_first_letter(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.knows(word) || suffix_cuts(word).any(|stem| letters(stem) > SHORTEST_STEM && lexicon.knows(stem))
}

/// Whether what a clitic leaves behind is a word.
fn is_plausible(rest: &str, lexicon: &Lexicon) -> bool {
    lexicon.knows(rest) || suffix_cuts(rest).any(|stem| lexicon.knows(stem))
}

/// The word with each single ending taken off, feminine ه restored where it
/// turns to ت before a pronoun (كتابته: كتابه).
fn suffix_cuts(word: &str) -> impl Iterator<Item = &str> {
    POSSESSIVES
        .iter()
        .chain(&INFLECTIONS)
        .copied()
        .chain(["ه", "ي", "ا"])
        .filter_map(move |suffix| word.strip_suffix(suffix))
        .filter(|stem| letters(stem) >= SHORTEST_STEM)
}

fn without_suffixes(candidate: &Candidate<'_>, lexicon: &Lexicon) -> String {
    let word = candidate.rest;
    if candidate.is_name || lexicon.is_name(word) {
        return word.to_owned();
    }
    let mut stem = word;
    if !candidate.had_article {
        stem = cut_first(stem, &POSSESSIVES, lexicon);
        // ت before a pronoun is a feminine ending: قوته, دولتهم.
        if stem != word
            && let Some(feminine) = shortened(stem, "ت", lexicon)
            && !stem.ends_with("ات")
        {
            stem = feminine;
        }
        if stem == word
            && let Some(feminine) = shortened(stem, "ته", lexicon)
            && !stem.ends_with("اته")
        {
            stem = feminine;
        }
        if stem == word
            && let Some(rest) = shortened(stem, "ه", lexicon)
            && rest.ends_with("ات")
        {
            stem = rest;
        }
    }
    if lexicon.is_name(stem) && stem != word {
        return stem.to_owned();
    }
    let inflected = cut_first(stem, &INFLECTIONS, lexicon);
    let stem = if inflected == stem { cut_weak_ending(stem, lexicon) } else { inflected };
    stem.to_owned()
}

fn cut_first<'a>(word: &'a str, suffixes: &[&str], lexicon: &Lexicon) -> &'a str {
    suffixes.iter().find_map(|suffix| shortened(word, suffix, lexicon)).unwrap_or(word)
}

/// `word` without `suffix`, unless too little is left or a different word, a
/// name, would appear (حماسة is not حماس); relation endings may lead to a country.
fn shortened<'a>(word: &'a str, suffix: &str, lexicon: &Lexicon) -> Option<&'a str> {
    let rest = word.strip_suffix(suffix)?;
    if letters(rest) < SHORTEST_STEM {
        return None;
    }
    let is_relation = suffix.starts_with(YEH);
    let other_name = lexicon.is_name(rest) && !(is_relation && lexicon.is_country(rest));
    let possessive = POSSESSIVES.contains(&suffix);
    (!other_name || possessive).then_some(rest)
}

/// One-letter endings: feminine ه, relation ي, accusative ا (only before a
/// known word, since many words end in it), plural و (only after four letters).
fn cut_weak_ending<'a>(word: &'a str, lexicon: &Lexicon) -> &'a str {
    let Some(last) = word.chars().last() else { return word };
    let allowed = match last {
        HEH | YEH => true,
        ALEF => word.strip_suffix(ALEF).is_some_and(|rest| lexicon.is_word(rest)),
        WAW => letters(word) > SHORTEST_STEM + 1,
        _ => false,
    };
    let suffix = &word[word.len() - last.len_utf8()..];
    if allowed { shortened(word, suffix, lexicon).unwrap_or(word) } else { word }
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
        let countries = ["لبنان", "ايران", "ليبيا", "السودان", "قطر", "فلسطين"];
        let bits = |name: &str| flags::NAME | if countries.contains(&name) { flags::COUNTRY } else { 0 };
        Lexicon::build(
            names
                .into_iter()
                .map(|name| (name.to_owned(), bits(name)))
                .chain([("المانيا".to_owned(), flags::NAME | flags::WHOLE | flags::COUNTRY)]),
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
            ["دولة", "دول"],
            ["قوات", "قواتها"],
            ["اللجنة", "للجنة"],
            ["لجنة", "اللجنة"],
            ["كتاب", "كتابهم"],
            ["وزير", "الوزير"],
            ["إيراني", "إيران"],
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
