//! Consultations: time spent asking others is not counted, and several letters count once (Arts. 32–34).

use jiff::civil::Date;

use super::{Event, Pause, Phase, Run, Timing, Trace};
use crate::calendar::{NoNotice, Reach, Workdays};
use crate::clock::event::Consulted;
use crate::regulation::{art32, art33, art34};
use crate::source::{Article, Dated};

/// How one letter's waiting ends.
struct End {
    /// The last day not counted; `None` when nothing sets one.
    day: Option<Date>,
    /// The last day by rule or by what was set, when known.
    deadline: Option<Reach>,
    answered_on: Option<Date>,
    /// The year whose notice is missing, when it matters for `day`.
    missing: Option<NoNotice>,
    /// Not answered, and the last day is not over.
    pending: bool,
}

impl Consulted {
    /// The article and, for those the Regulation gives a period, its table.
    fn rule(self) -> (Article, Option<&'static Dated<Workdays>>) {
        match self {
            Consulted::ThirdParty => (art32::ARTICLE, Some(&art32::OPINION_PERIOD)),
            Consulted::CoMaker => (art34::ARTICLE, Some(&art34::OPINION_PERIOD)),
            Consulted::OtherAgency => (art33::ARTICLE, None),
        }
    }

    const fn silence(self) -> &'static str {
        match self {
            Consulted::ThirdParty => "第三方逾期未提出意见，由本机关决定是否公开，恢复计算",
            Consulted::CoMaker => "共同制作机关逾期未提出意见，视为同意公开，恢复计算",
            Consulted::OtherAgency => "其他机关逾期未答复，恢复计算（不表示同意或者不同意）",
        }
    }
}

impl<T: Trace> Run<'_, T> {
    fn end_of(&self, index: usize, sent_on: Date, received_on: Option<Date>, to: Consulted) -> End {
        let reply_by = match self.timeline.events.get(index) {
            Some(Event::ConsultationSent { reply_by, .. }) => *reply_by,
            _ => None,
        };
        let deadline = match to.rule().1 {
            Some(table) => received_on.and_then(|day| {
                let (_, period) = table.on(self.received_on)?;
                Some(self.calendar.reach(day, u32::from(period.0)))
            }),
            None => reply_by.map(Reach::Exact),
        };
        let answered_on = self.timeline.answer_to(index);
        let (mut day, mut missing) = match (answered_on, deadline) {
            (Some(answer), Some(Reach::NotBefore(bound, none))) if bound < answer => {
                (Some(bound), Some(none))
            }
            (Some(answer), Some(reach)) => (Some(answer.min(reach.at_least())), None),
            (Some(answer), None) => (Some(answer), None),
            (None, Some(Reach::Exact(last))) => (Some(last), None),
            (None, Some(Reach::NotBefore(bound, none))) => (Some(bound), Some(none)),
            (None, None) => (None, None),
        };
        if let Some(closed_on) = self.closed_on
            && day.is_none_or(|day| closed_on <= day)
        {
            (day, missing) = (Some(closed_on), None);
        }
        let over = match (self.today, day) {
            (Some(today), Some(day)) => day < today && missing.is_none(),
            (None, _) | (_, None) => false,
        };
        let sent = self.today.is_none_or(|today| sent_on <= today);
        let pending = answered_on.is_none() && self.closed_on.is_none() && !over && sent;
        End { day, deadline, answered_on, missing, pending }
    }

    /// Takes the letter's waiting out of the count, as far as no other letter did.
    pub(super) fn add_pause(&mut self, index: usize) {
        let Some(Event::ConsultationSent { on, received_on, to, .. }) = self.timeline.events.get(index)
        else {
            return;
        };
        let (on, to) = (*on, *to);
        let end = self.end_of(index, on, *received_on, to);
        self.suspended |= end.pending;
        self.provisional |=
            end.pending && (end.day.is_none() || self.today.is_none_or(|now| Some(now) < end.day));
        // Whether an answer came in time cannot be told when nobody noted when the letter was received.
        let uncertain = end.deadline.is_none() && to.rule().1.is_some() && end.answered_on.is_some();
        self.provisional |= uncertain;
        self.open_ended |= end.day.is_none();
        let from = on.max(self.start).max(self.covered_to);
        let Some(through) = end.day.or(self.today).filter(|through| from < *through) else { return };
        let (known, missing) = self.calendar.known_workdays_between(from, through);
        self.paused += known.unsigned_abs();
        self.missing = self.missing.or(missing).or(end.missing);
        self.covered_to = through;
        self.trace.pause(Pause { after: from, through });
    }

    pub(super) fn consultation_sent(&mut self, index: usize) {
        let Some(Event::ConsultationSent { id, on, received_on, to, .. }) = self.timeline.events.get(index)
        else {
            return;
        };
        let (on, to, article) = (*on, *to, to.rule().0);
        let earlier = self.timeline.events.iter().take(index);
        if earlier
            .into_iter()
            .any(|event| matches!(event, Event::ConsultationSent { id: other, .. } if other == id))
        {
            self.trace.warn(|| format!("征求意见编号“{id}”重复，收到的意见可能对应错误"));
        }
        let end = self.end_of(index, on, *received_on, to);
        self.warn_about(&end, id, *received_on, on, to);
        let counts = match self.phase {
            Phase::Running => match self.timing(on) {
                Timing::InTime | Timing::Unknown => true,
                Timing::Late(last) => {
                    self.trace.warn(|| format!("{on}征求意见时期限已于{last}届满，不再停止计算"));
                    false
                }
            },
            Phase::WaitingSupplement { .. } | Phase::WaitingFee { .. } => {
                self.trace.warn(|| format!("{on}征求意见时期限并未计算，重新起算前的时间不另扣除"));
                false
            }
            Phase::Answered { .. } | Phase::Abandoned => false,
        };
        self.trace.step(on, article, || {
            let label = to.label();
            if counts {
                format!("向{label}征求意见，自次日起停止计算")
            } else {
                format!("向{label}征求意见")
            }
        });
        self.end_step(&end, to, article);
        if counts {
            self.add_pause(index);
        }
    }

    fn end_step(&mut self, end: &End, to: Consulted, article: Article) {
        let Some(day) = end.day else { return };
        let label = to.label();
        match (end.answered_on, self.closed_on) {
            (Some(answer), _) if answer <= day => {
                self.trace.step(day, article, || format!("收到{label}意见，自次日起恢复计算"));
            }
            (_, Some(closed_on)) if closed_on == day => {}
            (Some(answer), _) => {
                self.trace.step(day, article, || format!("{}（意见于{answer}收到，已逾期）", to.silence()));
            }
            (None, _) if end.pending => {
                self.trace
                    .step(day, article, || format!("{label}意见期限届满日，尚未收到意见，暂按此日计算"));
            }
            (None, _) => self.trace.step(day, article, || to.silence().to_owned()),
        }
    }

    fn warn_about(&mut self, end: &End, id: &str, received_on: Option<Date>, on: Date, to: Consulted) {
        let label = to.label();
        if let Some(received) = received_on.filter(|received| *received < on) {
            self.trace.warn(|| format!("{label}收到征求意见书的日期{received}早于发出日期{on}，请核对"));
        }
        match (to.rule().1.is_some(), end.deadline, end.answered_on) {
            (true, None, Some(_)) => {
                self.trace.warn(|| {
                    format!(
                        "征求意见“{id}”未记载{label}收到的日期，无法核对意见是否逾期，暂按收到意见之日计算"
                    )
                });
            }
            (true, None, None) => {
                self.trace.warn(|| format!("征求意见“{id}”未记载{label}收到的日期，意见期限无法计算"));
            }
            (false, None, None) => {
                self.trace
                    .warn(|| format!("征求意见“{id}”未载明答复日期，也未收到答复，停止计算的终点无法确定"));
            }
            (false, None, Some(_)) | (_, Some(_), _) => {}
        }
    }

    pub(super) fn consultation_answered(&mut self, index: usize, id: &str, on: Date) {
        let asked = self.timeline.events.iter().take(index).any(
            |event| matches!(event, Event::ConsultationSent { id: other, on: sent, .. } if other == id && *sent <= on),
        );
        if !asked {
            self.trace.warn(|| format!("{on}收到的意见“{id}”没有对应的征求意见书，不影响期限"));
        }
    }
}
