//! `warraq ingest --retag`: names are found anew in the texts that an index stores,
//! after the gazetteer changed; the sources are not read.

use std::time::Instant;

use super::super::args::Global;
use super::super::progress;
use super::Order;
use super::report::{Report, Totals};
use super::work::WAITING;
use crate::entity::Tagger;
use crate::error::Result;
use crate::index::{Archive, Description, IndexBuilder, StoredArticle, article_of};

/// Tags the index of `global` anew and puts the result in its place.
///
/// # Errors
/// When there is no index, or it or the gazetteer cannot be read or written.
pub(super) fn run(order: &Order<'_>, global: &Global) -> Result<Report> {
    let started = Instant::now();
    let archive = Archive::open(&global.index)?;
    let (gazetteer, own_table) = order.gazetteer(Some(&archive), global)?;
    let threads = super::threads(order.threads);
    let builder = IndexBuilder::create(&global.index, &gazetteer, threads)?;
    let bar = progress(global);
    let (sender, receiver) = crossbeam_channel::bounded::<StoredArticle>(WAITING * threads);
    let mut totals = std::thread::scope(|scope| -> Result<Totals> {
        scope.spawn(|| gazetteer.prepare());
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let receiver = receiver.clone();
                let (gazetteer, builder, bar) = (gazetteer.clone(), &builder, &bar);
                scope.spawn(move || -> Result<Totals> {
                    let mut tagger = Tagger::new(gazetteer);
                    let mut totals = Totals::default();
                    for article in receiver.into_iter().filter_map(article_of) {
                        let tagged = tagger.retag(article);
                        totals.note(builder.add(&tagged)?, &tagged);
                        bar.inc(1);
                    }
                    totals.words = tagger.analyzer().take_counts();
                    Ok(totals)
                })
            })
            .collect();
        drop(receiver);
        // A worker that failed says why below; nobody takes articles any more then.
        let read = archive.each_article(|article| Ok(sender.send(article).is_ok()));
        drop(sender);
        let totals = Totals::of(workers)?;
        read.map(|()| totals)
    })?;
    bar.set_message("writing the index");
    let summary = archive.summary();
    let description = Description {
        sources: summary.sources.clone(),
        manifest: archive.manifest()?,
        field_rules: summary.field_rules.clone(),
        own_table,
        limits: summary.limits.clone(),
    };
    let is_complete = summary.is_complete;
    drop(archive);
    let mut report = totals.report(started);
    let words = std::mem::take(&mut totals.words);
    // What an ingest left undone stays to be done.
    report.index_articles = builder.finish(words, &description, is_complete)?.articles;
    bar.finish_and_clear();
    Ok(report)
}
