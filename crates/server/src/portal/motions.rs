//! Correction requests and proposals to publish, online (更正申请、主动公开建议): one form, a receipt, where it stands.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_app::intake::{Knock, OpenedMotion};
use gongkai_app::motions::{PlainMotion, SubmittedMotion, TrackedMotion};
use gongkai_app::{AppError, uploads};
use gongkai_request::motion::{Kind, Outcome, Stage};
use gongkai_statute::RequesterKind;
use jiff::SignedDuration;

use super::ask::{flaws_of, given_key, new_key};
use super::common::{agency, contact, frame};
use super::pages::Way;
use super::visitor::{Doubt, Visit, VisitorForm};
use super::visitor_page::VisitorPage;
use crate::download::{download, size};
use crate::form::{Checker, Fields};
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group, choices};
use crate::ui::breadcrumb::Crumb;
use crate::ui::field::Field;
use crate::ui::file_input::FileInput;
use crate::ui::form_token::FormToken;
use crate::ui::portal_frame::PortalFrame;
use crate::ui::timeline::{Happening, Timeline};
use crate::{AppState, Problem, routes};

/// Under this name the key of the last submission is kept for the visitor, for its receipt.
const SENT: &str = "motion_sent";
/// Under this name the opened motion is kept for the visitor.
pub(super) const OPENED: &str = "motion_opened";
const RECEIPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The pages of motions.
pub(super) fn router() -> Router<AppState> {
    let limit = DefaultBodyLimit::max(uploads::TOTAL_BYTES + 512 * 1024);
    Router::new()
        .route("/corrections/{agency}", get(correction).post(correct).layer(limit))
        .route("/proposals/{agency}", get(proposal).post(propose).layer(limit))
        .route("/requests/motion-receipt", get(receipt))
        .route("/requests/motion", get(tracked))
        .route("/requests/motion/letters/{file}", get(letter))
        .route("/requests/motion/withdraw", post(withdraw))
        .route("/requests/motion/leave", post(leave))
}

async fn correction(state: State<AppState>, visit: Visit, path: Path<String>) -> Result<Response, Problem> {
    show(state, visit, path, Kind::Correction).await
}

async fn proposal(state: State<AppState>, visit: Visit, path: Path<String>) -> Result<Response, Problem> {
    show(state, visit, path, Kind::Proposal).await
}

async fn correct(state: State<AppState>, path: Path<String>, sent: VisitorForm) -> Result<Response, Problem> {
    take(state, path, Kind::Correction, sent).await
}

async fn propose(state: State<AppState>, path: Path<String>, sent: VisitorForm) -> Result<Response, Problem> {
    take(state, path, Kind::Proposal, sent).await
}

async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    kind: Kind,
) -> Result<Response, Problem> {
    let given = Fields::of([("key".to_owned(), new_key()?)]);
    form(&state, &visit, &code, kind, (&given, StatusCode::OK, &Flaws::default())).await
}

async fn form(
    state: &AppState,
    visit: &Visit,
    code: &str,
    kind: Kind,
    (given, status, flaws): (&Fields, StatusCode, &Flaws),
) -> Result<Response, Problem> {
    let row = agency(state, code).await?;
    let title = kind.label();
    let crumbs = vec![Crumb::to("依申请公开", routes::new_request()), Crumb::here(title)];
    let mut page = VisitorPage::new(frame(state, visit.view.clone(), title).crumbs(crumbs), visit, title);
    page.intro = format!("受理机关：{}。{}", row.name, intro(kind));
    page.groups = groups(kind, &Filled::new(given, flaws));
    page.action = routes::file_motion(kind.key(), code);
    "提交".clone_into(&mut page.submit);
    page.back = Some(("不提交，返回".to_owned(), routes::new_request()));
    page.help = help(kind, &row.unit_name, &row.phone);
    page.show(visit, status, flaws)
}

const fn intro(kind: Kind) -> &'static str {
    match kind {
        Kind::Correction => {
            "有证据证明行政机关提供的与您自身相关的政府信息记录不准确的，可以要求更正（条例第41条）。"
        }
        Kind::Proposal => {
            "建议行政机关将依申请公开的政府信息纳入主动公开的范围，经审核认为可以公开的，应当及时主动公开（条例第44条）。"
        }
    }
}

fn help(kind: Kind, unit: &str, phone: &str) -> Vec<Way> {
    let way = |name: &str, how: String| Way { name: name.to_owned(), how };
    let after = match kind {
        Kind::Correction => {
            "有权更正并审核属实的，予以更正并告知您；无权更正的，转送有权更正的机关处理并告知您，或者告知您向它提出。"
        }
        Kind::Proposal => "行政机关审查后答复您；纳入主动公开的，答复后在网上公开。",
    };
    let mut ways = vec![
        way("提交以后", after.to_owned()),
        way("涉密不上网", "不得填写、上传国家秘密和标有密级的内容。".to_owned()),
    ];
    if !phone.trim().is_empty() {
        ways.push(way("填写有困难的", format!("可以打电话或者到{unit}当面口头提出：{phone}。")));
    }
    ways
}

fn groups(kind: Kind, filled: &Filled<'_>) -> Vec<Group> {
    let identity = filled.line("identity", "证件号码或者统一社会信用代码");
    let who = vec![
        filled.radios(
            "requester",
            "您是",
            choices(&RequesterKind::ALL, RequesterKind::key, RequesterKind::label),
        ),
        filled.line("name", "姓名或者名称").autocomplete("name"),
        match kind {
            Kind::Correction => identity.hint("更正只能由记录涉及的本人、本单位申请。"),
            Kind::Proposal => identity.optional(),
        },
        filled.area("contact", "联系方式", 2).hint("电话、电子邮箱或者通信地址，用来答复您。"),
    ];
    let (about, text) = match kind {
        Kind::Correction => (
            filled.area("about", "要更正哪一份信息、哪一条记录", 2),
            filled.area("text", "哪里不准确，正确的内容是什么，有什么证据", 6),
        ),
        Kind::Proposal => (
            filled.area("about", "建议公开哪一份信息", 2).hint("名称、文号或者内容特征。"),
            filled.area("text", "为什么应当公开", 6),
        ),
    };
    let file = |name: &'static str, label: &str, hint: &str| FileInput {
        name,
        label: label.to_owned(),
        hint: format!("{hint}支持 PDF、OFD、DOC(X)、XLS(X)、WPS、JPG、PNG、TXT，不超过 20 MB，加密保存。"),
        error: filled.flaws.errors.of(name).map(str::to_owned),
        accept: ".pdf,.ofd,.doc,.docx,.xls,.xlsx,.wps,.et,.jpg,.jpeg,.png,.txt",
        multiple: false,
    };
    let mut files = vec![file("file", "证据、材料（选填）", "填写有误退回时请重新选择文件。")];
    if kind == Kind::Correction {
        files.push(file("proof", "身份证明（选填）", "也可以在受理机关联系您时提交。"));
    }
    let key = Field::hidden("key", filled.fields.text("key"));
    vec![
        Group::new("您的信息", who).hint("加密保存，只用于办理这一件。"),
        Group { files, ..Group::new("内容", vec![about, text, key]) },
    ]
}

async fn take(
    State(state): State<AppState>,
    Path(code): Path<String>,
    kind: Kind,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let VisitorForm { visit, fields, doubt } = sent;
    if let Some(doubt) = doubt {
        let flaws = Flaws::refused(doubt.message());
        return form(&state, &visit, &code, kind, (&fields, doubt.status(), &flaws)).await;
    }
    agency(&state, &code).await?;
    match submit(&state, &visit, &code, kind, &fields).await? {
        Ok(key) => {
            state.app.keep_for(&visit.visitor, SENT, &key, RECEIPT_FOR).await?;
            Ok(visit.lead("/requests/motion-receipt"))
        }
        Err((status, flaws)) => form(&state, &visit, &code, kind, (&fields, status, &flaws)).await,
    }
}

type Submitted = Result<String, (StatusCode, Flaws)>;

async fn submit(
    state: &AppState,
    visit: &Visit,
    code: &str,
    kind: Kind,
    fields: &Fields,
) -> Result<Submitted, Problem> {
    let wrong = |flaws: Flaws| Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, flaws)));
    let mut check = Checker::new(fields);
    let requester = check.choice("requester", RequesterKind::from_key, "请选择您的身份");
    for (name, most) in
        [("name", 100), ("identity", 60), ("contact", 500), ("about", 1_000), ("text", 10_000)]
    {
        let count = fields.text(name).chars().count();
        if count > most {
            check.fail(name, format!("最多 {most} 个字，现在有 {count} 个字，请删减"));
        }
    }
    let requester = match check.finish(requester) {
        Ok(requester) => requester,
        Err(errors) => return wrong(Flaws { errors, refusal: None }),
    };
    let key = given_key(fields)?;
    if !state.app.may_knock(&state.limits, Knock::Submission, &visit.address).await? {
        let doubt = Doubt::TooOften;
        return Ok(Err((doubt.status(), Flaws::refused(doubt.message()))));
    }
    // Files are looked at first: nothing is registered that would lose what came with it.
    let place = format!("portal/{}/{code}", kind.key());
    for name in ["file", "proof"] {
        for file in fields.files(name) {
            if let Err(error) = state.app.fit_file(&place, name, &file.name, &file.bytes).await {
                return wrong(flaws_of(error)?);
            }
        }
    }
    let text = |name: &str| fields.text(name).to_owned();
    let plain = PlainMotion {
        name: text("name"),
        identity: text("identity"),
        contact: text("contact"),
        about: text("about"),
        text: text("text"),
    };
    let submitted = match state.app.submit_motion(key, code, kind, requester, plain).await {
        Ok(submitted) => submitted,
        Err(error) => return wrong(flaws_of(error)?),
    };
    for name in ["file", "proof"] {
        for file in fields.files(name) {
            let bytes = file.bytes.clone();
            state.app.attach_to_motion(&submitted, &file.name, bytes, name == "proof").await?;
        }
    }
    Ok(Ok(key.to_owned()))
}

/// `/requests/motion-receipt`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/motion_receipt.html")]
pub(super) struct ReceiptPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What was submitted.
    pub title: String,
    /// The agency.
    pub agency: String,
    /// Number of the motion.
    pub number: String,
    /// The query code.
    pub code: String,
    /// Day of submission.
    pub on: String,
    /// What happens next.
    pub next: String,
    /// Whom to ask.
    pub contact: Vec<Way>,
}

/// `GET /requests/motion-receipt`
async fn receipt(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let key: Option<String> = state.app.kept_for(&visit.visitor, SENT).await?;
    let Some(key) = key else { return Ok(visit.lead(&routes::track_request())) };
    let submitted = state.app.submitted_motion(&key).await?.ok_or(Problem::NotFound)?;
    let SubmittedMotion { agency: code, id, code: secret, on } = submitted;
    let row = agency(&state, &code).await?;
    let title = format!("{}登记回执", id.kind.label());
    let crumbs = vec![Crumb::to("依申请公开", routes::new_request()), Crumb::here(title.clone())];
    let workdays = row.settings.internal_workdays;
    let page = ReceiptPage {
        frame: frame(&state, visit.view.clone(), title.clone()).crumbs(crumbs),
        title,
        number: id.label(),
        code: secret,
        on: on.to_string(),
        next: format!("本机关规定 {workdays} 个工作日内办理并答复您（条例没有规定期限）。"),
        contact: contact("受理机关", &row),
        agency: row.name.clone(),
    };
    visit.show(StatusCode::OK, &page, false)
}

/// `/requests/motion`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/motion.html")]
pub(super) struct MotionPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Kind and number.
    pub title: String,
    /// The agency.
    pub agency: String,
    /// Where it is, in one sentence.
    pub sentence: String,
    /// The last day; empty when none runs.
    pub last_day: String,
    /// The answer in one sentence, its letter's files, and what was published: text and address.
    pub answer: Option<(String, Vec<(String, String)>)>,
    /// Can it be taken back?
    pub may_withdraw: bool,
    /// What happened.
    pub timeline: Timeline,
    /// Whom to ask.
    pub contact: Vec<Way>,
    /// The forms' token.
    pub token: FormToken,
}

async fn opened(state: &AppState, visit: &Visit) -> Result<Option<OpenedMotion>, Problem> {
    Ok(state.app.kept_for(&visit.visitor, OPENED).await?)
}

/// `GET /requests/motion`
async fn tracked(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let it = state.app.tracked_motion(&opened).await?;
    let number = it.id.label();
    let title = format!("{} {number}", it.id.kind.label());
    let crumbs = vec![Crumb::to("办理查询", routes::track_request()), Crumb::here(number)];
    let mut happenings: Vec<Happening> = it.moments.iter().map(happening).collect();
    happenings.reverse();
    let page = MotionPage {
        frame: frame(&state, visit.view.clone(), title.clone()).crumbs(crumbs),
        title,
        agency: it.agency.name.clone(),
        sentence: sentence(&it),
        last_day: it
            .due
            .map(|(due, workdays)| {
                format!("最迟 {due} 答复（本机关规定 {workdays} 个工作日内办理，条例没有规定期限）。")
            })
            .unwrap_or_default(),
        answer: answer(&it),
        may_withdraw: it.may_withdraw,
        timeline: Timeline { happenings, empty: "还没有经过。".to_owned() },
        contact: contact("受理机关", &it.agency),
        token: visit.token(),
    };
    visit.show(StatusCode::OK, &page, false)
}

fn happening(moment: &gongkai_app::motions::MotionMoment) -> Happening {
    Happening {
        date: moment.on.to_string(),
        title: moment.what.to_owned(),
        text: moment.detail.clone(),
        by: if moment.is_own { "您" } else { "受理机关" }.to_owned(),
        ..Happening::default()
    }
}

fn sentence(it: &TrackedMotion) -> String {
    if let Some(on) = it.withdrawn_on {
        return format!("您已于 {on} 撤回。");
    }
    let next = match (it.stage, it.id.kind) {
        (Stage::Fulfilling, Kind::Correction) => "已经答复，正在更正",
        (Stage::Fulfilling, Kind::Proposal) => "已经答复，正在准备公开",
        (Stage::Over, _) => "已经办结",
        (Stage::Unborn | Stage::Open | Stage::Drafted | Stage::Signed, _) => "正在办理",
    };
    format!("{} 收到，{next}。", it.received_on)
}

fn answer(it: &TrackedMotion) -> Option<(String, Vec<(String, String)>)> {
    let (outcome, on, document) = it.answer.as_ref()?;
    let number = document.as_deref().map(|number| format!("，{number}")).unwrap_or_default();
    let text = format!("{}（{on} 答复{number}）", Outcome::label(*outcome));
    let mut links: Vec<(String, String)> = Vec::new();
    if let Some((_, files)) = &it.letter {
        links.extend(files.iter().map(|file| {
            let label = format!("下载答复文书（{}，{}）", file.kind, size(file.size_bytes));
            (label, format!("/requests/motion/letters/{}", routes::segment(&file.id)))
        }));
    }
    if let Some(item) = &it.item {
        links.push(("查看公开的信息".to_owned(), routes::item(item)));
    }
    Some((text, links))
}

/// `GET /requests/motion/letters/{file}`
async fn letter(
    State(state): State<AppState>,
    visit: Visit,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let file = state.app.tracked_motion_letter(&opened, &file).await?;
    Ok(visit.mark(download(&file.name, &file.media_type, file.bytes)))
}

/// `POST /requests/motion/withdraw`
async fn withdraw(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &sent.visit).await? else {
        return Ok(sent.visit.lead(&routes::track_request()));
    };
    if sent.doubt.is_none() {
        match state.app.withdraw_motion_as_maker(&opened).await {
            // Sent twice, or answered meanwhile: the page says how it stands.
            Ok(()) | Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sent.visit.lead("/requests/motion"))
}

/// `POST /requests/motion/leave`: nobody who comes to this device afterwards sees it.
async fn leave(State(state): State<AppState>, sent: VisitorForm) -> Result<Response, Problem> {
    state.app.drop_for(&sent.visit.visitor, OPENED).await?;
    state.app.drop_for(&sent.visit.visitor, SENT).await?;
    Ok(sent.visit.lead(&routes::track_request()))
}
