//! Cuts a stream of records into batches that travel to a worker together, so
//! that one large file is shared by all cores and never in memory whole. What a
//! record means is no concern here: `format` reads it, in the worker.

mod csv;
mod json;
mod lines;

pub(super) use csv::csv;
pub(super) use json::json;
pub(super) use lines::lines;

/// Bytes of records that travel together: large enough that handing over costs
/// nothing, small enough that all cores get work early.
const BATCH: usize = 256 * 1024;
