//! Requests and remedies in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may fail loudly"
)]

use std::collections::BTreeMap;
use std::time::Instant;

use gongkai_journal::{StreamId, Version, encode};
use gongkai_request::code::{DeliveryWay, Opinion, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{AnswerChecklist, Approve, Deliver, DraftReply, ReviewSecrecy};
use gongkai_request::event::{ConsultationAnswered, ConsultationSent, On, Registered, Reopened, SealedForm};
use gongkai_request::redating::{Moved, TaskChange, redated};
use gongkai_request::remedy::{
    Concluded, Filed, Remedy, RemedyCommand, RemedyKind, RemedyResult, ResultColumn, decide_remedy,
};
use gongkai_request::{Case, CaseNumber, Command, Context, LastCount, Sealed, Stage, TaskKind, decide};
use gongkai_statute::checklist::checklist;
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, Decision, RequesterKind};
use gongkai_store::request::{RemedyFilter, RequestFilter, RequestOrder};
use gongkai_store::testing::{postgres, sqlite};
use gongkai_store::{Batch, Statement, Store, StreamWrite};
use jiff::Timestamp;
use jiff::civil::{Date, date};

const AGENCY: &str = "yangli-jxj";

/// A case with its stream.
struct Desk<'a> {
    store: &'a Store,
    number: CaseNumber,
    case: Case,
    version: u64,
}

impl<'a> Desk<'a> {
    fn new(store: &'a Store, number: &str) -> Desk<'a> {
        Desk { store, number: CaseNumber::parse(number).unwrap(), case: Case::default(), version: 0 }
    }

    async fn does(&mut self, by: &str, today: Date, command: Command) {
        let context = Context { today, by, calendar: Calendar::built_in() };
        let events = decide(&self.case, &command, &context).unwrap();
        for event in &events {
            self.case.apply(event);
        }
        let write = StreamWrite {
            stream: StreamId::new("request", &self.number.stream(AGENCY)),
            expected: Version(self.version),
            events: events.iter().map(|event| encode(event).unwrap()).collect(),
        };
        self.version += events.len() as u64;
        append(self.store, write).await;
    }

    async fn registered(mut self, channel: Channel, day: Date, kind: RequesterKind) -> Desk<'a> {
        self.does("li", day, Command::Register(Box::new(form(channel, day, kind)))).await;
        self
    }

    async fn answered(mut self, day: Date, decision: Decision) -> Desk<'a> {
        let mut draft = DraftReply::new(day, decision);
        draft.reason = Some("理由".to_owned());
        self.does("li", day, Command::DraftReply(Box::new(draft))).await;
        if !checklist(decision).is_empty() {
            let list = AnswerChecklist::sound(day, decision, "说明");
            self.does("li", day, Command::AnswerChecklist(list)).await;
        }
        let review = ReviewSecrecy { on: day, passed: true, opinion: "不涉密".to_owned() };
        self.does("sun", day, Command::ReviewSecrecy(review)).await;
        self.does(
            "zhou",
            day,
            Command::Approve(Approve {
                on: day,
                document: Some("样公复〔2021〕1号".to_owned()),
                content: None,
            }),
        )
        .await;
        self.does("li", day, Command::Deliver(Deliver { way: DeliveryWay::Posted, on: day, evidence: None }))
            .await;
        self
    }
}

async fn append(store: &Store, write: StreamWrite) {
    let recorded_at: Timestamp = "2021-06-01T01:02:03Z".parse().unwrap();
    store
        .append(Batch {
            actor: "account/li".to_owned(),
            recorded_at,
            writes: vec![write],
            outbox: Vec::new(),
        })
        .await
        .unwrap();
}

fn form(channel: Channel, day: Date, requester: RequesterKind) -> Registered {
    let sealed = || Sealed("00".to_owned());
    Registered {
        channel,
        submitted_on: Some(day),
        arrived_on: None,
        confirmed_on: None,
        requester,
        person: "p".to_owned(),
        identity_hash: "h".to_owned(),
        sealed: SealedForm { name: sealed(), identity: sealed(), contact: sealed(), text: sealed() },
        subject: "某项目的审批文件（50%）".to_owned(),
        form: ProvisionForm::Paper,
        route: ProvisionRoute::Mail,
        clerk: None,
        split_from: None,
        parties: None,
    }
}

fn ours() -> Vec<String> {
    vec![AGENCY.to_owned()]
}

/// A small year: one answered, one answered next year, one open with an opinion awaited, one unconfirmed.
async fn year(store: &Store) {
    use RequesterKind::{Enterprise, NaturalPerson};
    let day = date(2021, 3, 1);
    Desk::new(store, "2021-000001")
        .registered(Channel::InPerson, day, NaturalPerson)
        .await
        .answered(date(2021, 3, 20), Decision::Granted)
        .await;
    let december = date(2021, 12, 20);
    Desk::new(store, "2021-000002")
        .registered(Channel::InPerson, december, Enterprise)
        .await
        .answered(date(2022, 1, 10), Decision::Process)
        .await;
    let april = date(2021, 4, 20);
    let mut open = Desk::new(store, "2021-000003").registered(Channel::InPerson, april, NaturalPerson).await;
    let letter = ConsultationSent {
        id: "a".to_owned(),
        to: Consulted::ThirdParty,
        person: None,
        whom: None,
        on: date(2021, 4, 26),
        received_on: Some(date(2021, 4, 28)),
        reply_by: None,
    };
    open.does("li", date(2021, 4, 28), Command::Consult(letter)).await;
    Desk::new(store, "2021-000004").registered(Channel::Online, april, NaturalPerson).await;
}

#[tokio::test]
async fn the_year_counts_what_was_received_and_not_ended_before() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        year(&store).await;
        let facts = store.request_facts(AGENCY, 2021).await.unwrap();
        let mut numbers: Vec<_> = facts.iter().map(|fact| fact.number.as_str()).collect();
        numbers.sort_unstable();
        assert_eq!(
            numbers,
            ["2021-000001", "2021-000002", "2021-000003"],
            "the unconfirmed one is not received"
        );
        assert_eq!(facts[0].result, Some((Decision::Granted, date(2021, 3, 20))), "the oldest first");
        let next = store.request_facts(AGENCY, 2022).await.unwrap();
        assert_eq!(next.len(), 2, "carried in");
        assert_eq!(store.last_request_number(AGENCY, 2021).await.unwrap().as_deref(), Some("2021-000004"));
        assert_eq!(store.last_request_number(AGENCY, 2022).await.unwrap(), None);
        let counts: BTreeMap<_, _> = store
            .requests_by_stage(&ours())
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.stage, row.count))
            .collect();
        assert_eq!(counts[&Stage::Closed], 2);
        assert_eq!(counts[&Stage::Consulting], 1);
        assert_eq!(counts[&Stage::AwaitingConfirmation], 1);
        let place = store.place_in_month(AGENCY, "h", date(2021, 4, 20), "2021-000003").await.unwrap();
        assert_eq!(place, 1);
    }
}

#[tokio::test]
async fn lists_page_filter_and_open_into_the_cases_counted() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        year(&store).await;
        let all = RequestFilter { agencies: ours(), ..RequestFilter::default() };
        let first = store.requests(&all, RequestOrder::Newest, None, 3).await.unwrap();
        let second = store.requests(&all, RequestOrder::Newest, Some(&first[2].cursor()), 3).await.unwrap();
        let numbers: Vec<_> = first.iter().chain(&second).map(|row| row.number.sequence).collect();
        assert_eq!(numbers, [4, 3, 2, 1]);
        let by_due = store.requests(&all, RequestOrder::Due, None, 1).await.unwrap();
        assert_eq!((by_due[0].number.sequence, by_due[0].provisional), (3, true));
        let rest = store.requests(&all, RequestOrder::Due, Some(&by_due[0].cursor()), 9).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.number.sequence).collect::<Vec<_>>(), [4]);
        let count = async |filter: RequestFilter| store.count_requests(&filter).await.unwrap();
        let base = || all.clone();
        assert_eq!(count(RequestFilter { open_at: Some(date(2021, 12, 31)), ..base() }).await, 2);
        let year = Some((date(2021, 1, 1), date(2021, 12, 31)));
        assert_eq!(count(RequestFilter { ended: year, ..base() }).await, 1);
        assert_eq!(count(RequestFilter { counted: year, ..base() }).await, 3);
        assert_eq!(count(RequestFilter { subject: Some("50%）".to_owned()), ..base() }).await, 4);
        assert_eq!(count(RequestFilter { subject: Some("5_%".to_owned()), ..base() }).await, 0);
        assert_eq!(count(RequestFilter { due_before: Some(date(2021, 7, 1)), ..base() }).await, 1);
        assert_eq!(count(RequestFilter { due_from: Some(date(2021, 7, 1)), ..base() }).await, 0);
        assert_eq!(count(RequestFilter::default()).await, 0, "no agency, no requests");
    }
}

#[tokio::test]
async fn what_has_a_day_is_listed_by_day() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        year(&store).await;
        let todos = store.request_todos(&ours(), date(2021, 12, 31), 50).await.unwrap();
        let lines: Vec<_> =
            todos.iter().map(|row| (row.number.sequence, row.task, row.due.unwrap())).collect();
        assert_eq!(
            lines,
            [
                (4, Some(TaskKind::Confirm), date(2021, 4, 21)),
                (3, Some(TaskKind::OpinionExpiry), date(2021, 5, 21)),
                (3, None, date(2021, 6, 11)),
            ]
        );
        let mut drafted = Desk::new(&store, "2021-000005")
            .registered(Channel::InPerson, date(2021, 5, 6), RequesterKind::Other)
            .await;
        let draft = DraftReply::new(date(2021, 5, 7), Decision::Granted);
        drafted.does("li", date(2021, 5, 7), Command::DraftReply(Box::new(draft))).await;
        let desk = store.requests_on_desk(&ours(), Stage::Drafted, 9).await.unwrap();
        assert_eq!((desk[0].drafted_by.as_deref(), desk[0].secrecy_passed), (Some("li"), None));
    }
}

#[tokio::test]
async fn a_new_reply_after_a_remedy_leaves_the_figures_alone() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let mut desk = Desk::new(&store, "2021-000001")
            .registered(Channel::InPerson, date(2021, 3, 1), RequesterKind::NaturalPerson)
            .await
            .answered(date(2021, 3, 20), Decision::Process)
            .await;
        let reopened = Reopened { remedy: "2021-000001".to_owned(), on: date(2021, 9, 1), reply_by: None };
        desk.does("li", date(2021, 9, 1), Command::Reopen(reopened)).await;
        let row = store.request(AGENCY, desk.number).await.unwrap().unwrap();
        assert_eq!((row.stage, row.due, row.round), (Stage::Running, Some(date(2021, 9, 29)), 1));
        let desk = desk.answered(date(2021, 9, 20), Decision::Granted).await;
        let row = store.request(AGENCY, desk.number).await.unwrap().unwrap();
        assert_eq!(row.stage, Stage::Closed);
        assert_eq!(row.closed.unwrap().decision, Decision::Process, "table 三 is unchanged");
        assert_eq!(store.requests_of(AGENCY, "h", 9).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_redating_moves_only_what_still_stands_where_the_count_began() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        year(&store).await;
        let clocks = store.open_clocks(None, 10).await.unwrap();
        assert_eq!(clocks.len(), 2, "closed cases have no clock");
        assert_eq!(store.open_clocks(Some((AGENCY, "2021-000003")), 10).await.unwrap().len(), 1);
        let open = clocks.iter().find(|clock| clock.number == "2021-000003").unwrap();
        let tasks = store.counted_tasks().await.unwrap();
        assert_eq!(tasks.len(), 2);
        let now = LastCount { due: Some(date(2021, 6, 15)), not_before: None, provisional: true };
        let moved = Moved { agency: AGENCY.to_owned(), was: open.count, now, number: open.number.clone() };
        let stale = LastCount { due: Some(date(2020, 1, 1)), ..open.count };
        let ignored = Moved { was: stale, now: LastCount::default(), ..moved.clone() };
        let task = TaskChange {
            number: open.number.clone(),
            task: TaskKind::OpinionExpiry,
            name: "a".to_owned(),
            was: Some(date(2021, 5, 21)),
            now: Some(date(2021, 5, 24)),
        };
        let events =
            redated("国办发明电〔2021〕样例号", vec![moved, ignored], vec![(AGENCY.to_owned(), task)]);
        append(
            &store,
            StreamWrite {
                stream: StreamId::new("request", "redating/1"),
                expected: Version(0),
                events: events.iter().map(|event| encode(event).unwrap()).collect(),
            },
        )
        .await;
        let number = CaseNumber::parse("2021-000003").unwrap();
        let row = store.request(AGENCY, number).await.unwrap().unwrap();
        assert_eq!(row.due, Some(date(2021, 6, 15)));
        let told = store.redatings(AGENCY, number).await.unwrap();
        let lines: Vec<_> = told.iter().map(|row| (row.task, row.was.unwrap(), row.now)).collect();
        assert_eq!(
            lines,
            [
                // Told as recorded; whoever shows it sees that the case did not stand there.
                (None, date(2020, 1, 1), None),
                (None, date(2021, 6, 11), Some(date(2021, 6, 15))),
                (Some(TaskKind::OpinionExpiry), date(2021, 5, 21), Some(date(2021, 5, 24))),
            ]
        );
        let other = CaseNumber::parse("2021-000004").unwrap();
        assert!(store.redatings(AGENCY, other).await.unwrap().is_empty());
        let before = store.snapshot().await.unwrap();
        store.replay().await.unwrap();
        assert_eq!(store.snapshot().await.unwrap(), before, "a replay gives the same rows");
    }
}

#[tokio::test]
async fn an_answered_letter_and_a_confirmation_leave_no_task_behind() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        year(&store).await;
        let mut desk = Desk::new(&store, "2021-000009")
            .registered(Channel::Online, date(2021, 4, 20), RequesterKind::Other)
            .await;
        desk.does("li", date(2021, 4, 21), Command::Confirm(On { on: date(2021, 4, 21) })).await;
        let letter = ConsultationSent {
            id: "a".to_owned(),
            to: Consulted::CoMaker,
            person: None,
            whom: None,
            on: date(2021, 4, 26),
            received_on: Some(date(2021, 4, 26)),
            reply_by: None,
        };
        desk.does("li", date(2021, 4, 26), Command::Consult(letter)).await;
        let answer = ConsultationAnswered {
            id: "a".to_owned(),
            on: date(2021, 4, 28),
            opinion: Opinion::Agrees,
            reasons: None,
        };
        desk.does("li", date(2021, 4, 28), Command::AnswerConsultation(answer)).await;
        let tasks = store.counted_tasks().await.unwrap();
        assert!(tasks.iter().all(|task| task.number != "2021-000009"));
    }
}

#[tokio::test]
async fn a_remedy_counts_from_filing_to_its_effective_result() {
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let id = CaseNumber::parse("2021-000001").unwrap();
        let filed = Filed {
            kind: RemedyKind::SuitDirect,
            request: CaseNumber::parse("2021-000007"),
            earlier: None,
            on: date(2021, 9, 1),
            authority: "样例区人民法院".to_owned(),
            matter: "不服不予公开答复".to_owned(),
        };
        let commands = [
            RemedyCommand::File(filed),
            RemedyCommand::Accept(date(2021, 9, 5)),
            RemedyCommand::Conclude(Concluded {
                on: date(2021, 12, 1),
                result: RemedyResult::OrderedAnew,
                reply_by: None,
            }),
            RemedyCommand::MakeEffective(date(2022, 1, 5)),
        ];
        let mut remedy = Remedy::default();
        let mut version = 0;
        for command in &commands {
            let context = Context { today: date(2022, 6, 1), by: "li", calendar: Calendar::built_in() };
            let events = decide_remedy(&remedy, command, &context).unwrap();
            let write = StreamWrite {
                stream: StreamId::new("remedy", &id.stream(AGENCY)),
                expected: Version(version),
                events: events.iter().map(|event| encode(event).unwrap()).collect(),
            };
            version += events.len() as u64;
            for event in &events {
                remedy.apply(event);
            }
            append(&store, write).await;
        }
        let pending = store.remedy_facts(AGENCY, 2021).await.unwrap();
        assert_eq!(
            pending[0].counted,
            Some((ResultColumn::Corrected, date(2022, 1, 5))),
            "after the year: pending in it"
        );
        assert!(store.remedy_facts(AGENCY, 2023).await.unwrap().is_empty());
        let row = store.remedy(AGENCY, id).await.unwrap().unwrap();
        assert_eq!((row.result, row.counted_on), (Some(RemedyResult::OrderedAnew), Some(date(2022, 1, 5))));
        let filter =
            RemedyFilter { agency: AGENCY.to_owned(), request: row.request, ..RemedyFilter::default() };
        assert_eq!(store.remedies(&filter, None, 9).await.unwrap(), [row]);
        assert_eq!(store.last_remedy_number(AGENCY, 2021).await.unwrap().as_deref(), Some("2021-000001"));
    }
}

#[tokio::test]
async fn a_year_of_a_hundred_thousand_requests_is_read_whole() {
    const REQUESTS: usize = 100_000;
    let scratch = sqlite();
    let store = scratch.open().await;
    let rows = "with recursive one(n) as (select 1 union all select n + 1 from one where n < 100000)
        insert into request_case (agency, number, channel, received_on, counted_on, requester, person, identity_hash,
            subject, stage, open, round, decision, report_row, result_on, late, registered_at, changed_at)
        select 'yangli-jxj', printf('2021-%06d', n), 'online', '2021-03-01', '2021-03-01', 'enterprise', 'p', 'h', '样例',
            'closed', 0, 0, 'granted', 'granted', '2021-03-29', 0, '', '' from one";
    let seed = Statement::PerDialect { sqlite: rows.to_owned(), postgres: String::new(), values: vec![] };
    store.execute(vec![seed]).await.unwrap();
    let started = Instant::now();
    let facts = store.request_facts(AGENCY, 2021).await.unwrap();
    eprintln!("{} facts read in {:?} (dev build)", facts.len(), started.elapsed());
    assert_eq!(facts.len(), REQUESTS);
    let filter = RequestFilter { agencies: ours(), ..RequestFilter::default() };
    let started = Instant::now();
    let page = store.requests(&filter, RequestOrder::Newest, None, 20).await.unwrap();
    eprintln!("first page in {:?} (dev build)", started.elapsed());
    assert_eq!(page[0].number.sequence, 100_000);
    let next = store.requests(&filter, RequestOrder::Newest, Some(&page[19].cursor()), 20).await.unwrap();
    assert_eq!(next[0].number.sequence, 99_980);
}

#[tokio::test]
async fn ratings_complaints_and_subjects_are_rows_and_replay_alike() {
    use gongkai_request::{Event, set_subject, voice};
    for scratch in [sqlite(), postgres()] {
        let store = scratch.open().await;
        let day = date(2021, 3, 1);
        let mut desk = Desk::new(&store, "2021-000001")
            .registered(Channel::InPerson, day, RequesterKind::NaturalPerson)
            .await
            .answered(date(2021, 3, 20), Decision::Granted)
            .await;
        let context = Context { today: date(2021, 3, 22), by: "public", calendar: Calendar::built_in() };
        let sealed = || Sealed("00".to_owned());
        let mut events: Vec<Event> = set_subject(&desk.case, "道路养护合同", &context).unwrap();
        events.extend(voice::rate(&desk.case, 4, None, &context).unwrap());
        events.extend(voice::complain(&desk.case, sealed(), &context).unwrap());
        let write = StreamWrite {
            stream: StreamId::new("request", &desk.number.stream(AGENCY)),
            expected: Version(desk.version),
            events: events.iter().map(|event| encode(event).unwrap()).collect(),
        };
        desk.version += events.len() as u64;
        append(&store, write).await;
        for event in &events {
            desk.case.apply(event);
        }
        assert_eq!(store.request(AGENCY, desk.number).await.unwrap().unwrap().subject, "道路养护合同");
        let counts = store.rating_counts(AGENCY, day, date(2021, 12, 31)).await.unwrap();
        assert_eq!((counts.ratings, counts.scores), (1, 4));
        assert_eq!(store.open_complaints(&ours(), 9).await.unwrap()[0].number, desk.number);
        assert!(voice::rate(&desk.case, 4, None, &context).is_err(), "once a reply");
        let answered = voice::answer_complaint(&desk.case, "已核实并更正", &context).unwrap();
        let write = StreamWrite {
            stream: StreamId::new("request", &desk.number.stream(AGENCY)),
            expected: Version(desk.version),
            events: answered.iter().map(|event| encode(event).unwrap()).collect(),
        };
        append(&store, write).await;
        assert!(store.open_complaints(&ours(), 9).await.unwrap().is_empty());
        let before = store.snapshot().await.unwrap();
        store.replay().await.unwrap();
        assert_eq!(store.snapshot().await.unwrap(), before, "a replay gives the same rows");
    }
}
