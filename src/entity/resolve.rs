//! Decides which finds are mentions: longest first, names that are also
//! ordinary words only with a [`Cue`], shared names by what else the article names.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::cues::{self, Cue};
use super::gazetteer::{NameUse, NamedAs};
use super::matcher::{Find, Matcher};
use super::table::{Class, Entity};
use crate::arabic::{stopwords, Token};
use crate::document::Span;

/// In what way a text names an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// By its usual name.
    Name,
    /// By another full name.
    Alias,
    /// By a part of its name: a family name, النصرة for جبهة النصرة.
    Short,
}

/// One place where a text names an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes in the text that was given, clitics included.
    pub span: Span,
    /// First token of the text.
    pub first_token: usize,
    /// How many tokens it covers.
    pub tokens: usize,
    /// Row of the entity in the gazetteer.
    pub row: u32,
    /// How it is named.
    pub kind: MentionKind,
    /// For a name that is also an ordinary word: why it counted.
    pub cue: Option<Cue>,
}

/// What the texts of one article name without doubt; shared names and
/// ordinary words are judged by it.
#[derive(Default)]
struct Context {
    strong: FxHashSet<u32>,
    ids: FxHashSet<String>,
    /// The places that hold the locations named without doubt: their parents and countries.
    around: FxHashSet<String>,
}

impl Matcher {
    /// The mentions in the texts of one article (title, headings, passages),
    /// text by text. Within a text they do not overlap and rise.
    pub fn mentions(&mut self, texts: &[(&str, &[Token])]) -> Vec<Vec<Mention>> {
        let finds: Vec<Vec<Find>> =
            texts.iter().map(|(text, tokens)| self.finds(text, tokens)).collect();
        let mut judge = Judge { matcher: self, entities: FxHashMap::default(), context: Context::default() };
        for found in finds.iter().flatten() {
            judge.note_strong(found);
        }
        texts
            .iter()
            .zip(&finds)
            .map(|((text, tokens), found)| judge.mentions_in(text, tokens, found))
            .collect()
    }
}

/// The ids of the countries an entity belongs to.
fn countries_of(entity: &Entity) -> impl Iterator<Item = String> {
    entity.countries.iter().map(|code| format!("iso:{code}"))
}

struct Judge<'a> {
    matcher: &'a Matcher,
    entities: FxHashMap<u32, Option<Entity>>,
    context: Context,
}

impl Judge<'_> {
    fn entity(&mut self, row: u32) -> Option<&Entity> {
        let gazetteer = self.matcher.gazetteer();
        self.entities.entry(row).or_insert_with(|| gazetteer.entity(row)).as_ref()
    }

    fn note_strong(&mut self, find: &Find) {
        let strong: Vec<u32> = find
            .uses
            .iter()
            .filter(|name_use| name_use.named_as != NamedAs::Weak)
            .map(|name_use| name_use.row)
            .collect();
        // A name that two entities share says nothing about either.
        let [row] = strong[..] else { return };
        if self.context.strong.insert(row) {
            let Some(entity) = self.entity(row) else { return };
            let id = entity.id.clone();
            let is_place = entity.class == Class::Location;
            let around: Vec<String> = if is_place { entity.parent.clone().into_iter().chain(countries_of(entity)).collect() } else { Vec::new() };
            self.context.ids.insert(id);
            self.context.around.extend(around);
        }
    }

    fn mentions_in(&mut self, text: &str, tokens: &[Token], finds: &[Find]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut free_from = 0;
        for find in finds {
            if find.first < free_from {
                continue;
            }
            let Some((row, kind, cue)) = self.judge(text, tokens, find, mentions.last()) else { continue };
            free_from = find.end;
            mentions.push(Mention {
                span: Span::new(tokens[find.first].span.start, tokens[find.end - 1].span.end),
                first_token: find.first,
                tokens: find.end - find.first,
                row,
                kind,
                cue,
            });
        }
        mentions
    }

    fn judge(
        &mut self,
        text: &str,
        tokens: &[Token],
        find: &Find,
        last: Option<&Mention>,
    ) -> Option<(u32, MentionKind, Option<Cue>)> {
        let strong: Vec<NameUse> =
            find.uses.iter().filter(|name_use| name_use.named_as != NamedAs::Weak).copied().collect();
        if let Some(chosen) = self.likeliest(&strong) {
            let kind =
                if chosen.named_as == NamedAs::Name { MentionKind::Name } else { MentionKind::Alias };
            return Some((chosen.row, kind, None));
        }
        let mut announced = Vec::new();
        let mut known = Vec::new();
        for name_use in &find.uses {
            match self.cue(text, tokens, find, name_use.row, last) {
                Some(cue @ (Cue::FullName | Cue::Parent)) => known.push((*name_use, cue)),
                Some(cue) => announced.push((*name_use, cue)),
                None => {}
            }
        }
        let candidates = if known.is_empty() { announced } else { known };
        let uses: Vec<NameUse> = candidates.iter().map(|(name_use, _)| *name_use).collect();
        let chosen = self.likeliest(&uses)?;
        let cue = candidates.into_iter().find(|(name_use, _)| *name_use == chosen).map(|(_, cue)| cue);
        let entity = self.entity(chosen.row)?;
        // A family name, or the last part of a group's name, is a short form; a
        // place called by its whole name is not, however ordinary the word.
        let kind = if entity.class == Class::Location { MentionKind::Name } else { MentionKind::Short };
        Some((chosen.row, kind, cue))
    }

    /// Among entities that share a name: the one whose surroundings are named
    /// in the article, else the most important (lowest row).
    fn likeliest(&mut self, uses: &[NameUse]) -> Option<NameUse> {
        if uses.len() <= 1 {
            return uses.first().copied();
        }
        let mut best: Option<(u32, NameUse)> = None;
        for &name_use in uses {
            let nearness = self.nearness(name_use.row);
            if best.is_none_or(|(nearest, _)| nearness > nearest) {
                best = Some((nearness, name_use));
            }
        }
        best.map(|(_, name_use)| name_use)
    }

    /// 2 when the entity itself is named without doubt in the article, 1 when
    /// the place or body it belongs to is, else 0.
    fn nearness(&mut self, row: u32) -> u32 {
        if self.context.strong.contains(&row) {
            return 2;
        }
        let Some(entity) = self.entity(row) else { return 0 };
        let around: Vec<String> = entity.parent.clone().into_iter().chain(countries_of(entity)).collect();
        u32::from(around.iter().any(|id| self.context.ids.contains(id) || self.context.around.contains(id)))
    }

    fn cue(
        &mut self,
        text: &str,
        tokens: &[Token],
        find: &Find,
        row: u32,
        last: Option<&Mention>,
    ) -> Option<Cue> {
        let name = &tokens[find.first].forms.norm;
        let bare = find.clitic.as_deref().and_then(|clitic| name.strip_prefix(clitic)).unwrap_or(name);
        let is_common = find.end == find.first + 1 && stopwords::is_function_word(bare);
        if self.context.strong.contains(&row) && !is_common {
            return Some(Cue::FullName);
        }
        // A cue word stands right before the name: no comma or stop between.
        let before = find.first.checked_sub(1).and_then(|at| tokens.get(at)).filter(|before| {
            text[before.span.end..tokens[find.first].span.start].chars().all(|c| c.is_whitespace() || "\"«“'".contains(c))
        });
        let around = {
            let entity = self.entity(row)?;
            if let Some(before) = before
                && let Some(word) = cues::announces(&before.forms, entity, is_common)
            {
                return Some(Cue::Word(word));
            }
            if !entity.checked || is_common {
                return None;
            }
            if entity.class == Class::Location {
                entity.parent.clone().into_iter().chain(countries_of(entity)).collect::<Vec<_>>()
            } else {
                Vec::new()
            }
        };
        let named_around =
            around.iter().any(|id| self.context.ids.contains(id) || self.context.around.contains(id));
        let joined = last.is_some_and(|mention| mention.first_token + mention.tokens == find.first)
            && find.clitic.as_deref().is_some_and(|clitic| clitic.starts_with('و'));
        if joined && self.same_country(row, last?.row) {
            return Some(Cue::Joined);
        }
        let after_preposition = before.is_some_and(|before| cues::is_preposition(&before.forms))
            || find.clitic.as_deref().is_some_and(|clitic| clitic.ends_with(['ب', 'ل']));
        (named_around && after_preposition).then_some(Cue::Parent)
    }

    fn same_country(&mut self, a: u32, b: u32) -> bool {
        let place = |entity: &Entity| (entity.class == Class::Location).then(|| entity.countries.clone());
        let first = self.entity(a).and_then(place);
        let second = self.entity(b).and_then(place);
        match (first, second) {
            (Some(first), Some(second)) => first.iter().any(|country| second.contains(country)),
            _ => false,
        }
    }
}
