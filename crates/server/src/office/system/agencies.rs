//! All agencies, and a new one.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_agency::Founded;
use gongkai_statute::{AgencyKind, AgencyLevel};

use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, render};
use crate::office::items::list::ListPage;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::Choice;

/// `GET /office/system/agencies`
///
/// # Errors
///
/// A problem when the agencies cannot be read.
pub async fn list(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &list_view(&desk).await?)
}

async fn list_view(desk: &Desk) -> Result<ListPage, Fault> {
    let agencies = desk.app.store.agencies().await?;
    let rows = agencies.iter().map(|row| {
        let above = row.parent.as_ref().and_then(|code| agencies.iter().find(|it| it.code == *code));
        let state = row.ended_on.map_or_else(|| "在用".to_owned(), |on| format!("{on} 撤并"));
        vec![
            Value::link(&row.name, address::settings(&row.code)),
            Value::text(&row.code),
            Value::text(row.kind.label()),
            Value::text(row.level.label()),
            Value::text(&row.region),
            Value::text(above.map(|it| it.short_name.clone()).unwrap_or_default()),
            Value::text(state),
        ]
    });
    let columns = [
        ("机关", Align::Start),
        ("代码", Align::Fixed),
        ("性质", Align::Start),
        ("层级", Align::Fixed),
        ("行政区划", Align::Fixed),
        ("上级", Align::Start),
        ("状态", Align::Fixed),
    ];
    Ok(ListPage {
        frame: desk.frame("机关管理", &[]).await?,
        title: "机关管理".to_owned(),
        intro: "点机关名称维护指南信息、科室、栏目、渠道和开关。".to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: desk
            .may(&Method::POST, "/office/system/agencies/new")
            .then(|| ("登记机关".to_owned(), format!("{}/new", address::agencies()))),
        table: DataTable {
            id: "agencies",
            caption: "机关".to_owned(),
            caption_hidden: true,
            columns: columns.map(|(label, align)| Column::new(label, align)).into(),
            rows: rows.collect(),
            empty: "还没有机关。".to_owned(),
        },
        find: None,
        next: None,
    })
}

fn read(given: &Fields) -> Result<Founded, FieldErrors> {
    let mut check = Checker::new(given);
    let code = check.required("code", "请填写代码");
    let name = check.required("name", "请填写规范名称");
    let short_name = check.required("short_name", "请填写简称");
    let kind = check.choice("kind", AgencyKind::from_key, "请选择性质");
    let level = check.choice("level", AgencyLevel::from_key, "请选择层级");
    let region = check.required("region", "请填写行政区划代码");
    let (parent, credit_code) = (check.optional("parent"), check.optional("credit_code"));
    check.finish(kind.zip(level).map(|(kind, level)| Founded {
        code,
        name,
        short_name,
        kind,
        level,
        region,
        parent,
        credit_code,
    }))
}

async fn form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let agencies = desk.app.store.agencies().await?.into_iter().filter(|row| row.ended_on.is_none());
    let filled = Filled::new(given, flaws);
    let fields = vec![
        filled.line("name", "规范名称"),
        filled.line("short_name", "简称"),
        filled.line("code", "代码").hint("小写字母、数字和连字符，用于网址，登记后不变，例如 yunxi-jxj。"),
        filled.select("kind", "性质", choices(&AgencyKind::ALL, AgencyKind::key, AgencyKind::label)),
        filled.select("level", "层级", choices(&AgencyLevel::ALL, AgencyLevel::key, AgencyLevel::label)),
        filled.line("region", "行政区划代码").hint("六位数字。"),
        filled
            .select("parent", "上级机关", agencies.map(|row| Choice::new(row.code, row.name)).collect())
            .optional(),
        filled.line("credit_code", "统一社会信用代码").optional(),
    ];
    let sheet = Sheet {
        title: "登记机关".to_owned(),
        groups: vec![Group::plain(fields)],
        submit: "登记".to_owned(),
        action: format!("{}/new", address::agencies()),
        cancel: address::agencies(),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("机关管理", address::agencies())]).await
}

/// `GET /office/system/agencies/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn new_page(desk: Desk) -> Result<Response, Fault> {
    form(&desk, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/system/agencies/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let founded = async {
        let facts = read(&given)?;
        let code = facts.code.clone();
        desk.app.found_agency(&desk.actor, facts).await?;
        Ok::<_, Fault>(code)
    };
    match founded.await {
        Ok(code) => desk.done("机关已登记，请补充指南信息、栏目和账号。", &address::settings(&code)).await,
        Err(fault) => form(&desk, &given, &fault.flaws()?).await,
    }
}
