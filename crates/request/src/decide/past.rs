//! Bringing requests along from earlier records (补录): registration and result as one act.

use jiff::civil::Date;

use super::{Context, intake, not_before};
use crate::event::{BroughtIn, Event, PastEnd, Registered};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::{Case, Outcome};

/// What the earlier records say of the end of a request; lateness only where they say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierEnd {
    /// Decision, day, way and document number; [`PastEnd::late`] is decided here.
    pub end: PastEnd,
    /// Whether the records call it late.
    pub late: Option<bool>,
}

/// Brings a request along (补录) as it was registered, and as it ended.
///
/// A reply after the 20 working days may have been extended or late: the records must say which.
///
/// # Errors
///
/// A [`Refusal`] when the form or the days do not hold, or the records leave open whether a reply was late.
pub fn bring_in(
    form: &Registered,
    past: &BroughtIn,
    ended: Option<&EarlierEnd>,
    context: &Context,
) -> Decided<Event> {
    let mut events = intake::register(form, context)?;
    let mut case = Case::after(&events);
    let ended = ended.map(|ended| end(&case, ended, context)).transpose()?;
    events.push(Event::BroughtIn(Box::new(BroughtIn { ended, ..past.clone() })));
    if let Some(event) = events.last() {
        case.apply(event);
    }
    events.push(Event::Dated(case.standing(context).dated(&case)));
    Ok(events)
}

fn end(case: &Case, ended: &EarlierEnd, context: &Context) -> Result<PastEnd, Refusal> {
    let day = ended.end.on;
    if day > context.today {
        return Err(Refusal::new(Rule::InFuture, format!("办结日期{day}晚于今日，请核对日期。")));
    }
    let Some(received_on) = case.received_on() else {
        return Err(Refusal::new(
            Rule::ConfirmFirst,
            "已办结的申请须有收到申请之日：平常信函、传真、网上、电子邮件请填写确认日期。",
        ));
    };
    not_before(day, received_on, &format!("办结日期{day}早于收到申请之日{received_on}，请核对日期。"))?;
    let late = match ended.late {
        Some(late) => late,
        None => is_late(case, ended, context)?,
    };
    Ok(PastEnd { late, ..ended.end.clone() })
}

/// Only what is certain: an end without a reply is never late, nor is a reply within the period.
fn is_late(case: &Case, ended: &EarlierEnd, context: &Context) -> Result<bool, Refusal> {
    let outcome = Outcome { decision: ended.end.decision, on: ended.end.on, way: ended.end.way, late: false };
    if !outcome.is_reply() {
        return Ok(false);
    }
    let ask = |why: String| {
        Refusal::new(
            Rule::LatenessUnknown,
            format!("{why}，请在“是否逾期”填写“否”（含依法延期的）或者“是”。"),
        )
    };
    match case.moments.due(context.calendar) {
        Some(due) if ended.end.on <= due => Ok(false),
        Some(due) => Err(ask(format!("办结日期晚于20个工作日的届满日{due}"))),
        None => Err(ask("缺少当年的放假安排，不能推算届满日".to_owned())),
    }
}

/// The day a request begins in the earlier records: that of its number here.
pub fn begun_on(form: &Registered) -> Option<Date> {
    form.receipt().received_on().or(form.arrived_on).or(form.submitted_on)
}

#[cfg(test)]
#[path = "past/tests.rs"]
mod tests;
