//! What happened to a case, in order (经过).

use askama::Template;

use super::{Example, Part};

/// One thing that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happening {
    /// The day.
    pub date: String,
    /// The time, when it matters.
    pub time: String,
    /// What happened.
    pub title: String,
    /// More about it.
    pub text: String,
    /// Who did it.
    pub by: String,
    /// Documents made or received: name and address.
    pub documents: Vec<(String, String)>,
}

/// What happened, in order.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "timeline/template.html")]
pub struct Timeline {
    /// Oldest first.
    pub happenings: Vec<Happening>,
    /// What will stand here when nothing has happened.
    pub empty: String,
}

writes_html!(Timeline);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "timeline",
    title: "经过",
    purpose: "一件事从头到尾发生了什么，谁办的，产生了哪些文书。",
    criteria: &["有序列表，日期用 time"],
    examples,
};

fn examples() -> Vec<Example> {
    let at = |date: &str, title: &str, text: &str, by: &str| Happening {
        date: date.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        by: by.to_owned(),
        ..Happening::default()
    };
    let happenings = vec![
        at("2021-03-01", "网上提交", "", "申请人"),
        Happening {
            documents: vec![("登记回执".to_owned(), "/office/documents/1".to_owned())],
            ..at("2021-03-02", "双方确认，登记", "收到日为 2021-03-02。", "公开专员")
        },
        at("2021-03-08", "征求第三方意见", "邮寄，要求 15 个工作日内答复。", "公开专员"),
    ];
    vec![Example::of("三步", &Timeline { happenings, empty: String::new() })]
}
