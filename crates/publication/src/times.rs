//! Publishing and withdrawing at a set time (定时发布、定时撤下). A schedule is bound to the approved bytes: whatever
//! voids the reviews voids it too.

use jiff::Timestamp;

use crate::review::publish;
use crate::{Context, EndSet, Item, ItemEvent, Refusal, Scheduled, Showing, WithdrawalKind, Withdrawn};

/// Sets the time at which the edition in work is published (定时发布); a new time replaces the old one.
///
/// # Errors
///
/// A [`Refusal`] when it could not be published now, or the time is past.
pub fn schedule(item: &Item, at: Timestamp, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    publish(item, context)?;
    ahead(at, context)?;
    let (edition, hash) = (work.edition, work.hash.clone());
    Ok(vec![ItemEvent::Scheduled(Scheduled { edition, hash, at, by: context.by.clone() })])
}

/// Takes the set time back (取消定时发布).
///
/// # Errors
///
/// A [`Refusal`] when none is set.
pub fn unschedule(item: &Item, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    if work.scheduled.is_none() {
        return Err(Refusal::new("scheduled", "这一稿没有设定发布时间。"));
    }
    Ok(vec![ItemEvent::Unscheduled { edition: work.edition, by: context.by.clone() }])
}

/// Publishes an edition whose time has come, in the name of whoever set it.
///
/// # Errors
///
/// A [`Refusal`] when no time is set, or it lies ahead.
pub fn publish_scheduled(item: &Item, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let work = item.in_work()?;
    let Some(plan) = work.scheduled.as_ref().filter(|plan| plan.hash == work.hash) else {
        return Err(Refusal::new("scheduled", "这一稿没有设定发布时间。"));
    };
    if context.now < plan.at {
        return Err(Refusal::new("time_has_come", "还没有到设定的发布时间。"));
    }
    publish(item, &Context { by: plan.by.clone(), ..context.clone() })
}

/// Sets the time at which the item is withdrawn with a notice (定时撤下); a new time replaces the old one.
///
/// # Errors
///
/// A [`Refusal`] when nothing is public or about to be, no notice is given, or the time is past.
pub fn set_end(
    item: &Item,
    at: Timestamp,
    notice: &str,
    context: &Context,
) -> Result<Vec<ItemEvent>, Refusal> {
    let is_to_come = item.work.as_ref().is_some_and(|work| work.scheduled.is_some());
    if !matches!(item.showing, Showing::Public(_)) && !is_to_come {
        return Err(Refusal::new("is_public", "已经公开或者已经设定发布时间的信息，才能设定撤下时间。"));
    }
    if notice.trim().is_empty() {
        return Err(Refusal::new("withdrawal_notice", "请填写撤下说明，访问原网址的公众会看到。"));
    }
    ahead(at, context)?;
    let planned = item.work.as_ref().and_then(|work| work.scheduled.as_ref());
    if planned.is_some_and(|plan| at <= plan.at) {
        return Err(Refusal::new("end_after_publication", "撤下时间应当晚于设定的发布时间。"));
    }
    Ok(vec![ItemEvent::EndSet(EndSet { at, notice: notice.trim().to_owned(), by: context.by.clone() })])
}

/// Takes the set end back (取消定时撤下).
///
/// # Errors
///
/// A [`Refusal`] when none is set.
pub fn cancel_end(item: &Item, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    if item.ends.is_none() {
        return Err(Refusal::new("end_is_set", "没有设定撤下时间。"));
    }
    Ok(vec![ItemEvent::EndCancelled { by: context.by.clone() }])
}

/// Withdraws an item whose end has come, in the name of whoever set it; where nothing is public any more the end is
/// taken back instead.
///
/// # Errors
///
/// A [`Refusal`] when no end is set, or it lies ahead.
pub fn end(item: &Item, context: &Context) -> Result<Vec<ItemEvent>, Refusal> {
    let Some(end) = &item.ends else {
        return Err(Refusal::new("end_is_set", "没有设定撤下时间。"));
    };
    if context.now < end.at {
        return Err(Refusal::new("time_has_come", "还没有到设定的撤下时间。"));
    }
    Ok(vec![match item.showing {
        Showing::Public(edition) => ItemEvent::Withdrawn(Withdrawn {
            edition,
            kind_of: WithdrawalKind::WithNotice,
            notice: end.notice.clone(),
            successor: None,
            by: end.by.clone(),
        }),
        Showing::Never | Showing::Withdrawn(_) | Showing::Pulled(_) => {
            ItemEvent::EndCancelled { by: end.by.clone() }
        }
    }])
}

fn ahead(at: Timestamp, context: &Context) -> Result<(), Refusal> {
    if at <= context.now {
        return Err(Refusal::new(
            "time_ahead",
            "设定的时间已经过去，请填写今后的时间；要立即办理的，直接办理。",
        ));
    }
    Ok(())
}
