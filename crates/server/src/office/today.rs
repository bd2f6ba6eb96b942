//! Today's list (今日待办): my tasks by last day, the overdue first; what waits for others.

use std::fmt::Write as _;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use gongkai_agency::Role;
use gongkai_app::items::{DutyCount, ItemTask};
use gongkai_app::todos::{Todo, TodoKind};
use gongkai_statute::Calendar;
use gongkai_store::plan::StageRow;
use gongkai_store::publication::DutyKind;
use gongkai_store::solicitation::SolicitationRow;
use jiff::civil::Date;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use super::items::list::{desk_name, due_of};
use super::people::People;
use super::words::{article as article_name, day, left};
use crate::ui::countdown::Countdown;
use crate::ui::office_frame::OfficeFrame;
use crate::ui::task_card::TaskCard;

/// Items past their day counted at most.
const COUNTED: u32 = 100;

/// Tasks under one heading.
#[derive(Debug, Clone)]
pub struct Block {
    /// The heading.
    pub title: String,
    /// How many.
    pub count: usize,
    /// The tasks.
    pub cards: Vec<TaskCard>,
    /// What stands here when there are none.
    pub empty: String,
}

/// Today's list.
#[derive(Debug, Clone, Template)]
#[template(path = "office/today.html")]
pub struct TodayPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// The day and what it brings, in a sentence.
    pub sentence: String,
    /// My tasks, then what waits for others.
    pub blocks: Vec<Block>,
}

/// `GET /office`: leads to the first agency where the person has something to do.
///
/// # Errors
///
/// None; the signature is that of every page.
pub async fn first(desk: Desk) -> Result<Response, Fault> {
    let working = desk.grants.iter().find(|grant| !grant.role.reaches_below());
    let to = match working.or(desk.grants.first()) {
        None => address::account(),
        Some(grant) => match grant.role {
            Role::Supervisor => address::supervision(&grant.agency),
            Role::Operator => address::agencies(),
            _ => address::today(&grant.agency),
        },
    };
    Ok(Redirect::to(&to).into_response())
}

/// `GET /office/{agency}`
///
/// # Errors
///
/// A problem when the tasks cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk).await?)
}

async fn view(desk: &Desk) -> Result<TodayPage, Fault> {
    let mut late_cards = Vec::new();
    let mut mine = Vec::new();
    let todos = desk.app.todos(&desk.actor, 0).await?;
    // A reply that lies on this desk to be sent is one task, not two.
    let sending: Vec<_> =
        todos.iter().filter(|todo| todo.kind == TodoKind::Deliver).map(|todo| todo.request).collect();
    for todo in &todos {
        let twice = todo.kind == TodoKind::Reply && sending.contains(&todo.request);
        if todo.agency == desk.code() && !twice {
            if todo.is_overdue { late_cards.push(todo_card(todo)) } else { mine.push(todo_card(todo)) }
        }
    }
    let mut others = Vec::new();
    let mut people = People::new(&desk.app);
    let calendar = desk.app.calendar_of(desk.code()).await?;
    for one in desk.app.item_tasks(&desk.actor, desk.code()).await? {
        let own = waits_for_me(desk, &one);
        let (due, countdown) = due_of(&one, desk.app.today(), &calendar);
        let author = people.name(&one.task.drafted_by).await?;
        let card = item_card(&one, own, &author, due, countdown);
        if own { mine.push(card) } else { others.push(card) }
    }
    for item in desk.app.store.items_awaiting_after_review(desk.code()).await? {
        if desk.has_any(&[Role::Reviewer, Role::UnitHead, Role::Leader]) {
            mine.push(after_review_card(&item.id, &item.fields.title));
        }
    }
    if desk.has_any(&[Role::Officer]) {
        let past = desk.app.count_items_past_their_day(desk.code(), COUNTED).await?;
        mine.extend((past > 0).then(|| past_card(desk.code(), past)));
        for stage in desk.app.stages_due(desk.code(), COUNTED).await? {
            let is_late = stage.due_on < desk.app.today();
            let card = stage_card(desk, &stage, &calendar);
            if is_late { late_cards.push(card) } else { mine.push(card) }
        }
        for row in desk.app.solicitations_to_answer(desk.code(), COUNTED).await? {
            mine.push(solicitation_card(&row));
        }
        let unsigned = desk.app.unsigned_deliveries(desk.code()).await?;
        mine.extend((unsigned > 0).then(|| unsigned_card(desk.code(), unsigned)));
        if desk.app.is_guide_stale(desk.agency()?) {
            mine.push(stale_guide_card(desk.code()));
        }
        let screened = desk.app.store.count_screened(desk.code(), COUNTED).await?;
        mine.extend((screened > 0).then(|| screened_card(desk.code(), screened)));
        let late = desk.app.columns_overdue(desk.code()).await?;
        mine.extend((late > 0).then(|| late_columns_card(desk.code(), late)));
    }
    if desk.has_any(&[Role::Officer, Role::UnitHead]) {
        for duty in desk.app.item_duty_counts(desk.code(), COUNTED).await? {
            let card = duty_card(desk, duty, &calendar);
            if duty.due.is_some_and(|due| due < desk.app.today()) {
                late_cards.push(card);
            } else {
                mine.push(card);
            }
        }
    }
    mine.sort_by(|a, b| due_key(a).cmp(due_key(b)));
    Ok(TodayPage {
        frame: desk.frame("今日待办", &[]).await?,
        sentence: sentence(late_cards.len(), mine.len()),
        blocks: blocks(late_cards, mine, others),
    })
}

fn due_key(card: &TaskCard) -> &str {
    if card.due.is_empty() { "9999" } else { &card.due }
}

fn sentence(late: usize, mine: usize) -> String {
    let mut text = String::new();
    if late > 0 {
        let _ = write!(text, "有 {late} 件已经逾期，请先办理。");
    }
    if mine > 0 {
        let _ = write!(text, "{mine} 件等您办理。");
    }
    if text.is_empty() { "没有等您办理的事项。".to_owned() } else { text }
}

fn blocks(late: Vec<TaskCard>, mine: Vec<TaskCard>, others: Vec<TaskCard>) -> Vec<Block> {
    let block = |title: &str, cards: Vec<TaskCard>, empty: &str| Block {
        title: title.to_owned(),
        count: cards.len(),
        cards,
        empty: empty.to_owned(),
    };
    let mut blocks = Vec::new();
    if !late.is_empty() {
        blocks.push(block("已逾期", late, ""));
    }
    blocks.push(block(
        "待我办理",
        mine,
        "今天没有要办的事。收到申请、送来稿件或者期限将到时，事项按届满日列在这里。",
    ));
    if !others.is_empty() {
        blocks.push(block("在他人手上", others, ""));
    }
    blocks
}

fn todo_card(todo: &Todo) -> TaskCard {
    let motion = todo.motion.map(|id| {
        let href = address::motion(&todo.agency, &id.to_string());
        (id.kind.label(), id.label(), href)
    });
    let inquiry = todo.inquiry.map(|id| {
        let href = address::message(&todo.agency, &id.to_string());
        ("咨询留言", id.label(), href)
    });
    let (kind, number, href) = motion.or(inquiry).unwrap_or_else(|| match (todo.request, todo.year) {
        (Some(number), _) => {
            let number = number.to_string();
            let href = address::request(&todo.agency, &number);
            ("依申请公开", number, href)
        }
        (None, Some(year)) => ("年度报告", year.to_string(), address::report(&todo.agency, year)),
        (None, None) => ("待办", String::new(), address::today(&todo.agency)),
    });
    let article =
        todo.article.as_ref().map(|article| format!("（{}）", article_name(article))).unwrap_or_default();
    TaskCard {
        href,
        title: todo.subject.clone(),
        kind: kind.to_owned(),
        number,
        next: format!("{}{article}", todo.kind.label()),
        due: todo.due.map(|due| due.to_string()).unwrap_or_default(),
        countdown: Countdown::of_workdays(todo.remaining_workdays.map(i64::from)),
        desk: String::new(),
    }
}

/// Does the edition lie on the desk of this person?
fn waits_for_me(desk: &Desk, one: &ItemTask) -> bool {
    let own = one.task.drafted_by == desk.login;
    match one.task.stage.as_str() {
        "drafting" => own,
        "reviewing" => {
            let named = one.task.approver.as_ref().is_none_or(|approver| *approver == desk.login);
            !own && named && desk.has_any(&[Role::Reviewer, Role::UnitHead, Role::Leader])
        }
        "secrecy" | "referred" => !own && desk.has_any(&[Role::SecrecyReviewer]),
        "cleared" => desk.has_any(&[Role::Officer]),
        _ => false,
    }
}

fn item_card(one: &ItemTask, own: bool, author: &str, due: String, countdown: Countdown) -> TaskCard {
    let task = &one.task;
    let next = match (task.stage.as_str(), &task.reason) {
        ("drafting", Some(reason)) => format!("退回修改：{reason}"),
        ("drafting", None) => "写完送审".to_owned(),
        ("reviewing", _) => "审核".to_owned(),
        ("secrecy", _) => "保密审查".to_owned(),
        ("referred", _) => "登记主管部门的确定意见".to_owned(),
        ("cleared", _) => "发布".to_owned(),
        (other, _) => other.to_owned(),
    };
    let desk = if own {
        String::new()
    } else {
        format!("在{}处，自 {} 起", desk_name(&task.stage, task.level, task.levels), day(task.since))
    };
    TaskCard {
        href: address::item(&task.item),
        title: task.title.clone(),
        kind: "主动公开".to_owned(),
        number: format!("撰稿人 {author}"),
        next,
        due,
        countdown,
        desk,
    }
}

/// A task without a day: where it is done, what it is about, what to do next, and why it stands there.
fn card(href: String, title: String, kind: &str, next: &str, why: &str) -> TaskCard {
    TaskCard {
        href,
        title,
        kind: kind.to_owned(),
        number: String::new(),
        next: next.to_owned(),
        due: String::new(),
        countdown: Countdown::stopped(why),
        desk: String::new(),
    }
}

/// The list of an agency's items under this heading.
fn listed(agency: &str, show: &str) -> String {
    crate::routes::with_query(&address::items(agency), &[("show", show)])
}

/// `以上` when more were not counted.
fn more(count: u64) -> &'static str {
    if count == u64::from(COUNTED) { "以上" } else { "" }
}

/// All items past their own last day as one task.
fn past_card(agency: &str, count: u64) -> TaskCard {
    let title = format!("{count} 条{}信息已过写明的有效期", more(count));
    card(listed(agency, "past"), title, "主动公开", "登记失效、废止，或者起草新版本", "过期待清理")
}

/// All of one kind that is owed as one task, by the last day of the oldest.
fn duty_card(desk: &Desk, duty: DutyCount, calendar: &Calendar) -> TaskCard {
    let (what, next) = match duty.kind {
        DutyKind::TakeBack => ("条处罚决定应当撤回", "撤下并公开说明理由（行政处罚法第48条）"),
        DutyKind::Interpret => ("份文件还没有解读材料", "公开解读材料，或者说明不需要解读的理由"),
        DutyKind::Disclose => ("条信息待转为主动公开", "起草公开属性为主动公开的新版本"),
        DutyKind::Reassess => ("条不公开的信息应当评估", "评估是否公开（条例第18条）"),
    };
    let title = format!("{} {what}{}", duty.count, more(duty.count));
    let undated = card(listed(desk.code(), duty.kind.key()), title, "主动公开", next, "尽快办理");
    match duty.due {
        Some(due) => dated(desk, undated, due, calendar),
        None => undated,
    }
}

/// The same with its last day.
fn dated(desk: &Desk, undated: TaskCard, due: Date, calendar: &Calendar) -> TaskCard {
    let countdown = Countdown::of_workdays(left(calendar, desk.app.today(), due));
    TaskCard { due: due.to_string(), countdown, ..undated }
}

/// A stage of a plan.
fn stage_card(desk: &Desk, stage: &StageRow, calendar: &Calendar) -> TaskCard {
    let title = format!("{}：{}", stage.title, stage.name);
    let undated = card(address::plan(&stage.plan), title, "公开计划", "公开后登记", "");
    dated(desk, undated, stage.due_on, calendar)
}

fn screened_card(agency: &str, count: u64) -> TaskCard {
    let title = format!("{count} 条{}已公开的信息复查待核对", more(count));
    let next = "改正、撤下，或者写明可以保留的理由";
    card(listed(agency, "screened"), title, "主动公开", next, "尽快核对")
}

fn solicitation_card(row: &SolicitationRow) -> TaskCard {
    let next = match row.unweighed {
        0 => "起草采纳情况的反馈".to_owned(),
        count => format!("办理 {count} 条意见，再起草采纳情况的反馈"),
    };
    let why = format!("{} 已截止", row.through);
    card(address::solicitation(&row.id), row.title.clone(), "意见征集", &next, &why)
}

fn unsigned_card(agency: &str, count: u64) -> TaskCard {
    let title = format!("{count} 次送交还没有回执");
    card(address::supply(agency), title, "查阅场所和送交", "催收并登记回执（条例第25条）", "没有回执")
}

fn stale_guide_card(agency: &str) -> TaskCard {
    let title = "政府信息公开指南久未更新".to_owned();
    let next = "核对指南信息，有变动的修改，没有变动的原样保存（条例第12、53条）";
    card(address::settings(agency), title, "主动公开", next, "久未更新")
}

fn late_columns_card(agency: &str, count: usize) -> TaskCard {
    let title = format!("{count} 个栏目超过更新要求");
    card(address::coverage(agency), title, "主动公开", "按栏目的公开节奏更新", "久未更新")
}

fn after_review_card(id: &str, title: &str) -> TaskCard {
    card(address::item(id), title.to_owned(), "主动公开", "紧急公开后补审", "尽快补审")
}
