//! Registration, assignment, splitting and linking (登记、分办、拆分、关联).

use gongkai_statute::regulation::art31::{Channel, ReceiptDay};

use super::{Context, filled};
use crate::code::AgentKind;
use crate::event::{Assigned, Event, Linked, Registered, Split, SubjectSet};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::Case;

/// Characters of a summary: it stands in lists.
const LONGEST_SUBJECT: usize = 100;

/// Registers a request, Arts. 29 and 31. A day that is not known stays unknown.
pub(super) fn register(form: &Registered, context: &Context) -> Decided<Event> {
    filled(&form.subject, "请填写申请内容的简要描述（不含个人信息）。")?;
    filled(&form.person, "缺少申请人标识，请重新登记。")?;
    if form.channel == Channel::Oral && form.clerk.as_deref().is_none_or(|clerk| clerk.trim().is_empty()) {
        return Err(Refusal::new(Rule::ClerkMissing, "口头申请由工作人员代为填写，请注明代填人姓名。"));
    }
    guardian(form)?;
    let days = [form.submitted_on, form.arrived_on, form.confirmed_on];
    if let Some(day) = days.into_iter().flatten().find(|day| *day > context.today) {
        return Err(Refusal::new(Rule::InFuture, format!("日期{day}晚于今日，请核对日期。")));
    }
    let known: Vec<_> = days.into_iter().flatten().collect();
    if !known.is_sorted() {
        return Err(Refusal::new(Rule::OutOfOrder, "提交、到达、确认的日期应当依次不早于前一日期，请核对。"));
    }
    let missing = match form.channel.counts_from() {
        ReceiptDay::Submitted if form.submitted_on.is_none() => {
            "请填写提交日期：当面或者口头申请以提交之日为收到申请之日。"
        }
        ReceiptDay::Arrived if form.arrived_on.is_none() => {
            "请填写签收日期：邮寄申请以本机关签收之日为收到申请之日。"
        }
        // Confirmation may come later; until then the case waits for it.
        ReceiptDay::Confirmed if form.submitted_on.is_none() && form.arrived_on.is_none() => {
            "请填写提交日期或者到达日期。"
        }
        ReceiptDay::Submitted | ReceiptDay::Arrived | ReceiptDay::Confirmed => {
            return Ok(vec![Event::Registered(Box::new(form.clone()))]);
        }
    };
    Err(Refusal::new(Rule::Blank, missing))
}

/// Says what a request is about, in words without personal data (填写事项摘要); those who ask online do not say it.
///
/// # Errors
///
/// A [`Refusal`] when there is no request, or the summary is empty or long.
pub fn set_subject(case: &Case, subject: &str, context: &Context) -> Decided<Event> {
    let Some(form) = &case.registered else {
        return Err(Refusal::new(Rule::NotRegistered, "没有这件申请，请先登记。"));
    };
    let subject = subject.trim();
    filled(subject, "请填写申请内容的简要描述（不含个人信息）。")?;
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(Refusal::new(
            Rule::Blank,
            format!("事项摘要不超过{LONGEST_SUBJECT}个字，请写得简短些。"),
        ));
    }
    if form.subject == subject {
        return Ok(Vec::new());
    }
    Ok(vec![Event::SubjectSet(SubjectSet { on: context.today, subject: subject.to_owned() })])
}

/// For a minor a guardian acts; who acts for somebody proves it, at once or as a supplement.
fn guardian(form: &Registered) -> Result<(), Refusal> {
    let Some(parties) = form.parties.as_deref().filter(|parties| parties.minor) else { return Ok(()) };
    if parties.agent.as_ref().is_some_and(|agent| agent.kind == AgentKind::Guardian) {
        return Ok(());
    }
    Err(Refusal::new(Rule::GuardianMissing, "申请人为未成年人的，由其监护人代为申请，请填写监护人的信息。"))
}

/// Gives the request to a section (分办).
pub(super) fn assign(act: &Assigned) -> Decided<Event> {
    filled(&act.section, "请选择承办科室。")?;
    Ok(vec![Event::Assigned(act.clone())])
}

/// Splits off further matters as requests of their own (一事一申请).
pub(super) fn split(act: &Split) -> Decided<Event> {
    if act.parts.is_empty() {
        return Err(Refusal::new(Rule::SplitNothing, "请至少列出一件拆分出的申请；只有一个事项的不必拆分。"));
    }
    Ok(vec![Event::Split(act.clone())])
}

/// Links another request.
pub(super) fn link(act: &Linked) -> Decided<Event> {
    filled(&act.note, "请说明两件申请的关系。")?;
    Ok(vec![Event::Linked(act.clone())])
}
