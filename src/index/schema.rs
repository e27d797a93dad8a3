//! Every field of the index, each with a line on why it is there. One
//! document is one passage; article fields are repeated in each of its passages.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

use super::tokenizer;

/// Handles to the fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The article's own id: to show, replace or delete an article.
    pub id: Field,
    /// A number for the article's id: groups passages by article without reading text.
    pub article: Field,
    /// The number of its source file ([`super::SourceFile`]): to replace or remove what came from it.
    pub file: Field,
    /// The passage's number in the article: order of passages, and of equal scores.
    pub order: Field,
    /// Bits of [`super::opens`]: headline and headings are repeated with every passage
    /// below them, and what they name counts once.
    pub opens: Field,
    /// A fingerprint of the article's words: near copies have nearly the same.
    pub fingerprint: Field,
    /// [`crate::document::Part`]: related lines and teasers stay out unless asked for.
    pub part: Field,
    /// Day as the number yyyymmdd: ranges, sorting, timelines.
    pub date: Field,
    /// Words of the passage: BM25's length, free of the extra terms of readings and entities.
    pub length: Field,
    /// Newspaper section as printed: display and counts.
    pub category: Field,
    /// Outlet as printed: display and counts.
    pub source: Field,
    /// `section:…` and `source:…` with the norm of the whole name: filters.
    pub key: Field,
    /// Ids of the actors named in the passage: counts.
    pub actors: Field,
    /// Ids of the locations named in the passage: counts.
    pub locations: Field,
    /// Words and entities of the headline.
    pub title: Field,
    /// Words and entities of the in-article heading.
    pub heading: Field,
    /// Words and entities of the passage.
    pub text: Field,
    /// Everything that is only shown, as one JSON object. Text, not bytes: tantivy
    /// stores bytes one call a byte.
    pub record: Field,
}

/// The schema and its handles.
pub(super) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let number = || NumericOptions::default().set_fast();
    let words = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer::NAME)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            // Lengths come from `length`: tantivy would count every term of a position.
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: schema.add_text_field("id", STRING),
        article: schema.add_u64_field("article", number()),
        file: schema.add_u64_field("file", number() | INDEXED),
        order: schema.add_u64_field("order", number()),
        opens: schema.add_u64_field("opens", number()),
        fingerprint: schema.add_u64_field("fingerprint", number()),
        part: schema.add_u64_field("part", number() | INDEXED),
        date: schema.add_i64_field("date", number() | INDEXED),
        length: schema.add_u64_field("length", number()),
        category: schema.add_text_field("category", FAST),
        source: schema.add_text_field("source", FAST),
        key: schema.add_text_field("key", STRING),
        actors: schema.add_text_field("actors", FAST),
        locations: schema.add_text_field("locations", FAST),
        title: schema.add_text_field("title", words()),
        heading: schema.add_text_field("heading", words()),
        text: schema.add_text_field("text", words()),
        record: schema.add_text_field("record", STORED),
    };
    (schema.build(), fields)
}
