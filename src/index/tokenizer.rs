//! Lets tantivy read what [`super::terms`] wrote: a space moves to the next
//! word, [`SAME_POSITION`] stays at its place. Each word has one code for all its
//! stems, each entity one of its own behind its prefix.

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
        TermsStream { text, offset: 0, place: 0, position: 0, at_word: true, token: &mut self.token }
    }
}

/// Terms one by one. The positions of one term rise or stay, never fall; those of
/// different terms at one place differ by their codes.
pub(super) struct TermsStream<'a> {
    text: &'a str,
    offset: usize,
    place: usize,
    /// Of the word it stands on.
    position: usize,
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
            self.position = terms::position(self.place, terms::read_code(rest.as_bytes()));
            self.offset += CODE_BYTES.min(rest.len());
            rest = &self.text[self.offset..];
            self.place += 1;
        }
        let end =
            rest.bytes().position(|byte| byte == b' ' || byte == SAME_POSITION as u8).unwrap_or(rest.len());
        self.token.text.clear();
        let term = &rest[..end];
        if let Some((prefix, code, id)) = terms::split_entity(term) {
            self.token.position = terms::position(self.place - 1, code);
            self.token.text.push(prefix);
            self.token.text.push_str(id);
        } else {
            self.token.position = self.position;
            self.token.text.push_str(term);
        }
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
        let mut stream = tokenizer.token_stream("001a\u{1F}b 002c\u{1F}@003d");
        let mut found = Vec::new();
        while stream.advance() {
            let position = u32::try_from(stream.token().position).unwrap();
            found.push((terms::place_and_code(position), stream.token().text.clone()));
        }
        let expected = [((0, 1), "a"), ((0, 1), "b"), ((1, 2), "c"), ((1, 3), "@d")];
        assert_eq!(found, expected.map(|(place, text)| (place, text.to_owned())));
    }
}
