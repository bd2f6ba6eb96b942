//! The register as a file: CSV that spreadsheets open as it is, or a workbook.

use gongkai_document::write::sheet::{BYTE_ORDER_MARK, Book, Cell, Head, csv_line};
use gongkai_store::request::{FeeRow, RequestRow};
use jiff::civil::Date;

use super::FigureTable;
use crate::AppError;

/// Rows a workbook takes.
pub(super) const MOST_ROWS: u64 = gongkai_document::write::sheet::MOST_ROWS as u64;

/// In which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// CSV in UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
}

impl FileFormat {
    /// The ending of its files.
    pub const fn key(self) -> &'static str {
        match self {
            FileFormat::Csv => "csv",
            FileFormat::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            FileFormat::Csv => "text/csv; charset=utf-8",
            FileFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format with this ending.
    pub fn from_key(key: &str) -> Option<FileFormat> {
        [FileFormat::Csv, FileFormat::Xlsx].into_iter().find(|format| format.key() == key)
    }
}

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterFile {
    /// Its format.
    pub format: FileFormat,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

const fn head(label: &'static str, width: u16) -> Head {
    Head { label, width }
}

/// Columns of the register (登记簿), Art. 45; the name stands behind them where it is asked for.
pub const REGISTER_HEADS: [Head; 13] = [
    head("登记编号", 14),
    head("收到日期", 12),
    head("提交渠道", 12),
    head("申请人类别", 14),
    head("申请事项", 40),
    head("承办科室", 12),
    head("环节", 10),
    head("答复期限届满日", 14),
    head("办理结果", 20),
    head("答复书文号", 22),
    head("送达（办结）日期", 14),
    head("是否按期", 10),
    head("个人信息", 10),
];

/// Columns of the register of fees.
pub const FEE_HEADS: [Head; 6] = [
    head("登记编号", 14),
    head("申请事项", 40),
    head("通知日期", 12),
    head("金额（元）", 12),
    head("缴费日期", 12),
    head("退费日期", 12),
];

/// The cells of one row of the register.
pub fn register_cells(row: &RequestRow, name: Option<String>) -> Vec<Cell> {
    let in_time = row.closed.map(|closed| if closed.late { "逾期" } else { "按期" });
    let mut cells = vec![
        Cell::text(row.number.to_string()),
        Cell::day(row.received_on),
        Cell::text(row.channel.label()),
        Cell::text(row.requester.label()),
        Cell::text(&row.subject),
        Cell::text(row.section.clone().unwrap_or_default()),
        Cell::text(row.stage.label()),
        Cell::day(row.due),
        Cell::text(row.closed.map_or("", |closed| closed.decision.label())),
        Cell::text(row.document.clone().unwrap_or_default()),
        Cell::day(row.closed.map(|closed| closed.on)),
        Cell::text(in_time.unwrap_or_default()),
        Cell::text(if row.erased_on.is_some() { "已删除" } else { "保管中" }),
    ];
    cells.extend(name.map(Cell::Text));
    cells
}

/// Tables of figures as a file: a sheet each, or one CSV with the table's name before each row.
pub(super) fn figures(
    tables: &[FigureTable],
    format: FileFormat,
    day: Date,
) -> Result<RegisterFile, AppError> {
    let bytes = match format {
        FileFormat::Csv => {
            let mut text = BYTE_ORDER_MARK.to_owned();
            for table in tables {
                let name = || std::iter::once(Cell::text(table.name));
                text.push_str(&csv_line(name().chain(table.heads.iter().map(|head| Cell::text(*head)))));
                for row in table.sheet_rows() {
                    text.push_str(&csv_line(name().chain(row)));
                }
            }
            text.into_bytes()
        }
        FileFormat::Xlsx => {
            let broken = |error| AppError::Inconsistent(format!("workbook: {error}"));
            let mut book = Book::new("政府信息公开申请统计", day).map_err(broken)?;
            for table in tables {
                book.sheet(table.name, &table.sheet_heads(), table.sheet_rows()).map_err(broken)?;
            }
            book.finish().map_err(broken)?
        }
    };
    Ok(RegisterFile { format, bytes })
}

/// The register of fees as a file.
pub(super) fn fees(rows: &[FeeRow], format: FileFormat, day: Date) -> Result<RegisterFile, AppError> {
    let cells = rows.iter().map(|row| {
        vec![
            Cell::text(row.number.to_string()),
            Cell::text(&row.subject),
            Cell::Day(row.noticed_on),
            Cell::Count(row.yuan),
            Cell::day(row.paid_on),
            Cell::day(row.refunded_on),
        ]
    });
    let bytes = match format {
        FileFormat::Csv => {
            let mut text = BYTE_ORDER_MARK.to_owned();
            text.push_str(&csv_line(FEE_HEADS.iter().map(|head| Cell::text(head.label))));
            cells.for_each(|row| text.push_str(&csv_line(row)));
            text.into_bytes()
        }
        FileFormat::Xlsx => {
            let broken = |error| AppError::Inconsistent(format!("workbook: {error}"));
            let mut book = Book::new("信息处理费登记簿", day).map_err(broken)?;
            book.sheet("信息处理费", &FEE_HEADS, cells).map_err(broken)?;
            book.finish().map_err(broken)?
        }
    };
    Ok(RegisterFile { format, bytes })
}

/// A file being written.
pub(super) enum Writing {
    /// Line by line.
    Csv(String),
    /// Kept until the end.
    Xlsx { heads: Vec<Head>, rows: Vec<Vec<Cell>>, day: Date },
}

impl Writing {
    pub(super) fn begin(format: FileFormat, named: bool, day: Date) -> Writing {
        let mut heads = REGISTER_HEADS.to_vec();
        if named {
            heads.push(head("申请人姓名或者名称", 24));
        }
        match format {
            FileFormat::Csv => {
                let first = csv_line(heads.iter().map(|head| Cell::text(head.label)));
                Writing::Csv(format!("{BYTE_ORDER_MARK}{first}"))
            }
            FileFormat::Xlsx => Writing::Xlsx { heads, rows: Vec::new(), day },
        }
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        match self {
            Writing::Csv(text) => text.push_str(&csv_line(cells)),
            Writing::Xlsx { rows, .. } => rows.push(cells),
        }
    }

    pub(super) fn finish(self) -> Result<RegisterFile, AppError> {
        match self {
            Writing::Csv(text) => Ok(RegisterFile { format: FileFormat::Csv, bytes: text.into_bytes() }),
            Writing::Xlsx { heads, rows, day } => {
                let broken = |error| AppError::Inconsistent(format!("workbook: {error}"));
                let mut book = Book::new("政府信息公开申请登记簿", day).map_err(broken)?;
                book.sheet("登记簿", &heads, rows).map_err(broken)?;
                Ok(RegisterFile { format: FileFormat::Xlsx, bytes: book.finish().map_err(broken)? })
            }
        }
    }
}
