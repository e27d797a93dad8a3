//! `warraq mentions`: every place where an actor, a place or a name is named.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::args::{Global, GroupBy, KindArg, MentionFormat, MentionOrder, MentionsArgs};
use super::copies::Seen;
use super::kwic::{COLUMNS, Row, context_key};
use super::names::Names;
use super::output::{Output, note};
use super::search::tell_interpretation;
use super::tei::Tei;
use super::{Outcome, open};
use crate::arabic::normalize;
use crate::document::Day;
use crate::entity::{Class, MentionKind};
use crate::error::Result;
use crate::index::{Address, Archive, PassageRecord};
use crate::query::{FormUse, Inquiry, Options, inquire, interpret, parse};
use crate::search::{Kinds, MentionCount, MentionSearch, Mentioned, Occurrence};

/// Words of context that a concordance is sorted by.
const SORTED_CONTEXT: usize = 6;

/// A count of mentions that have something in common, as JSON.
#[derive(Debug, Serialize)]
struct Group<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    mentions: u64,
    articles: u64,
}

pub(super) fn run(args: &MentionsArgs, global: &Global) -> Result<Outcome> {
    args.filter.check()?;
    let query = args.query.as_deref().map(parse).transpose()?;
    let archive = open(global)?;
    let (inquiry, understood) = inquire(&args.name.join(" "), args.no_aliases, &archive)?;
    tell_interpretation(&understood, global);
    let (filter, understood) =
        interpret(query.as_ref(), &args.filter.filters(), Options::default(), &archive)?;
    tell_interpretation(&understood, global);
    let kinds = kinds(args, &inquiry);
    let search = MentionSearch::new(&archive, &inquiry, &filter, kinds, args.filter.parts());
    let mut output = Output::new(global);
    let count = if args.count {
        count(&search, &archive, args, &mut output)?
    } else if let Some(what) = args.group_by {
        group(&search, &archive, what, args, &mut output)?
    } else {
        list(&search, &archive, args, &mut output)?
    };
    output.flush()?;
    if !args.count {
        note(global, &summary(&count, args));
    }
    if inquiry.use_of_forms == FormUse::NeedsCue && args.kinds.is_empty() && !args.count {
        note(
            global,
            "the name is an ordinary word too; where nothing tells that it is the name it is not listed: --kinds all lists it",
        );
    }
    Ok(if count.mentions == 0 { Outcome::Nothing } else { Outcome::Found })
}

/// How many mentions were listed, and whether there may be more.
fn summary(count: &MentionCount, args: &MentionsArgs) -> String {
    let MentionCount { mentions, articles } = count;
    let is_cut = args.group_by.is_none() && args.limit.is_some_and(|limit| *mentions >= limit as u64);
    if is_cut {
        format!("the first {mentions} mentions, in {articles} articles; --count counts them all")
    } else {
        format!("{mentions} mentions in {articles} articles")
    }
}

fn kinds(args: &MentionsArgs, inquiry: &Inquiry) -> Kinds {
    if args.kinds.is_empty() {
        return if inquiry.use_of_forms == FormUse::Names {
            Kinds::NAMES.with(MentionKind::Form)
        } else {
            Kinds::NAMES
        };
    }
    let of = |kind: &KindArg| -> &[MentionKind] {
        match kind {
            KindArg::Name => &[MentionKind::Name],
            KindArg::Alias => &[MentionKind::Alias],
            KindArg::Short => &[MentionKind::Short],
            KindArg::Role => &[MentionKind::Role],
            KindArg::Inside => &[MentionKind::Inside],
            KindArg::Adjective => &[MentionKind::Adjective],
            KindArg::Form => &[MentionKind::Form],
            KindArg::All => &MentionKind::ALL,
        }
    };
    Kinds::of(&args.kinds.iter().flat_map(of).copied().collect::<Vec<_>>())
}

/// Counts what is visited: passages of an article are neighbours in the order of the index.
#[derive(Default)]
struct Counter {
    count: MentionCount,
    last: Option<String>,
}

impl Counter {
    fn add(&mut self, article: &str, mentions: u64) {
        self.count.mentions += mentions;
        if self.last.as_deref() != Some(article) {
            self.last = Some(article.to_owned());
            self.count.articles += 1;
        }
    }
}

fn count(
    search: &MentionSearch<'_>,
    archive: &Archive,
    args: &MentionsArgs,
    output: &mut Output,
) -> Result<MentionCount> {
    let count = if args.collapse {
        let mut seen = Seen::new(archive)?;
        let mut counter = Counter::default();
        search.each(|found| {
            if seen.is_first(&found.record.id) {
                counter.add(&found.record.id, found.occurrences.len() as u64);
            }
            Ok(true)
        })?;
        counter.count
    } else {
        search.count()?
    };
    match args.format {
        MentionFormat::Jsonl => output.json(&count)?,
        MentionFormat::Csv => {
            output.record(&["mentions", "articles"])?;
            output.record(&[count.mentions.to_string(), count.articles.to_string()])?;
        }
        MentionFormat::Text | MentionFormat::Tei => output.line(&count.mentions.to_string())?,
    }
    Ok(count)
}

/// Writes mentions one by one.
struct Writer<'a> {
    args: &'a MentionsArgs,
    names: Names<'a>,
    seen: Option<Seen>,
    tei: Option<Tei>,
    counter: Counter,
}

impl Writer<'_> {
    fn is_full(&self) -> bool {
        self.args.limit.is_some_and(|limit| self.counter.count.mentions >= limit as u64)
    }

    /// Whether more is wanted.
    fn write(
        &mut self,
        record: &PassageRecord,
        occurrences: &[Occurrence],
        output: &mut Output,
    ) -> Result<bool> {
        let mut copies = Vec::new();
        if let Some(seen) = &mut self.seen {
            if !seen.is_first(&record.id) {
                return Ok(true);
            }
            copies = seen.others(&record.id);
        }
        for occurrence in occurrences {
            if self.is_full() {
                return Ok(false);
            }
            let row = Row::new(record, occurrence, self.args.context, &copies, &mut self.names);
            match self.args.format {
                MentionFormat::Text => row.write_text(output)?,
                MentionFormat::Jsonl => output.json(&row)?,
                MentionFormat::Csv => row.write_csv(output)?,
                MentionFormat::Tei => {
                    if let Some(tei) = &mut self.tei {
                        tei.mention(&row, output)?;
                    }
                }
            }
            self.counter.add(&record.id, 1);
        }
        Ok(!self.is_full())
    }
}

fn list(
    search: &MentionSearch<'_>,
    archive: &Archive,
    args: &MentionsArgs,
    output: &mut Output,
) -> Result<MentionCount> {
    let seen = if args.collapse { Some(Seen::new(archive)?) } else { None };
    let tei = (args.format == MentionFormat::Tei).then(Tei::default);
    let names = Names::new(archive);
    let mut writer = Writer { args, names, seen, tei, counter: Counter::default() };
    match args.format {
        MentionFormat::Csv => output.record(&COLUMNS)?,
        MentionFormat::Tei => Tei::open(&args.name.join(" "), output)?,
        MentionFormat::Text | MentionFormat::Jsonl => {}
    }
    if args.limit != Some(0) {
        if args.sort == MentionOrder::Index {
            search.each(|found| writer.write(&found.record, &found.occurrences, output))?;
        } else {
            list_sorted(search, &mut writer, output)?;
        }
    }
    if writer.tei.is_some() {
        Tei::close(output)?;
    }
    Ok(writer.counter.count)
}

/// By what a mention is sorted, and where to find it again: texts are read twice rather
/// than held in memory.
struct Sorted {
    key: (i64, String),
    article: String,
    place: (u64, usize),
    address: Address,
}

/// Mentions in another order than the index's.
fn list_sorted(search: &MentionSearch<'_>, writer: &mut Writer<'_>, output: &mut Output) -> Result<()> {
    let order = writer.args.sort;
    let mut list: Vec<Sorted> = Vec::new();
    search.each(|found| {
        let Mentioned { address, record, occurrences } = found;
        for (number, occurrence) in occurrences.iter().enumerate() {
            let row = Row::new(&record, occurrence, SORTED_CONTEXT, &[], &mut writer.names);
            let key = match order {
                MentionOrder::Index | MentionOrder::Article => (0, String::new()),
                MentionOrder::Date => (record.date.map_or(i64::MAX, day_number), String::new()),
                MentionOrder::Form => (0, normalize::phrase(row.form)),
                MentionOrder::Before => (0, context_key(&row.before, true)),
                MentionOrder::After => (0, context_key(&row.after, false)),
            };
            list.push(Sorted { key, article: record.id.clone(), place: (record.order, number), address });
        }
        Ok(true)
    })?;
    list.sort_by(|a, b| (&a.key, &a.article, a.place).cmp(&(&b.key, &b.article, b.place)));
    let mut last: Option<Mentioned> = None;
    let mut articles: HashSet<String> = HashSet::new();
    for sorted in list {
        if last.as_ref().is_none_or(|last| last.address != sorted.address) {
            last = Some(search.at(sorted.address)?);
        }
        let Some(found) = &last else { continue };
        let occurrence = found.occurrences.get(sorted.place.1..=sorted.place.1).unwrap_or_default();
        let written = writer.counter.count.mentions;
        let is_more_wanted = writer.write(&found.record, occurrence, output)?;
        if writer.counter.count.mentions > written {
            articles.insert(sorted.article);
        }
        if !is_more_wanted {
            break;
        }
    }
    // An article's mentions are no neighbours in this order.
    writer.counter.count.articles = articles.len() as u64;
    Ok(())
}

fn day_number(day: Day) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Mentions by what they have in common, the most frequent first.
fn group(
    search: &MentionSearch<'_>,
    archive: &Archive,
    what: GroupBy,
    args: &MentionsArgs,
    output: &mut Output,
) -> Result<MentionCount> {
    let mut seen = if args.collapse { Some(Seen::new(archive)?) } else { None };
    let mut counter = Counter::default();
    let mut groups: HashMap<String, Counter> = HashMap::new();
    search.each(|found| {
        let record = &found.record;
        if seen.as_mut().is_some_and(|seen| !seen.is_first(&record.id)) {
            return Ok(true);
        }
        for occurrence in &found.occurrences {
            counter.add(&record.id, 1);
            for value in values(archive, what, record, occurrence) {
                groups.entry(value).or_default().add(&record.id, 1);
            }
        }
        Ok(true)
    })?;
    let mut groups: Vec<(String, MentionCount)> =
        groups.into_iter().map(|(value, counter)| (value, counter.count)).collect();
    if what == GroupBy::Month {
        groups.sort_by(|(a, _), (b, _)| a.cmp(b));
    } else {
        groups.sort_by(|(a, of_a), (b, of_b)| of_b.mentions.cmp(&of_a.mentions).then_with(|| a.cmp(b)));
    }
    groups.truncate(args.limit.unwrap_or(usize::MAX));
    if args.format == MentionFormat::Csv {
        output.record(&["mentions", "articles", "value", "name"])?;
    }
    let mut names = Names::new(archive);
    let are_entities = matches!(what, GroupBy::Entity | GroupBy::Location);
    for (value, count) in &groups {
        let name = (are_entities && !value.is_empty()).then(|| names.of(value).to_owned());
        let MentionCount { mentions, articles } = *count;
        match args.format {
            MentionFormat::Jsonl => output.json(&Group { value, name, mentions, articles })?,
            MentionFormat::Csv => {
                let name = name.unwrap_or_default();
                output.record(&[&mentions.to_string(), &articles.to_string(), value, &name])?;
            }
            MentionFormat::Text | MentionFormat::Tei => {
                let shown = name.as_deref().unwrap_or(if value.is_empty() { "(none)" } else { value });
                let id = if name.is_some() { value.as_str() } else { "" };
                let line = format!(
                    "{mentions:>7} mentions {articles:>6} articles  {}  {}",
                    output.strong(shown),
                    output.faint(id)
                );
                output.line(line.trim_end())?;
            }
        }
    }
    Ok(counter.count)
}

/// To which groups a mention belongs; an empty value stands for none.
fn values(archive: &Archive, what: GroupBy, record: &PassageRecord, occurrence: &Occurrence) -> Vec<String> {
    let option = |value: &Option<String>| vec![value.clone().unwrap_or_default()];
    match what {
        GroupBy::Form => vec![occurrence.form(record).to_owned()],
        GroupBy::Kind => vec![occurrence.kind.label().to_owned()],
        GroupBy::Entity => option(&occurrence.id),
        GroupBy::Source => option(&record.source),
        GroupBy::Month => {
            vec![record.date.map(|day| format!("{:04}-{:02}", day.year(), day.month())).unwrap_or_default()]
        }
        GroupBy::Section => option(&record.category),
        GroupBy::Article => vec![record.id.clone()],
        GroupBy::Location => {
            let mut ids: Vec<String> = record
                .mentions
                .iter()
                .filter(|mention| occurrence.id.as_ref() != Some(&mention.id))
                .map(|mention| mention.id.clone())
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids.retain(|id| {
                archive.gazetteer().by_id(id).is_some_and(|entity| entity.class == Class::Location)
            });
            ids
        }
    }
}
