//! Every figure of the report against the records it counts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;
mod reports_year;

use std::time::{Duration, Instant};

use gongkai_app::App;
use gongkai_app::reports::ReportFormat;
use gongkai_report::check::compare_with_records;
use gongkai_report::{AnnualReport, Cell, CellId, CellState, Column, ProactiveCell, Row};
use gongkai_statute::RequesterKind;
use gongkai_store::Statement;
use gongkai_store::testing::{postgres, sqlite};
use house::AGENCY;
use jiff::civil::date;
use reports_year::{Asked, busy, in_january, requests, settle};
use rust_decimal::Decimal;

/// What the records of a figure add up to, in the figure's unit.
async fn opened(app: &App, cell: CellId) -> Decimal {
    let counted = app.counted_records(AGENCY, 2021, cell, 0, usize::MAX).await.unwrap();
    assert_eq!(counted.count, counted.records.len());
    let sum = Decimal::from(counted.records.iter().map(|record| record.amount).sum::<i64>());
    let is_money = cell == CellId::Proactive(ProactiveCell::Fees10kYuan);
    if is_money { sum / Decimal::from(1_000_000) } else { sum }
}

#[tokio::test]
async fn every_one_of_the_200_figures_opens_into_records_that_add_up_to_it() {
    for scratch in [sqlite(), postgres()] {
        let house = in_january(scratch).await;
        let app = &house.app;
        busy(app, 1500).await;
        let report = app.report_view(AGENCY, 2021).await.unwrap().report;
        let mut nonzero = 0;
        for cell in CellId::form_2021() {
            let figure = report.value(cell).unwrap_or_else(|| panic!("{cell} is blank"));
            assert_eq!(opened(app, cell).await, figure, "{cell}");
            nonzero += usize::from(!figure.is_zero());
        }
        eprintln!("{nonzero} of 200 figures are not 0");
        assert!(nonzero > 170);
        let page = app
            .counted_records(AGENCY, 2021, CellId::Request(Row::Received, Column::Total), 10, 5)
            .await
            .unwrap();
        assert_eq!(page.records.len(), 5);
        assert!(page.count > 500);
    }
}

#[tokio::test]
async fn documents_are_made_ended_and_in_force_by_their_days() {
    let house = in_january(sqlite()).await;
    settle(&house.app).await;
    reports_year::make_documents(&house.app).await;
    let figures = async |year| {
        let report = house.app.report_view(AGENCY, year).await.unwrap().report;
        [ProactiveCell::NormativeIssued, ProactiveCell::NormativeRepealed, ProactiveCell::NormativeInForce]
            .map(|cell| report.value(CellId::Proactive(cell)).map(|value| value.to_string()))
    };
    let some = |figures: [&str; 3]| figures.map(|figure| Some(figure.to_owned()));
    // Four made; two by acts, one by its own last day in November, one whose last day was 31 December 2020; the one
    // with its last day on 31 December 2021 is in force on that day.
    assert_eq!(figures(2021).await, some(["4", "4", "7"]));
    assert_eq!(figures(2022).await, some(["0", "1", "6"]), "it ends in the new year");
    assert_eq!(figures(2019).await, [None, None, None], "before the opening stock nothing is known");
}

/// Counted again by hand, straight from what was written.
fn recount(asked: &[Asked], row: Row, kind: Option<RequesterKind>) -> usize {
    let (first, last) = (date(2021, 1, 1), date(2021, 12, 31));
    let of_kind = |asked: &&Asked| kind.is_none_or(|kind| asked.requester == kind);
    let counts = |asked: &&Asked| {
        let received = asked.received_on;
        let done = asked.result.map(|(_, on)| on);
        match row {
            Row::Received => received.year() == 2021,
            Row::CarriedIn => received < first && done.is_none_or(|on| on >= first),
            Row::Result(row) => {
                asked.result.is_some_and(|(decision, on)| on.year() == 2021 && decision.row() == row)
            }
            Row::ResultsTotal => done.is_some_and(|on| on.year() == 2021),
            Row::CarriedOut => received <= last && done.is_none_or(|on| on > last),
        }
    };
    asked.iter().filter(of_kind).filter(counts).count()
}

#[tokio::test]
async fn a_generated_year_of_4000_requests_counts_as_a_recount_by_hand_does() {
    for scratch in [sqlite(), postgres()] {
        let house = in_january(scratch).await;
        let app = &house.app;
        let asked = busy(app, 4000).await;
        let view = app.report_view(AGENCY, 2021).await.unwrap();
        for row in Row::all() {
            for column in Column::ALL {
                let kind = match column {
                    Column::Kind(kind) => Some(kind),
                    Column::Total => None,
                };
                let figure = view.report.value(CellId::Request(row, column));
                assert_eq!(figure, Some(Decimal::from(recount(&asked, row, kind))), "{row:?} {column:?}");
            }
        }
        assert_eq!(view.outcome.errors().count(), 0, "{:?}", view.outcome.findings);
        app.store.replay().await.unwrap();
        let again = app.report_view(AGENCY, 2021).await.unwrap();
        assert_eq!((again.report, again.computed), (view.report, view.computed), "replay equals live");
    }
}

fn with(report: &AnnualReport, id: CellId, value: Option<Decimal>) -> AnnualReport {
    let mut changed = report.clone();
    let state = if value.is_some() { CellState::Given } else { CellState::Blank };
    changed.cells.insert(id, Cell { value, state, place: None, note: None });
    changed
}

#[tokio::test]
async fn every_changed_figure_of_a_published_file_is_found_beside_the_records() {
    let house = in_january(sqlite()).await;
    busy(&house.app, 1500).await;
    let computed = house.app.report_view(AGENCY, 2021).await.unwrap().report;
    let json = gongkai_app::reports::write(&computed, ReportFormat::Json).unwrap().bytes;
    let file = gongkai_report::json::from_json(std::str::from_utf8(&json).unwrap()).unwrap();
    assert_eq!(compare_with_records(&file, &computed), [], "as written, nothing differs");
    let ids: Vec<CellId> = CellId::form_2021().collect();
    assert_eq!(ids.len(), 200);
    let (mut found, mut no_op) = (0, 0);
    for &id in &ids {
        let value = file.value(id).unwrap();
        let half = value + Decimal::new(5, 1);
        for new in [Some(value + Decimal::ONE), Some(-value), Some(half), None] {
            if new == Some(value) {
                no_op += 1;
                continue;
            }
            let findings = compare_with_records(&with(&file, id, new), &computed);
            assert_eq!(findings.len(), 1, "{id}");
            assert_eq!((findings[0].cells.as_slice(), findings[0].expected), ([id].as_slice(), Some(value)));
            assert!(findings[0].blocks(), "{id}");
            found += 1;
        }
    }
    let (mut swapped, mut alike) = (0, 0);
    for (place, &a) in ids.iter().enumerate() {
        for &b in ids.iter().skip(place + 1).step_by(7) {
            let (left, right) = (file.value(a), file.value(b));
            if left == right {
                alike += 1;
                continue;
            }
            let findings = compare_with_records(&with(&with(&file, a, right), b, left), &computed);
            assert_eq!(findings.len(), 2, "{a} {b}");
            swapped += 1;
        }
    }
    eprintln!(
        "changes found {found}, negated zeros {no_op}; swaps found {swapped}, of equal figures {alike}"
    );
    assert_eq!(found + no_op, 800);
}

#[tokio::test]
async fn twenty_thousand_items_do_not_slow_the_report_for_it_reads_none_of_them() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    reports_year::make_documents(app).await;
    let sql = "with recursive n (i) as (select 1000 union all select i + 1 from n where i < 21000),
        one as (select * from item where id = $1)
        insert into item select 'yunxi-jxj/' || i, COLUMNS from n, one";
    let columns = app.store.fetch_per_dialect(
        "select group_concat(case name when 'index_number' then '''x''||i' when 'number' then 'i' when 'legal_kind' then 'null'
            when 'document_number' then 'null' else name end, ', ') as columns
         from (select name from pragma_table_info('item') where name <> 'id' order by cid)",
        "",
        vec![],
    );
    let columns = columns.await.unwrap()[0].text("columns").unwrap();
    let sqlite = sql.replace("COLUMNS", &columns).replace("$1", "?");
    let values = vec![format!("{AGENCY}/1").into()];
    app.store.execute(vec![Statement::PerDialect { sqlite, postgres: String::new(), values }]).await.unwrap();
    let page = app.store.office_items(AGENCY, None, None, 500).await.unwrap();
    assert!(page.next.is_some(), "thousands of items stand");
    app.report_view(AGENCY, 2021).await.unwrap();
    let start = Instant::now();
    app.report_view(AGENCY, 2021).await.unwrap();
    let took = start.elapsed();
    eprintln!("with 20,000 items: {took:?}");
    assert!(took < Duration::from_millis(500), "{took:?}");
    let plan = app
        .store
        .fetch_per_dialect(
            "explain query plan select index_number, title from item where agency = 'yunxi-jxj'
             and legal_kind = 'normative_document' and counted = 1 and origin = 'made'
             and generated_on <= '2021-12-31' order by generated_on, index_number",
            "",
            vec![],
        )
        .await
        .unwrap();
    let plan: Vec<_> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
    assert!(plan[0].contains("USING INDEX item_legal"), "{plan:?}");
}

/// Rows as the projection keeps them; the events behind them are beside the point here.
async fn fill(app: &App, asked: &[Asked]) {
    let sql = "insert into request_case (agency, number, channel, received_on, counted_on, requester, person,
        identity_hash, subject, stage, open, round, decision, report_row, result_on, late, registered_at, changed_at)
        select 'yunxi-jxj', value ->> 0, 'in_person', value ->> 1, value ->> 1, value ->> 2, 'p', 'h', '样例', 'closed',
        value ->> 5 is null, 0, value ->> 3, value ->> 4, value ->> 5, 0, '2022-01-01T00:00:00.000000Z',
        '2022-01-01T00:00:00.000000Z' from json_each(?)";
    for (part, chunk) in asked.chunks(10_000).enumerate() {
        let list: Vec<_> = chunk
            .iter()
            .enumerate()
            .map(|(place, asked)| {
                let (decision, on) = asked.result.unzip();
                serde_json::json!([
                    format!("{}-{:06}", asked.received_on.year(), part * 10_000 + place),
                    asked.received_on.to_string(),
                    asked.requester.key(),
                    decision.map(gongkai_statute::Decision::key),
                    decision.map(|decision| decision.row().key()),
                    on.map(|on| on.to_string()),
                ])
            })
            .collect();
        let values = vec![serde_json::Value::from(list).to_string().into()];
        let statement = Statement::PerDialect { sqlite: sql.to_owned(), postgres: String::new(), values };
        app.store.execute(vec![statement]).await.unwrap();
    }
}

#[tokio::test]
async fn a_hundred_thousand_requests_make_a_report_in_seconds_with_the_same_bytes_again() {
    let house = in_january(sqlite()).await;
    let app = &house.app;
    settle(app).await;
    let asked = requests(100_000);
    fill(app, &asked).await;
    let mut files: Vec<Vec<u8>> = Vec::new();
    for _ in 0..2 {
        let start = Instant::now();
        let view = app.report_view(AGENCY, 2021).await.unwrap();
        let took = start.elapsed();
        eprintln!("100,000 requests: report in {took:?}, without optimisation");
        assert!(took < Duration::from_secs(10), "{took:?}");
        let total = view.report.value(CellId::Request(Row::Received, Column::Total));
        assert_eq!(total, Some(Decimal::from(recount(&asked, Row::Received, None))));
        let written =
            ReportFormat::ALL.map(|format| gongkai_app::reports::write(&view.report, format).unwrap().bytes);
        files.push(written.concat());
    }
    assert!(files[0] == files[1], "the same records give the same bytes");
}
