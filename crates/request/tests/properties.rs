//! What holds for every course of a request.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use gongkai_request::code::{DeliveryWay, ObjectionFinding};
use gongkai_request::event::ThirdPartyTold;
use gongkai_request::{Act, Case, Command, Draft, Event, Moments, Stage};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, Decision, ReportRow};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

mod common;
use common::{
    Desk, answer, answered, checked, extend, letter, objects, overrides, plus, register, reply, sample,
};

/// One try: an act by number, some days later.
#[derive(Debug, Clone)]
struct Try {
    act: usize,
    later: i8,
    pick: usize,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one =
        (0..Act::ALL.len(), 0_i8..9, 0_usize..23).prop_map(|(act, later, pick)| Try { act, later, pick });
    prop::collection::vec(one, 0..40)
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..700).prop_map(|days| date(2021, 1, 1).checked_add(days.days()).unwrap())
}

fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.to_vec())
}

/// Tries every act; the rules let through what they let through.
fn course(channel: Channel, start: Date, tries: &[Try]) -> Desk {
    let mut desk = Desk::new(start).with([(start, register(channel, start))]);
    for (index, step) in tries.iter().enumerate() {
        desk.today = desk.today.checked_add(i32::from(step.later).days()).unwrap();
        let act = Act::ALL[step.act];
        let command = match act {
            Act::Consult => {
                let to = Consulted::ALL[step.pick % 3];
                letter(&format!("l{index}"), to, desk.today, (step.pick % 4 != 0).then_some(desk.today))
            }
            Act::AnswerConsultation => {
                let open = desk.case.consultations.iter().find(|letter| letter.end.is_none());
                let id = open.map_or_else(String::new, |letter| letter.id.clone());
                if step.pick % 2 == 0 { answer(&id, desk.today) } else { objects(&id, desk.today) }
            }
            Act::DraftReply => reply(desk.today, Decision::ALL[step.pick]),
            Act::AnswerChecklist => {
                let grounds = desk.case.draft.as_ref().map(Draft::grounds).unwrap_or_default();
                checked(desk.today, grounds.get(step.pick % 3).copied().unwrap_or(Decision::Process))
            }
            Act::DecidePublicInterest => {
                let objects =
                    desk.case.objections().next().map_or_else(String::new, |letter| letter.id.clone());
                let finding = ObjectionFinding::ALL[step.pick % 2];
                overrides(desk.today, &objects, finding)
            }
            Act::TellThirdParty => {
                let owed =
                    desk.case.notices_owed().next().map_or_else(String::new, |owed| owed.letter.clone());
                Command::TellThirdParty(ThirdPartyTold {
                    letter: owed,
                    on: desk.today,
                    way: DeliveryWay::Posted,
                    document: None,
                })
            }
            Act::Extend => extend(desk.today, 1 + u16::try_from(step.pick).unwrap() % 20),
            _ => sample(act, desk.today),
        };
        let by = ["li", "sun", "zhou"][step.pick % 3];
        let _ = desk.does(by, &command);
    }
    desk
}

/// Working days not counted, day by day: those of any letter, each day once.
fn paused_days(case: &Case, start: Date) -> usize {
    let calendar = Calendar::built_in();
    let mut days = BTreeSet::new();
    for event in case.moments.timeline().unwrap().events() {
        let gongkai_statute::clock::Event::ConsultationSent { id, on, received_on, to, reply_by } = event
        else {
            continue;
        };
        let deadline = match to {
            Consulted::OtherAgency => *reply_by,
            _ => received_on.map(|day| plus(day, 15)),
        };
        let answered_on = case.moments.timeline().unwrap().events().iter().find_map(|event| match event {
            gongkai_statute::clock::Event::ConsultationAnswered { id: answered, on } if answered == id => {
                Some(*on)
            }
            _ => None,
        });
        let Some(end) = [deadline, answered_on].into_iter().flatten().min() else { continue };
        let mut day = (*on).max(start);
        while day < end {
            day = day.tomorrow().unwrap();
            if calendar.is_workday(day).unwrap() {
                days.insert(day);
            }
        }
    }
    days.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_course_counts_a_pause_twice_or_shortens_the_period(
        channel in channel(), start in any_day(), tries in tries()
    ) {
        let desk = course(channel, start, &tries);
        let mut case = Case::default();
        for event in &desk.events {
            case.apply(event);
            let Event::Dated(dated) = event else { continue };
            let (Some(due), Some(clock_start)) = (dated.due, dated.clock_start) else { continue };
            if case.deferral.is_some() || case.round > 0 || case.closed {
                continue;
            }
            // A payment starts the count anew; what was extended before is gone with the old count.
            let extended = |counts: fn(Date, Date) -> bool| {
                case.extension.as_ref().filter(|act| counts(clock_start, act.on)).map_or(0, |act| act.workdays)
            };
            let (least, most) = (extended(|start, on| start < on), extended(|start, on| start <= on));
            let pauses = u16::try_from(paused_days(&case, clock_start)).unwrap();
            prop_assert!(plus(clock_start, 20 + least) <= due, "earlier than the law allows");
            prop_assert!(due <= plus(clock_start, 20 + most + pauses), "a pause counted twice");
        }
    }

    #[test]
    fn what_was_recorded_is_what_the_clock_says(channel in channel(), start in any_day(), tries in tries()) {
        let desk = course(channel, start, &tries);
        let dated = desk.case.dated.clone().unwrap();
        prop_assert_eq!(dated.due, desk.due());
        prop_assert_eq!(&dated.stage, desk.case.stage().key());
        prop_assert_eq!(Moments::decode(&dated.timeline), Some(desk.case.moments.clone()));
    }

    #[test]
    fn events_read_back_give_the_same_case(channel in channel(), start in any_day(), tries in tries()) {
        let desk = course(channel, start, &tries);
        let text: Vec<String> = desk.events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let back: Vec<Event> = text.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        prop_assert_eq!(&back, &desk.events);
        let again = Case::after(&back);
        prop_assert_eq!(again.stage(), desk.case.stage());
        prop_assert_eq!(again.result, desk.case.result);
    }

    #[test]
    fn a_closed_case_has_one_result_and_keeps_it(channel in channel(), start in any_day(), tries in tries()) {
        let desk = course(channel, start, &tries);
        let mut first = None;
        let mut case = Case::default();
        for event in &desk.events {
            case.apply(event);
            first = first.or(case.result);
            prop_assert_eq!(case.result, first, "the result of table 三 never changes");
            if case.stage() == Stage::Closed {
                prop_assert!(case.result.is_some());
            }
        }
    }

    #[test]
    fn new_and_carried_in_equal_results_and_carried_out_in_every_year(
        courses in prop::collection::vec((channel(), any_day(), tries()), 1..12)
    ) {
        let cases: Vec<Case> = courses.iter().map(|(channel, start, tries)| course(*channel, *start, tries).case).collect();
        for year in 2021..=2024 {
            let open_at = |year: i16| {
                let end = date(year, 12, 31);
                cases.iter().filter(|case| {
                    case.counted_on().is_some_and(|on| on <= end) && case.result.is_none_or(|result| end < result.on)
                }).count()
            };
            let new = cases.iter().filter(|case| case.counted_on().is_some_and(|on| on.year() == year)).count();
            // Ended before receipt was ever confirmed: never received, so never counted.
            let results = cases.iter().filter(|case| {
                case.counted_on().is_some() && case.result.is_some_and(|result| result.on.year() == year)
            }).count();
            prop_assert_eq!(new + open_at(year - 1), results + open_at(year));
        }
    }

    #[test]
    fn every_reply_falls_in_the_row_of_its_decision(start in any_day(), pick in 0_usize..23) {
        let decision = Decision::ALL[pick];
        let desk = Desk::new(start).with([(start, register(Channel::InPerson, start))]);
        if let Ok(desk) = answered(desk, start, decision) {
            let result = desk.case.result.unwrap();
            prop_assert_eq!(result.row(), decision.row());
            prop_assert_eq!(result.on, start);
        }
    }

    #[test]
    fn the_last_day_is_what_a_walk_from_day_to_day_comes_to(
        start in any_day(), letters in prop::collection::vec((0_u16..18, 0_u16..6, 0_u16..20), 0..4), extension in 0_u16..=20
    ) {
        // Letters within the first twenty working days, each received some days later and answered or not.
        let mut desk = Desk::new(start).with([(start, register(Channel::InPerson, start))]);
        let begin = desk.case.received_on().unwrap();
        let mut pauses: Vec<(Date, Date)> = Vec::new();
        let mut acts: Vec<(Date, Command)> = Vec::new();
        for (index, (sent, received, answer_after)) in letters.iter().enumerate() {
            let id = format!("l{index}");
            let sent_on = plus(begin, *sent);
            let received_on = plus(sent_on, *received);
            let deadline = plus(received_on, 15);
            let came = plus(received_on, *answer_after);
            let end = came.min(deadline);
            acts.push((sent_on, letter(&id, Consulted::ThirdParty, sent_on, Some(received_on))));
            acts.push((came, answer(&id, came)));
            pauses.push((sent_on, end));
        }
        acts.sort_by_key(|(day, _)| *day);
        desk = desk.with(acts);
        if 0 < extension {
            // Extended on the very day the period would end.
            let due = naive_due(begin, 20, &pauses);
            if due < desk.today {
                return Ok(());
            }
            desk = desk.with([(due, extend(due, extension))]);
        }
        prop_assert_eq!(desk.due(), Some(naive_due(begin, 20 + extension, &pauses)));
    }

    #[test]
    fn every_closed_case_falls_in_exactly_one_row_and_the_rows_add_up_to_a_recount(
        courses in prop::collection::vec((channel(), any_day(), tries()), 1..12)
    ) {
        let cases: Vec<Case> = courses.iter().map(|(channel, start, tries)| course(*channel, *start, tries).case).collect();
        let closed: Vec<&Case> = cases.iter().filter(|case| case.result.is_some()).collect();
        for case in &closed {
            let row = case.result.unwrap().row();
            prop_assert_eq!(ReportRow::ALL.iter().filter(|other| **other == row).count(), 1);
        }
        for year in 2021..=2024 {
            // By rows, as the report counts; and by walking every event, as somebody with a pencil would.
            let by_rows: usize = ReportRow::ALL.iter().map(|row| {
                closed.iter().filter(|case| {
                    case.result.is_some_and(|result| result.row() == *row && result.on.year() == year)
                }).count()
            }).sum();
            let recount = courses.iter().filter(|(channel, start, tries)| {
                let desk = course(*channel, *start, tries);
                let first = desk.events.iter().find_map(|event| match event {
                    Event::Delivered(act) => Some(act.on),
                    Event::Abandoned(act) | Event::FeeLapsed(act) | Event::Withdrawn(act) => Some(act.on),
                    Event::Closed(act) => Some(act.on),
                    _ => None,
                });
                first.is_some_and(|on| on.year() == year)
            }).count();
            prop_assert_eq!(by_rows, recount);
        }
    }
}

/// The last day found by walking: a working day counts unless it lies after a letter was sent and not after its end.
fn naive_due(begin: Date, allowed: u16, pauses: &[(Date, Date)]) -> Date {
    let calendar = Calendar::built_in();
    let (mut day, mut counted) = (begin, 0);
    while counted < allowed {
        day = day.tomorrow().unwrap();
        let paused = pauses.iter().any(|(after, through)| *after < day && day <= *through);
        if calendar.is_workday(day).unwrap() && !paused {
            counted += 1;
        }
    }
    day
}
