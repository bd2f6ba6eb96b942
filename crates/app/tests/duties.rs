//! What the law asks before a reply, who else stands in a case, and what follows a reform, as people handle it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use gongkai_agency::{Ending, Role};
use gongkai_app::requests::{
    DUE_REMINDED, Letter, NewRequest, PlainAgent, PlainForm, PlainParties, PlainParty,
};
use gongkai_app::{Actor, App};
use gongkai_request::code::{
    AgentKind, DeliveryWay, ObjectionFinding, Opinion, ProvisionForm, ProvisionRoute,
};
use gongkai_request::command::{
    AnswerChecklist, Approve, DecidePublicInterest, Deliver, DraftReply, ReviewSecrecy,
};
use gongkai_request::event::{ConsultationAnswered, ConsultationSent, ThirdPartyTold};
use gongkai_request::{Act, CaseNumber, Command, Rule, Severity, Stage, TaskKind};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{AgencyKind, Decision, RequesterKind};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, House, actor, bureau, founded, person, rule};
use jiff::civil::{Date, date};

const DAY: Date = date(2021, 6, 1);

async fn house(scratch: gongkai_store::testing::Scratch) -> House {
    let house = bureau(scratch).await;
    person(&house.app, "head", AGENCY, &[Role::UnitHead]).await;
    house
}

fn request(identity: &str) -> NewRequest {
    NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(date(2021, 5, 20)),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "测试申请人甲".to_owned(),
            identity: identity.to_owned(),
            contact: "0000-0000000".to_owned(),
            text: "请公开样例项目的审批文件。".to_owned(),
        },
        subject: "样例项目的审批文件".to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: None,
        parties: PlainParties::default(),
    }
}

async fn asked(app: &App, request: NewRequest) -> CaseNumber {
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

async fn does(app: &App, login: &str, number: CaseNumber, command: Command) {
    app.act_on_request(&actor(app, login).await, AGENCY, number, &command).await.unwrap();
}

fn draft(decision: Decision) -> DraftReply {
    let mut draft = DraftReply::new(DAY, decision);
    draft.reason = Some("理由".to_owned());
    draft
}

fn drafts(draft: DraftReply) -> Command {
    Command::DraftReply(Box::new(draft))
}

fn reviews() -> Command {
    Command::ReviewSecrecy(ReviewSecrecy { on: DAY, passed: true, opinion: "不涉密".to_owned() })
}

fn signs() -> Command {
    Command::Approve(Approve { on: DAY, document: None, content: None })
}

async fn blockers(app: &App, number: CaseNumber) -> Vec<Rule> {
    let officer = actor(app, "officer").await;
    let findings = app.request_detail(&officer, AGENCY, number).await.unwrap().findings;
    let blockers = findings.iter().filter(|finding| finding.severity == Severity::Blocker);
    blockers.map(|finding| finding.refusal.rule).collect()
}

#[tokio::test]
async fn a_repeated_request_is_declined_only_when_the_earlier_one_was_the_same_persons_and_answered() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let other = asked(app, request("样例证件 002")).await;
        let earlier = asked(app, request("样例证件 001")).await;
        let number = asked(app, request("样例证件 001")).await;
        let repeat = |earlier: CaseNumber| {
            let mut repeat = draft(Decision::Repeat);
            repeat.earlier = Some(earlier.to_string());
            drafts(repeat)
        };
        does(app, "author", number, repeat(other)).await;
        assert!(blockers(app, number).await.contains(&Rule::EarlierOther), "another person's");
        does(app, "author", number, repeat(earlier)).await;
        assert!(blockers(app, number).await.contains(&Rule::EarlierOther), "not answered");
        does(app, "author", earlier, drafts(draft(Decision::Granted))).await;
        does(app, "keeper", earlier, reviews()).await;
        does(app, "leader", earlier, signs()).await;
        let deliver = Deliver { way: DeliveryWay::Posted, on: DAY, evidence: None };
        does(app, "officer", earlier, Command::Deliver(deliver)).await;
        assert_eq!(blockers(app, number).await, [Rule::ChecklistFirst, Rule::SecrecyReviewFirst]);
        does(app, "keeper", number, reviews()).await;
        let refused = app.act_on_request(&actor(app, "leader").await, AGENCY, number, &signs()).await;
        assert_eq!(rule(refused), "checklist_first");
        let list = AnswerChecklist::sound(DAY, Decision::Repeat, "与此前申请内容相同");
        does(app, "author", number, Command::AnswerChecklist(list)).await;
        does(app, "leader", number, signs()).await;
    }
}

#[tokio::test]
async fn a_text_with_the_wrong_remedies_is_not_signed() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let number = asked(app, request("样例证件 001")).await;
    let text = "如对本答复不服，应当先申请行政复议（60日内），再于6个月内提起行政诉讼。";
    let mut granted = draft(Decision::Granted);
    granted.body = Some(app.blobs.put(text.as_bytes().to_vec()).await.unwrap().as_str().to_owned());
    does(app, "author", number, drafts(granted)).await;
    does(app, "keeper", number, reviews()).await;
    let refused = app.act_on_request(&actor(app, "leader").await, AGENCY, number, &signs()).await;
    assert_eq!(rule(refused), "remedy_text_wrong");
}

#[tokio::test]
async fn the_head_decides_on_an_objection_and_the_officer_owes_one_notice() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = asked(app, request("样例证件 001")).await;
        let officer = actor(app, "officer").await;
        let sent = ConsultationSent {
            id: "c1".to_owned(),
            to: Consulted::ThirdParty,
            person: None,
            whom: None,
            on: date(2021, 5, 25),
            received_on: Some(date(2021, 5, 25)),
            reply_by: None,
        };
        let letter = Letter { sent, whom: "样例公司".to_owned() };
        app.consult(&officer, AGENCY, number, letter).await.unwrap();
        let answer = ConsultationAnswered {
            id: "c1".to_owned(),
            on: date(2021, 5, 28),
            opinion: Opinion::Objects,
            reasons: None,
        };
        app.answer_consultation(&officer, AGENCY, number, answer, Some("商业秘密")).await.unwrap();
        does(app, "author", number, drafts(draft(Decision::Granted))).await;
        assert!(blockers(app, number).await.contains(&Rule::PublicInterestFirst));
        let decides = Command::DecidePublicInterest(DecidePublicInterest {
            on: DAY,
            letter: "c1".to_owned(),
            finding: ObjectionFinding::PublicInterest,
            reasons: "涉及公众饮水安全".to_owned(),
            content: "检测报告全文".to_owned(),
        });
        let refused = app.act_on_request(&officer, AGENCY, number, &decides).await;
        assert_eq!(rule(refused), "forbidden", "for the head or the leader");
        does(app, "head", number, decides).await;
        does(app, "keeper", number, reviews()).await;
        does(app, "leader", number, signs()).await;
        let deliver = Deliver { way: DeliveryWay::Posted, on: DAY, evidence: None };
        does(app, "officer", number, Command::Deliver(deliver)).await;
        let owed = async || {
            let todos = app.todos(&officer, 30).await.unwrap();
            let owed = gongkai_app::todos::TodoKind::Task(TaskKind::TellThirdParty);
            todos.iter().filter(|todo| todo.kind == owed).count()
        };
        assert_eq!(owed().await, 1, "the case is closed and the notice is still owed");
        let told =
            ThirdPartyTold { letter: "c1".to_owned(), on: DAY, way: DeliveryWay::Posted, document: None };
        does(app, "officer", number, Command::TellThirdParty(told)).await;
        assert_eq!(owed().await, 0);
        assert!(app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn joint_requesters_and_agents_are_sealed_each_by_a_key_of_their_own() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let party = |name: &str| PlainParty {
        name: name.to_owned(),
        identity: "样例证件 003".to_owned(),
        contact: "0000-1111111".to_owned(),
    };
    let parties = PlainParties {
        joint: vec![party("测试申请人乙"), party("测试申请人丙")],
        agent: Some(PlainAgent { kind: AgentKind::Guardian, who: party("测试监护人"), proof: None }),
        minor: true,
    };
    let number = asked(app, NewRequest { parties: parties.clone(), ..request("样例证件 001") }).await;
    let officer = actor(app, "officer").await;
    assert_eq!(app.request_parties(&officer, AGENCY, number).await.unwrap(), parties);
    let events = app.store.events_after(0, 1000).await.unwrap();
    for secret in ["测试申请人乙", "测试监护人", "样例证件"] {
        assert!(events.iter().all(|event| !event.body.contains(secret)), "{secret}");
    }
    let case = app.request_detail(&officer, AGENCY, number).await.unwrap().case;
    let sealed = case.registered.unwrap().parties.unwrap();
    app.vault.erase(&sealed.joint[0].person).await.unwrap();
    let left = app.request_parties(&officer, AGENCY, number).await.unwrap();
    assert_eq!((left.joint[0].name.as_str(), left.joint[1].name.as_str()), ("", "测试申请人丙"));
    assert!(app.request_words(&officer, AGENCY, number).await.unwrap().is_some());
    let unnamed = PlainParties { joint: vec![PlainParty::default()], ..PlainParties::default() };
    let refused = app
        .register_request(&officer, AGENCY, NewRequest { parties: unnamed, ..request("样例证件 001") })
        .await;
    assert!(refused.is_err());
}

/// Three agencies: the bureau is merged into the first of the other two.
async fn merged(app: &App, successors: &[&str]) {
    for code in ["yunxi-gxj", "yunxi-sjj"] {
        let name = format!("云溪市{code}");
        app.found_agency(&Actor::System, founded(code, &name, AgencyKind::Department, Some("yunxi")))
            .await
            .unwrap();
    }
    for (login, agency) in [("new.officer", "yunxi-gxj"), ("other.officer", "yunxi-sjj")] {
        person(app, login, agency, &[Role::Officer]).await;
    }
    let ending = Ending {
        successors: successors.iter().map(|code| (*code).to_owned()).collect(),
        on: DAY,
        basis: "云政发〔2021〕1号".to_owned(),
    };
    app.end_agency(&actor(app, "county.operator").await, AGENCY, ending).await.unwrap();
}

#[tokio::test]
async fn a_successor_goes_on_with_the_cases_of_a_merged_agency() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = asked(app, request("样例证件 001")).await;
        let basis = "云政发〔2021〕1号";
        let own = actor(app, "officer").await;
        let early = app.take_over_request(&own, AGENCY, number, DAY, basis).await;
        assert_eq!(rule(early), "not_successor", "the agency still acts");
        merged(app, &["yunxi-gxj"]).await;
        let stranger = actor(app, "other.officer").await;
        let taken = app.take_over_request(&stranger, AGENCY, number, DAY, basis).await;
        assert_eq!(rule(taken), "forbidden");
        let own = app.take_over_request(&actor(app, "officer").await, AGENCY, number, DAY, basis).await;
        assert_eq!(rule(own), "not_successor", "whoever received it goes on without taking over");
        let successor = actor(app, "new.officer").await;
        let todos = app.todos(&successor, 30).await.unwrap();
        assert!(todos.iter().any(|todo| todo.request == Some(number)), "it is on the successor's list");
        app.take_over_request(&successor, AGENCY, number, DAY, basis).await.unwrap();
        let granted = drafts(draft(Decision::Granted));
        app.act_on_request(&successor, AGENCY, number, &granted).await.unwrap();
        let detail = app.request_detail(&successor, AGENCY, number).await.unwrap();
        assert_eq!(detail.row.stage, Stage::Drafted);
        assert_eq!(detail.case.taken_over.unwrap().successor, "yunxi-gxj");
        assert!(detail.acts.iter().any(|here| here.act == Act::Deliver && here.is_permitted));
        // Whoever received it may still go on: here by pointing to the agency now responsible.
        let mut advice = draft(Decision::NotResponsible);
        advice.competent = Some("云溪市工业和信息化局，电话0000-0000000".to_owned());
        does(app, "author", number, drafts(advice)).await;
        // Nobody files anything new with an agency that is no more.
        assert!(app.register_request(&successor, AGENCY, request("样例证件 009")).await.is_err());
    }
}

#[tokio::test]
async fn after_a_split_either_successor_may_go_on() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let number = asked(app, request("样例证件 001")).await;
    merged(app, &["yunxi-gxj", "yunxi-sjj"]).await;
    let other = actor(app, "other.officer").await;
    app.take_over_request(&other, AGENCY, number, DAY, "云政发〔2021〕1号").await.unwrap();
    let first = actor(app, "new.officer").await;
    let twice = app.take_over_request(&first, AGENCY, number, DAY, "云政发〔2021〕1号").await;
    assert_eq!(rule(twice), "taken_over_once");
}

#[tokio::test]
async fn overdue_cases_are_reported_once_and_stand_on_the_leaders_list() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = asked(app, request("样例证件 001")).await;
        assert_eq!(app.escalate_overdue().await.unwrap(), 0, "in time");
        let leader = actor(app, "leader").await;
        assert!(app.todos(&leader, 10).await.unwrap().iter().all(|todo| todo.request != Some(number)));
        house.clock.forward(jiff::ToSpan::hours(24 * 30));
        assert_eq!(app.escalate_overdue().await.unwrap(), 1);
        assert_eq!(app.escalate_overdue().await.unwrap(), 0, "told once, however often it runs");
        let late = app.todos(&leader, 10).await.unwrap();
        assert!(late.iter().any(|todo| todo.request == Some(number) && todo.is_overdue));
        let officer = actor(app, "officer").await;
        let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
        let told = &detail.case.escalations[0];
        assert_eq!(told.due, date(2021, 6, 18));
        assert_eq!(
            told.to,
            [format!("unit_head@{AGENCY}"), format!("leader@{AGENCY}"), "supervisor@yunxi".to_owned()]
        );
        assert!(detail.timeline.iter().any(|entry| entry.what == "逾期上报"));
        assert!(app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn last_days_are_reminded_of_as_the_agency_set_it() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = asked(app, request("样例证件 001")).await;
        let mut settings = app.agency_state(AGENCY).await.unwrap().settings;
        settings.remind_workdays = vec![5, 2, 0];
        app.set_agency_settings(&gongkai_app::Actor::System, AGENCY, settings).await.unwrap();
        let officer = actor(app, "officer").await;
        let listed =
            async || app.todos(&officer, 0).await.unwrap().iter().any(|it| it.request == Some(number));
        let told = async || app.store.outbox_length(DUE_REMINDED).await.unwrap();
        // The last day is Friday 18 June; 14 June is a holiday.
        house.clock.forward(jiff::ToSpan::hours(24 * (date(2021, 6, 9) - app.today()).get_days()));
        assert_eq!((app.remind_of_due_days().await.unwrap(), listed().await), (0, false), "six left");
        house.clock.forward(jiff::ToSpan::hours(24));
        assert_eq!((app.remind_of_due_days().await.unwrap(), listed().await), (1, true), "five left");
        assert_eq!((app.remind_of_due_days().await.unwrap(), told().await), (0, 1), "told once");
        house.clock.forward(jiff::ToSpan::hours(24 * 6));
        assert_eq!(app.remind_of_due_days().await.unwrap(), 1, "two left");
        house.clock.forward(jiff::ToSpan::hours(24 * 2));
        assert_eq!((app.remind_of_due_days().await.unwrap(), told().await), (1, 3), "the last day");
        let message = &app
            .store
            .claim_outbox(DUE_REMINDED, 1, app.now(), jiff::SignedDuration::from_mins(1))
            .await
            .unwrap()[0];
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        assert_eq!(
            body,
            serde_json::json!({
                "agency": AGENCY, "number": number.to_string(), "due": "2021-06-18", "left": 5,
                "to": format!("officer@{AGENCY}"),
            })
        );
        let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
        let lines: Vec<_> = detail.timeline.iter().filter(|line| line.what == "期限提醒").collect();
        assert_eq!(lines[2].detail, "2021-06-18 届满，剩 0 个工作日");
        assert!(app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn requests_that_look_alike_are_proposed_until_somebody_settles_it() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let officer = actor(app, "officer").await;
        let first = asked(app, request("样例证件 001")).await;
        let other =
            NewRequest { subject: "某小学食堂采购合同".to_owned(), ..request("样例证件 001") };
        asked(app, other).await;
        let again = asked(app, request("样例证件 001")).await;
        let alike = app.request_detail(&officer, AGENCY, again).await.unwrap().alike;
        assert_eq!(alike.likely.iter().map(|it| it.number).collect::<Vec<_>>(), [first]);
        assert!(alike.likely[0].same_requester && !alike.proposes_publication);
        let stranger = asked(app, request("样例证件 002")).await;
        let alike = app.request_detail(&officer, AGENCY, stranger).await.unwrap().alike;
        assert_eq!(alike.likely.len(), 2);
        assert!(alike.proposes_publication, "two people asked for the same");
        let dismiss = |of| {
            Command::DismissDuplicate(gongkai_request::command::DismissDuplicate {
                on: DAY,
                of,
                reason: "年份不同".to_owned(),
            })
        };
        does(app, "officer", stranger, dismiss(first)).await;
        let alike = app.request_detail(&officer, AGENCY, stranger).await.unwrap().alike;
        assert_eq!(alike.likely.iter().map(|it| it.number).collect::<Vec<_>>(), [again]);
    }
}
