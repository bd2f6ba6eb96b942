//! Reading items and their editions.
//!
//! Lists go by keyset: a page begins where the last one ended, so the millionth row costs what the first does; the
//! portal's numbered pages find their place in the same index.

mod count;
mod duty;
mod list;
mod paging;
mod row;
mod search;
mod shown;

pub use count::{CountRow, Facet, LegalRow, OpeningRow, StockRow};
pub use duty::{DutyKind, DutyRow};
pub(crate) use list::page_of_public;
pub use list::{Cursor, ItemFilter, Order, Page};
pub use paging::NumberedPage;
pub use row::{
    EditionRow, IncidentRow, ItemFields, ItemRow, ItemState, Misdated, ReviewRow, TaskRow, TimeRow,
};
pub use search::{Hits, Sought};
pub use shown::ItemRecord;
