//! Erasing people when their cases need not be kept, and searching what they wrote.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use std::time::Instant;

use gongkai_agency::Role;
use gongkai_app::requests::{Letter, NewRequest, PlainAgent, PlainForm, PlainParty, TextQuery};
use gongkai_app::{Actor, App};
use gongkai_journal::StreamId;
use gongkai_request::access::Viewed;
use gongkai_request::code::{AgentKind, ProvisionForm, ProvisionRoute};
use gongkai_request::event::{ClosedOn, ConsultationSent};
use gongkai_request::remedy::{Filed, RemedyKind};
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::RequesterKind;
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::testing::{Scratch, postgres, sqlite};
use house::{AGENCY, House, actor, bureau, person, rule};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const WORDS: &str = "请公开秀水路改造工程的环评批复。";

async fn house(scratch: Scratch) -> House {
    let house = bureau(scratch).await;
    person(&house.app, "head", AGENCY, &[Role::UnitHead]).await;
    let mut settings = house.app.agency_state(AGENCY).await.unwrap().settings;
    settings.letters.retention_years = 1;
    house.app.set_agency_settings(&Actor::System, AGENCY, settings).await.unwrap();
    house
}

fn request(name: &str, identity: &str, text: &str, subject: &str, day: Date) -> NewRequest {
    NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(day),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: name.to_owned(),
            identity: identity.to_owned(),
            contact: "0000-0000000".to_owned(),
            text: text.to_owned(),
        },
        subject: subject.to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: None,
        parties: gongkai_app::requests::PlainParties::default(),
    }
}

async fn registered(app: &App, request: NewRequest) -> CaseNumber {
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

async fn withdrawn(app: &App, number: CaseNumber, on: Date) {
    let command = Command::Withdraw(ClosedOn { on, note: None });
    app.act_on_request(&actor(app, "officer").await, AGENCY, number, &command).await.unwrap();
}

fn words(words: &str) -> TextQuery {
    TextQuery { words: words.to_owned(), person: String::new() }
}

fn by(name: &str) -> TextQuery {
    TextQuery { words: String::new(), person: name.to_owned() }
}

async fn found(app: &App, query: &TextQuery) -> Vec<String> {
    let officer = actor(app, "officer").await;
    let found = app.search_requests(&officer, AGENCY, query, None).await.unwrap();
    assert_eq!(found.next, None);
    found.rows.iter().map(|row| row.number.to_string()).collect()
}

#[tokio::test]
async fn an_erased_requester_is_gone_and_every_figure_stays() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let day = date(2021, 5, 10);
        let first = registered(app, request("测试申请人甲", "样例证件 001", WORDS, "工程批复", day)).await;
        let other = registered(app, request("测试申请人乙", "样例证件 002", WORDS, "另一件", day)).await;
        let (officer, head) = (actor(app, "officer").await, actor(app, "head").await);
        let letter = ConsultationSent {
            id: "a".to_owned(),
            to: Consulted::ThirdParty,
            person: None,
            whom: None,
            on: date(2021, 5, 12),
            received_on: None,
            reply_by: None,
        };
        let whom = "测试企业".to_owned();
        app.consult(&officer, AGENCY, first, Letter { sent: letter, whom }).await.unwrap();
        let erase = async |actor: &Actor| app.erase_requester(actor, AGENCY, first, "保管期满", false).await;
        assert_eq!(rule(erase(&officer).await), "forbidden");
        assert_eq!(rule(erase(&head).await), "case_open");
        withdrawn(app, first, date(2021, 5, 20)).await;
        assert_eq!(rule(erase(&head).await), "remedy_running");
        house.clock.forward((24 * 200).hours());
        assert_eq!(rule(erase(&head).await), "retention_running");
        house.clock.forward((24 * 200).hours());

        let figures = async || {
            let years = [2021, 2022];
            let mut all = Vec::new();
            for year in years {
                all.push(app.store.request_facts(AGENCY, year).await.unwrap());
            }
            all
        };
        let before = figures().await;
        let due = app.requests_kept_too_long(&head, AGENCY, None, 10).await.unwrap();
        assert_eq!(due.iter().map(|row| row.number).collect::<Vec<_>>(), [first]);
        assert_eq!(found(app, &words("环评 批复")).await.len(), 2);

        assert_eq!(erase(&head).await.unwrap(), [first]);
        assert_eq!(app.request_words(&officer, AGENCY, first).await.unwrap(), None);
        assert_eq!(figures().await, before, "the figures are those of before");
        assert_eq!(found(app, &words("环评 批复")).await, [other.to_string()], "the words went with the key");
        assert_eq!(found(app, &by("测试申请人甲")).await, Vec::<String>::new());
        assert!(app.requests_kept_too_long(&head, AGENCY, None, 10).await.unwrap().is_empty());
        assert_eq!(rule(erase(&head).await), "already_erased");

        // Whoever was asked is a person of their own.
        let case = app.erasable(&head, AGENCY, first).await.unwrap();
        let third = case.consulted_persons[0].1.clone();
        assert!(app.store.person_key(&third).await.unwrap().is_some());
        app.erase_consulted(&head, AGENCY, first, "a", "保管期满").await.unwrap();
        assert!(app.store.person_key(&third).await.unwrap().is_none());

        // The journal, and so every copy of it, holds sealed text only.
        let events = app.store.load(&StreamId::new("request", &first.stream(AGENCY))).await.unwrap();
        for event in &events {
            for secret in ["测试申请人甲", "样例证件", "环评", "0000-0000000", "测试企业"] {
                assert!(!event.body.contains(secret), "{} holds {secret}", event.kind);
            }
        }
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_restored_copy_with_the_old_key_loses_it_when_replayed() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let number = registered(app, request("测试申请人甲", "", WORDS, "工程批复", date(2021, 5, 10))).await;
        withdrawn(app, number, date(2021, 5, 20)).await;
        let head = actor(app, "head").await;
        let person = app.erasable(&head, AGENCY, number).await.unwrap().registered.unwrap().person.clone();
        let key = app.store.person_key(&person).await.unwrap().unwrap();
        house.clock.forward((24 * 400).hours());
        app.erase_requester(&head, AGENCY, number, "保管期满", false).await.unwrap();
        app.store.save_person_key(&person, &key).await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.person_key(&person).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_pending_review_keeps_the_requester() {
    let house = house(sqlite()).await;
    let app = &house.app;
    let number = registered(app, request("测试申请人甲", "", WORDS, "工程批复", date(2021, 5, 10))).await;
    withdrawn(app, number, date(2021, 5, 20)).await;
    let filed = Filed {
        kind: RemedyKind::Review,
        request: Some(number),
        earlier: None,
        on: date(2021, 5, 25),
        authority: "云溪市人民政府".to_owned(),
        matter: "对办理结果不服".to_owned(),
    };
    app.file_remedy(&Actor::System, AGENCY, filed).await.unwrap();
    house.clock.forward((24 * 400).hours());
    let head = actor(app, "head").await;
    assert_eq!(rule(app.erase_requester(&head, AGENCY, number, "保管期满", false).await), "remedy_running");
}

#[tokio::test]
async fn sealed_words_and_names_are_found_by_those_who_handle_requests_only() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let day = date(2021, 5, 10);
        let first = registered(app, request("测试 申请人甲", "x1", WORDS, "工程批复", day)).await;
        let second = registered(app, request("测试申请人乙", "X 2", "补助名单", "技改补助", day)).await;
        assert_eq!(found(app, &words("秀水路")).await, [first.to_string()]);
        assert_eq!(found(app, &words("技改 名单")).await, [second.to_string()], "subject and text together");
        assert_eq!(found(app, &words("秀水路 名单")).await, Vec::<String>::new());
        assert_eq!(found(app, &by("测试申请人甲")).await, [first.to_string()]);
        assert_eq!(found(app, &by("x2")).await, [second.to_string()], "by number of identity");
        assert_eq!(found(app, &by("申请人乙")).await, Vec::<String>::new(), "a name is compared whole");
        let operator = actor(app, "operator").await;
        let refused = app.search_requests(&operator, AGENCY, &words("秀水路"), None).await;
        assert_eq!(rule(refused), "forbidden");
        let officer = actor(app, "officer").await;
        assert_eq!(rule(app.search_requests(&officer, AGENCY, &words(" "), None).await), "words");
        let head = actor(app, "head").await;
        let looks = app.access_list(&head, AGENCY, None, None, 100).await.unwrap();
        assert_eq!(looks.len(), 6);
        assert!(looks.iter().all(|row| row.what == Viewed::Search && row.subject == "register"));
    }
}

#[tokio::test]
async fn a_page_of_results_goes_on_where_the_last_one_ended() {
    let house = house(sqlite()).await;
    let app = &house.app;
    for _ in 0..60 {
        registered(app, request("测试申请人甲", "", WORDS, "工程批复", date(2021, 5, 10))).await;
    }
    let officer = actor(app, "officer").await;
    let began = Instant::now();
    let page = app.search_requests(&officer, AGENCY, &words("环评"), None).await.unwrap();
    println!("60 sealed texts in {:?}", began.elapsed());
    assert_eq!(page.rows.len(), 50);
    let rest = app.search_requests(&officer, AGENCY, &words("环评"), page.next).await.unwrap();
    assert_eq!((rest.rows.len(), rest.next), (10, None));
    let all: Vec<u32> = page.rows.iter().chain(&rest.rows).map(|row| row.number.sequence).collect();
    assert_eq!(all, (1..=60).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn with_a_requester_go_those_beside_them_and_their_other_cases_when_asked() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let day = date(2021, 5, 10);
        let mut joint = request("测试申请人甲", "样例证件 001", WORDS, "工程批复", day);
        let party = |name: &str| PlainParty {
            name: name.to_owned(),
            identity: String::new(),
            contact: "0000-0000001".to_owned(),
        };
        joint.parties.joint = vec![party("测试申请人丙")];
        joint.parties.agent = Some(PlainAgent {
            kind: AgentKind::Authorised,
            who: party("测试代理人丁"),
            proof: Some("授权委托书".to_owned()),
        });
        let first = registered(app, joint).await;
        let second = registered(app, request("测试申请人甲", "样例证件 001", WORDS, "第二件", day)).await;
        let open = registered(app, request("测试申请人甲", "样例证件 001", WORDS, "第三件", day)).await;
        let head = actor(app, "head").await;
        for number in [first, second] {
            withdrawn(app, number, date(2021, 5, 20)).await;
        }
        house.clock.forward((24 * 400).hours());
        let refused = app.erase_requester(&head, AGENCY, first, "保管期满", true).await;
        assert_eq!(rule(refused), "case_open", "one of the others is still open");
        assert!(app.request_words(&actor(app, "officer").await, AGENCY, first).await.unwrap().is_some());
        withdrawn(app, open, date(2022, 7, 1)).await;
        house.clock.forward((24 * 800).hours());
        let mut erased = app.erase_requester(&head, AGENCY, first, "保管期满", true).await.unwrap();
        erased.sort_unstable();
        assert_eq!(erased, [first, second, open]);
        let officer = actor(app, "officer").await;
        for number in [first, second, open] {
            assert_eq!(app.request_words(&officer, AGENCY, number).await.unwrap(), None);
        }
        let parties = app.request_parties(&officer, AGENCY, first).await.unwrap();
        assert_eq!(parties.joint[0].name, "", "the joint requester's key is gone too");
        assert_eq!(parties.agent.unwrap().who.name, "");
        assert!(app.requests_of_same(&head, AGENCY, first).await.unwrap().is_empty());
    }
}
