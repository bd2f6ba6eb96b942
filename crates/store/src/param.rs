//! Values on their way into either database.
//!
//! The journal's tables know text, integers and bytes. PostgreSQL tells the type of every placeholder, and a
//! value is written in that type, so an `i32` for a `bigint` column is right in both databases.

use std::error::Error;

use rusqlite::types::{ToSqlOutput, Value as SqliteValue};
use sea_query::Value;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::StoreError;

/// One value of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Param {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A statement in one dialect with its values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bound {
    pub(crate) sql: String,
    pub(crate) params: Vec<Param>,
}

impl Bound {
    pub(crate) fn new(sql: impl Into<String>, params: Vec<Param>) -> Bound {
        Bound { sql: sql.into(), params }
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Param {
        Param::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Param {
        Param::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Param {
        Param::Int(number)
    }
}

/// Turns the builder's values into ours.
pub(crate) fn params(values: impl IntoIterator<Item = Value>) -> Result<Vec<Param>, StoreError> {
    values.into_iter().map(param).collect()
}

#[allow(clippy::match_wildcard_for_single_variants, reason = "so long as nobody switches on more kinds")]
fn param(value: Value) -> Result<Param, StoreError> {
    fn int(value: Option<impl Into<i64>>) -> Param {
        value.map_or(Param::Null, |value| Param::Int(value.into()))
    }
    Ok(match value {
        Value::Bool(value) => int(value),
        Value::TinyInt(value) => int(value),
        Value::SmallInt(value) => int(value),
        Value::Int(value) => int(value),
        Value::BigInt(value) => int(value),
        Value::TinyUnsigned(value) => int(value),
        Value::SmallUnsigned(value) => int(value),
        Value::Unsigned(value) => int(value),
        Value::BigUnsigned(None) => Param::Null,
        Value::BigUnsigned(Some(value)) => {
            Param::Int(i64::try_from(value).map_err(|_| StoreError::Value("number above 2^63"))?)
        }
        Value::Float(value) => value.map_or(Param::Null, |value| Param::Real(value.into())),
        Value::Double(value) => value.map_or(Param::Null, Param::Real),
        Value::String(value) => value.map_or(Ok(Param::Null), text)?,
        Value::Char(value) => value.map_or(Ok(Param::Null), |value| text(value.to_string()))?,
        Value::Bytes(value) => value.map_or(Param::Null, Param::Blob),
        Value::Enum(_) => return Err(StoreError::Value("database enum")),
        #[allow(unreachable_patterns, reason = "another crate may switch on more kinds of values")]
        _ => return Err(StoreError::Value("value of this kind")),
    })
}

/// PostgreSQL keeps no NUL in texts, so SQLite shall not either.
fn text(text: String) -> Result<Param, StoreError> {
    if text.contains('\0') {
        Err(StoreError::Value("text with a NUL character"))
    } else {
        Ok(Param::Text(text))
    }
}

impl rusqlite::ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Null => ToSqlOutput::Owned(SqliteValue::Null),
            Param::Int(value) => ToSqlOutput::from(*value),
            Param::Real(value) => ToSqlOutput::from(*value),
            Param::Text(value) => ToSqlOutput::from(value.as_str()),
            Param::Blob(value) => ToSqlOutput::from(value.as_slice()),
        })
    }
}

impl ToSql for Param {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(value) => int_to_sql(*value, ty, out),
            Param::Real(value) if *ty == Type::FLOAT8 => value.to_sql(ty, out),
            Param::Text(value) => match *ty {
                // Whoever compares a text with a number made a mistake that SQLite would hide.
                Type::INT2 | Type::INT4 | Type::INT8 | Type::BOOL | Type::BYTEA => {
                    Err(format!("a text was given for a {ty}").into())
                }
                _ => value.as_str().to_sql(ty, out),
            },
            Param::Blob(value) if *ty == Type::BYTEA => value.as_slice().to_sql(ty, out),
            Param::Real(_) | Param::Blob(_) => {
                Err(format!("a value of another kind was given for a {ty}").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn int_to_sql(value: i64, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    match *ty {
        Type::INT8 => value.to_sql(ty, out),
        Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
        Type::INT2 => i16::try_from(value)?.to_sql(ty, out),
        Type::BOOL => (value != 0).to_sql(ty, out),
        Type::NUMERIC => {
            numeric(value, out);
            Ok(IsNull::No)
        }
        _ => Err(format!("a number was given for a {ty}").into()),
    }
}

/// A whole number in PostgreSQL's `numeric` form: digits to the base 10,000, highest first.
fn numeric(value: i64, out: &mut BytesMut) {
    let mut digits = Vec::new();
    let mut rest = value.unsigned_abs();
    while rest > 0 {
        digits.push(u16::try_from(rest % 10_000).unwrap_or(0));
        rest /= 10_000;
    }
    let count = u16::try_from(digits.len()).unwrap_or(0);
    let weight = count.saturating_sub(1);
    let sign: u16 = if value < 0 { 0x4000 } else { 0 };
    for word in [count, weight, sign, 0].into_iter().chain(digits.into_iter().rev()) {
        out.extend_from_slice(&word.to_be_bytes());
    }
}
