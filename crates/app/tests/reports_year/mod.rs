//! A bureau's made-up year, written into the journal as events.

#![allow(dead_code, reason = "each test file uses its part")]

use gongkai_app::items::{LegacyItem, LegacyNumber};
use gongkai_app::{Actor, App, stream_write};
use gongkai_publication::{LegalKind, NewValidity, Opening, Validity};
use gongkai_report::ledger::{LedgerCommand, NewReturn};
use gongkai_report::tally::LedgerKind;
use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute, Sealed};
use gongkai_request::event::{Delivered, Event, Registered, SealedForm};
use gongkai_request::remedy::{Concluded, Filed, Remedy, RemedyEvent, RemedyKind, RemedyOn, RemedyResult};
use gongkai_request::{Case, CaseNumber, Dated, Stage};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind};
use gongkai_store::testing::Scratch;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::house::{AGENCY, House, actor, bureau, text_of};

/// A bureau in January 2022, before its report of 2021.
pub(crate) async fn in_january(scratch: Scratch) -> House {
    let house = bureau(scratch).await;
    house.clock.forward((233 * 24 + 1).hours());
    assert_eq!(house.app.today(), date(2022, 1, 20));
    house
}

/// What the sections return for 2021, and the opening stock: all that a quiet year needs.
pub(crate) async fn settle(app: &App) {
    let officer = actor(app, "officer").await;
    for (figure, amount) in [
        (LedgerKind::Licences, 12),
        (LedgerKind::Penalties, 3),
        (LedgerKind::CoerciveMeasures, 0),
        (LedgerKind::Fees, 12_345_678),
    ] {
        charge(app, "审批科", figure).await;
        returned(app, "审批科", figure, (date(2021, 1, 1), date(2021, 12, 31)), amount).await;
    }
    let opening = Opening {
        agency: AGENCY.to_owned(),
        as_of: date(2020, 12, 31),
        items: 500,
        legal_stock: [(LegalKind::NormativeDocument, 7)].into(),
        evidence: "现行有效文件目录".to_owned(),
        evidence_file: None,
        by: String::new(),
    };
    app.state_item_opening(&officer, opening).await.unwrap();
}

pub(crate) async fn charge(app: &App, section: &str, figure: LedgerKind) {
    let command = LedgerCommand::Charge { section: section.to_owned(), figure, from: date(2021, 1, 1) };
    app.act_on_ledger(&actor(app, "officer").await, AGENCY, command).await.unwrap();
}

pub(crate) async fn returned(
    app: &App,
    section: &str,
    figure: LedgerKind,
    (from, to): (Date, Date),
    amount: i64,
) {
    let section = section.to_owned();
    let new = NewReturn { section, figure, from, to, amount, source: "业务系统台账".to_owned() };
    let author = actor(app, "author").await;
    app.act_on_ledger(&author, AGENCY, LedgerCommand::Return(new)).await.unwrap();
}

/// A request of the made-up year.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) requester: RequesterKind,
    pub(crate) received_on: Date,
    pub(crate) result: Option<(Decision, Date)>,
}

/// Requests of 2020 to 2022 in every column and row.
pub(crate) fn requests(count: usize) -> Vec<Asked> {
    let mut dice = dice(20_211_231);
    (0..count)
        .map(|_| {
            let received_on = date(2020, 7, 1) + dice(600).days();
            let decision = Decision::ALL[usize::try_from(dice(23)).unwrap()];
            let result = (dice(20) > 0).then(|| (decision, received_on + dice(40).days()));
            let requester = RequesterKind::ALL[usize::try_from(dice(6).min(dice(6))).unwrap()];
            Asked { requester, received_on, result }
        })
        .collect()
}

pub(crate) fn dice(seed: u64) -> impl FnMut(i64) -> i64 {
    let mut seed = seed;
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(seed >> 33).unwrap() % below
    }
}

pub(crate) async fn ask(app: &App, first: u32, asked: &[Asked]) {
    for (part, chunk) in asked.chunks(500).enumerate() {
        let writes = chunk
            .iter()
            .enumerate()
            .map(|(place, asked)| {
                let sequence = first + u32::try_from(part * 500 + place).unwrap();
                let number = CaseNumber { year: asked.received_on.year(), sequence };
                stream_write::<Case>(&number.stream(AGENCY), gongkai_journal::Version(0), &events(asked))
                    .unwrap()
            })
            .collect();
        app.append(&Actor::System, writes, vec![]).await.unwrap();
    }
}

fn events(asked: &Asked) -> Vec<Event> {
    let sealed = || Sealed("sealed".to_owned());
    let mut events = vec![
        Event::Registered(Box::new(Registered {
            channel: Channel::InPerson,
            submitted_on: Some(asked.received_on),
            arrived_on: None,
            confirmed_on: None,
            requester: asked.requester,
            person: "p".to_owned(),
            identity_hash: "h".to_owned(),
            sealed: SealedForm { name: sealed(), identity: sealed(), contact: sealed(), text: sealed() },
            subject: "样例事项".to_owned(),
            form: ProvisionForm::Electronic,
            route: ProvisionRoute::Email,
            clerk: None,
            split_from: None,
            parties: None,
        })),
        Event::Dated(dated(asked, Stage::Running)),
    ];
    if let Some((decision, on)) = asked.result {
        let way = DeliveryWay::Posted;
        events.push(Event::Delivered(Delivered {
            way,
            on,
            evidence: None,
            late: false,
            decision,
            round: 0,
            on_the_spot: false,
        }));
        events.push(Event::Dated(dated(asked, Stage::Closed)));
    }
    events
}

fn dated(asked: &Asked, stage: Stage) -> Dated {
    Dated {
        stage: stage.key().to_owned(),
        received_on: Some(asked.received_on),
        counted_on: Some(asked.received_on),
        clock_start: Some(asked.received_on),
        due: None,
        not_before: None,
        provisional: false,
        tasks: vec![],
        timeline: String::new(),
    }
}

/// Reviews and suits of every group and outcome, some pending, some judged and not yet effective.
pub(crate) async fn sue(app: &App, count: u32) {
    let results = [
        RemedyResult::Maintained,
        RemedyResult::Revoked,
        RemedyResult::Withdrawn,
        RemedyResult::ReviewClaimRejected,
        RemedyResult::OrderedAnew,
    ];
    let kinds = [RemedyKind::Review, RemedyKind::SuitDirect, RemedyKind::SuitAfterReview];
    let mut dice = dice(7);
    for sequence in 1..=count {
        let kind = kinds[usize::try_from(dice(3)).unwrap()];
        let on = date(2020, 6, 1) + dice(560).days();
        let filed = Filed {
            kind,
            request: None,
            earlier: None,
            on,
            authority: "样例审理机关".to_owned(),
            matter: "样例".to_owned(),
        };
        let mut events = vec![RemedyEvent::Filed(filed)];
        if dice(5) > 0 {
            let on = on + dice(200).days();
            let result = results[usize::try_from(dice(5)).unwrap()];
            events.push(RemedyEvent::Concluded(Concluded { on, result, reply_by: None }));
            if dice(4) > 0 {
                events.push(RemedyEvent::Effective(RemedyOn { on: on + 15.days() }));
            }
        }
        let number = CaseNumber { year: on.year(), sequence };
        let write =
            stream_write::<Remedy>(&number.stream(AGENCY), gongkai_journal::Version(0), &events).unwrap();
        app.append(&Actor::System, vec![write], vec![]).await.unwrap();
    }
}

/// 规范性文件: made before and in the year, repealed by acts, ended by their own last day.
pub(crate) async fn make_documents(app: &App) {
    let document = |place: i8, made_on: Date, expires_on: Option<Date>| {
        let mut text = text_of(&format!("样例管理办法（{place}）"), made_on);
        text.fields.legal_kind = Some(LegalKind::NormativeDocument);
        text.fields.categories = vec!["A20-01".to_owned()];
        text.fields.document_number = Some(format!("云经信〔{}〕{place}号", made_on.year()));
        text.fields.expires_on = expires_on;
        LegacyItem {
            index_number: LegacyNumber::New,
            fields: text.fields,
            body: text.body,
            published_at: format!("{made_on}T03:00:00Z").parse().unwrap(),
            source: format!("https://old.example/{place}"),
            validity: None,
        }
    };
    let items = vec![
        document(1, date(2019, 3, 1), None),
        document(2, date(2019, 4, 1), None),
        document(3, date(2021, 2, 1), None),
        document(4, date(2021, 3, 1), None),
        document(5, date(2021, 4, 1), Some(date(2021, 12, 31))),
        document(6, date(2021, 5, 1), Some(date(2021, 11, 30))),
        document(7, date(2020, 5, 1), Some(date(2020, 12, 31))),
    ];
    let officer = actor(app, "officer").await;
    let ids = app.import_items(&officer, AGENCY, items, "keeper", "迁移前复核").await.unwrap();
    for (id, on) in [(&ids[0], date(2021, 6, 1)), (&ids[2], date(2021, 9, 1))] {
        let change =
            NewValidity {
                validity: Validity::Repealed, on, act: "样例废止决定".to_owned(), act_item: None
            };
        app.change_item_validity(&officer, id, &change).await.unwrap();
    }
}

/// The whole: requests, remedies, documents, returns.
pub(crate) async fn busy(app: &App, count: usize) -> Vec<Asked> {
    settle(app).await;
    make_documents(app).await;
    let asked = requests(count);
    ask(app, 1, &asked).await;
    sue(app, 150).await;
    asked
}
