//! What the desk does with a case as such: take-over after a reform, likenesses, reminders, escalation.

use jiff::civil::Date;

use super::{Context, filled};
use crate::command::{DismissDuplicate, Remind};
use crate::event::{DueReminded, DuplicateDismissed, Escalated, Event, Reminded, TakenOver};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::{Case, Stage};

/// A successor goes on with the case of an ended agency; the use case checks that it is one.
pub(super) fn take_over(act: &TakenOver) -> Decided<Event> {
    filled(&act.successor, "请选择承接机关。")?;
    filled(&act.basis, "请填写机构改革的文件依据。")?;
    Ok(vec![Event::TakenOver(act.clone())])
}

/// Says that two requests that look alike are not the same; never merged silently.
pub(super) fn dismiss_duplicate(case: &Case, act: &DismissDuplicate, context: &Context) -> Decided<Event> {
    filled(&act.reason, "请写明两件申请有什么不同。")?;
    if case.dismissed.iter().any(|earlier| earlier.of == act.of) {
        return Err(Refusal::new(
            Rule::DuplicateDismissed,
            format!("已经登记过与{}不是重复，不必再登记。", act.of),
        ));
    }
    Ok(vec![Event::DuplicateDismissed(DuplicateDismissed {
        of: act.of,
        reason: act.reason.clone(),
        by: context.by.to_owned(),
        on: act.on,
    })])
}

/// Reminds the section (催办); no period moves.
pub(super) fn remind(act: &Remind, context: &Context) -> Decided<Event> {
    filled(&act.note, "请写明催办的内容。")?;
    Ok(vec![Event::Reminded(Reminded { note: act.note.clone(), by: context.by.to_owned(), on: act.on })])
}

/// Does the period of the case run, so that its last day can come near or pass?
fn is_running(case: &Case) -> bool {
    !matches!(
        case.stage(),
        Stage::Unborn
            | Stage::Closed
            | Stage::AwaitingConfirmation
            | Stage::WaitingSupplement
            | Stage::WaitingFee
    )
}

/// Reminds of a last day that comes near (期限提醒), once for each of the agency's `marks` and each last day.
///
/// Not an act of an officer: the daily run does it. A run that was missed reminds by the mark reached meanwhile; a
/// last day that cannot be told, or is over, is not reminded of.
pub fn remind_of_due(case: &Case, marks: &[u16], context: &Context) -> Vec<Event> {
    let Some(due) = case.moments.due(context.calendar).filter(|_| is_running(case)) else {
        return Vec::new();
    };
    let between = context.calendar.workdays_between(context.today, due);
    let Some(left) = between.ok().filter(|_| context.today <= due).and_then(|days| u16::try_from(days).ok())
    else {
        return Vec::new();
    };
    let Some(mark) = marks.iter().copied().filter(|mark| left <= *mark).min() else { return Vec::new() };
    if case.due_reminders.iter().any(|earlier| earlier.due == due && earlier.mark <= mark) {
        return Vec::new();
    }
    vec![Event::DueReminded(DueReminded { on: context.today, due, mark, left })]
}

/// Brings an overdue case before those above, once for each last day that passed (逾期上报).
///
/// Not an act of an officer: the daily run does it, and running twice changes nothing.
///
/// # Errors
///
/// A [`Refusal`] when the case is closed or its last day is not over.
pub fn escalate(case: &Case, to: &[String], context: &Context) -> Decided<Event> {
    let over = |due: &Date| *due < context.today;
    let Some(due) = case.moments.due(context.calendar).filter(|_| is_running(case)).filter(over) else {
        return Err(Refusal::new(Rule::NotOverdue, "这件申请没有逾期，不必上报。"));
    };
    if case.escalations.iter().any(|earlier| earlier.due == due) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Escalated(Escalated { on: context.today, due, to: to.to_vec() })])
}
