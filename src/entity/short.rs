//! Short forms that only their article explains: a family name where the full name
//! stands in the same article, and acronyms that brackets introduce.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::cues::Cue;
use super::discover::PREFIX;
use super::matcher::Matcher;
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::{EndFilter, WordClass, behind_lil, without_clitics};
use crate::arabic::{Token, stopwords};

/// Fewest letters of a family name that is recognised alone.
const SHORTEST_FAMILY_NAME: usize = 3;
/// Most letters of an acronym in Arabic letters (داعش, قسد, يونيفيل).
const LONGEST_ACRONYM: usize = 8;

/// A word that stands for an entity in this article, and since which word of it.
struct ShortForm {
    entity: Rc<Entity>,
    since: usize,
    cue: Cue,
}

/// Adds short forms to the mentions found in the texts of one article, in their order.
pub(super) fn add(matcher: &mut Matcher, texts: &[(&str, &[Token])], mentions: &mut [Vec<Mention>]) {
    let mut forms: FxHashMap<String, Vec<ShortForm>> = FxHashMap::default();
    let mut since = 0;
    for ((text, tokens), known) in texts.iter().zip(mentions.iter()) {
        for mention in known {
            note_family_name(matcher, tokens, mention, since, &mut forms);
            note_acronyms(matcher, text, tokens, known, mention, since, &mut forms);
        }
        since += tokens.len();
    }
    if forms.is_empty() {
        return;
    }
    let mut ends = EndFilter::default();
    for word in forms.keys() {
        ends.add(word);
    }
    let mut before = 0;
    for ((_, tokens), known) in texts.iter().zip(mentions) {
        let mut found = Vec::new();
        let mut next = 0;
        for (at, token) in tokens.iter().enumerate() {
            while known.get(next).is_some_and(|mention| mention.end_token() <= at) {
                next += 1;
            }
            if known.get(next).is_some_and(|mention| mention.first_token <= at) {
                continue;
            }
            let norm = token.forms.norm();
            if !ends.allows(norm) {
                continue;
            }
            let form = without_clitics(norm)
                .find_map(|word| forms.get(word))
                .or_else(|| behind_lil(norm).and_then(|word| forms.get(&word)));
            let Some(form) = form.and_then(|list| nearest(list, before + at)) else { continue };
            found.push(Mention {
                span: token.span,
                first_token: at,
                tokens: 1,
                entity: Rc::clone(&form.entity),
                rivals: Vec::new(),
                kind: MentionKind::Short,
                cue: Some(form.cue.clone()),
            });
        }
        before += tokens.len();
        known.extend(found);
        known.sort_by_key(|mention| mention.first_token);
    }
}

/// Of several bearers the one named last before, else the first after.
fn nearest(list: &[ShortForm], place: usize) -> Option<&ShortForm> {
    list.iter().rev().find(|form| form.since <= place).or_else(|| list.first())
}

/// The last word of a person's full name.
fn note_family_name(
    matcher: &mut Matcher,
    tokens: &[Token],
    mention: &Mention,
    before: usize,
    forms: &mut FxHashMap<String, Vec<ShortForm>>,
) {
    let is_full = mention.tokens > 1 && matches!(mention.kind, MentionKind::Name | MentionKind::Alias);
    if !is_full || mention.entity.kind != "person" {
        return;
    }
    note_given_name(matcher, tokens, mention, before, forms);
    let Some(last) = tokens.get(mention.end_token() - 1) else { return };
    let class = matcher.classes.of(&last.forms);
    let norm = last.forms.norm();
    // A given name alone may be anybody's, an ordinary word nobody's.
    let is_telling = !class
        .is(WordClass::GIVEN | WordClass::GIVEN_OR_WORD | WordClass::FUNCTION | WordClass::TITLE)
        && (!class.is(WordClass::ORDINARY) || class.is(WordClass::SURNAME));
    if !is_telling || norm.chars().count() < SHORTEST_FAMILY_NAME || stopwords::is_function_word(norm) {
        return;
    }
    push(forms, norm, &mention.entity, before + mention.first_token, Cue::FullName);
}

/// The first word of a person's full name, by which stories of everyday life go on. A
/// person of public life goes by the family name.
fn note_given_name(
    matcher: &mut Matcher,
    tokens: &[Token],
    mention: &Mention,
    before: usize,
    forms: &mut FxHashMap<String, Vec<ShortForm>>,
) {
    let Some(first) = tokens.get(mention.first_token) else { return };
    let class = matcher.classes.of(&first.forms);
    let is_given = class.is(WordClass::GIVEN | WordClass::GIVEN_OR_WORD)
        && !class.is(WordClass::FUNCTION | WordClass::CLITIC);
    if is_given && mention.entity.id.starts_with(PREFIX) {
        push(forms, first.forms.norm(), &mention.entity, before + mention.first_token, Cue::FullName);
    }
}

fn push(
    forms: &mut FxHashMap<String, Vec<ShortForm>>,
    word: &str,
    entity: &Rc<Entity>,
    since: usize,
    cue: Cue,
) {
    let list = forms.entry(word.to_owned()).or_default();
    list.push(ShortForm { entity: Rc::clone(entity), since, cue });
}

/// An acronym in brackets behind a name, or before a name in brackets.
fn note_acronyms(
    matcher: &mut Matcher,
    text: &str,
    tokens: &[Token],
    known: &[Mention],
    mention: &Mention,
    before: usize,
    forms: &mut FxHashMap<String, Vec<ShortForm>>,
) {
    let entity = &mention.entity;
    // An outlet in brackets is a credit line.
    let is_introduced =
        entity.class == Class::Actor && !["person", "media", "agency"].contains(&entity.kind.as_str());
    if !is_introduced || mention.kind == MentionKind::Short {
        return;
    }
    let is_free = |at: usize| !known.iter().any(|other| (other.first_token..other.end_token()).contains(&at));
    let since = before + mention.first_token;
    if let Some(after) = tokens.get(mention.end_token())
        && is_free(mention.end_token())
        && opens_bracket(&text[mention.span.end..after.span.start])
        && tokens.get(mention.end_token() + 1).map_or(text[after.span.end..].contains(')'), |next| {
            text[after.span.end..next.span.start].trim_start().starts_with([')', '"', '»'])
        })
        && is_acronym(after)
    {
        push(forms, after.forms.norm(), entity, since, Cue::Acronym);
    }
    if let Some(at) = mention.first_token.checked_sub(1)
        && let Some(acronym) = tokens.get(at)
        && is_free(at)
        && !matcher
            .classes
            .of(&acronym.forms)
            .is(WordClass::ORDINARY | WordClass::FUNCTION | WordClass::DEFINITE)
        && opens_bracket(&text[acronym.span.end..mention.span.start])
        && text[mention.span.end..].trim_start_matches(['"', '»', ' ']).starts_with(')')
        && is_acronym(acronym)
    {
        push(forms, acronym.forms.norm(), entity, since, Cue::Acronym);
    }
}

fn opens_bracket(gap: &str) -> bool {
    gap.trim_start_matches(['"', '»', '”', ' ']).starts_with('(') && gap.chars().count() <= 4
}

/// Whether a word in brackets is short enough to be an acronym, in either script.
fn is_acronym(token: &Token) -> bool {
    let norm = token.forms.norm();
    let letters = norm.chars().count();
    (2..=LONGEST_ACRONYM).contains(&letters)
        && !norm.starts_with(|c: char| c.is_numeric())
        && !stopwords::is_function_word(norm)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::entity::{MentionKind, Tagger, compile, table};

    const TABLE: &str = "id\ttype\tname_ar\taliases_ar\n\
        abadi\tperson\tحيدر العبادي\t\n\
        sdf\tarmed_group\tقوات سوريا الديمقراطية\t\n\
        ypg\tarmed_group\tوحدات حماية الشعب\t\n";

    fn shorts(text: &str) -> Vec<(String, String)> {
        let entities = table::parse(TABLE, Path::new("t.tsv")).unwrap();
        let mut tagger = Tagger::new(compile::compile(&entities).unwrap());
        let tagged = tagger.tag_text(text);
        let shorts = tagged.mentions.iter().filter(|mention| mention.kind == MentionKind::Short);
        shorts.map(|mention| (mention.entity.id.clone(), mention.span.of(text).to_owned())).collect()
    }

    #[test]
    fn a_family_name_stands_for_the_full_name_of_its_article() {
        let found = shorts("وصل حيدر العبادي إلى بغداد. وقال للعبادي مستشاره");
        assert_eq!(found, [("abadi".to_owned(), "للعبادي".to_owned())]);
        assert!(shorts("وقال العبادي").is_empty());
    }

    #[test]
    fn brackets_introduce_an_acronym() {
        let found = shorts("تقدمت قوات سوريا الديمقراطية (قسد) شرقا، وقالت قسد إنها تتقدم");
        assert_eq!(found.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["sdf", "sdf"]);
    }

    #[test]
    fn brackets_introduce_the_full_name_too() {
        let found = shorts("أعلنت YPG (وحدات حماية الشعب) الهدنة، ثم نفت YPG");
        assert_eq!(found.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["ypg", "ypg"]);
    }
}
