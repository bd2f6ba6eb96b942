//! An agency's own wording of its letters (文书模板): list, edit with check and sample, restore.

use axum::Router;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_app::letters::TemplateView;
use gongkai_typeset::{LetterCode, Sample};

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, info, render};
use super::items::list::ListPage;
use super::people::People;
use crate::AppState;
use crate::download::download;
use crate::form::{Fields, Form};
use crate::problem::Problem;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::notice::{Notice, Tone};

const EDIT: &str = "/office/{agency}/settings/templates/{code}";

/// The pages of wordings.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/{agency}/settings/templates", get(page))
        .route(EDIT, get(edit).post(save))
        .route("/office/{agency}/settings/templates/{code}/sample", get(sample))
        .route("/office/{agency}/settings/templates/{code}/restore", post(restore))
}

/// `GET /office/{agency}/settings/templates`
///
/// # Errors
///
/// A problem when the wordings cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let may_edit = desk.may(&Method::POST, EDIT);
    let rows = desk.app.letter_templates(desk.code()).await?.into_iter().map(|row| {
        let own = row.version.map_or_else(|| "内置".to_owned(), |version| format!("本机关第{version}版"));
        let href = address::template(desk.code(), row.code.key());
        vec![
            Value::text(row.code.key()),
            if may_edit {
                Value::link(row.code.label(), href.clone())
            } else {
                Value::text(row.code.label())
            },
            Value::text(own),
            Value::text(row.note),
            Value::link("样张", format!("{href}/sample")),
        ]
    });
    let table = DataTable {
        id: "templates",
        caption: "文书模板".to_owned(),
        caption_hidden: true,
        columns: [
            ("编号", Align::Fixed),
            ("文书", Align::Start),
            ("在用", Align::Fixed),
            ("修改说明", Align::Start),
            ("样张", Align::Fixed),
        ]
        .map(|(label, align)| Column::new(label, align))
        .into(),
        rows: rows.collect(),
        empty: String::new(),
    };
    let page = ListPage {
        frame: desk.frame("文书模板", &[("机关设置", address::settings(desk.code()))]).await?,
        title: "文书模板".to_owned(),
        intro: "内置模板按通用格式写好；本机关可以修改措辞，每一版都保留，随时可以恢复内置模板。".to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: None,
        table,
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}

fn code_of(code: &str) -> Result<LetterCode, Fault> {
    LetterCode::from_key(code).ok_or(Fault::Problem(Problem::NotFound))
}

async fn form(
    desk: &Desk,
    view: &TemplateView,
    given: &Fields,
    flaws: &Flaws,
    checked: bool,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let code = view.code;
    let mut notices = vec![info(match view.version {
        Some(version) => format!("在用：本机关第{version}版。"),
        None => "在用：内置模板。".to_owned(),
    })];
    if checked && flaws.is_empty() {
        notices.push(Notice::new(Tone::Done, "没有错误，可以保存启用。"));
    }
    let mut people = People::new(&desk.app);
    for (version, note, by) in view.versions.iter().take(5) {
        let by = people.name(by).await?;
        notices.push(info(format!("第{version}版：{note}（{by}）")));
    }
    let fields = vec![
        filled
            .area("text", "模板", 24)
            .hint("“#(字段名)”处填入字段；“#if 字段名 != none [ … ]”在有值时印出；空一行另起一段。"),
        filled.line("note", "修改说明").optional(),
        filled.tick("check", "只检查", "只检查，不启用"),
    ];
    let sheet = Sheet {
        title: code.label().to_owned(),
        intro: format!("文书模板 {}", code.key()),
        notices,
        groups: vec![Group::plain(fields)],
        submit: "检查并保存启用".to_owned(),
        action: address::template(desk.code(), code.key()),
        cancel: address::templates(desk.code()),
        reference: Some(reference(view)),
        other: view.version.map(|_| {
            ("恢复内置模板".to_owned(), format!("{}/restore", address::template(desk.code(), code.key())))
        }),
        ..Sheet::default()
    };
    let above = [("机关设置", address::settings(desk.code())), ("文书模板", address::templates(desk.code()))];
    forms::show(desk, sheet, flaws, &above).await
}

fn reference(view: &TemplateView) -> DataTable {
    let rows = view.fields.iter().map(|field| {
        let sample = match field.sample {
            Sample::Text(text) => text.to_owned(),
            Sample::Lines(lines) => lines.join("；"),
            Sample::Flag(_) => "是、否".to_owned(),
            Sample::Rows(_) => "多行".to_owned(),
        };
        vec![
            Value::text(field.name),
            Value::text(if field.required { "必有" } else { "可空" }),
            Value::text(field.meaning),
            Value::text(sample),
        ]
    });
    DataTable {
        id: "fields",
        caption: "可以使用的字段".to_owned(),
        caption_hidden: true,
        columns: [
            ("字段", Align::Fixed),
            ("有无", Align::Fixed),
            ("含义", Align::Start),
            ("示例", Align::Start),
        ]
        .map(|(label, align)| Column::new(label, align))
        .into(),
        rows: rows.collect(),
        empty: String::new(),
    }
}

/// `GET /office/{agency}/settings/templates/{code}`
///
/// # Errors
///
/// Not found when there is no such document.
pub async fn edit(desk: Desk, Path((_, code)): Path<(String, String)>) -> Result<Response, Fault> {
    let view = desk.app.letter_template(desk.code(), code_of(&code)?).await?;
    let given = Fields::of([("text".to_owned(), view.text.clone())]);
    form(&desk, &view, &given, &Flaws::default(), false).await
}

/// `POST /office/{agency}/settings/templates/{code}`
///
/// # Errors
///
/// The form comes back with every fault and its place.
pub async fn save(
    desk: Desk,
    Path((_, code)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let code = code_of(&code)?;
    let view = desk.app.letter_template(desk.code(), code).await?;
    let text = given.text("text").replace("\r\n", "\n");
    if given.has("check") {
        let flaws = match desk.app.check_letter_template(code, &text).await {
            Ok(()) => Flaws::default(),
            Err(error) => Fault::from(error).flaws()?,
        };
        return form(&desk, &view, &given, &flaws, true).await;
    }
    let saved = desk.app.set_letter_template(&desk.actor, desk.code(), code, &text, given.text("note")).await;
    match saved {
        Ok(()) => desk.done(format!("已启用：{}。", code.label()), &address::templates(desk.code())).await,
        Err(error) => form(&desk, &view, &given, &Fault::from(error).flaws()?, false).await,
    }
}

/// `GET /office/{agency}/settings/templates/{code}/sample`
///
/// # Errors
///
/// Not found when there is no such document.
pub async fn sample(desk: Desk, Path((_, code)): Path<(String, String)>) -> Result<Response, Fault> {
    let code = code_of(&code)?;
    let bytes = desk.app.sample_letter(desk.code(), code).await?;
    Ok(download(&format!("{}样张.pdf", code.label()), "application/pdf", bytes))
}

/// `POST /office/{agency}/settings/templates/{code}/restore`
///
/// # Errors
///
/// Not found when there is no such document.
pub async fn restore(
    desk: Desk,
    Path((_, code)): Path<(String, String)>,
    Form(_): Form<Fields>,
) -> Result<Response, Fault> {
    let code = code_of(&code)?;
    desk.app.restore_letter_template(&desk.actor, desk.code(), code).await?;
    desk.done(format!("已恢复内置模板：{}。", code.label()), &address::templates(desk.code())).await
}
