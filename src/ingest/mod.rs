//! From files to articles, sections and passages: [`walk`] finds files,
//! [`source`] and [`opened`] read them, archives included ([`container`]), in pieces that
//! workers can share, all within [`limits`]; [`decode()`] turns bytes into text, [`format`] text into articles, and [`structure`] divides
//! an article. Does not know the index; `cli::ingest` joins the two.

mod batch;
mod container;
mod date;
mod decode;
mod fields;
mod format;
mod limits;
mod mac_arabic;
mod opened;
mod source;
mod structure;
mod walk;

pub use date::parse_day;
pub use decode::decode;
pub use fields::FieldNames;
pub use limits::Limits;
pub use source::{FileRead, Piece, articles};
pub use structure::{Division, divide};
pub use walk::{Found, Listing, Root, list, text_of};
