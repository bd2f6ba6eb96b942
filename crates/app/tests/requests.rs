//! Requests and remedies as people handle them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use gongkai_agency::Role;
use gongkai_app::requests::{Letter, NewRequest, PartOfRequest, PlainForm};
use gongkai_app::todos::TodoKind;
use gongkai_app::{Actor, App};
use gongkai_request::access::Viewed;
use gongkai_request::code::{DeliveryWay, Opinion};
use gongkai_request::command::{AnswerChecklist, Approve, AskSupplement, Deliver, DraftReply, ReviewSecrecy};
use gongkai_request::event::{ConsultationAnswered, ConsultationSent, Extended, On};
use gongkai_request::remedy::{Concluded, Filed, RemedyKind, RemedyResult};
use gongkai_request::{Act, CaseNumber, Command, Stage, TaskKind};
use gongkai_statute::Decision;
use gongkai_statute::checklist::checklist;
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::request::{RequestFilter, RequestOrder};
use gongkai_store::testing::{Scratch, postgres, sqlite};
use house::{AGENCY, House, actor, bureau, person, rule};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A bureau with a head of the disclosure unit, on 1 June 2021.
async fn house(scratch: Scratch) -> House {
    let house = bureau(scratch).await;
    person(&house.app, "head", AGENCY, &[Role::UnitHead]).await;
    house
}

fn request(channel: Channel, day: Date) -> NewRequest {
    NewRequest { channel, ..house::request(day) }
}

async fn registered(app: &App, day: Date) -> CaseNumber {
    app.register_request(&actor(app, "officer").await, AGENCY, request(Channel::InPerson, day)).await.unwrap()
}

async fn does(app: &App, login: &str, number: CaseNumber, command: Command) {
    app.act_on_request(&actor(app, login).await, AGENCY, number, &command).await.unwrap();
}

async fn answered(app: &App, number: CaseNumber, day: Date, decision: Decision) {
    let mut draft = DraftReply::new(day, decision);
    draft.reason = Some("理由".to_owned());
    does(app, "author", number, Command::DraftReply(Box::new(draft))).await;
    if !checklist(decision).is_empty() {
        let list = AnswerChecklist::sound(day, decision, "说明");
        does(app, "author", number, Command::AnswerChecklist(list)).await;
    }
    let review = ReviewSecrecy { on: day, passed: true, opinion: "不涉密".to_owned() };
    does(app, "keeper", number, Command::ReviewSecrecy(review)).await;
    does(app, "leader", number, Command::Approve(Approve { on: day, document: None, content: None })).await;
    does(
        app,
        "officer",
        number,
        Command::Deliver(Deliver { way: DeliveryWay::Posted, on: day, evidence: None }),
    )
    .await;
}

#[tokio::test]
async fn a_request_is_registered_drafted_reviewed_signed_and_delivered() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = registered(app, date(2021, 5, 10)).await;
        assert_eq!(number.to_string(), "2021-000001");
        answered(app, number, date(2021, 6, 1), Decision::Granted).await;
        let officer = actor(app, "officer").await;
        let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
        assert_eq!(detail.row.stage, Stage::Closed);
        assert_eq!(detail.row.closed.unwrap().on, date(2021, 6, 1));
        let lines: Vec<_> = detail.timeline.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(lines, ["登记申请", "起草答复", "保密审查", "签发", "送达"]);
        let possible: Vec<_> =
            detail.acts.iter().filter(|here| here.refusal.is_none()).map(|here| here.act).collect();
        let expected =
            [Act::Reopen, Act::Link, Act::AddFile, Act::IssueLetter, Act::Archive, Act::DismissDuplicate];
        assert_eq!(possible, expected);
        assert!(app.store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn what_the_requester_wrote_is_read_by_those_who_handle_it_and_gone_when_erased() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let number = registered(app, date(2021, 5, 10)).await;
    let officer = actor(app, "officer").await;
    let words = app.request_words(&officer, AGENCY, number).await.unwrap().unwrap();
    assert_eq!(words.name, "测试申请人甲");
    let operator = actor(app, "operator").await;
    assert_eq!(rule(app.request_words(&operator, AGENCY, number).await), "forbidden");
    let events = app.store.events_after(0, 1000).await.unwrap();
    assert!(
        events.iter().all(|event| !event.body.contains("测试申请人甲") && !event.body.contains("样例证件"))
    );
    let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
    app.vault.erase(&detail.case.registered.unwrap().person).await.unwrap();
    assert_eq!(app.request_words(&officer, AGENCY, number).await.unwrap(), None);
    let filter = RequestFilter { agencies: vec![AGENCY.to_owned()], ..RequestFilter::default() };
    assert_eq!(app.list_requests(&officer, &filter, RequestOrder::Newest, None, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn fifty_at_once_get_fifty_numbers() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let mut tasks = Vec::new();
        for _ in 0..50 {
            let app = house.app.clone();
            tasks.push(tokio::spawn(async move {
                app.register_request(&Actor::Public, AGENCY, request(Channel::Online, date(2021, 6, 1)))
                    .await
                    .unwrap()
            }));
        }
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.push(task.await.unwrap().sequence);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn each_act_has_its_people() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let number = registered(app, date(2021, 5, 10)).await;
    let day = date(2021, 6, 1);
    let author = actor(app, "author").await;
    let confirm = Command::Confirm(On { on: day });
    assert_eq!(rule(app.act_on_request(&author, AGENCY, number, &confirm).await), "forbidden");
    let by_mail = request(Channel::MailOrdinary, day);
    assert_eq!(rule(app.register_request(&Actor::Public, AGENCY, by_mail).await), "forbidden");
    let officer = actor(app, "officer").await;
    let extend = |head: &str| {
        Command::Extend(Extended {
            on: day,
            delivered_on: None,
            workdays: 20,
            reason: "材料较多".to_owned(),
            approved_by: head.to_owned(),
        })
    };
    assert_eq!(rule(app.act_on_request(&officer, AGENCY, number, &extend("officer")).await), "approved_by");
    app.act_on_request(&officer, AGENCY, number, &extend("head")).await.unwrap();
    let nobody = CaseNumber { year: 2021, sequence: 99 };
    assert_eq!(rule(app.act_on_request(&officer, AGENCY, nobody, &confirm).await), "not found");
    let empty = NewRequest { plain: PlainForm::default(), ..request(Channel::InPerson, day) };
    assert_eq!(rule(app.register_request(&officer, AGENCY, empty).await), "name contact text");
}

#[tokio::test]
async fn one_who_wears_two_hats_still_signs_nothing_of_their_own() {
    let house = house(sqlite()).await;
    let app = &house.app;
    person(app, "both", AGENCY, &[Role::Officer, Role::SecrecyReviewer, Role::Leader]).await;
    let number = registered(app, date(2021, 5, 10)).await;
    let day = date(2021, 6, 1);
    does(app, "both", number, Command::DraftReply(Box::new(DraftReply::new(day, Decision::Granted)))).await;
    let both = actor(app, "both").await;
    let review =
        Command::ReviewSecrecy(ReviewSecrecy { on: day, passed: true, opinion: "不涉密".to_owned() });
    assert_eq!(rule(app.act_on_request(&both, AGENCY, number, &review).await), "secrecy_by_another");
    does(app, "keeper", number, review).await;
    let approve = Command::Approve(Approve { on: day, document: None, content: None });
    assert_eq!(rule(app.act_on_request(&both, AGENCY, number, &approve).await), "approve_by_another");
}

#[tokio::test]
async fn the_fee_goes_by_the_place_in_the_requesters_month() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let mut last = None;
    for _ in 0..11 {
        last = Some(registered(app, date(2021, 5, 31)).await);
    }
    let other = NewRequest {
        plain: PlainForm {
            identity: "样例证件 002".to_owned(),
            ..request(Channel::InPerson, date(2021, 5, 31)).plain
        },
        ..request(Channel::InPerson, date(2021, 5, 31))
    };
    let other = app.register_request(&officer, AGENCY, other).await.unwrap();
    let eleventh = app.fee_of_request(AGENCY, last.unwrap(), None).await.unwrap();
    assert_eq!((eleventh.counted, eleventh.yuan), (11, 100));
    assert_eq!(app.fee_of_request(AGENCY, other, None).await.unwrap().yuan, 0, "another requester");
    assert_eq!(app.fee_of_request(AGENCY, other, Some(50)).await.unwrap().yuan, 200);
    let day = date(2021, 6, 1);
    assert_eq!(rule(app.notify_fee(&officer, AGENCY, other, None, day, None).await), "fee_not_due");
    app.notify_fee(&officer, AGENCY, last.unwrap(), None, day, None).await.unwrap();
}

#[tokio::test]
async fn a_letter_with_two_matters_becomes_two_requests_of_the_same_day() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app, date(2021, 5, 10)).await;
    let part =
        PartOfRequest { subject: "另一样例事项".to_owned(), text: "第二个事项。".to_owned() };
    let numbers = app.split_request(&officer, AGENCY, number, date(2021, 6, 1), vec![part]).await.unwrap();
    assert_eq!(numbers[0].sequence, 2);
    let detail = app.request_detail(&officer, AGENCY, numbers[0]).await.unwrap();
    assert_eq!(detail.row.received_on, Some(date(2021, 5, 10)));
    let words = app.request_words(&officer, AGENCY, numbers[0]).await.unwrap().unwrap();
    assert_eq!((words.name.as_str(), words.text.as_str()), ("测试申请人甲", "第二个事项。"));
    let whole = app.request_detail(&officer, AGENCY, number).await.unwrap();
    assert_eq!(whole.case.parts, numbers);
}

#[tokio::test]
async fn opinions_are_asked_for_answered_and_sealed() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app, date(2021, 5, 10)).await;
    let sent = ConsultationSent {
        id: "a".to_owned(),
        to: Consulted::ThirdParty,
        person: None,
        whom: None,
        on: date(2021, 5, 17),
        received_on: Some(date(2021, 5, 18)),
        reply_by: None,
    };
    app.consult(&officer, AGENCY, number, Letter { sent, whom: "样例公司".to_owned() }).await.unwrap();
    let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
    assert_eq!(detail.row.stage, Stage::Consulting);
    assert!(detail.standing.provisional);
    assert!(detail.reading.unwrap().steps.iter().any(|step| step.article.number() == 32));
    let answer = ConsultationAnswered {
        id: "a".to_owned(),
        on: date(2021, 5, 28),
        opinion: Opinion::Objects,
        reasons: None,
    };
    app.answer_consultation(&officer, AGENCY, number, answer, Some("涉及商业秘密")).await.unwrap();
    let events = app.store.events_after(0, 1000).await.unwrap();
    assert!(events.iter().all(|event| !event.body.contains("样例公司") && !event.body.contains("商业秘密")));
    let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
    assert_eq!((detail.row.stage, detail.row.due), (Stage::Running, Some(date(2021, 6, 21))));
}

#[tokio::test]
async fn a_lost_review_reopens_the_request_and_the_figures_stay() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app, date(2021, 3, 1)).await;
    answered(app, number, date(2021, 3, 20), Decision::Process).await;
    let filed = Filed {
        kind: RemedyKind::Review,
        request: Some(number),
        earlier: None,
        on: date(2021, 4, 1),
        authority: "云溪市人民政府".to_owned(),
        matter: "不服不予公开答复".to_owned(),
    };
    let unknown = Filed { request: Some(CaseNumber { year: 2020, sequence: 7 }), ..filed.clone() };
    assert_eq!(rule(app.file_remedy(&officer, AGENCY, unknown).await), "request");
    let review = app.file_remedy(&officer, AGENCY, filed.clone()).await.unwrap();
    assert_eq!((review.id.to_string().as_str(), review.warnings.len()), ("2021-000001", 0));
    assert_eq!(rule(app.reopen_request(&officer, AGENCY, review.id).await), "remedy_not_concluded");
    let concluded = Concluded {
        on: date(2021, 5, 20),
        result: RemedyResult::OrderedAnew,
        reply_by: Some(date(2021, 6, 10)),
    };
    app.conclude_remedy(&officer, AGENCY, review.id, concluded).await.unwrap();
    assert_eq!(app.reopen_request(&officer, AGENCY, review.id).await.unwrap(), number);
    let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
    assert_eq!((detail.row.stage, detail.row.due), (Stage::Running, Some(date(2021, 6, 10))));
    assert_eq!(detail.remedies.len(), 1);
    let facts = app.store.request_facts(AGENCY, 2021).await.unwrap();
    assert_eq!(facts[0].result, Some((Decision::Process, date(2021, 3, 20))));
}

#[tokio::test]
async fn a_suit_that_skips_the_review_is_marked_since_2024() {
    let house = house(sqlite()).await;
    house.clock.forward((24 * 1200).hours());
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app, date(2024, 3, 1)).await;
    answered(app, number, date(2024, 3, 20), Decision::Process).await;
    let filed = Filed {
        kind: RemedyKind::SuitDirect,
        request: Some(number),
        earlier: None,
        on: date(2024, 4, 1),
        authority: "云溪市人民法院".to_owned(),
        matter: "不服不予公开答复".to_owned(),
    };
    let suit = app.file_remedy(&officer, AGENCY, filed).await.unwrap();
    assert_eq!(suit.warnings.len(), 1);
}

#[tokio::test]
async fn todays_list_shows_each_person_what_is_theirs() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let late = registered(app, date(2021, 4, 20)).await;
        let online = app
            .register_request(&Actor::Public, AGENCY, request(Channel::Online, date(2021, 6, 1)))
            .await
            .unwrap();
        let asked = registered(app, date(2021, 5, 25)).await;
        let supplement = AskSupplement {
            on: date(2021, 5, 26),
            delivered_on: None,
            reply_by: date(2021, 6, 3),
            points: vec!["请写明年份".to_owned()],
        };
        does(app, "officer", asked, Command::AskSupplement(supplement)).await;
        let drafted = registered(app, date(2021, 5, 31)).await;
        let draft = DraftReply::new(date(2021, 6, 1), Decision::Granted);
        does(app, "author", drafted, Command::DraftReply(Box::new(draft))).await;
        let todos = app.todos(&actor(app, "officer").await, 5).await.unwrap();
        let lines: Vec<_> = todos.iter().map(|todo| (todo.kind, todo.request, todo.is_overdue)).collect();
        assert_eq!(
            lines,
            [
                (TodoKind::Reply, Some(late), true),
                (TodoKind::Task(TaskKind::Confirm), Some(online), false),
                (TodoKind::Task(TaskKind::SupplementExpiry), Some(asked), false),
            ]
        );
        assert_eq!(todos[0].due, Some(date(2021, 5, 19)));
        assert_eq!(todos[0].remaining_workdays, Some(-9));
        assert!(todos[0].article.as_deref().unwrap().contains("第33条"));
        let keeper = app.todos(&actor(app, "keeper").await, 5).await.unwrap();
        assert_eq!((keeper[0].kind, keeper[0].request), (TodoKind::SecrecyReview, Some(drafted)));
        // What is overdue reaches the leader; the draft does not before its review.
        let leader = app.todos(&actor(app, "leader").await, 5).await.unwrap();
        let lines: Vec<_> = leader.iter().map(|todo| (todo.kind, todo.request, todo.is_overdue)).collect();
        assert_eq!(lines, [(TodoKind::Reply, Some(late), true)]);
        assert!(app.todos(&actor(app, "author").await, 5).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_annual_report_is_to_be_done_in_january() {
    let house = house(sqlite()).await;
    house.clock.forward((24 * 220).hours());
    let todos = house.app.todos(&actor(&house.app, "officer").await, 5).await.unwrap();
    assert_eq!(house.app.today(), date(2022, 1, 7));
    assert_eq!(
        (todos[0].kind, todos[0].year, todos[0].due),
        (TodoKind::Report, Some(2021), Some(date(2022, 1, 31)))
    );
    assert_eq!(todos[0].article.as_deref(), Some("《政府信息公开条例》（2019年施行）第49条第1款"));
    let earlier =
        gongkai_agency::Settings { report_due: Some((1, 26)), ..gongkai_agency::Settings::default() };
    house.app.set_agency_settings(&gongkai_app::Actor::System, house::AGENCY, earlier).await.unwrap();
    let todos = house.app.todos(&actor(&house.app, "officer").await, 5).await.unwrap();
    assert_eq!(todos[0].due, Some(date(2022, 1, 26)), "an earlier local day counts");
}

#[tokio::test]
async fn every_look_at_personal_data_is_on_record_before_it_is_shown() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = registered(app, date(2021, 5, 10)).await;
        let (officer, head) = (actor(app, "officer").await, actor(app, "head").await);
        app.request_words(&officer, AGENCY, number).await.unwrap();
        house.clock.forward(1.hour());
        app.journal_view_of(
            &actor(app, "author").await,
            AGENCY,
            &number.to_string(),
            Viewed::File,
            Some("附件1".to_owned()),
        )
        .await
        .unwrap();
        let looks = app.access_list(&head, AGENCY, None, None, 10).await.unwrap();
        let told: Vec<_> =
            looks.iter().map(|row| (row.login.as_str(), row.what, row.detail.as_str())).collect();
        assert_eq!(told, [("author", Viewed::File, "附件1"), ("officer", Viewed::Requester, "")]);
        assert_eq!(looks[1].subject, number.to_string());
        let rest = app.access_list(&head, AGENCY, None, Some(looks[0].position), 10).await.unwrap();
        assert_eq!(rest, looks[1..], "a page begins where the last one ended");
        let own = app.access_list(&head, AGENCY, Some("author"), None, 10).await.unwrap();
        assert_eq!(own, looks[..1]);
        assert_eq!(rule(app.access_list(&officer, AGENCY, None, None, 10).await), "forbidden");
        let of_case = app.access_to_case(&officer, AGENCY, &number.to_string(), 10).await.unwrap();
        assert_eq!(of_case, looks);

        let stranger = actor(app, "county.operator").await;
        assert_eq!(rule(app.request_words(&stranger, AGENCY, number).await), "forbidden");
        let nothing = CaseNumber { year: 2021, sequence: 99 };
        assert_eq!(rule(app.request_words(&officer, AGENCY, nothing).await), "not found");
        let after = app.access_list(&head, AGENCY, None, None, 10).await.unwrap();
        assert_eq!(after, looks, "who saw nothing is not on record");
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}
