//! The annual report from opening to its second edition, as people make it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;
mod reports_year;

use gongkai_agency::Role;
use gongkai_app::App;
use gongkai_app::reports::ReportFormat;
use gongkai_report::check::{Rule, Severity};
use gongkai_report::draft::Section;
use gongkai_report::tally::LedgerKind;
use gongkai_report::workshop::Stage;
use gongkai_report::{CellId, CellState, Column, ProactiveCell, Row};
use gongkai_statute::{Decision, RequesterKind};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, person, rule};
use jiff::ToSpan as _;
use jiff::civil::date;
use reports_year::{Asked, ask, busy, charge, in_january, returned, settle};
use rust_decimal::Decimal;

const LICENCES: CellId = CellId::Proactive(ProactiveCell::Licences);
const RECEIVED: CellId = CellId::Request(Row::Received, Column::Total);

fn one(day: jiff::civil::Date, result: Option<(Decision, jiff::civil::Date)>) -> Asked {
    Asked { requester: RequesterKind::NaturalPerson, received_on: day, result }
}

/// Opened, with the drafts taken over.
async fn drafted(app: &App) {
    let officer = actor(app, "officer").await;
    app.open_report(&officer, AGENCY, 2021).await.unwrap();
    app.accept_report_drafts(&officer, AGENCY, 2021).await.unwrap();
}

/// A text bound to the figure it quotes.
async fn rewrite_overview(app: &App) {
    let text = "本年度按规定开展工作，全年收到政府信息公开申请{{requests.received.total}}件。";
    let officer = actor(app, "officer").await;
    app.edit_report_text(&officer, AGENCY, 2021, Section::Overview, text).await.unwrap();
}

/// Answers for every warning, one by one.
async fn answer_warnings(app: &App) {
    let officer = actor(app, "officer").await;
    let view = app.report_view(AGENCY, 2021).await.unwrap();
    for finding in view.open_findings() {
        let mark = finding.fingerprint();
        app.acknowledge_report_finding(&officer, AGENCY, 2021, &mark, "已核对原始记录").await.unwrap();
    }
}

async fn signed(app: &App) {
    let officer = actor(app, "officer").await;
    app.submit_report(&officer, AGENCY, 2021).await.unwrap();
    app.sign_report(&actor(app, "leader").await, AGENCY, 2021).await.unwrap();
}

async fn published(app: &App) {
    signed(app).await;
    app.publish_report(&actor(app, "officer").await, AGENCY, 2021).await.unwrap();
}

#[tokio::test]
async fn a_year_is_opened_written_signed_by_another_and_published() {
    for scratch in [sqlite(), postgres()] {
        let house = in_january(scratch).await;
        let app = &house.app;
        busy(app, 400).await;
        drafted(app).await;
        let officer = actor(app, "officer").await;
        app.edit_report_text(&officer, AGENCY, 2021, Section::Other, "无。").await.unwrap();
        answer_warnings(app).await;
        signed(app).await;
        let head = app.store.head().await.unwrap().position;
        app.publish_report(&officer, AGENCY, 2021).await.unwrap();
        let edition = app.published_report(AGENCY, 2021).await.unwrap().unwrap();
        assert_eq!((edition.edition, edition.published_on), (1, date(2022, 1, 20)));
        assert_eq!(edition.position, head - 1, "the last record before the signature");
        assert_eq!(edition.report.sections.other.as_deref(), Some("无。"));
        assert_eq!(edition.counters.unwrap().items_total, Some(504), "500 before, four in the year");
        let view = app.report_view(AGENCY, 2021).await.unwrap();
        assert_eq!(view.workshop.stage, Stage::Published);
        assert_eq!(view.report.cells, edition.report.cells);
        assert_eq!(view.due, date(2022, 1, 31));
        assert!(view.outcome.ok(), "{:?}", view.outcome.findings);
        let on = date(2022, 1, 20);
        app.record_report_submission(&officer, AGENCY, 2021, "云溪市政务公开主管部门", on, "签收单")
            .await
            .unwrap();
        let row = app.store.report(AGENCY, 2021).await.unwrap().unwrap();
        assert_eq!((row.stage.as_str(), row.submitted_on, row.edition), ("published", Some(on), 1));

        let live = (
            app.store.reports(AGENCY).await.unwrap(),
            app.store.report_editions(AGENCY, 2021).await.unwrap(),
        );
        app.store.replay().await.unwrap();
        let again = (
            app.store.reports(AGENCY).await.unwrap(),
            app.store.report_editions(AGENCY, 2021).await.unwrap(),
        );
        assert_eq!(live, again, "replay gives the same rows");
        assert_eq!(app.report_view(AGENCY, 2021).await.unwrap().report, view.report);
        assert!(app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn each_act_has_its_people_and_nobody_signs_their_own() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    let (officer, leader) = (actor(app, "officer").await, actor(app, "leader").await);
    let author = actor(app, "author").await;
    assert_eq!(rule(app.open_report(&author, AGENCY, 2021).await), "forbidden");
    assert_eq!(rule(app.open_report(&officer, AGENCY, 2022).await), "year_is_over");
    assert_eq!(rule(app.submit_report(&officer, AGENCY, 2021).await), "stage");
    app.open_report(&officer, AGENCY, 2021).await.unwrap();
    assert_eq!(rule(app.submit_report(&officer, AGENCY, 2021).await), "sections_are_written");
    app.accept_report_drafts(&officer, AGENCY, 2021).await.unwrap();
    assert_eq!(rule(app.sign_report(&leader, AGENCY, 2021).await), "stage");
    app.submit_report(&officer, AGENCY, 2021).await.unwrap();
    assert_eq!(rule(app.sign_report(&officer, AGENCY, 2021).await), "forbidden");
    app.return_report(&leader, AGENCY, 2021, "请补充问题").await.unwrap();

    person(app, "both", AGENCY, &[Role::Officer, Role::Leader]).await;
    let both = actor(app, "both").await;
    app.submit_report(&both, AGENCY, 2021).await.unwrap();
    assert_eq!(rule(app.sign_report(&both, AGENCY, 2021).await), "not_ones_own_draft");
    app.sign_report(&leader, AGENCY, 2021).await.unwrap();
    let text = app.edit_report_text(&officer, AGENCY, 2021, Section::Other, "无。").await;
    assert_eq!(rule(text), "stage", "what is signed is not edited");
    let unknown = app.edit_report_text(&officer, AGENCY, 2021, Section::Other, "{{nonsense}}").await;
    assert_eq!(rule(unknown), "text");
    assert_eq!(rule(app.publish_report(&author, AGENCY, 2021).await), "forbidden");
    app.publish_report(&officer, AGENCY, 2021).await.unwrap();
}

#[tokio::test]
async fn what_is_recorded_between_signature_and_publication_stops_the_publication() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    drafted(app).await;
    signed(app).await;
    ask(app, 1, &[one(date(2021, 12, 30), None)]).await;
    let officer = actor(app, "officer").await;
    assert_eq!(rule(app.publish_report(&officer, AGENCY, 2021).await), "publish_what_was_signed");
    app.return_report(&officer, AGENCY, 2021, "补录一件申请").await.unwrap();
    rewrite_overview(app).await;
    published(app).await;
    let edition = app.published_report(AGENCY, 2021).await.unwrap().unwrap();
    assert_eq!(edition.report.value(RECEIVED), Some(Decimal::ONE));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_signature_counts_all_up_to_its_position_while_records_pour_in() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    drafted(app).await;
    rewrite_overview(app).await;
    app.submit_report(&actor(app, "officer").await, AGENCY, 2021).await.unwrap();
    let other = app.clone();
    let pouring = tokio::spawn(async move {
        for sequence in 1..=400 {
            ask(&other, sequence, &[one(date(2021, 12, 30), None)]).await;
        }
    });
    let leader = actor(app, "leader").await;
    let before = app.store.head().await.unwrap().position;
    while app.store.head().await.unwrap().position < before + 20 {
        tokio::task::yield_now().await;
    }
    let mut refused = 0;
    while let Err(error) = app.sign_report(&leader, AGENCY, 2021).await {
        assert_eq!(rule::<()>(Err(error)), "records_are_settled");
        refused += 1;
        tokio::task::yield_now().await;
    }
    pouring.await.unwrap();
    let signed = app.report_view(AGENCY, 2021).await.unwrap().workshop.signed.unwrap();
    let id = gongkai_store::BlobId::parse(&signed.content_hash).unwrap();
    let edition: serde_json::Value = serde_json::from_slice(&app.blobs.get(&id).await.unwrap()).unwrap();
    let events = app.store.events_after(0, 10_000).await.unwrap();
    let registered = events
        .iter()
        .filter(|event| event.kind == "request.registered.v1" && event.position <= signed.position)
        .count();
    eprintln!("refused {refused} times, signed with {registered} requests");
    let text = edition["report"].to_string();
    let report = gongkai_report::json::from_json(&text).unwrap();
    assert!(registered > 0);
    assert_eq!(report.value(RECEIVED), Some(Decimal::from(registered)));
}

#[tokio::test]
async fn a_section_that_has_not_returned_leaves_a_blank_that_cannot_be_submitted() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    charge(app, "执法科", LedgerKind::Licences).await;
    returned(app, "执法科", LedgerKind::Licences, (date(2021, 1, 1), date(2021, 6, 30)), 5).await;
    drafted(app).await;
    let view = app.report_view(AGENCY, 2021).await.unwrap();
    assert_eq!((view.report.value(LICENCES), view.report.state(LICENCES)), (None, CellState::Blank));
    let note = view.report.cells[&LICENCES].note.clone().unwrap();
    assert_eq!(note, "未报送：执法科（2021-07-01 至 2021-12-31）；已报送合计 17；没有报送不等于 0");
    assert_eq!(view.computed.gaps.len(), 1);
    let finding = view.outcome.findings.iter().find(|finding| finding.rule == Rule::K7).unwrap();
    assert_eq!((finding.severity, finding.blocks()), (Severity::Undecidable, true));
    let officer = actor(app, "officer").await;
    assert_eq!(rule(app.submit_report(&officer, AGENCY, 2021).await), "findings_are_answered");
    let mark = finding.fingerprint();
    let passed = app.acknowledge_report_finding(&officer, AGENCY, 2021, &mark, "不重要").await;
    assert_eq!(rule(passed), "errors_are_not_passed_over");
    returned(app, "执法科", LedgerKind::Licences, (date(2021, 7, 1), date(2021, 12, 31)), 0).await;
    let view = app.report_view(AGENCY, 2021).await.unwrap();
    assert_eq!(view.report.value(LICENCES), Some(Decimal::from(17)), "returned as 0 is 0");
    app.submit_report(&officer, AGENCY, 2021).await.unwrap();
}

#[tokio::test]
async fn without_an_opening_stock_table_two_is_blank_and_not_zero() {
    let house = in_january(sqlite()).await;
    let view = house.app.report_view(AGENCY, 2021).await.unwrap();
    for cell in ProactiveCell::FORM_2021 {
        let id = CellId::Proactive(cell);
        assert_eq!(view.report.state(id), CellState::Blank, "{id}");
        assert!(view.report.cells[&id].note.as_ref().unwrap().contains("不等于 0"), "{id}");
    }
}

#[tokio::test]
async fn a_hand_correction_stands_beside_the_figure_and_leaves_its_trail() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    drafted(app).await;
    let officer = actor(app, "officer").await;
    let correct = |cell, value: i64, reason: &'static str| {
        app.correct_report_figure(&officer, AGENCY, 2021, cell, Decimal::from(value), reason)
    };
    assert_eq!(rule(correct(LICENCES, 14, " ").await), "reasoned");
    assert_eq!(rule(correct(LICENCES, 12, "核对").await), "correction_changes");
    correct(LICENCES, 14, "两件纸质许可未录入系统").await.unwrap();
    let view = app.report_view(AGENCY, 2021).await.unwrap();
    assert_eq!(view.computed.report.value(LICENCES), Some(Decimal::from(12)));
    let cell = &view.report.cells[&LICENCES];
    assert_eq!((cell.value, cell.state), (Some(Decimal::from(14)), CellState::Annotated));
    assert_eq!(
        cell.note.as_deref(),
        Some("人工更正：统计为 12；理由：两件纸质许可未录入系统（officer，2022-01-20）")
    );
    correct(RECEIVED, 1, "试").await.unwrap();
    assert_eq!(rule(app.submit_report(&officer, AGENCY, 2021).await), "findings_are_answered");
    app.withdraw_report_correction(&officer, AGENCY, 2021, RECEIVED, "误填").await.unwrap();
    published(app).await;
    let edition = app.published_report(AGENCY, 2021).await.unwrap().unwrap();
    assert_eq!(edition.report.value(LICENCES), Some(Decimal::from(14)));
    assert!(app.report_differences(AGENCY, 2021).await.unwrap().is_empty(), "a correction is no difference");
    let stream = gongkai_journal::StreamId::new("report", &format!("{AGENCY}/2021"));
    let kinds: Vec<_> = app.store.load(&stream).await.unwrap().into_iter().map(|event| event.kind).collect();
    let trail =
        ["report.figure_corrected.v1", "report.figure_corrected.v1", "report.correction_withdrawn.v1"];
    let kept: Vec<_> = kinds.iter().filter(|kind| kind.contains("correct")).collect();
    assert_eq!(kept, trail);
}

#[tokio::test]
async fn a_later_fact_is_told_and_a_second_edition_leaves_the_first_as_it_was() {
    for scratch in [sqlite(), postgres()] {
        let house = in_january(scratch).await;
        let app = &house.app;
        settle(app).await;
        drafted(app).await;
        published(app).await;
        assert!(app.report_differences(AGENCY, 2021).await.unwrap().is_empty());
        ask(app, 1, &[one(date(2021, 12, 30), Some((Decision::Granted, date(2022, 1, 12))))]).await;
        let differences = app.report_differences(AGENCY, 2021).await.unwrap();
        let cells: Vec<_> = differences.iter().flat_map(|finding| &finding.cells).collect();
        assert_eq!(cells.len(), 4, "received and carried over, in its column and in all: {cells:?}");

        let officer = actor(app, "officer").await;
        app.reopen_report(&officer, AGENCY, 2021, "补录一件申请").await.unwrap();
        let view = app.report_view(AGENCY, 2021).await.unwrap();
        assert!(
            !view.outcome.findings.iter().any(|finding| finding.rule == Rule::K8),
            "the text follows the records"
        );
        let overview = view.texts.iter().find(|text| text.section == Section::Overview).unwrap();
        let stale: Vec<_> = overview.stale.iter().map(|stale| stale.key.as_str()).collect();
        assert!(stale.contains(&"requests.received.total"), "and says which figure moved: {stale:?}");
        rewrite_overview(app).await;
        published(app).await;
        let editions = app.published_report_editions(AGENCY, 2021).await.unwrap();
        assert_eq!(editions.iter().map(|row| row.edition).collect::<Vec<_>>(), [2, 1]);
        assert!(editions[1].position < editions[0].position);
        let newest = app.published_report(AGENCY, 2021).await.unwrap().unwrap();
        assert_eq!(newest.report.value(RECEIVED), Some(Decimal::ONE));
        let first = gongkai_store::BlobId::parse(&editions[1].content_hash).unwrap();
        let first: serde_json::Value = serde_json::from_slice(&app.blobs.get(&first).await.unwrap()).unwrap();
        let first = gongkai_report::json::from_json(&first["report"].to_string()).unwrap();
        assert_eq!(first.value(RECEIVED), Some(Decimal::ZERO));
        assert!(app.report_differences(AGENCY, 2021).await.unwrap().is_empty());
        ask(app, 2, &[one(date(2021, 12, 31), None)]).await;
        let stale = app.report_view(AGENCY, 2021).await.unwrap().texts.remove(0).stale;
        assert_eq!(stale.len(), 1, "the overview quotes a figure that changed: {stale:?}");
    }
}

#[tokio::test]
async fn the_next_year_is_checked_against_the_published_one_and_a_difference_is_explained() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    ask(app, 1, &[one(date(2021, 12, 20), Some((Decision::Granted, date(2022, 1, 10))))]).await;
    drafted(app).await;
    published(app).await;
    house.clock.forward((365 * 24).hours());
    let k5 = |view: &gongkai_app::reports::ReportView| {
        view.outcome.findings.iter().filter(|finding| finding.rule == Rule::K5).cloned().collect::<Vec<_>>()
    };
    let view = app.report_view(AGENCY, 2022).await.unwrap();
    assert_eq!(k5(&view), [], "carried out is carried in");
    ask(app, 2, &[one(date(2021, 12, 21), Some((Decision::Granted, date(2022, 1, 11))))]).await;
    let findings = k5(&app.report_view(AGENCY, 2022).await.unwrap());
    assert_eq!(findings.len(), 2, "in its column and in all");
    assert!(findings.iter().all(|finding| finding.severity == Severity::Error));
    let officer = actor(app, "officer").await;
    app.open_report(&officer, AGENCY, 2022).await.unwrap();
    app.explain_report_carry_over(&officer, AGENCY, 2022, "上年漏登一件，已补录").await.unwrap();
    let view = app.report_view(AGENCY, 2022).await.unwrap();
    assert!(k5(&view).iter().all(|finding| finding.severity == Severity::Warning));
    assert!(view.open_findings().iter().all(|finding| finding.rule != Rule::K5), "explained is answered");
}

#[tokio::test]
async fn a_report_is_written_alike_twice_in_every_format() {
    let house = in_january(sqlite()).await;
    settle(&house.app).await;
    for format in ReportFormat::ALL {
        let mut files = Vec::new();
        for _ in 0..2 {
            let view = house.app.report_view(AGENCY, 2021).await.unwrap();
            files.push(gongkai_app::reports::write(&view.report, format).unwrap());
        }
        assert_eq!(files[0], files[1], "{}", format.key());
    }
}
