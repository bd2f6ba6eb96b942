//! Asking online over HTTP: five steps, a draft that survives, one request however often it is sent, tracking by code.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;
mod visitor_seat;

use axum::http::StatusCode;
use gongkai_app::Actor;
use gongkai_app::intake::NO_SUBJECT;
use gongkai_request::code::DeliveryWay;
use gongkai_request::command::{Approve, AskSupplement, Deliver, DraftReply, ReviewSecrecy};
use gongkai_request::event::On;
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::Decision;
use jiff::civil::date;
use office_seat::{main_of, sign_in, staffed};
use support::{AGENCY, Portal, bureau};
use visitor_seat::{HOW, Visitor, WHAT, WHO, receipt_of};

const NEW: &str = "/requests/new/yunxi-jxj";

#[tokio::test]
async fn a_citizen_asks_in_five_steps_and_gets_number_and_code() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    let (number, code) = visitor.ask().await;
    assert_eq!(number, "2022-000001");
    assert_eq!(code.len(), 19, "{code}");
    let row = portal.app.store.request(AGENCY, CaseNumber::parse(&number).unwrap()).await.unwrap().unwrap();
    assert_eq!(row.subject, NO_SUBJECT, "nothing personal stands in lists");
    assert_eq!(row.received_on, None, "both sides have not confirmed");
    let words = portal.app.request_words(&Actor::System, AGENCY, row.number).await.unwrap().unwrap();
    assert_eq!(words.name, "申请人甲某");
    assert_eq!(words.text, "名称：道路养护合同\n特征描述：2021年度");
    assert_eq!(words.contact, "电话：0000-0000003\n电子邮箱：jia@example.com");
    let again = visitor.get("/requests/receipt").await;
    assert_eq!(receipt_of(&again.text), (number, code), "the receipt can be shown again");
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_everything_that_was_typed() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    let long = "长".repeat(10_000);
    let fields = [("requester", "natural_person"), ("name", long.as_str()), ("identity", ""), ("phone", "")];
    let back = visitor.post(&format!("{NEW}/step/who"), &fields).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let main = main_of(&back.text);
    assert!(main.contains("姓名或者名称最多 100 个字，现在有 10000 个字"), "{main}");
    assert!(main.contains("请填写证件号码") && main.contains("至少填一项"));
    assert!(main.contains(&long), "the name is still there");
    let later = visitor.get(&format!("{NEW}/step/who")).await;
    assert!(later.text.contains(&long), "and it was kept for the next time");
    let skipped = visitor.get(&format!("{NEW}/step/check")).await;
    assert_eq!(skipped.header("location"), format!("{NEW}/step/who"), "nothing half filled in is submitted");
}

#[tokio::test]
async fn a_draft_survives_a_closed_browser_and_opens_in_no_other() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    visitor.act(&format!("{NEW}/step/who"), WHO).await;
    let saved = visitor.post(&format!("{NEW}/save/what"), &[("title", "写到一半")]).await;
    assert_eq!(saved.status, StatusCode::NO_CONTENT, "the script saves what is typed");
    let mut later = Visitor::with_cookie(&portal, &visitor.cookie);
    assert!(later.get(&format!("{NEW}/step/what")).await.text.contains("写到一半"));
    assert!(later.get("/requests/new").await.text.contains("接着填写"));
    let mut other = Visitor::new(&portal);
    assert!(!other.get(&format!("{NEW}/step/what")).await.text.contains("写到一半"));
    later.act(&format!("{NEW}/discard"), &[]).await;
    assert!(!later.get(&format!("{NEW}/step/what")).await.text.contains("写到一半"));
}

#[tokio::test]
async fn a_request_sent_again_is_the_same_request() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    visitor.fill_in().await;
    visitor.get(&format!("{NEW}/step/check")).await;
    let path = format!("{NEW}/step/check");
    let (mut one, mut two) = (visitor.sender(), visitor.sender());
    let (first, second) = tokio::join!(one.post(&path, &[]), two.post(&path, &[]));
    let third = visitor.post(&path, &[]).await;
    for answer in [&first, &second, &third] {
        assert_eq!(answer.header("location"), "/requests/receipt", "{}", main_of(&answer.text));
    }
    let last = portal.app.store.last_request_number(AGENCY, 2022).await.unwrap();
    assert_eq!(last.as_deref(), Some("2022-000001"), "one request, not three");
}

#[tokio::test]
async fn another_sites_form_does_nothing_and_loses_nothing() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    visitor.get(&format!("{NEW}/step/who")).await;
    visitor.token = "0".repeat(64);
    let back = visitor.post_with_token(&format!("{NEW}/step/who"), WHO).await;
    assert_eq!(back.status, StatusCode::FORBIDDEN);
    assert!(back.text.contains("您填的还在下面") && back.text.contains("申请人甲某"));
    let mut same = Visitor::with_cookie(&portal, &visitor.cookie);
    assert!(!same.get(&format!("{NEW}/step/who")).await.text.contains("申请人甲某"), "nothing was saved");
}

#[tokio::test]
async fn who_sends_too_much_waits_and_loses_nothing() {
    let portal =
        support::bureau_with_limits(gongkai_app::intake::Limits { forms: 2, ..Default::default() }).await;
    let mut visitor = Visitor::new(&portal);
    visitor.act(&format!("{NEW}/step/who"), WHO).await;
    visitor.act(&format!("{NEW}/step/what"), WHAT).await;
    let back = visitor.post(&format!("{NEW}/step/how"), HOW).await;
    assert_eq!(back.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(back.text.contains("提交得太频繁") && back.text.contains("checked"), "{}", main_of(&back.text));
}

#[tokio::test]
async fn files_are_told_by_content_and_travel_with_the_request() {
    let portal = staffed().await;
    let mut visitor = Visitor::new(&portal);
    visitor.fill_in().await;
    let pdf: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";
    let bad = [("file", "合同.pdf", b"MZ\x90\0\x03\0\0\0".as_slice()), ("file", "附件.pdf", pdf)];
    let back = visitor.post_files(&format!("{NEW}/step/files"), &bad).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let main = main_of(&back.text);
    assert!(main.contains("“合同.pdf”不是可以上传的文件"), "{main}");
    assert!(main.contains("附件.pdf") && main.contains("有关材料"), "the good one was kept: {main}");
    let marked = [("file", "说明.txt", "机密★10年\n内容".as_bytes())];
    let refused = visitor.post_files(&format!("{NEW}/step/files"), &marked).await;
    assert!(main_of(&refused.text).contains("涉密不上网：涉密的内容和文件不得在网上填写、上传"));
    assert_eq!(portal.app.store.screening_stops_since(jiff::Timestamp::MIN).await.unwrap(), 1);
    let done = visitor.act(&format!("{NEW}/step/check"), &[]).await;
    assert_eq!(done, "/requests/receipt");
    let receipt = visitor.get("/requests/receipt.pdf").await;
    assert_eq!(receipt.status, StatusCode::OK);
    let (_, code) = receipt_of(&visitor.read("/requests/receipt").await);
    let read = gongkai_document::texts(&receipt.bytes).unwrap();
    let words: String = read.iter().map(|(_, text)| text.replace(['\n', ' '], "")).collect();
    assert!(words.contains(&code) && words.contains("2022-000001"), "{words}");
    assert!(words.contains("双方确认之日为收到申请之日"), "{words}");
    let officer = sign_in(&portal, "officer").await;
    let case = officer.read("/office/yunxi-jxj/requests/2022-000001").await;
    assert!(case.contains("申请材料"), "{}", main_of(&case));
}

#[tokio::test]
async fn a_secrecy_mark_in_a_text_is_not_even_kept_in_the_draft() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    let fields = [("title", "某某方案"), ("features", "绝密★长期")];
    let back = visitor.post(&format!("{NEW}/step/what"), &fields).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("没有保存") && back.text.contains("绝密★长期"));
    assert!(!visitor.get(&format!("{NEW}/step/what")).await.text.contains("绝密"));
    let saved = visitor.post(&format!("{NEW}/save/what"), &fields).await;
    assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_request_opens_by_number_and_code_only() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    let (number, code) = visitor.ask().await;
    let mut other = Visitor::new(&portal);
    for (number, code) in [(number.as_str(), "0000-0000-0000-0000"), ("2022-000002", code.as_str()), ("", "")]
    {
        let back = other.post("/requests/track", &[("number", number), ("code", code)]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.text.contains("编号和查询码对不上"));
    }
    assert_eq!(other.get("/requests/case").await.header("location"), "/requests/track");
    let typed = code.to_lowercase().replace('-', " ");
    assert_eq!(
        other.act("/requests/track", &[("number", &number), ("code", &typed)]).await,
        "/requests/case"
    );
    let page = other.get("/requests/case").await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text.contains("等待双方确认收到"), "{}", main_of(&page.text));
    for hidden in ["申请人甲某", "jia@example.com", code.as_str()] {
        assert!(!page.text.contains(hidden), "{hidden} is not shown to whoever passes by");
    }
    other.act("/requests/case/leave", &[]).await;
    assert_eq!(other.get("/requests/case").await.header("location"), "/requests/track");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_requester_is_not_locked_out() {
    let limits = gongkai_app::intake::Limits { wrong_codes_of_number: 3, ..Default::default() };
    let portal = support::bureau_with_limits(limits).await;
    let mut visitor = Visitor::new(&portal).from("192.0.2.1");
    let (number, code) = visitor.ask().await;
    visitor.act("/requests/track", &[("number", &number), ("code", &code)]).await;
    let mut guesser = Visitor::new(&portal).from("198.51.100.2");
    for _ in 0..3 {
        guesser.post("/requests/track", &[("number", &number), ("code", "0000-0000-0000-0000")]).await;
    }
    let stopped = guesser.post("/requests/track", &[("number", &number), ("code", &code)]).await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(stopped.text.contains("15分钟后再试"));
    let path = visitor.act("/requests/track", &[("number", &number), ("code", &code)]).await;
    assert_eq!(path, "/requests/case", "whoever opened it before gets in");
}

async fn settle(portal: &Portal, number: CaseNumber, command: Command) {
    portal.app.act_on_request(&Actor::System, AGENCY, number, &command).await.unwrap();
}

#[tokio::test]
async fn the_requester_confirms_supplements_reads_the_answer_rates_and_complains() {
    let portal = staffed().await;
    let mut visitor = Visitor::new(&portal);
    let (text, code) = visitor.ask().await;
    let number = CaseNumber::parse(&text).unwrap();
    let today = date(2022, 1, 11);
    visitor.act("/requests/track", &[("number", &text), ("code", &code)]).await;
    visitor.act("/requests/case/confirm", &[]).await;
    assert!(visitor.read("/requests/case").await.contains("您已于 2022-01-11 确认"));
    settle(&portal, number, Command::Confirm(On { on: today })).await;
    assert!(visitor.read("/requests/case").await.contains("答复的最后一天是"));
    let ask = AskSupplement {
        on: today,
        delivered_on: None,
        reply_by: date(2022, 1, 25),
        points: vec!["请写明年份".to_owned()],
    };
    settle(&portal, number, Command::AskSupplement(ask)).await;
    let page = visitor.read("/requests/case").await;
    assert!(page.contains("需要您补正") && page.contains("请写明年份") && page.contains("2022-01-25"));
    let empty = visitor.post("/requests/case/supplement", &[("text", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let file = [("file", "补充.txt", "2021年度".as_bytes())];
    let done = visitor.post_form("/requests/case/supplement", &[("text", "2021年度")], &file).await;
    assert_eq!(done.header("location"), "/requests/case", "{}", main_of(&done.text));
    assert!(visitor.read("/requests/case").await.contains("正在办理"));
    let early = visitor.post("/requests/case/rate", &[("score", "5")]).await;
    assert!(early.text.contains("收到答复后才能评价"));
    let review = ReviewSecrecy { on: today, passed: true, opinion: "可以".to_owned() };
    let document = Some("云经信公复〔2022〕1号".to_owned());
    for (login, command) in [
        ("author", Command::DraftReply(Box::new(DraftReply::new(today, Decision::Granted)))),
        ("secrecy_reviewer", Command::ReviewSecrecy(review)),
        ("leader", Command::Approve(Approve { on: today, document, content: None })),
        ("officer", Command::Deliver(Deliver { way: DeliveryWay::Electronic, on: today, evidence: None })),
    ] {
        let actor = portal.app.actor_of(login).await.unwrap().unwrap();
        portal.app.act_on_request(&actor, AGENCY, number, &command).await.unwrap();
    }
    let page = visitor.read("/requests/case").await;
    for words in
        ["已于 2022-01-11 答复：予以公开", "云经信公复〔2022〕1号", "行政复议", "2022-03-14", "评价答复"]
    {
        assert!(page.contains(words), "{words}: {}", main_of(&page));
    }
    visitor.act("/requests/case/rate", &[("score", "4"), ("text", "办得快")]).await;
    let twice = visitor.post("/requests/case/rate", &[("score", "1")]).await;
    assert!(twice.text.contains("每份答复评价一次"));
    visitor.act("/requests/case/complain", &[("text", "给的文件打不开")]).await;
    let counts = portal.app.store.rating_counts(AGENCY, today, today).await.unwrap();
    assert_eq!((counts.ratings, counts.scores), (1, 4));
    let open = portal.app.store.open_complaints(&[AGENCY.to_owned()], 10).await.unwrap();
    assert_eq!(open.len(), 1);
}

#[tokio::test]
async fn the_feed_of_a_request_tells_stages_and_nothing_else() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    let (number, code) = visitor.ask().await;
    visitor.act("/requests/track", &[("number", &number), ("code", &code)]).await;
    let page = visitor.read("/requests/case").await;
    let at = page.find("/requests/feed/").unwrap();
    let path = page[at..].split('"').next().unwrap().to_owned();
    let feed = portal.get(&path).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert!(feed.text.contains("待双方确认") && feed.text.contains("提交申请"), "{}", feed.text);
    for hidden in ["申请人甲某", "jia@example.com", "道路养护", code.as_str()] {
        assert!(!feed.text.contains(hidden), "{hidden}");
    }
    let wrong = format!("{}0", &path[..path.len() - 1]);
    let wrong = if wrong == path { format!("{}1", &path[..path.len() - 1]) } else { wrong };
    assert_eq!(portal.get(&wrong).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn suggestions_are_counted_without_knowing_anybody() {
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    let found = visitor.read(&format!("{NEW}?q={}", gongkai_server::routes::segment("第12期工作情况"))).await;
    assert!(found.contains("第12期工作情况") && found.contains("这已经够了"), "{}", main_of(&found));
    let json = visitor
        .get(&format!("{NEW}/suggest?q={}", gongkai_server::routes::segment("想看工作情况通报")))
        .await;
    let hits: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    let href = hits[0]["href"].as_str().unwrap().to_owned();
    assert!(hits[0]["title"].as_str().unwrap().contains("工作情况"));
    assert!(visitor.get(&href).await.header("location").starts_with("/items/"));
    visitor.act(&format!("{NEW}/enough"), &[]).await;
    let nothing =
        visitor.read(&format!("{NEW}?q={}", gongkai_server::routes::segment("完全没有这种东西"))).await;
    assert!(nothing.contains("没有找到相近的信息"));
    let day = date(2022, 1, 11);
    let counts = portal.app.store.suggestion_counts(AGENCY, day, day).await.unwrap();
    assert_eq!((counts.shown, counts.opened, counts.enough), (2, 1, 1));
}

#[tokio::test]
async fn bad_files_get_a_clear_error_and_nothing_typed_is_lost() {
    use gongkai_document::office::Package;
    let portal = bureau().await;
    let mut visitor = Visitor::new(&portal);
    visitor.fill_in().await;
    let mut bomb = Package::empty();
    bomb.set("[Content_Types].xml", b"<Types/>".to_vec());
    bomb.set("word/document.xml", b"<w:document/>".to_vec());
    bomb.set("word/media/zeros.bin", vec![0; 40 * 1024 * 1024]);
    let bomb = bomb.write().unwrap();
    let long = format!("{}.pdf", "长".repeat(10_000));
    let large = vec![b'x'; 11 * 1024 * 1024];
    let pdf: &[u8] = b"%PDF-1.7\n%%EOF\n";
    let mut both = b"%PDF-1.7\n%%EOF\n".to_vec();
    both.extend(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let table: [(&str, &[u8], &str); 9] = [
        ("报告.docx", &bomb, "压缩炸弹"),
        (&long, pdf, "文件名最多 150 个字"),
        ("大.txt", &large, "超过 10 MB"),
        ("程序.exe", b"MZ\x90\0\x03", "不是可以上传的文件"),
        ("照片.jpg", b"MZ\x90\0\x03", "不是可以上传的文件"),
        ("页面.html", b"<!doctype html><html></html>", "是网页或者脚本"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "“图.svg”"),
        ("说明.txt", b"<script>alert(1)</script>", "“说明.txt”"),
        ("申请书.pdf", &both, "夹带了 PDF 以外的内容"),
    ];
    for (name, bytes, words) in table {
        let back = visitor.post_files(&format!("{NEW}/step/files"), &[("file", name, bytes)]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(main_of(&back.text).contains(words), "{words}: {}", main_of(&back.text));
        assert!(!back.text.contains("已经上传"), "{words}: nothing was kept");
    }
    let flood = vec![b'x'; 30 * 1024 * 1024];
    let back = visitor.post_files(&format!("{NEW}/step/files"), &[("file", "洪水.txt", &flood)]).await;
    assert_eq!(back.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(back.text.contains("内容太大"));
    let review = visitor.read(&format!("{NEW}/step/check")).await;
    assert!(review.contains("申请人甲某") && review.contains("道路养护合同"), "nothing typed was lost");
}
