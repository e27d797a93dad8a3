//! Actors that no gazetteer knows, discovered by patterns of news Arabic: persons by
//! their given name, a title or a verb of speaking before the name; groups and bodies
//! by the noun that begins their name (كتيبة, حركة, وزارة, شركة). Their ids begin with
//! [`PREFIX`] and follow from the name, so that one name is one actor in all articles.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::cues::Cue;
use super::matcher::Matcher;
use super::mention::{Mention, MentionKind};
use super::table::{Class, Entity};
use super::word_class::{EndFilter, WordClass, group_type, without_article, without_clitics};
use crate::arabic::{Token, normalize};
use crate::document::Span;

/// How the id of a discovered actor begins: `d:person:محمد_الاحمد`.
pub const PREFIX: &str = "d:";

/// The types of actor that patterns discover.
pub const KINDS: [&str; 11] = [
    "person",
    "armed_group",
    "party",
    "organisation",
    "ministry",
    "government",
    "agency",
    "media",
    "company",
    "security",
    "army",
];

/// Most words between a title and the name: وزير الشؤون الخارجية والتعاون الدولي المغربي.
const LONGEST_TITLE: usize = 7;
/// Most words of a person's name.
const LONGEST_NAME: usize = 6;
/// Most words of a person's name that no list knows.
const MOST_UNKNOWN: usize = 2;
/// Most words of a group's name behind the noun that begins it.
const LONGEST_GROUP: usize = 5;
/// Fewest letters of a name that no list knows.
const SHORTEST_UNKNOWN: usize = 3;

/// Definite adjectives that describe a body and are no part of its name.
const DESCRIBING: [&str; 22] = [
    "السابق", "السابقه", "الحالي", "الحاليه", "الجديد", "الجديده", "التابع", "التابعه", "الحاكم", "الحاكمه",
    "الاخير", "الاخيره", "المقبل", "المقبله", "الماضي", "الماضيه", "المذكور", "المذكوره", "الاول", "الثاني",
    "الثالث", "الاداره",
];
/// Words of time, which are no part of a name.
const TIMES: [&str; 14] = [
    "فجر", "صباح", "مساء", "ظهر", "ليل", "امس", "اليوم", "السبت", "الاحد", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس",
    "الجمعه",
];
/// Nouns behind which an unknown word is a name.
const PROPER_HEADS: [&str; 20] = [
    "كتيبه", "كتاءب", "لواء", "الويه", "فيلق", "جيش", "حركه", "حزب", "تنظيم", "جماعه", "جبهه", "سرايا", "شركه", "صحيفه",
    "قناه", "وكاله", "مجله", "نادي", "جامعه", "بنك",
];
/// Nouns that begin a name with their article: الاتحاد الدولي.
const DEFINITE_HEADS: [&str; 22] = [
    "اتحاد", "حزب", "محكمه", "جامعه", "بنك", "مصرف", "هيءه", "مجلس", "جمعيه", "رابطه", "منظمه", "موءسسه", "مءسسه",
    "شركه", "لجنه", "اءتلاف", "جبهه", "معهد", "وكاله", "برلمان", "مفوضيه", "منتخب",
];
/// Nouns that with one definite word behind them name a body.
const BODIES: [&str; 16] = [
    "وزاره", "مجلس", "جامعه", "هيءه", "اتحاد", "بنك", "مصرف", "نقابه", "رابطه", "جمعيه", "حزب", "نادي", "ناد",
    "محكمه", "وكاله", "منتخب",
];

/// The entity behind an id of a discovered actor; `form` is how it is written.
#[must_use]
pub fn entity_of(id: &str, form: &str) -> Option<Entity> {
    let (kind, _) = id.strip_prefix(PREFIX)?.split_once(':')?;
    Some(Entity {
        id: id.to_owned(),
        class: Class::Actor,
        kind: kind.to_owned(),
        countries: Vec::new(),
        parent: None,
        name: form.to_owned(),
        latin: String::new(),
        aliases: Vec::new(),
        latin_aliases: Vec::new(),
        weak: Vec::new(),
        adjectives: Vec::new(),
        checked: false,
        ancestors: Vec::new(),
        position: None,
    })
}

/// The name in the id of a discovered actor, as it is normalised.
#[must_use]
pub fn name_of(id: &str) -> Option<String> {
    let (_, slug) = id.strip_prefix(PREFIX)?.split_once(':')?;
    Some(slug.replace('_', " "))
}

/// The id of a discovered actor of this type and name (norm level).
#[must_use]
pub fn id_of(kind: &str, name: &str) -> String {
    format!("{PREFIX}{kind}:{}", name.replace(' ', "_"))
}

/// Adds discovered actors to the mentions found in the texts of one article; places inside
/// their names move to `inside`. `outlet` is the article's own source, which bylines name.
pub(super) fn add(
    matcher: &mut Matcher,
    texts: &[(&str, &[Token])],
    outlet: Option<&str>,
    mentions: &mut [Vec<Mention>],
    inside: &mut [Vec<Mention>],
) {
    let outlet = outlet.map(normalize::phrase).unwrap_or_default();
    let outlet: Vec<&str> = outlet.split(' ').filter(|word| !word.is_empty()).collect();
    for (((text, tokens), known), inside) in texts.iter().zip(mentions.iter_mut()).zip(inside) {
        let reader = Reader::new(matcher, text, tokens, known);
        let mut runs = reader.runs();
        reader.add_outlet(&outlet, &mut runs);
        if runs.is_empty() {
            continue;
        }
        // A place in the name of a body stays a mention of the place.
        let within = |mention: &Mention| {
            runs.iter().any(|run| run.first < mention.end_token() && mention.first_token < run.end)
        };
        let (mut covered, free): (Vec<Mention>, Vec<Mention>) = std::mem::take(known).into_iter().partition(within);
        covered.retain(|mention| mention.entity.class == Class::Location);
        for mention in &mut covered {
            mention.kind = MentionKind::Inside;
        }
        inside.extend(covered);
        *known = free;
        known.extend(runs.into_iter().filter_map(|run| run.mention(text, tokens)));
        known.sort_by_key(|mention| mention.first_token);
    }
    repeat(matcher, texts, mentions);
}

/// What was discovered in one place of an article is found in the others too.
fn repeat(matcher: &mut Matcher, texts: &[(&str, &[Token])], mentions: &mut [Vec<Mention>]) {
    // By the first word: the others and the entity.
    let mut names: FxHashMap<String, Vec<(Vec<String>, Rc<Entity>)>> = FxHashMap::default();
    for mention in mentions.iter().flatten().filter(|mention| mention.tokens > 1) {
        let Some(name) = name_of(&mention.entity.id) else { continue };
        let mut words = name.split(' ').map(str::to_owned);
        let Some(first) = words.next() else { continue };
        let rest: Vec<String> = words.collect();
        let list = names.entry(first).or_default();
        if list.iter().all(|(known, _)| *known != rest) {
            list.push((rest, Rc::clone(&mention.entity)));
        }
    }
    if names.is_empty() {
        return;
    }
    let mut ends = EndFilter::default();
    for word in names.keys() {
        ends.add(word);
    }
    for ((text, tokens), known) in texts.iter().zip(mentions) {
        let mut found = Vec::new();
        for (first, token) in tokens.iter().enumerate() {
            let norm = token.forms.norm();
            if !ends.allows(norm) {
                continue;
            }
            let has_clitic = matcher.classes.of(&token.forms).is(WordClass::CLITIC);
            let readings = without_clitics(norm).take(if has_clitic { usize::MAX } else { 1 });
            let Some(list) = readings.into_iter().find_map(|word| names.get(word)) else { continue };
            for (rest, entity) in list {
                let end = first + 1 + rest.len();
                let follows = |at: usize, word: &String| {
                    tokens.get(at).is_some_and(|token| {
                        token.forms.norm() == word && &text[tokens[at - 1].span.end..token.span.start] == " "
                    })
                };
                let is_free = || known.iter().all(|other| other.end_token() <= first || end <= other.first_token);
                if (first + 1..).zip(rest).all(|(at, word)| follows(at, word)) && is_free() {
                    found.push(Mention {
                        span: Span::new(token.span.start, tokens[end - 1].span.end),
                        first_token: first,
                        tokens: end - first,
                        entity: Rc::clone(entity),
                        rivals: Vec::new(),
                        kind: MentionKind::Name,
                        cue: Some(Cue::FullName),
                    });
                    break;
                }
            }
        }
        if !found.is_empty() {
            known.extend(found);
            known.sort_by_key(|mention| mention.first_token);
        }
    }
}

/// Words that a pattern takes for a name.
#[derive(Debug)]
struct Run {
    first: usize,
    end: usize,
    kind: &'static str,
    /// Norm of the first word without clitics.
    bare: String,
    cue: String,
}

impl Run {
    fn mention(&self, text: &str, tokens: &[Token]) -> Option<Mention> {
        let words = tokens.get(self.first..self.end)?;
        let rest = words.iter().skip(1).map(|token| token.forms.norm());
        let name: Vec<&str> = std::iter::once(self.bare.as_str()).chain(rest).collect();
        let span = Span::new(words.first()?.span.start, words.last()?.span.end);
        let clitics = words[0].forms.norm().chars().count().saturating_sub(self.bare.chars().count());
        let form: String = span.of(text).chars().skip(clitics).collect();
        let entity = entity_of(&id_of(self.kind, &name.join(" ")), &form)?;
        Some(Mention {
            span,
            first_token: self.first,
            tokens: words.len(),
            entity: Rc::new(entity),
            rivals: Vec::new(),
            kind: MentionKind::Name,
            cue: Some(Cue::Pattern(self.cue.clone())),
        })
    }
}

/// Reads one text: its words, their classes and what the gazetteer found in it.
struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    classes: Vec<WordClass>,
    known: &'a [Mention],
    /// The mention that covers a word.
    covering: Vec<Option<u32>>,
}

const LISTED_NAME: WordClass = WordClass::GIVEN;

impl<'a> Reader<'a> {
    fn new(matcher: &mut Matcher, text: &'a str, tokens: &'a [Token], known: &'a [Mention]) -> Self {
        let classes = tokens.iter().map(|token| matcher.classes.of(&token.forms)).collect();
        let mut covering = vec![None; tokens.len()];
        for (number, mention) in (0u32..).zip(known) {
            covering[mention.first_token..mention.end_token()].fill(Some(number));
        }
        Reader { text, tokens, classes, known, covering }
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut at = 0;
        let begins = WordClass::GIVEN
            | WordClass::GIVEN_OR_WORD
            | WordClass::TITLE
            | WordClass::VERB
            | WordClass::HEAD
            | WordClass::SERVANT
            | WordClass::TIE;
        while at < self.tokens.len() {
            let class = self.classes[at];
            let run = if class.is(begins) && self.covering[at].is_none() { self.run_at(at) } else { None };
            match run {
                Some(run) => {
                    at = run.end;
                    runs.push(run);
                }
                None => at += 1,
            }
        }
        runs
    }

    /// Where the words of the article's own source stand.
    fn add_outlet(&self, outlet: &[&str], runs: &mut Vec<Run>) {
        let Some((first, rest)) = outlet.split_first() else { return };
        for at in 0..self.tokens.len() {
            let Some(bare) = without_clitics(self.norm(at)).find(|word| word == first) else { continue };
            let end = at + outlet.len();
            let is_whole = (at + 1..).zip(rest).all(|(place, word)| self.norm(place) == *word && self.follows(place));
            let is_known = self.covering[at..end.min(self.covering.len())].iter().any(Option::is_some);
            if is_whole && end <= self.tokens.len() && !is_known {
                runs.retain(|run| run.end <= at || end <= run.first);
                runs.push(Run { first: at, end, kind: "media", bare: bare.to_owned(), cue: outlet.join(" ") });
            }
        }
    }

    fn run_at(&self, at: usize) -> Option<Run> {
        let class = self.classes[at];
        if class.is(WordClass::HEAD)
            && let Some(run) = self.group(at)
        {
            return Some(run);
        }
        if class.is(WordClass::TITLE)
            && let Some(run) = self.titled(at)
        {
            return Some(run);
        }
        if class.is(WordClass::VERB)
            && let Some(run) = self.speaker(at)
        {
            return Some(run);
        }
        let is_name = class.is(LISTED_NAME | WordClass::GIVEN_OR_WORD | WordClass::SERVANT)
            || class.is(WordClass::TIE) && self.is_father(at);
        if is_name && (!class.is(WordClass::FUNCTION) || self.class(at + 1).is(LISTED_NAME | WordClass::SURNAME)) {
            return self.given(at);
        }
        None
    }

    /// Whether a word follows the one before it with only a space between.
    fn follows(&self, at: usize) -> bool {
        let (Some(before), Some(token)) = (at.checked_sub(1).and_then(|at| self.tokens.get(at)), self.tokens.get(at))
        else {
            return false;
        };
        matches!(&self.text[before.span.end..token.span.start], " " | "\u{A0}" | "  " | "-" | " - ")
    }

    fn class(&self, at: usize) -> WordClass {
        self.classes.get(at).copied().unwrap_or_default()
    }

    fn norm(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.forms.norm())
    }

    /// A word that no list knows, in Arabic letters: perhaps a name.
    fn is_unknown(&self, at: usize) -> bool {
        let not = WordClass::ORDINARY
            | WordClass::FUNCTION
            | WordClass::VERB
            | WordClass::TITLE
            | WordClass::HEAD
            | WordClass::NATIONALITY
            | WordClass::FOREIGN
            | WordClass::CLITIC;
        let class = self.class(at);
        let bare = without_article(self.norm(at)).unwrap_or(self.norm(at));
        at < self.tokens.len() && !class.is(not) && bare.chars().count() >= SHORTEST_UNKNOWN
    }

    /// A mention of one word that may be part of a longer name: لورا بوش is not George.
    fn is_other_bearer(&self, at: usize, given: &str) -> bool {
        let Some(mention) = self.covering[at].and_then(|number| self.known.get(number as usize)) else {
            return false;
        };
        let entity = &mention.entity;
        mention.tokens == 1
            && entity.kind == "person"
            && !std::iter::once(&entity.name)
                .chain(&entity.aliases)
                .any(|name| normalize::phrase(name).split(' ').any(|word| word == given))
    }

    /// Where a name that begins at `first` ends, and how many of its words are on no list.
    fn name_end(&self, first: usize) -> usize {
        let mut unknown = usize::from(!self.class(first).is(LISTED_NAME | WordClass::SURNAME | WordClass::GIVEN_OR_WORD | WordClass::TIE | WordClass::SERVANT));
        let mut at = first;
        // أبو, عبد need the next word.
        let mut needs_next = self.class(first).is(WordClass::TIE | WordClass::SERVANT);
        at += 1;
        while at < self.tokens.len() && at - first < LONGEST_NAME && self.follows(at) {
            let class = self.class(at);
            if self.covering[at].is_some() {
                let is_family_name = !needs_next && self.is_other_bearer(at, self.norm(at - 1));
                if is_family_name && self.class(at - 1).is(LISTED_NAME) {
                    at += 1;
                }
                break;
            }
            let is_free = !class.is(WordClass::CLITIC | WordClass::FUNCTION);
            let is_listed = class.is(LISTED_NAME | WordClass::SURNAME) && is_free;
            if needs_next {
                if class.is(WordClass::FUNCTION | WordClass::FOREIGN) {
                    break;
                }
                needs_next = class.is(WordClass::TIE);
            } else if class.is(WordClass::TIE | WordClass::SERVANT) && !class.is(WordClass::CLITIC) {
                if !(self.follows(at + 1) && self.covering[at + 1].is_none()) {
                    break;
                }
                needs_next = true;
            } else if is_listed || self.is_doubtful_part(at) {
            } else if self.is_unknown(at) && unknown < MOST_UNKNOWN {
                unknown += 1;
            } else {
                break;
            }
            at += 1;
        }
        if needs_next { at - 1 } else { at }
    }

    /// A word that is a given name too, behind a sure one: محمد علي. علي is also a common
    /// spelling of على (on), which a noun follows.
    fn is_doubtful_part(&self, at: usize) -> bool {
        let class = self.class(at);
        if !class.is(WordClass::GIVEN_OR_WORD)
            || class.is(WordClass::CLITIC)
            || !self.class(at - 1).is(LISTED_NAME | WordClass::SURNAME)
        {
            return false;
        }
        let noun = WordClass::ORDINARY | WordClass::DEFINITE | WordClass::NATIONALITY;
        let next = self.class(at + 1);
        !class.is(WordClass::FUNCTION)
            || !self.follows(at + 1)
            || next.is(LISTED_NAME | WordClass::SURNAME)
            || !next.is(noun) && self.covering.get(at + 1).is_some_and(Option::is_none) && !self.is_unknown(at + 1)
    }

    /// A name that begins with a given name.
    fn given(&self, at: usize) -> Option<Run> {
        let class = self.class(at);
        if class.is(WordClass::CLITIC) && class.is(WordClass::DEFINITE) {
            return None;
        }
        let end = self.name_end(at);
        if end < at + 2 {
            return None;
        }
        // A word that is also a given name needs a sure part behind it.
        let next = self.class(at + 1);
        let is_sure = class.is(LISTED_NAME)
            || class.is(WordClass::SERVANT) && next.is(WordClass::DEFINITE)
            || self.is_father(at) && !next.is(WordClass::FUNCTION);
        if !is_sure && !(at + 1..end).any(|part| self.class(part).is(LISTED_NAME | WordClass::SURNAME)) {
            return None;
        }
        Some(self.person(at, end, self.norm(at)))
    }

    /// أبو and its cases: what follows is a byname, whatever the word.
    fn is_father(&self, at: usize) -> bool {
        let bare = self.bare(at);
        ["ابو", "ابي", "ابا"].contains(&bare.as_str())
    }

    fn person(&self, first: usize, end: usize, cue: &str) -> Run {
        Run { first, end, kind: "person", bare: self.bare(first), cue: cue.to_owned() }
    }

    /// The first word of a name without clitics.
    fn bare(&self, first: usize) -> String {
        let norm = self.norm(first);
        if !self.class(first).is(WordClass::CLITIC) {
            return norm.to_owned();
        }
        if let Some(rest) = without_article(norm)
            && !norm.starts_with("ال")
        {
            return format!("ال{rest}");
        }
        without_clitics(norm).nth(1).unwrap_or(norm).to_owned()
    }

    /// A name behind a title with what belongs to it: وزير الخارجية الأميركي جون كيري.
    fn titled(&self, title: usize) -> Option<Run> {
        let is_definite = self.class(title).is(WordClass::DEFINITE);
        let mut only_definite = true;
        let mut at = title + 1;
        while at <= title + LONGEST_TITLE && self.follows(at) {
            let class = self.class(at);
            // The bearer of the title is known already.
            let covering = self.covering[at].and_then(|number| self.known.get(number as usize));
            if covering.is_some_and(|mention| mention.entity.kind == "person") {
                return None;
            }
            if covering.is_none() && self.begins_name(at, title, is_definite, only_definite) {
                let end = self.name_end(at);
                let is_alone = end == at + 1;
                let may_be_alone = only_definite
                    && (is_definite || at > title + 1)
                    && !class.is(LISTED_NAME | WordClass::GIVEN_OR_WORD | WordClass::TIE | WordClass::SERVANT);
                if !is_alone || may_be_alone {
                    return Some(self.person(at, end, self.norm(title)));
                }
            }
            let belongs = class.is(WordClass::DEFINITE | WordClass::NATIONALITY)
                || covering.is_some()
                || class.is(WordClass::TITLE | WordClass::HEAD);
            only_definite &= class.is(WordClass::DEFINITE | WordClass::NATIONALITY);
            if !belongs && (class.is(WordClass::VERB) || !class.is(WordClass::ORDINARY)) {
                return None;
            }
            at += 1;
        }
        None
    }

    fn begins_name(&self, at: usize, title: usize, is_definite: bool, only_definite: bool) -> bool {
        let class = self.class(at);
        if class.is(WordClass::CLITIC | WordClass::FUNCTION) {
            return false;
        }
        if class.is(LISTED_NAME | WordClass::SERVANT) {
            return true;
        }
        if class.is(WordClass::TIE) {
            return self.is_father(at) && self.follows(at + 1);
        }
        let next_is_name = self.follows(at + 1)
            && self.covering[at + 1].is_none()
            && (self.class(at + 1).is(LISTED_NAME | WordClass::SURNAME) || self.is_unknown(at + 1));
        if class.is(WordClass::GIVEN_OR_WORD) {
            return next_is_name;
        }
        if class.is(WordClass::DEFINITE) {
            return is_definite && at == title + 1 && class.is(WordClass::SURNAME);
        }
        let is_near = only_definite && (is_definite || at > title + 1);
        if class.is(WordClass::SURNAME) {
            return next_is_name || is_near;
        }
        let is_verb_like = self.norm(at).starts_with(['ي', 'ت', 'ن', 'س']) || self.norm(at).ends_with('ا');
        self.is_unknown(at) && (next_is_name || is_near && !is_verb_like)
    }

    /// Who speaks: قال برند جوتشولك.
    fn speaker(&self, verb: usize) -> Option<Run> {
        let at = verb + 1;
        if !self.follows(at) || self.covering[at].is_some() || self.class(at).is(WordClass::CLITIC) {
            return None;
        }
        if self.class(at).is(LISTED_NAME) {
            return None;
        }
        let is_name = |at: usize| {
            let class = self.class(at);
            self.covering.get(at).is_some_and(Option::is_none)
                && (class.is(WordClass::SURNAME) || self.is_unknown(at))
        };
        if !is_name(at) || self.class(at).is(WordClass::DEFINITE) || !(self.follows(at + 1) && is_name(at + 1)) {
            return None;
        }
        let end = self.name_end(at);
        (end >= at + 2).then(|| self.person(at, end, self.norm(verb)))
    }

    /// A group or body: the noun that begins its name and what belongs to it.
    fn group(&self, head: usize) -> Option<Run> {
        let norm = self.norm(head);
        let definite = without_article(norm);
        let noun = match definite {
            Some(noun) => noun,
            None => without_clitics(norm).find(|word| group_type(word).is_some())?,
        };
        let kind = group_type(noun)?;
        let mut at = head + 1;
        // Words that are a name by themselves, and definite ones, which may describe.
        let (mut proper, mut general) = (0, 0);
        while at < self.tokens.len() && at - head <= LONGEST_GROUP && self.follows(at) {
            let class = self.class(at);
            if let Some(mention) = self.covering[at].and_then(|number| self.known.get(number as usize)) {
                if mention.entity.class != Class::Location || definite.is_some() {
                    break;
                }
                proper += 1;
                at = mention.end_token();
                continue;
            }
            let norm = self.norm(at);
            let is_listed = class.is(LISTED_NAME | WordClass::SURNAME);
            let is_free = !class.is(WordClass::CLITIC | WordClass::FUNCTION | WordClass::VERB)
                && !TIMES.contains(&norm);
            // An unknown word behind a general noun may be any: قوات دربت, مجلس سيادي.
            let may_be_unknown = PROPER_HEADS.contains(&noun) || proper > 0;
            if definite.is_none() && is_free && (is_listed || may_be_unknown && self.is_unknown(at)) {
                proper += 1;
            } else if norm.starts_with("ال") && is_free && !DESCRIBING.contains(&norm) {
                general += 1;
            } else if norm.starts_with("وال") && at > head + 1 && class.is(WordClass::DEFINITE) {
                general += 1;
            } else {
                break;
            }
            at += 1;
        }
        let end = at.min(self.tokens.len());
        // حركة المرور is traffic; وزارة الداخلية, اتحاد الطلبة are bodies.
        let is_name = match definite {
            Some(_) => {
                DEFINITE_HEADS.contains(&noun)
                    && (general > 1 || self.class(head + 1).is(WordClass::NATIONALITY))
            }
            None => proper > 0 || general > 1 || general == 1 && BODIES.contains(&noun),
        };
        if !is_name || end == head + 1 {
            return None;
        }
        // An adjective of nationality behind a proper name only describes it.
        let last_describes = definite.is_none()
            && end > head + 2
            && self.class(end - 1).is(WordClass::NATIONALITY)
            && general == 1
            && proper > 0;
        let end = if last_describes { end - 1 } else { end };
        let bare = match definite {
            Some(rest) => format!("ال{rest}"),
            None => noun.to_owned(),
        };
        Some(Run { first: head, end, kind, bare, cue: noun.to_owned() })
    }
}
