//! Reading a published report (读取已发布的年度报告): figures by their labels, never by position or order.
//!
//! Blank, lost and 0 stay apart; a figure that was not read is not filled in. Digits run together are decoded by the
//! sums of the form only where one reading is left, and the report says which sums were spent on that.

mod flow;
mod fold;
mod marks;
mod mend;
mod requests;
mod scan;
mod sections;
mod solve;
mod split;
mod tables;
mod value;
mod work;

use gongkai_statute::ReportRow;

use self::flow::Flow;
use self::fold::folded;
use self::scan::{Found, Raw3, scan};
pub use self::sections::PICTURE;
use self::tables::Cells;
use self::work::Work;
use crate::cell::{CellId, Row};
use crate::form;
use crate::model::{AnnualReport, Cell, CellState, Form};
use crate::source::{Block, Source};

/// One of the three tables of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// 表二 主动公开政府信息情况
    Proactive,
    /// 表三 收到和处理政府信息公开申请情况
    Requests,
    /// 表四 政府信息公开行政复议、行政诉讼情况
    Remedies,
}

impl Table {
    /// The table's name as a message says it.
    pub const fn label(self) -> &'static str {
        match self {
            Table::Proactive => "表二（主动公开政府信息情况）",
            Table::Requests => "表三（收到和处理政府信息公开申请情况）",
            Table::Remedies => "表四（政府信息公开行政复议、行政诉讼情况）",
        }
    }
}

/// Why a source is not read as an annual report; each names what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing in the source looks like an annual report.
    #[error("没有找到政府信息公开工作年度报告：文中没有格式规定的表二、表三、表四")]
    NoReport,
    /// A report in the free form used before 2019.
    #[error("这是 2019 年以前格式的统计表（指标名称、计量单位），不能按 2019 年、2021 年格式读取")]
    OldForm,
    /// Tables of the form are not there, or only as pictures.
    #[error("没有找到{}{}", names(.tables), if *.pictures { "；原文此处是图片，图片中的数字不能读取" } else { "；章节在而表格不在，原文的表格可能是图片或附件" })]
    MissingTables {
        /// The tables that were not found.
        tables: Vec<Table>,
        /// Pictures stand in the document.
        pictures: bool,
    },
}

fn names(tables: &[Table]) -> String {
    tables.iter().map(|table| table.label()).collect::<Vec<_>>().join("、")
}

/// Reads the report in `source`.
///
/// # Errors
///
/// [`ReadError`] when the source is no report of a known form, or a whole table is missing: a missing table is never
/// read as zeros.
pub fn read(source: &Source) -> Result<AnnualReport, ReadError> {
    let flow = Flow::new(source);
    let mut found = scan(&flow);
    refuse(source, &flow, &found)?;
    let mut report = AnnualReport::new(form_of(&mut found));
    report.notes.append(&mut found.notes);
    report.own_chapters = found.own_numbers;
    let prose = sections::prose(&flow, found.first.unwrap_or(0));
    let (mut cells, mut work) = (Cells::default(), Work::of_a_report());
    tables::table2(&mut report, &mut cells, &found.table2, &prose, &mut work);
    // The short runs first: the long ones of table 三 may use up what may be tried.
    tables::table4(&mut report, &mut cells, &found.table4, &mut work);
    requests::table3(&mut report, &mut cells, &found, &mut work);
    report.cells = cells.0;
    for id in form::cells(report.form) {
        report
            .cells
            .entry(id)
            .or_insert_with(|| Cell {
                note: Some("原文中没有找到这一格".to_owned()), ..Cell::default()
            });
    }
    sections::narrate(&mut report, source, &flow, &found);
    summarise(&mut report);
    Ok(report)
}

/// Refuses what is no report of a known form.
fn refuse(source: &Source, flow: &Flow<'_>, found: &Found) -> Result<(), ReadError> {
    let tables: Vec<Table> = [
        (Table::Proactive, found.table2.is_empty()),
        (Table::Requests, found.table3.is_empty()),
        (Table::Remedies, found.table4.is_empty()),
    ]
    .into_iter()
    .filter_map(|(table, missing)| missing.then_some(table))
    .collect();
    if tables.is_empty() {
        return Ok(());
    }
    let everything: String = source
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(text) => folded(text),
            Block::Grid(grid) => grid.rows.iter().flatten().map(|cell| folded(&cell.text)).collect(),
        })
        .collect();
    if everything.contains("指标名称") && everything.contains("计量单位") {
        return Err(ReadError::OldForm);
    }
    let chapters = flow.marks.iter().any(|mark| matches!(mark.kind, marks::Kind::Chapter(2..=4)));
    let named = everything.contains("信息公开") && everything.contains("年度报告");
    if tables.len() == 3 && !chapters && !named {
        return Err(ReadError::NoReport);
    }
    let pictures =
        source.blocks.iter().any(|block| matches!(block, Block::Paragraph(text) if text.contains(PICTURE)));
    Err(ReadError::MissingTables { tables, pictures })
}

/// The form, by the heads and rows found; rows of （六）其他处理 itself find their place.
fn form_of(found: &mut Found) -> Form {
    let three = found
        .table3
        .iter()
        .any(|raw| matches!(raw.row, Row::Result(ReportRow::OtherNoSupplement | ReportRow::OtherFeeUnpaid)));
    let other = Row::Result(ReportRow::Other);
    let single = !found.single.is_empty() && !three;
    if three && !found.single.is_empty() {
        found.notes.push("“（六）其他处理”本身带有数字，又有分项；带在上面的数字没有采用。".to_owned());
    }
    if single {
        let rows = std::mem::take(&mut found.single).into_iter().map(|figures| Raw3 {
            row: other,
            loose: 0,
            figures,
        });
        // The row stands before the total, where the decoder looks for it.
        let at =
            found.table3.iter().position(|raw| raw.row == Row::ResultsTotal).unwrap_or(found.table3.len());
        let tail = found.table3.split_off(at);
        found.table3.extend(rows.chain(tail));
    }
    match (found.form_2019, single) {
        (true, _) => Form::Y2019,
        (false, true) => Form::Mixed,
        (false, false) => Form::Y2021,
    }
}

/// Says in words how much was not plainly read.
fn summarise(report: &mut AnnualReport) {
    let count = |state: CellState| report.cells.values().filter(|cell| cell.state == state).count();
    let (lost, inferred) = (count(CellState::Lost), count(CellState::Inferred));
    if inferred > 0 {
        report.notes.push(format!(
            "有 {inferred} 格的数字在原文中连排，由推算分开；用于推算的合计不能再作为数字无误的证据。"
        ));
    }
    if lost > 0 {
        report.notes.push(format!("有 {lost} 格没有读到，没有填写任何数字。"));
    }
    let missing: Vec<CellId> =
        report.cells.iter().filter(|(_, cell)| cell.state == CellState::Lost).map(|(id, _)| *id).collect();
    if let [first, ..] = missing.as_slice()
        && missing.len() <= 3
    {
        report.notes.push(format!("没有读到的第一格：{}。", first.place_name()));
    }
}
