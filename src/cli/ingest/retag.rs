//! An index made anew from the texts that it stores, without its sources: names are found
//! anew (`warraq ingest --retag`), or it is damaged elsewhere (`warraq verify --repair`).

use std::time::Instant;

use super::super::args::Global;
use super::super::progress;
use super::Order;
use super::report::{Report, Totals};
use super::work::WAITING;
use crate::entity::{Gazetteer, Tagger};
use crate::error::Result;
use crate::index::{
    Archive, Description, IndexBuilder, Manifest, Remains, StoredArticle, Summary, article_of,
};

/// Tags the index of `global` anew and puts the result in its place.
///
/// # Errors
/// When there is no index, or it or the gazetteer cannot be read or written.
pub(super) fn run(order: &Order<'_>, global: &Global) -> Result<Report> {
    let archive = Archive::open(&global.index)?;
    let known_table = archive.summary().own_table.clone();
    let names = order.gazetteer(known_table, || Some(archive.gazetteer().clone()), global)?;
    let manifest = archive.manifest()?;
    rewrite(order, archive.summary(), manifest, names, |visit| archive.each_article(visit), global)
}

/// Builds the index of `global` anew from the texts that are left of it.
///
/// # Errors
/// When it or the gazetteer cannot be read or written.
pub(super) fn restore(order: &Order<'_>, remains: &Remains, global: &Global) -> Result<Report> {
    let summary = remains.summary();
    let names = order.gazetteer(summary.own_table.clone(), || remains.gazetteer(), global)?;
    let Some(manifest) = remains.manifest() else {
        // Files that are not listed are read by the next ingest, and their articles replaced.
        let read = |visit: &mut dyn FnMut(StoredArticle) -> Result<bool>| {
            remains.each_article(|mut article| {
                article.passages.iter_mut().for_each(|passage| passage.file = 0);
                visit(article)
            })
        };
        return rewrite(order, summary, Manifest::default(), names, read, global);
    };
    rewrite(order, summary, manifest, names, |visit| remains.each_article(visit), global)
}

/// Writes a new index of stored articles, which `read` visits, and puts it in the place of the old one.
fn rewrite(
    order: &Order<'_>,
    before: &Summary,
    manifest: Manifest,
    (gazetteer, own_table): (Gazetteer, Option<String>),
    read: impl FnOnce(&mut dyn FnMut(StoredArticle) -> Result<bool>) -> Result<()>,
    global: &Global,
) -> Result<Report> {
    let started = Instant::now();
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
        let read = read(&mut |article| Ok(sender.send(article).is_ok()));
        drop(sender);
        let totals = Totals::of(workers)?;
        read.map(|()| totals)
    })?;
    bar.set_message("writing the index");
    let description = Description {
        sources: before.sources.clone(),
        manifest,
        field_rules: before.field_rules.clone(),
        own_table,
        limits: before.limits.clone(),
        // What an ingest left undone stays to be done.
        is_partial: !before.is_complete,
    };
    let mut report = totals.report();
    let words = std::mem::take(&mut totals.words);
    report.index_articles = builder.finish(words, &description, true)?.articles;
    report.took(started);
    bar.finish_and_clear();
    Ok(report)
}
