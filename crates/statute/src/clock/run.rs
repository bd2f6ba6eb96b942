//! One pass over a timeline. Each event is judged against the last day as it then stands.

use jiff::civil::Date;

use super::event::{Event, Outgoing};
use super::trace::Trace;
use super::{ClockState, LastDay, Pause, Timeline};
use crate::calendar::{Calendar, NoNotice, Reach, Workdays};
use crate::regulation::{art30, art31, art33, art35, art42};

mod consultation;
mod receipt;
mod result;

pub(super) use receipt::{confirm_by, receipt_steps};

/// What the request waits for.
#[derive(Debug, Clone, Copy)]
enum Phase {
    Running,
    WaitingSupplement { reply_by: Option<Date> },
    WaitingFee { lapses: Reach },
    Answered { late: Option<bool>, counted: bool },
    Abandoned,
}

/// Whether a day is within the period as it then stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Timing {
    InTime,
    Late(Date),
    Unknown,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact met on the way; none excludes another")]
pub(super) struct Run<'a, T: Trace> {
    timeline: &'a Timeline,
    calendar: &'a Calendar,
    today: Option<Date>,
    trace: &'a mut T,
    received_on: Date,
    /// Day zero of the period that runs now.
    start: Date,
    period: u16,
    extension_limit: u16,
    extension: u16,
    extended: bool,
    deferred_until: Option<Date>,
    /// Working days paused since `start`, and the day up to which pauses are counted already.
    paused: u32,
    covered_to: Date,
    /// The first year without a notice that a pause ran into.
    missing: Option<NoNotice>,
    /// A consultation without any end, or no rule in force: the last day cannot be told.
    open_ended: bool,
    provisional: bool,
    suspended: bool,
    supplement_noticed: bool,
    supplement_late: bool,
    fee_noticed: bool,
    reasons_received: bool,
    /// The day of the reply, which ends every consultation.
    closed_on: Option<Date>,
    phase: Phase,
}

impl<'a, T: Trace> Run<'a, T> {
    /// `None` while the day of receipt is not known.
    pub(super) fn begin(
        timeline: &'a Timeline,
        calendar: &'a Calendar,
        today: Option<Date>,
        trace: &'a mut T,
    ) -> Option<Run<'a, T>> {
        let received_on = timeline.receipt.received_on()?;
        let rule = art33::REPLY_PERIOD.on(received_on);
        let limit = art33::EXTENSION_LIMIT.on(received_on).map_or(0, |(_, limit)| limit.0);
        if rule.is_none() {
            trace.warn(|| format!("{received_on}时《政府信息公开条例》尚未施行，没有可适用的答复期限"));
        }
        let closed_on = timeline.events.iter().find_map(|event| match event {
            Event::Reply { sent } => Some(sent.judged_on()),
            _ => None,
        });
        Some(Run {
            timeline,
            calendar,
            today,
            trace,
            received_on,
            start: received_on,
            period: rule.map_or(0, |(_, period)| period.0),
            extension_limit: limit,
            extension: 0,
            extended: false,
            deferred_until: None,
            paused: 0,
            covered_to: received_on,
            missing: None,
            open_ended: rule.is_none(),
            provisional: false,
            suspended: false,
            supplement_noticed: false,
            supplement_late: false,
            fee_noticed: false,
            reasons_received: false,
            closed_on,
            phase: Phase::Running,
        })
    }

    pub(super) fn all(&mut self) {
        let timeline = self.timeline;
        for (index, event) in timeline.events.iter().enumerate() {
            self.check_day(event);
            match self.phase {
                Phase::Answered { .. } => {
                    self.trace
                        .warn(|| format!("{}的{}在答复之后，不影响期限", event.judged_on(), event.label()));
                }
                Phase::Abandoned if !matches!(event, Event::Reply { .. }) => {
                    let day = event.judged_on();
                    self.trace.warn(|| format!("{day}的{}在视为放弃申请之后，不影响期限", event.label()));
                }
                Phase::Running
                | Phase::WaitingSupplement { .. }
                | Phase::WaitingFee { .. }
                | Phase::Abandoned => {
                    self.one(index, event);
                }
            }
        }
        self.lapse();
    }

    fn one(&mut self, index: usize, event: &Event) {
        match event {
            Event::SupplementNotice { sent, reply_by } => self.supplement_notice(*sent, *reply_by),
            Event::SupplementReceived { on, excused } => self.supplement_received(index, *on, *excused),
            Event::ConsultationSent { .. } => self.consultation_sent(index),
            Event::ConsultationAnswered { id, on } => self.consultation_answered(index, id, *on),
            Event::ExtensionNotice { sent, workdays } => self.extension(*sent, *workdays),
            Event::ReasonsDemanded { sent, reply_by } => {
                let day = sent.judged_on();
                self.trace.step(day, art35::ARTICLE, || match reply_by {
                    Some(by) => format!("要求申请人于{by}前说明理由，期限照常计算"),
                    None => "要求申请人说明理由，期限照常计算".to_owned(),
                });
            }
            Event::ReasonsReceived { on } => {
                self.reasons_received = true;
                self.trace.step(*on, art35::ARTICLE, || "收到申请人的理由说明".to_owned());
            }
            Event::Deferred { sent, until } => self.deferred(*sent, *until),
            Event::FeeNotice { sent, received_on } => self.fee_notice(*sent, *received_on),
            Event::FeePaid { on } => self.fee_paid(index, *on),
            Event::Reply { sent } => self.reply(*sent),
        }
    }

    fn check_day(&mut self, event: &Event) {
        let day = event.judged_on();
        if day < self.received_on {
            let received_on = self.received_on;
            self.trace.warn(|| format!("{day}的{}早于收到申请之日{received_on}，请核对", event.label()));
        }
        if let Some(today) = self.today.filter(|today| *today < day) {
            self.trace.warn(|| format!("{day}的{}晚于今天{today}，请核对", event.label()));
        }
    }

    /// The last day as it stands now.
    fn last(&self) -> Reach {
        if let Some(until) = self.deferred_until {
            return Reach::Exact(until);
        }
        let count = u32::from(self.period) + u32::from(self.extension) + self.paused;
        match (self.calendar.reach(self.start, count), self.missing) {
            (Reach::Exact(day), Some(none)) => Reach::NotBefore(day, none),
            (reach, _) => reach,
        }
    }

    fn timing(&self, day: Date) -> Timing {
        match self.last() {
            reach if day <= reach.at_least() => Timing::InTime,
            Reach::Exact(last) if !self.open_ended => Timing::Late(last),
            Reach::Exact(_) | Reach::NotBefore(..) => Timing::Unknown,
        }
    }

    /// Whether an act that needs a running clock is in time; tells why when it is not.
    fn admits(&mut self, day: Date, act: &str) -> bool {
        if !matches!(self.phase, Phase::Running) {
            self.trace.warn(|| format!("{day}{act}时期限并未计算，不发生效力"));
            return false;
        }
        match self.timing(day) {
            Timing::InTime => true,
            Timing::Late(last) => {
                self.trace.warn(|| format!("{day}{act}已过当时的届满日{last}，不发生效力"));
                false
            }
            Timing::Unknown => {
                self.trace.warn(|| format!("当时的届满日无法确定，{day}{act}暂按有效计算"));
                true
            }
        }
    }

    /// Counts anew from `day`; letters still out are counted from then on.
    fn restart(&mut self, index: usize, day: Date) {
        self.phase = Phase::Running;
        self.start = day;
        self.covered_to = day;
        self.extension = 0;
        self.deferred_until = None;
        self.paused = 0;
        self.missing = None;
        self.open_ended = self.period == 0;
        self.provisional = false;
        self.suspended = false;
        self.trace.forget_pauses();
        let timeline = self.timeline;
        for (earlier, event) in timeline.events.iter().enumerate().take(index) {
            if matches!(event, Event::ConsultationSent { .. }) {
                self.add_pause(earlier);
            }
        }
    }

    fn supplement_notice(&mut self, sent: Outgoing, reply_by: Option<Date>) {
        let day = sent.judged_on();
        if self.supplement_noticed {
            self.trace
                .warn(|| format!("{day}再次告知补正：补正事项应当一次性告知，不重新起算（条例第30条）"));
            return;
        }
        if !matches!(self.phase, Phase::Running) {
            self.trace.warn(|| format!("{day}告知补正时期限并未计算，不发生效力"));
            return;
        }
        self.supplement_noticed = true;
        if let Some(by) = reply_by.filter(|by| *by < day) {
            self.trace.warn(|| format!("补正期限{by}早于补正告知之日{day}，请核对"));
        }
        let last = art30::NOTICE_PERIOD
            .on(self.received_on)
            .map(|(_, period)| self.calendar.reach(self.received_on, u32::from(period.0)));
        let late = last.filter(|last| matches!(last, Reach::Exact(end) if *end < day));
        if let Some(last) = late {
            self.supplement_late = true;
            let end = last.at_least();
            self.trace
                .warn(|| format!("补正告知应不迟于{end}（收到申请之日起7个工作日）作出，{day}的告知已逾期"));
            if !self.timeline.conventions.late_supplement_restarts {
                self.trace.step(day, art30::ARTICLE, || {
                    "逾期告知补正：答复期限照常计算，收到补正后不重新起算（约定）".to_owned()
                });
                return;
            }
        }
        if reply_by.is_none() {
            self.trace.warn(|| "补正告知未载明补正期限，无法判断是否逾期不补正".to_owned());
        }
        self.trace.step(day, art30::ARTICLE, || match reply_by {
            Some(by) => format!("一次性告知补正，补正期限至{by}，等待补正"),
            None => "一次性告知补正，等待补正".to_owned(),
        });
        self.phase = Phase::WaitingSupplement { reply_by };
    }

    fn supplement_received(&mut self, index: usize, on: Date, excused: bool) {
        match self.phase {
            Phase::WaitingSupplement { reply_by } => {
                if let Some(by) = reply_by.filter(|by| *by < on && !excused) {
                    self.trace.warn(|| {
                        format!("{on}收到的补正晚于补正期限{by}，视为放弃申请；申请人有正当理由的，请注明")
                    });
                    self.abandon_supplement(by);
                    return;
                }
            }
            Phase::Running if self.supplement_late => {
                self.trace.step(on, art30::ARTICLE, || "收到补正的申请，答复期限不重新起算".to_owned());
                return;
            }
            Phase::Running if !self.supplement_noticed => {
                self.trace
                    .warn(|| format!("未记载补正告知，{on}收到的补正仍按补正的申请重新起算，请补录补正告知"));
            }
            Phase::Running | Phase::WaitingFee { .. } | Phase::Answered { .. } | Phase::Abandoned => {
                self.trace.warn(|| format!("{on}收到的补充材料不重新起算答复期限"));
                return;
            }
        }
        self.extended = false;
        self.supplement_noticed = true;
        self.restart(index, on);
        let period = self.period;
        self.trace.step(on, art30::ARTICLE, || format!("收到补正的申请，自次日起重新计算{period}个工作日"));
    }

    fn abandon_supplement(&mut self, by: Date) {
        self.trace.step(by, art30::ARTICLE, || "补正期限届满未补正，视为放弃申请，不再处理".to_owned());
        self.phase = Phase::Abandoned;
    }

    fn extension(&mut self, sent: Outgoing, workdays: Workdays) {
        let day = sent.judged_on();
        if self.extended {
            self.trace.warn(|| format!("{day}再次延期：答复期限只能延长一次，不发生效力（条例第33条）"));
            return;
        }
        if self.deferred_until.is_some() {
            self.trace.warn(|| format!("{day}延期：已确定延迟答复的期限，不再延长"));
            return;
        }
        if workdays.0 == 0 || !self.admits(day, "延期告知") {
            return;
        }
        let limit = self.extension_limit;
        if workdays.0 > limit {
            let asked = workdays.0;
            self.trace.warn(|| format!("延长{asked}个工作日超过上限，按{limit}个工作日计算（条例第33条）"));
        }
        self.extended = true;
        self.extension = workdays.0.min(limit);
        let (added, last) = (self.extension, self.last());
        self.trace.step(day, art33::ARTICLE, || format!("告知延长答复期限{added}个工作日{}", until(last)));
    }

    fn deferred(&mut self, sent: Outgoing, until: Date) {
        let day = sent.judged_on();
        if !self.admits(day, "延迟答复告知") {
            return;
        }
        if !self.reasons_received {
            self.trace.warn(|| "确定延迟答复前，未记载申请人的理由说明（条例第35条）".to_owned());
        }
        if matches!(self.timing(until), Timing::InTime) {
            self.trace.warn(|| format!("延迟答复至{until}不晚于现有届满日，不发生效力"));
            return;
        }
        self.deferred_until = Some(until);
        self.trace.step(day, art35::ARTICLE, || format!("申请理由合理但无法按期答复，告知延迟至{until}答复"));
    }

    fn fee_notice(&mut self, sent: Outgoing, received_on: Option<Date>) {
        let day = sent.judged_on();
        if self.fee_noticed {
            self.trace.warn(|| format!("{day}再次发出收费通知，不影响期限"));
            return;
        }
        if !self.admits(day, "收费通知") {
            return;
        }
        let counted_from = received_on.unwrap_or(day);
        let Some(&(source, period)) = art42::PAYMENT_PERIOD.on(day) else {
            self.trace.warn(|| format!("{day}时信息处理费管理办法尚未施行，收费通知不影响期限"));
            return;
        };
        self.fee_noticed = true;
        let lapses = self.calendar.reach(counted_from, u32::from(period.0));
        self.trace.step(day, source, || match lapses {
            Reach::Exact(last) => format!("发出收费通知，缴费期限至{last}，等待缴费期间不计算答复期限"),
            Reach::NotBefore(..) => "发出收费通知，等待缴费期间不计算答复期限".to_owned(),
        });
        self.phase = Phase::WaitingFee { lapses };
    }

    fn fee_paid(&mut self, index: usize, on: Date) {
        let Phase::WaitingFee { lapses } = self.phase else {
            self.trace.warn(|| format!("{on}缴费前没有有效的收费通知，不影响期限"));
            return;
        };
        if let Reach::Exact(last) = lapses
            && last < on
        {
            self.trace.warn(|| format!("{on}缴费晚于缴费期限{last}，视为放弃申请"));
            self.abandon_fee(last);
            return;
        }
        self.restart(index, on);
        let period = self.period;
        self.trace.step(on, art42::FEE_RULES, || format!("缴费完成，自次日起重新计算{period}个工作日"));
    }

    fn abandon_fee(&mut self, last: Date) {
        self.trace.step(last, art42::FEE_RULES, || "缴费期限届满未缴费，视为放弃申请，不再处理".to_owned());
        self.phase = Phase::Abandoned;
    }

    fn reply(&mut self, sent: Outgoing) {
        let on = sent.judged_on();
        let counted = matches!(self.phase, Phase::Running);
        let late = match self.timing(on) {
            _ if !counted => Some(false),
            Timing::InTime => Some(false),
            Timing::Late(_) => Some(true),
            Timing::Unknown => None,
        };
        self.phase = Phase::Answered { late, counted };
        self.trace.step(on, art33::ARTICLE, || match late {
            Some(true) => "答复送达，已逾期".to_owned(),
            Some(false) => "答复送达".to_owned(),
            None => "答复送达，是否逾期无法判断".to_owned(),
        });
    }

    /// What today brings about by itself.
    fn lapse(&mut self) {
        let Some(today) = self.today else { return };
        match self.phase {
            Phase::WaitingSupplement { reply_by: Some(by) } if by < today => self.abandon_supplement(by),
            Phase::WaitingFee { lapses: Reach::Exact(last) } if last < today => self.abandon_fee(last),
            Phase::Running
            | Phase::WaitingSupplement { .. }
            | Phase::WaitingFee { .. }
            | Phase::Answered { .. }
            | Phase::Abandoned => {}
        }
    }
}

fn until(reach: Reach) -> String {
    match reach {
        Reach::Exact(day) => format!("，至{day}"),
        Reach::NotBefore(..) => String::new(),
    }
}
