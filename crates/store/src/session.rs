//! One connection that writes: what the commit, the migrations and the replay need of a database.
//!
//! The interface is blocking because it is used on the writer's own thread only.

use std::collections::{BTreeSet, HashMap};

use gongkai_journal::Recorded;
use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, Value};

use crate::param::{Bound, Param, params};
use crate::{Row, Statement, StoreError};

/// Which SQL is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// `statement` with its values, in this dialect.
    pub(crate) fn bind(self, statement: Statement) -> Result<Bound, StoreError> {
        use Dialect::{Postgres, Sqlite};
        let (sql, values) = match (self, statement) {
            (Sqlite, Statement::Insert(statement)) => statement.build(SqliteQueryBuilder),
            (Postgres, Statement::Insert(statement)) => statement.build(PostgresQueryBuilder),
            (Sqlite, Statement::Update(statement)) => statement.build(SqliteQueryBuilder),
            (Postgres, Statement::Update(statement)) => statement.build(PostgresQueryBuilder),
            (Sqlite, Statement::Delete(statement)) => statement.build(SqliteQueryBuilder),
            (Postgres, Statement::Delete(statement)) => statement.build(PostgresQueryBuilder),
            (_, Statement::PerDialect { sqlite, postgres, values }) => {
                return self.raw(sqlite, postgres, values);
            }
        };
        Ok(Bound::new(sql, params(values)?))
    }

    /// `select` with its values, in this dialect.
    pub(crate) fn select(self, select: &SelectStatement) -> Result<Bound, StoreError> {
        let (sql, values) = match self {
            Dialect::Sqlite => select.build(SqliteQueryBuilder),
            Dialect::Postgres => select.build(PostgresQueryBuilder),
        };
        Ok(Bound::new(sql, params(values)?))
    }

    /// The text for this dialect with its values.
    pub(crate) fn raw(
        self,
        sqlite: String,
        postgres: String,
        values: Vec<Value>,
    ) -> Result<Bound, StoreError> {
        let sql = match self {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        };
        Ok(Bound::new(sql, params(values)?))
    }
}

/// A connection in the writer's hands. SQL common to both numbers its values `$1`, `$2` … in order.
pub(crate) trait Session {
    fn dialect(&self) -> Dialect;

    /// Makes sure there is a connection, anew when it was lost.
    fn revive(&mut self) -> Result<(), StoreError>;

    /// Begins a transaction that may write.
    fn begin(&mut self) -> Result<(), StoreError>;

    /// Waits for its turn among the writers of other processes, until the transaction ends.
    fn lock_journal(&mut self) -> Result<(), StoreError>;

    /// Runs statements without values, such as `commit` or a whole migration.
    fn script(&mut self, sql: &str) -> Result<(), StoreError>;

    fn query(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Row>, StoreError>;

    /// Hands over the rows one by one, however many they are.
    fn each(
        &mut self,
        sql: &str,
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Runs statements in order and gives the number of rows each has changed.
    fn run(&mut self, statements: &[Bound]) -> Result<Vec<u64>, StoreError>;

    /// The present versions of `streams`.
    fn versions(&mut self, streams: &BTreeSet<&str>) -> Result<HashMap<String, u64>, StoreError>;

    fn insert_events(&mut self, events: &[&Recorded]) -> Result<(), StoreError>;
}

/// Runs `work` in a transaction of its own: committed when it succeeds, otherwise taken back.
pub(crate) fn transaction<T>(
    session: &mut dyn Session,
    work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    session.revive()?;
    session.begin()?;
    let result = work(session).and_then(|value| session.script("commit").map(|()| value));
    if result.is_err() {
        // The first error counts; after a lost connection there is nothing left to take back.
        let _ = session.script("rollback");
    }
    result
}

/// A position or version as a column keeps it.
pub(crate) fn to_column(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Value("position above 2^63"))
}
