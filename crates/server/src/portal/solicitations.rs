//! Opinions of the public on drafts (意见征集): what is asked, the form, what became of the opinions.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use gongkai_app::intake::Knock;
use gongkai_app::solicitations::{LONGEST_OPINION, PlainOpinion, ShownSolicitation};
use gongkai_publication::BUSINESS_ARTICLE;
use gongkai_store::solicitation::{SolicitationCursor, SolicitationRow};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ask::{flaws_of, given_key, new_key};
use super::common::{agency, frame, item_link, show, site_frame};
use super::pages::{Panel, Way};
use super::visitor::{Doubt, Visit, VisitorForm};
use super::visitor_page::VisitorPage;
use crate::form::Fields;
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group};
use crate::site::View;
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Field;
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Running ones on a page; those that end first.
const RUNNING: u32 = 100;
/// Past ones on a page.
const PAST: u32 = 30;
/// Under this name the number of the last opinion is kept for the visitor.
const SENT: &str = "opinion_sent";
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Pages everybody sees alike.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/solicitations", get(list)).route("/solicitations/{agency}/{number}", get(page))
}

/// Pages of one visitor.
pub(super) fn visitor_router() -> Router<AppState> {
    Router::new()
        .route("/solicitations/{agency}/{number}/opinion", get(opinion).post(give))
        .route("/solicitations/{agency}/{number}/thanks", get(thanks))
}

/// `/solicitations`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/solicitations.html")]
pub struct SolicitationsPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What runs, what is over.
    pub panels: Vec<Panel>,
    /// Where the earlier ones are.
    pub next: Option<String>,
}

/// `/solicitations/{agency}/{number}`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/solicitation.html")]
pub struct SolicitationPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What is asked about.
    pub title: String,
    /// How it stands, in a sentence.
    pub sentence: String,
    /// What must be known first.
    pub notice: Option<Notice>,
    /// Who asks, until when, how to answer.
    pub facts: MetadataTable,
    /// The draft.
    pub document: Panel,
    /// Where it is answered, while it runs.
    pub answer: Option<String>,
    /// What became of the opinions, once it is over.
    pub feedback: Option<Panel>,
}

/// Where a page of past ones begins.
#[derive(Debug, Clone, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    before: String,
}

impl Wanted {
    fn cursor(&self) -> Option<SolicitationCursor> {
        let (day, id) = self.before.split_once('~')?;
        Some((day.parse().ok()?, id.to_owned()))
    }
}

/// `GET /solicitations`
async fn list(
    State(state): State<AppState>,
    view: View,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let today = state.app.today();
    let cursor = wanted.cursor();
    let mut panels = Vec::new();
    if cursor.is_none() {
        let rows = state.app.store.running_solicitations(today, RUNNING).await?;
        let empty = "现在没有正在征求意见的事项。".to_owned();
        panels.push(panel(&state, "running", "正在征求意见", rows, empty).await?);
    }
    let mut past = state.app.store.past_solicitations(today, cursor.as_ref(), PAST + 1).await?;
    let shown = usize::try_from(PAST).unwrap_or_default();
    let more = past.len() > shown;
    past.truncate(shown);
    let next = past.last().filter(|_| more).map(|row| {
        routes::with_query("/solicitations", &[("before", &format!("{}~{}", row.through, row.id))])
    });
    let empty = "征集结束的事项和采纳情况列在这里。".to_owned();
    panels.push(panel(&state, "past", "已经结束", past, empty).await?);
    show(&SolicitationsPage { frame: site_frame(&state, view, "意见征集", "征集调查"), panels, next })
}

async fn panel(
    state: &AppState,
    id: &str,
    title: &str,
    found: Vec<SolicitationRow>,
    empty: String,
) -> Result<Panel, Problem> {
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        rows.push(link(state, row).await?);
    }
    Ok(Panel { id: id.to_owned(), title: title.to_owned(), more: None, list: LinkList { rows, empty } })
}

/// A solicitation as a row of a list: the date is its last day.
pub(super) async fn link(state: &AppState, row: SolicitationRow) -> Result<LinkRow, Problem> {
    let asker = state.app.store.agency(&row.agency).await?.map(|agency| agency.name).unwrap_or_default();
    let shown = state.app.shown(row).await?;
    let row = &shown.row;
    Ok(LinkRow {
        details: vec![asker, format!("{} 至 {}", row.from, row.through)],
        state: state_word(&shown, state.app.today()).map(str::to_owned),
        ..LinkRow::new(routes::solicitation(&row.id), &row.title, row.through.to_string())
    })
}

/// Nothing while it runs.
fn state_word(shown: &ShownSolicitation, today: Date) -> Option<&'static str> {
    match shown {
        shown if shown.row.stopped.is_some() => Some("已终止"),
        shown if shown.row.is_running(today) => None,
        shown if shown.feedback.is_some() => Some("已公布采纳情况"),
        _ => Some("已截止，采纳情况待公布"),
    }
}

async fn load(state: &AppState, code: &str, number: &str) -> Result<ShownSolicitation, Problem> {
    Ok(state.app.shown_solicitation(&format!("{code}/{number}")).await?)
}

/// `GET /solicitations/{agency}/{number}`
async fn page(
    State(state): State<AppState>,
    view: View,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let shown = load(&state, &code, &number).await?;
    let asker = agency(&state, &shown.row.agency).await?;
    let row = &shown.row;
    let today = state.app.today();
    let runs = row.is_running(today);
    let mut facts = vec![
        MetadataRow::new("征集机关", asker.name.clone()),
        MetadataRow::new("开始日期", row.from.to_string()),
        MetadataRow::new("截止日期", row.through.to_string()),
        MetadataRow::new("收到意见", format!("{} 条", row.opinions)),
    ];
    if let Some(why) = &row.why_short {
        facts.push(MetadataRow::wide("征集少于30日的理由", format!("{why}（{BUSINESS_ARTICLE}）")));
    }
    if runs && !row.ways.is_empty() {
        facts.push(MetadataRow::wide("其他提出方式", row.ways.clone()));
    }
    let rows = shown.item.iter().map(|item| item_link(item, today)).collect();
    let document = Panel {
        id: "document".to_owned(),
        title: "征求意见的文件".to_owned(),
        more: None,
        list: LinkList { rows, empty: String::new() },
    };
    let notice =
        row.stopped.as_ref().map(|(why, on)| Notice::new(Tone::Warn, format!("{on} 终止征集：{why}")));
    let feedback = (!runs && row.stopped.is_none()).then(|| Panel {
        id: "feedback".to_owned(),
        title: "采纳情况".to_owned(),
        more: None,
        list: LinkList {
            rows: shown.feedback.iter().map(|item| item_link(item, today)).collect(),
            empty: "正在整理研究收到的意见，采纳情况公布后列在这里。".to_owned(),
        },
    });
    let sentence = match () {
        () if row.stopped.is_some() => "这次征集已经终止。".to_owned(),
        () if runs => format!("欢迎提出意见，{} 截止（含当日）。", row.through),
        () => format!("征集已于 {} 截止。", row.through),
    };
    let crumbs = vec![Crumb::to("意见征集", routes::solicitations()), Crumb::here(row.title.clone())];
    show(&SolicitationPage {
        frame: frame(&state, view, row.title.clone())
            .agency(asker.name, routes::agency(&asker.code))
            .crumbs(crumbs),
        title: row.title.clone(),
        sentence,
        notice,
        facts: MetadataTable { rows: facts },
        document,
        answer: runs.then(|| routes::give_opinion(&row.id)),
        feedback,
    })
}

/// `GET /solicitations/{agency}/{number}/opinion`
async fn opinion(
    State(state): State<AppState>,
    visit: Visit,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let shown = load(&state, &code, &number).await?;
    if !shown.row.is_running(state.app.today()) {
        return Ok(visit.lead(&routes::solicitation(&shown.row.id)));
    }
    let given = Fields::of([("key".to_owned(), new_key()?)]);
    form(&state, &visit, &shown, (&given, StatusCode::OK, &Flaws::default())).await
}

async fn form(
    state: &AppState,
    visit: &Visit,
    shown: &ShownSolicitation,
    (given, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let row = &shown.row;
    let asker = agency(state, &row.agency).await?;
    let back = routes::solicitation(&row.id);
    let crumbs = vec![
        Crumb::to("意见征集", routes::solicitations()),
        Crumb::to(row.title.clone(), back.clone()),
        Crumb::here("提出意见"),
    ];
    let title = "提出意见";
    let mut page = VisitorPage::new(frame(state, visit.view.clone(), title).crumbs(crumbs), visit, title);
    page.intro = format!("{}：{}，{} 截止。", asker.name, row.title, row.through);
    let filled = Filled::new(given, flaws);
    page.groups = vec![
        Group::plain(vec![
            filled
                .area("text", "您的意见", 8)
                .hint(format!("最多 {LONGEST_OPINION} 字；针对某一条的，请写明是第几条。").as_str()),
            Field::hidden("key", given.text("key")),
        ]),
        Group::new(
            "您的信息",
            vec![
                filled.line("name", "姓名或者名称").optional().autocomplete("name"),
                filled
                    .line("contact", "联系方式")
                    .optional()
                    .hint("电话、电子邮箱或者通信地址，需要进一步了解时使用。"),
            ],
        )
        .hint("可以不填。加密保存，不公开，只用于这次征集。"),
    ];
    page.action = routes::give_opinion(&row.id);
    "提交".clone_into(&mut page.submit);
    page.back = Some(("不提交，返回".to_owned(), back));
    page.help = help(&row.ways, &asker.unit_name, &asker.phone);
    page.show(visit, status, flaws)
}

fn help(ways: &str, unit: &str, phone: &str) -> Vec<Way> {
    let way = |name: &str, how: String| Way { name: name.to_owned(), how };
    let after = "征集结束后，收到的意见归纳整理，采纳情况和理由一并公布；公布的内容不含提出人的信息。";
    let mut help = vec![
        way("提交以后", after.to_owned()),
        way("涉密不上网", "不得填写国家秘密和标有密级的内容。".to_owned()),
    ];
    if !ways.trim().is_empty() {
        help.push(way("其他提出方式", ways.to_owned()));
    }
    if !phone.trim().is_empty() {
        help.push(way("填写有困难的", format!("可以打电话或者到{unit}当面提出：{phone}。")));
    }
    help
}

/// What is kept for the page that says thank you.
#[derive(Serialize, Deserialize)]
struct Sent {
    solicitation: String,
    number: u64,
}

/// `POST /solicitations/{agency}/{number}/opinion`
async fn give(
    State(state): State<AppState>,
    Path((code, number)): Path<(String, String)>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    let shown = load(&state, &code, &number).await?;
    if let Some(doubt) = doubt {
        let flaws = Flaws::refused(doubt.message());
        return form(&state, &visit, &shown, (&fields, doubt.status(), &flaws)).await;
    }
    let key = given_key(&fields)?;
    if !state.app.may_knock(&state.limits, Knock::Submission, &visit.address).await? {
        let doubt = Doubt::TooOften;
        let flaws = Flaws::refused(doubt.message());
        return form(&state, &visit, &shown, (&fields, doubt.status(), &flaws)).await;
    }
    let text = |name: &str| fields.text(name).to_owned();
    let plain = PlainOpinion { name: text("name"), contact: text("contact"), text: text("text") };
    match state.app.give_opinion(key, &shown.row.id, plain).await {
        Ok(number) => {
            let sent = Sent { solicitation: shown.row.id.clone(), number };
            state.app.keep_for(&visit.visitor, SENT, &sent, KEPT).await?;
            Ok(visit.lead(&routes::opinion_thanks(&shown.row.id)))
        }
        Err(error) => {
            let flaws = flaws_of(error)?;
            form(&state, &visit, &shown, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws)).await
        }
    }
}

/// `GET /solicitations/{agency}/{number}/thanks`
async fn thanks(
    State(state): State<AppState>,
    visit: Visit,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let shown = load(&state, &code, &number).await?;
    let row = &shown.row;
    let sent: Option<Sent> = state.app.kept_for(&visit.visitor, SENT).await?;
    let Some(sent) = sent.filter(|sent| sent.solicitation == row.id) else {
        return Ok(visit.lead(&routes::solicitation(&row.id)));
    };
    let asker = agency(&state, &row.agency).await?;
    let title = "意见已经提交";
    let crumbs = vec![
        Crumb::to("意见征集", routes::solicitations()),
        Crumb::to(row.title.clone(), routes::solicitation(&row.id)),
        Crumb::here(title),
    ];
    let text =
        format!("您的意见已经收到，编号为第 {} 条，谢谢。征集结束后，采纳情况在征集页面公布。", sent.number);
    let page = SolicitationPage {
        frame: frame(&state, visit.view.clone(), title).crumbs(crumbs),
        title: title.to_owned(),
        sentence: row.title.clone(),
        notice: Some(Notice {
            link: Some(("返回征集页面".to_owned(), routes::solicitation(&row.id))),
            ..Notice::new(Tone::Done, text)
        }),
        facts: MetadataTable {
            rows: vec![
                MetadataRow::new("征集机关", asker.name),
                MetadataRow::new("截止日期", row.through.to_string()),
            ],
        },
        document: Panel::default(),
        answer: None,
        feedback: None,
    };
    visit.show(StatusCode::OK, &page, false)
}
