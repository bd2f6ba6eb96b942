//! Today's list (今日待办): what has a day, what waits on this person's desk.

use std::collections::BTreeMap;

use gongkai_agency::Role;
use gongkai_publication::InquiryStage;
use gongkai_request::motion::{InquiryId, MotionId, Task as MotionTask};
use gongkai_request::{CaseNumber, Stage, TaskKind};
use gongkai_statute::Calendar;
use gongkai_statute::reporting::statistics_period;
use gongkai_store::request::{RequestFilter, RequestOrder};
use jiff::civil::{Date, date};

use crate::{Actor, App, AppError};

/// Rows of one source at most: a longer list is not a list for today.
const LIMIT: u32 = 500;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TodoKind {
    /// 答复
    Reply,
    /// A day of the case besides the reply
    Task(TaskKind),
    /// 保密审查
    SecrecyReview,
    /// 签发
    Sign,
    /// 送达
    Deliver,
    /// 处理投诉
    Complaint,
    /// 编制、公布年度报告
    Report,
    /// 更正申请、主动公开建议
    Motion(MotionTask),
    /// 答复留言
    AnswerInquiry,
    /// 审核留言答复
    ApproveInquiry,
}

impl TodoKind {
    /// The words the officer reads.
    pub const fn label(self) -> &'static str {
        match self {
            TodoKind::Reply => "答复申请",
            TodoKind::Task(kind) => kind.label(),
            TodoKind::SecrecyReview => "保密审查",
            TodoKind::Sign => "签发答复",
            TodoKind::Deliver => "送达答复",
            TodoKind::Complaint => "处理投诉",
            TodoKind::Report => "编制并公布年度报告",
            TodoKind::Motion(task) => task.label(),
            TodoKind::AnswerInquiry => "答复留言",
            TodoKind::ApproveInquiry => "审核留言答复",
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// The agency.
    pub agency: String,
    /// What.
    pub kind: TodoKind,
    /// Which request.
    pub request: Option<CaseNumber>,
    /// Which correction request or proposal.
    pub motion: Option<MotionId>,
    /// Which message.
    pub inquiry: Option<InquiryId>,
    /// Which report year.
    pub year: Option<i16>,
    /// What it is about.
    pub subject: String,
    /// Its last day; `None` when none is set or the calendar does not reach.
    pub due: Option<Date>,
    /// Working days after today up to it; negative when overdue.
    pub remaining_workdays: Option<i32>,
    /// The last day is over.
    pub is_overdue: bool,
    /// Where the day comes from.
    pub article: Option<String>,
}

impl App {
    /// What the actor has to do: everything overdue, and what falls due as soon as its agency reminds of it, or within
    /// `at_least` working days; most urgent first.
    pub async fn todos(&self, actor: &Actor, at_least: u16) -> Result<Vec<Todo>, AppError> {
        let today = self.today();
        let calendar = self.calendar();
        let mut todos = Vec::new();
        for (through, officers) in self.horizons(actor, at_least).await? {
            for row in self.store.request_todos(&officers, through, LIMIT).await? {
                todos.push(Todo {
                    kind: row.task.map_or(TodoKind::Reply, TodoKind::Task),
                    request: Some(row.number),
                    subject: row.subject,
                    due: row.due,
                    article: Some(article(row.task)),
                    ..blank(row.agency, TodoKind::Reply)
                });
            }
        }
        todos.extend(self.overdue_below_leader(actor, today).await?);
        let officers = agencies(actor, &[Role::Officer]);
        todos.extend(self.on_desk(&officers, Stage::Approved, TodoKind::Deliver, actor).await?);
        let reviewers = agencies(actor, &[Role::SecrecyReviewer]);
        todos.extend(self.on_desk(&reviewers, Stage::Drafted, TodoKind::SecrecyReview, actor).await?);
        let leaders = agencies(actor, &[Role::Leader]);
        todos.extend(self.on_desk(&leaders, Stage::Drafted, TodoKind::Sign, actor).await?);
        let heads = agencies(actor, &[Role::UnitHead]);
        if !heads.is_empty() {
            for row in self.store.open_complaints(&heads, LIMIT).await? {
                todos.push(Todo {
                    request: Some(row.number),
                    subject: row.subject,
                    article: Some(gongkai_statute::REGULATION_2019.article(51).to_string()),
                    ..blank(row.agency, TodoKind::Complaint)
                });
            }
        }
        let officers = agencies(actor, &[Role::Officer, Role::UnitHead]);
        for todo in self.motions_on_desk(actor, (&officers, &leaders), LIMIT).await? {
            todos.push(Todo {
                motion: Some(todo.row.id),
                subject: todo.row.subject,
                due: todo.task_due,
                ..blank(todo.row.agency, TodoKind::Motion(todo.task))
            });
        }
        todos.extend(self.inquiry_todos(actor).await?);
        for agency in agencies(actor, &[Role::Officer, Role::UnitHead, Role::Leader]) {
            todos.extend(self.report_todo(&agency, today, at_least).await?);
        }
        for todo in &mut todos {
            count(todo, &calendar, today);
        }
        todos.sort_by(|a, b| {
            (a.due.unwrap_or(date(9999, 12, 31)), a.kind, &a.agency, a.request, a.motion, a.inquiry).cmp(&(
                b.due.unwrap_or(date(9999, 12, 31)),
                b.kind,
                &b.agency,
                b.request,
                b.motion,
                b.inquiry,
            ))
        });
        Ok(todos)
    }

    /// The agencies whose requests the actor handles, by the day up to which they look ahead.
    async fn horizons(&self, actor: &Actor, at_least: u16) -> Result<BTreeMap<Date, Vec<String>>, AppError> {
        let mut horizons: BTreeMap<Date, Vec<String>> = BTreeMap::new();
        for agency in agencies(actor, &[Role::Officer, Role::UnitHead]) {
            let Some(row) = self.store.agency(&agency).await? else { continue };
            let ahead = row.settings.ahead().max(at_least);
            let through = self.calendar_of(&agency).await?.reach(self.today(), u32::from(ahead)).at_least();
            horizons.entry(through).or_default().push(agency);
        }
        Ok(horizons)
    }

    /// Overdue replies stand on the leader's list too; whoever is officer or head there has them already.
    async fn overdue_below_leader(&self, actor: &Actor, today: Date) -> Result<Vec<Todo>, AppError> {
        let handled = agencies(actor, &[Role::Officer, Role::UnitHead]);
        let mut led = agencies(actor, &[Role::Leader]);
        led.retain(|agency| !handled.contains(agency));
        let Ok(yesterday) = today.yesterday() else { return Ok(Vec::new()) };
        if led.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.store.request_todos(&led, yesterday, LIMIT).await?;
        let late =
            rows.into_iter().filter(|row| row.task.is_none() && row.due.is_some_and(|due| due < today));
        Ok(late
            .map(|row| Todo {
                request: Some(row.number),
                subject: row.subject,
                due: row.due,
                article: Some(article(None)),
                ..blank(row.agency, TodoKind::Reply)
            })
            .collect())
    }

    /// Drafts that wait for this person; never their own.
    async fn on_desk(
        &self,
        agencies: &[String],
        stage: Stage,
        kind: TodoKind,
        actor: &Actor,
    ) -> Result<Vec<Todo>, AppError> {
        if agencies.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.store.requests_on_desk(agencies, stage, LIMIT).await?;
        let waits = |row: &gongkai_store::request::DeskRow| match kind {
            TodoKind::SecrecyReview => {
                row.secrecy_passed.is_none() && row.drafted_by.as_deref() != actor.login()
            }
            TodoKind::Sign => row.secrecy_passed == Some(true) && row.drafted_by.as_deref() != actor.login(),
            TodoKind::Reply
            | TodoKind::Task(_)
            | TodoKind::Deliver
            | TodoKind::Complaint
            | TodoKind::Report
            | TodoKind::Motion(_)
            | TodoKind::AnswerInquiry
            | TodoKind::ApproveInquiry => true,
        };
        Ok(rows
            .into_iter()
            .filter(waits)
            .map(|row| Todo {
                request: Some(row.number),
                subject: row.subject,
                due: row.due,
                ..blank(row.agency, kind)
            })
            .collect())
    }

    /// Messages to be answered, and answers to be approved.
    async fn inquiry_todos(&self, actor: &Actor) -> Result<Vec<Todo>, AppError> {
        let writers = agencies(actor, &[Role::Officer]);
        let approvers = agencies(actor, &[Role::Reviewer, Role::UnitHead, Role::Leader]);
        let rows = self.inquiries_on_desk(actor, (&writers, &approvers), LIMIT).await?;
        let todo = |row: gongkai_store::inquiry::InquiryRow| {
            let kind = match row.stage {
                InquiryStage::Drafted => TodoKind::ApproveInquiry,
                _ => TodoKind::AnswerInquiry,
            };
            Todo {
                inquiry: Some(row.id),
                subject: row.title.unwrap_or_else(|| format!("{}留言", row.kind.label())),
                due: row.due,
                ..blank(row.agency, kind)
            }
        };
        Ok(rows.into_iter().map(todo).collect())
    }

    /// Last year's report until it is published (Art. 49): on the list from the month of its last day on, or begun.
    ///
    /// Once overdue it stays, unless nothing of that year is on record here: it was made before the platform came.
    async fn report_todo(&self, agency: &str, today: Date, at_least: u16) -> Result<Option<Todo>, AppError> {
        let year = today.year() - 1;
        let Some(row) = self.store.agency(agency).await? else { return Ok(None) };
        let ahead = u32::from(row.settings.ahead().max(at_least));
        let through = self.calendar().reach(today, ahead).at_least();
        if row.ended_on.is_some() || !self.store.report_editions(agency, year).await?.is_empty() {
            return Ok(None);
        }
        let due = crate::reports::due(&row.settings, row.kind, year);
        let soon = due.day <= through || due.day.first_of_month() <= today;
        let begun = self.store.report(agency, year).await?.is_some();
        let owed = due.day >= today || self.has_records(agency, year).await?;
        Ok((begun || (soon && owed)).then(|| Todo {
            year: Some(year),
            subject: format!("{}{year}年政府信息公开工作年度报告", row.name),
            due: Some(due.day),
            article: Some(due.source.to_string()),
            ..blank(agency.to_owned(), TodoKind::Report)
        }))
    }

    async fn has_records(&self, agency: &str, year: i16) -> Result<bool, AppError> {
        let filter = RequestFilter {
            agencies: vec![agency.to_owned()],
            counted: statistics_period(year),
            ..RequestFilter::default()
        };
        let requests = self.store.requests(&filter, RequestOrder::Newest, None, 1).await?;
        Ok(!requests.is_empty() || self.store.published_counts(agency, year).await?.0 > 0)
    }
}

fn blank(agency: String, kind: TodoKind) -> Todo {
    Todo {
        agency,
        kind,
        request: None,
        motion: None,
        inquiry: None,
        year: None,
        subject: String::new(),
        due: None,
        remaining_workdays: None,
        is_overdue: false,
        article: None,
    }
}

/// The agencies where the actor holds one of `roles`.
fn agencies(actor: &Actor, roles: &[Role]) -> Vec<String> {
    let Actor::Account { grants, .. } = actor else { return Vec::new() };
    let mut agencies: Vec<String> =
        grants.iter().filter(|grant| roles.contains(&grant.role)).map(|grant| grant.agency.clone()).collect();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}

fn count(todo: &mut Todo, calendar: &Calendar, today: Date) {
    let Some(due) = todo.due else { return };
    todo.is_overdue = due < today;
    // On the days off right after the last day no working day is lost yet, but the first one late has begun.
    todo.remaining_workdays =
        calendar.workdays_between(today, due).ok().map(|days| if due < today { days.min(-1) } else { days });
}

fn article(task: Option<TaskKind>) -> String {
    let number = match task {
        None => 33,
        Some(TaskKind::Confirm) => 31,
        Some(TaskKind::SupplementExpiry) => 30,
        Some(TaskKind::FeeExpiry) => 42,
        Some(TaskKind::OpinionExpiry | TaskKind::TellThirdParty) => 32,
        Some(TaskKind::ReasonsExpiry) => 35,
        Some(
            TaskKind::Internal
            | TaskKind::LetterUnsent
            | TaskKind::LetterUndelivered
            | TaskKind::ReceiptMissing
            | TaskKind::LetterUnread,
        ) => 45,
    };
    gongkai_statute::REGULATION_2019.article(number).to_string()
}
