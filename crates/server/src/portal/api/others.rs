//! Agencies, annual reports, answered messages, and what changed.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use gongkai_agency::ColumnType;
use gongkai_app::reports::{ReportFormat, write};
use gongkai_journal::log::{Leaf, LeafEvent};
use gongkai_store::agency::{AgencyRow, ColumnRow};
use gongkai_store::inquiry::ShownCursor;
use serde_json::{Value, json};

use super::params::{Form, Given, Parameter, is_code, is_digits, may};
use super::{answer, list, next};
use crate::portal::common::agency;
use crate::portal::shape::{Field, Kind, field, object};
use crate::{AppState, Problem, routes};

/// Nothing may be asked.
pub(super) const NOTHING: &[Parameter] = &[];

/// An agency in a list.
pub(super) const AGENCY: [Field; 11] = [
    field("code", "机关代码", Kind::Text, ""),
    field("name", "规范名称", Kind::Text, ""),
    field("short_name", "简称", Kind::Text, ""),
    field("level", "层级", Kind::Text, ""),
    field("parent", "上级机关代码", Kind::MaybeText, "没有的为空"),
    field("credit_code", "统一社会信用代码", Kind::MaybeText, ""),
    field("unit", "政府信息公开工作机构", Kind::Text, ""),
    field("address", "办公地址", Kind::Text, ""),
    field("phone", "联系电话", Kind::Text, ""),
    field("ended_on", "不再行使职权之日", Kind::MaybeDay, ""),
    field("url", "政府信息公开专栏", Kind::Url, ""),
];

/// A column of an agency.
pub(super) const COLUMN: [Field; 5] = [
    field("code", "栏目代码", Kind::Text, ""),
    field("name", "名称", Kind::Text, ""),
    field("type", "栏目类别", Kind::Text, ""),
    field("description", "说明", Kind::Text, ""),
    field("closed", "已经关闭", Kind::Flag, "关闭的栏目不再增加信息"),
];

/// What one agency has besides the fields of the list.
pub(super) const COLUMNS: [Field; 1] = [field("columns", "栏目", Kind::Many("Column"), "")];

fn described(state: &AppState, row: &AgencyRow) -> serde_json::Map<String, Value> {
    let values = vec![
        json!(row.code),
        json!(row.name),
        json!(row.short_name),
        json!(row.level.label()),
        json!(row.parent),
        json!(row.credit_code),
        json!(row.unit_name),
        json!(row.address),
        json!(row.phone),
        json!(row.ended_on.map(|on| on.to_string())),
        json!(state.site.absolute(&routes::agency(&row.code))),
    ];
    object(&AGENCY, values)
}

/// `GET /api/v1/agencies`
pub(super) async fn agencies(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Given::read(NOTHING, query.as_deref())?;
    let rows = state.app.store.agencies().await?;
    let rows: Vec<Value> = rows.iter().map(|row| Value::Object(described(&state, row))).collect();
    Ok(list(&rows, None))
}

/// `GET /api/v1/agencies/{agency}`
pub(super) async fn one_agency(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Given::read(NOTHING, query.as_deref())?;
    let row = agency(&state, &code).await?;
    let columns = state.app.store.columns(&code).await?;
    let columns: Vec<Value> = columns.iter().map(column).collect();
    let mut all = described(&state, &row);
    all.extend(object(&COLUMNS, vec![json!(columns)]));
    Ok(answer(&Value::Object(all)))
}

fn column(row: &ColumnRow) -> Value {
    let kind = ColumnType::from_key(&row.column_type).map_or("", ColumnType::label);
    let values =
        vec![json!(row.slug), json!(row.name), json!(kind), json!(row.description), json!(row.closed)];
    Value::Object(object(&COLUMN, values))
}

/// Which reports are listed.
pub(super) const REPORTS: &[Parameter] = &[may("agency", Form::Code, "机关代码；缺省为全部机关")];

/// A published annual report.
pub(super) const REPORT: [Field; 5] = [
    field("agency", "机关代码", Kind::Text, ""),
    field("year", "年度", Kind::Count, ""),
    field("edition", "版次", Kind::Count, "更正一次加一"),
    field("published_on", "发布日期", Kind::MaybeDay, ""),
    field("url", "网址", Kind::Url, ""),
];

/// `GET /api/v1/reports`
pub(super) async fn reports(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(REPORTS, query.as_deref())?;
    let reports = match given.maybe("agency") {
        Some(code) => state.app.store.reports(&agency(&state, code).await?.code).await?,
        None => state.app.store.published_reports().await?,
    };
    let rows = reports.iter().filter(|row| row.edition > 0).map(|row| {
        let values = vec![
            json!(row.agency),
            json!(row.year),
            json!(row.edition),
            json!(row.published_on.map(|on| on.to_string())),
            json!(state.site.absolute(&routes::report(&row.agency, row.year))),
        ];
        Value::Object(object(&REPORT, values))
    });
    Ok(list(&rows.collect::<Vec<_>>(), None))
}

/// `GET /api/v1/reports/{agency}/{year}`: the report in the form the public log binds.
pub(super) async fn report(
    State(state): State<AppState>,
    Path((code, year)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Given::read(NOTHING, query.as_deref())?;
    let year: i16 = year.parse().map_err(|_| Problem::NotFound)?;
    agency(&state, &code).await?;
    let editions = state.app.published_report_editions(&code, year).await?;
    let newest = editions.first().ok_or(Problem::NotFound)?.edition;
    let edition = state.app.published_report_edition(&code, year, newest).await?.ok_or(Problem::NotFound)?;
    let written = write(&edition.report, ReportFormat::Json).map_err(Problem::failed)?;
    let value: Value = serde_json::from_slice(&written.bytes).map_err(Problem::failed)?;
    Ok(answer(&value))
}

/// Where a list of messages begins.
pub(super) const MESSAGES: &[Parameter] = &[
    may("agency", Form::Code, "机关代码；缺省为全部机关"),
    may(
        "after",
        Form::Cursor(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}~[a-z0-9-]{1,64}~inquiry-[0-9]{4}-[0-9]{6}$", |text| {
            shown_cursor(text).is_some()
        }),
        "从这一件以后开始",
    ),
    may("limit", Form::Number(1, 100, 30), "最多几件"),
];

/// `2021-06-30~yunxi-jxj~inquiry-2021-000001`; whether such a day and message are is no matter.
fn shown_cursor(text: &str) -> Option<ShownCursor> {
    let (day, rest) = text.split_once('~')?;
    let (agency, id) = rest.split_once('~')?;
    let digits = |text: &str, lengths: &[usize]| {
        let parts: Vec<&str> = text.split('-').collect();
        parts.len() == lengths.len()
            && parts.iter().zip(lengths).all(|(part, length)| is_digits(part, *length..=*length))
    };
    let is_cursor = digits(day, &[4, 2, 2])
        && is_code(agency)
        && id.strip_prefix("inquiry-").is_some_and(|number| digits(number, &[4, 6]));
    is_cursor.then(|| (day.to_owned(), agency.to_owned(), id.to_owned()))
}

/// A message and its answer.
pub(super) const MESSAGE: [Field; 9] = [
    field("number", "编号", Kind::Text, ""),
    field("agency", "机关代码", Kind::Text, ""),
    field("kind", "类型", Kind::Text, ""),
    field("received_on", "收到日期", Kind::Day, ""),
    field("answered_on", "答复日期", Kind::MaybeDay, ""),
    field("title", "标题", Kind::Text, ""),
    field("question", "留言归纳", Kind::Text, "由答复机关归纳，不含留言人的信息"),
    field("answer", "答复", Kind::Text, ""),
    field("url", "网址", Kind::Url, ""),
];

/// `GET /api/v1/messages`
pub(super) async fn messages(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(MESSAGES, query.as_deref())?;
    let code = given.maybe("agency");
    if let Some(code) = code {
        agency(&state, code).await?;
    }
    let limit = u32::try_from(given.number("limit", MESSAGES)).unwrap_or(1);
    let after = given.maybe("after").and_then(shown_cursor);
    let mut rows = state.app.store.shown_inquiries(code, after.as_ref(), limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|row| {
        let day = row.over_on.map(|day| day.to_string()).unwrap_or_default();
        next(&state, "messages", &given, &format!("{day}~{}~{}", row.agency, row.id))
    });
    let rows = rows.iter().map(|row| {
        let values = vec![
            json!(row.id.label()),
            json!(row.agency),
            json!(row.kind.label()),
            json!(row.received_on.to_string()),
            json!(row.over_on.map(|on| on.to_string())),
            json!(row.title.as_deref().unwrap_or_default()),
            json!(row.question),
            json!(row.answer),
            json!(state.site.absolute(&routes::message(&row.agency, &row.id.to_string()))),
        ];
        Value::Object(object(&MESSAGE, values))
    });
    Ok(list(&rows.collect::<Vec<_>>(), next.as_deref()))
}

/// From where changes are read.
pub(super) const CHANGES: &[Parameter] = &[
    may("from", Form::Number(0, 9_007_199_254_740_991, 0), "从公开日志的第几条开始，0 为第一条"),
    may("limit", Form::Number(1, 500, 100), "最多读几条"),
];

/// Something that happened to what is public.
pub(super) const CHANGE: [Field; 9] = [
    field("number", "序号", Kind::Count, "在公开日志中的序号"),
    field("at", "时间", Kind::Instant, "协调世界时"),
    field("event", "事项代码", Kind::Text, ""),
    field("event_label", "事项", Kind::Text, ""),
    field("agency", "机关代码", Kind::Text, ""),
    field("index_number", "索引号", Kind::MaybeText, "年度报告没有"),
    field("year", "年度", Kind::MaybeCount, "只有年度报告有"),
    field("edition", "版次", Kind::Count, "没有版次的为 0"),
    field("url", "接口地址", Kind::MaybeUrl, "现在的内容；已经撤下的返回 410"),
];

/// What a page of changes answers.
pub(super) const CHANGED: [Field; 2] = [
    field("items", "变动", Kind::Many("Change"), "由旧到新"),
    field("next", "接着读的地址", Kind::Url, "总是有：读到末尾的，过一会儿再从这里读"),
];

/// `GET /api/v1/changes`: what a copy elsewhere has to follow, from the public log.
pub(super) async fn changes(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(CHANGES, query.as_deref())?;
    let from = given.number("from", CHANGES);
    let limit = u16::try_from(given.number("limit", CHANGES)).unwrap_or(1);
    let entries = state.app.store.log_entries(from, limit).await?;
    let after = entries.last().map_or(from, |entry| entry.number + 1);
    let mut rows = Vec::new();
    for entry in entries {
        let leaf = Leaf::decode(&entry.entry).map_err(Problem::failed)?;
        let what = match (leaf.event, leaf.document.as_str().split_once('/')) {
            // What is not about anything public: approvals, and receipts of requests.
            (LeafEvent::ApproveCommit | LeafEvent::RequestReceipt, _) | (_, None) => continue,
            (_, Some((area, id))) => subject(&state, area, id).await?,
        };
        let Some((agency, index_number, year, path)) = what else { continue };
        let values = vec![
            json!(entry.number),
            json!(leaf.at.to_string()),
            json!(leaf.event.code()),
            json!(leaf.event.label()),
            json!(agency),
            json!(index_number),
            json!(year),
            json!(leaf.edition),
            json!(path.map(|path| state.site.absolute(&routes::api(&path)))),
        ];
        rows.push(Value::Object(object(&CHANGE, values)));
    }
    let next =
        routes::with_query(&routes::api("changes"), &given.with(&[("from", after.to_string().as_str())]));
    let values = vec![json!(rows), json!(state.site.absolute(&next))];
    Ok(answer(&Value::Object(object(&CHANGED, values))))
}

type Subject = Option<(String, Option<String>, Option<i16>, Option<String>)>;

/// Agency, index number or year, and where it is read.
async fn subject(state: &AppState, area: &str, id: &str) -> Result<Subject, Problem> {
    let Some((agency, last)) = id.rsplit_once('/') else { return Ok(None) };
    Ok(match area {
        "item" => state.app.store.item(id).await?.map(|item| {
            let path = format!("items/{}", item.index_number);
            (agency.to_owned(), Some(item.index_number), None, Some(path))
        }),
        "report" => last
            .parse()
            .ok()
            .map(|year: i16| (agency.to_owned(), None, Some(year), Some(format!("reports/{agency}/{year}")))),
        _ => None,
    })
}
