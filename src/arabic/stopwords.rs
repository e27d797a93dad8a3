//! Function words of Arabic and English: indexed, since phrases need them, and
//! left out of ranking when a query holds other words.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Particles, prepositions, pronouns, conjunctions, question words and the
/// auxiliary verbs of news prose, at the norm level and without conjunctions.
const ARABIC: &str = "من في علي على الى عن مع حتي حتى منذ خلال بين عند لدى لدي بعد قبل حول دون ضد نحو عبر بلا \
    ان انه انها انهم اني لان لانه لانها كان كانت كانوا يكون تكون ليس ليست ما ماذا متى متي اين كيف كم هل \
    لماذا لم لن لا لما لو لولا قد لقد سوف ثم او ام بل لكن لكنه لكنها اذا اذ اذن حين حيث بينما عندما كما كي \
    هو هي هم هما نحن انا انت هذا هذه هؤلاء هءلاء ذلك تلك اولءك هنا هناك الذي التي الذين اللذين اللتين \
    اللواتي فيه فيها فيهم به بها بهم له لها لهم عليه عليها عليهم منه منها منهم اليه اليها عنه عنها كل بعض \
    اي ايه غير سوى سوي مثل ايضا فقط كذلك بعدما قبلما ذات ذو ابان اثناء ضمن وفق وفقا بحسب حسب بشان تم يتم \
    الا انما اما كانه كانها فان فانه بان بانه بانها و ف ب ك ل قال قالت اضاف اضافت مما عما فيما بما";

const ENGLISH: &str = "a an and are as at be but by for from has have he her his how i in is it its of \
    on or she that the their they this to was were what when where which who why will with";

static ALL: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| ARABIC.split_ascii_whitespace().chain(ENGLISH.split_ascii_whitespace()).collect());

/// Whether `norm` is a function word. A leading conjunction (و ف) is ignored.
#[must_use]
pub fn is_function_word(norm: &str) -> bool {
    ALL.contains(norm)
        || norm.strip_prefix(['و', 'ف']).is_some_and(|rest| rest.chars().count() > 1 && ALL.contains(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_words_and_particles_are_function_words() {
        for word in ["من", "متى", "اين", "وفقا", "ومن", "بلا", "the"] {
            assert!(is_function_word(word), "{word}");
        }
    }

    #[test]
    fn content_words_are_not() {
        for word in ["البوكمال", "فريق", "وزير", "syria"] {
            assert!(!is_function_word(word), "{word}");
        }
    }
}
