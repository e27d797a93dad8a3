//! What a page says of itself: OpenGraph and other meta tags, JSON-LD,
//! microdata, and what its markup shows. Which of several names counts is
//! told by the order of the tables here: what only news writes comes first.

use scraper::{ElementRef, Html};

use super::linked_data::LinkedData;
use crate::document::Article;
use crate::ingest::date::parse_day;
use crate::ingest::fields::one_line;

/// Names of meta tags for each field, the best first.
const TITLES: &[&str] = &["og:title", "title", "twitter:title"];
const OTHER_TITLES: &[&str] = &["parsely-title", "sailthru.title", "dc.title", "dcterms.title"];
const SOURCES: &[&str] = &["og:site_name"];
const OTHER_SOURCES: &[&str] =
    &["publisher", "article:publisher", "dc.publisher", "dcterms.publisher", "application-name"];
const CATEGORIES: &[&str] = &["article:section"];
const OTHER_CATEGORIES: &[&str] = &[
    "section",
    "category",
    "parsely-section",
    "sailthru.section",
    "cxenseparse:recs:category",
    "dc.subject",
];
const DATES: &[&str] = &["article:published_time", "og:article:published_time", "og:published_time"];
const OTHER_DATES: &[&str] = &[
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "article.published",
];
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
];
const IDS: &[&str] = &["article:id", "article-id"];

/// What the page says, in the order of the page.
#[derive(Default)]
struct Said {
    /// Meta tags: name in lower case, content.
    tags: Vec<(String, String)>,
    /// Microdata: property in lower case, value.
    properties: Vec<(String, String)>,
    times: Vec<String>,
    title: Option<String>,
    heading: Option<String>,
    canonical: Option<String>,
    linked: LinkedData,
}

/// Fills the fields of the article; the body of its linked data, if it has one, is returned.
pub(super) fn read(document: &Html, article: &mut Article) -> Option<String> {
    let said = Said::of(document);
    let linked = &said.linked;
    let page_title = || {
        let title = said.title.as_ref()?;
        // "headline | site": the site's name is no part of the headline.
        let headline =
            [" | ", " – ", " - "].iter().find_map(|bar| title.split_once(bar)).map(|(headline, _)| headline);
        Some(headline.unwrap_or(title).trim().to_owned())
    };
    article.source =
        said.tag(SOURCES).or_else(|| linked.publisher.clone()).or_else(|| said.name(OTHER_SOURCES));
    let title = said.tag(TITLES).or_else(|| linked.headline.clone()).or_else(|| said.tag(OTHER_TITLES));
    let title = title.map(|title| without_source(title, article.source.as_deref()));
    article.title = title.or_else(|| said.heading.clone()).or_else(page_title).unwrap_or_default();
    article.category = said
        .tag(CATEGORIES)
        .or_else(|| linked.section.clone())
        .or_else(|| said.property("articlesection"))
        .or_else(|| said.name(OTHER_CATEGORIES));
    article.url = said.tag(&["og:url"]).or_else(|| said.canonical.clone()).or_else(|| linked.url.clone());
    article.author = linked.author.clone().or_else(|| said.name(AUTHORS)).or_else(|| said.property("author"));
    let dates = said.all(DATES).chain(linked.date.as_deref());
    let dates = dates.chain(said.properties_named("datepublished")).chain(said.all(OTHER_DATES));
    article.date = dates.chain(said.times.iter().map(String::as_str)).find_map(parse_day);
    article.id = said.tag(IDS).unwrap_or_default();
    said.linked.body
}

impl Said {
    fn of(document: &Html) -> Self {
        let mut said = Said::default();
        for element in document.tree.nodes().filter_map(ElementRef::wrap) {
            said.note(element);
        }
        said
    }

    fn note(&mut self, element: ElementRef<'_>) {
        let text = || one_line(&element.text().collect::<String>());
        let content = |name: &str| element.attr(name).map(one_line).filter(|value| !value.is_empty());
        match element.value().name() {
            "meta" => {
                let name = element.attr("property").or_else(|| element.attr("name"));
                if let (Some(name), Some(value)) = (name, content("content")) {
                    self.tags.push((name.trim().to_lowercase(), value));
                }
            }
            "link" if element.attr("rel") == Some("canonical") && self.canonical.is_none() => {
                self.canonical = content("href");
            }
            "h1" if self.heading.is_none() => self.heading = Some(text()).filter(|text| !text.is_empty()),
            // An image inside the page may have a title too.
            "title" if self.title.is_none() => self.title = Some(text()).filter(|text| !text.is_empty()),
            "time" => self.times.extend(content("datetime")),
            "script" if element.attr("type").is_some_and(is_linked_data) => {
                self.linked.add(&element.text().collect::<String>());
            }
            _ => {}
        }
        if let Some(property) = element.attr("itemprop") {
            let property = property.to_lowercase();
            if !["datepublished", "articlesection", "author"].contains(&property.as_str()) {
                return;
            }
            let value = content("content").or_else(|| content("datetime")).unwrap_or_else(text);
            self.properties.push((property, value));
        }
    }

    /// The values of tags, those of the first name first.
    fn all<'a>(&'a self, names: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        names.iter().flat_map(move |name| {
            self.tags.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
        })
    }

    fn tag(&self, names: &[&str]) -> Option<String> {
        self.all(names).next().map(str::to_owned)
    }

    /// A tag that names somebody or something; some pages give an address there.
    fn name(&self, names: &[&str]) -> Option<String> {
        self.all(names).find(|value| !value.starts_with("http")).map(str::to_owned)
    }

    fn properties_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.properties.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn property(&self, name: &str) -> Option<String> {
        self.properties_named(name).find(|value| !value.is_empty()).map(str::to_owned)
    }
}

fn is_linked_data(media_type: &str) -> bool {
    media_type.trim().to_ascii_lowercase().starts_with("application/ld+json")
}

/// "headline | site" without the site, where the page names it.
fn without_source(title: String, source: Option<&str>) -> String {
    let Some(source) = source else { return title };
    let headline = title.strip_suffix(source).and_then(|rest| {
        let rest = rest.trim_end();
        rest.strip_suffix(['|', '-', '–', '—', ':']).map(str::trim_end)
    });
    match headline {
        Some(headline) if !headline.is_empty() => headline.to_owned(),
        _ => title,
    }
}
