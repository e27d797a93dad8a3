//! Latin spellings of names folded so that habits of writing do not matter:
//! case, accents, hyphens, apostrophes, spaces, and the article before a word.

use unicode_normalization::UnicodeNormalization;

/// The Arabic article as it is romanized, assimilated forms included.
const ARTICLES: [&str; 16] =
    ["al", "el", "as", "es", "ash", "esh", "ad", "ed", "ar", "er", "at", "et", "az", "ez", "an", "en"];

/// The letters of a Latin name, lower-case, without accents, articles and
/// everything that is not a letter or digit. Articles are dropped only before
/// another word, so that a one-word name stays: "Deir ez-Zor" → `deirzor`.
#[must_use]
pub fn fold_latin(name: &str) -> String {
    let plain: String = name
        .nfd()
        .filter(|c| {
            !matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '`' | '\u{02BB}'..='\u{02BF}') && !is_accent(*c)
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let last = words.len().saturating_sub(1);
    words
        .iter()
        .enumerate()
        .filter(|&(at, word)| at == last || !ARTICLES.contains(word))
        .map(|(_, word)| *word)
        .collect()
}

/// Under which key a Latin name is looked up: folded, but two capitals (UN, EU)
/// as they are, since in small letters they are words of English or Arabic's article.
#[must_use]
pub fn latin_key(name: &str) -> String {
    let name = name.trim();
    let is_acronym = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_acronym { name.to_owned() } else { fold_latin(name) }
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_of_writing_do_not_matter() {
        for spelling in ["Deir ez-Zor", "deir  ez Zor", "Deir-Zor", "Déir Zor"] {
            assert_eq!(fold_latin(spelling), "deirzor", "{spelling}");
        }
        assert_eq!(fold_latin("Al-Qalamoun"), "qalamoun");
        assert_eq!(fold_latin("Da'esh"), "daesh");
    }

    #[test]
    fn a_lone_article_word_is_a_name() {
        assert_eq!(fold_latin("An"), "an");
    }
}
