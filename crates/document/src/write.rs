//! The report as files: HTML and workbooks. The same report always gives the same bytes.

mod html;
pub mod layout;
pub mod sheet;
mod xlsx;

pub use html::{Options, html};
pub use xlsx::{WriteError, xlsx};

use gongkai_report::{AnnualReport, CellId};

/// The number as printed; nothing where there is none, for blank is not 0.
fn printed(report: &AnnualReport, id: CellId) -> String {
    report.value(id).map(|value| value.normalize().to_string()).unwrap_or_default()
}

/// The report's title, made from agency and year when it has none.
fn title(report: &AnnualReport) -> String {
    if !report.sections.title.is_empty() {
        return report.sections.title.clone();
    }
    let agency = report.agency.as_deref().unwrap_or_default();
    let year = report.year.map(|year| format!("{year}年")).unwrap_or_default();
    format!("{agency}{year}政府信息公开工作年度报告")
}
