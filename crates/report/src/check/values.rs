//! K7: what kind of number a figure may be; and blanks, which are not 0.

use rust_decimal::Decimal;

use super::{Finding, Rule, Run, Severity, shown};
use crate::cell::{CellId, Column, ProactiveCell, Row};
use crate::form;
use crate::model::{AnnualReport, CellState};

/// Whether 总计 is blank in every result row though other figures of these rows are there: a habit of some agencies.
pub(super) fn leaf_totals_are_all_blank(report: &AnnualReport) -> bool {
    let mut rows = form::result_rows(report.form).peekable();
    rows.peek().is_some()
        && rows.all(|row| report.state(CellId::Request(row, Column::Total)) == CellState::Blank)
        && form::result_rows(report.form)
            .any(|row| Column::ALL.iter().any(|column| report.value(CellId::Request(row, *column)).is_some()))
}

pub(super) fn check(run: &mut Run<'_>) {
    if run.blank_leaf_totals {
        warn_of_blank_leaf_totals(run);
    }
    let ids: Vec<CellId> = form::cells(run.report.form).collect();
    let mut blank: Vec<CellId> = Vec::new();
    let mut lost: Vec<CellId> = Vec::new();
    for id in ids {
        match (run.report.value(id), run.report.state(id)) {
            (Some(value), _) => check_value(run, id, value),
            (None, CellState::Lost) => lost.push(id),
            (None, _) if run.blank_leaf_totals && is_leaf_total(id) => {}
            (None, _) => blank.push(id),
        }
    }
    for group in groups(&blank) {
        report_missing(run, group, "空白；空白不等于 0，合计时按 0 计，没有发生请填 0");
    }
    for group in groups(&lost) {
        report_missing(run, group, "未能读出，不当作 0");
    }
}

fn is_leaf_total(id: CellId) -> bool {
    matches!(id, CellId::Request(Row::Result(_), Column::Total))
}

fn warn_of_blank_leaf_totals(run: &mut Run<'_>) {
    let cells: Vec<CellId> =
        form::result_rows(run.report.form).map(|row| CellId::Request(row, Column::Total)).collect();
    let message = format!(
        "表三各办理结果行的“总计”列 {} 格全部空白，这些行的合计及“总计”列的办理结果之和未能核对。",
        cells.len()
    );
    let (expected, found) = (None, None);
    run.find(Finding { rule: Rule::K7, severity: Severity::Warning, cells, expected, found, message });
    run.skip(Rule::K2, Vec::new(), "表三“总计”列：各办理结果行的总计空白，未核对其合计。");
}

/// No agency counts a million million of anything: digits ran together.
const ABSURD: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// Amounts may have decimals, 2019 changes may be negative, everything else counts something.
fn check_value(run: &mut Run<'_>, id: CellId, value: Decimal) {
    use ProactiveCell as P;
    let (may_be_negative, may_be_fraction) = match id {
        CellId::Proactive(P::Fees10kYuan | P::ProcurementYuan) => (false, true),
        CellId::Proactive(
            P::LicencesChange
            | P::OtherServicesChange
            | P::PenaltiesChange
            | P::CoerciveMeasuresChange
            | P::FeeItemsChange,
        ) => (true, false),
        _ => (false, false),
    };
    let problem = if value.is_sign_negative() && !value.is_zero() && !may_be_negative {
        "不能为负数"
    } else if !value.fract().is_zero() && !may_be_fraction {
        "应为整数"
    } else if value.abs() >= ABSURD {
        "大得不可能，请核对是否多个数字连在一起"
    } else {
        return;
    };
    run.find(Finding {
        rule: Rule::K7,
        severity: Severity::Error,
        cells: vec![id],
        expected: None,
        found: Some(value),
        message: format!("{}：填写为 {}，{problem}。", id.place_name(), shown(Some(value))),
    });
}

/// Figures of one row (or one table where it has no rows) together: twenty empty cells are one finding, not twenty.
fn groups(cells: &[CellId]) -> Vec<Vec<CellId>> {
    let same_row = |a: &CellId, b: &CellId| match (a, b) {
        (CellId::Proactive(_), CellId::Proactive(_)) => true,
        (CellId::Request(a, _), CellId::Request(b, _)) => a == b,
        (CellId::Remedy(a, _), CellId::Remedy(b, _)) => a == b,
        _ => false,
    };
    cells.chunk_by(same_row).map(<[CellId]>::to_vec).collect()
}

fn report_missing(run: &mut Run<'_>, cells: Vec<CellId>, problem: &str) {
    let names: Vec<String> = cells.iter().map(|id| id.place_name()).collect();
    let message = format!("{}：{problem}。", names.join("、"));
    let (expected, found) = (None, None);
    run.find(Finding { rule: Rule::K7, severity: Severity::Undecidable, cells, expected, found, message });
}
