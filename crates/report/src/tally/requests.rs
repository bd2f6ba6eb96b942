//! Table 三 in one pass over the requests.

use gongkai_statute::{ReportRow, RequesterKind};
use rust_decimal::Decimal;

use super::bounds;
use super::facts::RequestFact;
use crate::cell::{CellId, Column, Row};
use crate::model::{AnnualReport, Cell};

/// How long requests took, from 收到申请之日 to the result, in calendar days (the day of receipt is day 0).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handling {
    /// Requests with a result in the year.
    pub cases: u64,
    /// Their days together.
    pub days: u64,
    /// The longest.
    pub longest_days: u64,
}

impl Handling {
    /// The mean, to one decimal; `None` without cases.
    pub fn mean_days(&self) -> Option<Decimal> {
        let mean = Decimal::from(self.days).checked_div(Decimal::from(self.cases))?;
        Some(mean.round_dp(1))
    }
}

const ROWS: usize = 25;
const KINDS: usize = 6;

/// Rows in printed order: received, carried in, the results, results total, carried out.
struct Counts([[u64; KINDS]; ROWS]);

impl Counts {
    fn add(&mut self, row: usize, kind: RequesterKind) {
        if let Some(cell) = self.0.get_mut(row).and_then(|cells| cells.get_mut(kind_index(kind))) {
            *cell += 1;
        }
    }
}

const fn kind_index(kind: RequesterKind) -> usize {
    match kind {
        RequesterKind::NaturalPerson => 0,
        RequesterKind::Enterprise => 1,
        RequesterKind::Research => 2,
        RequesterKind::SocialWelfare => 3,
        RequesterKind::LegalService => 4,
        RequesterKind::Other => 5,
    }
}

pub(super) fn count(report: &mut AnnualReport, year: i16, facts: &[RequestFact]) {
    let (first, last) = bounds(year);
    let mut counts = Counts([[0; KINDS]; ROWS]);
    let (total_row, carried_out_row) = (ROWS - 2, ROWS - 1);
    for fact in facts {
        let entered = fact.entered_on();
        let done = fact.result.map(|(decision, _)| decision.row()).zip(fact.done_on());
        if entered > last || done.is_some_and(|(_, on)| on < first) {
            continue;
        }
        let kind = fact.kind_in(year);
        counts.add(usize::from(entered < first), kind);
        match done {
            Some((row, on)) if on <= last => {
                counts.add(result_index(row), kind);
                counts.add(total_row, kind);
            }
            _ => counts.add(carried_out_row, kind),
        }
    }
    for (row, cells) in Row::all().zip(counts.0) {
        for (kind, count) in RequesterKind::ALL.into_iter().zip(cells) {
            report.cells.insert(CellId::Request(row, Column::Kind(kind)), Cell::given(count));
        }
        let total: u64 = cells.iter().sum();
        report.cells.insert(CellId::Request(row, Column::Total), Cell::given(total));
    }
}

fn result_index(row: ReportRow) -> usize {
    2 + ReportRow::ALL.iter().position(|candidate| *candidate == row).unwrap_or(ReportRow::ALL.len() - 1)
}

pub(super) fn handling(year: i16, facts: &[RequestFact]) -> Handling {
    let (first, last) = bounds(year);
    let mut handling = Handling::default();
    for fact in facts {
        let Some(on) = fact.done_on().filter(|on| first <= *on && *on <= last) else { continue };
        let days = (on - fact.received_on).get_days();
        let days = u64::try_from(days).unwrap_or(0);
        handling.cases += 1;
        handling.days += days;
        handling.longest_days = handling.longest_days.max(days);
    }
    handling
}
