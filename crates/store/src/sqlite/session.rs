//! The writing connection of SQLite.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use gongkai_journal::{Recorded, instant_text};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::connect;
use crate::param::{Bound, Param};
use crate::row::Cell;
use crate::session::{Dialect, Session, to_column};
use crate::{Row, StoreError};

pub(crate) struct SqliteSession {
    connection: Connection,
}

impl SqliteSession {
    pub(crate) fn open(path: &Path) -> Result<SqliteSession, StoreError> {
        Ok(SqliteSession { connection: connect(path)? })
    }
}

impl Session for SqliteSession {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn revive(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        // Taking the lock at once means that nobody else writes between our reading and our writing.
        self.script("begin immediate")
    }

    fn lock_journal(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch(sql)?)
    }

    fn query(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Row>, StoreError> {
        query(&self.connection, sql, params)
    }

    fn each(
        &mut self,
        sql: &str,
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (0..columns.len()).map(|at| Ok(row.get::<_, rusqlite::types::Value>(at)?.into()));
            take(Row::new(Arc::clone(&columns), cells.collect::<Result<Vec<Cell>, StoreError>>()?))?;
        }
        Ok(())
    }

    fn run(&mut self, statements: &[Bound]) -> Result<Vec<u64>, StoreError> {
        let run = |bound: &Bound| {
            let changed =
                self.connection.prepare_cached(&bound.sql)?.execute(params_from_iter(&bound.params))?;
            Ok(changed as u64)
        };
        statements.iter().map(run).collect()
    }

    fn versions(&mut self, streams: &BTreeSet<&str>) -> Result<HashMap<String, u64>, StoreError> {
        let sql = "select version from event where stream = ?1 order by version desc limit 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut versions = HashMap::with_capacity(streams.len());
        for stream in streams {
            let version: Option<i64> = statement.query_row([stream], |row| row.get(0)).optional()?;
            let version =
                version.map_or(Ok(0), u64::try_from).map_err(|_| StoreError::Value("negative version"))?;
            versions.insert((*stream).to_owned(), version);
        }
        Ok(versions)
    }

    fn insert_events(&mut self, events: &[&Recorded]) -> Result<(), StoreError> {
        let sql = "insert into event (position, stream, version, kind, body, actor, recorded_at, hash)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for event in events {
            statement.execute(params![
                to_column(event.position)?,
                event.stream.as_str(),
                to_column(event.version.0)?,
                event.kind,
                event.body,
                event.actor,
                instant_text(event.recorded_at),
                event.hash,
            ])?;
        }
        Ok(())
    }
}

/// Runs a query and reads all its rows.
pub(super) fn query(connection: &Connection, sql: &str, params: &[Param]) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut found = Vec::new();
    let mut rows = statement.query(params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        let cells = (0..columns.len()).map(|place| Ok(row.get::<_, rusqlite::types::Value>(place)?.into()));
        let cells = cells.collect::<Result<Vec<Cell>, StoreError>>()?;
        found.push(Row::new(Arc::clone(&columns), cells));
    }
    Ok(found)
}
