//! Duty lists (政务公开重点工作责任清单): who does what by when, with evidence, report, check and score.
//!
//! A list comes as a table ([`read_duties`]) and lives as a stream. Sources: the lists of 嘉兴 2019, 绍兴 2020, 相山 and
//! the plan of 舟山 2022, whose columns and headings are what is read.

mod acts;
mod deadline;
mod heads;
mod in_text;
mod list;
mod read;
mod text;
mod units;

pub use acts::{
    MOST_TASKS, assign_duty, attach_evidence, check_duty, give_task, import_duties, reopen_duty, report_duty,
    score_duty,
};
pub use deadline::{Deadline, DeadlineKind, read_deadline};
pub use list::{
    DutiesImported, Duty, DutyAssigned, DutyCheck, DutyEvent, DutyList, Evidence, Progress, Proof,
    SelfReport, TaskGiven,
};
pub use read::{DutyRow, FaultKind, Reading, RowFault, read_duties};
pub use units::{Collective, NamedUnit, Unit, Units};
