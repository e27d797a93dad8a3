//! Lets tantivy read what [`super::terms`] wrote: a space moves to the next
//! position, [`SAME_POSITION`] stays.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::terms::SAME_POSITION;

/// Name under which the tokenizer is registered with an index.
pub(super) const NAME: &str = "levels";

/// The tokenizer of pre-analysed text.
#[derive(Clone, Default)]
pub(super) struct LevelsTokenizer {
    token: Token,
}

impl Tokenizer for LevelsTokenizer {
    type TokenStream<'a> = LevelsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LevelsStream<'a> {
        self.token.reset();
        LevelsStream { text, offset: 0, next_position: 0, token: &mut self.token }
    }
}

/// Terms one by one. Positions rise or stay, never fall.
pub(super) struct LevelsStream<'a> {
    text: &'a str,
    offset: usize,
    next_position: usize,
    token: &'a mut Token,
}

impl TokenStream for LevelsStream<'_> {
    fn advance(&mut self) -> bool {
        let rest = &self.text[self.offset..];
        if rest.is_empty() {
            return false;
        }
        let end =
            rest.bytes().position(|byte| byte == b' ' || byte == SAME_POSITION as u8).unwrap_or(rest.len());
        self.token.text.clear();
        self.token.text.push_str(&rest[..end]);
        self.token.offset_from = self.offset;
        self.token.offset_to = self.offset + end;
        self.token.position = self.next_position;
        if rest.as_bytes().get(end) == Some(&b' ') {
            self.next_position += 1;
        }
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
    fn positions_follow_spaces() {
        let mut tokenizer = LevelsTokenizer::default();
        let mut stream = tokenizer.token_stream("a\u{1F}~b c\u{1F}@d");
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        let expected = [(0, "a"), (0, "~b"), (1, "c"), (1, "@d")];
        assert_eq!(found, expected.map(|(position, text)| (position, text.to_owned())));
    }
}
