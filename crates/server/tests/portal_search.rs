//! The portal's search on the full-text index.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use gongkai_app::Actor;
use scraper::{Html, Selector};
use support::{NASTY, Portal, bureau};

async fn indexed() -> Portal {
    let portal = bureau().await;
    portal.app.catch_up_search().await.unwrap();
    portal
}

fn all(text: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(text);
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
}

/// Where the link that says `words` leads.
fn link(text: &str, words: &str) -> String {
    let html = Html::parse_document(text);
    let selector = Selector::parse("main a").unwrap();
    let says = |element: &scraper::ElementRef<'_>| element.text().collect::<String>().contains(words);
    let found = html.select(&selector).find(says).unwrap_or_else(|| panic!("no link says {words}"));
    found.value().attr("href").unwrap().to_owned()
}

async fn ask(portal: &Portal, query: &str) -> String {
    portal.get(&gongkai_server::routes::search_for(query)).await.text
}

const TITLES: &str = ".link-main > a";

#[tokio::test]
async fn words_of_the_text_are_found_and_marked() {
    let portal = indexed().await;
    let text = ask(&portal, "正文").await;
    assert!(text.contains("找到现行有效的信息 25 条"), "{text}");
    assert!(all(&text, ".link-why mark").iter().all(|hit| hit == "正文"));
    assert_eq!(all(&text, TITLES).len(), 20);
    // A title is text, marked or not.
    let text = ask(&portal, "测试 补助").await;
    assert_eq!(all(&text, TITLES), [NASTY]);
    assert!(!text.contains("<script>alert") && all(&text, ".link-main > a mark") == ["测试"], "{text}");
    for query in ["云经信〔2021〕9号", "云经信[2021]9号", "云经信2021-9", "2021-9"] {
        assert_eq!(all(&ask(&portal, query).await, TITLES), [NASTY], "{query}");
    }
}

#[tokio::test]
async fn pages_orders_and_choices_lead_on() {
    let portal = indexed().await;
    let first = ask(&portal, "期工作情况").await;
    assert!(first.contains("找到现行有效的信息 24 条"));
    let second = portal.get(&link(&first, "后一页")).await.text;
    assert_eq!((all(&first, TITLES).len(), all(&second, TITLES).len()), (20, 4));
    let past = portal.get("/search?q=%E6%9C%9F%E5%B7%A5%E4%BD%9C%E6%83%85%E5%86%B5&page=99").await.text;
    assert_eq!(all(&past, TITLES), all(&second, TITLES), "past the end is the end");
    let newest = portal.get(&link(&first, "由新到旧")).await.text;
    assert_eq!(all(&newest, TITLES)[0], "第24期工作情况");
    let days = portal.get("/search?q=%E6%AD%A3%E6%96%87&from=2021-03-24&until=2021-03-25").await.text;
    assert_eq!(all(&days, TITLES).len(), 2);
    let wrong = portal.get("/search?q=%E6%AD%A3%E6%96%87&from=2021-02-30").await.text;
    assert!(
        wrong.contains("“2021-02-30”不是有效日期") && wrong.contains("value=\"2021-02-30\""),
        "kept as typed"
    );
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_before_the_index_knows() {
    let portal = indexed().await;
    let rows =
        portal.app.store.public_items(&gongkai_store::publication::ItemFilter::default(), None, 1).await;
    let id = rows.unwrap().rows[0].id.clone();
    portal.app.pull_item(&Actor::System, &id, "测试").await.unwrap();
    let text = ask(&portal, "测试").await;
    assert!(all(&text, TITLES).is_empty() && !text.contains("云经信〔2021〕9号"), "{text}");
    let feed = portal.get("/feed.atom").await.text;
    assert!(!feed.contains("云经信"));
}

#[tokio::test]
async fn who_finds_nothing_is_helped() {
    let portal = indexed().await;
    let text = ask(&portal, "工作情矿").await;
    assert!(text.contains("您是不是要找"), "{text}");
    let meant = portal.get(&link(&text, "工作情况")).await.text;
    assert!(!all(&meant, TITLES).is_empty());
    let none = ask(&portal, "没有这个词").await;
    assert!(none.contains("没有找到") && none.contains("养犬 登记"), "{none}");
    let nothing = ask(&portal, "").await;
    assert!(nothing.contains("请在上方输入") && all(&nothing, "dl.ways dt").len() == 5);
    for odd in ["“", "-", "%", "_", "\u{0}", "''\" OR 1=1 --", &"字".repeat(5_000)] {
        assert_eq!(portal.get(&gongkai_server::routes::search_for(odd)).await.status, 200, "{odd:?}");
    }
}

#[tokio::test]
async fn without_an_index_titles_answer_and_the_page_says_so() {
    let portal = bureau().await;
    let text = ask(&portal, "期工作情况").await;
    assert!(text.contains("全文检索正在准备") && all(&text, TITLES).len() == 20, "{text}");
}

#[tokio::test]
async fn what_is_found_is_a_feed_and_a_page_for_programs() {
    let portal = indexed().await;
    let page = ask(&portal, "期工作情况").await;
    let feed = portal.get(&link(&page, "订阅")).await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(feed.text.matches("<entry>").count(), 24, "all, although a page holds twenty");
    assert!(feed.text.contains("<title>示例市人民政府信息公开平台：期工作情况</title>"), "{}", feed.text);
    let query = "%E6%9C%9F%E5%B7%A5%E4%BD%9C%E6%83%85%E5%86%B5";
    let found = portal.get(&format!("/search.json?q={query}&page=2")).await;
    let found: serde_json::Value = serde_json::from_str(&found.text).unwrap();
    assert_eq!((found["total"].as_u64(), found["page"].as_u64()), (Some(24), Some(2)));
    assert_eq!(found["items"].as_array().unwrap().len(), 4);
    assert!(found["items"][0]["url"].as_str().unwrap().starts_with("https://www.example.gov.cn/items/"));
    let nothing = portal.get("/search.json?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D").await;
    let nothing: serde_json::Value = serde_json::from_str(&nothing.text).unwrap();
    assert_eq!(nothing["total"], 0);
    for empty in ["/search.json", "/search.atom?q=%20"] {
        assert_eq!(portal.get(empty).await.status, 404, "{empty}");
    }
}

#[tokio::test]
async fn without_an_index_programs_are_told_to_come_back() {
    let portal = bureau().await;
    let answer = portal.get("/search.json?q=x").await;
    assert_eq!(answer.status, 503, "{}", answer.text);
}
