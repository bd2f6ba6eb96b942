//! Keeping what was published, and what was not, right over the years.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_app::AppError;
use gongkai_app::items::FoundKind;
use gongkai_publication::{
    Attribute, Fall, InterpretationForm, LegalKind, Reassessment, SecrecyConclusion, SecrecyFinding,
    Withdrawal, WithdrawalKind,
};
use gongkai_store::publication::DutyKind;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, clear, review_and_publish, rule, seen, text, text_of};
use jiff::ToSpan;
use jiff::civil::date;

/// A draft by the author through levels and secrecy review, but not published.
async fn reviewed(app: &gongkai_app::App, id: &str, conclusion: SecrecyConclusion) {
    app.submit_item(&actor(app, "author").await, id, None).await.unwrap();
    let hash = seen(app, id).await;
    app.approve_item(&actor(app, "reviewer").await, id, &hash, "").await.unwrap();
    app.approve_item(&actor(app, "leader").await, id, &hash, "").await.unwrap();
    let (basis, referred_to) = ("逐项审查".to_owned(), None);
    let finding = SecrecyFinding { seen: hash, conclusion, basis, referred_to };
    app.review_item_secrecy(&actor(app, "keeper").await, id, &finding).await.unwrap();
}

#[tokio::test]
async fn what_is_withheld_is_assessed_in_time_and_becomes_public() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let mut inside = text("内部岗位安排");
        inside.fields.attribute = Attribute::Withheld;
        inside.fields.ground = Some("internal_affairs".to_owned());
        inside.fields.ground_note = Some("内部人事管理".to_owned());
        let (id, _) = app.draft_item(&author, AGENCY, inside).await.unwrap();
        reviewed(app, &id, SecrecyConclusion::NotPublic).await;
        assert_eq!(
            app.item_tasks(&gongkai_app::Actor::System, AGENCY).await.unwrap()[0].task.stage,
            "cleared",
            "it is confirmed, not sent back"
        );
        assert_eq!(rule(app.publish_item(&officer, &id).await), "only_proactive_is_published");
        assert_eq!(rule(app.hold_item(&author, &id, None).await), "forbidden");
        app.hold_item(&officer, &id, None).await.unwrap();
        assert!(app.item_tasks(&gongkai_app::Actor::System, AGENCY).await.unwrap().is_empty());
        let listed =
            app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::Reassess, 9).await.unwrap();
        assert_eq!((listed[0].row.title.as_str(), listed[0].due), ("内部岗位安排", Some(date(2022, 6, 1))));
        assert!(app.item_duty_counts(AGENCY, 9).await.unwrap().is_empty(), "nothing to do for a year");
        assert_eq!(rule(app.public_item("330482/2021-00001").await), "not found");

        house.clock.forward((360 * 24).hours());
        let owed = app.item_duty_counts(AGENCY, 9).await.unwrap();
        assert_eq!((owed[0].kind, owed[0].count), (DutyKind::Reassess, 1));
        app.reassess_item(&officer, &id, Reassessment::Stays, "仍属内部管理", None).await.unwrap();
        let next =
            app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::Reassess, 9).await.unwrap()[0].due;
        assert_eq!(next, Some(date(2023, 5, 27)));
        app.reassess_item(&officer, &id, Reassessment::Disclose, "已经对外公示", None).await.unwrap();
        let owed = app.item_duty_counts(AGENCY, 9).await.unwrap();
        assert_eq!(owed.iter().map(|one| one.kind).collect::<Vec<_>>(), [DutyKind::Disclose]);
        app.revise_item(&author, &id, text("岗位安排"), "转为主动公开", false).await.unwrap();
        review_and_publish(app, &id).await;
        assert!(app.item_duty_counts(AGENCY, 9).await.unwrap().is_empty());
        let view = app.item_view(&id).await.unwrap();
        let states: Vec<_> = view.editions.iter().map(|edition| edition.state.as_str()).collect();
        assert_eq!(states, ["superseded", "public"]);
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_policy_without_interpretation_is_told_until_it_has_one_or_needs_none() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
    let mut policy = text("扶持小微企业的若干意见");
    policy.fields.legal_kind = Some(LegalKind::NormativeDocument);
    let (id, _) = app.draft_item(&author, AGENCY, policy).await.unwrap();

    let mut settings = app.agency_state(AGENCY).await.unwrap().settings;
    settings.items.interpretation_plan_first = true;
    app.set_agency_settings(&gongkai_app::Actor::System, AGENCY, settings).await.unwrap();
    assert_eq!(rule(app.submit_item(&author, &id, None).await), "interpretation_plan_first");
    app.plan_item_interpretation(&author, &id, true, &[InterpretationForm::Text], "同步发布").await.unwrap();
    review_and_publish(app, &id).await;
    let owed = app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::Interpret, 9).await.unwrap();
    assert_eq!((owed.len(), owed[0].due), (1, Some(date(2021, 6, 4))), "three working days after 1 June");

    let mut reading = text("《若干意见》解读");
    reading.fields.column = "zcjd".to_owned();
    reading.fields.categories = vec!["A20-01".to_owned()];
    reading.fields.interprets = Some(id.clone());
    let (other, _) = app.draft_item(&author, AGENCY, reading).await.unwrap();
    review_and_publish(app, &other).await;
    assert!(
        app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::Interpret, 9)
            .await
            .unwrap()
            .is_empty()
    );
    app.pull_item(&officer, &other, "有误").await.unwrap();
    assert_eq!(
        app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::Interpret, 9).await.unwrap().len(),
        1,
        "it is without again"
    );
    app.plan_item_interpretation(&author, &id, false, &[], "内容已在文件中说明").await.unwrap();
    assert!(
        app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::Interpret, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_penalty_that_fell_is_to_be_taken_back_within_three_working_days() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
    house.clock.forward((120 * 24).hours());
    let mut penalty = text_of("行政处罚决定书", date(2021, 9, 20));
    penalty.fields.column = "xzcf".to_owned();
    let (id, _) = app.draft_item(&author, AGENCY, penalty).await.unwrap();
    review_and_publish(app, &id).await;
    let act = "云政复〔2021〕3号行政复议决定书";
    app.item_decision_fell(&officer, &id, Fall::Revoked, date(2021, 9, 29), act).await.unwrap();
    let owed = app.item_duties(&gongkai_app::Actor::System, AGENCY, DutyKind::TakeBack, 9).await.unwrap();
    assert_eq!((owed.len(), owed[0].due), (1, Some(date(2021, 10, 9))));
    let (kind, notice) = (WithdrawalKind::WithNotice, "该处罚决定已被撤销。".to_owned());
    app.withdraw_item(&officer, &id, &Withdrawal { kind, notice, successor: None }).await.unwrap();
    assert!(app.item_duty_counts(AGENCY, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_of_words_is_for_the_agencies_below_too_and_what_is_public_is_screened_again() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let mut wrong = text("关于云浦县道路养护的通知");
        wrong.body =
            "<p>云浦县道路养护，详见<a href=\"/items/330482%2F2021-00009\">附件</a>。</p>".to_owned();
        let (id, _) = app.draft_item(&author, AGENCY, wrong).await.unwrap();
        review_and_publish(app, &id).await;
        let (other, _) = app.draft_item(&author, AGENCY, text("另一份通知")).await.unwrap();
        review_and_publish(app, &other).await;
        while app.rescreen_some().await.unwrap() > 0 {}
        let listed = app.store.screened_items(AGENCY, 9).await.unwrap();
        assert_eq!(listed.len(), 1, "the link is dead");
        assert_eq!((listed[0].1.open, listed[0].1.links), (0, 1));

        assert_eq!(rule(app.set_agency_words(&officer, AGENCY, "错词，县").await), "words");
        assert_eq!(rule(app.set_agency_words(&author, AGENCY, "错词，云浦县").await), "forbidden");
        let above = actor(app, "county.operator").await;
        app.set_agency_words(&above, "yunxi", "错词，云浦县，已改称云浦市\n例外，0573-85000000")
            .await
            .unwrap();
        while app.rescreen_some().await.unwrap() > 0 {}
        let listed = app.store.screened_items(AGENCY, 9).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].1.kinds.get("wrong_word"), Some(&2), "in the title and in the body");
        assert_eq!(app.store.count_screened(AGENCY, 9).await.unwrap(), 1);
        assert!(app.screen_item(&id).await.unwrap().rules.starts_with("2026-11+"));

        app.answer_item_finding(&officer, &id, FoundKind::WrongWord, "云浦县", "文件成文时的名称")
            .await
            .unwrap();
        let listed = app.store.screened_items(AGENCY, 9).await.unwrap();
        assert_eq!((listed[0].1.open, listed[0].1.links), (0, 1), "answered, and the link is still dead");
        let mut right = text("关于云浦市道路养护的通知");
        right.body = "<p>云浦市道路养护。</p>".to_owned();
        app.revise_item(&author, &id, right, "改正名称和链接", false).await.unwrap();
        review_and_publish(app, &id).await;
        assert!(
            app.store.screened_items(AGENCY, 9).await.unwrap().is_empty(),
            "another edition stands there now"
        );
        assert_eq!(app.rescreen_some().await.unwrap(), 0, "nothing is screened twice by the same rules");
    }
}

#[tokio::test]
async fn what_an_agency_says_of_itself_holds_no_personal_number_and_is_read_again_after_a_replay() {
    use gongkai_agency::{Establishment, Leader, Office};
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let leader =
            Leader { name: "甲某".into(), post: "局长".into(), duties: "主持全面工作".into() };
        let office = Office {
            name: "办公室".into(),
            duties: "综合协调".into(),
            phone: "0573-87010000".into(),
            address: "行政中心 301 室".into(),
        };
        let said = Establishment {
            duties: "贯彻执行有关法律法规。".into(),
            leaders: vec![leader],
            offices: vec![office],
            units: Vec::new(),
        };
        assert_eq!(rule(app.set_establishment(&author, AGENCY, said.clone()).await), "forbidden");
        let nobody = Establishment { leaders: Vec::new(), ..said.clone() };
        assert_eq!(rule(app.set_establishment(&officer, AGENCY, nobody).await), "establishment_complete");
        let mut mobile = said.clone();
        mobile.offices[0].phone = "13900001234".into();
        let Err(AppError::Fields(faults)) = app.set_establishment(&officer, AGENCY, mobile).await else {
            panic!("a mobile number is personal")
        };
        assert_eq!(faults[0].field, "offices");
        assert!(faults[0].message.contains("13900001234"), "{faults:?}");
        let guide = app.store.agency(AGENCY).await.unwrap().unwrap().updated_at;
        app.set_establishment(&officer, AGENCY, said.clone()).await.unwrap();
        assert_eq!(
            app.store.agency(AGENCY).await.unwrap().unwrap().updated_at,
            guide,
            "the guide is no newer"
        );
        let (read, at) = app.store.establishment_of(AGENCY).await.unwrap().unwrap();
        assert_eq!(read, said);
        app.store.replay().await.unwrap();
        assert_eq!(app.store.establishment_of(AGENCY).await.unwrap(), Some((said, at)));
    }
}

#[tokio::test]
async fn a_plan_comes_due_stage_by_stage_and_leads_to_what_was_published() {
    use gongkai_publication::{PlanMade, PlannedStage};
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let made = PlanMade {
            agency: AGENCY.to_owned(),
            title: "统计信息".to_owned(),
            rhythm: "regular".to_owned(),
            column: "tjxx".to_owned(),
            section: Some("bgs".to_owned()),
            every_months: Some(3),
            stages: vec![PlannedStage { name: "季度运行情况".to_owned(), due_on: date(2021, 6, 3) }],
            by: String::new(),
        };
        assert_eq!(rule(app.make_plan(&author, made.clone()).await), "forbidden");
        let elsewhere = PlanMade { column: "none".to_owned(), ..made.clone() };
        assert_eq!(rule(app.make_plan(&officer, elsewhere).await), "column");
        let id = app.make_plan(&officer, made).await.unwrap();
        assert_eq!(id, "yunxi-jxj/1");
        let due = app.stages_due(AGENCY, 9).await.unwrap();
        assert_eq!((due.len(), due[0].due_on, due[0].title.as_str()), (1, date(2021, 6, 3), "统计信息"));
        assert_eq!(
            rule(app.finish_stage(&officer, &id, 1, "yunxi-jxj/1").await),
            "item",
            "nothing is public"
        );
        let (item, _) = app.draft_item(&author, AGENCY, text("一季度运行情况")).await.unwrap();
        review_and_publish(app, &item).await;
        app.finish_stage(&officer, &id, 1, "330482/2021-00001").await.unwrap();
        assert!(app.stages_due(AGENCY, 9).await.unwrap().is_empty());
        let stages = app.store.plan_stages(&id).await.unwrap();
        assert_eq!(stages[0].item.as_deref(), Some("yunxi-jxj/1"));
        assert_eq!((stages.len(), stages[1].due_on, stages[1].is_open), (2, date(2021, 9, 3), true));
        app.move_stage(&officer, &id, 2, date(2021, 6, 8), "提前").await.unwrap();
        assert_eq!(app.stages_due(AGENCY, 9).await.unwrap().len(), 1);
        app.end_plan(&officer, &id, "职能划转").await.unwrap();
        assert!(app.stages_due(AGENCY, 9).await.unwrap().is_empty());
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_draft_limited_to_some_is_nothing_to_the_others_until_it_is_public() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let people = ["author", "reviewer", "leader", "keeper", "officer"];
        let [author, reviewer, leader, keeper, officer] =
            people.map(|login| async move { actor(app, login).await });
        let (author, reviewer, leader) = (author.await, reviewer.await, leader.await);
        let (keeper, officer) = (keeper.await, officer.await);
        let (id, notes) = app.draft_item(&author, AGENCY, text("人事安排通知")).await.unwrap();
        assert!(notes.is_empty(), "{notes:?}");
        assert_eq!(
            rule(app.limit_item_access(&officer, &id, &["reviewer".to_owned()]).await),
            "limits_oneself"
        );
        assert_eq!(rule(app.limit_item_access(&author, &id, &["nobody".to_owned()]).await), "logins");
        let named = ["reviewer", "leader", "keeper"].map(str::to_owned);
        app.limit_item_access(&author, &id, &named).await.unwrap();
        for (who, sees) in [(&author, true), (&reviewer, true), (&keeper, true), (&officer, false)] {
            assert_eq!(app.may_see_item(who, &id).await.unwrap(), sees, "{who:?}");
            assert_eq!(app.hidden_items(who, AGENCY).await.unwrap().contains(&id), !sees);
        }
        assert_eq!(rule(app.send_back_item(&officer, &id, "x").await), "forbidden");
        app.submit_item(&author, &id, None).await.unwrap();
        let hash = seen(app, &id).await;
        app.approve_item(&reviewer, &id, &hash, "").await.unwrap();
        app.approve_item(&leader, &id, &hash, "").await.unwrap();
        clear(app, &id).await;
        assert_eq!(rule(app.publish_item(&officer, &id).await), "forbidden");
        app.limit_item_access(&author, &id, &[]).await.unwrap();
        app.publish_item(&officer, &id).await.unwrap();
        assert_eq!(rule(app.limit_item_access(&author, &id, &named).await), "edition_in_work");
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_summary_is_proposed_where_the_author_gave_none() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let mut bare = text("关于道路养护的通知");
    bare.fields.summary = String::new();
    bare.body = "<p>各有关单位：</p><p>联系人的手机，13712345678。</p><p>为了规范道路养护，现就检查工作通知如下。</p>".to_owned();
    let (id, notes) = app.draft_item(&author, AGENCY, bare).await.unwrap();
    assert_eq!(notes, ["内容概述已按正文开头生成，请核对。"]);
    let summary = app.store.item(&id).await.unwrap().unwrap().fields.summary;
    assert_eq!(summary, "为了规范道路养护，现就检查工作通知如下。");
}

#[tokio::test]
async fn what_is_supplied_is_the_same_after_a_replay_and_its_list_does_not_change() {
    use gongkai_publication::PlaceKind;
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let (id, _) = app.draft_item(&author, AGENCY, text("甲")).await.unwrap();
        review_and_publish(app, &id).await;
        let (kind, address) = (PlaceKind::Archive, "人民路2号");
        let place = app.set_supply_place(&author, AGENCY, None, "档案馆", kind, address).await;
        assert_eq!(rule(place), "forbidden");
        app.set_supply_place(&officer, AGENCY, None, "档案馆", kind, address).await.unwrap();
        let period = (date(2021, 6, 1), date(2021, 6, 1));
        app.deliver_supply(&officer, AGENCY, 1, period.0, period.1).await.unwrap();
        let row = app.store.supply_delivery(AGENCY, 1).await.unwrap().unwrap();
        assert_eq!((row.items, row.received), (1, None));
        let list = app.supply_list(AGENCY, 1).await.unwrap();
        app.pull_item(&officer, &id, "误").await.unwrap();
        assert_eq!(app.supply_list(AGENCY, 1).await.unwrap(), list, "as it was handed over");
        let again = app.deliver_supply(&officer, AGENCY, 1, period.0, period.1).await;
        assert_eq!(rule(again), "supply_items", "what was pulled is not handed over");
        house.clock.forward((60 * 24).hours());
        assert_eq!(app.unsigned_deliveries(AGENCY).await.unwrap(), 1);
        app.receive_supply(&officer, AGENCY, 1, date(2021, 7, 1), "档案馆").await.unwrap();
        assert_eq!(app.unsigned_deliveries(AGENCY).await.unwrap(), 0);
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn what_is_lost_of_one_item_stops_the_screening_of_no_other() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let mut ids = Vec::new();
    for title in ["甲", "乙", "丙"] {
        let (id, _) = app.draft_item(&author, AGENCY, text(title)).await.unwrap();
        review_and_publish(app, &id).await;
        ids.push(id);
    }
    let body = app.store.item(&ids[1]).await.unwrap().unwrap().fields.body;
    let blob = app.store.content_key(&body).await.unwrap().unwrap().blob;
    let folder = house.place().blobs;
    let file =
        walk(&folder).into_iter().find(|path| path.ends_with(&blob)).expect("the blob stands in a file");
    std::fs::remove_file(file).unwrap();
    while app.rescreen_some().await.unwrap() > 0 {}
    let listed = app.store.screened_items(AGENCY, 9).await.unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((listed[0].1.item.as_str(), listed[0].1.unread), (ids[1].as_str(), 1));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
