//! Building the projections anew from the journal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gongkai_journal::Chain;

use crate::commit::{keep_watermark, project};
use crate::param::{Bound, Param};
use crate::projection::Projector;
use crate::row::{Cell, recorded};
use crate::session::{Session, to_column};
use crate::store::EVENTS_AFTER;
use crate::{AppendError, ProjectError, Store, StoreError};

/// How many events are read at once.
const CHUNK: i64 = 1000;

/// What a replay did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// How many events were projected.
    pub events: u64,
    /// How many tables were emptied and filled.
    pub tables: usize,
}

/// All rows of the projected tables as sorted text, for comparing.
pub type Snapshot = BTreeMap<String, Vec<String>>;

impl Store {
    /// Empties the projected tables and rebuilds them from the journal in one transaction.
    ///
    /// Readers see the old rows until it is done; appends wait.
    ///
    /// # Errors
    ///
    /// [`StoreError::Journal`] when the journal does not hold, [`StoreError::Replay`] when an event cannot be
    /// projected; the tables are then as before.
    pub async fn replay(&self) -> Result<Replayed, StoreError> {
        let projector = self.projector();
        self.alone(move |session| replay(session, projector.as_ref())).await
    }

    /// The rows of all projected tables.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut snapshot = Snapshot::new();
        for table in self.projector().tables() {
            let rows = self.query(Bound::new(format!("select * from \"{table}\""), Vec::new())).await?;
            let mut lines: Vec<String> = rows.iter().map(|row| line(row.cells())).collect();
            lines.sort_unstable();
            snapshot.insert(table.to_owned(), lines);
        }
        Ok(snapshot)
    }
}

fn replay(session: &mut dyn Session, projector: &dyn Projector) -> Result<Replayed, StoreError> {
    session.lock_journal()?;
    let tables = projector.tables();
    for table in tables.iter().rev() {
        session.script(&format!("delete from \"{table}\""))?;
    }
    let mut chain = Chain::default();
    loop {
        let after = [to_column(chain.position)?.into(), Param::Int(CHUNK)];
        let rows = session.query(EVENTS_AFTER, &after)?;
        if rows.is_empty() {
            break;
        }
        let mut statements = Vec::new();
        for row in &rows {
            let event = recorded(row)?;
            let position = chain.position + 1;
            chain.follow(&event).map_err(|source| StoreError::Journal { position, source })?;
            let mut changes = project(projector, &event, session.dialect()).map_err(|error| match error {
                AppendError::Projection(source) => StoreError::Replay { position, source },
                AppendError::Store(error) => error,
                conflict @ AppendError::Conflict { .. } => {
                    let source = ProjectError::Inconsistent(conflict.to_string());
                    StoreError::Replay { position, source }
                }
            })?;
            statements.append(&mut changes);
        }
        session.run(&statements)?;
    }
    keep_watermark(session, &chain)?;
    Ok(Replayed { events: chain.position, tables: tables.len() })
}

fn line<'a>(cells: impl Iterator<Item = (&'a str, &'a Cell)>) -> String {
    let mut line = String::new();
    for (column, cell) in cells {
        let _ = write!(line, "{column}={cell:?} ");
    }
    line
}
