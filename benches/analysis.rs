//! Analysis on one core, tagging off, against tantivy's chain for Arabic (simple
//! tokenizer, lower-casing, Snowball stemmer) over the same texts:
//! `cargo bench --bench analysis`.

mod support;

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use support::{archives, lines};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream as _};
use warraq::arabic::Analyzer;
use warraq::gazetteer;

/// Articles that are analysed in one measurement.
const ARTICLES: usize = 4_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let lexicon = gazetteer::built_in().expect("the built-in gazetteer").lexicon().clone();
    lexicon.prepare();
    for archive in archives() {
        let texts: Vec<String> = lines(&archive.file)
            .take(ARTICLES)
            .map(|line| {
                let record: serde_json::Value = serde_json::from_str(&line).expect("JSON");
                record["body"].as_str().unwrap_or_default().to_owned()
            })
            .collect();
        let mut group = criterion.benchmark_group(archive.name);
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        // With an empty memory of words, as an ingest begins.
        group.bench_function("Warraq", |bench| {
            bench.iter(|| {
                let mut analyzer = Analyzer::new(lexicon.clone());
                texts.iter().map(|text| black_box(analyzer.tokens(text)).len()).sum::<usize>()
            });
        });
        group.bench_function("tantivy", |bench| {
            let mut chain = TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(LowerCaser)
                .filter(Stemmer::new(Language::Arabic))
                .build();
            bench.iter(|| {
                let mut tokens = 0;
                for text in &texts {
                    let mut stream = chain.token_stream(text);
                    while stream.advance() {
                        black_box(stream.token());
                        tokens += 1;
                    }
                }
                tokens
            });
        });
        group.finish();
    }
}
