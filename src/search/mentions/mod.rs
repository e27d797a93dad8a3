//! Every mention of an entity or name, not the best few: passages are walked in the
//! order of the index, and memory does not grow with what is found. Counting reads
//! postings alone where these tell enough.

mod finder;
mod occurrence;
mod postings;

use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED};

use super::collect::Parts;
use super::lower::LoweredPlan;
use crate::entity::MentionKind;
use crate::error::Result;
use crate::index::{Archive, opens, terms};
use crate::query::plan::{Plan, PlanTerm, Scope, WeightedTerm};
use crate::query::{Inquiry, Spelling};
use finder::Finder;
pub use occurrence::{Kinds, MentionCount, Mentioned, Occurrence, Zone};
use postings::ZonePostings;

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

    /// The first passage with a mention, by article and place in it: the same however the
    /// index is divided into segments.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn first(&self) -> Result<Option<Mentioned>> {
        let mut candidates = Vec::new();
        self.walk(|number, segment, doc, zones| {
            let column = |name| segment.fast_fields().u64(name).map_err(|error| self.archive.fail(&error));
            let place = [column("article")?, column("order")?].map(|column| column.first(doc).unwrap_or(0));
            candidates.push((place, DocAddress::new(number, doc), zones));
            Ok(true)
        })?;
        candidates.sort_unstable_by_key(|(place, ..)| *place);
        let mut finder = Finder::new(self);
        for (_, address, zones) in candidates {
            let record = self.archive.record(address)?;
            let occurrences = finder.occurrences(&record, zones);
            if !occurrences.is_empty() {
                return Ok(Some(Mentioned { address, record, occurrences }));
            }
        }
        Ok(None)
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
                    let opened =
                        ZonePostings::new(self, reader).map_err(|error| self.archive.fail(&error))?;
                    postings = Some((segment, opened));
                }
                if let Some((_, postings)) = &mut postings {
                    note(
                        postings.articles.first(doc).unwrap_or(0),
                        postings.mentions(doc, zones, self.kinds),
                    );
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
        self.inquiry.spelling != Spelling::Any
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
            if self.kinds.has(MentionKind::Inside) {
                terms.extend(inquiry.entities.iter().map(|id| terms::of_inside(id)));
            }
            if self.kinds.has(MentionKind::Adjective) {
                terms.extend(inquiry.adjectives.iter().map(|(stem, _)| stem.clone()));
            }
        }
        let weighted = |term: String| WeightedTerm { term: PlanTerm::any(term), weight: 1.0, related: false };
        let readings = vec![terms.into_iter().map(weighted).collect()];
        let mut members = vec![Plan::Word { readings, scope, boost: 1.0 }];
        if self.is_narrowed() || self.wants_forms() {
            let spans = inquiry.forms.clone();
            members.extend(spans.map(|spans| Plan::Spans { spans, scope, boost: 1.0 }));
        }
        Plan::Any(members)
    }

    /// Visits every passage that may hold a mention: its segment, number and zones.
    fn walk(&self, mut visit: impl FnMut(u32, &SegmentReader, DocId, Zones) -> Result<bool>) -> Result<()> {
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
