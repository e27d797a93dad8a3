//! Lets tantivy read what [`super::terms`] wrote: a space moves to the next
//! word, [`SAME_POSITION`] stays at its position.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::terms::{self, CODE_BYTES, SAME_POSITION};

/// Name under which the tokenizer is registered with an index.
pub(super) const NAME: &str = "terms";

/// The tokenizer of pre-analysed text.
#[derive(Clone, Default)]
pub(super) struct TermsTokenizer {
    token: Token,
}

impl Tokenizer for TermsTokenizer {
    type TokenStream<'a> = TermsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermsStream<'a> {
        self.token.reset();
        TermsStream { text, offset: 0, place: 0, at_word: true, token: &mut self.token }
    }
}

/// Terms one by one. Positions rise or stay, never fall.
pub(super) struct TermsStream<'a> {
    text: &'a str,
    offset: usize,
    place: usize,
    at_word: bool,
    token: &'a mut Token,
}

impl TokenStream for TermsStream<'_> {
    fn advance(&mut self) -> bool {
        let mut rest = &self.text[self.offset..];
        if rest.is_empty() {
            return false;
        }
        if self.at_word {
            self.token.position = terms::position(self.place, terms::read_code(rest.as_bytes()));
            self.offset += CODE_BYTES.min(rest.len());
            rest = &self.text[self.offset..];
            self.place += 1;
        }
        let end =
            rest.bytes().position(|byte| byte == b' ' || byte == SAME_POSITION as u8).unwrap_or(rest.len());
        self.token.text.clear();
        self.token.text.push_str(&rest[..end]);
        self.token.offset_from = self.offset;
        self.token.offset_to = self.offset + end;
        self.at_word = rest.as_bytes().get(end) == Some(&b' ');
        self.offset += (end + 1).min(rest.len());
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_spaces() {
        let mut tokenizer = TermsTokenizer::default();
        let mut stream = tokenizer.token_stream("001a\u{1F}b 002c\u{1F}@d");
        let mut found = Vec::new();
        while stream.advance() {
            let position = u32::try_from(stream.token().position).unwrap();
            found.push((terms::place_and_code(position), stream.token().text.clone()));
        }
        let expected = [((0, 1), "a"), ((0, 1), "b"), ((1, 2), "c"), ((1, 2), "@d")];
        assert_eq!(found, expected.map(|(place, text)| (place, text.to_owned())));
    }
}
