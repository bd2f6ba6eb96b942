//! The public log's tables: the same questions to both databases.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]

#[macro_use]
mod support;

use gongkai_journal::log::{Edge, Tile, TileKind, leaf_hash};
use gongkai_store::log::{LogState, LogStep, NewLogEntry};
use gongkai_store::testing::Scratch;
use gongkai_store::{Statement, Store};
use support::{instant, open};

contract![
    entries_hashes_and_head_are_added_together_and_once,
    what_stands_in_the_log_is_neither_changed_nor_removed,
    a_head_is_cosigned_once_by_each_witness,
    a_witness_keeps_what_it_signs_and_goes_on_from_there,
    keys_are_adopted_once_and_replaced_on_purpose,
];

fn entry(number: u64) -> NewLogEntry {
    NewLogEntry {
        position: number + 1,
        stream: format!("item/a/{number}"),
        edition: 1,
        event: "publish".to_owned(),
        entry: format!("entry {number}").into_bytes(),
        opening: Some(([7; 32], "{}".to_owned())),
    }
}

/// Adds the entries from the log's size up to `size`.
async fn grow(store: &Store, size: u64) -> bool {
    let from = store.log_state().await.unwrap();
    let entries = (from.size..size).map(entry).collect();
    let step = LogStep { from, to: size, entries, forgotten: Vec::new() };
    store.append_log(step, instant(), |size, root| Ok(format!("{size} {root:?}\n"))).await.unwrap()
}

async fn entries_hashes_and_head_are_added_together_and_once(scratch: Scratch) {
    let store = open(&scratch).await;
    assert_eq!(store.log_head().await.unwrap(), None);
    let mut edge = Edge::default();
    for size in [1, 255, 256, 257, 700] {
        assert!(grow(&store, size).await);
        while edge.size() < size {
            edge.push(leaf_hash(&entry(edge.size()).entry));
        }
        let head = store.log_head().await.unwrap().unwrap();
        assert_eq!((head.size, head.note), (size, format!("{size} {:?}\n", edge.root().unwrap())));
    }
    let tile = Tile { kind: TileKind::Hashes { level: 1 }, number: 0, width: 2 };
    assert_eq!(store.log_hashes(&tile).await.unwrap().len(), 2);
    let stale = LogStep { from: LogState { position: 257, size: 257 }, to: 900, ..LogStep::default() };
    let added = store.append_log(stale, instant(), |_, _| panic!("nothing to sign")).await.unwrap();
    assert!(!added, "another node was faster");
    assert_eq!(store.log_state().await.unwrap(), LogState { position: 700, size: 700 });
    // Events that tell nothing move the position only.
    let from = store.log_state().await.unwrap();
    let step = LogStep { from, to: 800, forgotten: vec!["item/a/3".to_owned()], ..LogStep::default() };
    assert!(store.append_log(step, instant(), |_, _| panic!("nothing to sign")).await.unwrap());
    assert_eq!(store.log_state().await.unwrap(), LogState { position: 800, size: 700 });
    assert_eq!(store.log_entries_of("item/a/3").await.unwrap()[0].opening, None);
    assert!(store.log_entries_of("item/a/4").await.unwrap()[0].opening.is_some());
}

async fn what_stands_in_the_log_is_neither_changed_nor_removed(scratch: Scratch) {
    let store = open(&scratch).await;
    grow(&store, 3).await;
    for sql in [
        "update log_entry set entry = salt",
        "delete from log_entry",
        "update log_hash set number = number + 100",
        "delete from log_hash where number = 2",
    ] {
        let change =
            Statement::PerDialect { sqlite: sql.to_owned(), postgres: sql.to_owned(), values: vec![] };
        assert!(store.execute(vec![change]).await.is_err(), "{sql}");
    }
    assert_eq!(store.log_entries(0, 10).await.unwrap().len(), 3);
}

async fn a_head_is_cosigned_once_by_each_witness(scratch: Scratch) {
    let store = open(&scratch).await;
    grow(&store, 2).await;
    assert_eq!(store.witnessed_log_head().await.unwrap(), None);
    for witness in ["w1", "w2", "w1"] {
        store.cosign_log(2, witness, format!("by {witness}\n")).await.unwrap();
    }
    let head = store.witnessed_log_head().await.unwrap().unwrap();
    assert!(head.note.ends_with("\nby w1\nby w2\n"), "{}", head.note);
    assert_eq!(
        (store.log_witness_size("w1").await.unwrap(), store.log_witness_size("w3").await.unwrap()),
        (2, 0)
    );
    grow(&store, 5).await;
    assert_eq!(store.witnessed_log_head().await.unwrap().unwrap().size, 2);
    assert_eq!(store.log_head().await.unwrap().unwrap().size, 5);
}

async fn a_witness_keeps_what_it_signs_and_goes_on_from_there(scratch: Scratch) {
    let store = open(&scratch).await;
    let keep =
        |before, size, root| store.keep_log_witnessed("log.example", before, size, [root; 32], instant());
    assert_eq!(store.log_witnessed("log.example").await.unwrap(), None);
    assert!(keep(0, 5, 1).await.unwrap());
    assert!(keep(5, 5, 1).await.unwrap(), "the same again");
    assert!(!keep(5, 5, 2).await.unwrap(), "another tree of the same size");
    assert!(!keep(0, 9, 3).await.unwrap(), "not from where it stands");
    assert!(keep(5, 9, 3).await.unwrap());
    assert_eq!(store.log_witnessed("log.example").await.unwrap(), Some((9, [3; 32])));
    assert_eq!(store.log_witnessed("other.example").await.unwrap(), None);
}

async fn keys_are_adopted_once_and_replaced_on_purpose(scratch: Scratch) {
    let store = open(&scratch).await;
    let adopt = |key: &str, replace| store.adopt_log_keys(vec![key.to_owned()], replace, instant());
    assert!(adopt("one", false).await.unwrap());
    assert!(adopt("one", false).await.unwrap(), "known");
    assert!(!adopt("two", false).await.unwrap(), "others sign this log");
    assert!(adopt("two", true).await.unwrap());
    assert!(!adopt("one", false).await.unwrap(), "retired");
    let keys = store.log_keys().await.unwrap();
    let retired: Vec<&str> =
        keys.iter().filter(|key| key.retired_at.is_some()).map(|key| key.verifier.as_str()).collect();
    assert_eq!((keys.len(), retired), (2, vec!["one"]));
}
