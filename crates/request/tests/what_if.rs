//! The last day of what has not happened.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use gongkai_request::{Hypothesis, Rule, what_if};
use gongkai_statute::clock::Consulted;
use jiff::civil::date;

mod common;
use common::{Desk, letter, received};

fn on_10_may() -> Desk {
    let mut desk = received();
    desk.today = date(2021, 5, 10);
    desk
}

#[test]
fn the_last_day_after_an_extension_of_today_is_what_the_act_would_give() {
    let mut desk = on_10_may();
    let outlook =
        what_if(&desk.case, &[Hypothesis::Extended { on: desk.today, workdays: 20 }], &desk.context());
    assert_eq!(outlook.due, Some(date(2021, 6, 17)));
    assert!(!outlook.steps.is_empty() && outlook.refused.is_empty());
    desk.does("li", &common::extend(desk.today, 20)).unwrap();
    assert_eq!(desk.due(), outlook.due);
}

#[test]
fn nothing_is_recorded_of_what_was_only_thought() {
    let desk = on_10_may();
    let before = desk.case.clone();
    let _ = what_if(&desk.case, &[Hypothesis::FeeNoticed { on: desk.today }], &desk.context());
    assert_eq!(desk.case.stage(), before.stage());
    assert_eq!(desk.due(), Some(date(2021, 5, 19)));
}

#[test]
fn an_opinion_that_comes_on_a_day_ends_the_pause_on_that_day() {
    let sent = date(2021, 4, 26);
    let mut desk =
        received().with([(sent, letter("a", Consulted::ThirdParty, sent, Some(date(2021, 4, 26))))]);
    desk.today = date(2021, 5, 6);
    let came = Hypothesis::OpinionCame { letter: "a".to_owned(), on: date(2021, 5, 14) };
    let outlook = what_if(&desk.case, &[came], &desk.context());
    // Twelve working days not counted, as in the worked case.
    assert_eq!((outlook.due, outlook.provisional), (Some(date(2021, 6, 4)), false));
}

#[test]
fn a_supplement_asked_today_starts_the_count_when_it_comes() {
    let mut desk = received();
    desk.today = date(2021, 4, 26);
    let asked = Hypothesis::SupplementAsked { on: desk.today, reply_by: date(2021, 5, 20) };
    let waiting = what_if(&desk.case, std::slice::from_ref(&asked), &desk.context());
    assert_eq!(waiting.due, None, "nothing runs while the supplement is waited for");
    let came = Hypothesis::SupplementCame { on: date(2021, 5, 12) };
    let outlook = what_if(&desk.case, &[came, asked], &desk.context());
    assert_eq!(outlook.due, Some(common::plus(date(2021, 5, 12), 20)));
}

#[test]
fn what_the_law_would_refuse_is_told_with_its_article_and_left_out() {
    let mut desk = on_10_may();
    desk.today = date(2021, 5, 21);
    let outlook =
        what_if(&desk.case, &[Hypothesis::Extended { on: desk.today, workdays: 20 }], &desk.context());
    assert_eq!(outlook.refused[0].1.rule, Rule::ExtendBeforeDue);
    assert_eq!(outlook.due, Some(date(2021, 5, 19)));
}
