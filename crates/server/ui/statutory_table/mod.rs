//! The statutory tables 二, 三 and 四 of the annual report, drawn as the form prints them.

mod forms;

use askama::Template;

use super::{Example, Part};

pub(crate) use forms::example_report;
pub use forms::{Light, Marks, tables};

/// A cell of a statutory table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A label.
    Head {
        /// The label as printed.
        text: String,
        /// `col`, `colgroup`, `row` or `rowgroup`.
        scope: &'static str,
        /// Columns it spans.
        colspan: usize,
        /// Rows it spans.
        rowspan: usize,
    },
    /// A figure.
    Value {
        /// The number as printed; a blank or lost figure says so.
        text: String,
        /// The records it counts.
        href: Option<String>,
        /// What stands there, in words, for those who do not see the table's grid.
        place: String,
        /// Columns it spans.
        colspan: usize,
        /// Why it is marked: a broken equation, a correction, a blank.
        light: Option<Light>,
    },
}

impl Cell {
    fn head(text: impl Into<String>, scope: &'static str) -> Cell {
        Cell::Head { text: text.into(), scope, colspan: 1, rowspan: 1 }
    }

    fn spanning(self, columns: usize, rows: usize) -> Cell {
        match self {
            Cell::Head { text, scope, .. } => Cell::Head { text, scope, colspan: columns, rowspan: rows },
            Cell::Value { text, href, place, light, .. } => {
                Cell::Value { text, href, place, light, colspan: columns }
            }
        }
    }
}

/// A group of rows with its own heads, as table 二 has one for each item of Art. 20.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowGroup {
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One statutory table.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "statutory_table/template.html")]
pub struct StatutoryTable {
    /// Anchor and prefix of the ids within.
    pub id: &'static str,
    /// Caption, e.g. `三、收到和处理政府信息公开申请情况`.
    pub caption: String,
    /// What the table follows and counts, above it.
    pub note: String,
    /// Rows of heads above all groups.
    pub head: Vec<Vec<Cell>>,
    /// The groups.
    pub groups: Vec<RowGroup>,
}

writes_html!(StatutoryTable);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "statutory_table",
    title: "年度报告法定表格",
    purpose: "第二、三、四部分的表格，与国办公开办函〔2021〕30号附件的式样一致，每个数字可打开。",
    criteria: &[
        "表头用 th，标明 scope，合并单元格与式样一致",
        "窄屏时在有名称、可用键盘滚动的区域内横向滚动",
        "勾稽关系不符的行列用文字和边框标出",
    ],
    examples,
};

fn examples() -> Vec<Example> {
    let report = example_report();
    let link = |cell: gongkai_report::CellId| Some(format!("/reports/jx/2021/records?cell={cell}"));
    tables(&report, &link, &Marks::default())
        .into_iter()
        .zip(["表二", "表三", "表四"])
        .map(|(table, name)| Example::of(name, &table))
        .collect()
}
