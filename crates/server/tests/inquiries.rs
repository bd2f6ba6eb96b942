//! Messages of the public over HTTP: from the citizen's form to the answer everybody reads.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;
mod visitor_seat;

use axum::http::StatusCode;
use gongkai_store::publication::ItemFilter;
use office_seat::{main_of, sign_in, staffed};
use support::AGENCY;
use visitor_seat::{Visitor, key_on, receipt_of};

const WRITE: &str = "/messages/yunxi-jxj/new";
const OFFICE: &str = "/office/yunxi-jxj/messages/inquiry-2022-000001";

#[tokio::test]
async fn a_message_goes_from_the_form_to_the_answer_everybody_reads() {
    let portal = staffed().await;
    let item = portal.app.store.public_items(&ItemFilter::default(), None, 1).await.unwrap().rows.remove(0);
    let page = portal.get(&gongkai_server::routes::item(&item.index_number)).await.text;
    assert!(page.contains("/messages/yunxi-jxj/new?item="), "{}", main_of(&page));
    assert!(portal.get("/messages").await.text.contains("目前还没有"));

    let mut citizen = Visitor::new(&portal);
    let fault = citizen.get("/messages/new?kind=site_fault&page=https%3A%2F%2Fexample.gov.cn%2Fx").await;
    let fault = if fault.status == 200 { fault.text } else { citizen.read(fault.header("location")).await };
    assert!(
        fault.contains("kind=site_fault") || fault.contains("https://example.gov.cn/x"),
        "{}",
        main_of(&fault)
    );
    let about = format!("{WRITE}?kind=question&item={}", gongkai_server::routes::segment(&item.index_number));
    let form = citizen.read(&about).await;
    assert!(form.contains("关于《") && form.contains(&item.index_number), "{}", main_of(&form));
    let key = key_on(&form);
    let back = citizen.post(WRITE, &[("key", &key), ("kind", "question"), ("name", "留言人甲某")]).await;
    assert!(back.status == 422 && back.text.contains("留言人甲某"), "{}", main_of(&back.text));
    let unknown = citizen.post(WRITE, &[("key", &key), ("kind", "x"), ("text", "样例<b>内容")]).await;
    assert!(
        unknown.status == 422 && unknown.text.contains("样例&#60;b&#62;内容"),
        "{}",
        main_of(&unknown.text)
    );
    let fields = [
        ("key", key.as_str()),
        ("kind", "question"),
        ("item", item.index_number.as_str()),
        ("title", "补助怎么申请"),
        ("text", "我是<b>样例厂</b>的，怎么申请补助？"),
        ("name", "留言人甲某"),
        ("contact", "0000-0000001"),
        ("consents", "yes"),
    ];
    for _ in 0..2 {
        let sent = citizen.post(WRITE, &fields).await;
        assert_eq!(sent.header("location"), "/requests/message-receipt", "{}", main_of(&sent.text));
    }
    let (number, code) = receipt_of(&citizen.read("/requests/message-receipt").await);
    assert_eq!(number, "留言2022-000001", "sent twice, registered once");
    assert_eq!(portal.get("/messages/yunxi-jxj/inquiry-2022-000001").await.status, StatusCode::NOT_FOUND);

    let author = sign_in(&portal, "author").await;
    let officer = sign_in(&portal, "officer").await;
    assert!(officer.read(&format!("/office/{AGENCY}")).await.contains(&number), "on today's list");
    let list = officer.read(&format!("/office/{AGENCY}/messages")).await;
    assert!(list.contains(&number) && !list.contains("留言人甲某") && !list.contains("样例厂"));
    assert!(!officer.read(OFFICE).await.contains("留言人甲某"), "shown on demand only");
    let words = officer.read(&format!("{OFFICE}/words")).await;
    assert!(words.contains("留言人甲某") && words.contains("&lt;b&gt;样例厂"), "{}", main_of(&words));
    let draft = format!("{OFFICE}/draft");
    assert!(author.read(&draft).await.contains("样例厂"), "the words stand beside the answer");
    let unworded = [("title", "企业怎样申请补助"), ("answer", "在一网通办提交。"), ("publish", "yes")];
    let back = author.post(&draft, &unworded).await;
    assert!(back.status == 422 && back.text.contains("在一网通办提交。"), "{}", main_of(&back.text));
    let mut whole = unworded.to_vec();
    whole.push(("question", "企业怎样申请补助。"));
    author.act(&draft, &whole).await;
    assert!(!author.read(OFFICE).await.contains(&format!("{OFFICE}/approve")));
    let head = sign_in(&portal, "leader").await;
    assert!(head.read(&format!("/office/{AGENCY}")).await.contains("审核留言答复"));
    let approve = format!("{OFFICE}/approve");
    let unchecked = head.post(&approve, &[]).await;
    assert!(unchecked.status == 422 && unchecked.text.contains("请核对"), "{}", main_of(&unchecked.text));
    head.act(&approve, &[("checked", "yes")]).await;

    let public = portal.get("/messages/yunxi-jxj/inquiry-2022-000001").await.text;
    assert!(
        public.contains("企业怎样申请补助。") && public.contains("在一网通办提交。"),
        "{}",
        main_of(&public)
    );
    assert!(!public.contains("样例厂") && !public.contains("甲某"), "not a word of the sender's own");
    let list = portal.get("/messages?agency=yunxi-jxj").await.text;
    assert!(
        list.contains("企业怎样申请补助") && list.contains("收到留言 1 件，已办结 1 件"),
        "{}",
        main_of(&list)
    );

    let mut stranger = Visitor::new(&portal);
    assert_eq!(stranger.get("/requests/message").await.header("location"), "/requests/track");
    let opened = stranger.post("/requests/track", &[("number", &number), ("code", &code)]).await;
    assert_eq!(opened.header("location"), "/requests/message", "{}", main_of(&opened.text));
    let own = stranger.read("/requests/message").await;
    assert!(own.contains("&lt;b&gt;样例厂") && own.contains("基本满意"), "{}", main_of(&own));
    stranger.post("/requests/message/rate", &[("rate", "fair")]).await;
    let rated = stranger.read("/requests/message").await;
    assert!(rated.contains("您的评价") && !rated.contains("这个答复怎么样"), "{}", main_of(&rated));

    head.act(&format!("{OFFICE}/hide"), &[("reason", "答复有误")]).await;
    assert_eq!(portal.get("/messages/yunxi-jxj/inquiry-2022-000001").await.status, StatusCode::NOT_FOUND);
    assert!(
        stranger.read("/requests/message").await.contains("在一网通办提交。"),
        "the sender still reads it"
    );
    stranger.post("/requests/message/leave", &[]).await;
    assert_eq!(stranger.get("/requests/message").await.header("location"), "/requests/track");
}

#[tokio::test]
async fn an_item_is_rated_by_whoever_reads_it() {
    let portal = staffed().await;
    let item = portal.app.store.public_items(&ItemFilter::default(), None, 1).await.unwrap().rows.remove(0);
    let rating = gongkai_server::routes::rating(&item.index_number);
    let mut citizen = Visitor::new(&portal);
    assert!(citizen.read(&rating).await.contains("还没有人评价"));
    assert_eq!(citizen.post(&rating, &[("rate", "wonderful")]).await.status, 422);
    let before = portal.app.store.end().await.unwrap();
    citizen.post(&rating, &[("rate", "dissatisfied")]).await;
    let said = citizen.post(&rating, &[("rate", "satisfied")]).await;
    assert!(said.text.contains("已有 1 人评价，满意 1"), "{}", main_of(&said.text));
    assert_eq!(portal.app.store.end().await.unwrap(), before, "a vote makes no page old");
    let officer = sign_in(&portal, "officer").await;
    let number = item.id.rsplit('/').next().unwrap();
    let page = officer.read(&format!("/office/{AGENCY}/items/{number}")).await;
    assert!(page.contains("满意 1"), "{}", main_of(&page));
    assert_eq!(portal.get("/ratings/no-such-item").await.status, StatusCode::NOT_FOUND);
}
