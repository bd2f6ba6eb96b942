//! One request: course and documents on the left, clock and acts on the right.

use askama::Template;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::requests::{PlainParty, RequestDetail};
use gongkai_request::{Stage, TaskKind, next_acts};
use gongkai_statute::Reading;
use jiff::civil::Date;

use super::findings::{self, AlikeRow, ChecklistView, FindingRow, PlainWords};
use super::list::countdown;
use super::{acts, files, letter_list, number_of, online};
use crate::office::access;
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::{render, warn};
use crate::office::people::People;
use crate::office::words::{article, day_or_empty, moment};
use crate::ui::act_list::{Act, ActList, ForbiddenAct};
use crate::ui::clock_strip::{ClockStrip, Mark, MarkKind, Pause};
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::Notice;
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;
use crate::ui::timeline::{Happening, Timeline};

/// How many earlier looks the requester's page lists.
const LOOKS: u32 = 50;

/// One request.
#[derive(Debug, Clone, Template)]
#[template(path = "office/case.html")]
pub struct CasePage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Number.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// Stage and place in the period.
    pub subtitle: String,
    /// What is left.
    pub countdown: Countdown,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// What happened.
    pub timeline: Timeline,
    /// What the file says of it.
    pub facts: MetadataTable,
    /// Where the requester's own words are shown.
    pub requester_href: Option<String>,
    /// The draft reply.
    pub draft: Option<MetadataTable>,
    /// Its text.
    pub draft_text: Html,
    /// The clock.
    pub clock: ClockStrip,
    /// Other days to keep, each with how it came about.
    pub tasks: Vec<TaskRow>,
    /// What blocks the draft or should be known of it, each with the act that cures it.
    pub findings: Vec<FindingRow>,
    /// Where it stands, in sentences.
    pub plain: PlainWords,
    /// Check-lists on file.
    pub checklists: Vec<ChecklistView>,
    /// What looks like it, each with the ways to settle that.
    pub alike: Vec<AlikeRow>,
    /// Where it is proposed to publish what several people asked for.
    pub propose: Option<String>,
    /// Several people asked for it (Art. 44); empty otherwise.
    pub publication: String,
    /// Where one may reckon what would be.
    pub what_if_href: String,
    /// What may be done.
    pub acts: ActList,
    /// Letters.
    pub letters: letter_list::Letters,
    /// Files on record.
    pub files: DataTable,
    /// Reviews and suits about it.
    pub remedies: DataTable,
    /// Days counted anew after a holiday notice.
    pub redatings: Vec<String>,
}

/// A day to keep besides the reply's.
#[derive(Debug, Clone)]
pub struct TaskRow {
    /// What and until when.
    pub text: String,
    /// How it came about.
    pub steps: Vec<findings::StepRow>,
}

/// `GET /office/{agency}/requests/{number}`
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, &number).await?)
}

async fn view(desk: &Desk, number: &str) -> Result<CasePage, Fault> {
    let number = number_of(number)?;
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let calendar = desk.app.calendar_of(desk.code()).await?;
    let today = desk.app.today();
    let warnings = detail.reading.iter().flat_map(|reading| reading.warnings.iter());
    let (draft, draft_text) = draft(desk, &detail).await?;
    let title = number.to_string();
    Ok(CasePage {
        frame: desk.frame(&title, &[("依申请公开", address::requests(desk.code()))]).await?,
        subject: detail.row.subject.clone(),
        subtitle: subtitle(&detail),
        countdown: countdown(&detail.row, &calendar, today),
        notices: warnings.map(warn).chain(online::notices(desk, &detail).await?).collect(),
        timeline: timeline(desk, &detail).await?,
        facts: facts(desk, &detail).await?,
        requester_href: desk
            .may(&Method::GET, "/office/{agency}/requests/{number}/requester")
            .then(|| address::request_act(desk.code(), &title, "requester")),
        draft,
        draft_text,
        clock: clock(&detail, today),
        tasks: tasks(&detail),
        findings: findings::rows(desk, &detail),
        plain: findings::plain(&detail),
        checklists: findings::checklists(desk, &detail).await?,
        alike: findings::alike(desk, &detail),
        propose: desk
            .may(&Method::POST, "/office/{agency}/requests/{number}/propose")
            .then(|| address::request_act(desk.code(), &detail.row.number.to_string(), "propose")),
        publication: findings::publication(&detail),
        what_if_href: address::request_act(desk.code(), &title, "what-if"),
        acts: act_list(desk, &detail),
        letters: letter_list::panel(desk, &detail).await?,
        files: files::list(desk, &detail),
        remedies: remedies(desk, &detail),
        redatings: redatings(&detail),
        title,
    })
}

fn subtitle(detail: &RequestDetail) -> String {
    let stage = detail.row.stage.label();
    let counted = detail.reading.as_ref().and_then(|reading| reading.counted);
    match counted.filter(|_| detail.row.stage != Stage::Closed) {
        Some(counted) => {
            format!("{stage} · 第 {} 个工作日，共 {} 个（条例第33条）", counted.used, counted.allowed)
        }
        None => stage.to_owned(),
    }
}

async fn timeline(desk: &Desk, detail: &RequestDetail) -> Result<Timeline, Fault> {
    let mut people = People::new(&desk.app);
    let mut happenings = Vec::new();
    for entry in &detail.timeline {
        let login = gongkai_app::login_in_journal(&entry.actor);
        let recorded = moment(entry.recorded_at);
        happenings.push(Happening {
            date: entry.on.map_or_else(|| recorded.clone(), |on| on.to_string()),
            time: String::new(),
            title: entry.what.clone(),
            text: entry.detail.clone(),
            by: people.name(login).await?,
            documents: Vec::new(),
        });
    }
    Ok(Timeline { happenings, empty: "还没有经过。".to_owned() })
}

async fn facts(desk: &Desk, detail: &RequestDetail) -> Result<MetadataTable, Fault> {
    let row = &detail.row;
    let registered = detail.case.registered.as_deref();
    let sections = desk.app.store.sections(desk.code()).await?;
    let section = row.section.as_ref().map(|slug| {
        sections.iter().find(|section| section.slug == *slug).map_or(slug.clone(), |it| it.name.clone())
    });
    let mut rows = vec![
        MetadataRow::new("渠道", row.channel.label()),
        MetadataRow::new("申请人类别", row.requester.label()),
        MetadataRow::new("提交日期", day_or_empty(registered.and_then(|form| form.submitted_on))),
        MetadataRow::new("到达日期", day_or_empty(registered.and_then(|form| form.arrived_on))),
        MetadataRow::new("收到日期", day_or_empty(row.received_on)),
        MetadataRow::new("获取方式", registered.map_or("", |form| form.form.label())),
        MetadataRow::new("获取途径", registered.map_or("", |form| form.route.label())),
        MetadataRow::new("承办科室", section.unwrap_or_default()),
    ];
    if let Some(clerk) = registered.and_then(|form| form.clerk.as_ref()) {
        rows.push(MetadataRow::new("代为填写", clerk));
    }
    if let Some(parties) = registered.and_then(|form| form.parties.as_deref()) {
        if !parties.joint.is_empty() {
            rows.push(MetadataRow::new("共同申请人", format!("{} 位", parties.joint.len())));
        }
        if let Some(agent) = &parties.agent {
            let proof = agent.proof.as_deref().unwrap_or("证明尚未提交");
            rows.push(MetadataRow::new(agent.kind.label(), format!("有（{proof}）")));
        }
        if parties.minor {
            rows.push(MetadataRow::new("未成年人", "是"));
        }
    }
    if let Some(taken) = &detail.case.taken_over {
        rows.push(MetadataRow::wide("承接", format!("{} 由承接机关接办，依据{}", taken.on, taken.basis)));
    }
    if let Some(split) = detail.case.split_from() {
        let number = split.number.to_string();
        rows.push(MetadataRow::link("拆分自", &number, address::request(desk.code(), &number)));
    }
    for part in &detail.case.parts {
        let number = part.to_string();
        rows.push(MetadataRow::link("拆分出", &number, address::request(desk.code(), &number)));
    }
    for link in &detail.case.links {
        let number = link.to.to_string();
        let text = format!("{number}（{}）", link.note);
        rows.push(MetadataRow::link("关联", text, address::request(desk.code(), &number)));
    }
    for item in desk.app.items_of_request(&desk.actor, desk.code(), row.number).await? {
        let text = format!("{}（{}）", item.fields.title, item.state.label());
        rows.push(MetadataRow::link("转为主动公开", text, address::item(&item.id)));
    }
    if let Some(closed) = &row.closed {
        rows.push(MetadataRow::new("办理结果", closed.decision.label()));
        rows.push(MetadataRow::new("办结日期", closed.on.to_string()));
        rows.push(MetadataRow::new("答复书文号", row.document.clone().unwrap_or_default()));
    }
    Ok(MetadataTable { rows })
}

/// The draft reply with its reviews, and its text.
async fn draft(desk: &Desk, detail: &RequestDetail) -> Result<(Option<MetadataTable>, Html), Fault> {
    let Some(draft) = &detail.case.draft else { return Ok((None, Html::default())) };
    let mut people = People::new(&desk.app);
    let reply = &draft.reply;
    let mut rows = vec![
        MetadataRow::new("答复决定", reply.decision.label()),
        MetadataRow::new("起草", format!("{} {}", people.name(&reply.by).await?, reply.on)),
    ];
    if let Some(reason) = &reply.reason {
        rows.push(MetadataRow::wide("理由", reason));
    }
    for part in &reply.parts {
        let text = format!("{}：{}，{}", part.part, part.ground.label(), part.reason);
        rows.push(MetadataRow::wide("不予公开的部分", text));
    }
    if let Some(competent) = &reply.competent {
        rows.push(MetadataRow::wide("负责公开的机关", competent));
    }
    if let Some(earlier) = &reply.earlier {
        rows.push(MetadataRow::link("此前的申请", earlier, address::request(desk.code(), earlier)));
    }
    rows.push(match &draft.secrecy {
        Some(review) => {
            let verdict = if review.passed { "可以提供" } else { "不得提供" };
            let by = people.name(&review.by).await?;
            MetadataRow::wide("保密审查", format!("{verdict}：{}（{by} {}）", review.opinion, review.on))
        }
        None => MetadataRow::wide("保密审查", "尚未审查"),
    });
    if let Some(approval) = &draft.approval {
        let by = people.name(&approval.by).await?;
        rows.push(MetadataRow::new("签发", format!("{by} {}", approval.on)));
        rows.push(MetadataRow::new("文号", approval.document.clone().unwrap_or_default()));
    }
    let text = match &reply.body {
        Some(hash) => Html::paragraphs(&desk.app.item_body(hash).await?),
        None => Html::default(),
    };
    Ok((Some(MetadataTable { rows }), text))
}

fn clock(detail: &RequestDetail, today: Date) -> ClockStrip {
    let Some(reading) = &detail.reading else {
        return ClockStrip::new("clock", "期限尚未起算。", vec![], vec![]);
    };
    let mut marks: Vec<Mark> = Vec::new();
    for step in &reading.steps {
        let kind = if Some(step.date) == reading.received_on && step.what.contains("收到申请之日") {
            MarkKind::Received
        } else if Some(step.date) == reading.due && step.what.contains("届满") {
            MarkKind::Due
        } else {
            MarkKind::Event
        };
        marks.push(Mark::new(step.date, kind, &step.what).citing(article(&step.article.to_string())));
    }
    if let Some(due) = reading.due
        && !marks.iter().any(|mark| mark.kind == MarkKind::Due)
    {
        marks.push(Mark::new(due, MarkKind::Due, "答复期限届满").citing("条例第33条"));
    }
    match detail.row.closed.filter(|_| detail.row.stage == Stage::Closed) {
        Some(closed) => marks.push(Mark::new(closed.on, MarkKind::Closed, "办结")),
        None => marks.push(Mark::new(today, MarkKind::Today, today_words(reading))),
    }
    let pauses = reading.pauses.iter().map(|pause| Pause {
        from: pause.after,
        to: pause.through,
        label: "征求意见".to_owned(),
    });
    ClockStrip::new("clock", sentence(detail, reading), marks, pauses.collect())
}

fn today_words(reading: &Reading) -> String {
    match reading.counted {
        Some(counted) => format!("今天（第 {} 个工作日，共 {} 个）", counted.used, counted.allowed),
        None => "今天".to_owned(),
    }
}

fn sentence(detail: &RequestDetail, reading: &Reading) -> String {
    if let Some(closed) = detail.row.closed.filter(|_| detail.row.stage == Stage::Closed) {
        let late = if closed.late { "，已超过答复期限" } else { "" };
        return format!("{} 办结{late}。", closed.on);
    }
    let state = reading.state.label();
    match (reading.due, reading.not_before, reading.remaining_workdays) {
        (Some(due), _, Some(left)) if reading.overdue == Some(true) => {
            format!("{state}，逾期 {} 个工作日，应于 {due} 前答复。", left.min(-1).unsigned_abs())
        }
        (Some(due), _, Some(left)) => {
            let provisional = if reading.provisional { "（征求意见未结束，暂计）" } else { "" };
            format!("{state}，剩 {left} 个工作日，{due} 届满{provisional}。")
        }
        (Some(due), _, None) => format!("{state}，{due} 届满。"),
        (None, Some(day), _) => format!("{state}，缺少放假安排，届满日不早于 {day}。"),
        (None, None, _) => format!("{state}。"),
    }
}

fn tasks(detail: &RequestDetail) -> Vec<TaskRow> {
    let tasks = detail.standing.tasks.iter();
    tasks
        .map(|task| {
            let name = match task.kind {
                TaskKind::OpinionExpiry => format!("{}（{}）", task.kind.label(), task.name),
                kind => kind.label().to_owned(),
            };
            let due = task.due.map_or_else(|| "日期未定".to_owned(), |due| due.to_string());
            let steps = detail.case.task_steps(task).into_iter().map(|step| findings::StepRow {
                day: step.on.to_string(),
                what: step.what,
                article: step.article.map_or_else(String::new, |cited| article(&cited.to_string())),
            });
            TaskRow { text: format!("{name}：{due}"), steps: steps.collect() }
        })
        .collect()
}

fn act_list(desk: &Desk, detail: &RequestDetail) -> ActList {
    let number = detail.row.number.to_string();
    let mut list = ActList { title: "现在可以做的".to_owned(), ..ActList::default() };
    let next = next_acts(&detail.case);
    for here in detail.acts.iter().filter(|here| here.is_permitted && acts::is_offered(here.act)) {
        match &here.refusal {
            None => list.allowed.push(Act {
                label: here.act.label().to_owned(),
                href: address::request_act(desk.code(), &number, here.act.key()),
                hint: hint(here.act).to_owned(),
                primary: is_next(here.act, &next),
            }),
            Some(refusal) => list.forbidden.push(ForbiddenAct {
                label: here.act.label().to_owned(),
                why: refusal.message.clone(),
                article: Some(article(&refusal.citation())),
            }),
        }
    }
    list.allowed.extend(online::offers(desk, detail));
    list.allowed.extend(make_public(desk, detail));
    list.allowed.sort_by_key(|act| !act.primary);
    list
}

/// What was answered once may answer others: a draft of its own, through the review chain.
fn make_public(desk: &Desk, detail: &RequestDetail) -> Option<Act> {
    detail.case.last_reply()?;
    desk.may(&Method::GET, "/office/{agency}/items/new").then(|| Act {
        label: "公开这件答复".to_owned(),
        href: format!("{}?request={}", address::new_item(desk.code()), detail.row.number),
        hint: "去掉个人信息后起草为主动公开信息，照常审核、保密审查".to_owned(),
        primary: false,
    })
}

const fn hint(act: gongkai_request::Act) -> &'static str {
    use gongkai_request::Act;
    match act {
        Act::Extend | Act::Defer => "须政府信息公开工作机构负责人批准",
        Act::Approve => "由本机关负责人签发",
        Act::NotifyFee => "金额按规定计算，不能手填",
        _ => "",
    }
}

/// The act that usually comes next; the cure of what blocks the draft before all.
fn is_next(act: gongkai_request::Act, next: &[gongkai_request::Act]) -> bool {
    next.contains(&act)
}

fn remedies(desk: &Desk, detail: &RequestDetail) -> DataTable {
    let rows = detail.remedies.iter().map(|row| {
        let id = row.id.to_string();
        vec![
            Value::link(&id, address::remedy(desk.code(), &id)),
            Value::text(row.kind.label()),
            Value::text(row.stage.label()),
            Value::text(row.result.map_or("", gongkai_request::remedy::RemedyResult::label)),
        ]
    });
    DataTable {
        id: "remedies",
        caption: "复议、诉讼".to_owned(),
        caption_hidden: true,
        columns: ["编号", "种类", "环节", "结果"].map(|label| Column::new(label, Align::Fixed)).into(),
        rows: rows.collect(),
        empty: "没有复议、诉讼。".to_owned(),
    }
}

fn redatings(detail: &RequestDetail) -> Vec<String> {
    let day = |day: Option<Date>| day.map_or_else(|| "未定".to_owned(), |day| day.to_string());
    detail
        .redatings
        .iter()
        .map(|row| format!("因放假安排调整，届满日由 {} 改为 {}", day(row.was), day(row.now)))
        .collect()
}

/// The requester's own words, on demand.
#[derive(Debug, Clone, Template)]
#[template(path = "office/requester.html")]
pub struct RequesterPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Number of the request.
    pub number: String,
    /// Name, identity and contact; `None` when they were erased.
    pub who: Option<MetadataTable>,
    /// What was asked, in the requester's words.
    pub text: Html,
    /// What the requester wrote later: supplement, reasons, rating, complaint.
    pub later: Vec<(String, Html)>,
    /// Who looked at it before, newest first.
    pub looks: DataTable,
    /// Back to the case.
    pub back: String,
}

/// `GET /office/{agency}/requests/{number}/requester`: shown on demand only, and the look is journaled.
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn requester(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let words = desk.app.request_words(&desk.actor, desk.code(), number).await?;
    let number = number.to_string();
    let later = desk.app.later_words(&desk.actor, desk.code(), number_of(&number)?).await?;
    let looks = desk.app.access_to_case(&desk.actor, desk.code(), &number, LOOKS).await?;
    let back = address::request(desk.code(), &number);
    let above = [("依申请公开", address::requests(desk.code())), (number.as_str(), back.clone())];
    let parties = desk.app.request_parties(&desk.actor, desk.code(), number_of(&number)?).await?;
    let who = words.as_ref().map(|words| {
        let mut rows = vec![
            MetadataRow::new("姓名或者名称", &words.name),
            MetadataRow::new("身份证明", &words.identity),
            MetadataRow::wide("联系方式", &words.contact),
        ];
        rows.extend(parties.joint.iter().map(|party| MetadataRow::wide("共同申请人", party_words(party))));
        if let Some(agent) = &parties.agent {
            let proof = agent.proof.as_deref().unwrap_or("证明尚未提交");
            rows.push(MetadataRow::wide(
                agent.kind.label(),
                format!("{}（{proof}）", party_words(&agent.who)),
            ));
        }
        MetadataTable { rows }
    });
    let page = RequesterPage {
        frame: desk.frame("申请人信息", &above).await?,
        who,
        text: Html::paragraphs(&words.map(|words| words.text).unwrap_or_default()),
        later: later
            .into_iter()
            .map(|words| {
                let text = words.text.unwrap_or_else(|| "个人信息已经删除。".to_owned());
                (format!("{} {}", words.on, words.what), Html::paragraphs(&text))
            })
            .collect(),
        looks: access::table(&desk, &looks, access::Of::OneCase).await?,
        back,
        number: number.clone(),
    };
    render(StatusCode::OK, &page)
}

fn party_words(party: &PlainParty) -> String {
    let words = [&party.name, &party.identity, &party.contact];
    let words: Vec<&str> = words.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    if words.is_empty() { "个人信息已经删除".to_owned() } else { words.join("，") }
}
