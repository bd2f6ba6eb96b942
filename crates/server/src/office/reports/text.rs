//! Writing a section of the report: the figures inside stay bound to the records.

use axum::extract::Path;
use axum::response::Response;
use gongkai_app::reports::ReportView;
use gongkai_report::CellId;
use gongkai_report::draft::Section;

use crate::form::{Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, warn};
use crate::problem::Problem;
use crate::ui::data_table::{Align, Column, DataTable, Value};

/// What a bound figure is called.
pub(super) fn figure_name(key: &str) -> String {
    if let Some(cell) = CellId::parse(key) {
        return cell.place_name();
    }
    match key {
        "agency" => "机关名称",
        "year" => "年度",
        "next_year" => "下一年度",
        "self_name" => "自称",
        "legal_basis" => "编制依据",
        "items_in_year" => "本年公布条数",
        "items_total" => "累计公布条数",
        "requests_handled" => "本年办理件数",
        "refused" => "不予公开合计",
        "unavailable" => "无法提供合计",
        "unprocessed" => "不予处理合计",
        "other_results" => "其他处理合计",
        "suits" => "行政诉讼合计",
        "fee_notices" => "收费通知件数",
        "fee_noticed_yuan" => "收费通知金额（元）",
        "fee_collected_yuan" => "实收信息处理费（元）",
        "mean_days" => "平均办理天数（自然日）",
        other => other,
    }
    .to_owned()
}

/// What a text may use, the short names first.
fn reference(view: &ReportView) -> DataTable {
    let mut rows: Vec<(bool, Vec<Value>)> = view
        .figures
        .iter()
        .map(|(key, value)| {
            let row = vec![
                Value::text(format!("{{{{{key}}}}}")),
                Value::text(figure_name(key)),
                Value::text(value),
            ];
            (key.contains('.'), row)
        })
        .collect();
    rows.sort_by_key(|(is_cell, _)| *is_cell);
    DataTable {
        id: "figures",
        caption: "可以引用的数据".to_owned(),
        caption_hidden: true,
        columns: [("写法", Align::Fixed), ("含义", Align::Start), ("现在的数", Align::End)]
            .map(|(label, align)| Column::new(label, align))
            .into(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: String::new(),
    }
}

async fn form(
    desk: &Desk,
    year: i16,
    section: Section,
    view: &ReportView,
    fields: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(fields, flaws);
    let stale = view.texts.iter().filter(|text| text.section == section).flat_map(|text| &text.stale);
    let stale = stale.map(|stale| {
        let now = stale.now.as_deref().unwrap_or("没有这个数");
        warn(format!("{}：写作时 {}，现在 {now}；保存后按现在的数。", figure_name(&stale.key), stale.then))
    });
    let hint =
        "双花括号里的数据由记录统计，例如 {{items_in_year}}；数据变化时文字自动更新并提示核对。一段一行。";
    let sheet = Sheet {
        title: section.heading().to_owned(),
        notices: stale.collect(),
        groups: vec![Group::plain(vec![filled.area("text", "文字", 18).hint(hint)])],
        submit: "保存".to_owned(),
        action: address::report_act(desk.code(), year, &format!("text/{}", section.key())),
        cancel: address::report(desk.code(), year),
        reference: Some(reference(view)),
        ..Sheet::default()
    };
    let year_name = format!("{year} 年");
    let above = [
        ("年度报告", address::reports(desk.code())),
        (year_name.as_str(), address::report(desk.code(), year)),
    ];
    forms::show(desk, sheet, flaws, &above).await
}

fn section_of(key: &str) -> Result<Section, Fault> {
    Section::from_key(key).ok_or(Fault::Problem(Problem::NotFound))
}

/// `GET /office/{agency}/reports/{year}/text/{section}`
///
/// # Errors
///
/// Not found when there is no such section.
pub async fn page(
    desk: Desk,
    Path((_, year, section)): Path<(String, i16, String)>,
) -> Result<Response, Fault> {
    let section = section_of(&section)?;
    let view = desk.app.report_view(desk.code(), year).await?;
    let text = view.texts.iter().find(|text| text.section == section);
    let text = text.map(|text| text.bound.text.clone()).unwrap_or_default();
    let fields = Fields::of([("text".to_owned(), text)]);
    form(&desk, year, section, &view, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/reports/{year}/text/{section}`
///
/// # Errors
///
/// The form comes back when a placeholder names no figure.
pub async fn save(
    desk: Desk,
    Path((_, year, section)): Path<(String, i16, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let section = section_of(&section)?;
    // Browsers send line ends of two characters; the text keeps one.
    let text = fields.text("text").replace("\r\n", "\n");
    match desk.app.edit_report_text(&desk.actor, desk.code(), year, section, &text).await {
        Ok(()) => {
            let done = format!("“{}”已保存。", section.heading());
            desk.done(done, &address::report(desk.code(), year)).await
        }
        Err(error) => {
            let flaws = Fault::from(error).flaws()?;
            let view = desk.app.report_view(desk.code(), year).await?;
            form(&desk, year, section, &view, &fields, &flaws).await
        }
    }
}
