//! What the store promises, asked of both databases.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]

#[macro_use]
mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use gongkai_journal::{Chain, NewEvent, Version};
use gongkai_store::testing::Scratch;
use gongkai_store::{AppendError, Batch, Fault, ProjectError, Store, StoreError};
use jiff::SignedDuration;
use jiff::civil::date;
use sea_query::{Expr, ExprTrait as _, Func, Query};
use support::{
    Notes, batch, chain, event, instant, message, note, open, rename_until_done, same, stream, tamper, write,
};

contract![
    an_appended_event_is_read_back_whole,
    positions_and_versions_leave_no_gap,
    a_stale_decision_is_a_conflict_that_names_both_versions,
    a_batch_is_recorded_whole_or_not_at_all,
    a_write_without_events_guards_a_version,
    of_64_writers_to_one_stream_each_wins_once,
    writers_to_streams_of_their_own_all_succeed,
    a_failure_spoils_nobody_in_the_same_group,
    a_statement_with_a_mistake_spoils_nobody,
    a_broken_constraint_leaves_nothing_behind,
    an_event_nobody_projects_is_not_recorded,
    a_projection_that_panics_does_not_end_the_writer,
    events_out_of_bounds_are_not_taken,
    the_schema_lets_nobody_change_or_remove_an_event,
    the_schema_lets_nobody_leave_a_gap,
    a_large_batch_is_one_act,
    events_are_read_in_pages,
    a_journal_that_was_left_alone_holds,
    a_changed_column_is_found_at_its_position,
    a_removed_event_is_found,
    an_inserted_event_is_found,
    swapped_events_are_found,
    a_cut_off_end_is_found,
    an_event_added_at_the_end_is_found,
    a_chain_computed_anew_is_found,
    a_replay_gives_the_rows_that_were_there,
    a_replay_of_a_broken_journal_changes_nothing,
    outbox_messages_come_with_their_events,
    no_message_is_claimed_twice_at_once,
    a_lease_that_ran_out_frees_the_message,
    a_finished_message_is_gone,
    statements_outside_the_journal_are_one_transaction,
    values_come_back_as_they_went_in,
    whole_numbers_of_any_size_go_both_ways,
    two_nodes_take_turns,
    everything_is_there_after_opening_again,
    a_database_of_a_newer_program_is_refused,
    an_edited_migration_is_refused,
];

async fn an_appended_event_is_read_back_whole(scratch: Scratch) {
    let store = open(&scratch).await;
    let written = store.append(note("a")).await.unwrap();
    assert_eq!(written, store.load(&stream("a")).await.unwrap());
    let [event] = written.as_slice() else { panic!("one event") };
    assert_eq!((event.position, event.version), (1, Version(1)));
    assert_eq!((event.kind.as_str(), event.body.as_str()), ("note.written.v1", r#"{"title":"a"}"#));
    assert_eq!((event.actor.as_str(), event.recorded_at), ("account/li", instant()));
    assert_eq!(event.hash, Chain::default().hash_of(event));
    assert_eq!(store.head().await.unwrap(), Chain { position: 1, hash: event.hash });
    assert!(store.load(&stream("b")).await.unwrap().is_empty());
}

async fn positions_and_versions_leave_no_gap(scratch: Scratch) {
    let store = open(&scratch).await;
    let both = vec![
        write("a", 0, vec![event("written", "a"), event("renamed", "a2")]),
        write("b", 0, vec![event("written", "b")]),
        write("a", 2, vec![event("renamed", "a3")]),
    ];
    store.append(batch(both)).await.unwrap();
    store.append(batch(vec![write("b", 1, vec![event("removed", "")])])).await.unwrap();
    let events = store.events_after(0, 100).await.unwrap();
    let places: Vec<_> = events
        .into_iter()
        .map(|event| (event.position, event.stream.id().to_owned(), event.version.0))
        .collect();
    let expected = [(1, "a", 1), (2, "a", 2), (3, "b", 1), (4, "a", 3), (5, "b", 2)];
    assert_eq!(places, expected.map(|(position, id, version)| (position, id.to_owned(), version)));
}

async fn a_stale_decision_is_a_conflict_that_names_both_versions(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("a")).await.unwrap();
    for stale in [0, 2] {
        let again = batch(vec![write("a", stale, vec![event("renamed", "x")])]);
        match store.append(again).await {
            Err(AppendError::Conflict { stream: at, expected, found }) => {
                assert_eq!((at, expected, found), (stream("a"), Version(stale), Version(1)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(store.head().await.unwrap().position, 1);
}

async fn a_batch_is_recorded_whole_or_not_at_all(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("b")).await.unwrap();
    let before = store.snapshot().await.unwrap();
    let mut both =
        batch(vec![write("a", 0, vec![event("written", "a")]), write("b", 0, vec![event("renamed", "b2")])]);
    both.outbox.push(message("mail", "{}"));
    assert!(matches!(store.append(both).await, Err(AppendError::Conflict { .. })));
    assert!(store.load(&stream("a")).await.unwrap().is_empty());
    assert_eq!(store.snapshot().await.unwrap(), before);
    assert_eq!(store.outbox_length("mail").await.unwrap(), 0);
}

async fn a_write_without_events_guards_a_version(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("rule")).await.unwrap();
    let under =
        |version| batch(vec![write("rule", version, vec![]), write("a", 0, vec![event("written", "a")])]);
    assert!(matches!(store.append(under(0)).await, Err(AppendError::Conflict { .. })));
    assert_eq!(store.append(under(1)).await.unwrap().len(), 1);
}

async fn of_64_writers_to_one_stream_each_wins_once(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("a")).await.unwrap();
    let writers: Vec<_> = (0..64)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { rename_until_done(&store, "a", &format!("a{number}")).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let events = store.load(&stream("a")).await.unwrap();
    assert_eq!(events.len(), 65);
    let bodies: BTreeSet<&str> = events.iter().map(|event| event.body.as_str()).collect();
    assert_eq!(bodies.len(), 65, "every writer's event stands once");
    let rows = store.fetch(Query::select().column("changes").from("note").to_owned()).await.unwrap();
    assert_eq!(rows[0].int("changes").unwrap(), 64);
    assert!(store.verify().await.unwrap().holds());
}

async fn writers_to_streams_of_their_own_all_succeed(scratch: Scratch) {
    let store = open(&scratch).await;
    let writers: Vec<_> = (0..64)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                for turn in 0..4 {
                    store.append(note(&format!("{number}-{turn}"))).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let found = store.verify().await.unwrap();
    assert!(found.holds(), "{found:?}");
    assert_eq!(found.head.position, 256);
    assert_eq!(found.watermark, found.head);
    let load = store.writer_load();
    assert_eq!(load.tasks, 257, "the tables and 256 appends");
    assert!(load.commits < load.tasks, "waiting writers share a transaction: {load:?}");
}

async fn a_failure_spoils_nobody_in_the_same_group(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("taken")).await.unwrap();
    let attempts: Vec<_> = (0..90)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let id = format!("n{number}");
                let batch = match number % 3 {
                    0 => note(&id),
                    1 => batch(vec![write(&id, 0, vec![event("written", "taken")])]),
                    _ => batch(vec![write(&id, 7, vec![event("renamed", "x")])]),
                };
                store.append(batch).await
            })
        })
        .collect();
    for (number, attempt) in attempts.into_iter().enumerate() {
        match (number % 3, attempt.await.unwrap()) {
            (0, Ok(events)) => assert_eq!(events.len(), 1),
            (1, Err(AppendError::Projection(ProjectError::Constraint(what)))) => assert!(!what.is_empty()),
            (2, Err(AppendError::Conflict { .. })) => {}
            (_, other) => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(store.head().await.unwrap().position, 31);
    assert!(store.verify().await.unwrap().holds());
    let live = store.snapshot().await.unwrap();
    store.replay().await.unwrap();
    assert_eq!(store.snapshot().await.unwrap(), live);
}

async fn a_statement_with_a_mistake_spoils_nobody(scratch: Scratch) {
    let store = open(&scratch).await;
    let attempts: Vec<_> = (0..60)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                match number % 3 {
                    0 => store.append(note(&format!("n{number}"))).await.map(|events| events.len() as u64),
                    1 => store
                        .execute(vec![same("delete from nowhere", vec![])])
                        .await
                        .map_err(AppendError::Store),
                    _ => {
                        let wrong = Query::insert()
                            .into_table("note")
                            .columns(["id"])
                            .values_panic(["x".into()])
                            .to_owned();
                        store.execute(vec![wrong.into()]).await.map_err(AppendError::Store)
                    }
                }
            })
        })
        .collect();
    for (number, attempt) in attempts.into_iter().enumerate() {
        match (number % 3, attempt.await.unwrap()) {
            (0, Ok(1))
            | (1, Err(AppendError::Store(StoreError::Sqlite(_) | StoreError::Postgres(_))))
            | (2, Err(AppendError::Store(StoreError::Constraint(_)))) => {}
            (_, other) => panic!("{number}: {other:?}"),
        }
    }
    let found = store.verify().await.unwrap();
    assert!(found.holds(), "{found:?}");
    assert_eq!(found.head.position, 20);
}

async fn a_broken_constraint_leaves_nothing_behind(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("a")).await.unwrap();
    let (head, before) = (store.head().await.unwrap(), store.snapshot().await.unwrap());
    let mut twice = batch(vec![write("b", 0, vec![event("written", "b"), event("renamed", "a")])]);
    twice.outbox.push(message("mail", "{}"));
    let refused = store.append(twice).await;
    assert!(matches!(refused, Err(AppendError::Projection(ProjectError::Constraint(_)))), "{refused:?}");
    assert_eq!(store.head().await.unwrap(), head);
    assert_eq!(store.snapshot().await.unwrap(), before);
    assert_eq!(store.outbox_length("mail").await.unwrap(), 0);
    assert_eq!(store.append(note("b")).await.unwrap()[0].position, 2, "the next event leaves no gap");
}

async fn an_event_nobody_projects_is_not_recorded(scratch: Scratch) {
    let store = open(&scratch).await;
    let unknown = batch(vec![write("a", 0, vec![event("sung", "a")])]);
    match store.append(unknown).await {
        Err(AppendError::Projection(ProjectError::Unknown { kind, .. })) => assert_eq!(kind, "note.sung.v1"),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.head().await.unwrap(), Chain::default());
}

async fn a_projection_that_panics_does_not_end_the_writer(scratch: Scratch) {
    let store = open(&scratch).await;
    let broken = batch(vec![write("a", 0, vec![event("broke", "a")])]);
    let refused = store.append(broken).await;
    assert!(matches!(refused, Err(AppendError::Projection(ProjectError::Panicked(_)))), "{refused:?}");
    assert_eq!(store.append(note("a")).await.unwrap()[0].position, 1);
    assert!(store.is_ready().await);
}

async fn events_out_of_bounds_are_not_taken(scratch: Scratch) {
    let store = open(&scratch).await;
    let long = "长".repeat(gongkai_journal::MAX_BODY_BYTES / 3);
    let mut nameless = note("a");
    nameless.actor.clear();
    let mut no_area = note("a");
    no_area.writes[0].stream = gongkai_journal::StreamId::from("note".to_owned());
    let nul = NewEvent { kind: "note.written.v1".to_owned(), body: "{\"title\":\"\0\"}".to_owned() };
    let cases: [Batch; 5] = [
        batch(vec![write("a", 0, vec![event("written", &long)])]),
        batch(vec![write(&"a".repeat(200), 0, vec![event("written", "a")])]),
        batch(vec![write("a", 0, vec![nul])]),
        nameless,
        no_area,
    ];
    for case in cases {
        let refused = store.append(case).await;
        assert!(matches!(refused, Err(AppendError::Store(StoreError::Bounds(_)))), "{refused:?}");
    }
    assert_eq!(store.head().await.unwrap(), Chain::default());
}

async fn the_schema_lets_nobody_change_or_remove_an_event(scratch: Scratch) {
    let store = open(&scratch).await;
    store.append(note("a")).await.unwrap();
    let untouched = store.events_after(0, 10).await.unwrap();
    let mut attempts = vec![
        same("update event set actor = 'account/wang'", vec![]),
        same("delete from event", vec![]),
        same("delete from watermark", vec![]),
        same(
            "insert into event select position, stream, version, kind, 'x', actor, recorded_at, hash from event
             where true on conflict (position) do update set body = excluded.body",
            vec![],
        ),
    ];
    attempts.push(gongkai_store::Statement::PerDialect {
        sqlite: "insert or replace into event select * from event".to_owned(),
        postgres: "truncate event".to_owned(),
        values: vec![],
    });
    for attempt in attempts {
        let refused = store.execute(vec![attempt.clone()]).await;
        assert!(matches!(refused, Err(StoreError::Constraint(_))), "{attempt:?}: {refused:?}");
    }
    assert_eq!(store.events_after(0, 10).await.unwrap(), untouched);
}

async fn the_schema_lets_nobody_leave_a_gap(scratch: Scratch) {
    let store = open(&scratch).await;
    store
        .append(batch(vec![write("a", 0, vec![event("written", "a"), event("renamed", "b")])]))
        .await
        .unwrap();
    let places = [(4, "note/a", 3), (3, "note/a", 4), (3, "note/b", 2), (2, "note/b", 1), (3, "note/a", 2)];
    for (position, name, version) in places {
        let insert = format!(
            "insert into event select {position}, '{name}', {version}, kind, body, actor, recorded_at, hash
             from event where position = 1"
        );
        let refused = store.execute(vec![same(&insert, vec![])]).await;
        assert!(
            matches!(refused, Err(StoreError::Constraint(_))),
            "{position} {name} {version}: {refused:?}"
        );
    }
    assert_eq!(store.head().await.unwrap().position, 2);
}

async fn a_large_batch_is_one_act(scratch: Scratch) {
    let store = open(&scratch).await;
    let writes = (0..10_000).map(|n| write(&n.to_string(), 0, vec![event("written", &n.to_string())]));
    let mut writes: Vec<_> = writes.collect();
    writes.push(write("last", 0, vec![event("written", "0")]));
    let refused = store.append(batch(writes.clone())).await;
    assert!(matches!(refused, Err(AppendError::Projection(ProjectError::Constraint(_)))), "{refused:?}");
    assert_eq!(store.head().await.unwrap(), Chain::default());
    writes.pop();
    assert_eq!(store.append(batch(writes)).await.unwrap().len(), 10_000);
    let found = store.verify().await.unwrap();
    assert!(found.holds(), "{found:?}");
    assert_eq!(store.replay().await.unwrap().events, 10_000);
}

async fn events_are_read_in_pages(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 0..7 {
        store.append(note(&number.to_string())).await.unwrap();
    }
    let mut seen = Vec::new();
    loop {
        let page = store.events_after(seen.last().copied().unwrap_or(0), 3).await.unwrap();
        assert!(page.len() <= 3);
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|event| event.position));
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
}

/// Five notes, then `sql` behind the schema's back, then what `verify` says.
async fn fault_after(scratch: &Scratch, sql: &str) -> Option<Fault> {
    let store = open(scratch).await;
    for number in 1..=5 {
        store.append(note(&format!("n{number}"))).await.unwrap();
    }
    tamper(&store, sql).await;
    store.verify().await.unwrap().fault
}

async fn a_journal_that_was_left_alone_holds(scratch: Scratch) {
    assert_eq!(fault_after(&scratch, "update event set body = body").await, None);
}

async fn a_changed_column_is_found_at_its_position(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 1..=5 {
        store.append(note(&format!("n{number}"))).await.unwrap();
    }
    let edits = [
        "stream = 'note/n9'",
        "version = 2",
        "kind = 'note.renamed.v1'",
        r#"body = '{"title":"n4"}'"#,
        "actor = 'account/wang'",
        "recorded_at = '2024-03-01T01:02:03.456788Z'",
        "recorded_at = '2024-03-01T09:02:03.456789+08:00'",
        "recorded_at = 'yesterday'",
        "hash = (select e.hash from event as e where e.position = 2)",
    ];
    for edit in edits {
        tamper(&store, "create table kept as select * from event where position = 3").await;
        tamper(&store, &format!("update event set {edit} where position = 3")).await;
        let fault = store.verify().await.unwrap().fault;
        assert_eq!(fault.as_ref().map(Fault::position), Some(3), "{edit}: {fault:?}");
        tamper(&store, "delete from event where position = 3").await;
        tamper(&store, "insert into event select * from kept").await;
        tamper(&store, "drop table kept").await;
        assert!(store.verify().await.unwrap().holds(), "put back after {edit}");
    }
}

async fn a_removed_event_is_found(scratch: Scratch) {
    let fault = fault_after(&scratch, "delete from event where position = 2").await.unwrap();
    assert_eq!(fault.position(), 2);
    assert_eq!(fault.to_string(), "position 2 was expected, 3 was found");
}

async fn an_inserted_event_is_found(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 1..=5 {
        store.append(note(&format!("n{number}"))).await.unwrap();
    }
    // Room is made in the middle by moving the end up, one event at a time.
    for position in [5, 4, 3] {
        let up = format!("update event set position = position + 1 where position = {position}");
        tamper(&store, &up).await;
    }
    tamper(
        &store,
        "insert into event select 3, 'note/forged', 1, kind, body, actor, recorded_at, hash from event where position = 2",
    )
    .await;
    assert_eq!(store.verify().await.unwrap().fault.map(|fault| fault.position()), Some(3));
}

async fn swapped_events_are_found(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 1..=5 {
        store.append(note(&format!("n{number}"))).await.unwrap();
    }
    for (from, to) in [(2, 99), (4, 2), (99, 4)] {
        tamper(&store, &format!("update event set position = {to} where position = {from}")).await;
    }
    assert_eq!(store.verify().await.unwrap().fault.map(|fault| fault.position()), Some(2));
}

async fn a_cut_off_end_is_found(scratch: Scratch) {
    let fault = fault_after(&scratch, "delete from event where position > 3").await;
    assert_eq!(fault, Some(Fault::Truncated { expected: 5, found: 3 }));
}

async fn an_event_added_at_the_end_is_found(scratch: Scratch) {
    let fault = fault_after(
        &scratch,
        "insert into event select 6, 'note/forged', 1, kind, body, actor, recorded_at, hash from event where position = 5",
    )
    .await;
    assert_eq!(fault.map(|fault| fault.position()), Some(6));
}

async fn a_chain_computed_anew_is_found(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 1..=3 {
        store.append(note(&format!("n{number}"))).await.unwrap();
    }
    let mut chain = Chain::default();
    for mut event in store.events_after(0, 10).await.unwrap() {
        if event.position == 2 {
            event.actor.push_str("-wang");
        }
        let event = chain.extend(event);
        let hash = event.hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let (actor, position) = (event.actor, event.position);
        let forge = gongkai_store::Statement::PerDialect {
            sqlite: format!(
                "update event set actor = '{actor}', hash = x'{hash}' where position = {position}"
            ),
            postgres: format!(
                "update event set actor = '{actor}', hash = decode('{hash}', 'hex') where position = {position}"
            ),
            values: vec![],
        };
        tamper(&store, "update event set body = body").await;
        store.execute(vec![forge]).await.unwrap();
    }
    assert_eq!(store.verify().await.unwrap().fault, Some(Fault::Replaced { position: 3 }));
}

async fn a_replay_gives_the_rows_that_were_there(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 0..40 {
        let id = format!("n{number}");
        let mut events = vec![event("written", &id)];
        events.extend((0..number % 4).map(|turn| event("renamed", &format!("{id}-{turn}"))));
        if number % 5 == 0 {
            events.push(event("removed", ""));
        }
        store.append(batch(vec![write(&id, 0, events)])).await.unwrap();
    }
    let live = store.snapshot().await.unwrap();
    assert_eq!(live["note"].len(), 32);
    let spoil = ["update note set title = id", "delete from note_change", "delete from note where id = 'n7'"];
    store.execute(spoil.map(|sql| same(sql, vec![])).into()).await.unwrap();
    assert_ne!(store.snapshot().await.unwrap(), live);
    let replayed = store.replay().await.unwrap();
    assert_eq!((replayed.events, replayed.tables), (store.head().await.unwrap().position, 2));
    assert_eq!(store.snapshot().await.unwrap(), live);
    assert!(store.verify().await.unwrap().holds());
}

async fn a_replay_of_a_broken_journal_changes_nothing(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in 1..=3 {
        store.append(note(&format!("n{number}"))).await.unwrap();
    }
    let live = store.snapshot().await.unwrap();
    tamper(&store, "update event set actor = 'account/wang' where position = 2").await;
    match store.replay().await {
        Err(StoreError::Journal { position, .. }) => assert_eq!(position, 2),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.snapshot().await.unwrap(), live);
}

async fn outbox_messages_come_with_their_events(scratch: Scratch) {
    let store = open(&scratch).await;
    let mut told = note("a");
    told.outbox = vec![message("mail", "first"), message("search", "other"), message("mail", "second")];
    store.append(told).await.unwrap();
    let claimed = store.claim_outbox("mail", 10, instant(), SignedDuration::from_secs(60)).await.unwrap();
    let said: Vec<_> =
        claimed.iter().map(|claim| (claim.body.as_str(), claim.position, claim.attempts)).collect();
    assert_eq!(said, [("first", 1, 1), ("second", 1, 1)]);
    assert_eq!(store.outbox_length("search").await.unwrap(), 1);
}

async fn no_message_is_claimed_twice_at_once(scratch: Scratch) {
    let store = open(&scratch).await;
    let mut told = note("a");
    told.outbox = (0..200).map(|number| message("mail", &number.to_string())).collect();
    store.append(told).await.unwrap();
    let consumers: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let lease = SignedDuration::from_secs(60);
                    let claimed = store.claim_outbox("mail", 5, instant(), lease).await.unwrap();
                    if claimed.is_empty() {
                        return mine;
                    }
                    mine.extend(claimed.into_iter().map(|claim| claim.id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for consumer in consumers {
        all.extend(consumer.await.unwrap());
    }
    let different: BTreeSet<i64> = all.iter().copied().collect();
    assert_eq!((all.len(), different.len()), (200, 200));
}

async fn a_lease_that_ran_out_frees_the_message(scratch: Scratch) {
    let store = open(&scratch).await;
    let mut told = note("a");
    told.outbox = vec![message("mail", "x")];
    store.append(told).await.unwrap();
    let minute = SignedDuration::from_secs(60);
    let first = store.claim_outbox("mail", 1, instant(), minute).await.unwrap();
    let early = instant() + SignedDuration::from_secs(59);
    assert!(store.claim_outbox("mail", 1, early, minute).await.unwrap().is_empty());
    let late = instant() + minute;
    let second = store.claim_outbox("mail", 1, late, minute).await.unwrap();
    assert_eq!((second[0].id, second[0].attempts), (first[0].id, 2));
    assert!(!store.finish_outbox(&first[0]).await.unwrap(), "the first claim is no longer good");
    assert!(store.postpone_outbox(&second[0], late + minute * 60).await.unwrap());
    assert!(store.claim_outbox("mail", 1, late + minute, minute).await.unwrap().is_empty());
    assert_eq!(store.outbox_length("mail").await.unwrap(), 1);
}

async fn a_finished_message_is_gone(scratch: Scratch) {
    let store = open(&scratch).await;
    let mut told = note("a");
    told.outbox = vec![message("mail", "x")];
    store.append(told).await.unwrap();
    let minute = SignedDuration::from_secs(60);
    let claimed = store.claim_outbox("mail", 1, instant(), minute).await.unwrap();
    assert!(store.finish_outbox(&claimed[0]).await.unwrap());
    assert!(!store.finish_outbox(&claimed[0]).await.unwrap());
    assert_eq!(store.outbox_length("mail").await.unwrap(), 0);
}

async fn statements_outside_the_journal_are_one_transaction(scratch: Scratch) {
    let store = open(&scratch).await;
    let insert = |id: &str| same(&format!("insert into note values ('{id}', '{id}', 0)"), vec![]);
    assert_eq!(store.execute(vec![insert("a"), insert("b")]).await.unwrap(), 2);
    let refused = store.execute(vec![insert("c"), insert("a")]).await;
    assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
    let rows = store
        .fetch(Query::select().column("id").from("note").order_by("id", sea_query::Order::Asc).to_owned());
    let ids: Vec<_> = rows.await.unwrap().iter().map(|row| row.text("id").unwrap()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(store.execute(vec![]).await.unwrap(), 0);
}

async fn values_come_back_as_they_went_in(scratch: Scratch) {
    let store = open(&scratch).await;
    let table = gongkai_store::Statement::PerDialect {
        sqlite: "create table thing (name text, count integer, bytes blob, day text, at text, none text)"
            .to_owned(),
        postgres: "create table thing (name text, count bigint, bytes bytea, day text, at text, none text)"
            .to_owned(),
        values: vec![],
    };
    store.execute(vec![table]).await.unwrap();
    let insert = Query::insert()
        .into_table("thing")
        .columns(["name", "count", "bytes", "day", "at"])
        .values_panic([
            "平湖 'x' \"y\"".into(),
            7_i32.into(),
            vec![0_u8, 255].into(),
            date(2024, 2, 29).to_string().into(),
            gongkai_journal::instant_text(instant()).into(),
        ])
        .values_panic(["b".into(), (-20_001_i64).into(), Vec::<u8>::new().into(), "".into(), "".into()])
        .to_owned();
    assert_eq!(store.execute(vec![insert.into()]).await.unwrap(), 2);
    let all = ["name", "count", "bytes", "day", "at", "none"];
    let by_count = |count: i64| {
        Query::select().columns(all).from("thing").and_where(Expr::col("count").eq(count)).limit(1).to_owned()
    };
    let rows = store.fetch(by_count(7)).await.unwrap();
    let row = &rows[0];
    assert_eq!((row.text("name").unwrap(), row.int("count").unwrap()), ("平湖 'x' \"y\"".to_owned(), 7));
    assert_eq!((row.blob("bytes").unwrap(), row.date("day").unwrap()), (vec![0, 255], date(2024, 2, 29)));
    assert_eq!((row.instant("at").unwrap(), row.opt_text("none").unwrap()), (instant(), None));
    for wrong in [row.int("name").map(drop), row.text("none").map(drop), row.text("other").map(drop)] {
        assert!(matches!(wrong, Err(StoreError::Column { .. })), "{wrong:?}");
    }
    let sum = Query::select()
        .expr_as(Func::sum(Expr::col("count")), "sum")
        .expr_as(Func::count(Expr::col("none")), "some")
        .from("thing")
        .to_owned();
    let rows = store.fetch(sum).await.unwrap();
    assert_eq!((rows[0].int("sum").unwrap(), rows[0].int("some").unwrap()), (-19_994, 0));
    assert!(store.fetch(by_count(8)).await.unwrap().is_empty());
    let nul = Query::insert().into_table("thing").columns(["name"]).values_panic(["a\0".into()]).to_owned();
    assert!(matches!(store.execute(vec![nul.into()]).await, Err(StoreError::Value(_))));
}

async fn whole_numbers_of_any_size_go_both_ways(scratch: Scratch) {
    let store = open(&scratch).await;
    for number in [0, 1, -1, 9_999, 10_000, -10_001, 123_400_000_000, i64::MAX, i64::MIN] {
        for kind in ["bigint", "numeric"] {
            let (sqlite, postgres) = ("select ? as number", format!("select $1::{kind} as number"));
            let rows = store.fetch_per_dialect(sqlite, &postgres, vec![number.into()]).await.unwrap();
            assert_eq!(rows[0].int("number").unwrap(), number, "{kind}");
        }
    }
    let half = store
        .fetch_per_dialect("select 10000.5 as number", "select -(-10000.5) as number", vec![])
        .await
        .unwrap();
    assert!((half[0].real("number").unwrap() - 10_000.5).abs() < 1e-9);
}

async fn two_nodes_take_turns(scratch: Scratch) {
    let first = open(&scratch).await;
    let second = scratch.open_with(Arc::new(Notes)).await;
    let work = |store: Store, name: &'static str| {
        tokio::spawn(async move {
            for number in 0..50 {
                store.append(note(&format!("{name}{number}"))).await.unwrap();
            }
        })
    };
    let (one, two) = (work(first.clone(), "a"), work(second.clone(), "b"));
    one.await.unwrap();
    two.await.unwrap();
    let found = second.verify().await.unwrap();
    assert!(found.holds(), "{found:?}");
    assert_eq!(found.head.position, 100);
    assert_eq!(first.head().await.unwrap(), found.head);
}

async fn everything_is_there_after_opening_again(scratch: Scratch) {
    let store = open(&scratch).await;
    let written = store.append(note("a")).await.unwrap();
    drop(store);
    let store = scratch.open_with(Arc::new(Notes)).await;
    assert_eq!(store.load(&stream("a")).await.unwrap(), written);
    rename_until_done(&store, "a", "a2").await;
    assert!(store.verify().await.unwrap().holds());
}

async fn a_database_of_a_newer_program_is_refused(scratch: Scratch) {
    let store = open(&scratch).await;
    let sql = "insert into migration select 9001, 'later', hash, applied_at from migration where number = 1";
    store.execute(vec![same(sql, vec![])]).await.unwrap();
    drop(store);
    let Err(refused) = Store::open(&scratch.settings, Arc::new(Notes)).await else { panic!("opened") };
    assert!(matches!(refused, StoreError::Newer { found: 9001, .. }), "{refused:?}");
    assert!(chain(&refused).contains("use the newer program"));
}

async fn an_edited_migration_is_refused(scratch: Scratch) {
    let store = open(&scratch).await;
    let sql =
        "update migration set hash = (select m.hash from migration as m where m.number = 2) where number = 1";
    store.execute(vec![same(sql, vec![])]).await.unwrap();
    drop(store);
    let refused = Store::open(&scratch.settings, Arc::new(Notes)).await;
    assert!(matches!(refused, Err(StoreError::MigrationAltered { number: 1, .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_made_anew() {
    let scratch = gongkai_store::testing::postgres();
    let store = open(&scratch).await;
    store.append(note("a")).await.unwrap();
    let others = "select pg_terminate_backend(pid, 10000) as gone from pg_stat_activity
                  where datname = current_database() and pid <> pg_backend_pid()";
    let gone = store.fetch_per_dialect("", others, vec![]).await.unwrap();
    assert!(gone.iter().any(|row| row.flag("gone").unwrap()), "the writer's connection was cut");
    assert_eq!(store.append(note("b")).await.unwrap()[0].position, 2);
    assert!(store.is_ready().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_waits_for_another_program_that_holds_the_file() {
    let scratch = gongkai_store::testing::sqlite();
    let store = open(&scratch).await;
    let gongkai_store::Settings::Sqlite { path } = &scratch.settings else { panic!("SQLite") };
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.append(note("a")).await }
    });
    assert!(store.load(&stream("a")).await.unwrap().is_empty(), "reading goes on");
    other.execute_batch("rollback").unwrap();
    assert_eq!(waiting.await.unwrap().unwrap()[0].position, 1);
}

#[test]
fn an_address_with_a_password_is_not_printed() {
    let settings =
        gongkai_store::Settings::Postgres { url: "postgres://gongkai:geheim@db/gongkai".to_owned() };
    assert!(!format!("{settings:?}").contains("geheim"));
}

#[tokio::test]
async fn a_new_file_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = gongkai_store::testing::sqlite();
    let path = scratch.folder.path().join("made/on/demand/gongkai.db");
    let store =
        Store::open(&gongkai_store::Settings::Sqlite { path: path.clone() }, Arc::new(Notes)).await.unwrap();
    assert!(store.is_ready().await);
    for file in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
}
