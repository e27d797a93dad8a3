//! What is written onto the front of a word: conjunction و ف, preposition ب ك ل,
//! future س, article ال. A leading letter goes only when it is a clitic by the
//! lexicon; where nobody can tell, the word is kept both ways.

use super::letters::{ALEF, BEH, FEH, KAF, LAM, NOON, SEEN, TEH, WAW, YEH};
use super::lexicon::Lexicon;
use super::stem::{SHORTEST_STEM, letters};
use super::suffixes::suffix_cuts;

pub(super) const ARTICLE: &str = "ال";
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

/// A word without what is written onto its front.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Candidate<'a> {
    pub rest: &'a str,
    pub had_article: bool,
    pub is_name: bool,
}

/// The word (norm spelling, at least three letters) without proclitics, the
/// likeliest first. `bare_alef` says that its first alef is written without hamza.
pub(super) fn candidates<'a>(word: &'a str, bare_alef: bool, lexicon: &Lexicon) -> Vec<Candidate<'a>> {
    let mut found = Vec::with_capacity(2);
    without_proclitics(word, Stage::Conjunction, bare_alef, lexicon, &mut found);
    found
}

/// Which clitic may come next: conjunction, then preposition or future س, then article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Conjunction,
    Preposition,
    Article,
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
