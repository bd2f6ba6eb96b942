//! Correction requests and proposals on both databases.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::motions::{NewMotion, PlainMotion};
use gongkai_app::requests::{NewRequest, PlainForm, PlainParties};
use gongkai_app::{Actor, App};
use gongkai_report::{CellId, Column, Row};
use gongkai_request::CaseNumber;
use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_request::motion::{Command, Kind, MotionId};
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, person, rule};
use jiff::ToSpan;
use jiff::civil::date;

fn correction() -> NewMotion {
    NewMotion {
        kind: Kind::Correction,
        channel: Channel::InPerson,
        received_on: date(2021, 5, 31),
        requester: RequesterKind::Enterprise,
        plain: PlainMotion {
            name: "云溪样例制造有限公司".to_owned(),
            identity: "样例信用代码 01".to_owned(),
            contact: "0000-0000009".to_owned(),
            about: "企业备案信息".to_owned(),
            text: "注册地址有误".to_owned(),
        },
        subject: "备案信息更正".to_owned(),
        clerk: None,
    }
}

async fn asked(app: &App, identity: &str) -> CaseNumber {
    let request = NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(date(2021, 5, 31)),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: format!("测试申请人{identity}"),
            identity: format!("样例证件 {identity}"),
            contact: "0000-0000000".to_owned(),
            text: "请公开公交线路调整方案。".to_owned(),
        },
        subject: "公交线路调整方案".to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: None,
        parties: PlainParties::default(),
    };
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

#[tokio::test]
async fn a_correction_is_no_request_of_table_three_and_replays_equal() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let officer = actor(app, "officer").await;
        let first = app.file_motion(&officer, AGENCY, correction()).await.unwrap();
        let second = app.file_motion(&officer, AGENCY, correction()).await.unwrap();
        assert_eq!((first.label().as_str(), second.label().as_str()), ("更正2021-000001", "更正2021-000002"));
        // The agency's own 20 working days: the Dragon Boat holiday is on 14 June.
        assert_eq!(app.store.motion(AGENCY, first).await.unwrap().unwrap().due, Some(date(2021, 6, 29)));
        asked(app, "001").await;
        let received = CellId::Request(Row::Received, Column::Total);
        let counted = app.counted_records(AGENCY, 2021, received, 0, 99).await.unwrap();
        assert_eq!(counted.count, 1, "the request alone");
        app.act_on_motion(&officer, AGENCY, first, &Command::Withdraw(date(2021, 6, 1))).await.unwrap();
        let again = app.act_on_motion(&officer, AGENCY, first, &Command::Withdraw(date(2021, 6, 1))).await;
        assert_eq!(rule(again), "motion_over");
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}

#[tokio::test]
async fn what_several_asked_for_is_proposed_once() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        person(app, "head", AGENCY, &[Role::UnitHead]).await;
        let officer = actor(app, "officer").await;
        let alone = asked(app, "001").await;
        assert_eq!(rule(app.propose_from_request(&officer, AGENCY, alone).await), "not_several");
        asked(app, "002").await;
        let second = asked(app, "003").await;
        let id = app.propose_from_request(&officer, AGENCY, second).await.unwrap();
        assert_eq!(id.label(), "建议2021-000001");
        assert_eq!(app.proposal_from(AGENCY, second).await.unwrap(), Some(id));
        assert_eq!(rule(app.propose_from_request(&officer, AGENCY, second).await), "proposed_before");
        let detail = app.motion_detail(&officer, AGENCY, id).await.unwrap();
        assert!(!detail.motion.has_maker() && detail.motion.filed.unwrap().requests.contains(&second));
        let withdraw = app.act_on_motion(&officer, AGENCY, id, &Command::Withdraw(date(2021, 6, 1))).await;
        assert!(withdraw.is_err(), "nobody made it who could take it back");
    }
}

#[tokio::test]
async fn each_act_has_its_people_and_erasure_leaves_the_record() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    assert_eq!(rule(app.file_motion(&author, AGENCY, correction()).await), "forbidden");
    let online = NewMotion { channel: Channel::Online, ..correction() };
    let id = app.file_motion(&Actor::Public, AGENCY, online).await.unwrap();
    assert_eq!(rule(app.file_motion(&Actor::Public, AGENCY, correction()).await), "forbidden");
    let officer = actor(app, "officer").await;
    let nobody = MotionId::parse("proposal-2021-000009").unwrap();
    assert_eq!(rule(app.motion_words(&officer, AGENCY, nobody).await), "not found");
    assert_eq!(app.motion_words(&officer, AGENCY, id).await.unwrap().unwrap().name, "云溪样例制造有限公司");
    person(app, "head", AGENCY, &[Role::UnitHead]).await;
    let head = actor(app, "head").await;
    let erase = async || app.erase_motion(&head, AGENCY, id, "保管期满").await;
    assert_eq!(rule(app.erase_motion(&officer, AGENCY, id, "保管期满").await), "forbidden");
    assert_eq!(rule(erase().await), "case_open");
    app.act_on_motion(&officer, AGENCY, id, &Command::Withdraw(date(2021, 6, 1))).await.unwrap();
    assert_eq!(rule(erase().await), "remedy_running");
    let years = app.agency_state(AGENCY).await.unwrap().settings.letters.retention_years;
    house.clock.forward((24 * (370 * i64::from(years))).hours());
    let kept = app.motions_kept_too_long(&head, AGENCY, 9).await.unwrap();
    assert_eq!(kept.iter().map(|(row, on)| (row.id, *on)).collect::<Vec<_>>(), [(id, date(2021, 6, 1))]);
    erase().await.unwrap();
    assert_eq!(rule(erase().await), "already_erased");
    assert!(app.motions_kept_too_long(&head, AGENCY, 9).await.unwrap().is_empty());
    assert_eq!(app.motion_words(&officer, AGENCY, id).await.unwrap(), None);
    assert_eq!(app.list_motions(&officer, AGENCY, Kind::Correction, false, None, 9).await.unwrap().len(), 1);
}
