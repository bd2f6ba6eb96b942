//! What was done, and what happens next (完成).

use askama::Template;

use super::{Example, Part};

/// What was done, and what happens next.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "confirmation/template.html")]
pub struct Confirmation {
    /// What was done.
    pub title: String,
    /// What the number below is, e.g. `查询码`.
    pub number_label: String,
    /// The number to keep; empty when there is none.
    pub number: String,
    /// What happens next, in order.
    pub next: Vec<String>,
    /// Where to go: text and address.
    pub links: Vec<(String, String)>,
}

writes_html!(Confirmation);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "confirmation",
    title: "完成",
    purpose: "告诉办事人已经办成什么、凭什么号码查询、接下来会发生什么。",
    criteria: &["号码大字、可选中、可打印", "接下来的事是有序列表"],
    examples,
};

fn examples() -> Vec<Example> {
    let done = Confirmation {
        title: "申请已经提交".to_owned(),
        number_label: "查询码".to_owned(),
        number: "7KQ4-M2XD-9P".to_owned(),
        next: vec![
            "工作人员在下一个工作日前与您联系确认。".to_owned(),
            "确认之日为收到申请之日，自次日起 20 个工作日内答复。".to_owned(),
        ],
        links: vec![("查询办理进度".to_owned(), "/requests/track".to_owned())],
    };
    vec![Example::of("提交申请", &done)]
}
