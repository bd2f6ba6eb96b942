//! Lines of check-lists, objections, take-over, reminders, escalation and what was brought along.

use gongkai_request::event::{BroughtIn, Event};
use jiff::civil::Date;

/// The line of such an event; `None` for others.
pub(super) fn line(event: &Event) -> Option<(Option<Date>, &'static str, String)> {
    Some(match event {
        Event::ChecklistAnswered(act) => (Some(act.on), "填写核对表", act.decision.label().to_owned()),
        Event::PublicInterestDecided(act) => (
            Some(act.on),
            "对第三方不同意见作出决定",
            format!("{}（{}）：{}", act.finding.label(), act.letter, act.reasons),
        ),
        Event::ThirdPartyTold(act) => {
            (Some(act.on), "书面告知第三方", format!("{}（{}）", act.way.label(), act.letter))
        }
        Event::TakenOver(act) => {
            (Some(act.on), "机构改革后承接办理", format!("承接机关 {}，依据{}", act.successor, act.basis))
        }
        Event::DuplicateDismissed(act) => {
            (Some(act.on), "不是重复", format!("与 {} 不同：{}", act.of, act.reason))
        }
        Event::Reminded(act) => (Some(act.on), "催办", act.note.clone()),
        Event::Escalated(act) => {
            (Some(act.on), "逾期上报", format!("答复期限 {} 已经届满，已报{}", act.due, told(&act.to)))
        }
        Event::BroughtIn(act) => (Some(act.on), "补录", brought_in(act)),
        Event::DueReminded(act) => {
            (Some(act.on), "期限提醒", format!("{} 届满，剩 {} 个工作日", act.due, act.left))
        }
        _ => return None,
    })
}

/// Where it comes from, and how it ended there.
fn brought_in(act: &BroughtIn) -> String {
    let number = act.old_number.as_ref().map(|number| format!("原编号 {number}"));
    let ended = act.ended.as_ref().map(|end| {
        let late = if end.late { "（逾期）" } else { "" };
        let document = end.document.as_ref().map(|text| format!("，{text}")).unwrap_or_default();
        format!("{} 办结：{}{late}{document}", end.on, end.decision.label())
    });
    let parts: Vec<String> = number.into_iter().chain(ended).collect();
    parts.join("；")
}

/// Before whom, in words: `leader@jx` is the leader of the agency.
fn told(to: &[String]) -> String {
    let mut roles: Vec<&str> = to
        .iter()
        .map(|whom| match whom.split('@').next().unwrap_or_default() {
            "unit_head" => "工作机构负责人",
            "leader" => "本机关负责人",
            "supervisor" => "上级主管部门",
            other => other,
        })
        .collect();
    roles.dedup();
    roles.join("、")
}
