//! Files of a case: kept sealed, read by those who handle it, gone with the person's key.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use gongkai_app::App;
use gongkai_app::requests::{NewFile, file_place};
use gongkai_request::command::DraftReply;
use gongkai_request::event::{ClosedOn, FilePurpose, PageRange};
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::Decision;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, rule};
use jiff::civil::date;

async fn registered(app: &App) -> CaseNumber {
    let request = house::request(date(2021, 5, 20));
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

fn file(name: &str, bytes: &[u8]) -> NewFile {
    NewFile {
        purpose: FilePurpose::Identity,
        person: None,
        name: name.to_owned(),
        bytes: bytes.to_vec(),
        pages: None,
        about: None,
    }
}

/// Every byte under the installation's folder of blobs.
fn everything_on_disk(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything_on_disk(&path));
        } else {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_file_is_read_by_those_who_handle_the_case_and_unreadable_once_the_person_is_erased() {
    for scratch in [sqlite(), postgres()] {
        let blobs = scratch.folder.path().join("blobs");
        let house = bureau(scratch).await;
        let app = &house.app;
        let number = registered(app).await;
        let officer = actor(app, "officer").await;
        let content = b"%PDF-1.7 identity of a sample person".to_vec();
        let id = app.add_file(&officer, AGENCY, number, file("某甲证件.pdf", &content)).await.unwrap();

        let (added, plain) = app.request_file(&officer, AGENCY, number, &id).await.unwrap();
        assert_eq!((plain.name.as_str(), plain.media_type.as_str()), ("某甲证件.pdf", "application/pdf"));
        assert_eq!(plain.bytes, content);
        assert_eq!(added.file.size_bytes, 36);
        let operator = actor(app, "operator").await;
        assert_eq!(rule(app.request_file(&operator, AGENCY, number, &id).await), "forbidden");

        let disk = everything_on_disk(&blobs);
        assert!(!disk.is_empty() && !holds(&disk, "sample person"), "the blob is sealed");
        let events = app.store.events_after(0, 1000).await.unwrap();
        assert!(events.iter().all(|event| !event.body.contains("某甲")), "the journal names no file");

        app.vault.erase(&added.person).await.unwrap();
        assert_eq!(rule(app.request_file(&officer, AGENCY, number, &id).await), "not found");
        let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
        assert_eq!(detail.case.files.len(), 1, "that there was a file stays on record");
        assert!(app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn a_sealed_file_opens_only_at_its_place() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (one, other) = (registered(app).await, registered(app).await);
    let officer = actor(app, "officer").await;
    let id = app.add_file(&officer, AGENCY, one, file("a.pdf", b"%PDF-1")).await.unwrap();
    let added = app.request_file(&officer, AGENCY, one, &id).await.unwrap().0;
    let moved = app.open_file(&added.file, &added.person, &file_place(AGENCY, other)).await;
    assert!(moved.is_err(), "the same blob does not open in another case");
    assert_eq!(rule(app.request_file(&officer, AGENCY, other, &id).await), "not found");
}

#[tokio::test]
async fn a_file_may_come_after_the_case_is_closed_and_bad_ones_never() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let number = registered(app).await;
    let officer = actor(app, "officer").await;
    let draft = Command::DraftReply(Box::new(DraftReply::new(date(2021, 6, 1), Decision::Granted)));
    app.act_on_request(&officer, AGENCY, number, &draft).await.unwrap();
    let withdraw = Command::Withdraw(ClosedOn { on: date(2021, 6, 1), note: None });
    app.act_on_request(&officer, AGENCY, number, &withdraw).await.unwrap();
    let receipt = NewFile { purpose: FilePurpose::ReturnedReceipt, ..file("a.pdf", b"%PDF-1") };
    app.add_file(&officer, AGENCY, number, receipt).await.unwrap();

    let program = file("a.exe", b"MZ");
    assert_eq!(rule(app.add_file(&officer, AGENCY, number, program).await), "file");
    let dressed_up = file("a.pdf", b"MZ");
    assert_eq!(rule(app.add_file(&officer, AGENCY, number, dressed_up).await), "file");
    let large = file("a.txt", &vec![b'x'; 20 * 1024 * 1024 + 1]);
    assert_eq!(rule(app.add_file(&officer, AGENCY, number, large).await), "file");
    let pages = NewFile { pages: Some(PageRange { first: 5, last: 3 }), ..file("a.pdf", b"%PDF-1") };
    assert_eq!(rule(app.add_file(&officer, AGENCY, number, pages).await), "blank");
}

#[tokio::test]
async fn a_file_with_a_secrecy_mark_is_refused_before_anything_is_kept() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let number = registered(app).await;
    let officer = actor(app, "officer").await;
    for marked in [file("机密★10年.pdf", b"%PDF-1.7"), file("说明.txt", "机密★10年\n内容".as_bytes())]
    {
        assert_eq!(rule(app.add_file(&officer, AGENCY, number, marked).await), "file");
    }
    assert_eq!(app.store.screening_stops_since(jiff::Timestamp::MIN).await.unwrap(), 2);
    let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
    assert!(detail.case.files.is_empty());
}
