//! Tables as people fill them in (填报表格), row by row: CSV in any encoding we read, and the first sheet of a workbook.
//!
//! A cell says what it is, so that whoever takes the table in can tell a formula or a broken character from a text.
//! The file is held as a whole within [`LIMIT_BYTES`]; rows are made one at a time.

mod sheet;

use jiff::civil::Date;

use crate::office::Limits;
use crate::{DocumentError, Kind, decode, sniff};
use sheet::Sheet;

/// Largest file, in bytes.
pub const LIMIT_BYTES: usize = Limits::HOUSE.file_bytes;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, without space at their ends; empty when there is nothing.
    Text(String),
    /// A day of a workbook.
    Day(Date),
    /// A formula: what it shows is not what was filled in.
    Formula,
    /// An error value of a workbook, e.g. `#N/A`.
    Error(String),
    /// A text with characters that the encoding does not know.
    Garbled(String),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number as an editor or a spreadsheet shows it: the line it begins on, or the row.
    pub number: u64,
    /// Its cells, from the first column.
    pub cells: Vec<Cell>,
    /// Hidden in its sheet.
    pub is_hidden: bool,
}

/// A table that is being read.
#[derive(Debug)]
pub struct Table(Form);

#[derive(Debug)]
enum Form {
    Csv(Box<csv::Reader<std::io::Cursor<String>>>, u64),
    Sheet(Box<Sheet>),
}

impl Table {
    /// Opens a CSV file or a workbook.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] when it is empty, too large, damaged or something else.
    pub fn open(bytes: Vec<u8>) -> Result<Table, DocumentError> {
        if bytes.is_empty() {
            return Err(DocumentError::Empty);
        }
        if bytes.len() > LIMIT_BYTES {
            return Err(DocumentError::TableTooLarge);
        }
        match sniff::binary(&bytes) {
            Some(Kind::Xlsx) => return Ok(Table(Form::Sheet(Box::new(Sheet::open(&bytes)?)))),
            Some(Kind::Ole) if crate::is_locked(&bytes) => return Err(DocumentError::Encrypted),
            Some(kind) => return Err(DocumentError::Unsupported(kind)),
            None => {}
        }
        let text = decode(&bytes)?;
        drop(bytes);
        if text.trim().is_empty() {
            return Err(DocumentError::Empty);
        }
        // A reader that ends a line at the first of the two signs would number the next one too low.
        let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text };
        let size = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(delimiter(&text))
            .from_reader(std::io::Cursor::new(text));
        Ok(Table(Form::Csv(Box::new(reader), size)))
    }

    /// How far the reading is, and what it ends at; in bytes of the file's text.
    pub fn progress(&self) -> (u64, u64) {
        match &self.0 {
            Form::Csv(reader, size) => (reader.position().byte(), *size),
            Form::Sheet(sheet) => sheet.progress(),
        }
    }
}

/// Rows that hold nothing are left out.
impl Iterator for Table {
    type Item = Result<Row, DocumentError>;

    fn next(&mut self) -> Option<Result<Row, DocumentError>> {
        loop {
            let row = match &mut self.0 {
                Form::Csv(reader, _) => csv_row(reader),
                Form::Sheet(sheet) => sheet.next_row(),
            };
            match row {
                Some(Ok(row)) if row.cells.iter().all(is_empty) => {}
                row => return row,
            }
        }
    }
}

fn is_empty(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.is_empty())
}

fn csv_row(reader: &mut csv::Reader<std::io::Cursor<String>>) -> Option<Result<Row, DocumentError>> {
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return None,
        Err(_) => return Some(Err(DocumentError::NotText)),
    }
    let number = record.position().map_or(0, |from| {
        // The reader counts from before the empty lines that it passes over.
        let text = reader.get_ref().get_ref().as_bytes();
        let rest = usize::try_from(from.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
        from.line() + rest.iter().take_while(|byte| **byte == b'\n').map(|_| 1).sum::<u64>()
    });
    Some(Ok(Row { number, cells: record.iter().map(csv_cell).collect(), is_hidden: false }))
}

/// A cell of CSV; an apostrophe before what a spreadsheet would take for a formula is ours, and is taken off again.
fn csv_cell(text: &str) -> Cell {
    let text = text.trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
    if text.starts_with('=') {
        return Cell::Formula;
    }
    let kept = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    plain(kept.unwrap_or(text).to_owned())
}

fn plain(text: String) -> Cell {
    if text.contains(char::REPLACEMENT_CHARACTER) { Cell::Garbled(text) } else { Cell::Text(text) }
}

/// Spreadsheets in some settings part cells with tabs or semicolons: the head tells.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: char| head.matches(sign).count();
    let all = [(b',', count(',')), (b'\t', count('\t')), (b';', count(';'))];
    all.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}

#[cfg(test)]
#[path = "table/tests.rs"]
mod tests;
