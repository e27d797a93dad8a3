//! Names in a query: whom a word or a run of words means, and how the entity
//! and the words are looked for together.

use super::ast::{Closeness, Field, Occur, Query};
use super::interpret::Reader;
use super::interpretation::Understood;
use super::plan::{Plan, PlanTerm, Scope, WeightedTerm};
use super::related::{RELATED_WEIGHT, related};
use super::words::{stems_of, weighted};
use crate::arabic::script::is_latin;
use crate::arabic::{Lexicon, normalize, stopwords};
use crate::entity::{Class, Entity, NamedAs, discover};
use crate::error::{Error, Result};
use crate::index::terms;

/// Factor on the single words of a name of several words, beside the name itself.
const PARTS_OF_A_NAME: f32 = 0.3;
/// Factor on an ambiguous name's match as a mere word: القائم as an adjective.
const WEAK_NAME_AS_WORD: f32 = 0.6;
/// Weight of a mention of a place inside the one asked for, 1 being the place itself.
const WITHIN_WEIGHT: f32 = 0.85;
/// Most entities that an ambiguous name stands for.
const MOST_BEARERS: usize = 5;
/// Longest name in words that is looked for in a query.
const LONGEST_NAME: usize = 8;
/// How many names of an entity are shown.
const MOST_NAMES_SHOWN: usize = 6;

impl Reader<'_> {
    /// The longest run of plain words from `at` that is a name of several words
    /// or a single word's name.
    pub(super) fn name_at(&self, members: &[(Occur, Query)], at: usize) -> Option<(usize, String, u32)> {
        if self.options.literal {
            return None;
        }
        let run: Vec<&str> = members[at..]
            .iter()
            .take(LONGEST_NAME)
            .map_while(|(occur, query)| match query {
                Query::Word { text, closeness: Closeness::Stem } if *occur == Occur::Should => {
                    Some(text.as_str())
                }
                _ if *occur == Occur::Should => query.hyphenated(),
                _ => None,
            })
            .collect();
        (1..=run.len()).rev().find_map(|length| {
            let typed = run[..length].join(" ");
            self.name(&typed).map(|(row, _)| (length, typed, row))
        })
    }

    /// The entity that a typed text names, likeliest first.
    pub(super) fn name(&self, typed: &str) -> Option<(u32, NamedAs)> {
        let uses = self.uses(typed);
        // Far places that nobody checked bear ordinary words of English; they
        // answer to location: only.
        let best =
            uses.into_iter().find(|(row, _)| self.gazetteer.entity(*row).is_some_and(|e| e.checked))?;
        let is_function_word = stopwords::is_function_word(&normalize::exact_norm(typed));
        (!is_function_word).then_some(best)
    }

    /// Whom a text may name, clitics taken off when the text as it stands names nobody.
    pub(super) fn uses(&self, typed: &str) -> Vec<(u32, NamedAs)> {
        let name = self.bare_name(typed);
        self.gazetteer.named(&name).iter().map(|found| (found.row, found.named_as)).collect()
    }

    /// A typed name without clitics that are no part of it: بلبنان is لبنان. Of several ways
    /// to take them off the one that leaves the surest name.
    pub(super) fn bare_name(&self, typed: &str) -> String {
        if !self.gazetteer.named(typed).is_empty() {
            return typed.to_owned();
        }
        let rank = |name: &String| {
            let uses = self.gazetteer.named(name).into_iter();
            let ranks = uses.filter_map(|found| {
                let checked = self.gazetteer.entity(found.row)?.checked;
                Some((!checked, found.named_as))
            });
            ranks.min()
        };
        without_clitics(typed, self.gazetteer.lexicon())
            .into_iter()
            .filter_map(|name| Some((rank(&name)?, name)))
            .min_by_key(|(rank, _)| *rank)
            .map_or_else(|| typed.to_owned(), |(_, name)| name)
    }

    /// Words that are a name: the entity or the words, whichever a passage has more of.
    pub(super) fn named(&mut self, typed: &str, row: u32) -> Result<Plan> {
        let Some(entity) = self.gazetteer.entity(row) else {
            return self.word(typed, Scope::Everywhere, 1.0);
        };
        // A weak name (an ordinary word, a family name) may mean any of those
        // that bear it; as a word alone it counts less than as a mention.
        let uses = self.uses(typed);
        let is_weak = uses.iter().all(|(_, named_as)| *named_as == NamedAs::Weak);
        let bearers: Vec<Entity> = if is_weak {
            uses.iter().take(MOST_BEARERS).filter_map(|(row, _)| self.gazetteer.entity(*row)).collect()
        } else {
            vec![entity.clone()]
        };
        let as_word = if is_weak { WEAK_NAME_AS_WORD } else { 1.0 };
        let mut mention = vec![
            bearers
                .iter()
                .map(|bearer| weighted(PlanTerm::any(terms::of_entity(&bearer.id)), 1.0))
                .collect::<Vec<_>>(),
        ];
        for adjective in bearers.iter().flat_map(|bearer| &bearer.adjectives) {
            let forms = self.analyzer.word(adjective);
            for stem in forms.stems() {
                if self.archive.passages_with(stem)? > 0 {
                    mention[0].push(related(stem, RELATED_WEIGHT));
                }
            }
        }
        let tokens = self.analyzer.tokens(typed);
        let adjectives = mention[0][bearers.len()..].to_vec();
        let mut shown: Vec<String> = adjectives.iter().map(|term| term.term.text.clone()).collect();
        if let [token] = tokens.as_slice() {
            let is_adjective =
                |term: &WeightedTerm| adjectives.iter().any(|adjective| adjective.term == term.term);
            // سورية is Syria, and the adjective too: that counts as one.
            let mut stems = stems_of(&token.forms);
            stems.retain(|term| !is_adjective(term));
            let mut others = self.related(&token.forms)?;
            others.retain(|term| !is_adjective(term));
            shown.extend(others.iter().map(|term| term.term.text.clone()));
            stems.extend(others);
            for term in &mut stems {
                term.weight *= as_word;
            }
            mention.push(stems);
        }
        self.note_entity(typed, &entity, shown);
        // Words of the name: as typed, and in Arabic what was typed in Latin letters,
        // also where no cue makes it a mention (Hama, حماة).
        let mut phrases = vec![(typed.to_owned(), as_word)];
        if is_latin(typed) {
            let is_weak = entity.weak.contains(&entity.name);
            phrases.push((entity.name.clone(), if is_weak { WEAK_NAME_AS_WORD } else { 1.0 }));
        }
        let mut members = Vec::new();
        for (phrase, weight) in phrases {
            let words = self.analyzer.tokens(&phrase);
            match words.as_slice() {
                [word] if phrase != typed => {
                    let stems = stems_of(&word.forms).into_iter();
                    mention.push(stems.map(|stem| weighted(stem.term, weight)).collect());
                }
                [_] => {}
                words => {
                    // As much as a mention: the words are one more of them.
                    let boost = weight / words.len().max(1) as f32;
                    let spans = self.ordered(&phrase, 0, false)?;
                    members.extend(spans.map(|spans| Plan::Spans { spans, scope: Scope::Everywhere, boost }));
                }
            }
        }
        let whole = Plan::Word { readings: mention, scope: Scope::Everywhere, boost: 1.0 };
        if tokens.len() == 1 {
            members.push(whole);
            return Ok(if members.len() == 1 { members.remove(0) } else { Plan::Best(members) });
        }
        members.insert(0, whole);
        let parts = tokens
            .iter()
            .filter(|token| !stopwords::is_function_word(token.forms.norm()))
            .map(|token| Plan::Word {
                readings: vec![stems_of(&token.forms)],
                scope: Scope::Everywhere,
                boost: PARTS_OF_A_NAME,
            })
            .collect();
        members.push(Plan::Bag { must: Vec::new(), should: parts, not: Vec::new() });
        Ok(Plan::Best(members))
    }

    /// The ids of discovered actors that an id or name means in this archive.
    pub(super) fn discovered(&self, name: &str) -> Result<Vec<String>> {
        let ids: Vec<String> = if name.starts_with(discover::PREFIX) {
            vec![name.to_owned()]
        } else {
            let norm = normalize::phrase(name);
            discover::KINDS.iter().map(|kind| discover::id_of(kind, &norm)).collect()
        };
        let mut found = Vec::new();
        for id in ids {
            if self.archive.passages_with(&terms::of_entity(&id))? > 0 {
                found.push(id);
            }
        }
        Ok(found)
    }

    pub(super) fn note_discovered(&mut self, typed: &str, id: &str) {
        let name = discover::name_of(id).unwrap_or_default();
        self.parts.push(Understood::Discovered { typed: typed.to_owned(), id: id.to_owned(), name });
    }

    pub(super) fn note_entity(&mut self, typed: &str, entity: &Entity, related: Vec<String>) {
        let others = self.uses(typed);
        let not_taken: Vec<String> = others
            .iter()
            .filter_map(|(row, _)| self.gazetteer.entity(*row))
            .filter(|other| other.id != entity.id)
            .take(3)
            .map(|other| format!("{} ({})", other.name, other.id))
            .collect();
        let also: Vec<String> =
            entity.aliases.iter().filter(|alias| **alias != typed).take(MOST_NAMES_SHOWN).cloned().collect();
        self.parts.push(Understood::Entity {
            typed: typed.to_owned(),
            role: if entity.class == Class::Actor { "actor" } else { "location" },
            id: entity.id.clone(),
            name: entity.name.clone(),
            also_matched: also,
            related,
            not_taken,
        });
    }

    pub(super) fn entity_field(&mut self, field: Field, name: &str) -> Result<Plan> {
        let role = if field == Field::Actor { "actor" } else { "location" };
        let fits = |entity: &Entity| match field {
            // A state acts too: actor:روسيا.
            Field::Actor => entity.class == Class::Actor || entity.kind == "country",
            _ => entity.class == Class::Location,
        };
        let by_id = self.gazetteer.row_of(name.trim());
        let named = self.uses(name).into_iter().map(|(row, _)| row).filter(|row| Some(*row) != by_id);
        let found: Vec<Entity> = by_id
            .into_iter()
            .chain(named)
            .filter_map(|row| self.gazetteer.entity(row))
            .filter(|entity| fits(entity))
            .collect();
        // A name that several share means those the archive names, most often named first.
        let mut counted = Vec::with_capacity(found.len());
        for entity in found {
            let direct = self.archive.passages_with(&terms::of_entity(&entity.id))?;
            let within = self.archive.passages_with(&terms::within(&entity.id))?;
            counted.push((direct + within, entity));
        }
        counted.sort_by_key(|(passages, _)| std::cmp::Reverse(*passages));
        if counted.is_empty() && field == Field::Actor {
            let ids = self.discovered(name)?;
            for id in &ids {
                self.note_discovered(name, id);
            }
            if !ids.is_empty() {
                let terms = ids.iter().map(|id| weighted(PlanTerm::any(terms::of_entity(id)), 1.0)).collect();
                return Ok(Plan::Word { readings: vec![terms], scope: Scope::Everywhere, boost: 1.0 });
            }
        }
        let Some((_, entity)) = counted.first() else {
            return Err(Error::UnknownEntity { name: name.to_owned(), role, near: Vec::new() });
        };
        let entity = entity.clone();
        self.note_entity(&format!("{role}:{name}"), &entity, Vec::new());
        let mut list = vec![weighted(PlanTerm::any(terms::of_entity(&entity.id)), 1.0)];
        if field == Field::Location {
            list.push(weighted(PlanTerm::any(terms::within(&entity.id)), WITHIN_WEIGHT));
        }
        Ok(Plan::Word { readings: vec![list], scope: Scope::Everywhere, boost: 1.0 })
    }
}

/// A typed name without its leading clitics, likeliest first.
fn without_clitics(typed: &str, lexicon: &Lexicon) -> Vec<String> {
    let norm = normalize::phrase(typed);
    let first = norm.split(' ').next().unwrap_or_default();
    if lexicon.knows(first) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (clitic, instead) in [
        ("ولل", "ال"),
        ("لل", "ال"),
        ("وب", ""),
        ("ول", ""),
        ("و", ""),
        ("ف", ""),
        ("ب", ""),
        ("ل", ""),
        ("ك", ""),
    ] {
        if let Some(rest) = norm.strip_prefix(clitic)
            && rest.chars().count() > 2
        {
            found.push(format!("{instead}{rest}"));
        }
    }
    found
}
