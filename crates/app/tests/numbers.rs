//! Numbers of documents: no gap, no double, kept when a reply is sent back, void when it never goes out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use std::sync::Arc;

use gongkai_agency::LetterSettings;
use gongkai_app::requests::{NewRequest, PlainForm};
use gongkai_app::{Actor, App, Place};
use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{Approve, Deliver, DraftReply, ReturnDraft, ReviewSecrecy};
use gongkai_request::event::ClosedOn;
use gongkai_request::numbering::Series;
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau};
use jiff::civil::{Date, date};

const TODAY: Date = date(2021, 6, 1);

async fn registered(app: &App) -> CaseNumber {
    let request = NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(date(2021, 5, 20)),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "测试申请人甲".to_owned(),
            identity: String::new(),
            contact: "0000-0000000".to_owned(),
            text: "请公开样例项目的审批文件。".to_owned(),
        },
        subject: "样例项目的审批文件".to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: None,
        parties: gongkai_app::requests::PlainParties::default(),
    };
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

async fn does(app: &App, login: &str, number: CaseNumber, command: Command) {
    app.act_on_request(&actor(app, login).await, AGENCY, number, &command).await.unwrap();
}

async fn cleared(app: &App, number: CaseNumber) {
    let draft = Command::DraftReply(Box::new(DraftReply::new(TODAY, Decision::Granted)));
    does(app, "author", number, draft).await;
    let review = ReviewSecrecy { on: TODAY, passed: true, opinion: "不涉密".to_owned() };
    does(app, "keeper", number, Command::ReviewSecrecy(review)).await;
}

fn sign() -> Command {
    Command::Approve(Approve { on: TODAY, document: None, content: None })
}

async fn numbers(app: &App) -> Vec<(String, String, bool)> {
    let rows = app.store.document_numbers(AGENCY, Series::Reply, 2021).await.unwrap();
    rows.into_iter().map(|row| (row.text, row.request.to_string(), row.voided.is_some())).collect()
}

async fn document(app: &App, number: CaseNumber) -> Option<String> {
    app.store.request(AGENCY, number).await.unwrap().unwrap().document
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_leaders_at_once_on_two_nodes_get_fifty_numbers_without_a_gap() {
    for scratch in [sqlite(), postgres()] {
        let place = Place {
            database: scratch.settings.clone(),
            blobs: scratch.folder.path().join("blobs"),
            site_key: scratch.folder.path().join("site.key"),
        };
        let house = bureau(scratch).await;
        let other = App::open(&place, Arc::new(house.clock.clone())).await.unwrap();
        let mut cases = Vec::new();
        for _ in 0..50 {
            let number = registered(&house.app).await;
            cleared(&house.app, number).await;
            cases.push(number);
        }
        let leader = actor(&house.app, "leader").await;
        let signing: Vec<_> = cases
            .iter()
            .enumerate()
            .map(|(place, number)| {
                let app = if place % 2 == 0 { house.app.clone() } else { other.clone() };
                let (leader, number) = (leader.clone(), *number);
                tokio::spawn(async move { app.act_on_request(&leader, AGENCY, number, &sign()).await })
            })
            .collect();
        for signed in signing {
            signed.await.unwrap().unwrap();
        }
        let given = numbers(&house.app).await;
        let expected: Vec<String> =
            (1..=50).map(|place| format!("云溪经济和信息化公复〔2021〕{place}号")).collect();
        assert_eq!(given.iter().map(|(text, ..)| text.clone()).collect::<Vec<_>>(), expected);
        let mut bearers: Vec<_> = given.iter().map(|(_, request, _)| request.clone()).collect();
        bearers.sort();
        bearers.dedup();
        assert_eq!(bearers.len(), 50, "every case has one of its own");
        for number in cases {
            let own = given.iter().find(|(_, request, _)| *request == number.to_string()).unwrap();
            assert_eq!(document(&house.app, number).await.as_ref(), Some(&own.0));
        }
        assert!(house.app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn a_reply_sent_back_after_approval_keeps_its_number() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (one, other) = (registered(app).await, registered(app).await);
    cleared(app, one).await;
    does(app, "leader", one, sign()).await;
    let back = ReturnDraft { on: TODAY, reason: "有错字".to_owned() };
    does(app, "leader", one, Command::ReturnDraft(back)).await;
    assert_eq!(document(app, one).await, None);
    cleared(app, other).await;
    does(app, "leader", other, sign()).await;
    cleared(app, one).await;
    does(app, "leader", one, sign()).await;
    assert_eq!(document(app, one).await.unwrap(), "云溪经济和信息化公复〔2021〕1号");
    assert_eq!(document(app, other).await.unwrap(), "云溪经济和信息化公复〔2021〕2号");
    assert_eq!(numbers(app).await.len(), 2);
    let deliver = Deliver { way: DeliveryWay::Signed, on: TODAY, evidence: None };
    does(app, "officer", one, Command::Deliver(deliver)).await;
    let rows = app.store.document_numbers(AGENCY, Series::Reply, 2021).await.unwrap();
    assert_eq!((rows[0].sent_on, rows[1].sent_on), (Some(TODAY), None));
}

#[tokio::test]
async fn the_number_of_a_reply_that_never_goes_out_is_void_and_stays_in_the_register() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (one, other) = (registered(app).await, registered(app).await);
        cleared(app, one).await;
        does(app, "leader", one, sign()).await;
        does(app, "officer", one, Command::Withdraw(ClosedOn { on: TODAY, note: None })).await;
        cleared(app, other).await;
        does(app, "leader", other, sign()).await;
        let given = numbers(app).await;
        assert_eq!(
            given,
            [
                ("云溪经济和信息化公复〔2021〕1号".to_owned(), one.to_string(), true),
                ("云溪经济和信息化公复〔2021〕2号".to_owned(), other.to_string(), false),
            ]
        );
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}

#[tokio::test]
async fn the_mark_is_a_setting_and_the_count_goes_on_when_it_changes() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (one, other) = (registered(app).await, registered(app).await);
    cleared(app, one).await;
    cleared(app, other).await;
    does(app, "leader", one, sign()).await;
    let mut settings = app.agency_state(AGENCY).await.unwrap().settings;
    settings.letters =
        LetterSettings { document_mark: Some("云经信公复".to_owned()), ..LetterSettings::default() };
    app.set_agency_settings(&Actor::System, AGENCY, settings).await.unwrap();
    does(app, "leader", other, sign()).await;
    assert_eq!(document(app, other).await.unwrap(), "云经信公复〔2021〕2号");
}
