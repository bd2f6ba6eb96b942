//! What would be, if (假设推算): a form to think with; nothing is recorded.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::requests::RequestDetail;
use gongkai_request::{Act, Hypothesis, Outlook};
use jiff::civil::Date;

use super::findings::StepRow;
use super::number_of;
use crate::form::{Checker, Fields};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{Filled, render, warn};
use crate::office::words::article;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Choice, Field};
use crate::ui::notice::Notice;
use crate::ui::office_frame::OfficeFrame;

/// What would be, if.
#[derive(Debug, Clone, Template)]
#[template(path = "office/what_if.html")]
pub struct WhatIfPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// What is wrong with what was filled in.
    pub summary: ErrorSummary,
    /// Number and subject.
    pub intro: String,
    /// What might happen.
    pub fields: Vec<Field>,
    /// The last day as it stands.
    pub now: String,
    /// The last day as it would be; empty before anything was filled in.
    pub then: String,
    /// How it would be counted.
    pub steps: Vec<StepRow>,
    /// What the law would refuse.
    pub refused: Vec<Notice>,
    /// Back to the case.
    pub back: String,
}

/// `GET /office/{agency}/requests/{number}/what-if`
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn page(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Query(given): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let fields = Fields::of(given);
    let (acts, flaws) = match read(&fields) {
        Ok(acts) => (acts, Flaws::default()),
        Err(fault) => (Vec::new(), fault.flaws()?),
    };
    let outlook = desk.app.outlook(&desk.actor, desk.code(), number, &acts).await?;
    let text = number.to_string();
    let back = address::request(desk.code(), &text);
    let above = [("依申请公开", address::requests(desk.code())), (text.as_str(), back.clone())];
    let page = WhatIfPage {
        frame: desk.frame("假设推算", &above).await?,
        summary: flaws.errors.summary(),
        intro: format!("{text}　{}", detail.row.subject),
        fields: shown(&Filled::new(&fields, &flaws), &detail),
        now: detail.plain.last.clone(),
        then: if acts.is_empty() { String::new() } else { sentence(&outlook) },
        steps: if acts.is_empty() { Vec::new() } else { steps(&outlook) },
        refused: outlook
            .refused
            .iter()
            .map(|(act, refusal)| {
                warn(format!(
                    "{} 的“{}”不能办：{}（{}）",
                    act.on(),
                    act.act().label(),
                    refusal.message,
                    article(&refusal.citation())
                ))
            })
            .collect(),
        back,
    };
    render(StatusCode::OK, &page)
}

fn shown(filled: &Filled<'_>, detail: &RequestDetail) -> Vec<Field> {
    let open = detail.case.consultations.iter().filter(|letter| letter.end.is_none());
    let letters: Vec<Choice> = open
        .map(|letter| {
            Choice::new(
                &letter.id,
                format!("{}（{}，{} 发出）", letter.id, letter.to.label(), letter.sent_on),
            )
        })
        .collect();
    let mut fields = vec![
        filled.number("extend_days", "延期的工作日数").optional().hint("1 至 20。"),
        filled.date("extend_on", "延期告知书送达日期").optional(),
        filled.date("consult_on", "征求第三方意见书发出并送达的日期").optional(),
    ];
    if !letters.is_empty() {
        fields.push(filled.select("letter", "已发出的征求意见书", letters).optional());
    }
    fields.extend([
        filled.date("opinion_on", "收到意见的日期").optional(),
        filled.date("ask_on", "补正告知书送达日期").optional(),
        filled.date("supplement_on", "收到补正的日期").optional(),
        filled.date("fee_on", "收费通知书送达日期").optional(),
        filled.date("paid_on", "缴费日期").optional(),
    ]);
    fields
}

fn read(fields: &Fields) -> Result<Vec<Hypothesis>, Fault> {
    let mut check = Checker::new(fields);
    let mut acts = Vec::new();
    let extend_on = check.optional_date("extend_on", "延期告知书送达日期");
    if let Some(on) = extend_on {
        let days = check.count("extend_days", "延期的工作日数").and_then(|days| u16::try_from(days).ok());
        acts.extend(days.map(|workdays| Hypothesis::Extended { on, workdays }));
    }
    let mut day = |name: &str, label: &str| check.optional_date(name, label);
    acts.extend(day("consult_on", "征求意见书发出日期").map(|on| Hypothesis::Consulted { on }));
    let letter = fields.text("letter").to_owned();
    acts.extend(day("opinion_on", "收到意见的日期").map(|on| Hypothesis::OpinionCame { letter, on }));
    let supplement_on = day("supplement_on", "收到补正的日期");
    acts.extend(day("ask_on", "补正告知书送达日期").map(|on| Hypothesis::SupplementAsked {
        on,
        reply_by: supplement_on.filter(|came| on < *came).unwrap_or_else(|| next_month(on)),
    }));
    acts.extend(supplement_on.map(|on| Hypothesis::SupplementCame { on }));
    acts.extend(day("fee_on", "收费通知书送达日期").map(|on| Hypothesis::FeeNoticed { on }));
    acts.extend(day("paid_on", "缴费日期").map(|on| Hypothesis::FeePaid { on }));
    Ok(check.finish(Some(acts))?)
}

/// Some later day: the last day to supplement does not move the count.
fn next_month(on: Date) -> Date {
    on.checked_add(jiff::ToSpan::days(30)).unwrap_or(on)
}

/// The last day as it would be, in a sentence.
pub(super) fn sentence(outlook: &Outlook) -> String {
    match (outlook.due, outlook.not_before) {
        (Some(due), _) if outlook.provisional => format!("届满日暂计为 {due}（对方满期才答复的算法）。"),
        (Some(due), _) => format!("届满日为 {due}。"),
        (None, Some(day)) => format!("届满日不能确定，不早于 {day}。"),
        (None, None) => "期限停止计算，没有届满日。".to_owned(),
    }
}

fn steps(outlook: &Outlook) -> Vec<StepRow> {
    let steps = outlook.steps.iter();
    steps
        .map(|step| StepRow {
            day: step.date.to_string(),
            what: step.what.clone(),
            article: article(&step.article.to_string()),
        })
        .collect()
}

/// What the act of today would make of the last day: the line on its form; `None` when it moves none.
pub(super) async fn line(desk: &Desk, detail: &RequestDetail, act: Act) -> Result<Option<String>, Fault> {
    let on = desk.app.today();
    let (what, hypothesis) = match act {
        Act::Extend => ("若今日延期 20 个工作日", Hypothesis::Extended { on, workdays: 20 }),
        Act::Consult => ("若今日征求第三方意见并且对方今日收到", Hypothesis::Consulted { on }),
        Act::AskSupplement => {
            ("若今日告知补正", Hypothesis::SupplementAsked { on, reply_by: next_month(on) })
        }
        Act::NotifyFee => ("若今日发出收费通知", Hypothesis::FeeNoticed { on }),
        _ => return Ok(None),
    };
    let outlook = desk.app.outlook(&desk.actor, desk.code(), detail.row.number, &[hypothesis]).await?;
    if !outlook.refused.is_empty() {
        return Ok(None);
    }
    Ok(Some(format!("{what}，{}", sentence(&outlook))))
}
