//! K5, K6, K9: what must agree with last year's report.

use super::{CheckContext, Finding, Rule, Run, Severity, shown};
use crate::cell::{CellId, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
use crate::model::{AnnualReport, Form};

pub(super) fn check(run: &mut Run<'_>, last_year: Option<&AnnualReport>, context: &CheckContext) {
    let last = match last_year {
        None => return skip_all(run, "未提供上年度报告，未核对。"),
        Some(last) => match (run.report.year, last.year) {
            (Some(year), Some(before)) if before != year - 1 => {
                let reason = format!("所给的是 {before} 年度报告，不是 {} 年度，未核对。", year - 1);
                return skip_all(run, &reason);
            }
            _ => last,
        },
    };
    for column in Column::ALL {
        carried_over(run, last, column, context);
    }
    if run.report.form == Form::Y2019 || last.form == Form::Y2019 {
        run.skip(Rule::K6, Vec::new(), "两年表式不同，没有可比的现行有效件数，未核对。");
    } else {
        for [issued, repealed, in_force] in TRIPLES {
            in_force_agrees(run, last, issued, repealed, in_force);
        }
    }
    for kind in RemedyKind::ALL {
        pending_is_found_again(run, last, kind);
    }
}

fn skip_all(run: &mut Run<'_>, reason: &str) {
    for rule in [Rule::K5, Rule::K6, Rule::K9] {
        run.skip(rule, Vec::new(), reason);
    }
}

fn carried_over(run: &mut Run<'_>, last: &AnnualReport, column: Column, context: &CheckContext) {
    let id = CellId::Request(Row::CarriedIn, column);
    let expected = last.value(CellId::Request(Row::CarriedOut, column));
    let found = run.report.value(id);
    let (Some(before), Some(now)) = (expected, found) else {
        let what = if expected.is_none() {
            "上年度报告的结转下年度"
        } else {
            "本年度报告的上年结转"
        };
        return run.skip(Rule::K5, vec![id], format!("表三“{}”列：{what}没有数值，未核对。", column.label()));
    };
    run.reached.insert(id);
    if before == now {
        return;
    }
    let mut message = format!(
        "表三“{}”列：“二、上年结转”为 {}，上年度报告“四、结转下年度继续办理”为 {}，应一致。",
        column.label(),
        shown(found),
        shown(expected)
    );
    let severity = match &context.carry_over_explained {
        None => Severity::Error,
        Some(reason) => {
            message.push_str("说明：");
            message.push_str(reason);
            Severity::Warning
        }
    };
    run.find(Finding { rule: Rule::K5, severity, cells: vec![id], expected, found, message });
}

const TRIPLES: [[ProactiveCell; 3]; 2] = [
    [ProactiveCell::RegulationsIssued, ProactiveCell::RegulationsRepealed, ProactiveCell::RegulationsInForce],
    [ProactiveCell::NormativeIssued, ProactiveCell::NormativeRepealed, ProactiveCell::NormativeInForce],
];

fn in_force_agrees(
    run: &mut Run<'_>,
    last: &AnnualReport,
    issued: ProactiveCell,
    repealed: ProactiveCell,
    in_force: ProactiveCell,
) {
    let [issued, repealed, in_force] = [issued, repealed, in_force].map(CellId::Proactive);
    let cells = vec![in_force, issued, repealed];
    let now = |id| run.report.value(id);
    let (Some(before), Some(made), Some(gone), Some(found)) =
        (last.value(in_force), now(issued), now(repealed), now(in_force))
    else {
        let reason = format!("{}：本年或上年有数值缺失，未核对。", in_force.place_name());
        return run.skip(Rule::K6, cells, reason);
    };
    run.reached.extend(cells.iter().copied());
    let expected = before.saturating_add(made).saturating_sub(gone);
    if expected != found {
        let message = format!(
            "{}：上年现行有效 {} 件，本年制发 {} 件、废止 {} 件，应为 {} 件，填写为 {} 件；如有到期失效、移交等情形请说明。",
            in_force.place_name(),
            shown(Some(before)),
            shown(Some(made)),
            shown(Some(gone)),
            shown(Some(expected)),
            shown(Some(found))
        );
        let (expected, found) = (Some(expected), Some(found));
        run.find(Finding { rule: Rule::K6, severity: Severity::Warning, cells, expected, found, message });
    }
}

fn pending_is_found_again(run: &mut Run<'_>, last: &AnnualReport, kind: RemedyKind) {
    let total = CellId::Remedy(kind, RemedyColumn::Total);
    let before = last.value(CellId::Remedy(kind, RemedyColumn::Pending));
    let found = run.report.value(total);
    let (Some(pending), Some(sum)) = (before, found) else {
        let reason = format!("表四“{}”组：本年或上年有数值缺失，未核对。", kind.label());
        return run.skip(Rule::K9, vec![total], reason);
    };
    if pending > sum {
        let message = format!(
            "表四“{}”组：上年尚未审结 {} 件，本年审结与尚未审结合计只有 {} 件。",
            kind.label(),
            shown(before),
            shown(found)
        );
        let (severity, expected) = (Severity::Warning, before);
        run.find(Finding { rule: Rule::K9, severity, cells: vec![total], expected, found, message });
    }
}
