//! Words of a query: at which levels of matching, with which weights, and
//! which words of the index stand for a prefix or a misspelling.

use super::ast::Closeness;
use super::interpret::Reader;
use super::interpretation::Understood;
use super::plan::{Plan, Scope, WeightedTerm};
use crate::error::Result;
use crate::index::terms;

/// Weight of a match in another spelling of the same word, 1 being as typed.
const NORM_WEIGHT: f32 = 0.95;
/// Weight of a match in another form of the word (clitics, inflection).
pub(super) const STEM_WEIGHT: f32 = 0.85;
/// Factor on a word found by prefix or fuzzy search.
const EXPANDED_WEIGHT: f32 = 0.7;
/// Factor for each edit that a fuzzy word is away from what was typed.
const EDIT_WEIGHT: f32 = 0.5;
/// Most words of the index that a prefix or fuzzy word may stand for.
const MOST_EXPANSIONS: usize = 200;
/// How many words are offered for one that no passage holds.
const MOST_SUGGESTIONS: usize = 3;
/// For shorter words any other word is near.
const SHORTEST_SUGGESTED: usize = 3;
/// Words up to this many letters allow one edit in fuzzy search, longer ones two.
const SHORT_WORD: usize = 4;
/// How many spellings of an expanded word are shown.
const MOST_SPELLINGS_SHOWN: usize = 6;

impl Reader<'_> {
    /// One word at all levels.
    pub(super) fn word(&mut self, text: &str, scope: Scope, boost: f32) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let levels = self.levels(&forms);
        let mut known = false;
        for level in &levels {
            known = known || self.archive.passages_with(&level.term)? > 0;
        }
        if known {
            self.parts.push(Understood::Words {
                typed: text.to_owned(),
                taken_as: forms.stems().map(str::to_owned).collect(),
            });
        } else if scope == Scope::Everywhere {
            let did_you_mean = self.suggestions(forms.norm())?;
            self.parts.push(Understood::Unknown { typed: text.to_owned(), did_you_mean });
        }
        Ok(Plan::Word { readings: vec![levels], scope, boost })
    }

    pub(super) fn suggestions(&self, norm: &str) -> Result<Vec<String>> {
        if norm.chars().count() < SHORTEST_SUGGESTED {
            return Ok(Vec::new());
        }
        let (near, _) = self.archive.terms_near(norm, allowed_edits(norm), MOST_SUGGESTIONS * 4)?;
        let mut found: Vec<String> = Vec::new();
        for term in near {
            if let Some(spelling) = terms::spelling(&term.term).map(str::to_owned)
                && !found.contains(&spelling)
            {
                found.push(spelling);
            }
        }
        found.truncate(MOST_SUGGESTIONS);
        Ok(found)
    }

    /// The terms of a word, closest level first; a term counts at its closest level only.
    pub(super) fn levels(&self, forms: &crate::arabic::WordForms) -> Vec<WeightedTerm> {
        let mut found: Vec<WeightedTerm> = Vec::new();
        let mut add = |terms: Vec<String>, weight: f32| {
            for term in terms {
                if !found.iter().any(|known| known.term == term) {
                    found.push(weighted(term, weight));
                }
            }
        };
        add(terms::at_exact(forms.exact()), 1.0);
        add(terms::at_norm(forms.norm()), NORM_WEIGHT);
        for stem in forms.stems() {
            add(terms::at_stem(stem, self.is_own_stem(stem)), STEM_WEIGHT);
        }
        found
    }

    pub(super) fn is_own_stem(&self, stem: &str) -> bool {
        crate::arabic::stem::readings(stem, stem, self.gazetteer.lexicon())
            .iter()
            .any(|reading| reading == stem)
    }

    pub(super) fn word_by(&mut self, text: &str, closeness: Closeness) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let readings = match closeness {
            Closeness::Stem => return self.word(text, Scope::Everywhere, 1.0),
            Closeness::Exact => {
                self.parts.push(Understood::Words {
                    typed: format!("={text}"),
                    taken_as: vec![forms.exact().to_owned()],
                });
                vec![weighted(terms::at_exact(forms.exact()).remove(0), 1.0)]
            }
            Closeness::Prefix => {
                let (found, all) = self.archive.terms_with_prefix(forms.norm(), MOST_EXPANSIONS)?;
                self.note_expansion(&format!("{text}*"), &found, all);
                found.into_iter().map(|term| weighted(term.term, EXPANDED_WEIGHT)).collect()
            }
            Closeness::Fuzzy => {
                let mut list = self.levels(&forms);
                let mut found = Vec::new();
                let (mut weight, mut left_out) = (1.0, 0);
                for edits in 1..=allowed_edits(forms.norm()) {
                    weight *= EDIT_WEIGHT;
                    for spelling in std::iter::once(forms.norm()).chain(forms.stems()) {
                        let (near, all) = self.archive.terms_near(spelling, edits, MOST_EXPANSIONS)?;
                        left_out += all - near.len();
                        for term in near {
                            if !list.iter().any(|known| known.term == term.term) {
                                list.push(weighted(term.term.clone(), weight));
                                found.push(term);
                            }
                        }
                    }
                }
                let all = found.len() + left_out;
                self.note_expansion(&format!("{text}~"), &found, all);
                list
            }
        };
        Ok(Plan::Word { readings: vec![readings], scope: Scope::Everywhere, boost: 1.0 })
    }

    pub(super) fn note_expansion(&mut self, typed: &str, found: &[crate::index::VocabularyTerm], all: usize) {
        let mut spellings: Vec<String> = Vec::new();
        for term in found {
            if let Some(spelling) = terms::spelling(&term.term)
                && !spellings.iter().any(|known| known == spelling)
            {
                spellings.push(spelling.to_owned());
            }
        }
        if spellings.is_empty() {
            self.parts.push(Understood::Unknown { typed: typed.to_owned(), did_you_mean: Vec::new() });
            return;
        }
        spellings.truncate(MOST_SPELLINGS_SHOWN);
        self.parts.push(Understood::Words { typed: typed.to_owned(), taken_as: spellings });
        if found.len() < all {
            self.parts.push(Understood::Partial {
                reason: format!(
                    "{typed} stands for {all} terms; the {} most frequent were searched",
                    found.len()
                ),
            });
        }
    }
}

pub(super) fn weighted(term: String, weight: f32) -> WeightedTerm {
    WeightedTerm { term, weight }
}

fn allowed_edits(norm: &str) -> u8 {
    if norm.chars().count() <= SHORT_WORD { 1 } else { 2 }
}
