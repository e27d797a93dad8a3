//! What is related to a word and found with it for less: its plural, its adjective,
//! its name in the other script, the family of a verb.

use super::interpret::Reader;
use super::plan::{PlanTerm, WeightedTerm};
use crate::arabic::{WordForms, derivation};
use crate::error::Result;
use crate::index::Latinized;

/// Factor on a related stem: the plural of a singular, the adjective of a place.
pub(super) const RELATED_WEIGHT: f32 = 0.3;
/// Factor on the other words of a verb's family, among several words.
const FAMILY_WEIGHT: f32 = 0.1;
/// Fewest letters of an Arabic word that is looked for in Latin letters: shorter ones sound
/// like too many words.
const SHORTEST_LATINIZED: usize = 4;
/// What it costs that a letter of the Arabic word is not written, so that a part of a name
/// is not preferred to the whole.
const DROPPED_LETTER: f32 = 1.0;
/// Most Latin words that one Arabic word may stand for.
const MOST_LATINIZED: usize = 3;

/// What may stand before an ordinary word; one letter alone may begin a name (فورد).
const BEFORE_A_WORD: [&str; 8] = ["", "ال", "وال", "بال", "فال", "كال", "لل", "ولل"];

/// A stem that is only related to what was typed.
pub(super) fn related(stem: impl Into<String>, weight: f32) -> WeightedTerm {
    WeightedTerm { term: PlanTerm::any(stem), weight, related: true }
}

impl Reader<'_> {
    /// Stems of the archive that are another form of the same word: a plural, an
    /// adjective, a name in Latin letters, the less likely the less.
    pub(super) fn related(&mut self, forms: &WordForms) -> Result<Vec<WeightedTerm>> {
        let mut found: Vec<WeightedTerm> = Vec::new();
        let lexicon = self.gazetteer.lexicon();
        for other in forms.stems().flat_map(|stem| lexicon.related(stem)) {
            let is_new =
                forms.stems().all(|stem| stem != other) && found.iter().all(|known| known.term.text != other);
            if is_new && self.archive.passages_with(&other)? > 0 {
                found.push(related(other, RELATED_WEIGHT));
            }
        }
        for (stem, likeness) in self.in_latin(forms) {
            found.push(related(stem, RELATED_WEIGHT * likeness));
        }
        Ok(found)
    }

    /// Stems of the Latin words of the archive that a name may be written as (أوباما,
    /// Obama), each with its likelihood against the likeliest.
    fn in_latin(&mut self, forms: &WordForms) -> Vec<(String, f32)> {
        let lexicon = self.gazetteer.lexicon();
        let is_word = |clitics: &&str| {
            forms
                .norm()
                .strip_prefix(*clitics)
                .is_some_and(|rest| lexicon.is_word(rest) || lexicon.is_plural(rest))
        };
        let is_ordinary =
            BEFORE_A_WORD.iter().any(is_word) && forms.stems().all(|stem| !lexicon.is_whole(stem));
        if self.options.literal || is_ordinary {
            return Vec::new();
        }
        // A stem may lack the end of a foreign name: بيسون is Besson.
        let norm = forms.norm();
        let mut names = vec![norm];
        names.extend(norm.strip_prefix("ال").filter(|_| !lexicon.owns_its_al(norm)));
        names.extend(forms.stems());
        names.sort_unstable();
        names.dedup();
        let allowed = self.budget.latinize();
        if !self.is_allowed(allowed) {
            return Vec::new();
        }
        let mut found: Vec<Latinized> = Vec::new();
        for name in names.into_iter().filter(|name| name.chars().count() >= SHORTEST_LATINIZED) {
            let dropped = norm.chars().count().saturating_sub(name.chars().count());
            for word in self.archive.words_written_for(name, MOST_LATINIZED) {
                let cost = word.cost + DROPPED_LETTER * dropped as f32;
                found.push(Latinized { cost, ..word });
            }
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let least = found.first().map_or(0.0, |word| word.cost);
        let mut stems: Vec<(String, f32)> = Vec::new();
        for word in found {
            let forms = self.analyzer.word(&word.norm);
            let stem = forms.stems().next().unwrap_or_default();
            if !stems.iter().any(|(known, _)| known == stem) {
                stems.push((stem.to_owned(), (least - word.cost).exp()));
            }
        }
        stems.truncate(MOST_LATINIZED);
        stems
    }

    /// Adds the other words of a verb's family that the archive has.
    pub(super) fn add_family(&self, forms: &WordForms, terms: &mut Vec<WeightedTerm>) -> Result<()> {
        let lexicon = self.gazetteer.lexicon();
        for stem in forms.stems().filter(|stem| !lexicon.stands_alone(stem)) {
            for member in derivation::family(stem) {
                let is_new = !terms.iter().any(|known| known.term.text == member);
                if is_new && !lexicon.stands_alone(&member) && self.archive.passages_with(&member)? > 0 {
                    terms.push(related(member, FAMILY_WEIGHT));
                }
            }
        }
        Ok(())
    }
}
