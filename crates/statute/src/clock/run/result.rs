//! What a pass comes to.

use jiff::civil::Date;

use super::{ClockState, LastDay, Pause, Phase, Run, Trace, art33, art35};
use crate::calendar::{self, NoNotice, Reach};
use crate::clock::{Counted, Reading};
use crate::regulation::art30;

impl<T: Trace> Run<'_, T> {
    fn state(&self) -> ClockState {
        match self.phase {
            Phase::Running if self.suspended => ClockState::Suspended,
            Phase::Running => ClockState::Running,
            Phase::WaitingSupplement { .. } => ClockState::WaitingSupplement,
            Phase::WaitingFee { .. } => ClockState::WaitingFee,
            Phase::Answered { .. } => ClockState::Answered,
            Phase::Abandoned => ClockState::Abandoned,
        }
    }

    pub(crate) fn last_day(&self) -> LastDay {
        let runs = matches!(self.phase, Phase::Running | Phase::Answered { counted: true, .. });
        if !runs {
            return LastDay::NotRunning(self.state());
        }
        match self.last() {
            Reach::Exact(not_before) if self.open_ended => LastDay::Unknown { not_before, missing: None },
            Reach::Exact(day) => {
                let provisional = self.provisional && self.deferred_until.is_none();
                LastDay::Day { day, provisional: provisional && matches!(self.phase, Phase::Running) }
            }
            Reach::NotBefore(not_before, none) => LastDay::Unknown { not_before, missing: Some(none) },
        }
    }

    pub(crate) fn reading(mut self) -> Reading {
        let last_day = self.last_day();
        self.explain(last_day);
        let (due, not_before, provisional) = match last_day {
            LastDay::Day { day, provisional } => (Some(day), None, provisional),
            LastDay::Unknown { not_before, .. } => (None, Some(not_before), self.provisional),
            LastDay::NotRunning(_) => (None, None, false),
        };
        let running = matches!(self.phase, Phase::Running);
        let overdue = match self.phase {
            Phase::Answered { late, .. } => late,
            Phase::Running => self.is_overdue(last_day),
            Phase::WaitingSupplement { .. } | Phase::WaitingFee { .. } | Phase::Abandoned => Some(false),
        };
        Reading {
            received_on: Some(self.received_on),
            clock_start: Some(self.start),
            confirm_by: None,
            supplement_notice_due: self.supplement_notice_due(),
            due,
            not_before,
            provisional,
            overdue,
            remaining_workdays: due.filter(|_| running).and_then(|due| self.remaining(due)),
            counted: due
                .filter(|_| running && self.deferred_until.is_none())
                .and_then(|due| self.counted(due)),
            extended: self.extended,
            state: self.state(),
            pauses: Vec::new(),
            steps: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn is_overdue(&self, last_day: LastDay) -> Option<bool> {
        let today = self.today?;
        match last_day {
            LastDay::Day { day, .. } => Some(day < today),
            // While an answer is awaited the period cannot have ended.
            LastDay::Unknown { .. } if self.suspended => Some(false),
            LastDay::Unknown { not_before, .. } => (today <= not_before).then_some(false),
            LastDay::NotRunning(_) => Some(false),
        }
    }

    fn remaining(&self, due: Date) -> Option<i32> {
        let today = self.today?;
        let days = self.calendar.workdays_between(today, due).ok()?;
        // On the days off right after the last day no working day is lost yet, but the first one late has begun.
        Some(if due < today { days.min(-1) } else { days })
    }

    fn counted(&self, due: Date) -> Option<Counted> {
        let until = self.today.filter(|today| self.start <= *today)?.min(due);
        let gone = self.calendar.workdays_between(self.start, until).ok()?;
        let mut paused = 0;
        for Pause { after, through } in self.trace.pauses() {
            if *after < until {
                paused += self.calendar.workdays_between(*after, (*through).min(until)).ok()?;
            }
        }
        let allowed = u32::from(self.period) + u32::from(self.extension);
        Some(Counted { used: (gone - paused).unsigned_abs(), allowed })
    }

    fn supplement_notice_due(&self) -> Option<Date> {
        if self.supplement_noticed || !matches!(self.phase, Phase::Running) {
            return None;
        }
        art30::notice_due(self.received_on, self.calendar).ok().map(|due| due.day)
    }

    fn explain(&mut self, last_day: LastDay) {
        let (period, extension, paused) = (self.period, self.extension, self.paused);
        match last_day {
            LastDay::Day { day, provisional } => {
                let deferred = self.deferred_until.is_some();
                let article = if deferred { art35::ARTICLE } else { art33::ARTICLE };
                self.trace.step(day, article, || {
                    let provisional = if provisional { "（暂定）" } else { "" };
                    if deferred {
                        return "延迟答复期限届满".to_owned();
                    }
                    let extended = if extension > 0 {
                        format!("，延长{extension}个工作日")
                    } else {
                        String::new()
                    };
                    let paused = if paused > 0 {
                        format!("，征求意见{paused}个工作日不计算在内")
                    } else {
                        String::new()
                    };
                    format!("答复期限届满：{period}个工作日{extended}{paused}{provisional}")
                });
                self.warn_of_year_end(day);
            }
            LastDay::Unknown { not_before, missing: Some(NoNotice { year }) } => {
                let count = u32::from(period) + u32::from(extension) + paused;
                let (start, calendar) = (self.start, self.calendar);
                self.trace.warn(|| {
                    let estimate = weekdays_only(calendar, start, count, year);
                    format!(
                        "{year}年放假安排尚未收录，届满日无法确定，不早于{not_before}；仅按双休日推算为{estimate}，不作为届满日"
                    )
                });
            }
            LastDay::Unknown { not_before, missing: None } => {
                self.trace.warn(|| format!("届满日无法确定，不早于{not_before}"));
            }
            LastDay::NotRunning(_) => {}
        }
    }

    /// The next year's notice may still move days around New Year into December.
    fn warn_of_year_end(&mut self, due: Date) {
        let next = due.year() + 1;
        if due.month() == 12 && due.day() >= 26 && self.calendar.notice(next).is_none() {
            self.trace.warn(|| format!("{next}年放假安排尚未收录，元旦调休可能改变届满日{due}"));
        }
    }
}

/// What weekends alone would give from the first day of the unknown year on.
fn weekdays_only(calendar: &calendar::Calendar, start: Date, count: u32, year: i16) -> Date {
    let Ok(last_known) = Date::new(year - 1, 12, 31) else { return start };
    if last_known <= start {
        return calendar::add_weekdays_only(start, count);
    }
    let (known, _) = calendar.known_workdays_between(start, last_known);
    calendar::add_weekdays_only(last_known, count.saturating_sub(known.unsigned_abs()))
}
