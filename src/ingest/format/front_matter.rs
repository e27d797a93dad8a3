//! YAML front matter: the pairs of its outermost mapping. It is read as a
//! stream of events, so neither aliases that multiply nor nesting cost anything.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

/// Bytes of front matter that are read: metadata are a few lines.
const LONGEST: usize = 64 * 1024;
/// Values that are none.
const NOTHING: [&str; 5] = ["", "~", "null", "Null", "NULL"];

/// Names and values. Of a list the first item counts; nested mappings and
/// aliases are no metadata of ours.
///
/// # Errors
/// A clause that says what is wrong with it.
pub(super) fn pairs(front: &str) -> Result<Vec<(String, String)>, String> {
    if front.len() > LONGEST {
        return Err(format!("its front matter is longer than {} KiB", LONGEST >> 10));
    }
    read(front).map_err(|error| format!("its front matter is not YAML: {error}"))
}

fn read(front: &str) -> Result<Vec<(String, String)>, ScanError> {
    let mut pairs = Vec::new();
    // How many mappings and lists are open, and whether the innermost but the first is a list.
    let mut depth = 0;
    let mut is_mapping = false;
    let (mut in_list, mut is_name) = (false, false);
    let mut name: Option<String> = None;
    for event in Parser::new_from_str(front) {
        match event?.0 {
            start @ (Event::MappingStart(..) | Event::SequenceStart(..)) => {
                let is_list = matches!(start, Event::SequenceStart(..));
                is_mapping |= depth == 0 && !is_list;
                if depth == 1 {
                    is_name = name.is_none();
                }
                in_list = depth == 1 && is_list && !is_name;
                depth += 1;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                depth -= 1;
                if depth == 1 {
                    name = is_name.then(String::new);
                }
            }
            Event::Scalar(value, style, ..) if depth == 1 && is_mapping => match name.take() {
                None => name = Some(value.into_owned()),
                Some(name) if name.is_empty() => {}
                Some(_) if style == ScalarStyle::Plain && NOTHING.contains(&&*value) => {}
                Some(name) => pairs.push((name, value.into_owned())),
            },
            Event::Scalar(value, ..) if depth == 2 && in_list => {
                if let Some(name) = name.take().filter(|name| !name.is_empty()) {
                    pairs.push((name, value.into_owned()));
                }
            }
            Event::Alias(_) if depth == 1 => {
                name = match name {
                    None => Some(String::new()),
                    Some(_) => None,
                };
            }
            // One document is what there is.
            Event::DocumentEnd => break,
            _ => {}
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn names(front: &str) -> Vec<String> {
        pairs(front).unwrap().into_iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn scalars_and_first_items_are_read_and_nested_values_are_not() {
        let front = "title: a\nid: 7\ntags: [x, y]\nmore:\n  inner: z\n  list: [1, 2]\ndate: 2017-11-19\nquoted: \"b: c\"\n";
        assert_eq!(names(front), ["title=a", "id=7", "tags=x", "date=2017-11-19", "quoted=b: c"]);
        assert_eq!(names("lists: [[1, 2], 3]\nafter: b\n"), ["after=b"]);
        assert_eq!(names("none: ~\n? [key, of, many]\n: value\nafter: b\n"), ["after=b"]);
        assert!(names("- a\n- b\n").is_empty());
    }

    #[test]
    fn aliases_that_multiply_and_deep_nesting_end_at_once() {
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..40 {
            let _ = writeln!(bomb, "a{level}: &a{level} [*a{0}, *a{0}]", level - 1);
        }
        assert_eq!(names(&format!("{bomb}title: t\n")).last().map(String::as_str), Some("title=t"));
        for deep in ["[".repeat(60_000), "- ".repeat(30_000), "a:\n ".repeat(12_000), "{a: ".repeat(12_000)] {
            // An error or nothing; what counts is that it comes back.
            let _ = pairs(&format!("title: t\nb: {deep}"));
            let _ = pairs(&deep);
        }
        assert!(pairs(&"a".repeat(LONGEST + 1)).is_err());
    }
}
