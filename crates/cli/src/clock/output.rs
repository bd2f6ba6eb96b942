//! What the command prints: the JSON shape of design §4, and a page for people.

use gongkai_statute::clock::Reading;
use serde::Serialize;

/// The answer for one request. This shape is a promise; the core's types may change behind it.
#[derive(Serialize)]
pub(super) struct Answer {
    received_on: Option<String>,
    clock_start: Option<String>,
    confirm_by: Option<String>,
    due: Option<String>,
    not_before: Option<String>,
    provisional: bool,
    overdue: Option<bool>,
    remaining_workdays: Option<i32>,
    state: &'static str,
    steps: Vec<Step>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Step {
    date: String,
    what: String,
    article: String,
}

impl From<&Reading> for Answer {
    fn from(reading: &Reading) -> Answer {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        Answer {
            received_on: day(reading.received_on),
            clock_start: day(reading.clock_start),
            confirm_by: day(reading.confirm_by),
            due: day(reading.due),
            not_before: day(reading.not_before),
            provisional: reading.provisional,
            overdue: reading.overdue,
            remaining_workdays: reading.remaining_workdays,
            state: reading.state.key(),
            steps: reading
                .steps
                .iter()
                .map(|step| Step {
                    date: step.date.to_string(),
                    what: step.what.clone(),
                    article: step.article.to_string(),
                })
                .collect(),
            warnings: reading.warnings.clone(),
        }
    }
}

/// The answer as a page for people.
pub(super) fn for_people(reading: &Reading) -> String {
    let day =
        |day: Option<jiff::civil::Date>| day.map_or_else(|| "尚未确定".to_owned(), |day| day.to_string());
    let mut lines = vec![format!("收到申请之日　{}", day(reading.received_on))];
    if reading.clock_start != reading.received_on {
        lines.push(format!("期限起算之日　{}", day(reading.clock_start)));
    }
    lines.extend(reading.confirm_by.map(|by| format!("应当确认之日　{by}")));
    lines.push(format!("状态　　　　　{}", reading.state.label()));
    lines.push(format!("答复届满日　　{}", due(reading)));
    lines.extend(standing(reading).map(|standing| format!("期限情况　　　{standing}")));
    lines.push("\n经过".to_owned());
    let steps = reading.steps.iter();
    lines.extend(steps.map(|step| format!("  {}  {}\n              {}", step.date, step.what, step.article)));
    if !reading.warnings.is_empty() {
        lines.push("\n提醒".to_owned());
        lines.extend(reading.warnings.iter().map(|warning| format!("  · {warning}")));
    }
    lines.join("\n") + "\n"
}

fn due(reading: &Reading) -> String {
    match (reading.due, reading.not_before) {
        (Some(due), _) if reading.provisional => format!("{due}（暂定）"),
        (Some(due), _) => due.to_string(),
        (None, Some(bound)) => format!("无法确定，不早于{bound}"),
        (None, None) => "无（期限未在计算）".to_owned(),
    }
}

fn standing(reading: &Reading) -> Option<String> {
    let counted = reading.counted.map_or_else(String::new, |counted| {
        format!("（第 {} 个工作日，共 {} 个）", counted.used, counted.allowed)
    });
    match (reading.overdue, reading.remaining_workdays) {
        (Some(true), Some(left)) => Some(format!("逾期 {} 个工作日{counted}", left.abs())),
        (Some(true), None) => Some("已逾期".to_owned()),
        (Some(false), Some(0)) => Some(format!("今日到期{counted}")),
        (Some(false), Some(left)) => Some(format!("剩 {left} 个工作日{counted}")),
        (Some(false) | None, _) => None,
    }
}
