//! Every act in every stage: what is allowed succeeds, everything else is refused with an article.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use gongkai_request::{Act, Rule, Stage, acts};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use jiff::civil::{Date, date};

mod common;
use common::{Desk, RECEIVED_ON, ask_supplement, letter, plus, received, register, sample};

const TODAY: Date = date(2021, 5, 10);

/// A case in `stage` on 10 May 2021.
fn desk(stage: Stage) -> Desk {
    let early = date(2021, 4, 26);
    let mut desk = match stage {
        Stage::Unborn => Desk::new(TODAY),
        Stage::AwaitingConfirmation => {
            Desk::new(RECEIVED_ON).with([(RECEIVED_ON, register(Channel::Online, RECEIVED_ON))])
        }
        Stage::Running => received(),
        Stage::Consulting => {
            received().with([(early, letter("a", Consulted::ThirdParty, early, Some(early)))])
        }
        Stage::WaitingSupplement => received().with([(early, ask_supplement(early, date(2021, 5, 20)))]),
        Stage::WaitingFee => received().with([(early, sample(Act::NotifyFee, early))]),
        Stage::Drafted => received().with([(early, sample(Act::DraftReply, early))]),
        Stage::Approved => {
            let mut desk = received().with([(early, sample(Act::DraftReply, early))]);
            desk.does("sun", &sample(Act::ReviewSecrecy, early)).unwrap();
            desk.does("zhou", &sample(Act::Approve, early)).unwrap();
            desk
        }
        Stage::Closed => received().with([(early, sample(Act::Withdraw, early))]),
    };
    desk.today = TODAY;
    assert_eq!(desk.case.stage(), stage);
    desk
}

const ALWAYS: &[Act] =
    &[Act::Assign, Act::RecordSearch, Act::Withdraw, Act::Close, Act::Link, Act::AddFile, Act::IssueLetter];
const WORKING: &[Act] = &[
    Act::AskSupplement,
    Act::Consult,
    Act::DemandReasons,
    Act::Extend,
    Act::NotifyFee,
    Act::DraftReply,
    Act::Split,
];

/// What may be done in each stage.
fn allowed(stage: Stage) -> Vec<Act> {
    match stage {
        Stage::Unborn => vec![Act::Register],
        Stage::AwaitingConfirmation => [ALWAYS, &[Act::Confirm, Act::Split]].concat(),
        Stage::Running => [ALWAYS, WORKING].concat(),
        Stage::Consulting => [ALWAYS, WORKING, &[Act::AnswerConsultation]].concat(),
        Stage::WaitingSupplement => {
            [ALWAYS, &[Act::ReceiveSupplement, Act::DemandReasons, Act::Split]].concat()
        }
        Stage::WaitingFee => [ALWAYS, &[Act::PayFee, Act::DemandReasons, Act::Split]].concat(),
        Stage::Drafted => [ALWAYS, WORKING, &[Act::ReviewSecrecy, Act::ReturnDraft]].concat(),
        Stage::Approved => [ALWAYS, &[Act::ReturnDraft, Act::Deliver]].concat(),
        Stage::Closed => vec![Act::Reopen, Act::Link, Act::AddFile, Act::IssueLetter, Act::Archive],
    }
}

#[test]
fn every_act_in_every_stage_succeeds_or_is_refused_with_an_article() {
    for stage in Stage::ALL {
        let allowed = allowed(stage);
        for act in Act::ALL {
            // Another person than the drafter, so that only the stage decides.
            let result = desk(stage).does("zhou", &sample(*act, TODAY));
            match result {
                Ok(events) => {
                    assert!(allowed.contains(act), "{act:?} must be refused in {stage:?}");
                    assert!(!events.is_empty());
                }
                Err(refusal) => {
                    assert!(!allowed.contains(act), "{act:?} in {stage:?}: {refusal}");
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
fn the_page_greys_out_exactly_what_the_stage_forbids() {
    for stage in Stage::ALL {
        let desk = desk(stage);
        for (act, refusal) in acts(&desk.case, &desk.context()) {
            // Signing needs a look at the draft itself: the page offers it and the act says what is missing.
            let expected = allowed(stage).contains(&act) || (stage == Stage::Drafted && act == Act::Approve);
            assert_eq!(refusal.is_none(), expected, "{act:?} in {stage:?}");
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
