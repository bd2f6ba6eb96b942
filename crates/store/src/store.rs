//! The store: the journal, its projections and the site's tables behind one interface.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gongkai_journal::{Chain, Recorded, StreamId, Version};
use sea_query::{SelectStatement, Value};
use tokio::sync::oneshot;

use crate::end::{End, Ends};
use crate::migrate::{MIGRATIONS, migrate};
use crate::param::{Bound, Param};
use crate::postgres::{PostgresReaders, PostgresSession};
use crate::projection::Projector;
use crate::row::{chain_of, number, recorded};
use crate::session::{Dialect, Session, to_column};
use crate::sqlite::{Readers, SqliteSession};
use crate::writer::{Writer, WriterLoad};
use crate::{AppendError, Batch, Row, Statement, StoreError};

/// How long an answer may take for the store to count as ready.
const SOON: Duration = Duration::from_secs(2);

/// Which database.
#[derive(Clone)]
pub enum Settings {
    /// A file; made when missing. Several processes may use it at once.
    Sqlite {
        /// The file.
        path: PathBuf,
    },
    /// A server.
    Postgres {
        /// `postgres://user:password@host/database` or `host=… user=… dbname=…`.
        url: String,
    },
}

// The address may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Settings::Sqlite { path } => f.debug_struct("Sqlite").field("path", path).finish(),
            Settings::Postgres { .. } => f.debug_struct("Postgres").field("url", &"[hidden]").finish(),
        }
    }
}

/// The journal and what is derived from it. Cheap to clone; the last clone dropped ends its threads.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    readers: AnyReaders,
    writer: Writer,
    projector: Arc<dyn Projector>,
    ends: Ends,
}

enum AnyReaders {
    Sqlite(Readers),
    Postgres(PostgresReaders),
}

impl Store {
    /// Opens a database and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError::Newer`] when a newer program has migrated it; otherwise what the database says.
    pub async fn open(settings: &Settings, projector: Arc<dyn Projector>) -> Result<Store, StoreError> {
        let settings = settings.clone();
        // Opening blocks on files, locks and the network.
        let opened = tokio::task::spawn_blocking(move || {
            let (session, readers): (Box<dyn Session + Send>, _) = match &settings {
                Settings::Sqlite { path } => {
                    let mut session = SqliteSession::open(path)?;
                    migrate(&mut session, MIGRATIONS)?;
                    (Box::new(session), AnyReaders::Sqlite(Readers::start(path)?))
                }
                Settings::Postgres { url } => {
                    let mut session = PostgresSession::open(url)?;
                    migrate(&mut session, MIGRATIONS)?;
                    (Box::new(session), AnyReaders::Postgres(PostgresReaders::start(url)?))
                }
            };
            let writer = Writer::start(session, Arc::clone(&projector))?;
            let ends = Ends::default();
            Ok(Store { inner: Arc::new(Inner { readers, writer, projector, ends }) })
        });
        opened.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// All events of `stream` in order.
    pub async fn load(&self, stream: &StreamId) -> Result<Vec<Recorded>, StoreError> {
        let sql = "select position, stream, version, kind, body, actor, recorded_at, hash from event
                   where stream = $1 order by version";
        let rows = self.query(Bound::new(sql, vec![stream.as_str().into()])).await?;
        rows.iter().map(recorded).collect()
    }

    /// How many events `stream` holds, which is what an append to it expects.
    pub async fn version_of(&self, stream: &StreamId) -> Result<Version, StoreError> {
        let sql = "select coalesce(max(version), 0) as version from event where stream = $1";
        let rows = self.query(Bound::new(sql, vec![stream.as_str().into()])).await?;
        rows.first().map_or(Ok(Version(0)), |row| Ok(Version(number(row, "version")?)))
    }

    /// Records `batch` whole or not at all; durable when it returns.
    ///
    /// Whoever stops waiting does not stop the writing.
    ///
    /// # Errors
    ///
    /// [`AppendError::Conflict`] when a stream is not at the version expected, [`AppendError::Projection`]
    /// when a projection forbids the event.
    pub async fn append(&self, batch: Batch) -> Result<Vec<Recorded>, AppendError> {
        self.inner.writer.append(batch).await
    }

    /// At most `limit` events that follow `position`, in order.
    pub async fn events_after(&self, position: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let rows = self.rows_after(position, limit).await?;
        rows.iter().map(recorded).collect()
    }

    /// The rows of [`Store::events_after`], not yet read as events.
    pub(crate) async fn rows_after(&self, position: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
        self.query(Bound::new(EVENTS_AFTER, vec![to_column(position)?.into(), Param::Int(limit.into())]))
            .await
    }

    /// The end of the journal.
    pub async fn head(&self) -> Result<Chain, StoreError> {
        let sql = "select position, hash from event order by position desc limit 1";
        chain_of(&self.query(Bound::new(sql, Vec::new())).await?)
    }

    /// Where the journal stands, read after this was asked, so nothing recorded before is missed.
    ///
    /// Whoever asks while a reading runs shares the next one: a thousand questions at once are two readings.
    pub async fn end(&self) -> Result<End, StoreError> {
        let (reply, answer) = oneshot::channel();
        if self.inner.ends.wait(reply) {
            // Apart from the one who asks, who may stop waiting.
            let store = self.clone();
            tokio::spawn(async move {
                let mut turns = store.inner.ends.turns();
                while let Some(waiting) = turns.next() {
                    let end = store.read_end().await;
                    for reply in waiting {
                        let _ = reply.send(end.clone());
                    }
                }
            });
        }
        answer.await.unwrap_or(Err(StoreError::Stopped))
    }

    async fn read_end(&self) -> Result<End, StoreError> {
        let sql = "select position, recorded_at from event order by position desc limit 1";
        match self.query(Bound::new(sql, Vec::new())).await?.first() {
            Some(row) => {
                Ok(End { position: number(row, "position")?, recorded_at: row.opt_instant("recorded_at")? })
            }
            None => Ok(End { position: 0, recorded_at: None }),
        }
    }

    /// Reads rows.
    pub async fn fetch(&self, select: SelectStatement) -> Result<Vec<Row>, StoreError> {
        self.query(self.dialect().select(&select)?).await
    }

    /// Reads rows by a query the builder cannot say in one form; placeholders as in [`Statement::PerDialect`].
    pub async fn fetch_per_dialect(
        &self,
        sqlite: &str,
        postgres: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        self.query(self.dialect().raw(sqlite.to_owned(), postgres.to_owned(), values)?).await
    }

    /// Changes tables outside the journal in one transaction; the number of rows changed.
    pub async fn execute(&self, statements: Vec<Statement>) -> Result<u64, StoreError> {
        self.inner.writer.execute(statements).await
    }

    /// Can it read soon, and is its writer at work?
    pub async fn is_ready(&self) -> bool {
        let read = self.query(Bound::new("select 1 as ready", Vec::new()));
        self.inner.writer.is_alive() && tokio::time::timeout(SOON, read).await.is_ok_and(|rows| rows.is_ok())
    }

    /// What this process's writer has done, for metrics.
    pub fn writer_load(&self) -> WriterLoad {
        self.inner.writer.load()
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.inner.readers {
            AnyReaders::Sqlite(_) => Dialect::Sqlite,
            AnyReaders::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn query(&self, bound: Bound) -> Result<Vec<Row>, StoreError> {
        Ok(self.query_all(vec![bound]).await?.pop().unwrap_or_default())
    }

    /// The rows of each query, in their order, for one wait.
    pub(crate) async fn query_all(&self, bounds: Vec<Bound>) -> Result<Vec<Vec<Row>>, StoreError> {
        match &self.inner.readers {
            AnyReaders::Sqlite(readers) => readers.query_all(bounds).await,
            AnyReaders::Postgres(readers) => readers.query_all(bounds).await,
        }
    }

    /// Runs `work` on the writing connection in a transaction of its own.
    pub(crate) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.alone(work).await
    }

    pub(crate) fn projector(&self) -> Arc<dyn Projector> {
        Arc::clone(&self.inner.projector)
    }
}

/// Events that follow a position, at most so many.
pub(crate) const EVENTS_AFTER: &str = "select position, stream, version, kind, body, actor, recorded_at, hash
    from event where position > $1 order by position limit $2";
