//! A third party answers by a link, and what the office does about requests that came online.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;
mod visitor_seat;

use axum::http::StatusCode;
use gongkai_agency::Role;
use gongkai_app::Actor;
use gongkai_request::code::Opinion;
use gongkai_request::event::{FilePurpose, On};
use gongkai_request::{Case, CaseNumber, Command, ConsultationEnd};
use jiff::civil::date;
use office_seat::{Seat, main_of, open, sign_in, staffed};
use support::{AGENCY, Portal};
use visitor_seat::Visitor;

/// A request that came online, confirmed, with an open letter to a third party; its number and address.
async fn consulted(portal: &Portal) -> (CaseNumber, String) {
    let (text, _) = Visitor::new(portal).ask().await;
    let number = CaseNumber::parse(&text).unwrap();
    let confirm = Command::Confirm(On { on: date(2022, 1, 11) });
    portal.app.act_on_request(&Actor::System, AGENCY, number, &confirm).await.unwrap();
    let path = format!("/office/yunxi-jxj/requests/{text}");
    let officer = sign_in(portal, "officer").await;
    let letter =
        [("on", "2022-01-11"), ("to", "third_party"), ("whom", "某某公司"), ("received_on", "2022-01-11")];
    officer.act(&format!("{path}/consult"), &letter).await;
    (number, path)
}

/// Makes a link; its path.
async fn link(officer: &Seat<'_>, path: &str, fields: &[(&str, &str)]) -> String {
    let made = officer.post(&format!("{path}/opinion_link"), fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", main_of(&made.text));
    let at = made.text.find("/opinions/").unwrap();
    made.text[at..].split('<').next().unwrap().to_owned()
}

const ABOUT: &[(&str, &str)] =
    &[("letter", "c1"), ("about", "贵公司2021年度技术改造补助申报表"), ("until", "2022-02-10")];

async fn end_of(portal: &Portal, number: CaseNumber) -> Option<ConsultationEnd> {
    let case = portal.app.load_existing::<Case>(&number.stream(AGENCY)).await.unwrap().state;
    case.consultations[0].end
}

#[tokio::test]
async fn a_third_party_answers_once_and_sees_nothing_of_the_requester() {
    let portal = staffed().await;
    let (number, path) = consulted(&portal).await;
    let officer = sign_in(&portal, "officer").await;
    let path_of_link = link(&officer, &path, ABOUT).await;
    assert!(officer.read(&path).await.contains("还没有打开"));
    let mut third = Visitor::new(&portal);
    let page = third.get(&path_of_link).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    for words in [
        "云溪市经济和信息化局",
        "贵公司2021年度技术改造补助申报表",
        "2022-02-10",
        "由征求意见的机关依照条例决定",
    ] {
        assert!(page.text.contains(words), "{words}: {}", main_of(&page.text));
    }
    for hidden in ["申请人甲某", "jia@example.com", "0000-0000003", "道路养护合同", &number.to_string()]
    {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    assert!(officer.read(&path).await.contains("2022-01-11 打开过"), "opening is recorded");
    let bare = third.post(&path_of_link, &[("opinion", "objects"), ("reasons", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("请写明理由"));
    let file = [("file", "说明.txt", "涉及工艺参数".as_bytes())];
    let fields = [("opinion", "partly"), ("reasons", "工艺参数属于商业秘密")];
    let done = third.post_form(&path_of_link, &fields, &file).await;
    assert!(done.text.contains("您的意见已经收到"), "{}", main_of(&done.text));
    assert_eq!(
        end_of(&portal, number).await,
        Some(ConsultationEnd::Answered(date(2022, 1, 11), Opinion::Partly))
    );
    let case = portal.app.load_existing::<Case>(&number.stream(AGENCY)).await.unwrap().state;
    let kept = case.files.iter().find(|file| file.purpose == FilePurpose::Opinion).unwrap();
    assert_eq!(kept.about.as_deref(), Some("c1"));
    assert_ne!(
        Some(&kept.person),
        case.registered.as_ref().map(|form| &form.person),
        "the third party's own key"
    );
    let again = third.get(&path_of_link).await;
    assert!(again.text.contains("这个链接已经用过"));
    let twice = third.post(&path_of_link, &[("opinion", "agrees")]).await;
    assert!(twice.text.contains("这个链接已经用过"));
    assert!(officer.read(&path).await.contains("已经填写"));
}

#[tokio::test]
async fn a_link_that_cannot_be_used_says_so_politely() {
    let portal = staffed().await;
    let (number, path) = consulted(&portal).await;
    let officer = sign_in(&portal, "officer").await;
    let good = link(&officer, &path, ABOUT).await;
    let over = officer
        .post(&format!("{path}/opinion_link"), &[("letter", "c1"), ("about", "x"), ("until", "2022-01-10")])
        .await;
    assert!(over.text.contains("最后一天不能早于今天"));
    let mut third = Visitor::new(&portal);
    let forged = format!("{}0", &good[..good.len() - 1]);
    let forged = if forged == good { format!("{}1", &good[..good.len() - 1]) } else { forged };
    for unknown in ["/opinions/x", "/opinions/%00", forged.as_str()] {
        let page = third.get(unknown).await;
        assert_eq!(page.status, StatusCode::GONE, "{unknown}");
        assert!(page.text.contains("链接无效"), "{unknown}");
    }
    // Answered on paper meanwhile: the link leads nowhere.
    let fields = [("on", "2022-01-11"), ("letter", "c1"), ("opinion", "agrees")];
    officer.act(&format!("{path}/answer_consultation"), &fields).await;
    let page = third.get(&good).await;
    assert!(page.text.contains("已经过期") && page.text.contains("联系"), "{}", main_of(&page.text));
    let late = third.post(&good, &[("opinion", "objects"), ("reasons", "不同意")]).await;
    assert!(late.text.contains("已经过期"));
    let end = end_of(&portal, number).await;
    assert_eq!(end, Some(ConsultationEnd::Answered(date(2022, 1, 11), Opinion::Agrees)));
}

#[tokio::test]
async fn a_link_shows_only_the_files_that_were_picked() {
    let portal = staffed().await;
    let (number, path) = consulted(&portal).await;
    let add = async |name: &str| {
        let file = gongkai_app::requests::NewFile {
            purpose: FilePurpose::Evidence,
            person: None,
            name: name.to_owned(),
            bytes: "内容".as_bytes().to_vec(),
            pages: None,
            about: None,
        };
        let officer = portal.app.actor_of("officer").await.unwrap().unwrap();
        portal.app.add_file(&officer, AGENCY, number, file).await.unwrap()
    };
    let (shown, hidden) = (add("申报表.txt").await, add("内部意见.txt").await);
    let officer = sign_in(&portal, "officer").await;
    let mut fields = ABOUT.to_vec();
    fields.push(("files", &shown));
    let link = link(&officer, &path, &fields).await;
    let mut third = Visitor::new(&portal);
    let page = third.read(&link).await;
    assert!(page.contains("申报表.txt") && !page.contains("内部意见.txt"));
    let file = third.get(&format!("{link}/files/{shown}")).await;
    assert_eq!((file.status, file.text.as_str()), (StatusCode::OK, "内容"));
    assert_eq!(third.get(&format!("{link}/files/{hidden}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_office_writes_the_summary_gives_a_code_and_answers_complaints() {
    let portal = staffed().await;
    open(&portal.app, "head", &[Role::UnitHead]).await;
    let mut visitor = Visitor::new(&portal);
    let (number, code) = visitor.ask().await;
    let path = format!("/office/yunxi-jxj/requests/{number}");
    let officer = sign_in(&portal, "officer").await;
    assert!(officer.read(&path).await.contains("还没有事项摘要"));
    let empty = officer.post(&format!("{path}/subject"), &[("subject", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.act(&format!("{path}/subject"), &[("subject", "道路养护合同")]).await;
    assert!(officer.read("/office/yunxi-jxj/requests").await.contains("道路养护合同"));
    let once = officer.post(&format!("{path}/query_code"), &[]).await;
    let new = once.text.split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned();
    let receipt = officer.post(&format!("{path}/receipt"), &[("code", &new)]).await;
    assert_eq!(receipt.header("content-type"), "application/pdf");
    let words = gongkai_document::pdf_text(&receipt.bytes).unwrap();
    for word in [number.as_str(), new.as_str(), "登记回执"] {
        assert!(words.contains(word), "{word} on the receipt: {words}");
    }
    let wrong = officer.post(&format!("{path}/receipt"), &[("code", "AAAA-AAAA-AAAA-AAAA")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for code in [new.as_str(), code.as_str()] {
        let mut other = Visitor::new(&portal);
        assert_eq!(
            other.act("/requests/track", &[("number", &number), ("code", code)]).await,
            "/requests/case"
        );
    }
    visitor.act("/requests/track", &[("number", &number), ("code", &code)]).await;
    visitor.read("/requests/new/yunxi-jxj?q=%E5%B7%A5%E4%BD%9C%E6%83%85%E5%86%B5").await;
    assert!(
        officer
            .read("/office/yunxi-jxj/requests")
            .await
            .contains("“先查一查”提示 1 次，打开 0 次，够了 0 次")
    );
    visitor.act("/requests/case/complain", &[("text", "一直没有人联系我")]).await;
    let head = sign_in(&portal, "head").await;
    assert!(head.read("/office/yunxi-jxj").await.contains("处理投诉"), "a task of the head");
    assert!(head.read(&format!("{path}/requester")).await.contains("一直没有人联系我"));
    assert_eq!(officer.get(&format!("{path}/answer_complaint")).await.status, StatusCode::FORBIDDEN);
    head.act(&format!("{path}/answer_complaint"), &[("result", "已于今日电话联系，向您致歉。")]).await;
    assert!(head.read(&path).await.contains("已登记：处理投诉。"));
    assert!(!head.read("/office/yunxi-jxj").await.contains("处理投诉"));
    assert!(visitor.read("/requests/case").await.contains("已于今日电话联系"));
}

#[tokio::test]
async fn the_office_registers_a_letter_with_its_scan_or_not_at_all() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let fields = [
        ("form_token", officer.token.as_str()),
        ("channel", "email"),
        ("submitted_on", "2022-01-10"),
        ("arrived_on", "2022-01-10"),
        ("requester", "natural_person"),
        ("name", "申请人丁某"),
        ("contact", "ding@example.com"),
        ("subject", "技术改造补助名单"),
        ("text", "2021年度技术改造补助的单位名单"),
        ("form", "paper"),
        ("route", "mail"),
    ];
    let path = "/office/yunxi-jxj/requests/new";
    let bad = [("letter_file", "来信.pdf", b"MZ\x90\0".as_slice())];
    let back = visitor_seat::send_form(&portal, &officer.cookie, path, &fields, &bad).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("“来信.pdf”不是可以上传的文件") && back.text.contains("技术改造补助名单"));
    assert_eq!(
        portal.app.store.last_request_number(AGENCY, 2022).await.unwrap(),
        None,
        "nothing was registered"
    );
    let good = [
        ("identity_file", "证件.txt", "证件".as_bytes()),
        ("letter_file", "来信.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n".as_slice()),
    ];
    let done = visitor_seat::send_form(&portal, &officer.cookie, path, &fields, &good).await;
    assert_eq!(done.header("location"), "/office/yunxi-jxj/requests/2022-000001", "{}", main_of(&done.text));
    let case = officer.read("/office/yunxi-jxj/requests/2022-000001").await;
    assert!(case.contains("身份证明") && case.contains("申请材料"), "{}", main_of(&case));
}
