//! K10–K12: fees in section 六, who may make 规章, and the sections themselves.

use rust_decimal::Decimal;

use super::{CheckContext, Finding, Rule, Run, Severity};
use crate::cell::{CellId, Column, ProactiveCell, Row};
use crate::form::CHAPTERS;
use gongkai_statute::ReportRow;

pub(super) fn check(run: &mut Run<'_>, context: &CheckContext) {
    fees_are_reported(run, context);
    regulations_fit_the_organ(run, context);
    sections_stand(run);
}

/// Silent when no notice exists: 无。 is then a full report.
fn fees_are_reported(run: &mut Run<'_>, context: &CheckContext) {
    let id = CellId::Request(Row::Result(ReportRow::OtherFeeUnpaid), Column::Total);
    let unpaid = run.report.value(id).is_some_and(|value| value > Decimal::ZERO);
    let notices = context.fee_notices.unwrap_or(0);
    if !unpaid && notices == 0 {
        return;
    }
    let Some(other) = &run.report.sections.other else {
        return run.skip(Rule::K10, vec![id], "第六部分未能读出，未核对信息处理费的说明。");
    };
    if other.contains("处理费") || other.contains("收费") {
        return;
    }
    let because = if unpaid {
        "表三有逾期未缴费不再处理的申请"
    } else {
        "本年度发出过收费通知"
    };
    run.find(Finding {
        rule: Rule::K10,
        severity: Severity::Warning,
        cells: if unpaid { vec![id] } else { Vec::new() },
        expected: None,
        found: None,
        message: format!("{because}，“六、其他需要报告的事项”应当说明收取信息处理费的情况。"),
    });
}

fn regulations_fit_the_organ(run: &mut Run<'_>, context: &CheckContext) {
    let cells: Vec<CellId> = [
        ProactiveCell::RegulationsIssued,
        ProactiveCell::RegulationsRepealed,
        ProactiveCell::RegulationsInForce,
        ProactiveCell::RegulationsNewlyMade,
    ]
    .into_iter()
    .map(CellId::Proactive)
    .filter(|id| run.report.value(*id).is_some_and(|value| value > Decimal::ZERO))
    .collect();
    let Some(first) = cells.first().copied() else { return };
    let by_name = || run.report.agency.as_deref().and_then(power_by_name);
    match context.may_make_regulations.or_else(by_name) {
        Some(true) => {}
        None => run.skip(Rule::K11, cells, "不能从名称判断本机关有无规章制定权，未核对。"),
        Some(false) => {
            let found = run.report.value(first);
            let message =
                format!("{}：规章件数大于 0，而本机关一般没有规章制定权，请核对。", first.place_name());
            let (severity, expected) = (Severity::Warning, None);
            run.find(Finding { rule: Rule::K11, severity, cells, expected, found, message });
        }
    }
}

/// What an organ's name tells of its power to make 规章. A name ending in 市 may be a county-level city: not decided.
fn power_by_name(agency: &str) -> Option<bool> {
    let name = agency.trim_end_matches("人民政府").trim_end_matches("办公室").trim_end_matches("办公厅");
    let name = name.trim_end_matches("人民政府");
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&["局", "乡", "镇", "街道", "街道办事处", "县", "旗", "管理委员会", "管委会", "中心"])
    {
        // 总局 and 国家…局 of the State Council make rules of their own.
        return if name.ends_with("总局") || name.starts_with("国家") { None } else { Some(false) };
    }
    ends(&["省", "自治区", "部"]).then_some(true)
}

fn sections_stand(run: &mut Run<'_>) {
    let sections = &run.report.sections;
    let texts = [
        (0usize, &sections.overview, "应当写明"),
        (4, &sections.problems, "应当写明"),
        (5, &sections.other, "没有的，应当写“无”"),
    ];
    let mut findings = Vec::new();
    for (index, text, advice) in texts {
        let heading = CHAPTERS.get(index).copied().unwrap_or_default();
        let (severity, message) = match text {
            None => (Severity::Undecidable, format!("没有找到“{heading}”的标题，无法判断是否缺少这一部分。")),
            Some(text) if text.trim().is_empty() => {
                (Severity::Error, format!("“{heading}”没有内容，{advice}。"))
            }
            Some(_) => continue,
        };
        findings.push((severity, message));
    }
    for (index, heading) in CHAPTERS.iter().enumerate().skip(1).take(3) {
        let any = run.report.cells.iter().any(|(id, cell)| {
            let table = match id {
                CellId::Proactive(_) => 1,
                CellId::Request(..) => 2,
                CellId::Remedy(..) => 3,
            };
            table == index && cell.state != crate::model::CellState::Lost
        });
        if !any {
            findings.push((
                Severity::Undecidable,
                format!("没有读到“{heading}”的表格，无法判断是否缺少这一部分。"),
            ));
        }
    }
    if run.report.own_chapters {
        let message = "报告的章节编排与规定的六个部分不同，请按规定格式编排。".to_owned();
        findings.push((Severity::Warning, message));
    }
    for (severity, message) in findings {
        let (cells, expected, found) = (Vec::new(), None, None);
        run.find(Finding { rule: Rule::K12, severity, cells, expected, found, message });
    }
}
