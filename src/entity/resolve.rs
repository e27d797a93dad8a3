//! Decides which finds are mentions: longest first, names that are also ordinary words
//! only with a [`Cue`] (see [`super::evidence`]), shared names by what else the article names.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cues::{self, Cue};
use super::evidence::{bare, sure_uses};
use super::gazetteer::{NameUse, NamedAs};
use super::matcher::{Find, Matcher};
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::{WordClass, is_ordinary_name};
use crate::arabic::{Token, normalize};
use crate::document::Span;

/// What the texts of one article name without doubt; shared names and
/// ordinary words are judged by it.
#[derive(Default)]
pub(super) struct Context {
    pub(super) strong: FxHashSet<u32>,
    /// Those that a word before them announces somewhere, and the word.
    pub(super) announced: FxHashMap<u32, String>,
    /// How often each country, or what belongs to it, is named without doubt.
    countries: FxHashMap<String, u32>,
    ids: FxHashSet<String>,
    /// The places that hold the locations named without doubt.
    around: FxHashSet<String>,
    /// The codes of their countries.
    countries_around: FxHashSet<String>,
}

impl Context {
    /// Whether the place or body that an entity belongs to is named, or
    /// another place there.
    pub(super) fn is_around(&self, entity: &Entity) -> bool {
        let named = |id: &String| self.ids.contains(id) || self.around.contains(id);
        entity.countries.iter().any(|code| self.countries_around.contains(code))
            || entity.parent.iter().any(named)
    }
}

impl Matcher {
    /// Where the texts of one article name entities of the gazetteer, text by text: the
    /// longest names, which do not overlap and rise, and the places named inside them.
    pub(super) fn known(&mut self, texts: &[(&str, &[Token])]) -> Vec<(Vec<Mention>, Vec<Mention>)> {
        let finds: Vec<Vec<Find>> = texts.iter().map(|(text, tokens)| self.finds(text, tokens)).collect();
        let mut judge = Judge { matcher: self, context: Context::default() };
        for found in finds.iter().flatten() {
            judge.note_strong(found);
        }
        let read = |judge: &mut Judge<'_>| -> Vec<Vec<Mention>> {
            let texts = texts.iter().zip(&finds);
            texts.map(|((text, tokens), found)| judge.mentions_in(text, tokens, found)).collect()
        };
        let mut mentions = read(&mut judge);
        // What a word announces in one place is meant in the others too.
        if !judge.context.announced.is_empty() {
            mentions = read(&mut judge);
        }
        mentions
            .into_iter()
            .zip(texts.iter().zip(&finds))
            .map(|(mentions, ((_, tokens), finds))| {
                let inside = judge.places_inside(tokens, finds, &mentions);
                (mentions, inside)
            })
            .collect()
    }
}

/// What stands right beside a find.
pub(super) struct Beside<'a> {
    pub(super) last: Option<&'a Mention>,
    pub(super) next: Option<Next<'a>>,
    /// The find behind the next word.
    pub(super) beyond: Option<&'a Find>,
}

/// The find right behind another.
pub(super) struct Next<'a> {
    pub(super) find: &'a Find,
    /// Whether it is one word that is an ordinary word too.
    pub(super) is_ordinary: bool,
}

/// Reads the finds of one article.
pub(super) struct Judge<'a> {
    pub(super) matcher: &'a mut Matcher,
    pub(super) context: Context,
}

impl Judge<'_> {
    pub(super) fn entity(&mut self, row: u32) -> Option<Rc<Entity>> {
        self.matcher.entity(row)
    }

    fn note_strong(&mut self, find: &Find) {
        let mut strong = sure_uses(find);
        // A name that two entities share says nothing about either.
        let (Some(NameUse { row, .. }), None) = (strong.next(), strong.next()) else { return };
        let Some(entity) = self.entity(row) else { return };
        for country in &entity.countries {
            *self.context.countries.entry(country.clone()).or_default() += 1;
        }
        if self.context.strong.insert(row) {
            self.context.ids.insert(entity.id.clone());
            if entity.class == Class::Location {
                self.context.around.extend(entity.parent.clone());
                self.context.countries_around.extend(entity.countries.iter().cloned());
            }
        }
    }

    fn mentions_in(&mut self, text: &str, tokens: &[Token], finds: &[Find]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut free_from = 0;
        for find in finds {
            if find.first < free_from || self.is_no_name(text, tokens, find) {
                continue;
            }
            let next = finds.partition_point(|other| other.first < find.end);
            let next = finds.get(next).filter(|next| next.first == find.end).map(|find| Next {
                find,
                is_ordinary: find.end == find.first + 1 && is_ordinary_name(bare(tokens, find)),
            });
            let beyond = finds.get(finds.partition_point(|other| other.first <= find.end));
            let beyond = beyond.filter(|beyond| beyond.first == find.end + 1);
            let beside = Beside { last: mentions.last(), next, beyond };
            let Some((row, kind, cue)) = self.judge(text, tokens, find, &beside) else { continue };
            let Some(entity) = self.entity(row) else { continue };
            free_from = find.end;
            match &cue {
                Some(Cue::Word(word)) => {
                    self.context.announced.entry(row).or_insert_with(|| word.clone());
                }
                Some(Cue::Joined) if entity.class == Class::Actor => {
                    let with = mentions.last().map(|last| last.entity.name.clone()).unwrap_or_default();
                    self.context.announced.entry(row).or_insert(with);
                }
                _ => {}
            }
            let (first, kind) = self.without_general_word(tokens, find, row, kind);
            mentions.push(Mention {
                span: Span::new(tokens[first].span.start, tokens[find.end - 1].span.end),
                first_token: first,
                tokens: find.end - first,
                entity,
                rivals: Vec::new(),
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
        beside: &Beside<'_>,
    ) -> Option<(u32, MentionKind, Option<Cue>)> {
        if let Some(chosen) = self.likeliest(sure_uses(find)) {
            let kind = if chosen.named_as == NamedAs::Name { MentionKind::Name } else { MentionKind::Alias };
            return Some((chosen.row, kind, None));
        }
        let mut announced = Vec::new();
        let mut known = Vec::new();
        for name_use in &find.uses {
            match self.cue(text, tokens, find, name_use.row, beside) {
                Some(cue @ (Cue::FullName | Cue::Parent)) => known.push((*name_use, cue)),
                Some(cue) => announced.push((*name_use, cue)),
                None => {}
            }
        }
        let candidates = if known.is_empty() { announced } else { known };
        let chosen = self.likeliest(candidates.iter().map(|(name_use, _)| *name_use))?;
        let cue = candidates.into_iter().find(|(name_use, _)| *name_use == chosen).map(|(_, cue)| cue);
        let entity = self.entity(chosen.row)?;
        // A family name, or the last part of a group's name, is a short form; a
        // place called by its whole name is not, however ordinary the word.
        let kind = if entity.class == Class::Location { MentionKind::Name } else { MentionKind::Short };
        Some((chosen.row, kind, cue))
    }

    /// Places that are named for sure within a longer name of somebody else.
    fn places_inside(&mut self, tokens: &[Token], finds: &[Find], mentions: &[Mention]) -> Vec<Mention> {
        let mut inside: Vec<Mention> = Vec::new();
        for find in finds {
            let at = mentions.partition_point(|mention| mention.end_token() <= find.first);
            let Some(outer) = mentions.get(at) else { continue };
            let is_within = outer.first_token <= find.first && find.end <= outer.end_token();
            let is_shorter = find.end - find.first < outer.tokens;
            let is_free = inside.last().is_none_or(|last| last.end_token() <= find.first);
            if !is_within || !is_shorter || !is_free {
                continue;
            }
            let Some(entity) = self.likeliest(sure_uses(find)).and_then(|chosen| self.entity(chosen.row))
            else {
                continue;
            };
            if entity.class == Class::Location && entity.checked && entity.id != outer.entity.id {
                inside.push(inside_of(tokens, find.first, find.end, entity));
            }
        }
        inside
    }

    /// General words before a name are no part of it, though a name of several words is
    /// found by them: مدينة الباب, الملك عبد الله, قناة الجزيرة.
    fn without_general_word(
        &mut self,
        tokens: &[Token],
        find: &Find,
        row: u32,
        kind: MentionKind,
    ) -> (usize, MentionKind) {
        let Some(entity) = self.entity(row).filter(|_| find.end > find.first + 1) else {
            return (find.first, kind);
        };
        let is_general = match (entity.class, entity.kind.as_str()) {
            (Class::Location, _) => cues::is_settlement(&tokens[find.first].forms),
            (Class::Actor, "person") => {
                self.matcher.classes.of(&tokens[find.first].forms).is(WordClass::TITLE)
            }
            (Class::Actor, "media") => cues::is_outlet(&tokens[find.first].forms),
            _ => false,
        };
        if !is_general {
            return (find.first, kind);
        }
        let rest: Vec<&str> =
            tokens[find.first + 1..find.end].iter().map(|token| token.forms.norm()).collect();
        let named = self.matcher.gazetteer().named_exactly(&rest.join(" "));
        match named.iter().find(|name_use| name_use.row == row).map(|name_use| name_use.named_as) {
            Some(NamedAs::Name) => (find.first + 1, MentionKind::Name),
            Some(_) => (find.first + 1, kind),
            // الملك عبد الله الثاني: the rest ends as the name does.
            None if rest.len() > 1 && entity.kind == "person" && ends_alike(&entity.name, &rest) => {
                (find.first + 1, kind)
            }
            None => (find.first, kind),
        }
    }

    /// Among entities that share a name: the one whose surroundings are named
    /// in the article, else the most important (lowest row).
    fn likeliest(&mut self, mut uses: impl Iterator<Item = NameUse>) -> Option<NameUse> {
        let first = uses.next()?;
        let Some(second) = uses.next() else { return Some(first) };
        let mut best: Option<(u32, NameUse)> = None;
        for name_use in [first, second].into_iter().chain(uses) {
            let nearness = self.nearness(name_use.row);
            if best.is_none_or(|(nearest, _)| nearness > nearest) {
                best = Some((nearness, name_use));
            }
        }
        best.map(|(_, name_use)| name_use)
    }

    /// Highest when the entity itself is named without doubt in the article; else the more
    /// often its country is, the higher, when the place or body it belongs to is named.
    fn nearness(&mut self, row: u32) -> u32 {
        if self.context.strong.contains(&row) || self.context.announced.contains_key(&row) {
            return u32::MAX;
        }
        let Some(entity) = self.entity(row).filter(|entity| self.context.is_around(entity)) else { return 0 };
        let counts = entity.countries.iter().filter_map(|country| self.context.countries.get(country));
        1 + counts.max().copied().unwrap_or(0)
    }
}

fn inside_of(tokens: &[Token], first: usize, end: usize, entity: Rc<Entity>) -> Mention {
    Mention {
        span: Span::new(tokens[first].span.start, tokens[end - 1].span.end),
        first_token: first,
        tokens: end - first,
        entity,
        rivals: Vec::new(),
        kind: MentionKind::Inside,
        cue: None,
    }
}

/// Whether the last word of a name is the last of these words.
fn ends_alike(name: &str, words: &[&str]) -> bool {
    let name = normalize::phrase(name);
    name.split(' ').next_back() == words.last().copied()
}
