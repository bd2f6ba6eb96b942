//! Everything that is kept, row by row and in an open form: for backups, and for leaving (备份、导出).
//!
//! What is derived from the journal is left out: whoever reads the rows back projects the events again. So are
//! sign-ins, which nobody should get back.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gongkai_journal::Chain;
use serde_json::{Map, Value};

use crate::commit::keep_watermark;
use crate::migrate::{MIGRATIONS, migrate};
use crate::param::{Bound, Param};
use crate::postgres::PostgresSession;
use crate::projection::projector;
use crate::row::{Cell, number, recorded};
use crate::session::{Dialect, Session, to_column, transaction};
use crate::sqlite::SqliteSession;
use crate::{Row, Settings, StoreError};

/// Tables that stand in no dump: the schema's own, and what must not come back.
const LEFT_OUT: [&str; 5] = ["event", "migration", "watermark", "session", "login_attempt"];
/// The journal's table.
pub const EVENTS: &str = "event";
/// Rows written at once.
const AT_ONCE: usize = 500;
/// A value of bytes, in a row's JSON.
const BYTES: &str = "base64";

/// Where a dump stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpHead {
    /// The journal's end.
    pub position: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// The schema's number.
    pub schema: i64,
    /// Hash of the event behind which reading began; nothing when there is no such event.
    pub after: Option<[u8; 32]>,
}

/// Reads everything at one moment, while others go on writing: each row as a line of JSON with its table, events after
/// `after` first. Blocks.
///
/// # Errors
///
/// What the database says, and whatever `take` answers; [`StoreError::Newer`] when another program has made the schema.
pub fn dump(
    settings: &Settings,
    after: u64,
    take: &mut dyn FnMut(&str, &str) -> Result<(), StoreError>,
) -> Result<DumpHead, StoreError> {
    let mut session = open(settings)?;
    session.script(match session.dialect() {
        Dialect::Sqlite => "begin",
        Dialect::Postgres => "begin isolation level repeatable read read only",
    })?;
    let read = read_all(session.as_mut(), after, take);
    let _ = session.script("rollback");
    read
}

fn read_all(
    session: &mut dyn Session,
    after: u64,
    take: &mut dyn FnMut(&str, &str) -> Result<(), StoreError>,
) -> Result<DumpHead, StoreError> {
    let schema = session.query("select max(number) as number from migration", &[])?;
    let schema = schema.first().map_or(Ok(0), |row| row.int("number"))?;
    let known = MIGRATIONS.last().map_or(0, |migration| migration.number);
    if schema > known {
        return Err(StoreError::Newer { found: schema, known });
    }
    let sql = "select position, hash from event where position = $1";
    let before = session.query(sql, &[to_column(after)?.into()])?;
    let before = before.first().map(hash_of).transpose()?;
    let end = session.query("select position, hash from event order by position desc limit 1", &[])?;
    let head = match end.first() {
        None => DumpHead { position: 0, hash: [0; 32], schema, after: before },
        Some(row) => {
            DumpHead { position: number(row, "position")?, hash: hash_of(row)?, schema, after: before }
        }
    };
    let mut last = after;
    while last < head.position {
        let sql = "select * from event where position > $1 and position <= $2 order by position limit 1000";
        let rows = session.query(sql, &[to_column(last)?.into(), to_column(head.position)?.into()])?;
        for row in &rows {
            last = number(row, "position")?;
            take(EVENTS, &line(row))?;
        }
        if rows.is_empty() {
            return Err(StoreError::Value("journal with a gap"));
        }
    }
    for table in tables(session)? {
        session.each(&format!("select * from \"{table}\""), &mut |row| take(&table, &line(&row)))?;
    }
    Ok(head)
}

fn hash_of(row: &Row) -> Result<[u8; 32], StoreError> {
    row.blob("hash")?.try_into().map_err(|_| StoreError::Value("hash of another length"))
}

/// The tables of a dump besides the journal's, in the order of their names.
fn tables(session: &mut dyn Session) -> Result<Vec<String>, StoreError> {
    let sql = match session.dialect() {
        Dialect::Sqlite => {
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name"
        }
        Dialect::Postgres => {
            "select table_name::text as name from information_schema.tables
             where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name"
        }
    };
    let derived = projector().tables();
    let names = session.query(sql, &[])?;
    let names = names.iter().map(|row| row.text("name")).collect::<Result<Vec<_>, _>>()?;
    let is_kept = |name: &String| !LEFT_OUT.contains(&name.as_str()) && !derived.contains(&name.as_str());
    Ok(names.into_iter().filter(is_kept).collect())
}

fn line(row: &Row) -> String {
    let mut object = Map::new();
    for (column, cell) in row.cells() {
        let value = match cell {
            Cell::Null => Value::Null,
            Cell::Int(number) => Value::from(*number),
            Cell::Real(number) => Value::from(*number),
            Cell::Text(text) => Value::from(text.as_str()),
            Cell::Blob(bytes) => {
                Value::from(Map::from_iter([(BYTES.to_owned(), Value::from(STANDARD.encode(bytes)))]))
            }
        };
        object.insert(column.to_owned(), value);
    }
    Value::Object(object).to_string()
}

fn cell(value: &Value) -> Result<Param, StoreError> {
    Ok(match value {
        Value::Null => Param::Null,
        Value::String(text) => Param::Text(text.clone()),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Param::Int(whole),
            (None, Some(real)) => Param::Real(real),
            (None, None) => return Err(StoreError::Value("number of this size")),
        },
        Value::Object(object) => {
            let text =
                object.get(BYTES).and_then(Value::as_str).ok_or(StoreError::Value("object in a row"))?;
            Param::Blob(STANDARD.decode(text).map_err(|_| StoreError::Value("bytes that are no base64"))?)
        }
        Value::Bool(_) | Value::Array(_) => return Err(StoreError::Value("value of this kind in a row")),
    })
}

/// A row of a dump: its table and its line.
pub type DumpRow = (String, String);

/// Makes a new database from the rows of a dump: all of it, or nothing. Blocks. The events come first, in their order.
///
/// What is derived from the journal is still empty: [`crate::Store::open`] and [`crate::Store::replay`] follow.
///
/// # Errors
///
/// [`StoreError::NotEmpty`] when the database holds records, [`StoreError::Newer`] when the dump is of a newer program,
/// [`StoreError::Journal`] when the events are no whole chain that ends as `head` says.
pub fn restore(
    settings: &Settings,
    head: &DumpHead,
    rows: &mut dyn Iterator<Item = Result<DumpRow, StoreError>>,
) -> Result<(), StoreError> {
    let known = MIGRATIONS.last().map_or(0, |migration| migration.number);
    let mut session = open(settings)?;
    let wanted: usize = MIGRATIONS.iter().filter(|migration| migration.number <= head.schema).count();
    if head.schema > known {
        return Err(StoreError::Newer { found: head.schema, known });
    }
    let old = MIGRATIONS.get(..wanted).unwrap_or(MIGRATIONS);
    migrate(session.as_mut(), old)?;
    transaction(session.as_mut(), |session| {
        session.lock_journal()?;
        if !session.query("select position from event limit 1", &[])?.is_empty() {
            return Err(StoreError::NotEmpty);
        }
        let tables = tables(session)?;
        // A new schema may hold first rows of its own.
        for table in &tables {
            if !session.query(&format!("select 1 as one from \"{table}\" limit 1"), &[])?.is_empty() {
                session.script(&format!("delete from \"{table}\""))?;
            }
        }
        let mut chain = Chain::default();
        let mut waiting = Vec::with_capacity(AT_ONCE);
        for row in rows {
            let (table, line) = row?;
            if table != EVENTS && !tables.contains(&table) {
                return Err(StoreError::Value("row of a table that no dump holds"));
            }
            waiting.push(insert(&table, &line)?);
            if waiting.len() >= AT_ONCE {
                session.run(&waiting)?;
                waiting.clear();
            }
        }
        session.run(&waiting)?;
        // The chain is read back from what now stands there.
        loop {
            let sql = "select * from event where position > $1 order by position limit 1000";
            let found = session.query(sql, &[to_column(chain.position)?.into()])?;
            if found.is_empty() {
                break;
            }
            for row in &found {
                let event = recorded(row)?;
                let position = chain.position + 1;
                chain.follow(&event).map_err(|source| StoreError::Journal { position, source })?;
            }
        }
        if chain.position != head.position || chain.hash != head.hash {
            return Err(StoreError::Value("journal that does not end as the dump says"));
        }
        keep_watermark(session, &chain)
    })
}

fn insert(table: &str, line: &str) -> Result<Bound, StoreError> {
    let object: Map<String, Value> =
        serde_json::from_str(line).map_err(|_| StoreError::Value("row that is no JSON object"))?;
    let (mut names, mut places, mut values) = (String::new(), String::new(), Vec::new());
    for (column, value) in &object {
        // The outbox numbers its rows itself.
        if table == "outbox" && column == "id" {
            continue;
        }
        if !column.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            return Err(StoreError::Value("column of this name"));
        }
        values.push(cell(value)?);
        let comma = if values.len() == 1 { "" } else { ", " };
        let _ = write!(names, "{comma}\"{column}\"");
        let _ = write!(places, "{comma}${}", values.len());
    }
    Ok(Bound::new(format!("insert into \"{table}\" ({names}) values ({places})"), values))
}

fn open(settings: &Settings) -> Result<Box<dyn Session + Send>, StoreError> {
    Ok(match settings {
        Settings::Sqlite { path } => Box::new(SqliteSession::open(path)?),
        Settings::Postgres { url } => Box::new(PostgresSession::open(url)?),
    })
}
