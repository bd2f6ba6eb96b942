//! Annual reports of a tree on both databases: expected, handed in or taken from the platform, checked, summed up.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::collections::CollectionCommand;
use gongkai_app::reports::{ReportFormat, write};
use gongkai_app::{Actor, App};
use gongkai_report::json::to_json;
use gongkai_report::{AnnualReport, Cell, CellId, Column, Form, Row};
use gongkai_statute::{AgencyKind, RequesterKind};
use gongkai_store::testing::{postgres, sqlite};
use gongkai_supervision::collection::UnitStatus;
use house::{AGENCY, House, actor, bureau, founded, person, rule};
use jiff::civil::date;

const AUTHORITY: &str = "yunxi";
const OTHER: &str = "yunxi-czj";
const YEAR: i16 = 2020;

/// A report with so many requests received and carried over, and `wrong` more in the total.
fn report(name: &str, year: i16, requests: i64, wrong: i64) -> AnnualReport {
    let mut report = AnnualReport::new(Form::Y2021);
    report.agency = Some(name.to_owned());
    report.year = Some(year);
    report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
    for row in [Row::Received, Row::CarriedOut] {
        let person = CellId::Request(row, Column::Kind(RequesterKind::NaturalPerson));
        report.cells.insert(person, Cell::given(requests));
        report.cells.insert(CellId::Request(row, Column::Total), Cell::given(requests));
    }
    let total = CellId::Request(Row::Received, Column::Total);
    report.cells.insert(total, Cell::given(requests + wrong));
    report.sections.title = format!("{name}{year}年政府信息公开工作年度报告");
    report.sections.overview = Some("本年度按规定开展工作。".to_owned());
    report.sections.problems = Some("更新不够及时，将加强督促。".to_owned());
    report.sections.other = Some("无。".to_owned());
    report
}

async fn county(house: &House) -> Actor {
    let app = &house.app;
    app.found_agency(&Actor::System, founded(OTHER, "云溪市财政局", AgencyKind::Department, Some(AUTHORITY)))
        .await
        .unwrap();
    person(app, "supervisor", AUTHORITY, &[Role::Supervisor]).await;
    actor(app, "supervisor").await
}

async fn act(app: &App, who: &Actor, command: CollectionCommand) -> Result<(), gongkai_app::AppError> {
    app.act_on_collection(who, AUTHORITY, YEAR, &command).await
}

#[tokio::test]
async fn reports_are_collected_checked_and_summed() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let supervisor = county(&house).await;
        let officer = actor(app, "officer").await;
        assert_eq!(rule(app.open_collection(&officer, AUTHORITY, YEAR).await), "forbidden");
        app.open_collection(&supervisor, AUTHORITY, YEAR).await.unwrap();
        assert_eq!(rule(app.open_collection(&supervisor, AUTHORITY, YEAR).await), "collection_unique");
        let collection = app.collection(AUTHORITY, YEAR).await.unwrap();
        let units: Vec<&str> = collection.units.iter().map(|unit| unit.expected.unit.as_str()).collect();
        assert_eq!(units.len(), 2);
        assert!(collection.units.iter().all(|unit| unit.expected.due_on == date(2021, 1, 31)));
        assert_eq!(collection.overdue(app.today()).count(), 2, "it is June");
        act(app, &supervisor, CollectionCommand::Remind(OTHER.to_owned())).await.unwrap();

        // One has its report on the platform, the other hands in a file.
        let ours = report("云溪市经济和信息化局", YEAR, 3, 0);
        let file = write(&ours, ReportFormat::Html).unwrap().bytes;
        app.record_earlier_report(&officer, AGENCY, YEAR, file, "https://old.example/nb", date(2021, 1, 28))
            .await
            .unwrap();
        assert_eq!(app.take_published_reports(&supervisor, AUTHORITY, YEAR).await.unwrap(), 1);
        assert_eq!(app.take_published_reports(&supervisor, AUTHORITY, YEAR).await.unwrap(), 0, "once");
        let hand_in = async |report: &AnnualReport| {
            let bytes = to_json(report).into_bytes();
            app.hand_in_report(&supervisor, AUTHORITY, YEAR, OTHER, bytes).await
        };
        assert_eq!(rule(hand_in(&report("云溪市财政局", 2019, 4, 0)).await), "collection_year");
        let nothing =
            app.hand_in_report(&supervisor, AUTHORITY, YEAR, OTHER, b"%PDF-1.7 broken".to_vec()).await;
        assert_eq!(rule(nothing), "file");
        assert_eq!(
            rule(app.hand_in_report(&officer, AUTHORITY, YEAR, OTHER, Vec::new()).await),
            "forbidden",
            "not for others"
        );
        let findings = hand_in(&report("云溪市财政局", YEAR, 4, 1)).await.unwrap();
        assert!(!findings.is_empty());
        let accept = |unit: &str, why: &str| CollectionCommand::Accept(unit.to_owned(), why.to_owned());
        assert_eq!(rule(act(app, &supervisor, accept(OTHER, "")).await), "collection_errors");
        let (_, found) = app.collected_report(AUTHORITY, YEAR, OTHER).await.unwrap().unwrap();
        let words = found.iter().map(|finding| finding.message.clone()).collect();
        let back = CollectionCommand::SendBack(OTHER.to_owned(), words, date(2021, 6, 8));
        act(app, &supervisor, back).await.unwrap();
        hand_in(&report("云溪市财政局", YEAR, 4, 0)).await.unwrap();
        assert!(app.collection_sums(AUTHORITY, YEAR).await.unwrap().is_none(), "nothing is accepted yet");
        for unit in [AGENCY, OTHER] {
            act(app, &supervisor, accept(unit, "")).await.unwrap();
        }
        let sums = app.collection_sums(AUTHORITY, YEAR).await.unwrap().unwrap();
        let received = CellId::Request(Row::Received, Column::Total);
        assert_eq!(sums.report.cells[&received].value, Some(7.into()));
        assert!(sums.ok());
        let file = app.collection_file(&supervisor, AUTHORITY, YEAR, ReportFormat::Xlsx).await.unwrap();
        assert!(file.bytes.starts_with(b"PK"));
        act(app, &supervisor, CollectionCommand::Close(String::new())).await.unwrap();
        let closed = app.collection(AUTHORITY, YEAR).await.unwrap();
        assert!(closed.completeness().is_complete());
        assert!(closed.units.iter().all(|unit| unit.status == UnitStatus::Accepted && unit.came_late()));
        assert_eq!(rule(hand_in(&report("云溪市财政局", YEAR, 4, 0)).await), "collection_running");
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}

#[tokio::test]
async fn a_supervisor_beside_sees_and_does_nothing() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let supervisor = county(&house).await;
    app.open_collection(&supervisor, AUTHORITY, YEAR).await.unwrap();
    app.found_agency(&Actor::System, founded("beside", "别处", AgencyKind::Government, None)).await.unwrap();
    person(app, "beside.supervisor", "beside", &[Role::Supervisor]).await;
    let beside = actor(app, "beside.supervisor").await;
    assert_eq!(rule(app.take_published_reports(&beside, AUTHORITY, YEAR).await), "forbidden");
    assert_eq!(rule(act(app, &beside, CollectionCommand::Remind(OTHER.to_owned())).await), "forbidden");
    assert_eq!(rule(app.collection_file(&beside, AUTHORITY, YEAR, ReportFormat::Json).await), "forbidden");
    assert_eq!(
        rule(app.open_collection(&beside, "beside", YEAR).await),
        "collection_units",
        "nobody is below"
    );
}
