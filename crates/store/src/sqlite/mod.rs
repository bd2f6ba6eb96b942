//! SQLite: one writer, several readers, each on a thread of its own.

mod readers;
mod session;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

pub(crate) use readers::Readers;
pub(crate) use session::SqliteSession;

/// How long a writer waits for another process before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 256;

/// Opens the database at `path`, durable on every commit.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    make_private(path)
        .map_err(|error| StoreError::Files { path: path.to_owned(), source: Arc::new(error) })?;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
         pragma temp_store = memory; pragma cache_size = -16000;",
    )?;
    Ok(connection)
}

/// Makes a missing file, and its folder, readable by its owner alone; SQLite's side files follow it.
fn make_private(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
