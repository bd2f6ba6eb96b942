//! Statements that read the same in both dialects: `$1`, `$2` … numbered in the order of their first use.

use gongkai_journal::Recorded;
use sea_query::Value;
use serde::Serialize;

use crate::{ProjectError, Statement};

/// A statement with its values.
pub(crate) fn statement(sql: impl Into<String>, values: Vec<Value>) -> Statement {
    let sql = sql.into();
    Statement::PerDialect { sqlite: sql.clone(), postgres: sql, values }
}

/// Destroys what opens the public log's entries about the event's stream: again in every replay.
pub(crate) fn forget_openings(event: &Recorded) -> Statement {
    statement(crate::log::FORGET, vec![event.stream.as_str().into()])
}

/// Adds a row.
pub(crate) fn insert(table: &str, row: Vec<(&str, Value)>) -> Statement {
    let (sql, values) = insertion(table, row);
    statement(sql, values)
}

/// Adds a row, or puts it in place of the one with the same key.
pub(crate) fn upsert(table: &str, key: &[&str], row: Vec<(&str, Value)>) -> Statement {
    let set: Vec<String> = row
        .iter()
        .filter(|(column, _)| !key.contains(column))
        .map(|(column, _)| format!("{column} = excluded.{column}"))
        .collect();
    let (sql, values) = insertion(table, row);
    statement(format!("{sql} on conflict ({}) do update set {}", key.join(", "), set.join(", ")), values)
}

fn insertion(table: &str, row: Vec<(&str, Value)>) -> (String, Vec<Value>) {
    let places: Vec<String> = (1..=row.len()).map(|place| format!("${place}")).collect();
    let (columns, values): (Vec<&str>, Vec<Value>) = row.into_iter().unzip();
    (format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", ")), values)
}

/// A list or settings as JSON text.
pub(crate) fn json(value: &impl Serialize) -> Result<String, ProjectError> {
    serde_json::to_string(value).map_err(|error| ProjectError::Inconsistent(error.to_string()))
}
