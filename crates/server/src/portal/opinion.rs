//! `/opinions/{token}`: a third party gives its opinion by a link (第三方意见), Art. 32.
//!
//! The page shows who asks, what about, the last day and what silence means; never a word about the requester.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::REFERRER_POLICY;
use axum::response::Response;
use axum::routing::get;
use gongkai_app::AppError;
use gongkai_app::intake::{FoundLink, OpinionAsked};
use gongkai_app::uploads;
use gongkai_request::code::Opinion;
use gongkai_request::opinion_link::LinkState;
use gongkai_statute::clock::Consulted;

use super::ask::flaws_of;
use super::common::frame;
use super::pages::Way;
use super::visitor::{Visit, VisitorForm};
use super::visitor_page::{Looked, VisitorPage};
use crate::download::download;
use crate::form::{FieldErrors, Fields};
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group};
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Choice;
use crate::ui::file_input::FileInput;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::{AppState, Problem, routes};

/// Longest reasons.
const LONGEST: usize = 5_000;
/// What the page is called, whatever it shows.
const TITLE: &str = "政府信息公开征求意见";

/// The pages of a link.
pub(super) fn router() -> Router<AppState> {
    let limit = DefaultBodyLimit::max(uploads::TOTAL_BYTES + 512 * 1024);
    Router::new()
        .route("/opinions/{token}", get(page).post(answer).layer(limit))
        .route("/opinions/{token}/files/{id}", get(file))
}

/// The address holds the token: it goes to nobody as a referrer.
fn unreferred(mut response: Response) -> Response {
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `GET /opinions/{token}`
async fn page(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    match state.app.open_opinion_link(&token).await? {
        FoundLink::Open(asked) => {
            form(&state, &visit, &token, &asked, (&Fields::default(), StatusCode::OK, &Flaws::default()))
        }
        FoundLink::Closed(link, agency) => closed(&state, &visit, link, agency.as_deref(), false),
    }
}

fn form(
    state: &AppState,
    visit: &Visit,
    token: &str,
    asked: &OpinionAsked,
    (fields, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let crumbs = vec![Crumb::here(TITLE)];
    let mut page = VisitorPage::new(frame(state, visit.view.clone(), TITLE).crumbs(crumbs), visit, TITLE);
    page.intro = format!(
        "{}收到公开申请，要公开的信息可能涉及您的合法权益，依法征求您的意见（条例第32条）。",
        asked.agency.name
    );
    let mut rows = vec![
        MetadataRow::new("征求意见的机关", asked.agency.name.clone()),
        MetadataRow::new("最后一天", asked.until.to_string()),
        MetadataRow::wide("逾期不提出意见的", silence(asked.to)),
        MetadataRow::wide("涉及的信息", asked.about.clone()),
    ];
    rows.extend(asked.files.iter().enumerate().map(|(place, (id, name))| {
        MetadataRow::link(format!("材料 {}", place + 1), name, routes::opinion_file(token, id))
    }));
    page.looked =
        vec![Looked {
            title: "征求什么意见".to_owned(), href: String::new(), table: MetadataTable { rows }
        }];
    let filled = Filled::new(fields, flaws);
    let choices = vec![
        Choice::new(Opinion::Agrees.key(), "同意公开"),
        Choice::new(Opinion::Partly.key(), "部分同意：请在理由中写明哪些可以公开、哪些不可以"),
        Choice::new(Opinion::Objects.key(), "不同意公开：请写明理由"),
    ];
    page.groups = vec![Group {
        fields: vec![
            filled.radios("opinion", "您的意见", choices),
            filled
                .area("reasons", "理由", 6)
                .optional()
                .hint("涉及商业秘密、个人隐私的，写明是哪些内容、公开会有什么损害。"),
        ],
        files: vec![FileInput {
            name: "file",
            label: "有关材料（选填）".to_owned(),
            hint: format!("{}，每个不超过 10 MB。涉密不上网：标有密级的文件不得上传。", uploads::ACCEPTED),
            error: flaws.errors.of("file").map(str::to_owned),
            accept: uploads::ACCEPT,
            multiple: true,
        }],
        ..Group::default()
    }];
    page.action = routes::opinion(token);
    "提交意见".clone_into(&mut page.submit);
    page.help = contact(&asked.agency);
    page.show(visit, status, flaws).map(unreferred)
}

const fn silence(to: Consulted) -> &'static str {
    match to {
        Consulted::ThirdParty => "由征求意见的机关依照条例决定是否公开。",
        Consulted::CoMaker => "视为同意公开（条例第34条）。",
        Consulted::OtherAgency => "不视为同意，也不视为不同意。",
    }
}

fn contact(agency: &gongkai_store::agency::AgencyRow) -> Vec<Way> {
    let ways = [("工作机构", &agency.unit_name), ("电话", &agency.phone), ("办公时间", &agency.office_hours)];
    let mut ways: Vec<Way> = ways
        .into_iter()
        .filter(|(_, how)| !how.trim().is_empty())
        .map(|(name, how)| Way { name: name.to_owned(), how: how.clone() })
        .collect();
    ways.push(Way {
        name: "真伪".to_owned(),
        how: "不确定链接是不是真的，请按征求意见书上的电话核实；本页不会要求您转账、付费。".to_owned(),
    });
    ways
}

/// A link that cannot be used says so politely, and whom to ask.
fn closed(
    state: &AppState,
    visit: &Visit,
    link: LinkState,
    agency: Option<&gongkai_store::agency::AgencyRow>,
    just_now: bool,
) -> Result<Response, Problem> {
    let (title, text, tone) = match (link, just_now) {
        (_, true) => (
            "意见已经提交",
            "您的意见已经收到，谢谢。机关作出决定后，依法需要告知您的，会书面告知。",
            Tone::Done,
        ),
        (LinkState::Used, _) => (
            "意见已经提交",
            "这个链接已经用过，意见已经收到。需要补充的，请与征求意见的机关联系。",
            Tone::Info,
        ),
        (LinkState::Expired, _) => (
            "链接已经过期",
            "提出意见的时间已经过了，或者这次征求意见已经结束。仍要提出意见的，请与征求意见的机关联系。",
            Tone::Info,
        ),
        (LinkState::Unknown | LinkState::Open, _) => {
            ("链接无效", "没有这个链接，请核对收到的网址是否完整，或者按征求意见书上的电话联系。", Tone::Info)
        }
    };
    // Not 404, whose page speaks of addresses: whoever holds a letter is told whom to ask.
    let status = if link == LinkState::Unknown { StatusCode::GONE } else { StatusCode::OK };
    let page = ClosedPage {
        frame: frame(state, visit.view.clone(), title).crumbs(vec![Crumb::here(TITLE)]),
        title: title.to_owned(),
        notice: Notice::new(tone, text),
        contact: agency.map(contact).unwrap_or_default(),
        agency: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
    };
    visit.show(status, &page, false).map(unreferred)
}

/// A link that is over.
#[derive(Debug, Clone, askama::Template)]
#[template(path = "portal/opinion_closed.html")]
struct ClosedPage {
    frame: crate::ui::portal_frame::PortalFrame,
    title: String,
    notice: Notice,
    agency: String,
    contact: Vec<Way>,
}

/// `GET /opinions/{token}/files/{id}`
async fn file(
    State(state): State<AppState>,
    visit: Visit,
    Path((token, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let file = state.app.opinion_link_file(&token, &id).await?;
    Ok(unreferred(visit.mark(download(&file.name, &file.media_type, file.bytes))))
}

/// `POST /opinions/{token}`
async fn answer(
    State(state): State<AppState>,
    Path(token): Path<String>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    let asked = match state.app.open_opinion_link(&token).await? {
        FoundLink::Open(asked) => asked,
        FoundLink::Closed(link, agency) => return closed(&state, &visit, link, agency.as_deref(), false),
    };
    if let Some(doubt) = doubt {
        let refusal = Some(Notice::new(Tone::Warn, doubt.message()));
        let flaws = Flaws { errors: FieldErrors::default(), refusal };
        return form(&state, &visit, &token, &asked, (&fields, doubt.status(), &flaws));
    }
    match give(&state, &token, &asked, &fields).await {
        Ok(()) => closed(&state, &visit, LinkState::Used, Some(&asked.agency), true),
        Err(error) => {
            let flaws = flaws_of(error)?;
            form(&state, &visit, &token, &asked, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws))
        }
    }
}

async fn give(state: &AppState, token: &str, asked: &OpinionAsked, fields: &Fields) -> Result<(), AppError> {
    let offered = [Opinion::Agrees, Opinion::Partly, Opinion::Objects];
    let chosen = Opinion::from_key(fields.text("opinion")).filter(|opinion| offered.contains(opinion));
    let opinion = chosen.ok_or_else(|| AppError::field("opinion", "请选择您的意见。"))?;
    let reasons = fields.text("reasons");
    if opinion != Opinion::Agrees && reasons.is_empty() {
        return Err(AppError::field("reasons", "不同意或者部分同意公开的，请写明理由（条例第32条）。"));
    }
    let count = reasons.chars().count();
    if count > LONGEST {
        let message = format!("最多 {LONGEST} 个字，现在有 {count} 个字，请删减；较长的可以写成文件上传。");
        return Err(AppError::field("reasons", message));
    }
    let place = format!("portal/{}/opinion", asked.agency.code);
    state.app.fit_texts(&place, &[("reasons", reasons)]).await?;
    let mut files = Vec::new();
    for upload in fields.files("file") {
        files.push(state.app.fit_file(&place, "file", &upload.name, &upload.bytes).await?);
    }
    if files.len() > uploads::COUNT {
        return Err(AppError::field("file", format!("最多上传 {} 个文件。", uploads::COUNT)));
    }
    state.app.answer_by_link(token, opinion, reasons, files).await
}
