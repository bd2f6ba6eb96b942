//! How the day of a task came about (期限的计算步骤): what it runs from, how many days, by which article or whose choice.

use gongkai_statute::clock::{self, Consulted};
use gongkai_statute::regulation::{art30, art31, art32, art33, art34, art35, art42};
use gongkai_statute::{Article, Workdays};
use jiff::civil::Date;

use crate::standing::{Task, TaskKind};
use crate::state::{Case, Fee, Reasons};

/// One step; without an article where the agency chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskStep {
    /// The day it happened or ends.
    pub on: Date,
    /// What it is, in Chinese.
    pub what: String,
    /// The article that makes it so.
    pub article: Option<Article>,
}

impl Case {
    /// How the day of `task` came about, in order of the days.
    pub fn task_steps(&self, task: &Task) -> Vec<TaskStep> {
        let mut steps = self.basis(task);
        if let Some(due) = task.due {
            let end = match task.kind {
                TaskKind::LetterUnsent | TaskKind::LetterUndelivered => None,
                kind => Some(format!("{}的最后一日", kind.label().trim_end_matches("届满"))),
            };
            let article = steps.iter().find_map(|step| step.article);
            steps.extend(end.map(|what| TaskStep { on: due, what, article }));
        }
        steps.sort_by_key(|step| step.on);
        steps
    }

    fn basis(&self, task: &Task) -> Vec<TaskStep> {
        let by = |on: Date, what: String, article: Article| TaskStep { on, what, article: Some(article) };
        let own = |on: Date, what: String| TaskStep { on, what, article: None };
        match task.kind {
            TaskKind::Confirm => self
                .begun_on()
                .map(|on| {
                    by(on, "申请到达本机关；应当在下一个工作日前与申请人确认".to_owned(), art31::ARTICLE)
                })
                .into_iter()
                .collect(),
            TaskKind::SupplementExpiry => self
                .notice_day()
                .map(|on| by(on, "告知补正；补正期限由告知书写明".to_owned(), art30::ARTICLE))
                .into_iter()
                .collect(),
            TaskKind::FeeExpiry => match &self.fee {
                Fee::Noticed(notice) => {
                    let on = notice.delivered_on.unwrap_or(notice.on);
                    let period = art42::PAYMENT_PERIOD.on(on).map(|(_, Workdays(days))| *days);
                    let what = format!("收到收费通知；自次日起{}个工作日内缴纳", period.unwrap_or_default());
                    vec![by(on, what, art42::ARTICLE)]
                }
                _ => Vec::new(),
            },
            TaskKind::OpinionExpiry => self.opinion_basis(&task.name),
            TaskKind::ReasonsExpiry => match self.reasons {
                Reasons::Demanded { on, .. } => {
                    vec![by(on, "要求说明理由；说明期限由告知书写明".to_owned(), art35::ARTICLE)]
                }
                _ => Vec::new(),
            },
            TaskKind::Internal => self
                .assigned
                .as_ref()
                .map(|act| own(act.on, "分办；办理期限由本机关分办时确定".to_owned()))
                .into_iter()
                .collect(),
            TaskKind::LetterUnsent
            | TaskKind::LetterUndelivered
            | TaskKind::ReceiptMissing
            | TaskKind::LetterUnread => self.letter_basis(task),
            TaskKind::TellThirdParty => self
                .override_of(&task.name)
                .map(|act| {
                    let what = "决定公开；条例未规定告知的日期，按答复期限届满以前掌握".to_owned();
                    by(act.on, what, art32::ARTICLE)
                })
                .into_iter()
                .collect(),
        }
    }

    fn opinion_basis(&self, name: &str) -> Vec<TaskStep> {
        let Some(letter) = self.consultations.iter().find(|letter| letter.id == name) else {
            return Vec::new();
        };
        let (table, article) = match letter.to {
            Consulted::ThirdParty => (&art32::OPINION_PERIOD, art32::ARTICLE),
            Consulted::CoMaker => (&art34::OPINION_PERIOD, art34::ARTICLE),
            Consulted::OtherAgency => {
                let what = "发出征求意见书；答复期限由本机关确定".to_owned();
                return vec![TaskStep { on: letter.sent_on, what, article: Some(art33::ARTICLE) }];
            }
        };
        let mut steps =
            vec![TaskStep {
                on: letter.sent_on, what: "发出征求意见书".to_owned(), article: Some(article)
            }];
        let period = self.received_on().and_then(|on| table.on(on)).map(|(_, Workdays(days))| *days);
        if let (Some(on), Some(days)) = (letter.received_on, period) {
            let what = format!("对方收到征求意见书；自收到之日起{days}个工作日内提出意见");
            steps.push(TaskStep { on, what, article: Some(article) });
        }
        steps
    }

    fn letter_basis(&self, task: &Task) -> Vec<TaskStep> {
        let Some(letter) = self.letter(&task.name) else { return Vec::new() };
        let own = |on: Date, what: &str| TaskStep { on, what: what.to_owned(), article: None };
        let made = letter.last().map(|edition| own(edition.on, "出具文书"));
        let sent = letter.sent.as_ref().map(|sent| {
            let what = match task.kind {
                TaskKind::ReceiptMissing => "发出文书；回执的收回期限由本机关设置",
                TaskKind::LetterUnread => "电子送达；查看期限由本机关设置",
                _ => "发出文书",
            };
            own(sent.on, what)
        });
        let back = letter.undelivered.as_ref().map(|act| own(act.on, "文书被退回"));
        made.into_iter().chain(sent).chain(back).collect()
    }

    /// The day of the notice that asks for a supplement.
    fn notice_day(&self) -> Option<Date> {
        let events = self.moments.timeline()?;
        events.events().iter().rev().find_map(|event| match event {
            clock::Event::SupplementNotice { sent, .. } => Some(sent.judged_on()),
            _ => None,
        })
    }
}
