//! Something somebody has to do (待办).

use askama::Template;

use super::countdown::Countdown;
use super::{Example, Part};

/// Something somebody has to do.
#[derive(Debug, Clone, Template)]
#[template(path = "task_card/template.html")]
pub struct TaskCard {
    /// Where it is done.
    pub href: String,
    /// What it is about.
    pub title: String,
    /// What kind of task, e.g. `依申请公开`.
    pub kind: String,
    /// Number of the case or item.
    pub number: String,
    /// What to do next.
    pub next: String,
    /// The last day, `2021-12-31`; empty when there is none.
    pub due: String,
    /// What is left.
    pub countdown: Countdown,
    /// On whose desk since when; empty when it is the reader's own.
    pub desk: String,
}

writes_html!(TaskCard);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "task_card",
    title: "待办",
    purpose: "今日待办的一行：办什么、下一步、届满日、还剩几天、在谁手上。",
    criteria: &["标题是链接", "期限用文字"],
    examples,
};

fn examples() -> Vec<Example> {
    let card = |title: &str, next: &str, left, desk: &str| TaskCard {
        href: "/office/requests/2021-000123".to_owned(),
        title: title.to_owned(),
        kind: "依申请公开".to_owned(),
        number: "2021-000123".to_owned(),
        next: next.to_owned(),
        due: "2021-12-29".to_owned(),
        countdown: Countdown::of_workdays(Some(left)),
        desk: desk.to_owned(),
    };
    vec![
        Example::of("逾期", &card("关于某项目审批文件的申请", "送达答复书", -2, "")),
        Example::of(
            "等他人",
            &card("2020年度技改补助名单", "等待保密审查", 2, "在保密审查员处，自 2021-12-24 起"),
        ),
    ]
}
