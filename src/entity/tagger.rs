//! Joins analyzer and matcher over one article: its texts (title, headings,
//! passages) as tokens with mentions, ready for an index.

use super::gazetteer::Gazetteer;
use super::matcher::Matcher;
use super::mention::Mention;
use crate::arabic::{Analyzer, Token, fingerprint};
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
    pub headings: Vec<TaggedHeading>,
    /// Where the passages lie.
    pub passages: Vec<TaggedPassage>,
    /// Of the words of the story, see [`crate::arabic::fingerprint`].
    pub fingerprint: u64,
}

/// An in-article heading of a [`TaggedArticle`].
#[derive(Debug, Clone)]
pub struct TaggedHeading {
    /// Where it starts in the body, in bytes.
    pub start: usize,
    /// The same in characters.
    pub start_chars: usize,
    /// Its text.
    pub tagged: TaggedText,
}

/// A passage of a [`TaggedArticle`].
#[derive(Debug, Clone)]
pub struct TaggedPassage {
    /// Its place in the article.
    pub passage: Passage,
    /// Where it starts in the body, in characters.
    pub start_chars: usize,
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
        let mentions = self.matcher.mentions(&[(text, &tokens)], None).pop().unwrap_or_default();
        TaggedText { text: text.to_owned(), tokens, mentions }
    }

    /// Tags an article whose body has these words and passages.
    pub fn tag(&mut self, article: Article, words: &[Span], passages: Vec<Passage>) -> TaggedArticle {
        let mut headings: Vec<(Span, TaggedHeading)> = Vec::new();
        let mut tagged = Vec::with_capacity(passages.len());
        let mut characters = CharacterCount::new(&article.body);
        for passage in passages {
            let heading = passage.heading.map(|span| {
                headings.iter().position(|(known, _)| *known == span).unwrap_or_else(|| {
                    let start_chars = characters.before(span.start);
                    let tagged = self.plain(span.of(&article.body));
                    headings.push((span, TaggedHeading { start: span.start, start_chars, tagged }));
                    headings.len() - 1
                })
            });
            let tokens = self.tokens_of(&article.body, words, passage.span);
            let text = passage.span.of(&article.body).to_owned();
            tagged.push(TaggedPassage {
                start_chars: characters.before(passage.span.start),
                passage,
                heading,
                tagged: TaggedText { text, tokens, mentions: Vec::new() },
            });
        }
        let title = self.plain(&article.title);
        let headings = headings.into_iter().map(|(_, heading)| heading).collect();
        self.finish(TaggedArticle { article, title, headings, passages: tagged, fingerprint: 0 })
    }

    /// Tags anew what was tagged before, perhaps with another gazetteer: words and
    /// mentions are replaced, texts and places stay.
    pub fn retag(&mut self, mut article: TaggedArticle) -> TaggedArticle {
        let texts = std::iter::once(&mut article.title)
            .chain(article.headings.iter_mut().map(|heading| &mut heading.tagged))
            .chain(article.passages.iter_mut().map(|passage| &mut passage.tagged));
        for text in texts {
            text.tokens = self.analyzer.tokens(&text.text);
        }
        self.finish(article)
    }

    /// Finds mentions and the fingerprint of an article with tokens.
    fn finish(&mut self, mut article: TaggedArticle) -> TaggedArticle {
        // What other stories name says nothing about this one, and the reverse.
        let (mut own, mut others): (Vec<&mut TaggedText>, Vec<&mut TaggedText>) = (Vec::new(), Vec::new());
        own.push(&mut article.title);
        // In the order of reading: a role noun stands for what was named before it.
        let mut headings = article.headings.iter_mut().enumerate().peekable();
        for passage in &mut article.passages {
            let opens = |(heading, _): &(usize, &mut TaggedHeading)| passage.heading >= Some(*heading);
            if let Some((_, heading)) = headings.next_if(opens) {
                own.push(&mut heading.tagged);
            }
            let is_own = passage.passage.part == Part::Body;
            let list = if is_own { &mut own } else { &mut others };
            list.push(&mut passage.tagged);
        }
        for texts in [own, others] {
            let read: Vec<(&str, &[Token])> =
                texts.iter().map(|text| (text.text.as_str(), text.tokens.as_slice())).collect();
            let found = self.matcher.mentions(&read, article.article.source.as_deref());
            for (text, mentions) in texts.into_iter().zip(found) {
                text.mentions = mentions;
            }
        }
        let story = article.passages.iter().filter(|passage| passage.passage.part == Part::Body);
        article.fingerprint = fingerprint(story.flat_map(|passage| &passage.tagged.tokens));
        article
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

/// Counts the characters before rising places of a text.
struct CharacterCount<'a> {
    text: &'a str,
    bytes: usize,
    characters: usize,
}

impl<'a> CharacterCount<'a> {
    fn new(text: &'a str) -> Self {
        CharacterCount { text, bytes: 0, characters: 0 }
    }

    /// Characters before a byte; counted from the last place asked for unless that lies behind it.
    fn before(&mut self, byte: usize) -> usize {
        if byte < self.bytes {
            (self.bytes, self.characters) = (0, 0);
        }
        self.characters += self.text.get(self.bytes..byte).map_or(0, |between| between.chars().count());
        self.bytes = byte;
        self.characters
    }
}
