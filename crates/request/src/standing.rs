//! Where a request stands in time (期限情况): last day, what is waited for until when, and what is recorded of it.

use gongkai_statute::clock::{self, Consulted, LastDay, Reading};
use gongkai_statute::regulation::{art32, art34, art42};
use gongkai_statute::{Calendar, Workdays};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decide::Context;
use crate::event::FeeNoticed;
use crate::letters::Letter;
use crate::moments::Moments;
use crate::state::{Case, Consultation, Reasons, Supplement};
use gongkai_statute::codes;

codes! {
    /// Something with a day of its own, besides the reply.
    TaskKind {
        /// 与申请人确认收到
        Confirm = "confirm", "与申请人确认收到";
        /// 补正期限届满
        SupplementExpiry = "supplement_expiry", "补正期限届满";
        /// 缴费期限届满
        FeeExpiry = "fee_expiry", "缴费期限届满";
        /// 征求意见期限届满
        OpinionExpiry = "opinion_expiry", "征求意见期限届满";
        /// 说明理由期限届满
        ReasonsExpiry = "reasons_expiry", "说明理由期限届满";
        /// 科室内部期限
        Internal = "internal", "科室办理期限";
        /// 出具后未发出
        LetterUnsent = "letter_unsent", "文书待发出";
        /// 退回
        LetterUndelivered = "letter_undelivered", "文书被退回，需重新送达";
        /// 回执未收回
        ReceiptMissing = "receipt_missing", "回执尚未收回";
        /// 电子文书未读
        LetterUnread = "letter_unread", "电子文书尚未打开";
        /// 书面告知第三方
        TellThirdParty = "tell_third_party", "书面告知第三方（因公共利益决定公开）";
    }
}

/// Something with a day of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// Which, where there may be several: the name of a letter.
    pub name: String,
    /// Its last day; `None` when the calendar does not reach.
    pub due: Option<Date>,
}

/// Where a request stands in time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Day from which the present period runs.
    pub clock_start: Option<Date>,
    /// Last day to reply; `None` while nothing runs or the calendar does not reach.
    pub due: Option<Date>,
    /// When `due` cannot be told: it is not before this day.
    pub not_before: Option<Date>,
    /// A pending consultation may still move `due`.
    pub provisional: bool,
    /// What else has a day.
    pub tasks: Vec<Task>,
}

/// The dates as counted after an act and recorded with it (期限记录).
///
/// Re-dating and lists read these; the case itself counts anew with the calendar of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// [`crate::Stage`] by key.
    pub stage: String,
    /// Day of receipt.
    pub received_on: Option<Date>,
    /// Day on which the request counts as new in table 三.
    pub counted_on: Option<Date>,
    /// Day from which the present period runs.
    pub clock_start: Option<Date>,
    /// Last day to reply.
    pub due: Option<Date>,
    /// When `due` cannot be told.
    pub not_before: Option<Date>,
    /// A pending consultation may still move `due`.
    pub provisional: bool,
    /// What else has a day.
    pub tasks: Vec<Task>,
    /// The timeline as compact text ([`Moments::encode`]).
    pub timeline: String,
}

impl Case {
    /// Where the request stands under the calendar of `context`.
    pub fn standing(&self, context: &Context) -> Standing {
        let reading = self.reading(context);
        let count = LastCount::of(&self.moments, context.calendar);
        Standing {
            clock_start: reading.as_ref().and_then(|reading| reading.clock_start),
            due: count.due,
            not_before: count.not_before,
            provisional: count.provisional,
            tasks: self.tasks(context.calendar),
        }
    }

    /// Everything the clock says today: steps with articles, pauses, warnings.
    pub fn reading(&self, context: &Context) -> Option<Reading> {
        self.moments.read(context.calendar, context.today)
    }

    fn tasks(&self, calendar: &Calendar) -> Vec<Task> {
        // Letters are waited for after the close too: a receipt, a reply that came back.
        let mut tasks: Vec<Task> = self.letters.iter().filter_map(Letter::task).collect();
        if !self.closed {
            tasks.extend(self.running_tasks(calendar));
        }
        // The article sets no day. By convention the notice goes out no later than the reply is due, and is owed
        // beyond the end of the case.
        tasks.extend(self.notices_owed().map(|decided| {
            let due = self.moments.due(calendar).unwrap_or(decided.on);
            task(TaskKind::TellThirdParty, &decided.letter, Some(due))
        }));
        tasks
    }

    fn running_tasks(&self, calendar: &Calendar) -> Vec<Task> {
        let mut tasks = counted_tasks(&self.moments, calendar);
        // An expiry on record is no longer waited for, though the clock never hears of it.
        tasks.retain(|task| {
            task.kind != TaskKind::OpinionExpiry || self.open_consultation(&task.name).is_some()
        });
        if let Supplement::Asked { reply_by, .. } = self.supplement {
            tasks.push(task(TaskKind::SupplementExpiry, "", Some(reply_by)));
        }
        if let Reasons::Demanded { reply_by: Some(reply_by), .. } = self.reasons {
            tasks.push(task(TaskKind::ReasonsExpiry, "", Some(reply_by)));
        }
        if let Some(internal_due) = self.assigned.as_ref().and_then(|assigned| assigned.internal_due) {
            tasks.push(task(TaskKind::Internal, "", Some(internal_due)));
        }
        tasks
    }
}

impl Standing {
    /// What is recorded of it.
    pub fn dated(self, case: &Case) -> Dated {
        Dated {
            stage: case.stage().key().to_owned(),
            received_on: case.received_on(),
            counted_on: case.counted_on(),
            clock_start: self.clock_start,
            due: self.due,
            not_before: self.not_before,
            provisional: self.provisional,
            tasks: self.tasks,
            timeline: case.moments.encode(),
        }
    }
}

/// The last day as counted: what a re-dating may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LastCount {
    /// Last day to reply.
    pub due: Option<Date>,
    /// When `due` cannot be told.
    pub not_before: Option<Date>,
    /// A pending consultation may still move `due`.
    pub provisional: bool,
}

impl LastCount {
    /// Counts under `calendar`.
    pub fn of(moments: &Moments, calendar: &Calendar) -> LastCount {
        match moments.last_day(calendar) {
            Some(LastDay::Day { day, provisional }) => {
                LastCount { due: Some(day), not_before: None, provisional }
            }
            Some(LastDay::Unknown { not_before, .. }) => {
                LastCount { due: None, not_before: Some(not_before), provisional: false }
            }
            Some(LastDay::NotRunning(_)) | None => LastCount::default(),
        }
    }
}

/// The tasks whose day is counted in working days, from the timeline alone: those a new notice may move.
pub fn counted_tasks(moments: &Moments, calendar: &Calendar) -> Vec<Task> {
    let Some(timeline) = moments.timeline() else { return Vec::new() };
    let Some(received_on) = timeline.receipt().received_on() else {
        let confirm_by = timeline.read(calendar, None).confirm_by;
        return vec![task(TaskKind::Confirm, "", confirm_by)];
    };
    let mut tasks = Vec::new();
    let mut fee = None;
    for event in timeline.events() {
        match event {
            clock::Event::ConsultationSent { id, received_on: had_on, to, reply_by, .. } => {
                let due = letter_due(*to, received_on, *had_on, *reply_by, calendar);
                tasks.push(task(TaskKind::OpinionExpiry, id, due));
            }
            clock::Event::ConsultationAnswered { id, .. } => tasks.retain(|task| task.name != *id),
            clock::Event::FeeNotice { sent, .. } => {
                fee = Some(task(TaskKind::FeeExpiry, "", paid_by(sent.judged_on(), calendar)));
            }
            clock::Event::FeePaid { .. } => fee = None,
            _ => {}
        }
    }
    tasks.extend(fee);
    tasks
}

fn task(kind: TaskKind, name: &str, due: Option<Date>) -> Task {
    Task { kind, name: name.to_owned(), due }
}

/// The last day to answer a letter, by Arts. 32 and 34, or as set for other agencies.
pub fn opinion_due(case: &Case, letter: &Consultation, calendar: &Calendar) -> Option<Date> {
    letter_due(letter.to, case.received_on()?, letter.received_on, letter.reply_by, calendar)
}

fn letter_due(
    to: Consulted,
    request_received_on: Date,
    letter_received_on: Option<Date>,
    reply_by: Option<Date>,
    calendar: &Calendar,
) -> Option<Date> {
    let table = match to {
        Consulted::ThirdParty => &art32::OPINION_PERIOD,
        Consulted::CoMaker => &art34::OPINION_PERIOD,
        Consulted::OtherAgency => return reply_by,
    };
    let (_, period) = table.on(request_received_on)?;
    calendar.add_workdays(letter_received_on?, *period).ok()
}

/// The last day to pay, Art. 42.
pub fn payment_due(notice: &FeeNoticed, calendar: &Calendar) -> Option<Date> {
    paid_by(notice.delivered_on.unwrap_or(notice.on), calendar)
}

fn paid_by(told_on: Date, calendar: &Calendar) -> Option<Date> {
    let &(_, Workdays(period)) = art42::PAYMENT_PERIOD.on(told_on)?;
    calendar.add_workdays(told_on, Workdays(period)).ok()
}
