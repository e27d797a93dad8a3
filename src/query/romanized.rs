//! Latin spellings in a query that no gazetteer lists: which words of the
//! archive they may stand for, and how the query runs on these.

use super::ast::{Closeness, Occur, Query};
use super::interpret::{Reader, places_of};
use super::interpretation::Understood;
use super::plan::{Plan, PlanTerm, Scope, Spans, WeightedTerm};
use super::words::{stems_of, weighted};
use crate::arabic::script::{Romanized, is_latin};
use crate::arabic::segment;
use crate::entity::fold_latin;
use crate::error::Result;
use crate::index::SoundAlike;

/// Most Arabic words that one Latin spelling stands for.
const MOST_WORDS: usize = 10;
/// How many of them are looked at before their frequency is weighed in.
const MOST_CONSIDERED: usize = 24;
/// How much a frequent word is preferred: factor on ln of its count, measured
/// on held-out pairs by the authors of the letter costs.
const FREQUENCY: f32 = 0.3;
/// By how many nats a word must be less likely to count 1/e.
const SOFTNESS: f32 = 2.0;
/// Lowest weight of a word that is still searched.
const LEAST_WEIGHT: f32 = 0.02;
/// Lowest weight, the best word having 1, of a word whose every place is listed.
const LIKELY: f32 = 0.5;
/// Factor on forms of the word that are not spelled as the name.
const OTHER_FORMS: f32 = 0.5;
/// Cost of writing one Arabic word as two Latin ones.
const JOINED: f32 = 1.0;
/// How names of عبد and a name of God begin in Latin letters.
const SERVANT: &str = "abd";
/// Fewest Latin letters of the second part.
const SHORTEST_SERVED: usize = 3;
/// Most Latin words that are taken together as a name.
const LONGEST_RUN: usize = 5;
/// Weight of a phrase of sound-alikes beside its words.
const PHRASE: f32 = 0.5;

/// What a Latin spelling may stand for: words of the archive and their weights,
/// best first; at least one.
struct Meant {
    romanized: Romanized,
    words: Vec<(SoundAlike, f32)>,
    /// Whether no nearer word can be missing.
    is_complete: bool,
}

impl Meant {
    fn norms(&self) -> impl Iterator<Item = String> {
        self.words.iter().map(|(word, _)| word.norm.clone())
    }
}

/// Latin words without articles (al, ez): what folds away before another word.
pub(super) fn without_articles(mut words: Vec<String>) -> Vec<String> {
    let last = words.len().saturating_sub(1);
    let mut place = 0;
    words.retain(|word| {
        place += 1;
        place > last || fold_latin(&format!("{word} x")) != "x"
    });
    words
}

impl Reader<'_> {
    /// Runs of plain Latin words from `at`: how many members and which words.
    /// Articles (al, ez) belong to the next word and are dropped.
    pub(super) fn latin_run(&self, members: &[(Occur, Query)], at: usize) -> (usize, Vec<String>) {
        let mut words = Vec::new();
        let mut length = 0;
        for (occur, query) in members[at..].iter().take(LONGEST_RUN) {
            let text = match query {
                Query::Word { text, closeness: Closeness::Stem } => text.as_str(),
                query => match query.hyphenated() {
                    Some(text) => text,
                    None => break,
                },
            };
            if self.options.literal || *occur != Occur::Should || !is_latin(text) {
                break;
            }
            words.extend(segment::words(text).map(|span| span.of(text).to_owned()));
            length += 1;
        }
        (length, without_articles(words))
    }

    /// One Latin word: as it is where the archive has it, and as the Arabic
    /// words it may stand for.
    pub(super) fn latin_word(&mut self, text: &str) -> Result<Option<Plan>> {
        let forms = self.analyzer.word(text);
        let mut readings = Vec::new();
        if self.is_in_a_passage(&forms)? {
            readings.push(stems_of(&forms));
        }
        let meant = self.meant(text);
        let servant = self.servant_of(text);
        if meant.is_none() && servant.is_none() {
            return Ok(None);
        }
        let mut taken_as = Vec::new();
        if let Some(meant) = &meant {
            self.note_partial(text, meant);
            taken_as.extend(meant.norms());
            readings.extend(self.readings(meant));
        }
        let mut members = Vec::new();
        if !readings.is_empty() {
            members.push(Plan::Word { readings, scope: Scope::Everywhere, boost: 1.0 });
        }
        if let Some((names, spans)) = servant {
            taken_as.splice(0..0, names.into_iter().map(|name| format!("عبد {name}")));
            members.push(Plan::Spans { spans, scope: Scope::Everywhere, boost: 1.0 });
        }
        self.parts.push(Understood::Transliterated { typed: text.to_owned(), taken_as });
        Ok(if members.len() > 1 { Some(Plan::Best(members)) } else { members.pop() })
    }

    /// Abdulrahman, Abdel-Aziz: عبد and a name with its article, two words in Arabic.
    fn servant_of(&mut self, text: &str) -> Option<(Vec<String>, Spans)> {
        let lower = text.to_lowercase();
        let rest = lower.strip_prefix(SERVANT)?;
        let rest = rest.strip_prefix(['a', 'e', 'o', 'u']).unwrap_or(rest);
        // The article's l, or the letter that it is spoken like: Abdurrahman.
        let mut letters = rest.chars();
        let first = letters.next()?;
        let name =
            if first == 'l' || letters.next() == Some(first) { &rest[first.len_utf8()..] } else { rest };
        if name.len() < SHORTEST_SERVED {
            return None;
        }
        let mut meant = self.meant(name)?;
        meant.words.retain(|(word, _)| word.norm.starts_with("ال"));
        let of_article: Vec<PlanTerm> =
            self.readings(&meant).into_iter().flatten().map(|weighted| weighted.term).collect();
        if of_article.is_empty() {
            return None;
        }
        let servant = stems_of(&self.analyzer.word("عبد")).into_iter().map(|stem| stem.term).collect();
        let spans =
            Spans::Ordered { members: vec![Spans::Terms(servant), Spans::Terms(of_article)], slop: 0 };
        Some((meant.norms().collect(), spans))
    }

    /// Several Latin words that are one name: the words beside each other, or
    /// as one Arabic word.
    pub(super) fn latin_name(&mut self, words: &[String]) -> Result<Plan> {
        let mut should = Vec::new();
        let mut phrase = Vec::new();
        for word in words {
            match self.latin_word(word)? {
                Some(plan) => {
                    phrase.push(places_of(plan.clone()));
                    should.push(plan);
                }
                None => should.push(self.word(word, Scope::Everywhere, 1.0)?),
            }
        }
        if phrase.len() == words.len() && words.len() > 1 {
            let spans = Spans::Ordered { members: phrase, slop: 0 };
            should.push(Plan::Spans { spans, scope: Scope::Everywhere, boost: PHRASE });
        }
        let mut members = vec![Plan::Bag { must: Vec::new(), should, not: Vec::new() }];
        if let Some(joined) = self.meant(&words.concat()) {
            let typed = words.join(" ");
            self.note_partial(&typed, &joined);
            self.parts.push(Understood::Transliterated { typed, taken_as: joined.norms().collect() });
            let boost = (words.len() as f32).sqrt() * (-JOINED / SOFTNESS).exp();
            members.push(Plan::Word { readings: self.readings(&joined), scope: Scope::Everywhere, boost });
        }
        Ok(Plan::Best(members))
    }

    fn meant(&mut self, text: &str) -> Option<Meant> {
        let romanized = Romanized::new(text)?;
        let allowed = self.budget.sound();
        if !self.is_allowed(allowed) {
            return None;
        }
        let (mut found, is_complete) = self.archive.words_sounding_like(&romanized, MOST_CONSIDERED);
        // A clitic stands before it only if the word can be read so.
        found.retain(|word| {
            let is_bare = word.norm == word.bare || word.norm.starts_with("ال");
            is_bare || self.analyzer.word(&word.norm).stems().any(|stem| stem == word.bare)
        });
        for word in &mut found {
            word.cost -= FREQUENCY * (word.count.max(1) as f32).ln();
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let best = found.first().map_or(0.0, |word| word.cost);
        let mut words: Vec<(SoundAlike, f32)> = Vec::new();
        for word in found {
            let weight = (-(word.cost - best) / SOFTNESS).exp();
            if weight >= LEAST_WEIGHT && words.len() < MOST_WORDS {
                words.push((word, weight));
            }
        }
        (!words.is_empty()).then_some(Meant { romanized, words, is_complete })
    }

    /// The words of the archive that a Latin word most likely stands for, best first.
    pub(super) fn likeliest(&mut self, text: &str) -> Vec<String> {
        let meant = self.meant(text);
        let words = meant.into_iter().flat_map(|meant| meant.words);
        words.take_while(|(_, weight)| *weight >= LIKELY).map(|(word, _)| word.norm).collect()
    }

    fn note_partial(&mut self, typed: &str, meant: &Meant) {
        if !meant.is_complete {
            let reason = format!("{typed} sounds like too many words; the nearest that were met were taken");
            self.parts.push(Understood::Partial { reason });
        }
    }

    /// Each word as a reading: spelled so, and in its other forms for less.
    fn readings(&mut self, meant: &Meant) -> Vec<Vec<WeightedTerm>> {
        let mut readings = Vec::new();
        for (word, weight) in &meant.words {
            let forms = self.analyzer.word(&word.norm);
            let mut terms = Vec::new();
            // Hamza and the last letter tell spellings of one norm apart: إ is i, ى is a.
            let before = word.norm.len() - word.bare.len();
            let cost = |spelling: &str| {
                let bare = spelling.get(before..).unwrap_or(spelling);
                meant.romanized.cost(bare).unwrap_or(f32::MAX)
            };
            let costs: Vec<f32> = word.spellings.iter().map(|spelling| cost(spelling)).collect();
            let least = costs.iter().copied().fold(f32::MAX, f32::min);
            for (spelling, cost) in word.spellings.iter().zip(costs) {
                let stem = self.analyzer.word(spelling).stems().next().map(str::to_owned);
                let weight = weight * (-(cost - least) / SOFTNESS).exp().max(OTHER_FORMS);
                terms.extend(stem.map(|stem| weighted(PlanTerm::spelled(stem, spelling.as_str()), weight)));
            }
            terms.extend(forms.stems().map(|stem| weighted(PlanTerm::any(stem), weight * OTHER_FORMS)));
            readings.push(terms);
        }
        readings
    }
}
