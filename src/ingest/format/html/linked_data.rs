//! JSON-LD: what schema.org's articles say of themselves, alone, in a list or
//! in a graph. What is malformed is as if it were not there.

use serde_json::{Map, Value};

use crate::ingest::fields::one_line;
use crate::ingest::format::mend;

/// Kinds of article in schema.org.
const ARTICLES: [&str; 10] = [
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Report",
];
/// How many lists and graphs may lie around an article.
const DEEPEST: usize = 6;

/// The fields of the first article that has them.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    pub headline: Option<String>,
    pub date: Option<String>,
    pub author: Option<String>,
    pub section: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub body: Option<String>,
}

impl LinkedData {
    /// Reads one script of a page.
    pub fn add(&mut self, script: &str) {
        // Some systems wrap it against browsers of the last century.
        let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
        let script = script.trim_end_matches("-->").trim_end_matches("//]]>").trim();
        let value = serde_json::from_str(script).or_else(|_| serde_json::from_str(&mend::json(script)));
        if let Ok(value) = value {
            self.search(&value, 0);
        }
    }

    fn search(&mut self, value: &Value, depth: usize) {
        match value {
            _ if depth > DEEPEST => {}
            Value::Array(list) => list.iter().for_each(|item| self.search(item, depth + 1)),
            Value::Object(object) => {
                if is_article(object) {
                    self.read(object);
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner) = object.get(key) {
                        self.search(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn read(&mut self, article: &Map<String, Value>) {
        let mut set = |slot: fn(&mut Self) -> &mut Option<String>, value: Option<String>| {
            let slot = slot(self);
            if slot.is_none() {
                *slot = value.filter(|value| !value.trim().is_empty());
            }
        };
        let line = |key: &str| article.get(key).and_then(named).map(|value| one_line(&value));
        set(|data| &mut data.headline, line("headline").or_else(|| line("name")));
        set(|data| &mut data.date, line("datePublished").or_else(|| line("dateCreated")));
        set(|data| &mut data.author, line("author").or_else(|| line("creator")));
        set(|data| &mut data.section, line("articleSection"));
        set(|data| &mut data.publisher, line("publisher"));
        set(|data| &mut data.url, line("url").or_else(|| line("mainEntityOfPage")));
        set(|data| &mut data.body, article.get("articleBody").and_then(Value::as_str).map(str::to_owned));
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is_one = |kind: &Value| {
        let kind = kind.as_str().unwrap_or_default();
        ARTICLES.contains(&kind.rsplit(['/', ':']).next().unwrap_or_default())
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_one),
        Some(kind) => is_one(kind),
        None => false,
    }
}

/// A text, or the name or address of a thing; of a list the texts of all, joined.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => {
            object.get("name").or_else(|| object.get("@id")).and_then(Value::as_str).map(str::to_owned)
        }
        Value::Array(list) => {
            let names: Vec<String> = list.iter().filter(|item| !item.is_array()).filter_map(named).collect();
            Some(names.join("، ")).filter(|names| !names.is_empty())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> LinkedData {
        let mut data = LinkedData::default();
        data.add(script);
        data
    }

    #[test]
    fn an_article_is_found_alone_in_a_list_and_in_a_graph() {
        let article = r#"{"@type":"NewsArticle","headline":"h","datePublished":"2017-11-19","author":[{"name":"a"},"b"],"publisher":{"name":"p"},"articleSection":["s"]}"#;
        for script in [
            article.to_owned(),
            format!("[{{\"@type\":\"WebSite\",\"name\":\"w\"}},{article}]"),
            format!("{{\"@context\":\"x\",\"@graph\":[{{\"@type\":\"Person\",\"name\":\"n\"}},{article}]}}"),
            article.replace("\"NewsArticle\"", "[\"Thing\",\"https://schema.org/ReportageNewsArticle\"]"),
            format!("<!--\n{article}\n-->"),
        ] {
            let data = read(&script);
            assert_eq!(data.headline.as_deref(), Some("h"), "{script}");
            assert_eq!(data.author.as_deref(), Some("a، b"), "{script}");
            assert_eq!(data.publisher.as_deref(), Some("p"), "{script}");
            assert_eq!(data.section.as_deref(), Some("s"), "{script}");
        }
    }

    #[test]
    fn what_is_malformed_or_no_article_is_as_if_it_were_not_there() {
        for script in [
            "{",
            "",
            "[[[[[[[[{\"@type\":\"Article\",\"headline\":\"h\"}]]]]]]]]",
            r#"{"@type":"WebSite","name":"h"}"#,
        ] {
            assert_eq!(read(script).headline, None, "{script}");
        }
        assert_eq!(read(&"[".repeat(100_000)).headline, None);
        assert_eq!(
            read("{\"@type\":\"Article\",\"headline\":\"two\nlines\"}").headline.as_deref(),
            Some("two lines")
        );
    }
}
