//! The public log follows the journal: proofs hold without us, nodes do not fork it, what is purged cannot be opened.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests may call other programs")]

mod house;

use std::process::Command;
use std::sync::Arc;

use gongkai_app::public_log::{ItemFacts, Keys, ReceiptFacts};
use gongkai_app::{App, Place};
use gongkai_journal::log::{
    Algorithm, Leaf, LeafEvent, Opening, Proof, Trust, VerifierKey, bare, leaf_hash, root,
};
use gongkai_publication::{Withdrawal, WithdrawalKind};
use gongkai_store::testing::{Scratch, postgres, sqlite};
use house::{AGENCY, Hand, House, actor, bureau, request, review_and_publish, text};
use jiff::civil::date;

const ORIGIN: &str = "yunxi.example/log";

async fn trust(app: &App) -> Trust {
    let keys = app.store.log_keys().await.unwrap();
    let log = keys.iter().map(|key| VerifierKey::parse(&key.verifier).unwrap()).collect();
    Trust { log, ..Trust::default() }
}

async fn leaves(app: &App) -> Vec<Leaf> {
    let entries = app.store.log_entries(0, 1000).await.unwrap();
    entries.iter().map(|entry| Leaf::decode(&entry.entry).unwrap()).collect()
}

/// A bureau with a log and one published item.
async fn published(scratch: Scratch) -> (House, String) {
    let house = bureau(scratch).await;
    let app = &house.app;
    assert_eq!(app.open_log(ORIGIN).await.unwrap(), Keys::Held);
    let (id, _) = app.draft_item(&actor(app, "author").await, AGENCY, text("养犬登记办法")).await.unwrap();
    review_and_publish(app, &id).await;
    app.catch_up_log().await.unwrap();
    (house, id)
}

#[tokio::test]
async fn what_happens_to_an_item_stands_in_the_log_and_no_word_of_it() {
    for scratch in [sqlite(), postgres()] {
        let (house, id) = published(scratch).await;
        let app = &house.app;
        let withdrawal = Withdrawal {
            kind: WithdrawalKind::InError,
            notice: "内容有误，已撤下。".to_owned(),
            successor: None,
        };
        app.withdraw_item(&actor(app, "officer").await, &id, &withdrawal).await.unwrap();
        app.catch_up_log().await.unwrap();
        let leaves = leaves(app).await;
        let told: Vec<(&str, LeafEvent, u32)> =
            leaves.iter().map(|leaf| (leaf.document.as_str(), leaf.event, leaf.edition)).collect();
        let item = format!("item/{id}");
        let events = [LeafEvent::ApproveCommit, LeafEvent::Publish, LeafEvent::Withdraw];
        assert_eq!(told, events.map(|event| (item.as_str(), event, 1)));
        let all: String = leaves.iter().map(Leaf::to_string).collect();
        for word in ["养犬", "测试人员", "内容有误"] {
            assert!(!all.contains(word), "{word}");
        }
        assert!(leaves[0].renditions.is_empty(), "before publication not even a hash can be tried out");
    }
}

#[tokio::test]
async fn a_proof_holds_with_the_key_alone_and_any_other_text_fails() {
    for scratch in [sqlite(), postgres()] {
        let (house, id) = published(scratch).await;
        let app = &house.app;
        let proven = app.edition_proof(&id, 1).await.unwrap().unwrap();
        let proof = Proof::parse(&proven.file).unwrap();
        let opening = Opening::decode(proof.extra.as_deref().unwrap()).unwrap();
        let opened = proof.verify(opening.entry.as_bytes(), &trust(app).await).unwrap();
        assert_eq!(opened.checkpoint.origin, ORIGIN);
        assert_eq!(opened.signed_as, [Algorithm::Ed25519, Algorithm::Sm2]);
        assert_eq!(opening.holds(&proven.leaf), Some(true));
        let facts: ItemFacts = serde_json::from_str(&opening.metadata.unwrap()).unwrap();
        assert_eq!(facts.title, "养犬登记办法");

        let words = bare("养犬登记办法的正文。");
        let text = &proven.leaf.renditions[0];
        assert_eq!(text.name.as_str(), "text");
        assert_eq!(text, &gongkai_journal::log::Rendition::of(text.name.clone(), words.as_bytes()));
        let anchor = facts.words.unwrap();
        assert_eq!((anchor.characters, anchor.begins.as_str()), (10, "养犬登记办法的正文。"));
        assert!(
            proof.verify(opening.entry.replace("publish", "correct").as_bytes(), &trust(app).await).is_err()
        );
        assert_eq!(app.edition_proof(&id, 2).await.unwrap(), None);

        independent(&house, &proven.file, words.as_bytes(), 0).await;
        independent(&house, &proven.file, "养犬登记办法的正文!".as_bytes(), 1).await;
        independent(&house, &proven.file.replacen("index ", "index 1", 1), words.as_bytes(), 1).await;
    }
}

/// Asks the verifier that knows nothing of us.
async fn independent(house: &House, proof: &str, file: &[u8], expected: i32) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("proof"), proof).unwrap();
    std::fs::write(folder.path().join("file"), file).unwrap();
    let keys = house.app.store.log_keys().await.unwrap();
    let is_plain = |key: &String| VerifierKey::parse(key).unwrap().algorithm() == Algorithm::Ed25519;
    let key = keys.into_iter().map(|key| key.verifier).find(is_plain).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verify/verify_proof.py");
    let run =
        Command::new("python3").current_dir(folder.path()).args([script, "proof", &key, "file"]).output();
    let run = run.unwrap();
    assert_eq!(run.status.code(), Some(expected), "{}", String::from_utf8_lossy(&run.stderr));
}

#[tokio::test]
async fn a_purge_destroys_what_opens_the_entries_and_the_proof_still_holds() {
    for scratch in [sqlite(), postgres()] {
        let (house, id) = published(scratch).await;
        let app = &house.app;
        house::person(app, "head", AGENCY, &[gongkai_agency::Role::UnitHead]).await;
        app.pull_item(&actor(app, "officer").await, &id, "泄露个人信息").await.unwrap();
        app.purge_item(&actor(app, "head").await, &id, "泄露个人信息").await.unwrap();
        for caught_up in [false, true] {
            if caught_up {
                app.catch_up_log().await.unwrap();
            }
            let entries = app.store.log_entries(0, 1000).await.unwrap();
            assert!(entries.len() > 1 && entries.iter().all(|entry| entry.opening.is_none()), "{caught_up}");
        }
        assert_eq!(leaves(app).await.last().unwrap().event, LeafEvent::Pull);
        let proven = app.edition_proof(&id, 1).await.unwrap().unwrap();
        assert_eq!(proven.metadata, None);
        let proof = Proof::parse(&proven.file).unwrap();
        proof.verify(proven.leaf.to_string().as_bytes(), &trust(app).await).unwrap();
    }
}

#[tokio::test]
async fn a_receipt_is_in_the_log_and_names_nobody() {
    for scratch in [sqlite(), postgres()] {
        let (house, _) = published(scratch).await;
        let app = &house.app;
        let number =
            app.register_request(&actor(app, "officer").await, AGENCY, request(date(2021, 6, 1))).await;
        let number = number.unwrap();
        app.catch_up_log().await.unwrap();
        let proven = app.receipt_proof(AGENCY, number).await.unwrap().unwrap();
        assert_eq!(proven.leaf.document.as_str(), "receipt");
        assert!(!proven.leaf.to_string().contains(&number.to_string()), "{}", proven.leaf);
        let facts: ReceiptFacts = serde_json::from_str(&proven.metadata.unwrap()).unwrap();
        assert_eq!((facts.agency.as_str(), facts.number), (AGENCY, number.to_string()));
        let proof = Proof::parse(&proven.file).unwrap();
        proof.verify(proven.leaf.to_string().as_bytes(), &trust(app).await).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_nodes_write_one_log() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let mut nodes = vec![house.app.clone()];
        for _ in 0..2 {
            let app = App::open(&house.place(), Arc::new(Hand::at("2021-06-01T02:00:00Z"))).await.unwrap();
            nodes.push(app);
        }
        for node in &nodes {
            assert_eq!(node.open_log(ORIGIN).await.unwrap(), Keys::Held, "one file, one key");
        }
        let app = &house.app;
        let author = actor(app, "author").await;
        let mut ids = Vec::new();
        for number in 0..3 {
            let (id, _) = app.draft_item(&author, AGENCY, text(&format!("通告之{number}"))).await.unwrap();
            ids.push(id);
        }
        let followers: Vec<_> = nodes
            .iter()
            .map(|node| {
                let node = node.clone();
                tokio::spawn(async move {
                    for _ in 0..60 {
                        node.catch_up_log().await.unwrap();
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for id in &ids {
            review_and_publish(app, id).await;
        }
        for follower in followers {
            follower.await.unwrap();
        }
        app.catch_up_log().await.unwrap();
        let leaves = leaves(app).await;
        assert_eq!(leaves.iter().filter(|leaf| leaf.event == LeafEvent::Publish).count(), 3, "each once");
        let head = app.store.log_head().await.unwrap().unwrap();
        let opened = trust(app).await.open(&head.note).unwrap();
        assert_eq!(opened.checkpoint.size, leaves.len() as u64);
        let hashes: Vec<_> = leaves.iter().map(|leaf| leaf_hash(leaf.to_string().as_bytes())).collect();
        let over_all = root(head.size, |node| {
            let width = 1_usize << node.level;
            let first = usize::try_from(node.index).unwrap() * width;
            Some(by_definition(hashes.get(first..first + width)?))
        });
        assert_eq!(over_all, Ok(opened.checkpoint.root));
    }
}

fn by_definition(leaves: &[gongkai_journal::Hash]) -> gongkai_journal::Hash {
    if let [one] = leaves {
        return *one;
    }
    let (left, right) = leaves.split_at(leaves.len() / 2);
    gongkai_journal::log::node_hash(&by_definition(left), &by_definition(right))
}

#[tokio::test]
async fn a_replay_leaves_the_log_as_it_was() {
    let (house, _) = published(sqlite()).await;
    let app = &house.app;
    let before = (app.store.log_entries(0, 100).await.unwrap(), app.store.log_head().await.unwrap());
    app.store.replay().await.unwrap();
    app.catch_up_log().await.unwrap();
    assert_eq!((app.store.log_entries(0, 100).await.unwrap(), app.store.log_head().await.unwrap()), before);
}

#[tokio::test]
async fn keys_are_never_made_anew_by_mistake_and_are_replaced_on_purpose() {
    let (house, id) = published(sqlite()).await;
    let place = house.place();
    let file = place.log_key();
    let old = app_proof(&house.app, &id).await;
    let old_trust = trust(&house.app).await;
    let reopen = || async { App::open(&place, Arc::new(Hand::at("2021-06-02T02:00:00Z"))).await.unwrap() };

    // Lost: the log is served and not written, and says so.
    std::fs::rename(&file, file.with_extension("away")).unwrap();
    let app = reopen().await;
    assert_eq!(app.open_log(ORIGIN).await.unwrap(), Keys::Elsewhere);
    let size = app.store.log_state().await.unwrap().size;
    app.pull_item(&actor(&app, "officer").await, &id, "测试").await.unwrap();
    app.catch_up_log().await.unwrap();
    assert_eq!(app.store.log_state().await.unwrap().size, size);

    // Another log's key is refused.
    let elsewhere = Place::folder(&place.blobs.join("elsewhere"));
    let stranger = App::open(&elsewhere, Arc::new(Hand::at("2021-06-02T02:00:00Z"))).await.unwrap();
    stranger.open_log("other.example/log").await.unwrap();
    std::fs::copy(elsewhere.log_key(), &file).unwrap();
    assert!(reopen().await.open_log(ORIGIN).await.is_err());

    // Replaced: the log goes on under the new key, and what was proven stays proven by the old.
    reopen().await.replace_log_keys(ORIGIN).await.unwrap();
    let app = reopen().await;
    assert_eq!(app.open_log(ORIGIN).await.unwrap(), Keys::Held);
    let current = app.store.log_keys().await.unwrap().into_iter().filter(|key| key.retired_at.is_none());
    let log = current.map(|key| VerifierKey::parse(&key.verifier).unwrap()).collect();
    let head = app.store.log_head().await.unwrap().unwrap();
    assert_eq!(head.size, size);
    Trust { log, ..Trust::default() }.open(&head.note).unwrap();
    app.catch_up_log().await.unwrap();
    assert_eq!(app.store.log_state().await.unwrap().size, size + 1);
    let keys = app.store.log_keys().await.unwrap();
    assert_eq!(keys.iter().filter(|key| key.retired_at.is_some()).count(), 2);
    assert_eq!(keys.len(), 4);
    let new = app_proof(&app, &id).await;
    let entry = |proof: &Proof| Opening::decode(proof.extra.as_deref().unwrap()).unwrap().entry;
    old.verify(entry(&old).as_bytes(), &old_trust).unwrap();
    assert!(new.verify(entry(&new).as_bytes(), &old_trust).is_err(), "the old key signs no more");
    new.verify(entry(&new).as_bytes(), &trust(&app).await).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

async fn app_proof(app: &App, id: &str) -> Proof {
    Proof::parse(&app.edition_proof(id, 1).await.unwrap().unwrap().file).unwrap()
}
