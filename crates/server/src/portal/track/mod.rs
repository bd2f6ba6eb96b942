//! `/requests/track`: learning where a request stands by its number and query code, and what its requester can do.
//!
//! Number and code are sent in a form, never in an address; what was opened is kept for the visitor, sealed, for two hours.

mod acts;
mod case;
mod feed;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_app::intake::{Opened, OpenedCase};
use gongkai_app::uploads;
use jiff::SignedDuration;

use super::ask::flaws_of;
use super::common::frame;
use super::pages::Way;
use super::visitor::{Doubt, Visit, VisitorForm};
use super::visitor_page::VisitorPage;
use super::{inquiries, motions};
use crate::form::Fields;
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group};
use crate::ui::breadcrumb::Crumb;
use crate::{AppState, Problem, routes};

/// Under this name the opened request is kept for the visitor.
const OPENED: &str = "opened";
/// How long it stays open.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(2);

/// The pages of tracking.
pub(super) fn router() -> Router<AppState> {
    let limit = DefaultBodyLimit::max(uploads::TOTAL_BYTES + 512 * 1024);
    Router::new()
        .route("/requests/track", get(track).post(open))
        .route("/requests/case", get(case::page))
        .route("/requests/case/proof", get(case::proof))
        .route("/requests/case/leave", post(leave))
        .route("/requests/case/letters/{letter}/{file}", get(case::letter))
        .route("/requests/feed/{agency}/{number}/{key}", get(feed::feed))
        .route("/requests/case/{act}", get(acts::page).post(acts::perform).layer(limit))
}

/// The request this visitor has open.
async fn opened(state: &AppState, visit: &Visit) -> Result<Option<OpenedCase>, Problem> {
    Ok(state.app.kept_for(&visit.visitor, OPENED).await?)
}

/// `GET /requests/track`
async fn track(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    form(&state, &visit, &Fields::default(), StatusCode::OK, &Flaws::default())
}

fn form(
    state: &AppState,
    visit: &Visit,
    fields: &Fields,
    status: StatusCode,
    flaws: &Flaws,
) -> Result<Response, Problem> {
    let crumbs = vec![Crumb::here("办理查询")];
    let mut page =
        VisitorPage::new(frame(state, visit.view.clone(), "办理查询").crumbs(crumbs), visit, "办理查询");
    "填写回执上的编号和查询码，可以看到办到哪一步、最后一天是哪天，也可以补正、评价。"
        .clone_into(&mut page.intro);
    let filled = Filled::new(fields, flaws);
    page.groups = vec![Group::plain(vec![
        filled.line("number", "编号").hint("形如 2021-000123、更正2021-000001、留言2021-000001。"),
        filled.line("code", "查询码").hint("16 位，字母不分大小写，横线可以不写。").autocomplete("off"),
    ])];
    page.action = routes::track_request();
    "查询".clone_into(&mut page.submit);
    let way = |name: &str, how: &str| Way { name: name.to_owned(), how: how.to_owned() };
    page.help = vec![
        way(
            "没有查询码",
            "当面、邮寄、传真提交的，登记回执上也有编号和查询码；没有收到的，请凭编号向受理机关索取。",
        ),
        way("查询码丢了", "平台不保存查询码，请带有效证件向受理机关申请新的查询码。"),
        way("您会收到", "登记回执、需要补正或者延期时的告知书、答复书，办结前都能在这里看到进展。"),
    ];
    page.show(visit, status, flaws)
}

/// `POST /requests/track`
async fn open(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    if let Some(doubt) = doubt {
        return form(&state, &visit, &fields, doubt.status(), &doubted(doubt));
    }
    let (number, code) = (fields.text("number"), fields.text("code"));
    match state.app.open_by_code(&state.limits, number, code, &visit.address).await {
        Ok(opened) => match opened {
            Opened::Case(case) => {
                state.app.keep_for(&visit.visitor, OPENED, &case, OPEN_FOR).await?;
                Ok(visit.lead(&routes::opened_request()))
            }
            Opened::Motion(motion) => {
                state.app.keep_for(&visit.visitor, motions::OPENED, &motion, OPEN_FOR).await?;
                Ok(visit.lead("/requests/motion"))
            }
            Opened::Inquiry(inquiry) => {
                state.app.keep_for(&visit.visitor, inquiries::OPENED, &inquiry, OPEN_FOR).await?;
                Ok(visit.lead("/requests/message"))
            }
        },
        Err(error) => {
            let throttled =
                matches!(&error, gongkai_app::AppError::Refused(refused) if refused.rule == "code_throttled");
            let flaws = flaws_of(error)?;
            let status =
                if throttled { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
            form(&state, &visit, &fields, status, &flaws)
        }
    }
}

/// What a visitor is told whose form is not acted on.
fn doubted(doubt: Doubt) -> Flaws {
    Flaws::refused(doubt.message())
}

/// `POST /requests/case/leave`: nobody who comes to this device afterwards sees the request.
async fn leave(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    state.app.drop_for(&sent.visit.visitor, OPENED).await?;
    Ok(sent.visit.lead(&routes::track_request()))
}
