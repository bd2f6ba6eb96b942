//! The receipt (登记回执): number and query code, large and printable.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;

use super::draft::{DRAFT, Draft};
use crate::download::download;
use crate::portal::common::{agency, frame};
use crate::portal::pages::Way;
use crate::portal::visitor::Visit;
use crate::ui::breadcrumb::Crumb;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// For how long the browser that submitted can show the receipt again.
pub(super) const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(24);

/// `/requests/receipt`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/receipt.html")]
pub(super) struct ReceiptPage {
    /// The frame.
    pub frame: PortalFrame,
    /// The agency asked.
    pub agency: String,
    /// Number of the request.
    pub number: String,
    /// The query code.
    pub code: String,
    /// Day of submission.
    pub submitted_on: String,
    /// Day of receipt, or what it waits for.
    pub received: String,
    /// What happens next, in order.
    pub next: Vec<String>,
    /// Whom to ask.
    pub contact: Vec<Way>,
}

/// `GET /requests/receipt.pdf`
pub(super) async fn pdf(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let draft: Option<Draft> = state.app.kept_for(&visit.visitor, DRAFT).await?;
    let Some(draft) = draft.filter(|draft| draft.submitted) else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let submitted = state.app.submitted(&draft.key).await?.ok_or(Problem::NotFound)?;
    let tracking = state.site.absolute(&routes::track_request());
    let pdf = state.app.receipt_pdf(&submitted, &tracking).await?;
    let name = format!("登记回执 {}.pdf", submitted.number);
    Ok(visit.mark(download(&name, "application/pdf", pdf)))
}

/// `GET /requests/receipt`
pub(super) async fn page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let draft: Option<Draft> = state.app.kept_for(&visit.visitor, DRAFT).await?;
    let Some(draft) = draft.filter(|draft| draft.submitted) else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let submitted = state.app.submitted(&draft.key).await?.ok_or(Problem::NotFound)?;
    let row = agency(&state, &submitted.agency).await?;
    let crumbs = vec![Crumb::to("依申请公开", routes::new_request()), Crumb::here("登记回执")];
    let (received, first) = match submitted.received_on {
        Some(on) => (format!("{on}"), "自收到申请之日起 20 个工作日内答复；需要延长的会告知您。".to_owned()),
        None => (
            "待双方确认。网上提交的申请，以双方确认之日为收到申请之日（条例第31条）".to_owned(),
            "工作人员在下一个工作日前联系您确认；您也可以凭查询码在网上先确认。确认之日起 20 个工作日内答复。"
                .to_owned(),
        ),
    };
    let contact = [
        ("受理机关", row.name.clone()),
        ("工作机构", row.unit_name),
        ("电话", row.phone),
        ("办公时间", row.office_hours),
    ];
    let page = ReceiptPage {
        frame: frame(&state, visit.view.clone(), "登记回执").crumbs(crumbs),
        agency: row.name,
        number: submitted.number.to_string(),
        code: submitted.code,
        submitted_on: submitted.submitted_on.to_string(),
        received,
        next: vec![
            first,
            "内容不明确的，会在 7 个工作日内一次性告知您补正。".to_owned(),
            "答复后可以在网上查看、评价；对答复不服的，可以依法申请行政复议或者提起行政诉讼。".to_owned(),
        ],
        contact: contact
            .into_iter()
            .filter(|(_, how)| !how.trim().is_empty())
            .map(|(name, how)| Way { name: name.to_owned(), how })
            .collect(),
    };
    visit.show(StatusCode::OK, &page, false)
}
