//! Every mention of an entity or name, not the best few: passages are walked in the
//! order of the index, and memory does not grow with what is found. Counting reads
//! postings alone where these tell enough.

use serde::Serialize;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED, Term};

use super::collect::Parts;
use super::lower::LoweredPlan;
use super::postings::Cursor;
use super::spans::{Place, places_in};
use crate::arabic::{Analyzer, Token};
use crate::document::Span;
use crate::entity::{MentionKind, discover, joins};
use crate::error::Result;
use crate::index::terms::{self, MentionCode};
use crate::index::{Archive, PassageRecord, StoredMention, opens};
use crate::query::Inquiry;
use crate::query::plan::{Plan, PlanTerm, Scope, Spans, WeightedTerm};

/// A set of kinds of mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    /// Names, aliases and short forms, of places also inside longer names.
    pub const NAMES: Kinds = Kinds(0b111 | 1 << MentionKind::Inside as u16);

    /// The set of these kinds.
    #[must_use]
    pub fn of(kinds: &[MentionKind]) -> Self {
        kinds.iter().fold(Kinds(0), |set, kind| set.with(*kind))
    }

    /// Whether a kind is in the set.
    #[must_use]
    pub fn has(self, kind: MentionKind) -> bool {
        self.0 & (1 << kind.code()) != 0
    }

    /// The set with another kind.
    #[must_use]
    pub fn with(self, kind: MentionKind) -> Self {
        Kinds(self.0 | 1 << kind.code())
    }
}

/// Where in an article a mention stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// In the headline.
    Title,
    /// In an in-article heading.
    Heading,
    /// In the text of a passage.
    Text,
}

/// One mention in a passage, its headline or heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Where it stands.
    pub zone: Zone,
    /// Bytes in the text of the zone.
    pub span: Span,
    /// How the entity is named.
    pub kind: MentionKind,
    /// Whom it names; nobody where only the typed words tell.
    pub id: Option<String>,
    /// Others that compete for a role.
    pub rivals: Vec<String>,
}

impl Occurrence {
    /// The text of its zone in a passage.
    #[must_use]
    pub fn text<'a>(&self, record: &'a PassageRecord) -> &'a str {
        match self.zone {
            Zone::Title => &record.title,
            Zone::Heading => record.heading.as_deref().unwrap_or_default(),
            Zone::Text => &record.text,
        }
    }

    /// As it is written.
    #[must_use]
    pub fn form<'a>(&self, record: &'a PassageRecord) -> &'a str {
        self.span.of(self.text(record))
    }

    /// Where the text of its zone begins in the article's body, in bytes and characters;
    /// a headline lies outside.
    #[must_use]
    pub fn zone_start(&self, record: &PassageRecord) -> Option<(usize, usize)> {
        match self.zone {
            Zone::Title => None,
            Zone::Heading => record.heading_start,
            Zone::Text => Some((record.start, record.start_chars)),
        }
    }
}

/// A passage with the mentions that were asked for.
pub struct Mentioned {
    /// Where it is stored.
    pub address: DocAddress,
    /// What is stored of it.
    pub record: PassageRecord,
    /// Headline first, then heading, then text; rising.
    pub occurrences: Vec<Occurrence>,
}

/// How many mentions there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MentionCount {
    /// Mentions.
    pub mentions: u64,
    /// Articles that hold one.
    pub articles: u64,
}

/// What is looked for and where.
pub struct MentionSearch<'a> {
    archive: &'a Archive,
    inquiry: &'a Inquiry,
    filter: &'a Plan,
    kinds: Kinds,
    parts: Parts,
}

/// What a passage may hold mentions in; headlines and headings count once an article
/// or section.
#[derive(Debug, Clone, Copy)]
struct Zones {
    title: bool,
    heading: bool,
    text: bool,
}

impl<'a> MentionSearch<'a> {
    /// Looks for the mentions of an inquiry in the passages that a filter allows.
    #[must_use]
    pub fn new(
        archive: &'a Archive,
        inquiry: &'a Inquiry,
        filter: &'a Plan,
        kinds: Kinds,
        parts: Parts,
    ) -> Self {
        MentionSearch { archive, inquiry, filter, kinds, parts }
    }

    /// Visits every passage with a mention until `visit` gives `false`.
    ///
    /// # Errors
    /// When the index cannot be read, or what `visit` gives.
    pub fn each(&self, mut visit: impl FnMut(Mentioned) -> Result<bool>) -> Result<()> {
        let mut finder = Finder::new(self);
        self.walk(|segment, _, doc, zones| {
            let address = DocAddress::new(segment, doc);
            let record = self.archive.record(address)?;
            let occurrences = finder.occurrences(&record, zones);
            if occurrences.is_empty() { Ok(true) } else { visit(Mentioned { address, record, occurrences }) }
        })
    }

    /// The mentions in the passage at an address that [`MentionSearch::each`] gave.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn at(&self, address: DocAddress) -> Result<Mentioned> {
        let record = self.archive.record(address)?;
        let segment = self.archive.searcher().segment_reader(address.segment_ord);
        let column = segment.fast_fields().u64("opens").map_err(|error| self.archive.fail(&error))?;
        let opened = column.first(address.doc_id).unwrap_or(0);
        let zones =
            Zones { title: opened & opens::ARTICLE != 0, heading: opened & opens::SECTION != 0, text: true };
        let occurrences = Finder::new(self).occurrences(&record, zones);
        Ok(Mentioned { address, record, occurrences })
    }

    /// How many mentions [`MentionSearch::each`] would visit.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count(&self) -> Result<MentionCount> {
        let mut count = MentionCount::default();
        let mut last_article = None;
        let mut note = |article: u64, mentions: u64| {
            count.mentions += mentions;
            // The passages of an article are neighbours.
            if mentions > 0 && last_article != Some(article) {
                last_article = Some(article);
                count.articles += 1;
            }
        };
        if self.postings_tell() {
            let mut postings: Option<(u32, ZonePostings)> = None;
            self.walk(|segment, reader, doc, zones| {
                if postings.as_ref().is_none_or(|(of, _)| *of != segment) {
                    let opened = ZonePostings::new(self, reader).map_err(|error| self.archive.fail(&error))?;
                    postings = Some((segment, opened));
                }
                if let Some((_, postings)) = &mut postings {
                    note(postings.articles.first(doc).unwrap_or(0), postings.mentions(doc, zones, self.kinds));
                }
                Ok(true)
            })?;
        } else {
            self.each(|found| {
                let article = crate::document::stable_hash(found.record.id.as_bytes());
                note(article, found.occurrences.len() as u64);
                Ok(true)
            })?;
        }
        Ok(count)
    }

    /// Whether the postings of entities tell the whole count, without any text. A role of
    /// several rivals among those asked for would be counted twice.
    fn postings_tell(&self) -> bool {
        let inquiry = self.inquiry;
        !self.is_narrowed()
            && !self.wants_forms()
            && !self.kinds.has(MentionKind::Adjective)
            && (inquiry.entities.len() == 1 || !self.kinds.has(MentionKind::Role))
    }

    /// Whether what was typed must stand in the text.
    fn is_narrowed(&self) -> bool {
        self.inquiry.only_typed || self.inquiry.only_forms
    }

    fn wants_forms(&self) -> bool {
        self.kinds.has(MentionKind::Form) && self.inquiry.forms.is_some()
    }

    /// Passages that may hold a mention in a zone.
    fn candidates(&self, scope: Scope) -> Plan {
        let inquiry = self.inquiry;
        let mut terms: Vec<String> = Vec::new();
        if !self.is_narrowed() {
            terms.extend(inquiry.entities.iter().map(|id| terms::of_entity(id)));
            if self.kinds.has(MentionKind::Role) {
                terms.extend(inquiry.entities.iter().map(|id| terms::of_role(id)));
            }
            if self.kinds.has(MentionKind::Adjective) {
                terms.extend(inquiry.adjectives.iter().map(|(stem, _)| stem.clone()));
            }
        }
        let weighted =
            |term: String| WeightedTerm { term: PlanTerm::any(term), weight: 1.0, related: false };
        let readings = vec![terms.into_iter().map(weighted).collect()];
        let mut members = vec![Plan::Word { readings, scope, boost: 1.0 }];
        if self.is_narrowed() || self.wants_forms() {
            let spans = inquiry.forms.clone();
            members.extend(spans.map(|spans| Plan::Spans { spans, scope, boost: 1.0 }));
        }
        Plan::Any(members)
    }

    /// Visits every passage that may hold a mention: its segment, number and zones.
    fn walk(
        &self,
        mut visit: impl FnMut(u32, &SegmentReader, DocId, Zones) -> Result<bool>,
    ) -> Result<()> {
        let archive = self.archive;
        let fail = |error: tantivy::TantivyError| archive.fail(&error);
        let lowered = |plan: &Plan| LoweredPlan::new(archive, plan).map_err(fail);
        let zones = [Scope::Title, Scope::Heading, Scope::Text].map(|scope| lowered(&self.candidates(scope)));
        let [title, heading, text] = zones;
        let zones = [title?, heading?, text?];
        let filter = if *self.filter == Plan::Everything { None } else { Some(lowered(self.filter)?) };
        for (number, segment) in (0u32..).zip(archive.searcher().segment_readers()) {
            let column = |name| segment.fast_fields().u64(name).map_err(fail);
            let (part, opened) = (column("part")?, column("opens")?);
            let mut filter = filter.as_ref().map(|plan| plan.matcher(segment)).transpose().map_err(fail)?;
            let mut matchers = Vec::with_capacity(zones.len());
            for zone in &zones {
                matchers.push(zone.matcher(segment).map_err(fail)?);
            }
            loop {
                let doc = matchers.iter().map(|matcher| matcher.doc()).min().unwrap_or(TERMINATED);
                if doc == TERMINATED {
                    break;
                }
                let opened = opened.first(doc).unwrap_or(0);
                let here = Zones {
                    title: matchers[0].doc() == doc && opened & opens::ARTICLE != 0,
                    heading: matchers[1].doc() == doc && opened & opens::SECTION != 0,
                    text: matchers[2].doc() == doc,
                };
                let is_wanted = (here.title || here.heading || here.text)
                    && !segment.is_deleted(doc)
                    && self.parts.allow(part.first(doc).unwrap_or(0));
                let is_allowed = is_wanted
                    && filter.as_mut().is_none_or(|filter| {
                        if filter.doc() < doc {
                            filter.seek(doc);
                        }
                        filter.doc() == doc
                    });
                if is_allowed && !visit(number, segment, doc, here)? {
                    return Ok(());
                }
                for matcher in matchers.iter_mut().filter(|matcher| matcher.doc() == doc) {
                    matcher.advance();
                }
            }
        }
        Ok(())
    }
}

/// The postings of the entities asked for, zone by zone, in one segment.
struct ZonePostings {
    zones: [Vec<Cursor>; 3],
    articles: tantivy::columnar::Column<u64>,
}

impl ZonePostings {
    fn new(search: &MentionSearch<'_>, segment: &SegmentReader) -> tantivy::Result<Self> {
        let fields = search.archive.fields();
        let open = |field: Field| -> tantivy::Result<Vec<Cursor>> {
            let inverted = segment.inverted_index(field)?;
            let mut cursors = Vec::new();
            for id in &search.inquiry.entities {
                let mut names = vec![terms::of_entity(id)];
                if search.kinds.has(MentionKind::Role) {
                    names.push(terms::of_role(id));
                }
                for name in names {
                    let term = Term::from_field_text(field, &name);
                    let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?;
                    cursors.extend(postings.map(|postings| Cursor::new(postings, &[])));
                }
            }
            Ok(cursors)
        };
        let zones = [open(fields.title)?, open(fields.heading)?, open(fields.text)?];
        Ok(ZonePostings { zones, articles: segment.fast_fields().u64("article")? })
    }

    fn mentions(&mut self, doc: DocId, zones: Zones, kinds: Kinds) -> u64 {
        let wanted = [zones.title, zones.heading, zones.text];
        let mut found = 0;
        for (cursors, _) in self.zones.iter_mut().zip(wanted).filter(|(_, wanted)| *wanted) {
            for cursor in cursors {
                if cursor.seek(doc) == doc {
                    let codes = cursor.codes();
                    found += codes.filter(|code| kinds.has(MentionCode::from_bits(*code).kind)).count() as u64;
                }
            }
        }
        found
    }
}

/// Finds mentions in stored passages.
struct Finder<'a> {
    inquiry: &'a Inquiry,
    kinds: Kinds,
    analyzer: Analyzer,
    needs_words: bool,
    wants_forms: bool,
}

impl<'a> Finder<'a> {
    fn new(search: &MentionSearch<'a>) -> Self {
        let wants_forms = search.wants_forms();
        let needs_words =
            wants_forms || search.is_narrowed() || search.kinds.has(MentionKind::Adjective);
        let analyzer = Analyzer::new(search.archive.gazetteer().lexicon().clone());
        Finder { inquiry: search.inquiry, kinds: search.kinds, analyzer, needs_words, wants_forms }
    }

    fn occurrences(&mut self, record: &PassageRecord, zones: Zones) -> Vec<Occurrence> {
        let mut found = Vec::new();
        if zones.title {
            self.zone(Zone::Title, &record.title, &record.title_mentions, &mut found);
        }
        if let Some(heading) = record.heading.as_deref().filter(|_| zones.heading) {
            self.zone(Zone::Heading, heading, &record.heading_mentions, &mut found);
        }
        if zones.text {
            self.zone(Zone::Text, &record.text, &record.mentions, &mut found);
        }
        found
    }

    fn zone(&mut self, zone: Zone, text: &str, mentions: &[StoredMention], found: &mut Vec<Occurrence>) {
        let inquiry = self.inquiry;
        let tokens = if self.needs_words { self.analyzer.tokens(text) } else { Vec::new() };
        let forms = match &inquiry.forms {
            Some(forms) if self.needs_words => form_spans(text, &tokens, forms),
            _ => Vec::new(),
        };
        let before = found.len();
        for mention in mentions {
            let is_meant = inquiry.entities.contains(&mention.id)
                || mention.rivals.iter().any(|rival| inquiry.entities.contains(rival));
            let span = Span::new(mention.start, mention.end);
            let holds = |form: &Span| span.start <= form.start && form.end <= span.end;
            let is_spelled_so = (!inquiry.only_typed || forms.contains(&span))
                && (!inquiry.only_forms || forms.iter().any(holds));
            if is_meant && self.kinds.has(mention.kind) && is_spelled_so {
                found.push(Occurrence {
                    zone,
                    span,
                    kind: mention.kind,
                    id: Some(mention.id.clone()),
                    rivals: mention.rivals.clone(),
                });
            }
        }
        let overlaps = |a: Span, b: Span| a.start < b.end && b.start < a.end;
        if self.kinds.has(MentionKind::Adjective) && !inquiry.only_typed && !inquiry.only_forms {
            for token in &tokens {
                let adjective = inquiry
                    .adjectives
                    .iter()
                    .find(|(stem, _)| token.forms.stems().any(|of_token| of_token == stem));
                let is_free = !found[before..].iter().any(|other| overlaps(other.span, token.span));
                if let Some((_, id)) = adjective.filter(|_| is_free) {
                    let kind = MentionKind::Adjective;
                    let (span, id) = (token.span, Some(id.clone()));
                    found.push(Occurrence { zone, span, kind, id, rivals: Vec::new() });
                }
            }
        }
        if self.wants_forms {
            for span in forms {
                // A longer name may be somebody else's: حزب الله in كتائب حزب الله. What was only
                // discovered may be the same under another name.
                let is_taken = found[before..].iter().any(|other| overlaps(other.span, span))
                    || !inquiry.is_unknown
                        && mentions.iter().any(|other| {
                            let other_span = Span::new(other.start, other.end);
                            !other.id.starts_with(discover::PREFIX)
                                && overlaps(other_span, span)
                                && (!inquiry.are_places || other_span == span)
                        });
                if !is_taken {
                    let kind = MentionKind::Form;
                    found.push(Occurrence { zone, span, kind, id: None, rivals: Vec::new() });
                }
            }
        }
        found[before..].sort_by_key(|occurrence| occurrence.span);
    }
}

/// Where the words of a typed name stand in a text, held together as names are.
fn form_spans(text: &str, tokens: &[Token], forms: &Spans) -> Vec<Span> {
    let leaf = |wanted: &[PlanTerm]| -> Vec<Place> {
        let is_wanted = |token: &Token| {
            wanted.iter().any(|term| {
                term.spelling.as_deref() == Some(token.forms.exact())
                    && token.forms.stems().any(|stem| stem == term.text)
            })
        };
        (0u32..)
            .zip(tokens)
            .filter(|(_, token)| is_wanted(token))
            .map(|(start, _)| Place { start, end: start + 1 })
            .collect()
    };
    let mut spans: Vec<Span> = places_in(forms, &leaf)
        .into_iter()
        .filter_map(|place| {
            let words = tokens.get(place.start as usize..place.end as usize)?;
            // Acronyms are also written with full stops: سي.أن.أن.
            let held = words.windows(2).all(|pair| {
                text.get(pair[0].span.end..pair[1].span.start).is_some_and(|gap| joins(gap) || gap == ".")
            });
            held.then(|| Span::new(words[0].span.start, words[words.len() - 1].span.end))
        })
        .collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}
