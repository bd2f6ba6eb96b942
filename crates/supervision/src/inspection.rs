//! Inspections as live checks (政府网站与政务新媒体检查): what is wrong on a day, what it costs, what comes next.
//!
//! Rules are data ([`Rules`]), what is known of a site is a plain value ([`Facts`]), and the check date is an argument:
//! the same three always give the same [`Inspection`]. [`foresee`] tells when what stands still becomes a fault.

mod accounts;
mod codes;
mod columns;
mod content;
mod facts;
mod finding;
mod forecast;
mod inspect;
mod messages;
mod period;
mod points;
mod rules;
mod score;
mod site;
mod table;

pub use codes::{
    Basic, Incident, Indicator, LinkPlace, Mark, MessageKind, Part, RecordKind, Severity, Standing,
};
pub use columns::Group;
pub use facts::{
    Account, Column, ColumnKind, Dated, DeadLink, Facts, Found, HomePage, Message, Policy, Probe, Reference,
    ServiceGuide, Services,
};
pub use finding::{Finding, Record, Unchecked};
pub use forecast::{Breach, Coming, ComingGroup, Outlook, foresee};
pub use inspect::{Inspection, inspect};
pub use period::{NoPeriod, Period};
pub use points::{NoPoints, Points};
pub use rules::{IndicatorRule, Limit, Limits, Rules, RulesError, Scoring};
pub use score::{AccountVerdict, PartScore, Score, Verdict};
pub use table::{InspectionTable, Outcome, Quarter, TABLE_HEADS, TableRow, lay_out};
