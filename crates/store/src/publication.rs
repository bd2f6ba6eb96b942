//! Reading items and their editions.
//!
//! Lists go by keyset: a page begins where the last one ended, so the millionth row costs what the first does.

mod count;
mod list;
mod row;

pub use count::{CountRow, Facet, LegalRow, OpeningRow, StockRow};
pub use list::{Cursor, ItemFilter, Page};
pub use row::{EditionRow, IncidentRow, ItemFields, ItemRow, ItemState, ReviewRow, TaskRow};
