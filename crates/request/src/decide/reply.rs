//! Search, draft, secrecy review, approval, delivery, and ends without a reply (检索、起草、审查、签发、送达、办结).

use gongkai_statute::Decision;

use super::letter::same_as_approved;
use super::{Context, filled, not_before};
use crate::check::missing_before_sending;
use crate::code::{DeliveryWay, ProvisionRoute};
use crate::command::{Approve, Deliver, DraftReply, ReturnDraft, ReviewSecrecy};
use crate::event::{
    Approved, Closed, Delivered, Drafted, Event, Reopened, Returned, Searched, SecrecyReviewed,
};
use crate::letters::Letter;
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::Case;

/// The grounds on which a part can be withheld: results 4 to 11.
const WITHHOLDING: [Decision; 8] = [
    Decision::StateSecret,
    Decision::ProhibitedByLaw,
    Decision::SecurityStability,
    Decision::ThirdParty,
    Decision::InternalAffairs,
    Decision::Process,
    Decision::EnforcementFile,
    Decision::InquiryItem,
];

/// Records where was searched, by whom and what was found.
pub(super) fn search(act: &Searched) -> Decided<Event> {
    filled(&act.scope, "请写明检索的范围（档案、系统、科室）。")?;
    filled(&act.by, "请写明检索人。")?;
    filled(&act.result, "请写明检索的结果。")?;
    Ok(vec![Event::Searched(act.clone())])
}

/// Drafts a reply with one of the results of Arts. 14 to 16 and 36 to 39.
pub(super) fn draft(case: &Case, act: &DraftReply, context: &Context) -> Decided<Event> {
    match act.decision {
        Decision::NoSupplement => {
            return Err(by_act("“逾期不补正”以办结登记之日计，请使用“逾期不补正办结”。"));
        }
        Decision::FeeUnpaid => return Err(by_act("“逾期未缴费”以办结登记之日计，请使用“逾期未缴费办结”。")),
        _ => {}
    }
    let silent =
        matches!(act.decision, Decision::AlreadyPublic | Decision::Granted | Decision::PartlyGranted);
    if !silent && act.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Refusal::new(
            Rule::ReasonMissing,
            format!("“{}”应当说明理由，请填写。", act.decision.label()),
        ));
    }
    parts(act)?;
    if act.decision == Decision::Repeat
        && act.earlier.as_deref().is_none_or(|number| number.trim().is_empty())
    {
        return Err(Refusal::new(
            Rule::EarlierMissing,
            "重复申请应当指明此前已作出答复的申请，请填写其编号。",
        ));
    }
    let asked = case.registered.as_deref().map(|form| form.form);
    let another = act.form.is_some() && act.form != asked;
    if another && act.form_reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Refusal::new(
            Rule::FormReasonMissing,
            "提供形式与申请人要求的不一致，请说明理由，或者按申请人要求的形式提供。",
        ));
    }
    Ok(vec![Event::Drafted(Box::new(Drafted {
        by: context.by.to_owned(),
        on: act.on,
        decision: act.decision,
        reason: act.reason.clone(),
        parts: act.parts.clone(),
        earlier: act.earlier.clone(),
        form: act.form,
        form_reason: act.form_reason.clone(),
        body: act.body.clone(),
        competent: act.competent.clone().filter(|name| !name.trim().is_empty()),
        details: act.details.clone(),
    }))])
}

/// Partial disclosure names every withheld part with ground and reason, Art. 37.
fn parts(act: &DraftReply) -> Result<(), Refusal> {
    if act.decision != Decision::PartlyGranted {
        return Ok(());
    }
    let whole = |text: &str| !text.trim().is_empty();
    let grounded = |ground: Decision| WITHHOLDING.contains(&ground);
    if !act.parts.is_empty()
        && act.parts.iter().all(|part| whole(&part.part) && whole(&part.reason) && grounded(part.ground))
    {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::PartsMissing,
        "部分公开应当逐项写明不予公开的部分、依据（不予公开的情形）和理由，请补充。",
    ))
}

fn by_act(message: &str) -> Refusal {
    Refusal::new(Rule::RecordedByAct, message)
}

/// Reviews the secrecy of the draft, Art. 17; never one's own draft.
pub(super) fn review_secrecy(case: &Case, act: &ReviewSecrecy, context: &Context) -> Decided<Event> {
    filled(&act.opinion, "请填写保密审查意见及依据。")?;
    let Some(draft) = &case.draft else {
        return Err(Refusal::new(Rule::NoDraft, "还没有答复书稿，请先起草答复。"));
    };
    if draft.reply.by == context.by {
        return Err(Refusal::new(Rule::SecrecyByAnother, "起草人不能审查自己的书稿，请送其他保密审查人员。"));
    }
    not_before(act.on, draft.reply.on, "保密审查的日期不能早于起草日期。")?;
    Ok(vec![Event::SecrecyReviewed(SecrecyReviewed {
        by: context.by.to_owned(),
        on: act.on,
        passed: act.passed,
        opinion: act.opinion.clone(),
        draft: Some(case.drafts),
    })])
}

/// Sends the draft back with a reason.
pub(super) fn send_back(act: &ReturnDraft, context: &Context) -> Decided<Event> {
    filled(&act.reason, "请写明退回的理由。")?;
    Ok(vec![Event::Returned(Returned { by: context.by.to_owned(), on: act.on, reason: act.reason.clone() })])
}

/// Signs the reply; the leader is never the drafter, and nothing may be missing on file.
pub(super) fn approve(case: &Case, act: &Approve, context: &Context) -> Decided<Event> {
    let Some(draft) = &case.draft else {
        return Err(Refusal::new(Rule::NoDraft, "还没有答复书稿，请先起草答复。"));
    };
    if draft.reply.by == context.by {
        return Err(Refusal::new(Rule::ApproveByAnother, "起草人不能签发自己的书稿，请送负责人签发。"));
    }
    not_before(act.on, draft.reply.on, "签发日期不能早于起草日期。")?;
    if let Some(missing) = missing_before_sending(case).into_iter().next() {
        return Err(missing);
    }
    Ok(vec![Event::Approved(Approved {
        by: context.by.to_owned(),
        on: act.on,
        // Sent back and approved again, a reply keeps the number it got.
        document: case.reserved.clone().or_else(|| act.document.clone()),
        content: act.content.clone(),
    })])
}

/// Delivers the signed reply: that day is the result date. Lateness marks, it never prevents.
pub(super) fn deliver(case: &Case, act: &Deliver, context: &Context) -> Decided<Event> {
    let Some((draft, approval)) =
        case.draft.as_ref().and_then(|draft| Some((draft, draft.approval.as_ref()?)))
    else {
        return Err(Refusal::new(Rule::NotApproved, "答复书尚未签发，请先送负责人签发。"));
    };
    not_before(act.on, approval.on, "送达日期不能早于签发日期。")?;
    electronic(case, act.way)?;
    if approval.content.is_some() {
        let letter = case.answer().and_then(Letter::last).ok_or_else(|| {
            Refusal::new(Rule::LetterMissing, "答复书还没有出具，请先出具答复书，再登记送达。")
        })?;
        same_as_approved(case, &letter.content)?;
    }
    let late = case.moments.due(context.calendar).is_some_and(|due| due < act.on);
    Ok(vec![Event::Delivered(Delivered {
        way: act.way,
        on: act.on,
        evidence: act.evidence.clone(),
        late,
        decision: draft.reply.decision,
        round: case.round,
        on_the_spot: case.round == 0 && case.received_on() == Some(act.on),
    })])
}

/// Electronic delivery goes where the requester asked for it; otherwise it is signed for or posted.
fn electronic(case: &Case, way: DeliveryWay) -> Result<(), Refusal> {
    let route = case.registered.as_deref().map(|form| form.route);
    let named = matches!(route, Some(ProvisionRoute::Email | ProvisionRoute::Online | ProvisionRoute::Fax));
    if way != DeliveryWay::Electronic || named {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::ElectronicRouteMissing,
        "申请人没有要求通过电子邮件、网上或者传真获取，不能电子送达；请直接送达由其签收，或者交邮政企业邮寄。",
    ))
}

/// Closes without a reply, row 3.6.3.
pub(super) fn close(act: &Closed) -> Result<Event, Refusal> {
    filled(&act.note, "请写明办结的原因。")?;
    Ok(Event::Closed(act.clone()))
}

/// Opens the case for a new reply after a lost review or suit, Art. 51.
pub(super) fn reopen(case: &Case, act: &Reopened) -> Decided<Event> {
    if let Some(last) = case.later_replies.last().or(case.result.as_ref()) {
        not_before(act.on, last.on, "收到复议决定或者判决的日期不能早于原答复的日期，请核对。")?;
    }
    if act.remedy.trim().is_empty() {
        return Err(Refusal::new(
            Rule::ReopenByRemedy,
            "重新答复以复议决定或者判决为依据，请填写行政复议、行政诉讼案件的编号；自行纠正的请登记新的申请。",
        ));
    }
    if act.reply_by.is_some_and(|reply_by| reply_by < act.on) {
        return Err(Refusal::new(Rule::OutOfOrder, "重新答复的期限不能早于收到复议决定或者判决之日。"));
    }
    Ok(vec![Event::Reopened(act.clone())])
}
