//! Signing in as an enterprise, apart from staff, and opening an account with a code.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::intake::Visitor;

use super::here;
use crate::form::{Checker, Fields};
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group};
use crate::portal::ask::flaws_of;
use crate::portal::pages::Way;
use crate::portal::visitor::{Visit, VisitorForm};
use crate::portal::visitor_page::VisitorPage;
use crate::ui::field::Control;
use crate::{AppState, Problem, routes};

/// Which of the two forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    SignIn,
    Open,
}

impl Door {
    const fn title(self) -> &'static str {
        match self {
            Door::SignIn => "企业登录",
            Door::Open => "凭开通码开通",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Door::SignIn => "/enterprise/sign-in",
            Door::Open => "/enterprise/open",
        }
    }
}

fn form(
    state: &AppState,
    visit: &Visit,
    door: Door,
    (given, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let filled = Filled::new(given, flaws);
    let title = door.title();
    let mut page = VisitorPage::new(here(state, visit, title), visit, title);
    let code = filled.line("credit_code", "统一社会信用代码").autocomplete("username");
    // A password is never sent back.
    let mut secret = filled.line("password", "密码").control(Control::Line("password"));
    secret.value.clear();
    let fields = match door {
        Door::SignIn => vec![code, secret.autocomplete("current-password")],
        Door::Open => vec![
            code,
            filled.line("code", "开通码").hint("16 个字母和数字，由行政机关当面发放，30 天内有效。"),
            secret.autocomplete("new-password").hint("至少 10 个字符，可以用一句好记的话。"),
        ],
    };
    page.groups = vec![Group::plain(fields)];
    door.path().clone_into(&mut page.action);
    if door == Door::SignIn { "登录" } else { "开通" }.clone_into(&mut page.submit);
    page.back = Some(("返回".to_owned(), routes::enterprise()));
    page.help = vec![
        Way {
            name: "没有账户".to_owned(),
            how: "经办人带营业执照、授权委托书和身份证件，到公布政策的行政机关领取开通码。".to_owned(),
        },
        Way {
            name: "忘记密码".to_owned(), how: "同样到行政机关重新领取开通码，再设置密码。".to_owned()
        },
    ];
    page.show(visit, status, flaws)
}

/// `GET /enterprise/sign-in`
pub(super) async fn sign_in_page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    form(&state, &visit, Door::SignIn, (&Fields::default(), StatusCode::OK, &Flaws::default()))
}

/// `GET /enterprise/open`
pub(super) async fn open_page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    form(&state, &visit, Door::Open, (&Fields::default(), StatusCode::OK, &Flaws::default()))
}

/// `POST /enterprise/sign-in`
pub(super) async fn sign_in(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    enter(&state, sent, Door::SignIn).await
}

/// `POST /enterprise/open`
pub(super) async fn open(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    enter(&state, sent, Door::Open).await
}

async fn enter(state: &AppState, sent: VisitorForm, door: Door) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    if let Some(doubt) = doubt {
        let flaws = Flaws::refused(doubt.message());
        return form(state, &visit, door, (&fields, doubt.status(), &flaws));
    }
    let mut check = Checker::new(&fields);
    let credit = check.required("credit_code", "请填写统一社会信用代码");
    let password = check.required("password", "请填写密码");
    let code = if door == Door::Open { check.required("code", "请填写开通码") } else { String::new() };
    if let Err(errors) = check.finish(Some(())) {
        let flaws = Flaws { errors, refusal: None };
        return form(state, &visit, door, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws));
    }
    // The seat hangs on a cookie nobody can have seen before.
    let fresh = Visitor::new()?;
    let entered = match door {
        Door::SignIn => state.app.sign_in_enterprise(&fresh, &credit, &password, &visit.address).await,
        Door::Open => state.app.open_enterprise(&fresh, &credit, &code, &password, &visit.address).await,
    };
    match entered {
        Ok(()) => Ok(Visit { visitor: fresh, ..visit }.lead("/enterprise/mine")),
        Err(error) => {
            let flaws = flaws_of(error)?;
            form(state, &visit, door, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws))
        }
    }
}

/// `POST /enterprise/sign-out`
pub(super) async fn sign_out(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    // Leaving is safe whoever asks for it.
    state.app.sign_out_enterprise(&sent.visit.visitor).await?;
    Ok(sent.visit.lead(&routes::enterprise()))
}
