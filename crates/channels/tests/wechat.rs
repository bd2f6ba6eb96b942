//! An item becomes an article once, whatever goes wrong on the way.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

mod stub;

use std::net::TcpListener;
use std::time::Duration;

use gongkai_channels::Secret;
use gongkai_channels::wechat::{
    Account, Client, Post, Prepared, Progress, Published, Reason, Status, Submission, TokenWay, WechatError,
    poll_after, prepare,
};
use serde_json::json;
use stub::{Stub, Trouble};

const SECRET: &str = "secret-of-the-account";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n picture";

fn account(stub: &Stub) -> Account {
    Account {
        base: stub.base.clone(),
        patience: Duration::from_secs(30),
        delays: vec![Duration::ZERO; 3],
        ..Account::new("wx-app", Secret::new(SECRET))
    }
}

fn client(stub: &Stub) -> Client {
    Client::new(account(stub))
}

fn post() -> Prepared {
    let post = Post {
        title: "关于示范的通知",
        author: "示范局",
        digest: "摘要",
        body: "<p class=\"center\">正文<img src=\"/p/1\" alt=\"一\"><img src=\"/p/2\"><img src=\"/p/1\"></p>",
        source: "https://www.example.gov.cn/items/1",
        cover: b"\xff\xd8\xff cover",
    };
    prepare(&post, "https://www.example.gov.cn", &|_| Some(PNG.to_vec())).unwrap()
}

/// A client that waits no longer than a second.
fn impatient(stub: &Stub) -> Client {
    Client::new(Account { patience: Duration::from_secs(1), ..account(stub) })
}

/// Publishes until it is through or a person is needed; every kept state is written down.
fn publish(client: &Client, progress: &mut Progress) -> Result<Vec<Progress>, WechatError> {
    let mut kept = Vec::new();
    client.publish(&post(), progress, &mut |progress| {
        kept.push(progress.clone());
        true
    })?;
    Ok(kept)
}

#[test]
fn an_item_becomes_an_article_and_is_deleted() {
    let stub = Stub::start();
    let client = client(&stub);
    let mut progress = Progress::default();
    let kept = publish(&client, &mut progress).unwrap();
    assert_eq!(progress.submission, Submission::Sent("101".to_owned()));
    assert_eq!(kept.last(), Some(&progress));
    assert!(kept.iter().any(|kept| matches!(kept.submission, Submission::Unclear(_))));
    assert_eq!(
        (stub.count("stable_token"), stub.count("media/uploadimg"), stub.count("draft/add")),
        (1, 2, 1)
    );

    let article = stub.last("draft/add").json()["articles"][0].clone();
    assert_eq!(article["title"], "关于示范的通知");
    assert_eq!(article["thumb_media_id"], "cover-1");
    let content = article["content"].as_str().unwrap();
    assert!(content.contains("text-align:center") && !content.contains("class"), "{content}");
    assert_eq!(content.matches("http://mmbiz.qpic.cn/2").count(), 2);
    let upload = stub.last("material/add_material");
    assert!(upload.query.contains("type=image"), "{}", upload.query);
    assert!(upload.headers["content-type"].starts_with("multipart/form-data; boundary="));
    assert!(String::from_utf8_lossy(&upload.body).contains("name=\"media\"; filename=\"picture.jpg\""));

    let Status::Published(published) = client.status("101").unwrap() else { panic!("not published") };
    assert_eq!(
        published,
        Published {
            article: "article-1".to_owned(),
            addresses: vec!["http://mp.weixin.qq.com/s/1".to_owned()]
        }
    );
    client.delete("article-1").unwrap();
    client.delete("article-1").unwrap();
    assert_eq!(stub.with(|state| state.public.len()), 0);
    assert_eq!(stub.count("stable_token"), 1);
}

#[test]
fn what_is_through_is_not_sent_again() {
    let stub = Stub::start();
    let client = client(&stub);
    let mut progress = Progress::default();
    publish(&client, &mut progress).unwrap();
    publish(&client, &mut progress).unwrap();
    assert_eq!((stub.count("draft/add"), stub.count("freepublish/submit")), (1, 1));
}

#[test]
fn a_token_that_ends_on_the_way_is_replaced_once() {
    let stub = Stub::start();
    let client = client(&stub);
    client.status("1").unwrap();
    stub.expire();
    publish(&client, &mut Progress::default()).unwrap();
    assert_eq!((stub.count("stable_token"), stub.with(|state| state.public.len())), (2, 1));

    // WeChat gives the refused token again until a new one is forced.
    stub.with(|state| state.revoked = true);
    client.status("1").unwrap();
    assert_eq!(
        (stub.count("stable_token"), stub.last("stable_token").json()["force_refresh"] == true),
        (4, true)
    );

    // A second refusal is told.
    stub.trouble("freepublish/get", [Trouble::Code(40001, "bad"), Trouble::Code(40014, "bad")]);
    let Err(WechatError::Refused(refused)) = client.status("1") else { panic!("not refused") };
    assert_eq!((refused.code, refused.reason), (40014, Reason::Token));
}

#[test]
fn a_token_near_its_end_is_not_used() {
    let stub = Stub::start();
    let client = client(&stub);
    client.status("1").unwrap();
    client.status("1").unwrap();
    assert_eq!(stub.count("stable_token"), 1);
    stub.with(|state| state.life = Some(0));
    stub.expire();
    client.status("1").unwrap();
    client.status("1").unwrap();
    assert_eq!(stub.count("stable_token"), 3);
    let classic = Client::new(Account { token: TokenWay::Classic, ..account(&stub) });
    classic.status("1").unwrap();
    assert!(stub.last("token").query.contains("grant_type=client%5Fcredential&appid=wx%2Dapp&secret="));
}

#[test]
fn every_refusal_has_its_reason_and_is_not_repeated() {
    let cases = [
        (
            40164,
            "invalid ip 120.244.112.8 ipv6 ::ffff:120.244.112.8, not in whitelist rid: 1",
            Reason::Address(Some([120, 244, 112, 8].into())),
            "120.244.112.8",
        ),
        (45009, "reach max api daily quota limit rid: 1", Reason::Quota, "次数"),
        (44003, "empty news data rid: 1", Reason::Empty, "空"),
        (44002, "empty post data rid: 1", Reason::Empty, "空"),
        (48001, "api unauthorized rid: 1", Reason::NotAllowed, "权限"),
        (40125, "invalid appsecret rid: 1", Reason::Credential, "AppSecret"),
        (45166, "invalid content rid: 1", Reason::Content, "不接受"),
        (200_040, "unknown rid: 1", Reason::Unknown, "200040"),
    ];
    for (code, words, reason, advice) in cases {
        let stub = Stub::start();
        stub.trouble("draft/add", [Trouble::Code(code, words)]);
        let mut progress = Progress::default();
        let error = publish(&client(&stub), &mut progress).unwrap_err();
        let WechatError::Refused(refused) = &error else { panic!("{error:?}") };
        assert_eq!(refused.reason, reason, "{code}");
        assert!(error.advice().contains(advice), "{}", error.advice());
        assert_eq!((stub.count("draft/add"), stub.count("freepublish/submit")), (1, 0), "{code}");
        assert!(progress.cover.is_some() && progress.draft.is_none());
    }
    let stub = Stub::start();
    stub.trouble("stable_token", [Trouble::Code(40164, "invalid ip 1.2.3.4, not in whitelist")]);
    assert!(client(&stub).status("1").unwrap_err().advice().contains("加入 1.2.3.4"));
    stub.trouble("stable_token", [Trouble::Code(40001, "invalid credential")]);
    let error = client(&stub).status("1").unwrap_err();
    assert!(
        matches!(&error, WechatError::Refused(refused) if refused.reason == Reason::Credential),
        "{error:?}"
    );
}

#[test]
fn a_draft_that_is_not_let_through_is_told_and_can_be_submitted_later() {
    for (code, reason) in [(53503, Reason::Check), (53504, Reason::ByHand), (53505, Reason::SaveByHand)] {
        let stub = Stub::start();
        let client = client(&stub);
        stub.trouble("freepublish/submit", [Trouble::Code(code, "rid: 1")]);
        let mut progress = Progress::default();
        let WechatError::Refused(refused) = publish(&client, &mut progress).unwrap_err() else {
            panic!("{code}")
        };
        assert_eq!((refused.reason, progress.submission.clone()), (reason, Submission::No));
        publish(&client, &mut progress).unwrap();
        assert_eq!((stub.count("draft/add"), stub.with(|state| state.public.len())), (1, 1));
    }
}

#[test]
fn a_draft_that_is_gone_is_made_again() {
    let stub = Stub::start();
    let client = client(&stub);
    let mut progress = Progress { draft: Some("lost".to_owned()), ..Progress::default() };
    let error = publish(&client, &mut progress).unwrap_err();
    assert!(matches!(&error, WechatError::Refused(refused) if refused.reason == Reason::Media), "{error:?}");
    publish(&client, &mut progress).unwrap();
    assert_eq!(stub.with(|state| state.public.len()), 1);
}

#[test]
fn faults_that_pass_are_tried_again_where_that_does_no_harm() {
    let stub = Stub::start();
    stub.trouble("stable_token", [Trouble::Status(500), Trouble::Status(502)]);
    stub.trouble("material/add_material", [Trouble::Status(500), Trouble::Status(500)]);
    stub.trouble("media/uploadimg", [Trouble::Silence, Trouble::DoneHalf]);
    stub.trouble("draft/add", [Trouble::DoneBroken, Trouble::Code(-1, "system error")]);
    publish(&impatient(&stub), &mut Progress::default()).unwrap();
    assert_eq!((stub.count("draft/add"), stub.with(|state| state.public.len())), (3, 1));

    let stub = Stub::start();
    stub.trouble("draft/add", vec![Trouble::Status(503); 4]);
    let error = publish(&client(&stub), &mut Progress::default()).unwrap_err();
    assert_eq!((error.clone(), error.is_passing()), (WechatError::Status(503), true));
    assert_eq!(stub.count("draft/add"), 4);
}

#[test]
fn a_submission_without_an_answer_is_never_repeated_and_found_again() {
    let faults = [
        (Trouble::DoneInSilence, true),
        (Trouble::DoneHalf, true),
        (Trouble::DoneBroken, true),
        (Trouble::Status(500), false),
        (Trouble::Silence, false),
        (Trouble::Code(-1, "system error"), false),
    ];
    for (fault, is_done) in faults {
        let stub = Stub::start();
        let client = impatient(&stub);
        stub.trouble("freepublish/submit", [fault.clone()]);
        let mut progress = Progress::default();
        assert_eq!(publish(&client, &mut progress).unwrap_err(), WechatError::Unclear, "{fault:?}");
        assert!(matches!(progress.submission, Submission::Unclear(_)), "{fault:?}");
        // A restart in between changes nothing: the progress is all there is.
        let again = publish(&client, &mut progress);
        assert_eq!(stub.count("freepublish/submit"), 1, "{fault:?}");
        assert_eq!(stub.with(|state| state.public.len()), usize::from(is_done), "{fault:?}");
        if is_done {
            again.unwrap();
            let Submission::Found(found) = &progress.submission else { panic!("{progress:?}") };
            assert_eq!(found.article, "article-1");
        } else {
            assert_eq!(again.unwrap_err(), WechatError::Unclear);
            // A person has looked, and says that it is not there.
            progress.submission = Submission::No;
            publish(&client, &mut progress).unwrap();
            assert_eq!(stub.with(|state| state.public.len()), 1, "{fault:?}");
        }
    }
}

#[test]
fn faults_in_asking_for_a_token_leave_nothing_unclear() {
    let stub = Stub::start();
    let client = client(&stub);
    let mut progress = Progress { draft: Some("draft-1".to_owned()), ..Progress::default() };
    stub.trouble("stable_token", vec![Trouble::DoneHalf; 4]);
    assert_eq!(publish(&client, &mut progress).unwrap_err(), WechatError::Garbled);
    assert_eq!((progress.submission.clone(), stub.count("freepublish/submit")), (Submission::No, 0));

    publish(&client, &mut Progress::default()).unwrap();
    stub.trouble("freepublish/submit", [Trouble::Code(42001, "access_token expired")]);
    stub.trouble("stable_token", vec![Trouble::Status(500); 4]);
    assert_eq!(publish(&client, &mut progress).unwrap_err(), WechatError::Status(500));
    assert_eq!(progress.submission, Submission::No);
    publish(&client, &mut progress).unwrap();
    assert_eq!(stub.with(|state| state.public.len()), 2);
}

#[test]
fn an_earlier_article_of_the_same_item_is_not_taken_for_this_one() {
    let stub = Stub::start();
    let client = client(&stub);
    publish(&client, &mut Progress::default()).unwrap();
    // Far in the future: whatever the list has was there before.
    let mut progress = Progress { submission: Submission::Unclear(9_000_000_000), ..Progress::default() };
    assert_eq!(publish(&client, &mut progress).unwrap_err(), WechatError::Unclear);
}

#[test]
fn nothing_is_submitted_that_could_be_forgotten() {
    let stub = Stub::start();
    let mut progress = Progress::default();
    let error = client(&stub)
        .publish(&post(), &mut progress, &mut |progress| progress.submission == Submission::No)
        .unwrap_err();
    assert_eq!((error, progress.submission), (WechatError::NotKept, Submission::No));
    assert_eq!(stub.count("freepublish/submit"), 0);
}

#[test]
fn nobody_there_is_told_from_an_answer_that_does_not_come() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let stub = Stub::start();
    let nobody = Client::new(Account { base: format!("http://{address}"), ..account(&stub) });
    assert_eq!(nobody.status("1").unwrap_err(), WechatError::Unreachable);
    stub.trouble("freepublish/get", vec![Trouble::Silence; 4]);
    assert_eq!(impatient(&stub).status("1").unwrap_err(), WechatError::Timeout);
    stub.trouble("freepublish/get", vec![Trouble::DoneHalf; 4]);
    assert_eq!(client(&stub).status("1").unwrap_err(), WechatError::Garbled);
}

#[test]
fn each_end_of_a_submission_is_known() {
    let stub = Stub::start();
    let client = client(&stub);
    let ends = [
        (1, Status::Running),
        (2, Status::NotOriginal),
        (3, Status::Failed),
        (4, Status::NotPassed),
        (5, Status::DeletedThere),
        (6, Status::BannedThere),
    ];
    for (code, end) in ends {
        stub.with(|state| {
            state.statuses.push_back(json!({ "publish_id": "1", "publish_status": code, "fail_idx": [1] }));
        });
        assert_eq!(client.status("1").unwrap(), end);
        assert!(end.words().ends_with('。'));
    }
    let waits: Vec<Duration> = (0..).map_while(poll_after).collect();
    assert!(waits.is_sorted() && waits.len() == 80);
}

#[test]
fn neither_key_nor_token_is_ever_printed() {
    let stub = Stub::start();
    let account = account(&stub);
    assert!(!format!("{account:?}").contains(SECRET));
    let client = Client::new(account);
    client.status("1").unwrap();
    stub.trouble("freepublish/get", [Trouble::Code(40066, "bad token-1 of secret-of-the-account")]);
    let error = client.status("1").unwrap_err();
    let bad = Client::new(Account { base: "no address".to_owned(), ..self::account(&stub) })
        .status("1")
        .unwrap_err();
    for printed in [format!("{client:?} {error:?} {error} {bad:?} {bad}"), error.advice()] {
        assert!(!printed.contains("token-1") && !printed.contains(SECRET), "{printed}");
    }
    assert!(error.advice().contains("[hidden]"), "{}", error.advice());
}
