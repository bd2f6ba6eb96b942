//! Collection of the annual reports of a tree of agencies (年报收集), Arts. 49 and 50.
//!
//! Departments hand their report of the year before to the authority by 31 January; the authority publishes the
//! government's by 31 March. A collection says who owes one, what came, and whose figures a sum would lack.

mod acts;
mod stream;

pub use acts::{
    accept_report, add_unit, close_collection, expect_unit, hand_in, open_collection, remind_unit,
    reopen_collection, send_report_back, waive_report,
};
pub use stream::{
    Collection, CollectionEvent, CollectionOpened, Completeness, ExpectedUnit, HandedInReport, ReaderVerdict,
    ReportOrigin, UnitReport, UnitStatus,
};
