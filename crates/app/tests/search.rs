//! The full-text index follows the journal, and what is withdrawn is never shown.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_app::App;
use gongkai_app::search::{SearchAsked, Standing};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, review_and_publish, rule, text};
use jiff::civil::date;

fn asked(text: &str) -> SearchAsked {
    SearchAsked { text: text.to_owned(), page: 1, size: 20, ..SearchAsked::default() }
}

async fn found(app: &App, words: &str) -> Vec<String> {
    let page = app.search(&asked(words)).await.unwrap().unwrap();
    page.hits.into_iter().map(|hit| hit.item.fields.title).collect()
}

#[tokio::test]
async fn a_published_item_is_found_and_a_pulled_one_gone_at_once() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        assert_eq!(app.search(&asked("养犬")).await.unwrap(), None, "no index yet");
        app.catch_up_search().await.unwrap();
        assert_eq!(app.search.standing(), Standing::Ready);
        let (id, _) =
            app.draft_item(&actor(app, "author").await, AGENCY, text("养犬登记办法")).await.unwrap();
        app.catch_up_search().await.unwrap();
        assert!(found(app, "养犬").await.is_empty(), "a draft is nothing to the public");
        review_and_publish(app, &id).await;
        app.catch_up_search().await.unwrap();
        assert_eq!(found(app, "养犬").await, ["养犬登记办法"]);
        assert_eq!(found(app, "的正文").await, ["养犬登记办法"], "words of the body");
        assert_eq!(found(app, "養犬").await, ["养犬登记办法"]);

        // The index still holds it.
        app.pull_item(&actor(app, "officer").await, &id, "测试").await.unwrap();
        assert!(found(app, "养犬").await.is_empty());
        let page = app.search(&asked("yangquan")).await.unwrap().unwrap();
        assert!(page.suggestions.is_empty(), "nor is it suggested");
        app.catch_up_search().await.unwrap();
        assert_eq!(app.search(&asked("养犬")).await.unwrap().unwrap().total, 0);

        found(app, "查无此词语").await;
        found(app, "查无此词语").await;
        found(app, "王小明").await;
        let missed = app.store.missed_searches(date(2021, 1, 1), 10).await.unwrap();
        assert!(missed.contains(&("查无此词语".to_owned(), 2, date(2021, 6, 1))), "{missed:?}");
        assert!(!missed.iter().any(|(query, ..)| query == "王小明"), "{missed:?}");
    }
}

#[tokio::test]
async fn a_damaged_index_is_built_anew() {
    let scratch = sqlite();
    let folder = scratch.folder.path().join("search");
    let house = bureau(scratch).await;
    let app = &house.app;
    let (id, _) = app.draft_item(&actor(app, "author").await, AGENCY, text("养犬登记办法")).await.unwrap();
    review_and_publish(app, &id).await;
    app.catch_up_search().await.unwrap();
    let generation = folder.join("g-1");
    for entry in std::fs::read_dir(&generation).unwrap().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "json") {
            std::fs::write(entry.path(), b"{").unwrap();
        }
    }
    // What was opened before still answers; whoever opens it now finds the damage.
    assert!(app.open_search().await.is_err());
    let rebuilt = app.rebuild_search(&|_, _| ()).await.unwrap();
    assert_eq!(rebuilt, 1);
    app.catch_up_search().await.unwrap();
    assert_eq!(found(app, "养犬").await, ["养犬登记办法"]);
    assert!(!generation.exists(), "the old generation is swept");
}

#[tokio::test]
async fn words_that_mean_the_same_are_kept_by_the_operator_and_used_at_once() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (id, _) =
            app.draft_item(&actor(app, "author").await, AGENCY, text("住房公积金提取办法")).await.unwrap();
        review_and_publish(app, &id).await;
        app.catch_up_search().await.unwrap();
        assert!(found(app, "房屋储蓄金").await.is_empty());
        let list = "# 民生\n公积金、房屋储蓄金\n";
        assert_eq!(rule(app.set_synonyms(&actor(app, "officer").await, list).await), "forbidden");
        let operator = gongkai_app::Actor::System;
        let wrong = app.set_synonyms(&operator, "公积金、房屋储蓄金\n养犬").await;
        let Err(gongkai_app::AppError::Fields(errors)) = wrong else { panic!("{wrong:?}") };
        assert!(errors[0].message.starts_with("第 2 行只有一个词"), "{errors:?}");
        assert_eq!(app.synonym_list().await.unwrap(), "", "nothing was half set");
        app.set_synonyms(&operator, list).await.unwrap();
        assert_eq!(found(app, "房屋储蓄金").await, ["住房公积金提取办法"]);
        assert_eq!(app.synonym_list().await.unwrap(), list.trim());
        let end = app.store.end().await.unwrap();
        app.set_synonyms(&operator, list).await.unwrap();
        assert_eq!(app.store.end().await.unwrap(), end, "the same again is no change");
        app.set_synonyms(&operator, "").await.unwrap();
        assert!(found(app, "房屋储蓄金").await.is_empty());
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
    }
}
