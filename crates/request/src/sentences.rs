//! Where a request stands, in plain sentences (办理情况的说明), for the officer and for the requester.
//!
//! The requester reads stage, last day and what they can do themselves; desks and third parties stay in the office.

use gongkai_statute::clock::{Counted, Step};
use gongkai_statute::regulation::{art30, art31, art33, art35, art42, art51};
use gongkai_statute::{Reading, codes};
use jiff::civil::Date;

use crate::act::Act;
use crate::decide::Context;
use crate::standing::payment_due;
use crate::state::{Case, Fee, Outcome, Reasons, Stage, Supplement};

codes! {
    /// What the requester can do now (申请人可以做的).
    OwnAct {
        /// 补正
        Supplement = "supplement", "补正申请";
        /// 缴费
        Pay = "pay", "缴纳信息处理费";
        /// 说明理由
        GiveReasons = "give_reasons", "说明申请理由";
        /// 撤回
        Withdraw = "withdraw", "撤回申请";
        /// 投诉、举报
        Complain = "complain", "投诉、举报";
        /// 复议、诉讼
        Remedy = "remedy", "申请行政复议或者提起行政诉讼";
    }
}

/// Where a request stands, in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// The stage as this reader may know it.
    pub stage: &'static str,
    /// Day from which it stands there, where one is on record.
    pub since: Option<Date>,
    /// Where it is and since when; a full sentence.
    pub now: String,
    /// What comes next; a full sentence.
    pub next: String,
    /// The last day to reply, and what may still move it; a full sentence, empty when there is none.
    pub last: String,
    /// Which working day of how many today is; a full sentence, empty while nothing is counted.
    pub today: String,
    /// The last day to reply; `None` while nothing runs or the calendar does not reach.
    pub last_day: Option<Date>,
    /// Something under way may still move `last_day`.
    pub provisional: bool,
    /// Working days used and allowed; `None` when overdue, which `last` tells.
    pub day_of: Option<Counted>,
    /// What the requester can do now; empty for the officer, who has the list of acts.
    pub own_acts: Vec<OwnAct>,
    /// How the last day was counted, each step with its article.
    pub steps: Vec<Step>,
}

impl Plain {
    /// Everything as one paragraph.
    pub fn paragraph(&self) -> String {
        [&self.now, &self.today, &self.last, &self.next].map(String::as_str).concat()
    }
}

/// Where the request stands, for the officer (在办情况).
pub fn officer_sentence(case: &Case, context: &Context) -> Plain {
    let stage = case.stage();
    let reading = case.reading(context);
    let mut plain = begin(case, stage.label(), reading.as_ref());
    plain.next = match stage {
        Stage::Unborn => "下一步：登记申请。".to_owned(),
        Stage::Closed => "已经办结，没有下一步；复议或者诉讼要求重新答复的，在该案件中登记。".to_owned(),
        Stage::WaitingSupplement => format!("下一步：等待申请人补正{}。", until(supplement_due(case))),
        Stage::WaitingFee => format!("下一步：等待申请人缴费{}。", until(fee_due(case, context))),
        Stage::Consulting => {
            "下一步：收到意见后登记；对方期满没有提出意见的，登记逾期未提出意见。".to_owned()
        }
        Stage::AwaitingConfirmation | Stage::Running | Stage::Drafted | Stage::Approved => {
            let acts: Vec<_> = next_acts(case).into_iter().map(Act::label).collect();
            format!("下一步：{}。", acts.join("或者"))
        }
    };
    plain.steps = reading.map(|reading| reading.steps).unwrap_or_default();
    plain
}

/// Where the request stands, for the requester (办理情况): stage, last day, and their own acts.
pub fn citizen_sentence(case: &Case, context: &Context) -> Plain {
    let reading = case.reading(context);
    let mut plain = begin(case, citizen_stage(case.stage()), reading.as_ref());
    plain.since = citizen_since(case, &plain);
    plain.now = now(plain.stage, plain.since, case.stage());
    let overdue = reading.as_ref().and_then(|reading| reading.overdue) == Some(true);
    let (next, own_acts) = citizen_next(case, context, overdue);
    (plain.next, plain.own_acts) = (next, own_acts);
    plain.steps = reading.map(|reading| citizen_steps(case, &reading)).unwrap_or_default();
    plain
}

/// The acts that usually come next, in the order of the file.
pub fn next_acts(case: &Case) -> Vec<Act> {
    match case.stage() {
        Stage::Unborn => vec![Act::Register],
        Stage::AwaitingConfirmation => vec![Act::Confirm],
        Stage::Running => vec![Act::DraftReply],
        Stage::Consulting => vec![Act::AnswerConsultation, Act::ExpireConsultation],
        Stage::WaitingSupplement => vec![Act::ReceiveSupplement],
        Stage::WaitingFee => vec![Act::PayFee],
        Stage::Drafted => match case.draft.as_ref().and_then(|draft| draft.secrecy.as_ref()) {
            None => vec![Act::ReviewSecrecy],
            Some(review) if review.passed => vec![Act::Approve],
            Some(_) => vec![Act::ReturnDraft],
        },
        Stage::Approved => vec![Act::Deliver],
        Stage::Closed => Vec::new(),
    }
}

fn begin(case: &Case, stage: &'static str, reading: Option<&Reading>) -> Plain {
    let since = since(case, reading);
    let open = !case.closed;
    let reading = reading.filter(|_| open);
    let last_day = reading.and_then(|reading| reading.due);
    let provisional = reading.is_some_and(|reading| reading.provisional);
    // After the last day the count stands still; how late it is stands with the last day.
    let in_time = reading.filter(|reading| reading.overdue != Some(true));
    let day_of = in_time.and_then(|reading| reading.counted);
    Plain {
        stage,
        since,
        now: now(stage, since, case.stage()),
        next: String::new(),
        last: reading.map(last_words).unwrap_or_default(),
        today: day_of.map(counted_words).unwrap_or_default(),
        last_day,
        provisional,
        day_of,
        own_acts: Vec::new(),
        steps: Vec::new(),
    }
}

fn now(label: &str, since: Option<Date>, stage: Stage) -> String {
    match (stage, since) {
        (Stage::Closed, Some(on)) => format!("{label}，办结日期{on}。"),
        (_, Some(on)) => format!("现处于“{label}”，自{on}起。"),
        (_, None) => format!("现处于“{label}”。"),
    }
}

fn counted_words(counted: Counted) -> String {
    format!("今天是第 {} 个工作日，共 {} 个。", counted.used, counted.allowed)
}

fn last_words(reading: &Reading) -> String {
    match (reading.due, reading.not_before) {
        (Some(due), _) if reading.overdue == Some(true) => {
            let late = reading.remaining_workdays.map(|days| days.min(-1).unsigned_abs());
            let late = late.map(|days| format!("，已逾期 {days} 个工作日")).unwrap_or_default();
            format!("最后一天是{due}{late}。")
        }
        (Some(due), _) if reading.provisional => {
            format!("最后一天暂计为{due}，依法不计入期限的事项结束后可能提前。")
        }
        (Some(due), _) => format!("最后一天是{due}。"),
        (None, Some(day)) => format!("最后一天尚不能确定，不早于{day}。"),
        (None, None) => String::new(),
    }
}

/// The day from which the request stands in its stage.
fn since(case: &Case, reading: Option<&Reading>) -> Option<Date> {
    match case.stage() {
        Stage::Unborn => None,
        Stage::AwaitingConfirmation => case.moments.begun_on(),
        Stage::Running => running_since(case, reading),
        Stage::Consulting => {
            let open = case.consultations.iter().filter(|letter| letter.end.is_none());
            open.map(|letter| letter.sent_on).min()
        }
        Stage::WaitingSupplement => supplement_asked_on(case),
        Stage::WaitingFee => match &case.fee {
            Fee::Noticed(notice) => Some(notice.delivered_on.unwrap_or(notice.on)),
            Fee::None | Fee::Paid(..) | Fee::Lapsed(_) | Fee::Refunded(_) => None,
        },
        Stage::Drafted => case.draft.as_ref().map(|draft| draft.reply.on),
        Stage::Approved => case.draft.as_ref().and_then(|draft| draft.approval.as_ref()).map(|act| act.on),
        Stage::Closed => case.later_replies.last().or(case.result.as_ref()).map(|outcome| outcome.on),
    }
}

/// From the start of the period, or from the end of the last consultation.
fn running_since(case: &Case, reading: Option<&Reading>) -> Option<Date> {
    use crate::state::ConsultationEnd;
    let started = reading.and_then(|reading| reading.clock_start).or(case.received_on());
    let ended = case.consultations.iter().filter_map(|letter| match letter.end {
        Some(ConsultationEnd::Answered(on, _) | ConsultationEnd::Silent(on)) => Some(on),
        None => None,
    });
    ended.max().max(started)
}

fn supplement_asked_on(case: &Case) -> Option<Date> {
    let events = case.moments.timeline()?.events();
    events.iter().rev().find_map(|event| match event {
        gongkai_statute::clock::Event::SupplementNotice { sent, .. } => Some(sent.judged_on()),
        _ => None,
    })
}

const fn supplement_due(case: &Case) -> Option<Date> {
    match case.supplement {
        Supplement::Asked { reply_by, .. } => Some(reply_by),
        Supplement::None | Supplement::Received(_) => None,
    }
}

fn fee_due(case: &Case, context: &Context) -> Option<Date> {
    match &case.fee {
        Fee::Noticed(notice) => payment_due(notice, context.calendar),
        Fee::None | Fee::Paid(..) | Fee::Lapsed(_) | Fee::Refunded(_) => None,
    }
}

fn until(day: Option<Date>) -> String {
    day.map(|day| format!("，到{day}为止")).unwrap_or_default()
}

/// The stages as the requester knows them: whose desk it is on, and whom the agency asks, is not shown.
const fn citizen_stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Unborn => "未登记",
        Stage::AwaitingConfirmation => "待双方确认",
        Stage::Running | Stage::Consulting | Stage::Drafted | Stage::Approved => "正在办理",
        Stage::WaitingSupplement => "等待您补正",
        Stage::WaitingFee => "等待您缴费",
        Stage::Closed => "已办结",
    }
}

/// Work goes on since the period began, whatever happens on the desks meanwhile.
fn citizen_since(case: &Case, plain: &Plain) -> Option<Date> {
    match case.stage() {
        Stage::Running | Stage::Consulting | Stage::Drafted | Stage::Approved => {
            clock_start(case).or(case.received_on())
        }
        Stage::Unborn
        | Stage::AwaitingConfirmation
        | Stage::WaitingSupplement
        | Stage::WaitingFee
        | Stage::Closed => plain.since,
    }
}

/// The day of receipt, of the supplement or of the payment: whichever began the present period.
fn clock_start(case: &Case) -> Option<Date> {
    use gongkai_statute::clock::Event;
    let timeline = case.moments.timeline()?;
    let restarts = timeline.events().iter().filter_map(|event| match event {
        Event::SupplementReceived { on, .. } | Event::FeePaid { on } => Some(*on),
        _ => None,
    });
    restarts.max().max(timeline.receipt().received_on())
}

fn citizen_next(case: &Case, context: &Context, overdue: bool) -> (String, Vec<OwnAct>) {
    if let Reasons::Demanded { reply_by, .. } = case.reasons
        && !case.closed
    {
        return (
            format!("请您说明申请的理由{}（条例{}）。", until(reply_by), art35::ARTICLE.short()),
            vec![OwnAct::GiveReasons, OwnAct::Withdraw],
        );
    }
    match case.stage() {
        Stage::Unborn => (String::new(), Vec::new()),
        Stage::AwaitingConfirmation => (
            format!(
                "下一步：本机关与您联系，确认收到申请；期限自双方确认之日起算（条例{}）。",
                art31::ARTICLE.short()
            ),
            vec![OwnAct::Withdraw],
        ),
        Stage::WaitingSupplement => (
            format!(
                "请您按补正告知书补正{}；无正当理由逾期不补正的，视为放弃申请（条例{}）。",
                until(supplement_due(case)),
                art30::ARTICLE.short()
            ),
            vec![OwnAct::Supplement, OwnAct::Withdraw],
        ),
        Stage::WaitingFee => (
            format!(
                "请您按收费通知缴费{}；逾期未缴的，视为放弃申请（条例{}）。",
                until(fee_due(case, context)),
                art42::ARTICLE.short()
            ),
            vec![OwnAct::Pay, OwnAct::Withdraw],
        ),
        Stage::Running | Stage::Consulting | Stage::Drafted | Stage::Approved if overdue => (
            format!(
                "本机关尚未答复。您可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，\
                 也可以依法申请行政复议或者提起行政诉讼（条例{}）。",
                art51::ARTICLE.short()
            ),
            vec![OwnAct::Complain, OwnAct::Remedy, OwnAct::Withdraw],
        ),
        Stage::Running | Stage::Consulting | Stage::Drafted | Stage::Approved => {
            let supplement = match case.supplement {
                // A late notice stops nothing, but what is supplemented still helps.
                Supplement::Asked { .. } => vec![OwnAct::Supplement, OwnAct::Withdraw],
                Supplement::None | Supplement::Received(_) => vec![OwnAct::Withdraw],
            };
            ("下一步：本机关作出答复并送达您。".to_owned(), supplement)
        }
        Stage::Closed => {
            let answered = case.later_replies.last().or(case.result.as_ref()).is_some_and(Outcome::is_reply);
            let next = if answered {
                "答复书已经送达；不服答复的，可以按答复书写明的途径和期限申请行政复议或者提起行政诉讼。"
            } else {
                "这件申请不再办理；仍然需要信息的，可以重新申请。"
            };
            (next.to_owned(), if answered { vec![OwnAct::Remedy] } else { Vec::new() })
        }
    }
}

/// How the last day was counted, without saying who was asked.
fn citizen_steps(case: &Case, reading: &Reading) -> Vec<Step> {
    let step = |date, what: String, article| Step { date, what, article };
    let mut steps = Vec::new();
    if let Some(on) = reading.received_on {
        steps.push(step(on, "收到申请之日，次日起计算".to_owned(), art31::ARTICLE));
    }
    if let Some(on) = reading.clock_start.filter(|start| Some(*start) != reading.received_on) {
        let (what, article) = match &case.fee {
            Fee::Paid(_, paid_on) if *paid_on == on => ("缴费完成，自次日起重新计算", art42::ARTICLE),
            _ => ("收到补正，自次日起重新计算", art30::ARTICLE),
        };
        steps.push(step(on, what.to_owned(), article));
    }
    for pause in &reading.pauses {
        let what = format!("此后至{}的时间依法不计入答复期限", pause.through);
        steps.push(step(pause.after, what, art33::ARTICLE));
    }
    if let Some(act) = case.extension.as_ref().filter(|_| reading.extended) {
        let what = format!("告知延长答复期限{}个工作日", act.workdays);
        steps.push(step(act.delivered_on.unwrap_or(act.on), what, art33::ARTICLE));
    }
    if let Some(act) = &case.deferral {
        steps.push(step(act.on, format!("告知延迟至{}答复", act.until), art35::ARTICLE));
    }
    if let Some(due) = reading.due {
        let provisional = if reading.provisional { "（暂计）" } else { "" };
        steps.push(step(due, format!("答复期限届满{provisional}"), art33::ARTICLE));
    }
    steps.sort_by_key(|step| step.date);
    steps
}
