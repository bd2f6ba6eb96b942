//! The Regulation (《政府信息公开条例》) as code: calendar, clocks, decisions, fees, categories, remedies.
//!
//! Pure: the calendar and the day come in as arguments. Each rule stands once, in [`regulation`], beside its article
//! and its worked cases; [`calendar`] is the only place where working days are counted.

pub mod calendar;
pub mod category;
pub mod checklist;
pub mod clock;
mod codes;
pub mod counting;
mod coverage;
mod decision;
pub mod penalty;
pub mod provincial;
mod refusal;
pub mod regulation;
pub mod remedy;
pub mod reporting;
pub mod retention;
pub mod source;

pub use calendar::{Calendar, NoNotice, Notice, NoticeDay, Workdays};
pub use category::{AgencyKind, AgencyLevel, Category, RhythmKind};
pub use clock::{ClockState, LastDay, Reading, Timeline};
pub use counting::{Due, DueError};
pub use coverage::{COVERAGE, Coverage};
pub use decision::{Decision, ReportRow, RequesterKind, Tell};
pub use refusal::Refusal;
pub use regulation::art42 as fee;
pub use source::{Article, Dated, Instrument, REGULATION_2007, REGULATION_2019};
