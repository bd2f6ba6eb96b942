//! A small area of notes to append, project and spoil.

#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::Arc;

use gongkai_journal::{NewEvent, Recorded, StreamId, Version};
use gongkai_store::testing::Scratch;
use gongkai_store::{
    AppendError, Batch, OutboxMessage, ProjectError, Projector, Statement, Store, StoreError, StreamWrite,
};
use jiff::Timestamp;
use sea_query::{Expr, ExprTrait as _, Query};

/// Asks every question of both databases.
#[allow(unused_macros, reason = "each test file uses its part")]
macro_rules! contract {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(gongkai_store::testing::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(gongkai_store::testing::postgres()).await;
            })*
        }
    };
}

/// Notes have titles of which no two are the same.
pub(crate) struct Notes;

impl Projector for Notes {
    fn tables(&self) -> Vec<&'static str> {
        vec!["note", "note_change"]
    }

    fn project(&self, event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
        let id = event.stream.id();
        let body: serde_json::Value = serde_json::from_str(&event.body)
            .map_err(|error| ProjectError::Inconsistent(error.to_string()))?;
        let title = body["title"].as_str().unwrap_or_default();
        let change = Query::insert()
            .into_table("note_change")
            .columns(["note", "version", "kind"])
            .values_panic([
                id.into(),
                i64::try_from(event.version.0).unwrap().into(),
                event.kind.as_str().into(),
            ])
            .to_owned();
        let note = match event.kind.as_str() {
            "note.written.v1" => Query::insert()
                .into_table("note")
                .columns(["id", "title", "changes"])
                .values_panic([id.into(), title.into(), 0.into()])
                .to_owned()
                .into(),
            "note.renamed.v1" => Query::update()
                .table("note")
                .value("title", title)
                .value("changes", Expr::col("changes").add(1))
                .and_where(Expr::col("id").eq(id))
                .to_owned()
                .into(),
            "note.removed.v1" => {
                Query::delete().from_table("note").and_where(Expr::col("id").eq(id)).to_owned().into()
            }
            "note.broke.v1" => panic!("a projection with a mistake"),
            _ => return Err(ProjectError::unknown(event)),
        };
        Ok(vec![note, change.into()])
    }
}

const TABLES: [&str; 2] = [
    "create table note (id text primary key, title text not null unique, changes bigint not null)",
    "create table note_change (note text not null, version bigint not null, kind text not null,
                               primary key (note, version))",
];

/// Opens a new database with the tables of notes.
pub(crate) async fn open(scratch: &Scratch) -> Store {
    let store = scratch.open_with(Arc::new(Notes)).await;
    store.execute(TABLES.map(|sql| same(sql, vec![])).into()).await.unwrap();
    store
}

/// A statement that reads the same in both databases.
pub(crate) fn same(sql: &str, values: Vec<sea_query::Value>) -> Statement {
    Statement::PerDialect { sqlite: sql.to_owned(), postgres: sql.to_owned(), values }
}

pub(crate) fn instant() -> Timestamp {
    "2024-03-01T01:02:03.456789Z".parse().unwrap()
}

pub(crate) fn stream(id: &str) -> StreamId {
    StreamId::new("note", id)
}

pub(crate) fn event(kind: &str, title: &str) -> NewEvent {
    NewEvent { kind: format!("note.{kind}.v1"), body: serde_json::json!({ "title": title }).to_string() }
}

pub(crate) fn write(id: &str, expected: u64, events: Vec<NewEvent>) -> StreamWrite {
    StreamWrite { stream: stream(id), expected: Version(expected), events }
}

pub(crate) fn batch(writes: Vec<StreamWrite>) -> Batch {
    Batch { actor: "account/li".to_owned(), recorded_at: instant(), writes, outbox: Vec::new() }
}

/// A note of its own with one event.
pub(crate) fn note(id: &str) -> Batch {
    batch(vec![write(id, 0, vec![event("written", id)])])
}

pub(crate) fn message(topic: &str, body: &str) -> OutboxMessage {
    OutboxMessage { topic: topic.to_owned(), body: body.to_owned() }
}

/// Loads, decides and appends until nobody was faster.
pub(crate) async fn rename_until_done(store: &Store, id: &str, title: &str) -> u32 {
    for attempt in 1.. {
        let version = store.load(&stream(id)).await.unwrap().len() as u64;
        match store.append(batch(vec![write(id, version, vec![event("renamed", title)])])).await {
            Ok(_) => return attempt,
            Err(AppendError::Conflict { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    unreachable!()
}

/// Changes the journal behind the schema's back, as whoever owns the database can.
pub(crate) async fn tamper(store: &Store, sql: &str) {
    let off = |sqlite: &str, postgres: &str| Statement::PerDialect {
        sqlite: sqlite.to_owned(),
        postgres: postgres.to_owned(),
        values: vec![],
    };
    let statements = vec![
        off("drop trigger if exists event_no_update", "alter table event disable trigger all"),
        off("drop trigger if exists event_no_delete", "select 1"),
        off("drop trigger if exists event_in_order", "select 1"),
        same(sql, vec![]),
    ];
    store.execute(statements).await.unwrap();
}

/// The whole of an error, as the log prints it.
pub(crate) fn chain(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
