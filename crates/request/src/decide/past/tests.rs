use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, Decision, RequesterKind};
use jiff::civil::date;

use super::*;
use crate::code::{ProvisionForm, ProvisionRoute, Sealed};
use crate::event::SealedForm;
use crate::state::Stage;

fn context() -> Context<'static> {
    Context { today: date(2021, 6, 1), by: "officer", calendar: Calendar::built_in() }
}

fn form(channel: Channel, submitted_on: Date, confirmed_on: Option<Date>) -> Registered {
    let sealed = || Sealed("00".to_owned());
    Registered {
        channel,
        submitted_on: Some(submitted_on),
        arrived_on: None,
        confirmed_on,
        requester: RequesterKind::NaturalPerson,
        person: "p".to_owned(),
        identity_hash: "h".to_owned(),
        sealed: SealedForm { name: sealed(), identity: sealed(), contact: sealed(), text: sealed() },
        subject: "某文件".to_owned(),
        form: ProvisionForm::Paper,
        route: ProvisionRoute::Mail,
        clerk: None,
        split_from: None,
        parties: None,
    }
}

fn past() -> BroughtIn {
    BroughtIn {
        on: date(2021, 6, 1),
        key: "n:2020-12".to_owned(),
        content: "r".to_owned(),
        old_number: Some("2020-12".to_owned()),
        ended: None,
    }
}

fn ended(decision: Decision, on: Date, late: Option<bool>) -> EarlierEnd {
    EarlierEnd { end: PastEnd { decision, on, way: None, late: false, document: None }, late }
}

fn brought(form: &Registered, ended: Option<&EarlierEnd>) -> Result<Case, Rule> {
    let events = bring_in(form, &past(), ended, &context()).map_err(|refusal| refusal.rule)?;
    assert!(matches!(events.last(), Some(Event::Dated(_))), "lists read the dates");
    Ok(Case::after(&events))
}

#[test]
fn an_open_request_goes_on_where_it_stood() {
    let case = brought(&form(Channel::InPerson, date(2021, 5, 20), None), None).unwrap();
    assert_eq!(case.stage(), Stage::Running);
    assert_eq!(case.brought_in.unwrap().old_number.as_deref(), Some("2020-12"));
}

#[test]
fn a_closed_request_keeps_its_result_and_its_year() {
    let form = form(Channel::InPerson, date(2020, 12, 20), None);
    let case = brought(&form, Some(&ended(Decision::Granted, date(2021, 1, 10), None))).unwrap();
    assert_eq!(case.stage(), Stage::Closed);
    assert_eq!(case.counted_on(), Some(date(2020, 12, 20)));
    let result = case.result.unwrap();
    assert_eq!((result.decision, result.on, result.late), (Decision::Granted, date(2021, 1, 10), false));
    assert!(case.last_reply().is_some(), "a reply whose way nobody wrote down is a reply");
}

#[test]
fn whether_a_reply_after_the_period_was_late_is_asked_and_never_guessed() {
    let form = form(Channel::InPerson, date(2020, 3, 2), None);
    let on = date(2020, 4, 20);
    let end = |late| ended(Decision::Granted, on, late);
    assert_eq!(brought(&form, Some(&end(None))).unwrap_err(), Rule::LatenessUnknown);
    assert!(brought(&form, Some(&end(Some(true)))).unwrap().result.unwrap().late);
    assert!(!brought(&form, Some(&end(Some(false)))).unwrap().result.unwrap().late);
    let closed = ended(Decision::Other, on, None);
    assert!(!brought(&form, Some(&closed)).unwrap().result.unwrap().late, "a withdrawal is no reply");
}

#[test]
fn days_that_cannot_be_are_refused() {
    let unconfirmed = form(Channel::Online, date(2020, 3, 2), None);
    let end = ended(Decision::Granted, date(2020, 3, 5), None);
    assert_eq!(brought(&unconfirmed, Some(&end)).unwrap_err(), Rule::ConfirmFirst);
    let handed_in = form(Channel::InPerson, date(2020, 3, 2), None);
    let early = ended(Decision::Granted, date(2020, 3, 1), None);
    assert_eq!(brought(&handed_in, Some(&early)).unwrap_err(), Rule::OutOfOrder);
    let future = ended(Decision::Granted, date(2021, 6, 2), None);
    assert_eq!(brought(&handed_in, Some(&future)).unwrap_err(), Rule::InFuture);
    let other_way = form(Channel::Fax, date(2020, 3, 5), Some(date(2020, 3, 4)));
    assert_eq!(brought(&other_way, None).unwrap_err(), Rule::OutOfOrder);
}
