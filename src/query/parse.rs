//! Reads the query language. Every error says at which character it is and
//! what was expected there.

use super::ast::{Closeness, Field, Occur, Query};
use super::filters::days_of;
use super::limits::{DEEPEST, LONGEST_QUERY, Size};
use super::scan::Scanner;
use crate::arabic::segment;
use crate::error::Result;

/// Distance of `a NEAR b` without a number.
const USUAL_DISTANCE: u32 = 8;
/// The field that holds days.
const DATE: &str = "date";

/// Reads a query.
///
/// # Errors
/// [`crate::error::Error::Query`] with position and expectation.
pub fn parse(text: &str) -> Result<Query> {
    let mut parser = Parser { scan: Scanner::new(text), depth: 0, size: Size::default() };
    if parser.scan.characters.len() > LONGEST_QUERY {
        let expected = format!("at most {LONGEST_QUERY} characters; ask in several queries");
        return Err(parser.scan.expected_at(LONGEST_QUERY, &expected));
    }
    let query = parser.any()?;
    parser.scan.skip_blanks();
    if parser.scan.at < parser.scan.characters.len() {
        return Err(parser.scan.expected("the end of the query or an operator"));
    }
    Ok(query)
}

struct Parser<'a> {
    scan: Scanner<'a>,
    depth: usize,
    size: Size,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Query> {
        let mut members = vec![self.all()?];
        loop {
            self.scan.skip_blanks();
            if !self.scan.operator("OR") {
                break;
            }
            self.scan.at += 2;
            members.push(self.all()?);
        }
        Ok(single_or(members, Query::Or))
    }

    fn all(&mut self) -> Result<Query> {
        let mut members = vec![self.bag()?];
        loop {
            self.scan.skip_blanks();
            if !self.scan.operator("AND") {
                break;
            }
            self.scan.at += 3;
            members.push(self.bag()?);
        }
        Ok(single_or(members, Query::And))
    }

    fn bag(&mut self) -> Result<Query> {
        let mut members = Vec::new();
        loop {
            self.scan.skip_blanks();
            if self.scan.peek().is_none_or(|c| c == ')')
                || self.scan.operator("OR")
                || self.scan.operator("AND")
            {
                break;
            }
            let occur = self.occurrence();
            members.push((occur, self.near()?));
        }
        if members.is_empty() {
            return Err(self.scan.expected("a word, a phrase, a field or a bracket"));
        }
        match members.len() {
            1 if members[0].0 != Occur::MustNot => Ok(members.remove(0).1),
            _ => Ok(Query::Bag(members)),
        }
    }

    fn occurrence(&mut self) -> Occur {
        if self.scan.operator("NOT") {
            self.scan.at += 3;
            self.scan.skip_blanks();
            return Occur::MustNot;
        }
        let next_is_word = self.scan.characters.get(self.scan.at + 1).is_some_and(|c| !c.is_whitespace());
        match self.scan.peek() {
            Some('+') if next_is_word => {
                self.scan.at += 1;
                Occur::Must
            }
            Some('-') if next_is_word => {
                self.scan.at += 1;
                Occur::MustNot
            }
            _ => Occur::Should,
        }
    }

    fn near(&mut self) -> Result<Query> {
        let mut left = self.item()?;
        loop {
            self.scan.skip_blanks();
            let Some(distance) = self.near_operator()? else { return Ok(left) };
            self.size.add_near();
            self.scan.skip_blanks();
            let start = self.scan.at;
            let right = self.item()?;
            for side in [&left, &right] {
                if !has_positions(side) {
                    return Err(self
                        .scan
                        .expected_at(start, "words, phrases, actor: or location: on both sides of NEAR"));
                }
            }
            left = Query::Near { left: Box::new(left), right: Box::new(right), distance };
        }
    }

    fn near_operator(&mut self) -> Result<Option<u32>> {
        if self.scan.operator("NEAR") {
            self.scan.at += 4;
            return Ok(Some(USUAL_DISTANCE));
        }
        let head: String = self.scan.characters.iter().skip(self.scan.at).take(5).collect();
        if head != "NEAR/" {
            return Ok(None);
        }
        self.scan.at += 5;
        self.scan.number().map(Some).ok_or_else(|| self.scan.expected("a number of words after NEAR/"))
    }

    fn item(&mut self) -> Result<Query> {
        self.scan.skip_blanks();
        let start = self.scan.at;
        let is_group = self.scan.peek() == Some('(');
        let item = self.any_item()?;
        // What stands in brackets was counted there.
        if !is_group {
            self.size.add(&item).map_err(|expected| self.scan.expected_at(start, &expected))?;
        }
        Ok(item)
    }

    fn any_item(&mut self) -> Result<Query> {
        match self.scan.peek() {
            Some('(') => self.group(),
            Some('=') => {
                self.scan.at += 1;
                self.exact()
            }
            Some('"' | '«' | '“') => {
                let text = self.scan.quoted()?;
                let slop = if self.scan.peek() == Some('~') {
                    self.scan.at += 1;
                    self.scan.number().ok_or_else(|| self.scan.expected("a number of words after ~"))?
                } else {
                    0
                };
                Ok(Query::Phrase { text, slop, exact: false })
            }
            Some(_) => self.word_or_field(),
            None => Err(self.scan.expected("a word, a phrase, a field or a bracket")),
        }
    }

    fn group(&mut self) -> Result<Query> {
        let open = self.scan.at;
        self.scan.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.scan.expected(&format!("at most {DEEPEST} brackets inside each other")));
        }
        let query = self.any()?;
        self.scan.skip_blanks();
        if self.scan.peek() != Some(')') {
            return Err(self.scan.expected(&format!("“)” for the bracket opened at character {}", open + 1)));
        }
        self.scan.at += 1;
        self.depth -= 1;
        Ok(query)
    }

    fn exact(&mut self) -> Result<Query> {
        if matches!(self.scan.peek(), Some('"' | '«' | '“')) {
            let text = self.scan.quoted()?;
            return Ok(if segment::words(&text).count() == 1 {
                Query::Word { text, closeness: Closeness::Exact }
            } else {
                Query::Phrase { text, slop: 0, exact: true }
            });
        }
        let start = self.scan.at;
        let text = self.scan.bare();
        if segment::words(&text).next().is_none() {
            return Err(self.scan.expected_at(start, "a word or a phrase after ="));
        }
        Ok(Query::Word { text, closeness: Closeness::Exact })
    }

    fn word_or_field(&mut self) -> Result<Query> {
        let start = self.scan.at;
        if let Some((name, field)) = self.field_name() {
            self.scan.at += name.chars().count() + 1;
            let position = self.scan.at;
            let value = match self.scan.peek() {
                Some('"' | '«' | '“') => self.scan.quoted()?,
                _ => self.scan.bare(),
            };
            if value.ends_with(['*', '~']) {
                return Err(self
                    .scan
                    .expected_at(position, "whole words after a field; * and ~ stand behind plain words"));
            }
            if value.trim().is_empty() {
                return Err(self.scan.expected_at(position, &format!("a value after {name}:")));
            }
            return self.field(field, value, position);
        }
        let text = self.scan.bare();
        if text.is_empty() {
            return Err(self.scan.expected("a word, a phrase, a field or a bracket"));
        }
        if let Some((name, _)) = text.split_once(':')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphabetic())
            && !text.contains("://")
        {
            let known: Vec<&str> = Field::NAMES.iter().map(|(name, _)| *name).chain([DATE]).collect();
            return Err(self.scan.expected_at(start, &format!("one of the fields {}", known.join(", "))));
        }
        if ["AND", "OR", "NOT", "NEAR"].contains(&text.as_str()) {
            return Err(self.scan.expected_at(start, "a word; AND, OR, NOT and NEAR stand between words"));
        }
        let (bare, closeness) = if let Some(prefix) = text.strip_suffix('*') {
            (prefix, Closeness::Prefix)
        } else if let Some(word) = text.strip_suffix('~') {
            (word, Closeness::Fuzzy)
        } else {
            (text.as_str(), Closeness::Stem)
        };
        if bare.contains(['*', '~']) && segment::words(bare).next().is_some() {
            return Err(self.scan.expected_at(start, "* or ~ only at the end of a word"));
        }
        let words: Vec<String> = segment::words(bare).map(|span| span.of(bare).to_owned()).collect();
        match words.len() {
            0 => Err(self.scan.expected_at(start, "a word with letters or digits")),
            1 => Ok(Query::Word { text: words[0].clone(), closeness }),
            // al-Nusra, ez-Zor: what hyphens join stays together.
            _ => Ok(Query::Phrase { text: bare.to_owned(), slop: 0, exact: false }),
        }
    }

    /// The field whose name stands here; `None` inside for a date.
    fn field_name(&self) -> Option<(&'static str, Option<Field>)> {
        let fields = Field::NAMES.into_iter().map(|(name, field)| (name, Some(field)));
        fields.chain([(DATE, None)]).find(|(name, _)| {
            let end = self.scan.at + name.len();
            let here = self.scan.characters.get(self.scan.at..end);
            here.is_some_and(|found| found.iter().map(char::to_ascii_lowercase).eq(name.chars()))
                && self.scan.characters.get(end) == Some(&':')
        })
    }

    fn field(&self, field: Option<Field>, value: String, position: usize) -> Result<Query> {
        match field {
            Some(field) => Ok(Query::Field { field, value }),
            None => match days_of(&value) {
                Some((from, to)) => Ok(Query::Days { from, to }),
                None => Err(self.scan.expected_at(
                    position,
                    "a day, month or year (2017-11-19, 2017-11, 2017) or two with .. between them",
                )),
            },
        }
    }
}

fn single_or(mut members: Vec<Query>, many: impl FnOnce(Vec<Query>) -> Query) -> Query {
    if members.len() == 1 { members.remove(0) } else { many(members) }
}

/// Whether a query's matches have a place in the text.
fn has_positions(query: &Query) -> bool {
    match query {
        Query::Word { .. } | Query::Phrase { .. } | Query::Near { .. } => true,
        Query::Field { field, .. } => matches!(field, Field::Actor | Field::Location),
        Query::Or(members) => members.iter().all(has_positions),
        Query::And(_) | Query::Bag(_) | Query::Days { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Query {
        Query::Word { text: text.to_owned(), closeness: Closeness::Stem }
    }

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn words_beside_each_other_are_a_bag() {
        let query = parse("البوكمال +القائم -الموصل").unwrap();
        let members = vec![
            (Occur::Should, word("البوكمال")),
            (Occur::Must, word("القائم")),
            (Occur::MustNot, word("الموصل")),
        ];
        assert_eq!(query, Query::Bag(members));
    }

    #[test]
    fn operators_bind_near_then_and_then_or() {
        let query = parse("a AND b OR c NEAR/3 d").unwrap();
        let near = Query::Near { left: Box::new(word("c")), right: Box::new(word("d")), distance: 3 };
        assert_eq!(query, Query::Or(vec![Query::And(vec![word("a"), word("b")]), near]));
    }

    #[test]
    fn marks_on_words_and_phrases() {
        assert_eq!(parse("بوك*").unwrap(), Query::Word { text: "بوك".into(), closeness: Closeness::Prefix });
        assert_eq!(
            parse("بوكملل~").unwrap(),
            Query::Word { text: "بوكملل".into(), closeness: Closeness::Fuzzy }
        );
        assert_eq!(
            parse("=\"الحشد\"").unwrap(),
            Query::Word { text: "الحشد".into(), closeness: Closeness::Exact }
        );
        assert_eq!(parse("\"a b\"~3").unwrap(), Query::Phrase { text: "a b".into(), slop: 3, exact: false });
        assert_eq!(
            parse("Deir ez-Zor").unwrap(),
            Query::Bag(vec![
                (Occur::Should, word("Deir")),
                (Occur::Should, Query::Phrase { text: "ez-Zor".into(), slop: 0, exact: false }),
            ])
        );
    }

    #[test]
    fn fields_take_words_and_phrases() {
        let query = parse("actor:\"حزب الله\"").unwrap();
        assert_eq!(query, Query::Field { field: Field::Actor, value: "حزب الله".into() });
    }

    #[test]
    fn errors_say_where_and_what() {
        assert_eq!(
            message("(a b"),
            "the query cannot be read at character 5: found the end, expected “)” for the bracket opened at character 1"
        );
        assert_eq!(
            message("\"a"),
            "the query cannot be read at character 3: found the end, expected \" for the quotation opened at character 1"
        );
        assert_eq!(
            message("a OR"),
            "the query cannot be read at character 5: found the end, expected a word, a phrase, a field or a bracket"
        );
        assert!(message("foo:bar").contains("one of the fields actor, location"));
        assert!(message("a NEAR/x b").contains("a number of words after NEAR/"));
        assert!(message("").contains("expected a word"));
        assert!(message("***").contains("a word with letters"));
    }

    #[test]
    fn what_asks_for_too_much_is_refused_with_its_place() {
        assert!(
            message(&"ا* ".repeat(65)).contains("character 193: found “ا”, expected at most 64 words with")
        );
        assert!(message(&"كلمة ".repeat(1025)).contains("at most 1024 words in all"));
        assert!(message(&format!("\"{}\"", "في ".repeat(257))).contains("at most 256 words in a phrase"));
        assert!(message(&"\"في من\" ".repeat(129)).contains("at most 256 words in phrases and around NEAR"));
        assert!(message(&"في NEAR ".repeat(130)).contains("at most 256 words in phrases and around NEAR"));
        assert!(message(&"(في) ".repeat(1025)).contains("at most 1024 words in all"));
        assert!(
            message(&"x".repeat(10_001)).contains("at character 10001: found “x”, expected at most 10000")
        );
        assert!(parse(&"(في) ".repeat(1024)).is_ok());
    }

    #[test]
    fn deep_brackets_are_refused_and_do_not_overflow() {
        let text = format!("{}a{}", "(".repeat(4000), ")".repeat(4000));
        assert!(message(&text).contains("at most 50 brackets"));
    }
}
