//! Field names: which column, key or header line holds the id, title, body…

use std::collections::HashMap;

use super::date::parse_day;
use crate::document::Article;

/// The usual names of each field, those of the news world first.
const USUAL: [(Field, &[&str]); 8] = [
    (Field::Id, &["id", "_id", "docid", "doc_id", "uid", "guid", "المعرف", "معرف"]),
    (Field::Title, &["title", "headline", "العنوان", "عنوان"]),
    (Field::Body, &["body", "text", "content", "article", "النص", "نص", "المحتوى"]),
    (Field::Category, &["section", "category", "القسم", "التصنيف", "الباب"]),
    (Field::Source, &["source", "publisher", "outlet", "agency", "المصدر"]),
    (
        Field::Date,
        &["date", "published", "published_at", "pubdate", "date_published", "التاريخ", "تاريخ النشر"],
    ),
    (Field::Author, &["author", "authors", "byline", "creator", "الكاتب", "كاتب المقال"]),
    (Field::Url, &["url", "link", "الرابط"]),
];

/// A field of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Its own id.
    Id,
    /// Headline.
    Title,
    /// Text.
    Body,
    /// Newspaper section.
    Category,
    /// Outlet.
    Source,
    /// Who wrote it.
    Author,
    /// Day of publication.
    Date,
    /// Address.
    Url,
}

/// Which names stand for which field; a user's names come before the usual ones.
#[derive(Debug, Clone)]
pub struct FieldNames {
    /// Lower-case name → field and rank; a smaller rank wins where a record has several.
    names: HashMap<String, (Field, usize)>,
}

impl Default for FieldNames {
    fn default() -> Self {
        let mut names = HashMap::new();
        for (field, usual) in USUAL {
            for (rank, name) in usual.iter().enumerate() {
                names.insert((*name).to_owned(), (field, rank + 1));
            }
        }
        FieldNames { names }
    }
}

impl FieldNames {
    /// Adds `FIELD=NAME`, as given on the command line.
    ///
    /// # Errors
    /// Says which field names exist.
    pub fn add(&mut self, rule: &str) -> Result<(), String> {
        let fields = "id, title, body, category, source, author, date, url";
        let (field, name) = rule
            .split_once('=')
            .ok_or_else(|| format!("--field wants FIELD=NAME, where FIELD is one of {fields}"))?;
        let field = match field.trim() {
            "id" => Field::Id,
            "title" => Field::Title,
            "body" => Field::Body,
            "category" | "section" => Field::Category,
            "source" => Field::Source,
            "author" => Field::Author,
            "date" => Field::Date,
            "url" => Field::Url,
            other => return Err(format!("--field knows no field {other}; there are {fields}")),
        };
        self.names.insert(name.trim().to_lowercase(), (field, 0));
        Ok(())
    }

    /// The field that `name` stands for.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field> {
        self.names.get(name.trim().to_lowercase().as_str()).map(|&(field, _)| field)
    }

    fn rank(&self, name: &str) -> usize {
        self.names.get(name.trim().to_lowercase().as_str()).map_or(usize::MAX, |&(_, rank)| rank)
    }

    /// Fills an article from pairs of name and value. Where two names stand for
    /// one field, the better name with a value wins.
    pub(super) fn article<'a>(&self, pairs: impl IntoIterator<Item = (&'a str, String)>) -> Article {
        let mut pairs: Vec<(&str, String)> = pairs
            .into_iter()
            .filter(|(name, value)| self.field(name).is_some() && !value.trim().is_empty())
            .collect();
        pairs.sort_by_key(|(name, _)| self.rank(name));
        let mut article = Article::default();
        for (name, value) in pairs {
            match self.field(name) {
                Some(Field::Id) if article.id.is_empty() => value.trim().clone_into(&mut article.id),
                Some(Field::Title) if article.title.is_empty() => article.title = one_line(&value),
                Some(Field::Body) if article.body.is_empty() => article.body = value,
                Some(Field::Category) => set(&mut article.category, &value),
                Some(Field::Source) => set(&mut article.source, &value),
                Some(Field::Author) => set(&mut article.author, &value),
                Some(Field::Url) => set(&mut article.url, &value),
                Some(Field::Date) if article.date.is_none() => article.date = parse_day(&value),
                _ => {}
            }
        }
        article
    }
}

fn set(slot: &mut Option<String>, value: &str) {
    if slot.is_none() {
        *slot = Some(one_line(value));
    }
}

/// Metadata is one line: white space runs become single spaces.
pub(super) fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}
