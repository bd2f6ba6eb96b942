//! Duties before a reply: the check-list of each ground, the decision against an objection, the notice it owes.

use gongkai_statute::checklist::{Question, checklist};

use super::{Context, filled, not_before};
use crate::command::{AnswerChecklist, DecidePublicInterest};
use crate::event::{Answered, ChecklistAnswered, Event, PublicInterestDecided, ThirdPartyTold};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::{Case, ConsultationEnd};

/// Answers the questions of a ground; with a fatal answer the ground cannot stand and nothing is recorded.
pub(super) fn answer_checklist(case: &Case, act: &AnswerChecklist, context: &Context) -> Decided<Event> {
    let Some(draft) = &case.draft else {
        return Err(Refusal::new(Rule::NoDraft, "还没有答复书稿，请先起草答复。"));
    };
    if !draft.grounds().contains(&act.decision) {
        return Err(Refusal::new(
            Rule::ChecklistOther,
            format!("书稿没有适用“{}”，请填写书稿所用情形的核对表。", act.decision.label()),
        ));
    }
    not_before(act.on, draft.reply.on, "核对的日期不能早于起草日期。")?;
    let mut answers = Vec::new();
    for question in checklist(act.decision) {
        answers.push(one(question, &act.answers)?);
    }
    Ok(vec![Event::ChecklistAnswered(ChecklistAnswered {
        decision: act.decision,
        answers,
        by: context.by.to_owned(),
        on: act.on,
    })])
}

fn one(question: &Question, answers: &[Answered]) -> Result<Answered, Refusal> {
    let Some(given) = answers.iter().find(|answer| answer.question == question.key) else {
        let message = format!("“{}”还没有回答，请逐项回答。", question.text);
        return Err(Refusal::new(Rule::ChecklistIncomplete, message).under(question.article));
    };
    if question.fatal == Some(given.answer) {
        let message = format!("“{}”回答“{}”的，{}", question.text, given.answer.label(), question.instead);
        return Err(Refusal::new(Rule::ChecklistFatal, message).under(question.article));
    }
    let remark = given.remark.as_deref().map(str::trim).filter(|remark| !remark.is_empty());
    if question.needs_remark(given.answer) && remark.is_none() {
        let message = format!("“{}”请说明：{}。", question.text, question.remark_on);
        return Err(Refusal::new(Rule::ChecklistRemark, message).under(question.article));
    }
    Ok(Answered {
        question: question.key.to_owned(),
        answer: given.answer,
        remark: remark.map(str::to_owned),
    })
}

/// Decides to disclose against an objection, Art. 32; never the drafter's own decision.
pub(super) fn decide_public_interest(
    case: &Case,
    act: &DecidePublicInterest,
    context: &Context,
) -> Decided<Event> {
    filled(&act.reasons, "请写明决定公开的理由。")?;
    filled(&act.content, "请写明决定公开的政府信息内容。")?;
    let Some(letter) = case.objections().find(|letter| letter.id == act.letter) else {
        return Err(Refusal::new(
            Rule::NoObjection,
            "这份征求意见书没有收到不同意见，不需要作此决定；请核对编号。",
        ));
    };
    if case.override_of(&act.letter).is_some() {
        return Err(Refusal::new(Rule::ObjectionDecided, "对这份不同意见已经作出决定，请按决定答复。"));
    }
    if let Some(ConsultationEnd::Answered(on, _)) = letter.end {
        not_before(act.on, on, "决定的日期不能早于收到意见的日期。")?;
    }
    if case.draft.as_ref().is_some_and(|draft| draft.reply.by == context.by) {
        return Err(Refusal::new(
            Rule::ApproveByAnother,
            "起草人不能自己决定不采纳第三方的意见，请由工作机构负责人或者本机关负责人决定。",
        ));
    }
    Ok(vec![Event::PublicInterestDecided(PublicInterestDecided {
        letter: act.letter.clone(),
        finding: act.finding,
        reasons: act.reasons.clone(),
        content: act.content.clone(),
        by: context.by.to_owned(),
        on: act.on,
    })])
}

/// Records the one notice the third party is owed (P10).
pub(super) fn tell_third_party(case: &Case, act: &ThirdPartyTold) -> Decided<Event> {
    let Some(decided) = case.notices_owed().find(|decided| decided.letter == act.letter) else {
        return Err(Refusal::new(
            Rule::NoNoticeOwed,
            "这份征求意见书没有需要告知第三方的决定，或者已经告知；请核对编号。",
        ));
    };
    not_before(act.on, decided.on, "告知的日期不能早于作出决定的日期。")?;
    Ok(vec![Event::ThirdPartyTold(act.clone())])
}
