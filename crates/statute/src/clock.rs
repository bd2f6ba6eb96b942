//! The clock of a request (答复期限的计算): from its timeline to the last day, each step with its article.
//!
//! A [`Timeline`] holds what happened. [`Timeline::due`] gives the last day in well under a microsecond, for re-dating
//! every open case; [`Timeline::read`] runs the very same rules and also tells every step and warning.

use jiff::civil::Date;

use crate::calendar::{Calendar, NoNotice};
use crate::regulation::art31::Receipt;
use crate::source::Article;

mod event;
mod run;
mod trace;

pub use event::{Consulted, Event, Outgoing};
use run::Run;
use trace::{Record, Silent};

/// Where a request stands (办理状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockState {
    /// 待确认收到
    AwaitingConfirmation,
    /// 计时中
    Running,
    /// 征求意见，停止计算
    Suspended,
    /// 等待补正
    WaitingSupplement,
    /// 等待缴费
    WaitingFee,
    /// 已答复
    Answered,
    /// 视为放弃
    Abandoned,
}

impl ClockState {
    /// The state's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            ClockState::AwaitingConfirmation => "awaiting_confirmation",
            ClockState::Running => "running",
            ClockState::Suspended => "suspended",
            ClockState::WaitingSupplement => "waiting_supplement",
            ClockState::WaitingFee => "waiting_fee",
            ClockState::Answered => "answered",
            ClockState::Abandoned => "abandoned",
        }
    }

    /// The state's name.
    pub const fn label(self) -> &'static str {
        match self {
            ClockState::AwaitingConfirmation => "待确认收到",
            ClockState::Running => "计时中",
            ClockState::Suspended => "征求意见，停止计算",
            ClockState::WaitingSupplement => "等待申请人补正",
            ClockState::WaitingFee => "等待申请人缴费",
            ClockState::Answered => "已答复",
            ClockState::Abandoned => "视为放弃，不再处理",
        }
    }
}

/// What the Regulation leaves open and an installation may settle (约定).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Conventions {
    /// Whether a supplement asked for after the 7th working day restarts the clock. By default it does not.
    pub late_supplement_restarts: bool,
}

/// What happened to a request, as far as its clock is concerned (办理经过).
///
/// ```
/// use gongkai_statute::clock::{Event, LastDay, Outgoing, Timeline};
/// use gongkai_statute::regulation::art31::{Channel, Receipt};
/// use gongkai_statute::{Calendar, Workdays};
/// use jiff::civil::date;
///
/// let handed_in = Receipt {
///     channel: Channel::InPerson,
///     submitted_on: Some(date(2021, 4, 20)),
///     arrived_on: None,
///     confirmed_on: None,
/// };
/// let extended = Event::ExtensionNotice { sent: Outgoing::on(date(2021, 5, 19)), workdays: Workdays(20) };
/// let timeline = Timeline::new(handed_in).with([extended]);
/// let last = LastDay::Day { day: date(2021, 6, 17), provisional: false };
/// assert_eq!(timeline.due(Calendar::built_in()), last);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    receipt: Receipt,
    /// By the day on which each is judged; same-day events in the order recorded.
    events: Vec<Event>,
    conventions: Conventions,
}

/// The last day to reply, as far as it can be told (答复期限届满日).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDay {
    /// The last day.
    Day {
        /// The day.
        day: Date,
        /// Whether a pending consultation may still move it earlier.
        provisional: bool,
    },
    /// The clock is not running, so there is none.
    NotRunning(ClockState),
    /// It cannot be told yet.
    Unknown {
        /// It is not before this day.
        not_before: Date,
        /// The year whose notice is missing, when that is the reason.
        missing: Option<NoNotice>,
    },
}

/// One step of the reckoning (计算步骤).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The day it happened or ends.
    pub date: Date,
    /// What it is, in Chinese.
    pub what: String,
    /// The article that makes it so.
    pub article: Article,
}

/// Working days not counted: the half-open interval `(after, through]` (不计入期限的时间).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pause {
    /// The last day that still counts.
    pub after: Date,
    /// The last day that does not.
    pub through: Date,
}

/// How much of the period is used (已用工作日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    /// Working days used up to today.
    pub used: u32,
    /// Working days allowed, extension included.
    pub allowed: u32,
}

/// A timeline read on a day (计算结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The day of receipt (收到申请之日); never changed by a supplement.
    pub received_on: Option<Date>,
    /// The day from which the period runs now.
    pub clock_start: Option<Date>,
    /// The last day to confirm receipt with the applicant, while that is outstanding.
    pub confirm_by: Option<Date>,
    /// The last day to ask for a supplement, while that is still possible at all.
    pub supplement_notice_due: Option<Date>,
    /// The last day to reply.
    pub due: Option<Date>,
    /// When `due` cannot be told: it is not before this day.
    pub not_before: Option<Date>,
    /// Whether a pending consultation may still move `due`.
    pub provisional: bool,
    /// Whether the last day passed without a reply in time; `None` when that cannot be told.
    pub overdue: Option<bool>,
    /// Working days after today up to `due`; negative when overdue.
    pub remaining_workdays: Option<i32>,
    /// How much of the period is used.
    pub counted: Option<Counted>,
    /// Whether the one extension is used.
    pub extended: bool,
    /// Where the request stands.
    pub state: ClockState,
    /// The time not counted, united and in order.
    pub pauses: Vec<Pause>,
    /// What led to the last day.
    pub steps: Vec<Step>,
    /// What the officer should look at, in Chinese.
    pub warnings: Vec<String>,
}

impl Timeline {
    /// A timeline of a request that just came in.
    pub const fn new(receipt: Receipt) -> Timeline {
        Timeline { receipt, events: Vec::new(), conventions: Conventions { late_supplement_restarts: false } }
    }

    /// The same timeline under other conventions.
    #[must_use]
    pub const fn with_conventions(mut self, conventions: Conventions) -> Timeline {
        self.conventions = conventions;
        self
    }

    /// Adds what happened; events of earlier days are put in their place.
    pub fn record(&mut self, event: Event) {
        let place = self.events.partition_point(|earlier| earlier.judged_on() <= event.judged_on());
        self.events.insert(place, event);
    }

    /// The same timeline with these events.
    #[must_use]
    pub fn with(mut self, events: impl IntoIterator<Item = Event>) -> Timeline {
        for event in events {
            self.record(event);
        }
        self
    }

    /// How and when the request came in.
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// What happened since, by day.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The last day to reply; pending consultations are taken at their latest end.
    pub fn due(&self, calendar: &Calendar) -> LastDay {
        self.due_as_of(calendar, None)
    }

    /// The last day to reply, knowing what day it is.
    pub fn due_as_of(&self, calendar: &Calendar, today: Option<Date>) -> LastDay {
        match Run::begin(self, calendar, today, &mut Silent) {
            Some(mut run) => {
                run.all();
                run.last_day()
            }
            None => LastDay::NotRunning(self.unreceived_state()),
        }
    }

    /// The timeline read on `today`: state, last day, every step with its article, and warnings.
    pub fn read(&self, calendar: &Calendar, today: Option<Date>) -> Reading {
        let mut record = Record::default();
        run::receipt_steps(&self.receipt, calendar, &mut record);
        let mut reading = match Run::begin(self, calendar, today, &mut record) {
            Some(mut run) => {
                run.all();
                run.reading()
            }
            None => self.unreceived(calendar),
        };
        if today.is_none() {
            record.warnings.push("未给出今天的日期，不判断是否逾期和剩余工作日".to_owned());
        }
        reading.pauses = record.pauses;
        record.steps.sort_by_key(|step| step.date);
        reading.steps = record.steps;
        reading.warnings.append(&mut record.warnings);
        reading
    }

    /// A reply closes even a request whose receipt was never confirmed.
    fn unreceived_state(&self) -> ClockState {
        let answered = self.events.iter().any(|event| matches!(event, Event::Reply { .. }));
        if answered { ClockState::Answered } else { ClockState::AwaitingConfirmation }
    }

    fn unreceived(&self, calendar: &Calendar) -> Reading {
        Reading {
            received_on: None,
            clock_start: None,
            confirm_by: run::confirm_by(&self.receipt, calendar),
            supplement_notice_due: None,
            due: None,
            not_before: None,
            provisional: false,
            overdue: Some(false),
            remaining_workdays: None,
            counted: None,
            extended: false,
            state: self.unreceived_state(),
            pauses: Vec::new(),
            steps: Vec::new(),
            warnings: if self.events.is_empty() {
                Vec::new()
            } else {
                vec!["收到申请之日尚未确定，其后事项未参与计算".to_owned()]
            },
        }
    }

    /// The answer to the letter at `index`, on or after the day it was sent.
    fn answer_to(&self, index: usize) -> Option<Date> {
        let Some(Event::ConsultationSent { id: asked, on: sent_on, .. }) = self.events.get(index) else {
            return None;
        };
        self.events.iter().find_map(|event| match event {
            Event::ConsultationAnswered { id, on } if id == asked && sent_on <= on => Some(*on),
            _ => None,
        })
    }
}
