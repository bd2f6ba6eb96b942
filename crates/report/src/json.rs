//! The report as JSON: what `report read --json` prints and the `json` report format holds.
//!
//! A number the source does not give is `null`, never 0. The text is the same bytes for the same report.

pub mod node;
mod read;

use rust_decimal::Decimal;

use crate::cell::{CellId, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
use crate::form;
use crate::model::{AnnualReport, Cell, CellState, Equation, Form};
use node::Node;

pub use read::{JsonError, from_json};

/// Writes the report as JSON, keys in the order of the form.
pub fn to_json(report: &AnnualReport) -> String {
    to_node(report).to_text()
}

/// The same with the place of every figure, also of those plainly given.
pub fn to_json_with_places(report: &AnnualReport) -> String {
    node(report, true).to_text()
}

/// The report as a JSON value.
pub fn to_node(report: &AnnualReport) -> Node {
    node(report, false)
}

fn node(report: &AnnualReport, places: bool) -> Node {
    let mut pairs = vec![
        ("agency", Node::text(report.agency.as_deref())),
        ("year", Node::number(report.year.map(Decimal::from))),
        ("format", Node::Text(report.form.key().to_owned())),
        ("proactive", proactive(report)),
        ("requests", requests(report)),
        ("remedies", remedies(report)),
        ("sections", sections(report)),
        ("cells", cells(report, places)),
        ("notes", Node::List(report.notes.iter().cloned().map(Node::Text).collect())),
    ];
    if report.own_chapters {
        pairs.push(("own_chapters", Node::Bool(true)));
    }
    if !report.decoded_by.is_empty() {
        let equations = report.decoded_by.iter().map(|equation| Node::Text(equation_key(*equation)));
        pairs.push(("decoded_by", Node::List(equations.collect())));
    }
    Node::object(pairs)
}

/// The keys that always stand under `proactive`; those of 2019 stand beside them when the report has them.
fn proactive_cells(report: &AnnualReport) -> impl Iterator<Item = ProactiveCell> {
    let older = ProactiveCell::FORM_2019.into_iter().filter(|cell| !ProactiveCell::FORM_2021.contains(cell));
    let form = report.form;
    ProactiveCell::FORM_2021.into_iter().chain(
        older.filter(move |cell| form == Form::Y2019 || report.value(CellId::Proactive(*cell)).is_some()),
    )
}

fn proactive(report: &AnnualReport) -> Node {
    let mut pairs: Vec<(String, Node)> = Vec::new();
    for cell in proactive_cells(report) {
        let value = report.value(CellId::Proactive(cell));
        let node = match (cell, value) {
            // Money in 万元 is exact, so it is not a JSON number.
            (ProactiveCell::Fees10kYuan, Some(value)) => Node::Text(value.normalize().to_string()),
            (_, value) => Node::number(value),
        };
        match cell.key().split_once('.') {
            None => pairs.push((cell.key().to_owned(), node)),
            Some((group, name)) => match pairs.iter_mut().find(|(key, _)| key == group) {
                Some((_, Node::Object(inner))) => inner.push((name.to_owned(), node)),
                _ => pairs.push((group.to_owned(), Node::object([(name, node)]))),
            },
        }
    }
    Node::Object(pairs)
}

fn requests(report: &AnnualReport) -> Node {
    let columns = Column::ALL.into_iter().map(|column| Node::Text(column.key().to_owned()));
    let printed: Vec<Row> = form::rows(report.form).collect();
    let rows = Row::all().map(|row| {
        let values = Column::ALL.map(|column| report.value(CellId::Request(row, column)));
        let node = if printed.contains(&row) || values.iter().any(Option::is_some) {
            Node::List(values.into_iter().map(Node::number).collect())
        } else {
            Node::Null
        };
        (row.key(), node)
    });
    Node::object([("columns", Node::List(columns.collect())), ("rows", Node::object(rows))])
}

fn remedies(report: &AnnualReport) -> Node {
    Node::object(RemedyKind::ALL.into_iter().map(|kind| {
        let group = RemedyColumn::ALL
            .into_iter()
            .map(|column| (column.key(), Node::number(report.value(CellId::Remedy(kind, column)))));
        (kind.key(), Node::object(group))
    }))
}

fn sections(report: &AnnualReport) -> Node {
    let sections = &report.sections;
    let mut pairs = vec![
        ("overview", Node::text(sections.overview.as_deref())),
        ("problems", Node::text(sections.problems.as_deref())),
        ("other", Node::text(sections.other.as_deref())),
    ];
    if !sections.title.is_empty() {
        pairs.push(("title", Node::Text(sections.title.clone())));
    }
    Node::object(pairs)
}

/// Only the figures that are not plainly given; or all of them, with their places.
fn cells(report: &AnnualReport, all: bool) -> Node {
    let lost = Cell::default();
    let mut pairs = Vec::new();
    let outside_form =
        report.cells.keys().copied().filter(|id| !form::cells(report.form).any(|own| own == *id));
    for id in form::cells(report.form).chain(outside_form) {
        let cell = report.cells.get(&id).unwrap_or(&lost);
        if !all && cell.state == CellState::Given && cell.note.is_none() && cell.value.is_some() {
            continue;
        }
        let mut entry = vec![("state", Node::Text(state_key(cell.state).to_owned()))];
        if let Some(place) = &cell.place {
            entry.push(("place", Node::Text(place.clone())));
        }
        if let Some(note) = &cell.note {
            entry.push(("note", Node::Text(note.clone())));
        }
        pairs.push((id.to_string(), Node::object(entry)));
    }
    Node::Object(pairs)
}

const STATES: [(CellState, &str); 5] = [
    (CellState::Given, "given"),
    (CellState::Blank, "blank"),
    (CellState::Lost, "lost"),
    (CellState::Inferred, "inferred"),
    (CellState::Annotated, "annotated"),
];

fn state_key(state: CellState) -> &'static str {
    match state {
        CellState::Given => "given",
        CellState::Blank => "blank",
        CellState::Lost => "lost",
        CellState::Inferred => "inferred",
        CellState::Annotated => "annotated",
    }
}

/// The equation's name in the JSON form: `row_sum.received`.
pub fn equation_key(equation: Equation) -> String {
    match equation {
        Equation::RowSum(row) => format!("row_sum.{}", row.key()),
        Equation::ColumnSum(column) => format!("column_sum.{}", column.key()),
        Equation::Relation(column) => format!("relation.{}", column.key()),
        Equation::RemedySum(kind) => format!("remedy_sum.{}", kind.key()),
    }
}

fn equation_from_key(key: &str) -> Option<Equation> {
    let (name, rest) = key.split_once('.')?;
    let column = || Column::ALL.into_iter().find(|column| column.key() == rest);
    match name {
        "row_sum" => Row::all().find(|row| row.key() == rest).map(Equation::RowSum),
        "column_sum" => column().map(Equation::ColumnSum),
        "relation" => column().map(Equation::Relation),
        "remedy_sum" => RemedyKind::ALL.into_iter().find(|kind| kind.key() == rest).map(Equation::RemedySum),
        _ => None,
    }
}
