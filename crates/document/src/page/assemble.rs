//! Pages into a document: tables in their place, paragraphs over line and page breaks, no running heads.

use std::collections::{HashMap, HashSet};

use gongkai_report::read::PICTURE;
use gongkai_report::source::{Block, Grid, GridCell, Source};

use super::columns::{Part, is_figure, parts};
use super::lattice::{Cell, Lattice, lattices};
use super::lines::{Line, doubtful, lines, off_level, text};
use super::{Area, Glyph, Page};
use crate::room::Room;
use crate::{DocumentError, LIMIT_CELLS};

/// Columns of a table and of its part on the next page differ by no more.
const SHIFT: f64 = 7.0;

/// Something on a page, in reading order.
enum Piece {
    Line(Line),
    Table { grid: Grid, xs: Vec<f64> },
    Picture,
}

/// The document that `pages` make.
///
/// # Errors
///
/// [`DocumentError`] when their tables are larger than is kept.
pub(crate) fn source(pages: &[Page]) -> Result<Source, DocumentError> {
    let split: Vec<(Vec<Lattice>, Vec<Line>)> = pages.iter().map(split).collect();
    let heads = running_heads(pages, &split);
    let mut writer = Writer { right: widest(&split), ..Writer::default() };
    for (page, (tables, lines)) in pages.iter().zip(split) {
        let lines: Vec<Line> = lines
            .into_iter()
            .filter(|line| !is_page_number(page, line) && !heads.contains(&stripped(&line.text)))
            .collect();
        writer.page(page, &tables, &lines)?;
    }
    writer.flush();
    Ok(writer.source)
}

/// The ruled tables of a page and the lines outside of them.
fn split(page: &Page) -> (Vec<Lattice>, Vec<Line>) {
    let tables: Vec<Lattice> =
        lattices(&page.rules).into_iter().filter(|table| table.rows() * table.columns() > 1).collect();
    let outside: Vec<Glyph> =
        page.glyphs.iter().filter(|glyph| !tables.iter().any(|table| table.holds(glyph))).copied().collect();
    (tables, lines(&outside))
}

/// A table's cells with their places.
fn grid(page: &Page, table: &Lattice, number: usize, room: &mut Room) -> Result<Grid, DocumentError> {
    let cells =
        table.cells(&page.glyphs.iter().filter(|glyph| table.holds(glyph)).copied().collect::<Vec<_>>());
    let mut texts: Vec<(String, String)> =
        cells.iter().map(|cell| (text(&cell.glyphs), cell.area.spot(page.number).to_string())).collect();
    for row in texts.chunks_mut(table.columns().max(1)).zip(cells.chunks(table.columns().max(1))) {
        doubt(row.0, row.1);
    }
    let mut rows = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let mut cells = Vec::with_capacity(table.columns());
        for column in 0..table.columns() {
            let owner = table.owner(row, column);
            if let Some((text, place)) = texts.get(owner) {
                room.cell(text)?;
                room.text(place)?;
            }
            let (text, place) = texts.get(owner).cloned().unwrap_or_default();
            let spanned = owner != row * table.columns() + column;
            cells.push(GridCell { text, spanned, place: Some(place) });
        }
        cells.truncate(
            table.columns_of(row, |owner| texts.get(owner).is_some_and(|(text, _)| !text.is_empty())),
        );
        rows.push(cells);
    }
    Ok(Grid { place: format!("第 {} 页第 {number} 个表", page.number), rows })
}

/// Marks the figures of a row that do not stand where its others do: somebody wrote them there later.
fn doubt(texts: &mut [(String, String)], cells: &[Cell]) {
    let figures: Vec<(&mut String, Area)> = texts
        .iter_mut()
        .zip(cells)
        .filter(|((text, _), _)| !text.is_empty() && is_figure(text))
        .filter_map(|((text, _), cell)| {
            Some((text, cell.glyphs.iter().map(|glyph| glyph.area).reduce(|one, other| one.with(&other))?))
        })
        .collect();
    let off = off_level(&figures.iter().map(|(_, area)| *area).collect::<Vec<_>>());
    for ((text, _), _) in figures.into_iter().zip(off).filter(|(_, off)| *off) {
        *text = doubtful(text);
    }
}

#[derive(Default)]
struct Writer {
    source: Source,
    /// The paragraph being written, and its last line.
    open: Option<(String, Line)>,
    /// The columns of the table that ended the page before.
    table: Option<Vec<f64>>,
    /// The right edge of full lines.
    right: f64,
    left: f64,
    room: Room,
}

impl Writer {
    fn page(&mut self, page: &Page, tables: &[Lattice], lines: &[Line]) -> Result<(), DocumentError> {
        self.left = lines.iter().map(|line| line.area.left).fold(f64::MAX, f64::min);
        let mut pieces: Vec<(f64, Piece)> = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            let grid = grid(page, table, number + 1, &mut self.room)?;
            pieces.push((table.area.top, Piece::Table { grid, xs: table.xs.clone() }));
        }
        for part in parts(lines, page.number) {
            match part {
                Part::Lines(lines) => {
                    pieces.extend(lines.into_iter().map(|line| (line.area.middle().1, Piece::Line(line))));
                }
                Part::Grid(grid, area) => pieces.push((area.top, Piece::Table { grid, xs: Vec::new() })),
            }
        }
        if page.picture {
            pieces.push((page.height, Piece::Picture));
        }
        pieces.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let mut first = true;
        for (_, piece) in pieces {
            match piece {
                Piece::Line(line) => self.line(line, first),
                Piece::Table { grid, xs } => self.table(grid, xs, first)?,
                Piece::Picture => {
                    self.flush();
                    self.source.blocks.push(Block::Paragraph(PICTURE.to_owned()));
                    continue;
                }
            }
            first = false;
        }
        Ok(())
    }

    fn table(&mut self, grid: Grid, xs: Vec<f64>, first: bool) -> Result<(), DocumentError> {
        self.flush();
        let before = self.table.take().filter(|before| first && same_table(before, &xs));
        if let (Some(before), Some(Block::Grid(open))) = (before, self.source.blocks.last_mut()) {
            // The page ended inside the table; one part may show columns that are merged in the other.
            let fine = if before.len() < xs.len() { xs.clone() } else { before.clone() };
            let rows = std::mem::take(&mut open.rows);
            let high = rows.len() + grid.rows.len();
            if before.len() != xs.len() && high.saturating_mul(fine.len()) > LIMIT_CELLS {
                return Err(DocumentError::TooManyCells);
            }
            open.rows = rows.into_iter().map(|row| spread(row, &before, &fine)).collect();
            open.rows.extend(grid.rows.into_iter().map(|row| spread(row, &xs, &fine)));
            self.table = Some(fine);
        } else {
            self.source.blocks.push(Block::Grid(grid));
            self.table = (!xs.is_empty()).then_some(xs);
        }
        Ok(())
    }

    fn line(&mut self, line: Line, first: bool) {
        self.table = None;
        if let Some((text, last)) = &mut self.open
            && continues(last, &line, self.left, self.right, first)
        {
            let latin = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric());
            if latin(text.chars().next_back()) && latin(line.text.chars().next()) {
                text.push(' ');
            }
            text.push_str(&line.text);
            *last = line;
            return;
        }
        self.flush();
        self.open = Some((line.text.clone(), line));
    }

    fn flush(&mut self) {
        if let Some((text, _)) = self.open.take() {
            self.source.blocks.push(Block::Paragraph(text));
        }
    }
}

/// True when two tables have the same side walls and one has no wall that the other lacks.
fn same_table(one: &[f64], other: &[f64]) -> bool {
    let (coarse, fine) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let near = |x: f64| fine.iter().any(|known| (known - x).abs() < SHIFT);
    let edge = |one: Option<&f64>, other: Option<&f64>| {
        one.zip(other).is_some_and(|(one, other)| (one - other).abs() < SHIFT)
    };
    coarse.len() > 1
        && edge(coarse.first(), fine.first())
        && edge(coarse.last(), fine.last())
        && coarse.iter().all(|x| near(*x))
}

/// A row of the columns `own`, over the columns `fine`.
fn spread(row: Vec<GridCell>, own: &[f64], fine: &[f64]) -> Vec<GridCell> {
    if own.len() == fine.len() {
        return row;
    }
    let mut out = Vec::with_capacity(fine.len());
    let mut before = None;
    for pair in fine.windows(2) {
        let middle = pair.iter().sum::<f64>() / 2.0;
        let last = own.len().saturating_sub(2);
        let column = own.iter().filter(|x| **x <= middle).count().saturating_sub(1).min(last);
        // The row may have ended early.
        let Some(mut cell) = row.get(column).cloned() else { break };
        cell.spanned |= before == Some(column);
        before = Some(column);
        out.push(cell);
    }
    out
}

/// True when `line` goes on with the sentence of the full line before it.
fn continues(last: &Line, line: &Line, left: f64, right: f64, new_page: bool) -> bool {
    let size = last.size.max(line.size);
    let near = new_page || line.area.top - last.area.bottom < size * 2.2;
    let same = (last.size - line.size).abs() < size * 0.25;
    near && same && line.area.left < left + size * 1.2 && last.area.right > right - size * 2.5
}

fn widest(split: &[(Vec<Lattice>, Vec<Line>)]) -> f64 {
    split.iter().flat_map(|(_, lines)| lines).map(|line| line.area.right).fold(0.0, f64::max)
}

/// `- 4 -`, `4`, `第 4 页 共 9 页` at the head or foot of a page.
fn is_page_number(page: &Page, line: &Line) -> bool {
    let words: String = line.text.chars().filter(|ch| !ch.is_whitespace()).collect();
    let bare = words.trim_matches(|ch: char| matches!(ch, '-' | '—' | '–' | '－' | '―' | '─' | '·' | '~'));
    let digits = !bare.is_empty() && bare.len() <= 4 && bare.chars().all(|ch| ch.is_ascii_digit());
    let counted = words.starts_with('第')
        && words.contains('页')
        && words.chars().all(|ch| ch.is_ascii_digit() || "第页共/".contains(ch));
    at_edge(page, &line.area) && (digits || counted)
}

fn at_edge(page: &Page, area: &Area) -> bool {
    area.bottom < page.height * 0.1 || area.top > page.height * 0.88
}

fn stripped(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_ascii_digit() && !ch.is_whitespace()).collect()
}

/// Short lines that stand at the head or foot of most pages.
fn running_heads(pages: &[Page], split: &[(Vec<Lattice>, Vec<Line>)]) -> HashSet<String> {
    let mut counted: HashMap<String, usize> = HashMap::new();
    for (page, (_, lines)) in pages.iter().zip(split) {
        for line in lines.iter().filter(|line| at_edge(page, &line.area) && line.text.chars().count() <= 40) {
            *counted.entry(stripped(&line.text)).or_default() += 1;
        }
    }
    let enough = pages.len().div_ceil(2).max(2);
    counted
        .into_iter()
        .filter(|(text, count)| *count >= enough && !text.is_empty())
        .map(|(text, _)| text)
        .collect()
}
