//! The report computed from the records (统计): what counts where, and which records a figure counts.
//!
//! Facts are plain rows; whoever keeps the records makes them. Every figure comes with the query that selects
//! the records it counts, so it can be opened.

mod facts;
mod ledgers;
mod query;
mod requests;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use crate::cell::{CellId, RemedyColumn, RemedyKind};
use crate::model::{AnnualReport, Cell, Form};

pub use facts::{
    DocumentKind, FeeFact, ItemFact, ItemsOpening, LedgerFact, LedgerKind, LegalDocumentFact, OpeningStock,
    RemedyFact, RemedyOutcome, RequestFact, SectionDuty,
};
pub use ledgers::Gap;
pub use query::{DocumentFigure, RecordQuery};
pub use requests::Handling;

/// Everything the report of one agency is counted from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// Requests, in any order, of any year.
    pub requests: &'a [RequestFact],
    /// Administrative reviews and suits.
    pub remedies: &'a [RemedyFact],
    /// 规章 and 行政规范性文件.
    pub documents: &'a [LegalDocumentFact],
    /// How many documents were in force when the register began.
    pub openings: &'a [OpeningStock],
    /// Returns and imports of decisions and fees.
    pub ledger: &'a [LedgerFact],
    /// Which sections must return what.
    pub duties: &'a [SectionDuty],
    /// Published items.
    pub items: &'a [ItemFact],
    /// Items published before the register began.
    pub items_opening: Option<&'a ItemsOpening>,
    /// Notices of the information-processing fee.
    pub fees: &'a [FeeFact],
}

/// Figures that stand in no table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counters {
    /// 条 first published in the year.
    pub items_in_year: u64,
    /// 条 first published up to 31 December, unimported ones included; `None` before the opening balance's day.
    pub items_total: Option<u64>,
    /// 收费通知 issued in the year.
    pub fee_notices: u32,
    /// Their sum, in fen.
    pub fee_noticed_fen: i64,
    /// Collected in the year, in fen.
    pub fee_collected_fen: i64,
    /// How long requests with a result in the year took.
    pub handling: Handling,
}

/// A computed report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The figures; section texts are empty.
    pub report: AnnualReport,
    /// Figures that stand in no table.
    pub counters: Counters,
    /// For each figure, what selects the records it counts.
    pub sources: BTreeMap<CellId, RecordQuery>,
    /// Which sections have not returned what.
    pub gaps: Vec<Gap>,
}

/// 1 January and 31 December of `year`.
pub(crate) fn bounds(year: i16) -> (Date, Date) {
    (date(year, 1, 1), date(year, 12, 31))
}

/// Counts the report of `year` (2021 form).
pub fn tally(agency: &str, year: i16, facts: &Facts<'_>) -> Computed {
    let mut report = AnnualReport::new(Form::Y2021);
    report.agency = Some(agency.to_owned());
    report.year = Some(year);
    report.sections.title = format!("{agency}{year}年政府信息公开工作年度报告");

    requests::count(&mut report, year, facts.requests);
    remedies(&mut report, year, facts.remedies);
    ledgers::documents(&mut report, year, facts);
    let gaps = ledgers::decisions(&mut report, year, facts);
    let counters = counters(year, facts);
    let sources = CellId::form_2021().map(|id| (id, RecordQuery::of(year, id))).collect();
    Computed { report, counters, sources, gaps }
}

/// 总计 = concluded in the year + pending at 31 December; a suit is concluded when effective.
fn remedies(report: &mut AnnualReport, year: i16, facts: &[RemedyFact]) {
    for kind in RemedyKind::ALL {
        for column in RemedyColumn::ALL {
            let query = RecordQuery::Remedies { year, kind, column };
            let count = facts.iter().filter(|fact| query.selects_remedy(fact)).count();
            report.cells.insert(CellId::Remedy(kind, column), Cell::given(Decimal::from(count)));
        }
    }
}

fn counters(year: i16, facts: &Facts<'_>) -> Counters {
    let (first, last) = bounds(year);
    let in_year = |day: Date| first <= day && day <= last;
    let counted = || facts.items.iter().filter(|item| !item.in_error);
    let items_in_year = counted().filter(|item| in_year(item.first_published_on)).count() as u64;
    let recorded = counted().filter(|item| item.first_published_on <= last).count() as u64;
    let items_total = match facts.items_opening {
        None => Some(recorded),
        Some(opening) => (opening.as_of <= last).then_some(opening.count + recorded),
    };
    let notices = || facts.fees.iter().filter(|fee| in_year(fee.noticed_on));
    Counters {
        items_in_year,
        items_total,
        fee_notices: u32::try_from(notices().count()).unwrap_or(u32::MAX),
        fee_noticed_fen: notices().map(|fee| fee.amount_fen).sum(),
        fee_collected_fen: facts
            .fees
            .iter()
            .filter_map(|fee| fee.paid)
            .filter(|(day, _)| in_year(*day))
            .map(|(_, fen)| fen)
            .sum(),
        handling: requests::handling(year, facts.requests),
    }
}
