//! The writing connection of PostgreSQL, driven from the writer's thread.

use std::collections::{BTreeSet, HashMap};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use gongkai_journal::{Recorded, instant_text};
use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Statement};

use super::config;
use super::readers::rows;
use crate::param::{Bound, Param};
use crate::session::{Dialect, Session, to_column};
use crate::{Row, StoreError};

/// The advisory lock that makes the writers of several nodes take turns.
const JOURNAL_LOCK: &str = "select pg_advisory_xact_lock(7020313)";
/// How many statements are on their way at once.
const PIPELINE: usize = 256;
/// How many events go into one insert.
const INSERT: usize = 4096;
/// How many prepared statements are kept.
const STATEMENTS: usize = 512;

pub(crate) struct PostgresSession {
    config: Config,
    runtime: Runtime,
    client: Option<Client>,
    statements: HashMap<String, Statement>,
}

impl PostgresSession {
    pub(crate) fn open(url: &str) -> Result<PostgresSession, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| StoreError::Stopped)?;
        let mut session =
            PostgresSession { config: config(url)?, runtime, client: None, statements: HashMap::new() };
        session.revive()?;
        session.sorts_by_bytes()?;
        Ok(session)
    }

    /// Ranges over keys and places in lists are by bytes, in both databases.
    fn sorts_by_bytes(&mut self) -> Result<(), StoreError> {
        // `-` stands before `0`, and capitals before small letters, in no order of a language.
        let asked = "select '-1' < '0' collate \"default\" and 'B' < 'a' as by_bytes,
                     (select datcollate from pg_database where datname = current_database()) as name";
        let row = self.runtime.block_on(self.client()?.query_one(asked, &[]))?;
        if row.try_get::<_, bool>("by_bytes")? {
            return Ok(());
        }
        Err(StoreError::Collation(row.try_get("name")?))
    }

    fn client(&self) -> Result<&Client, StoreError> {
        self.client.as_ref().ok_or(StoreError::Stopped)
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let statement = self.runtime.block_on(self.client()?.prepare(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Session for PostgresSession {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn revive(&mut self) -> Result<(), StoreError> {
        if self.client.as_ref().is_some_and(|client| !client.is_closed()) {
            return Ok(());
        }
        self.statements.clear();
        let client = self.runtime.block_on(async {
            let (client, connection) = self.config.connect(NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::warn!(error = ?error, "connection to PostgreSQL lost");
                }
            });
            // Whatever the server's default is, an answer here means that the event is on disk.
            client
                .batch_execute(
                    "select set_config('synchronous_commit', 'on', false)
                     where current_setting('synchronous_commit') = 'off'",
                )
                .await?;
            Ok::<_, tokio_postgres::Error>(client)
        })?;
        self.client = Some(client);
        Ok(())
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        let begun = self.script("begin");
        if begun.is_err() && self.client()?.is_closed() {
            // The server went away while nothing was to be done; that shows only now, and nothing is lost.
            self.revive()?;
            return self.script("begin");
        }
        begun
    }

    fn lock_journal(&mut self) -> Result<(), StoreError> {
        self.script(JOURNAL_LOCK)
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.runtime.block_on(self.client()?.batch_execute(sql))?)
    }

    fn query(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        rows(self.runtime.block_on(self.client()?.query(&statement, &params))?)
    }

    fn each(
        &mut self,
        sql: &str,
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.script(&format!("declare each_row no scroll cursor for {sql}"))?;
        loop {
            let found = self.runtime.block_on(self.client()?.query("fetch 1000 from each_row", &[]))?;
            if found.is_empty() {
                break;
            }
            for row in rows(found)? {
                take(row)?;
            }
        }
        self.script("close each_row")
    }

    fn run(&mut self, statements: &[Bound]) -> Result<Vec<u64>, StoreError> {
        let mut counts = Vec::with_capacity(statements.len());
        for chunk in statements.chunks(PIPELINE) {
            let prepared =
                chunk.iter().map(|bound| self.prepare(&bound.sql)).collect::<Result<Vec<_>, _>>()?;
            let client = self.client()?;
            let send = chunk.iter().zip(&prepared).map(|(bound, statement)| {
                let answer: Answer<'_> = Box::pin(client.execute_raw(statement, &bound.params));
                answer
            });
            counts.extend(self.runtime.block_on(in_order(send.collect()))?);
        }
        Ok(counts)
    }

    fn versions(&mut self, streams: &BTreeSet<&str>) -> Result<HashMap<String, u64>, StoreError> {
        let statement = self.prepare(
            "select s.stream, coalesce((select max(e.version) from event as e where e.stream = s.stream), 0)
             from unnest($1::text[]) as s (stream)",
        )?;
        let names: Vec<&str> = streams.iter().copied().collect();
        let mut versions = HashMap::with_capacity(names.len());
        for row in self.runtime.block_on(self.client()?.query(&statement, &[&names]))? {
            let version: i64 = row.try_get(1)?;
            let version = u64::try_from(version).map_err(|_| StoreError::Value("negative version"))?;
            versions.insert(row.try_get(0)?, version);
        }
        Ok(versions)
    }

    fn insert_events(&mut self, events: &[&Recorded]) -> Result<(), StoreError> {
        let statement = self.prepare(
            "insert into event (position, stream, version, kind, body, actor, recorded_at, hash)
             select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                                  $7::text[], $8::bytea[])",
        )?;
        for chunk in events.chunks(INSERT) {
            let positions =
                chunk.iter().map(|event| to_column(event.position)).collect::<Result<Vec<_>, _>>()?;
            let streams: Vec<&str> = chunk.iter().map(|event| event.stream.as_str()).collect();
            let versions =
                chunk.iter().map(|event| to_column(event.version.0)).collect::<Result<Vec<_>, _>>()?;
            let kinds: Vec<&str> = chunk.iter().map(|event| event.kind.as_str()).collect();
            let bodies: Vec<&str> = chunk.iter().map(|event| event.body.as_str()).collect();
            let actors: Vec<&str> = chunk.iter().map(|event| event.actor.as_str()).collect();
            let instants: Vec<String> = chunk.iter().map(|event| instant_text(event.recorded_at)).collect();
            let hashes: Vec<&[u8]> = chunk.iter().map(|event| event.hash.as_slice()).collect();
            let params: [&(dyn ToSql + Sync); 8] =
                [&positions, &streams, &versions, &kinds, &bodies, &actors, &instants, &hashes];
            self.runtime.block_on(self.client()?.execute(&statement, &params))?;
        }
        Ok(())
    }
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<u64, tokio_postgres::Error>> + 'a>>;

/// Sends everything before it waits for the first answer; answers come in the order of the questions.
async fn in_order(mut waiting: Vec<Answer<'_>>) -> Result<Vec<u64>, tokio_postgres::Error> {
    let mut early = Vec::with_capacity(waiting.len());
    poll_fn(|context| {
        for answer in &mut waiting {
            early.push(match answer.as_mut().poll(context) {
                Poll::Ready(done) => Some(done),
                Poll::Pending => None,
            });
        }
        Poll::Ready(())
    })
    .await;
    let mut answers = Vec::with_capacity(waiting.len());
    // The first error is the cause; those after it only say that the transaction is lost.
    for (answer, early) in waiting.into_iter().zip(early) {
        answers.push(match early {
            Some(done) => done?,
            None => answer.await?,
        });
    }
    Ok(answers)
}
