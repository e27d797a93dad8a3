//! Decides which finds are mentions: longest first, names that are also
//! ordinary words only with a [`Cue`], shared names by what else the article names.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cues::{self, Cue};
use super::gazetteer::{NameUse, NamedAs};
use super::matcher::{Find, Matcher};
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::{WordClass, is_ordinary_name, without_article};
use crate::arabic::letters::FATHATAN;
use crate::arabic::{Token, normalize, stopwords};
use crate::document::Span;

/// What the texts of one article name without doubt; shared names and
/// ordinary words are judged by it.
#[derive(Default)]
struct Context {
    strong: FxHashSet<u32>,
    /// Those that a word before them announces somewhere, and the word.
    announced: FxHashMap<u32, String>,
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
    fn is_around(&self, entity: &Entity) -> bool {
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
struct Beside<'a> {
    last: Option<&'a Mention>,
    next: Option<Next<'a>>,
    /// The find behind the next word.
    beyond: Option<&'a Find>,
}

/// The find right behind another.
struct Next<'a> {
    find: &'a Find,
    /// Whether it is one word that is an ordinary word too.
    is_ordinary: bool,
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

    /// Whether the words around a find show that it is no name of a place here: a
    /// direction within another, a competition, an adjective.
    fn is_no_name(&mut self, text: &str, tokens: &[Token], find: &Find) -> bool {
        let Some(before) = find.first.checked_sub(1).and_then(|at| tokens.get(at)) else { return false };
        let first = &tokens[find.first];
        if find.clitic.is_some() || text.get(before.span.end..first.span.start) != Some(" ") {
            return false;
        }
        let (norm, norm_before) = (first.forms.norm(), before.forms.norm());
        let is_other = cues::is_direction(norm) && cues::is_direction(norm_before)
            || cues::is_competition(&before.forms)
            // ويقول أبو كمال: who speaks is no town.
            || norm == "ابو" && self.matcher.classes.of(&before.forms).is(WordClass::VERB)
            || find.end == find.first + 1 && self.is_adjective(norm, norm_before);
        let row = find.uses.first().filter(|_| is_other).map(|name_use| name_use.row);
        row.and_then(|row| self.entity(row)).is_some_and(|entity| entity.class == Class::Location)
    }

    /// سورية is Syria and the feminine adjective: that, behind an indefinite feminine noun.
    fn is_adjective(&self, norm: &str, before: &str) -> bool {
        let lexicon = self.matcher.gazetteer().lexicon();
        let Some(masculine) = norm.strip_suffix('ه') else { return false };
        let is_feminine = before.ends_with('ه') || before.ends_with("ات") || lexicon.is_plural(before);
        let is_indefinite = without_article(before).is_none() && !stopwords::is_function_word(before);
        lexicon.is_nationality(masculine) && is_feminine && is_indefinite
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

    fn cue(
        &mut self,
        text: &str,
        tokens: &[Token],
        find: &Find,
        row: u32,
        beside: &Beside<'_>,
    ) -> Option<Cue> {
        let bare = bare(tokens, find);
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
        // الرئيس العراقي is the president of Iraq, not one of that family name.
        let is_nationality = entity.kind == "person"
            && find.end == find.first + 1
            && bare
                .strip_prefix("ال")
                .is_some_and(|rest| self.matcher.gazetteer().lexicon().is_nationality(rest));
        if is_nationality {
            return None;
        }
        if let Some(before) = before
            && let Some(word) = cues::announces(&before.forms, &entity, is_common)
        {
            return Some(Cue::Word(word));
        }
        if !entity.checked || is_common {
            return None;
        }
        let is_one_word = find.end == find.first + 1;
        // دوماً is an adverb: place names take no nunation.
        if is_one_word && tokens[find.first].span.of(text).contains(FATHATAN) {
            return None;
        }
        let norm_at = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.forms.norm());
        let beside_it = [norm_at(find.first.checked_sub(1)), norm_at(Some(find.end))];
        if is_one_word && cues::is_collocation(bare, beside_it[0], beside_it[1]) {
            return None;
        }
        // An adjective stands behind a definite noun: الواقع القائم.
        let is_behind_noun = is_one_word
            && bare.starts_with("ال")
            && find.clitic.is_none()
            && before.is_some_and(|before| {
                let norm = before.forms.norm();
                without_article(norm).is_some() && !stopwords::is_function_word(norm)
            });
        if is_behind_noun && is_ordinary_name(bare) {
            return None;
        }
        if let Some(word) = self.context.announced.get(&row) {
            return Some(Cue::Elsewhere(word.clone()));
        }
        let is_ordinary = is_one_word && is_ordinary_name(bare);
        if let Some(after) = beside_it[1].filter(|after| cues::lies_by(after))
            && beside.beyond.is_some_and(|beyond| self.is_in_country_of(beyond, &entity))
        {
            return Some(Cue::Word(after.to_owned()));
        }
        if self.joined(find, &entity, is_ordinary, beside) {
            return Some(Cue::Joined);
        }
        // صور (photographs) after a preposition is no Tyre; two words are hardly ever chance.
        let after_preposition = before.is_some_and(|before| cues::is_preposition(&before.forms))
            || find.clitic.is_some_and(|clitic| clitic.ends_with(['ب', 'ل']));
        let is_word = self.matcher.gazetteer().lexicon().is_word(bare);
        let is_place =
            is_one_word && entity.class == Class::Location && (!is_ordinary || after_preposition && !is_word);
        // Bodies of one word (الكونغرس) go with their country unless they are words.
        let is_body = entity.class == Class::Actor && entity.kind != "person" && !is_word && !is_ordinary;
        // A direction names any area near a town.
        let is_phrase = !is_one_word && !cues::is_direction(bare);
        let is_told_by_place = is_phrase || is_place || is_body;
        (is_told_by_place && self.context.is_around(&entity)).then_some(Cue::Parent)
    }

    /// Whether a find names for sure a place of the entity's country.
    fn is_in_country_of(&mut self, find: &Find, entity: &Entity) -> bool {
        let other = sure_uses(find).next().and_then(|name_use| self.entity(name_use.row));
        entity.class == Class::Location
            && other.is_some_and(|other| {
                other.class == Class::Location
                    && other.countries.iter().any(|country| entity.countries.contains(country))
            })
    }

    /// Whether و joins the name to a place of the same country (any place, where the name
    /// is no word), or to a group of the same country, before it or after it.
    fn joined(&mut self, find: &Find, entity: &Entity, is_ordinary: bool, beside: &Beside<'_>) -> bool {
        let with_and = |find: &Find| find.clitic.is_some_and(|clitic| clitic.starts_with('و'));
        let before = beside.last.filter(|last| last.end_token() == find.first && with_and(find));
        let after = beside.next.as_ref().filter(|next| with_and(next.find)).and_then(|next| {
            // A weak name that is no word of the news will do: القائم وراوة.
            let sure = next
                .find
                .uses
                .iter()
                .find(|name_use| name_use.named_as != NamedAs::Weak || !next.is_ordinary)?;
            self.entity(sure.row).filter(|entity| entity.checked)
        });
        let before = before.map(|last| Rc::clone(&last.entity));
        before.into_iter().chain(after).any(|other| are_alike(entity, &other, is_ordinary))
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

/// The entities that a find names without need of a cue.
fn sure_uses(find: &Find) -> impl Iterator<Item = NameUse> {
    find.uses.iter().copied().filter(|name_use| name_use.named_as != NamedAs::Weak)
}

/// Whether two entities may stand in one list.
fn are_alike(a: &Entity, b: &Entity, is_ordinary: bool) -> bool {
    let share_country = a.countries.iter().any(|country| b.countries.contains(country));
    match (a.class, b.class) {
        (Class::Location, Class::Location) => share_country || !is_ordinary,
        (Class::Actor, Class::Actor) => share_country && a.kind != "person" && b.kind != "person",
        _ => false,
    }
}

/// The first word of a find without its clitic.
fn bare<'a>(tokens: &'a [Token], find: &Find) -> &'a str {
    let norm = tokens[find.first].forms.norm();
    find.clitic.and_then(|clitic| norm.strip_prefix(clitic)).unwrap_or(norm)
}

/// Whether the last word of a name is the last of these words.
fn ends_alike(name: &str, words: &[&str]) -> bool {
    let name = normalize::phrase(name);
    name.split(' ').next_back() == words.last().copied()
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
