//! Signing in and out, the person's own account and password.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use gongkai_app::AppError;
use gongkai_app::accounts::SignIn;
use serde::Deserialize;
use tower_sessions::Session;

use super::address;
use super::desk::{Desk, LOGIN_KEY};
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, render};
use crate::AppState as Office;
use crate::form::{Fields, Form, token_of};
use crate::problem::Problem;
use crate::site::View;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Control, Field};
use crate::ui::form_token::FormToken;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::ui::office_frame::OfficeFrame;

/// The page that asks who it is.
#[derive(Debug, Clone, Template)]
#[template(path = "office/sign_in.html")]
pub struct SignInPage {
    /// The frame, before anybody signed in.
    pub frame: OfficeFrame,
    /// What went wrong before.
    pub notice: Option<Notice>,
    /// Where the form is sent.
    pub action: String,
    /// The form's token.
    pub token: FormToken,
    /// Login name.
    pub login: Field,
    /// Password.
    pub password: Field,
}

/// The person's own account.
#[derive(Debug, Clone, Template)]
#[template(path = "office/account.html")]
pub struct AccountPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Name and login.
    pub about: MetadataTable,
    /// Roles by agency.
    pub rights: DataTable,
    /// Where the password is changed.
    pub password: String,
    /// By which programs act in the person's name.
    pub tokens: DataTable,
    /// Where one is issued.
    pub new_token: String,
}

/// Where to go after signing in.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Back {
    /// Path within the office.
    #[serde(default)]
    pub back: String,
}

impl Back {
    /// A path of the office and nothing else: a link must not lead a signed-in person away.
    fn target(&self) -> String {
        let inside = self.back.starts_with("/office") && !self.back.contains(['\\', '\r', '\n']);
        if inside && !self.back.starts_with("/office/sign-") { self.back.clone() } else { address::office() }
    }
}

/// `GET /office/sign-in`
///
/// # Errors
///
/// A problem when the session cannot be read.
pub async fn sign_in_page(
    State(office): State<Office>,
    session: Session,
    view: View,
    Query(back): Query<Back>,
) -> Result<Response, Fault> {
    sign_in_form(&office, &session, view, &back, &Fields::default(), None).await
}

async fn sign_in_form(
    office: &Office,
    session: &Session,
    view: View,
    back: &Back,
    fields: &Fields,
    message: Option<String>,
) -> Result<Response, Fault> {
    let status = if message.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let flaws = Flaws::default();
    let login = Filled::new(fields, &flaws).line("login", "登录名").autocomplete("username");
    let password = Field::line("password", "密码", "").control(Control::Line("password"));
    let page = SignInPage {
        frame: OfficeFrame::new(&office.site, view, "登录"),
        notice: message.map(|message| Notice::new(Tone::Stop, message)),
        action: address::sign_in(&back.back),
        token: token_of(session).await?,
        login,
        password: password.autocomplete("current-password"),
    };
    render(status, &page)
}

/// `POST /office/sign-in`
///
/// # Errors
///
/// A problem when the session cannot be kept.
pub async fn sign_in(
    State(office): State<Office>,
    session: Session,
    view: View,
    Query(back): Query<Back>,
    extensions: Extensions,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let attempt = SignIn {
        login: fields.text("login").to_owned(),
        password: fields.text("password").to_owned(),
        address: peer(&extensions),
    };
    match office.app.sign_in(&attempt).await {
        Ok(actor) => {
            // A new name and no old token: what was known of the session before is worth nothing after.
            session.clear().await;
            session.cycle_id().await.map_err(Problem::failed)?;
            session.insert(LOGIN_KEY, actor.login().unwrap_or_default()).await.map_err(Problem::failed)?;
            Ok(Redirect::to(&back.target()).into_response())
        }
        Err(AppError::Refused(refused)) => {
            sign_in_form(&office, &session, view, &back, &fields, Some(refused.message)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// From where the connection comes; proxies are counted as one address unless they speak for themselves.
fn peer(extensions: &Extensions) -> String {
    extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |info| info.0.ip().to_string())
}

/// `POST /office/sign-out`
///
/// # Errors
///
/// A problem when the session cannot be ended.
pub async fn sign_out(desk: Desk, Form(_): Form<Fields>) -> Result<Response, Fault> {
    desk.leave().await?;
    Ok(Redirect::to(&address::sign_in("")).into_response())
}

/// `GET /office/account`
///
/// # Errors
///
/// A problem when agencies cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk).await?)
}

async fn view(desk: &Desk) -> Result<AccountPage, Fault> {
    let mut rows = Vec::new();
    for grant in &desk.grants {
        let name = desk.app.store.agency(&grant.agency).await?.map_or(grant.agency.clone(), |row| row.name);
        let reach = if grant.role.reaches_below() { "本机关及所属机关" } else { "本机关" };
        rows.push(vec![
            Value::link(name, address::today(&grant.agency)),
            Value::text(grant.role.label()),
            Value::text(reach),
        ]);
    }
    let rights = DataTable {
        id: "rights",
        caption: "岗位和权限".to_owned(),
        caption_hidden: true,
        columns: ["机关", "岗位", "范围"].map(|label| Column::new(label, Align::Start)).into(),
        rows,
        empty: "还没有岗位。请联系系统管理员授予岗位。".to_owned(),
    };
    let about = vec![MetadataRow::new("姓名", &desk.name), MetadataRow::new("登录名", &desk.login)];
    Ok(AccountPage {
        frame: desk.frame("我的账号", &[]).await?,
        about: MetadataTable { rows: about },
        rights,
        password: address::password(),
        tokens: super::tokens::table(desk).await?,
        new_token: address::new_token(),
    })
}

fn password_sheet() -> Sheet {
    let field = |name, label: &str, complete| {
        Field::line(name, label, "").control(Control::Line("password")).autocomplete(complete)
    };
    Sheet {
        title: "修改密码".to_owned(),
        intro: "密码至少 10 个字符，可以用一句好记的话；不要与其他系统相同。".to_owned(),
        groups: vec![Group::plain(vec![
            field("old_password", "原密码", "current-password"),
            field("password", "新密码", "new-password"),
            field("again", "再输一次新密码", "new-password"),
        ])],
        submit: "修改密码".to_owned(),
        action: address::password(),
        cancel: address::account(),
        ..Sheet::default()
    }
}

/// The same sheet with what is wrong beside its fields; passwords are never filled in again.
fn with_errors(mut sheet: Sheet, flaws: &Flaws) -> Sheet {
    for group in &mut sheet.groups {
        for field in &mut group.fields {
            field.error = flaws.errors.of(field.name).map(str::to_owned);
        }
    }
    sheet
}

/// `GET /office/account/password`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn password_page(desk: Desk) -> Result<Response, Fault> {
    forms::show(&desk, password_sheet(), &Flaws::default(), &[("我的账号", address::account())]).await
}

/// `POST /office/account/password`
///
/// # Errors
///
/// A problem when the password cannot be kept.
pub async fn change_password(desk: Desk, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    let changed = if fields.text("password") == fields.text("again") {
        let (old, new) = (fields.text("old_password"), fields.text("password"));
        desk.app.change_password(&desk.actor, old, new).await
    } else {
        Err(AppError::field("again", "两次输入的新密码不一致，请重新输入。"))
    };
    match changed {
        Ok(()) => desk.done("密码已修改。", &address::account()).await,
        Err(error) => {
            let flaws = Fault::from(error).flaws()?;
            let sheet = with_errors(password_sheet(), &flaws);
            forms::show(&desk, sheet, &flaws, &[("我的账号", address::account())]).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_only_into_the_office() {
        let target = |back: &str| Back { back: back.to_owned() }.target();
        assert_eq!(target("/office/jx/items?page=2"), "/office/jx/items?page=2");
        for outside in ["", "//evil.example", "https://evil.example", "/\\evil", "/office/sign-out"] {
            assert_eq!(target(outside), "/office", "{outside}");
        }
    }
}
