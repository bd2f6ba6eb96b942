//! Reports of years before the platform, taken over from the files as published.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;
mod reports_year;

use gongkai_app::reports::{ReportFormat, write};
use gongkai_app::{App, AppError};
use gongkai_report::check::{Finding, Rule, Severity};
use gongkai_report::json::to_json;
use gongkai_report::{
    AnnualReport, Cell, CellId, CellState, Column, Form, ProactiveCell, RemedyColumn, RemedyKind, Row,
};
use gongkai_statute::{Decision, RequesterKind};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, rule};
use jiff::civil::date;
use reports_year::{Asked, ask, in_january, settle};
use rust_decimal::Decimal;

const CARRIED_OUT: Row = Row::CarriedOut;
const PERSON: Column = Column::Kind(RequesterKind::NaturalPerson);

/// A report of 2020 with one request carried over into 2021.
fn of_2020() -> AnnualReport {
    let mut report = AnnualReport::new(Form::Y2021);
    report.agency = Some("云溪市经济和信息化局".to_owned());
    report.year = Some(2020);
    report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
    for row in [Row::Received, CARRIED_OUT] {
        for column in [PERSON, Column::Total] {
            report.cells.insert(CellId::Request(row, column), Cell::given(1));
        }
    }
    report.cells.insert(CellId::Proactive(ProactiveCell::NormativeInForce), Cell::given(7));
    report.sections.title = "云溪市经济和信息化局2020年政府信息公开工作年度报告".into();
    report.sections.overview = Some("本年度按规定开展工作。".to_owned());
    report.sections.problems = Some("更新不够及时，将加强督促。".to_owned());
    report.sections.other = Some("无。".to_owned());
    report
}

async fn record(app: &App, year: i16, bytes: Vec<u8>) -> Result<Vec<Finding>, AppError> {
    let officer = actor(app, "officer").await;
    let published_on = date(year + 1, 1, 28);
    app.record_earlier_report(&officer, AGENCY, year, bytes, "https://old.example/nb", published_on).await
}

#[tokio::test]
async fn an_earlier_report_stands_beside_the_others_and_the_next_year_is_checked_against_it() {
    for scratch in [sqlite(), postgres()] {
        let house = in_january(scratch).await;
        let app = &house.app;
        settle(app).await;
        let file = write(&of_2020(), ReportFormat::Html).unwrap().bytes;
        let findings = record(app, 2020, file.clone()).await.unwrap();
        assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:?}");
        let kept = app.published_report(AGENCY, 2020).await.unwrap().unwrap();
        assert_eq!(kept.report.year, Some(2020));
        for id in CellId::form_2021() {
            assert_eq!(kept.report.value(id), of_2020().value(id), "{id}");
        }
        assert_eq!((kept.edition, kept.position, kept.published_on), (1, 0, date(2021, 1, 28)));
        assert_eq!((kept.source.as_deref(), kept.counters), (Some("https://old.example/nb"), None));
        let blob = gongkai_store::BlobId::parse(&kept.file.unwrap()).unwrap();
        assert_eq!(app.blobs.get(&blob).await.unwrap(), file, "the file as handed in");
        let row = app.store.report(AGENCY, 2020).await.unwrap().unwrap();
        assert_eq!((row.stage.as_str(), row.edition), ("published", 1));
        assert!(app.report_differences(AGENCY, 2020).await.unwrap().is_empty());

        let k5 = async || {
            let outcome = app.report_view(AGENCY, 2021).await.unwrap().outcome;
            outcome.findings.iter().filter(|finding| finding.rule == Rule::K5).count()
        };
        assert_eq!(k5().await, 2, "one was carried over and is not in the register");
        let asked = Asked {
            requester: RequesterKind::NaturalPerson,
            received_on: date(2020, 12, 20),
            result: Some((Decision::Granted, date(2021, 1, 10))),
        };
        ask(app, 1, &[asked]).await;
        assert_eq!(k5().await, 0);
        let live = app.store.report_editions(AGENCY, 2020).await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.report_editions(AGENCY, 2020).await.unwrap(), live);
    }
}

#[tokio::test]
async fn what_cannot_be_an_earlier_report_is_refused() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    let json = |change: fn(&mut AnnualReport)| {
        let mut report = of_2020();
        change(&mut report);
        to_json(&report).into_bytes()
    };
    let other = json(|report| report.agency = Some("云溪市教育局".to_owned()));
    assert_eq!(rule(record(app, 2020, other).await), "file");
    assert_eq!(rule(record(app, 2019, json(|_| ())).await), "year");
    assert_eq!(rule(record(app, 2020, "今天天气很好。".into()).await), "file");
    let unnamed = || json(|report| report.year = None);
    assert_eq!(rule(record(app, 2022, unnamed()).await), "year_is_over");

    let officer = actor(app, "officer").await;
    let told = |source: &'static str, on| {
        app.record_earlier_report(&officer, AGENCY, 2020, json(|_| ()), source, on)
    };
    assert_eq!(rule(told(" ", date(2021, 1, 28)).await), "reasoned");
    assert_eq!(rule(told("旧站", date(2020, 12, 31)).await), "published_after_its_year");
    assert_eq!(rule(told("旧站", date(2022, 1, 21)).await), "published_after_its_year");
    let leader = actor(app, "leader").await;
    let by_leader = app.record_earlier_report(&leader, AGENCY, 2020, json(|_| ()), "旧站", date(2021, 1, 28));
    assert_eq!(rule(by_leader.await), "forbidden");

    told("旧站", date(2021, 1, 28)).await.unwrap();
    assert_eq!(rule(told("旧站", date(2021, 1, 28)).await), "recorded_once");
    assert_eq!(rule(app.open_report(&officer, AGENCY, 2020).await), "stage");
    assert_eq!(rule(app.reopen_report(&officer, AGENCY, 2020, "更正").await), "made_elsewhere");
    app.open_report(&officer, AGENCY, 2021).await.unwrap();
    assert_eq!(rule(record(app, 2021, unnamed()).await), "stage");
}

#[tokio::test]
async fn what_was_lost_in_reading_stays_lost_and_findings_keep_nothing_back() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    let mut report = of_2020();
    let lost = CellId::Remedy(RemedyKind::Review, RemedyColumn::Upheld);
    report.cells.insert(lost, Cell::default());
    report.cells.insert(CellId::Request(Row::Received, Column::Total), Cell::given(3));
    let findings = record(app, 2020, to_json(&report).into_bytes()).await.unwrap();
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(!errors.is_empty(), "{findings:?}");
    let kept = app.published_report(AGENCY, 2020).await.unwrap().unwrap().report;
    assert_eq!((kept.state(lost), kept.value(lost)), (CellState::Lost, None));
    let wrong = CellId::Request(Row::Received, Column::Total);
    assert_eq!(kept.value(wrong), Some(Decimal::from(3)), "as published");
}

#[tokio::test]
async fn last_years_report_in_the_form_of_2019_is_compared_where_both_mean_the_same() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    let mut report = AnnualReport::new(Form::Y2019);
    report.agency = Some("云溪市经济和信息化局".to_owned());
    report.year = Some(2020);
    report.cells = gongkai_report::form::cells(Form::Y2019).map(|id| (id, Cell::given(0))).collect();
    for column in [PERSON, Column::Total] {
        for row in [Row::Received, CARRIED_OUT] {
            report.cells.insert(CellId::Request(row, column), Cell::given(1));
        }
    }
    report.sections = of_2020().sections;
    record(app, 2020, to_json(&report).into_bytes()).await.unwrap();
    let view = app.report_view(AGENCY, 2021).await.unwrap();
    assert_eq!(view.last_year.as_ref().unwrap().form, Form::Y2019);
    assert_eq!(view.outcome.findings.iter().filter(|finding| finding.rule == Rule::K5).count(), 2);
    assert!(
        view.outcome.not_checked.iter().any(|rule| rule.rule == Rule::K6 && rule.reason.contains("表式不同"))
    );
    assert!(view.texts.iter().all(|text| !text.rendered.is_empty()));
}

#[tokio::test]
async fn the_real_report_of_a_bureau_is_taken_over_whole() {
    let Ok(data) = std::env::var("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set");
        return;
    };
    let file = std::path::Path::new(&data).join("reports/pinghu-economy-bureau-2021.txt");
    let bytes = std::fs::read(&file).unwrap();
    let house = in_january(sqlite()).await;
    let app = &house.app;
    let mut bureau =
        house::founded("pinghu", "平湖市经济和信息化局", gongkai_statute::AgencyKind::Department, None);
    bureau.region = "330482".to_owned();
    app.found_agency(&gongkai_app::Actor::System, bureau).await.unwrap();
    house::person(app, "pinghu.officer", "pinghu", &[gongkai_agency::Role::Officer]).await;
    let officer = actor(app, "pinghu.officer").await;
    let on = date(2022, 1, 20);
    let findings =
        app.record_earlier_report(&officer, "pinghu", 2021, bytes, "平湖市政府门户网站", on).await.unwrap();
    assert!(findings.iter().all(|finding| !finding.blocks()), "{findings:?}");
    let kept = app.published_report("pinghu", 2021).await.unwrap().unwrap().report;
    assert!(CellId::form_2021().all(|id| kept.value(id) == Some(Decimal::ZERO)));
}
