//! From a draft to the public, and back.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::Actor;
use gongkai_app::items::{FoundKind, LegacyItem, LegacyNumber, PublicItem};
use gongkai_publication::{
    AfterReview, Attribute, CategoryState, ColumnState, Fall, InterpretationForm, LegalKind, NewValidity,
    Opening, Reassessment, SecrecyConclusion, SecrecyFinding, Validity, Withdrawal, WithdrawalKind,
};
use gongkai_store::publication::{DutyKind, ItemFilter, ItemState};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, clear, person, review_and_publish, rule, seen, text, text_of};
use jiff::ToSpan;
use jiff::civil::date;

#[tokio::test]
async fn a_draft_becomes_public_is_revised_repealed_and_the_replay_equals_live() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let author = actor(app, "author").await;
        let mut first = text("关于测试工作的意见");
        first.fields.document_number = Some("云经信[2021]第05号".to_owned());
        let (id, notes) = app.draft_item(&author, AGENCY, first).await.unwrap();
        assert_eq!(id, "yunxi-jxj/1");
        assert_eq!(notes.len(), 1, "{notes:?}");
        let row = app.store.item(&id).await.unwrap().unwrap();
        assert_eq!(row.index_number, "330482/2021-00001");
        assert_eq!(
            row.fields.issuer, "云溪市经济和信息化局",
            "the agency is the issuer unless another is named"
        );
        assert_eq!(row.fields.categories, ["A20-01"], "the column's category");
        assert_eq!(row.fields.document_number.as_deref(), Some("云经信〔2021〕5号"));
        assert_eq!(
            rule(app.public_item("330482/2021-00001").await),
            "not found",
            "a draft is nothing to the public"
        );

        let tasks = app.item_tasks(&gongkai_app::Actor::System, AGENCY).await.unwrap();
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].due.as_ref().unwrap().day, date(2021, 6, 18), "20 working days after 2021-05-20");

        review_and_publish(app, &id).await;
        let PublicItem::Shown(shown) = app.public_item("330482/2021-00001").await.unwrap() else {
            panic!("shown")
        };
        assert_eq!(app.item_body(&shown.fields.body).await.unwrap(), "<p>关于测试工作的意见的正文。</p>");
        assert!(app.item_tasks(&gongkai_app::Actor::System, AGENCY).await.unwrap().is_empty());
        let acts: Vec<_> =
            app.item_view(&id).await.unwrap().reviews.into_iter().map(|review| review.act).collect();
        assert_eq!(acts, ["submitted", "approved", "approved", "secrecy"]);

        house.clock.forward(24.hours());
        let note = "修正附件表述";
        app.revise_item(&author, &id, text("关于测试工作的意见（修正）"), note, true).await.unwrap();
        app.submit_item(&author, &id, None).await.unwrap();
        let hash = seen(app, &id).await;
        let other = app.approve_item(&actor(app, "reviewer").await, &id, &hash, "").await;
        assert_eq!(rule(other), "minor_edition_approver");
        app.approve_item(&actor(app, "leader").await, &id, &hash, "").await.unwrap();
        clear(app, &id).await;
        app.publish_item(&actor(app, "officer").await, &id).await.unwrap();
        let view = app.item_view(&id).await.unwrap();
        assert_eq!(view.item.fields.title, "关于测试工作的意见（修正）");
        let states: Vec<_> = view.editions.iter().map(|edition| edition.state.as_str()).collect();
        assert_eq!(states, ["superseded", "public"]);
        assert_eq!(view.item.first_published_on, Some(date(2021, 6, 1)), "a new edition is no new item");
        assert_eq!(app.store.published_counts(AGENCY, 2021).await.unwrap(), (1, 1));

        let repeal = NewValidity {
            validity: Validity::Repealed,
            on: date(2021, 6, 2),
            act: "云经信〔2021〕9号".to_owned(),
            act_item: None,
        };
        app.change_item_validity(&actor(app, "officer").await, &id, &repeal).await.unwrap();
        let row = app.store.item(&id).await.unwrap().unwrap();
        assert_eq!((row.state, row.validity_on(date(2021, 6, 1))), (ItemState::Public, Validity::InForce));
        assert_eq!(row.validity_on(date(2021, 6, 2)), Validity::Repealed);

        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn each_act_needs_its_role_in_that_agency() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    person(app, "stranger", "yunxi", &[Role::Officer, Role::Reviewer, Role::Author, Role::Supervisor]).await;
    let author = actor(app, "author").await;
    let (id, _) = app.draft_item(&author, AGENCY, text("甲")).await.unwrap();
    app.submit_item(&author, &id, None).await.unwrap();
    let hash = seen(app, &id).await;
    for login in ["stranger", "keeper", "author", "operator"] {
        let actor = actor(app, login).await;
        assert_eq!(rule(app.approve_item(&actor, &id, &hash, "").await), "forbidden", "{login}");
        assert_eq!(rule(app.publish_item(&actor, &id).await), "forbidden", "{login}");
    }
    assert_eq!(rule(app.draft_item(&actor(app, "stranger").await, AGENCY, text("乙")).await), "forbidden");
    assert_eq!(rule(app.draft_item(&Actor::Public, AGENCY, text("乙")).await), "forbidden");
    let officer = actor(app, "officer").await;
    assert_eq!(rule(app.publish_item(&officer, &id).await), "review_before_publication");
    assert_eq!(rule(app.publish_item(&officer, "yunxi-jxj/99").await), "not found");
}

#[tokio::test]
async fn fields_are_checked_against_the_agency() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let draft = |change: fn(&mut gongkai_app::items::Text)| {
        let mut text = text("甲");
        change(&mut text);
        app.draft_item(&author, AGENCY, text)
    };
    assert_eq!(rule(draft(|text| text.fields.column = "nowhere".to_owned()).await), "categories rhythm");
    assert_eq!(rule(draft(|text| text.fields.section = Some("nobody".to_owned())).await), "section");
    assert_eq!(
        rule(draft(|text| text.fields.interprets = Some("yunxi-jxj/9".to_owned())).await),
        "interprets"
    );
    assert_eq!(rule(draft(|text| text.fields.legal_kind = Some(LegalKind::Regulation)).await), "legal_kind");
    assert_eq!(rule(draft(|text| text.body = " ".to_owned()).await), "body");
}

#[tokio::test]
async fn drafts_written_at_once_all_get_numbers_of_their_own() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let author = actor(&house.app, "author").await;
        let drafts: Vec<_> = (0..20)
            .map(|number| {
                let (app, author) = (house.app.clone(), author.clone());
                tokio::spawn(async move {
                    app.draft_item(&author, AGENCY, text(&format!("第{number}件"))).await
                })
            })
            .collect();
        let mut ids = Vec::new();
        for draft in drafts {
            ids.push(draft.await.unwrap().unwrap().0);
        }
        ids.sort_by_key(|id| id.rsplit_once('/').unwrap().1.parse::<u32>().unwrap());
        let expected: Vec<_> = (1..=20).map(|number| format!("{AGENCY}/{number}")).collect();
        assert_eq!(ids, expected);
        let last = house.app.store.item("yunxi-jxj/20").await.unwrap().unwrap();
        assert_eq!(last.index_number, "330482/2021-00020");
    }
}

#[tokio::test]
async fn an_emergency_goes_out_after_the_secrecy_review_and_is_reviewed_afterwards() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let (id, _) = app.draft_item(&author, AGENCY, text("台风蓝色预警")).await.unwrap();
    app.submit_item(&author, &id, Some("台风逼近")).await.unwrap();
    let officer = actor(app, "officer").await;
    assert_eq!(rule(app.publish_item(&officer, &id).await), "review_before_publication");
    clear(app, &id).await;
    app.publish_item(&officer, &id).await.unwrap();
    assert_eq!(app.store.items_awaiting_after_review(AGENCY).await.unwrap().len(), 1);
    let leader = actor(app, "leader").await;
    app.review_item_afterwards(&leader, &id, AfterReview::Stands, "属实").await.unwrap();
    assert!(app.store.items_awaiting_after_review(AGENCY).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_pulled_leaves_no_word_and_an_address_never_becomes_nothing() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let officer = actor(app, "officer").await;
    let mut indexes = Vec::new();
    for title in ["甲", "乙", "丙"] {
        let (id, _) = app.draft_item(&author, AGENCY, text(title)).await.unwrap();
        review_and_publish(app, &id).await;
        indexes.push(app.store.item(&id).await.unwrap().unwrap().index_number);
    }
    app.pull_item(&officer, "yunxi-jxj/1", "正文含身份证号").await.unwrap();
    assert_eq!(app.public_item(&indexes[0]).await.unwrap(), PublicItem::Pulled);
    assert_eq!(app.store.item_incidents(AGENCY).await.unwrap().len(), 1);

    let superseded = Withdrawal {
        kind: WithdrawalKind::Superseded,
        notice: "已由新文件取代".to_owned(),
        successor: Some("yunxi-jxj/3".to_owned()),
    };
    app.withdraw_item(&officer, "yunxi-jxj/2", &superseded).await.unwrap();
    let PublicItem::Superseded { successor, .. } = app.public_item(&indexes[1]).await.unwrap() else {
        panic!("superseded")
    };
    assert_eq!(successor, indexes[2]);
    let rows = app.store.public_items(&ItemFilter::default(), None, 10).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["yunxi-jxj/3"]);
    assert_eq!(app.store.published_counts(AGENCY, 2021).await.unwrap(), (3, 3), "later withdrawal is kept");
    let in_error =
        Withdrawal {
            kind: WithdrawalKind::InError, notice: "误发，已撤下".to_owned(), successor: None
        };
    app.withdraw_item(&officer, "yunxi-jxj/1", &in_error).await.unwrap();
    assert_eq!(app.store.published_counts(AGENCY, 2021).await.unwrap(), (2, 2), "published in error is not");
}

#[tokio::test]
async fn legacy_items_are_taken_over_with_numbers_dates_and_a_secrecy_review() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let officer = actor(app, "officer").await;
        let legacy = |number: u16, index_number: LegacyNumber| {
            let text = text_of(&format!("旧文{number}"), date(2019, 3, 1));
            LegacyItem {
                index_number,
                fields: text.fields,
                body: text.body,
                published_at: "2019-03-04T01:00:00Z".parse().unwrap(),
                source: format!("https://old.example/{number}"),
                validity: None,
            }
        };
        let items: Vec<_> = (0..450).map(|number| legacy(number, LegacyNumber::New)).collect();
        let refused = app.import_items(&officer, AGENCY, items.clone(), "reviewer", "复核").await;
        assert_eq!(rule(refused), "secrecy_reviewer");
        let ids = app.import_items(&officer, AGENCY, items, "keeper", "迁移前逐项复核").await.unwrap();
        assert_eq!(ids.len(), 450);
        let last = app.store.item(&ids[449]).await.unwrap().unwrap();
        assert_eq!(last.index_number, "330482/2019-00450");
        assert_eq!(last.first_published_on, Some(date(2019, 3, 4)));
        assert_eq!(app.store.published_counts(AGENCY, 2019).await.unwrap(), (450, 450));

        let brought = |number: &str| vec![legacy(451, LegacyNumber::Brought(number.to_owned()))];
        app.import_items(&officer, AGENCY, brought("OLD-1"), "keeper", "复核").await.unwrap();
        let again = app.import_items(&officer, AGENCY, brought("OLD-1"), "keeper", "复核").await;
        assert_eq!(rule(again), "index_number");
        let (id, _) = app.draft_item(&actor(app, "author").await, AGENCY, text("新文")).await.unwrap();
        assert_eq!(id, "yunxi-jxj/452");

        let opening = Opening {
            agency: AGENCY.to_owned(),
            as_of: date(2020, 12, 31),
            items: 5572,
            legal_stock: [(LegalKind::NormativeDocument, 3)].into(),
            evidence: "2020年度报告".to_owned(),
            evidence_file: None,
            by: String::new(),
        };
        app.state_item_opening(&officer, opening).await.unwrap();
        assert_eq!(app.store.item_opening(AGENCY).await.unwrap().unwrap().stated_by, "officer");
        review_and_publish(app, &id).await;
        assert_eq!(app.store.published_counts(AGENCY, 2021).await.unwrap(), (1, 5573));
    }
}

#[tokio::test]
async fn empty_and_stale_categories_and_columns_are_named() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (id, _) = app.draft_item(&actor(app, "author").await, AGENCY, text("甲")).await.unwrap();
    review_and_publish(app, &id).await;
    let state = |coverage: &[gongkai_app::items::CategoryCover], code: &str| {
        coverage.iter().find(|(stock, _)| stock.category.code() == code).unwrap().1
    };
    let coverage = app.category_coverage(AGENCY).await.unwrap();
    assert_eq!(coverage.len(), 22, "what a county owes");
    assert_eq!(state(&coverage, "A20-01"), CategoryState::Kept);
    assert_eq!(state(&coverage, "A20-07"), CategoryState::Empty);
    house.clock.forward((400 * 24).hours());
    let coverage = app.category_coverage(AGENCY).await.unwrap();
    assert_eq!(state(&coverage, "A20-01"), CategoryState::Stale);
    let columns = app.column_coverage(AGENCY).await.unwrap();
    let state = |slug: &str| columns.iter().find(|cover| cover.column.slug == slug).unwrap().state;
    assert_eq!(state("gzdt"), ColumnState::Empty);
    assert_eq!(state("zcwj"), ColumnState::Unscheduled);
}

#[tokio::test]
async fn a_reply_is_made_public_without_the_people_in_it() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (officer, author) = (actor(app, "officer").await, actor(app, "author").await);
        let day = date(2021, 6, 1);
        let number = app.register_request(&officer, AGENCY, house::request(day)).await.unwrap();
        let from = app.item_from_request(&author, AGENCY, number).await.unwrap();
        assert_eq!((from.subject.as_str(), from.decision), ("样例项目的审批文件", None));
        assert_eq!(from.column.as_deref(), Some("ysqdf"));
        let reply = |body: &str| {
            let mut text = text("关于样例项目审批文件申请的答复");
            text.fields.column = "ysqdf".to_owned();
            text.fields.from_request = Some(number.to_string());
            text.body = format!("<p>{body}</p>");
            text
        };
        let said = "申请内容：样例项目的审批文件。答复：予以公开。";
        assert_eq!(rule(app.draft_item(&author, AGENCY, reply(said)).await), "from_request", "not answered");
        house::reply_to(app, number, day).await;
        let mut other = reply(said);
        other.fields.from_request = Some("2021-000999".to_owned());
        assert_eq!(rule(app.draft_item(&author, AGENCY, other).await), "from_request", "no such request");
        let mut nameless = reply(said);
        nameless.fields.from_request = None;
        assert_eq!(rule(app.draft_item(&author, AGENCY, nameless).await), "from_request", "which reply");
        for leak in
            ["测试 申请人甲申请公开样例项目。", "联系电话 ０000-0000000。", "身份证号 11010119900307109X。"]
        {
            let refused = app.draft_item(&author, AGENCY, reply(leak)).await;
            assert_eq!(rule(refused), "body", "{leak}");
        }
        let (id, _) = app.draft_item(&author, AGENCY, reply(said)).await.unwrap();
        let leaking = app.edit_item(&author, &id, reply("测试申请人甲")).await;
        assert_eq!(rule(leaking), "body", "nor by a later change");
        review_and_publish(app, &id).await;
        let of_request = app.items_of_request(AGENCY, number).await.unwrap();
        assert_eq!(of_request.iter().map(|row| row.state).collect::<Vec<_>>(), [ItemState::Public]);
        let decision = app.item_from_request(&author, AGENCY, number).await.unwrap().decision;
        assert_eq!(decision.as_deref(), Some(gongkai_statute::Decision::Granted.label()));
    }
}

#[tokio::test]
async fn set_times_are_kept_once_however_late_and_only_for_what_was_approved() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let hours = |hours: i64| app.now().checked_add(hours.hours()).unwrap();
        let cleared = async |title: &str| {
            let (id, _) = app.draft_item(&author, AGENCY, text(title)).await.unwrap();
            app.submit_item(&author, &id, None).await.unwrap();
            let hash = seen(app, &id).await;
            app.approve_item(&actor(app, "reviewer").await, &id, &hash, "").await.unwrap();
            app.approve_item(&actor(app, "leader").await, &id, &hash, "").await.unwrap();
            clear(app, &id).await;
            id
        };
        let id = cleared("定时公开的通知").await;
        assert_eq!(rule(app.schedule_item(&author, &id, hours(2)).await), "forbidden");
        assert_eq!(rule(app.schedule_item(&officer, &id, hours(-1)).await), "time_ahead");
        assert_eq!(rule(app.unschedule_item(&officer, &id).await), "scheduled");
        assert_eq!(rule(app.set_item_end(&officer, &id, hours(5), "到期撤下").await), "is_public");
        app.schedule_item(&officer, &id, hours(3)).await.unwrap();
        app.schedule_item(&officer, &id, hours(2)).await.unwrap();
        assert_eq!(
            rule(app.set_item_end(&officer, &id, hours(2), "到期撤下").await),
            "end_after_publication"
        );
        app.set_item_end(&officer, &id, hours(48), "公示期满，已撤下。").await.unwrap();
        assert_eq!(app.keep_item_times().await.unwrap(), 0, "nothing has come");

        let other = cleared("改动过的通知").await;
        app.schedule_item(&officer, &other, hours(1)).await.unwrap();
        app.edit_item(&author, &other, text("改动过的通知（修改）")).await.unwrap();

        // Nobody was there when the hour came.
        house.clock.forward(30.hours());
        assert_eq!(app.keep_item_times().await.unwrap(), 1, "once, and what was changed is not published");
        assert_eq!(app.keep_item_times().await.unwrap(), 0);
        let row = app.store.item(&id).await.unwrap().unwrap();
        assert_eq!((row.state, row.published_on), (ItemState::Public, Some(date(2021, 6, 2))));
        assert_eq!(app.store.item(&other).await.unwrap().unwrap().state, ItemState::Draft);

        app.cancel_item_end(&officer, &id).await.unwrap();
        house.clock.forward(48.hours());
        assert_eq!(app.keep_item_times().await.unwrap(), 0, "taken back");
        app.set_item_end(&officer, &id, hours(1), "公示期满，已撤下。").await.unwrap();
        house.clock.forward(2.hours());
        let (one, two) = tokio::join!(app.keep_item_times(), app.keep_item_times());
        assert_eq!(one.unwrap() + two.unwrap(), 1, "two nodes at once");
        let row = app.store.item(&id).await.unwrap().unwrap();
        assert_eq!(row.withdrawal_notice.as_deref(), Some("公示期满，已撤下。"));
        assert!(app.item_times(AGENCY).await.unwrap().is_empty());
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}

#[tokio::test]
async fn what_is_past_its_own_day_is_listed_until_somebody_says_what_became_of_it() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let mut short = text("有效期一年的办法");
    short.fields.expires_on = Some(date(2021, 6, 10));
    let (id, _) = app.draft_item(&author, AGENCY, short).await.unwrap();
    review_and_publish(app, &id).await;
    assert!(app.items_past_their_day(AGENCY, 9).await.unwrap().is_empty(), "the last day is still to come");
    house.clock.forward((24 * 10).hours());
    let past = app.items_past_their_day(AGENCY, 9).await.unwrap();
    assert_eq!(past.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    let expired = NewValidity {
        validity: Validity::Expired,
        on: date(2021, 6, 11),
        act: "原文件第十条".to_owned(),
        act_item: None,
    };
    app.change_item_validity(&actor(app, "officer").await, &id, &expired).await.unwrap();
    assert!(app.items_past_their_day(AGENCY, 9).await.unwrap().is_empty());
}

/// Every byte under `folder`.
fn everything_in(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() { everything_in(&path) } else { std::fs::read(path).unwrap() });
    }
    all
}

#[tokio::test]
async fn what_is_purged_cannot_be_read_again_not_even_from_a_copy() {
    for scratch in [sqlite(), postgres()] {
        let folder = scratch.folder.path().join("blobs");
        let house = bureau(scratch).await;
        let app = &house.app;
        person(app, "head", AGENCY, &[Role::UnitHead]).await;
        let (author, officer, head) =
            (actor(app, "author").await, actor(app, "officer").await, actor(app, "head").await);
        let mut named = text("误发的名单");
        named.body = "<p>演示人员甲，住址样例路一号。</p>".to_owned();
        let (id, _) = app.draft_item(&author, AGENCY, named).await.unwrap();
        review_and_publish(app, &id).await;
        // The same words in another item are that item's own.
        let mut shared = text("别的条目");
        shared.body = "<p>两处都有的附文。</p>".to_owned();
        let (first, _) = app.draft_item(&author, AGENCY, shared.clone()).await.unwrap();
        let (other, _) = app.draft_item(&author, AGENCY, shared).await.unwrap();
        let hash = app.store.item(&id).await.unwrap().unwrap().fields.body;
        let kept = app.store.content_key(&hash).await.unwrap().unwrap();
        let copy = everything_in(&folder);
        let holds = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|it| it == words.as_bytes());
        assert!(!copy.is_empty() && !holds(&copy, "样例路一号"), "what stands on the disk is sealed");

        assert_eq!(rule(app.purge_item(&head, &id, "误发个人信息").await), "taken_away_first");
        app.pull_item(&officer, &id, "误发个人信息").await.unwrap();
        assert_eq!(rule(app.purge_item(&officer, &id, "误发个人信息").await), "forbidden");
        assert_eq!(rule(app.purge_item(&head, &id, " ").await), "reason_given");
        assert!(
            app.item_body(&hash).await.unwrap().contains("样例路一号"),
            "nothing was destroyed by trying"
        );
        assert_eq!(app.purge_item(&head, &id, "误发个人信息").await.unwrap(), 0);
        assert_eq!(rule(app.item_body(&hash).await), "not found");
        assert_eq!(rule(app.purge_item(&head, &id, "再次").await), "purged_once");
        let revised = app.revise_item(&author, &id, text("误发的名单"), "改", false).await;
        assert_eq!(rule(revised), "not_purged");

        // A restored copy has key and blob again; the journal destroys the key once more.
        app.store.save_content_keys(vec![kept]).await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(rule(app.item_body(&hash).await), "not found");

        review_and_publish(app, &first).await;
        app.pull_item(&officer, &first, "误发").await.unwrap();
        assert_eq!(app.purge_item(&head, &first, "误发").await.unwrap(), 1, "kept for the other item");
        let others = app.store.item(&other).await.unwrap().unwrap().fields.body;
        assert!(app.item_body(&others).await.unwrap().contains("两处都有"));
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}

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
