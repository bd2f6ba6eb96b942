//! The working-day calendar: notices by year, and a new one with what it moves.

use axum::http::StatusCode;
use axum::response::Response;

use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, info, render};
use crate::office::items::list::ListPage;
use crate::office::words::moment;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::file_input::FileInput;

/// `GET /office/system/calendar`
///
/// # Errors
///
/// A problem when the notices cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk).await?)
}

async fn view(desk: &Desk) -> Result<ListPage, Fault> {
    let loaded = desk.app.store.calendar_notices().await?;
    let calendar = desk.app.calendar();
    let mut years: Vec<i16> = calendar.years().collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    let rows = years.into_iter().map(|year| {
        let row = loaded.iter().find(|row| row.year == year);
        let (source, at, version) = match row {
            Some(row) => (row.source.clone(), moment(row.loaded_at), format!("第 {} 版", row.version)),
            None => ("随系统提供".to_owned(), String::new(), String::new()),
        };
        let days = calendar.notice_days(year).count();
        vec![
            Value::text(format!("{year} 年")),
            Value::text(days.to_string()),
            Value::text(source),
            Value::text(version),
            Value::text(at),
        ]
    });
    let columns = [
        ("年度", Align::Fixed),
        ("放假和调休天数", Align::End),
        ("依据", Align::Start),
        ("版次", Align::Fixed),
        ("载入时间", Align::Fixed),
    ];
    Ok(ListPage {
        frame: desk.frame("工作日历", &[]).await?,
        title: "工作日历".to_owned(),
        intro: "每年的放假安排决定期限怎样计算；没有安排的年度不推算。载入后，在办申请的期限立即重新计算。"
            .to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: Some(("载入放假安排".to_owned(), format!("{}/new", address::calendar()))),
        table: DataTable {
            id: "notices",
            caption: "放假安排".to_owned(),
            caption_hidden: true,
            columns: columns.map(|(label, align)| Column::new(label, align)).into(),
            rows: rows.collect(),
            empty: "还没有放假安排。".to_owned(),
        },
        find: None,
        next: None,
    })
}

async fn form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let file = FileInput {
        name: "file",
        label: "放假安排（CSV）".to_owned(),
        hint: "UTF-8 文本，每行：日期,holiday 或 makeup_workday,名称。".to_owned(),
        error: flaws.errors.of("file").map(str::to_owned),
        accept: ".csv,text/csv",
        multiple: false,
    };
    let group = Group {
        fields: vec![filled.line("source", "依据").hint("通知的名称和文号，例如 国办发明电〔2025〕7号。")],
        files: vec![file],
        ..Group::default()
    };
    let sheet = Sheet {
        title: "载入放假安排".to_owned(),
        notices: vec![info("载入更正的安排用同样的办法；载入相同的文件不产生变化。")],
        groups: vec![group],
        submit: "载入".to_owned(),
        next: "载入后重新计算全部在办申请的届满日，逐件留下记录。".to_owned(),
        action: format!("{}/new", address::calendar()),
        cancel: address::calendar(),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("工作日历", address::calendar())]).await
}

/// `GET /office/system/calendar/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn new_page(desk: Desk) -> Result<Response, Fault> {
    form(&desk, &Fields::default(), &Flaws::default()).await
}

fn read(given: &Fields) -> Result<(String, Vec<u8>), FieldErrors> {
    let mut check = Checker::new(given);
    let source = check.required("source", "请填写依据");
    let file = given.files("file").next().map(|file| file.bytes.clone());
    if file.is_none() {
        check.fail("file", "请选择放假安排文件");
    }
    check.finish(file.map(|bytes| (source, bytes)))
}

/// `POST /office/system/calendar/new`
///
/// # Errors
///
/// The form comes back when the file cannot be read.
pub async fn load(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    match take(&desk, &given).await {
        Ok(done) => desk.done(done, &address::calendar()).await,
        Err(fault) => form(&desk, &given, &fault.flaws()?).await,
    }
}

/// Loads the notice and counts open cases anew; what happened, in a sentence.
async fn take(desk: &Desk, given: &Fields) -> Result<String, Fault> {
    let (source, csv) = read(given)?;
    let years = desk.app.load_holiday_notice(&desk.actor, csv, &source).await?;
    if years.is_empty() {
        return Ok("文件与已载入的安排相同，没有变化。".to_owned());
    }
    let redating = desk.app.redate_requests(&source).await?;
    let years: Vec<String> = years.iter().map(ToString::to_string).collect();
    Ok(format!(
        "已载入 {} 年的安排；重新计算在办申请 {} 件，届满日变动 {} 件，其他期限变动 {} 处。",
        years.join("、"),
        redating.counted,
        redating.moved,
        redating.tasks
    ))
}
