//! What was discovered in one place of an article is found in the others too.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::cues::Cue;
use super::super::matcher::Matcher;
use super::super::mention::{Mention, MentionKind};
use super::super::table::Entity;
use super::super::word_class::{EndFilter, WordClass, without_clitics};
use super::name_of;
use crate::arabic::Token;
use crate::document::Span;

/// The words behind the first one of a name, and whose it is.
type Rest = (Vec<String>, Rc<Entity>);

/// Adds the other places where names that patterns discovered stand.
pub(super) fn add(matcher: &mut Matcher, texts: &[(&str, &[Token])], mentions: &mut [Vec<Mention>]) {
    // By the first word: the others and the entity.
    let mut names: FxHashMap<String, Vec<Rest>> = FxHashMap::default();
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
                let is_free =
                    || known.iter().all(|other| other.end_token() <= first || end <= other.first_token);
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
