//! Open cases counted anew after a holiday notice.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly and tells how long it took"
)]

mod house;

use std::fmt::Write as _;
use std::time::Instant;

use gongkai_app::requests::{NewRequest, PlainForm};
use gongkai_app::{Actor, App, redating::REQUESTS_REDATED};
use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_request::{CaseNumber, LastCount, Moments, TaskKind};
use gongkai_statute::calendar::DayKind;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, RequesterKind};
use gongkai_store::Statement;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau};
use jiff::ToSpan;
use jiff::civil::date;

/// The notice of 2021 with one more day off: Thursday 10 June.
fn corrected_2021() -> Vec<u8> {
    let mut csv = "date,kind,name\n".to_owned();
    let mut days: Vec<_> = Calendar::built_in().notice_days(2021).cloned().collect();
    days.push(gongkai_statute::NoticeDay::holiday(date(2021, 6, 10), "样例假日"));
    days.sort_by_key(|day| day.date);
    for day in days {
        let kind = if day.kind == DayKind::MakeupWorkday { "makeup_workday" } else { "holiday" };
        writeln!(csv, "{},{kind},{}", day.date, day.name).unwrap();
    }
    csv.into_bytes()
}

async fn registered(app: &App, channel: Channel) -> CaseNumber {
    let request = NewRequest {
        channel,
        submitted_on: Some(date(2021, 5, 31)),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "测试申请人甲".to_owned(),
            identity: "样例证件 001".to_owned(),
            contact: "0000-0000000".to_owned(),
            text: "样例".to_owned(),
        },
        subject: "样例".to_owned(),
        form: ProvisionForm::Paper,
        route: ProvisionRoute::Mail,
        clerk: None,
        parties: gongkai_app::requests::PlainParties::default(),
    };
    app.register_request(&Actor::System, AGENCY, request).await.unwrap()
}

#[tokio::test]
async fn a_corrected_notice_moves_every_open_case_and_tells_it() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let number = registered(app, Channel::InPerson).await;
        let officer = actor(app, "officer").await;
        let before = app.request_detail(&officer, AGENCY, number).await.unwrap();
        assert_eq!(before.row.due, Some(date(2021, 6, 29)));
        // Reached by nobody yet: a task of 9 June would be due on the day taken off.
        house.clock.forward((24 * 8).hours());
        let late = registered_on(app, date(2021, 6, 9)).await;
        let loaded = app
            .load_holiday_notice(&Actor::System, corrected_2021(), "国办发明电〔2021〕样例号")
            .await
            .unwrap();
        assert_eq!(loaded, [2021]);
        assert_eq!(app.redate_when_told().await.unwrap(), 1);
        let after = app.request_detail(&officer, AGENCY, number).await.unwrap();
        assert_eq!((after.row.due, after.standing.due), (Some(date(2021, 6, 30)), Some(date(2021, 6, 30))));
        let told = &after.redatings[0];
        assert_eq!((told.was, told.now), (Some(date(2021, 6, 29)), Some(date(2021, 6, 30))));
        assert_eq!(told.notice, "国办发明电〔2021〕样例号");
        let task = app.store.redatings(AGENCY, late).await.unwrap();
        assert_eq!((task[0].task, task[0].now), (Some(TaskKind::Confirm), Some(date(2021, 6, 11))));
        assert_eq!(app.store.outbox_length(REQUESTS_REDATED).await.unwrap(), 1);
        // Twice is as good as once.
        let again = app.redate_requests("同一通知").await.unwrap();
        assert_eq!((again.counted, again.moved, again.tasks), (2, 0, 0));
        assert!(app.store.verify().await.unwrap().holds());
        let rows = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), rows);
    }
}

async fn registered_on(app: &App, day: jiff::civil::Date) -> CaseNumber {
    let request = NewRequest {
        channel: Channel::Online,
        submitted_on: Some(day),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::Other,
        plain: PlainForm {
            name: "测试申请人乙".to_owned(),
            identity: String::new(),
            contact: "0000-0000000".to_owned(),
            text: "样例".to_owned(),
        },
        subject: "样例".to_owned(),
        form: ProvisionForm::Paper,
        route: ProvisionRoute::Mail,
        clerk: None,
        parties: gongkai_app::requests::PlainParties::default(),
    };
    app.register_request(&Actor::System, AGENCY, request).await.unwrap()
}

/// Clocks of `count` open cases at ten agencies, as the projection would have written them.
async fn many_open(app: &App, count: u32) {
    let calendar = Calendar::built_in();
    let rows: Vec<_> = (1..=count)
        .map(|sequence| {
            let day = date(2021, 5, 15).checked_add(i64::from(sequence % 17).days()).unwrap();
            let mut timeline = format!("in_person {day} - - -");
            if sequence % 5 == 0 {
                let sent = day.tomorrow().unwrap();
                write!(timeline, ";C {sent} {sent} - third_party a").unwrap();
            }
            let last = LastCount::of(&Moments::decode(&timeline).unwrap(), calendar);
            serde_json::json!([
                format!("agency-{}", sequence % 10),
                format!("2021-{sequence:06}"),
                day.to_string(),
                last.due.map(|due| due.to_string()),
                i64::from(last.provisional),
                timeline,
            ])
        })
        .collect();
    let sqlite = "insert into request_clock (agency, number, clock_start, due, not_before, provisional, timeline)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, null, value ->> 4, value ->> 5 from json_each(?)";
    for chunk in rows.chunks(10_000) {
        let values = vec![serde_json::Value::from(chunk.to_vec()).to_string().into()];
        let statement = Statement::PerDialect { sqlite: sqlite.to_owned(), postgres: String::new(), values };
        app.store.execute(vec![statement]).await.unwrap();
    }
}

#[tokio::test]
async fn a_hundred_thousand_open_cases_are_counted_anew() {
    const CASES: u32 = 100_000;
    let house = bureau(sqlite()).await;
    let app = &house.app;
    many_open(app, CASES).await;
    app.load_holiday_notice(&Actor::System, corrected_2021(), "国办发明电〔2021〕样例号").await.unwrap();
    let started = Instant::now();
    let done = app.redate_requests("国办发明电〔2021〕样例号").await.unwrap();
    eprintln!(
        "{} open cases counted anew, {} moved, in {:?} (dev build)",
        done.counted,
        done.moved,
        started.elapsed()
    );
    assert_eq!((done.counted, done.moved), (u64::from(CASES), u64::from(CASES)));
    let calendar = app.calendar();
    for clock in app.store.open_clocks(None, CASES).await.unwrap().iter().step_by(997) {
        let now = LastCount::of(&Moments::decode(&clock.timeline).unwrap(), &calendar);
        assert_eq!(clock.count, now, "{clock:?}");
    }
    let number = CaseNumber { year: 2021, sequence: CASES };
    assert_eq!(app.store.redatings("agency-0", number).await.unwrap().len(), 1);
    assert!(app.store.verify().await.unwrap().holds());
}
