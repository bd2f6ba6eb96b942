//! Messages of the public on both databases: taken in once, answered by two, counted, erased.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::inquiries::{InquiryCommand, NewInquiry, PlainInquiry};
use gongkai_app::intake::{Limits, Opened, Visitor};
use gongkai_app::{Actor, App};
use gongkai_publication::{Dismissal, InquiryAnswer, InquiryKind, InquiryStage, Satisfaction};
use gongkai_request::motion::InquiryId;
use gongkai_store::inquiry::InquiryCount;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, person, rule};
use jiff::ToSpan;
use jiff::civil::date;

fn question(consents: bool) -> NewInquiry {
    NewInquiry {
        kind: InquiryKind::Question,
        item: None,
        consents,
        plain: PlainInquiry {
            name: "留言人甲某".to_owned(),
            contact: "0000-0000001".to_owned(),
            title: "公交线路".to_owned(),
            text: "样例路何时通公交？".to_owned(),
        },
    }
}

fn key(place: u8) -> String {
    format!("{place:032x}")
}

fn draft(publish: bool) -> InquiryCommand {
    InquiryCommand::Draft(Box::new(InquiryAnswer {
        title: "样例路何时通公交".to_owned(),
        question: "样例路通公交的时间。".to_owned(),
        answer: "年底前开通。".to_owned(),
        publish,
        on: date(1999, 1, 1),
        by: "somebody".to_owned(),
    }))
}

async fn act(
    app: &App,
    who: &Actor,
    id: InquiryId,
    command: InquiryCommand,
) -> Result<(), gongkai_app::AppError> {
    app.act_on_inquiry(who, AGENCY, id, &command).await
}

#[tokio::test]
async fn a_message_is_sent_once_answered_by_two_read_by_all_and_replays_equal() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        person(app, "head", AGENCY, &[Role::UnitHead]).await;
        let (author, head) = (actor(app, "author").await, actor(app, "head").await);
        let sent = app.send_inquiry(&key(1), AGENCY, question(true)).await.unwrap();
        assert_eq!(sent.id.label(), "留言2021-000001");
        assert_eq!(
            app.send_inquiry(&key(1), AGENCY, question(true)).await.unwrap(),
            sent,
            "sent twice, once on record"
        );
        let row = app.store.inquiry(AGENCY, sent.id).await.unwrap().unwrap();
        // The agency's own 20 working days: the Dragon Boat holiday is on 14 June.
        assert_eq!((row.received_on, row.due), (date(2021, 6, 1), Some(date(2021, 6, 30))));
        act(app, &author, sent.id, draft(true)).await.unwrap();
        let drafted = app.store.inquiry(AGENCY, sent.id).await.unwrap().unwrap();
        assert_eq!(drafted.drafted_by.as_deref(), Some("author"), "not whoever the form says");
        assert!(app.store.shown_inquiries(None, None, 9).await.unwrap().is_empty(), "a draft is no answer");
        assert_eq!(rule(act(app, &author, sent.id, InquiryCommand::Approve(true)).await), "forbidden");
        assert_eq!(rule(act(app, &head, sent.id, InquiryCommand::Approve(false)).await), "inquiry_checked");
        act(app, &head, sent.id, InquiryCommand::Approve(true)).await.unwrap();
        let shown = app.store.shown_inquiries(Some(AGENCY), None, 9).await.unwrap();
        assert_eq!(shown.iter().map(|row| row.answer.as_str()).collect::<Vec<_>>(), ["年底前开通。"]);

        let limits = Limits::default();
        let opened = app.open_by_code(&limits, "留言2021-000001", &sent.code, "192.0.2.1").await.unwrap();
        let Opened::Inquiry(opened) = opened else { panic!("{opened:?}") };
        app.rate_inquiry(&opened, Satisfaction::Fair).await.unwrap();
        assert_eq!(rule(app.rate_inquiry(&opened, Satisfaction::Satisfied).await), "inquiry_rated");
        let tracked = app.tracked_inquiry(&opened).await.unwrap();
        assert_eq!(tracked.words.unwrap().text, "样例路何时通公交？");

        let second = app.send_inquiry(&key(2), AGENCY, question(false)).await.unwrap().id;
        assert_eq!(rule(act(app, &author, second, draft(true)).await), "inquiry_consent");
        let away = InquiryCommand::Dismiss(Dismissal::Elsewhere, "请向交通运输局咨询。".to_owned());
        house.clock.forward((24 * 60).hours());
        act(app, &author, second, away).await.unwrap();
        let hide = InquiryCommand::Hide("含个人信息".to_owned());
        assert_eq!(rule(act(app, &author, sent.id, hide.clone()).await), "forbidden");
        let expected = InquiryCount {
            received: 2,
            answered: 1,
            dismissed: 1,
            in_time: 1,
            shown: 1,
            fair: 1,
            ..InquiryCount::default()
        };
        assert_eq!(app.store.inquiry_count(None, 2021).await.unwrap(), expected, "the second was late");
        act(app, &head, sent.id, hide).await.unwrap();
        assert!(app.store.shown_inquiries(None, None, 9).await.unwrap().is_empty());
        assert_eq!(
            app.store.inquiry_count(Some(AGENCY), 2021).await.unwrap(),
            InquiryCount { shown: 0, ..expected }
        );
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}

#[tokio::test]
async fn many_at_once_get_numbers_without_a_gap_and_lists_turn_page_by_page() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        person(app, "head", AGENCY, &[Role::UnitHead]).await;
        let (author, head) = (actor(app, "author").await, actor(app, "head").await);
        let tasks: Vec<_> = (1..=12)
            .map(|place| {
                let app = app.clone();
                // Each is sent twice at the same moment, as by an impatient finger.
                tokio::spawn(
                    async move { app.send_inquiry(&key(place.min(11)), AGENCY, question(true)).await },
                )
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let rows = app.inquiries(&author, AGENCY, false, None, 99).await.unwrap();
        let numbers: Vec<u32> = rows.iter().map(|row| row.id.0.sequence).collect();
        assert_eq!(numbers, (1..=11).rev().collect::<Vec<_>>());
        for row in &rows {
            act(app, &author, row.id, draft(true)).await.unwrap();
            act(app, &head, row.id, InquiryCommand::Approve(true)).await.unwrap();
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = app.store.shown_inquiries(Some(AGENCY), after.as_ref(), 4).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.over_on.unwrap().to_string(), last.agency.clone(), last.id.to_string()));
            seen.extend(page.iter().map(|row| row.id.0.sequence));
        }
        assert_eq!(seen, numbers, "each once, the latest first");
    }
}

#[tokio::test]
async fn a_sender_is_erased_when_the_period_is_over_and_what_was_published_stays() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    person(app, "head", AGENCY, &[Role::UnitHead]).await;
    let (officer, author, head) =
        (actor(app, "officer").await, actor(app, "author").await, actor(app, "head").await);
    let missing = NewInquiry { plain: PlainInquiry::default(), ..question(true) };
    assert_eq!(rule(app.send_inquiry(&key(1), AGENCY, missing).await), "title text");
    let secret = PlainInquiry { text: "据机密★10年文件".to_owned(), ..question(true).plain };
    let secret = NewInquiry { plain: secret, ..question(true) };
    assert!(app.send_inquiry(&key(1), AGENCY, secret).await.is_err(), "nothing secret is taken in");
    assert_eq!(app.store.last_inquiry(AGENCY, 2021).await.unwrap(), None);
    let id = app.send_inquiry(&key(1), AGENCY, question(true)).await.unwrap().id;
    act(app, &author, id, draft(true)).await.unwrap();
    act(app, &head, id, InquiryCommand::Approve(true)).await.unwrap();
    assert_eq!(rule(app.erase_inquiry(&officer, AGENCY, id, "期满").await), "forbidden");
    assert_eq!(rule(app.erase_inquiry(&head, AGENCY, id, "期满").await), "retention_running");
    assert!(app.inquiry_words(&officer, AGENCY, id).await.unwrap().is_some());
    let looks = app.store.access_views(AGENCY, Some(&id.to_string()), None, None, 9).await.unwrap();
    assert_eq!(looks.len(), 1, "each look is on record");
    let years = app.agency_state(AGENCY).await.unwrap().settings.letters.retention_years;
    house.clock.forward((24 * (370 * i64::from(years))).hours());
    assert_eq!(app.inquiries_kept_too_long(&head, AGENCY, 9).await.unwrap().len(), 1);
    app.erase_inquiry(&head, AGENCY, id, "保管期满").await.unwrap();
    assert!(app.inquiries_kept_too_long(&head, AGENCY, 9).await.unwrap().is_empty());
    assert_eq!(app.inquiry_words(&officer, AGENCY, id).await.unwrap(), None);
    let row = app.store.inquiry(AGENCY, id).await.unwrap().unwrap();
    assert!(row.is_shown && row.erased_on.is_some() && row.stage == InquiryStage::Answered);
}

#[tokio::test]
async fn a_reader_has_one_word_about_an_item_the_last() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (one, other) = (Visitor::new().unwrap(), Visitor::new().unwrap());
        app.rate_item(&one, "a/1", Satisfaction::Dissatisfied).await.unwrap();
        app.rate_item(&one, "a/1", Satisfaction::Satisfied).await.unwrap();
        app.rate_item(&other, "a/1", Satisfaction::Dissatisfied).await.unwrap();
        app.rate_item(&other, "a/2", Satisfaction::Fair).await.unwrap();
        let votes = app.item_votes("a/1").await.unwrap();
        assert_eq!(votes, [(Satisfaction::Satisfied, 1), (Satisfaction::Dissatisfied, 1)]);
    }
}
