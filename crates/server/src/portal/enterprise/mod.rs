//! Pages of enterprises (企业服务): which policies fit, why, how much, until when; with an account or without.

mod account;
mod code;
mod mine;
mod results;
mod trial;

pub use mine::MinePage;
pub use results::{FitGroup, FitView, ResultsPage};

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_app::enterprises::{EnterpriseSeat, Stated};
use gongkai_enterprise::{Attribute, SizeClass, flags, qualifications};

use super::common::frame;
use super::visitor::Visit;
use crate::office::forms::Filled;
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Field;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// What the pages are called.
const TITLE: &str = "企业服务";

/// Pages of one visitor.
pub(super) fn visitor_router() -> Router<AppState> {
    Router::new()
        .route("/enterprise/", get(door))
        .route("/enterprise/try", get(trial::page).post(trial::answer))
        .route("/enterprise/sign-in", get(account::sign_in_page).post(account::sign_in))
        .route("/enterprise/open", get(account::open_page).post(account::open))
        .route("/enterprise/sign-out", post(account::sign_out))
        .route("/enterprise/mine", get(mine::page))
        .route("/enterprise/told", post(mine::told))
        .route("/enterprise/facts", get(mine::facts_page).post(mine::state_facts))
        .route("/enterprise/consents", get(mine::consents_page).post(mine::consent))
        .route("/enterprise/policies/{agency}/{number}", get(mine::policy).post(mine::apply))
        .route("/enterprise/code", get(code::page))
        .route("/enterprise/shown/{token}", get(code::shown))
}

/// `/enterprise/`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/enterprise.html")]
pub struct EnterprisePage {
    /// The frame.
    pub frame: PortalFrame,
    /// Heading.
    pub title: String,
    /// Ways in: name, what it is for, address.
    pub ways: Vec<(String, String, String)>,
}

/// `GET /enterprise/`: the ways in. Whoever is signed in is led to their own page.
async fn door(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    if seat(&state, &visit).await?.is_some() {
        return Ok(visit.lead("/enterprise/mine"));
    }
    let way = |name: &str, what: &str, href: String| (name.to_owned(), what.to_owned(), href);
    let page = EnterprisePage {
        frame: here(&state, &visit, TITLE),
        title: TITLE.to_owned(),
        ways: vec![
            way("登录", "查看推送给本企业的政策、逐条理由，补充数据，申报", "/enterprise/sign-in".to_owned()),
            way("凭开通码开通", "经办人向行政机关领取开通码，设置密码", "/enterprise/open".to_owned()),
            way("不登录试一试", "填几项情况，看看可能符合哪些政策，不保存", "/enterprise/try".to_owned()),
            way("惠企政策", "全部事项的对象、条件、金额、时限", routes::policies()),
        ],
    };
    visit.show(StatusCode::OK, &page, false)
}

/// The enterprise the visitor is signed in as.
async fn seat(state: &AppState, visit: &Visit) -> Result<Option<EnterpriseSeat>, Problem> {
    Ok(state.app.enterprise_seat(&visit.visitor).await?)
}

/// The frame of a page below the first.
fn here(state: &AppState, visit: &Visit, title: &str) -> PortalFrame {
    let mut crumbs = Vec::new();
    if title != TITLE {
        crumbs.push(Crumb::to(TITLE, routes::enterprise()));
    }
    crumbs.push(Crumb::here(title));
    frame(state, visit.view.clone(), title).crumbs(crumbs)
}

/// Fields in which an enterprise says what it is, named as the heads of the table of enterprises.
fn stated_fields(filled: &Filled<'_>, year: i16) -> Vec<Field> {
    Stated::HEADS
        .iter()
        .map(|attribute| {
            let unit = match attribute.unit() {
                "" => String::new(),
                unit => format!("（{unit}）"),
            };
            let when = if attribute.is_yearly() { format!("{} 年", year - 1) } else { String::new() };
            let field =
                filled.line(attribute.key(), &format!("{when}{}{unit}", attribute.label())).optional();
            match attribute {
                Attribute::Region => field.hint("6 位，例如 330482。"),
                Attribute::Industry => {
                    field.hint("国民经济行业代码，例如 C3911；多个用分号隔开，主要的写在前面。")
                }
                Attribute::Founded => field.hint("例如 2019-03-01。"),
                Attribute::Qualifications => field.hint(format!(
                    "多个用分号隔开，没有的填“-”。例如 {}。",
                    qualifications().iter().take(4).copied().collect::<Vec<_>>().join("；")
                )),
                Attribute::Flags => field.hint(format!(
                    "多个用分号隔开，没有的填“-”。可以填：{}。",
                    flags().iter().map(|(_, label)| *label).collect::<Vec<_>>().join("；")
                )),
                _ => field,
            }
        })
        .collect()
}

/// What was filled in, as it is kept: flags by their codes, half-width separators.
fn stated_of(fields: &crate::form::Fields, year: i16) -> Stated {
    let cells = Stated::HEADS.iter().map(|attribute| {
        let typed = fields.text(attribute.key()).trim().replace(['；', '、', '，', ','], ";");
        let typed = if *attribute == Attribute::Flags {
            let codes = typed.split(';').map(str::trim).filter(|one| !one.is_empty());
            codes.map(|one| gongkai_enterprise::flag_code(one).unwrap_or(one)).collect::<Vec<_>>().join(";")
        } else {
            typed
        };
        (attribute.key().to_owned(), typed)
    });
    Stated { year, cells: cells.filter(|(_, cell)| !cell.is_empty()).collect() }
}

/// What was kept, as it is shown in the form.
fn typed_of(stated: &Stated, year: i16) -> crate::form::Fields {
    // A figure of another year is not shown as this year's.
    let of_now =
        |key: &str| Attribute::from_key(key).is_some_and(|one| !one.is_yearly() || stated.year == year);
    let pairs = stated.cells.iter().filter(|(key, _)| of_now(key)).map(|(key, cell)| {
        let shown = if key == Attribute::Flags.key() {
            cell.split(';').map(gongkai_enterprise::flag_label).collect::<Vec<_>>().join("；")
        } else {
            cell.clone()
        };
        (key.clone(), shown)
    });
    crate::form::Fields::of(pairs)
}

/// The size as the statistics reckon it, in words.
fn size_of(profile: &gongkai_enterprise::Profile, year: i16) -> Option<&'static str> {
    gongkai_enterprise::Facts::new(profile, year).size_class(year - 1).map(SizeClass::label)
}
