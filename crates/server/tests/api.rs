//! The open interface over HTTP: what another platform pulls, and what it is told when it asks wrongly.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;

use axum::body::Body;
use axum::http::Request;
use gongkai_app::Actor;
use gongkai_publication::{Withdrawal, WithdrawalKind};
use gongkai_store::publication::ItemFilter;
use serde_json::Value;
use support::{AGENCY, NASTY, Portal, answer, bureau};

async fn json(portal: &Portal, path: &str, status: u16) -> Value {
    let answer = portal.get(path).await;
    assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
    let expected = if status == 200 { "application/json" } else { "application/problem+json" };
    assert_eq!(answer.header("content-type"), expected, "{path}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    serde_json::from_str(&answer.text).unwrap()
}

/// Where a list goes on, within this portal.
fn next(list: &Value) -> Option<String> {
    list["next"]
        .as_str()
        .map(|next| next.split_once("/api/").map(|(_, path)| format!("/api/{path}")).unwrap())
}

#[tokio::test]
async fn a_list_is_pulled_part_by_part_and_each_item_whole() {
    let portal = bureau().await;
    let all = portal.app.store.public_items(&ItemFilter::default(), None, 500).await.unwrap().rows;
    let mut found = Vec::new();
    let mut path = Some("/api/v1/items?limit=2".to_owned());
    while let Some(here) = path {
        let list = json(&portal, &here, 200).await;
        path = next(&list);
        found.extend(list["items"].as_array().unwrap().clone());
    }
    let numbers: Vec<&str> = found.iter().map(|item| item["index_number"].as_str().unwrap()).collect();
    let expected: Vec<&str> = all.iter().map(|item| item.index_number.as_str()).collect();
    assert_eq!(numbers, expected, "each once, the newest first");
    let nasty = all.iter().find(|item| item.fields.title == NASTY).unwrap();
    let item = json(&portal, &format!("/api/v1/items/{}", nasty.index_number), 200).await;
    assert_eq!(item["title"], NASTY, "text is text");
    let body = portal.app.item_body(&nasty.fields.body).await.unwrap();
    assert_eq!(item["body_html"].as_str().unwrap().is_empty(), body.is_empty());
    let slashed = nasty.index_number.replace('/', "%2F");
    assert_eq!(json(&portal, &format!("/api/v1/items/{slashed}"), 200).await, item);
    assert_eq!(item["editions"][0]["content_hash"], item["content_hash"]);
    let narrowed = json(&portal, "/api/v1/items?agency=yunxi-jxj&year=1999", 200).await;
    assert_eq!(narrowed["items"].as_array().unwrap().len(), 0);
    let agencies = json(&portal, "/api/v1/agencies", 200).await;
    assert!(agencies["items"].as_array().unwrap().iter().any(|row| row["code"] == AGENCY), "{agencies}");
    let agency = json(&portal, "/api/v1/agencies/yunxi-jxj", 200).await;
    assert!(!agency["columns"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_gone_is_told_without_a_word_of_what_it_said() {
    let portal = bureau().await;
    let all = portal.app.store.public_items(&ItemFilter::default(), None, 9).await.unwrap().rows;
    let (pulled, withdrawn, successor) = (&all[0], &all[1], &all[2]);
    portal.app.pull_item(&Actor::System, &pulled.id, "含有个人信息").await.unwrap();
    let what = Withdrawal {
        kind: WithdrawalKind::Superseded,
        notice: "请看新的文件。".to_owned(),
        successor: Some(successor.id.clone()),
    };
    portal.app.withdraw_item(&Actor::System, &withdrawn.id, &what).await.unwrap();
    let gone = json(&portal, &format!("/api/v1/items/{}", pulled.index_number), 410).await;
    assert_eq!((gone["status"].as_u64(), gone["successor"].as_str()), (Some(410), None));
    assert!(!gone.to_string().contains(&pulled.fields.title) && !gone.to_string().contains("个人信息"));
    let replaced = json(&portal, &format!("/api/v1/items/{}", withdrawn.index_number), 410).await;
    assert!(
        replaced["successor"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/api/v1/items/{}", successor.index_number))
    );
    let list = json(&portal, "/api/v1/items?limit=200", 200).await.to_string();
    assert!(!list.contains(&pulled.index_number) && !list.contains(&withdrawn.index_number));

    // Whoever follows the changes hears of both, in order, and goes on from where it stopped.
    portal.app.open_log("yunxi.example/log").await.unwrap();
    portal.app.catch_up_log().await.unwrap();
    let changes = json(&portal, "/api/v1/changes", 200).await;
    let heard = changes["items"].as_array().unwrap();
    let of = |number: &str| {
        let mut events = Vec::new();
        for change in heard.iter().filter(|change| change["index_number"] == number) {
            events.push(change["event"].as_str().unwrap().to_owned());
        }
        events
    };
    assert_eq!(of(&pulled.index_number).last().unwrap(), "pull");
    assert_eq!(of(&withdrawn.index_number).last().unwrap(), "withdraw");
    let rest = json(&portal, &next(&changes).unwrap(), 200).await;
    assert!(rest["items"].as_array().unwrap().is_empty() && next(&rest) == next(&changes));
}

#[tokio::test]
async fn whoever_asks_wrongly_is_told_what_where_and_how() {
    let portal = bureau().await;
    for (path, status, told) in [
        ("/api/v1/items?limit=0", 400, "limit：应当是 1 至 200 的整数。"),
        ("/api/v1/items?colour=red", 400, "colour：没有这个参数。"),
        ("/api/v1/items?after=x", 400, "after：应当照抄上一次结果中的 next。"),
        ("/api/v1/search", 400, "q：必须填写。"),
        ("/api/v1/items?agency=nobody", 404, "没有这个页面"),
        ("/api/v1/items?column=gzdt", 404, "没有这个页面"),
        ("/api/v1/reports/yunxi-jxj/1999", 404, "没有这个页面"),
        ("/api/v1/items/no-such-item", 404, "没有这个页面"),
        ("/api/v1/nothing/at/all", 404, "没有这个页面"),
    ] {
        let problem = json(&portal, path, status).await;
        assert!(problem["detail"].as_str().unwrap().contains(told), "{path}: {problem}");
    }
    let request = Request::delete("/api/v1/agencies").body(Body::empty()).unwrap();
    let refused = answer(&portal.router, request).await;
    assert_eq!((refused.status.as_u16(), refused.header("allow")), (405, "GET,HEAD"));
    assert!(refused.text.contains("请用 GET"), "{}", refused.text);
}

#[tokio::test]
async fn nothing_is_sent_twice_that_did_not_change() {
    let portal = bureau().await;
    let first = portal.get("/api/v1/items").await;
    let tag = first.header("etag").to_owned();
    assert!(!tag.is_empty() && first.header("cache-control") == "public, no-cache");
    let again = portal.get_with("/api/v1/items", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status.as_u16(), again.text.len()), (304, 0));
    let description = json(&portal, "/api/v1/openapi.json", 200).await;
    assert_eq!(description["openapi"], "3.1.0");
    for path in description["paths"].as_object().unwrap().keys() {
        let here = format!(
            "/api/v1{}",
            path.replace("{agency}", AGENCY).replace("{year}", "1999").replace("{index_number}", "x")
        );
        let status = portal.get(&here).await.status.as_u16();
        let responses = &description["paths"][path]["get"]["responses"];
        assert!(responses[status.to_string()].is_object(), "{here} answers {status}, which is not described");
    }
}

#[tokio::test]
async fn the_newest_stands_in_a_frame_on_sites_that_may() {
    let portal = bureau().await;
    let page = portal.get("/embed/latest?agency=yunxi-jxj&limit=3").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors https://www.example.gov.cn")
            && page.header("x-frame-options").is_empty()
    );
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert_eq!(page.text.matches("<li>").count(), 3, "{}", page.text);
    assert!(!page.text.contains("<script>alert") && page.text.contains(r#"<base target="_blank">"#));
    for (path, status) in [("?agency=nobody", 404), ("?column=gzdt", 404), ("?limit=many", 404), ("", 200)] {
        assert_eq!(portal.get(&format!("/embed/latest{path}")).await.status, status, "{path}");
    }
    for other in ["/", "/items/no-such-item", "/office/sign-in"] {
        assert_eq!(portal.get(other).await.header("x-frame-options"), "DENY", "{other}");
    }
}

/// Sends JSON with a token.
async fn push(portal: &Portal, token: Option<&str>, body: &Value) -> (u16, Value) {
    let mut request = Request::post("/api/v1/items").header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let sent = answer(&portal.router, request.body(Body::from(body.to_string())).unwrap()).await;
    (sent.status.as_u16(), serde_json::from_str(&sent.text).unwrap())
}

fn pushed(external: &str) -> Value {
    serde_json::json!({
        "agency": AGENCY, "external_id": external, "title": "关于申报补助的通知", "column": "gggt",
        "body": "<h2>一、范围</h2><p onclick=\"x()\">样例企业<script>alert(1)</script>。</p>",
        "generated_on": "2021-12-20", "categories": ["A20-15"], "keywords": ["补助"],
        "attachments": [{ "name": "样例.txt", "content_base64": "5qC35L6L6ZmE5Lu2" }],
    })
}

#[tokio::test]
async fn another_system_pushes_drafts_with_a_token_each_once() {
    let portal = office_seat::staffed().await;
    let app = &portal.app;
    let author = office_seat::sign_in(&portal, "author").await;
    let made =
        author.post("/office/account/tokens/new", &[("name", "市平台"), ("through", "2022-06-30")]).await;
    let token = made
        .text
        .split("gongkai_")
        .nth(1)
        .unwrap_or_else(|| panic!("{}", office_seat::main_of(&made.text)))
        .chars()
        .take(64)
        .collect::<String>();
    let token = format!("gongkai_{token}");
    let account = author.read("/office/account").await;
    assert!(account.contains("市平台") && !account.contains(&token), "shown once");

    for wrong in [None, Some("gongkai_00"), Some("x"), Some(&*format!("gongkai_{}", "0".repeat(64)))] {
        assert_eq!(push(&portal, wrong, &pushed("a-1")).await.0, 401, "{wrong:?}");
    }
    let (status, taken) = push(&portal, Some(&token), &pushed("a-1")).await;
    assert_eq!(status, 201, "{taken}");
    assert_eq!(
        (status, taken["state"].as_str().unwrap(), taken["is_new"].as_bool()),
        (201, "draft", Some(true)),
        "{taken}"
    );
    let (status, again) = push(&portal, Some(&token), &pushed("a-1")).await;
    assert_eq!((status, &again["index_number"]), (200, &taken["index_number"]), "{again}");
    let index = taken["index_number"].as_str().unwrap();
    let row = app.store.item_by_index(index).await.unwrap().unwrap();
    let view = app.item_view(&row.id).await.unwrap();
    let fields = &view.editions[0].fields;
    let body = app.item_body(&fields.body).await.unwrap();
    assert!(body.contains("样例企业") && !body.contains("script") && !body.contains("onclick"), "{body}");
    assert_eq!(fields.attachments.len(), 1);
    assert_eq!(row.drafted_by, "author", "in its holder's name");
    assert_eq!(
        portal.get(&format!("/api/v1/items/{index}")).await.status,
        404,
        "a draft is nothing to the public"
    );

    // What cannot be taken is told field by field, and nothing of it stays.
    let before = app.store.next_item_number(AGENCY).await.unwrap();
    let with = |name: &str, value: Value| {
        let mut body = pushed("a-2");
        body[name] = value;
        body
    };
    for (body, status, told) in [
        (with("generated_on", "昨天".into()), 422, "generated_on"),
        (with("column", "nowhere".into()), 422, "column"),
        (with("title", "".into()), 422, "title"),
        (with("genre", "novel".into()), 422, "genre"),
        (with("colour", "red".into()), 422, "colour"),
        (
            with("attachments", serde_json::json!([{ "name": "a.exe", "content_base64": "TVo=" }])),
            422,
            "attachments",
        ),
        (with("attachments", serde_json::json!([{ "name": "a.txt", "content_base64": "?" }])), 422, "Base64"),
        (with("body", "据机密★10年文件".into()), 422, "body"),
        (with("agency", "yunxi".into()), 403, "没有权限"),
    ] {
        let (got, problem) = push(&portal, Some(&token), &body).await;
        assert!(got == status && problem.to_string().contains(told), "{told}: {got} {problem}");
    }
    assert_eq!(app.store.next_item_number(AGENCY).await.unwrap(), before, "nothing is half kept");

    let mut handed_in = pushed("a-3");
    handed_in["submit"] = true.into();
    let (status, taken) = push(&portal, Some(&token), &handed_in).await;
    assert_eq!((status, taken["notes"].as_array().unwrap().len()), (201, 0), "{taken}");

    let id = account.split("/office/account/tokens/").nth(2).unwrap().split('/').next().unwrap().to_owned();
    let revoke = format!("/office/account/tokens/{id}/revoke");
    let officer = office_seat::sign_in(&portal, "officer").await;
    officer.act(&revoke, &[]).await;
    assert_eq!(push(&portal, Some(&token), &pushed("a-1")).await.0, 200, "nobody revokes another's");
    author.act(&revoke, &[]).await;
    assert_eq!(push(&portal, Some(&token), &pushed("a-1")).await.0, 401);
    let live = app.store.snapshot().await.unwrap();
    app.store.replay().await.unwrap();
    assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
}
