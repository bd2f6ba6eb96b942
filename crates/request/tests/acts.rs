//! Every act in every state: what is allowed succeeds, everything else is refused with an article.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use gongkai_request::code::ObjectionFinding;
use gongkai_request::{Act, Rule, Stage, TaskKind, acts};
use gongkai_statute::Decision;
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use jiff::civil::{Date, date};

mod common;
use common::{
    Desk, RECEIVED_ON, answered, ask_supplement, checked, extend, letter, objects, overrides, plus, received,
    register, reply, sample,
};

const TODAY: Date = date(2021, 5, 10);
const EARLY: Date = date(2021, 4, 26);

const ALWAYS: &[Act] = &[
    Act::Assign,
    Act::RecordSearch,
    Act::Withdraw,
    Act::Close,
    Act::Link,
    Act::TakeOver,
    Act::DismissDuplicate,
    Act::Remind,
    Act::AddFile,
    Act::IssueLetter,
];
const WORKING: &[Act] = &[
    Act::AskSupplement,
    Act::Consult,
    Act::DemandReasons,
    Act::Extend,
    Act::NotifyFee,
    Act::DraftReply,
    Act::Split,
];

/// A state of a case, and what may be done in it.
struct State {
    name: &'static str,
    desk: Desk,
    allowed: Vec<Act>,
}

fn state(name: &'static str, stage: Stage, desk: Desk, allowed: &[&[Act]]) -> State {
    on(TODAY, name, stage, desk, allowed)
}

fn on(today: Date, name: &'static str, stage: Stage, mut desk: Desk, allowed: &[&[Act]]) -> State {
    desk.today = today;
    assert_eq!(desk.case.stage(), stage, "{name}");
    State { name, desk, allowed: allowed.concat() }
}

/// `WORKING` without some acts.
fn working_but(not: &[Act]) -> Vec<Act> {
    WORKING.iter().copied().filter(|act| !not.contains(act)).collect()
}

/// The sample letter is issued once; the form says so.
fn always_but_issuing() -> Vec<Act> {
    ALWAYS.iter().copied().filter(|act| *act != Act::IssueLetter).collect()
}

fn asked_third_party() -> Desk {
    received().with([(EARLY, letter("a", Consulted::ThirdParty, EARLY, Some(EARLY)))])
}

fn drafted(decision: Decision) -> Desk {
    received().with([(EARLY, reply(EARLY, decision))])
}

fn reviewed(decision: Decision) -> Desk {
    let mut desk = drafted(decision);
    desk.does("sun", &sample(Act::ReviewSecrecy, EARLY)).unwrap();
    desk
}

/// Every stage, and every state within a stage that lets something else happen.
fn states() -> Vec<State> {
    use Stage as S;
    let approved = {
        let mut desk = reviewed(Decision::Granted);
        desk.does("zhou", &sample(Act::Approve, EARLY)).unwrap();
        desk
    };
    let objected = || asked_third_party().with([(EARLY, objects("a", EARLY))]);
    let overridden = |finding| {
        let mut desk = objected();
        desk.does("zhou", &overrides(EARLY, "a", finding)).unwrap();
        desk
    };
    let reasons = || received().with([(EARLY, sample(Act::DemandReasons, EARLY))]);
    let late = date(2021, 6, 15);
    vec![
        state("not registered", S::Unborn, Desk::new(TODAY), &[&[Act::Register]]),
        state(
            "unconfirmed",
            S::AwaitingConfirmation,
            Desk::new(RECEIVED_ON).with([(RECEIVED_ON, register(Channel::Online, RECEIVED_ON))]),
            &[ALWAYS, &[Act::Confirm, Act::Split]],
        ),
        state("running", S::Running, received(), &[ALWAYS, WORKING]),
        on(late, "overdue", S::Running, received(), &[ALWAYS, &working_but(&[Act::Extend, Act::NotifyFee])]),
        state(
            "extended",
            S::Running,
            received().with([(EARLY, extend(EARLY, 20))]),
            &[ALWAYS, &working_but(&[Act::Extend])],
        ),
        state(
            "supplemented",
            S::Running,
            received().with([
                (EARLY, ask_supplement(EARLY, date(2021, 5, 20))),
                (date(2021, 4, 28), sample(Act::ReceiveSupplement, date(2021, 4, 28))),
            ]),
            &[ALWAYS, &working_but(&[Act::AskSupplement])],
        ),
        on(
            TODAY,
            "asked too late to supplement",
            S::Running,
            received().with([(date(2021, 5, 7), ask_supplement(date(2021, 5, 7), date(2021, 5, 20)))]),
            &[ALWAYS, &working_but(&[Act::AskSupplement]), &[Act::ReceiveSupplement]],
        ),
        state(
            "paid",
            S::Running,
            received().with([
                (EARLY, sample(Act::NotifyFee, EARLY)),
                (date(2021, 4, 28), sample(Act::PayFee, date(2021, 4, 28))),
            ]),
            &[ALWAYS, &working_but(&[Act::NotifyFee]), &[Act::RefundFee]],
        ),
        state(
            "asked for reasons",
            S::Running,
            reasons(),
            &[ALWAYS, &working_but(&[Act::DemandReasons]), &[Act::ReceiveReasons]],
        ),
        state(
            "reasons found good",
            S::Running,
            reasons().with([(EARLY, sample(Act::ReceiveReasons, EARLY))]),
            &[ALWAYS, &working_but(&[Act::DemandReasons]), &[Act::Defer]],
        ),
        state(
            "deferred",
            S::Running,
            reasons().with([(EARLY, sample(Act::ReceiveReasons, EARLY)), (EARLY, sample(Act::Defer, EARLY))]),
            &[ALWAYS, &working_but(&[Act::DemandReasons, Act::Extend])],
        ),
        state(
            "consulting",
            S::Consulting,
            asked_third_party(),
            &[ALWAYS, WORKING, &[Act::AnswerConsultation]],
        ),
        on(
            date(2021, 5, 24),
            "third party silent",
            S::Consulting,
            asked_third_party(),
            &[ALWAYS, WORKING, &[Act::AnswerConsultation, Act::ExpireConsultation]],
        ),
        state(
            "third party objects",
            S::Running,
            objected(),
            &[ALWAYS, WORKING, &[Act::DecidePublicInterest]],
        ),
        state(
            "objection overridden in the public interest",
            S::Running,
            overridden(ObjectionFinding::PublicInterest),
            &[ALWAYS, WORKING, &[Act::TellThirdParty]],
        ),
        state(
            "objection without reason",
            S::Running,
            overridden(ObjectionFinding::Unreasonable),
            &[ALWAYS, WORKING],
        ),
        state(
            "waiting for the supplement",
            S::WaitingSupplement,
            received().with([(EARLY, ask_supplement(EARLY, date(2021, 5, 20)))]),
            &[ALWAYS, &[Act::ReceiveSupplement, Act::DemandReasons, Act::Split]],
        ),
        on(
            date(2021, 5, 21),
            "supplement not come",
            S::WaitingSupplement,
            received().with([(EARLY, ask_supplement(EARLY, date(2021, 5, 20)))]),
            &[ALWAYS, &[Act::Abandon, Act::DemandReasons, Act::Split]],
        ),
        state(
            "waiting for the fee",
            S::WaitingFee,
            received().with([(EARLY, sample(Act::NotifyFee, EARLY))]),
            &[ALWAYS, &[Act::PayFee, Act::DemandReasons, Act::Split]],
        ),
        on(
            date(2021, 5, 28),
            "fee not come",
            S::WaitingFee,
            received().with([(EARLY, sample(Act::NotifyFee, EARLY))]),
            &[ALWAYS, &[Act::LapseFee, Act::DemandReasons, Act::Split]],
        ),
        state(
            "drafted",
            S::Drafted,
            drafted(Decision::Granted),
            &[ALWAYS, WORKING, &[Act::ReviewSecrecy, Act::ReturnDraft]],
        ),
        state(
            "drafted and reviewed",
            S::Drafted,
            reviewed(Decision::Granted),
            &[ALWAYS, WORKING, &[Act::ReviewSecrecy, Act::ReturnDraft, Act::Approve]],
        ),
        state(
            "refusal drafted",
            S::Drafted,
            reviewed(Decision::Process),
            &[ALWAYS, WORKING, &[Act::ReviewSecrecy, Act::ReturnDraft, Act::AnswerChecklist]],
        ),
        state(
            "refusal drafted and checked",
            S::Drafted,
            reviewed(Decision::Process).with([(EARLY, checked(EARLY, Decision::Process))]),
            &[ALWAYS, WORKING, &[Act::ReviewSecrecy, Act::ReturnDraft, Act::AnswerChecklist, Act::Approve]],
        ),
        state(
            "letter issued",
            S::Running,
            received().with([(EARLY, sample(Act::IssueLetter, EARLY))]),
            &[&always_but_issuing(), WORKING, &[Act::SendLetter]],
        ),
        state(
            "letter sent",
            S::Running,
            received()
                .with([(EARLY, sample(Act::IssueLetter, EARLY)), (EARLY, sample(Act::SendLetter, EARLY))]),
            &[&always_but_issuing(), WORKING, &[Act::RecordDelivery]],
        ),
        state("approved", S::Approved, approved, &[ALWAYS, &[Act::ReturnDraft, Act::Deliver]]),
        state(
            "withdrawn",
            S::Closed,
            received().with([(EARLY, sample(Act::Withdraw, EARLY))]),
            &[&[Act::Reopen, Act::Link, Act::DismissDuplicate, Act::AddFile, Act::IssueLetter, Act::Archive]],
        ),
        state(
            "withdrawn with a notice owed",
            S::Closed,
            overridden(ObjectionFinding::PublicInterest).with([(EARLY, sample(Act::Withdraw, EARLY))]),
            &[
                &[
                    Act::Reopen,
                    Act::Link,
                    Act::DismissDuplicate,
                    Act::AddFile,
                    Act::IssueLetter,
                    Act::Archive,
                ],
                &[Act::TellThirdParty],
            ],
        ),
        state(
            "reopened",
            S::Running,
            answered(received(), EARLY, Decision::Granted)
                .unwrap()
                .with([(date(2021, 5, 6), sample(Act::Reopen, date(2021, 5, 6)))]),
            &[ALWAYS, WORKING],
        ),
        state(
            "taken over",
            S::Running,
            received().with([(EARLY, sample(Act::TakeOver, EARLY))]),
            &[
                &[Act::Assign, Act::RecordSearch, Act::Withdraw, Act::Close, Act::Link],
                &[Act::DismissDuplicate, Act::Remind, Act::AddFile, Act::IssueLetter],
                WORKING,
            ],
        ),
    ]
}

#[test]
fn every_act_in_every_state_succeeds_or_is_refused_with_an_article() {
    for State { name, desk, allowed } in states() {
        for act in Act::ALL {
            // Another person than the drafter, so that only the state decides.
            let result = desk.clone().does("zhou", &sample(*act, desk.today));
            match result {
                Ok(events) => {
                    assert!(allowed.contains(act), "{act:?} must be refused when {name}");
                    assert!(!events.is_empty());
                }
                Err(refusal) => {
                    assert!(!allowed.contains(act), "{act:?} when {name}: {refusal}");
                    assert!(
                        refusal.citation().contains("条例") && refusal.message.ends_with('。'),
                        "{refusal}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_table_meets_every_stage_and_lets_every_act_happen_somewhere() {
    let states = states();
    for stage in Stage::ALL {
        assert!(states.iter().any(|state| state.desk.case.stage() == stage), "{stage:?}");
    }
    for act in Act::ALL {
        assert!(states.iter().any(|state| state.allowed.contains(act)), "{act:?}");
        assert!(states.iter().any(|state| !state.allowed.contains(act)), "{act:?}");
    }
}

#[test]
fn the_page_greys_out_exactly_what_the_state_forbids() {
    for State { name, desk, allowed } in states() {
        for (act, refusal) in acts(&desk.case, &desk.context()) {
            // Signing needs a look at the draft itself: the page offers it and the act says what is missing.
            let signs = desk.case.stage() == Stage::Drafted && act == Act::Approve;
            // The form of a supplement says whether it came for a good reason; that of a fee whether it came in time.
            let form_decides = matches!(
                (name, act),
                ("supplement not come", Act::ReceiveSupplement)
                    | ("fee not come", Act::PayFee)
                    | ("overdue", Act::NotifyFee)
                    | ("letter issued" | "letter sent", Act::IssueLetter)
            );
            let expected = allowed.contains(&act) || signs || form_decides;
            assert_eq!(refusal.is_none(), expected, "{act:?} when {name}");
        }
    }
}

#[test]
fn an_act_of_tomorrow_or_of_before_the_request_is_refused() {
    let mut desk = received();
    desk.today = TODAY;
    let tomorrow = plus(TODAY, 1);
    assert_eq!(desk.does("li", &sample(Act::Consult, tomorrow)).unwrap_err().rule, Rule::InFuture);
    let before = date(2021, 4, 19);
    assert_eq!(desk.does("li", &sample(Act::Consult, before)).unwrap_err().rule, Rule::OutOfOrder);
}

#[test]
fn the_day_of_every_task_opens_into_its_steps() {
    let mut kinds = std::collections::BTreeSet::new();
    for State { name, desk, .. } in states() {
        for task in desk.case.standing(&desk.context()).tasks {
            let steps = desk.case.task_steps(&task);
            let due = task.due.unwrap();
            // A letter that waits has no period: its day is where it began.
            let least =
                if matches!(task.kind, TaskKind::LetterUnsent | TaskKind::LetterUndelivered) { 1 } else { 2 };
            assert!(steps.len() >= least, "{name}: {task:?} {steps:?}");
            assert!(steps.is_sorted_by_key(|step| step.on), "{name}: {steps:?}");
            assert_eq!(steps.last().unwrap().on, due, "{name}: {steps:?}");
            assert!(steps.iter().all(|step| !step.what.is_empty()));
            kinds.insert(task.kind.key());
        }
    }
    for kind in ["confirm", "supplement_expiry", "fee_expiry", "opinion_expiry"] {
        assert!(kinds.contains(kind), "no state waits for {kind}: {kinds:?}");
    }
}
