//! `/requests/case`: one request as its requester sees it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::intake::{OpenedCase, TrackedCase, Way as CanDo};
use gongkai_app::letters::PublicFile;
use gongkai_request::Stage;
use jiff::Timestamp;
use jiff::civil::Date;

use super::opened;
use crate::download::{download, size};
use crate::portal::common::{frame, grouped, minute};
use crate::portal::pages::Way;
use crate::portal::public_log::proof_download;
use crate::portal::visitor::Visit;
use crate::ui::breadcrumb::Crumb;
use crate::ui::clock_strip::{ClockStrip, Mark, MarkKind, Pause};
use crate::ui::form_token::FormToken;
use crate::ui::portal_frame::PortalFrame;
use crate::ui::prose::Html;
use crate::ui::timeline::{Happening, Timeline};
use crate::{AppState, Problem, routes};

/// Something the requester can do: what, where, and what it means.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    /// What.
    pub label: String,
    /// Where.
    pub href: String,
    /// What it means, or until when.
    pub hint: String,
    /// Is it waited for?
    pub is_awaited: bool,
}

/// A letter to the requester (文书).
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    /// Its name and number.
    pub title: String,
    /// When and how it was sent.
    pub note: String,
    /// Its files: text and address.
    pub files: Vec<(String, String)>,
}

/// A reply as its requester reads it.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    /// The result, its number and its day.
    pub head: String,
    /// Its text, when it was written here.
    pub text: Html,
}

/// `/requests/case`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/tracked.html")]
pub(super) struct TrackedPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Number of the request.
    pub number: String,
    /// The agency.
    pub agency: String,
    /// Where it is, in one sentence.
    pub sentence: String,
    /// The last day, in one sentence; empty when none runs.
    pub last_day: String,
    /// What can be done now.
    pub offers: Vec<Offer>,
    /// The clock.
    pub clock: Option<ClockStrip>,
    /// The reply.
    pub answer: Option<Answer>,
    /// Letters to the requester, with their files.
    pub documents: Vec<Document>,
    /// How it can be challenged.
    pub remedies: Vec<Way>,
    /// What happened.
    pub timeline: Timeline,
    /// When its receipt was recorded in the public log, in one sentence; empty while it is not.
    pub recorded: String,
    /// The feed of this request.
    pub feed: String,
    /// Whom to ask.
    pub contact: Vec<Way>,
    /// The form's token.
    pub token: FormToken,
}

/// `GET /requests/case`
pub(super) async fn page(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let tracked = state.app.tracked_case(&opened).await?;
    let number = opened.number().to_string();
    let title = format!("申请 {number} 办理情况");
    let crumbs = vec![Crumb::to("办理查询", routes::track_request()), Crumb::here(number.clone())];
    let mut timeline = Timeline { happenings: happenings(&tracked), empty: "还没有经过。".to_owned() };
    timeline.happenings.reverse();
    let entry = state.app.receipt_recorded(opened.agency(), opened.number()).await?;
    let page = TrackedPage {
        frame: frame(&state, visit.view.clone(), title).crumbs(crumbs),
        number,
        agency: tracked.agency.name.clone(),
        sentence: sentence(&tracked),
        last_day: last_day(&tracked),
        offers: offers(&tracked),
        clock: clock(&tracked, state.app.today()),
        answer: answer(&state, &tracked).await?,
        documents: documents(&state, &opened).await?,
        remedies: remedies(&tracked),
        timeline,
        recorded: entry.map_or_else(String::new, |(number, at)| recorded(number, at)),
        feed: routes::request_feed(
            opened.agency(),
            &opened.number().to_string(),
            &state.app.feed_key(&opened),
        ),
        contact: contact(&tracked),
        token: visit.token(),
    };
    visit.show(StatusCode::OK, &page, false)
}

fn recorded(number: u64, at: Timestamp) -> String {
    let (at, number) = (minute(at), grouped(number));
    format!("收到本申请一事，已于 {at} 记入公开日志，是第 {number} 条；日志里没有您的姓名和申请内容。")
}

/// `GET /requests/case/proof`: the proof that the request was received.
pub(super) async fn proof(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let proven = state.app.receipt_proof(opened.agency(), opened.number()).await?;
    let name = format!("收件证明-{}.tlog-proof", opened.number());
    Ok(visit.mark(proof_download(&name, proven)?))
}

/// Where it is. Drafting, review and signing are one thing to whoever waits: it is being handled.
fn sentence(tracked: &TrackedCase) -> String {
    let case = &tracked.case;
    match tracked.stage {
        Stage::Unborn => String::new(),
        Stage::AwaitingConfirmation => match case.voice.confirmed_on {
            Some(on) => format!("您已于 {on} 确认，等待受理机关确认收到。"),
            None => "申请已经提交，等待双方确认收到。".to_owned(),
        },
        Stage::Consulting => "正在办理：依法征求意见，所需时间不计入答复期限。".to_owned(),
        Stage::Running | Stage::Drafted | Stage::Approved => "正在办理。".to_owned(),
        Stage::WaitingSupplement => "需要您补正，补正后继续办理。".to_owned(),
        Stage::WaitingFee => "需要您缴纳信息处理费，缴费后继续办理。".to_owned(),
        Stage::Closed => match (&tracked.reply, &case.result) {
            (Some(reply), _) => format!("已于 {} 答复：{}。", reply.on, reply.decision.label()),
            (None, Some(result)) => format!("已于 {} 办结：{}。", result.on, result.decision.label()),
            (None, None) => "已经办结。".to_owned(),
        },
    }
}

fn last_day(tracked: &TrackedCase) -> String {
    if let Some(fee) = tracked.fee {
        let due = fee.due.map_or_else(|| "告知书上写明的日期".to_owned(), |due| due.to_string());
        return format!("应缴 {} 元，最后一天是 {due}；逾期不缴的，不再处理（条例第42条）。", fee.yuan);
    }
    if let Some(by) = gongkai_request::voice::supplement_by(&tracked.case)
        && tracked.stage == Stage::WaitingSupplement
    {
        return format!("补正的最后一天是 {by}；逾期不补正的，视为放弃申请（条例第30条）。");
    }
    if tracked.stage == Stage::Closed {
        return String::new();
    }
    let Some(reading) = &tracked.reading else { return String::new() };
    match (reading.due, reading.not_before, reading.counted) {
        (Some(due), _, _) if reading.overdue == Some(true) => {
            format!("答复期限已于 {due} 届满。您可以投诉，也可以依法申请行政复议或者提起行政诉讼。")
        }
        (Some(due), _, Some(counted)) => {
            let provisional = if reading.provisional { "，征求意见结束后可能调整" } else { "" };
            format!(
                "答复的最后一天是 {due}（第 {} 个工作日，共 {} 个{provisional}）（条例第33条）。",
                counted.used, counted.allowed
            )
        }
        (Some(due), _, None) => format!("答复的最后一天是 {due}（条例第33条）。"),
        (None, Some(day), _) => format!("答复的最后一天不早于 {day}，放假安排公布后确定。"),
        (None, None, _) if tracked.stage == Stage::AwaitingConfirmation => {
            "确认后，自收到申请之日起 20 个工作日内答复（条例第31条、第33条）。".to_owned()
        }
        (None, None, _) => String::new(),
    }
}

fn offers(tracked: &TrackedCase) -> Vec<Offer> {
    let by = gongkai_request::voice::supplement_by(&tracked.case);
    tracked
        .ways
        .iter()
        .map(|way| {
            let (key, label, hint, is_awaited) = match way {
                CanDo::Confirm => {
                    ("confirm", "确认提交了申请", "确认后受理机关即可确定收到之日。".to_owned(), true)
                }
                CanDo::Supplement => (
                    "supplement",
                    "补正",
                    by.map_or_else(String::new, |by| format!("最后一天 {by}，可以上传文件。")),
                    true,
                ),
                CanDo::GiveReasons => ("reasons", "说明理由", "条例第35条。".to_owned(), true),
                CanDo::Rate => ("rate", "评价答复", "每份答复评价一次。".to_owned(), false),
                CanDo::Withdraw => ("withdraw", "撤回申请", "撤回后不再办理。".to_owned(), false),
                CanDo::Complain => (
                    "complain",
                    "投诉",
                    "认为没有依法办理的，由工作机构负责人处理（条例第51条）。".to_owned(),
                    false,
                ),
            };
            Offer { label: label.to_owned(), href: routes::opened_request_act(key), hint, is_awaited }
        })
        .collect()
}

fn clock(tracked: &TrackedCase, today: Date) -> Option<ClockStrip> {
    let reading = tracked.reading.as_ref()?;
    let received_on = reading.received_on?;
    let mut marks = vec![Mark::new(received_on, MarkKind::Received, "收到申请之日").citing("条例第31条")];
    for moment in tracked.moments.iter().filter(|moment| moment.on > received_on) {
        if !matches!(moment.what, "答复" | "提交申请" | "双方确认收到申请" | "依法征求意见")
        {
            marks.push(Mark::new(moment.on, MarkKind::Event, moment.what));
        }
    }
    match (&tracked.reply, tracked.stage) {
        (Some(reply), Stage::Closed) => marks.push(Mark::new(reply.on, MarkKind::Closed, "答复")),
        (None, Stage::Closed) => {}
        (_, _) => marks.push(Mark::new(today, MarkKind::Today, "今天")),
    }
    if let Some(due) = reading.due {
        marks.push(Mark::new(due, MarkKind::Due, "答复的最后一天").citing("条例第33条"));
    }
    let pauses = reading.pauses.iter().map(|pause| Pause {
        from: pause.after,
        to: pause.through,
        label: "依法征求意见".to_owned(),
    });
    Some(ClockStrip::new("clock", "从收到申请到答复的最后一天。".to_owned(), marks, pauses.collect()))
}

async fn answer(state: &AppState, tracked: &TrackedCase) -> Result<Option<Answer>, Problem> {
    let Some(reply) = &tracked.reply else { return Ok(None) };
    let text = match &reply.body {
        Some(hash) => Html::paragraphs(&state.app.item_body(hash).await?),
        None => Html::default(),
    };
    let document = reply.document.as_ref().map_or_else(String::new, |document| format!("{document}，"));
    Ok(Some(Answer { head: format!("{document}{}，{} 送达", reply.decision.label(), reply.on), text }))
}

async fn documents(state: &AppState, opened: &OpenedCase) -> Result<Vec<Document>, Problem> {
    let letters = state.app.public_letters(opened.agency(), opened.number()).await?;
    let documents = letters.into_iter().map(|letter| {
        let link = |what: &str, file: &PublicFile| {
            let text = format!("{what}（{}，{}）", file.kind, size(file.size_bytes));
            (text, routes::opened_request_letter(&letter.letter, &file.id))
        };
        let own = letter.files.iter().map(|file| link(&letter.title, file));
        let enclosed = letter.enclosed.iter().map(|file| link("所附信息", file));
        Document {
            files: own.chain(enclosed).collect(),
            note: format!("{} 发出，{}", letter.sent_on, letter.way.label()),
            title: match &letter.document {
                Some(document) => format!("{} {document}", letter.title),
                None => letter.title.clone(),
            },
        }
    });
    Ok(documents.collect())
}

/// `GET /requests/case/letters/{letter}/{file}`: a file of a letter to the requester; the first opening is recorded.
pub(super) async fn letter(
    State(state): State<AppState>,
    visit: Visit,
    Path((letter, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let Some(opened) = opened(&state, &visit).await? else {
        return Ok(visit.lead(&routes::track_request()));
    };
    let (agency, number) = (opened.agency(), opened.number());
    let file = state.app.public_letter_file(agency, number, &letter, &file).await?;
    state.app.mark_letter_opened(agency, number, &letter).await?;
    Ok(visit.mark(download(&file.name, &file.media_type, file.bytes)))
}

fn remedies(tracked: &TrackedCase) -> Vec<Way> {
    let lines = tracked.remedies.iter().map(|line| {
        let last = line.last_day.map_or_else(String::new, |day| format!("最后一天是 {day}。"));
        Way { name: line.what.clone(), how: format!("{}{last}（{}）", line.how, line.articles.join("、")) }
    });
    lines.collect()
}

fn happenings(tracked: &TrackedCase) -> Vec<Happening> {
    let all = tracked.moments.iter().map(|moment| Happening {
        date: moment.on.to_string(),
        time: String::new(),
        title: moment.what.to_owned(),
        text: moment.detail.clone(),
        by: if moment.is_own { "您" } else { "受理机关" }.to_owned(),
        documents: Vec::new(),
    });
    all.collect()
}

fn contact(tracked: &TrackedCase) -> Vec<Way> {
    let agency = &tracked.agency;
    let ways = [
        ("受理机关", &agency.name),
        ("工作机构", &agency.unit_name),
        ("电话", &agency.phone),
        ("办公时间", &agency.office_hours),
    ];
    ways.into_iter()
        .filter(|(_, how)| !how.trim().is_empty())
        .map(|(name, how)| Way { name: name.to_owned(), how: how.clone() })
        .collect()
}
