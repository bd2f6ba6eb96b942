//! The annual report of a bureau with 100,000 and with 1,000,000 requests, beside DuckDB counting the same rows.
//!
//! The report is the whole page of the workshop: figures, texts, checks. DuckDB holds the four columns in memory and
//! counts table 三 alone. Before anything is timed the counts of both are compared. `PYTHON` names an interpreter with
//! the package `duckdb`. Run: `PYTHON=… cargo run --release --bin report [CASES …]`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use gongkai_agency::Founded;
use gongkai_app::{Actor, App, Place, SystemClock};
use gongkai_report::{CellId, Column, Row};
use gongkai_statute::{AgencyKind, AgencyLevel, Decision, RequesterKind};
use gongkai_store::Statement;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rust_decimal::prelude::ToPrimitive as _;

const ROUNDS: usize = 5;
const AGENCY: &str = "sample";
const YEAR: i16 = 2021;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/duckdb_report.py");

/// A request as the projection keeps it.
struct Case {
    number: String,
    requester: RequesterKind,
    counted_on: Date,
    result: Option<(Decision, Date)>,
}

/// Requests of three years around the report's, answered after up to 40 days, one in twenty never.
fn cases(count: u32) -> Vec<Case> {
    let mut seed: u64 = 20_211_231;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or_default() % below
    };
    (1..=count)
        .map(|sequence| {
            let after = |day: Date, days: usize| day + i64::try_from(days).unwrap_or_default().days();
            let counted_on = after(date(YEAR - 1, 7, 1), next(730));
            let result = (next(20) > 0)
                .then(|| (Decision::ALL[next(Decision::ALL.len())], after(counted_on, next(40))));
            let requester = RequesterKind::ALL[next(RequesterKind::ALL.len())];
            Case { number: format!("{}-{sequence:07}", counted_on.year()), requester, counted_on, result }
        })
        .collect()
}

async fn seed(app: &App, cases: &[Case]) -> Result<()> {
    let sql = "insert into request_case (agency, number, channel, received_on, counted_on, requester, person,
        identity_hash, subject, stage, open, round, decision, report_row, result_on, late, registered_at, changed_at)
        select 'sample', value ->> 0, 'in_person', value ->> 1, value ->> 1, value ->> 2, 'p', 'h', '样例', 'closed',
        value ->> 5 is null, 0, value ->> 3, value ->> 4, value ->> 5, 0, '2022-01-01T00:00:00.000000Z',
        '2022-01-01T00:00:00.000000Z' from json_each(?)";
    for chunk in cases.chunks(10_000) {
        let list: Vec<_> = chunk
            .iter()
            .map(|case| {
                let (decision, on) = case.result.unzip();
                serde_json::json!([
                    case.number,
                    case.counted_on.to_string(),
                    case.requester.key(),
                    decision.map(|decision| decision.key()),
                    decision.map(|decision| decision.row().key()),
                    on.map(|on| on.to_string()),
                ])
            })
            .collect();
        let list = serde_json::Value::from(list).to_string();
        let values = vec![list.into()];
        app.store
            .execute(vec![Statement::PerDialect { sqlite: sql.to_owned(), postgres: sql.to_owned(), values }])
            .await?;
    }
    Ok(())
}

fn csv(cases: &[Case]) -> Result<String> {
    let mut text = "requester,counted_on,report_row,result_on\n".to_owned();
    for case in cases {
        let (row, on) = case
            .result
            .map(|(decision, on)| (decision.row().key(), on.to_string()))
            .unwrap_or_default();
        writeln!(text, "{},{},{row},{on}", case.requester.key(), case.counted_on)?;
    }
    Ok(text)
}

/// What DuckDB counts, by address, and its seconds a round.
fn duckdb(file: &Path) -> Result<(BTreeMap<String, u64>, Vec<f64>)> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let year = YEAR.to_string();
    let rounds = ROUNDS.to_string();
    let output = Command::new(python).arg(SCRIPT).arg(file).args([&year, &rounds]).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

async fn run(count: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = App::open(&Place::folder(folder.path()), Arc::new(SystemClock)).await?;
    let founded = Founded {
        code: AGENCY.to_owned(),
        name: "样例市数据局".to_owned(),
        short_name: "市数据局".to_owned(),
        kind: AgencyKind::Department,
        level: AgencyLevel::City,
        region: "330400".to_owned(),
        parent: None,
        credit_code: None,
    };
    app.found_agency(&Actor::System, founded).await?;
    let cases = cases(count);
    seed(&app, &cases).await?;
    let file = folder.path().join("requests.csv");
    std::fs::write(&file, csv(&cases)?)?;
    drop(cases);

    let (counts, theirs) = duckdb(&file)?;
    let view = app.report_view(AGENCY, YEAR).await?;
    for row in Row::all() {
        for kind in RequesterKind::ALL {
            let id = CellId::Request(row, Column::Kind(kind));
            let ours = view.report.value(id).and_then(|value| value.to_u64());
            let other = counts.get(&id.to_string()).copied().unwrap_or_default();
            ensure!(ours == Some(other), "{id}: {ours:?}, DuckDB {other}");
        }
    }
    let mut ours = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let again = app.report_view(AGENCY, YEAR).await.context("report")?;
        ours.push(start.elapsed().as_secs_f64());
        ensure!(again.report == view.report, "the same records gave another report");
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{count} requests: report in {ours:.3} s; DuckDB counts table three alone in {theirs:.4} s, ratio {:.0}",
        ours / theirs
    );
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let given = std::env::args().skip(1).map(|count| count.parse()).collect::<Result<Vec<u32>, _>>()?;
    let counts = if given.is_empty() { vec![100_000, 1_000_000] } else { given };
    for count in counts {
        run(count).await?;
    }
    Ok(())
}
