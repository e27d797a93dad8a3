//! Role nouns: a definite noun that stands for the last actor of its kind (التنظيم
//! for تنظيم الدولة). Where two such actors were named shortly before, the mention says
//! so and guesses nothing.

use std::rc::Rc;

use super::cues::Cue;
use super::matcher::{MOST_ENTITIES, Matcher};
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::{WordClass, without_article};
use crate::arabic::{Token, normalize};

/// Nouns that stand for an actor, norm level without article, and the types of actor
/// that count even where no name of theirs begins with the noun.
const ROLES: [(&str, &[&str]); 21] = [
    ("تنظيم", &[]),
    ("حزب", &["party"]),
    ("حركه", &[]),
    ("فصيل", &["armed_group"]),
    ("تحالف", &[]),
    ("حشد", &[]),
    ("جماعه", &[]),
    ("جبهه", &[]),
    ("هيءه", &[]),
    ("منظمه", &[]),
    ("ميليشيا", &[]),
    ("وزاره", &["ministry"]),
    ("وكاله", &["agency"]),
    ("مجلس", &[]),
    ("شركه", &["company"]),
    ("اءتلاف", &[]),
    ("لواء", &[]),
    ("فيلق", &[]),
    ("كتيبه", &[]),
    ("قناه", &[]),
    ("صحيفه", &[]),
];

/// Adjectives that may follow a role noun without making another name of it.
const BYWORDS: [&str; 10] = [
    "الارهابي",
    "الارهابيه",
    "المتطرف",
    "المتطرفه",
    "المتشدد",
    "المتشدده",
    "المسلح",
    "المسلحه",
    "المذكور",
    "المذكوره",
];

/// Of two actors that a role noun may stand for, the nearer one is meant when the other
/// was last named more than so many words earlier than it.
const CLEAR_LEAD: usize = 40;

/// An actor named before, and where last, in words from the start of the article.
struct Named {
    entity: Rc<Entity>,
    nouns: Rc<[&'static str]>,
    last: usize,
}

/// Adds role mentions to those found in the texts of one article, in their order.
pub(super) fn add(matcher: &mut Matcher, texts: &[(&str, &[Token])], mentions: &mut [Vec<Mention>]) {
    let mut named: Vec<Named> = Vec::new();
    let mut words_before = 0;
    // Role nouns before any such actor was named: a headline runs ahead of its text.
    let mut early: Vec<(usize, usize, &str)> = Vec::new();
    for (number, ((text, tokens), known)) in texts.iter().zip(mentions.iter_mut()).enumerate() {
        let mut roles = Vec::new();
        let mut next = 0;
        for (at, token) in tokens.iter().enumerate() {
            while let Some(mention) = known.get(next).filter(|mention| mention.first_token <= at) {
                note(matcher, &mut named, mention, words_before + mention.first_token);
                next += 1;
            }
            let is_covered = next > 0 && known.get(next - 1).is_some_and(|last| at < last.end_token());
            if is_covered || !matcher.classes.of(&token.forms).is(WordClass::ROLE) {
                continue;
            }
            let Some(noun) = without_article(token.forms.norm()).and_then(noun) else { continue };
            let goes_on = tokens.get(at + 1).is_some_and(|after| {
                let norm = after.forms.norm();
                // A relative pronoun (الذي) goes on with the sentence, not with the name.
                &text[token.span.end..after.span.start] == " "
                    && norm.starts_with("ال")
                    && !BYWORDS.contains(&norm)
                    && !matcher.classes.of(&after.forms).is(WordClass::FUNCTION)
            });
            if goes_on {
                continue;
            }
            match meant(&named, noun, words_before + at) {
                Some((entity, rivals)) => roles.push(role(token, at, noun, entity, rivals)),
                None => early.push((number, at, noun)),
            }
        }
        for mention in &known[next.min(known.len())..] {
            note(matcher, &mut named, mention, words_before + mention.first_token);
        }
        words_before += tokens.len();
        known.extend(roles);
        known.sort_by_key(|mention| mention.first_token);
    }
    for (number, at, noun) in early {
        let mut fitting = named.iter().filter(|known| known.nouns.contains(&noun));
        let (Some(only), None) = (fitting.next(), fitting.next()) else { continue };
        let (Some((_, tokens)), Some(known)) = (texts.get(number), mentions.get_mut(number)) else {
            continue;
        };
        known.push(role(&tokens[at], at, noun, Rc::clone(&only.entity), Vec::new()));
        known.sort_by_key(|mention| mention.first_token);
    }
}

fn role(token: &Token, at: usize, noun: &str, entity: Rc<Entity>, rivals: Vec<Rc<Entity>>) -> Mention {
    Mention {
        span: token.span,
        first_token: at,
        tokens: 1,
        entity,
        rivals,
        kind: MentionKind::Role,
        cue: Some(Cue::Named(noun.to_owned())),
    }
}

/// A role noun, given at the norm level without article.
pub(super) fn noun(bare: &str) -> Option<&'static str> {
    ROLES.iter().map(|(noun, _)| *noun).find(|noun| *noun == bare)
}

fn note(matcher: &mut Matcher, named: &mut Vec<Named>, mention: &Mention, place: usize) {
    let entity = &mention.entity;
    if entity.class != Class::Actor || entity.kind == "person" || mention.kind == MentionKind::Role {
        return;
    }
    if let Some(known) = named.iter_mut().find(|known| known.entity.id == entity.id) {
        known.last = place;
        return;
    }
    let nouns = if let Some(nouns) = matcher.role_nouns.get(&entity.id) {
        Rc::clone(nouns)
    } else {
        let nouns: Rc<[&'static str]> = nouns_of(entity).into();
        // As many as entities are remembered, no more.
        if matcher.role_nouns.len() >= MOST_ENTITIES {
            matcher.role_nouns.clear();
        }
        matcher.role_nouns.insert(entity.id.clone(), Rc::clone(&nouns));
        nouns
    };
    if !nouns.is_empty() {
        named.push(Named { entity: Rc::clone(entity), nouns, last: place });
    }
}

/// The role nouns that may stand for an actor: the first words of its names, and those
/// of its type.
fn nouns_of(entity: &Entity) -> Vec<&'static str> {
    let mut heads: Vec<String> = Vec::new();
    for name in std::iter::once(&entity.name).chain(&entity.aliases) {
        let norm = normalize::phrase(name);
        let head = norm.split(' ').next().unwrap_or_default();
        heads.push(without_article(head).unwrap_or(head).to_owned());
    }
    let fits = |(noun, types): &&(&'static str, &[&str])| {
        heads.iter().any(|head| head == noun) || types.contains(&entity.kind.as_str())
    };
    ROLES.iter().filter(fits).map(|(noun, _)| *noun).collect()
}

/// Whom a role noun at a place stands for, and who competes.
fn meant(named: &[Named], noun: &str, place: usize) -> Option<(Rc<Entity>, Vec<Rc<Entity>>)> {
    let mut fitting: Vec<&Named> =
        named.iter().filter(|known| known.nouns.contains(&noun) && known.last < place).collect();
    fitting.sort_by_key(|known| std::cmp::Reverse(known.last));
    let (first, others) = fitting.split_first()?;
    let rivals = others
        .iter()
        .filter(|other| first.last - other.last <= CLEAR_LEAD)
        .map(|other| Rc::clone(&other.entity))
        .collect();
    Some((Rc::clone(&first.entity), rivals))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::entity::{MentionKind, Tagger, compile, table};

    const TABLE: &str = "id\ttype\tname_ar\n\
        isis\tarmed_group\tتنظيم الدولة\n\
        qaeda\tarmed_group\tتنظيم القاعدة\n\
        hezbollah\tarmed_group\tحزب الله\n";

    /// Whom the role nouns of a text stand for, and how many compete.
    fn roles(text: &str) -> Vec<(String, usize)> {
        let entities = table::parse(TABLE, Path::new("t.tsv")).unwrap();
        let mut tagger = Tagger::new(compile::compile(&entities).unwrap());
        let tagged = tagger.tag_text(text);
        let roles = tagged.mentions.iter().filter(|mention| mention.kind == MentionKind::Role);
        roles.map(|mention| (mention.entity.id.clone(), mention.rivals.len())).collect()
    }

    fn clear(id: &str) -> Vec<(String, usize)> {
        vec![(id.to_owned(), 0)]
    }

    #[test]
    fn a_role_noun_stands_for_the_last_actor_whose_name_begins_with_it() {
        assert_eq!(roles("هاجم تنظيم الدولة البلدة، ثم قصف حزب الله القرية. وانسحب التنظيم"), clear("isis"));
        assert!(roles("انسحب التنظيم من البلدة").is_empty());
    }

    #[test]
    fn actors_named_within_forty_words_compete() {
        let between = "ثم مر يوم ".repeat(20);
        let near = "هاجم تنظيم القاعدة البلدة، ثم هاجمها تنظيم الدولة. وانسحب التنظيم";
        assert_eq!(roles(near), [("isis".to_owned(), 1)]);
        let far = format!("هاجم تنظيم القاعدة البلدة. {between} ثم هاجمها تنظيم الدولة. وانسحب التنظيم");
        assert_eq!(roles(&far), clear("isis"));
    }

    #[test]
    fn a_headline_runs_ahead_only_where_one_actor_fits() {
        assert_eq!(roles("التنظيم ينسحب. قال شهود إن تنظيم الدولة غادر البلدة"), clear("isis"));
        assert!(roles("التنظيم ينسحب. غادر تنظيم الدولة البلدة وعاد تنظيم القاعدة").is_empty());
    }

    #[test]
    fn an_adjective_makes_another_name_of_a_role_noun_unless_it_is_a_byword() {
        assert_eq!(roles("هاجم تنظيم الدولة البلدة، وانسحب التنظيم الإرهابي"), clear("isis"));
        assert!(roles("هاجم تنظيم الدولة البلدة، وانسحب التنظيم السري").is_empty());
        assert_eq!(roles("هاجم تنظيم الدولة البلدة، وهو التنظيم الذي انسحب"), clear("isis"));
    }
}
