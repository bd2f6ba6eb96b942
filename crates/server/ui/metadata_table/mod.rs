//! What a record is, as terms and values (索引号、文号、发布机构 …).

use askama::Template;

use super::{Example, Part};

/// One term with its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataRow {
    /// The term, e.g. `索引号`.
    pub term: String,
    /// Its value; an empty one is shown as `—`, never left out silently.
    pub value: String,
    /// Where the value leads.
    pub href: Option<String>,
    /// Does it take the whole width?
    pub wide: bool,
}

impl MetadataRow {
    /// A plain value.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> MetadataRow {
        MetadataRow { term: term.into(), value: value.into(), href: None, wide: false }
    }

    /// A value that takes the whole width.
    pub fn wide(term: impl Into<String>, value: impl Into<String>) -> MetadataRow {
        MetadataRow { wide: true, ..MetadataRow::new(term, value) }
    }

    /// A value that leads somewhere.
    pub fn link(term: impl Into<String>, value: impl Into<String>, href: impl Into<String>) -> MetadataRow {
        MetadataRow { href: Some(href.into()), ..MetadataRow::new(term, value) }
    }
}

/// What a record is, as terms and values.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "metadata_table/template.html")]
pub struct MetadataTable {
    /// The rows in their official order.
    pub rows: Vec<MetadataRow>,
}

writes_html!(MetadataTable);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "metadata_table",
    title: "信息元数据",
    purpose: "索引号、文号、发布机构、日期、分类、有效性等，两栏对齐；窄屏一栏。",
    criteria: &["术语与值成对（dl）", "没有的值写“—”"],
    examples,
};

fn examples() -> Vec<Example> {
    let rows = vec![
        MetadataRow::new("索引号", "330482/2021-00178"),
        MetadataRow::new("文号", "示经信〔2021〕58号"),
        MetadataRow::link("发布机构", "示例市经济和信息化局", "/zfxxgk/jx/"),
        MetadataRow::new("成文日期", "2021-12-17"),
        MetadataRow::new("发布日期", "2021-12-20"),
        MetadataRow::new("有效性", "有效"),
        MetadataRow::new("主题词", ""),
        MetadataRow::new("公开方式", "主动公开"),
        MetadataRow::wide("内容概述", "对规模以上工业企业实施数字化改造给予补助的范围、标准和申报程序。"),
    ];
    vec![Example::of("规范性文件", &MetadataTable { rows })]
}
