//! Full-text search over what is public (全文检索).
//!
//! The index holds every pair of neighbouring characters, so a word of two characters or more is found wherever it
//! stands, also inside a longer one. A document has parts, each with its name and page, so a hit says where it is. The
//! folder holds generations: a new one is built beside the old one and takes its place at once.

mod collect;
mod document;
mod error;
mod excerpt;
mod fold;
mod index;
mod number;
mod plan;
mod query;
mod schema;
mod shelf;
mod sound;
mod suggest;
mod synonyms;
mod token;

pub use collect::Order;
pub use document::{Document, Facet, Part};
pub use error::SearchError;
pub use excerpt::{Excerpt, Piece};
pub use fold::fold_text;
pub use index::{Answer, Found, Index, Sought, Writer};
pub use query::{LONGEST, MOST_WORDS, Query};
pub use shelf::Shelf;
pub use suggest::Suggestion;
pub use synonyms::{Synonyms, WordFlaw};
