//! The report against the records it should come from (`--records`).

use crate::cell::CellId;
use crate::form;
use crate::model::{AnnualReport, CellState};

use super::{Finding, Rule, Severity, shown};

/// Every figure of `report` that is not the one `computed` has, blank and lost ones too.
///
/// A hand correction belongs into `computed` before it is compared, as its own entry beside the figure.
pub fn compare_with_records(report: &AnnualReport, computed: &AnnualReport) -> Vec<Finding> {
    let mut ids: Vec<CellId> = form::cells(computed.form).collect();
    ids.extend(report.cells.keys().filter(|id| !ids.contains(id)).copied().collect::<Vec<_>>());
    ids.into_iter().filter_map(|id| difference(id, report, computed)).collect()
}

fn difference(id: CellId, report: &AnnualReport, computed: &AnnualReport) -> Option<Finding> {
    let (found, expected) = (report.value(id), computed.value(id));
    if found == expected {
        return None;
    }
    let stands = match found {
        Some(_) => format!("报告为 {}", shown(found)),
        None if report.state(id) == CellState::Blank => "报告空白".to_owned(),
        None => "报告没有读出数值".to_owned(),
    };
    let (severity, computed_says) = match expected {
        Some(_) => (Severity::Error, format!("按记录统计为 {}", shown(expected))),
        None => (Severity::Warning, "记录不全，未能统计出数值".to_owned()),
    };
    let note = computed.cells.get(&id).and_then(|cell| cell.note.as_deref()).unwrap_or_default();
    let note = if note.is_empty() { String::new() } else { format!("（{note}）") };
    let message = format!("{}：{stands}，{computed_says}{note}。", id.place_name());
    Some(Finding { rule: Rule::Records, severity, cells: vec![id], expected, found, message })
}
