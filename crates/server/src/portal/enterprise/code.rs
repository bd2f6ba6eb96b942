//! The enterprise code (企业码): a picture with a short-lived address, shown to an officer or anybody else.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{here, seat};
use crate::portal::visitor::Visit;
use crate::ui::metadata_table::MetadataTable;
use crate::ui::portal_frame::PortalFrame;
use crate::ui::prose::Html;
use crate::{AppState, Problem};

/// `/enterprise/code` and what it leads to.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/enterprise_code.html")]
pub(super) struct CodePage {
    /// The frame.
    pub frame: PortalFrame,
    /// Heading.
    pub title: String,
    /// Until when it holds.
    pub sentence: String,
    /// The code as a picture; empty on the page it leads to.
    pub picture: Html,
    /// What everybody may know of the enterprise.
    pub facts: MetadataTable,
    /// Where an officer sees more: one address for each agency is not known here, so the credit code is shown.
    pub hint: String,
}

/// `GET /enterprise/code`
pub(super) async fn page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(seat) = seat(&state, &visit).await? else { return Ok(visit.lead("/enterprise/sign-in")) };
    let (token, until) = state.app.enterprise_token(&seat);
    let address = state.site.absolute(&format!("/enterprise/shown/{token}"));
    let page = CodePage {
        frame: here(&state, &visit, "企业码"),
        title: "企业码".to_owned(),
        sentence: format!("向窗口出示。{} 前有效，过期后刷新本页。", crate::office::minute(until)),
        picture: Html::of_part(crate::qr::svg(&address, "企业码")),
        facts: crate::office::enterprises::public_facts(&seat.profile),
        hint: "扫码只能看到上面的公开信息；非公开的数据，授权的机关在工作台查阅，每次都有记录。".to_owned(),
    };
    visit.show(StatusCode::OK, &page, false)
}

/// `GET /enterprise/shown/{token}`: whoever scans it sees that it is genuine, and what everybody may know.
pub(super) async fn shown(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let (profile, until) = state.app.enterprise_by_token(&token).await?;
    let page = CodePage {
        frame: here(&state, &visit, "企业码核验"),
        title: "企业码核验".to_owned(),
        sentence: format!("企业码真实有效，{} 过期。", crate::office::minute(until)),
        picture: Html::default(),
        facts: crate::office::enterprises::public_facts(&profile),
        hint: "工作人员在工作台“企业”中按统一社会信用代码打开，查看企业授权的数据和符合的政策。".to_owned(),
    };
    visit.show(StatusCode::OK, &page, false)
}
