//! Counts mentions from postings alone: kinds stand in the low bits of positions.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentReader, Term};

use super::super::postings::Cursor;
use super::occurrence::Kinds;
use super::{MentionSearch, Zones};
use crate::entity::MentionKind;
use crate::index::terms::{self, MentionCode};

/// The postings of the entities asked for, zone by zone, in one segment.
pub(super) struct ZonePostings {
    zones: [Vec<Cursor>; 3],
    pub(super) articles: tantivy::columnar::Column<u64>,
}

impl ZonePostings {
    pub(super) fn new(search: &MentionSearch<'_>, segment: &SegmentReader) -> tantivy::Result<Self> {
        let fields = search.archive.fields();
        let open = |field: Field| -> tantivy::Result<Vec<Cursor>> {
            let inverted = segment.inverted_index(field)?;
            let mut cursors = Vec::new();
            for id in &search.inquiry.entities {
                let mut names = vec![terms::of_entity(id)];
                if search.kinds.has(MentionKind::Role) {
                    names.push(terms::of_role(id));
                }
                if search.kinds.has(MentionKind::Inside) {
                    names.push(terms::of_inside(id));
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

    pub(super) fn mentions(&mut self, doc: DocId, zones: Zones, kinds: Kinds) -> u64 {
        let wanted = [zones.title, zones.heading, zones.text];
        let mut found = 0;
        for (cursors, _) in self.zones.iter_mut().zip(wanted).filter(|(_, wanted)| *wanted) {
            for cursor in cursors {
                if cursor.seek(doc) == doc {
                    let codes = cursor.codes();
                    found +=
                        codes.filter(|code| kinds.has(MentionCode::from_bits(*code).kind)).count() as u64;
                }
            }
        }
        found
    }
}
