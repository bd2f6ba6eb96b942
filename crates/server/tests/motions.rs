//! Correction requests and proposals over HTTP: from the citizen's form to the letter and what was published.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;
mod visitor_seat;

use axum::http::StatusCode;
use gongkai_app::Actor;
use gongkai_request::motion::{Kind, MotionId, Stage};
use office_seat::{main_of, sign_in, staffed};
use support::{AGENCY, bureau};
use visitor_seat::{Visitor, key_on, receipt_of};

const CORRECT: &str = "/corrections/yunxi-jxj";
const PROPOSE: &str = "/proposals/yunxi-jxj";

fn correction(key: &str) -> Vec<(&'static str, String)> {
    [
        ("requester", "enterprise"),
        ("name", "云溪样例制造有限公司"),
        ("identity", "样例信用代码 01"),
        ("contact", "0000-0000009"),
        ("about", "企业备案信息中的注册地址"),
        ("text", "地址写成了样例街8号，应为样例街9号，附执照"),
        ("key", key),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

fn as_pairs<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn a_correction_goes_from_the_form_to_the_letter_and_is_tracked() {
    let portal = staffed().await;
    let app = &portal.app;
    let mut citizen = Visitor::new(&portal);
    let key = key_on(&citizen.read(CORRECT).await);
    let fields = correction(&key);
    let sent =
        citizen.post_form(CORRECT, &as_pairs(&fields), &[("file", "执照.txt", "样例执照".as_bytes())]).await;
    assert_eq!(sent.header("location"), "/requests/motion-receipt", "{}", main_of(&sent.text));
    let again = citizen.post_form(CORRECT, &as_pairs(&fields), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let (number, code) = receipt_of(&citizen.read("/requests/motion-receipt").await);
    assert_eq!(number, "更正2022-000001", "sent twice, registered once");
    let rows = app.store.motions(AGENCY, Kind::Correction, false, None, 9).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].subject.contains("样例制造"), "nothing personal stands in lists");

    let id = "correction-2022-000001";
    let page = format!("/office/{AGENCY}/motions/{id}");
    let officer = sign_in(&portal, "officer").await;
    assert!(officer.read(&format!("/office/{AGENCY}")).await.contains(&number), "on today's list");
    assert!(officer.read(&format!("/office/{AGENCY}/motions")).await.contains(&number));
    assert!(!officer.read(&page).await.contains("云溪样例制造"), "the name is shown on demand only");
    let words = officer.read(&format!("{page}/maker")).await;
    assert!(words.contains("云溪样例制造有限公司") && words.contains("样例街9号"));
    let refused =
        officer.post(&format!("{page}/draft"), &[("on", "2022-01-11"), ("outcome", "corrected")]).await;
    assert!(refused.status == 422 && refused.text.contains("请先登记核实情况"), "{}", main_of(&refused.text));
    officer
        .act(
            &format!("{page}/examine"),
            &[("on", "2022-01-11"), ("finding", "执照载明样例街9号"), ("competent", "yes")],
        )
        .await;
    let draft = [
        ("on", "2022-01-11"),
        ("outcome", "corrected"),
        ("about", "企业备案信息中的注册地址"),
        ("result", "样例街9号"),
    ];
    officer.act(&format!("{page}/draft"), &draft).await;
    assert_eq!(officer.get(&format!("{page}/sign")).await.status, 403, "who drafts does not sign");

    let leader = sign_in(&portal, "leader").await;
    let form = leader.read(&format!("{page}/sign")).await;
    assert!(form.contains("样例街9号"), "the letter is read before it is signed");
    let seen = form.split(r#"name="seen" value=""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let stale = leader.post(&format!("{page}/sign"), &[("on", "2022-01-11"), ("seen", "other")]).await;
    assert_eq!(stale.status, 422, "another text than the one read is not signed");
    leader.act(&format!("{page}/sign"), &[("on", "2022-01-11"), ("seen", &seen)]).await;
    officer.act(&format!("{page}/send"), &[("way", "electronic"), ("on", "2022-01-11")]).await;

    let mut later = Visitor::new(&portal);
    let led = later.act("/requests/track", &[("number", &number), ("code", &code)]).await;
    assert_eq!(led, "/requests/motion");
    let tracked = later.read("/requests/motion").await;
    assert!(tracked.contains("予以更正") && tracked.contains("正在更正"), "{}", main_of(&tracked));
    let href = tracked.split(r#"href="/requests/motion/letters/"#).nth(1).unwrap().split('"').next().unwrap();
    let letter = later.get(&format!("/requests/motion/letters/{href}")).await;
    assert!(letter.bytes.starts_with(b"%PDF") && letter.header("cache-control") == "no-store");
    officer
        .act(&format!("{page}/fulfil"), &[("on", "2022-01-11"), ("what", "备案系统中已改为样例街9号")])
        .await;
    assert!(later.read("/requests/motion").await.contains("已经办结"));
    let mut other = Visitor::new(&portal);
    assert_eq!(other.get("/requests/motion").await.header("location"), "/requests/track", "nobody else");

    let looks = app.access_to_case(&Actor::System, AGENCY, id, 50).await.unwrap();
    assert!(looks.iter().any(|look| look.login == "officer"), "the look is on record: {looks:?}");
}

#[tokio::test]
async fn what_is_wrong_comes_back_and_nothing_secret_is_kept() {
    let portal = bureau().await;
    let mut citizen = Visitor::new(&portal);
    let key = key_on(&citizen.read(CORRECT).await);
    let mut fields = correction(&key);
    fields[2].1.clear();
    let back = citizen.post(CORRECT, &as_pairs(&fields)).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        back.text.contains("更正只能由记录涉及的本人") && back.text.contains("样例街9号，附执照"),
        "kept as typed"
    );
    let mut fields = correction(&key);
    fields[5].1 = "机密★10年 内容".to_owned();
    let back = citizen.post(CORRECT, &as_pairs(&fields)).await;
    assert!(back.status == 422 && back.text.contains("涉密不上网"), "{}", main_of(&back.text));
    let bad =
        citizen.post_form(CORRECT, &as_pairs(&correction(&key)), &[("file", "a.pdf", b"MZ program")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "a program is no evidence");
    let long = "长".repeat(10_001);
    let mut fields = correction(&key);
    fields[5].1.clone_from(&long);
    let back = citizen.post(CORRECT, &as_pairs(&fields)).await;
    assert!(back.status == 422 && back.text.contains(&long) && back.text.contains("最多 10000 个字"));
    let rows = portal.app.store.motions(AGENCY, Kind::Correction, false, None, 9).await.unwrap();
    assert!(rows.is_empty(), "nothing half registered: {rows:?}");
    assert_eq!(citizen.post(CORRECT, &[("requester", "enterprise"), ("key", "zz")]).await.status, 403);
}

#[tokio::test]
async fn a_proposal_is_adopted_and_leads_to_what_was_published() {
    let portal = staffed().await;
    let mut citizen = Visitor::new(&portal);
    let key = key_on(&citizen.read(PROPOSE).await);
    let fields = [
        ("requester", "natural_person"),
        ("name", "建议人己某"),
        ("identity", ""),
        ("contact", "0000-0000008"),
        ("about", "公交线路调整方案"),
        ("text", "涉及全体居民出行"),
        ("key", key.as_str()),
    ];
    assert_eq!(citizen.act(PROPOSE, &fields).await, "/requests/motion-receipt");
    let page = format!("/office/{AGENCY}/motions/proposal-2022-000001");
    let (officer, leader) = (sign_in(&portal, "officer").await, sign_in(&portal, "leader").await);
    let examine = [("on", "2022-01-11"), ("finding", "涉及公众利益调整"), ("grounds", "interests")];
    officer.act(&format!("{page}/examine"), &examine).await;
    let draft = [
        ("on", "2022-01-11"),
        ("outcome", "adopted"),
        ("about", "公交线路调整方案"),
        ("result", "本机关网站政策文件栏目"),
    ];
    officer.act(&format!("{page}/draft"), &draft).await;
    leader.act(&format!("{page}/return"), &[("reason", "写明公开的时间")]).await;
    officer.act(&format!("{page}/draft"), &draft).await;
    leader.act(&format!("{page}/sign"), &[("on", "2022-01-11")]).await;
    officer.act(&format!("{page}/send"), &[("way", "electronic"), ("on", "2022-01-11")]).await;
    let none = officer.post(&format!("{page}/fulfil"), &[("on", "2022-01-11"), ("item", "没有这个")]).await;
    assert!(none.status == 422 && none.text.contains("没有已经公开的这条信息"), "{}", main_of(&none.text));
    let items =
        portal.app.store.public_items(&gongkai_store::publication::ItemFilter::default(), None, 1).await;
    let index = items.unwrap().rows[0].index_number.clone();
    officer.act(&format!("{page}/fulfil"), &[("on", "2022-01-11"), ("item", &index)]).await;
    assert!(officer.read(&page).await.contains("已办结"));
    let id = MotionId::parse("proposal-2022-000001").unwrap();
    let row = portal.app.store.motion(AGENCY, id).await.unwrap().unwrap();
    assert_eq!((row.stage, row.item), (Stage::Over, Some(index)));
}
