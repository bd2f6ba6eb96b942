//! Why the store could not do what was asked.

use std::path::PathBuf;
use std::sync::Arc;

use gongkai_journal::{EnvelopeError, Recorded, StreamId, Version};
use rusqlite::ErrorCode;

/// The store failed. Cloned to everyone whose work was committed together.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite said no.
    #[error("SQLite")]
    Sqlite(#[source] Arc<rusqlite::Error>),
    /// PostgreSQL said no, or went away; whether a commit under way arrived is then not known.
    #[error("PostgreSQL")]
    Postgres(#[source] Arc<tokio_postgres::Error>),
    /// No connection to PostgreSQL could be had.
    #[error("no connection to PostgreSQL")]
    Pool(#[source] Arc<deadpool_postgres::PoolError>),
    /// The database was made by a newer program.
    #[error("the database is at migration {found}, this program knows up to {known}: use the newer program")]
    Newer {
        /// The last migration applied.
        found: i64,
        /// The last migration known.
        known: i64,
    },
    /// The database sorts text by a language: lists and ranges would come out in another order than on the other nodes.
    #[error(
        "the database sorts text by {0}; it must be C: createdb --template=template0 --encoding=UTF8 --locale=C"
    )]
    Collation(String),
    /// What is to be brought back would stand beside other records.
    #[error("the database holds records already")]
    NotEmpty,
    /// A migration was edited after it was applied.
    #[error("migration {number}_{name} is not the one that was applied to this database")]
    MigrationAltered {
        /// Its number.
        number: i64,
        /// Its name.
        name: String,
    },
    /// A migration failed and was taken back.
    #[error("migration {number}_{name} failed")]
    Migration {
        /// Its number.
        number: i64,
        /// Its name.
        name: String,
        /// What the database said.
        #[source]
        source: Box<StoreError>,
    },
    /// A row lacks a column, or the column holds something else than was asked for.
    #[error("column {column}: {problem}")]
    Column {
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A value of a kind the store does not keep.
    #[error("a {0} cannot be stored")]
    Value(&'static str),
    /// A batch is larger than the journal takes.
    #[error("batch not taken")]
    Bounds(#[source] gongkai_journal::OutOfBounds),
    /// The journal does not hold; nothing may be built on it.
    #[error("the journal does not hold at position {position}")]
    Journal {
        /// Where.
        position: u64,
        /// What is wrong there.
        #[source]
        source: gongkai_journal::Broken,
    },
    /// A replay met an event it cannot project.
    #[error("event at position {position} cannot be projected")]
    Replay {
        /// Where.
        position: u64,
        /// Why.
        #[source]
        source: ProjectError,
    },
    /// A statement of [`crate::Store::execute`] would break a constraint; nothing was changed.
    #[error("constraint violated: {0}")]
    Constraint(String),
    /// Another process keeps the database locked.
    #[error("the database is locked by another process")]
    Locked,
    /// The store is shutting down, or one of its threads died.
    #[error("the store has stopped")]
    Stopped,
    /// There is no such blob.
    #[error("blob {0} is missing")]
    BlobMissing(crate::BlobId),
    /// The blob's bytes are not those that were put.
    #[error("blob {0} was changed")]
    BlobChanged(crate::BlobId),
    /// A file or folder cannot be used.
    #[error("{path}")]
    Files {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Arc<std::io::Error>,
    },
}

impl StoreError {
    /// Is only the statement at fault, so that other work may go on in the same transaction?
    pub(crate) fn is_of_statement(&self) -> bool {
        match self {
            StoreError::Constraint(_) | StoreError::Value(_) => true,
            StoreError::Sqlite(error) => match error.sqlite_error_code() {
                Some(code) => {
                    matches!(code, ErrorCode::Unknown | ErrorCode::TypeMismatch | ErrorCode::TooBig)
                }
                // Raised before the database was asked: wrong number of values, rows where none belong.
                None => true,
            },
            StoreError::Postgres(error) => match error.as_db_error() {
                // 22 data, 40 rolled back for another's sake, 42 wrong SQL; anything else may be the server's trouble.
                Some(db) => ["22", "40", "42"].iter().any(|class| db.code().code().starts_with(class)),
                None => !error.is_closed() && error.code().is_none() && is_conversion(error),
            },
            _ => false,
        }
    }
}

/// Did a value not fit its placeholder?
fn is_conversion(error: &tokio_postgres::Error) -> bool {
    error.to_string().starts_with("error serializing parameter")
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
            Some(ErrorCode::ConstraintViolation) => StoreError::Constraint(error.to_string()),
            _ => StoreError::Sqlite(Arc::new(error)),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> StoreError {
        match error.as_db_error() {
            // Class 23: integrity constraint violation; P0001: a trigger of ours spoke.
            Some(db) if db.code().code().starts_with("23") || db.code().code() == "P0001" => {
                StoreError::Constraint(db.message().to_owned())
            }
            _ => StoreError::Postgres(Arc::new(error)),
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> StoreError {
        StoreError::Pool(Arc::new(error))
    }
}

/// Why nothing was recorded.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// Somebody else wrote to the stream first: load it again and decide anew.
    #[error("stream {stream} is at version {}, not {}", .found.0, .expected.0)]
    Conflict {
        /// The stream.
        stream: StreamId,
        /// The version the decision was made on.
        expected: Version,
        /// The version found.
        found: Version,
    },
    /// An event could not be projected, for instance because a number is taken already.
    #[error("projection")]
    Projection(#[source] ProjectError),
    /// The database failed.
    #[error("store")]
    Store(#[from] StoreError),
}

/// Why an event could not be carried into the tables.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// No projection knows this kind of event.
    #[error("event of kind {kind} in stream {stream} is not known")]
    Unknown {
        /// The stream.
        stream: StreamId,
        /// The kind.
        kind: String,
    },
    /// The event's body does not fit its kind.
    #[error("event")]
    Event(#[source] Arc<EnvelopeError>),
    /// A row would break a `unique`, a `check` or a reference; the database's words.
    #[error("constraint violated: {0}")]
    Constraint(String),
    /// The event contradicts itself; the text says how.
    #[error("event contradicts itself: {0}")]
    Inconsistent(String),
    /// The projection itself is broken.
    #[error("the projection panicked at an event of kind {0}")]
    Panicked(String),
}

impl ProjectError {
    /// An event nobody projects.
    pub fn unknown(event: &Recorded) -> ProjectError {
        ProjectError::Unknown { stream: event.stream.clone(), kind: event.kind.clone() }
    }
}

impl From<EnvelopeError> for ProjectError {
    fn from(error: EnvelopeError) -> ProjectError {
        ProjectError::Event(Arc::new(error))
    }
}
