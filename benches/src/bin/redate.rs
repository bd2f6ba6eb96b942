//! A corrected holiday notice moves 100,000 open requests; then a year of 100,000 requests is read for the report.
//!
//! Budget: under 1 s to count every open case anew, record what moved and have it durable. Before anything is timed,
//! the clock's last days are compared with a count day by day. Run: `cargo run --release --bin redate [CASES]`.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use gongkai_app::{Actor, App, Place, SystemClock};
use gongkai_request::{LastCount, Moments};
use gongkai_statute::calendar::DayKind;
use gongkai_statute::{Calendar, NoticeDay};
use gongkai_store::testing::Cluster;
use gongkai_store::{Settings, Statement};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const ROUNDS: usize = 5;
const AGENCIES: u32 = 10;
/// A working day that the corrected notice takes off.
const EXTRA: Date = date(2021, 6, 10);

/// An open case as the projection keeps it.
struct Open {
    agency: String,
    number: String,
    received_on: Date,
    timeline: String,
    last: LastCount,
}

fn open_cases(count: u32) -> Result<Vec<Open>> {
    (1..=count)
        .map(|sequence| {
            let received_on = date(2021, 5, 15).checked_add(i64::from(sequence % 17).days())?;
            let mut timeline = format!("in_person {received_on} - - -");
            if sequence % 5 == 0 {
                // Every fifth has asked a third party, which has not answered yet.
                let sent = received_on.tomorrow()?;
                write!(timeline, ";C {sent} {sent} - third_party a")?;
            }
            let moments = Moments::decode(&timeline).context("timeline")?;
            Ok(Open {
                agency: format!("agency-{}", sequence % AGENCIES),
                number: format!("2021-{sequence:06}"),
                received_on,
                timeline,
                last: LastCount::of(&moments, Calendar::built_in()),
            })
        })
        .collect()
}

/// The 20th working day after, one day at a time.
fn naive_due(calendar: &Calendar, received_on: Date) -> Result<Date> {
    let (mut day, mut left) = (received_on, 20);
    while left > 0 {
        day = day.tomorrow()?;
        left -= i32::from(calendar.is_workday(day)?);
    }
    Ok(day)
}

fn corrected_2021() -> Result<String> {
    let mut days: Vec<NoticeDay> = Calendar::built_in().notice_days(2021).cloned().collect();
    days.push(NoticeDay::holiday(EXTRA, "样例假日"));
    days.sort_by_key(|day| day.date);
    let mut csv = "date,kind,name\n".to_owned();
    for day in days {
        let kind = if day.kind == DayKind::MakeupWorkday { "makeup_workday" } else { "holiday" };
        writeln!(csv, "{},{kind},{}", day.date, day.name)?;
    }
    Ok(csv)
}

async fn seed(app: &App, cases: &[Open]) -> Result<()> {
    let clocks = "insert into request_clock (agency, number, clock_start, due, not_before, provisional, timeline) select ";
    let rows =
        "insert into request_case (agency, number, channel, received_on, counted_on, requester, person,
        identity_hash, subject, stage, open, round, registered_at, changed_at) select ";
    for chunk in cases.chunks(10_000) {
        let list: Vec<_> = chunk
            .iter()
            .map(|case| {
                let due = case.last.due.map(|due| due.to_string());
                let provisional = i64::from(case.last.provisional);
                serde_json::json!([
                    case.agency,
                    case.number,
                    case.received_on.to_string(),
                    due,
                    provisional,
                    case.timeline
                ])
            })
            .collect();
        let list = serde_json::Value::from(list).to_string();
        let (at, fixed) =
            ("'2021-06-01T00:00:00.000000Z'", "'natural_person', 'p', 'h', '样例', 'running', 1, 0");
        let lite = |columns: &str| format!("{columns} from json_each(?)");
        let grand = |columns: &str| format!("{columns} from jsonb_array_elements(cast($1 as text)::jsonb)");
        let statements = [
            (
                format!(
                    "{clocks}{}",
                    lite(
                        "value ->> 0, value ->> 1, value ->> 2, value ->> 3, null, value ->> 4, value ->> 5"
                    )
                ),
                format!(
                    "{clocks}{}",
                    grand(
                        "value ->> 0, value ->> 1, value ->> 2, value ->> 3, null, (value ->> 4)::bigint, value ->> 5"
                    )
                ),
            ),
            {
                let columns = format!(
                    "value ->> 0, value ->> 1, 'in_person', value ->> 2, value ->> 2, {fixed}, {at}, {at}"
                );
                (format!("{rows}{}", lite(&columns)), format!("{rows}{}", grand(&columns)))
            },
        ];
        let statements = statements.map(|(sqlite, postgres)| Statement::PerDialect {
            sqlite,
            postgres,
            values: vec![list.as_str().into()],
        });
        app.store.execute(statements.into()).await?;
    }
    Ok(())
}

/// Seconds to count all anew and to read a year of one agency.
async fn run(database: Settings, folder: &Path, cases: &[Open]) -> Result<(f64, f64)> {
    let place = Place { database, blobs: folder.join("blobs"), site_key: folder.join("site.key") };
    let app = App::open(&place, Arc::new(SystemClock)).await?;
    seed(&app, cases).await?;
    app.load_holiday_notice(&Actor::System, corrected_2021()?.into_bytes(), "样例更正通知").await?;
    let start = Instant::now();
    let done = app.redate_requests("样例更正通知").await?;
    let redated = start.elapsed().as_secs_f64();
    ensure!(done.moved == cases.len() as u64, "{done:?}");
    let calendar = app.calendar();
    for clock in app.store.open_clocks(None, u32::try_from(cases.len())?).await?.iter().step_by(101) {
        let moments = Moments::decode(&clock.timeline).context("timeline")?;
        ensure!(clock.count == LastCount::of(&moments, &calendar), "{clock:?}");
    }
    ensure!(app.store.verify().await?.holds(), "the journal does not hold");
    let start = Instant::now();
    let facts = app.store.request_facts("agency-0", 2021).await?;
    let read = start.elapsed().as_secs_f64() / facts.len() as f64 * 100_000.0;
    Ok((redated, read))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[tokio::main]
async fn main() -> Result<()> {
    let count: u32 = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse())?;
    let cases = open_cases(count)?;
    for case in cases.iter().filter(|case| !case.last.provisional).step_by(97) {
        let naive = naive_due(Calendar::built_in(), case.received_on)?;
        ensure!(case.last.due == Some(naive), "{} counts to {naive}", case.number);
    }
    let start = Instant::now();
    let mut sum = 0_u64;
    for case in &cases {
        let moments = Moments::decode(&case.timeline).context("timeline")?;
        sum += u64::from(LastCount::of(&moments, Calendar::built_in()).due.is_some());
    }
    ensure!(sum == u64::from(count), "{sum}");
    let each = start.elapsed().as_secs_f64() / f64::from(count) * 1e9;
    println!("read and count one timeline: {each:.0} ns");
    let cluster = Cluster::start(&[]);
    for name in ["SQLite", "PostgreSQL"] {
        let (mut redated, mut read) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let folder = tempfile::tempdir()?;
            let database = match name {
                "SQLite" => Settings::Sqlite { path: folder.path().join("gongkai.db") },
                _ => Settings::Postgres { url: cluster.new_database() },
            };
            let (one, other) = run(database, folder.path(), &cases).await?;
            redated.push(one);
            read.push(other);
        }
        println!(
            "{name}: {count} open requests counted anew and recorded in {:.2} s (budget 1 s); facts of 100,000 requests read in {:.3} s (budget 0.3 s)",
            median(redated),
            median(read)
        );
    }
    Ok(())
}
