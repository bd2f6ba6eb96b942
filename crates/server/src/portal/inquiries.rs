//! Messages to agencies (咨询留言): what was asked and answered, the form, the receipt, where one's own message stands.

use std::fmt::Write as _;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_app::AppError;
use gongkai_app::inquiries::{NewInquiry, PlainInquiry, TrackedInquiry};
use gongkai_app::intake::{Knock, OpenedInquiry};
use gongkai_publication::{InquiryKind, InquiryStage, LONGEST_INQUIRY, Satisfaction};
use gongkai_request::motion::InquiryId;
use gongkai_store::agency::AgencyRow;
use gongkai_store::inquiry::{InquiryCount, InquiryRow, ShownCursor};
use jiff::SignedDuration;
use serde::Deserialize;

use super::ask::{flaws_of, given_key, new_key};
use super::common::{agency, contact, frame, grouped, show, site_frame};
use super::motions::ReceiptPage;
use super::pages::{Panel, Way};
use super::visitor::{Doubt, Visit, VisitorForm};
use super::visitor_page::VisitorPage;
use crate::form::{FieldErrors, Fields};
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group, choices};
use crate::site::View;
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Field;
use crate::ui::form_token::FormToken;
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::portal_frame::PortalFrame;
use crate::ui::prose::Html;
use crate::{AppState, Problem, routes};

/// Answers on a page.
const ROWS: u32 = 30;
/// Under this name the key of the last message is kept for the visitor, for its receipt.
const SENT: &str = "inquiry_sent";
/// Under this name the opened message is kept for the visitor.
pub(super) const OPENED: &str = "inquiry_opened";
const RECEIPT_FOR: SignedDuration = SignedDuration::from_hours(24);
/// What the column is called.
const TITLE: &str = "咨询留言";

/// Pages everybody sees alike.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/messages", get(list)).route("/messages/{agency}/{number}", get(page))
}

/// Pages of one visitor.
pub(super) fn visitor_router() -> Router<AppState> {
    Router::new()
        .route("/messages/new", get(choose))
        .route("/messages/{agency}/new", get(write).post(send))
        .route("/requests/message-receipt", get(receipt))
        .route("/requests/message", get(tracked))
        .route("/requests/message/rate", post(rate))
        .route("/requests/message/leave", post(leave))
}

/// `/messages`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/messages.html")]
pub struct MessagesPage {
    /// The frame.
    pub frame: PortalFrame,
    /// `咨询留言`, with the agency's name when it is of one.
    pub title: String,
    /// How many came this year, and what became of them.
    pub summary: String,
    /// Where a message is written.
    pub write: String,
    /// What was answered.
    pub answered: Panel,
    /// Where the earlier ones are.
    pub next: Option<String>,
}

/// `/messages/{agency}/{number}`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/message.html")]
pub struct MessagePage {
    /// The frame.
    pub frame: PortalFrame,
    /// What it is about.
    pub title: String,
    /// When it came and when it was answered.
    pub sentence: String,
    /// Number, kind, agency.
    pub facts: MetadataTable,
    /// Parts of it: heading and words.
    pub parts: Vec<(String, Html)>,
    /// What its sender may do: rate the answer.
    pub rate: Vec<(String, String)>,
    /// The token of that form, and of leaving; nothing on the page everybody sees.
    pub token: Option<FormToken>,
    /// Whom to ask.
    pub contact: Vec<Way>,
}

/// Where a list begins, or what a message is about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    agency: String,
    before: String,
    kind: String,
    item: String,
    page: String,
}

impl Wanted {
    /// `2021-06-30~yunxi-jxj~inquiry-2021-000001`
    fn cursor(&self) -> Option<ShownCursor> {
        let (day, rest) = self.before.split_once('~')?;
        let (agency, id) = rest.split_once('~')?;
        Some((day.to_owned(), agency.to_owned(), id.to_owned()))
    }

    /// Where a message to this agency is written, about the same.
    fn write(&self, agency: &str) -> String {
        routes::with_query(
            &routes::write_message(agency),
            &[("kind", &self.kind), ("item", &self.item), ("page", &self.page)],
        )
    }
}

/// `GET /messages`
async fn list(
    State(state): State<AppState>,
    view: View,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let of = match wanted.agency.as_str() {
        "" => None,
        code => Some(agency(&state, code).await?),
    };
    let code = of.as_ref().map(|row| row.code.as_str());
    let store = &state.app.store;
    let mut rows = store.shown_inquiries(code, wanted.cursor().as_ref(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|row| {
        let day = row.over_on.map(|day| day.to_string()).unwrap_or_default();
        let before = format!("{day}~{}~{}", row.agency, row.id);
        routes::with_query(&routes::messages(), &[("agency", code.unwrap_or_default()), ("before", &before)])
    });
    let mut links = Vec::with_capacity(rows.len());
    for row in &rows {
        let by = store.agency(&row.agency).await?.map(|agency| agency.name).unwrap_or_default();
        links.push(LinkRow {
            details: vec![row.kind.label().to_owned(), by],
            ..LinkRow::new(
                routes::message(&row.agency, &row.id.to_string()),
                row.title.clone().unwrap_or_default(),
                row.over_on.map(|on| on.to_string()).unwrap_or_default(),
            )
        });
    }
    let year = state.app.today().year();
    let count = store.inquiry_count(code, year).await?;
    let title = of.as_ref().map_or_else(|| TITLE.to_owned(), |row| format!("{}{TITLE}", row.short_name));
    let empty = "答复以后，经留言人同意公开的列在这里。目前还没有。".to_owned();
    let mut frame = site_frame(&state, view, &title, "咨询投诉");
    if let Some(row) = &of {
        frame = frame
            .agency(row.name.clone(), routes::agency(&row.code))
            .crumbs(vec![Crumb::to(TITLE, routes::messages()), Crumb::here(row.name.clone())]);
    }
    show(&MessagesPage {
        frame,
        title,
        summary: summary(year, &count),
        write: of.as_ref().map_or_else(routes::choose_message, |row| routes::write_message(&row.code)),
        answered: Panel {
            id: "answered".to_owned(),
            title: "已公开的答复".to_owned(),
            more: None,
            list: LinkList { rows: links, empty },
        },
        next,
    })
}

fn summary(year: i16, count: &InquiryCount) -> String {
    if count.received == 0 {
        return format!("{year}年还没有收到留言。");
    }
    let over = count.answered + count.dismissed;
    let mut text = format!("{year}年收到留言 {} 件，已办结 {} 件", grouped(count.received), grouped(over));
    if over > 0 {
        let _ = write!(text, "，其中按期办结 {} 件", grouped(count.in_time));
    }
    let rated = count.satisfied + count.fair + count.dissatisfied;
    if rated > 0 {
        let pleased = count.satisfied + count.fair;
        let _ = write!(text, "；收到评价 {} 件，满意和基本满意 {} 件", grouped(rated), grouped(pleased));
    }
    text.push('。');
    text
}

fn id_of(number: &str) -> Result<InquiryId, Problem> {
    InquiryId::parse(number).ok_or(Problem::NotFound)
}

/// `GET /messages/{agency}/{number}`: the officer's wording and the answer, never a word of the sender's own.
async fn page(
    State(state): State<AppState>,
    view: View,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let row = state.app.store.inquiry(&code, id_of(&number)?).await?;
    let row = row.filter(|row| row.is_shown).ok_or(Problem::NotFound)?;
    let by = agency(&state, &code).await?;
    let title = row.title.clone().unwrap_or_default();
    let mut facts = facts(&row, &by);
    facts.extend(row.satisfaction.map(|it| MetadataRow::new("留言人评价", it.label())));
    show(&MessagePage {
        frame: frame(&state, view, title.clone())
            .agency(by.name.clone(), routes::agency(&by.code))
            .crumbs(vec![Crumb::to(TITLE, routes::messages()), Crumb::here(title.clone())]),
        title,
        sentence: answered(&row),
        facts: MetadataTable { rows: facts },
        parts: vec![
            ("留言内容（归纳）".to_owned(), Html::paragraphs(&row.question)),
            ("答复".to_owned(), Html::paragraphs(&row.answer)),
        ],
        rate: Vec::new(),
        token: None,
        contact: Vec::new(),
    })
}

fn facts(row: &InquiryRow, by: &AgencyRow) -> Vec<MetadataRow> {
    let mut facts = vec![
        MetadataRow::new("编号", row.id.label()),
        MetadataRow::new("类型", row.kind.label()),
        MetadataRow::link("答复机关", by.name.clone(), routes::agency(&by.code)),
        MetadataRow::new("收到日期", row.received_on.to_string()),
    ];
    facts.extend(row.item.iter().map(|item| MetadataRow::link("有关信息", item.clone(), routes::item(item))));
    facts
}

fn answered(row: &InquiryRow) -> String {
    let on = row.over_on.map(|on| on.to_string()).unwrap_or_default();
    format!("{} 收到，{on} 答复。", row.received_on)
}

/// `GET /messages/new`: to whom.
async fn choose(
    State(state): State<AppState>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let agencies = state.app.store.agencies().await?;
    let mut agencies: Vec<AgencyRow> = agencies.into_iter().filter(|row| row.ended_on.is_none()).collect();
    if agencies.len() == 1
        && let Some(only) = agencies.pop()
    {
        return Ok(visit.lead(&wanted.write(&only.code)));
    }
    let rows = agencies
        .into_iter()
        .map(|row| LinkRow::new(wanted.write(&row.code), row.name, String::new()))
        .collect();
    let title = if wanted.kind == InquiryKind::SiteFault.key() { "网站找错" } else { "我要留言" };
    let crumbs = vec![Crumb::to(TITLE, routes::messages()), Crumb::here(title)];
    let page = MessagesPage {
        frame: frame(&state, visit.view.clone(), title).crumbs(crumbs),
        title: title.to_owned(),
        summary: "请选择留给哪个机关。".to_owned(),
        write: String::new(),
        answered: Panel {
            id: "agencies".to_owned(),
            title: "行政机关".to_owned(),
            more: None,
            list: LinkList { rows, empty: "还没有可以留言的机关。".to_owned() },
        },
        next: None,
    };
    visit.show(StatusCode::OK, &page, false)
}

/// `GET /messages/{agency}/new`
async fn write(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let kind = InquiryKind::from_key(&wanted.kind).map_or("", InquiryKind::key);
    let item =
        if wanted.item.is_empty() { None } else { state.app.store.item_by_index(&wanted.item).await? };
    let given = Fields::of([
        ("key".to_owned(), new_key()?),
        ("kind".to_owned(), kind.to_owned()),
        ("item".to_owned(), wanted.item.clone()),
        ("title".to_owned(), item.map(|item| format!("关于《{}》", item.fields.title)).unwrap_or_default()),
        // Where the fault was seen, so that nobody has to copy an address.
        (
            "text".to_owned(),
            if wanted.page.is_empty() { String::new() } else { format!("{}\n", wanted.page) },
        ),
    ]);
    form(&state, &visit, &code, (&given, StatusCode::OK, &Flaws::default())).await
}

async fn form(
    state: &AppState,
    visit: &Visit,
    code: &str,
    (given, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let row = agency(state, code).await?;
    let title = "我要留言";
    let crumbs = vec![Crumb::to(TITLE, routes::messages()), Crumb::here(title)];
    let mut page = VisitorPage::new(frame(state, visit.view.clone(), title).crumbs(crumbs), visit, title);
    let workdays = row.settings.internal_workdays;
    page.intro = format!("答复机关：{}，{workdays} 个工作日内答复。", row.name);
    let filled = Filled::new(given, flaws);
    page.groups = vec![
        Group::plain(vec![
            filled.radios(
                "kind",
                "留言类型",
                choices(InquiryKind::ALL, InquiryKind::key, InquiryKind::label),
            ),
            filled.line("title", "标题"),
            filled
                .area("text", "留言内容", 8)
                .hint(format!("最多 {LONGEST_INQUIRY} 字；网站找错的，请写明网页地址和错误。").as_str()),
            Field::hidden("item", given.text("item")),
            Field::hidden("key", given.text("key")),
        ]),
        Group::new(
            "您的信息",
            vec![
                filled.line("name", "姓名或者名称").optional().autocomplete("name"),
                filled
                    .line("contact", "联系方式")
                    .optional()
                    .hint("电话或者电子邮箱，需要进一步了解时使用。"),
                filled
                    .tick("consents", "公开答复", "同意公开留言的归纳内容和答复")
                    .hint("公开的内容由答复机关归纳，不含您的信息和原话；不同意的，答复只有您能看到。"),
            ],
        )
        .hint("可以不填。加密保存，只用于这件留言。"),
    ];
    page.action = routes::write_message(code);
    "提交".clone_into(&mut page.submit);
    page.back = Some(("不提交，返回".to_owned(), routes::messages()));
    page.help = help(&row);
    page.show(visit, status, flaws)
}

fn help(row: &AgencyRow) -> Vec<Way> {
    let way = |name: &str, how: String| Way { name: name.to_owned(), how };
    let mut help = vec![
        way("提交以后", "得到编号和查询码，在“办理查询”看答复，也可以评价。".to_owned()),
        way("要政府信息的", "请用“依申请公开”提出申请，有法定的答复期限。".to_owned()),
        way("涉密不上网", "不得填写国家秘密和标有密级的内容。".to_owned()),
    ];
    if !row.phone.trim().is_empty() {
        help.push(way("填写有困难的", format!("可以打电话或者到{}当面提出：{}。", row.unit_name, row.phone)));
    }
    help
}

/// `POST /messages/{agency}/new`
async fn send(
    State(state): State<AppState>,
    Path(code): Path<String>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    if let Some(doubt) = doubt {
        let flaws = Flaws::refused(doubt.message());
        return form(&state, &visit, &code, (&fields, doubt.status(), &flaws)).await;
    }
    agency(&state, &code).await?;
    let key = given_key(&fields)?;
    let Some(kind) = InquiryKind::from_key(fields.text("kind")) else {
        let mut errors = FieldErrors::default();
        errors.add("kind", "请选择留言类型");
        let flaws = Flaws { errors, refusal: None };
        return form(&state, &visit, &code, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws)).await;
    };
    if !state.app.may_knock(&state.limits, Knock::Submission, &visit.address).await? {
        let doubt = Doubt::TooOften;
        let flaws = Flaws::refused(doubt.message());
        return form(&state, &visit, &code, (&fields, doubt.status(), &flaws)).await;
    }
    let text = |name: &str| fields.text(name).to_owned();
    let new = NewInquiry {
        kind,
        item: Some(text("item")).filter(|item| !item.is_empty()),
        consents: fields.has("consents"),
        plain: PlainInquiry {
            name: text("name"),
            contact: text("contact"),
            title: text("title"),
            text: text("text"),
        },
    };
    match state.app.send_inquiry(key, &code, new).await {
        Ok(_) => {
            state.app.keep_for(&visit.visitor, SENT, &key, RECEIPT_FOR).await?;
            Ok(visit.lead("/requests/message-receipt"))
        }
        Err(error) => {
            let flaws = flaws_of(error)?;
            form(&state, &visit, &code, (&fields, StatusCode::UNPROCESSABLE_ENTITY, &flaws)).await
        }
    }
}

/// `GET /requests/message-receipt`
async fn receipt(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let key: Option<String> = state.app.kept_for(&visit.visitor, SENT).await?;
    let Some(key) = key else { return Ok(visit.lead(&routes::track_request())) };
    let sent = state.app.sent_inquiry(&key).await?.ok_or(Problem::NotFound)?;
    let row = agency(&state, &sent.agency).await?;
    let title = "留言回执";
    let crumbs = vec![Crumb::to(TITLE, routes::messages()), Crumb::here(title)];
    let page = ReceiptPage {
        frame: frame(&state, visit.view.clone(), title).crumbs(crumbs),
        title: title.to_owned(),
        number: sent.id.label(),
        code: sent.code,
        on: sent.on.to_string(),
        next: format!("本机关规定 {} 个工作日内答复。", row.settings.internal_workdays),
        contact: contact("答复机关", &row),
        agency: row.name,
    };
    visit.show(StatusCode::OK, &page, false)
}

async fn opened(state: &AppState, visit: &Visit) -> Result<Option<OpenedInquiry>, Problem> {
    Ok(state.app.kept_for(&visit.visitor, OPENED).await?)
}

/// `GET /requests/message`
async fn tracked(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let it = state.app.tracked_inquiry(&opened).await?;
    let label = it.row.id.label();
    let crumbs = vec![Crumb::to("办理查询", routes::track_request()), Crumb::here(label.clone())];
    let mut facts = facts(&it.row, &it.agency);
    facts.extend(it.row.satisfaction.map(|rated| MetadataRow::new("您的评价", rated.label())));
    let shown = match (it.row.is_shown, it.row.consents) {
        (true, _) => "已公开归纳内容和答复",
        (false, true) => "同意公开",
        (false, false) => "不公开",
    };
    facts.push(MetadataRow::new("公开", shown));
    let may_rate = it.row.stage == InquiryStage::Answered && it.row.satisfaction.is_none();
    let page = MessagePage {
        frame: frame(&state, visit.view.clone(), label.clone()).crumbs(crumbs),
        title: label,
        sentence: sentence(&it),
        facts: MetadataTable { rows: facts },
        parts: parts(&it),
        rate: Satisfaction::ALL
            .iter()
            .filter(|_| may_rate)
            .map(|it| (it.key().to_owned(), it.label().to_owned()))
            .collect(),
        token: Some(visit.token()),
        contact: contact("答复机关", &it.agency),
    };
    visit.show(StatusCode::OK, &page, false)
}

fn sentence(it: &TrackedInquiry) -> String {
    match it.row.stage {
        InquiryStage::Answered => answered(&it.row),
        InquiryStage::Dismissed => {
            let on = it.row.over_on.map(|on| on.to_string()).unwrap_or_default();
            format!("{} 收到，{on} 办结。", it.row.received_on)
        }
        InquiryStage::Open | InquiryStage::Drafted => match it.row.due {
            Some(due) => format!(
                "{} 收到，正在办理，最迟 {due} 答复（本机关规定 {} 个工作日内）。",
                it.row.received_on, it.workdays
            ),
            None => format!("{} 收到，正在办理。", it.row.received_on),
        },
    }
}

fn parts(it: &TrackedInquiry) -> Vec<(String, Html)> {
    let mut parts = Vec::new();
    if it.row.stage == InquiryStage::Answered {
        parts.push(("答复".to_owned(), Html::paragraphs(&it.row.answer)));
    }
    if let Some((ground, told)) = &it.dismissed {
        parts.push((format!("不予办理：{}", ground.label()), Html::paragraphs(told)));
    }
    if let Some(words) = &it.words {
        parts.push((format!("您的留言：{}", words.title), Html::paragraphs(&words.text)));
    } else {
        let text = "保管期满，留言内容已经删除。";
        parts.push(("您的留言".to_owned(), Html::paragraphs(text)));
    }
    parts
}

/// `POST /requests/message/rate`
async fn rate(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &sent.visit).await? else {
        return Ok(sent.visit.lead(&routes::track_request()));
    };
    if let (None, Some(satisfaction)) = (sent.doubt, Satisfaction::from_key(sent.fields.text("rate"))) {
        match state.app.rate_inquiry(&opened, satisfaction).await {
            // Sent twice: the page says what was said first.
            Ok(()) | Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sent.visit.lead("/requests/message"))
}

/// `POST /requests/message/leave`: nobody who comes to this device afterwards sees it.
async fn leave(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    state.app.drop_for(&sent.visit.visitor, OPENED).await?;
    state.app.drop_for(&sent.visit.visitor, SENT).await?;
    Ok(sent.visit.lead(&routes::track_request()))
}
