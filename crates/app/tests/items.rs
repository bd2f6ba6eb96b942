//! From a draft to the public, and back.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::Actor;
use gongkai_app::items::{LegacyItem, LegacyNumber, PublicItem};
use gongkai_publication::{
    AfterReview, CategoryState, ColumnState, LegalKind, NewValidity, Opening, Validity, Withdrawal,
    WithdrawalKind,
};
use gongkai_store::publication::{ItemFilter, ItemState};
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
        let of_request = app.items_of_request(&Actor::System, AGENCY, number).await.unwrap();
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
