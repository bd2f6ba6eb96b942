//! The inspectors' own table (检查指标表), per agency and quarter, as plain values for XLSX or a page.

use std::collections::BTreeSet;
use std::fmt;

use gongkai_statute::codes;
use jiff::civil::Date;

use super::codes::{Indicator, Mark, Part, Severity};
use super::finding::Finding;
use super::inspect::Inspection;
use super::points::Points;
use super::rules::{IndicatorRule, Rules};
use super::score::{PartScore, Score, Verdict};

/// A quarter of a year (季度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// The year.
    pub year: i16,
    /// From 1 to 4.
    pub number: u8,
}

impl Quarter {
    /// The quarter a day lies in.
    pub fn of(day: Date) -> Quarter {
        Quarter { year: day.year(), number: (day.month().unsigned_abs() - 1) / 3 + 1 }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = ["一", "二", "三", "四"].get(usize::from(self.number).saturating_sub(1));
        write!(f, "{}年第{}季度", self.year, name.unwrap_or(&"四"))
    }
}

codes! {
    /// What the table says of an indicator (检查结果).
    Outcome {
        Clear = "clear", "未发现问题";
        Failed = "failed", "不合格";
        Deducted = "deducted", "扣分";
        Warned = "warned", "提醒";
        Unchecked = "unchecked", "未检查";
        NotOwed = "not_owed", "不适用";
    }
}

/// One indicator's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Where it stands in the sheet.
    pub part: Part,
    /// The indicator.
    pub indicator: Indicator,
    /// What is checked (检查内容).
    pub asks: String,
    /// How well the rule is known; an unverified one must not pass for the notice's own.
    pub mark: Mark,
    /// What came of it.
    pub outcome: Outcome,
    /// What it costs, before the part's full mark limits it; `None` when nothing is scored or the points are unknown.
    pub deduction: Option<Points>,
    /// What was found, a sentence each.
    pub findings: Vec<String>,
    /// What was not checked and why.
    pub unchecked: Vec<String>,
}

/// Heads of the columns of [`TableRow::cells`].
pub const TABLE_HEADS: [&str; 8] =
    ["指标类别", "检查指标", "检查内容", "指标来源", "检查结果", "扣分", "问题描述", "未检查说明"];

impl TableRow {
    /// The row as text, a cell for each of [`TABLE_HEADS`].
    pub fn cells(&self) -> [String; 8] {
        [
            self.part.label().to_owned(),
            self.indicator.label().to_owned(),
            self.asks.clone(),
            self.mark.label().to_owned(),
            self.outcome.label().to_owned(),
            self.deduction.map(|points| points.to_string()).unwrap_or_default(),
            self.findings.join("\n"),
            self.unchecked.join("\n"),
        ]
    }
}

/// The table of one agency and quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionTable {
    /// Its title.
    pub title: String,
    /// By which notice.
    pub source: String,
    /// The agency.
    pub agency: String,
    /// The quarter the check date lies in.
    pub quarter: Quarter,
    /// The check date.
    pub on: Date,
    /// Every indicator of the rules, part by part.
    pub rows: Vec<TableRow>,
    /// Full mark and deduction of each scored part; none when nothing is scored.
    pub parts: Vec<PartScore>,
    /// The outcome for the site, in a sentence or two.
    pub conclusion: String,
    /// The outcome for each account: its name and a sentence.
    pub accounts: Vec<(String, String)>,
}

/// Lays a check out as the inspectors do: every indicator has its row, found or not.
pub fn lay_out(agency: &str, inspection: &Inspection, rules: &Rules) -> InspectionTable {
    let quarter = Quarter::of(inspection.on);
    let mut rows: Vec<TableRow> =
        rules.indicators().map(|(indicator, rule)| row(indicator, rule, inspection)).collect();
    rows.sort_by_key(|row| (row.part, row.indicator));
    let accounts = inspection.accounts.iter().map(|verdict| {
        let words = if verdict.vetoes.is_empty() { "合格。".to_owned() } else { vetoed(&verdict.vetoes) };
        (verdict.account.name.clone(), words)
    });
    InspectionTable {
        title: format!("{agency}{quarter}政府网站与政务新媒体检查情况"),
        source: format!("《{}》（{}）", rules.title, rules.number),
        agency: agency.to_owned(),
        quarter,
        on: inspection.on,
        rows,
        parts: inspection.verdict.score().map(|score| score.parts.clone()).unwrap_or_default(),
        conclusion: format!("{}{}", conclusion(&inspection.verdict, rules), left_open(inspection)),
        accounts: accounts.collect(),
    }
}

fn row(indicator: Indicator, rule: &IndicatorRule, inspection: &Inspection) -> TableRow {
    let found: Vec<&Finding> =
        inspection.findings.iter().filter(|finding| finding.indicator == indicator).collect();
    let open: Vec<_> = inspection.unchecked.iter().filter(|open| open.indicator == indicator).collect();
    let outcome = match found.first().map(|finding| finding.severity) {
        Some(Severity::Veto) => Outcome::Failed,
        Some(Severity::Deduction) => Outcome::Deducted,
        Some(Severity::Warning) => Outcome::Warned,
        None if open.iter().any(|open| open.is_owed) => Outcome::Unchecked,
        None if !open.is_empty() => Outcome::NotOwed,
        None => Outcome::Clear,
    };
    let is_scored = inspection.verdict.score().is_some() && outcome == Outcome::Deducted;
    let deduction = found.iter().map(|finding| finding.points).sum::<Option<Points>>().filter(|_| is_scored);
    TableRow {
        part: rule.part,
        indicator,
        asks: rule.asks.clone(),
        mark: rule.mark,
        outcome,
        deduction,
        findings: found.iter().map(|finding| finding.words.clone()).collect(),
        unchecked: open.iter().map(|open| open.words.clone()).collect(),
    }
}

fn vetoed(vetoes: &[Indicator]) -> String {
    let names: Vec<String> = vetoes.iter().map(|veto| format!("{}{}", veto.key(), veto.label())).collect();
    format!("不合格：出现单项否决问题（{}）。", names.join("、"))
}

fn conclusion(verdict: &Verdict, rules: &Rules) -> String {
    match verdict {
        Verdict::Vetoed(vetoes) => format!("{}不再评分。", vetoed(vetoes)),
        Verdict::BelowMark(score) => {
            format!("不合格：{}低于{}分。", told(score), rules.scoring.fail_below.value)
        }
        Verdict::Passed(score) => format!("合格：{}。", told(score)),
        Verdict::Unscored => "合格：未发现单项否决问题，非门户网站不评分。".to_owned(),
    }
}

/// What a reader must know beside the outcome: it rests on part of the check only.
fn left_open(inspection: &Inspection) -> String {
    let open: BTreeSet<Indicator> =
        inspection.unchecked.iter().filter(|open| open.is_owed).map(|open| open.indicator).collect();
    if open.is_empty() {
        String::new()
    } else {
        format!("有{}项指标未检查或者未查全。", open.len())
    }
}

fn told(score: &Score) -> String {
    let bonus = match score.bonus {
        Points(0) => String::new(),
        bonus => format!("，加{bonus}分，共{}分", score.total),
    };
    let unpriced = match score.unpriced {
        0 => String::new(),
        count => format!("（另有{count}处问题的扣分分值未核实，未扣分）"),
    };
    format!("扣分后{}分{bonus}{unpriced}", score.subtotal)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_quarter_is_three_months() {
        assert_eq!(Quarter::of(date(2022, 12, 31)).to_string(), "2022年第四季度");
        assert_eq!(Quarter::of(date(2022, 3, 31)), Quarter { year: 2022, number: 1 });
        assert_eq!(Quarter::of(date(2022, 4, 1)), Quarter { year: 2022, number: 2 });
    }
}
