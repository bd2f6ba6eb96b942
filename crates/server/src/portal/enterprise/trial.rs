//! Trying without an account (不登录试一试): what is typed is matched and not kept.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::AppError;

use super::results::{ResultsPage, groups, sentence, view};
use super::{here, size_of, stated_fields, stated_of};
use crate::form::Fields;
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group};
use crate::portal::ask::flaws_of;
use crate::portal::visitor::{Visit, VisitorForm};
use crate::portal::visitor_page::VisitorPage;
use crate::{AppState, Problem, routes};

/// `GET /enterprise/try`
pub(super) async fn page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    form(&state, &visit, &Fields::default(), StatusCode::OK, &Flaws::default())
}

fn form(
    state: &AppState,
    visit: &Visit,
    given: &Fields,
    status: StatusCode,
    flaws: &Flaws,
) -> Result<Response, Problem> {
    let title = "不登录试一试";
    let year = state.app.today().year();
    let mut page = VisitorPage::new(here(state, visit, title), visit, title);
    page.intro =
        format!("填几项情况，看看 {year} 年度可能符合哪些政策。不填的按未知处理；填的内容不保存、不记录。");
    page.groups = vec![Group::plain(stated_fields(&Filled::new(given, flaws), year))];
    "/enterprise/try".clone_into(&mut page.action);
    "看结果".clone_into(&mut page.submit);
    page.back = Some(("返回".to_owned(), routes::enterprise()));
    page.show(visit, status, flaws)
}

/// `POST /enterprise/try`
pub(super) async fn answer(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    if let Some(doubt) = doubt {
        return form(&state, &visit, &fields, doubt.status(), &Flaws::refused(doubt.message()));
    }
    let year = state.app.today().year();
    let profile = match stated_of(&fields, year).checked("-") {
        Ok(profile) => profile,
        Err(wrong) => {
            let flaws = flaws_of(AppError::Fields(wrong))?;
            return form(&state, &visit, &fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws);
        }
    };
    let fits = state.app.fits(&profile).await?;
    let groups = groups(&fits, |fit| view(fit, routes::policy(&fit.benefit.id), String::new()));
    let size = size_of(&profile, year).map(|size| format!("按统计划型为{size}企业。")).unwrap_or_default();
    let page = ResultsPage {
        frame: here(&state, &visit, "试算结果"),
        title: "试算结果".to_owned(),
        sentence: format!("{size}{}以行政机关审核为准。", sentence(&groups)),
        groups,
        back: ("再试一次".to_owned(), "/enterprise/try".to_owned()),
    };
    visit.show(StatusCode::OK, &page, false)
}
