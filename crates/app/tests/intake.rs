//! Asking online on both databases: once however often it is sent, opened by its code, kept apart from other visitors.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod house;

use std::collections::BTreeSet;

use gongkai_app::intake::{DRAFT_KEPT, Limits, Opened, Submission, Visitor};
use gongkai_app::requests::{PlainForm, PlainParties};
use gongkai_app::{Actor, AppError};
use gongkai_request::Case;
use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_statute::RequesterKind;
use gongkai_store::testing::{Scratch, postgres, sqlite};
use house::{AGENCY, House, bureau};
use jiff::{SignedDuration, Span};

fn submission(key: &str) -> Submission {
    Submission {
        key: key.to_owned(),
        agency: AGENCY.to_owned(),
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "申请人甲某".to_owned(),
            identity: "33049919900101001X".to_owned(),
            contact: "电话：0000-0000003".to_owned(),
            text: "名称：道路养护合同".to_owned(),
        },
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Online,
        parties: PlainParties::default(),
    }
}

async fn houses() -> [House; 2] {
    let open = async |scratch: Scratch| bureau(scratch).await;
    [open(sqlite()).await, open(postgres()).await]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_submission_sent_ten_times_at_once_is_one_request() {
    for house in houses().await {
        let sends: Vec<_> = (0..30)
            .map(|turn| {
                let app = house.app.clone();
                tokio::spawn(
                    async move { app.submit_online(submission(&format!("key-{}", turn / 10))).await },
                )
            })
            .collect();
        let mut numbers = BTreeSet::new();
        let mut codes = BTreeSet::new();
        for send in sends {
            let submitted = send.await.unwrap().unwrap();
            numbers.insert(submitted.number.to_string());
            codes.insert(submitted.code);
        }
        assert_eq!((numbers.len(), codes.len()), (3, 3));
        let last = house.app.store.last_request_number(AGENCY, 2021).await.unwrap();
        assert_eq!(last.as_deref(), Some("2021-000003"), "no number is lost, none is doubled");
    }
}

#[tokio::test]
async fn files_sent_twice_at_once_are_on_record_once() {
    for house in houses().await {
        let submitted = house.app.submit_online(submission("key")).await.unwrap();
        let attach =
            || house.app.attach_to_submission(&submitted, "合同.txt", "合同".as_bytes().to_vec(), false);
        let (first, second) = tokio::join!(attach(), attach());
        first.unwrap();
        second.unwrap();
        attach().await.unwrap();
        let id = submitted.number.stream(AGENCY);
        let case = house.app.load_existing::<Case>(&id).await.unwrap().state;
        assert_eq!(case.files.len(), 1);
    }
}

#[tokio::test]
async fn confirmation_on_the_screen_counts_where_the_agency_says_so() {
    for house in houses().await {
        let app = &house.app;
        assert_eq!(app.submit_online(submission("a")).await.unwrap().received_on, None);
        let mut settings = app.agency_state(AGENCY).await.unwrap().settings;
        settings.on_screen_confirmation_counts = true;
        app.set_agency_settings(&Actor::System, AGENCY, settings).await.unwrap();
        let submitted = app.submit_online(submission("b")).await.unwrap();
        assert_eq!(submitted.received_on, Some(app.today()), "it settles the day of receipt at once");
    }
}

#[tokio::test]
async fn a_code_opens_its_request_and_guesses_are_counted() {
    let limits = Limits { wrong_codes: 3, ..Limits::default() };
    for house in houses().await {
        let app = &house.app;
        let submitted = app.submit_online(submission("key")).await.unwrap();
        let number = submitted.number.to_string();
        let opened = app.open_by_code(&limits, &number, &submitted.code, "192.0.2.1").await.unwrap();
        let Opened::Case(opened) = opened else { panic!("a request is no motion") };
        assert_eq!((opened.agency(), opened.number()), (AGENCY, submitted.number));
        let guess = async || app.open_by_code(&limits, &number, "0000-0000-0000-0000", "192.0.2.9").await;
        for _ in 0..3 {
            assert!(matches!(guess().await, Err(AppError::Refused(refused)) if refused.rule == "code"));
        }
        let right = app.open_by_code(&limits, &number, &submitted.code, "192.0.2.9").await;
        assert!(matches!(right, Err(AppError::Refused(refused)) if refused.rule == "code_throttled"));
        house.clock.forward(Span::new().minutes(16));
        assert!(app.open_by_code(&limits, &number, &submitted.code, "192.0.2.9").await.is_ok());
    }
}

#[tokio::test]
async fn neither_code_nor_words_stand_in_the_journal() {
    for house in houses().await {
        let submitted = house.app.submit_online(submission("key")).await.unwrap();
        let bare = submitted.code.replace('-', "");
        for event in house.app.store.events_after(0, 10_000).await.unwrap() {
            for secret in [submitted.code.as_str(), &bare, "申请人甲某", "0000-0000003", "道路养护合同"]
            {
                assert!(
                    !event.body.contains(secret) && !event.stream.as_str().contains(secret),
                    "{}",
                    event.kind
                );
            }
        }
        let before = house.app.store.snapshot().await.unwrap();
        house.app.store.replay().await.unwrap();
        assert_eq!(house.app.store.snapshot().await.unwrap(), before);
    }
}

#[tokio::test]
async fn what_is_kept_for_a_visitor_opens_for_no_other_and_not_for_ever() {
    for house in houses().await {
        let app = &house.app;
        let (one, other) = (Visitor::new().unwrap(), Visitor::new().unwrap());
        app.keep_for(&one, "draft", &"写到一半".to_owned(), DRAFT_KEPT).await.unwrap();
        let again = Visitor::from_cookie(&one.cookie()).unwrap();
        assert_eq!(app.kept_for::<String>(&again, "draft").await.unwrap().as_deref(), Some("写到一半"));
        assert_eq!(app.kept_for::<String>(&other, "draft").await.unwrap(), None);
        assert_eq!(app.kept_for::<String>(&one, "opened").await.unwrap(), None, "nor under another name");
        house.clock.forward(Span::new().hours(24 * 7));
        assert_eq!(app.kept_for::<String>(&one, "draft").await.unwrap(), None);
        assert_eq!(app.drop_expired_boxes().await.unwrap(), 1, "and it is thrown away");
    }
    assert_eq!(DRAFT_KEPT, SignedDuration::from_hours(7 * 24));
}
