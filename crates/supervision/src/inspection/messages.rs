//! Messages of the public and how long they wait (互动回应): N5.

use jiff::civil::Date;

use super::codes::{Indicator, MessageKind, RecordKind};
use super::facts::Message;
use super::finding::{Check, Record};
use super::forecast::Breach;
use super::rules::Limits;

/// Is it a consultation that is owed an answer on `on`?
fn is_open(message: &Message, on: Date) -> bool {
    message.kind == MessageKind::Consultation
        && message.is_valid
        && message.submitted_on <= on
        && message.answered_on.is_none_or(|answered| on < answered)
}

/// When an open message becomes a fault; `None` for those that cannot any more, answered or older than the window.
pub(super) fn breach(message: &Message, limits: &Limits, on: Date) -> Option<Breach> {
    let counts = is_open(message, on) && !limits.message_window.value.has_passed(message.submitted_on, on);
    counts.then(|| Breach::On(limits.message.value.passes_on(message.submitted_on)))
}

impl Check<'_> {
    pub(super) fn messages(&mut self) {
        let on = self.on;
        match self.facts.has_consultation {
            None => self.unseen(Indicator::PoorResponse, "未检查是否提供有效的在线咨询渠道。"),
            Some(true) => {}
            Some(false) => self.find(
                Indicator::PoorResponse,
                vec![Record::only(RecordKind::Site)],
                None,
                "未提供有效的在线咨询渠道。".to_owned(),
            ),
        }
        let Some(messages) = &self.facts.messages else {
            return self.unseen(Indicator::PoorResponse, "未检查留言答复情况。");
        };
        for message in messages.iter().filter(|message| is_open(message, on)) {
            self.message(message);
        }
    }

    fn message(&mut self, message: &Message) {
        let (limits, on, submitted_on) = (&self.rules.limits, self.on, message.submitted_on);
        let name = &message.reference.name;
        let records = vec![Record::of(RecordKind::Message, &message.reference)];
        if limits.message_window.value.has_passed(submitted_on, on) {
            let window = limits.message_window.value;
            let words = format!("留言“{name}”{submitted_on}提交，超过{window}仍未答复，不再计入单项否决。");
            self.find(Indicator::MessageWaiting, records, Some(window.passes_on(submitted_on)), words);
        } else if limits.message.value.has_passed(submitted_on, on) {
            let period = limits.message.value;
            let words = format!("留言“{name}”{submitted_on}提交，超过{period}未答复。");
            self.find(Indicator::PoorResponse, records, Some(period.passes_on(submitted_on)), words);
        } else if limits.message_warning.value.has_passed(submitted_on, on) {
            let due = limits.message.value.passes_on(submitted_on);
            let words = format!("留言“{name}”{submitted_on}提交，尚未答复，{due}起构成单项否决。");
            let since = limits.message_warning.value.passes_on(submitted_on);
            self.find(Indicator::MessageWaiting, records, Some(since), words);
        }
    }
}
