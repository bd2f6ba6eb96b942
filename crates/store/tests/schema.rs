//! Both databases have the same tables.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]

use std::collections::BTreeSet;

use gongkai_store::testing::{Cluster, postgres, sqlite};
use gongkai_store::{Row, Settings, Store, StoreError};

async fn lines(store: &Store, sqlite: &str, postgres: &str) -> BTreeSet<String> {
    let rows = store.fetch_per_dialect(sqlite, postgres, vec![]).await.unwrap();
    let line = |row: &Row| {
        let kind = row.opt_text("kind").unwrap().unwrap_or_default().to_lowercase();
        let kind = match kind.as_str() {
            "integer" | "bigint" => "whole number",
            "blob" | "bytea" => "bytes",
            "real" | "double precision" => "number",
            kind => kind,
        };
        format!(
            "{}.{} {kind} {}",
            row.text("of").unwrap(),
            row.text("name").unwrap(),
            row.int("required").unwrap()
        )
    };
    rows.iter().map(line).collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let (sqlite, postgres) = (sqlite(), postgres());
    let columns_sqlite =
        "select m.name as of, c.name as name, c.type as kind, (c.\"notnull\" or c.pk > 0) as required
        from sqlite_master as m join pragma_table_info(m.name) as c
        where m.type = 'table' and m.name not like 'sqlite%'";
    let columns_postgres =
        "select table_name::text as of, column_name::text as name, data_type::text as kind,
            (is_nullable = 'NO')::int as required
        from information_schema.columns where table_schema = 'public'";
    let one = lines(&sqlite.open().await, columns_sqlite, columns_postgres).await;
    let other = lines(&postgres.open().await, columns_sqlite, columns_postgres).await;
    assert!(one.contains("event.hash bytes 1"), "{one:#?}");
    let differences: Vec<_> = one.symmetric_difference(&other).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[tokio::test]
async fn both_databases_have_the_same_named_indexes() {
    let (sqlite, postgres) = (sqlite(), postgres());
    let indexes_sqlite = "select tbl_name as of, name, '' as kind, 0 as required
        from sqlite_master where type = 'index' and sql is not null";
    let indexes_postgres = "select tablename::text as of, indexname::text as name, '' as kind, 0 as required
        from pg_indexes where schemaname = 'public' and indexname not in (select conname from pg_constraint)";
    let one = lines(&sqlite.open().await, indexes_sqlite, indexes_postgres).await;
    let other = lines(&postgres.open().await, indexes_sqlite, indexes_postgres).await;
    assert!(one.contains("outbox.outbox_topic  0"), "{one:#?}");
    let differences: Vec<_> = one.symmetric_difference(&other).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[tokio::test]
async fn an_empty_installation_holds_and_replays() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        assert!(store.verify().await.unwrap().holds());
        assert_eq!(store.replay().await.unwrap().events, 0);
        assert!(store.snapshot().await.unwrap().values().all(Vec::is_empty));
    }
}

#[tokio::test]
async fn a_database_that_sorts_by_a_language_is_refused_with_the_way_out() {
    let by_language = ["--locale-provider=icu", "--icu-locale=und"];
    let url = Cluster::of_this_process().new_database_with(&by_language);
    let refused =
        Store::open(&Settings::Postgres { url }, gongkai_store::projection::projector()).await.err().unwrap();
    assert!(matches!(refused, StoreError::Collation(_)), "{refused:?}");
    assert!(refused.to_string().contains("--locale=C"), "{refused}");
}
