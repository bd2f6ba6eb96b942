//! Reports and findings as a person reads them.

use std::fmt::Write as _;

use gongkai_report::check::Outcome;
use gongkai_report::{AnnualReport, CellId, CellState, Column, RemedyColumn, RemedyKind, form};

/// The figures, table by table.
pub(super) fn report(report: &AnnualReport) -> String {
    let mut out = String::new();
    let agency = report.agency.as_deref().unwrap_or("（未写明机关）");
    let year = report.year.map_or_else(|| "（未写明年度）".to_owned(), |year| year.to_string());
    line(&mut out, &format!("{agency}  {year} 年度  表式 {}", report.form.key()));
    line(&mut out, "\n二、主动公开政府信息情况");
    for block in form::blocks(report.form) {
        for item in block.items {
            let figures: Vec<String> = block
                .columns
                .iter()
                .zip(item.cells)
                .map(|(head, cell)| format!("{head} {}", figure(report, CellId::Proactive(*cell))))
                .collect();
            line(&mut out, &format!("  {}：{}", item.label, figures.join("，")));
        }
    }
    line(&mut out, "\n三、收到和处理政府信息公开申请情况");
    line(&mut out, &format!("  {}", Column::ALL.map(Column::label).join(" | ")));
    for row in form::rows(report.form) {
        let figures = Column::ALL.map(|column| figure(report, CellId::Request(row, column)));
        let name = if row.label_in(report.form) == row.label() {
            row.full_label()
        } else {
            row.label_in(report.form).to_owned()
        };
        line(&mut out, &format!("  {}  {name}", figures.join(" ")));
    }
    line(&mut out, "\n四、政府信息公开行政复议、行政诉讼情况");
    for kind in RemedyKind::ALL {
        let figures = RemedyColumn::ALL
            .map(|column| format!("{} {}", column.label(), figure(report, CellId::Remedy(kind, column))));
        line(&mut out, &format!("  {}：{}", kind.label(), figures.join("，")));
    }
    for note in &report.notes {
        line(&mut out, &format!("注意：{note}"));
    }
    out
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn figure(report: &AnnualReport, id: CellId) -> String {
    match (report.value(id), report.state(id)) {
        (Some(value), CellState::Inferred) => format!("{}（推算）", value.normalize()),
        (Some(value), _) => value.normalize().to_string(),
        (None, CellState::Lost) => "未读出".to_owned(),
        (None, _) => "空白".to_owned(),
    }
}

/// Where each figure stands in the source.
pub(super) fn places(report: &AnnualReport) -> String {
    let mut out = String::from("\n各格在原文的位置\n");
    for (id, cell) in &report.cells {
        if let Some(place) = &cell.place {
            line(&mut out, &format!("  {}：{}（{place}）", id.place_name(), figure(report, *id)));
        }
    }
    out
}

/// One line: passed or not.
pub(super) fn verdict(name: &str, outcome: &Outcome) -> String {
    let word = if outcome.ok() { "通过" } else { "未通过" };
    format!("{name}：{word}（发现 {} 条）\n", outcome.findings.len())
}

/// Everything a check says.
pub(super) fn outcome(name: &str, outcome: &Outcome) -> String {
    let mut out = verdict(name, outcome);
    for finding in &outcome.findings {
        let rule = if finding.rule.key() == "records" { "记录" } else { finding.rule.key() };
        line(&mut out, &format!("  [{} {rule}] {}", finding.severity.label(), finding.message));
    }
    for rule in &outcome.not_checked {
        line(&mut out, &format!("  [未核对 {}] {}", rule.rule.key(), rule.reason));
    }
    if !outcome.unreachable.is_empty() {
        let names: Vec<String> = outcome.unreachable.iter().map(|id| id.place_name()).collect();
        line(&mut out, &format!("  没有规则能够发现改动的数据 {} 处：{}", names.len(), names.join("、")));
    }
    out
}
