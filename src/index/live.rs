//! How many documents have a term, deleted ones apart. A dictionary counts deleted
//! documents until their segment is merged; ranking must not see them, so that an index
//! that grew by changes ranks as one built anew does.

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

/// The documents of a segment that have a term and are not deleted. Reads the postings
/// only where the segment has deletions.
///
/// # Errors
/// When the segment cannot be read.
fn live_doc_freq(segment: &SegmentReader, term: &Term) -> tantivy::Result<u64> {
    let inverted = segment.inverted_index(term.field())?;
    match inverted.get_term_info(term)? {
        Some(info) => live_doc_freq_of(segment, &inverted, &info),
        None => Ok(0),
    }
}

/// The same for a term that was found in the dictionary of `inverted`, which must be of
/// this segment: for walks through a dictionary.
///
/// # Errors
/// When the segment cannot be read.
pub(super) fn live_doc_freq_of(
    segment: &SegmentReader,
    inverted: &InvertedIndexReader,
    info: &TermInfo,
) -> tantivy::Result<u64> {
    Ok(match segment.alive_bitset() {
        Some(alive) => {
            let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            u64::from(postings.doc_freq_given_deletes(alive))
        }
        None => u64::from(info.doc_freq),
    })
}

/// The documents of all segments that have a term and are not deleted.
///
/// # Errors
/// When a segment cannot be read.
pub fn live_frequency(searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
    let mut found = 0;
    for segment in searcher.segment_readers() {
        found += live_doc_freq(segment, term)?;
    }
    Ok(found)
}
