//! What tantivy stores of an article: a document a passage, and the record that is shown.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;

use super::opens;
use super::reader::{PassageRecord, StoredMention};
use super::schema::Fields;
use super::summary::Added;
use super::terms::{self, MentionCode};
use crate::arabic::normalize;
use crate::document::{Part, stable_hash};
use crate::entity::{Class, TaggedArticle, TaggedPassage, TaggedText};

/// The documents of an article, in the order of its passages; what they hold is counted in `added`.
pub(super) fn documents(article: &TaggedArticle, fields: Fields, added: &mut Added) -> Vec<TantivyDocument> {
    let title = terms_of(&article.title);
    let headings: Vec<String> = article.headings.iter().map(|heading| terms_of(&heading.tagged)).collect();
    let meta = &article.article;
    let category_key = meta.category.as_deref().map(|name| format!("section:{}", normalize::phrase(name)));
    let source_key = meta.source.as_deref().map(|name| format!("source:{}", normalize::phrase(name)));
    let date = meta.date.map(day_number);
    let article_number = stable_hash(meta.id.as_bytes());
    let mut documents = Vec::with_capacity(article.passages.len().max(1));
    let empty = TaggedText::default();
    let passages: Vec<_> = article.passages.iter().map(Some).collect();
    // An article that is only a headline is still one document.
    let passages = if passages.is_empty() { vec![None] } else { passages };
    let opens = opens_of(&passages);
    for ((order, passage), opens) in (0u64..).zip(passages).zip(opens) {
        let text = passage.map_or(&empty, |passage| &passage.tagged);
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &meta.id);
        document.add_u64(fields.article, article_number);
        document.add_u64(fields.file, meta.file);
        document.add_u64(fields.order, order);
        document.add_u64(fields.opens, opens);
        document.add_u64(fields.fingerprint, article.fingerprint);
        document.add_u64(fields.part, passage.map_or(0, |passage| passage.passage.part.code()));
        if let Some(date) = date {
            document.add_i64(fields.date, date);
        }
        document.add_u64(fields.length, text.tokens.len() as u64);
        for (field, value) in [(fields.category, &meta.category), (fields.source, &meta.source)] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        for key in [&category_key, &source_key].into_iter().flatten() {
            document.add_text(fields.key, key);
        }
        document.add_text(fields.title, &title);
        let heading = passage.and_then(|passage| passage.heading);
        if let Some(terms) = heading.and_then(|at| headings.get(at)) {
            document.add_text(fields.heading, terms);
        }
        document.add_text(fields.text, terms_of(text));
        let named: BTreeSet<(Class, &str)> = text
            .mentions
            .iter()
            .filter(|mention| mention.kind.names())
            .map(|mention| (mention.entity.class, mention.entity.id.as_str()))
            .collect();
        for (class, id) in named {
            let field = if class == Class::Actor { fields.actors } else { fields.locations };
            document.add_text(field, id);
        }
        added.passages += 1;
        added.words += text.tokens.len() as u64;
        let heading = heading.and_then(|at| article.headings.get(at));
        let opened = heading.filter(|_| opens & opens::SECTION != 0);
        let record = PassageRecord {
            id: meta.id.clone(),
            title: meta.title.clone(),
            source: meta.source.clone(),
            author: meta.author.clone(),
            date: meta.date,
            category: meta.category.clone(),
            url: meta.url.clone(),
            path: meta.path.clone(),
            file: meta.file,
            order,
            part: passage.map_or(Part::Body, |passage| passage.passage.part),
            heading: heading.map(|heading| heading.tagged.text.clone()),
            section: passage.map_or(0, |passage| passage.passage.section),
            heading_start: opened.map(|heading| (heading.start, heading.start_chars)),
            start: passage.map_or(0, |passage| passage.passage.span.start),
            start_chars: passage.map_or(0, |passage| passage.start_chars),
            text: text.text.clone(),
            mentions: stored(text),
            title_mentions: if opens & opens::ARTICLE == 0 { Vec::new() } else { stored(&article.title) },
            heading_mentions: opened.map(|heading| stored(&heading.tagged)).unwrap_or_default(),
        };
        added.mentions += record.all_mentions().count() as u64;
        // A record is strings and numbers; writing it to memory cannot fail.
        document.add_text(fields.record, serde_json::to_string(&record).unwrap_or_default());
        documents.push(document);
    }
    documents
}

/// With which passages the headline and the headings are counted: the first of the
/// story itself, since other parts are searched only when asked for.
fn opens_of(passages: &[Option<&TaggedPassage>]) -> Vec<u64> {
    let mut found = vec![0; passages.len()];
    let is_body = |passage: &&TaggedPassage| passage.passage.part == Part::Body;
    let first = passages.iter().position(|passage| passage.as_ref().is_some_and(is_body)).unwrap_or(0);
    found[first] |= opens::ARTICLE;
    let headings: BTreeSet<usize> = passages.iter().flatten().filter_map(|passage| passage.heading).collect();
    for heading in headings {
        let below = |passage: &&TaggedPassage| passage.heading == Some(heading);
        let first = |wanted: &dyn Fn(&&TaggedPassage) -> bool| {
            passages.iter().position(|passage| passage.as_ref().is_some_and(wanted))
        };
        let holder = first(&|passage| below(passage) && is_body(passage)).or_else(|| first(&below));
        if let Some(holder) = holder {
            found[holder] |= opens::SECTION;
        }
    }
    found
}

fn stored(text: &TaggedText) -> Vec<StoredMention> {
    text.mentions
        .iter()
        .map(|mention| StoredMention {
            start: mention.span.start,
            end: mention.span.end,
            id: mention.entity.id.clone(),
            kind: mention.kind,
            rivals: mention.rivals.iter().map(|rival| rival.id.clone()).collect(),
        })
        .collect()
}

/// A day as the number that is stored: 20171119.
#[must_use]
pub(super) fn day_number(day: crate::document::Day) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The terms of a text: its words, and at the first word of each mention its entity.
fn terms_of(text: &TaggedText) -> String {
    let mut out = String::with_capacity(text.text.len() * 2);
    let mut mentions = text.mentions.iter().peekable();
    for (at, token) in text.tokens.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        terms::push_word(&token.forms, &mut out);
        while let Some(mention) = mentions.next_if(|mention| mention.first_token <= at) {
            let ids =
                std::iter::once(&mention.entity).chain(&mention.rivals).map(|entity| entity.id.as_str());
            let words = u16::try_from(mention.tokens).unwrap_or(u16::MAX);
            let code = MentionCode { kind: mention.kind, words };
            let ancestors = if mention.kind.names() { &mention.entity.ancestors[..] } else { &[] };
            terms::push_mention(ids, ancestors, code, &mut out);
        }
    }
    out
}
