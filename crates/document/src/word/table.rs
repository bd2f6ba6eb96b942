//! Tables: cells merged across columns and rows, and which rows are heads.

use std::collections::HashMap;

use super::Targets;
use super::body::Reader;
use crate::article::{Block, Cell, Inline, RemarkKind, Table};
use crate::office::xml::Element;
use crate::wordml;

/// Widest and longest span believed.
const SPAN: usize = 1_000;
/// Longest text of a cell that is taken for a head.
const HEAD_CHARS: usize = 24;
/// Most rows that are taken for a head.
const HEAD_ROWS: usize = 4;

/// Where a cell stands while the table is read.
struct Place {
    column: usize,
    columns: usize,
    continues: bool,
    cell: Option<Cell>,
}

/// The table; what it holds, when it is but a frame around one cell.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    element: &'a Element,
    targets: &'a Targets,
    depth: usize,
) -> Vec<Block> {
    let mut rows: Vec<Vec<Place>> = Vec::new();
    let mut marked = 0;
    for row in element.elements().filter(|child| child.is("tr")) {
        let properties = row.child("trPr");
        let number = |name: &str| {
            let value = properties.and_then(|own| own.child(name)).and_then(|child| child.attr("w:val"));
            value.and_then(|value| value.parse::<usize>().ok()).unwrap_or(0).min(SPAN)
        };
        if properties.and_then(|own| wordml::switch(own, "tblHeader")) == Some(true) && marked == rows.len() {
            marked += 1;
        }
        let mut places = Vec::new();
        let mut column = 0;
        let before = number("gridBefore");
        if before > 0 {
            places.push(Place { column, columns: before, continues: false, cell: Some(blank(before)) });
            column += before;
        }
        for cell in row.elements().filter(|child| child.is("tc")) {
            let own = cell.child("tcPr");
            let value =
                |name: &str| own.and_then(|own| own.child(name)).and_then(|child| child.attr("w:val"));
            let columns =
                value("gridSpan").and_then(|span| span.parse().ok()).unwrap_or(1_usize).clamp(1, SPAN);
            let merge = own.and_then(|own| own.child("vMerge"));
            // A mark without a word continues what began above.
            let continues = merge.is_some_and(|merge| merge.attr("w:val") != Some("restart"));
            let blocks = reader.blocks(cell, targets, depth + 1);
            places.push(Place { column, columns, continues, cell: Some(Cell { columns, rows: 1, blocks }) });
            column += columns;
        }
        rows.push(places);
    }
    merge(&mut rows);
    let mut rows: Vec<Vec<Cell>> =
        rows.into_iter().map(|places| places.into_iter().filter_map(|place| place.cell).collect()).collect();
    // A row all of whose places are covered from above would be no row.
    rows.retain(|row| !row.is_empty());
    if let [row] = rows.as_mut_slice()
        && let [cell] = row.as_mut_slice()
    {
        return std::mem::take(&mut cell.blocks);
    }
    if rows.iter().flatten().all(|cell| cell.blocks.is_empty()) {
        return Vec::new();
    }
    let head_rows = match marked {
        0 => {
            let guessed = likely_head(&rows);
            if guessed > 0 {
                let words: Vec<String> = rows.first().into_iter().flatten().map(words).collect();
                reader.remark(RemarkKind::HeadGuessed, &words.join("、"));
            }
            guessed
        }
        // A table of heads only has none.
        marked if marked >= rows.len() => 0,
        marked => marked,
    };
    vec![Block::Table(Table { head_rows, rows })]
}

fn blank(columns: usize) -> Cell {
    Cell { columns, rows: 1, blocks: Vec::new() }
}

/// Lets each cell that began a merge cover the ones below that continue it.
fn merge(rows: &mut [Vec<Place>]) {
    // For each column, the row and place of the cell that may be continued below.
    let mut open: HashMap<usize, (usize, usize)> = HashMap::new();
    for row in 0..rows.len() {
        let places = rows.get(row).map_or(0, Vec::len);
        let mut next: HashMap<usize, (usize, usize)> = HashMap::new();
        for index in 0..places {
            let Some(place) = rows.get(row).and_then(|places| places.get(index)) else { continue };
            let (column, columns) = (place.column, place.columns);
            let above = open.get(&column).copied().filter(|_| place.continues);
            let begun = above.filter(|(row, index)| {
                let above = rows.get(*row).and_then(|places| places.get(*index));
                above.is_some_and(|above| above.column == column && above.columns == columns)
            });
            let holder = match begun {
                Some((first, at)) => {
                    let taken = rows
                        .get_mut(row)
                        .and_then(|places| places.get_mut(index))
                        .and_then(|place| place.cell.take());
                    if let Some(cell) = rows
                        .get_mut(first)
                        .and_then(|places| places.get_mut(at))
                        .and_then(|place| place.cell.as_mut())
                    {
                        cell.rows += 1;
                        // Some programs put text into covered cells; nobody sees it, and it is not lost.
                        cell.blocks.extend(taken.into_iter().flat_map(|cell| cell.blocks));
                    }
                    (first, at)
                }
                None => (row, index),
            };
            next.insert(column, holder);
        }
        open = next;
    }
}

/// How many of the first rows name what the columns hold: short words in every cell, none of which reaches below.
fn likely_head(rows: &[Vec<Cell>]) -> usize {
    let Some(first) = rows.first().filter(|first| first.len() > 1) else { return 0 };
    let height = first.iter().map(|cell| cell.rows).max().unwrap_or(1);
    if height > HEAD_ROWS || height >= rows.len() {
        return 0;
    }
    let (head, body) = rows.split_at(height);
    let width = first.iter().map(|cell| cell.columns).sum::<usize>();
    let short = |text: &str| {
        (1..=HEAD_CHARS).contains(&text.chars().count()) && text.chars().any(char::is_alphabetic)
    };
    let named = head
        .iter()
        .enumerate()
        .all(|(index, row)| row.iter().all(|cell| cell.rows + index <= height && short(&words(cell))));
    let fits = body.iter().all(|row| row.iter().map(|cell| cell.columns).sum::<usize>() <= width);
    if named && fits { height } else { 0 }
}

/// The words of a cell on one line.
fn words(cell: &Cell) -> String {
    let mut text = String::new();
    for block in &cell.blocks {
        if let Block::Paragraph { content, .. } | Block::Heading { content, .. } = block {
            for inline in content {
                if let Inline::Text { text: part, .. } = inline {
                    text.push_str(part.trim());
                }
            }
        }
    }
    text
}
