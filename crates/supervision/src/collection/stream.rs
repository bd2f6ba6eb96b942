//! A collection as a stream: what is expected of whom, what came, what became of it.

use gongkai_statute::{AgencyKind, by_key, codes};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Refusal;

by_key!(agency_kind, gongkai_statute::AgencyKind);

/// An event of stream `collection/<authority>/<year>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CollectionEvent {
    /// The collection began.
    #[serde(rename = "collection.opened.v1")]
    Opened(Box<CollectionOpened>),
    /// One more unit is expected.
    #[serde(rename = "collection.unit_added.v1")]
    UnitAdded {
        /// The unit.
        unit: ExpectedUnit,
        /// Why.
        reason: String,
        /// Login of whoever added it.
        by: String,
    },
    /// A unit was reminded.
    #[serde(rename = "collection.reminded.v1")]
    Reminded {
        /// Code of the unit.
        unit: String,
        /// Day.
        on: Date,
        /// Login of whoever reminded, or of the scheduler.
        by: String,
    },
    /// A report came.
    #[serde(rename = "collection.handed_in.v1")]
    HandedIn {
        /// Code of the unit.
        unit: String,
        /// The report.
        report: Box<HandedInReport>,
        /// Day.
        on: Date,
        /// Login of whoever handed it in.
        by: String,
    },
    /// A report went back.
    #[serde(rename = "collection.sent_back.v1")]
    SentBack {
        /// Code of the unit.
        unit: String,
        /// What is to be put right, a sentence each.
        findings: Vec<String>,
        /// By when.
        again_by: Date,
        /// Day.
        on: Date,
        /// Login of whoever sent it back.
        by: String,
    },
    /// A report was accepted.
    #[serde(rename = "collection.accepted.v1")]
    Accepted {
        /// Code of the unit.
        unit: String,
        /// Why, although the reader found errors.
        reason: Option<String>,
        /// Day.
        on: Date,
        /// Login of whoever accepted.
        by: String,
    },
    /// A unit owes no report this year.
    #[serde(rename = "collection.waived.v1")]
    Waived {
        /// Code of the unit.
        unit: String,
        /// Why.
        reason: String,
        /// Day.
        on: Date,
        /// Login of whoever waived it.
        by: String,
    },
    /// The collection ended.
    #[serde(rename = "collection.closed.v1")]
    Closed {
        /// Why, although reports are missing.
        reason: Option<String>,
        /// Whose reports were missing on that day.
        lacking: Vec<String>,
        /// Day.
        on: Date,
        /// Login of whoever closed it.
        by: String,
    },
    /// The collection goes on after all.
    #[serde(rename = "collection.reopened.v1")]
    Reopened {
        /// Why.
        reason: String,
        /// Day.
        on: Date,
        /// Login of whoever reopened it.
        by: String,
    },
}

/// A collection as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionOpened {
    /// Code of the superior agency.
    pub authority: String,
    /// The year reported on.
    pub year: i16,
    /// Who is expected to report.
    pub units: Vec<ExpectedUnit>,
    /// Day.
    pub on: Date,
    /// Login of whoever opened it.
    pub by: String,
}

/// A unit whose report is expected (应报送单位). [`super::expect_unit`] makes one with its lawful day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedUnit {
    /// Its code.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// What it is; the paragraph of Art. 49 follows from it.
    #[serde(with = "agency_kind")]
    pub kind: AgencyKind,
    /// The last day, inclusive.
    pub due_on: Date,
    /// Whether the day is one the local authority set, earlier than the Regulation's.
    pub is_local: bool,
}

/// A report that was handed in (报送的年报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedInReport {
    /// Where it comes from.
    pub origin: ReportOrigin,
    /// The years its figures are of: one, or more when it was added up from others.
    pub years: Vec<i16>,
    /// What the reader found in it.
    pub verdict: ReaderVerdict,
    /// Of a report that was added up: whose figures it lacks.
    pub lacking: Vec<String>,
}

/// Where a report comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportOrigin {
    /// Computed on the platform; SHA-256 of its edition.
    #[serde(rename = "computed")]
    Computed(String),
    /// Uploaded; SHA-256 of the file.
    #[serde(rename = "uploaded")]
    Uploaded(String),
}

/// How many findings the reader had, by gravity (校核结果).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderVerdict {
    /// Broken invariants (错误).
    pub errors: u32,
    /// Invariants that cannot be decided, for lost or blank cells (不能判定).
    pub undecidable: u32,
    /// 提醒
    pub warnings: u32,
}

impl ReaderVerdict {
    /// Nothing is broken or undecidable; warnings do no harm.
    pub const fn is_clean(self) -> bool {
        self.errors == 0 && self.undecidable == 0
    }
}

codes! {
    /// Where a unit's report stands (报送状态).
    UnitStatus {
        Missing = "missing", "未报送";
        HandedIn = "handed_in", "待审核";
        SentBack = "sent_back", "已退回";
        Accepted = "accepted", "已接收";
        Waived = "waived", "免于报送";
    }
}

impl UnitStatus {
    /// Nothing more is owed.
    pub const fn is_over(self) -> bool {
        matches!(self, UnitStatus::Accepted | UnitStatus::Waived)
    }
}

/// A unit and its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitReport {
    /// Who, and by when.
    pub expected: ExpectedUnit,
    /// Where it stands.
    pub status: UnitStatus,
    /// The newest report, and the day it came.
    pub report: Option<(HandedInReport, Date)>,
    /// The day of the first report, which decides whether it was late.
    pub first_on: Option<Date>,
    /// What was to be put right, the last time it was sent back.
    pub findings: Vec<String>,
    /// By when, after it was sent back.
    pub again_by: Option<Date>,
    /// Why it was accepted with errors, or waived.
    pub reason: Option<String>,
    /// The last reminder.
    pub reminded_on: Option<Date>,
}

impl UnitReport {
    fn of(expected: ExpectedUnit) -> UnitReport {
        UnitReport {
            expected,
            status: UnitStatus::Missing,
            report: None,
            first_on: None,
            findings: Vec::new(),
            again_by: None,
            reason: None,
            reminded_on: None,
        }
    }

    /// The day by which the next step of the unit is due; `None` when nothing is owed by it.
    pub fn owed_by(&self) -> Option<Date> {
        match self.status {
            UnitStatus::Missing => Some(self.expected.due_on),
            UnitStatus::SentBack => Some(self.again_by.unwrap_or(self.expected.due_on)),
            UnitStatus::HandedIn | UnitStatus::Accepted | UnitStatus::Waived => None,
        }
    }

    /// Whether the unit is behind on `today` (逾期).
    pub fn is_overdue(&self, today: Date) -> bool {
        self.owed_by().is_some_and(|due| due < today)
    }

    /// Whether its first report came late (迟报).
    pub fn came_late(&self) -> bool {
        self.first_on.is_some_and(|first| self.expected.due_on < first)
    }
}

/// How complete a collection is (报送完整情况).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Units expected, those waived left out.
    pub expected: usize,
    /// Reports accepted.
    pub accepted: usize,
    /// Reports accepted although the reader found errors.
    pub with_errors: usize,
    /// Whose figures are missing: units without an accepted report, and what accepted reports lack themselves, as
    /// `unit › unit below`.
    pub lacking: Vec<String>,
}

impl Completeness {
    /// Every figure of the tree is in.
    pub fn is_complete(&self) -> bool {
        self.lacking.is_empty()
    }
}

/// The reports of the units below an agency for one year (年报收集).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collection {
    /// How it was opened; `None` when nothing was ever recorded.
    pub opened: Option<Box<CollectionOpened>>,
    /// The units, in the order in which they are expected.
    pub units: Vec<UnitReport>,
    /// When it was closed.
    pub closed_on: Option<Date>,
}

impl Collection {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &CollectionEvent) {
        match event {
            CollectionEvent::Opened(opened) => {
                self.units = opened.units.iter().cloned().map(UnitReport::of).collect();
                self.opened = Some(opened.clone());
            }
            CollectionEvent::UnitAdded { unit, .. } => self.units.push(UnitReport::of(unit.clone())),
            CollectionEvent::Reminded { unit, on, .. } => {
                self.change(unit, |report| report.reminded_on = Some(*on));
            }
            CollectionEvent::HandedIn { unit, report, on, .. } => self.change(unit, |state| {
                state.report = Some(((**report).clone(), *on));
                state.first_on.get_or_insert(*on);
                state.status = UnitStatus::HandedIn;
            }),
            CollectionEvent::SentBack { unit, findings, again_by, .. } => self.change(unit, |state| {
                state.findings.clone_from(findings);
                state.again_by = Some(*again_by);
                state.reason = None;
                state.status = UnitStatus::SentBack;
            }),
            CollectionEvent::Accepted { unit, reason, .. } => self.change(unit, |state| {
                state.reason.clone_from(reason);
                state.status = UnitStatus::Accepted;
            }),
            CollectionEvent::Waived { unit, reason, .. } => self.change(unit, |state| {
                state.reason = Some(reason.clone());
                state.status = UnitStatus::Waived;
            }),
            CollectionEvent::Closed { on, .. } => self.closed_on = Some(*on),
            CollectionEvent::Reopened { .. } => self.closed_on = None,
        }
    }

    fn change(&mut self, unit: &str, change: impl FnOnce(&mut UnitReport)) {
        if let Some(report) = self.units.iter_mut().find(|report| report.expected.unit == unit) {
            change(report);
        }
    }

    /// A unit by its code.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when no report is expected of it.
    pub fn unit(&self, unit: &str) -> Result<&UnitReport, Refusal> {
        let report = self.units.iter().find(|report| report.expected.unit == unit);
        report.ok_or_else(|| Refusal::new("collection_unit", "该单位不在本次年报收集的名单中。"))
    }

    /// How complete it is, what is missing below carried upward.
    pub fn completeness(&self) -> Completeness {
        let mut completeness = Completeness::default();
        for unit in self.units.iter().filter(|unit| unit.status != UnitStatus::Waived) {
            completeness.expected += 1;
            let name = &unit.expected.name;
            match &unit.report {
                Some((report, _)) if unit.status == UnitStatus::Accepted => {
                    completeness.accepted += 1;
                    completeness.with_errors += usize::from(!report.verdict.is_clean());
                    let below = report.lacking.iter().map(|below| format!("{name} › {below}"));
                    completeness.lacking.extend(below);
                }
                Some(_) | None => completeness.lacking.push(name.clone()),
            }
        }
        completeness
    }

    /// The units that are behind on `today`.
    pub fn overdue(&self, today: Date) -> impl Iterator<Item = &UnitReport> {
        self.units.iter().filter(move |unit| unit.is_overdue(today))
    }
}
