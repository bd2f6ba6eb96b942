//! The information-processing fee (信息处理费), Art. 42.

use gongkai_statute::regulation::art42::PAYMENT_PERIOD;

use super::{Context, filled, not_before};
use crate::event::{Event, FeeNoticed, FeePaid, FeeRefunded};
use crate::refusal::{Decided, Refusal, Rule};
use crate::standing::payment_due;
use crate::state::{Case, Fee};

/// Tells the fee, within the processing period; never for nothing.
pub(super) fn notify(case: &Case, act: &FeeNoticed, context: &Context) -> Decided<Event> {
    let told_on = act.delivered_on.unwrap_or(act.on);
    not_before(told_on, act.on, "送达日期不能早于收费通知书的日期。")?;
    if act.yuan == 0 || act.counted == 0 {
        return Err(Refusal::new(Rule::FeeNotDue, "按收费标准这件申请不收费，不必发出收费通知。"));
    }
    if PAYMENT_PERIOD.on(told_on).is_none() {
        return Err(Refusal::new(
            Rule::FeeNotDue,
            "信息处理费自2021年1月1日起施行，此前的申请不收费，请直接答复。",
        ));
    }
    if case.moments.due(context.calendar).is_some_and(|due| due < told_on) {
        return Err(Refusal::new(
            Rule::FeeWhileRunning,
            "收费通知应当在办理期限内发出；期限已过，不能再收费，请直接答复。",
        ));
    }
    Ok(vec![Event::FeeNoticed(act.clone())])
}

/// Records the payment; after the period to pay it comes too late.
pub(super) fn pay(case: &Case, act: &FeePaid, context: &Context) -> Decided<Event> {
    if let Fee::Noticed(notice) = &case.fee {
        not_before(act.on, notice.on, "缴费日期不能早于收费通知书的日期。")?;
        if let Some(due) = payment_due(notice, context.calendar).filter(|due| *due < act.on) {
            return Err(Refusal::new(
                Rule::FeePeriodOver,
                format!("缴费期限已于{due}届满，视为放弃申请；请按“逾期未缴费”办结，已收款项应当退还。"),
            ));
        }
    }
    Ok(vec![Event::FeePaid(act.clone())])
}

/// Gives a paid fee back.
pub(super) fn refund(act: &FeeRefunded) -> Decided<Event> {
    filled(&act.reason, "请写明退费的理由。")?;
    Ok(vec![Event::FeeRefunded(act.clone())])
}
