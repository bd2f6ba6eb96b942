use gongkai_statute::{Calendar, Decision};
use jiff::civil::{Date, date};

use super::*;
use crate::code::Sealed;
use crate::event::{ClosedOn, ConsultationSent, Registered, SealedForm};
use crate::{Case, code};

fn context(today: Date) -> Context<'static> {
    Context { today, by: "head", calendar: Calendar::built_in() }
}

fn case(closed_on: Option<Date>) -> Case {
    let sealed = || Sealed("00".to_owned());
    let form = Registered {
        channel: gongkai_statute::regulation::art31::Channel::InPerson,
        submitted_on: Some(date(2019, 6, 3)),
        arrived_on: None,
        confirmed_on: None,
        requester: gongkai_statute::RequesterKind::NaturalPerson,
        person: "p".to_owned(),
        identity_hash: "h".to_owned(),
        sealed: SealedForm { name: sealed(), identity: sealed(), contact: sealed(), text: sealed() },
        subject: "某文件".to_owned(),
        form: code::ProvisionForm::Paper,
        route: code::ProvisionRoute::Mail,
        clerk: None,
        split_from: None,
        parties: None,
    };
    let mut events = vec![
        Event::Registered(Box::new(form)),
        Event::ConsultationSent(ConsultationSent {
            id: "a".to_owned(),
            to: gongkai_statute::clock::Consulted::ThirdParty,
            person: Some("third".to_owned()),
            whom: Some(sealed()),
            on: date(2019, 6, 4),
            received_on: None,
            reply_by: None,
        }),
    ];
    if let Some(on) = closed_on {
        events.push(Event::Withdrawn(ClosedOn { on, note: None }));
    }
    Case::after(&events)
}

const fn keeping(remedies: &[RemedyRecord]) -> Keeping<'_> {
    Keeping { remedies, retention_years: 1 }
}

fn rule(decided: Decided<Event>) -> Rule {
    decided.unwrap_err().rule
}

#[test]
fn an_open_case_keeps_its_people() {
    let refused = erase(&case(None), &Whom::Requester, "期满", &keeping(&[]), &context(date(2021, 6, 1)));
    assert_eq!(rule(refused), Rule::CaseOpen);
}

#[test]
fn a_closed_case_is_kept_through_the_last_day_of_its_period() {
    let closed = case(Some(date(2020, 6, 1)));
    let on = |today| erase(&closed, &Whom::Requester, "期满", &keeping(&[]), &context(today));
    assert_eq!(rule(on(date(2020, 7, 1))), Rule::RemedyRunning, "a remedy may still be sought");
    assert_eq!(rule(on(date(2021, 6, 1))), Rule::RetentionRunning);
    assert!(on(date(2021, 6, 2)).is_ok());
}

#[test]
fn a_pending_remedy_or_one_just_decided_stops_it() {
    let closed = case(Some(date(2019, 6, 10)));
    let today = date(2021, 6, 1);
    let on = |remedy| erase(&closed, &Whom::Requester, "期满", &keeping(&[remedy]), &context(today));
    let filed = RemedyRecord { stage: RemedyStage::Accepted, concluded_on: None };
    assert_eq!(rule(on(filed)), Rule::RemedyRunning);
    let recent = RemedyRecord { stage: RemedyStage::Over, concluded_on: Some(date(2021, 4, 1)) };
    assert_eq!(rule(on(recent)), Rule::RemedyRunning, "a suit may follow the review");
    let old = RemedyRecord { stage: RemedyStage::Over, concluded_on: Some(date(2020, 4, 1)) };
    assert!(on(old).is_ok());
}

#[test]
fn each_person_is_erased_once_and_apart() {
    let mut closed = case(Some(date(2019, 6, 10)));
    let today = context(date(2021, 6, 1));
    let third = Whom::Consulted("a".to_owned());
    let events = erase(&closed, &third, "期满", &keeping(&[]), &today).unwrap();
    let [Event::Erased(erased)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(
        (erased.person.as_str(), erased.letter.as_deref(), erased.by.as_str()),
        ("third", Some("a"), "head")
    );
    closed.apply(&events[0]);
    assert_eq!(rule(erase(&closed, &third, "期满", &keeping(&[]), &today)), Rule::AlreadyErased);
    assert!(erase(&closed, &Whom::Requester, "期满", &keeping(&[]), &today).is_ok());
    let nobody = Whom::Consulted("b".to_owned());
    assert_eq!(rule(erase(&closed, &nobody, "期满", &keeping(&[]), &today)), Rule::ConsultationUnknown);
    assert_eq!(rule(erase(&closed, &Whom::Requester, " ", &keeping(&[]), &today)), Rule::Blank);
    assert_eq!(closed.result.map(|it| it.decision), Some(Decision::Other), "the result stays");
}
