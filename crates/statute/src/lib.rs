//! The Regulation (《政府信息公开条例》) as code: calendar, clocks, decisions, fees, categories, remedies.

mod decision;

pub use decision::{Decision, ReportRow, RequesterKind};
