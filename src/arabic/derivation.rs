//! Verb families: the persons of a derived verb, its perfect, its verbal noun and
//! its participle (يستضيف, استضاف, استضافة, مستضيف), as stems. They say the same
//! with another part of speech, so a query of several words counts them a little;
//! which of them exist only the index knows. Forms as in Ryding, "A Reference
//! Grammar of Modern Standard Arabic" (2005), chapters 22 to 31.

use super::letters::{ALEF, MEEM, NOON, TEH, YEH};

/// Fewest letters of a stem whose family can be told: three may be any noun.
const SHORTEST: usize = 4;
/// Letters of a base without augment (II, IV: علن of يعلن).
const ROOT: usize = 3;

/// The other stems of the family that `stem` may belong to, in no order; many
/// of them are no words.
#[must_use]
pub fn family(stem: &str) -> Vec<String> {
    let letters: Vec<char> = stem.chars().collect();
    let mut found: Vec<String> = Vec::new();
    for base in bases(&letters).iter().filter(|base| base.len() >= ROOT) {
        for form in forms(base) {
            if form != stem && !found.contains(&form) {
                found.push(form);
            }
        }
    }
    found
}

/// What the imperfect may be without its prefix: ستضيف for يستضيف and استضاف.
fn bases(stem: &[char]) -> Vec<Vec<char>> {
    let length = stem.len();
    let Some((first, rest)) = stem.split_first().filter(|_| length >= SHORTEST) else { return Vec::new() };
    let mut found = Vec::new();
    match *first {
        YEH | NOON => found.push(rest.to_vec()),
        TEH => {
            // The person, or the augment of forms V and VI.
            found.extend([rest.to_vec(), stem.to_vec()]);
            // تفعيل of form II.
            if let [a, b, YEH, c] = rest {
                found.push(vec![*a, *b, *c]);
            }
        }
        ALEF => {
            if is_augmented(rest) || rest.len() == ROOT {
                found.push(rest.to_vec());
            }
            // The verbal noun's long vowel: إعلان, استخدام; استضاف has its own.
            if let [start @ .., ALEF, last] = rest
                && length > SHORTEST
            {
                found.push([start, &[*last]].concat());
                if is_augmented(rest) {
                    found.push([start, &[YEH, *last]].concat());
                }
            }
        }
        MEEM if length > SHORTEST => found.push(rest.to_vec()),
        MEEM => {}
        _ => found.push(stem.to_vec()),
    }
    found
}

/// The words of a base.
fn forms(base: &[char]) -> Vec<String> {
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let is_root = base.len() == ROOT;
    let mut found: Vec<String> = [YEH, TEH, NOON].map(|person| format!("{person}{}", text(base))).into();
    // The perfect: أعلن, استخدم; قاتل, تقدم.
    found.push(if is_augmented(base) || is_root { format!("{ALEF}{}", text(base)) } else { text(base) });
    if !is_root {
        found.push(format!("{MEEM}{}", text(base)));
    }
    if let (true, [start @ .., last]) = (is_augmented(base), base) {
        found.push(format!("{ALEF}{}{ALEF}{last}", text(start)));
        if let [start @ .., YEH] = start {
            found.push(format!("{ALEF}{}{ALEF}{last}", text(start)));
        }
    }
    if let [a, b, c] = base {
        found.extend([format!("{TEH}{a}{b}{YEH}{c}"), format!("{ALEF}{a}{b}{ALEF}{c}")]);
    }
    found
}

/// Whether a base is that of form VII (نهزم), VIII (جتمع) or X (ستخدم).
fn is_augmented(base: &[char]) -> bool {
    let has_augment = match base {
        // يناقش is of the third form, يتتبع of the fifth.
        [NOON, second, ..] => *second != ALEF,
        [first, TEH, ..] => *first != TEH,
        _ => false,
    };
    base.len() > ROOT && has_augment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn belong_together(family_of: &[&str]) {
        for a in family_of {
            let found = family(a);
            for b in family_of.iter().filter(|b| *b != a) {
                assert!(found.iter().any(|form| form == b), "{a} gives {found:?}, not {b}");
            }
        }
    }

    #[test]
    fn the_tenth_form() {
        belong_together(&["يستخدم", "تستخدم", "استخدم", "استخدام", "مستخدم"]);
    }

    #[test]
    fn the_tenth_form_of_hollow_roots() {
        belong_together(&["يستضيف", "تستضيف", "استضاف"]);
    }

    #[test]
    fn the_seventh_and_eighth_form() {
        belong_together(&["ينهزم", "انهزم", "انهزام"]);
        belong_together(&["يجتمع", "اجتمع", "اجتماع"]);
    }

    #[test]
    fn the_fifth_and_sixth_form() {
        belong_together(&["يتقدم", "تقدم"]);
        belong_together(&["يتعاون", "تعاون"]);
    }

    #[test]
    fn the_third_form() {
        belong_together(&["يقاتل", "قاتل"]);
        belong_together(&["يناقش", "مناقش"]);
        assert!(family("يناقش").contains(&"ناقش".to_owned()));
    }

    #[test]
    fn the_second_and_fourth_form() {
        belong_together(&["يعلن", "تعلن", "اعلن", "اعلان"]);
        belong_together(&["يعين", "تعيين"]);
    }

    #[test]
    fn a_stem_of_three_letters_is_no_verb_for_sure() {
        assert!(family("حزب").is_empty());
    }

    #[test]
    fn a_verb_does_not_lead_to_its_bare_root() {
        assert!(!family("تحزب").contains(&"حزب".to_owned()));
    }
}
