//! Processes that are killed while they append, and processes that share a database.

#![allow(clippy::print_stdout, reason = "the processes talk over it")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use gongkai_store::testing::{Scratch, postgres, sqlite};
use gongkai_store::{Settings, Store};
use support::{Notes, note, open};

const DATABASE: &str = "GONGKAI_TEST_DATABASE";
const ROUNDS: &str = "GONGKAI_TEST_ROUNDS";
const WRITERS: usize = 8;

/// Runs the test of this name again as another process, which appends instead.
fn appender(test: &str, scratch: &Scratch, rounds: usize) -> Child {
    let address = match &scratch.settings {
        Settings::Sqlite { path } => format!("sqlite:{}", path.display()),
        Settings::Postgres { url } => url.clone(),
    };
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(DATABASE, address)
        .env(ROUNDS, rounds.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// In the other process: appends from several writers and says what was acknowledged. False in the first process.
fn append_when_asked() -> bool {
    let Ok(address) = std::env::var(DATABASE) else { return false };
    let rounds: usize = std::env::var(ROUNDS).unwrap().parse().unwrap();
    let settings = match address.strip_prefix("sqlite:") {
        Some(path) => Settings::Sqlite { path: path.into() },
        None => Settings::Postgres { url: address },
    };
    runtime().block_on(async {
        let store = Store::open(&settings, Arc::new(Notes)).await.unwrap();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    for round in 0..rounds {
                        let id = format!("{}-{writer}-{round}", std::process::id());
                        let events = store.append(note(&id)).await.unwrap();
                        println!("acknowledged {} {id}", events[0].position);
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
    });
    true
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Kills an appending process in the middle; then everything acknowledged stands, and the journal holds.
fn killed(test: &str, scratch: &Scratch) {
    let runtime = runtime();
    drop(runtime.block_on(open(scratch)));
    let mut child = appender(test, scratch, 1_000_000);
    let mut acknowledged = Vec::new();
    let mut note_down = |line: String| {
        if let Some((position, id)) = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' '))
        {
            acknowledged.push((position.parse::<u64>().unwrap(), id.to_owned()));
        }
        acknowledged.len()
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while note_down(lines.next().unwrap().unwrap()) < 100 {}
    child.kill().unwrap();
    child.wait().unwrap();
    // The last line may be cut off.
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    for line in rest.iter().take(rest.len().saturating_sub(1)) {
        note_down(line.clone());
    }
    runtime.block_on(async {
        let store = scratch.open_with(Arc::new(Notes)).await;
        let found = store.verify().await.unwrap();
        assert!(found.holds(), "{found:?}");
        assert_eq!(found.watermark, found.head);
        for (position, id) in acknowledged {
            let events = store.load(&support::stream(&id)).await.unwrap();
            assert_eq!(events.iter().map(|event| event.position).collect::<Vec<_>>(), [position], "{id}");
        }
        let live = store.snapshot().await.unwrap();
        assert_eq!(live["note"].len() as u64, found.head.position, "rows and events were committed together");
        store.replay().await.unwrap();
        assert_eq!(store.snapshot().await.unwrap(), live);
        assert_eq!(store.append(note("after")).await.unwrap()[0].position, found.head.position + 1);
    });
}

/// Lets two processes append to one database at once.
fn shared(test: &str, scratch: &Scratch) {
    let runtime = runtime();
    drop(runtime.block_on(open(scratch)));
    let children = [appender(test, scratch, 10), appender(test, scratch, 10)];
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    runtime.block_on(async {
        let store = scratch.open_with(Arc::new(Notes)).await;
        let found = store.verify().await.unwrap();
        assert!(found.holds(), "{found:?}");
        assert_eq!(found.head.position, 2 * 10 * WRITERS as u64);
    });
}

#[test]
fn a_killed_process_leaves_a_journal_that_holds_on_sqlite() {
    if !append_when_asked() {
        killed("a_killed_process_leaves_a_journal_that_holds_on_sqlite", &sqlite());
    }
}

#[test]
fn a_killed_process_leaves_a_journal_that_holds_on_postgres() {
    if !append_when_asked() {
        killed("a_killed_process_leaves_a_journal_that_holds_on_postgres", &postgres());
    }
}

#[test]
fn two_processes_share_one_sqlite_file() {
    if !append_when_asked() {
        shared("two_processes_share_one_sqlite_file", &sqlite());
    }
}

#[test]
fn two_processes_share_one_postgres_database() {
    if !append_when_asked() {
        shared("two_processes_share_one_postgres_database", &postgres());
    }
}
