//! Reading connections of PostgreSQL.

use std::sync::Arc;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;

use super::config;
use crate::param::Bound;
use crate::row::Cell;
use crate::{Row, StoreError};

/// How many connections at most.
const CONNECTIONS: usize = 16;
/// How many prepared statements a connection keeps; more than the program has, lists of varying length apart.
const STATEMENTS: usize = 512;

/// The pool.
pub(crate) struct PostgresReaders {
    pool: Pool,
}

impl PostgresReaders {
    pub(crate) fn start(url: &str) -> Result<PostgresReaders, StoreError> {
        let settings = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config(url)?, NoTls, settings);
        let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1).build();
        Ok(PostgresReaders { pool: pool.map_err(|_| StoreError::Stopped)? })
    }

    /// The rows of each query, in their order, on one connection.
    pub(crate) async fn query_all(&self, bounds: Vec<Bound>) -> Result<Vec<Vec<Row>>, StoreError> {
        let client = self.pool.get().await?;
        if client.statement_cache.size() > STATEMENTS {
            client.statement_cache.clear();
        }
        let mut all = Vec::with_capacity(bounds.len());
        for bound in bounds {
            let statement = client.prepare_cached(&bound.sql).await?;
            let params: Vec<&(dyn ToSql + Sync)> = bound.params.iter().map(|param| param as _).collect();
            all.push(rows(client.query(&statement, &params).await?)?);
        }
        Ok(all)
    }
}

/// PostgreSQL's rows as ours.
pub(super) fn rows(found: Vec<tokio_postgres::Row>) -> Result<Vec<Row>, StoreError> {
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let columns: Arc<[String]> = first.columns().iter().map(|column| column.name().to_owned()).collect();
    let row = |row: tokio_postgres::Row| {
        let cells = (0..row.len()).map(|place| row.try_get::<_, Cell>(place));
        Ok(Row::new(Arc::clone(&columns), cells.collect::<Result<_, _>>()?))
    };
    found.into_iter().map(row).collect()
}
