//! Approve, or send back with a reason (审批).

use askama::Template;

use super::form_token::FormToken;
use super::{Example, Part};

/// Approve, or send back with a reason.
#[derive(Debug, Clone, Template)]
#[template(path = "approval_bar/template.html")]
pub struct ApprovalBar {
    /// Where the decision is sent.
    pub action: String,
    /// The form's token.
    pub token: FormToken,
    /// What is approved, e.g. `同意发布`.
    pub approve: String,
    /// What approving means, in a sentence.
    pub meaning: String,
    /// The reason filled in, when the form comes back.
    pub reason: String,
    /// What is wrong with the reason.
    pub error: Option<String>,
}

writes_html!(ApprovalBar);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "approval_bar",
    title: "审批",
    purpose: "同意，或者写明理由退回。退回必须有理由。",
    criteria: &["两个按钮文字写明结果", "理由栏有名称，错误与之相连"],
    examples,
};

fn examples() -> Vec<Example> {
    let bar = ApprovalBar {
        action: "/office/items/1/review".to_owned(),
        token: FormToken { token: "example".to_owned() },
        approve: "同意，送保密审查".to_owned(),
        meaning: "同意后进入保密审查；审查通过前不会公开。".to_owned(),
        reason: String::new(),
        error: None,
    };
    let wrong = ApprovalBar { error: Some("退回请写明理由".to_owned()), ..bar.clone() };
    vec![Example::of("审核", &bar), Example::of("退回缺理由", &wrong)]
}
