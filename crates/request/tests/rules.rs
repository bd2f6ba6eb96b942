//! What the articles and rulings say of single cases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use gongkai_request::command::{Approve, DraftReply};
use gongkai_request::event::{ClosedOn, Extended, On, SplitFrom, SupplementReceived};
use gongkai_request::{
    Act, Case, Command, Event, Fee, Refusal, Rule, Stage, Supplement, missing_before_sending,
};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, ReportRow};
use jiff::civil::{Date, date};

mod common;
use common::{
    Desk, RECEIVED_ON, answer, answered, ask_supplement, extend, form, letter, number, received, register,
    reply, sample,
};

fn rule(result: Result<Vec<Event>, Refusal>) -> Rule {
    result.unwrap_err().rule
}

/// The twelve-day pause of the worked example: letter 26 April, in hand 28 April, opinion 14 May 2021.
fn consulted() -> Desk {
    let sent = date(2021, 4, 26);
    received().with([
        (date(2021, 4, 28), letter("a", Consulted::ThirdParty, sent, Some(date(2021, 4, 28)))),
        (date(2021, 5, 14), answer("a", date(2021, 5, 14))),
    ])
}

#[test]
fn a_consultation_moves_the_last_day_and_two_letters_count_once() {
    let desk = received();
    assert_eq!(desk.due(), Some(date(2021, 5, 19)));
    let desk = consulted();
    assert_eq!(desk.due(), Some(date(2021, 6, 4)));
    let second = date(2021, 5, 10);
    let desk = received().with([
        (date(2021, 4, 28), letter("a", Consulted::ThirdParty, date(2021, 4, 26), Some(date(2021, 4, 28)))),
        (second, letter("b", Consulted::ThirdParty, second, Some(second))),
        (date(2021, 5, 14), answer("a", date(2021, 5, 14))),
        (date(2021, 5, 21), answer("b", date(2021, 5, 21))),
    ]);
    assert_eq!(desk.due(), Some(date(2021, 6, 11)));
}

#[test]
fn an_extension_is_told_by_the_last_day_as_it_then_stands() {
    let mut desk = consulted();
    desk.today = date(2021, 6, 7);
    assert_eq!(rule(desk.clone().does("li", &extend(date(2021, 6, 7), 20))), Rule::ExtendBeforeDue);
    // Told in time, recorded later.
    desk.does("li", &extend(date(2021, 6, 4), 20)).unwrap();
    assert_eq!(rule(desk.does("li", &extend(date(2021, 6, 4), 1))), Rule::ExtendOnce);
    let desk = received().with([(date(2021, 5, 19), extend(date(2021, 5, 19), 20))]);
    assert_eq!(desk.due(), Some(date(2021, 6, 17)));
}

#[test]
fn an_extension_is_judged_by_its_posting_and_never_longer_than_20_workdays() {
    let mut desk = received();
    desk.today = date(2021, 5, 21);
    let posted_late = Command::Extend(Extended {
        on: date(2021, 5, 19),
        delivered_on: Some(date(2021, 5, 20)),
        workdays: 20,
        reason: "查找材料".to_owned(),
        approved_by: "zhou".to_owned(),
    });
    assert_eq!(rule(desk.does("li", &posted_late)), Rule::ExtendBeforeDue);
    assert_eq!(rule(desk.does("li", &extend(date(2021, 5, 19), 21))), Rule::ExtendAtMost20);
}

#[test]
fn a_supplement_restarts_the_clock_and_keeps_the_day_of_receipt() {
    let day = date(2021, 3, 1);
    let desk = Desk::new(day).with([
        (day, register(Channel::InPerson, day)),
        (date(2021, 3, 10), ask_supplement(date(2021, 3, 10), date(2021, 3, 24))),
        (date(2021, 3, 18), sample(Act::ReceiveSupplement, date(2021, 3, 18))),
    ]);
    assert_eq!(desk.due(), Some(date(2021, 4, 16)));
    assert_eq!(desk.case.received_on(), Some(day));
    assert_eq!(desk.case.standing(&desk.context()).clock_start, Some(date(2021, 3, 18)));
}

#[test]
fn a_request_of_december_supplemented_in_january_is_new_in_the_old_year() {
    let day = date(2021, 12, 20);
    let desk = Desk::new(day).with([
        (day, register(Channel::InPerson, day)),
        (date(2021, 12, 22), ask_supplement(date(2021, 12, 22), date(2022, 1, 12))),
        (date(2022, 1, 5), sample(Act::ReceiveSupplement, date(2022, 1, 5))),
    ]);
    assert_eq!(desk.case.counted_on(), Some(day));
    assert!(desk.case.result.is_none());
}

#[test]
fn a_late_supplement_notice_is_allowed_marked_and_stops_nothing() {
    let late = date(2021, 4, 30);
    let desk = received().with([(late, ask_supplement(late, date(2021, 5, 20)))]);
    assert_eq!(desk.case.supplement, Supplement::Asked { reply_by: date(2021, 5, 20), late: true });
    assert_eq!((desk.case.stage(), desk.due()), (Stage::Running, Some(date(2021, 5, 19))));
    let desk = desk.with([(date(2021, 5, 10), sample(Act::ReceiveSupplement, date(2021, 5, 10)))]);
    assert_eq!(desk.due(), Some(date(2021, 5, 19)), "no restart");
}

#[test]
fn abandonment_is_recorded_the_day_after_the_period_at_the_earliest() {
    let asked = date(2021, 4, 26);
    let mut desk = received().with([(asked, ask_supplement(asked, date(2021, 5, 12)))]);
    desk.today = date(2021, 5, 12);
    assert_eq!(
        rule(desk.does("li", &sample(Act::Abandon, date(2021, 5, 12)))),
        Rule::SupplementPeriodRunning
    );
    desk.today = date(2021, 5, 13);
    desk.does("li", &sample(Act::Abandon, date(2021, 5, 13))).unwrap();
    let result = desk.case.result.unwrap();
    assert_eq!((result.row(), result.on), (ReportRow::OtherNoSupplement, date(2021, 5, 13)));
}

#[test]
fn a_supplement_after_its_last_day_needs_a_good_reason() {
    let asked = date(2021, 4, 26);
    let mut desk = received().with([(asked, ask_supplement(asked, date(2021, 5, 12)))]);
    desk.today = date(2021, 5, 14);
    assert_eq!(rule(desk.does("li", &sample(Act::ReceiveSupplement, desk.today))), Rule::SupplementOverdue);
    let excused = SupplementReceived { on: desk.today, excused: true, text: None };
    desk.does("li", &Command::ReceiveSupplement(excused)).unwrap();
    assert_eq!(desk.case.standing(&desk.context()).clock_start, Some(desk.today));
}

#[test]
fn an_online_request_waits_for_confirmation_and_has_no_last_day_until_then() {
    let mut desk = Desk::new(RECEIVED_ON).with([(RECEIVED_ON, register(Channel::Online, RECEIVED_ON))]);
    assert_eq!((desk.case.received_on(), desk.due()), (None, None));
    let standing = desk.case.standing(&desk.context());
    assert_eq!(standing.tasks.len(), 1, "to be confirmed by the next working day");
    assert_eq!(standing.tasks[0].due, Some(date(2021, 4, 21)));
    desk.today = date(2021, 4, 21);
    desk.does("li", &Command::Confirm(On { on: desk.today })).unwrap();
    assert_eq!(desk.case.received_on(), Some(date(2021, 4, 21)));
    assert!(desk.case.standing(&desk.context()).tasks.is_empty());
}

#[test]
fn a_paid_fee_starts_the_count_anew_and_an_unpaid_one_ends_the_case() {
    let noticed = date(2021, 5, 10);
    let desk = received().with([(noticed, sample(Act::NotifyFee, noticed))]);
    assert_eq!((desk.case.stage(), desk.due()), (Stage::WaitingFee, None));
    let paid = desk.clone().with([(date(2021, 5, 17), sample(Act::PayFee, date(2021, 5, 17)))]);
    assert_eq!(paid.due(), Some(date(2021, 6, 15)));
    assert!(matches!(paid.case.fee, Fee::Paid(..)));
    let mut desk = desk;
    desk.today = date(2021, 6, 7);
    assert_eq!(rule(desk.does("li", &sample(Act::LapseFee, desk.today))), Rule::FeePeriodRunning);
    desk.today = date(2021, 6, 8);
    assert_eq!(rule(desk.does("li", &sample(Act::PayFee, desk.today))), Rule::FeePeriodOver);
    desk.does("li", &sample(Act::LapseFee, desk.today)).unwrap();
    assert_eq!(desk.case.result.unwrap().row(), ReportRow::OtherFeeUnpaid);
}

#[test]
fn a_later_date_needs_reasonable_reasons_first() {
    let day = date(2021, 4, 26);
    let mut desk = received();
    desk.today = day;
    assert_eq!(rule(desk.does("li", &sample(Act::Defer, day))), Rule::DeferAfterReasons);
    let desk = desk.with([
        (day, sample(Act::DemandReasons, day)),
        (day, sample(Act::ReceiveReasons, day)),
        (day, sample(Act::Defer, day)),
    ]);
    assert_eq!(desk.due(), Some(common::plus(day, 60)));
}

#[test]
fn silence_is_recorded_only_after_the_fifteen_workdays() {
    let sent = date(2021, 4, 26);
    let mut desk = received()
        .with([(date(2021, 4, 28), letter("a", Consulted::ThirdParty, sent, Some(date(2021, 4, 28))))]);
    desk.today = date(2021, 5, 21);
    assert_eq!(
        rule(desk.does("li", &sample(Act::ExpireConsultation, desk.today))),
        Rule::ConsultationRunning
    );
    desk.today = date(2021, 5, 24);
    desk.does("li", &sample(Act::ExpireConsultation, desk.today)).unwrap();
    assert_eq!(desk.case.stage(), Stage::Running);
}

#[test]
fn nobody_reviews_or_signs_their_own_draft_and_nothing_leaves_unreviewed() {
    let day = date(2021, 4, 26);
    let mut desk = received().with([(day, reply(day, Decision::Granted))]);
    assert_eq!(rule(desk.does("li", &sample(Act::ReviewSecrecy, day))), Rule::SecrecyByAnother);
    assert_eq!(rule(desk.does("zhou", &sample(Act::Approve, day))), Rule::SecrecyReviewFirst);
    desk.does("sun", &sample(Act::ReviewSecrecy, day)).unwrap();
    assert_eq!(rule(desk.does("li", &sample(Act::Approve, day))), Rule::ApproveByAnother);
    assert_eq!(rule(desk.does("li", &sample(Act::Deliver, day))), Rule::NotApproved);
    desk.does(
        "zhou",
        &Command::Approve(Approve {
            on: day, document: Some("样公复〔2021〕1号".to_owned()), content: None
        }),
    )
    .unwrap();
    desk.does("li", &sample(Act::Deliver, day)).unwrap();
    assert_eq!(desk.case.stage(), Stage::Closed);
}

#[test]
fn a_new_draft_needs_a_new_review() {
    let day = date(2021, 4, 26);
    let mut desk = received().with([(day, reply(day, Decision::Granted))]);
    desk.does("sun", &sample(Act::ReviewSecrecy, day)).unwrap();
    desk.does("li", &reply(day, Decision::AlreadyPublic)).unwrap();
    assert_eq!(rule(desk.does("zhou", &sample(Act::Approve, day))), Rule::SecrecyReviewFirst);
}

#[test]
fn each_result_rests_on_its_record() {
    let day = date(2021, 4, 26);
    let missing = |decision| {
        let desk = received().with([(day, reply(day, decision))]);
        missing_before_sending(&desk.case).first().unwrap().rule
    };
    assert_eq!(missing(Decision::NotExisting), Rule::SearchFirst);
    assert_eq!(missing(Decision::ThirdParty), Rule::ConsultFirst);
    assert_eq!(missing(Decision::StillUnclear), Rule::SupplementFirst);
    assert_eq!(missing(Decision::Excessive), Rule::ReasonsFirst);
    assert_eq!(missing(Decision::Process), Rule::ChecklistFirst);
    assert_eq!(missing(Decision::Granted), Rule::SecrecyReviewFirst);
    let searched = received().with([(day, sample(Act::RecordSearch, day))]);
    assert!(answered(searched, day, Decision::NotExisting).is_ok());
}

#[test]
fn a_draft_that_withholds_says_what_and_why() {
    let day = date(2021, 4, 26);
    let mut desk = received();
    desk.today = day;
    let draft = |decision| Command::DraftReply(Box::new(DraftReply::new(day, decision)));
    assert_eq!(rule(desk.does("li", &draft(Decision::Process))), Rule::ReasonMissing);
    assert_eq!(rule(desk.does("li", &draft(Decision::PartlyGranted))), Rule::PartsMissing);
    assert_eq!(rule(desk.does("li", &draft(Decision::NoSupplement))), Rule::RecordedByAct);
    let other_form = DraftReply {
        form: Some(gongkai_request::code::ProvisionForm::Paper),
        ..DraftReply::new(day, Decision::Granted)
    };
    assert_eq!(rule(desk.does("li", &Command::DraftReply(Box::new(other_form)))), Rule::FormReasonMissing);
    desk.does("li", &draft(Decision::Granted)).unwrap();
}

#[test]
fn the_result_date_is_the_delivery_and_lateness_only_marks() {
    let desk = answered(received(), date(2021, 5, 20), Decision::Granted).unwrap();
    let result = desk.case.result.unwrap();
    assert_eq!((result.on, result.late), (date(2021, 5, 20), true));
    let desk = answered(received(), date(2021, 5, 19), Decision::Granted).unwrap();
    assert!(!desk.case.result.unwrap().late);
}

#[test]
fn approved_but_unsent_on_the_last_of_december_is_carried_over() {
    let day = date(2021, 12, 20);
    let mut desk =
        Desk::new(day).with([(day, register(Channel::InPerson, day)), (day, reply(day, Decision::Granted))]);
    desk.does("sun", &sample(Act::ReviewSecrecy, day)).unwrap();
    desk.does("zhou", &sample(Act::Approve, day)).unwrap();
    assert!(carried_over(&desk.case, 2021));
    let desk = desk.with([(date(2022, 1, 4), sample(Act::Deliver, date(2022, 1, 4)))]);
    assert!(carried_over(&desk.case, 2021));
    assert!(!carried_over(&desk.case, 2022));
}

fn carried_over(case: &Case, year: i16) -> bool {
    let end = date(year, 12, 31);
    case.counted_on().is_some_and(|on| on <= end) && case.result.is_none_or(|result| end < result.on)
}

#[test]
fn a_new_reply_after_a_lost_review_leaves_the_first_result_in_place() {
    let desk = answered(received(), date(2021, 5, 19), Decision::Process).unwrap();
    let desk = desk.with([(date(2021, 9, 1), sample(Act::Reopen, date(2021, 9, 1)))]);
    assert_eq!((desk.case.stage(), desk.due()), (Stage::Running, Some(date(2021, 9, 29))));
    let desk = answered(desk, date(2021, 9, 20), Decision::Granted).unwrap();
    let first = desk.case.result.unwrap();
    assert_eq!((first.decision, first.on), (Decision::Process, date(2021, 5, 19)));
    assert_eq!(desk.case.later_replies[0].decision, Decision::Granted);
    assert_eq!(desk.case.stage(), Stage::Closed);
}

#[test]
fn a_period_set_by_the_judgment_is_the_last_day() {
    let desk = answered(received(), date(2021, 5, 19), Decision::Process).unwrap();
    let reopened = gongkai_request::event::Reopened {
        remedy: "2021-000001".to_owned(),
        on: date(2021, 9, 1),
        reply_by: Some(date(2021, 9, 10)),
    };
    let desk = desk.with([(date(2021, 9, 1), Command::Reopen(reopened))]);
    assert_eq!(desk.due(), Some(date(2021, 9, 10)));
}

#[test]
fn a_part_split_off_after_the_year_end_is_new_in_the_new_year() {
    let received_on = date(2021, 12, 20);
    let part = |on: Date| {
        let mut form = form(Channel::InPerson, received_on);
        form.split_from = Some(SplitFrom { number: number("2021-000001"), on });
        Desk::new(on).with([(on, Command::Register(Box::new(form)))]).case.counted_on()
    };
    assert_eq!(part(date(2022, 1, 6)), Some(date(2022, 1, 6)));
    assert_eq!(part(date(2021, 12, 27)), Some(received_on));
}

#[test]
fn nothing_happens_to_a_part_before_it_was_split_off() {
    let split_on = date(2022, 1, 6);
    let mut form = form(Channel::InPerson, date(2021, 12, 20));
    form.split_from = Some(SplitFrom { number: number("2021-000001"), on: split_on });
    let mut desk = Desk::new(split_on).with([(split_on, Command::Register(Box::new(form)))]);
    let early = Command::Withdraw(ClosedOn { on: date(2021, 12, 30), note: None });
    assert_eq!(rule(desk.does("li", &early)), Rule::OutOfOrder);
}

#[test]
fn a_judgment_is_not_received_before_the_reply_it_judges() {
    let mut desk = answered(received(), date(2021, 5, 19), Decision::Process).unwrap();
    desk.today = date(2021, 9, 1);
    assert_eq!(rule(desk.does("li", &sample(Act::Reopen, date(2021, 5, 18)))), Rule::OutOfOrder);
}

#[test]
fn a_missing_day_is_asked_for_and_never_made_up() {
    let mut form = form(Channel::MailSigned, RECEIVED_ON);
    form.arrived_on = None;
    let mut desk = Desk::new(RECEIVED_ON);
    assert_eq!(rule(desk.does("li", &Command::Register(Box::new(form)))), Rule::Blank);
    let mut oral = common::form(Channel::Oral, RECEIVED_ON);
    oral.clerk = None;
    assert_eq!(rule(desk.does("li", &Command::Register(Box::new(oral)))), Rule::ClerkMissing);
}

#[test]
fn a_withdrawn_request_counts_as_other() {
    let mut desk = received();
    desk.does("li", &Command::Withdraw(ClosedOn { on: RECEIVED_ON, note: None })).unwrap();
    assert_eq!(desk.case.result.unwrap().row(), ReportRow::Other);
}

#[test]
fn a_last_day_beyond_the_calendar_is_told_as_unknown() {
    let day = date(2026, 12, 10);
    let desk = Desk::new(day).with([(day, register(Channel::InPerson, day))]);
    let standing = desk.case.standing(&desk.context());
    assert_eq!(standing.due, None);
    assert!(standing.not_before.is_some());
    let mut desk = desk;
    assert_eq!(rule(desk.does("li", &extend(day, 20))), Rule::DueUnknown);
}
