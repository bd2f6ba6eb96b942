//! Table 三: 25 rows of seven, each by its label; digits run together are decoded by the sums of the form.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::scan::{Figures, Found, Raw3, Run, columns};
use super::solve::{Balance, Joined, Options, join};
use super::split::{plain, summed};
use super::tables::{Cells, delimited, digits, inferred, lost, tokens, touches};
use super::value::Unit;
use super::work::Work;
use crate::cell::{CellId, Column, Row};
use crate::form::{result_rows, rows};
use crate::model::{AnnualReport, Cell, CellState, Equation, Form};

const WIDTH: usize = Column::ALL.len();

/// A row on its way to figures.
struct Reading {
    row: Row,
    place: String,
    state: State,
}

enum State {
    /// Read cell by cell.
    Read(Vec<Cell>),
    /// Run together, with every way to cut it; true when the row's sum chose them.
    Glued(Options, bool),
    Lost(String),
}

/// Fills table 三.
pub(super) fn table3(report: &mut AnnualReport, cells: &mut Cells, found: &Found, work: &mut Work) {
    let Some(order) = columns(&found.header) else {
        report.notes.push("表三各列的次序与格式不同，又不能从表头认定，这张表的数字没有采用。".to_owned());
        return;
    };
    let reliable = spaces_delimit(&found.table3);
    let glued =
        found.table3.iter().any(|raw| matches!(&raw.figures, Figures::Run(run) if touches(run, WIDTH)));
    let mut readings: Vec<Reading> = Vec::new();
    let mut surplus = false;
    for (index, raw) in found.table3.iter().enumerate() {
        let before = std::mem::replace(&mut surplus, has_surplus(&raw.figures));
        let (loose, single) = (before || raw.loose > 0, !before && raw.loose == 1);
        let (place, state) = match &raw.figures {
            Figures::Cells(fields) => {
                let place = fields.first().map_or(String::new(), |field| field.place.clone());
                (place, delimited(fields, WIDTH, |_| Unit::Count).map_or_else(State::Lost, State::Read))
            }
            Figures::Run(run) if reliable || !glued => {
                let mut tokens = tokens(run);
                if run.unsure && tokens.len() == WIDTH + 1 {
                    // The eighth is the ordinal of the next label.
                    tokens.pop();
                }
                let read = delimited(&tokens, WIDTH, |_| Unit::Count);
                let state = read.map_or_else(State::Lost, |read| {
                    // The halves of broken numbers add up as well as whole ones; a list of one figure a line has none,
                    // and one number above is no row of them.
                    let has_halves = !single && !run.text.contains('\n');
                    let doubtful = run.torn || loose && (has_halves || !adds_up(&read));
                    if doubtful { State::Lost(DOUBTFUL.to_owned()) } else { State::Read(read) }
                });
                (run.place.clone(), state)
            }
            Figures::Run(run) => {
                let next = found.table3.get(index + 1).map(|next| next.row);
                (run.place.clone(), cut(run, raw.row, next, report.form, work))
            }
        };
        let state = in_standard_order(state, &order);
        readings.push(Reading { row: raw.row, place, state });
    }
    decode(report, &mut readings, work);
    for reading in readings {
        let read = match reading.state {
            State::Read(read) => read,
            State::Glued(options, by_sum) => settle(report, &options, by_sum, reading.row, &reading.place),
            State::Lost(why) => Column::ALL.iter().map(|_| lost(&reading.place, why.clone())).collect(),
        };
        for (column, cell) in Column::ALL.into_iter().zip(read) {
            cells.put(CellId::Request(reading.row, column), cell);
        }
    }
}

const DOUBTFUL: &str = "数字分在几行，或者上一行多出数字，不能断定都属于这一行";

/// True when a row is read whole and its figures make its total.
fn adds_up(read: &[Cell]) -> bool {
    let figure = |cell: &Cell| match cell.state {
        CellState::Lost => None,
        _ => Some(cell.value.unwrap_or_default()),
    };
    let figures: Option<Vec<Decimal>> = read.iter().map(figure).collect();
    figures
        .as_deref()
        .and_then(<[Decimal]>::split_last)
        .is_some_and(|(total, parts)| parts.iter().copied().sum::<Decimal>() == *total)
}

/// True when more figures stand behind a label than a row has: the last may belong to the next row.
fn has_surplus(figures: &Figures) -> bool {
    matches!(figures, Figures::Run(run) if tokens(run).len() > WIDTH + usize::from(run.unsure))
}

/// True when every figure stands apart: no token is two figures, and most rows have seven.
fn spaces_delimit(raws: &[Raw3]) -> bool {
    let runs: Vec<&Run> = raws
        .iter()
        .filter_map(|raw| match &raw.figures {
            Figures::Run(run) => Some(run),
            Figures::Cells(_) => None,
        })
        .collect();
    let full = runs.iter().filter(|run| tokens(run).len() == WIDTH).count();
    runs.iter().all(|run| !touches(run, WIDTH)) && full * 2 >= runs.len()
}

/// Every way to cut a run into the seven figures of `row`.
fn cut(run: &Run, row: Row, next: Option<Row>, form: Form, work: &mut Work) -> State {
    let after = rows(form).skip_while(|known| *known != row).nth(1);
    if after.is_some() && next != after {
        return State::Lost("下一行的标签没有读到，这里的数字可能属于两行".to_owned());
    }
    let broken = run.text.split('\n').filter(|part| !part.trim().is_empty()).count() > 1;
    let Some(digits) = digits(run).filter(|_| !broken) else {
        return delimited(&tokens(run), WIDTH, |_| Unit::Count).map_or_else(State::Lost, State::Read);
    };
    let mut runs = vec![digits.as_slice()];
    if run.unsure
        && let Some((_, rest)) = digits.split_last()
    {
        runs.push(rest);
    }
    let mut options: Options = Vec::new();
    let mut by_sum = false;
    for digits in runs {
        let readings = if digits.len() == WIDTH {
            plain(digits, WIDTH, work)
        } else {
            by_sum = true;
            summed(digits, 1, WIDTH, work)
        };
        let Some(readings) = readings else { return State::Lost("数字连排，分法太多".to_owned()) };
        options.extend(readings.into_iter().filter_map(|reading| <[i64; WIDTH]>::try_from(reading).ok()));
    }
    if run.unsure && options.len() > 1 {
        // A seven-digit run needs no sum by itself, but beside a six-digit rival it does.
        by_sum = true;
        options.retain(|option| {
            option.iter().take(WIDTH - 1).sum::<i64>() == option.iter().skip(WIDTH - 1).sum::<i64>()
        });
    }
    if options.is_empty() {
        return State::Lost(format!("数字连排为“{}”，没有一种分法符合总计", run.text));
    }
    State::Glued(options, by_sum)
}

/// Puts the figures of a table with other columns into the order of the form.
fn in_standard_order(state: State, order: &[Column]) -> State {
    let place = |column: &Column| order.iter().position(|known| known == column);
    let State::Read(read) = state else { return state };
    State::Read(
        Column::ALL.iter().filter_map(|column| place(column).and_then(|at| read.get(at).cloned())).collect(),
    )
}

/// Joins the rows by the columns where rows alone leave more than one reading.
fn decode(report: &mut AnnualReport, readings: &mut [Reading], work: &mut Work) {
    let open = |readings: &[Reading]| {
        readings
            .iter()
            .filter(|reading| matches!(&reading.state, State::Glued(options, _) if options.len() > 1))
            .count()
    };
    let index: BTreeMap<Row, usize> =
        readings.iter().enumerate().map(|(at, reading)| (reading.row, at)).collect();
    if open(readings) == 0 || index.len() != readings.len() {
        return;
    }
    let at = |row: Row| index.get(&row).copied();
    let details: Option<Vec<usize>> = result_rows(report.form).map(at).collect();
    let sums = details.zip(at(Row::ResultsTotal)).map(|(plus, total)| Balance { plus, minus: vec![total] });
    let relation = match [Row::Received, Row::CarriedIn, Row::ResultsTotal, Row::CarriedOut].map(at) {
        [Some(received), Some(carried_in), Some(total), Some(carried_out)] => {
            Some(Balance { plus: vec![received, carried_in], minus: vec![total, carried_out] })
        }
        _ => None,
    };
    if let Some(sums) = &sums
        && narrow(report, readings, std::slice::from_ref(sums), work)
    {
        report.decoded_by.extend(Column::ALL.map(Equation::ColumnSum));
    }
    if open(readings) > 0
        && let Some(relation) = relation
    {
        let both: Vec<Balance> = sums.into_iter().chain([relation]).collect();
        if narrow(report, readings, &both, work) {
            report.decoded_by.extend(Column::ALL.map(Equation::Relation));
            report
                .decoded_by
                .extend(Column::ALL.map(Equation::ColumnSum).into_iter().filter(|_| both.len() > 1));
        }
    }
}

/// Drops readings that no joint reading needs; true when any was dropped.
fn narrow(
    report: &mut AnnualReport,
    readings: &mut [Reading],
    balances: &[Balance],
    work: &mut Work,
) -> bool {
    let used =
        |at: usize| balances.iter().any(|balance| balance.plus.contains(&at) || balance.minus.contains(&at));
    let mut options: Vec<Options> = Vec::new();
    for (at, reading) in readings.iter().enumerate() {
        match options_of(reading) {
            Some(found) => options.push(found),
            // A lost figure makes the column say nothing.
            None if used(at) => return false,
            None => options.push(Vec::new()),
        }
    }
    let kept = match join(&options, balances, work) {
        Joined::Kept(kept) => kept,
        Joined::None => {
            report.notes.push(
                "表三连排的数字没有一种分法能使各列相加相符：有数字印错或读错，请核对原文。".to_owned(),
            );
            return false;
        }
        Joined::TooMany => {
            report.notes.push("表三连排的数字分法太多，没有逐一试完；不能断定的格没有采用。".to_owned());
            return false;
        }
    };
    let mut dropped = false;
    for ((at, reading), kept) in readings.iter_mut().enumerate().zip(kept) {
        if let State::Glued(options, _) = &mut reading.state
            && used(at)
        {
            let before = options.len();
            let mut flags = kept.into_iter();
            options.retain(|_| flags.next().unwrap_or(false));
            dropped |= options.len() < before;
        }
    }
    dropped
}

fn options_of(reading: &Reading) -> Option<Options> {
    match &reading.state {
        State::Glued(options, _) => Some(options.clone()),
        State::Read(read) => {
            let values: Option<Vec<i64>> = read
                .iter()
                .map(|cell| {
                    cell.value
                        .filter(rust_decimal::Decimal::is_integer)
                        .and_then(|value| i64::try_from(value).ok())
                })
                .collect();
            Some(vec![<[i64; WIDTH]>::try_from(values?).ok()?])
        }
        State::Lost(_) => None,
    }
}

/// The figures on which all readings left agree.
fn settle(report: &mut AnnualReport, options: &Options, by_sum: bool, row: Row, place: &str) -> Vec<Cell> {
    if by_sum {
        report.decoded_by.insert(Equation::RowSum(row));
    }
    let Some(first) = options.first() else {
        return Column::ALL.iter().map(|_| lost(place, "数字连排，没有一种分法符合总计")).collect();
    };
    let note = if by_sum { "数字连排，按总计分开" } else { "数字连排，只有一种分法" };
    if options.len() > 1 {
        report.notes.push(format!(
            "表三“{}”一行数字连排，有 {} 种分法都符合总计，不能断定的格没有采用。",
            row.full_label(),
            options.len()
        ));
    }
    first
        .iter()
        .enumerate()
        .map(|(column, &value)| {
            if options.iter().all(|option| option.get(column) == Some(&value)) {
                inferred(value, place, note)
            } else {
                lost(place, format!("数字连排，有 {} 种分法都符合总计", options.len()))
            }
        })
        .collect()
}
