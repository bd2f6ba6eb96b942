//! What happens between receipt and reply: supplement, opinions, reasons, extension (Arts. 30 to 35).

use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::{art30, art33};

use super::{Context, filled, not_before};
use crate::command::AskSupplement;
use crate::event::{
    ConsultationAnswered, ConsultationExpired, ConsultationSent, Deferred, Event, Extended, ReasonsDemanded,
    SupplementAsked, SupplementReceived,
};
use crate::refusal::{Decided, Refusal, Rule};
use crate::standing::opinion_due;
use crate::state::{Case, Consultation, Supplement};

/// Asks once for everything to be supplemented, Art. 30. Late is allowed, and restarts nothing.
pub(super) fn ask_supplement(case: &Case, act: &AskSupplement, context: &Context) -> Decided<Event> {
    if act.points.iter().all(|point| point.trim().is_empty()) {
        return Err(Refusal::new(Rule::Blank, "请一次性列明需要补正的全部事项。"));
    }
    let told_on = act.delivered_on.unwrap_or(act.on);
    not_before(told_on, act.on, "送达日期不能早于补正告知书的日期。")?;
    if act.reply_by <= told_on {
        return Err(Refusal::new(
            Rule::ReplyByBeforeNotice,
            "补正期限应当晚于告知之日，请给申请人留出合理的补正时间。",
        ));
    }
    let late = case
        .received_on()
        .and_then(|received_on| art30::notice_due(received_on, context.calendar).ok())
        .is_some_and(|due| due.day < told_on);
    Ok(vec![Event::SupplementAsked(SupplementAsked {
        on: act.on,
        delivered_on: act.delivered_on,
        reply_by: act.reply_by,
        points: act.points.clone(),
        late,
    })])
}

/// Records the supplement; after the last day only for a good reason, Art. 30.
pub(super) fn receive_supplement(case: &Case, act: &SupplementReceived) -> Decided<Event> {
    if let Supplement::Asked { reply_by, .. } = case.supplement
        && reply_by < act.on
        && !act.excused
    {
        return Err(Refusal::new(
            Rule::SupplementOverdue,
            format!("补正期限已于{reply_by}届满；申请人有正当理由的请注明，没有的请按“逾期不补正”办结。"),
        ));
    }
    Ok(vec![Event::SupplementReceived(act.clone())])
}

/// Asks a third party, a co-maker or another agency, Arts. 32 to 34.
pub(super) fn consult(case: &Case, act: &ConsultationSent) -> Decided<Event> {
    filled(&act.id, "请为征求意见书编号。")?;
    if case.consultations.iter().any(|letter| letter.id == act.id) {
        return Err(Refusal::new(Rule::ConsultationTaken, "这个编号的征求意见书已经登记，请另行编号。"));
    }
    if act.received_on.is_some_and(|received_on| received_on < act.on) {
        return Err(Refusal::new(Rule::OutOfOrder, "对方收到日期不能早于发出日期。"));
    }
    if act.to == Consulted::OtherAgency && act.reply_by.is_none_or(|reply_by| reply_by < act.on) {
        return Err(Refusal::new(
            Rule::Blank,
            "征求其他行政机关意见请写明回复期限：条例没有规定其答复期限，沉默也不产生效果。",
        ));
    }
    Ok(vec![Event::ConsultationSent(act.clone())])
}

/// Records an opinion.
pub(super) fn answer_consultation(case: &Case, act: &ConsultationAnswered) -> Decided<Event> {
    let letter = open_letter(case, &act.id)?;
    not_before(
        act.on,
        letter.received_on.unwrap_or(letter.sent_on),
        "收到意见的日期不能早于对方收到征求意见书的日期。",
    )?;
    Ok(vec![Event::ConsultationAnswered(act.clone())])
}

/// Records silence after the last day; what it means depends on who was asked.
pub(super) fn expire_consultation(
    case: &Case,
    act: &ConsultationExpired,
    context: &Context,
) -> Decided<Event> {
    let letter = open_letter(case, &act.id)?;
    match opinion_due(case, letter, context.calendar) {
        Some(due) if due < act.on => Ok(vec![Event::ConsultationExpired(act.clone())]),
        Some(due) => Err(Refusal::new(
            Rule::ConsultationRunning,
            format!("对方提出意见的期限到{due}，期满次日起才能登记逾期。"),
        )),
        None => Err(Refusal::new(
            Rule::ConsultationRunning,
            "还不知道对方何时收到征求意见书，期限无从起算；请先登记对方收到的日期，或者在收到意见后登记。",
        )),
    }
}

fn open_letter<'a>(case: &'a Case, id: &str) -> Result<&'a Consultation, Refusal> {
    case.open_consultation(id).ok_or_else(|| {
        Refusal::new(Rule::ConsultationUnknown, "没有这个编号的待答复征求意见书，请核对编号。")
    })
}

/// Asks for the reasons of an excessive number or frequency, Art. 35.
pub(super) fn demand_reasons(act: &ReasonsDemanded) -> Decided<Event> {
    filled(&act.finding, "请写明申请数量、频次明显超过合理范围的情况。")?;
    if act.reply_by.is_some_and(|reply_by| reply_by <= act.on) {
        return Err(Refusal::new(Rule::ReplyByBeforeNotice, "说明理由的期限应当晚于告知之日。"));
    }
    Ok(vec![Event::ReasonsDemanded(act.clone())])
}

/// Sets a reasonable later day, Art. 35.
pub(super) fn defer(case: &Case, act: &Deferred, context: &Context) -> Decided<Event> {
    filled(&act.approved_by, "延迟答复须经政府信息公开工作机构负责人同意，请填写批准人。")?;
    let due = case.moments.due(context.calendar);
    if act.until <= act.on || due.is_some_and(|due| act.until <= due) {
        return Err(Refusal::new(
            Rule::DeferLaterOnce,
            "延迟答复的日期应当晚于现在的届满日；能够按期答复的不必延迟。",
        ));
    }
    Ok(vec![Event::Deferred(act.clone())])
}

/// Extends the time to reply once, Art. 33; told on or before the last day as it then stands, pauses included.
pub(super) fn extend(case: &Case, act: &Extended) -> Decided<Event> {
    filled(&act.approved_by, "延长答复期限须经政府信息公开工作机构负责人同意，请填写批准人。")?;
    filled(&act.reason, "请写明延长答复期限的理由。")?;
    not_before(act.delivered_on.unwrap_or(act.on), act.on, "送达日期不能早于延期告知书的日期。")?;
    let limit =
        case.received_on().and_then(|day| art33::EXTENSION_LIMIT.on(day)).map_or(0, |(_, limit)| limit.0);
    if act.workdays == 0 || act.workdays > limit {
        return Err(Refusal::new(
            Rule::ExtendAtMost20,
            format!(
                "延长的期限为1至{limit}个工作日，请重新填写；一时不能答复的，可以先就能够公开的部分答复。"
            ),
        ));
    }
    Ok(vec![Event::Extended(act.clone())])
}
