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

/// The word, at both levels and of at least three letters, without proclitics,
/// the likeliest first.
pub(super) fn candidates<'a>(exact: &str, norm: &'a str, lexicon: &Lexicon) -> Vec<Candidate<'a>> {
    let mut found = Vec::with_capacity(2);
    without_proclitics(norm, Stage::Conjunction, exact, lexicon, &mut found);
    found
}

/// Which clitic may come next: conjunction, then preposition or future س, then article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Conjunction,
    Preposition,
    Article,
}

/// `word` is what is left of a word spelled `exact`.
fn without_proclitics<'a>(
    word: &'a str,
    stage: Stage,
    exact: &str,
    lexicon: &Lexicon,
    found: &mut Vec<Candidate<'a>>,
) {
    // Hamza on alef begins a word: بآسيا is Asia, though باسيا may be a place.
    if let Some((rest, next)) = one_letter_cut(word, stage, lexicon)
        && rest.starts_with(ALEF)
        && !begins_with_bare_alef(rest, exact)
        && lexicon.knows(rest)
    {
        without_proclitics(rest, next, exact, lexicon, found);
        return;
    }
    let may_have_article = begins_with_bare_alef(word, exact) && !NOT_AN_ARTICLE.contains(&word);
    if lexicon.is_whole(word) {
        let bare = word.strip_prefix(ARTICLE).filter(|rest| may_have_article && letters(rest) >= 2);
        let owns_al = lexicon.owns_its_al(word);
        let is_sure = lexicon.is_name(word);
        if bare.is_none() || owns_al {
            found.push(Candidate { rest: word, had_article: false, is_name: true });
        }
        if let Some(rest) = bare.filter(|_| !owns_al || !is_sure) {
            found.push(Candidate { rest, had_article: true, is_name: true });
        }
        // Of two places that nobody checked, one may be the other with a clitic.
        if !is_sure
            && !word.starts_with(SEEN)
            && let Some((rest, next)) = one_letter_cut(word, stage, lexicon)
            && lexicon.is_whole(rest)
        {
            without_proclitics(rest, next, exact, lexicon, found);
        }
        return;
    }
    let with_article = may_have_article.then(|| article_rest(word, lexicon)).flatten();
    if let Some(rest) = with_article.or_else(|| lil_rest(word, stage, lexicon)) {
        let is_name = lexicon.is_whole(rest) || is_whole_with_article(rest, lexicon);
        found.push(Candidate { rest, had_article: true, is_name });
        return;
    }
    let as_it_stands = Candidate { rest: word, had_article: false, is_name: false };
    let cut = one_letter_cut(word, stage, lexicon)
        .filter(|(rest, _)| !lexicon.knows(word) && !is_chance_adjective(word, rest, lexicon));
    let owns_letter = owns_first_letter(word, lexicon);
    let Some((rest, next)) = cut.filter(|(rest, _)| !owns_letter || lexicon.is_whole(rest)) else {
        found.push(as_it_stands);
        return;
    };
    let before = found.len();
    without_proclitics(rest, next, exact, lexicon, found);
    // A place that nobody checked, or an adjective, may be chance: وفدا is no فدا.
    let certain = !owns_letter
        && found[before..]
            .iter()
            .any(|candidate| candidate.had_article || is_plausible(candidate.rest, lexicon));
    // So short a rest may be chance even where it is a name: وات, ات.
    if !certain || letters(rest) < SHORTEST_STEM {
        found.push(as_it_stands);
        if owns_letter {
            found[before..].rotate_right(1);
        }
    }
}

/// An article is always written with a bare alef: ألمانيا and إلغاء have none, nor
/// has بألمانيا. `rest` is the end of the norm of `exact`, letter by letter.
fn begins_with_bare_alef(rest: &str, exact: &str) -> bool {
    rest.starts_with(ALEF) && exact.chars().rev().nth(letters(rest) - 1) == Some(ALEF)
}

fn is_whole_with_article(rest: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_whole(&format!("{ARTICLE}{rest}"))
}

fn article_rest<'a>(word: &'a str, lexicon: &Lexicon) -> Option<&'a str> {
    word.strip_prefix(ARTICLE).filter(|rest| letters(rest) >= SHORTEST_STEM && !lexicon.is_word(word))
}

/// ل + ال is written لل: للبوكمال. Before a word that itself begins with ل the
/// article's ل is swallowed: للجنة is ل + اللجنة, not ل + ال + جنة.
fn lil_rest<'a>(word: &'a str, stage: Stage, lexicon: &Lexicon) -> Option<&'a str> {
    if stage > Stage::Preposition {
        return None;
    }
    let with_lam = word.strip_prefix(LAM)?;
    let rest = with_lam.strip_prefix(LAM)?;
    if lexicon.is_name(with_lam) || is_whole_with_article(with_lam, lexicon) {
        return Some(with_lam);
    }
    if is_whole_with_article(rest, lexicon) {
        return Some(rest);
    }
    if owns_first_letter(with_lam, lexicon) {
        return Some(with_lam);
    }
    (letters(rest) >= SHORTEST_STEM).then_some(rest)
}

/// The word without one leading clitic letter, and what may follow it.
fn one_letter_cut<'a>(word: &'a str, stage: Stage, lexicon: &Lexicon) -> Option<(&'a str, Stage)> {
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
    (letters(rest) >= fewest || lexicon.is_whole(rest)).then_some((rest, next))
}

/// A preposition seldom stands right before an adjective: كارمن is Carmen, but وسوري
/// and Syrian.
fn is_chance_adjective(word: &str, rest: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_nationality(rest) && !lexicon.is_familiar(rest) && !word.starts_with([WAW, FEH])
}

/// Whether the lexicon knows the word, or the word without its suffixes, as one
/// that begins with this letter (كتاب for كتابهم).
fn owns_first_letter(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.knows(word)
        || suffix_cuts(word).any(|stem| letters(stem) > SHORTEST_STEM && lexicon.is_familiar(stem))
}

/// Whether what a clitic leaves behind is a word.
fn is_plausible(rest: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_familiar(rest) || suffix_cuts(rest).any(|stem| lexicon.is_familiar(stem))
}
