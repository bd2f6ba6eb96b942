//! How an agency would pass the check of government sites today (网站检查), what comes next, and the same of all below.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_app::App;
use gongkai_app::inspections::Inspected;
use gongkai_app::registers::FileFormat;
use gongkai_supervision::inspection::{Breach, Finding, Indicator, Outcome, Record, RecordKind, Verdict};
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use super::items::list::ListPage;
use super::parts::{Part, PartsPage};
use crate::AppState;
use crate::download::download;
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// What the page is called.
const TITLE: &str = "网站检查";
/// Records shown of what comes next.
const COMING: usize = 30;
/// Findings shown of one indicator; the table for download has them all.
const SHOWN: usize = 10;
/// Agencies on a page of the overview.
const AGENCIES: usize = 30;

/// The pages of the check.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/{agency}/inspection", get(page))
        .route("/office/{agency}/inspection/file/{format}", get(file))
        .route("/office/{agency}/supervision/inspections", get(overview))
}

/// `GET /office/{agency}/inspection`
async fn page(desk: Desk) -> Result<Response, Fault> {
    let inspected = desk.app.inspect_site(&desk.actor, desk.code()).await?;
    let file = |format| address::inspection_file(desk.code(), format);
    let page = PartsPage {
        frame: desk.frame(TITLE, &[]).await?,
        title: format!("{TITLE}：{}", desk.agency()?.short_name),
        intro: format!(
            "按{}，以 {} 的记录检查。标“未核实”的数值没有核对过文件原文；平台不掌握的列为未检查。",
            inspected.table.source, inspected.inspection.on
        ),
        parts: vec![
            Part {
                title: "结论",
                acts: vec![("下载检查表".to_owned(), file("xlsx")), ("下载 CSV".to_owned(), file("csv"))],
                table: None,
                facts: Some(MetadataTable { rows: conclusion(&inspected) }),
            },
            Part {
                title: "发现的问题",
                acts: Vec::new(),
                table: Some(findings(&desk, &inspected)),
                facts: None,
            },
            Part {
                title: "将要到期", acts: Vec::new(), table: Some(coming(&desk, &inspected)), facts: None
            },
            Part {
                title: "各项指标", acts: Vec::new(), table: Some(indicators(&inspected)), facts: None
            },
        ],
    };
    render(StatusCode::OK, &page)
}

fn verdict(inspected: &Inspected) -> String {
    match &inspected.inspection.verdict {
        Verdict::Vetoed(by) => {
            let by: Vec<&str> = by.iter().map(|one| one.label()).collect();
            format!("不合格，单项否决：{}", by.join("、"))
        }
        Verdict::BelowMark(score) => format!("不合格，{} 分", score.total),
        Verdict::Passed(score) => format!("合格，{} 分", score.total),
        Verdict::Unscored => "合格（不是门户网站，只检查单项否决，不评分）".to_owned(),
    }
}

fn conclusion(inspected: &Inspected) -> Vec<MetadataRow> {
    let next = App::next_breach(inspected);
    let unchecked = inspected.table.rows.iter().filter(|row| row.outcome == Outcome::Unchecked).count();
    let mut rows = vec![
        MetadataRow::wide("结论", verdict(inspected)),
        MetadataRow::new("检查日期", inspected.inspection.on.to_string()),
        MetadataRow::new("季度", inspected.table.quarter.to_string()),
        MetadataRow::new("最早到期", next.map(|day| day.to_string()).unwrap_or_default()),
        MetadataRow::new("未检查的指标", format!("{unchecked} 项")),
    ];
    rows.extend(inspected.outlook.groups.iter().map(|group| {
        let when = match group.breach {
            Breach::Already => "已经达到".to_owned(),
            Breach::On(day) if day <= inspected.inspection.on => "已经达到".to_owned(),
            Breach::On(day) => format!("不更新的话 {day} 达到"),
            Breach::Never => "不更新也不会达到".to_owned(),
        };
        let text = format!("{} 个，{} 个即单项否决；{when}", group.now, group.threshold);
        MetadataRow::new(group.group.label(), text)
    }));
    rows
}

/// A record as a link to where it can be put right.
fn link(desk: &Desk, record: &Record) -> Value {
    let (code, key, name) = (desk.code(), &record.reference.key, &record.reference.name);
    let (route, to) = match record.kind {
        RecordKind::Item | RecordKind::Page => ("/office/{agency}/items/{number}", address::item(key)),
        RecordKind::Message => ("/office/{agency}/messages/{number}", address::message(code, key)),
        RecordKind::Column | RecordKind::Home => ("/office/{agency}/coverage", address::coverage(code)),
        RecordKind::Standing | RecordKind::Basic => ("/office/{agency}/settings", address::settings(code)),
        RecordKind::Site | RecordKind::Account | RecordKind::Service => return Value::text(name),
    };
    // Nobody is led where they may not go.
    if desk.may(&Method::GET, route) { Value::link(name, to) } else { Value::text(name) }
}

fn findings(desk: &Desk, inspected: &Inspected) -> DataTable {
    let mut rows = Vec::new();
    for of_one in inspected.inspection.findings.chunk_by(|one, next| one.indicator == next.indicator) {
        rows.extend(of_one.iter().take(SHOWN).map(|finding| finding_row(desk, finding)));
        if let Some(first) = of_one.first().filter(|_| SHOWN < of_one.len()) {
            let more = of_one.len() - SHOWN;
            let words = format!("“{}”另有 {more} 个，都在检查表里", first.indicator.label());
            rows.push(vec![
                Value::link(words, address::inspection_file(desk.code(), "xlsx")),
                Value::text(first.severity.label()),
                Value::text(""),
                Value::text(""),
                Value::text(""),
            ]);
        }
    }
    let heads = [
        ("问题", Align::Start),
        ("性质", Align::Fixed),
        ("扣分", Align::End),
        ("自何时", Align::Fixed),
        ("去处理", Align::Start),
    ];
    DataTable::plain("findings", "发现的问题", &heads, rows, "没有发现问题。")
}

fn finding_row(desk: &Desk, finding: &Finding) -> Vec<Value> {
    let first = finding.records.first();
    vec![
        Value::text(finding.words.clone()),
        Value::text(finding.severity.label()),
        Value::text(finding.points.map(|points| points.to_string()).unwrap_or_default()),
        Value::text(finding.since.map(|on| on.to_string()).unwrap_or_default()),
        first.map_or_else(|| Value::text(""), |record| link(desk, record)),
    ]
}

fn coming(desk: &Desk, inspected: &Inspected) -> DataTable {
    let on = inspected.inspection.on;
    let rows = inspected.outlook.records.iter().filter_map(|coming| {
        let days = coming.breach.days_left(on).filter(|days| 0 < *days)?;
        let day = coming.breach.day()?;
        Some(vec![
            link(desk, &coming.record),
            Value::text(coming.record.kind.label()),
            Value::text(coming.indicator.label()),
            Value::text(format!("还有 {days} 天")),
            Value::text(day.to_string()),
        ])
    });
    let heads = [
        ("对象", Align::Start),
        ("类别", Align::Fixed),
        ("指标", Align::Start),
        ("剩余", Align::Fixed),
        ("到期", Align::Fixed),
    ];
    let empty = "没有将要到期的。有更新期限的栏目、没有答复的留言、首页按日期列在这里。";
    DataTable::plain("coming", "将要到期", &heads, rows.take(COMING).collect(), empty)
}

fn indicators(inspected: &Inspected) -> DataTable {
    let rows = inspected.table.rows.iter().map(|row| {
        let said = match row.findings.as_slice() {
            [] => row.unchecked.join(""),
            [only] => only.clone(),
            [first, ..] => format!("{} 个问题，如：{first}", row.findings.len()),
        };
        vec![
            Value::text(row.indicator.label()),
            Value::text(row.part.label()),
            Value::text(row.outcome.label()),
            Value::text(row.mark.label()),
            Value::text(said),
        ]
    });
    let heads = [
        ("指标", Align::Start),
        ("类别", Align::Start),
        ("结果", Align::Fixed),
        ("数值来源", Align::Fixed),
        ("说明", Align::Start),
    ];
    DataTable::plain("indicators", "各项指标", &heads, rows.collect(), "")
}

/// `GET /office/{agency}/inspection/file/{format}`
async fn file(desk: Desk, Path((_, format)): Path<(String, String)>) -> Result<Response, Fault> {
    let format = FileFormat::from_key(&format).ok_or(Fault::Problem(Problem::NotFound))?;
    let file = desk.app.inspection_file(&desk.actor, desk.code(), format).await?;
    let name = format!("网站检查表-{}-{}.{}", desk.code(), desk.app.today(), format.key());
    Ok(download(&name, format.media_type(), file.bytes))
}

/// Where the overview begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    from: usize,
}

/// `GET /office/{agency}/supervision/inspections`: every agency below with its verdict and what comes first.
async fn overview(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let codes = desk.app.store.agencies_below(desk.code()).await?;
    let all = desk.app.store.agencies().await?;
    let mut below = all.iter().filter(|row| codes.contains(&row.code) && row.ended_on.is_none());
    let base = address::inspections(desk.code());
    let mut rows = Vec::new();
    for agency in below.by_ref().skip(wanted.from).take(AGENCIES) {
        let inspected = desk.app.inspect_site(&desk.actor, &agency.code).await?;
        let vetoes = match &inspected.inspection.verdict {
            Verdict::Vetoed(by) => by.iter().map(|one| Indicator::label(*one)).collect::<Vec<_>>().join("、"),
            Verdict::BelowMark(_) | Verdict::Passed(_) | Verdict::Unscored => String::new(),
        };
        let state = if inspected.inspection.verdict.is_passed() { "合格" } else { "不合格" };
        rows.push(vec![
            Value::link(&agency.short_name, address::inspection(&agency.code)),
            Value::text(state),
            Value::text(vetoes),
            Value::text(inspected.inspection.findings.len().to_string()),
            Value::text(App::next_breach(&inspected).map(|day| day.to_string()).unwrap_or_default()),
        ]);
    }
    let next = below.next().map(|_| with_query(&base, &[("from", &(wanted.from + AGENCIES).to_string())]));
    let heads = [
        ("机关", Align::Start),
        ("结论", Align::Fixed),
        ("单项否决", Align::Start),
        ("问题", Align::End),
        ("最早到期", Align::Fixed),
    ];
    let page = ListPage {
        frame: desk.frame("各机关网站检查", &[("监督总览", address::supervision(desk.code()))]).await?,
        title: "各机关网站检查".to_owned(),
        intro: "按国家检查指标，以今天的记录检查下面的每个机关；打开机关看问题和检查表。".to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: None,
        table: DataTable::plain("inspections", "各机关网站检查", &heads, rows, "下面没有机关。"),
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}
