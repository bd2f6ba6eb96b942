//! Duties before a reply: check-lists, the legality check, decisions against an objection, who else stands in a case.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use gongkai_request::code::{AgentKind, DeliveryWay, ObjectionFinding, ProvisionRoute};
use gongkai_request::command::{AnswerChecklist, Deliver, DraftReply};
use gongkai_request::event::{Parties, SealedAgent, SealedParty, WithheldPart};
use gongkai_request::{
    Act, Case, Command, Earlier, Event, Finding, Refusal, Rule, Sealed, Sending, Severity, TaskKind,
    escalate, legality, remind_of_due,
};
use gongkai_statute::checklist::{Answer, checklist};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::remedy::Readings;
use gongkai_statute::{AgencyKind, Decision};
use jiff::civil::{Date, date};

mod common;
use common::{
    Desk, RECEIVED_ON, answered, checked, context, form, letter, objects, overrides, received, reply, sample,
};

const DAY: Date = date(2021, 4, 26);

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Rule {
    result.unwrap_err().rule
}

fn drafted(decision: Decision) -> Desk {
    received().with([(DAY, reply(DAY, decision))])
}

fn sending<'a>(readings: &'a Readings, body: Option<&'a str>) -> Sending<'a> {
    Sending { agency: AgencyKind::Department, readings, body, earlier: None }
}

fn findings(desk: &Desk, body: Option<&str>) -> Vec<Finding> {
    let readings = Readings::default();
    legality(&desk.case, &desk.context(), &sending(&readings, body))
}

fn rules(findings: &[Finding], severity: Severity) -> Vec<Rule> {
    findings.iter().filter(|it| it.severity == severity).map(|it| it.refusal.rule).collect()
}

#[test]
fn a_refusal_is_signed_only_after_its_check_list() {
    let mut desk = drafted(Decision::Process);
    desk.does("sun", &sample(Act::ReviewSecrecy, DAY)).unwrap();
    assert_eq!(rule(desk.does("zhou", &sample(Act::Approve, DAY))), Rule::ChecklistFirst);
    desk.does("li", &checked(DAY, Decision::Process)).unwrap();
    desk.does("zhou", &sample(Act::Approve, DAY)).unwrap();
}

#[test]
fn every_refusal_of_the_law_goes_out_once_its_questions_are_answered() {
    for decision in Decision::ALL.into_iter().filter(|decision| !checklist(*decision).is_empty()) {
        let mut desk = drafted(decision);
        let before = desk.clone();
        assert_eq!(rule(desk.does("zhou", &sample(Act::Approve, DAY))), {
            let first = &gongkai_request::missing_before_sending(&before.case)[0];
            first.rule
        });
        desk.does("li", &checked(DAY, decision)).unwrap();
        let left = rules(&findings(&desk, None), Severity::Blocker);
        assert!(!left.contains(&Rule::ChecklistFirst), "{decision:?}");
    }
}

#[test]
fn a_fatal_answer_is_refused_under_its_own_article_with_the_way_out() {
    for decision in Decision::ALL {
        for question in checklist(decision) {
            let Some(fatal) = question.fatal else { continue };
            let mut list = AnswerChecklist::sound(DAY, decision, "说明");
            let place = list.answers.iter().position(|answer| answer.question == question.key).unwrap();
            list.answers[place].answer = fatal;
            let refusal = drafted(decision).does("li", &Command::AnswerChecklist(list)).unwrap_err();
            assert_eq!(refusal.rule, Rule::ChecklistFatal);
            assert_eq!(refusal.article, question.article);
            assert!(refusal.message.contains(question.instead), "{refusal}");
        }
    }
}

#[test]
fn a_question_left_out_or_without_its_remark_is_asked_for() {
    for decision in Decision::ALL {
        for question in checklist(decision) {
            let mut list = AnswerChecklist::sound(DAY, decision, "说明");
            list.answers.retain(|answer| answer.question != question.key);
            let left_out = drafted(decision).does("li", &Command::AnswerChecklist(list));
            assert_eq!(rule(left_out), Rule::ChecklistIncomplete);
            let mut list = AnswerChecklist::sound(DAY, decision, "说明");
            for answer in list.answers.iter_mut().filter(|answer| answer.question == question.key) {
                answer.remark = Some("  ".to_owned());
            }
            let silent = drafted(decision).does("li", &Command::AnswerChecklist(list));
            if question.needs_remark(question.sound_answer()) {
                assert_eq!(rule(silent), Rule::ChecklistRemark);
            } else {
                assert!(silent.is_ok());
            }
        }
    }
}

#[test]
fn a_finished_process_needs_a_reason_of_its_own() {
    let finished = checklist(Decision::Process).iter().find(|question| question.key == "finished").unwrap();
    assert!(finished.needs_remark(Answer::Yes) && !finished.needs_remark(Answer::No));
}

#[test]
fn changing_the_decision_makes_the_check_list_stale_and_keeps_it_on_file() {
    let mut desk = drafted(Decision::Process);
    desk.does("li", &checked(DAY, Decision::Process)).unwrap();
    desk.does("li", &reply(DAY, Decision::Process)).unwrap();
    assert!(desk.case.checklist(Decision::Process).is_some(), "the same ground keeps its list");
    desk.does("li", &reply(DAY, Decision::InternalAffairs)).unwrap();
    assert!(desk.case.checklists[0].is_stale);
    desk.does("li", &reply(DAY, Decision::Process)).unwrap();
    assert_eq!(desk.case.checklist(Decision::Process), None, "it is to be answered again");
    assert_eq!(desk.case.checklists.len(), 1);
    assert_eq!(rule(desk.does("li", &checked(DAY, Decision::InternalAffairs))), Rule::ChecklistOther);
}

#[test]
fn partial_disclosure_answers_the_list_of_each_ground_it_uses() {
    let part = |ground| WithheldPart { part: "附件".to_owned(), ground, reason: "理由".to_owned() };
    let mut draft = DraftReply::new(DAY, Decision::PartlyGranted);
    draft.reason = Some("理由".to_owned());
    draft.parts = vec![part(Decision::Process), part(Decision::InternalAffairs), part(Decision::Process)];
    let mut desk = received().with([(DAY, Command::DraftReply(Box::new(draft)))]);
    assert_eq!(desk.case.draft.as_ref().unwrap().grounds(), [Decision::Process, Decision::InternalAffairs]);
    desk.does("li", &checked(DAY, Decision::Process)).unwrap();
    let left = rules(&findings(&desk, None), Severity::Blocker);
    assert_eq!(left, [Rule::ChecklistFirst, Rule::SecrecyReviewFirst]);
}

#[test]
fn another_agency_that_is_known_is_named_in_the_draft() {
    let mut desk = drafted(Decision::NotResponsible);
    desk.does("li", &checked(DAY, Decision::NotResponsible)).unwrap();
    assert!(rules(&findings(&desk, None), Severity::Blocker).contains(&Rule::CompetentMissing));
    let mut draft = DraftReply::new(DAY, Decision::NotResponsible);
    draft.reason = Some("理由".to_owned());
    draft.competent = Some("样例市示例局，电话0000-0000000".to_owned());
    desk.does("li", &Command::DraftReply(Box::new(draft))).unwrap();
    assert!(!rules(&findings(&desk, None), Severity::Blocker).contains(&Rule::CompetentMissing));
}

#[test]
fn a_new_agency_may_not_refuse_because_files_have_not_arrived() {
    for decision in [Decision::NotExisting, Decision::NotResponsible] {
        let cites = |question: &&gongkai_statute::checklist::Question| {
            question.article.instrument().number.contains("〔2019〕14号")
        };
        let question = checklist(decision).iter().find(cites).unwrap();
        assert_eq!(question.fatal, Some(Answer::Yes));
    }
}

#[test]
fn nothing_is_given_while_the_third_party_may_still_answer() {
    let desk = received().with([
        (DAY, letter("a", Consulted::ThirdParty, DAY, Some(DAY))),
        (DAY, reply(DAY, Decision::Granted)),
    ]);
    let found = findings(&desk, None);
    assert_eq!(found[0].refusal.rule, Rule::ConsultationOpen);
    assert_eq!((found[0].severity, found[0].cure), (Severity::Blocker, Some(Act::AnswerConsultation)));
}

fn objected() -> Desk {
    received().with([
        (DAY, letter("a", Consulted::ThirdParty, DAY, Some(DAY))),
        (DAY, objects("a", DAY)),
        (DAY, reply(DAY, Decision::Granted)),
    ])
}

#[test]
fn an_objection_is_overridden_only_by_a_decision_on_record() {
    let mut desk = objected();
    assert_eq!(findings(&desk, None)[0].refusal.rule, Rule::PublicInterestFirst);
    desk.does("sun", &sample(Act::ReviewSecrecy, DAY)).unwrap();
    assert_eq!(rule(desk.does("zhou", &sample(Act::Approve, DAY))), Rule::PublicInterestFirst);
    let decides = overrides(DAY, "a", ObjectionFinding::PublicInterest);
    assert_eq!(rule(desk.does("li", &decides)), Rule::ApproveByAnother, "never the drafter's own decision");
    desk.does("zhou", &decides).unwrap();
    assert_eq!(rule(desk.does("zhou", &decides)), Rule::ObjectionDecided);
    desk.does("zhou", &sample(Act::Approve, DAY)).unwrap();
}

#[test]
fn one_notice_is_owed_after_a_decision_in_the_public_interest_even_when_the_case_is_closed() {
    let mut desk = objected();
    desk.does("zhou", &overrides(DAY, "a", ObjectionFinding::PublicInterest)).unwrap();
    let warnings = rules(&findings(&desk, None), Severity::Warning);
    assert_eq!(warnings, [Rule::ThirdPartyNoticeOwed]);
    let tasks = |desk: &Desk| {
        let tasks = desk.case.standing(&desk.context()).tasks;
        tasks.into_iter().filter(|task| task.kind == TaskKind::TellThirdParty).collect::<Vec<_>>()
    };
    assert_eq!(tasks(&desk).len(), 1);
    let mut desk = answered(desk, DAY, Decision::Granted).unwrap();
    assert_eq!(tasks(&desk).len(), 1, "owed beyond the end of the case");
    desk.does("li", &sample(Act::TellThirdParty, DAY)).unwrap();
    assert_eq!(tasks(&desk), []);
    assert_eq!(rule(desk.does("li", &sample(Act::TellThirdParty, DAY))), Rule::NoNoticeOwed);
}

#[test]
fn an_objection_without_reason_owes_no_notice() {
    let mut desk = objected();
    desk.does("zhou", &overrides(DAY, "a", ObjectionFinding::Unreasonable)).unwrap();
    assert_eq!(desk.case.notices_owed().count(), 0);
    assert!(!rules(&findings(&desk, None), Severity::Blocker).contains(&Rule::PublicInterestFirst));
}

#[test]
fn withholding_for_the_third_party_respects_the_objection() {
    let desk = received().with([
        (DAY, letter("a", Consulted::ThirdParty, DAY, Some(DAY))),
        (DAY, objects("a", DAY)),
        (DAY, reply(DAY, Decision::ThirdParty)),
        (DAY, checked(DAY, Decision::ThirdParty)),
    ]);
    assert_eq!(rules(&findings(&desk, None), Severity::Blocker), [Rule::SecrecyReviewFirst]);
}

#[test]
fn lateness_warns_and_never_blocks() {
    let late = date(2021, 6, 1);
    let desk = received().with([(late, reply(late, Decision::Granted))]);
    let found = findings(&desk, None);
    assert!(rules(&found, Severity::Warning).contains(&Rule::ReplyLate));
    assert!(!rules(&found, Severity::Blocker).contains(&Rule::ReplyLate));
    let desk = answered(received(), late, Decision::Granted).unwrap();
    assert!(desk.case.result.unwrap().late);
}

/// A refusal or a grant drafted in 2025, with a body.
fn on_2025(decision: Decision, body: &str) -> Vec<Rule> {
    let start = date(2025, 3, 3);
    let mut desk = Desk::new(start)
        .with([(start, common::register(Channel::InPerson, start)), (start, reply(start, decision))]);
    desk.today = date(2025, 3, 10);
    findings(&desk, Some(body))
        .into_iter()
        .filter(|finding| matches!(finding.refusal.rule, Rule::RemedyTextWrong | Rule::RemedyPeriodMissing))
        .map(|finding| finding.refusal.rule)
        .collect()
}

#[test]
fn what_the_text_says_of_remedies_fits_the_decision_and_its_day() {
    let choice = "如不服，可以自收到之日起60日内申请行政复议，或者自收到之日起6个月内提起行政诉讼。";
    let first =
        "如不服，应当先自收到之日起六十日内申请行政复议；对复议决定不服的，自收到之日起15日内提起行政诉讼。";
    assert_eq!(on_2025(Decision::Process, choice), [Rule::RemedyTextWrong, Rule::RemedyPeriodMissing]);
    assert_eq!(on_2025(Decision::Process, first), []);
    assert_eq!(on_2025(Decision::Granted, first), [Rule::RemedyTextWrong, Rule::RemedyPeriodMissing]);
    assert_eq!(on_2025(Decision::Granted, choice), []);
    assert_eq!(on_2025(Decision::Granted, "如不服，可以申请行政复议或者起诉。"), [Rule::RemedyPeriodMissing]);
    assert_eq!(on_2025(Decision::Granted, "现将所需信息提供给您。"), []);
    // Before 2024 nobody had to go to reconsideration first.
    let desk = drafted(Decision::Process);
    let found = findings(&desk, Some(choice));
    assert!(!rules(&found, Severity::Blocker).contains(&Rule::RemedyTextWrong));
    assert!(rules(&findings(&desk, Some(first)), Severity::Blocker).contains(&Rule::RemedyTextWrong));
}

#[test]
fn a_repeated_request_names_an_answered_one_of_the_same_person() {
    let desk = drafted(Decision::Repeat);
    let readings = Readings::default();
    let found = |earlier| {
        let sending = Sending { earlier, ..sending(&readings, None) };
        rules(&legality(&desk.case, &desk.context(), &sending), Severity::Blocker)
            .contains(&Rule::EarlierOther)
    };
    let known = |same_requester, answered| Some(Earlier { same_requester, answered });
    assert!(found(known(false, true)) && found(known(true, false)));
    assert!(!found(known(true, true)) && !found(None));
}

#[test]
fn the_review_is_bound_to_the_draft_it_read() {
    let mut desk = drafted(Decision::Granted);
    desk.does("sun", &sample(Act::ReviewSecrecy, DAY)).unwrap();
    assert_eq!(desk.case.draft.as_ref().unwrap().secrecy.as_ref().unwrap().draft, Some(1));
    assert_eq!(findings(&desk, None), []);
    desk.does("li", &reply(DAY, Decision::Granted)).unwrap();
    assert_eq!(findings(&desk, None)[0].refusal.rule, Rule::SecrecyReviewFirst);
    desk.does("sun", &sample(Act::ReviewSecrecy, DAY)).unwrap();
    assert_eq!(desk.case.draft.as_ref().unwrap().secrecy.as_ref().unwrap().draft, Some(2));
}

#[test]
fn electronic_delivery_goes_only_where_it_was_asked_for() {
    let deliver = |route| {
        let mut asked = form(Channel::InPerson, RECEIVED_ON);
        asked.route = route;
        let mut desk = Desk::new(RECEIVED_ON).with([(RECEIVED_ON, Command::Register(Box::new(asked)))]);
        desk.today = DAY;
        desk.does("li", &reply(DAY, Decision::Granted)).unwrap();
        desk.does("sun", &sample(Act::ReviewSecrecy, DAY)).unwrap();
        desk.does("zhou", &sample(Act::Approve, DAY)).unwrap();
        desk.does("li", &Command::Deliver(Deliver { way: DeliveryWay::Electronic, on: DAY, evidence: None }))
    };
    assert_eq!(rule(deliver(ProvisionRoute::Mail)), Rule::ElectronicRouteMissing);
    assert!(deliver(ProvisionRoute::Email).is_ok());
}

#[test]
fn a_reply_on_the_day_of_receipt_is_marked_as_given_on_the_spot() {
    let marked = |day| {
        let desk = answered(received(), day, Decision::Granted).unwrap();
        desk.events.iter().any(|event| matches!(event, Event::Delivered(act) if act.on_the_spot))
    };
    assert!(marked(RECEIVED_ON));
    assert!(!marked(DAY));
}

fn party() -> SealedParty {
    let sealed = |text: &str| Sealed(text.to_owned());
    SealedParty { person: "p-2".to_owned(), name: sealed("e"), identity: sealed("f"), contact: sealed("g") }
}

fn asked_by(parties: Parties) -> Result<Desk, Refusal> {
    let mut asked = form(Channel::InPerson, RECEIVED_ON);
    asked.parties = Some(Box::new(parties));
    let mut desk = Desk::new(RECEIVED_ON);
    desk.does("li", &Command::Register(Box::new(asked)))?;
    Ok(desk)
}

#[test]
fn a_minor_asks_through_a_guardian_and_an_agent_proves_the_authority() {
    let agent =
        |kind, proof: Option<&str>| Some(SealedAgent { kind, who: party(), proof: proof.map(str::to_owned) });
    let minor = |agent| asked_by(Parties { minor: true, agent, joint: vec![] });
    assert_eq!(rule(minor(None)), Rule::GuardianMissing);
    assert_eq!(rule(minor(agent(AgentKind::Authorised, Some("委托书")))), Rule::GuardianMissing);
    assert!(minor(agent(AgentKind::Guardian, Some("户口簿复印件"))).is_ok());
    let unproven =
        asked_by(Parties { agent: agent(AgentKind::Authorised, None), joint: vec![party()], minor: false });
    let desk = unproven.unwrap().with([(DAY, reply(DAY, Decision::Granted))]);
    assert_eq!(rules(&findings(&desk, None), Severity::Warning), [Rule::AuthorityUnproven]);
}

#[test]
fn events_of_before_read_as_they_were_written() {
    let registered = r#"{"kind":"request.registered.v1","body":{"channel":"in_person","submitted_on":"2021-04-20",
        "arrived_on":null,"confirmed_on":null,"requester":"natural_person","person":"p-1","identity_hash":"h-1",
        "sealed":{"name":"a","identity":"b","contact":"c","text":"d"},"subject":"某项目","form":"electronic",
        "route":"email","clerk":null,"split_from":null}}"#;
    let drafted = r#"{"kind":"request.drafted.v1","body":{"by":"li","on":"2021-04-26","decision":"granted",
        "reason":null,"parts":[],"earlier":null,"form":null,"form_reason":null,"body":null}}"#;
    let reviewed = r#"{"kind":"request.secrecy_reviewed.v1","body":{"by":"sun","on":"2021-04-26","passed":true,
        "opinion":"不涉密"}}"#;
    let delivered = r#"{"kind":"request.delivered.v1","body":{"way":"signed","on":"2021-04-26","evidence":null,
        "late":false,"decision":"granted","round":0}}"#;
    let read = |text: &str| serde_json::from_str::<Event>(text).unwrap();
    let events = [registered, drafted, reviewed, delivered].map(read);
    let Event::Registered(form) = &events[0] else { panic!("not a registration") };
    assert_eq!(form.parties, None);
    let Event::Delivered(act) = &events[3] else { panic!("not a delivery") };
    assert!(!act.on_the_spot);
    let case = Case::after(&events[..3]);
    // A review of before the numbering of drafts still counts for its draft.
    assert_eq!(gongkai_request::missing_before_sending(&case), []);
    for (event, text) in events.iter().zip([registered, drafted, reviewed, delivered]) {
        let again = serde_json::to_value(event).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(text).unwrap(), "written as before");
    }
}

#[test]
fn an_overdue_case_is_escalated_once_for_each_last_day() {
    let to = ["leader@jx".to_owned()];
    let mut desk = received();
    desk.today = date(2021, 5, 19);
    assert_eq!(rule(escalate(&desk.case, &to, &desk.context())), Rule::NotOverdue);
    desk.today = date(2021, 5, 20);
    let events = escalate(&desk.case, &to, &context(desk.today, "system")).unwrap();
    assert_eq!(events.len(), 1);
    desk.case.apply(&events[0]);
    desk.today = date(2021, 5, 21);
    assert_eq!(escalate(&desk.case, &to, &desk.context()).unwrap(), [], "told once");
    let closed = answered(desk, date(2021, 5, 24), Decision::Granted).unwrap();
    assert_eq!(rule(escalate(&closed.case, &to, &closed.context())), Rule::NotOverdue);
}

#[test]
fn a_last_day_is_reminded_of_once_at_each_mark_and_anew_when_it_moves() {
    let mut desk = received();
    let remind = |desk: &mut Desk, day| {
        desk.today = day;
        let events = remind_of_due(&desk.case, &[5, 2, 0], &context(day, "system"));
        for event in &events {
            desk.case.apply(event);
        }
        let marks = events.iter().map(|event| match event {
            Event::DueReminded(act) => (act.due, act.mark, act.left),
            other => panic!("{other:?}"),
        });
        marks.collect::<Vec<_>>()
    };
    let due = date(2021, 5, 19);
    assert_eq!(remind(&mut desk, date(2021, 5, 11)), [], "six working days left");
    assert_eq!(remind(&mut desk, date(2021, 5, 12)), [(due, 5, 5)]);
    assert_eq!(remind(&mut desk, date(2021, 5, 13)), [], "between two marks");
    assert_eq!(remind(&mut desk, date(2021, 5, 18)), [(due, 2, 1)], "the run of the day before was missed");
    assert_eq!(remind(&mut desk, date(2021, 5, 18)), [], "told once");
    assert_eq!(remind(&mut desk, date(2021, 5, 19)), [(due, 0, 0)]);
    assert_eq!(remind(&mut desk, date(2021, 5, 20)), [], "overdue is another matter");
    let mut extended = received();
    assert_eq!(remind(&mut extended, date(2021, 5, 12)).len(), 1);
    extended.does("li", &sample(Act::Extend, date(2021, 5, 12))).unwrap();
    assert_eq!(remind(&mut extended, date(2021, 5, 13)), [], "the new last day is far");
    let mut closed = answered(received(), date(2021, 5, 12), Decision::Granted).unwrap();
    assert_eq!(remind(&mut closed, date(2021, 5, 19)), []);
}

#[test]
fn two_requests_that_differ_are_said_to_differ_once() {
    let mut desk = received();
    desk.today = DAY;
    desk.does("li", &sample(Act::DismissDuplicate, DAY)).unwrap();
    assert_eq!(rule(desk.does("li", &sample(Act::DismissDuplicate, DAY))), Rule::DuplicateDismissed);
    desk.does("li", &sample(Act::TakeOver, DAY)).unwrap();
    assert_eq!(rule(desk.does("li", &sample(Act::TakeOver, DAY))), Rule::TakenOverOnce);
}
