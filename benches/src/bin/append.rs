//! Durable state changes per second: 64 writers at once through the store, beside the bare database.
//!
//! Both sides write the same rows: one event and one projected row per change, on a disk that is told to keep them.
//! The bare side has no triggers, no chain to compute, no versions to read and nobody to answer; it commits as
//! many rows at once as the store did. Run: `cargo run --release --bin append`.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use futures_util::future::try_join_all;
use gongkai_journal::{NewEvent, Recorded, StreamId, Version};
use gongkai_store::testing::Cluster;
use gongkai_store::{Batch, ProjectError, Projector, Settings, Statement, Store, StreamWrite};
use jiff::Timestamp;
use sea_query::Query;
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;

const WRITERS: usize = 64;
const ROUNDS: usize = 5;

/// One row per event, as a list of cases would have.
struct Cases;

impl Projector for Cases {
    fn tables(&self) -> Vec<&'static str> {
        vec!["bench_case"]
    }

    fn project(&self, event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
        let insert = Query::insert()
            .into_table("bench_case")
            .columns(["stream", "version", "state"])
            .values_panic([
                event.stream.as_str().into(),
                as_i64(event.version.0).into(),
                event.kind.as_str().into(),
            ])
            .to_owned();
        Ok(vec![insert.into()])
    }
}

const CASES: &str =
    "create table bench_case (stream text not null, version bigint not null, state text not null,
    primary key (stream, version))";
const EVENTS: &str = "create table bench_event (position bigint primary key, stream text not null, version bigint not null,
    kind text not null, body text not null, actor text not null, recorded_at text not null, hash BYTES not null,
    unique (stream, version))";

fn as_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn body(writer: usize, turn: u64) -> String {
    serde_json::json!({
        "applicant": "natural_person", "channel": "online", "number": format!("2021-{writer:03}-{turn:06}"),
        "received_on": "2021-03-01", "sealed": "0123456789abcdef".repeat(8), "subject": "公开某年度某事项的信息",
    })
    .to_string()
}

fn change(writer: usize, turn: u64) -> Batch {
    let event = NewEvent { kind: "case.changed.v1".to_owned(), body: body(writer, turn) };
    // A case has some five events; then the next one begins.
    let stream = StreamId::new("case", &format!("{writer}-{}", turn / 5));
    let write = StreamWrite { stream, expected: Version(turn % 5), events: vec![event] };
    Batch {
        actor: "account/li".to_owned(),
        recorded_at: Timestamp::UNIX_EPOCH,
        writes: vec![write],
        outbox: vec![],
    }
}

/// What one run did.
struct Run {
    per_second: f64,
    group: usize,
    rows: (i64, i64),
}

async fn through_the_store(settings: &Settings, turns: u64) -> Result<Run> {
    let store = Store::open(settings, Arc::new(Cases)).await?;
    let same = |sql: &str| Statement::PerDialect { sqlite: sql.into(), postgres: sql.into(), values: vec![] };
    store.execute(vec![same(CASES)]).await?;
    let before = store.writer_load();
    let start = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for turn in 0..turns {
                    store.append(change(writer, turn)).await?;
                }
                Ok::<_, gongkai_store::AppendError>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    let seconds = start.elapsed().as_secs_f64();
    let after = store.writer_load();
    let (tasks, commits) = (after.tasks - before.tasks, after.commits - before.commits);
    ensure!(store.verify().await?.holds(), "the journal does not hold");
    let counts = "select (select count(*) from event) as events, (select count(*) from bench_case) as cases";
    let rows = store.fetch_per_dialect(counts, counts, vec![]).await?;
    let row = rows.first().context("counts")?;
    Ok(Run {
        per_second: tasks as f64 / seconds,
        group: usize::try_from(tasks.div_ceil(commits))?,
        rows: (row.int("events")?, row.int("cases")?),
    })
}

/// The rows the store would have written, in the order of turns.
fn rows(turns: u64) -> Vec<(String, i64, String)> {
    let all = (0..turns).flat_map(|turn| (0..WRITERS).map(move |writer| (writer, turn)));
    all.map(|(writer, turn)| {
        let write = change(writer, turn).writes.remove(0);
        (write.stream.to_string(), as_i64(write.expected.0 + 1), body(writer, turn))
    })
    .collect()
}

fn bare_sqlite(path: &std::path::Path, turns: u64, group: usize) -> Result<Run> {
    let connection = rusqlite::Connection::open(path)?;
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16000")?;
    connection.execute_batch(CASES)?;
    connection.execute_batch(&EVENTS.replace("BYTES", "blob"))?;
    let rows = rows(turns);
    let hash = [7_u8; 32];
    let start = Instant::now();
    let mut position = 0_i64;
    for group in rows.chunks(group) {
        connection.execute_batch("begin immediate")?;
        let mut event =
            connection.prepare_cached("insert into bench_event values (?, ?, ?, ?, ?, ?, ?, ?)")?;
        for (stream, version, body) in group {
            position += 1;
            let at = "1970-01-01T00:00:00.000000Z";
            event.execute(rusqlite::params![
                position,
                stream,
                version,
                "case.changed.v1",
                body,
                "account/li",
                at,
                hash
            ])?;
        }
        let mut case = connection.prepare_cached("insert into bench_case values (?, ?, ?)")?;
        for (stream, version, _) in group {
            case.execute(rusqlite::params![stream, version, "case.changed.v1"])?;
        }
        connection.execute_batch("commit")?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let count =
        |table: &str| connection.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0));
    let counted = (count("bench_event")?, count("bench_case")?);
    Ok(Run { per_second: rows.len() as f64 / seconds, group, rows: counted })
}

/// The same statements as the store's: events as arrays, projected rows on their way together.
async fn bare_postgres(url: &str, turns: u64, group: usize) -> Result<Run> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(CASES).await?;
    client.batch_execute(&EVENTS.replace("BYTES", "bytea")).await?;
    let event = client
        .prepare(
            "insert into bench_event select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[],
             $5::text[], $6::text[], $7::text[], $8::bytea[])",
        )
        .await?;
    let case = client.prepare("insert into bench_case values ($1, $2, $3)").await?;
    let rows = rows(turns);
    let (hash, kind) = ([7_u8; 32], "case.changed.v1");
    let start = Instant::now();
    let mut position = 0_i64;
    for group in rows.chunks(group) {
        client.batch_execute("begin").await?;
        let count = group.len();
        let positions: Vec<i64> = (position + 1..).take(count).collect();
        position += as_i64(count as u64);
        let streams: Vec<&str> = group.iter().map(|row| row.0.as_str()).collect();
        let versions: Vec<i64> = group.iter().map(|row| row.1).collect();
        let bodies: Vec<&str> = group.iter().map(|row| row.2.as_str()).collect();
        let hashes = vec![hash.as_slice(); count];
        let (kinds, actors) = (vec![kind; count], vec!["account/li"; count]);
        let ats = vec!["1970-01-01T00:00:00.000000Z"; count];
        let params: [&(dyn ToSql + Sync); 8] =
            [&positions, &streams, &versions, &kinds, &bodies, &actors, &ats, &hashes];
        client.execute(&event, &params).await?;
        let params: Vec<[&(dyn ToSql + Sync); 3]> =
            group.iter().map(|row| [&row.0 as &(dyn ToSql + Sync), &row.1, &kind]).collect();
        try_join_all(params.iter().map(|params| client.execute(&case, params))).await?;
        client.batch_execute("commit").await?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let counts = "select (select count(*) from bench_event), (select count(*) from bench_case)";
    let row = client.query_one(counts, &[]).await?;
    Ok(Run { per_second: rows.len() as f64 / seconds, group, rows: (row.get(0), row.get(1)) })
}

/// A hundred thousand events of an import, a thousand an act.
async fn bulk(name: &str, settings: &Settings) -> Result<()> {
    let store = Store::open(settings, Arc::new(Cases)).await?;
    let same = |sql: &str| Statement::PerDialect { sqlite: sql.into(), postgres: sql.into(), values: vec![] };
    store.execute(vec![same(CASES)]).await?;
    let start = Instant::now();
    for part in 0..100_u64 {
        let mut batch = change(0, 0);
        batch.writes =
            (part * 1000..part * 1000 + 1000).map(|turn| change(0, turn).writes.remove(0)).collect();
        store.append(batch).await?;
    }
    let appended = start.elapsed().as_secs_f64();
    let start = Instant::now();
    ensure!(store.verify().await?.holds(), "the journal does not hold");
    let verified = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let replayed = store.replay().await?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{name}: {} events in batches of 1,000: appended in {appended:.2} s, verified in {verified:.2} s, replayed in {seconds:.2} s",
        replayed.events
    );
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn report(name: &str, rounds: &[(Run, Run)]) {
    let ours = median(rounds.iter().map(|(ours, _)| ours.per_second).collect());
    let bare = median(rounds.iter().map(|(_, bare)| bare.per_second).collect());
    let ratios: Vec<f64> = rounds.iter().map(|(ours, bare)| ours.per_second / bare.per_second).collect();
    let (low, high) =
        ratios.iter().fold((f64::MAX, f64::MIN), |(low, high), &ratio| (low.min(ratio), high.max(ratio)));
    let group = median(rounds.iter().map(|(ours, _)| ours.group as f64).collect());
    println!(
        "{name}: {WRITERS} writers, {group:.0} changes a commit: store {ours:.0}/s, bare {bare:.0}/s, ratio {:.2} ({low:.2}–{high:.2}), budget 0.50",
        median(ratios)
    );
}

#[tokio::main]
async fn main() -> Result<()> {
    let turns: u64 = std::env::args().nth(1).map_or(Ok(250), |turns| turns.parse())?;
    let expected = as_i64(turns * WRITERS as u64);
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name);
    // The defaults keep fsync on.
    let cluster = Cluster::start(&[]);
    let check = |ours: &Run, bare: &Run, rows: i64| {
        ensure!(
            ours.rows == (rows, rows) && bare.rows == (rows, rows),
            "{:?} and {:?}",
            ours.rows,
            bare.rows
        );
        Ok(())
    };

    // Same rows on both sides, before anything is timed.
    let ours = through_the_store(&Settings::Sqlite { path: file("check.db") }, 3).await?;
    let bare = bare_sqlite(&file("check-bare.db"), 3, ours.group)?;
    check(&ours, &bare, 3 * WRITERS as i64)?;
    let ours = through_the_store(&Settings::Postgres { url: cluster.new_database() }, 3).await?;
    let bare = bare_postgres(&cluster.new_database(), 3, ours.group).await?;
    check(&ours, &bare, 3 * WRITERS as i64)?;

    let (mut sqlite, mut postgres) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let ours = through_the_store(&Settings::Sqlite { path: file(&format!("{round}.db")) }, turns).await?;
        let bare = bare_sqlite(&file(&format!("{round}-bare.db")), turns, ours.group)?;
        check(&ours, &bare, expected)?;
        sqlite.push((ours, bare));
        let ours = through_the_store(&Settings::Postgres { url: cluster.new_database() }, turns).await?;
        let bare = bare_postgres(&cluster.new_database(), turns, ours.group).await?;
        check(&ours, &bare, expected)?;
        postgres.push((ours, bare));
    }
    report("SQLite", &sqlite);
    report("PostgreSQL", &postgres);
    bulk("SQLite", &Settings::Sqlite { path: file("bulk.db") }).await?;
    bulk("PostgreSQL", &Settings::Postgres { url: cluster.new_database() }).await
}
