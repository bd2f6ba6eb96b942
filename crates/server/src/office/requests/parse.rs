//! From the form of an act to its command.

use gongkai_request::code::{ClosingReason, DeliveryWay, Opinion, ProvisionForm};
use gongkai_request::command::{Approve, AskSupplement, Deliver, DraftReply, ReturnDraft, ReviewSecrecy};
use gongkai_request::event::{
    Assigned, Closed, ClosedOn, ConsultationAnswered, ConsultationExpired, ConsultationSent, Deferred,
    Extended, FeePaid, FeeRefunded, Linked, On, ReasonsDemanded, Searched, WithheldPart,
};
use gongkai_request::{Act, CaseNumber, Command};
use gongkai_statute::Decision;
use gongkai_statute::clock::Consulted;
use jiff::civil::Date;

use super::duties;
use crate::form::{Checker, FieldErrors, Fields};
use crate::office::forms::lines;

/// Fields of the withheld parts of a partial disclosure: part, ground, reason.
pub(super) const PARTS: [(&str, &str, &str); 3] =
    [("part1", "ground1", "reason1"), ("part2", "ground2", "reason2"), ("part3", "ground3", "reason3")];

type Read<T> = Result<T, FieldErrors>;

fn day(fields: &Fields) -> (Checker<'_>, Option<Date>) {
    let mut check = Checker::new(fields);
    let on = check.date("on", "日期");
    (check, on)
}

/// The command of an act that needs no sealing; `None` for acts with use cases of their own.
pub(super) fn command(act: Act, fields: &Fields, body: Option<String>) -> Read<Option<Command>> {
    Ok(Some(match act {
        Act::Confirm => Command::Confirm(On { on: on(fields)? }),
        Act::Assign => Command::Assign(assigned(fields)?),
        Act::AskSupplement => Command::AskSupplement(ask_supplement(fields)?),
        Act::Abandon => Command::Abandon(closed_on(fields)?),
        Act::ExpireConsultation => Command::ExpireConsultation(expired(fields)?),
        Act::DemandReasons => Command::DemandReasons(demand(fields)?),
        Act::Defer => Command::Defer(deferred(fields)?),
        Act::Extend => Command::Extend(extended(fields)?),
        Act::PayFee => Command::PayFee(paid(fields)?),
        Act::LapseFee => Command::LapseFee(closed_on(fields)?),
        Act::RefundFee => Command::RefundFee(refunded(fields)?),
        Act::RecordSearch => Command::RecordSearch(searched(fields)?),
        Act::DraftReply => Command::DraftReply(Box::new(draft(fields, body)?)),
        Act::ReviewSecrecy => Command::ReviewSecrecy(secrecy(fields)?),
        Act::ReturnDraft => Command::ReturnDraft(returned(fields)?),
        Act::Approve => Command::Approve(approve(fields)?),
        Act::Deliver => Command::Deliver(deliver(fields)?),
        Act::Withdraw => Command::Withdraw(closed_on(fields)?),
        Act::Close => Command::Close(closed(fields)?),
        Act::Link => Command::Link(linked(fields)?),
        Act::AnswerChecklist => Command::AnswerChecklist(duties::checklist(fields)?),
        Act::DecidePublicInterest => Command::DecidePublicInterest(duties::public_interest(fields)?),
        Act::TellThirdParty => Command::TellThirdParty(duties::told(fields)?),
        Act::DismissDuplicate => Command::DismissDuplicate(duties::dismissed(fields)?),
        Act::Remind => Command::Remind(duties::reminder(fields)?),
        Act::TakeOver
        | Act::Register
        | Act::Reopen
        | Act::AddFile
        | Act::IssueLetter
        | Act::SendLetter
        | Act::RecordDelivery
        | Act::Archive
        | Act::Split
        | Act::ReceiveSupplement
        | Act::Consult
        | Act::AnswerConsultation
        | Act::ReceiveReasons
        | Act::NotifyFee => return Ok(None),
    }))
}

/// The day of the act.
pub(super) fn on(fields: &Fields) -> Read<Date> {
    let (check, on) = day(fields);
    check.finish(on)
}

fn closed_on(fields: &Fields) -> Read<ClosedOn> {
    let (check, on) = day(fields);
    let note = check.optional("note");
    check.finish(on.map(|on| ClosedOn { on, note }))
}

fn assigned(fields: &Fields) -> Read<Assigned> {
    let (mut check, on) = day(fields);
    let section = check.required("section", "请选择承办科室");
    let internal_due = check.optional_date("internal_due", "科室办理期限");
    check.finish(on.map(|on| Assigned { on, section, internal_due }))
}

fn ask_supplement(fields: &Fields) -> Read<AskSupplement> {
    let (mut check, on) = day(fields);
    let delivered_on = check.optional_date("delivered_on", "送达日期");
    let reply_by = check.date("reply_by", "补正期限");
    let points = lines(fields.text("points"));
    if points.is_empty() {
        check.fail("points", "请一次性写明需要补正的全部内容");
    }
    check.finish(on.zip(reply_by).map(|(on, reply_by)| AskSupplement { on, delivered_on, reply_by, points }))
}

fn expired(fields: &Fields) -> Read<ConsultationExpired> {
    let (mut check, on) = day(fields);
    let id = check.required("letter", "请选择征求意见书");
    check.finish(on.map(|on| ConsultationExpired { id, on }))
}

/// The letter asking for an opinion, and who is asked.
pub(super) fn letter(fields: &Fields, id: String) -> Read<(ConsultationSent, String)> {
    let (mut check, on) = day(fields);
    let to = check.choice("to", Consulted::from_key, "请选择征求谁的意见");
    let whom = check.required("whom", "请填写被征求意见人的姓名或者名称");
    let received_on = check.optional_date("received_on", "对方收到日期");
    let reply_by = check.optional_date("reply_by", "答复期限");
    check.finish(on.zip(to).map(|(on, to)| {
        (ConsultationSent { id, to, person: None, whom: None, on, received_on, reply_by }, whom)
    }))
}

/// An opinion that came; its reasons are sealed by the use case.
pub(super) fn opinion(fields: &Fields) -> Read<ConsultationAnswered> {
    let (mut check, on) = day(fields);
    let id = check.required("letter", "请选择征求意见书");
    let opinion = check.choice("opinion", Opinion::from_key, "请选择意见");
    check.finish(on.zip(opinion).map(|(on, opinion)| ConsultationAnswered { id, on, opinion, reasons: None }))
}

fn demand(fields: &Fields) -> Read<ReasonsDemanded> {
    let (mut check, on) = day(fields);
    let reply_by = check.optional_date("reply_by", "说明期限");
    let finding = check.required("finding", "请写明申请的数量、频次情况");
    check.finish(on.map(|on| ReasonsDemanded { on, reply_by, finding }))
}

/// Whether reasons were found reasonable.
pub(super) fn reasonable(fields: &Fields) -> Read<(Date, bool)> {
    let (mut check, on) = day(fields);
    let read = |key: &str| match key {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let reasonable = check.choice("reasonable", read, "请选择理由是否合理");
    check.finish(on.zip(reasonable))
}

fn deferred(fields: &Fields) -> Read<Deferred> {
    let (mut check, on) = day(fields);
    let until = check.date("until", "延迟至");
    let approved_by = check.required("approved_by", "请选择批准人");
    check.finish(on.zip(until).map(|(on, until)| Deferred { on, until, approved_by }))
}

fn extended(fields: &Fields) -> Read<Extended> {
    let (mut check, on) = day(fields);
    let delivered_on = check.optional_date("delivered_on", "送达日期");
    let days = check.count("workdays", "延长的工作日数").and_then(|days| u16::try_from(days).ok());
    let reason = check.required("reason", "请写明延长的理由");
    let approved_by = check.required("approved_by", "请选择批准人");
    check.finish(on.zip(days).map(|(on, workdays)| Extended {
        on,
        delivered_on,
        workdays,
        reason,
        approved_by,
    }))
}

/// Pages charged by, the day of the notice, and the day it was received.
pub(super) fn fee(fields: &Fields) -> Read<(Option<u32>, Date, Option<Date>)> {
    let (mut check, on) = day(fields);
    let delivered_on = check.optional_date("delivered_on", "送达日期");
    let pages = if fields.text("pages").is_empty() {
        None
    } else {
        check.count("pages", "页数").and_then(|pages| u32::try_from(pages).ok())
    };
    check.finish(on.map(|on| (pages, on, delivered_on)))
}

fn paid(fields: &Fields) -> Read<FeePaid> {
    let (check, on) = day(fields);
    let receipt = check.optional("receipt");
    check.finish(on.map(|on| FeePaid { on, receipt }))
}

fn refunded(fields: &Fields) -> Read<FeeRefunded> {
    let (mut check, on) = day(fields);
    let reason = check.required("reason", "请写明退费的理由");
    check.finish(on.map(|on| FeeRefunded { on, reason }))
}

fn searched(fields: &Fields) -> Read<Searched> {
    let (mut check, on) = day(fields);
    let scope = check.required("scope", "请写明检索范围");
    let by = check.required("by", "请填写检索人");
    let result = check.required("result", "请写明检索结果");
    check.finish(on.map(|on| Searched { on, scope, by, result }))
}

fn draft(fields: &Fields, body: Option<String>) -> Read<DraftReply> {
    let (mut check, on) = day(fields);
    let decision = check.choice("decision", Decision::from_key, "请选择答复决定");
    let mut parts = Vec::new();
    for (part, ground, reason) in PARTS {
        if fields.text(part).is_empty() {
            continue;
        }
        let found = check.choice(ground, Decision::from_key, "请选择这一部分不予公开的理由");
        let why = check.required(reason, "请写明这一部分不予公开的具体理由");
        parts.extend(found.map(|ground| WithheldPart {
            part: fields.text(part).to_owned(),
            ground,
            reason: why,
        }));
    }
    let reason = check.optional("reason");
    let earlier = check.optional("earlier");
    let competent = check.optional("competent");
    let form_reason = check.optional("form_reason");
    let form = ProvisionForm::from_key(fields.text("form"));
    check.finish(on.zip(decision).map(|(on, decision)| DraftReply {
        reason,
        parts,
        earlier,
        form,
        form_reason,
        body,
        competent,
        ..DraftReply::new(on, decision)
    }))
}

fn secrecy(fields: &Fields) -> Read<ReviewSecrecy> {
    let (mut check, on) = day(fields);
    let read = |key: &str| match key {
        "passed" => Some(true),
        "stopped" => Some(false),
        _ => None,
    };
    let passed = check.choice("passed", read, "请选择审查结论");
    let opinion = check.required("opinion", "请写明审查意见和依据");
    check.finish(on.zip(passed).map(|(on, passed)| ReviewSecrecy { on, passed, opinion }))
}

fn returned(fields: &Fields) -> Read<ReturnDraft> {
    let (mut check, on) = day(fields);
    let reason = check.required("reason", "请写明退回原因和修改意见");
    check.finish(on.map(|on| ReturnDraft { on, reason }))
}

fn approve(fields: &Fields) -> Read<Approve> {
    let (check, on) = day(fields);
    check.finish(on.map(|on| Approve { on, document: None, content: None }))
}

fn deliver(fields: &Fields) -> Read<Deliver> {
    let (mut check, on) = day(fields);
    let way = check.choice("way", DeliveryWay::from_key, "请选择送达方式");
    check.finish(on.zip(way).map(|(on, way)| Deliver { way, on, evidence: None }))
}

fn closed(fields: &Fields) -> Read<Closed> {
    let (mut check, on) = day(fields);
    let reason = check.choice("closing", ClosingReason::from_key, "请选择办结原因");
    let note = check.required("note", "请写明具体情况");
    check.finish(on.zip(reason).map(|(on, reason)| Closed { on, reason, note }))
}

fn linked(fields: &Fields) -> Read<Linked> {
    let mut check = Checker::new(fields);
    let to = check.choice("to", CaseNumber::parse, "请填写申请编号，例如 2021-000123");
    let note = check.required("note", "请写明两件申请的关系");
    check.finish(to.map(|to| Linked { to, note }))
}

/// The matters split off.
pub(super) fn parts(fields: &Fields) -> Read<(Date, Vec<gongkai_app::requests::PartOfRequest>)> {
    let (mut check, on) = day(fields);
    let mut parts = Vec::new();
    for (subject, text) in [("subject1", "text1"), ("subject2", "text2"), ("subject3", "text3")] {
        match (fields.text(subject).is_empty(), fields.text(text).is_empty()) {
            (true, true) => {}
            (false, false) => parts.push(gongkai_app::requests::PartOfRequest {
                subject: fields.text(subject).to_owned(),
                text: fields.text(text).to_owned(),
            }),
            (true, false) => check.fail(subject, "请填写事项摘要"),
            (false, true) => check.fail(text, "请填写所需信息的描述"),
        }
    }
    if parts.is_empty() {
        check.fail("subject1", "请至少写出一件拆分出来的事");
    }
    check.finish(on.map(|on| (on, parts)))
}
