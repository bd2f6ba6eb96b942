//! Disclosure on request (依申请公开): cases, replies, fees, remedies.
//!
//! Pure: [`decide`] takes a [`Case`], a [`Command`] and a [`Context`] and gives events or a [`Refusal`];
//! [`Case::apply`] takes events back into the state. All days are counted by [`gongkai_statute::clock`].

pub mod access;
mod act;
mod check;
pub mod code;
pub mod command;
mod decide;
pub mod erasure;
pub mod event;
pub mod letters;
pub mod likeness;
mod moments;
pub mod motion;
mod number;
pub mod numbering;
pub mod opinion_link;
pub mod query_code;
pub mod redating;
mod refusal;
pub mod remedy;
mod sentences;
mod standing;
mod state;
pub mod statistics;
mod task_steps;
pub mod templates;
pub mod voice;
mod what_if;

pub use act::{Act, acts, may};
pub use check::{Earlier, Finding, Sending, Severity, legality, missing_before_sending};
pub use code::Sealed;
pub use command::Command;
pub use decide::{Context, EarlierEnd, begun_on, bring_in, decide, escalate, remind_of_due, set_subject};
pub use event::Event;
pub use moments::Moments;
pub use number::CaseNumber;
pub use refusal::{Decided, Refusal, Rule};
pub use sentences::{OwnAct, Plain, citizen_sentence, next_acts, officer_sentence};
pub use standing::{Dated, LastCount, Standing, Task, TaskKind, counted_tasks, opinion_due, payment_due};
pub use state::{
    Case, Checklist, Consultation, ConsultationEnd, Draft, Fee, Outcome, Reasons, Stage, Supplement,
};
pub use task_steps::TaskStep;
pub use what_if::{Hypothesis, Outlook, what_if};
