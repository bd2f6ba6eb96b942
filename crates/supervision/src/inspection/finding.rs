//! What a check found, and what it could not check.

use gongkai_statute::Calendar;
use jiff::civil::Date;

use super::codes::{Indicator, RecordKind, Severity};
use super::facts::{Facts, Reference};
use super::points::Points;
use super::rules::Rules;

/// What a finding points to (问题所在).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// What it is.
    pub kind: RecordKind,
    /// Which.
    pub reference: Reference,
}

impl Record {
    pub(super) fn of(kind: RecordKind, reference: &Reference) -> Record {
        Record { kind, reference: reference.clone() }
    }

    /// The site or its home page, of which there is one.
    pub(super) fn only(kind: RecordKind) -> Record {
        Record { kind, reference: Reference { key: kind.key().to_owned(), name: kind.label().to_owned() } }
    }
}

/// One fault (检查发现的问题).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// By which indicator.
    pub indicator: Indicator,
    /// What it does.
    pub severity: Severity,
    /// Points it costs; `None` when it costs none, or nobody knows how many.
    pub points: Option<Points>,
    /// The records at fault; several when only together they are one.
    pub records: Vec<Record>,
    /// First day on which it held; `None` when nobody can tell.
    pub since: Option<Date>,
    /// What was found, in Chinese.
    pub words: String,
}

/// An indicator that was not checked, wholly or in part, and why (未检查项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// Which.
    pub indicator: Indicator,
    /// Does it bind this agency at all?
    pub is_owed: bool,
    /// Why, in Chinese.
    pub words: String,
}

/// A check under way.
pub(super) struct Check<'a> {
    pub(super) facts: &'a Facts,
    pub(super) rules: &'a Rules,
    pub(super) calendar: &'a Calendar,
    pub(super) on: Date,
    pub(super) findings: Vec<Finding>,
    pub(super) unchecked: Vec<Unchecked>,
}

impl Check<'_> {
    /// Records a fault. Deductions bind portal sites only; to others they are a warning.
    pub(super) fn find(
        &mut self,
        indicator: Indicator,
        records: Vec<Record>,
        since: Option<Date>,
        words: String,
    ) {
        let severity = match self.rules.severity(indicator) {
            Severity::Deduction if !self.facts.is_portal => Severity::Warning,
            severity => severity,
        };
        let points = self.rules.rule(indicator).and_then(|rule| rule.points);
        let points = points.filter(|_| severity == Severity::Deduction);
        self.findings.push(Finding { indicator, severity, points, records, since, words });
    }

    /// Records that nobody looked.
    pub(super) fn unseen(&mut self, indicator: Indicator, words: impl Into<String>) {
        self.unchecked.push(Unchecked { indicator, is_owed: true, words: words.into() });
    }

    /// Records that an indicator does not bind this agency.
    pub(super) fn not_owed(&mut self, indicator: Indicator, words: impl Into<String>) {
        self.unchecked.push(Unchecked { indicator, is_owed: false, words: words.into() });
    }
}
