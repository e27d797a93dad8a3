//! Articles as an index stores them, put together again from their passages: for
//! tagging anew without the sources.

use super::Address;
use super::reader::{Archive, PassageRecord};
use crate::document::{Article, Passage, Span};
use crate::entity::{TaggedArticle, TaggedHeading, TaggedPassage, TaggedText};
use crate::error::Result;

impl Archive {
    /// Visits the passages of every article, article by article, until `visit` gives `false`.
    ///
    /// # Errors
    /// When the index cannot be read, or what `visit` gives.
    pub fn each_article(&self, mut visit: impl FnMut(StoredArticle) -> Result<bool>) -> Result<()> {
        for (number, segment) in (0u32..).zip(self.searcher().segment_readers()) {
            let addresses = segment.doc_ids_alive().map(|doc| Address::new(number, doc));
            if !self.group(addresses, &mut visit)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Visits the articles among passages.
    pub(super) fn group(
        &self,
        passages: impl Iterator<Item = Address>,
        visit: &mut impl FnMut(StoredArticle) -> Result<bool>,
    ) -> Result<bool> {
        grouped(passages.map(|address| Ok((address, self.record(address)?))), visit)
    }
}

/// Visits the articles among passages until `visit` gives `false`. The passages of an article
/// are neighbours, since they were added in one operation.
pub(super) fn grouped(
    passages: impl Iterator<Item = Result<(Address, PassageRecord)>>,
    visit: &mut impl FnMut(StoredArticle) -> Result<bool>,
) -> Result<bool> {
    let mut article: Option<StoredArticle> = None;
    for passage in passages {
        let (address, record) = passage?;
        match &mut article {
            Some(known) if known.passages[0].id == record.id => known.passages.push(record),
            _ => {
                let next = StoredArticle { address, passages: vec![record] };
                if let Some(whole) = article.replace(next)
                    && !visit(whole)?
                {
                    return Ok(false);
                }
            }
        }
    }
    article.map_or(Ok(true), visit)
}

/// An article as an index stores it.
#[derive(Debug, Clone)]
pub struct StoredArticle {
    /// Where its first passage is stored.
    pub address: Address,
    /// Its passages, at least one.
    pub passages: Vec<PassageRecord>,
}

/// An article as it was tagged, but for its words and mentions. `None` without passages.
#[must_use]
pub fn article_of(stored: StoredArticle) -> Option<TaggedArticle> {
    let records = stored.passages;
    let first = records.first()?;
    let article = Article {
        id: first.id.clone(),
        title: first.title.clone(),
        source: first.source.clone(),
        author: first.author.clone(),
        date: first.date,
        category: first.category.clone(),
        url: first.url.clone(),
        path: first.path.clone(),
        file: first.file,
        ..Article::default()
    };
    let plain = |text: String| TaggedText { text, ..TaggedText::default() };
    let title = plain(first.title.clone());
    let mut sections: Vec<usize> = Vec::new();
    let mut headings: Vec<TaggedHeading> = Vec::new();
    let mut passages = Vec::with_capacity(records.len());
    // An article that is only a headline has one record and no passage.
    let is_headline_only = records.len() == 1 && first.text.is_empty();
    for record in records.into_iter().filter(|_| !is_headline_only) {
        let heading = record.heading.map(|text| {
            let number = sections.iter().position(|section| *section == record.section);
            let number = number.unwrap_or_else(|| {
                sections.push(record.section);
                headings.push(TaggedHeading { start: 0, start_chars: 0, tagged: plain(text) });
                headings.len() - 1
            });
            if let Some((start, start_chars)) = record.heading_start {
                (headings[number].start, headings[number].start_chars) = (start, start_chars);
            }
            number
        });
        passages.push(TaggedPassage {
            passage: Passage {
                section: record.section,
                heading: None,
                part: record.part,
                span: Span::new(record.start, record.start + record.text.len()),
            },
            start_chars: record.start_chars,
            heading,
            tagged: plain(record.text),
        });
    }
    Some(TaggedArticle { article, title, headings, passages, fingerprint: 0 })
}
