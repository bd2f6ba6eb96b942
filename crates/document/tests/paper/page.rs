//! Lays a report out on pages: wrapped labels, tables broken over pages, rows torn, page numbers between.

use super::{Cell, Dice, Piece, Table};

const WIDTH: f64 = 595.0;
const LEFT: f64 = 70.0;
const ROOM: f64 = 455.0;
const TOP: f64 = 72.0;
const BOTTOM: f64 = 770.0;
/// Type in tables, and from line to line.
const SMALL: f64 = 9.0;
const PITCH: f64 = 11.5;

/// Something drawn on a page; places are from the top left corner, a text's by its base line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    Text { x: f64, y: f64, size: f64, text: String },
    Line { from: (f64, f64), to: (f64, f64) },
}

/// The pages of a document.
pub(crate) type Pages = Vec<Vec<Mark>>;

/// How a program lays tables out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// Ruled lines are drawn.
    pub(crate) ruled: bool,
    /// A page may end inside a row.
    pub(crate) torn: bool,
    /// The head is repeated on the next page.
    pub(crate) repeated: bool,
    /// A merged label is divided between the pages.
    pub(crate) divided: bool,
    /// Figures of a torn row stand on its first page.
    pub(crate) early: bool,
    /// Figures at the right of their cell.
    pub(crate) right: bool,
    /// Where the first page begins, so that pages break elsewhere.
    pub(crate) drop: f64,
}

impl Style {
    pub(crate) fn by(dice: &mut Dice) -> Style {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let drop = dice.roll(500) as f64;
        Style {
            ruled: true,
            torn: dice.coin(),
            repeated: dice.coin(),
            divided: dice.coin(),
            early: dice.coin(),
            right: dice.coin(),
            drop,
        }
    }
}

pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|ch| if ch.is_ascii() { 0.5 } else { 1.0 } * size).sum()
}

fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    let whole = text.chars().all(|ch| ch.is_ascii_digit() || ch == '.' || ch == ',');
    for ch in text.chars() {
        let step = if ch.is_ascii() { 0.5 } else { 1.0 } * size;
        if ch == '\n' || !whole && used + step > room && used > 0.0 {
            lines.push(String::new());
            used = 0.0;
        }
        if ch != '\n' {
            lines.last_mut().unwrap().push(ch);
            used += step;
        }
    }
    lines
}

struct Writer<'a> {
    pages: Pages,
    y: f64,
    style: &'a Style,
}

/// The pages of a report.
pub(crate) fn pages(pieces: &[Piece], style: &Style) -> Pages {
    let mut writer = Writer { pages: vec![Vec::new()], y: TOP + style.drop, style };
    for piece in pieces {
        match piece {
            Piece::Title(text) => {
                let x = (WIDTH - width(text, 16.0)) / 2.0;
                writer.line(x, 16.0, text, 30.0);
            }
            Piece::Heading(text) => writer.line(LEFT + 28.0, 14.0, text, 26.0),
            Piece::Text(text) => writer.paragraph(text),
            Piece::Table(table) => writer.table(table),
        }
    }
    for (number, page) in writer.pages.iter_mut().enumerate() {
        let text = format!("- {} -", number + 1);
        page.push(Mark::Text { x: 285.0, y: 805.0, size: 10.5, text });
    }
    writer.pages
}

impl Writer<'_> {
    fn mark(&mut self, mark: Mark) {
        self.pages.last_mut().unwrap().push(mark);
    }

    fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    fn line(&mut self, x: f64, size: f64, text: &str, height: f64) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
        let y = self.y + height * 0.75;
        self.mark(Mark::Text { x, y, size, text: text.to_owned() });
        self.y += height;
    }

    fn paragraph(&mut self, text: &str) {
        let mut lines = wrap(&format!("　　{text}"), ROOM, 14.0);
        lines[0] = lines[0].replace('　', "");
        for (index, line) in lines.iter().enumerate() {
            self.line(LEFT + if index == 0 { 28.0 } else { 0.0 }, 14.0, line, 24.0);
        }
    }

    fn table(&mut self, table: &Table) {
        let share: f64 = table.columns.iter().sum();
        let mut edges = vec![LEFT];
        for column in &table.columns {
            edges.push(edges.last().unwrap() + column / share * ROOM);
        }
        let placed = placed(table);
        let lines = |cell: &Cell, column: usize| {
            let room = edges[(column + cell.across).min(edges.len() - 1)] - edges[column] - 5.0;
            wrap(&cell.text, room, SMALL)
        };
        let mut heights = vec![PITCH + 6.0; table.rows.len()];
        for tall in [false, true] {
            for (row, column, cell) in placed.iter().filter(|(_, _, cell)| (cell.down > 1) == tall) {
                #[expect(clippy::cast_precision_loss, reason = "a small number")]
                let need = lines(cell, *column).len() as f64 * PITCH + 6.0;
                let down = cell.down.min(heights.len() - row);
                let have: f64 = heights[*row..row + down].iter().sum();
                if need > have {
                    heights[row + down - 1] += need - have;
                }
            }
        }
        // The rows in strips: a strip is a row, or a part of it, on one page.
        let mut strips: Vec<Strip> = Vec::new();
        let mut y = self.y;
        let mut page = self.pages.len() - 1;
        let head: f64 = heights[..table.head].iter().sum();
        for (row, &height) in heights.iter().enumerate() {
            if y + height > BOTTOM {
                let room = BOTTOM - y;
                let tear =
                    self.style.torn && row >= table.head && room > PITCH + 5.0 && height - room > PITCH + 5.0;
                if tear {
                    strips.push(Strip { row, page, top: y, bottom: BOTTOM, part: Part::Upper });
                }
                page += 1;
                y = TOP;
                if self.style.repeated && row >= table.head && table.head > 0 {
                    for (above, &height) in heights[..table.head].iter().enumerate() {
                        strips.push(Strip {
                            row: above,
                            page,
                            top: y,
                            bottom: y + height,
                            part: Part::Again,
                        });
                        y += height;
                    }
                    let _ = head;
                }
                if tear {
                    let rest = (height - room).max(PITCH + 6.0);
                    strips.push(Strip { row, page, top: y, bottom: y + rest, part: Part::Lower });
                    y += rest;
                    continue;
                }
            }
            strips.push(Strip { row, page, top: y, bottom: y + height, part: Part::Whole });
            y += height;
        }
        while self.pages.len() <= page {
            self.pages.push(Vec::new());
        }
        for (row, column, cell) in &placed {
            let (left, right) = (edges[*column], edges[(column + cell.across).min(edges.len() - 1)]);
            for again in [false, true] {
                let own: Vec<&Strip> = strips
                    .iter()
                    .filter(|strip| {
                        (*row..row + cell.down).contains(&strip.row) && (strip.part == Part::Again) == again
                    })
                    .collect();
                self.cell(cell, &lines(cell, *column), left, right, &own);
            }
        }
        self.y = y + 10.0;
        if self.y > BOTTOM {
            self.next_page();
        }
    }

    /// Draws a cell over the strips it covers.
    fn cell(&mut self, cell: &Cell, lines: &[String], left: f64, right: f64, strips: &[&Strip]) {
        let mut segments: Vec<(usize, f64, f64, bool)> = Vec::new();
        for strip in strips {
            let torn = strip.part != Part::Whole && strip.part != Part::Again;
            match segments.iter_mut().find(|(page, ..)| *page == strip.page) {
                Some(segment) => segment.2 = strip.bottom,
                None => segments.push((strip.page, strip.top, strip.bottom, torn)),
            }
        }
        let count = segments.len();
        let mut rest: &[String] = lines;
        for (index, (page, top, bottom, torn)) in segments.into_iter().enumerate() {
            let last = index + 1 == count;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
            let fits = ((bottom - top - 3.0) / PITCH).max(0.0) as usize;
            let take = if last {
                rest.len()
            } else if cell.figure.is_some() {
                if torn && !self.style.early { 0 } else { rest.len() }
            } else if self.style.divided || torn && cell.down == 1 {
                (rest.len() / (count - index)).max(1).min(fits).min(rest.len())
            } else {
                rest.len().min(fits.max(1))
            };
            let (here, later) = rest.split_at(take);
            rest = later;
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let block = here.len() as f64 * PITCH;
            let mut y = top + (bottom - top - block) / 2.0 + SMALL;
            for line in here {
                let wide = width(line, SMALL);
                let x = match (cell.figure, self.style.right) {
                    (Some(_), true) => right - wide - 3.0,
                    (Some(_), false) => (left + right - wide) / 2.0,
                    (None, _) => left + 2.5,
                };
                if !line.is_empty() {
                    self.pages[page].push(Mark::Text { x, y, size: SMALL, text: line.clone() });
                }
                y += PITCH;
            }
            if self.style.ruled {
                let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
                for pair in corners.windows(2) {
                    self.pages[page].push(Mark::Line { from: pair[0], to: pair[1] });
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Whole,
    Upper,
    Lower,
    Again,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Strip {
    row: usize,
    page: usize,
    top: f64,
    bottom: f64,
    part: Part,
}

/// The cells with the row and column where each begins.
pub(crate) fn placed(table: &Table) -> Vec<(usize, usize, &Cell)> {
    let width = table.columns.len();
    let mut taken = vec![vec![false; width]; table.rows.len()];
    let mut out = Vec::new();
    for (row, cells) in table.rows.iter().enumerate() {
        let mut column = 0;
        for cell in cells {
            while column < width && taken[row][column] {
                column += 1;
            }
            let (across, down) =
                (cell.across.min(width.saturating_sub(column)), cell.down.min(table.rows.len() - row));
            if across == 0 {
                break;
            }
            for line in &mut taken[row..row + down] {
                line[column..column + across].fill(true);
            }
            out.push((row, column, cell));
            column += across;
        }
    }
    out
}
