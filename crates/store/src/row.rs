//! Rows read from either database.

use std::error::Error;
use std::sync::Arc;

use gongkai_journal::{Chain, Hash, Recorded, StreamId, Version, instant_text};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio_postgres::types::{FromSql, Type};

use crate::StoreError;

/// One value as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// One row of a result: values by column name.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[String]>,
    cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, cells: Vec<Cell>) -> Row {
        Row { columns, cells }
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = (&str, &Cell)> {
        self.columns.iter().map(String::as_str).zip(&self.cells)
    }

    /// The text in `column`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Column`] when the column is missing, null or of another type; so for all that follow.
    pub fn text(&self, column: &str) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or_else(|| wrong(column, "is null"))
    }

    /// The text in `column`, if any.
    pub fn opt_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text.clone())),
            _ => Err(wrong(column, "is not text")),
        }
    }

    /// The whole number in `column`.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| wrong(column, "is null"))
    }

    /// The whole number in `column`, if any.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(*number)),
            _ => Err(wrong(column, "is not a whole number")),
        }
    }

    /// The number in `column`, whole or not, e.g. an average.
    pub fn real(&self, column: &str) -> Result<f64, StoreError> {
        match self.cell(column)? {
            Cell::Real(number) => Ok(*number),
            #[expect(clippy::cast_precision_loss, reason = "a measure, not a count")]
            Cell::Int(number) => Ok(*number as f64),
            Cell::Null | Cell::Text(_) | Cell::Blob(_) => Err(wrong(column, "is not a number")),
        }
    }

    /// The truth value in `column`, kept as 0 or 1.
    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(wrong(column, "is neither 0 nor 1")),
        }
    }

    /// The bytes in `column`.
    pub fn blob(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        self.opt_blob(column)?.ok_or_else(|| wrong(column, "is null"))
    }

    /// The bytes in `column`, if any.
    pub fn opt_blob(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Blob(bytes) => Ok(Some(bytes.clone())),
            _ => Err(wrong(column, "is not bytes")),
        }
    }

    /// The civil date in `column`.
    pub fn date(&self, column: &str) -> Result<Date, StoreError> {
        self.opt_date(column)?.ok_or_else(|| wrong(column, "is null"))
    }

    /// The civil date in `column`, if any.
    pub fn opt_date(&self, column: &str) -> Result<Option<Date>, StoreError> {
        let parse = |text: String| text.parse().map_err(|_| wrong(column, "is not a date"));
        self.opt_text(column)?.map(parse).transpose()
    }

    /// The instant in `column`.
    pub fn instant(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.opt_instant(column)?.ok_or_else(|| wrong(column, "is null"))
    }

    /// The instant in `column`, if any.
    pub fn opt_instant(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let parse = |text: String| text.parse().map_err(|_| wrong(column, "is not an instant"));
        self.opt_text(column)?.map(parse).transpose()
    }

    fn cell(&self, column: &str) -> Result<&Cell, StoreError> {
        let place = self.columns.iter().position(|name| name == column);
        place.and_then(|place| self.cells.get(place)).ok_or_else(|| wrong(column, "is not in the result"))
    }
}

/// The event in a row of table `event`.
///
/// Strict: a text that is not exactly what the journal writes was not written by it.
pub(crate) fn recorded(row: &Row) -> Result<Recorded, StoreError> {
    let instant = row.text("recorded_at")?;
    let recorded_at = row.instant("recorded_at")?;
    if instant_text(recorded_at) != instant {
        return Err(wrong("recorded_at", "is not in the journal's form"));
    }
    Ok(Recorded {
        position: number(row, "position")?,
        stream: StreamId::from(row.text("stream")?),
        version: Version(number(row, "version")?),
        kind: row.text("kind")?,
        body: row.text("body")?,
        actor: row.text("actor")?,
        recorded_at,
        hash: hash(row)?,
    })
}

/// The chain's end in the only row, or its beginning when there is none.
pub(crate) fn chain_of(rows: &[Row]) -> Result<Chain, StoreError> {
    let Some(row) = rows.first() else { return Ok(Chain::default()) };
    Ok(Chain { position: number(row, "position")?, hash: hash(row)? })
}

/// A count or position in `column`.
pub(crate) fn number(row: &Row, column: &str) -> Result<u64, StoreError> {
    u64::try_from(row.int(column)?).map_err(|_| wrong(column, "is negative"))
}

fn hash(row: &Row) -> Result<Hash, StoreError> {
    row.blob("hash")?.try_into().map_err(|_| wrong("hash", "has not 32 bytes"))
}

fn wrong(column: &str, problem: &str) -> StoreError {
    StoreError::Column { column: column.to_owned(), problem: problem.to_owned() }
}

impl From<rusqlite::types::Value> for Cell {
    fn from(value: rusqlite::types::Value) -> Cell {
        use rusqlite::types::Value;
        match value {
            Value::Null => Cell::Null,
            Value::Integer(number) => Cell::Int(number),
            Value::Real(number) => Cell::Real(number),
            Value::Text(text) => Cell::Text(text),
            Value::Blob(bytes) => Cell::Blob(bytes),
        }
    }
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Cell, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Cell::Int(i64::from(bool::from_sql(ty, raw)?)),
            Type::INT2 => Cell::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::FLOAT4 => Cell::Real(f32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Cell::Real(f64::from_sql(ty, raw)?),
            Type::NUMERIC => numeric(raw).ok_or("a numeric that is not a whole 64-bit number")?,
            Type::BYTEA => Cell::Blob(Vec::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Cell::Text(String::from_sql(ty, raw)?)
            }
            _ => return Err(format!("a {ty} is not read").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Cell, Box<dyn Error + Sync + Send>> {
        Ok(Cell::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A whole number in PostgreSQL's `numeric` form, which `sum` of `bigint` gives; a fraction as a float.
fn numeric(raw: &[u8]) -> Option<Cell> {
    let mut words = raw.chunks_exact(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    let (count, weight, sign, _scale) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let weight = i32::from(weight.cast_signed());
    let digits: Vec<i64> = words.map(i64::from).collect();
    if sign != 0 && sign != 0x4000 {
        return None;
    }
    if i32::from(count) > weight + 1 {
        let mut number = 0.0;
        for (place, digit) in (0_i32..).zip(&digits) {
            #[expect(clippy::cast_precision_loss, reason = "below 10,000")]
            let digit = *digit as f64;
            number += digit * 10_000_f64.powi(weight - place);
        }
        return Some(Cell::Real(if sign == 0 { number } else { -number }));
    }
    let places = usize::try_from(weight + 1).ok()?;
    let padded = digits.into_iter().chain(std::iter::repeat(0)).take(places);
    let signed = padded.map(|digit| if sign == 0 { digit } else { -digit });
    let number = signed.into_iter().try_fold(0_i64, |sum, digit| sum.checked_mul(10_000)?.checked_add(digit));
    number.map(Cell::Int)
}
