//! The four equal entries of the disclosure platform (指南、制度、法定主动公开内容、年报).

use askama::Template;

use super::{Example, Part};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name of the column.
    pub title: String,
    /// What stands there, in one line.
    pub hint: String,
    /// Where it leads.
    pub href: String,
    /// Is it the column of this page?
    pub current: bool,
}

impl Entry {
    /// An entry that is not this page's column.
    pub fn new(title: impl Into<String>, hint: impl Into<String>, href: impl Into<String>) -> Entry {
        Entry { title: title.into(), hint: hint.into(), href: href.into(), current: false }
    }
}

/// Equal entries side by side.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "column_entries/template.html")]
pub struct ColumnEntries {
    /// The entries in their official order.
    pub entries: Vec<Entry>,
}

writes_html!(ColumnEntries);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "column_entries",
    title: "固定栏目入口",
    purpose: "政府信息公开平台的四个固定栏目，次序不变、大小相同。",
    criteria: &["整块都是链接，触点高度不小于 40 像素", "当前栏目同时用文字样式和 aria-current 标出"],
    examples,
};

fn examples() -> Vec<Example> {
    let mut entries = vec![
        Entry::new("政府信息公开指南", "公开什么、怎样查阅、怎样申请", "/zfxxgk/jx/guide"),
        Entry::new("政府信息公开制度", "法律法规和本机关制度", "/zfxxgk/jx/rules"),
        Entry::new("法定主动公开内容", "按条例第二十条、第二十一条分类", "/zfxxgk/jx/catalogue"),
        Entry::new("政府信息公开年报", "历年年度报告", "/zfxxgk/jx/reports"),
    ];
    let plain = ColumnEntries { entries: entries.clone() };
    if let Some(entry) = entries.get_mut(2) {
        entry.current = true;
    }
    vec![Example::of("四个入口", &plain), Example::of("当前为第三个", &ColumnEntries { entries })]
}
