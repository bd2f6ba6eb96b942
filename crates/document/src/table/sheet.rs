//! The first sheet of a workbook that is shown, row by row, straight from its XML.

use std::collections::HashSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Cell, Row, plain};
use crate::office::xml::{self, Element};
use crate::office::{Limits, OfficeError, Package, relations};
use crate::xlsx::{address, is_on, number, odd_styles};
use crate::{DocumentError, Kind};

/// Columns read of a row.
const COLUMNS: usize = 200;
/// Most bytes of text kept of a row: cells may share one long text.
const ROW_BYTES: usize = 4 * 1024 * 1024;
/// Days between the two ways of numbering days that workbooks have.
const FROM_1904: i64 = 1462;

/// A sheet that is being read.
pub(super) struct Sheet {
    reader: Reader<std::io::Cursor<Vec<u8>>>,
    size: u64,
    strings: Vec<String>,
    days: HashSet<usize>,
    from_1904: bool,
    last: u64,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("size", &self.size).finish_non_exhaustive()
    }
}

fn in_words(error: &OfficeError) -> DocumentError {
    match error {
        OfficeError::FileTooLarge { .. }
        | OfficeError::PartTooLarge { .. }
        | OfficeError::TooLargeTogether { .. } => DocumentError::TableTooLarge,
        error => crate::in_words(error, Kind::Xlsx),
    }
}

const fn damaged() -> DocumentError {
    DocumentError::Damaged(Kind::Xlsx)
}

impl Sheet {
    pub(super) fn open(bytes: &[u8]) -> Result<Sheet, DocumentError> {
        let mut package = Package::open(bytes, &Limits::HOUSE).map_err(|error| in_words(&error))?;
        let workbook =
            package.xml("xl/workbook.xml").map_err(|error| in_words(&error))?.ok_or_else(damaged)?;
        let from_1904 = workbook.child("workbookPr").is_some_and(|about| is_on(about.attr("date1904")));
        let shown = workbook
            .child("sheets")
            .into_iter()
            .flat_map(Element::elements)
            .find(|sheet| !matches!(sheet.attr("state"), Some("hidden" | "veryHidden")))
            .and_then(|sheet| sheet.attr("r:id"))
            .ok_or(DocumentError::Empty)?;
        let target = relations(&package, "xl/workbook.xml")
            .map_err(|error| in_words(&error))?
            .into_iter()
            .find(|relation| relation.id == shown)
            .ok_or_else(damaged)?
            .target;
        let days = odd_styles(&package)?;
        let strings = match package.remove("xl/sharedStrings.xml") {
            Some(part) => strings(part.bytes)?,
            None => Vec::new(),
        };
        let content = package.remove(&target).ok_or_else(damaged)?.bytes;
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let reader = Reader::from_reader(std::io::Cursor::new(content));
        Ok(Sheet { reader, size, strings, days, from_1904, last: 0 })
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (self.reader.buffer_position(), self.size)
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row, DocumentError>> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let (start, is_empty) = match self.reader.read_event_into(&mut buffer) {
                Ok(Event::Start(start)) => (start, false),
                Ok(Event::Empty(start)) => (start, true),
                Ok(Event::Eof) => return None,
                Ok(Event::DocType(_)) | Err(_) => return Some(Err(damaged())),
                Ok(_) => continue,
            };
            if start.local_name().into_inner() != "row" {
                continue;
            }
            self.last =
                attr(&start, "r").and_then(|text| text.parse().ok()).unwrap_or(self.last.saturating_add(1));
            let is_hidden = is_on(attr(&start, "hidden").as_deref());
            let cells = if is_empty { Ok(Vec::new()) } else { self.cells() };
            return Some(cells.map(|cells| Row { number: self.last, cells, is_hidden }));
        }
    }

    fn cells(&mut self) -> Result<Vec<Cell>, DocumentError> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut buffer = Vec::new();
        let (mut place, mut room) = (0, ROW_BYTES);
        loop {
            buffer.clear();
            let (start, is_empty) = match self.reader.read_event_into(&mut buffer) {
                Ok(Event::Start(start)) => (start, false),
                Ok(Event::Empty(start)) => (start, true),
                Ok(Event::End(end)) if end.local_name().into_inner() == "row" => return Ok(cells),
                Ok(Event::Eof) | Err(_) => return Err(damaged()),
                Ok(_) => continue,
            };
            if start.local_name().into_inner() != "c" {
                continue;
            }
            place = attr(&start, "r").and_then(|name| address(&name)).map_or(place + 1, |(_, column)| column);
            let kind = attr(&start, "t").unwrap_or_default();
            let style = attr(&start, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
            if is_empty {
                continue;
            }
            let raw = self.raw()?;
            if place <= COLUMNS {
                cells.resize(cells.len().max(place), Cell::Text(String::new()));
                let read = self.cell(&kind, style, &raw);
                if let Cell::Text(text) | Cell::Error(text) | Cell::Garbled(text) = &read {
                    room = room.checked_sub(text.len()).ok_or(DocumentError::TableTooLarge)?;
                }
                if let Some(cell) = cells.get_mut(place - 1) {
                    *cell = read;
                }
            }
        }
    }

    /// What a cell holds, to the end of the cell.
    fn raw(&mut self) -> Result<Raw, DocumentError> {
        let mut raw = Raw::default();
        let mut buffer = Vec::new();
        let (mut takes, mut is_reading) = (false, false);
        loop {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer) {
                Ok(Event::Start(start)) => match start.local_name().into_inner() {
                    "f" => raw.has_formula = true,
                    "rPh" => is_reading = true,
                    "v" | "t" => takes = !is_reading,
                    _ => {}
                },
                Ok(Event::Empty(start)) => raw.has_formula |= start.local_name().into_inner() == "f",
                Ok(Event::End(end)) => match end.local_name().into_inner() {
                    "c" => return Ok(raw),
                    "rPh" => is_reading = false,
                    "v" | "t" => takes = false,
                    _ => {}
                },
                Ok(Event::Text(text)) if takes => raw.text.push_str(&text.xml10_content()),
                Ok(Event::CData(text)) if takes => raw.text.push_str(&text.xml10_content()),
                Ok(Event::GeneralRef(reference)) if takes => {
                    raw.text.push(xml::reference(&reference).ok_or_else(damaged)?);
                }
                Ok(Event::Eof) | Err(_) => return Err(damaged()),
                Ok(_) => {}
            }
        }
    }

    fn cell(&self, kind: &str, style: usize, raw: &Raw) -> Cell {
        if raw.has_formula {
            return Cell::Formula;
        }
        let text = raw.text.trim();
        match kind {
            "s" => {
                let shared = text.parse::<usize>().ok().and_then(|at| self.strings.get(at));
                plain(shared.map(|text| text.trim().to_owned()).unwrap_or_default())
            }
            "e" => Cell::Error(text.to_owned()),
            "b" => Cell::Text(if text == "1" { "是" } else { "否" }.to_owned()),
            "inlineStr" | "str" | "d" => plain(text.to_owned()),
            _ if text.is_empty() => Cell::Text(String::new()),
            _ if self.days.contains(&style) => {
                self.day(text).map_or_else(|| Cell::Text(text.to_owned()), Cell::Day)
            }
            _ => Cell::Text(number(text)),
        }
    }

    /// A day by its number; the time of day is left out.
    fn day(&self, serial: &str) -> Option<Date> {
        let whole = serial.split('.').next()?.parse::<i64>().ok()?;
        let days = if self.from_1904 { whole.saturating_add(FROM_1904) } else { whole };
        // Before March 1900 the numbering counts a day that never was.
        if days < 61 {
            return None;
        }
        date(1899, 12, 30).checked_add(i32::try_from(days).ok()?.days()).ok()
    }
}

#[derive(Default)]
struct Raw {
    text: String,
    has_formula: bool,
}

fn attr(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.0 == name)?;
    xml::unescape(&found.value)
}

/// The texts that cells share; the reading above Chinese characters is none of the text.
fn strings(bytes: Vec<u8>) -> Result<Vec<String>, DocumentError> {
    let mut reader = Reader::from_reader(std::io::Cursor::new(bytes));
    let mut buffer = Vec::new();
    let mut strings = Vec::new();
    let mut text = String::new();
    let (mut takes, mut is_reading) = (false, false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => match start.local_name().into_inner() {
                "si" => text.clear(),
                "rPh" => is_reading = true,
                "t" => takes = !is_reading,
                _ => {}
            },
            Ok(Event::Empty(start)) if start.local_name().into_inner() == "si" => strings.push(String::new()),
            Ok(Event::End(end)) => match end.local_name().into_inner() {
                "si" => strings.push(std::mem::take(&mut text)),
                "rPh" => is_reading = false,
                "t" => takes = false,
                _ => {}
            },
            Ok(Event::Text(part)) if takes => text.push_str(&part.xml10_content()),
            Ok(Event::CData(part)) if takes => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(reference)) if takes => {
                text.push(xml::reference(&reference).ok_or_else(damaged)?);
            }
            Ok(Event::Eof) => return Ok(strings),
            Ok(Event::DocType(_)) | Err(_) => return Err(damaged()),
            Ok(_) => {}
        }
    }
}
