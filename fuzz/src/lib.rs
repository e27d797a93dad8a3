//! What the targets share: a small archive, and what must hold for spans.

use std::sync::LazyLock;

use tempfile::TempDir;
use warraq::arabic::segment;
use warraq::document::{Article, Span};
use warraq::entity::{Gazetteer, Tagger};
use warraq::index::{Archive, Description, IndexBuilder};
use warraq::{gazetteer, ingest};

/// Stories of the archive: names, clitics, numbers, Latin words, marks, a heading.
const STORIES: [(&str, &str); 4] = [
    (
        "القوات تصل إلى البوكمال",
        "وصلت القوات إلى مشارف مدينة البوكمال مساء الأحد. وقال حزب الله إن معارك القلمون انتهت.",
    ),
    (
        "Obama in Baghdad",
        "زار الرئيس باراك أوباما (Barack Obama) بغداد في 2009.\nخلفيات\nوالتقى عبد الرحمن العلي، وعبدالله محمد، في ريف حلب.",
    ),
    ("تنظيم الدولة", "أعلن تنظيم الدولة مسؤوليته عن ٣ هجمات. مُحَمَّدٌ محـــمد ﺍﻟﻌﺮﺍﻕ کرکوک."),
    ("", "انتخابات مجلس النواب اللبناني، منتخب سوريا، مناطق ومنطقة، فصائل المعارضة السورية في ادلب وإدلب."),
];

/// The names that the program is built with.
#[must_use]
pub fn gazetteer() -> Gazetteer {
    static GAZETTEER: LazyLock<Gazetteer> =
        LazyLock::new(|| gazetteer::built_in().expect("the built-in gazetteer opens"));
    GAZETTEER.clone()
}

/// An archive of [`STORIES`], built once a process.
#[must_use]
pub fn archive() -> &'static Archive {
    static ARCHIVE: LazyLock<(Archive, TempDir)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let archive = built(folder.path()).expect("the archive is built");
        (archive, folder)
    });
    &ARCHIVE.0
}

fn built(folder: &std::path::Path) -> warraq::error::Result<Archive> {
    let gazetteer = gazetteer();
    let mut tagger = Tagger::new(gazetteer.clone());
    let builder = IndexBuilder::create(folder, &gazetteer, 1)?;
    for (id, (title, body)) in (1..).zip(STORIES) {
        let article = Article {
            id: format!("{id}"),
            title: title.to_owned(),
            body: body.to_owned(),
            source: Some("وكالة".to_owned()),
            category: Some("سياسة".to_owned()),
            date: ingest::parse_day("2017-11-19"),
            ..Article::default()
        };
        let words: Vec<Span> = segment::words(&article.body).collect();
        let division = ingest::divide(&article, &words);
        builder.add(&tagger.tag(article, &words, division.passages))?;
    }
    builder.finish(tagger.analyzer().take_counts(), &Description::default(), true)?;
    Archive::open(folder)
}

/// Holds spans to lie on character boundaries, to hold something, to rise and not to overlap.
pub fn assert_rising(text: &str, spans: impl IntoIterator<Item = Span>) {
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end, "{span:?} starts before {end}");
        assert!(span.end > span.start, "{span:?} is empty");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} cuts a character");
        end = span.end;
    }
}

/// Holds text to have nothing that steers a terminal, but for what is allowed.
pub fn assert_harmless(text: &str, allowed: &[char]) {
    let steering =
        |c: &char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let found = text.chars().filter(|c| !allowed.contains(c)).find(steering);
    assert_eq!(found, None, "it steers a terminal: {text:?}");
}
