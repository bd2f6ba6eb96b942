//! What is handed to the store to be written.

use gongkai_journal::{NewEvent, StreamId, Version};
use jiff::Timestamp;
use sea_query::{DeleteStatement, InsertStatement, UpdateStatement, Value};

/// Events of one or more streams that are one act: all are recorded or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Who acts: `account/<login>`, `public` or `system`.
    pub actor: String,
    /// When, UTC; kept to the microsecond.
    pub recorded_at: Timestamp,
    /// The events by stream.
    pub writes: Vec<StreamWrite>,
    /// Messages for consumers, committed together with the events.
    pub outbox: Vec<OutboxMessage>,
}

/// Events to append to one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamWrite {
    /// The stream.
    pub stream: StreamId,
    /// The version on which the decision was made; another writer's event in between is a conflict.
    pub expected: Version,
    /// The events in order.
    pub events: Vec<NewEvent>,
}

/// Work to be done after the commit, by a consumer that may run twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Which consumer, e.g. `mail`.
    pub topic: String,
    /// What it needs to know, JSON.
    pub body: String,
}

/// One change of rows.
#[derive(Debug, Clone)]
pub enum Statement {
    /// Adds rows.
    Insert(InsertStatement),
    /// Changes rows.
    Update(UpdateStatement),
    /// Removes rows.
    Delete(DeleteStatement),
    /// What the builder cannot say in one form for both databases.
    PerDialect {
        /// For SQLite, with `?` for each value in order, or `$1`, `$2` … first used in order.
        sqlite: String,
        /// For PostgreSQL, with `$1`, `$2` … for the values.
        postgres: String,
        /// The values in order.
        values: Vec<Value>,
    },
}

impl From<InsertStatement> for Statement {
    fn from(statement: InsertStatement) -> Statement {
        Statement::Insert(statement)
    }
}

impl From<UpdateStatement> for Statement {
    fn from(statement: UpdateStatement) -> Statement {
        Statement::Update(statement)
    }
}

impl From<DeleteStatement> for Statement {
    fn from(statement: DeleteStatement) -> Statement {
        Statement::Delete(statement)
    }
}
