//! Joins analyzer and matcher over one article: its texts (title, headings,
//! passages) as tokens with mentions, ready for an index.

use super::gazetteer::Gazetteer;
use super::matcher::Matcher;
use super::resolve::Mention;
use crate::arabic::{Analyzer, Token};
use crate::document::{Article, Part, Passage, Span};

/// A text of an article with its tokens and mentions; spans count from the start of the text.
#[derive(Debug, Clone, Default)]
pub struct TaggedText {
    /// The text itself.
    pub text: String,
    /// Its words.
    pub tokens: Vec<Token>,
    /// Who is named in it.
    pub mentions: Vec<Mention>,
}

/// An article ready for an index.
#[derive(Debug, Clone)]
pub struct TaggedArticle {
    /// Its metadata and body.
    pub article: Article,
    /// The headline.
    pub title: TaggedText,
    /// The in-article headings, in order.
    pub headings: Vec<TaggedText>,
    /// Where the passages lie.
    pub passages: Vec<TaggedPassage>,
}

/// A passage of a [`TaggedArticle`].
#[derive(Debug, Clone)]
pub struct TaggedPassage {
    /// Its place in the article.
    pub passage: Passage,
    /// Its heading's number in [`TaggedArticle::headings`].
    pub heading: Option<usize>,
    /// Its text.
    pub tagged: TaggedText,
}

/// Tags articles. Holds the memories of its analyzer and matcher: one a thread.
pub struct Tagger {
    analyzer: Analyzer,
    matcher: Matcher,
}

impl Tagger {
    /// A tagger that knows the names of `gazetteer`.
    #[must_use]
    pub fn new(gazetteer: Gazetteer) -> Self {
        Tagger { analyzer: Analyzer::new(gazetteer.lexicon().clone()), matcher: Matcher::new(gazetteer) }
    }

    /// The analyzer, for texts that need no tags.
    pub fn analyzer(&mut self) -> &mut Analyzer {
        &mut self.analyzer
    }

    /// Tags one text that stands alone.
    pub fn tag_text(&mut self, text: &str) -> TaggedText {
        let tokens = self.analyzer.tokens(text);
        let mentions = self.matcher.mentions(&[(text, &tokens)]).pop().unwrap_or_default();
        TaggedText { text: text.to_owned(), tokens, mentions }
    }

    /// Tags an article whose body has these words and passages.
    pub fn tag(&mut self, article: Article, words: &[Span], passages: Vec<Passage>) -> TaggedArticle {
        let title = self.plain(&article.title);
        let mut headings: Vec<(Span, TaggedText)> = Vec::new();
        let mut tagged = Vec::with_capacity(passages.len());
        for passage in passages {
            let heading = passage.heading.map(|span| {
                headings.iter().position(|(known, _)| *known == span).unwrap_or_else(|| {
                    headings.push((span, self.plain(span.of(&article.body))));
                    headings.len() - 1
                })
            });
            let tokens = self.tokens_of(&article.body, words, passage.span);
            let text = passage.span.of(&article.body).to_owned();
            tagged.push(TaggedPassage {
                passage,
                heading,
                tagged: TaggedText { text, tokens, mentions: Vec::new() },
            });
        }
        let mut headings: Vec<TaggedText> = headings.into_iter().map(|(_, heading)| heading).collect();
        let mut title = title;
        // What other stories name says nothing about this one, and the reverse.
        let (mut own, mut others): (Vec<&mut TaggedText>, Vec<&mut TaggedText>) = (Vec::new(), Vec::new());
        own.push(&mut title);
        own.extend(&mut headings);
        for passage in &mut tagged {
            let list = if passage.passage.part == Part::Body { &mut own } else { &mut others };
            list.push(&mut passage.tagged);
        }
        for texts in [own, others] {
            let read: Vec<(&str, &[Token])> =
                texts.iter().map(|text| (text.text.as_str(), text.tokens.as_slice())).collect();
            let found = self.matcher.mentions(&read);
            for (text, mentions) in texts.into_iter().zip(found) {
                text.mentions = mentions;
            }
        }
        TaggedArticle { article, title, headings, passages: tagged }
    }

    fn plain(&mut self, text: &str) -> TaggedText {
        TaggedText { text: text.to_owned(), tokens: self.analyzer.tokens(text), mentions: Vec::new() }
    }

    /// The tokens of a passage, from words that were found in the whole body.
    fn tokens_of(&mut self, body: &str, words: &[Span], passage: Span) -> Vec<Token> {
        let first = words.partition_point(|word| word.start < passage.start);
        let end = words.partition_point(|word| word.start < passage.end);
        words[first..end]
            .iter()
            .map(|word| {
                let span = Span::new(word.start - passage.start, word.end.min(passage.end) - passage.start);
                Token { span, forms: self.analyzer.word(word.of(body)) }
            })
            .filter(|token| !token.forms.is_empty())
            .collect()
    }
}
