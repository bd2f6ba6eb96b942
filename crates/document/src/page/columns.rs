//! Tables without ruled lines: figures below each other make columns, labels beside them make rows.
//!
//! A label wrapped over several lines goes to the row of figures it stands nearest to. Where that is wrong the label
//! is none of the form, and its figures are left unread.

use gongkai_report::source::{Grid, GridCell};

use super::Area;
use super::lines::{Line, Word, doubtful, off_level};

/// Figures a row of such a table has.
const FIGURES: usize = 7;
/// Rows of figures that make a table.
const ROWS: usize = 4;
/// Figures of the one long row of table 四.
const WIDE: usize = 15;

/// What a stretch of lines is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Lines(Vec<Line>),
    Grid(Grid, Area),
}

/// Finds the tables among the lines of a page.
pub(super) fn parts(lines: &[Line], page: u32) -> Vec<Part> {
    let rows: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| figures(line).len() >= 5).map(|(at, _)| at).collect();
    // Rows of one table stand within a few lines of each other.
    let mut stretches: Vec<Vec<usize>> = Vec::new();
    for row in rows {
        match stretches.last_mut() {
            Some(stretch) if stretch.last().is_some_and(|last| row - last <= 5) => stretch.push(row),
            _ => stretches.push(vec![row]),
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for stretch in stretches {
        let found = match stretch.as_slice() {
            [only] => wide(lines, *only, from, page),
            [_, ..] if stretch.len() >= ROWS => table(lines, &stretch, from, page),
            _ => None,
        };
        let Some(found) = found else { continue };
        out.push(Part::Lines(lines.get(from..found.begin).unwrap_or_default().to_vec()));
        out.push(Part::Grid(found.grid, found.area));
        from = found.end;
    }
    out.push(Part::Lines(lines.get(from..).unwrap_or_default().to_vec()));
    out.retain(|part| !matches!(part, Part::Lines(lines) if lines.is_empty()));
    out
}

/// A table and the lines it takes up.
struct Found {
    grid: Grid,
    area: Area,
    begin: usize,
    end: usize,
}

/// One long row of figures, its heads wrapped in columns above.
fn wide(lines: &[Line], row: usize, floor: usize, page: u32) -> Option<Found> {
    let line = lines.get(row)?;
    let figures = figures(line);
    if figures.len() != WIDE || !labels(line).is_empty() {
        return None;
    }
    let centres: Vec<f64> = figures.iter().map(|word| word.area.middle().0).collect();
    let pitch = (centres.last()? - centres.first()?) / 14.0;
    let mut heads: Vec<Vec<&Word>> = vec![Vec::new(); WIDE];
    let mut begin = row;
    let mut area = line.area;
    while begin > floor && begin + 12 > row {
        let above = lines.get(begin - 1)?;
        let chapter = above.words.len() == 1 && above.text.contains('、');
        let far = area.top - above.area.bottom > 3.0 * line.size;
        if chapter
            || far
            || above.text.contains(['。', '，'])
            || (above.size - line.size).abs() > 0.3 * line.size
        {
            break;
        }
        for word in &above.words {
            let (x, _) = word.area.middle();
            let distance = |centre: f64| (centre - x).abs();
            let nearest = centres
                .iter()
                .enumerate()
                .min_by(|(_, one), (_, other)| distance(**one).total_cmp(&distance(**other)));
            let slot = nearest
                .filter(|(_, centre)| distance(**centre) < pitch * 1.5)
                .and_then(|(at, _)| heads.get_mut(at))?;
            slot.push(word);
        }
        area = area.with(&above.area);
        begin -= 1;
    }
    let cell = |text: String, area: &Area| GridCell {
        text,
        spanned: false,
        place: Some(area.spot(page).to_string()),
    };
    let head = heads.iter().map(|words| {
        let text: Vec<&str> = words.iter().rev().map(|word| word.text.as_str()).collect();
        cell(text.join("\n"), &area)
    });
    let off = beside_others(lines, &[row], f64::MIN) == [true];
    let text = |word: &Word| if off { doubtful(&word.text) } else { word.text.clone() };
    let values = figures.iter().map(|word| cell(text(word), &word.area));
    let rows = vec![head.collect(), values.collect()];
    Some(Found { grid: Grid { place: format!("第 {page} 页的表"), rows }, area, begin, end: row + 1 })
}

/// The words of a line that are figures and stand right of all others.
fn figures(line: &Line) -> &[Word] {
    let count = line.words.iter().rev().take_while(|word| is_figure(&word.text)).count();
    line.words.get(line.words.len() - count..).unwrap_or_default()
}

pub(super) fn is_figure(text: &str) -> bool {
    text.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, ',' | '.' | '-' | '/' | '—' | '０'..='９'))
}

/// The words of a line left of its figures.
fn labels(line: &Line) -> &[Word] {
    line.words.get(..line.words.len() - figures(line).len()).unwrap_or_default()
}

fn table(lines: &[Line], rows: &[usize], floor: usize, page: u32) -> Option<Found> {
    let (first, last) = (*rows.first()?, *rows.last()?);
    let row_lines: Vec<&Line> = rows.iter().filter_map(|&at| lines.get(at)).collect();
    let centres = centres(&row_lines)?;
    let edge = row_lines
        .iter()
        .filter_map(|line| figures(line).first())
        .map(|word| word.area.left)
        .fold(f64::MAX, f64::min);
    // A label may begin above its first row of figures and end below its last.
    let size = row_lines.first().map_or(10.0, |line| line.size);
    let near = |at: usize, of: usize| match (lines.get(at), lines.get(of)) {
        (Some(line), Some(row)) => {
            (line.area.middle().1 - row.area.middle().1).abs() < 2.6 * size
                && line.area.left < edge
                && line.area.right < edge
        }
        _ => false,
    };
    let mut begin = first;
    while begin > floor && begin > first.saturating_sub(2) && near(begin - 1, first) {
        begin -= 1;
    }
    let mut end = last + 1;
    while end < lines.len() && end <= last + 2 && near(end, last) {
        end += 1;
    }
    let mut wrapped: Vec<Vec<&Word>> = vec![Vec::new(); rows.len()];
    for at in begin..end {
        let Some(line) = lines.get(at).filter(|_| !rows.contains(&at)) else { continue };
        let y = line.area.middle().1;
        let nearest = row_lines
            .iter()
            .enumerate()
            .min_by(|(_, one), (_, other)| {
                (one.area.middle().1 - y).abs().total_cmp(&(other.area.middle().1 - y).abs())
            })
            .map(|(index, _)| index)?;
        if let (Some(slot), Some(word)) = (wrapped.get_mut(nearest), line.words.last()) {
            slot.push(word);
        }
    }
    let off = beside_others(lines, rows, edge);
    let mut area: Option<Area> = None;
    let mut out = Vec::new();
    for ((line, pieces), off) in row_lines.iter().zip(&wrapped).zip(off) {
        let own = labels(line).last();
        let left = own.or(pieces.first().copied()).map_or(0.0, |word| word.area.left);
        // The group's name stands in a column of its own, further left.
        let mut words: Vec<&Word> =
            pieces.iter().copied().filter(|word| (word.area.left - left).abs() < 1.6 * line.size).collect();
        words.extend(own);
        words.sort_by(|one, other| one.area.top.total_cmp(&other.area.top));
        let label: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let place = line.area.spot(page).to_string();
        let mut cells = vec![GridCell { text: label.join("\n"), spanned: false, place: Some(place) }];
        let mut figures = placed(figures(line), &centres, page);
        figures.iter_mut().filter(|_| off).for_each(|cell| cell.text = doubtful(&cell.text));
        cells.extend(figures);
        area =
            Some(words.iter().fold(area.map_or(line.area, |area| area.with(&line.area)), |area, word| {
                area.with(&word.area)
            }));
        out.push(cells);
    }
    Some(Found { grid: Grid { place: format!("第 {page} 页的表"), rows: out }, area: area?, begin, end })
}

/// Which rows have figures near them that may be theirs or not: those of no row, and a row so close that one of the two has no
/// label on its line, or the label stands between them: numbers broken over two lines make such rows.
fn beside_others(lines: &[Line], rows: &[usize], edge: f64) -> Vec<bool> {
    let has_figures =
        |line: &Line| line.words.iter().any(|word| word.area.middle().0 > edge && is_figure(&word.text));
    let is_doubtful = |row: usize, at: usize| {
        let (Some(own), Some(other)) = (lines.get(row), lines.get(at)) else { return false };
        let apart = (own.area.middle().1 - other.area.middle().1).abs() / own.size.max(other.size);
        if rows.contains(&at) {
            apart < 1.5 && (labels(own).is_empty() || labels(other).is_empty() || at.abs_diff(row) > 1)
        } else {
            apart < 2.0 && has_figures(other)
        }
    };
    let around = |row: usize| (row.saturating_sub(3)..row + 4).filter(move |at| *at != row);
    rows.iter().map(|row| around(*row).any(|at| is_doubtful(*row, at))).collect()
}

/// The middle of each column, by the rows that have all figures.
fn centres(rows: &[&Line]) -> Option<Vec<f64>> {
    let whole: Vec<&[Word]> =
        rows.iter().map(|line| figures(line)).filter(|figures| figures.len() == FIGURES).collect();
    if whole.len() < ROWS - 1 {
        return None;
    }
    let count: f64 = whole.iter().map(|_| 1.0).sum();
    let middle = |column: usize| {
        whole.iter().filter_map(|row| row.get(column)).map(|word| word.area.middle().0).sum::<f64>() / count
    };
    Some((0..FIGURES).map(middle).collect())
}

/// The figures by their columns; all in a row of their own width when one fits none or two fit the same.
fn placed(figures: &[Word], centres: &[f64], page: u32) -> Vec<GridCell> {
    // Where one figure stands higher, two lines have become one, and none can be trusted to be whole.
    let off = off_level(&figures.iter().map(|word| word.area).collect::<Vec<_>>()).contains(&true);
    let cell = |word: &Word| GridCell {
        text: if off { doubtful(&word.text) } else { word.text.clone() },
        spanned: false,
        place: Some(word.area.spot(page).to_string()),
    };
    let pitch = centres
        .windows(2)
        .map(|pair| pair.iter().rev().copied().reduce(|a, b| a - b).unwrap_or(0.0))
        .fold(f64::MAX, f64::min);
    let mut row: Vec<GridCell> = vec![GridCell::default(); centres.len()];
    for word in figures {
        let (x, _) = word.area.middle();
        let column = centres.iter().position(|centre| (centre - x).abs() < pitch * 0.5);
        match column.and_then(|column| row.get_mut(column)).filter(|slot| slot.text.is_empty()) {
            Some(slot) => *slot = cell(word),
            None => return figures.iter().map(cell).collect(),
        }
    }
    row
}
