//! What is written onto the end of a word: pronouns, number, gender, relation.
//! Plurals made within the word (معارك) and nationality adjectives stay whole;
//! a query reaches them by [`super::Lexicon::related`].

use std::borrow::Cow;

use super::letters::{ALEF, HEH, TEH, TEH_MARBUTA, WAW, YEH};
use super::lexicon::Lexicon;
use super::proclitics::{ARTICLE, Candidate};
use super::stem::{SHORTEST_STEM, letters};

/// Pronouns written onto the end of a noun or verb, longest first.
const POSSESSIVES: [&str; 7] = ["هما", "كما", "ها", "هم", "هن", "كم", "نا"];
/// Endings of number, gender and relation, longest first.
const INFLECTIONS: [&str; 8] = ["يات", "يين", "ون", "ين", "ان", "ات", "يه", "وا"];
/// "Right", as of a hand: the norm takes it for Yemeni.
const RIGHT_HAND: &str = "يمنى";
/// Endings of a nationality adjective: gender, number.
const ADJECTIVE_ENDINGS: [&str; 7] = ["", "ه", "ون", "ين", "ات", "تان", "تين"];

/// The word with each single ending taken off.
pub(super) fn suffix_cuts(word: &str) -> impl Iterator<Item = &str> {
    POSSESSIVES
        .iter()
        .chain(&INFLECTIONS)
        .copied()
        .chain(["ه", "ي", "ا"])
        .filter_map(move |suffix| word.strip_suffix(suffix))
        .filter(|stem| letters(stem) >= SHORTEST_STEM)
}

/// The stems of what the proclitics left of a word, the likeliest first;
/// `exact` is the whole word, for spellings that the norm has given up.
pub(super) fn stems(candidate: &Candidate<'_>, exact: &str, lexicon: &Lexicon) -> Vec<String> {
    let word = candidate.rest;
    let is_name = candidate.is_name || lexicon.is_whole(word);
    if exact.ends_with(RIGHT_HAND) && letters(word) == letters(RIGHT_HAND) {
        return vec![RIGHT_HAND.to_owned()];
    }
    if let Some(adjective) = nationality(word, lexicon) {
        // سورية is the country or Syrian; السورية can only be the second, since
        // the country has no article.
        let takes_no_article = candidate.had_article && !lexicon.is_whole(&format!("{ARTICLE}{word}"));
        return if is_name && !takes_no_article && adjective != word {
            vec![word.to_owned(), adjective.to_owned()]
        } else {
            vec![adjective.to_owned()]
        };
    }
    if let Some(nominative) = father(word) {
        return vec![nominative.to_owned()];
    }
    if is_name {
        return vec![word.to_owned()];
    }
    let owned = match feminine_of_dual(word, lexicon) {
        Some(feminine) => feminine.into(),
        None if candidate.had_article => word.into(),
        None => without_possessive(word, lexicon),
    };
    // معاركه is his battles; a final ة belongs to the word: تجارة is not تجار.
    let his = word.strip_suffix(HEH).filter(|_| owned == word && !exact.ends_with(TEH_MARBUTA));
    let plural = [Some(word), Some(&owned), his].into_iter().flatten().find(|form| lexicon.is_plural(form));
    vec![plural.unwrap_or_else(|| without_inflection(&owned, word, lexicon)).to_owned()]
}

/// The masculine singular when the word is a nationality adjective (السوريين: سوري).
fn nationality<'a>(word: &'a str, lexicon: &Lexicon) -> Option<&'a str> {
    ADJECTIVE_ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|rest| lexicon.is_nationality(rest))
}

/// أبو is written by its case, أبا and أبي, also in names (أبو بكر, لأبي بكر).
fn father(word: &str) -> Option<&'static str> {
    ["ابو", "ابا", "ابي"].contains(&word).then_some("ابو")
}

/// معركة for معركتين, where the lexicon knows it: مؤقتين is of مؤقت.
fn feminine_of_dual(word: &str, lexicon: &Lexicon) -> Option<String> {
    let rest = word.strip_suffix("تين").or_else(|| word.strip_suffix("تان"))?;
    let feminine = format!("{rest}{HEH}");
    (letters(rest) >= SHORTEST_STEM && lexicon.is_word(&feminine)).then_some(feminine)
}

/// The word without a pronoun at its end.
fn without_possessive<'a>(word: &'a str, lexicon: &Lexicon) -> Cow<'a, str> {
    let stem = cut_first(word, &POSSESSIVES, lexicon);
    let his = word.strip_suffix(HEH).filter(|rest| letters(rest) >= SHORTEST_STEM);
    let (owned, may_be_whole) = if stem == word { (his.unwrap_or(word), true) } else { (stem, false) };
    // ت before a pronoun is a feminine ending: دولتهم and دولته are of دولة.
    let feminine = owned.strip_suffix(TEH).filter(|rest| {
        owned != word && letters(rest) >= SHORTEST_STEM && !rest.ends_with(ALEF) && !lexicon.is_name(rest)
    });
    match feminine {
        Some(rest) => format!("{rest}{HEH}").into(),
        // A final ه alone may be anything, but after ات it is a pronoun.
        None if may_be_whole && !owned.ends_with("ات") => word.into(),
        None => owned.into(),
    }
}

/// `stem`, which is `word` without pronouns, without number, gender and relation.
fn without_inflection<'a>(stem: &'a str, word: &str, lexicon: &Lexicon) -> &'a str {
    if lexicon.is_name(stem) && stem != word {
        return stem;
    }
    let inflected = cut_first(stem, &INFLECTIONS, lexicon);
    if inflected == stem { cut_weak_ending(stem, lexicon) } else { inflected }
}

fn cut_first<'a>(word: &'a str, suffixes: &[&str], lexicon: &Lexicon) -> &'a str {
    suffixes.iter().find_map(|suffix| shortened(word, suffix, lexicon)).unwrap_or(word)
}

/// `word` without `suffix`, unless too little is left or a different word, a
/// name, would appear (حماسة is not حماس).
fn shortened<'a>(word: &'a str, suffix: &str, lexicon: &Lexicon) -> Option<&'a str> {
    let rest = word.strip_suffix(suffix)?;
    if letters(rest) < SHORTEST_STEM {
        return None;
    }
    (!lexicon.is_name(rest) || POSSESSIVES.contains(&suffix)).then_some(rest)
}

/// One-letter endings: feminine ه (but تجارة is no تجار), relation ي, accusative ا (only before a
/// known word, since many words end in it), plural و (only after four letters).
fn cut_weak_ending<'a>(word: &'a str, lexicon: &Lexicon) -> &'a str {
    let Some(last) = word.chars().last() else { return word };
    let allowed = match last {
        HEH => !word.strip_suffix(HEH).is_some_and(|rest| lexicon.is_plural(rest)),
        YEH => true,
        ALEF => word.strip_suffix(ALEF).is_some_and(|rest| lexicon.is_word(rest)),
        WAW => letters(word) > SHORTEST_STEM + 1,
        _ => false,
    };
    let suffix = &word[word.len() - last.len_utf8()..];
    if allowed { shortened(word, suffix, lexicon).unwrap_or(word) } else { word }
}
