//! Plain text: lines with tabs are rows of a grid, other lines are paragraphs.

use gongkai_report::source::{Block, Grid, GridCell, Source};

use crate::{DocumentError, LIMIT_CELLS};

pub(crate) fn read(text: &str) -> Result<Source, DocumentError> {
    let mut source = Source::default();
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    let (mut grids, mut cells) = (0, 0);
    let mut flush = |rows: &mut Vec<Vec<GridCell>>, source: &mut Source| {
        if !rows.is_empty() {
            grids += 1;
            let grid = Grid { place: format!("第 {grids} 个表"), rows: std::mem::take(rows) };
            source.blocks.push(Block::Grid(grid));
        }
    };
    for line in text.lines() {
        if line.trim().is_empty() {
            // A page break leaves blank lines inside a table.
            continue;
        }
        if line.contains('\t') {
            let row: Vec<GridCell> = line.split('\t').map(|cell| GridCell::new(cell.trim(), false)).collect();
            cells += row.len();
            if cells > LIMIT_CELLS {
                return Err(DocumentError::TooManyCells);
            }
            rows.push(row);
        } else {
            flush(&mut rows, &mut source);
            source.blocks.push(Block::Paragraph(line.trim().to_owned()));
        }
    }
    flush(&mut rows, &mut source);
    Ok(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_do_not_part_a_table() {
        let source = read("标题\n\na\t1\n\nb\t2\n\n尾").unwrap();
        assert_eq!(source.blocks.len(), 3);
        let Block::Grid(grid) = &source.blocks[1] else { panic!("no grid") };
        assert_eq!(grid.rows.len(), 2);
    }
}
