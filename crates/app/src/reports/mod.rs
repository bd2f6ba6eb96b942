//! The annual report (政府信息公开工作年度报告): figures from the records, texts, checks, sign-off, editions.

mod acts;
mod earlier;
mod edition;
mod facts;
mod files;
mod ledgers;
mod records;
mod view;

use gongkai_report::ledger::{Ledger, LedgerEvent};
use gongkai_report::workshop::{Workshop, WorkshopEvent};

pub(crate) use earlier::read as read_report;
pub use edition::{EditionCounters, PublishedEdition};
pub use files::{ReportFile, ReportFormat, write};
pub use records::{CountedRecord, CountedRecords};
pub(crate) use view::due;
pub use view::{ReportView, SectionText};

use crate::{Aggregate, AppError, Refused};

impl Aggregate for Workshop {
    const AREA: &'static str = "report";
    type Event = WorkshopEvent;

    fn apply(&mut self, event: &WorkshopEvent) {
        Workshop::apply(self, event);
    }
}

impl Aggregate for Ledger {
    const AREA: &'static str = "ledger";
    type Event = LedgerEvent;

    fn apply(&mut self, event: &LedgerEvent) {
        Ledger::apply(self, event);
    }
}

impl From<gongkai_report::Refusal> for AppError {
    fn from(refusal: gongkai_report::Refusal) -> AppError {
        AppError::Refused(Refused {
            rule: refusal.rule.to_owned(),
            article: Some(refusal.article.to_string()),
            message: refusal.message,
        })
    }
}

/// The stream's id within area `report`.
fn report_id(agency: &str, year: i16) -> String {
    format!("{agency}/{year}")
}
