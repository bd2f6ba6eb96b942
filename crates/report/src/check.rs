//! The invariants of the report (勾稽关系), K1–K12.
//!
//! A check says three things: what is broken, what could not be checked, and which figures no rule can reach.
//! Nothing is corrected here.

mod equations;
pub mod json;
mod previous;
mod prose;
mod records;
mod text;
mod values;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::cell::CellId;
use crate::form;
use crate::model::{AnnualReport, CellState};

pub use records::compare_with_records;

/// A rule of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Every column: 一 + 二 = （七）总计 + 四.
    K1,
    /// Every column: （七）总计 is the sum of the results.
    K2,
    /// Every row: 总计 is the sum of the six kinds.
    K3,
    /// Every group of table 四: 总计 is the sum of the other four.
    K4,
    /// 上年结转 is last year's 结转下年度.
    K5,
    /// 现行有效 = last year's + 制发 − 废止.
    K6,
    /// Counts are whole numbers of at least 0, amounts are at least 0.
    K7,
    /// Figures quoted in section 一 are those of the tables.
    K8,
    /// Last year's pending remedies are found again.
    K9,
    /// Section 六 speaks of fees when a fee notice exists.
    K10,
    /// Only some organs make 规章.
    K11,
    /// All six sections stand there, 一 and 五 not empty.
    K12,
    /// The figure is the one the records give (`--records`).
    Records,
}

impl Rule {
    /// The rule's name in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            Rule::K1 => "K1",
            Rule::K2 => "K2",
            Rule::K3 => "K3",
            Rule::K4 => "K4",
            Rule::K5 => "K5",
            Rule::K6 => "K6",
            Rule::K7 => "K7",
            Rule::K8 => "K8",
            Rule::K9 => "K9",
            Rule::K10 => "K10",
            Rule::K11 => "K11",
            Rule::K12 => "K12",
            Rule::Records => "records",
        }
    }

    /// Whether a report may not pass while this rule cannot be decided.
    pub const fn must_be_decided(self) -> bool {
        matches!(self, Rule::K1 | Rule::K2 | Rule::K3 | Rule::K4 | Rule::K7 | Rule::K12)
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule is broken.
    Error,
    /// Something a person should look at and explain.
    Warning,
    /// What the rule needs is blank or was not read.
    Undecidable,
}

impl Severity {
    /// The severity's name in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Undecidable => "undecidable",
        }
    }

    /// The severity as the officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "提示",
            Severity::Undecidable => "无法判断",
        }
    }
}

/// A broken or undecidable rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// How grave.
    pub severity: Severity,
    /// The figures concerned, the one that should change first.
    pub cells: Vec<CellId>,
    /// What the rule wants.
    pub expected: Option<Decimal>,
    /// What stands there.
    pub found: Option<Decimal>,
    /// The finding in Chinese, naming table, row and column.
    pub message: String,
}

impl Finding {
    /// What identifies the finding: it changes when the figures do, so an acknowledgement does not outlive them.
    pub fn fingerprint(&self) -> String {
        let number = |value: Option<Decimal>| value.map_or_else(String::new, |v| v.normalize().to_string());
        let cells: Vec<String> = self.cells.iter().map(ToString::to_string).collect();
        format!(
            "{}|{}|{}|{}|{}",
            self.rule.key(),
            cells.join(","),
            number(self.expected),
            number(self.found),
            if self.cells.is_empty() || self.rule == Rule::K8 { self.message.as_str() } else { "" }
        )
    }

    /// Whether the report may not be signed while this finding stands.
    pub fn blocks(&self) -> bool {
        match self.severity {
            Severity::Error => true,
            Severity::Warning => false,
            Severity::Undecidable => self.rule.must_be_decided(),
        }
    }
}

/// A rule that was not checked, or that proves nothing here, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotChecked {
    /// Which rule.
    pub rule: Rule,
    /// The figures it would have covered; empty when it is the whole rule.
    pub cells: Vec<CellId>,
    /// Why, in Chinese.
    pub reason: String,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Broken and undecidable rules.
    pub findings: Vec<Finding>,
    /// Rules that were not checked, or that prove nothing.
    pub not_checked: Vec<NotChecked>,
    /// Figures that could take another permitted value without any rule noticing.
    pub unreachable: Vec<CellId>,
}

impl Outcome {
    /// False when an error stands, or one of K1–K4, K7, K12 cannot be decided.
    pub fn ok(&self) -> bool {
        !self.findings.iter().any(Finding::blocks)
    }

    /// The findings of grade error.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// What is known beside the report itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckContext {
    /// Whether the organ may make 规章; `None` when only its name can tell.
    pub may_make_regulations: Option<bool>,
    /// How many fee notices were issued in the year, when known.
    pub fee_notices: Option<u32>,
    /// Why 上年结转 differs from last year's 结转下年度 (mergers, reform), when the agency explained it.
    pub carry_over_explained: Option<String>,
}

/// Checks a report against the rules of its form, and against last year's report when there is one.
pub fn check(report: &AnnualReport, last_year: Option<&AnnualReport>, context: &CheckContext) -> Outcome {
    let mut run = Run::new(report);
    equations::check(&mut run);
    values::check(&mut run);
    previous::check(&mut run, last_year, context);
    prose::check(&mut run);
    text::check(&mut run, context);
    run.finish()
}

/// A check under way.
struct Run<'a> {
    report: &'a AnnualReport,
    outcome: Outcome,
    reached: BTreeSet<CellId>,
    /// Leaf totals left blank as a habit: one warning instead of a finding each.
    blank_leaf_totals: bool,
}

impl<'a> Run<'a> {
    fn new(report: &'a AnnualReport) -> Run<'a> {
        let blank_leaf_totals = values::leaf_totals_are_all_blank(report);
        Run { report, outcome: Outcome::default(), reached: BTreeSet::new(), blank_leaf_totals }
    }

    fn find(&mut self, finding: Finding) {
        self.outcome.findings.push(finding);
    }

    fn skip(&mut self, rule: Rule, cells: Vec<CellId>, reason: impl Into<String>) {
        self.outcome.not_checked.push(NotChecked { rule, cells, reason: reason.into() });
    }

    fn finish(mut self) -> Outcome {
        let reached = &self.reached;
        self.outcome.unreachable = form::cells(self.report.form)
            .filter(|id| !reached.contains(id) && self.report.value(*id).is_some())
            .collect();
        self.outcome
    }

    /// The number at `id` as an addend: blank counts as 0, lost cannot be used.
    fn addend(&self, id: CellId) -> Addend {
        match self.report.value(id) {
            Some(value) => Addend::Number(value),
            None if self.report.state(id) == CellState::Lost => Addend::Lost,
            None => Addend::Blank,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Addend {
    Number(Decimal),
    Blank,
    Lost,
}

/// A number as an officer reads it; a missing one is 空白.
fn shown(value: Option<Decimal>) -> String {
    value.map_or_else(|| "空白".to_owned(), |value| value.normalize().to_string())
}
