//! Reading a report back from JSON, strictly: an unknown, missing or ill-typed field is named.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{STATES, equation_from_key};
use crate::cell::{CellId, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
use crate::form;
use crate::model::{AnnualReport, Cell, CellState, Form};

/// Why a JSON text is not a report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// Not JSON at all.
    #[error("not JSON")]
    Syntax(#[source] serde_json::Error),
    /// A field is missing, unknown or of the wrong kind.
    #[error("field {field}: {problem}")]
    Field {
        /// The field's path, e.g. `requests.rows.granted`.
        field: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

fn wrong(field: impl Into<String>, problem: &'static str) -> JsonError {
    JsonError::Field { field: field.into(), problem }
}

/// Reads what [`to_json`](super::to_json) writes.
///
/// # Errors
///
/// [`JsonError`] naming the field.
pub fn from_json(text: &str) -> Result<AnnualReport, JsonError> {
    let value: Value = serde_json::from_str(text).map_err(JsonError::Syntax)?;
    let root = object(&value, "(root)")?;
    let known = [
        "agency",
        "year",
        "format",
        "proactive",
        "requests",
        "remedies",
        "sections",
        "cells",
        "notes",
        "own_chapters",
        "decoded_by",
    ];
    only(root, "", &known)?;

    let mut report = AnnualReport::new(form_of(root)?);
    report.agency = optional_text(root, "", "agency")?;
    report.year = year(root)?;
    let values = values(root)?;
    let entries = match root.get("cells") {
        None => BTreeMap::new(),
        Some(cells) => entries(object(cells, "cells")?)?,
    };
    join(&mut report, values, entries)?;
    sections(root, &mut report)?;
    report.notes = texts(root, "notes")?;
    report.own_chapters = match root.get("own_chapters") {
        None => false,
        Some(value) => value.as_bool().ok_or_else(|| wrong("own_chapters", "must be true or false"))?,
    };
    for key in texts(root, "decoded_by")? {
        let equation = equation_from_key(&key)
            .ok_or_else(|| wrong(format!("decoded_by.{key}"), "names no equation of the form"))?;
        report.decoded_by.insert(equation);
    }
    Ok(report)
}

fn form_of(root: &Map<String, Value>) -> Result<Form, JsonError> {
    let key =
        root.get("format").and_then(Value::as_str).ok_or_else(|| wrong("format", "must be a string"))?;
    [Form::Y2021, Form::Y2019, Form::Mixed]
        .into_iter()
        .find(|form| form.key() == key)
        .ok_or_else(|| wrong("format", "must be 2021, 2019 or mixed"))
}

fn year(root: &Map<String, Value>) -> Result<Option<i16>, JsonError> {
    match root.get("year") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_i64()
            .and_then(|year| i16::try_from(year).ok())
            .filter(|year| (1900..=2999).contains(year))
            .map(Some)
            .ok_or_else(|| wrong("year", "must be a year or null")),
    }
}

type Values = BTreeMap<CellId, Option<Decimal>>;

fn values(root: &Map<String, Value>) -> Result<Values, JsonError> {
    let mut values = Values::new();
    proactive(required_object(root, "", "proactive")?, &mut values)?;
    requests(required_object(root, "", "requests")?, &mut values)?;
    let remedies = required_object(root, "", "remedies")?;
    only(remedies, "remedies.", &RemedyKind::ALL.map(RemedyKind::key))?;
    for kind in RemedyKind::ALL {
        let group = required_object(remedies, "remedies.", kind.key())?;
        let path = format!("remedies.{}.", kind.key());
        only(group, &path, &RemedyColumn::ALL.map(RemedyColumn::key))?;
        for column in RemedyColumn::ALL {
            let id = CellId::Remedy(kind, column);
            let value = group.get(column.key()).ok_or_else(|| wrong(id.to_string(), "is missing"))?;
            values.insert(id, number(value, &id.to_string())?);
        }
    }
    Ok(values)
}

fn proactive(object_: &Map<String, Value>, values: &mut Values) -> Result<(), JsonError> {
    for (key, value) in object_ {
        let path = format!("proactive.{key}");
        if matches!(key.as_str(), "regulations" | "normative_documents") {
            for (name, value) in object(value, &path)? {
                proactive_cell(&format!("{path}.{name}"), value, values)?;
            }
        } else {
            proactive_cell(&path, value, values)?;
        }
    }
    for cell in ProactiveCell::FORM_2021 {
        let id = CellId::Proactive(cell);
        if !values.contains_key(&id) {
            return Err(wrong(id.to_string(), "is missing"));
        }
    }
    Ok(())
}

fn proactive_cell(path: &str, value: &Value, values: &mut Values) -> Result<(), JsonError> {
    let id = CellId::parse(path).ok_or_else(|| wrong(path, "is not a field of the report"))?;
    let read = match (id, value) {
        (CellId::Proactive(ProactiveCell::Fees10kYuan), Value::String(text)) => {
            Some(Decimal::from_str(text).map_err(|_| wrong(path, "must hold a decimal number"))?)
        }
        (CellId::Proactive(ProactiveCell::Fees10kYuan), Value::Null) => None,
        (CellId::Proactive(ProactiveCell::Fees10kYuan), _) => {
            return Err(wrong(path, "must be a string or null: money is exact"));
        }
        (_, value) => number(value, path)?,
    };
    values.insert(id, read);
    Ok(())
}

fn requests(requests: &Map<String, Value>, values: &mut Values) -> Result<(), JsonError> {
    only(requests, "requests.", &["columns", "rows"])?;
    let columns = requests
        .get("columns")
        .and_then(Value::as_array)
        .ok_or_else(|| wrong("requests.columns", "must be an array"))?;
    if !columns.iter().map(Value::as_str).eq(Column::ALL.map(|column| Some(column.key()))) {
        return Err(wrong("requests.columns", "must name the seven columns in printed order"));
    }
    let rows = required_object(requests, "requests.", "rows")?;
    only(rows, "requests.rows.", &Row::all().map(Row::key).collect::<Vec<_>>())?;
    for row in Row::all() {
        let path = format!("requests.rows.{}", row.key());
        match rows.get(row.key()).ok_or_else(|| wrong(&path, "is missing"))? {
            Value::Null => {
                values.extend(Column::ALL.map(|column| (CellId::Request(row, column), None)));
            }
            Value::Array(items) if items.len() == Column::ALL.len() => {
                for (column, item) in Column::ALL.into_iter().zip(items) {
                    let place = format!("{path}.{}", column.key());
                    values.insert(CellId::Request(row, column), number(item, &place)?);
                }
            }
            _ => return Err(wrong(path, "must be an array of seven numbers, or null")),
        }
    }
    Ok(())
}

struct Entry {
    state: CellState,
    place: Option<String>,
    note: Option<String>,
}

fn entries(cells: &Map<String, Value>) -> Result<BTreeMap<CellId, Entry>, JsonError> {
    let mut entries = BTreeMap::new();
    for (key, value) in cells {
        let path = format!("cells.{key}");
        let id = CellId::parse(key).ok_or_else(|| wrong(&path, "is not a figure of the report"))?;
        let entry = object(value, &path)?;
        let prefix = format!("{path}.");
        only(entry, &prefix, &["state", "place", "note"])?;
        let state = entry
            .get("state")
            .and_then(Value::as_str)
            .and_then(|name| STATES.iter().find(|(_, key)| *key == name))
            .map(|(state, _)| *state)
            .ok_or_else(|| {
                wrong(format!("{path}.state"), "must be given, blank, lost, inferred or annotated")
            })?;
        let place = optional_text(entry, &prefix, "place")?;
        let note = optional_text(entry, &prefix, "note")?;
        entries.insert(id, Entry { state, place, note });
    }
    Ok(entries)
}

fn join(
    report: &mut AnnualReport,
    values: Values,
    mut entries: BTreeMap<CellId, Entry>,
) -> Result<(), JsonError> {
    for (id, value) in values {
        let entry = entries.remove(&id);
        let state = entry.as_ref().map_or(CellState::Given, |entry| entry.state);
        let empty = matches!(state, CellState::Blank | CellState::Lost);
        match (value, &entry) {
            (Some(_), _) if empty => {
                return Err(wrong(format!("cells.{id}.state"), "says there is no number, yet one is given"));
            }
            (None, None) => continue,
            (None, Some(_)) if matches!(state, CellState::Given | CellState::Inferred) => {
                return Err(wrong(format!("cells.{id}.state"), "says there is a number, yet none is given"));
            }
            _ => {}
        }
        keep(report, id, value, entry);
    }
    let form_cells: Vec<CellId> = form::cells(report.form).collect();
    for (id, entry) in entries {
        if !form_cells.contains(&id) && entry.state != CellState::Blank {
            return Err(wrong(format!("cells.{id}"), "has no place in this form"));
        }
        keep(report, id, None, Some(entry));
    }
    Ok(())
}

fn keep(report: &mut AnnualReport, id: CellId, value: Option<Decimal>, entry: Option<Entry>) {
    let cell = match entry {
        None => Cell { value, state: CellState::Given, place: None, note: None },
        Some(entry) => Cell { value, state: entry.state, place: entry.place, note: entry.note },
    };
    // An absent figure is lost; only a lost one with something to say needs a place in the map.
    if cell != Cell::default() {
        report.cells.insert(id, cell);
    }
}

fn sections(root: &Map<String, Value>, report: &mut AnnualReport) -> Result<(), JsonError> {
    let Some(value) = root.get("sections") else { return Ok(()) };
    let sections = object(value, "sections")?;
    only(sections, "sections.", &["overview", "problems", "other", "title"])?;
    report.sections.overview = optional_text(sections, "sections.", "overview")?;
    report.sections.problems = optional_text(sections, "sections.", "problems")?;
    report.sections.other = optional_text(sections, "sections.", "other")?;
    report.sections.title = optional_text(sections, "sections.", "title")?.unwrap_or_default();
    Ok(())
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>, JsonError> {
    value.as_object().ok_or_else(|| wrong(path, "must be an object"))
}

fn required_object<'a>(
    map: &'a Map<String, Value>,
    prefix: &str,
    key: &str,
) -> Result<&'a Map<String, Value>, JsonError> {
    let path = format!("{prefix}{key}");
    object(map.get(key).ok_or_else(|| wrong(&path, "is missing"))?, &path)
}

fn only(map: &Map<String, Value>, prefix: &str, known: &[&str]) -> Result<(), JsonError> {
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(wrong(format!("{prefix}{key}"), "is not a field of the report")),
        None => Ok(()),
    }
}

fn optional_text(map: &Map<String, Value>, prefix: &str, key: &str) -> Result<Option<String>, JsonError> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(format!("{prefix}{key}"), "must be a string or null")),
    }
}

fn texts(root: &Map<String, Value>, key: &str) -> Result<Vec<String>, JsonError> {
    let Some(value) = root.get(key) else { return Ok(Vec::new()) };
    value
        .as_array()
        .and_then(|items| items.iter().map(|item| item.as_str().map(str::to_owned)).collect())
        .ok_or_else(|| wrong(key, "must be an array of strings"))
}

fn number(value: &Value, path: &str) -> Result<Option<Decimal>, JsonError> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => {
            let text = number.to_string();
            Decimal::from_str(&text)
                .or_else(|_| Decimal::from_scientific(&text))
                .map(Some)
                .map_err(|_| wrong(path, "is not a number that can be kept exactly"))
        }
        _ => Err(wrong(path, "must be a number or null")),
    }
}
