//! The dates that move the clock of the present round (办理期限的经过), and their compact text.
//!
//! The text is what re-dating reads from a hundred thousand rows at once, so it is short and read without allocating
//! a tree: the channel and its days, then one letter and its fields for each act.

use std::fmt::Write as _;

use gongkai_statute::clock::{self, Consulted, LastDay, Outgoing, Reading, Timeline};
use gongkai_statute::regulation::art31::{Channel, Receipt};
use gongkai_statute::{Calendar, Workdays};
use jiff::civil::Date;

use crate::event::Event;

/// What the clock knows of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moments {
    timeline: Option<Timeline>,
    /// Last day set by a decision on review or a judgment; it overrides the count.
    ordered_by: Option<Date>,
}

impl Moments {
    /// The timeline as the clock takes it.
    pub const fn timeline(&self) -> Option<&Timeline> {
        self.timeline.as_ref()
    }

    /// The first day on which anything can happen.
    pub fn begun_on(&self) -> Option<Date> {
        let receipt = self.timeline.as_ref()?.receipt();
        receipt.received_on().or(receipt.arrived_on).or(receipt.submitted_on)
    }

    /// The last day, as far as it can be told.
    pub fn last_day(&self, calendar: &Calendar) -> Option<LastDay> {
        let last_day = self.timeline.as_ref()?.due(calendar);
        Some(match self.ordered_by {
            Some(day) => LastDay::Day { day, provisional: false },
            None => last_day,
        })
    }

    /// The last day, when it is known and runs.
    pub fn due(&self, calendar: &Calendar) -> Option<Date> {
        match self.last_day(calendar)? {
            LastDay::Day { day, .. } => Some(day),
            LastDay::NotRunning(_) | LastDay::Unknown { .. } => None,
        }
    }

    /// Everything the clock says on `today`, with steps and warnings.
    pub fn read(&self, calendar: &Calendar, today: Date) -> Option<Reading> {
        let mut reading = self.timeline.as_ref()?.read(calendar, Some(today));
        if let Some(day) = self.ordered_by {
            let open = reading.state != clock::ClockState::Answered;
            reading.due = Some(day);
            reading.not_before = None;
            reading.provisional = false;
            reading.overdue = if open { Some(day < today) } else { reading.overdue };
            reading.remaining_workdays = calendar.workdays_between(today, day).ok().filter(|_| open);
            reading.counted = None;
        }
        Some(reading)
    }

    /// Takes an event, where it moves the clock.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Registered(form) => self.timeline = Some(Timeline::new(form.receipt())),
            Event::Confirmed(act) => self.confirm(act.on),
            Event::Reopened(reopened) => {
                // The new period starts on the day the decision or judgment was received, as if asked in person.
                let receipt = Receipt {
                    channel: Channel::InPerson,
                    submitted_on: Some(reopened.on),
                    arrived_on: None,
                    confirmed_on: None,
                };
                self.timeline = Some(Timeline::new(receipt));
                self.ordered_by = reopened.reply_by;
            }
            Event::LetterSent(_) | Event::LetterDelivered(_) => self.told(event),
            _ => {
                if let (Some(timeline), Some(moment)) = (&mut self.timeline, moment(event)) {
                    timeline.record(moment);
                }
            }
        }
    }

    fn confirm(&mut self, on: Date) {
        let Some(timeline) = &self.timeline else { return };
        let receipt = Receipt { confirmed_on: Some(on), ..*timeline.receipt() };
        self.timeline = Some(Timeline::new(receipt).with(timeline.events().iter().cloned()));
    }

    /// A notice without a day of delivery gets the day its letter left; a consultation that of its receipt.
    fn told(&mut self, event: &Event) {
        let Some(timeline) = &self.timeline else { return };
        let mut events: Vec<clock::Event> = timeline.events().to_vec();
        let changed = match event {
            Event::LetterSent(letter) => events
                .iter_mut()
                .rev()
                .find_map(|moment| match moment {
                    clock::Event::SupplementNotice { sent, .. } if letter.code == "P3" => Some(sent),
                    clock::Event::ExtensionNotice { sent, .. } if letter.code == "P5" => Some(sent),
                    clock::Event::FeeNotice { sent, .. } if letter.code == "P11" => Some(sent),
                    _ => None,
                })
                .map(|sent| sent.delivered_on.get_or_insert(letter.on)),
            Event::LetterDelivered(letter) => events.iter_mut().find_map(|moment| match moment {
                clock::Event::ConsultationSent { id, received_on, .. }
                    if Some(&*id) == letter.about.as_ref() =>
                {
                    Some(received_on.get_or_insert(letter.on))
                }
                _ => None,
            }),
            _ => None,
        };
        if changed.is_some() {
            self.timeline = Some(Timeline::new(*timeline.receipt()).with(events));
        }
    }

    /// The compact text.
    pub fn encode(&self) -> String {
        let mut text = String::with_capacity(64);
        let Some(timeline) = &self.timeline else { return text };
        let receipt = timeline.receipt();
        text.push_str(receipt.channel.key());
        for day in [receipt.submitted_on, receipt.arrived_on, receipt.confirmed_on, self.ordered_by] {
            push_day(&mut text, day);
        }
        for event in timeline.events() {
            text.push(';');
            push_event(&mut text, event);
        }
        text
    }

    /// Reads the compact text; `None` when it is not one.
    pub fn decode(text: &str) -> Option<Moments> {
        if text.is_empty() {
            return Some(Moments::default());
        }
        let mut acts = text.split(';');
        let mut head = acts.next()?.split(' ');
        let receipt = Receipt {
            channel: Channel::from_key(head.next()?)?,
            submitted_on: day(head.next()?)?,
            arrived_on: day(head.next()?)?,
            confirmed_on: day(head.next()?)?,
        };
        let ordered_by = day(head.next()?)?;
        let mut timeline = Timeline::new(receipt);
        for act in acts {
            timeline.record(read_event(act)?);
        }
        Some(Moments { timeline: Some(timeline), ordered_by })
    }
}

/// What the clock is told of an event; `None` for those it need not know.
fn moment(event: &Event) -> Option<clock::Event> {
    Some(match event {
        Event::SupplementAsked(asked) => clock::Event::SupplementNotice {
            sent: Outgoing { dated_on: asked.on, delivered_on: asked.delivered_on },
            reply_by: Some(asked.reply_by),
        },
        Event::SupplementReceived(received) => {
            clock::Event::SupplementReceived { on: received.on, excused: received.excused }
        }
        Event::ConsultationSent(letter) => clock::Event::ConsultationSent {
            id: letter.id.clone(),
            on: letter.on,
            received_on: letter.received_on,
            to: letter.to,
            reply_by: letter.reply_by,
        },
        Event::ConsultationAnswered(answer) => {
            clock::Event::ConsultationAnswered { id: answer.id.clone(), on: answer.on }
        }
        Event::ReasonsDemanded(demand) => {
            clock::Event::ReasonsDemanded { sent: Outgoing::on(demand.on), reply_by: demand.reply_by }
        }
        Event::ReasonsReceived(reasons) => clock::Event::ReasonsReceived { on: reasons.on },
        Event::Deferred(deferral) => {
            clock::Event::Deferred { sent: Outgoing::on(deferral.on), until: deferral.until }
        }
        Event::Extended(extension) => clock::Event::ExtensionNotice {
            sent: Outgoing { dated_on: extension.on, delivered_on: extension.delivered_on },
            workdays: Workdays(extension.workdays),
        },
        Event::FeeNoticed(notice) => clock::Event::FeeNotice {
            sent: Outgoing { dated_on: notice.on, delivered_on: notice.delivered_on },
            received_on: None,
        },
        Event::FeePaid(paid) => clock::Event::FeePaid { on: paid.on },
        Event::Delivered(delivered) => clock::Event::Reply { sent: Outgoing::on(delivered.on) },
        _ => return None,
    })
}

fn push_day(text: &mut String, day: Option<Date>) {
    match day {
        Some(day) => {
            let _ = write!(text, " {day}");
        }
        None => text.push_str(" -"),
    }
}

fn push_event(text: &mut String, event: &clock::Event) {
    use clock::Event;
    let (letter, days): (char, [Option<Date>; 3]) = match event {
        Event::SupplementNotice { sent, reply_by } => {
            ('S', [Some(sent.dated_on), sent.delivered_on, *reply_by])
        }
        Event::SupplementReceived { on, excused: false } => ('s', [Some(*on), None, None]),
        Event::SupplementReceived { on, excused: true } => ('t', [Some(*on), None, None]),
        Event::ConsultationSent { on, received_on, reply_by, .. } => {
            ('C', [Some(*on), *received_on, *reply_by])
        }
        Event::ConsultationAnswered { on, .. } => ('c', [Some(*on), None, None]),
        Event::ExtensionNotice { sent, .. } => ('E', [Some(sent.dated_on), sent.delivered_on, None]),
        Event::ReasonsDemanded { sent, reply_by } => {
            ('R', [Some(sent.dated_on), sent.delivered_on, *reply_by])
        }
        Event::ReasonsReceived { on } => ('r', [Some(*on), None, None]),
        Event::Deferred { sent, until } => ('D', [Some(sent.dated_on), sent.delivered_on, Some(*until)]),
        Event::FeeNotice { sent, received_on } => {
            ('F', [Some(sent.dated_on), sent.delivered_on, *received_on])
        }
        Event::FeePaid { on } => ('f', [Some(*on), None, None]),
        Event::Reply { sent } => ('A', [Some(sent.dated_on), sent.delivered_on, None]),
    };
    text.push(letter);
    for day in days {
        push_day(text, day);
    }
    match event {
        Event::ConsultationSent { id, to, .. } => {
            let _ = write!(text, " {} {}", to.key(), plain(id));
        }
        Event::ConsultationAnswered { id, .. } => {
            let _ = write!(text, " {}", plain(id));
        }
        Event::ExtensionNotice { workdays, .. } => {
            let _ = write!(text, " {}", workdays.0);
        }
        _ => {}
    }
}

/// Names of letters stand last in their act; only the separator of acts must not occur.
fn plain(id: &str) -> String {
    id.replace(';', ",")
}

fn read_event(act: &str) -> Option<clock::Event> {
    use clock::Event;
    let mut fields = act.splitn(5, ' ');
    let letter = fields.next()?;
    let (first, second, third) = (day(fields.next()?)?, day(fields.next()?)?, day(fields.next()?)?);
    let on = first?;
    let sent = Outgoing { dated_on: on, delivered_on: second };
    let rest = fields.next();
    Some(match letter {
        "S" => Event::SupplementNotice { sent, reply_by: third },
        "s" => Event::SupplementReceived { on, excused: false },
        "t" => Event::SupplementReceived { on, excused: true },
        "C" => {
            let (to, id) = rest?.split_once(' ')?;
            let to = Consulted::from_key(to)?;
            Event::ConsultationSent { id: id.to_owned(), on, received_on: second, to, reply_by: third }
        }
        "c" => Event::ConsultationAnswered { id: rest?.to_owned(), on },
        "E" => Event::ExtensionNotice { sent, workdays: Workdays(rest?.parse().ok()?) },
        "R" => Event::ReasonsDemanded { sent, reply_by: third },
        "r" => Event::ReasonsReceived { on },
        "D" => Event::Deferred { sent, until: third? },
        "F" => Event::FeeNotice { sent, received_on: third },
        "f" => Event::FeePaid { on },
        "A" => Event::Reply { sent },
        _ => return None,
    })
}

/// A day, `-` for none; the outer `None` when it is neither.
#[expect(clippy::option_option, reason = "the outer one is only ever passed on with `?`")]
fn day(text: &str) -> Option<Option<Date>> {
    if text == "-" { Some(None) } else { text.parse().ok().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_back_as_it_was_written() {
        let text = "online 2021-04-18 - 2021-04-20 -;C 2021-04-26 2021-04-28 - third_party a 甲;\
                    E 2021-05-10 2021-05-11 - 20;c 2021-05-14 - - a 甲;F 2021-05-17 - -";
        let moments = Moments::decode(text).unwrap();
        assert_eq!(moments.encode(), text);
        assert_eq!(Moments::decode(&moments.encode()), Some(moments));
    }

    #[test]
    fn what_is_no_timeline_is_refused() {
        for text in [
            "online",
            "pigeon - - - -",
            "online - - - -;X 2021-01-01 - -",
            "online - - - -;C - - - third_party a",
        ] {
            assert_eq!(Moments::decode(text), None, "{text}");
        }
        assert_eq!(Moments::decode(""), Some(Moments::default()));
    }
}
