//! Asking the public about a draft: opened, answered, weighed, fed back, erased.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::App;
use gongkai_app::solicitations::{NewSolicitation, PlainOpinion};
use gongkai_publication::{Adoption, OpinionChannel, OpinionWeighed};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, person, review_and_publish, rule, text};
use jiff::ToSpan;
use jiff::civil::date;

const KEY: &str = "00112233445566778899aabbccddeeff";

fn new(item: &str) -> NewSolicitation {
    NewSolicitation {
        item: item.to_owned(),
        through: date(2021, 7, 5),
        touches_business: true,
        why_short: None,
        ways: "寄送云溪市人民路1号".to_owned(),
    }
}

fn opinion(text: &str) -> PlainOpinion {
    PlainOpinion {
        name: "意见人甲".to_owned(), contact: "示例街9号".to_owned(), text: text.to_owned()
    }
}

fn weighed(gist: &str, adoption: Adoption, reason: &str) -> OpinionWeighed {
    OpinionWeighed { gist: gist.to_owned(), adoption, reason: reason.to_owned(), by: String::new() }
}

/// A public draft, and the solicitation on it.
async fn opened(app: &App) -> String {
    let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
    let (item, _) = app.draft_item(&author, AGENCY, text("某扶持办法（征求意见稿）")).await.unwrap();
    assert_eq!(rule(app.open_solicitation(&officer, AGENCY, new(&item)).await), "item", "not public yet");
    review_and_publish(app, &item).await;
    assert_eq!(rule(app.open_solicitation(&author, AGENCY, new(&item)).await), "forbidden");
    let short = NewSolicitation { through: date(2021, 6, 10), ..new(&item) };
    assert_eq!(rule(app.open_solicitation(&officer, AGENCY, short).await), "solicitation_short");
    let id = app.open_solicitation(&officer, AGENCY, new(&item)).await.unwrap();
    assert_eq!(rule(app.open_solicitation(&officer, AGENCY, new(&item)).await), "item", "it runs already");
    id
}

#[tokio::test]
async fn opinions_are_taken_once_weighed_and_fed_back_as_an_item() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let officer = actor(app, "officer").await;
        person(app, "head", AGENCY, &[Role::UnitHead]).await;
        let id = opened(app).await;
        assert_eq!(id, "yunxi-jxj/1");
        let running = app.store.running_solicitations(app.today(), 9).await.unwrap();
        assert_eq!((running.len(), running[0].title.as_str()), (1, "某扶持办法（征求意见稿）"));

        assert_eq!(rule(app.give_opinion(KEY, &id, opinion(" ")).await), "text");
        assert_eq!(rule(app.give_opinion(KEY, &id, opinion("附件标有机密★10年")).await), "text");
        assert_eq!(app.give_opinion(KEY, &id, opinion("建议放宽条件")).await.unwrap(), 1);
        assert_eq!(app.give_opinion(KEY, &id, opinion("建议放宽条件")).await.unwrap(), 1, "sent twice");
        let mail = (OpinionChannel::Mail, app.today());
        let number = app.register_opinion(&officer, &id, mail.0, mail.1, opinion("条件太严")).await.unwrap();
        assert_eq!(number, 2);
        assert_eq!(
            rule(app.register_opinion(&officer, &id, OpinionChannel::Online, mail.1, opinion("x")).await),
            "channel"
        );
        let row = app.store.solicitation(&id).await.unwrap().unwrap();
        assert_eq!((row.opinions, row.unweighed), (2, 2));
        assert_eq!(rule(app.opinion_words(&actor(app, "author").await, &id, 1).await), "forbidden");
        let words = app.opinion_words(&officer, &id, 1).await.unwrap().unwrap();
        assert_eq!((words.name.as_str(), words.text.as_str()), ("意见人甲", "建议放宽条件"));
        let looks = app.store.access_views(AGENCY, Some("solicitation-1"), None, None, 9).await.unwrap();
        assert_eq!((looks.len(), looks[0].detail.as_str()), (1, "第 1 条"));

        assert_eq!(rule(app.draft_feedback(&officer, &id).await), "solicitation_running");
        house.clock.forward((40 * 24).hours());
        assert!(app.store.running_solicitations(app.today(), 9).await.unwrap().is_empty());
        assert_eq!(app.store.past_solicitations(app.today(), None, 9).await.unwrap().len(), 1);
        assert_eq!(app.solicitations_to_answer(AGENCY, 9).await.unwrap().len(), 1);
        let other = "ffeeddccbbaa99887766554433221100";
        assert_eq!(rule(app.give_opinion(other, &id, opinion("来晚了")).await), "solicitation_over");
        assert_eq!(rule(app.draft_feedback(&officer, &id).await), "opinions_weighed");
        let partly = weighed("建议放宽申报条件", Adoption::Partly, "已放宽成立年限，其他条件由上位文件规定");
        assert_eq!(rule(app.weigh_opinions(&officer, &id, &[1, 7], partly.clone()).await), "also");
        let row = app.store.solicitation(&id).await.unwrap().unwrap();
        assert_eq!(row.unweighed, 2, "nothing half-happens");
        app.weigh_opinions(&officer, &id, &[1, 2], partly.clone()).await.unwrap();
        app.weigh_opinions(&officer, &id, &[1], partly).await.unwrap();
        assert_eq!(app.store.solicitation(&id).await.unwrap().unwrap().unweighed, 0);

        let item = app.draft_feedback(&officer, &id).await.unwrap();
        assert!(app.solicitations_to_answer(AGENCY, 9).await.unwrap().is_empty());
        assert_eq!(rule(app.draft_feedback(&officer, &id).await), "feedback_drafted");
        let draft = app.store.editions(&item).await.unwrap().remove(0).fields;
        assert_eq!(draft.title, "关于《某扶持办法（征求意见稿）》征求意见采纳情况的反馈");
        let body = app.item_body(&draft.body).await.unwrap();
        assert!(body.contains("共收到意见2条") && body.contains("部分采纳2条"), "{body}");
        assert!(
            body.contains("<td>建议放宽申报条件</td><td>2</td>"),
            "those that say the same stand together: {body}"
        );
        assert!(!body.contains("意见人甲") && !body.contains("条件太严"), "nobody's name or words: {body}");
        assert!(app.shown_solicitation(&id).await.unwrap().feedback.is_none(), "not before it is public");
        // Given up, it is drafted anew.
        app.abandon_item(&officer, &item, "换一种写法").await.unwrap();
        assert_eq!(app.solicitations_to_answer(AGENCY, 9).await.unwrap().len(), 1);
        let item = app.draft_feedback(&officer, &id).await.unwrap();
        assert_eq!(rule(app.erase_opinions(&actor(app, "head").await, &id).await), "opinion_kept");
        review_and_publish(app, &item).await;
        assert!(app.shown_solicitation(&id).await.unwrap().feedback.is_some());

        assert_eq!(rule(app.erase_opinions(&officer, &id).await), "forbidden");
        assert_eq!(app.erase_opinions(&actor(app, "head").await, &id).await.unwrap(), 2);
        assert_eq!(app.erase_opinions(&actor(app, "head").await, &id).await.unwrap(), 0);
        assert!(app.opinion_words(&officer, &id, 1).await.unwrap().is_none());
        let kept = app.store.solicited_opinion(&id, 1).await.unwrap().unwrap();
        assert_eq!(kept.weighed.unwrap().0, "建议放宽申报条件", "what it said in short stays");
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_solicitation_is_extended_or_stopped_with_a_reason() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    person(app, "head", AGENCY, &[Role::UnitHead]).await;
    let id = opened(app).await;
    assert_eq!(
        rule(app.extend_solicitation(&officer, &id, date(2021, 7, 5), "x").await),
        "solicitation_days"
    );
    app.extend_solicitation(&officer, &id, date(2021, 7, 20), "应企业要求").await.unwrap();
    assert_eq!(app.store.solicitation(&id).await.unwrap().unwrap().through, date(2021, 7, 20));
    assert_eq!(rule(app.stop_solicitation(&officer, &id, " ").await), "reason_given");
    app.give_opinion(KEY, &id, opinion("先放一放")).await.unwrap();
    app.stop_solicitation(&officer, &id, "上级另有规定，不再制定").await.unwrap();
    assert!(app.store.running_solicitations(app.today(), 9).await.unwrap().is_empty());
    assert_eq!(app.store.past_solicitations(app.today(), None, 9).await.unwrap().len(), 1, "stopped is past");
    let other = "ffeeddccbbaa99887766554433221100";
    assert_eq!(rule(app.give_opinion(other, &id, opinion("来晚了")).await), "solicitation_standing");
    assert_eq!(app.erase_opinions(&actor(app, "head").await, &id).await.unwrap(), 1);
}

#[tokio::test]
async fn many_send_at_once_and_every_opinion_gets_a_number_of_its_own() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let id = opened(&house.app).await;
        let mut sent = tokio::task::JoinSet::new();
        for sender in 0..24_u32 {
            let (app, id) = (house.app.clone(), id.clone());
            // Each twice, as an impatient finger does.
            for _ in 0..2 {
                let (app, id) = (app.clone(), id.clone());
                sent.spawn(async move {
                    app.give_opinion(&format!("{sender:032x}"), &id, opinion("同意")).await.unwrap()
                });
            }
        }
        let mut numbers = Vec::new();
        while let Some(number) = sent.join_next().await {
            numbers.push(number.unwrap());
        }
        numbers.sort_unstable();
        let expected: Vec<u64> = (1..=24).flat_map(|number| [number, number]).collect();
        assert_eq!(numbers, expected);
        let keys = house.app.store.count_person_keys().await.unwrap();
        assert_eq!(keys, 24, "no key is left over");
    }
}
