//! Decides which finds are mentions: longest first, names that are also
//! ordinary words only with a [`Cue`], shared names by what else the article names.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::cues::{self, Cue};
use super::gazetteer::{NameUse, NamedAs};
use super::matcher::{Find, Matcher};
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::WordClass;
use crate::arabic::{Token, stopwords};
use crate::document::Span;

/// What the texts of one article name without doubt; shared names and
/// ordinary words are judged by it.
#[derive(Default)]
struct Context {
    strong: FxHashSet<u32>,
    ids: FxHashSet<String>,
    /// The places that hold the locations named without doubt: their parents and countries.
    around: FxHashSet<String>,
}

impl Context {
    /// Whether the place or body that an entity belongs to is named, or
    /// another place there.
    fn is_around(&self, entity: &Entity) -> bool {
        let named = |id: &String| self.ids.contains(id) || self.around.contains(id);
        entity.parent.iter().any(named) || countries_of(entity).any(|id| named(&id))
    }
}

impl Matcher {
    /// Where the texts of one article name entities of the gazetteer.
    pub(super) fn known(&mut self, texts: &[(&str, &[Token])]) -> Vec<Vec<Mention>> {
        let finds: Vec<Vec<Find>> = texts.iter().map(|(text, tokens)| self.finds(text, tokens)).collect();
        let mut judge = Judge { matcher: self, context: Context::default() };
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

/// What stands right beside a find.
struct Beside<'a> {
    last: Option<&'a Mention>,
    next: Option<&'a Find>,
}

struct Judge<'a> {
    matcher: &'a mut Matcher,
    context: Context,
}

impl Judge<'_> {
    fn entity(&mut self, row: u32) -> Option<Rc<Entity>> {
        self.matcher.entity(row)
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
            let around: Vec<String> = if is_place {
                entity.parent.clone().into_iter().chain(countries_of(&entity)).collect()
            } else {
                Vec::new()
            };
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
            let next = finds.partition_point(|other| other.first < find.end);
            let beside =
                Beside { last: mentions.last(), next: finds.get(next).filter(|next| next.first == find.end) };
            let Some((row, kind, cue)) = self.judge(text, tokens, find, &beside) else { continue };
            let Some(entity) = self.entity(row) else { continue };
            free_from = find.end;
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
        let strong: Vec<NameUse> =
            find.uses.iter().filter(|name_use| name_use.named_as != NamedAs::Weak).copied().collect();
        if let Some(chosen) = self.likeliest(&strong) {
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
        let uses: Vec<NameUse> = candidates.iter().map(|(name_use, _)| *name_use).collect();
        let chosen = self.likeliest(&uses)?;
        let cue = candidates.into_iter().find(|(name_use, _)| *name_use == chosen).map(|(_, cue)| cue);
        let entity = self.entity(chosen.row)?;
        // A family name, or the last part of a group's name, is a short form; a
        // place called by its whole name is not, however ordinary the word.
        let kind = if entity.class == Class::Location { MentionKind::Name } else { MentionKind::Short };
        Some((chosen.row, kind, cue))
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
            None if rest.len() > 1 && entity.kind == "person" => (find.first + 1, kind),
            None => (find.first, kind),
        }
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
        u32::from(self.context.is_around(&entity))
    }

    fn cue(
        &mut self,
        text: &str,
        tokens: &[Token],
        find: &Find,
        row: u32,
        beside: &Beside<'_>,
    ) -> Option<Cue> {
        let name = tokens[find.first].forms.norm();
        let bare = find.clitic.and_then(|clitic| name.strip_prefix(clitic)).unwrap_or(name);
        let is_common = find.end == find.first + 1 && stopwords::is_function_word(bare);
        if self.context.strong.contains(&row) && !is_common {
            return Some(Cue::FullName);
        }
        // A cue word stands right before the name: no comma or stop between.
        let before = find.first.checked_sub(1).and_then(|at| tokens.get(at)).filter(|before| {
            text[before.span.end..tokens[find.first].span.start]
                .chars()
                .all(|c| c.is_whitespace() || "\"«“'".contains(c))
        });
        let entity = self.entity(row)?;
        if let Some(before) = before
            && let Some(word) = cues::announces(&before.forms, &entity, is_common)
        {
            return Some(Cue::Word(word));
        }
        if !entity.checked || is_common {
            return None;
        }
        if self.joined(find, &entity, beside) {
            return Some(Cue::Joined);
        }
        let after_preposition = before.is_some_and(|before| cues::is_preposition(&before.forms))
            || find.clitic.is_some_and(|clitic| clitic.ends_with(['ب', 'ل']));
        // صور (photographs) after a preposition is no Tyre.
        let is_word = find.end == find.first + 1 && self.matcher.gazetteer().lexicon().is_word(bare);
        let is_place = entity.class == Class::Location && !is_word;
        (is_place && after_preposition && self.context.is_around(&entity)).then_some(Cue::Parent)
    }

    /// Whether و joins the name to a place of the same country, before it or after it.
    fn joined(&mut self, find: &Find, entity: &Entity, beside: &Beside<'_>) -> bool {
        let with_and = |find: &Find| find.clitic.is_some_and(|clitic| clitic.starts_with('و'));
        let before = beside.last.filter(|last| last.end_token() == find.first && with_and(find));
        let after = beside.next.filter(|next| with_and(next)).and_then(|next| {
            let sure = next.uses.iter().find(|name_use| name_use.named_as != NamedAs::Weak)?;
            self.entity(sure.row)
        });
        let before = before.map(|last| Rc::clone(&last.entity));
        before.into_iter().chain(after).any(|other| are_of_one_country(entity, &other))
    }
}

fn are_of_one_country(a: &Entity, b: &Entity) -> bool {
    let are_places = a.class == Class::Location && b.class == Class::Location;
    are_places && a.countries.iter().any(|country| b.countries.contains(country))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::entity::{Tagger, compile, table};

    const TABLE: &str = "id\ttype\tcountry\tparent\tname_ar\taliases_ar\tweak_ar\n\
        bab\ttown\tSY\tiso:SY\tالباب\t\tالباب\n\
        ibb\ttown\tYE\tiso:YE\tإب\t\tإب\n\
        manbij\ttown\tSY\tiso:SY\tمنبج\t\t\n\
        abadi\tperson\tIQ\t\tحيدر العبادي\t\tالعبادي\n\
        bakr\tperson\t\t\tأبو بكر البغدادي\t\t\n";

    fn named(text: &str) -> Vec<String> {
        let entities = table::parse(TABLE, Path::new("t.tsv")).unwrap();
        let mut tagger = Tagger::new(compile::compile(&entities).unwrap());
        tagger.tag_text(text).mentions.iter().map(|mention| mention.entity.id.clone()).collect()
    }

    #[test]
    fn an_ordinary_word_needs_a_cue_right_before_it() {
        assert_eq!(named("سيطروا على مدينة الباب أمس"), ["bab"]);
        assert!(named("فتح الباب أمام الزوار").is_empty());
        assert!(named("قال السكان في المدينة، الباب مغلق").is_empty());
    }

    #[test]
    fn and_joins_an_ordinary_word_to_a_place_of_the_same_country() {
        assert_eq!(named("معارك منبج والباب"), ["manbij", "bab"]);
    }

    #[test]
    fn a_family_name_counts_after_the_full_name() {
        assert_eq!(named("وصل حيدر العبادي، ثم تحدث العبادي"), ["abadi", "abadi"]);
        assert!(named("ثم تحدث العبادي").is_empty());
    }

    #[test]
    fn a_name_of_two_letters_hides_behind_no_clitic() {
        assert!(named("في باب المدينة").is_empty());
    }

    #[test]
    fn abu_is_found_in_every_case() {
        assert_eq!(named("خطبة أبي بكر البغدادي"), ["bakr"]);
    }
}
