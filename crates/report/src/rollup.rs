//! Many reports summed up (汇总), each checked first.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::cell::CellId;
use crate::check::{CheckContext, Outcome, check};
use crate::compare::{other_rows, shared_cells, shared_value};
use crate::form;
use crate::model::{AnnualReport, Cell, CellState, Form};

/// A report and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// File or agency, as the user knows it.
    pub name: &'a str,
    /// The report.
    pub report: &'a AnnualReport,
}

/// The sum of many reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollup {
    /// The sums; a figure that a part lost has no sum. Sections are not merged.
    pub report: AnnualReport,
    /// What the check of each part found, in the order given.
    pub checks: Vec<(String, Outcome)>,
}

impl Rollup {
    /// Whether every part passed its own check.
    pub fn ok(&self) -> bool {
        self.checks.iter().all(|(_, outcome)| outcome.ok())
    }
}

/// Why reports cannot be summed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RollupError {
    /// Nothing to sum.
    #[error("no reports to sum")]
    Empty,
    /// Two years do not add up to anything.
    #[error("reports of different years: {0} and {1}")]
    Years(i16, i16),
    /// The same agency twice would be counted twice.
    #[error("the report of {0} is given twice")]
    Twice(String),
}

/// Sums `parts`.
///
/// # Errors
///
/// [`RollupError`] when the parts do not belong together.
pub fn rollup(parts: &[Part<'_>]) -> Result<Rollup, RollupError> {
    let year = one_year(parts)?;
    each_once(parts)?;
    let forms: BTreeSet<Form> = parts.iter().map(|part| part.report.form).collect();
    let forms: Vec<Form> = forms.into_iter().collect();
    let form = match forms.as_slice() {
        [only] => *only,
        _ => Form::Mixed,
    };
    let mut report = AnnualReport::new(form);
    report.year = year;
    report.notes.push(format!("由 {} 份报告汇总。", parts.len()));

    let cells: Vec<CellId> = match forms.as_slice() {
        [only] => form::cells(*only).collect(),
        _ => shared_cells(&forms),
    };
    for id in cells {
        report.cells.insert(id, sum(id, parts, forms.len() > 1));
    }
    if forms.len() > 1 {
        report.notes.push("各报告表式不同：只汇总各表式共有的数据，“其他处理”合并为一行。".to_owned());
        for id in form::cells(form) {
            report.cells.entry(id).or_insert_with(|| Cell {
                note: Some("各报告表式不同，不能汇总".to_owned()),
                ..Cell::default()
            });
        }
    }
    let checks = parts
        .iter()
        .map(|part| (part.name.to_owned(), check(part.report, None, &CheckContext::default())))
        .collect::<Vec<_>>();
    let failed: Vec<&str> =
        checks.iter().filter(|(_, outcome)| !outcome.ok()).map(|(name, _)| name.as_str()).collect();
    if !failed.is_empty() {
        report.notes.push(format!("未通过核对的报告：{}。其数据已按原样计入。", failed.join("、")));
    }
    Ok(Rollup { report, checks })
}

fn one_year(parts: &[Part<'_>]) -> Result<Option<i16>, RollupError> {
    if parts.is_empty() {
        return Err(RollupError::Empty);
    }
    let mut years = parts.iter().filter_map(|part| part.report.year);
    let first = years.next();
    match (first, years.find(|year| Some(*year) != first)) {
        (Some(first), Some(other)) => Err(RollupError::Years(first, other)),
        _ => Ok(first),
    }
}

fn each_once(parts: &[Part<'_>]) -> Result<(), RollupError> {
    let mut seen = BTreeSet::new();
    match parts.iter().filter_map(|part| part.report.agency.as_deref()).find(|agency| !seen.insert(*agency)) {
        Some(agency) => Err(RollupError::Twice(agency.to_owned())),
        None => Ok(()),
    }
}

/// Blank counts as 0 and says so; a lost figure leaves no sum, only what the others add up to.
fn sum(id: CellId, parts: &[Part<'_>], shared: bool) -> Cell {
    let value = |report: &AnnualReport| if shared { shared_value(report, id) } else { report.value(id) };
    let is_lost = |report: &AnnualReport| {
        let own = |cell| report.state(cell) == CellState::Lost && report.value(cell).is_none();
        match id {
            CellId::Request(row, column)
                if shared
                    && form::Group::Other.rows().any(|other| other == row)
                    && report.form == Form::Y2021 =>
            {
                other_rows(column).any(own)
            }
            _ => own(id),
        }
    };
    let total =
        parts.iter().filter_map(|part| value(part.report)).fold(Decimal::ZERO, Decimal::saturating_add);
    let named = |wanted: &dyn Fn(&AnnualReport) -> bool| -> Vec<&str> {
        parts.iter().filter(|part| wanted(part.report)).map(|part| part.name).collect()
    };
    let lost = named(&|report| is_lost(report));
    if !lost.is_empty() {
        let note = format!("{} 没有读出，其余合计 {}", lost.join("、"), total.normalize());
        return Cell { value: None, state: CellState::Lost, place: None, note: Some(note) };
    }
    let blank = named(&|report| value(report).is_none());
    if blank.is_empty() {
        return Cell::given(total);
    }
    let note = format!("{} 空白，按 0 计", blank.join("、"));
    if blank.len() == parts.len() {
        return Cell {
            value: None,
            state: CellState::Blank,
            place: None,
            note: Some("各报告均空白".to_owned()),
        };
    }
    Cell { value: Some(total), state: CellState::Annotated, place: None, note: Some(note) }
}
