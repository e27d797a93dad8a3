//! Words of a query: at which levels of matching, with which weights, and
//! which words of the index stand for a prefix or a misspelling.

use rustc_hash::FxHashSet;

use super::ast::Closeness;
use super::interpret::Reader;
use super::interpretation::Understood;
use super::plan::{Plan, PlanTerm, Scope, WeightedTerm};
use crate::arabic::WordForms;
use crate::error::Result;
use crate::index::{VocabularyStem, VocabularyWord};

/// Factor on a word found by prefix or fuzzy search.
const EXPANDED_WEIGHT: f32 = 0.7;
/// Factor for each edit that a fuzzy word is away from what was typed.
const EDIT_WEIGHT: f32 = 0.5;
/// How many words are offered for one that no passage holds.
const MOST_SUGGESTIONS: usize = 3;
/// An unknown word in at most so many passages may be mistyped.
const FEW_PASSAGES: u64 = 3;
/// How many times more often the word must occur that was meant instead.
const MORE_FREQUENT: u64 = 20;
/// For shorter words any other word is near.
const SHORTEST_SUGGESTED: usize = 3;
/// Words up to this many letters allow one edit in fuzzy search, longer ones two.
const SHORT_WORD: usize = 4;
/// How many spellings of an expanded word are shown.
const MOST_SPELLINGS_SHOWN: usize = 6;

impl Reader<'_> {
    /// One word in all its forms.
    pub(super) fn word(&mut self, text: &str, scope: Scope, boost: f32) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let mut terms = stems_of(&forms);
        terms.extend(self.related(&forms)?);
        self.note_word(text, &forms, &terms, scope)?;
        Ok(self.with_parts(&forms, terms, scope, boost))
    }

    /// The terms of a word, or what it is written as in two words.
    fn with_parts(&mut self, forms: &WordForms, terms: Vec<WeightedTerm>, scope: Scope, boost: f32) -> Plan {
        let word = Plan::Word { readings: vec![terms], scope, boost };
        match self.apart(forms) {
            Some(spans) => Plan::Best(vec![word, Plan::Spans { spans, scope, boost }]),
            None => word,
        }
    }

    /// One word among others: its verb family counts a little too. Not for a word
    /// alone, which would find what nobody asked for (انتخاب, منتخب).
    pub(super) fn word_among_others(&mut self, text: &str) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let mut terms = stems_of(&forms);
        terms.extend(self.related(&forms)?);
        self.add_family(&forms, &mut terms)?;
        self.note_word(text, &forms, &terms, Scope::Everywhere)?;
        Ok(self.with_parts(&forms, terms, Scope::Everywhere, 1.0))
    }

    /// Says which stems a word was taken as, or that no passage holds any of them.
    fn note_word(
        &mut self,
        text: &str,
        forms: &WordForms,
        terms: &[WeightedTerm],
        scope: Scope,
    ) -> Result<()> {
        let own = forms.stems().count();
        let related: Vec<String> = terms[own..].iter().map(|related| related.term.text.clone()).collect();
        let mut passages = 0;
        for stem in forms.stems() {
            passages += self.archive.passages_with(stem)?;
        }
        let is_known = self.gazetteer.lexicon().knows(forms.norm());
        let is_suspect = passages == 0 || (passages <= FEW_PASSAGES && !is_known);
        let did_you_mean = if is_suspect && scope == Scope::Everywhere {
            self.suggestions(forms.norm(), passages * MORE_FREQUENT)?
        } else {
            Vec::new()
        };
        let typed = text.to_owned();
        if !related.is_empty() || passages > 0 {
            let taken_as = forms.stems().map(str::to_owned).collect();
            self.parts.push(Understood::Words { typed, taken_as, related, did_you_mean });
        } else if scope == Scope::Everywhere {
            self.parts.push(Understood::Unknown { typed, did_you_mean });
        }
        Ok(())
    }

    /// Whether a passage holds the word in any of its forms.
    pub(super) fn is_in_a_passage(&self, forms: &WordForms) -> Result<bool> {
        for stem in forms.stems() {
            if self.archive.passages_with(stem)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Words of the archive that are spelled nearly so and occur at least so often:
    /// those an edit away first, then the most frequent.
    pub(super) fn suggestions(&mut self, norm: &str, at_least: u64) -> Result<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        if norm.chars().count() < SHORTEST_SUGGESTED || !self.budget.suggest() {
            return Ok(found);
        }
        // Names stand in texts with an article that nobody types: بوكملل, البوكمال.
        let with_article = format!("ال{norm}");
        for edits in 1..=allowed_edits(norm) {
            let most = MOST_SUGGESTIONS + found.len() + 1;
            let mut near = self.archive.words_near(norm, edits, most)?.0;
            near.extend(self.archive.words_near(&with_article, edits, most)?.0);
            near.sort_by_key(|word| std::cmp::Reverse(word.count));
            for word in near {
                let is_other = word.norm != norm && word.norm != with_article;
                if is_other && word.count >= at_least && !found.contains(&word.norm) {
                    found.push(word.norm);
                }
            }
        }
        found.truncate(MOST_SUGGESTIONS);
        Ok(found)
    }

    pub(super) fn word_by(&mut self, text: &str, closeness: Closeness) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let readings = match closeness {
            Closeness::Stem => return self.word(text, Scope::Everywhere, 1.0),
            Closeness::Exact => {
                self.parts.push(Understood::Words {
                    typed: format!("={text}"),
                    taken_as: vec![forms.exact().to_owned()],
                    related: Vec::new(),
                    did_you_mean: Vec::new(),
                });
                let stem = forms.stems().next().unwrap_or_default();
                vec![weighted(PlanTerm::spelled(stem, forms.exact()), 1.0)]
            }
            Closeness::Prefix | Closeness::Fuzzy => {
                let key = (text.to_owned(), closeness);
                if let Some(known) = self.expanded.get(&key) {
                    known.clone()
                } else {
                    let list = self.words_for(text, &forms, closeness)?;
                    self.budget.expanded = self.budget.expanded.saturating_sub(list.len());
                    self.expanded.insert(key, list.clone());
                    list
                }
            }
        };
        Ok(Plan::Word { readings: vec![readings], scope: Scope::Everywhere, boost: 1.0 })
    }

    /// What a word with a sign stands for.
    fn words_for(
        &mut self,
        text: &str,
        forms: &WordForms,
        closeness: Closeness,
    ) -> Result<Vec<WeightedTerm>> {
        let most = self.options.expansions.min(self.budget.expanded).max(1);
        let mut list = Vec::new();
        if closeness == Closeness::Prefix {
            let stems = self.archive.stems_with_prefix(forms.norm(), most)?;
            let words = self.archive.words_with_prefix(forms.norm(), most)?;
            self.expand(&stems.0, &words.0, EXPANDED_WEIGHT, &mut list);
            self.note_expansion(&format!("{text}*"), &[(stems, words)]);
            return Ok(list);
        }
        list.extend(stems_of(forms));
        let mut found = Vec::new();
        let mut weight = 1.0;
        for edits in 1..=allowed_edits(forms.norm()) {
            weight *= EDIT_WEIGHT;
            let words = self.archive.words_near(forms.norm(), edits, most)?;
            self.expand(&[], &words.0, weight, &mut list);
            found.push(((Vec::new(), 0), words));
            for stem in forms.stems() {
                let stems = self.archive.stems_near(stem, edits, most)?;
                self.expand(&stems.0, &[], weight, &mut list);
                found.push((stems, (Vec::new(), 0)));
            }
        }
        self.note_expansion(&format!("{text}~"), &found);
        Ok(list)
    }

    /// Adds stems, and words under a stem that is not there yet in any spelling.
    fn expand(
        &mut self,
        stems: &[VocabularyStem],
        words: &[VocabularyWord],
        weight: f32,
        list: &mut Vec<WeightedTerm>,
    ) {
        let mut whole: FxHashSet<String> = list
            .iter()
            .filter(|known| known.term.spelling.is_none())
            .map(|known| known.term.text.clone())
            .collect();
        for VocabularyStem { stem, .. } in stems {
            if whole.insert(stem.clone()) {
                list.push(weighted(PlanTerm::any(stem.as_str()), weight));
            }
        }
        for spelling in words.iter().flat_map(|word| &word.spellings) {
            let forms = self.analyzer.word(spelling);
            let Some(stem) = forms.stems().next().filter(|_| !forms.stems().any(|stem| whole.contains(stem)))
            else {
                continue;
            };
            let term = PlanTerm::spelled(stem, spelling.as_str());
            if !list.iter().any(|known| known.term == term) {
                list.push(weighted(term, weight));
            }
        }
    }

    /// Says which words stand for one with a sign, and whether all of them were searched.
    fn note_expansion(&mut self, typed: &str, found: &[Expansion]) {
        let words = found.iter().flat_map(|(_, words)| words.0.iter().map(|word| (word.count, &word.norm)));
        let stems =
            found.iter().flat_map(|(stems, _)| stems.0.iter().map(|stem| (stem.passages, &stem.stem)));
        let mut counted: Vec<(u64, &String)> = words.chain(stems).collect();
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let mut spellings: Vec<String> = Vec::new();
        for (_, spelling) in counted {
            if spellings.len() < MOST_SPELLINGS_SHOWN && !spellings.contains(spelling) {
                spellings.push(spelling.clone());
            }
        }
        if spellings.is_empty() {
            self.parts.push(Understood::Unknown { typed: typed.to_owned(), did_you_mean: Vec::new() });
            return;
        }
        self.parts.push(Understood::Words {
            typed: typed.to_owned(),
            taken_as: spellings,
            related: Vec::new(),
            did_you_mean: Vec::new(),
        });
        for (searched, all, what) in found
            .iter()
            .flat_map(|(stems, words)| [(stems.0.len(), stems.1, "stems"), (words.0.len(), words.1, "words")])
        {
            if searched < all {
                let reason =
                    format!("{typed} stands for {all} {what}; the {searched} most frequent were searched");
                self.parts.push(Understood::Partial { reason });
            }
        }
    }
}

/// Stems and words that stand for a word with a sign: those searched and how many there are.
type Expansion = ((Vec<VocabularyStem>, usize), (Vec<VocabularyWord>, usize));

/// The terms of a word: its stems, however it is spelled.
pub(super) fn stems_of(forms: &WordForms) -> Vec<WeightedTerm> {
    forms.stems().map(|stem| weighted(PlanTerm::any(stem), 1.0)).collect()
}

pub(super) fn weighted(term: PlanTerm, weight: f32) -> WeightedTerm {
    WeightedTerm { term, weight, related: false }
}

fn allowed_edits(norm: &str) -> u8 {
    if norm.chars().count() <= SHORT_WORD { 1 } else { 2 }
}
