//! What tantivy keeps of each passage, against what would be kept of its stored text.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use tantivy::schema::{Field, FieldType, IndexRecordOption, OwnedValue, Schema, TantivyDocument, Value as _};
use tantivy::tokenizer::{TokenStream as _, Tokenizer as _};
use tantivy::{DocId, DocSet as _, SegmentReader, TERMINATED, Term};

use super::super::Address;
use super::super::documents::documents;
use super::super::reader::{Archive, StoredMention};
use super::super::stored::{StoredArticle, article_of};
use super::super::summary::Added;
use super::super::tokenizer::TermsTokenizer;
use super::Verification;
use crate::arabic::{Analyzer, WordCount, fingerprint};
use crate::digest::Digest;
use crate::document::{Part, Span};
use crate::entity::{Entity, Gazetteer, Mention, TaggedArticle, TaggedText, discover};
use crate::error::Result;

/// What was met in the passages, for the lists to be held to.
pub(super) struct Met {
    pub totals: Added,
    pub words: Vec<WordCount>,
    /// Numbers of source files.
    pub files: BTreeSet<u64>,
}

/// Checks every passage that is not removed.
pub(super) fn verify(archive: &Archive, verification: &mut Verification, progress: impl Fn()) -> Result<Met> {
    let mut met = Met { totals: Added::default(), words: Vec::new(), files: BTreeSet::new() };
    let mut checker = Checker {
        archive,
        schema: archive.searcher().index().schema(),
        analyzer: Analyzer::new(archive.gazetteer().lexicon().clone()),
        tokenizer: TermsTokenizer::default(),
    };
    let mut ids = HashSet::new();
    for (number, segment) in (0u32..).zip(archive.searcher().segment_readers()) {
        // Of each passage the sum of all its postings, less those that it ought to have.
        let mut balance = checker.postings(segment).map_err(|error| archive.fail(&error))?;
        let addresses = segment.doc_ids_alive().map(|doc| Address::new(number, doc));
        archive.group(addresses, &mut |stored| {
            if !ids.insert(stored.passages[0].id.clone()) {
                verification.find(place(&stored, 0), "another article has its id");
            }
            met.files.insert(stored.passages[0].file);
            verification.passages += stored.passages.len() as u64;
            checker.article(&stored, segment, &mut balance, &mut met.totals, verification)?;
            progress();
            Ok(true)
        })?;
    }
    met.words = checker.analyzer.take_counts();
    Ok(met)
}

fn place(stored: &StoredArticle, order: usize) -> String {
    format!("article {}, passage {order}", stored.passages[0].id)
}

struct Checker<'a> {
    archive: &'a Archive,
    schema: Schema,
    analyzer: Analyzer,
    tokenizer: TermsTokenizer,
}

impl Checker<'_> {
    /// The sum of the digests of all postings of each document of a segment.
    fn postings(&self, segment: &SegmentReader) -> tantivy::Result<Vec<u64>> {
        let mut sums = vec![0u64; segment.max_doc() as usize];
        let mut positions = Vec::new();
        for (field, entry) in self.schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            let inverted = segment.inverted_index(field)?;
            let option = entry.field_type().get_index_record_option().unwrap_or(IndexRecordOption::Basic);
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let mut postings = inverted.read_postings_from_terminfo(terms.value(), option)?;
                while postings.doc() != TERMINATED {
                    positions.clear();
                    if option.has_positions() {
                        tantivy::postings::Postings::positions(&mut postings, &mut positions);
                    } else {
                        positions.push(0);
                    }
                    if let Some(sum) = sums.get_mut(postings.doc() as usize) {
                        for position in &positions {
                            *sum = sum.wrapping_add(posting(field, terms.key(), *position));
                        }
                    }
                    postings.advance();
                }
            }
        }
        Ok(sums)
    }

    fn article(
        &mut self,
        stored: &StoredArticle,
        segment: &SegmentReader,
        balance: &mut [u64],
        totals: &mut Added,
        verification: &mut Verification,
    ) -> Result<()> {
        for (order, passage) in stored.passages.iter().enumerate() {
            for (text, mentions) in [
                (&passage.text, &passage.mentions),
                (&passage.title, &passage.title_mentions),
                (passage.heading.as_ref().unwrap_or(&String::new()), &passage.heading_mentions),
            ] {
                if let Some(problem) = misplaced(text, mentions, self.archive.gazetteer()) {
                    verification.find(place(stored, order), problem);
                    return Ok(());
                }
            }
        }
        let first = stored.address.doc_id;
        let Some(tagged) = self.tagged(stored.clone()) else { return Ok(()) };
        totals.articles += 1;
        let expected = documents(&tagged, self.archive.fields(), totals);
        if expected.len() != stored.passages.len() {
            verification.find(place(stored, 0), "the number of its passages is not that of its text");
            return Ok(());
        }
        for (order, (doc, expected)) in (first..).zip(&expected).enumerate() {
            let address = Address::new(stored.address.segment_ord, doc);
            if let Some(problem) = self.record_differs(address, expected)? {
                verification.find(place(stored, order), problem);
            }
            let columns = self.column_differs(segment, doc, expected);
            if let Some(name) = columns.map_err(|error| self.archive.fail(&error))? {
                verification.find(place(stored, order), format!("its {name} in the columns is another one"));
            }
            let sum = self.expected_postings(expected);
            if let Some(balance) = balance.get_mut(doc as usize)
                && *balance != sum
            {
                verification.find(place(stored, order), "its postings are not those of its stored text");
            }
        }
        Ok(())
    }

    /// The article with its words, and the mentions that are stored.
    fn tagged(&mut self, stored: StoredArticle) -> Option<TaggedArticle> {
        let gazetteer = self.archive.gazetteer();
        let records = stored.passages.clone();
        let mut article = article_of(stored)?;
        let opener = records.iter().find(|record| !record.title_mentions.is_empty());
        let title = opener.map_or(&[][..], |record| &record.title_mentions);
        fill(&mut article.title, title, &mut self.analyzer, gazetteer);
        for (number, heading) in article.headings.iter_mut().enumerate() {
            let below = |passage: &crate::entity::TaggedPassage| passage.heading == Some(number);
            let places = article.passages.iter().enumerate().filter(|(_, passage)| below(passage));
            let opener =
                places.map(|(at, _)| &records[at]).find(|record| !record.heading_mentions.is_empty());
            let mentions = opener.map_or(&[][..], |record| &record.heading_mentions);
            fill(&mut heading.tagged, mentions, &mut self.analyzer, gazetteer);
        }
        for (passage, record) in article.passages.iter_mut().zip(&records) {
            fill(&mut passage.tagged, &record.mentions, &mut self.analyzer, gazetteer);
        }
        let story = article.passages.iter().filter(|passage| passage.passage.part == Part::Body);
        article.fingerprint = fingerprint(story.flat_map(|passage| &passage.tagged.tokens));
        Some(article)
    }

    fn record_differs(&self, address: Address, expected: &TantivyDocument) -> Result<Option<String>> {
        let stored = serde_json::to_string(&self.archive.record(address)?).ok();
        let expected = expected.get_first(self.archive.fields().record);
        let expected = expected.and_then(|value| value.as_value().as_str().map(str::to_owned));
        Ok((stored != expected).then(|| "its stored record contradicts itself".to_owned()))
    }

    /// The name of a column whose values for a document are not the expected ones.
    fn column_differs(
        &self,
        segment: &SegmentReader,
        doc: DocId,
        expected: &TantivyDocument,
    ) -> tantivy::Result<Option<String>> {
        let columns = segment.fast_fields();
        for (field, entry) in self.schema.fields().filter(|(_, entry)| entry.is_fast()) {
            let name = entry.name();
            let mut found: Vec<String> = match entry.field_type() {
                FieldType::Str(_) => match columns.str(name)? {
                    Some(column) => {
                        let mut values = Vec::new();
                        for ord in column.term_ords(doc) {
                            let mut value = String::new();
                            column.ord_to_str(ord, &mut value)?;
                            values.push(value);
                        }
                        values
                    }
                    None => Vec::new(),
                },
                FieldType::I64(_) => columns.i64(name)?.values_for_doc(doc).map(|n| n.to_string()).collect(),
                _ => columns.u64(name)?.values_for_doc(doc).map(|n| n.to_string()).collect(),
            };
            let mut wanted: Vec<String> =
                expected.get_all(field).map(|value| text_of(&OwnedValue::from(value.as_value()))).collect();
            found.sort_unstable();
            wanted.sort_unstable();
            if found != wanted {
                return Ok(Some(name.to_owned()));
            }
        }
        Ok(None)
    }

    fn expected_postings(&mut self, document: &TantivyDocument) -> u64 {
        let mut sum = 0u64;
        for (field, entry) in self.schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            let option = entry.field_type().get_index_record_option().unwrap_or(IndexRecordOption::Basic);
            let mut add = |key: &[u8], position: u32| sum = sum.wrapping_add(posting(field, key, position));
            for value in document.get_all(field) {
                match OwnedValue::from(value.as_value()) {
                    OwnedValue::Str(text) if option.has_positions() => {
                        let mut tokens = self.tokenizer.token_stream(&text);
                        while tokens.advance() {
                            let position = u32::try_from(tokens.token().position).unwrap_or(u32::MAX);
                            add(tokens.token().text.as_bytes(), position);
                        }
                    }
                    OwnedValue::Str(text) => add(text.as_bytes(), 0),
                    OwnedValue::U64(number) => {
                        add(Term::from_field_u64(field, number).serialized_value_bytes(), 0);
                    }
                    OwnedValue::I64(number) => {
                        add(Term::from_field_i64(field, number).serialized_value_bytes(), 0);
                    }
                    _ => {}
                }
            }
        }
        sum
    }
}

fn posting(field: Field, key: &[u8], position: u32) -> u64 {
    let mut digest = Digest::new();
    digest.add(&field.field_id().to_le_bytes());
    digest.add(&position.to_le_bytes());
    digest.add(key);
    digest.finish()
}

fn text_of(value: &OwnedValue) -> String {
    match value {
        OwnedValue::Str(text) => text.clone(),
        OwnedValue::U64(number) => number.to_string(),
        OwnedValue::I64(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// What is wrong with the places of mentions in a text, or with whom they name.
fn misplaced(text: &str, mentions: &[StoredMention], gazetteer: &Gazetteer) -> Option<String> {
    let mut last = 0;
    for mention in mentions {
        let Some(form) = text.get(mention.start..mention.end).filter(|form| !form.is_empty()) else {
            return Some(format!("a mention of {} lies outside of the text", mention.id));
        };
        if mention.start < last {
            return Some(format!("a mention of {} stands before the one before it", mention.id));
        }
        last = mention.start;
        let unknown = std::iter::once(&mention.id).chain(&mention.rivals);
        let unknown = unknown.into_iter().find(|id| entity(id, form, gazetteer).is_none());
        if let Some(id) = unknown {
            return Some(format!("it names {id}, which its gazetteer does not have"));
        }
    }
    None
}

fn entity(id: &str, form: &str, gazetteer: &Gazetteer) -> Option<Entity> {
    gazetteer.by_id(id).or_else(|| discover::entity_of(id, form))
}

fn fill(text: &mut TaggedText, mentions: &[StoredMention], analyzer: &mut Analyzer, gazetteer: &Gazetteer) {
    text.tokens = analyzer.tokens(&text.text);
    for mention in mentions {
        let form = text.text.get(mention.start..mention.end).unwrap_or_default();
        let named = |id: &String| entity(id, form, gazetteer).map(Rc::new);
        let Some(entity) = named(&mention.id) else { continue };
        let first_token = text.tokens.partition_point(|token| token.span.end <= mention.start);
        let end_token = text.tokens.partition_point(|token| token.span.start < mention.end);
        text.mentions.push(Mention {
            span: Span::new(mention.start, mention.end),
            first_token,
            tokens: end_token.saturating_sub(first_token),
            entity,
            rivals: mention.rivals.iter().filter_map(named).collect(),
            kind: mention.kind,
            cue: None,
        });
    }
}
