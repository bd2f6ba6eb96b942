//! Excel and WPS workbooks: the sheets, rows and columns that are shown, with merged cells spread out.

use std::collections::{BTreeMap, HashMap, HashSet};

use gongkai_report::source::{Block, Grid, GridCell, Source};

use crate::office::xml::Element;
use crate::office::{Package, relations};
use crate::room::{Parts, Room};
use crate::{DocumentError, Kind, LIMIT_CELLS};

/// Columns kept of a sheet.
const COLUMNS: usize = 200;
/// Rows kept of a sheet.
const ROWS: usize = 20_000;

pub(crate) fn read(bytes: &[u8]) -> Result<Source, DocumentError> {
    let mut parts = Parts::open(bytes, Kind::Xlsx)?;
    let Some(workbook) = parts.xml("xl/workbook.xml")? else {
        return Err(DocumentError::Damaged(Kind::Xlsx));
    };
    let targets: HashMap<String, String> = relations(parts.package(), "xl/workbook.xml")
        .map_err(|error| crate::in_words(&error, Kind::Xlsx))?
        .into_iter()
        .map(|relation| (relation.id, relation.target))
        .collect();
    let book = Book {
        strings: strings(parts.xml("xl/sharedStrings.xml")?.as_ref()),
        odd: odd_styles(parts.package())?,
    };
    let mut source = Source::default();
    let mut room = Room::default();
    for sheet in workbook.child("sheets").into_iter().flat_map(Element::elements) {
        let (Some(name), Some(id)) = (sheet.attr("name"), sheet.attr("r:id")) else { continue };
        // A sheet that nobody sees is not part of what was published.
        if matches!(sheet.attr("state"), Some("hidden" | "veryHidden")) {
            continue;
        }
        let Some(root) = targets.get(id).map(|target| parts.xml(target)).transpose()?.flatten() else {
            continue;
        };
        let rows = book.rows(&root, name, &mut room)?;
        blocks(rows, name, &mut source);
    }
    if source.blocks.is_empty() { Err(DocumentError::Empty) } else { Ok(source) }
}

/// What the sheets share.
struct Book {
    strings: Vec<String>,
    /// Styles that show another figure than the one kept: dates and percentages.
    odd: HashSet<usize>,
}

impl Book {
    /// The rows that are shown, each with its number.
    fn rows(
        &self,
        sheet: &Element,
        name: &str,
        room: &mut Room,
    ) -> Result<Vec<(usize, Vec<GridCell>)>, DocumentError> {
        let hidden: HashSet<usize> = sheet
            .child("cols")
            .into_iter()
            .flat_map(Element::elements)
            .filter(|column| is_on(column.attr("hidden")))
            .flat_map(|column| {
                let edge =
                    |name: &str| column.attr(name).and_then(|edge| edge.parse::<usize>().ok()).unwrap_or(0);
                edge("min")..=edge("max").min(COLUMNS)
            })
            .collect();
        let mut found: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        let mut ends: HashMap<usize, usize> = HashMap::new();
        let mut unseen = HashSet::new();
        let mut number = 0_usize;
        for row in
            sheet.child("sheetData").into_iter().flat_map(Element::elements).filter(|row| row.is("row"))
        {
            number = row.attr("r").and_then(|number| number.parse().ok()).unwrap_or(number.saturating_add(1));
            if is_on(row.attr("hidden")) {
                unseen.insert(number);
            }
            let mut column = 0;
            for cell in row.elements().filter(|cell| cell.is("c")) {
                column = cell.attr("r").and_then(address).map_or(column + 1, |(_, column)| column);
                let text = self.text(cell);
                ends.entry(number).and_modify(|end| *end = column.max(*end)).or_insert(column);
                if !text.is_empty() && column <= COLUMNS && number <= ROWS {
                    room.text(&text)?;
                    found.entry(number).or_default().insert(column, text);
                }
            }
        }
        let merges: Vec<[(usize, usize); 2]> = sheet
            .child("mergeCells")
            .into_iter()
            .flat_map(Element::elements)
            .filter_map(|merge| {
                let (from, to) = merge.attr("ref")?.split_once(':')?;
                Some([address(from)?, address(to)?])
            })
            .collect();
        let last = found.keys().next_back().copied().unwrap_or(0);
        let width = found.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
        let merged = merges.iter().filter(|[_, (row, _)]| *row <= last).map(|[_, (_, column)]| *column);
        let width = merged.chain([width]).max().unwrap_or(0).min(COLUMNS);
        if last.saturating_mul(width) > LIMIT_CELLS {
            return Err(DocumentError::TooManyCells);
        }
        let mut grid: Vec<Vec<GridCell>> = Vec::with_capacity(last);
        for row in 1..=last {
            let mut of_row = found.remove(&row).unwrap_or_default();
            let mut cells = Vec::with_capacity(width);
            for column in 1..=width {
                let text = of_row.remove(&column).unwrap_or_default();
                let place = format!("工作表“{name}”{}", address_of(row, column));
                room.cell(&place)?;
                cells.push(GridCell { text, spanned: false, place: Some(place) });
            }
            grid.push(cells);
        }
        // Areas do not overlap, so all of them cover no more than there is.
        let mut covered = 0_usize;
        for [(top, left), (bottom, right)] in merges {
            let high = (bottom.min(last) + 1).saturating_sub(top);
            covered = covered.saturating_add(high * (right.min(width) + 1).saturating_sub(left));
            if covered > LIMIT_CELLS {
                return Err(DocumentError::TooManyCells);
            }
            let first = grid.get(top.wrapping_sub(1)).and_then(|row| row.get(left.wrapping_sub(1)));
            let Some(text) = first.map(|cell| cell.text.clone()) else { continue };
            for (row, cells) in grid.iter_mut().enumerate().take(bottom).skip(top - 1) {
                for (column, cell) in cells.iter_mut().enumerate().take(right).skip(left - 1) {
                    ends.entry(row + 1).and_modify(|end| *end = (column + 1).max(*end)).or_insert(column + 1);
                    if (row, column) != (top - 1, left - 1) {
                        room.text(&text)?;
                        cell.spanned = true;
                        cell.text.clone_from(&text);
                    }
                }
            }
        }
        // What the sheet does not keep behind the last cell of a row is no empty cell, but none.
        let shown = |(row, cells): (usize, Vec<GridCell>)| -> (usize, Vec<GridCell>) {
            let end = ends.get(&row).copied().unwrap_or(0);
            let cells = cells.into_iter().zip(1..=end).filter(|(_, column)| !hidden.contains(column));
            (row, cells.map(|(cell, _)| cell).collect())
        };
        Ok((1..).zip(grid).filter(|(row, _)| !unseen.contains(row)).map(shown).collect())
    }

    /// What a cell shows.
    fn text(&self, cell: &Element) -> String {
        let value = cell.child("v").map(Element::text);
        let text = match cell.attr("t") {
            Some("s") => value
                .and_then(|value| value.trim().parse::<usize>().ok())
                .and_then(|at| self.strings.get(at).cloned())
                .unwrap_or_default(),
            Some("inlineStr") => cell.child("is").map(rich).unwrap_or_default(),
            Some("b") => {
                value.map_or(String::new(), |value| if value == "1" { "是" } else { "否" }.to_owned())
            }
            Some("e" | "str" | "d") => value.unwrap_or_default(),
            _ => match value {
                Some(value) => {
                    let style = cell.attr("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                    if self.odd.contains(&style) {
                        format!("（日期或百分数）{value}")
                    } else {
                        number(&value)
                    }
                }
                // A formula that was never calculated shows nothing that can be known.
                None if cell.child("f").is_some() => "（公式没有结果）".to_owned(),
                None => String::new(),
            },
        };
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// A kept number as a person sees it: 96171.600000000006 was typed as 96171.6.
pub(crate) fn number(kept: &str) -> String {
    match kept.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e15 => {
            let short = format!("{number}");
            // Sums of fractions drift in the last places.
            let rounded = format!("{number:.6}");
            let rounded = rounded.trim_end_matches('0').trim_end_matches('.');
            if short.len() > rounded.len() + 6 { rounded.to_owned() } else { short }
        }
        _ => kept.trim().to_owned(),
    }
}

pub(crate) fn is_on(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// Row and column of `B5`, from 1.
pub(crate) fn address(reference: &str) -> Option<(usize, usize)> {
    let reference = reference.replace('$', "");
    let digits = reference.find(|ch: char| ch.is_ascii_digit())?;
    let (letters, row) = reference.split_at_checked(digits)?;
    let column = letters.bytes().try_fold(0_usize, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        letter
            .is_ascii_uppercase()
            .then(|| column * 26 + usize::from(letter - b'A') + 1)
            .filter(|column| *column < 20_000)
    })?;
    let row: usize = row.parse().ok()?;
    (row > 0 && column > 0).then_some((row, column))
}

fn address_of(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("{}{row}", letters.iter().rev().collect::<String>())
}

fn strings(part: Option<&Element>) -> Vec<String> {
    part.into_iter().flat_map(Element::elements).filter(|element| element.is("si")).map(rich).collect()
}

/// Text in runs; a raised digit is a remark, the reading above Chinese characters is none of the text.
fn rich(element: &Element) -> String {
    let mut out = String::new();
    for child in element.elements() {
        match child.local() {
            "t" => out.push_str(&child.text()),
            "r" => {
                let align = child.at(&["rPr", "vertAlign"]).and_then(|align| align.attr("val"));
                let raised = matches!(align, Some("superscript" | "subscript"));
                let text = child.child("t").map(Element::text).unwrap_or_default();
                out.extend(text.chars().map(|ch| if raised { crate::raise(ch) } else { ch }));
            }
            _ => {}
        }
    }
    out
}

/// The cell styles that show dates or percentages.
pub(crate) fn odd_styles(package: &Package) -> Result<HashSet<usize>, DocumentError> {
    let Some(styles) = package.xml("xl/styles.xml").map_err(|error| crate::in_words(&error, Kind::Xlsx))?
    else {
        return Ok(HashSet::new());
    };
    let formats: HashMap<&str, &str> = styles
        .child("numFmts")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|format| Some((format.attr("numFmtId")?, format.attr("formatCode")?)))
        .collect();
    let is_odd = |id: &str| match formats.get(id) {
        Some(code) => {
            let bare: String = code.split('"').step_by(2).collect();
            let bare = bare.split(']').map(|part| part.split('[').next().unwrap_or("")).collect::<String>();
            bare.contains('%') || bare.to_ascii_lowercase().contains(['y', 'd', 'h'])
        }
        None => matches!(id.parse(), Ok(9..=10_u32 | 14..=22 | 27..=36 | 45..=47 | 50..=58)),
    };
    let used = styles.child("cellXfs").into_iter().flat_map(Element::elements).enumerate();
    Ok(used.filter(|(_, style)| style.attr("numFmtId").is_some_and(is_odd)).map(|(at, _)| at).collect())
}

/// Rows of one cell that are sentences or headings become paragraphs; the rows between them are grids.
fn blocks(rows: Vec<(usize, Vec<GridCell>)>, sheet: &str, source: &mut Source) {
    let mut open: Vec<Vec<GridCell>> = Vec::new();
    let flush = |open: &mut Vec<Vec<GridCell>>, source: &mut Source| {
        if open.iter().flatten().any(|cell| !cell.text.is_empty()) {
            let mut rows = std::mem::take(open);
            // The sheet is as wide as its widest table; this one may be narrower.
            let used =
                |row: &Vec<GridCell>| row.iter().rposition(|cell| cell.spanned || !cell.text.is_empty());
            let width = rows.iter().filter_map(used).max().map_or(0, |last| last + 1);
            for row in &mut rows {
                row.truncate(width);
            }
            source.blocks.push(Block::Grid(Grid { place: format!("工作表“{sheet}”"), rows }));
        }
        open.clear();
    };
    for (_, row) in rows {
        let mut own = row.iter().filter(|cell| !cell.spanned && !cell.text.is_empty());
        match (own.next(), own.next()) {
            (Some(only), None) if row.first() == Some(only) && is_prose(&only.text) => {
                let text = only.text.clone();
                flush(&mut open, source);
                source.blocks.extend(text.lines().map(|line| Block::Paragraph(line.to_owned())));
            }
            _ => open.push(row),
        }
    }
    flush(&mut open, source);
}

/// A sentence, a title or the heading of a chapter, but no label of a row.
fn is_prose(text: &str) -> bool {
    let chapter = text.starts_with(['一', '二', '三', '四', '五', '六'])
        && text.chars().nth(1) == Some('、')
        && ["情况", "事项", "措施"].iter().any(|end| text.trim_end().ends_with(end));
    text.contains('。') || chapter || text.contains("年度报告") || text.trim() == "无"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for (name, place) in [("A1", (1, 1)), ("Z9", (9, 26)), ("AB12", (12, 28))] {
            assert_eq!(address(name), Some(place));
            assert_eq!(address_of(place.0, place.1), name);
        }
        assert_eq!(address("5"), None);
    }

    #[test]
    fn a_kept_number_is_shown_as_typed() {
        assert_eq!(number("96171.600000000006"), "96171.6");
        assert_eq!(number("3119"), "3119");
        assert_eq!(number("24252.311082"), "24252.311082");
        assert_eq!(number("4068.2079999999996"), "4068.208");
        assert_eq!(number("1E3"), "1000");
    }
}
