//! This year's figures beside last year's.

use rust_decimal::Decimal;

use crate::cell::{CellId, Column, ProactiveCell, Row};
use crate::form;
use crate::model::{AnnualReport, Form};
use gongkai_statute::ReportRow;

/// One figure in both years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which figure.
    pub cell: CellId,
    /// This year's; `None` when not given.
    pub this_year: Option<Decimal>,
    /// Last year's; `None` when not given.
    pub last_year: Option<Decimal>,
}

impl Difference {
    /// This year's less last year's, when both are given.
    pub fn change(&self) -> Option<Decimal> {
        self.this_year?.checked_sub(self.last_year?)
    }

    /// The change in percent of last year's, to one decimal; `None` from 0.
    pub fn percent(&self) -> Option<Decimal> {
        let last = self.last_year?;
        let share = self.change()?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(last)?;
        Some(share.round_dp(1))
    }
}

/// Two reports side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Every comparable figure, in printed order.
    pub figures: Vec<Difference>,
    /// What could not be compared and why, in Chinese.
    pub notes: Vec<String>,
}

/// Compares figure by figure; where the forms differ only what both mean alike.
pub fn compare(this_year: &AnnualReport, last_year: &AnnualReport) -> Comparison {
    let mut comparison = Comparison::default();
    let same_form = this_year.form == last_year.form;
    if !same_form {
        comparison.notes.push(
            "两年表式不同：表三“其他处理”合并比较，表二只比较处理决定数量等两表共有的项目。".to_owned(),
        );
    }
    let cells: Vec<CellId> = if same_form {
        form::cells(this_year.form).collect()
    } else {
        shared_cells(&[this_year.form, last_year.form])
    };
    let value = |report: &AnnualReport, cell| {
        if same_form { report.value(cell) } else { shared_value(report, cell) }
    };
    comparison.figures = cells
        .into_iter()
        .map(|cell| Difference { cell, this_year: value(this_year, cell), last_year: value(last_year, cell) })
        .collect();
    comparison
}

/// The figures that mean the same in every one of `forms`; 其他处理 stands in its last row.
pub(crate) fn shared_cells(forms: &[Form]) -> Vec<CellId> {
    let narrow = if forms.iter().all(|form| *form == Form::Y2021) { Form::Y2021 } else { Form::Mixed };
    let everywhere = |id: &CellId| match id {
        CellId::Proactive(_) => forms.iter().all(|form| form::cells(*form).any(|own| own == *id)),
        CellId::Request(..) | CellId::Remedy(..) => true,
    };
    let candidates: Vec<CellId> = if forms.iter().all(|form| *form == Form::Y2019) {
        form::cells(Form::Y2019).collect()
    } else {
        form::cells(narrow).collect()
    };
    candidates.into_iter().filter(everywhere).collect()
}

/// The figure where 其他处理 is one row: the sum of the three rows of the 2021 form.
pub(crate) fn shared_value(report: &AnnualReport, id: CellId) -> Option<Decimal> {
    match id {
        CellId::Request(Row::Result(ReportRow::Other), column) if report.form == Form::Y2021 => {
            other_rows(column)
                .map(|cell| report.value(cell))
                .try_fold(Decimal::ZERO, |sum, value| Some(sum.saturating_add(value?)))
        }
        _ => report.value(id),
    }
}

pub(crate) fn other_rows(column: Column) -> impl Iterator<Item = CellId> {
    [ReportRow::OtherNoSupplement, ReportRow::OtherFeeUnpaid, ReportRow::Other]
        .into_iter()
        .map(move |row| CellId::Request(Row::Result(row), column))
}

/// A figure over several years, for a chart and its text alternative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// What is shown.
    pub label: &'static str,
    /// Year and figure, oldest first; `None` where a report does not give it.
    pub points: Vec<(i16, Option<Decimal>)>,
}

/// The figures people ask for, over the reports given.
pub fn trends(reports: &[&AnnualReport]) -> Vec<Trend> {
    let total = |row| CellId::Request(row, Column::Total);
    let shown = [
        ("新收申请", total(Row::Received)),
        ("办理结果总计", total(Row::ResultsTotal)),
        ("予以公开", total(Row::Result(ReportRow::Granted))),
        ("结转下年度", total(Row::CarriedOut)),
        ("行政许可处理决定", CellId::Proactive(ProactiveCell::Licences)),
        ("行政处罚处理决定", CellId::Proactive(ProactiveCell::Penalties)),
    ];
    let mut sorted: Vec<(i16, &AnnualReport)> =
        reports.iter().filter_map(|report| Some((report.year?, *report))).collect();
    sorted.sort_by_key(|(year, _)| *year);
    shown
        .into_iter()
        .map(|(label, cell)| Trend {
            label,
            points: sorted.iter().map(|(year, report)| (*year, report.value(cell))).collect(),
        })
        .collect()
}
