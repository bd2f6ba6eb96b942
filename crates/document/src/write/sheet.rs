//! Any table as a file (表格文件): CSV that spreadsheets open as it is, and XLSX.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::WriteError;

/// Rows a workbook takes; longer tables are written as CSV.
pub const MOST_ROWS: usize = 100_000;
/// What a CSV file begins with, so that spreadsheets read it as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// What it is called.
    pub label: &'static str,
    /// Its width in characters.
    pub width: u16,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing known.
    Empty,
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// A day.
    Day(Date),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A day that may be missing.
    pub fn day(day: Option<Date>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }
}

/// One line of CSV with its line end.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe before it: the words come from outside.
pub fn csv_line(cells: impl IntoIterator<Item = Cell>) -> String {
    let mut line = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => line.push_str(&quoted(&text)),
            Cell::Count(count) => line.push_str(&count.to_string()),
            Cell::Day(day) => line.push_str(&day.to_string()),
        }
    }
    line.push_str("\r\n");
    line
}

fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Sheets of a workbook, written one after the other.
pub struct Book {
    workbook: Workbook,
    head: Format,
    text: Format,
    count: Format,
    day: Format,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

impl Book {
    /// A workbook called `title`, made on `day`.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when the day is none that a workbook knows.
    pub fn new(title: &str, day: Date) -> Result<Book, WriteError> {
        let boxed = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let mut workbook = Workbook::new();
        let (year, month, date) = (
            u16::try_from(day.year()).unwrap_or(2000),
            u8::try_from(day.month()).unwrap_or(1),
            u8::try_from(day.day()).unwrap_or(1),
        );
        let created = ExcelDateTime::from_ymd(year, month, date)?;
        workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
        Ok(Book {
            workbook,
            head: boxed().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            text: boxed().set_text_wrap(),
            count: boxed().set_num_format("0"),
            day: boxed().set_num_format("yyyy-mm-dd"),
        })
    }

    /// Adds a sheet; its head stays in sight.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when the library refuses, e.g. a text longer than a cell holds.
    pub fn sheet(
        &mut self,
        name: &str,
        heads: &[Head],
        rows: impl IntoIterator<Item = Vec<Cell>>,
    ) -> Result<(), WriteError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?;
        for (column, head) in (0_u16..).zip(heads) {
            sheet.set_column_width(column, f64::from(head.width))?;
            sheet.write_with_format(0, column, head.label, &self.head)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (row, cells) in (1_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Empty => sheet.write_blank(row, column, &self.text)?,
                    Cell::Text(text) => sheet.write_string_with_format(row, column, text, &self.text)?,
                    Cell::Count(count) => {
                        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
                        let count = count as f64;
                        sheet.write_number_with_format(row, column, count, &self.count)?
                    }
                    Cell::Day(day) => {
                        let serial = serial(day)?;
                        sheet.write_datetime_with_format(row, column, &serial, &self.day)?
                    }
                };
            }
        }
        Ok(())
    }

    /// The workbook's bytes.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when the library refuses.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

fn serial(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, date) = (
        u16::try_from(day.year()).unwrap_or(1900),
        u8::try_from(day.month()).unwrap_or(1),
        u8::try_from(day.day()).unwrap_or(1),
    );
    ExcelDateTime::from_ymd(year, month, date)
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _, Xlsx};
    use jiff::civil::date;

    use super::*;

    fn row() -> Vec<Cell> {
        vec![Cell::text("2021-000001"), Cell::Count(12), Cell::day(Some(date(2021, 3, 1))), Cell::Empty]
    }

    #[test]
    fn a_line_of_csv_is_read_as_it_was_meant() {
        assert_eq!(csv_line(row()), "2021-000001,12,2021-03-01,\r\n");
        let nasty = [Cell::text("=1+1"), Cell::text("甲,\"乙\""), Cell::text("两\n行")];
        assert_eq!(csv_line(nasty), "'=1+1,\"甲,\"\"乙\"\"\",\"两\n行\"\r\n");
    }

    #[test]
    fn a_sheet_holds_words_counts_and_days() {
        let heads = [("编号", 14), ("件数", 8), ("收到日期", 12), ("结果", 20)]
            .map(|(label, width)| Head { label, width });
        let mut book = Book::new("登记簿", date(2022, 1, 4)).unwrap();
        book.sheet("登记簿", &heads, [row()]).unwrap();
        let bytes = book.finish().unwrap();
        let mut read: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let range = read.worksheet_range("登记簿").unwrap();
        assert_eq!(range.get((0, 2)), Some(&Data::String("收到日期".to_owned())));
        assert_eq!(range.get((1, 0)), Some(&Data::String("2021-000001".to_owned())));
        assert_eq!(range.get((1, 1)), Some(&Data::Float(12.0)));
        let day = range.get((1, 2)).unwrap();
        assert!(
            matches!(day, Data::DateTime(day) if (day.as_f64() - 44_256.0).abs() < f64::EPSILON),
            "{day:?}"
        );
    }
}
