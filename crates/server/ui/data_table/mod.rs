//! A table of records with real heads (数据表).

use askama::Template;

use super::countdown::Countdown;
use super::{Example, Part};

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Start,
    /// Numbers.
    End,
    /// Dates and short codes, never broken.
    Fixed,
}

/// A head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The head.
    pub label: String,
    /// How it is set.
    pub align: Align,
    /// Where it is sorted by this column.
    pub sort_href: Option<String>,
    /// `ascending` or `descending` when it is sorted by this column.
    pub sorted: Option<&'static str>,
}

impl Column {
    /// A column that is not sorted by.
    pub fn new(label: impl Into<String>, align: Align) -> Column {
        Column { label: label.into(), align, sort_href: None, sorted: None }
    }
}

/// A cell.
#[derive(Debug, Clone)]
pub enum Value {
    /// Plain text; empty is shown as `—`.
    Text(String),
    /// Text that leads somewhere.
    Link(String, String),
    /// Words somebody typed, in whatever language, that lead somewhere.
    Typed(String, String),
    /// Days left.
    Countdown(Countdown),
}

impl Value {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// Words somebody typed, which lead to `href`.
    pub fn typed(words: impl Into<String>, href: impl Into<String>) -> Value {
        Value::Typed(words.into(), href.into())
    }

    /// Text that leads to `href`.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Value {
        Value::Link(text.into(), href.into())
    }
}

/// A table of records. The first cell of each row heads the row.
#[derive(Debug, Clone, Template)]
#[template(path = "data_table/template.html")]
pub struct DataTable {
    /// Prefix of the ids within.
    pub id: &'static str,
    /// What the rows are.
    pub caption: String,
    /// Is the caption only for those who do not see the table?
    pub caption_hidden: bool,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// What will stand here when there are none.
    pub empty: String,
}

writes_html!(DataTable);

impl DataTable {
    /// A table under a heading that says already what the rows are.
    pub fn plain(
        id: &'static str,
        caption: &str,
        columns: &[(&str, Align)],
        rows: Vec<Vec<Value>>,
        empty: &str,
    ) -> DataTable {
        DataTable {
            id,
            caption: caption.to_owned(),
            caption_hidden: true,
            columns: columns.iter().map(|(label, align)| Column::new(*label, *align)).collect(),
            rows,
            empty: empty.to_owned(),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand values over by reference")]
    fn class(&self, index: &usize) -> &'static str {
        match self.columns.get(*index).map(|column| column.align) {
            Some(Align::End) => "number",
            Some(Align::Fixed) => "fixed",
            _ => "words",
        }
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "data_table",
    title: "数据表",
    purpose: "记录清单。数字右对齐，日期不折行，可按列排序。",
    criteria: &["有标题和 th scope；排序列标 aria-sort", "窄屏在可用键盘滚动的区域内滚动"],
    examples,
};

fn examples() -> Vec<Example> {
    let columns = vec![
        Column::new("编号", Align::Fixed),
        Column::new("内容", Align::Start),
        Column {
            sorted: Some("ascending"),
            sort_href: Some("/office/requests?sort=-due".to_owned()),
            ..Column::new("届满日", Align::Fixed)
        },
        Column::new("期限", Align::Fixed),
        Column::new("页数", Align::End),
    ];
    let row = |number: &str, what: &str, due: &str, left, pages: &str| {
        vec![
            Value::link(number, "/office/requests/2021-000123"),
            Value::text(what),
            Value::text(due),
            Value::Countdown(Countdown::of_workdays(left)),
            Value::text(pages),
        ]
    };
    let rows = vec![
        row("2021-000123", "关于某项目审批文件的申请", "2021-12-29", Some(-2), "12"),
        row("2021-000131", "2020年度技改补助名单", "2022-01-05", Some(2), ""),
    ];
    let table = DataTable {
        id: "example-table",
        caption: "在办申请".to_owned(),
        caption_hidden: false,
        columns,
        rows,
        empty: String::new(),
    };
    let empty = DataTable {
        rows: vec![],
        empty: "没有在办的申请。收到的申请登记后列在这里。".to_owned(),
        ..table.clone()
    };
    vec![Example::of("两行", &table), Example::of("没有记录", &empty)]
}
