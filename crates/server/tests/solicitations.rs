//! Asking the public over HTTP: from the officer's form to the opinion, the weighing, and what the public reads.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;
mod visitor_seat;

use axum::http::StatusCode;
use gongkai_store::publication::ItemFilter;
use office_seat::{main_of, sign_in, staffed};
use support::AGENCY;
use visitor_seat::{Visitor, key_on};

const OFFICE: &str = "/office/yunxi-jxj/solicitations";
const PUBLIC: &str = "/solicitations/yunxi-jxj/1";

#[tokio::test]
async fn the_public_is_asked_answers_and_its_opinions_are_weighed() {
    let portal = staffed().await;
    let item = portal.app.store.public_items(&ItemFilter::default(), None, 1).await.unwrap().rows.remove(0);
    let officer = sign_in(&portal, "officer").await;
    assert!(portal.get("/solicitations").await.text.contains("现在没有正在征求意见的事项"));
    let form = format!("{OFFICE}/new");
    let short = [
        ("item", item.index_number.as_str()),
        ("through", "2022-01-20"),
        ("touches_business", "yes"),
        ("ways", "寄送示例街1号"),
    ];
    let back = officer.post(&form, &short).await;
    assert!(back.status == 422 && back.text.contains("第62条"), "{}", main_of(&back.text));
    assert!(back.text.contains("寄送示例街1号"), "nothing typed is lost");
    let mut whole = short.to_vec();
    whole.push(("why_short", "国家要求本月出台"));
    let done = officer.post(&form, &whole).await;
    assert_eq!(done.header("location"), format!("{OFFICE}/1"), "{}", main_of(&done.text));

    let page = portal.get(PUBLIC).await.text;
    assert!(page.contains("国家要求本月出台") && page.contains("2022-01-20 截止"), "{}", main_of(&page));
    let read = portal.get(&gongkai_server::routes::item(&item.index_number)).await.text;
    assert!(read.contains("正在征求意见"), "{}", main_of(&read));
    assert!(portal.get("/").await.text.contains(PUBLIC), "it stands on the home page");

    let mut citizen = Visitor::new(&portal);
    let answer = format!("{PUBLIC}/opinion");
    let key = key_on(&citizen.read(&answer).await);
    let empty = citizen.post(&answer, &[("key", &key), ("contact", "示例街9号")]).await;
    assert!(empty.status == 422 && empty.text.contains("示例街9号"), "{}", main_of(&empty.text));
    let secret = citizen.post(&answer, &[("key", &key), ("text", "据机密★10年文件")]).await;
    assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields =
        [("key", key.as_str()), ("text", "建议<b>放宽</b>条件"), ("name", "意见人甲"), ("contact", "")];
    for _ in 0..2 {
        let sent = citizen.post(&answer, &fields).await;
        assert_eq!(sent.header("location"), format!("{PUBLIC}/thanks"), "{}", main_of(&sent.text));
    }
    let thanks = citizen.read(&format!("{PUBLIC}/thanks")).await;
    assert!(thanks.contains("第 1 条"), "{}", main_of(&thanks));
    let mut stranger = Visitor::new(&portal);
    assert_eq!(stranger.get(&format!("{PUBLIC}/thanks")).await.header("location"), PUBLIC);
    assert_eq!(portal.get("/solicitations/yunxi-jxj/9").await.status, 404);

    let list = officer.read(&format!("{OFFICE}/1")).await;
    assert!(!list.contains("意见人甲") && !list.contains("放宽"), "shown on demand only: {}", main_of(&list));
    let weigh = format!("{OFFICE}/1/opinions/1/weigh");
    let words = officer.read(&weigh).await;
    assert!(words.contains("&lt;b&gt;放宽") && words.contains("意见人甲"), "{}", main_of(&words));
    let looks = portal.app.store.access_views(AGENCY, Some("solicitation-1"), None, None, 9).await.unwrap();
    assert_eq!(looks.len(), 1);
    let wrong = officer.post(&weigh, &[("gist", "放宽条件"), ("adoption", "declined"), ("also", "x")]).await;
    let said = main_of(&wrong.text);
    assert!(wrong.status == 422 && said.contains("请写明理由") && said.contains("3、5-8"), "{said}");
    let right = [("gist", "放宽条件"), ("adoption", "declined"), ("reason", "上位法另有规定"), ("also", "")];
    assert_eq!(officer.post(&weigh, &right).await.header("location"), format!("{OFFICE}/1"));
    let early = officer.post(&format!("{OFFICE}/1/feedback"), &[]).await;
    assert!(early.status == 422 && early.text.contains("截止以后再起草反馈"), "{}", main_of(&early.text));

    let stop = [("reason", "上级另有规定，不再制定")];
    assert_eq!(officer.post(&format!("{OFFICE}/1/stop"), &stop).await.status, 303);
    let page = portal.get(PUBLIC).await.text;
    assert!(page.contains("不再制定") && !page.contains("提出意见"), "{}", main_of(&page));
    assert_eq!(citizen.get(&answer).await.header("location"), PUBLIC, "nobody answers any more");
}
