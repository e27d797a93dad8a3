//! Runs plans: [`lower`] turns a plan into matchers over tantivy's postings
//! ([`word`], [`spans`], [`boolean`]), [`collect`] keeps the best, [`facets`]
//! counts, and [`highlight`] marks what matched. Only `index` and this folder
//! name tantivy.

mod boolean;
mod collect;
mod facets;
mod highlight;
mod lower;
mod matcher;
mod mentions;
mod postings;
mod profile;
mod significance;
mod spans;
mod together;
mod word;

pub use collect::{Hit, Parts, Results, Sort, Unit};
pub use facets::{Facet, FacetCount};
pub use highlight::{Highlighter, highlights};
pub use mentions::{Kinds, MentionCount, MentionSearch, Mentioned, Occurrence, Zone};
pub use profile::{Companion, FormCount, MonthCount, Profile, plan_of, profile};
pub use significance::log_likelihood;
pub use together::{Meeting, Meetings, together};

use crate::error::Result;
use crate::index::Archive;
use crate::query::plan::Plan;

/// How many hits are wanted, in which order, of which unit.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Passages or articles.
    pub unit: Unit,
    /// Order of hits.
    pub sort: Sort,
    /// Most hits to return.
    pub limit: usize,
    /// Hits to leave out at the start.
    pub offset: usize,
    /// Which parts of articles are searched.
    pub parts: Parts,
}

/// The best hits for a plan.
///
/// # Errors
/// When the index cannot be read.
pub fn search(archive: &Archive, plan: &Plan, request: Request) -> Result<Results> {
    lower::LoweredPlan::new(archive, plan)
        .and_then(|plan| collect::best(archive.searcher(), &plan, request))
        .map_err(|error| archive.fail(&error))
}

/// How often each value of a facet occurs among the passages of a plan.
///
/// # Errors
/// When the index cannot be read.
pub fn count(archive: &Archive, plan: &Plan, facet: Facet, parts: Parts) -> Result<Vec<FacetCount>> {
    lower::LoweredPlan::new(archive, plan)
        .and_then(|plan| facets::counts(archive.searcher(), &plan, facet, parts))
        .map_err(|error| archive.fail(&error))
}
