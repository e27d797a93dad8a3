//! Persons: by a given name, behind a title or behind a verb of speaking.

use super::super::word_class::{WordClass, without_article, without_clitics};
use super::{LISTED_NAME, Reader, Run};
use crate::arabic::normalize;

/// Most words between a title and the name: وزير الشؤون الخارجية والتعاون الدولي المغربي.
const LONGEST_TITLE: usize = 7;
/// Most words of a person's name.
const LONGEST_NAME: usize = 6;
/// Most words of a person's name that no list knows.
const MOST_UNKNOWN: usize = 2;

impl Reader<'_> {
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
        let mut unknown = usize::from(!self.class(first).is(LISTED_NAME
            | WordClass::SURNAME
            | WordClass::GIVEN_OR_WORD
            | WordClass::TIE
            | WordClass::SERVANT));
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
            || !next.is(noun)
                && self.covering.get(at + 1).is_some_and(Option::is_none)
                && !self.is_unknown(at + 1)
    }

    /// A name that begins with a given name.
    pub(super) fn given(&self, at: usize) -> Option<Run> {
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
    pub(super) fn is_father(&self, at: usize) -> bool {
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
    pub(super) fn titled(&self, title: usize) -> Option<Run> {
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
                    && !class
                        .is(LISTED_NAME | WordClass::GIVEN_OR_WORD | WordClass::TIE | WordClass::SERVANT);
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
    pub(super) fn speaker(&self, verb: usize) -> Option<Run> {
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
        if !is_name(at)
            || self.class(at).is(WordClass::DEFINITE)
            || !(self.follows(at + 1) && is_name(at + 1))
        {
            return None;
        }
        let end = self.name_end(at);
        (end >= at + 2).then(|| self.person(at, end, self.norm(verb)))
    }
}
