//! Inspections as live checks (政府网站与政务新媒体检查): what is wrong on a day, what it costs, what comes next.
//!
//! Rules are data ([`Rules`]), what is known of a site is a plain value ([`Facts`]), and the check date is an argument:
//! the same three always give the same result.

mod codes;
mod facts;
mod period;
mod points;
mod rules;

pub use codes::{
    Basic, Incident, Indicator, LinkPlace, Mark, MessageKind, Part, RecordKind, Severity, Standing,
};
pub use facts::{
    Account, Column, ColumnKind, Dated, DeadLink, Facts, Found, HomePage, Message, Policy, Probe, Reference,
    ServiceGuide, Services,
};
pub use period::{NoPeriod, Period};
pub use points::{NoPoints, Points};
pub use rules::{IndicatorRule, Limit, Limits, Rules, RulesError, Scoring};
