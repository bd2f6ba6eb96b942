//! A form's table in the Word file.

use docx_rs::{
    BorderType, HeightRule, Table, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::{cell_paragraph, characters};
use crate::block::Cell;

/// Height of a line in a form, in twentieths of a point.
const LINE: f32 = 420.0;
/// Room above and below the text of a cell.
const ROOM: f32 = 80.0;

/// The table, its columns as wide as on paper.
pub(super) fn table(widths: &[u8], rows: &[Vec<Cell>]) -> Table {
    let grid: Vec<usize> = widths.iter().map(|width| twips(u32::from(*width))).collect();
    let total = grid.iter().sum();
    Table::new(rows.iter().map(|row| table_row(row, widths)).collect())
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .width(total, WidthType::Dxa)
        .set_borders(borders())
}

fn table_row(row: &[Cell], widths: &[u8]) -> TableRow {
    let mut column = 0_usize;
    let mut cells = Vec::new();
    for cell in row {
        let span = usize::from(cell.columns);
        let width: u32 = widths.iter().skip(column).take(span).map(|width| u32::from(*width)).sum();
        column += span;
        let mut table_cell = TableCell::new()
            .width(twips(width), WidthType::Dxa)
            .grid_span(span)
            .vertical_align(VAlignType::Center);
        // A cell without a paragraph is no valid cell.
        if cell.paragraphs.is_empty() {
            table_cell = table_cell.add_paragraph(cell_paragraph(&[], cell.label));
        }
        for words in &cell.paragraphs {
            table_cell = table_cell.add_paragraph(cell_paragraph(words, cell.label));
        }
        cells.push(table_cell);
    }
    let lines = row.iter().map(|cell| cell.lines).max().unwrap_or(1);
    TableRow::new(cells)
        .row_height(f32::from(lines) * LINE + ROOM)
        .height_rule(HeightRule::AtLeast)
        .cant_split()
}

fn borders() -> TableBorders {
    [
        TableBorderPosition::Top,
        TableBorderPosition::Bottom,
        TableBorderPosition::Left,
        TableBorderPosition::Right,
        TableBorderPosition::InsideH,
        TableBorderPosition::InsideV,
    ]
    .into_iter()
    .fold(TableBorders::with_empty(), |borders, position| {
        borders.set(TableBorder::new(position).border_type(BorderType::Single).size(4).color("000000"))
    })
}

fn twips(width: u32) -> usize {
    usize::try_from(characters(f64::from(width))).unwrap_or_default()
}
