//! What may be done now, and what may not and why (可以做、不能做).

use askama::Template;

use super::{Example, Part};

/// Something that may be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The act.
    pub label: String,
    /// Where it is done.
    pub href: String,
    /// What it needs or means, e.g. `须负责人批准`.
    pub hint: String,
    /// Is it the act to do next?
    pub primary: bool,
}

/// Something that may not be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForbiddenAct {
    /// The act.
    pub label: String,
    /// Why not, and what to do instead.
    pub why: String,
    /// The article that says so.
    pub article: Option<String>,
}

/// What may be done now, and what may not and why.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "act_list/template.html")]
pub struct ActList {
    /// Heading of the block.
    pub title: String,
    /// What may be done.
    pub allowed: Vec<Act>,
    /// What may not.
    pub forbidden: Vec<ForbiddenAct>,
}

writes_html!(ActList);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "act_list",
    title: "现在可以做的",
    purpose: "列出此刻法律允许的操作；不允许的也列出，写明原因和条文。",
    criteria: &["不能做的操作不是按钮", "原因是文字，不放在悬停提示里"],
    examples,
};

fn examples() -> Vec<Example> {
    let act = |label: &str, hint: &str, primary| Act {
        label: label.to_owned(),
        href: "/office/requests/2021-000123/reply".to_owned(),
        hint: hint.to_owned(),
        primary,
    };
    let list = ActList {
        title: "现在可以做的".to_owned(),
        allowed: vec![
            act("起草答复书", "", true),
            act("延长答复期限", "须政府信息公开工作机构负责人同意", false),
            act("分办", "", false),
        ],
        forbidden: vec![ForbiddenAct {
            label: "要求补正".to_owned(),
            why: "已过 7 个工作日；内容不明确的，可与申请人沟通后在答复中说明。".to_owned(),
            article: Some("条例第三十条".to_owned()),
        }],
    };
    vec![Example::of("在办申请", &list)]
}
