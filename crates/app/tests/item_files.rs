//! From a section's Word file to a body that may be published: taken in, cleaned, screened, masked, answered.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_app::AppError;
use gongkai_app::items::FoundKind;
use gongkai_store::testing::{postgres, sqlite};
use gongkai_typeset::{Fonts, Letter, LetterCode, sample_fields, typeset};
use house::{AGENCY, actor, bureau, rule, text};

/// A Word file that says `words` among others.
fn word(words: &str) -> Vec<u8> {
    let fields = sample_fields(LetterCode::R12).text("申请内容", words).text("申请人", "各位居民");
    let letter = Letter { code: LetterCode::R12, template: None, fields: &fields };
    typeset(&letter, &Fonts::system([])).unwrap().docx
}

const PHONE: &str = "13812345678";

#[tokio::test]
async fn a_word_file_becomes_the_body_and_what_it_tells_of_people_stops_it() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        let (id, _) = app.draft_item(&author, AGENCY, text("公示名单")).await.unwrap();
        let pdf = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";
        assert_eq!(rule(app.set_item_body(&author, &id, "a.pdf", pdf, &[]).await), "file", "Word files only");
        let broken = b"PK\x03\x04 not a package".to_vec();
        assert_eq!(rule(app.set_item_body(&author, &id, "a.docx", &broken, &[]).await), "file");
        let secret = word("机密★10年");
        assert_eq!(rule(app.set_item_body(&author, &id, "a.docx", &secret, &[]).await), "file");
        assert_eq!(app.store.screening_stops_since(jiff::Timestamp::MIN).await.unwrap(), 1);
        let reviewer = actor(app, "reviewer").await;
        let file = word(&format!("联系人手机{PHONE}"));
        assert_eq!(rule(app.set_item_body(&reviewer, &id, "a.docx", &file, &[]).await), "forbidden");
        app.set_item_body(&author, &id, "公示名单.docx", &file, &[]).await.unwrap();
        let body = app.item_state(&id).await.unwrap().work.unwrap().content.body;
        let html = app.item_body(&body).await.unwrap();
        assert!(html.contains(PHONE) && html.contains("<h2>"), "{html}");

        // Nobody hands it in while the number stands there.
        assert_eq!(rule(app.submit_item(&author, &id, None).await), "screening_open");
        assert_eq!(rule(app.submit_item(&author, &id, Some("汛情")).await), "screening_open", "nor in haste");
        let found = app.screen_item(&id).await.unwrap();
        assert_eq!(found.open(), 1);
        assert!(found.can_mask() && found.unread.is_empty());
        let one = found.found.iter().find(|one| one.stops).unwrap();
        assert_eq!((one.part.as_str(), one.kind, one.text.as_str()), ("正文", FoundKind::Mobile, PHONE));

        // Said once why it may stay, it stays; the words stand in no event.
        let answer = async |text: &str, why: &str| {
            app.answer_item_finding(&officer, &id, FoundKind::Mobile, text, why).await
        };
        assert_eq!(rule(answer(PHONE, " ").await), "reason_given");
        assert_eq!(rule(answer("13900000000", "没有的号码").await), "reason");
        answer(PHONE, "值班手机，已对外公布").await.unwrap();
        let after = app.screen_item(&id).await.unwrap();
        assert_eq!(after.open(), 0);
        let kept = after.found.iter().find_map(|one| one.answered.clone()).unwrap();
        assert_eq!(kept, ("officer".to_owned(), "值班手机，已对外公布".to_owned()));
        let events = app.store.events_after(0, 1000).await.unwrap();
        assert!(events.iter().all(|event| !event.body.contains(PHONE)));
        app.submit_item(&author, &id, None).await.unwrap();
    }
}

#[tokio::test]
async fn values_in_the_body_are_masked_by_one_button_but_not_those_answered() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let (id, _) = app.draft_item(&author, AGENCY, text("公示名单")).await.unwrap();
    let file = word(&format!("公民身份号码11010119900307109X，手机{PHONE}，又13912345678"));
    app.set_item_body(&author, &id, "公示名单.docx", &file, &[]).await.unwrap();
    app.answer_item_finding(&author, &id, FoundKind::Mobile, PHONE, "值班手机").await.unwrap();
    let cases = app.answered_cases().await.unwrap();
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!(
        (case.kind.as_str(), case.reason.as_str(), case.still_found),
        ("mobile", "值班手机", Some(true))
    );
    // A list that knows the number is the cure: the case says so.
    app.set_agency_words(&gongkai_app::Actor::System, AGENCY, &format!("例外，{PHONE}，值班手机"))
        .await
        .unwrap();
    assert_eq!(app.answered_cases().await.unwrap()[0].still_found, Some(false));
    app.set_agency_words(&gongkai_app::Actor::System, AGENCY, "").await.unwrap();
    assert_eq!(app.mask_item(&author, &id).await.unwrap(), 2);
    let body = app.item_state(&id).await.unwrap().work.unwrap().content.body;
    let html = app.item_body(&body).await.unwrap();
    assert!(html.contains(PHONE), "answered: {html}");
    assert!(!html.contains("13912345678") && !html.contains("11010119900307109X"), "{html}");
    assert!(html.contains("139****5678"), "{html}");
    assert_eq!(app.screen_item(&id).await.unwrap().open(), 0);
    assert_eq!(app.mask_item(&author, &id).await.unwrap(), 0);
}

#[tokio::test]
async fn a_file_goes_beside_the_body_without_what_it_hides() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let (id, _) = app.draft_item(&author, AGENCY, text("有附件的通知")).await.unwrap();
    let before = house::seen(app, &id).await;
    let file = word("样例内容");
    let notes = app.attach_to_item(&author, &id, "附件一.docx", &file).await.unwrap();
    assert!(notes.iter().any(|note| note.contains("已去除") && note.contains("文档属性")), "{notes:?}");
    assert_ne!(house::seen(app, &id).await, before, "approvals are bound to the files too");
    assert_eq!(rule(app.attach_to_item(&author, &id, "附件一.docx", &file).await), "file", "the same name");
    assert_eq!(rule(app.attach_to_item(&author, &id, "a.exe", b"MZ").await), "file");
    let held = app.item_state(&id).await.unwrap().work.unwrap().content.attachments;
    let bytes = app.content(&held[0].blob).await.unwrap();
    assert!(gongkai_document::hidden::inspect(&bytes).unwrap().is_empty(), "nothing hidden is left");
    app.attach_to_item(&author, &id, "电话.txt", format!("手机{PHONE}").as_bytes()).await.unwrap();
    assert_eq!(rule(app.submit_item(&author, &id, None).await), "screening_open", "files are screened too");
    app.detach_from_item(&author, &id, "电话.txt").await.unwrap();
    let left = app.item_state(&id).await.unwrap().work.unwrap().content.attachments;
    assert_eq!(left.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["附件一.docx"]);
    app.submit_item(&author, &id, None).await.unwrap();
    assert!(matches!(app.content("no hash").await, Err(AppError::NotFound)));
}

#[tokio::test]
async fn a_typed_text_with_a_secrecy_mark_is_not_kept() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let mut marked = text("某方案");
    marked.body = "<p>绝密★长期</p>".to_owned();
    assert_eq!(rule(app.draft_item(&author, AGENCY, marked).await), "body");
    assert_eq!(app.store.screening_stops_since(jiff::Timestamp::MIN).await.unwrap(), 1);
}

#[tokio::test]
async fn a_page_that_was_pasted_becomes_the_body_without_what_it_does() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let (id, _) = app.draft_item(&author, AGENCY, text("甲")).await.unwrap();
    let page = "<div onclick=\"x()\"><h2>一、总则</h2><p>为了规范道路养护，制定本办法。<a href=\"javascript:x\">附</a></p></div>";
    let notes = app.paste_item_body(&author, &id, page, &[]).await.unwrap();
    assert_eq!(notes, ["链接已去除：附"]);
    let body = app.item_state(&id).await.unwrap().work.unwrap().content.body;
    assert_eq!(
        app.item_body(&body).await.unwrap(),
        "<h2>一、总则</h2>\n<p>为了规范道路养护，制定本办法。附</p>\n"
    );
    app.paste_item_body(&author, &id, "# 二、附则\n\n自公布之日起施行。", &[]).await.unwrap();
    app.set_item_body(&author, &id, "正文.txt", "第一条 甲。\n第二条 乙。".as_bytes(), &[]).await.unwrap();
    let body = app.item_state(&id).await.unwrap().work.unwrap().content.body;
    assert_eq!(app.item_body(&body).await.unwrap(), "<p>第一条 甲。</p>\n<p>第二条 乙。</p>\n");
    assert_eq!(rule(app.paste_item_body(&author, &id, "机密★10年", &[]).await), "pasted");
    assert_eq!(rule(app.set_item_body(&author, &id, "a.exe", b"MZ", &[]).await), "file");
}

#[tokio::test]
async fn what_no_machine_has_read_stops_until_somebody_has_looked_through_it() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let author = actor(app, "author").await;
    let (id, _) = app.draft_item(&author, AGENCY, text("有旧版附件的通知")).await.unwrap();
    let old = |last: u8| [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1].as_slice(), &[last; 600]].concat();
    app.attach_to_item(&author, &id, "名册.doc", &old(1)).await.unwrap();
    let screening = app.screen_item(&id).await.unwrap();
    assert_eq!((screening.open(), screening.unread[0].part.as_str()), (1, "名册.doc"));
    assert_eq!(house::rule(app.submit_item(&author, &id, None).await), "screening_open");
    assert_eq!(house::rule(app.answer_item_unread(&author, &id, "名册.doc", " ").await), "reason_given");
    assert_eq!(house::rule(app.answer_item_unread(&author, &id, "无此件", "已看").await), "reason");
    app.answer_item_unread(&author, &id, "名册.doc", "逐页核对，没有个人信息").await.unwrap();
    assert_eq!(app.screen_item(&id).await.unwrap().open(), 0);
    // Another file under the same name is looked through anew.
    app.detach_from_item(&author, &id, "名册.doc").await.unwrap();
    app.attach_to_item(&author, &id, "名册.doc", &old(2)).await.unwrap();
    assert_eq!(app.screen_item(&id).await.unwrap().open(), 1);
    app.answer_item_unread(&author, &id, "名册.doc", "逐页核对，没有个人信息").await.unwrap();
    app.submit_item(&author, &id, None).await.unwrap();
}
