//! Walks through the characters of a query: words, quotations, numbers, operator words; and
//! says where it is when something else was expected.

use crate::arabic::letters::is_ignorable;
use crate::arabic::segment;
use crate::error::{Error, Result};

/// A query and a place in it.
pub(super) struct Scanner<'a> {
    text: &'a str,
    pub characters: Vec<char>,
    /// In characters.
    pub at: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Scanner { text, characters: text.chars().collect(), at: 0 }
    }

    /// The character it stands on.
    pub fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    /// Moves over blanks and what says nothing.
    pub fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|c| c.is_whitespace() || is_ignorable(c)) {
            self.at += 1;
        }
    }

    /// That something else should stand here.
    pub fn expected(&self, what: &str) -> Error {
        self.expected_at(self.at, what)
    }

    /// That something else should stand at a position, in characters.
    pub fn expected_at(&self, position: usize, what: &str) -> Error {
        let found = match self.characters.get(position) {
            Some(c) => format!("“{c}”"),
            None => "the end".to_owned(),
        };
        Error::Query { query: self.text.to_owned(), position, found, expected: what.to_owned() }
    }

    /// The operator word that starts here, if one does.
    pub fn operator(&self, word: &str) -> bool {
        let end = self.at + word.len();
        let here =
            self.characters.get(self.at..end).is_some_and(|found| found.iter().copied().eq(word.chars()));
        let ends =
            self.characters.get(end).is_none_or(|&c| c.is_whitespace() || matches!(c, '(' | ')' | '"'));
        here && ends
    }

    /// Reads digits; `None` when there are none or too many.
    pub fn number(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.characters[start..self.at].iter().collect();
        digits.parse().ok()
    }

    /// Reads a quotation that starts here.
    pub fn quoted(&mut self) -> Result<String> {
        let open = self.at;
        let close = match self.peek() {
            Some('«') => '»',
            Some('“') => '”',
            _ => '"',
        };
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|c| c != close) {
            self.at += 1;
        }
        if self.peek().is_none() {
            return Err(self.expected(&format!("{close} for the quotation opened at character {}", open + 1)));
        }
        let text: String = self.characters[start..self.at].iter().collect();
        self.at += 1;
        if segment::words(&text).next().is_none() {
            return Err(self.expected_at(start, "words between the quotation marks"));
        }
        Ok(text)
    }

    /// Characters up to a blank, bracket, quotation mark or end.
    pub fn bare(&mut self) -> String {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '«' | '»' | '“' | '”'))
        {
            self.at += 1;
        }
        self.characters[start..self.at].iter().collect()
    }
}
