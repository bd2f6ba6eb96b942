//! What the requester may say at each stage, and what is refused with its article.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{Approve, AskSupplement, Deliver, DraftReply, ReviewSecrecy};
use gongkai_request::event::{
    ClosedOn, ConsultationSent, On, ReasonsDemanded, Registered, SealedForm, SupplementReceived,
};
use gongkai_request::{Case, Command, Context, Event, Refusal, Sealed, Stage, decide, set_subject, voice};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, Decision, RequesterKind};
use jiff::civil::{Date, date};

const TODAY: Date = date(2022, 3, 10);

fn context(by: &str) -> Context<'_> {
    Context { today: TODAY, by, calendar: Calendar::built_in() }
}

fn sealed() -> Sealed {
    Sealed("00".to_owned())
}

fn does(case: &mut Case, by: &str, command: &Command) {
    for event in decide(case, command, &context(by)).unwrap() {
        case.apply(&event);
    }
}

fn says(case: &mut Case, events: Result<Vec<Event>, Refusal>) {
    for event in events.unwrap() {
        case.apply(&event);
    }
}

fn online() -> Case {
    let form = Registered {
        channel: Channel::Online,
        submitted_on: Some(TODAY),
        arrived_on: Some(TODAY),
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        person: "p".to_owned(),
        identity_hash: "h".to_owned(),
        sealed: SealedForm { name: sealed(), identity: sealed(), contact: sealed(), text: sealed() },
        subject: "网上申请".to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Online,
        clerk: None,
        split_from: None,
        parties: None,
    };
    let mut case = Case::default();
    does(&mut case, "public", &Command::Register(Box::new(form)));
    case
}

fn running() -> Case {
    let mut case = online();
    does(&mut case, "li", &Command::Confirm(On { on: TODAY }));
    case
}

fn supplement_asked() -> Case {
    let mut case = running();
    let points = vec!["写明年份".to_owned()];
    let ask = AskSupplement { on: TODAY, delivered_on: None, reply_by: date(2022, 3, 31), points };
    does(&mut case, "li", &Command::AskSupplement(ask));
    case
}

fn reasons_demanded() -> Case {
    let mut case = running();
    let demand = ReasonsDemanded { on: TODAY, reply_by: None, finding: "一个月内第31件".to_owned() };
    does(&mut case, "li", &Command::DemandReasons(demand));
    case
}

fn consulting() -> Case {
    let mut case = running();
    let sent = ConsultationSent {
        id: "c1".to_owned(),
        to: Consulted::ThirdParty,
        person: Some("q".to_owned()),
        whom: Some(sealed()),
        on: TODAY,
        received_on: Some(TODAY),
        reply_by: None,
    };
    does(&mut case, "li", &Command::Consult(sent));
    case
}

fn answered() -> Case {
    let mut case = running();
    does(&mut case, "li", &Command::DraftReply(Box::new(DraftReply::new(TODAY, Decision::Granted))));
    let review = ReviewSecrecy { on: TODAY, passed: true, opinion: "不涉密".to_owned() };
    does(&mut case, "sun", &Command::ReviewSecrecy(review));
    does(&mut case, "zhou", &Command::Approve(Approve { on: TODAY, document: None, content: None }));
    let deliver = Deliver { way: DeliveryWay::Electronic, on: TODAY, evidence: None };
    does(&mut case, "li", &Command::Deliver(deliver));
    case
}

fn withdrawn() -> Case {
    let mut case = running();
    does(&mut case, "public", &Command::Withdraw(ClosedOn { on: TODAY, note: None }));
    case
}

/// Every saying, with the name of the rule that refuses it; `""` when it is heard.
fn heard(case: &Case) -> [String; 6] {
    let context = context("public");
    let rule = |said: Result<Vec<Event>, Refusal>| match said {
        Ok(events) => {
            assert!(!events.is_empty());
            String::new()
        }
        Err(refusal) => {
            assert!(refusal.citation().contains("条例") && !refusal.message.is_empty());
            refusal.rule.key().to_owned()
        }
    };
    [
        rule(voice::confirm(case, &context)),
        rule(voice::give_reasons(case, sealed(), &context)),
        rule(voice::rate(case, 5, None, &context)),
        rule(voice::complain(case, sealed(), &context)),
        rule(voice::answer_complaint(case, "已核实", &context)),
        rule(voice::make_link(case, "c1", "hash", &context)),
    ]
}

#[test]
fn each_saying_is_heard_at_its_stage_and_refused_elsewhere_with_its_article() {
    let (settled, none, later) = ("already_confirmed", "reasons_not_awaited", "not_answered");
    let (quiet, unknown) = ("complaint_not_open", "consultation_unknown");
    let table = [
        (Case::default(), Stage::Unborn, [settled, none, later, "not_registered", quiet, unknown]),
        (online(), Stage::AwaitingConfirmation, ["", none, later, "", quiet, unknown]),
        (running(), Stage::Running, [settled, none, later, "", quiet, unknown]),
        (supplement_asked(), Stage::WaitingSupplement, [settled, none, later, "", quiet, unknown]),
        (reasons_demanded(), Stage::Running, [settled, "", later, "", quiet, unknown]),
        (consulting(), Stage::Consulting, [settled, none, later, "", quiet, ""]),
        (answered(), Stage::Closed, [settled, none, "", "", quiet, unknown]),
        (withdrawn(), Stage::Closed, [settled, none, later, "", quiet, unknown]),
    ];
    for (case, stage, rules) in table {
        assert_eq!(case.stage(), stage);
        assert_eq!(heard(&case), rules.map(str::to_owned), "{stage:?}");
    }
}

#[test]
fn nothing_the_requester_says_moves_the_clock() {
    let context = context("public");
    for mut case in [online(), running(), consulting(), reasons_demanded(), answered()] {
        let before = (case.stage(), case.received_on(), case.standing(&context));
        for said in [
            voice::confirm(&case, &context),
            voice::give_reasons(&case, sealed(), &context),
            voice::rate(&case, 1, None, &context),
            voice::complain(&case, sealed(), &context),
            set_subject(&case, "道路养护", &context),
        ] {
            for event in said.unwrap_or_default() {
                case.apply(&event);
            }
        }
        assert_eq!((case.stage(), case.received_on(), case.standing(&context)), before);
    }
}

#[test]
fn a_confirmation_of_one_side_does_not_settle_the_day_of_receipt() {
    let mut case = online();
    let confirmed = voice::confirm(&case, &context("public"));
    says(&mut case, confirmed);
    assert_eq!((case.received_on(), case.voice.confirmed_on), (None, Some(TODAY)));
    assert!(voice::confirm(&case, &context("public")).unwrap().is_empty(), "twice changes nothing");
    does(&mut case, "li", &Command::Confirm(On { on: TODAY }));
    assert_eq!(case.received_on(), Some(TODAY));
}

#[test]
fn a_reply_is_rated_once_and_a_complaint_waits_for_its_answer() {
    let mut case = answered();
    for score in [0, 6] {
        assert!(voice::rate(&case, score, None, &context("public")).is_err(), "{score}");
    }
    let rated = voice::rate(&case, 3, Some(sealed()), &context("public"));
    says(&mut case, rated);
    assert_eq!(voice::rate(&case, 3, None, &context("public")).unwrap_err().rule.key(), "rated_once");
    let complained = voice::complain(&case, sealed(), &context("public"));
    says(&mut case, complained);
    assert_eq!(
        voice::complain(&case, sealed(), &context("public")).unwrap_err().rule.key(),
        "complaint_open"
    );
    assert!(voice::answer_complaint(&case, " ", &context("wang")).is_err(), "an answer says something");
    let result = voice::answer_complaint(&case, "已核实，已更正", &context("wang"));
    says(&mut case, result);
    assert!(case.voice.open_complaint().is_none());
    let again = voice::complain(&case, sealed(), &context("public")).unwrap();
    assert!(matches!(&again[0], Event::Complained(act) if act.id == 2));
}

#[test]
fn a_supplement_is_waited_for_until_its_last_day_or_the_end() {
    let mut case = supplement_asked();
    assert_eq!(voice::supplement_by(&case), Some(date(2022, 3, 31)));
    let supplement = SupplementReceived { on: TODAY, excused: false, text: None };
    does(&mut case, "public", &Command::ReceiveSupplement(supplement));
    assert_eq!(voice::supplement_by(&case), None);
}
