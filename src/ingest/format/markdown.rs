//! Markdown with YAML front matter. Headings become marked lines; links,
//! emphasis, quote and list marks go, their text stays.

use super::front_matter;
use crate::document::{Article, LineRole, Span};
use crate::ingest::fields::FieldNames;

pub(super) fn article(text: &str, names: &FieldNames) -> Result<Article, String> {
    let text = text.trim_start_matches('\u{FEFF}');
    let (front, markdown) = split_front_matter(text);
    let mut article = match front {
        Some(front) => {
            let pairs = front_matter::pairs(front)?;
            names.article(pairs.iter().map(|(name, value)| (name.as_str(), value.clone())))
        }
        None => Article::default(),
    };
    article.has_markup = true;
    let mut body = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.trim();
        let level = line.bytes().take_while(|&b| b == b'#').count();
        let is_heading = (1..=6).contains(&level) && line[level..].starts_with(' ');
        let start = body.len();
        if is_heading {
            let heading = plain(line[level..].trim_matches([' ', '#']));
            if level == 1 && article.title.is_empty() {
                article.title = heading;
                continue;
            }
            let heading = heading.trim();
            if heading.is_empty() {
                continue;
            }
            body.push_str(heading);
            article.marked_lines.push((Span::new(start, body.len()), LineRole::Heading));
        } else {
            body.push_str(&plain(line));
        }
        body.push('\n');
    }
    body.trim_end().clone_into(&mut article.body);
    Ok(article)
}

fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix("---\n") else { return (None, text) };
    match rest.split_once("\n---\n") {
        Some((front, body)) => (Some(front), body),
        None => (None, text),
    }
}

/// A line without Markdown's marks.
fn plain(line: &str) -> String {
    let line = line.trim_start_matches(['>', ' ']);
    let line = line
        .strip_prefix("- ")
        .or_else(|| line.strip_prefix("* "))
        .or_else(|| line.strip_prefix("+ "))
        .unwrap_or(line);
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let link = rest[open + 1..].find("](").map(|close| open + 1 + close);
        let end = link.and_then(|at| rest[at..].find(')').map(|end| at + end));
        let (Some(close), Some(end)) = (link, end) else { break };
        // An image's text describes what nobody reads here.
        let is_image = rest[..open].ends_with('!');
        out.push_str(rest[..open].trim_end_matches('!'));
        if !is_image {
            out.push_str(&rest[open + 1..close]);
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out.replace("**", "").replace("__", "").replace('`', "").trim().to_owned()
}
