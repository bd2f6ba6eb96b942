//! A duty list as a stream (责任清单): its tasks, who has them, how far they are.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::read::DutyRow;
use super::units::NamedUnit;
use crate::Refusal;

/// An event of stream `duty/<authority>/<n>`. Tasks are counted from 1 in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum DutyEvent {
    /// The list was brought in.
    #[serde(rename = "duty.imported.v1")]
    Imported(Box<DutiesImported>),
    /// Other units have the task.
    #[serde(rename = "duty.assigned.v1")]
    Assigned(DutyAssigned),
    /// A task was given to an inferior unit, as a task of its own below another.
    #[serde(rename = "duty.task_given.v1")]
    TaskGiven(TaskGiven),
    /// Evidence was attached.
    #[serde(rename = "duty.evidence_attached.v1")]
    EvidenceAttached {
        /// The task.
        task: u16,
        /// What proves it.
        evidence: Evidence,
        /// Day.
        on: Date,
        /// Login of whoever attached it.
        by: String,
    },
    /// A unit said how far it is.
    #[serde(rename = "duty.reported.v1")]
    Reported {
        /// The task.
        task: u16,
        /// What it said.
        report: SelfReport,
    },
    /// The office checked what was reported.
    #[serde(rename = "duty.checked.v1")]
    Checked {
        /// The task.
        task: u16,
        /// What it found.
        check: DutyCheck,
    },
    /// The office scored the task.
    #[serde(rename = "duty.scored.v1")]
    Scored {
        /// The task.
        task: u16,
        /// From 0 to 100.
        score: u8,
        /// Why; always given when an earlier score is replaced.
        reason: String,
        /// Login of whoever scored.
        by: String,
    },
    /// A task that was done is open again.
    #[serde(rename = "duty.reopened.v1")]
    Reopened {
        /// The task.
        task: u16,
        /// Why.
        reason: String,
        /// Day.
        on: Date,
        /// Login of whoever reopened it.
        by: String,
    },
}

/// A list as it was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutiesImported {
    /// Code of the authority that issued it.
    pub authority: String,
    /// The year it is for.
    pub year: i16,
    /// Its title.
    pub title: String,
    /// SHA-256 of the file it was read from.
    pub source: String,
    /// Its tasks.
    pub rows: Vec<DutyRow>,
    /// Day.
    pub on: Date,
    /// Login of whoever brought it in.
    pub by: String,
}

/// Who has a task now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyAssigned {
    /// The task.
    pub task: u16,
    /// 牵头单位
    pub leads: Vec<NamedUnit>,
    /// 配合单位
    pub cooperating: Vec<NamedUnit>,
    /// Why.
    pub reason: String,
    /// Login of whoever assigned it.
    pub by: String,
}

/// A task for an inferior unit (分解任务).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskGiven {
    /// The task it is part of.
    pub parent: u16,
    /// Who has it.
    pub unit: NamedUnit,
    /// What is to be done.
    pub words: String,
    /// By when.
    pub due_on: Option<Date>,
    /// Login of whoever gave it.
    pub by: String,
}

/// What proves that something was done (佐证材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its title.
    pub title: String,
    /// What it is.
    pub what: Proof,
    /// Day it was published, where it was.
    pub published_on: Option<Date>,
}

/// Where a piece of evidence is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// Index number of an item.
    #[serde(rename = "item")]
    Item(String),
    /// An address elsewhere.
    #[serde(rename = "link")]
    Link(String),
    /// SHA-256 of a file.
    #[serde(rename = "file")]
    File(String),
}

/// What a unit says of its task (自查自评).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfReport {
    /// Code of the unit.
    pub unit: String,
    /// How far it is.
    pub words: String,
    /// Does it say the task is done?
    pub is_done: bool,
    /// Day.
    pub on: Date,
    /// Login of whoever reported.
    pub by: String,
}

/// What the office found (检查意见).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyCheck {
    /// Its opinion.
    pub opinion: String,
    /// Is the task done?
    pub is_passed: bool,
    /// Day.
    pub on: Date,
    /// Login of whoever checked.
    pub by: String,
}

codes! {
    /// How far a task is (进度).
    Progress {
        NotStarted = "not_started", "未启动";
        Running = "running", "推进中";
        Done = "done", "完成";
        Overdue = "overdue", "逾期";
    }
}

/// A task (任务).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What it is, who has it, by when.
    pub row: DutyRow,
    /// The task it is part of.
    pub parent: Option<u16>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// What its units said, the newest last.
    pub reports: Vec<SelfReport>,
    /// What the office found, the newest last.
    pub checks: Vec<DutyCheck>,
    /// The score.
    pub score: Option<u8>,
    /// Tasks given below it.
    parts: u16,
    stage: Stage,
}

/// What a task waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// For its units.
    Open,
    /// For the office to check; its units said it was done on that day.
    Reported(Date),
    /// For nothing; it was said to be done on that day.
    Done(Date),
}

impl Duty {
    fn of(row: DutyRow, parent: Option<u16>) -> Duty {
        let (evidence, reports, checks) = (Vec::new(), Vec::new(), Vec::new());
        Duty { row, parent, evidence, reports, checks, score: None, parts: 0, stage: Stage::Open }
    }

    /// How far it is on `today`. What waits for its check is as early or late as its report.
    pub fn progress(&self, today: Date) -> Progress {
        let is_late = |day: Date| self.row.due_on.is_some_and(|due| due < day);
        match self.stage {
            Stage::Done(_) => Progress::Done,
            Stage::Reported(on) if is_late(on) => Progress::Overdue,
            Stage::Open if is_late(today) => Progress::Overdue,
            Stage::Open if !self.is_started() => Progress::NotStarted,
            Stage::Reported(_) | Stage::Open => Progress::Running,
        }
    }

    fn is_started(&self) -> bool {
        !self.evidence.is_empty() || !self.reports.is_empty() || 0 < self.parts
    }

    /// Waits for the office to check it.
    pub const fn awaits_check(&self) -> bool {
        matches!(self.stage, Stage::Reported(_))
    }

    /// The day it was reported done, once that was found true.
    pub const fn done_on(&self) -> Option<Date> {
        match self.stage {
            Stage::Done(on) => Some(on),
            Stage::Open | Stage::Reported(_) => None,
        }
    }

    /// Whether the unit leads the task.
    pub fn is_led_by(&self, unit: &str) -> bool {
        self.row.leads.iter().any(|named| named.codes.iter().any(|code| code == unit))
    }

    /// Whether the unit has a part in the task.
    pub fn concerns(&self, unit: &str) -> bool {
        let supports = |named: &NamedUnit| named.codes.iter().any(|code| code == unit);
        self.is_led_by(unit) || self.row.cooperating.iter().any(supports)
    }

    /// The names in it that lead to no unit yet.
    pub fn unresolved(&self) -> impl Iterator<Item = &str> {
        let units = self.row.leads.iter().chain(&self.row.cooperating);
        units.filter(|unit| unit.codes.is_empty()).map(|unit| unit.words.as_str())
    }
}

/// A duty list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyList {
    /// How it came; `None` when nothing was ever recorded.
    pub imported: Option<Box<DutiesImported>>,
    /// Its tasks, by place.
    pub tasks: Vec<Duty>,
}

impl DutyList {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &DutyEvent) {
        match event {
            DutyEvent::Imported(imported) => {
                self.tasks = imported.rows.iter().map(|row| Duty::of(row.clone(), None)).collect();
                self.imported = Some(imported.clone());
            }
            DutyEvent::Assigned(assigned) => self.change(assigned.task, |duty| {
                duty.row.leads.clone_from(&assigned.leads);
                duty.row.cooperating.clone_from(&assigned.cooperating);
            }),
            DutyEvent::TaskGiven(given) => self.give(given),
            DutyEvent::EvidenceAttached { task, evidence, .. } => {
                self.change(*task, |duty| duty.evidence.push(evidence.clone()));
            }
            DutyEvent::Reported { task, report } => self.change(*task, |duty| {
                duty.reports.push(report.clone());
                if report.is_done {
                    duty.stage = Stage::Reported(report.on);
                }
            }),
            DutyEvent::Checked { task, check } => self.change(*task, |duty| {
                duty.checks.push(check.clone());
                duty.stage = match duty.stage {
                    Stage::Reported(on) | Stage::Done(on) if check.is_passed => Stage::Done(on),
                    Stage::Reported(_) | Stage::Done(_) | Stage::Open => Stage::Open,
                };
            }),
            DutyEvent::Scored { task, score, .. } => self.change(*task, |duty| duty.score = Some(*score)),
            DutyEvent::Reopened { task, .. } => self.change(*task, |duty| duty.stage = Stage::Open),
        }
    }

    fn change(&mut self, task: u16, change: impl FnOnce(&mut Duty)) {
        if let Some(duty) = index(task).and_then(|index| self.tasks.get_mut(index)) {
            change(duty);
        }
    }

    fn give(&mut self, given: &TaskGiven) {
        let Some(parent) = index(given.parent).and_then(|index| self.tasks.get(index)) else { return };
        let row = DutyRow {
            no: None,
            task: given.words.clone(),
            leads: vec![given.unit.clone()],
            cooperating: Vec::new(),
            deadline: given.due_on.map(|day| day.to_string()).unwrap_or_default(),
            due_on: given.due_on,
            ..parent.row.clone()
        };
        self.tasks.push(Duty::of(row, Some(given.parent)));
        self.change(given.parent, |parent| parent.parts = parent.parts.saturating_add(1));
    }

    /// A task by its place, from 1.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the list has none there.
    pub fn task(&self, task: u16) -> Result<&Duty, Refusal> {
        let duty = index(task).and_then(|index| self.tasks.get(index));
        duty.ok_or_else(|| Refusal::new("duty_exists", "责任清单中没有这项任务。"))
    }

    /// The tasks that were given below another, with their places.
    pub fn below(&self, task: u16) -> impl Iterator<Item = (u16, &Duty)> {
        self.places().filter(move |(_, duty)| duty.parent == Some(task))
    }

    /// The tasks a unit has a part in, with their places (本单位的任务).
    pub fn of_unit<'a>(&'a self, unit: &'a str) -> impl Iterator<Item = (u16, &'a Duty)> {
        self.places().filter(move |(_, duty)| duty.concerns(unit))
    }

    /// How many tasks are how far on `today` (进度看板); tasks given below others are not counted again.
    pub fn tally(&self, today: Date) -> Vec<(Progress, usize)> {
        let own = || self.tasks.iter().filter(|duty| duty.parent.is_none());
        let count = |progress| own().filter(|duty| duty.progress(today) == progress).count();
        Progress::ALL.iter().map(|progress| (*progress, count(*progress))).collect()
    }

    fn places(&self) -> impl Iterator<Item = (u16, &Duty)> {
        (1u16..).zip(&self.tasks)
    }
}

fn index(task: u16) -> Option<usize> {
    usize::from(task).checked_sub(1)
}
