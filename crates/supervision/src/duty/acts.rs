//! What may be done with a duty list.

use jiff::civil::Date;

use super::list::{
    DutiesImported, Duty, DutyAssigned, DutyCheck, DutyEvent, DutyList, Evidence, Proof, SelfReport,
    TaskGiven,
};
use super::units::NamedUnit;
use crate::context::{blob, given, reason};
use crate::{Context, Refusal};

/// Most tasks of one list, those given below others included.
pub const MOST_TASKS: usize = 5_000;

/// Brings a list in (导入责任清单).
///
/// # Errors
///
/// A [`Refusal`] when it is there, has no title, no task or too many, or the file did not arrive.
pub fn import_duties(list: &DutyList, imported: DutiesImported) -> Result<Vec<DutyEvent>, Refusal> {
    if list.imported.is_some() {
        return Err(Refusal::new("duties_unique", "这份责任清单已经导入。"));
    }
    let title = given("duties_title", &imported.title, "请填写责任清单的名称。")?;
    let source = blob(&imported.source)?;
    if imported.rows.is_empty() || MOST_TASKS < imported.rows.len() {
        return Err(Refusal::new("duties_rows", format!("一份清单应有1至{MOST_TASKS}项任务，请检查文件。")));
    }
    Ok(vec![DutyEvent::Imported(Box::new(DutiesImported { title, source, ..imported }))])
}

/// Says who has a task (确定责任单位).
///
/// # Errors
///
/// A [`Refusal`] when the task is done, nobody leads, a name leads to no unit, a unit is named twice, or no reason is
/// given.
pub fn assign_duty(
    list: &DutyList,
    task: u16,
    leads: &[NamedUnit],
    cooperating: &[NamedUnit],
    why: &str,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    open(list, task)?;
    if leads.is_empty() {
        return Err(Refusal::new("duty_lead", "每项任务至少有一个牵头单位。"));
    }
    let all = || leads.iter().chain(cooperating);
    if let Some(unknown) = all().find(|unit| unit.codes.is_empty()) {
        let text = format!("“{}”不在单位名录中，请从名录中选择。", unknown.words);
        return Err(Refusal::new("duty_unit", text));
    }
    // A collective may cover a unit that is also named by itself; the same name twice is a slip.
    if let Some(twice) = all().find(|unit| all().filter(|other| other == unit).count() > 1) {
        return Err(Refusal::new("duty_unit_once", format!("“{}”重复出现，请只保留一处。", twice.words)));
    }
    Ok(vec![DutyEvent::Assigned(DutyAssigned {
        task,
        leads: leads.to_vec(),
        cooperating: cooperating.to_vec(),
        reason: reason(why)?,
        by: context.by.clone(),
    })])
}

/// Gives a part of a task to an inferior unit (分解任务).
///
/// # Errors
///
/// A [`Refusal`] when the task is done, the unit is unknown, nothing is said, or the day is past or later than that
/// of the task.
pub fn give_task(
    list: &DutyList,
    parent: u16,
    unit: &NamedUnit,
    words: &str,
    due_on: Option<Date>,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    let duty = open(list, parent)?;
    if unit.codes.is_empty() {
        return Err(Refusal::new("duty_unit", "请从单位名录中选择承担任务的单位。"));
    }
    if list.tasks.len() >= MOST_TASKS {
        return Err(Refusal::new("duties_rows", format!("一份清单最多{MOST_TASKS}项任务。")));
    }
    if due_on.is_some_and(|due| due < context.today) {
        return Err(Refusal::new("duty_due", "完成时限不能早于今天。"));
    }
    if let Some(limit) = duty.row.due_on
        && due_on.is_none_or(|due| limit < due)
    {
        return Err(Refusal::new("duty_due", format!("分解的任务应在{limit}以前完成，请填写时限。")));
    }
    let words = given("duty_words", words, "请写明分解的任务。")?;
    let by = context.by.clone();
    Ok(vec![DutyEvent::TaskGiven(TaskGiven { parent, unit: unit.clone(), words, due_on, by })])
}

/// Attaches evidence (附佐证材料), to a task that is done as well.
///
/// # Errors
///
/// A [`Refusal`] when the evidence has no title or leads nowhere, or its day lies ahead.
pub fn attach_evidence(
    list: &DutyList,
    task: u16,
    evidence: &Evidence,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    list.task(task)?;
    let title = given("evidence_title", &evidence.title, "请填写佐证材料的名称。")?;
    let what = match &evidence.what {
        Proof::Item(item) => Proof::Item(given("evidence_item", item, "请选择已公开的信息。")?),
        Proof::File(hash) => Proof::File(blob(hash)?),
        Proof::Link(link) if link.starts_with("https://") || link.starts_with("http://") => {
            Proof::Link(link.trim().to_owned())
        }
        Proof::Link(_) => {
            return Err(Refusal::new("evidence_link", "链接应以 https:// 或者 http:// 开头，请核对。"));
        }
    };
    if evidence.published_on.is_some_and(|day| context.today < day) {
        return Err(Refusal::new("evidence_day", "公开日期不能晚于今天，请核对。"));
    }
    let evidence = Evidence { title, what, published_on: evidence.published_on };
    Ok(vec![DutyEvent::EvidenceAttached { task, evidence, on: context.today, by: context.by.clone() }])
}

/// Says how far a task is (自查自评).
///
/// # Errors
///
/// A [`Refusal`] when the task is done or waits for its check, the unit has no part in it, nothing is said; and for
/// saying it is done: when the unit does not lead, evidence is missing, or tasks below it are open.
pub fn report_duty(
    list: &DutyList,
    task: u16,
    unit: &str,
    words: &str,
    is_done: bool,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    let duty = open(list, task)?;
    if !duty.concerns(unit) {
        return Err(Refusal::new("duty_concerns", "本单位不是这项任务的牵头或者配合单位。"));
    }
    if is_done {
        finished(list, task, duty, unit)?;
    }
    let words = given("report_words", words, "请写明工作进展。")?;
    let by = context.by.clone();
    let report = SelfReport { unit: unit.to_owned(), words, is_done, on: context.today, by };
    Ok(vec![DutyEvent::Reported { task, report }])
}

/// What must hold before a unit may say that a task is done.
fn finished(list: &DutyList, task: u16, duty: &Duty, unit: &str) -> Result<(), Refusal> {
    if !duty.is_led_by(unit) {
        return Err(Refusal::new("duty_led", "由牵头单位报告完成；配合单位请报告进展。"));
    }
    if duty.evidence.is_empty() {
        return Err(Refusal::new("duty_evidence", "报告完成前，请先附上佐证材料。"));
    }
    match list.below(task).filter(|(_, part)| part.done_on().is_none()).count() {
        0 => Ok(()),
        open => Err(Refusal::new("duty_parts", format!("还有{open}项分解的任务没有完成。"))),
    }
}

/// Checks what was reported (检查): the task is done, or goes back to its units.
///
/// # Errors
///
/// A [`Refusal`] when nothing was reported done, it is one's own report, or no opinion is given on sending back.
pub fn check_duty(
    list: &DutyList,
    task: u16,
    is_passed: bool,
    opinion: &str,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    let duty = list.task(task)?;
    if !duty.awaits_check() {
        return Err(Refusal::new("duty_reported", "牵头单位还没有报告完成，不能检查。"));
    }
    if duty.reports.last().is_some_and(|report| report.by == context.by) {
        return Err(Refusal::new("own_report", "不能检查自己提交的报告，请由他人检查。"));
    }
    let opinion = if is_passed {
        opinion.trim().to_owned()
    } else {
        given("check_opinion", opinion, "退回时请写明检查意见。")?
    };
    let check = DutyCheck { opinion, is_passed, on: context.today, by: context.by.clone() };
    Ok(vec![DutyEvent::Checked { task, check }])
}

/// Scores a task (评分), from 0 to 100.
///
/// # Errors
///
/// A [`Refusal`] when it was never checked, the score is too high, or it replaces another without a reason.
pub fn score_duty(
    list: &DutyList,
    task: u16,
    score: u8,
    why: &str,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    let duty = list.task(task)?;
    if duty.checks.is_empty() {
        return Err(Refusal::new("duty_checked", "检查以后才能评分。"));
    }
    if 100 < score {
        return Err(Refusal::new("duty_score", "得分应在0至100之间。"));
    }
    let reason = if duty.score.is_some() { reason(why)? } else { why.trim().to_owned() };
    Ok(vec![DutyEvent::Scored { task, score, reason, by: context.by.clone() }])
}

/// Opens a task again that was done (重新办理).
///
/// # Errors
///
/// A [`Refusal`] when it is not done, the task it is part of is reported or done, or no reason is given.
pub fn reopen_duty(
    list: &DutyList,
    task: u16,
    why: &str,
    context: &Context,
) -> Result<Vec<DutyEvent>, Refusal> {
    let duty = list.task(task)?;
    if duty.done_on().is_none() {
        return Err(Refusal::new("duty_done", "这项任务还没有完成，不需要重新办理。"));
    }
    if let Some(parent) = duty.parent {
        open(list, parent)?;
    }
    let by = context.by.clone();
    Ok(vec![DutyEvent::Reopened { task, reason: reason(why)?, on: context.today, by }])
}

/// The task while its units are still at it.
fn open(list: &DutyList, task: u16) -> Result<&Duty, Refusal> {
    let duty = list.task(task)?;
    if duty.done_on().is_some() {
        return Err(Refusal::new("duty_open", "这项任务已经完成，需要继续的请先重新办理。"));
    }
    if duty.awaits_check() {
        return Err(Refusal::new("duty_open", "这项任务已经报告完成，正在等待检查。"));
    }
    Ok(duty)
}
