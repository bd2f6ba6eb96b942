//! What holds for every day and every timeline.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;

use gongkai_statute::clock::{Consulted, Event, LastDay, Outgoing, Timeline};
use gongkai_statute::fee::{Schedule, Yuan, fee};
use gongkai_statute::regulation::art31::{Channel, Receipt};
use gongkai_statute::{Calendar, Workdays};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

fn calendar() -> &'static Calendar {
    Calendar::built_in()
}

/// The calendar the slow way: a table of named days and the weekday.
struct Naive(BTreeMap<Date, bool>);

impl Naive {
    fn new() -> Naive {
        let table = include_str!("../data/workdays.csv").lines().skip(1);
        Naive(
            table
                .map(|line| {
                    let (day, rest) = line.split_once(',').unwrap();
                    (day.parse().unwrap(), rest.starts_with("makeup_workday"))
                })
                .collect(),
        )
    }

    fn is_workday(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.0.get(&day).copied().unwrap_or(!weekend)
    }

    fn add(&self, start: Date, count: u32) -> Date {
        let mut day = start;
        let mut left = count;
        while left > 0 {
            day = day.tomorrow().unwrap();
            left -= u32::from(self.is_workday(day));
        }
        day
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (0i64..365 * 6).prop_map(|offset| date(2019, 6, 1).checked_add(offset.days()).unwrap())
}

/// A letter: sent so many days after receipt, received so many days later, answered so many days after that.
#[derive(Debug, Clone)]
struct Letter {
    sent: i64,
    received: i64,
    answered: Option<i64>,
}

fn any_letter() -> impl Strategy<Value = Letter> {
    (0i64..45, 0i64..6, proptest::option::of(0i64..40)).prop_map(|(sent, received, answered)| Letter {
        sent,
        received,
        answered,
    })
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap()
}

fn handed_in(day: Date) -> Timeline {
    Timeline::new(Receipt {
        channel: Channel::InPerson,
        submitted_on: Some(day),
        arrived_on: None,
        confirmed_on: None,
    })
}

/// Sent, received, answered; answers come on working days.
fn days_of(start: Date, letter: &Letter) -> (Date, Date, Option<Date>) {
    let sent = later(start, letter.sent);
    let received = later(sent, letter.received);
    let answered = letter.answered.map(|days| calendar().on_or_after(later(received, days)).unwrap());
    (sent, received, answered)
}

fn events_of(start: Date, letters: &[Letter]) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, letter) in letters.iter().enumerate() {
        let (on, received, answered) = days_of(start, letter);
        let id = index.to_string();
        events.push(Event::ConsultationSent {
            id: id.clone(),
            on,
            received_on: Some(received),
            to: Consulted::ThirdParty,
            reply_by: None,
        });
        events.extend(answered.map(|on| Event::ConsultationAnswered { id, on }));
    }
    events
}

/// The last day by walking day by day: a working day counts unless a letter is out; the walk ends when the days
/// allowed are used up and no letter is out.
fn walk(naive: &Naive, start: Date, letters: &[Letter], extension: Option<(Date, u32)>) -> Date {
    walk_from(naive, start, start, letters, extension)
}

/// The same, counted from a later day, as after a supplement or a payment.
fn walk_from(
    naive: &Naive,
    start: Date,
    from: Date,
    letters: &[Letter],
    extension: Option<(Date, u32)>,
) -> Date {
    let pauses: Vec<(Date, Date)> = letters
        .iter()
        .map(|letter| {
            let (sent, received, answered) = days_of(start, letter);
            let deadline = naive.add(received, 15);
            (sent, answered.map_or(deadline, |answered| answered.min(deadline)))
        })
        .collect();
    let mut counted = 0;
    let mut last = from;
    let mut day = from;
    loop {
        let allowed = 20 + extension.filter(|(told, _)| *told <= day).map_or(0, |(_, added)| added);
        if counted >= allowed && !pauses.iter().any(|(sent, end)| *sent <= day && day < *end) {
            return last;
        }
        day = day.tomorrow().unwrap();
        if naive.is_workday(day) {
            last = day;
            counted += u32::from(!pauses.iter().any(|(sent, end)| *sent < day && day <= *end));
        }
    }
}

/// Something that may happen, sensible or not.
fn any_event(kind: u8, on: Date, more: i64) -> Event {
    let sent = Outgoing { dated_on: on, delivered_on: (more % 2 == 0).then(|| later(on, more)) };
    let until = later(on, more);
    let id = (more % 3).to_string();
    let workdays = Workdays(u16::try_from(more).unwrap());
    match kind {
        0 => Event::SupplementNotice { sent, reply_by: Some(until) },
        1 => Event::SupplementReceived { on, excused: more > 25 },
        2 => Event::ConsultationSent {
            id,
            on,
            received_on: Some(until),
            to: Consulted::ThirdParty,
            reply_by: None,
        },
        3 => Event::ConsultationSent {
            id,
            on,
            received_on: None,
            to: Consulted::OtherAgency,
            reply_by: (more > 10).then_some(until),
        },
        4 => Event::ConsultationAnswered { id, on },
        5 => Event::ExtensionNotice { sent, workdays },
        6 => Event::ReasonsReceived { on },
        7 => Event::Deferred { sent, until: later(on, more * 5) },
        8 => Event::FeeNotice { sent, received_on: None },
        9 => Event::FeePaid { on },
        _ => Event::Reply { sent },
    }
}

fn due(timeline: &Timeline) -> Date {
    match timeline.due(calendar()) {
        LastDay::Day { day, .. } => day,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn more_workdays_never_end_sooner(start in any_day(), count in 0u16..60) {
        let sooner = calendar().add_workdays(start, Workdays(count)).unwrap();
        let later = calendar().add_workdays(start, Workdays(count + 1)).unwrap();
        prop_assert!(sooner < later);
    }

    #[test]
    fn a_later_start_never_ends_sooner(start in any_day(), count in 1u16..60) {
        let sooner = calendar().add_workdays(start, Workdays(count)).unwrap();
        let later = calendar().add_workdays(start.tomorrow().unwrap(), Workdays(count)).unwrap();
        prop_assert!(sooner <= later);
    }

    #[test]
    fn a_period_ends_on_a_workday_and_counts_back_to_its_length(start in any_day(), count in 1u16..300) {
        let end = calendar().add_workdays(start, Workdays(count)).unwrap();
        prop_assert!(calendar().is_workday(end).unwrap());
        prop_assert_eq!(calendar().workdays_between(start, end).unwrap(), i32::from(count));
        prop_assert_eq!(calendar().workdays_between(end, start).unwrap(), -i32::from(count));
    }

    #[test]
    fn counting_equals_the_slow_calendar(start in any_day(), count in 0u32..120) {
        let naive = Naive::new();
        prop_assert_eq!(calendar().is_workday(start).unwrap(), naive.is_workday(start));
        prop_assert_eq!(calendar().reach(start, count).exact().unwrap(), naive.add(start, count));
    }

    #[test]
    fn intervals_add_up(start in any_day(), first in 0i64..200, second in 0i64..200) {
        let middle = later(start, first);
        let end = later(middle, second);
        let whole = calendar().workdays_between(start, end).unwrap();
        let parts = calendar().workdays_between(start, middle).unwrap()
            + calendar().workdays_between(middle, end).unwrap();
        prop_assert_eq!(whole, parts);
    }

    #[test]
    fn the_last_day_equals_a_walk_day_by_day(
        start in any_day(),
        letters in proptest::collection::vec(any_letter(), 0..4),
        extension in proptest::option::of((0i64..60, 1u32..=20)),
    ) {
        let told = extension.map(|(days, added)| (later(start, days), added));
        let mut timeline = handed_in(start).with(events_of(start, &letters));
        if let Some((day, added)) = told {
            let workdays = Workdays(u16::try_from(added).unwrap());
            timeline.record(Event::ExtensionNotice { sent: Outgoing::on(day), workdays });
        }
        prop_assert_eq!(due(&timeline), walk(&Naive::new(), start, &letters, told));
    }

    #[test]
    fn a_supplement_or_a_payment_starts_the_walk_anew(
        start in any_day(),
        letters in proptest::collection::vec(any_letter(), 0..4),
        back in 1i64..30,
        by_payment in any::<bool>(),
    ) {
        // Fees are charged from 2021 on.
        let start = if by_payment && start < date(2021, 1, 1) { later(start, 730) } else { start };
        let again = later(start, back);
        let mut timeline = handed_in(start);
        if by_payment {
            timeline.record(Event::FeeNotice { sent: Outgoing::on(start), received_on: Some(again) });
            timeline.record(Event::FeePaid { on: again });
        } else {
            timeline.record(Event::SupplementNotice { sent: Outgoing::on(start), reply_by: Some(again) });
            timeline.record(Event::SupplementReceived { on: again, excused: false });
        }
        for event in events_of(start, &letters) {
            timeline.record(event);
        }
        prop_assert_eq!(due(&timeline), walk_from(&Naive::new(), start, again, &letters, None));
        let reading = timeline.read(calendar(), None);
        prop_assert_eq!((reading.received_on, reading.clock_start), (Some(start), Some(again)));
    }

    #[test]
    fn whatever_happens_the_quick_answer_equals_the_explained_one(
        start in any_day(),
        acts in proptest::collection::vec((0u8..11, 0i64..90, 0i64..30), 0..10),
        today in proptest::option::of(0i64..150),
    ) {
        let timeline = handed_in(start).with(acts.into_iter().map(|(kind, days, more)| {
            any_event(kind, later(start, days), more)
        }));
        let today = today.map(|days| later(start, days));
        let reading = timeline.read(calendar(), today);
        match timeline.due_as_of(calendar(), today) {
            LastDay::Day { day, provisional } => {
                prop_assert_eq!((reading.due, reading.provisional), (Some(day), provisional));
            }
            LastDay::Unknown { not_before, .. } => {
                prop_assert_eq!((reading.due, reading.not_before), (None, Some(not_before)));
            }
            LastDay::NotRunning(state) => prop_assert_eq!((reading.due, reading.state), (None, state)),
        }
        prop_assert_eq!(reading.received_on, Some(start));
        prop_assert!(reading.clock_start >= Some(start));
        prop_assert!(reading.steps.is_sorted_by_key(|step| step.date));
        prop_assert!(reading.pauses.iter().zip(reading.pauses.iter().skip(1)).all(|(one, next)| one.through <= next.after));
    }

    #[test]
    fn two_letters_out_at_once_are_counted_once(start in any_day(), letter in any_letter()) {
        let one = handed_in(start).with(events_of(start, std::slice::from_ref(&letter)));
        let twice = handed_in(start).with(events_of(start, &[letter.clone(), letter]));
        prop_assert_eq!(due(&one), due(&twice));
    }

    #[test]
    fn another_letter_never_ends_the_period_sooner(
        start in any_day(),
        letters in proptest::collection::vec(any_letter(), 0..4),
        more in any_letter(),
    ) {
        let before = due(&handed_in(start).with(events_of(start, &letters)));
        let all: Vec<_> = letters.into_iter().chain([more]).collect();
        prop_assert!(before <= due(&handed_in(start).with(events_of(start, &all))));
    }

    #[test]
    fn the_order_of_recording_does_not_matter(
        start in any_day(),
        letters in proptest::collection::vec(any_letter(), 0..4),
    ) {
        let mut events = events_of(start, &letters);
        let forwards = due(&handed_in(start).with(events.clone()));
        events.reverse();
        prop_assert_eq!(forwards, due(&handed_in(start).with(events)));
    }

    #[test]
    fn the_quick_answer_equals_the_explained_one(
        start in any_day(),
        letters in proptest::collection::vec(any_letter(), 0..4),
        today in 0i64..120,
    ) {
        let timeline = handed_in(start).with(events_of(start, &letters));
        let today = Some(later(start, today));
        let reading = timeline.read(calendar(), today);
        match timeline.due_as_of(calendar(), today) {
            LastDay::Day { day, provisional } => {
                prop_assert_eq!((reading.due, reading.provisional), (Some(day), provisional));
            }
            LastDay::Unknown { not_before, .. } => prop_assert_eq!(reading.not_before, Some(not_before)),
            LastDay::NotRunning(state) => prop_assert_eq!(reading.state, state),
        }
        let overdue = reading.overdue.unwrap();
        prop_assert_eq!(overdue, reading.remaining_workdays.unwrap() < 0);
    }

    #[test]
    fn the_time_used_and_the_time_left_make_the_time_allowed(
        start in any_day(),
        letters in proptest::collection::vec(any_letter(), 0..3),
    ) {
        let timeline = handed_in(start).with(events_of(start, &letters));
        let last = due(&timeline);
        let counted = timeline.read(calendar(), Some(last)).counted.unwrap();
        prop_assert_eq!((counted.used, counted.allowed), (20, 20));
    }

    #[test]
    fn a_missing_year_gives_a_bound_the_true_day_never_undercuts(start in any_day(), count in 1u32..60) {
        let known = calendar().reach(start, count).exact().unwrap();
        let year = known.year();
        let mut blind = Calendar::empty();
        for notice in gongkai_statute::Notice::read_csv(include_str!("../data/workdays.csv")).unwrap() {
            if notice.year != year {
                blind = blind.with_notice(notice).unwrap();
            }
        }
        let reach = blind.reach(start, count);
        prop_assert!(reach.exact().is_err());
        prop_assert!(reach.at_least() <= known);
    }

    #[test]
    fn a_fee_is_the_sum_of_its_single_rates(count in 0u32..400) {
        for schedule in [Schedule::PerRequest, Schedule::PerPage] {
            let sum = (1..=count).map(|nth| schedule.rate(nth).unwrap().0).sum();
            prop_assert_eq!(fee(schedule, count).total, Yuan(sum));
        }
    }
}
