//! JSON: one object, an array of objects, an object that holds such an array;
//! or one object a line.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Located, mend};
use crate::document::Article;
use crate::ingest::fields::FieldNames;
use crate::ingest::source::Skipped;

/// A file that is one JSON value.
pub(super) fn articles(
    text: &str,
    path: &Path,
    names: &FieldNames,
    skipped: &mut Vec<Skipped>,
) -> Vec<Located> {
    let value: Value = match read(text) {
        Ok(value) => value,
        // Many files called .json hold one object a line.
        Err(error) if error.is_syntax() && error.line() > 1 && text.trim_start().starts_with('{') => {
            return lines(text, NO_OBJECT, path, 1, names, skipped);
        }
        Err(error) => {
            skipped.push(Skipped::line(
                path,
                error.line() as u64,
                format!("malformed JSON: {}", without_place(&error)),
            ));
            return Vec::new();
        }
    };
    let list = match value {
        Value::Array(list) => list,
        Value::Object(object) => match array_inside(&object) {
            Some(list) => list,
            None => return vec![(None, article(&object, names))],
        },
        _ => {
            skipped.push(Skipped::file(path, "it holds neither an object nor a list of objects"));
            return Vec::new();
        }
    };
    let mut found = Vec::with_capacity(list.len());
    for (number, item) in (1u64..).zip(list) {
        match item {
            Value::Object(object) => found.push((Some(number), article(&object, names))),
            _ => skipped.push(Skipped::line(path, number, NO_OBJECT_IN_LIST)),
        }
    }
    found
}

/// The list under the only key that has a list of objects: `{"articles": […]}`.
fn array_inside(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let mut lists = object.values().filter_map(|value| match value {
        Value::Array(list) if list.first().is_some_and(Value::is_object) => Some(list),
        _ => None,
    });
    let list = lists.next()?;
    lists.next().is_none().then(|| list.clone())
}

/// What is said of a line that is well formed but no object.
pub(super) const NO_OBJECT: &str = "the line is not a JSON object";
/// The same of an item of a list.
pub(super) const NO_OBJECT_IN_LIST: &str = "an item of the list is not an object";

/// A file of one object a line, of which `text` starts at line `first_line`.
/// `no_object` is said where a line holds something else.
pub(super) fn lines(
    text: &str,
    no_object: &str,
    path: &Path,
    first_line: u64,
    names: &FieldNames,
    skipped: &mut Vec<Skipped>,
) -> Vec<Located> {
    let mut found = Vec::new();
    for (number, line) in (first_line..).zip(text.lines()) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if line.is_empty() {
            continue;
        }
        match read::<Map<String, Value>>(line) {
            Ok(object) => found.push((Some(number), article(&object, names))),
            Err(error) => {
                let reason = if error.is_data() {
                    no_object.to_owned()
                } else {
                    format!("malformed JSON at column {}: {}", error.column(), without_place(&error))
                };
                skipped.push(Skipped::line(path, number, reason));
            }
        }
    }
    found
}

/// Reads JSON as it is, else mended; the fault told is that of what was written.
fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| serde_json::from_str(&mend::json(text)).map_err(|_| error))
}

fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(reason, _)| reason.to_owned())
}

fn article(object: &Map<String, Value>, names: &FieldNames) -> Article {
    names.article(object.iter().filter_map(|(name, value)| Some((name.as_str(), plain(value)?))))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        // A body given as a list of paragraphs.
        Value::Array(list) => {
            let parts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            parts.map(|parts| parts.join("\n\n"))
        }
        _ => None,
    }
}
