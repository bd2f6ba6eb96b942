//! The public log over HTTP: what programs read, what people read, and what is served of what was taken away.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use gongkai_app::Actor;
use gongkai_app::public_log::{Witnesses, check};
use gongkai_journal::log::{
    AddCheckpoint, Algorithm, Edge, Leaf, LeafEvent, Tile, TileKind, Trust, VerifierKey, bundle_entries,
    leaf_hash,
};
use gongkai_store::publication::{ItemFilter, ItemRow};
use support::{Portal, bureau};

async fn logged() -> Portal {
    let portal = bureau().await;
    portal.app.open_log("yunxi.example/log").await.unwrap();
    portal.app.catch_up_log().await.unwrap();
    portal
}

async fn trust(portal: &Portal) -> Trust {
    let keys = portal.get("/log/keys").await.text;
    let log: Vec<VerifierKey> = keys.lines().map(|line| VerifierKey::parse(line).unwrap()).collect();
    let algorithms: Vec<Algorithm> = log.iter().map(VerifierKey::algorithm).collect();
    assert_eq!(algorithms, [Algorithm::Ed25519, Algorithm::Sm2], "what every verifier knows comes first");
    Trust { log, ..Trust::default() }
}

async fn items(portal: &Portal) -> Vec<ItemRow> {
    portal.app.store.public_items(&ItemFilter::default(), None, 50).await.unwrap().rows
}

#[tokio::test]
async fn programs_read_the_whole_log_and_find_its_root() {
    let portal = logged().await;
    let checkpoint = portal.get("/log/checkpoint").await;
    assert_eq!(checkpoint.header("cache-control"), "no-cache");
    let opened = trust(&portal).await.open(&checkpoint.text).unwrap();
    let size = opened.checkpoint.size;
    assert!(size > 2, "{size}");
    let tile = Tile::in_tree(TileKind::Entries, 0, size).unwrap();
    let bundle = portal.get(&format!("/log/tile/{tile}")).await;
    assert!(bundle.header("cache-control").contains("immutable"));
    let entries = bundle_entries(&bundle.bytes).unwrap();
    let mut edge = Edge::default();
    for entry in &entries {
        edge.push(leaf_hash(entry));
    }
    assert_eq!((edge.size(), edge.root().unwrap()), (size, opened.checkpoint.root));
    let hashes = portal.get(&format!("/log/tile/0/000.p/{size}")).await;
    let own: Vec<u8> = entries.iter().flat_map(|entry| leaf_hash(entry)).collect();
    assert_eq!(hashes.bytes, own);
    // A narrower tile, as it was when the log was shorter, is served as well.
    assert_eq!(portal.get("/log/tile/0/000.p/1").await.bytes, own[..32]);
    let beyond = format!("/log/tile/0/000.p/{}", size + 1);
    for path in
        [beyond.as_str(), "/log/tile/0/001", "/log/tile/9/000", "/log/tile/0/000.p/0", "/log/tile/x/../000"]
    {
        assert_eq!(portal.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_reader_finds_the_proof_of_an_item_and_no_longer_once_it_is_gone() {
    let portal = logged().await;
    let item = items(&portal).await.swap_remove(0);
    let page = portal.get(&format!("/items/{}", item.index_number)).await;
    let proof = format!("/proofs/1/{}", item.index_number);
    assert!(page.text.contains(&format!("href=\"{proof}\"")), "{}", page.text);
    assert!(page.text.contains("class=\"qr\""), "the address for those who hold paper");
    let page = portal.get(&proof).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let file = format!("/log/proofs/1/item/{}", item.id);
    assert!(page.text.contains(&format!("href=\"{file}\"")), "{}", page.text);
    let answer = portal.get(&file).await;
    assert!(answer.header("content-disposition").contains("attachment"));
    let checked = check(&answer.text, &trust(&portal).await).unwrap();
    assert_eq!(checked.item.as_ref().unwrap().title, item.fields.title);
    let shown = portal.get(&format!("/items/{}", item.index_number)).await;
    assert_eq!(checked.matches(shown.text.as_bytes()), Some("text"), "the page as it was saved");
    assert!(shown.text.contains("正文链接"));
    let changed = shown.text.replace("正文链接", "正文连接");
    assert_eq!(checked.matches(changed.as_bytes()), None, "one character of the body");
    let document = portal.get(&format!("/log/documents/item/{}", item.id)).await;
    assert_eq!(document.header("location"), format!("/items/{}", item.index_number));
    for path in ["/proofs/2/", "/log/proofs/2/item/"] {
        let name = if path.starts_with("/proofs") { &item.index_number } else { &item.id };
        assert_eq!(portal.get(&format!("{path}{name}")).await.status, 404, "no such edition");
    }

    portal.app.pull_item(&Actor::System, &item.id, "测试").await.unwrap();
    portal.app.catch_up_log().await.unwrap();
    for path in [&proof, &file] {
        let gone = portal.get(path).await;
        assert_eq!(gone.status, 404, "{path}");
        assert!(!gone.text.contains(&item.fields.title), "{path}");
    }
    let entries = portal.app.store.log_entries_of(&format!("item/{}", item.id)).await.unwrap();
    let last = Leaf::decode(&entries.last().unwrap().entry).unwrap();
    assert_eq!(last.event, LeafEvent::Pull);
}

#[tokio::test]
async fn the_logs_page_says_how_far_it_is_and_shows_no_title() {
    let portal = logged().await;
    let page = portal.get("/log/").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("yunxi.example/log+"), "{}", page.text);
    for item in items(&portal).await {
        assert!(!page.text.contains(&item.fields.title), "{}", item.fields.title);
    }
    assert_eq!(portal.get("/log").await.header("location"), "/log/");
    let empty = support::empty().await;
    assert_eq!(empty.get("/log/checkpoint").await.status, 404);
    assert_eq!(empty.get("/log/").await.status, 200);
}

#[tokio::test]
async fn a_draft_is_nothing_to_the_log() {
    let portal = logged().await;
    let size = portal.app.store.log_state().await.unwrap().size;
    assert_eq!(portal.get("/log/documents/item/yunxi-jxj/9999").await.status, 404);
    assert_eq!(portal.get("/log/documents/receipt").await.status, 404);
    assert_eq!(portal.get("/log/proofs/1/receipt").await.status, 404);
    assert!(size > 0);
}

/// A site that answers over real HTTP; its address.
async fn serve(portal: &Portal) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = portal.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

#[tokio::test]
async fn a_site_witnesses_the_log_of_another_and_signs_no_second_tree() {
    let (ours, theirs) = (logged().await, bureau().await);
    let keys = ours.get("/log/keys").await.text;
    let folder = tempfile::tempdir().unwrap();
    let lists = Witnesses::parse("", &keys).unwrap();
    theirs.app.open_witnesses(lists, "w.example/witness", &folder.path().join("witness.key")).unwrap();
    let key = theirs.app.witnesses().key.as_ref().unwrap().verifier().clone();
    let list = format!("{}/log/witness {key}", serve(&theirs).await);
    let lists = Witnesses::parse(&list, "").unwrap();
    ours.app.open_witnesses(lists, "yunxi.example/witness", &folder.path().join("none")).unwrap();

    let mut trust = trust(&ours).await;
    trust.witnesses.push(key.clone());
    trust.quorum = 1;
    assert!(trust.open(&ours.get("/log/checkpoint").await.text).is_err(), "nobody has signed yet");
    assert_eq!(ours.app.ask_witnesses().await.unwrap(), 1);
    assert_eq!(ours.app.ask_witnesses().await.unwrap(), 0, "nothing new to sign");
    let opened = trust.open(&ours.get("/log/checkpoint").await.text).unwrap();
    assert_eq!(opened.witnesses[0].0, "w.example/witness");
    let item = items(&ours).await.swap_remove(0);
    let file = ours.get(&format!("/log/proofs/1/item/{}", item.id)).await.text;
    assert_eq!(check(&file, &trust).unwrap().opened.witnesses.len(), 1, "a proof carries the witness");
    assert!(ours.get("/log/").await.text.contains("见证本日志"));
    assert!(theirs.get("/log/").await.text.contains("本站为其他日志见证"));

    // The log grows and is signed again, from where the witness stands.
    ours.app.pull_item(&Actor::System, &item.id, "测试").await.unwrap();
    ours.app.catch_up_log().await.unwrap();
    assert_eq!(ours.app.ask_witnesses().await.unwrap(), 1);
    let newer = trust.open(&ours.get("/log/checkpoint").await.text).unwrap();
    assert_eq!(newer.checkpoint.size, opened.checkpoint.size + 1);

    // Another tree under the same keys: what an older copy of our database would go on to.
    let note = ours.app.store.log_head().await.unwrap().unwrap().note;
    let again = AddCheckpoint { old: newer.checkpoint.size, proof: Vec::new(), checkpoint: note.clone() };
    assert!(
        theirs.app.witness_checkpoint(&again.to_string()).await.unwrap().is_ok(),
        "the same is signed again"
    );
    let stale = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: note };
    let refused = theirs.app.witness_checkpoint(&stale.to_string()).await.unwrap().unwrap_err();
    assert_eq!(refused.status(), 409);
    assert_eq!(ours.app.witness_checkpoint("old 0\n\nx").await.unwrap().unwrap_err().status(), 404);
    assert_eq!(theirs.app.witness_checkpoint("old 0\n\nx").await.unwrap().unwrap_err().status(), 400);
}
