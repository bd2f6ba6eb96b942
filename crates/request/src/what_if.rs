//! What would be, if (假设推算): the last day after acts that have not happened. Nothing is recorded.

use gongkai_statute::clock::{Consulted, Step};
use jiff::civil::Date;

use crate::act::Act;
use crate::code::Opinion;
use crate::command::{AskSupplement, Command};
use crate::decide::{Context, decide};
use crate::event::{
    ConsultationAnswered, ConsultationSent, Extended, FeeNoticed, FeePaid, SupplementReceived,
};
use crate::refusal::Refusal;
use crate::state::Case;

/// Something that might happen (假设).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hypothesis {
    /// The period is extended by a notice delivered on the day.
    Extended {
        /// The day.
        on: Date,
        /// By how many working days.
        workdays: u16,
    },
    /// A letter asking a third party is sent, and received, on the day.
    Consulted {
        /// The day.
        on: Date,
    },
    /// The opinion on a letter comes.
    OpinionCame {
        /// Name of the letter; an empty one stands for the letter of [`Hypothesis::Consulted`].
        letter: String,
        /// The day.
        on: Date,
    },
    /// The requester is asked to supplement.
    SupplementAsked {
        /// The day.
        on: Date,
        /// Last day to supplement.
        reply_by: Date,
    },
    /// The supplement comes.
    SupplementCame {
        /// The day.
        on: Date,
    },
    /// A fee is noticed.
    FeeNoticed {
        /// The day.
        on: Date,
    },
    /// The fee is paid.
    FeePaid {
        /// The day.
        on: Date,
    },
}

/// Name of a letter that exists only in thought.
const IMAGINED: &str = "?";

impl Hypothesis {
    /// The day it would happen.
    pub const fn on(&self) -> Date {
        match self {
            Hypothesis::Extended { on, .. }
            | Hypothesis::Consulted { on }
            | Hypothesis::OpinionCame { on, .. }
            | Hypothesis::SupplementAsked { on, .. }
            | Hypothesis::SupplementCame { on }
            | Hypothesis::FeeNoticed { on }
            | Hypothesis::FeePaid { on } => *on,
        }
    }

    /// The act it would be.
    pub const fn act(&self) -> Act {
        match self {
            Hypothesis::Extended { .. } => Act::Extend,
            Hypothesis::Consulted { .. } => Act::Consult,
            Hypothesis::OpinionCame { .. } => Act::AnswerConsultation,
            Hypothesis::SupplementAsked { .. } => Act::AskSupplement,
            Hypothesis::SupplementCame { .. } => Act::ReceiveSupplement,
            Hypothesis::FeeNoticed { .. } => Act::NotifyFee,
            Hypothesis::FeePaid { .. } => Act::PayFee,
        }
    }

    fn command(&self) -> Command {
        let imagined = || "假设".to_owned();
        match self {
            Hypothesis::Extended { on, workdays } => Command::Extend(Extended {
                on: *on,
                delivered_on: None,
                workdays: *workdays,
                reason: imagined(),
                approved_by: imagined(),
            }),
            Hypothesis::Consulted { on } => Command::Consult(ConsultationSent {
                id: IMAGINED.to_owned(),
                to: Consulted::ThirdParty,
                person: None,
                whom: None,
                on: *on,
                received_on: Some(*on),
                reply_by: None,
            }),
            Hypothesis::OpinionCame { letter, on } => Command::AnswerConsultation(ConsultationAnswered {
                id: if letter.is_empty() { IMAGINED.to_owned() } else { letter.clone() },
                on: *on,
                opinion: Opinion::Informs,
                reasons: None,
            }),
            Hypothesis::SupplementAsked { on, reply_by } => Command::AskSupplement(AskSupplement {
                on: *on,
                delivered_on: None,
                reply_by: *reply_by,
                points: vec![imagined()],
            }),
            Hypothesis::SupplementCame { on } => Command::ReceiveSupplement(SupplementReceived {
                on: *on,
                // Whether a late one is excused is not the question here; the day is.
                excused: true,
                text: None,
            }),
            Hypothesis::FeeNoticed { on } => Command::NotifyFee(FeeNoticed {
                on: *on,
                delivered_on: None,
                schedule: gongkai_statute::fee::Schedule::PerRequest,
                counted: 1,
                yuan: 1,
            }),
            Hypothesis::FeePaid { on } => Command::PayFee(FeePaid { on: *on, receipt: None }),
        }
    }
}

/// What would be (推算结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The last day to reply; `None` while nothing would run or the calendar does not reach.
    pub due: Option<Date>,
    /// When it cannot be told: not before this day.
    pub not_before: Option<Date>,
    /// A pending consultation may still move it.
    pub provisional: bool,
    /// How it would be counted.
    pub steps: Vec<Step>,
    /// What the law would refuse, and why; it is left out of the count.
    pub refused: Vec<(Hypothesis, Refusal)>,
}

/// The last day if all of `acts` happened, each on its day; what the law would refuse is told and left out.
pub fn what_if(case: &Case, acts: &[Hypothesis], context: &Context) -> Outlook {
    let mut acts = acts.to_vec();
    acts.sort_by_key(Hypothesis::on);
    let mut case = case.clone();
    let mut refused = Vec::new();
    let mut last = context.today;
    for act in acts {
        let then = context.on(act.on().max(context.today));
        match decide(&case, &act.command(), &then) {
            Ok(events) => {
                for event in &events {
                    case.apply(event);
                }
                last = last.max(act.on());
            }
            Err(refusal) => refused.push((act, refusal)),
        }
    }
    let reading = case.reading(&context.on(last));
    let due = reading.as_ref().and_then(|reading| reading.due);
    Outlook {
        due,
        not_before: reading.as_ref().and_then(|reading| reading.not_before),
        provisional: reading.as_ref().is_some_and(|reading| reading.provisional),
        steps: reading.map(|reading| reading.steps).unwrap_or_default(),
        refused,
    }
}
