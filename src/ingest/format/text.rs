//! Plain text: header lines `Name: value` with known field names, an empty
//! line, then the body. Without such a header the first line is the title
//! when it is short and something follows.

use crate::document::Article;
use crate::ingest::fields::{FieldNames, one_line};

/// A first line of at most this many words, with no full stop, is a title.
const LONGEST_TITLE: usize = 25;

pub(super) fn article(text: &str, names: &FieldNames) -> Article {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start_matches(['\u{FEFF}', '\n']);
    while let Some((line, after)) = rest.split_once('\n') {
        let Some((name, value)) = header(line, names) else { break };
        pairs.push((name, value));
        rest = after;
    }
    if !pairs.is_empty() {
        let mut article = names.article(pairs);
        rest.trim_matches('\n').clone_into(&mut article.body);
        return article;
    }
    match rest.trim_start().split_once('\n') {
        Some((first, body)) if is_title(first) && !body.trim().is_empty() => {
            Article { title: one_line(first), body: body.trim_matches('\n').to_owned(), ..Article::default() }
        }
        _ => Article { body: rest.to_owned(), ..Article::default() },
    }
}

fn header<'a>(line: &'a str, names: &FieldNames) -> Option<(&'a str, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_matches(|c: char| c.is_whitespace() || crate::arabic::letters::is_format(c));
    names.field(name).map(|_| (name, value.trim().to_owned()))
}

pub(super) fn is_title(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.ends_with('.') && line.split_whitespace().count() <= LONGEST_TITLE
}
