//! Statistics of requests (申请统计) for any period; every figure opens into its records.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::registers::{FigureTable, FileFormat, Leads, Statistics, tables};
use gongkai_request::statistics::{GROUPS, group_label};
use jiff::civil::Date;

use super::requests::href;
use super::{Period, format_of, save};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::routes::with_query;
use crate::ui::chart::{Chart, Plan, Series, Shape};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Control, Field};
use crate::ui::office_frame::OfficeFrame;

/// The statistics.
#[derive(Debug, Clone, Template)]
#[template(path = "office/statistics.html")]
pub struct StatisticsPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// The period and its main figures, in a sentence.
    pub sentence: String,
    /// The period.
    pub fields: Vec<Field>,
    /// Where it is asked.
    pub action: String,
    /// The statistics as files.
    pub files: Vec<(String, String)>,
    /// Heading and table.
    pub tables: Vec<(String, DataTable)>,
    /// Handling days in a sentence.
    pub days: String,
    /// Their distribution.
    pub chart: Chart,
}

/// `GET /office/{agency}/registers/statistics`
///
/// # Errors
///
/// A problem when the requests cannot be counted.
pub async fn page(desk: Desk, Query(period): Query<Period>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, &period).await?)
}

async fn view(desk: &Desk, asked: &Period) -> Result<StatisticsPage, Fault> {
    let period = asked.days(desk.app.today());
    let statistics = desk.app.request_statistics(&desk.actor, desk.code(), period).await?;
    let sections = desk.app.section_names(desk.code()).await?;
    let base = address::statistics(desk.code());
    let (first, last) = (period.0.to_string(), period.1.to_string());
    let span = [("from", first.as_str()), ("to", last.as_str())];
    let files = [FileFormat::Csv, FileFormat::Xlsx]
        .map(|it| (it.key().to_uppercase(), with_query(&format!("{base}/export/{}", it.key()), &span)));
    let tables = tables(&statistics, &sections, period);
    Ok(StatisticsPage {
        frame: desk.frame("申请统计", &[("登记统计", address::registers(desk.code()))]).await?,
        sentence: sentence(&statistics, period),
        fields: vec![
            Field::line("from", "自", &first).control(Control::Line("date")),
            Field::line("to", "至", &last).control(Control::Line("date")),
        ],
        action: base,
        files: files.into(),
        tables: tables.into_iter().map(|it| (it.name.to_owned(), table(desk, &it, period))).collect(),
        days: days(&statistics),
        chart: chart(&statistics),
    })
}

fn sum(counts: &std::collections::BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}

fn sentence(statistics: &Statistics, (first, last): (Date, Date)) -> String {
    format!(
        "{first} 至 {last}：期初结转 {} 件，新收 {} 件，办结 {} 件，期末未结 {} 件。",
        sum(&statistics.carried_in),
        sum(&statistics.received),
        sum(&statistics.results),
        sum(&statistics.carried_out),
    )
}

fn days(statistics: &Statistics) -> String {
    let days = &statistics.days;
    let (Some(mean), Some(median), Some(max)) = (days.mean_tenths, days.median, days.max) else {
        return "这个期间没有答复。".to_owned();
    };
    let in_time = (u64::from(days.in_time) * 1000 + u64::from(days.count) / 2) / u64::from(days.count.max(1));
    format!(
        "答复 {} 件：平均 {}.{} 个工作日，中位数 {median} 个，最长 {max} 个；按期 {} 件，占 {}.{}%。\
         工作日数从收到申请之日的次日数到送达之日，含补正、缴费和征求意见；是否按期以扣除后的届满日判断。",
        days.count,
        mean / 10,
        mean % 10,
        days.in_time,
        in_time / 10,
        in_time % 10,
    )
}

fn chart(statistics: &Statistics) -> Chart {
    let groups = statistics.days.groups;
    let said: Vec<String> = (0..GROUPS.len())
        .zip(groups)
        .map(|(group, count)| format!("{}{count} 件", group_label(group)))
        .collect();
    Chart::draw(
        Shape::Bars,
        Plan {
            id: "days-chart",
            title: "办理天数分布".to_owned(),
            summary: format!("{}。", said.join("，")),
            unit: "件".to_owned(),
            axis: "工作日".to_owned(),
            labels: (0..GROUPS.len()).map(group_label).collect(),
            series: vec![Series { name: "答复".to_owned(), values: groups.map(Some).into() }],
        },
    )
}

fn table(desk: &Desk, table: &FigureTable, period: (Date, Date)) -> DataTable {
    let register = address::register(desk.code());
    let (first, last) = (period.0.to_string(), period.1.to_string());
    let link = |figure: u64, leads: &Leads| {
        let text = figure.to_string();
        match leads {
            _ if figure == 0 => Value::text(text),
            Leads::Nowhere => Value::text(text),
            Leads::To(records) => Value::link(text, href(&register, period, records)),
            Leads::Within(records, within) => Value::link(text, href(&register, *within, records)),
            Leads::Days(group) => {
                let group = group.to_string();
                let query = [("from", first.as_str()), ("to", last.as_str()), ("days", group.as_str())];
                Value::link(text, with_query(&register, &query))
            }
            Leads::Fees => {
                let query = [("from", first.as_str()), ("to", last.as_str())];
                Value::link(text, with_query(&address::fee_register(desk.code()), &query))
            }
        }
    };
    let rows = table.rows.iter().map(|(label, figures)| {
        let mut cells = vec![Value::text(label)];
        cells.extend(figures.iter().map(|(figure, leads)| link(*figure, leads)));
        cells
    });
    let align = |place: usize| if place == 0 { Align::Start } else { Align::End };
    DataTable {
        id: table.id,
        caption: table.name.to_owned(),
        caption_hidden: true,
        rows: rows.collect(),
        columns: table
            .heads
            .iter()
            .enumerate()
            .map(|(place, head)| Column::new(*head, align(place)))
            .collect(),
        empty: "这个期间没有记录。".to_owned(),
    }
}

/// `GET /office/{agency}/registers/statistics/export/{format}`
///
/// # Errors
///
/// Not found when there is no such format.
pub async fn export(
    desk: Desk,
    Path((_, format)): Path<(String, String)>,
    Query(asked): Query<Period>,
) -> Result<Response, Fault> {
    let period = asked.days(desk.app.today());
    let file = desk.app.statistics_file(&desk.actor, desk.code(), period, format_of(&format)?).await?;
    Ok(save(&desk, "申请统计", period, file))
}
