//! Damage as files in the wild have it, and what a reading of a damaged file may say.

use gongkai_report::check::{CheckContext, check};
use gongkai_report::{AnnualReport, CellId, CellState};
use rust_decimal::Decimal;

use super::page::{Mark, Pages};
use super::{Dice, Piece, Report, Table};

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Damage {
    None,
    /// A figure is gone.
    LostCell,
    /// A row is gone.
    LostRow,
    /// A row is two rows, its label and figures apart.
    TornRow,
    /// A character of a label is another, gone or doubled.
    Typo,
    /// A number that belongs to no cell.
    Stray,
    /// A cell too many or too few.
    Shift,
}

impl Damage {
    pub(crate) const ALL: [Damage; 7] = [
        Damage::None,
        Damage::LostCell,
        Damage::LostRow,
        Damage::TornRow,
        Damage::Typo,
        Damage::Stray,
        Damage::Shift,
    ];
}

fn tables(pieces: &mut [Piece]) -> Vec<&mut Table> {
    pieces
        .iter_mut()
        .filter_map(|piece| match piece {
            Piece::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

/// Damages the report as printed. Says what was done.
pub(crate) fn damage(pieces: &mut Vec<Piece>, what: Damage, dice: &mut Dice) -> String {
    if what == Damage::Stray && dice.roll(3) == 0 {
        let at = 2 + dice.roll(pieces.len() - 2);
        let number = (dice.roll(300) + 1).to_string();
        let said = format!("“{number}” before part {at}");
        pieces.insert(at, Piece::Text(number));
        return said;
    }
    let mut tables = tables(pieces);
    let which = dice.roll(tables.len());
    let table = &mut *tables[which];
    let with_figures: Vec<usize> = (0..table.rows.len())
        .filter(|&row| table.rows[row].iter().any(|cell| cell.figure.is_some()))
        .collect();
    let row = dice.of(&with_figures);
    let figures: Vec<usize> =
        (0..table.rows[row].len()).filter(|&at| table.rows[row][at].figure.is_some()).collect();
    let at = dice.of(&figures);
    match what {
        Damage::None => String::new(),
        Damage::LostCell => {
            let cell = &mut table.rows[row][at];
            format!("{:?} lost “{}”", cell.figure, std::mem::take(&mut cell.text))
        }
        Damage::LostRow => {
            // What spans the row from above spans one row less.
            let reaches: Vec<(usize, usize)> = super::page::placed(table)
                .iter()
                .filter(|(top, _, cell)| *top < row && row < top + cell.down)
                .map(|(top, column, _)| (*top, *column))
                .collect();
            let places: Vec<(usize, usize, usize)> = {
                let placed = super::page::placed(table);
                let mut index = std::collections::BTreeMap::new();
                placed
                    .iter()
                    .map(|(top, column, _)| {
                        let slot: &mut usize = index.entry(*top).or_insert(0);
                        *slot += 1;
                        (*top, *column, *slot - 1)
                    })
                    .collect()
            };
            for (top, column, slot) in places {
                if reaches.contains(&(top, column)) {
                    table.rows[top][slot].down -= 1;
                }
            }
            let gone = table.rows.remove(row);
            // What began in the row and reaches further begins in the next.
            if let Some(next) = table.rows.get_mut(row) {
                for mut cell in gone.iter().rev().filter(|cell| cell.down > 1).cloned() {
                    cell.down -= 1;
                    next.insert(0, cell);
                }
            }
            format!(
                "row lost: {}",
                gone.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | ")
            )
        }
        Damage::TornRow => {
            let label = table.rows[row].iter().rposition(|cell| cell.figure.is_none());
            let Some(label) = label.filter(|_| which != 2) else { return "nothing torn".to_owned() };
            let text: Vec<char> = table.rows[row][label].text.chars().collect();
            if text.len() < 4 {
                return "nothing torn".to_owned();
            }
            let cut = 1 + dice.roll(text.len() - 2);
            let early = dice.coin();
            let mut lower: Vec<super::Cell> = table.rows[row][label..].to_vec();
            table.rows[row][label].text = text[..cut].iter().collect();
            lower[0].text = text[cut..].iter().collect();
            let emptied: &mut [super::Cell] =
                if early { &mut lower[1..] } else { &mut table.rows[row][label + 1..] };
            for cell in emptied {
                cell.text.clear();
                cell.figure = None;
            }
            let places: Vec<(usize, usize)> = spanning(table, row);
            for (top, slot) in places {
                table.rows[top][slot].down += 1;
            }
            let said = format!("torn: {} / {} early {early}", table.rows[row][label].text, lower[0].text);
            table.rows.insert(row + 1, lower);
            said
        }
        Damage::Typo => {
            let labels: Vec<(usize, usize)> = (0..table.rows.len())
                .flat_map(|row| (0..table.rows[row].len()).map(move |at| (row, at)))
                .filter(|&(row, at)| {
                    table.rows[row][at].figure.is_none() && !table.rows[row][at].text.is_empty()
                })
                .collect();
            let (row, at) = dice.of(&labels);
            let cell = &mut table.rows[row][at];
            let mut text: Vec<char> = cell.text.chars().collect();
            let place = dice.roll(text.len());
            match dice.roll(3) {
                0 => text[place] = dice.of(&['政', '一', '公', '开', '其', '他', '行', '3', '处', '天']),
                1 => drop(text.remove(place)),
                _ => text.insert(place, text[place]),
            }
            let new: String = text.into_iter().collect();
            let said = format!("“{}” became “{new}”", cell.text);
            cell.text = new;
            said
        }
        Damage::Stray => {
            let number = dice.roll(300) + 1;
            let at = if dice.coin() { at } else { dice.roll(table.rows[row].len()) };
            let cell = &mut table.rows[row][at];
            let said = format!("“{number}” beside “{}”", cell.text);
            cell.text = match dice.roll(3) {
                0 => format!("{number}\n{}", cell.text),
                1 => format!("{}\n{number}", cell.text),
                _ => format!("{} {number}", cell.text),
            };
            said
        }
        Damage::Shift => {
            let blank = table.rows[row].iter().any(|cell| cell.text.is_empty());
            // A number put beside an empty cell is what the file then says.
            if blank || dice.coin() {
                let gone = table.rows[row].remove(at);
                format!("cell {:?} of “{}” left out", gone.figure, gone.text)
            } else {
                let cell =
                    super::Cell { text: (dice.roll(40)).to_string(), across: 1, down: 1, figure: None };
                let said = format!("cell “{}” put before {:?}", cell.text, table.rows[row][at].figure);
                table.rows[row].insert(at, cell);
                widen(table, row);
                said
            }
        }
    }
}

/// Gives the table a column more when a row has come to reach beyond the last: no program drops a cell.
fn widen(table: &mut Table, row: usize) {
    let above: usize = spanning(table, row)
        .into_iter()
        .filter(|(top, _)| *top < row)
        .map(|(top, slot)| table.rows[top][slot].across)
        .sum();
    let own: usize = table.rows[row].iter().map(|cell| cell.across).sum();
    if above + own > table.columns.len() {
        table.columns.push(table.columns.iter().sum::<f64>() / 12.0);
    }
}

/// The cells that cover `row` and reach beyond it, or began above and cover it, by row and slot.
fn spanning(table: &Table, row: usize) -> Vec<(usize, usize)> {
    let mut slots = std::collections::BTreeMap::new();
    super::page::placed(table)
        .into_iter()
        .filter_map(|(top, _, cell)| {
            let slot: &mut usize = slots.entry(top).or_insert(0);
            *slot += 1;
            let covers = cell.down > 1 && (top..top + cell.down).contains(&row);
            covers.then_some((top, *slot - 1))
        })
        .collect()
}

/// Damage that only a drawn page can have: a line gone, a number drawn anywhere. Says what was done, and the number.
pub(crate) fn smudge(pages: &mut Pages, dice: &mut Dice) -> (String, Option<Decimal>) {
    let at = dice.roll(pages.len());
    let page = &mut pages[at];
    let lines: Vec<usize> = (0..page.len()).filter(|&at| matches!(page[at], Mark::Line { .. })).collect();
    if !lines.is_empty() && dice.coin() {
        let gone = page.remove(dice.of(&lines));
        // Neighbours draw the same wall.
        let Mark::Line { from, to } = gone.clone() else { return (String::new(), None) };
        page.retain(|mark| *mark != gone && *mark != Mark::Line { from: to, to: from });
        return (format!("line lost: {gone:?}"), None);
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let (x, y) = (70.0 + dice.roll(440) as f64, 80.0 + dice.roll(680) as f64);
    let text = (dice.roll(90) + 1).to_string();
    let said = format!("“{text}” drawn at {x} {y} of page {}", at + 1);
    let number = text.parse().ok();
    page.push(Mark::Text { x, y, size: 9.0, text });
    (said, number)
}

/// What the file says: a number put into an empty cell is that cell's number to anybody.
pub(crate) fn as_filed(printed: &Report, pieces: &[Piece]) -> Report {
    let mut filed = printed.clone();
    for piece in pieces {
        let Piece::Table(table) = piece else { continue };
        for cell in table.rows.iter().flatten() {
            let Some(printed) = cell.figure.and_then(|id| filed.get_mut(&id)) else { continue };
            if printed.text.is_empty() && !cell.text.is_empty() {
                let text = cell.text.trim().to_owned();
                *printed = super::Printed { value: text.parse().ok(), text };
            }
        }
    }
    filed
}

/// The figures that stand nowhere any more.
pub(crate) fn gone(printed: &Report, pieces: &[Piece]) -> Vec<CellId> {
    let stands = |id: &CellId| {
        pieces.iter().any(|piece| match piece {
            Piece::Table(table) => {
                table.rows.iter().flatten().any(|cell| cell.figure == Some(*id) && !cell.text.is_empty())
            }
            _ => false,
        })
    };
    printed.keys().filter(|id| !stands(id)).copied().collect()
}

/// What a reading did with the figures that were printed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) cells: usize,
    pub(crate) right: usize,
    /// Not read, and said so.
    pub(crate) lost: usize,
    /// Wrong, and named by a finding of the check.
    pub(crate) found: usize,
    /// Wrong, and nothing says so.
    pub(crate) silent: Vec<String>,
}

/// Compares a reading with what stands in the file; a number drawn where nothing else stands is what the file says there.
pub(crate) fn judge(printed: &Report, gone: &[CellId], drawn: Option<Decimal>, read: &AnnualReport) -> Tally {
    let outcome = check(read, None, &CheckContext::default());
    let mut tally = Tally { cells: printed.len(), ..Tally::default() };
    for (id, truth) in printed {
        let value = read.value(*id);
        let state = read.state(*id);
        let is_right = match (truth.value, value) {
            _ if gone.contains(id) && value.is_none() => true,
            (Some(truth), Some(value)) => truth == value,
            (None, None) => state == CellState::Blank || state == CellState::Lost,
            (None, Some(value)) => drawn == Some(value),
            (Some(_), None) => false,
        };
        if is_right {
            tally.right += usize::from(state != CellState::Lost);
            tally.lost += usize::from(state == CellState::Lost);
        } else if state == CellState::Lost {
            tally.lost += 1;
        } else if outcome.findings.iter().any(|finding| finding.cells.contains(id)) {
            tally.found += 1;
        } else {
            tally.silent.push(format!("{id}: printed “{}”, read {value:?} {state:?}", truth.text));
        }
    }
    tally
}
