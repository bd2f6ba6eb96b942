//! The person's own tokens (接口令牌): by one a program pushes items in the person's name.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_agency::TOKEN_DAYS;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, render};
use super::requests::online::OncePage;
use crate::form::{Checker, Fields, Form};
use crate::ui::data_table::{Align, DataTable, Value};

/// The person's tokens as a table.
pub(super) async fn table(desk: &Desk) -> Result<DataTable, Fault> {
    let today = desk.app.today();
    let rows = desk.app.tokens(&desk.actor).await?.into_iter().map(|token| {
        let state =
            if token.through < today { "已过期".to_owned() } else { format!("到 {}", token.through) };
        vec![
            Value::text(token.name),
            Value::text(state),
            Value::link("停用", address::revoke_token(&token.id)),
        ]
    });
    let columns = [("给谁使用", Align::Start), ("有效期", Align::Fixed), ("操作", Align::Fixed)];
    let empty = "没有令牌。别的系统要向平台推送信息的，新建一个令牌交给它。";
    Ok(DataTable::plain("tokens", "接口令牌", &columns, rows.collect(), empty))
}

async fn form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let sheet = Sheet {
        title: "新建接口令牌".to_owned(),
        intro: "持有令牌的系统以您的名义推送待公开的信息：在您有撰稿权限的机关建成草稿，照常审核、保密审查、发布。".to_owned(),
        groups: vec![Group::plain(vec![
            filled.line("name", "给谁使用").hint("例如：市政务公开工作平台。"),
            filled.date("through", "有效期至").hint(format!("含当日，最长 {TOKEN_DAYS} 天。")),
        ])],
        submit: "新建".to_owned(),
        next: "令牌只显示一次，平台只保存它的校验值。".to_owned(),
        action: address::new_token(),
        cancel: address::account(),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("我的账号", address::account())]).await
}

/// `GET /office/account/tokens/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub(super) async fn new_page(desk: Desk) -> Result<Response, Fault> {
    form(&desk, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/account/tokens/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub(super) async fn create(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let issued = async {
        let mut check = Checker::new(&given);
        let name = check.required("name", "请写明给哪个系统使用");
        let through = check.date("through", "有效期");
        let through = check.finish(through)?;
        Ok::<_, Fault>(desk.app.issue_token(&desk.actor, &name, through).await?)
    };
    match issued.await {
        Ok(token) => {
            let title = "接口令牌";
            let page = OncePage {
                frame: desk.frame(title, &[("我的账号", address::account())]).await?,
                title: title.to_owned(),
                number: given.text("name").to_owned(),
                label: "令牌".to_owned(),
                secret: token,
                note: "只显示这一次，请现在复制，妥善交给使用的系统；不要写进公开的程序和文档。".to_owned(),
                back: address::account(),
                receipt: String::new(),
            };
            render(StatusCode::OK, &page)
        }
        Err(fault) => form(&desk, &given, &fault.flaws()?).await,
    }
}

async fn revoke_form(desk: &Desk, id: &str, flaws: &Flaws) -> Result<Response, Fault> {
    let token = desk.app.tokens(&desk.actor).await?.into_iter().find(|token| token.id == id);
    let Some(token) = token else {
        return desk.done("没有这个令牌，或者已经停用。", &address::account()).await;
    };
    let sheet = Sheet {
        title: "停用接口令牌".to_owned(),
        intro: format!("{}。停用后持有它的系统立即不能再推送，不能恢复。", token.name),
        submit: "停用".to_owned(),
        action: address::revoke_token(id),
        cancel: address::account(),
        grave: true,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("我的账号", address::account())]).await
}

/// `GET /office/account/tokens/{id}/revoke`; back to the account when the person has no such token.
///
/// # Errors
///
/// A problem when the tokens cannot be read.
pub(super) async fn revoke_page(desk: Desk, Path(id): Path<String>) -> Result<Response, Fault> {
    revoke_form(&desk, &id, &Flaws::default()).await
}

/// `POST /office/account/tokens/{id}/revoke`
///
/// # Errors
///
/// A problem when the token cannot be revoked.
pub(super) async fn revoke(desk: Desk, Path(id): Path<String>) -> Result<Response, Fault> {
    match desk.app.revoke_token(&desk.actor, &id).await {
        Ok(()) => desk.done("令牌已停用。", &address::account()).await,
        Err(error) => revoke_form(&desk, &id, &Fault::from(error).flaws()?).await,
    }
}
