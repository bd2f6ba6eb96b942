//! The cells of a sheet: which of them show, and what stands behind them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Strings, text_of};
use crate::hidden::leak::{Findings, LeakKind};
use crate::office::xml::Element;

/// Last column of a sheet.
const COLUMNS: usize = 16_384;
/// Most texts told of a hidden column.
const TOLD: usize = 50;
/// Most names looked for in every rule; with more, every rule goes.
const NAMES: usize = 200;

/// Column and row of a cell's reference, from 1.
pub(crate) fn place_of(reference: &str) -> Option<(usize, usize)> {
    let reference = reference.replace('$', "");
    let digits = reference.find(|ch: char| ch.is_ascii_digit())?;
    let (letters, digits) = reference.split_at_checked(digits)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column * 26 + usize::from(value) + 1;
    }
    Some((column, digits.parse().ok()?))
}

/// Which rows and columns of a sheet do not show.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// For each column, how many before it and it do not show; a sheet has few columns and may have many cells.
    columns: Vec<usize>,
    /// The rows that do not show, in order.
    rows: Vec<usize>,
    /// First corner of merged areas, and the last.
    merged: HashMap<(usize, usize), (usize, usize)>,
}

impl Shape {
    pub(crate) fn of(sheet: &Element) -> Shape {
        let mut shape = Shape::default();
        let none = |element: &Element, name: &str| {
            element.attr(name).and_then(|size| size.parse::<f64>().ok()).is_some_and(|size| size <= 0.0)
        };
        let mut starts = vec![0_i64; COLUMNS + 2];
        for column in sheet.child("cols").into_iter().flat_map(Element::elements) {
            let number = |name: &str| column.attr(name).and_then(|value| value.parse::<usize>().ok());
            if (is_on(column, "hidden") || none(column, "width"))
                && let (Some(first), Some(last)) = (number("min"), number("max"))
                && (1..=last.min(COLUMNS)).contains(&first)
            {
                starts.iter_mut().skip(first).take(1).for_each(|start| *start += 1);
                starts.iter_mut().skip(last.min(COLUMNS) + 1).take(1).for_each(|start| *start -= 1);
            }
        }
        let (mut open, mut hidden) = (0, 0);
        for start in starts.into_iter().take(COLUMNS + 1) {
            open += start;
            hidden += usize::from(open > 0);
            shape.columns.push(hidden);
        }
        let hidden_by_default =
            sheet.child("sheetFormatPr").is_some_and(|format| is_on(format, "zeroHeight"));
        for (index, row) in rows(sheet) {
            let unsaid = row.attr("hidden").is_none() && row.attr("ht").is_none();
            if is_on(row, "hidden") || none(row, "ht") || hidden_by_default && unsaid {
                shape.rows.push(index);
            }
        }
        shape.rows.sort_unstable();
        shape.rows.dedup();
        for merge in sheet.child("mergeCells").into_iter().flat_map(Element::elements) {
            let corners = merge.attr("ref").and_then(|area| area.split_once(':'));
            if let Some((first, last)) = corners
                && let (Some(first), Some(last)) = (place_of(first), place_of(last))
            {
                shape.merged.insert(first, last);
            }
        }
        shape
    }

    pub(crate) fn hides_row(&self, row: usize) -> bool {
        self.rows.binary_search(&row).is_ok()
    }

    pub(crate) fn hides_column(&self, column: usize) -> bool {
        self.hidden_columns(column, column) == 1
    }

    /// How many of these columns do not show.
    fn hidden_columns(&self, first: usize, last: usize) -> usize {
        let before = |column: usize| self.columns.get(column).copied().unwrap_or_default();
        before(last.min(COLUMNS)).saturating_sub(before(first.saturating_sub(1).min(COLUMNS)))
    }

    fn hides_nothing(&self) -> bool {
        self.rows.is_empty() && self.columns.last().copied().unwrap_or_default() == 0
    }

    fn hides_all(&self, first: (usize, usize), last: (usize, usize)) -> bool {
        let columns = self.hidden_columns(first.0, last.0) == (last.0 + 1).saturating_sub(first.0);
        // A row that is not written shows.
        let before = |row: usize| self.rows.partition_point(|hidden| *hidden < row);
        let rows = before(last.1.saturating_add(1)).saturating_sub(before(first.1));
        columns || rows == (last.1 + 1).saturating_sub(first.1)
    }
}

/// Whether the cell is the corner of a merged area some of which shows.
pub(crate) fn merged_into_view(shape: &Shape, cell: (usize, usize)) -> bool {
    shape.merged.get(&cell).is_some_and(|last| !shape.hides_all(cell, *last))
}

fn is_on(element: &Element, name: &str) -> bool {
    matches!(element.attr(name), Some("1" | "true"))
}

/// The rows with their numbers, which may be left out.
pub(crate) fn rows(sheet: &Element) -> impl Iterator<Item = (usize, &Element)> {
    let mut last = 0_usize;
    sheet.child("sheetData").into_iter().flat_map(Element::elements).filter(|row| row.is("row")).map(
        move |row| {
            last = row.attr("r").and_then(|number| number.parse().ok()).unwrap_or(last.saturating_add(1));
            (last, row)
        },
    )
}

/// The place of a cell, which may be left out.
pub(crate) fn cell_place(cell: &Element, row: usize, last: &mut usize) -> (usize, usize) {
    let column = cell.attr("r").and_then(place_of).map_or(*last + 1, |(column, _)| column);
    *last = column;
    (column, row)
}

/// The text of a cell as it is kept.
pub(crate) fn text(cell: &Element, strings: &Strings) -> String {
    let value = || cell.child("v").map(Element::text).unwrap_or_default();
    match cell.attr("t") {
        Some("s") => value().trim().parse().map(|index| strings.text(index).to_owned()).unwrap_or_default(),
        Some("inlineStr") => cell.child("is").map(text_of).unwrap_or_default(),
        _ => value(),
    }
}

/// The first texts of a sheet.
pub(super) fn sample(sheet: &Element, strings: &Strings, most: usize) -> Vec<String> {
    rows(sheet)
        .flat_map(|(_, row)| row.elements())
        .map(|cell| text(cell, strings))
        .filter(|text| !text.trim().is_empty())
        .take(most)
        .collect()
}

/// Empties the cells that do not show. Answers whether there were any.
pub(super) fn take_hidden(
    title: &str,
    sheet: &mut Element,
    strings: &Strings,
    findings: &mut Findings,
) -> bool {
    let shape = Shape::of(sheet);
    if shape.hides_nothing() {
        return false;
    }
    let mut in_rows: Vec<(usize, String)> = Vec::new();
    let mut in_columns: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut last_row = 0_usize;
    let mut emptied = false;
    for row in sheet.child_mut("sheetData").into_iter().flat_map(Element::elements_mut) {
        last_row = row.attr("r").and_then(|number| number.parse().ok()).unwrap_or(last_row.saturating_add(1));
        let mut last_column = 0;
        let row_hidden = shape.hides_row(last_row);
        let mut told = String::new();
        for cell in row.elements_mut() {
            let place = cell_place(cell, last_row, &mut last_column);
            let column_hidden = shape.hides_column(place.0);
            if !row_hidden && !column_hidden || merged_into_view(&shape, place) {
                continue;
            }
            if cell.children.is_empty() {
                continue;
            }
            emptied = true;
            let content = text(cell, strings);
            if !content.trim().is_empty() {
                if row_hidden {
                    told.push_str(&content);
                    told.push(' ');
                } else {
                    in_columns.entry(place.0).or_default().push(content);
                }
            }
            cell.children.clear();
            cell.unset("t");
        }
        if !told.is_empty() {
            in_rows.push((last_row, told));
        }
    }
    for (row, text) in in_rows {
        findings.removed(LeakKind::HiddenRow, &format!("{title}!{row}:{row}"), &text);
    }
    for (column, texts) in in_columns {
        let column = letters(column);
        let texts: Vec<&str> = texts.iter().map(String::as_str).take(TOLD).collect();
        findings.removed(LeakKind::HiddenColumn, &format!("{title}!{column}:{column}"), &texts.join(" "));
    }
    emptied
}

/// The letters of a column.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        column /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).unwrap_or_default()
}

/// Turns formulas into the values they gave. A formula that never was computed stays, and is told.
pub(super) fn take_formulas(title: &str, sheet: &mut Element, findings: &mut Findings) -> bool {
    let (mut taken, mut example) = (0_usize, String::new());
    let mut last_row = 0_usize;
    for row in sheet.child_mut("sheetData").into_iter().flat_map(Element::elements_mut) {
        last_row = row.attr("r").and_then(|number| number.parse().ok()).unwrap_or(last_row.saturating_add(1));
        for cell in row.elements_mut() {
            let Some(formula) = cell.child("f").map(Element::text) else { continue };
            if cell.child("v").is_none() && cell.child("is").is_none() {
                let place = format!("{title}!{}", cell.attr("r").unwrap_or_default());
                findings.left(LeakKind::Formula, &place, &formula);
                continue;
            }
            cell.retain(|child| !child.is("f"));
            taken += 1;
            if example.is_empty() {
                example = formula;
            }
        }
    }
    if taken > 0 {
        findings.removed(LeakKind::Formula, title, &format!("{taken} × ={example}"));
    }
    taken > 0
}

/// Takes out rules and lists of choices that refer to other sheets or to names that went.
pub(super) fn take_rules(sheet: &mut Element, names: &[String]) -> bool {
    let refers = |element: &Element| {
        let mut found = false;
        element.walk(&mut |part| {
            if matches!(part.local(), "formula" | "formula1" | "formula2" | "f") {
                let text = part.text();
                let named = names.len() > NAMES || names.iter().any(|name| text.contains(name.as_str()));
                found |= named || text.contains(['!', '[']);
            }
        });
        found
    };
    let before = sheet.children.len();
    let mut changed = false;
    for element in sheet.elements_mut() {
        if matches!(element.local(), "conditionalFormatting" | "dataValidations" | "extLst") {
            let count = element.children.len();
            element.retain(|child| !refers(child));
            changed |= count != element.children.len();
        }
    }
    sheet.retain(|element| {
        let rules = matches!(element.local(), "conditionalFormatting" | "dataValidations" | "extLst");
        !rules || element.elements().next().is_some()
    });
    for element in sheet.elements_mut() {
        if element.is("dataValidations") {
            let count = element.elements().count().to_string();
            element.set("count", &count);
        }
    }
    changed || before != sheet.children.len()
}

/// Notes which shared strings the sheet uses.
pub(super) fn note_used(sheet: &Element, used: &mut BTreeSet<usize>) {
    for (_, row) in rows(sheet) {
        for cell in row.elements().filter(|cell| cell.attr("t") == Some("s")) {
            used.extend(cell.child("v").and_then(|value| value.text().trim().parse::<usize>().ok()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_columns_and_rows() {
        assert_eq!(place_of("A1"), Some((1, 1)));
        assert_eq!(place_of("$AB$12"), Some((28, 12)));
        assert_eq!(place_of("XFD1048576"), Some((16_384, 1_048_576)));
        for odd in ["", "1", "A", "AAAA1", "é1", "A1B"] {
            assert_eq!(place_of(odd), None, "{odd}");
        }
        assert_eq!(letters(28), "AB");
        assert_eq!(letters(16_384), "XFD");
    }
}
