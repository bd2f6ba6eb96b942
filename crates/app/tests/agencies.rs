//! Agencies as people change them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::{AgencyDay, Ending, HandOver, Matter, Naming, Role};
use gongkai_app::Actor;
use gongkai_statute::{AgencyKind, Workdays};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, empty, founded, rule};
use jiff::civil::date;

#[tokio::test]
async fn an_operators_right_reaches_below_and_never_beside() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let beside = founded("haibei", "海北市人民政府", AgencyKind::Government, None);
    app.found_agency(&Actor::System, beside).await.unwrap();
    let above = actor(app, "county.operator").await;
    assert!(app.may_in_tree(&above, &[Role::Operator], AGENCY).await.unwrap());
    assert!(!app.may_in_tree(&above, &[Role::Operator], "haibei").await.unwrap());
    let below = actor(app, "operator").await;
    assert!(!app.may_in_tree(&below, &[Role::Operator], "yunxi").await.unwrap());
    let child = founded("yunxi-fgj", "云溪市发展和改革局", AgencyKind::Department, Some("yunxi"));
    assert_eq!(rule(app.found_agency(&below, child.clone()).await), "forbidden");
    app.found_agency(&above, child.clone()).await.unwrap();
    assert_eq!(rule(app.found_agency(&above, child).await), "agency_code_unique");
    assert_eq!(rule(app.move_agency(&above, "yunxi", Some(AGENCY.to_owned())).await), "tree_without_cycle");
    let orphan = founded("yunxi-x", "某机关", AgencyKind::Department, Some("nobody"));
    assert_eq!(rule(app.found_agency(&Actor::System, orphan).await), "parent_exists");
}

#[tokio::test]
async fn a_merged_agency_refuses_acts_and_names_who_goes_on() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let ending = |successor: &str| Ending {
            successors: vec![successor.to_owned()],
            on: date(2021, 6, 1),
            basis: "机构改革方案".to_owned(),
        };
        let above = actor(app, "county.operator").await;
        assert_eq!(rule(app.end_agency(&above, AGENCY, ending("nobody")).await), "successors");
        let naming = Naming {
            name: "云溪市数字经济局".to_owned(),
            short_name: "数经局".to_owned(),
            on: date(2021, 5, 1),
            basis: "机构改革方案".to_owned(),
        };
        app.rename_agency(&above, AGENCY, naming).await.unwrap();
        let name = app.store.agency_name_on(AGENCY, date(2021, 4, 30)).await.unwrap();
        assert_eq!(name.as_deref(), Some("云溪市经济和信息化局"));
        let successor = founded("yunxi-fgj", "云溪市发展和改革局", AgencyKind::Department, Some("yunxi"));
        app.found_agency(&above, successor).await.unwrap();
        app.end_agency(&above, AGENCY, ending("yunxi-fgj")).await.unwrap();
        let refused = app.close_column(&actor(app, "officer").await, AGENCY, "gzdt").await;
        assert_eq!(rule(refused), "agency_active");
        let row = app.store.agency(AGENCY).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.successors), ("云溪市数字经济局", vec!["yunxi-fgj".to_owned()]));
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn duties_are_handed_over_between_known_people() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let list = HandOver {
        from: "officer".to_owned(),
        to: "author".to_owned(),
        on: date(2021, 6, 1),
        matters: vec![Matter { stream: "request/2021-000001".to_owned(), remark: "待答复".to_owned() }],
        witness: "leader".to_owned(),
        signed_list: None,
    };
    let unknown = HandOver { to: "nobody".to_owned(), ..list.clone() };
    assert_eq!(rule(app.hand_over(&officer, AGENCY, unknown).await), "to");
    app.hand_over(&officer, AGENCY, list.clone()).await.unwrap();
    let kept = app.store.hand_overs(AGENCY).await.unwrap();
    assert_eq!(kept[0].matters, list.matters);
}

#[tokio::test]
async fn a_notice_loaded_later_makes_the_next_year_countable_and_survives_a_restart() {
    let house = empty(sqlite()).await;
    let app = &house.app;
    let start = date(2026, 12, 20);
    let count = |app: &gongkai_app::App| app.calendar().add_workdays(start, Workdays(20));
    assert!(count(app).is_err(), "2027 is not known");
    let csv = "date,kind,name\n2027-01-01,holiday,元旦\n";
    assert_eq!(rule(app.load_holiday_notice(&Actor::Public, csv.into(), "通知").await), "forbidden");
    let years = app.load_holiday_notice(&Actor::System, csv.into(), "测试通知").await.unwrap();
    assert_eq!(years, [2027]);
    assert_eq!(count(app).unwrap(), date(2027, 1, 18));
    let again = app.load_holiday_notice(&Actor::System, csv.into(), "测试通知").await.unwrap();
    assert!(again.is_empty(), "the same bytes change nothing");

    let corrected = "date,kind,name\n2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n";
    app.load_holiday_notice(&Actor::System, corrected.into(), "更正").await.unwrap();
    assert_eq!(count(app).unwrap(), date(2027, 1, 19));
    assert_eq!(app.store.calendar_notices().await.unwrap()[0].version, 2);
    app.reload_calendar().await.unwrap();
    assert_eq!(count(app).unwrap(), date(2027, 1, 19), "what the journal and the blobs make");

    let bad = "date,kind,name\n2027-13-01,holiday,元旦\n";
    assert_eq!(rule(app.load_holiday_notice(&Actor::System, bad.into(), "坏").await), "file");
    assert_eq!(rule(app.load_holiday_notice(&Actor::System, vec![0xff], "坏").await), "file");
}

#[tokio::test]
async fn a_local_day_off_counts_for_its_agency_only() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let day = AgencyDay {
        agency: AGENCY.to_owned(),
        date: date(2021, 6, 3),
        is_workday: false,
        name: "本地节日".to_owned(),
        source: "自治州放假通知".to_owned(),
    };
    app.add_local_holiday(&actor(app, "officer").await, day.clone()).await.unwrap();
    let worked = AgencyDay { is_workday: true, ..day };
    assert_eq!(rule(app.add_local_holiday(&actor(app, "officer").await, worked).await), "date");
    let of = app.calendar_of(AGENCY).await.unwrap();
    assert!(!of.is_workday(date(2021, 6, 3)).unwrap());
    assert!(app.calendar_of("yunxi").await.unwrap().is_workday(date(2021, 6, 3)).unwrap());
}
