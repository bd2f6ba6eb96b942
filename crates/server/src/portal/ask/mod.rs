//! `/requests/new`: asking online in five short steps, without an account and without scripts.
//!
//! Each step is saved when it is sent, right or wrong, so a lost connection costs one step at most; a small script saves
//! in between. The draft is sealed under a key that only the visitor's cookie holds.

mod draft;
mod receipt;
mod start;
mod steps;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use gongkai_app::AppError;
use gongkai_app::intake::{DRAFT_KEPT, Knock};
use gongkai_app::uploads;
use gongkai_store::agency::AgencyRow;

use self::draft::{DRAFT, Draft, DraftFile, Step};
use super::common::{agency, frame};
use super::pages::Way;
use super::visitor::{Doubt, Visit, VisitorForm};
use super::visitor_page::{KeptFile, Looked, VisitorPage};
use crate::form::{FieldErrors, Fields, Upload};
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::Group;
use crate::ui::breadcrumb::Crumb;
use crate::ui::file_input::FileInput;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// The largest form with files: the files, and what stands around them.
const FILES_LIMIT: usize = uploads::TOTAL_BYTES + 512 * 1024;
/// The script that saves while one types.
const SCRIPT: &str = "ask.js";

/// The pages of asking.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/requests/new", get(start::agencies))
        .route("/requests/new/{agency}", get(start::try_first))
        .route("/requests/new/{agency}/enough", post(start::enough))
        .route("/requests/new/{agency}/read", get(start::read))
        .route("/requests/new/{agency}/suggest", get(start::suggest))
        .route("/requests/new/{agency}/discard", post(discard))
        .route(
            "/requests/new/{agency}/step/{step}",
            get(page).post(send).layer(DefaultBodyLimit::max(FILES_LIMIT)),
        )
        .route("/requests/new/{agency}/save/{step}", post(save))
        .route("/requests/receipt", get(receipt::page))
        .route("/requests/receipt.pdf", get(receipt::pdf))
}

/// The frame of a page of asking.
fn ask_frame(state: &AppState, visit: &Visit, agency: &AgencyRow, title: &str) -> PortalFrame {
    let above = [
        Crumb::to("依申请公开", routes::new_request()),
        Crumb::to(agency.name.clone(), routes::ask(&agency.code)),
        Crumb::here(title),
    ];
    let mut frame = frame(state, visit.view.clone(), title).crumbs(above.to_vec());
    frame.script = Some(SCRIPT);
    frame
}

/// The agency asked, which must still act.
async fn asked(state: &AppState, code: &str) -> Result<AgencyRow, Problem> {
    let row = agency(state, code).await?;
    if row.ended_on.is_some() { Err(Problem::NotFound) } else { Ok(row) }
}

/// The visitor's draft for this agency; begun anew when there is none, or the last one was submitted.
async fn draft_for(state: &AppState, visit: &Visit, agency: &str) -> Result<Draft, Problem> {
    let kept: Option<Draft> = state.app.kept_for(&visit.visitor, DRAFT).await?;
    match kept.filter(|draft| !draft.submitted) {
        // Whoever turns to another agency need not type everything again.
        Some(draft) => Ok(Draft { agency: agency.to_owned(), ..draft }),
        None => Ok(Draft { key: new_key()?, agency: agency.to_owned(), ..Draft::default() }),
    }
}

pub(super) fn new_key() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Problem::failed(error.to_string()))?;
    Ok(crate::form::hexadecimal(&bytes))
}

/// The key a form carries: one of ours, or the form is none of ours.
pub(super) fn given_key(fields: &Fields) -> Result<&str, Problem> {
    let key = fields.text("key");
    let is_ours = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_ours { Ok(key) } else { Err(Problem::StaleForm) }
}

async fn keep(state: &AppState, visit: &Visit, draft: &Draft) -> Result<(), Problem> {
    Ok(state.app.keep_for(&visit.visitor, DRAFT, draft, DRAFT_KEPT).await?)
}

/// Whom to ask, and who writes for those who cannot (Art. 43).
fn help(agency: &AgencyRow) -> Vec<Way> {
    let way = |name: &str, how: String| Way { name: name.to_owned(), how };
    let mut ways = Vec::new();
    if !agency.phone.trim().is_empty() {
        ways.push(way("电话", format!("{}，{}", agency.phone, agency.office_hours)));
    }
    ways.push(way(
        "不方便书写",
        "书写、阅读有困难的，可以打电话或者到现场口头申请，由工作人员代为填写（条例第29条、第43条）。"
            .to_owned(),
    ));
    ways.push(way("字太小", "点页面上方的“适老大字”。".to_owned()));
    ways.push(way("填到一半", "每一步都会保存，7 天内用这台设备的同一个浏览器可以接着填。".to_owned()));
    ways.push(way("涉密不上网", "涉及国家秘密的内容和文件不要在网上填写、上传。".to_owned()));
    ways
}

/// `GET /requests/new/{agency}/step/{step}`
async fn page(
    State(state): State<AppState>,
    visit: Visit,
    Path((code, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let step = Step::from_key(&step).ok_or(Problem::NotFound)?;
    let agency = asked(&state, &code).await?;
    let draft = draft_for(&state, &visit, &code).await?;
    // A step that was sent says what is wrong with it; the last one looks at all of them.
    if step == Step::Check
        && let Some(wrong) = draft.first_wrong()
    {
        return Ok(visit.lead(&routes::ask_step(&code, wrong.key())));
    }
    let errors = if draft.done.contains(&step) { draft.flaws(step) } else { FieldErrors::default() };
    let flaws = Flaws { errors, refusal: None };
    form(&state, &visit, &agency, &draft, step, StatusCode::OK, &flaws)
}

fn form(
    state: &AppState,
    visit: &Visit,
    agency: &AgencyRow,
    draft: &Draft,
    step: Step,
    status: StatusCode,
    flaws: &Flaws,
) -> Result<Response, Problem> {
    let mut page = VisitorPage::new(ask_frame(state, visit, agency, step.label()), visit, step.label());
    page.steps = Some(steps::list(draft, step));
    steps::intro(step).clone_into(&mut page.intro);
    page.groups = steps::groups(step, &draft.typed(), flaws);
    page.action = routes::ask_step(&agency.code, step.key());
    "保存，下一步".clone_into(&mut page.submit);
    page.help = help(agency);
    let before = step
        .before()
        .map_or_else(|| routes::ask(&agency.code), |it| routes::ask_step(&agency.code, it.key()));
    page.back = Some(("上一步".to_owned(), before));
    if !draft.fields.is_empty() {
        page.give_up = Some(("不申请了，删除草稿".to_owned(), routes::ask_discard(&agency.code)));
    }
    match step {
        Step::Who | Step::What | Step::How => page.save = routes::ask_save(&agency.code, step.key()),
        Step::Files => {
            page.kept = kept_files(draft);
            page.groups = vec![Group { files: file_inputs(flaws), ..Group::default() }];
        }
        Step::Check => {
            let looked = steps::review(draft, agency).into_iter();
            page.looked = looked
                .map(|(step, table)| Looked {
                    title: step.label().to_owned(),
                    href: routes::ask_step(&agency.code, step.key()),
                    table,
                })
                .collect();
            "提交申请".clone_into(&mut page.submit);
        }
    }
    page.show(visit, status, flaws)
}

fn kept_files(draft: &Draft) -> Vec<KeptFile> {
    let kept = draft.files.iter().map(|file| KeptFile {
        name: file.name.clone(),
        note: format!(
            "{}，{}",
            if file.is_identity { "身份证明" } else { "有关材料" },
            size(file.size_bytes)
        ),
        remove: file.kept_as.clone(),
    });
    kept.collect()
}

/// `1.5 MB`, `12 KB`.
pub(super) fn size(bytes: usize) -> String {
    if bytes >= 1024 * 1024 {
        let tenths = bytes * 10 / (1024 * 1024);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", bytes.div_ceil(1024))
    }
}

fn file_inputs(flaws: &Flaws) -> Vec<FileInput> {
    let hint = format!(
        "{}，每个不超过 10 MB，最多 {} 个。涉密不上网：标有密级的文件不得上传。",
        uploads::ACCEPTED,
        uploads::COUNT
    );
    let input = |name: &'static str, label: &str| FileInput {
        name,
        label: label.to_owned(),
        hint: hint.clone(),
        error: flaws.errors.of(name).map(str::to_owned),
        accept: uploads::ACCEPT,
        multiple: true,
    };
    vec![input("identity_file", "身份证明（选填）"), input("file", "有关材料（选填）")]
}

/// `POST /requests/new/{agency}/step/{step}`
async fn send(
    State(state): State<AppState>,
    Path((code, step)): Path<(String, String)>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let step = Step::from_key(&step).ok_or(Problem::NotFound)?;
    let agency = asked(&state, &code).await?;
    let kept: Option<Draft> = state.app.kept_for(&sent.visit.visitor, DRAFT).await?;
    // Pressed twice, or sent again after a lost connection: the receipt is there already.
    if step == Step::Check && kept.as_ref().is_some_and(|draft| draft.submitted) {
        return Ok(sent.visit.lead(&routes::receipt()));
    }
    let mut draft = draft_for(&state, &sent.visit, &code).await?;
    draft.take(step, &sent.fields);
    if let Some(doubt) = sent.doubt {
        return doubted(&state, &sent.visit, &agency, &draft, step, doubt);
    }
    match step {
        Step::Who | Step::What | Step::How => told(&state, &sent.visit, &agency, draft, step).await,
        Step::Files => files(&state, &sent, &agency, draft).await,
        Step::Check => submit(&state, &sent.visit, &agency, draft).await,
    }
}

fn doubted(
    state: &AppState,
    visit: &Visit,
    agency: &AgencyRow,
    draft: &Draft,
    step: Step,
    doubt: Doubt,
) -> Result<Response, Problem> {
    let flaws = Flaws::refused(doubt.message());
    form(state, visit, agency, draft, step, doubt.status(), &flaws)
}

/// A step of texts: looked through for secrecy marks, saved whatever else is wrong with it, then looked over.
async fn told(
    state: &AppState,
    visit: &Visit,
    agency: &AgencyRow,
    mut draft: Draft,
    step: Step,
) -> Result<Response, Problem> {
    if let Err(flaws) = without_marks(state, agency, &draft, step).await? {
        return form(state, visit, agency, &draft, step, StatusCode::UNPROCESSABLE_ENTITY, &flaws);
    }
    draft.finish(step);
    keep(state, visit, &draft).await?;
    let errors = draft.flaws(step);
    if errors.is_empty() {
        return Ok(visit.lead(&routes::ask_step(&agency.code, step.next().key())));
    }
    let flaws = Flaws { errors, refusal: None };
    form(state, visit, agency, &draft, step, StatusCode::UNPROCESSABLE_ENTITY, &flaws)
}

/// Texts with a secrecy mark are not kept, not even in a draft; they come back on the page.
async fn without_marks(
    state: &AppState,
    agency: &AgencyRow,
    draft: &Draft,
    step: Step,
) -> Result<Result<(), Flaws>, Problem> {
    let place = format!("portal/{}/{}", agency.code, step.key());
    let texts: Vec<(&'static str, &str)> = step
        .fields()
        .iter()
        .map(|name| (*name, draft.fields.get(*name).map_or("", String::as_str)))
        .collect();
    match state.app.fit_texts(&place, &texts).await {
        Ok(()) => Ok(Ok(())),
        Err(error) => Ok(Err(flaws_of(error)?)),
    }
}

/// What is to be put right, or the problem behind it.
pub(super) fn flaws_of(error: AppError) -> Result<Flaws, Problem> {
    match Fault::from(error).flaws() {
        Ok(flaws) => Ok(flaws),
        Err(Fault::Problem(problem)) => Err(problem),
        Err(Fault::Flaws(flaws)) => Ok(*flaws),
    }
}

/// `POST /requests/new/{agency}/save/{step}`: the script saves what is typed; nothing is judged.
async fn save(
    State(state): State<AppState>,
    Path((code, step)): Path<(String, String)>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let step = Step::from_key(&step).ok_or(Problem::NotFound)?;
    let agency = asked(&state, &code).await?;
    if let Some(doubt) = sent.doubt {
        return Ok(sent.visit.mark(doubt.status().into_response()));
    }
    let mut draft = draft_for(&state, &sent.visit, &code).await?;
    draft.take(step, &sent.fields);
    let status = match without_marks(&state, &agency, &draft, step).await? {
        Ok(()) => {
            keep(&state, &sent.visit, &draft).await?;
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(sent.visit.mark(status.into_response()))
}

/// The step of files: good ones are kept, each bad one says why.
async fn files(
    state: &AppState,
    sent: &VisitorForm,
    agency: &AgencyRow,
    mut draft: Draft,
) -> Result<Response, Problem> {
    let removed = sent.fields.text("remove");
    if !removed.is_empty() {
        draft.files.retain(|file| file.kept_as != removed);
        state.app.drop_for(&sent.visit.visitor, removed).await?;
        keep(state, &sent.visit, &draft).await?;
        return Ok(sent.visit.lead(&routes::ask_step(&agency.code, Step::Files.key())));
    }
    let mut errors = FieldErrors::default();
    for (field, is_identity) in [("identity_file", true), ("file", false)] {
        for upload in sent.fields.files(field) {
            if let Err(message) =
                take_file(state, sent, agency, &mut draft, upload, is_identity, field).await?
            {
                errors.add(field, message);
            }
        }
    }
    draft.finish(Step::Files);
    keep(state, &sent.visit, &draft).await?;
    if errors.is_empty() {
        return Ok(sent.visit.lead(&routes::ask_step(&agency.code, Step::Check.key())));
    }
    let flaws = Flaws { errors, refusal: None };
    form(state, &sent.visit, agency, &draft, Step::Files, StatusCode::UNPROCESSABLE_ENTITY, &flaws)
}

async fn take_file(
    state: &AppState,
    sent: &VisitorForm,
    agency: &AgencyRow,
    draft: &mut Draft,
    upload: &Upload,
    is_identity: bool,
    field: &'static str,
) -> Result<Result<(), String>, Problem> {
    if draft.files.len() >= uploads::COUNT {
        return Ok(Err(format!("最多上传 {} 个文件，其余的没有保存。", uploads::COUNT)));
    }
    let together: usize = draft.files.iter().map(|file| file.size_bytes).sum();
    if together + upload.bytes.len() > uploads::TOTAL_BYTES {
        return Ok(Err("全部文件合计不能超过 20 MB，这个文件没有保存。".to_owned()));
    }
    let place = format!("portal/{}/files", agency.code);
    let fit = match state.app.fit_file(&place, field, &upload.name, &upload.bytes).await {
        Ok(fit) => fit,
        Err(error) => {
            let flaws = flaws_of(error)?;
            return Ok(Err(flaws.errors.of(field).unwrap_or("这个文件不能上传。").to_owned()));
        }
    };
    let kept_as = format!("file/{}", new_key()?);
    state.app.keep_bytes(&sent.visit.visitor, &kept_as, &fit.bytes, DRAFT_KEPT).await?;
    draft.files.push(DraftFile { kept_as, name: fit.name, size_bytes: fit.bytes.len(), is_identity });
    Ok(Ok(()))
}

/// The last step: registered once, however often it is sent; then the files, each once.
async fn submit(
    state: &AppState,
    visit: &Visit,
    agency: &AgencyRow,
    draft: Draft,
) -> Result<Response, Problem> {
    let Some(submission) = draft.submission() else {
        let wrong = draft.first_wrong().unwrap_or(Step::Who);
        return Ok(visit.lead(&routes::ask_step(&agency.code, wrong.key())));
    };
    if !state.app.may_knock(&state.limits, Knock::Submission, &visit.address).await? {
        return doubted(state, visit, agency, &draft, Step::Check, Doubt::TooOften);
    }
    let submitted = match state.app.submit_online(submission).await {
        Ok(submitted) => submitted,
        Err(error) => {
            let flaws = flaws_of(error)?;
            return form(state, visit, agency, &draft, Step::Check, StatusCode::UNPROCESSABLE_ENTITY, &flaws);
        }
    };
    for file in &draft.files {
        if let Some(bytes) = state.app.kept_bytes(&visit.visitor, &file.kept_as).await? {
            state.app.attach_to_submission(&submitted, &file.name, bytes, file.is_identity).await?;
        }
    }
    for file in &draft.files {
        state.app.drop_for(&visit.visitor, &file.kept_as).await?;
    }
    // What was typed is with the agency now; of the draft only its key is left, for the receipt.
    let left = Draft { key: draft.key, agency: draft.agency, submitted: true, ..Draft::default() };
    state.app.keep_for(&visit.visitor, DRAFT, &left, receipt::SHOWN_FOR).await?;
    Ok(visit.lead(&routes::receipt()))
}

/// `POST /requests/new/{agency}/discard`: throws the draft away.
async fn discard(
    State(state): State<AppState>,
    Path(code): Path<String>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    if sent.doubt.is_none() {
        let draft = draft_for(&state, &sent.visit, &code).await?;
        for file in &draft.files {
            state.app.drop_for(&sent.visit.visitor, &file.kept_as).await?;
        }
        state.app.drop_for(&sent.visit.visitor, DRAFT).await?;
    }
    Ok(sent.visit.lead(&routes::new_request()))
}
