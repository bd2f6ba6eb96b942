//! Everything that is wrong with a form, above it (错误汇总).

use askama::Template;

use super::{Example, Part};

/// Everything that is wrong with a form.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "error_summary/template.html")]
pub struct ErrorSummary {
    /// Field name and how to put it right; an empty name is about the whole form.
    pub errors: Vec<(String, String)>,
}

writes_html!(ErrorSummary);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "error_summary",
    title: "错误汇总",
    purpose: "表单有误时放在标题之前，列出全部错误，每条连到对应的栏；已填内容保留。",
    criteria: &["role=alert，打开页面即读出", "每条链接到有误的控件"],
    examples,
};

fn examples() -> Vec<Example> {
    let errors = vec![
        ("contact".to_owned(), "请填写联系电话或者电子邮箱".to_owned()),
        ("content".to_owned(), "请写明所需信息的名称、文号或者特征描述".to_owned()),
    ];
    vec![Example::of("两处错误", &ErrorSummary { errors })]
}
