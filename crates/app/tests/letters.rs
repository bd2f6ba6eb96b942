//! Letters as people make, sign, send and keep them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use std::collections::BTreeMap;
use std::io::Read as _;

use gongkai_agency::Role;
use gongkai_app::App;
use gongkai_app::letters::{NewLetter, ScannedCopy, Sending};
use gongkai_app::requests::{Letter, NewFile, NewRequest, PlainForm, PlainParties};
use gongkai_app::todos::TodoKind;
use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_request::command::{
    AnswerChecklist, AskSupplement, DraftReply, LetterNews, ReturnDraft, ReviewSecrecy,
};
use gongkai_request::event::{ClosedOn, ConsultationSent, FilePurpose, Searched, WithheldPart};
use gongkai_request::{CaseNumber, Command, TaskKind};
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind};
use gongkai_store::testing::{postgres, sqlite};
use gongkai_typeset::LetterCode;
use house::{AGENCY, House, actor, bureau, person, rule};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const TODAY: Date = date(2021, 6, 1);

async fn registered(app: &App) -> CaseNumber {
    let request = NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(date(2021, 5, 28)),
        arrived_on: None,
        confirmed_on: None,
        requester: RequesterKind::NaturalPerson,
        plain: PlainForm {
            name: "测试申请人甲".to_owned(),
            identity: "样例证件 001".to_owned(),
            contact: "样例路1号".to_owned(),
            text: "请公开样例项目的审批文件。".to_owned(),
        },
        subject: "样例项目的审批文件".to_owned(),
        form: ProvisionForm::Paper,
        route: ProvisionRoute::Mail,
        clerk: None,
        parties: PlainParties::default(),
    };
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

async fn does(app: &App, login: &str, number: CaseNumber, command: Command) {
    app.act_on_request(&actor(app, login).await, AGENCY, number, &command).await.unwrap();
}

async fn cleared(app: &App, number: CaseNumber, on: Date, decision: Decision) {
    let draft = Command::DraftReply(Box::new(draft_of(on, decision)));
    does(app, "author", number, draft).await;
    let list = AnswerChecklist::sound(on, decision, "说明");
    if decision.is_refusal_14_16() {
        does(app, "author", number, Command::AnswerChecklist(list)).await;
    }
    let review = ReviewSecrecy { on, passed: true, opinion: "不涉密".to_owned() };
    does(app, "keeper", number, Command::ReviewSecrecy(review)).await;
}

fn draft_of(on: Date, decision: Decision) -> DraftReply {
    let mut draft = DraftReply::new(on, decision);
    draft.reason = Some("经核实，符合该条规定的情形。".to_owned());
    draft.earlier = Some("2021-000001".to_owned());
    if decision == Decision::PartlyGranted {
        draft.parts = vec![WithheldPart {
            part: "附件二".to_owned(),
            ground: Decision::Process,
            reason: "属于讨论记录".to_owned(),
        }];
    }
    draft
}

async fn signed(app: &App, number: CaseNumber, on: Date) {
    app.approve_reply(&actor(app, "leader").await, AGENCY, number, on, None).await.unwrap();
}

fn posted(on: Date) -> Sending {
    Sending { way: DeliveryWay::Posted, on, evidence: Some("XA00000000000".to_owned()) }
}

fn plain(code: LetterCode, on: Date) -> NewLetter {
    NewLetter { code, about: None, on, details: BTreeMap::new(), reason: None }
}

async fn issue(app: &App, number: CaseNumber, new: NewLetter) -> String {
    app.issue_letter(&actor(app, "officer").await, AGENCY, number, &new).await.unwrap()
}

async fn text_of(app: &App, number: CaseNumber, letter: &str) -> String {
    let officer = actor(app, "officer").await;
    let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
    let edition = detail.case.letter(letter).unwrap().last().unwrap().clone();
    let file = edition.files.iter().find(|file| file.media_type.starts_with("text/plain")).unwrap();
    let plain = app.letter_file(&officer, AGENCY, number, letter, &file.id).await.unwrap();
    String::from_utf8(plain.bytes).unwrap()
}

async fn tasks(house: &House, number: CaseNumber) -> Vec<(TodoKind, Option<Date>)> {
    let officer = actor(&house.app, "officer").await;
    let todos = house.app.todos(&officer, 60).await.unwrap();
    todos.into_iter().filter(|todo| todo.request == Some(number)).map(|todo| (todo.kind, todo.due)).collect()
}

#[tokio::test]
async fn a_reply_is_signed_as_a_text_sent_received_and_archived() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let number = registered(app).await;
        let officer = actor(app, "officer").await;
        let enclosure = NewFile {
            purpose: FilePurpose::Reply,
            person: None,
            name: "样例项目批复.pdf".to_owned(),
            bytes: b"%PDF-1.7 sample".to_vec(),
            pages: None,
            about: None,
        };
        app.add_file(&officer, AGENCY, number, enclosure).await.unwrap();
        let words = "另有纸质图纸三张，可以到本机关查阅。\n\n查阅时间为工作日。".to_owned();
        let body = app.blobs.put(words.into_bytes()).await.unwrap();
        let draft = DraftReply { body: Some(body.as_str().to_owned()), ..draft_of(TODAY, Decision::Granted) };
        does(app, "author", number, Command::DraftReply(Box::new(draft))).await;
        let review = ReviewSecrecy { on: TODAY, passed: true, opinion: "不涉密".to_owned() };
        does(app, "keeper", number, Command::ReviewSecrecy(review)).await;
        let preview = app.preview_reply(&officer, AGENCY, number, TODAY).await.unwrap();
        assert_eq!(preview.missing, Vec::<&str>::new());
        let leader = actor(app, "leader").await;
        let stale = app.approve_reply(&leader, AGENCY, number, TODAY, Some("another text")).await;
        assert_eq!(rule(stale), "letter_changed");
        app.approve_reply(&leader, AGENCY, number, TODAY, Some(&preview.content)).await.unwrap();

        let detail = app.request_detail(&officer, AGENCY, number).await.unwrap();
        let letter = detail.case.answer().unwrap().clone();
        let edition = letter.last().unwrap();
        assert_eq!(edition.document.as_deref(), Some("云溪经济和信息化公复〔2021〕1号"));
        assert_eq!(edition.content, preview.content, "what was seen is what was issued");
        let text = text_of(app, number, &letter.id).await;
        for words in [
            "测试申请人甲",
            "请公开样例项目的审批文件",
            "云溪经济和信息化公复〔2021〕1号",
            "2021年6月1日",
            "云溪市人民政府",
            "样例项目批复",
            "另有纸质图纸三张，可以到本机关查阅。",
            "查阅时间为工作日。",
        ] {
            assert!(text.contains(words), "{words} in\n{text}");
        }
        let pdf = app.letter_file(&officer, AGENCY, number, &letter.id, &edition.files[0].id).await.unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        assert_eq!(app.public_letters(AGENCY, number).await.unwrap(), [], "nothing shows before it is sent");

        app.deliver_reply(&officer, AGENCY, number, &posted(TODAY)).await.unwrap();
        let shown = app.public_letters(AGENCY, number).await.unwrap();
        assert_eq!((shown.len(), shown[0].files.len(), shown[0].enclosed.len()), (1, 3, 1));
        let given = app.public_letter_file(AGENCY, number, "w1", &shown[0].enclosed[0].id).await.unwrap();
        assert_eq!(given.bytes, b"%PDF-1.7 sample");
        app.mark_letter_opened(AGENCY, number, "w1").await.unwrap();
        app.mark_letter_opened(AGENCY, number, "w1").await.unwrap();
        let receipt_by = date(2021, 6, 11);
        let owed = (TodoKind::Task(TaskKind::ReceiptMissing), Some(receipt_by));
        assert_eq!(tasks(&house, number).await, [owed], "also after the close");
        let receipt = NewFile {
            purpose: FilePurpose::ReturnedReceipt,
            person: None,
            name: "回执.pdf".to_owned(),
            bytes: b"%PDF-1.7 receipt".to_vec(),
            pages: None,
            about: Some("w1".to_owned()),
        };
        let file = app.add_file(&officer, AGENCY, number, receipt).await.unwrap();
        let news = LetterNews::ReceiptReturned { letter: "w1".to_owned(), on: TODAY, file: Some(file) };
        app.record_letter_news(&officer, AGENCY, number, news).await.unwrap();
        assert_eq!(tasks(&house, number).await, []);

        app.archive_request(&officer, AGENCY, number).await.unwrap();
        let case = app.request_detail(&officer, AGENCY, number).await.unwrap().case;
        let archive = case.archives.last().unwrap();
        assert_eq!(archive.keep_until, date(2031, 6, 1));
        let package = app.archived_request(&officer, AGENCY, number, &archive.file.id).await.unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package.bytes)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        for part in ["目录.txt", "SHA256SUMS", "申请书.txt", "经过/事件.jsonl", "经过/办理经过.txt"]
        {
            assert!(names.iter().any(|name| name == part), "{part} in {names:?}");
        }
        let mut sums = String::new();
        zip.by_name("SHA256SUMS").unwrap().read_to_string(&mut sums).unwrap();
        for line in sums.lines() {
            let (hash, name) = line.split_once("  ").unwrap();
            let mut bytes = Vec::new();
            zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            assert_eq!(gongkai_store::BlobId::of(&bytes).as_str(), hash, "{name}");
        }
        assert_eq!(sums.lines().count(), 3 + 2 + 3, "letter thrice, two files, request and course");

        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
        assert!(app.store.verify().await.unwrap().holds());

        app.vault.erase(&archive.person).await.unwrap();
        let gone = app.archived_request(&officer, AGENCY, number, &archive.file.id).await;
        assert_eq!(rule(gone), "not found", "the package goes with the person");
        let gone = app.public_letter_file(AGENCY, number, "w1", &shown[0].files[0].id).await;
        assert_eq!(rule(gone), "not found");
    }
}

#[tokio::test]
async fn every_decision_has_a_letter_with_the_remedies_of_its_day() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    registered(app).await;
    let number = registered(app).await;
    let search = Searched {
        on: TODAY,
        scope: "档案室".to_owned(),
        by: "测试人员".to_owned(),
        result: "未检索到".to_owned(),
    };
    does(app, "author", number, Command::RecordSearch(search)).await;
    let before = date(2023, 12, 29);
    let after = date(2024, 1, 2);
    for decision in Decision::ALL {
        // A lapse is no draft; its letters have a test of their own.
        if matches!(decision, Decision::NoSupplement | Decision::FeeUnpaid) {
            continue;
        }
        let mut draft = draft_of(TODAY, decision);
        does(app, "author", number, Command::DraftReply(Box::new(draft.clone()))).await;
        let first = app.preview_reply(&officer, AGENCY, number, before).await.unwrap();
        assert_eq!(first.code, LetterCode::of(decision));
        for name in first.missing {
            assert!(first.own.iter().any(|field| field.name == name), "{decision:?}: {name} can be written");
            draft.details.insert(name.to_owned(), "样例内容".to_owned());
        }
        does(app, "author", number, Command::DraftReply(Box::new(draft))).await;
        for (on, revised) in [(before, false), (after, true)] {
            let letter = app.preview_reply(&officer, AGENCY, number, on).await.unwrap();
            assert_eq!(letter.missing, Vec::<&str>::new(), "{decision:?}");
            let (first, choice) = ("应当先自收到本答复之日起60日内", "可以自收到本答复之日起60日内");
            let told = (letter.text.contains(first), letter.text.contains(choice));
            let expected = match decision {
                // Ended at the requester's own wish.
                Decision::Other => (false, false),
                Decision::PartlyGranted if revised => (true, true),
                _ if revised && decision.is_refusal_14_16() => (true, false),
                _ => (false, true),
            };
            assert_eq!(told, expected, "{decision:?} on {on}:\n{}", letter.text);
        }
    }
}

#[tokio::test]
async fn what_lapses_is_told_with_its_days() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app).await;
    let ask = AskSupplement {
        on: TODAY,
        delivered_on: None,
        reply_by: date(2021, 6, 15),
        points: vec!["请写明项目名称。".to_owned()],
    };
    does(app, "officer", number, Command::AskSupplement(ask)).await;
    let notice = issue(app, number, plain(LetterCode::P3, TODAY)).await;
    let text = text_of(app, number, &notice).await;
    assert!(text.contains("请写明项目名称") && text.contains("2021年6月15日"), "{text}");
    assert!(text.contains("云溪经济和信息化公告知〔2021〕1号"), "{text}");
    assert_eq!(
        tasks(&house, number).await.first(),
        Some(&(TodoKind::Task(TaskKind::LetterUnsent), Some(TODAY)))
    );
    app.send_letter(&officer, AGENCY, number, &notice, &posted(TODAY)).await.unwrap();
    let back =
        LetterNews::Undelivered { letter: notice.clone(), on: TODAY, reason: "查无此人".to_owned() };
    app.record_letter_news(&officer, AGENCY, number, back).await.unwrap();
    assert!(
        tasks(&house, number).await.contains(&(TodoKind::Task(TaskKind::LetterUndelivered), Some(TODAY)))
    );
    let again = Sending { way: DeliveryWay::Electronic, ..posted(TODAY) };
    app.send_letter(&officer, AGENCY, number, &notice, &again).await.unwrap();
    let unread = (TodoKind::Task(TaskKind::LetterUnread), Some(date(2021, 6, 6)));
    assert!(tasks(&house, number).await.contains(&unread));

    house.clock.forward((24 * 20).hours());
    let on = date(2021, 6, 21);
    does(app, "officer", number, Command::Abandon(ClosedOn { on, note: None })).await;
    let letter = issue(app, number, plain(LetterCode::R21, on)).await;
    let text = text_of(app, number, &letter).await;
    for words in ["2021年6月1日", "2021年6月15日", "公复〔2021〕1号", "60日内"] {
        assert!(text.contains(words), "{words} in\n{text}");
    }

    let other = registered(app).await;
    app.notify_fee(&officer, AGENCY, other, Some(120), on, Some(on)).await.unwrap();
    let notice = issue(app, other, plain(LetterCode::P11, on)).await;
    let text = text_of(app, other, &notice).await;
    assert!(text.contains("1100元") && text.contains("120页"), "30 free, 70 at 10, 20 at 20:\n{text}");
    house.clock.forward((24 * 40).hours());
    let on = date(2021, 7, 31);
    does(app, "officer", other, Command::LapseFee(ClosedOn { on, note: None })).await;
    let letter = issue(app, other, plain(LetterCode::R22, on)).await;
    let text = text_of(app, other, &letter).await;
    assert!(text.contains("1100元") && text.contains("60日内"), "{text}");
}

#[tokio::test]
async fn a_letter_to_a_third_party_is_sealed_under_their_own_key_and_their_time_runs_from_receipt() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app).await;
    let sent = ConsultationSent {
        id: "c1".to_owned(),
        to: Consulted::ThirdParty,
        person: None,
        whom: None,
        on: TODAY,
        received_on: None,
        reply_by: None,
    };
    let asked = Letter { sent, whom: "样例建设有限公司".to_owned() };
    app.consult(&officer, AGENCY, number, asked).await.unwrap();
    let new = NewLetter { about: Some("c1".to_owned()), ..plain(LetterCode::P7, TODAY) };
    let letter = issue(app, number, new).await;
    let text = text_of(app, number, &letter).await;
    assert!(text.contains("样例建设有限公司") && text.contains("15个工作日"), "{text}");
    assert!(!text.contains("测试申请人甲"), "no needless data of the requester:\n{text}");
    app.send_letter(&officer, AGENCY, number, &letter, &posted(TODAY)).await.unwrap();
    assert_eq!(app.public_letters(AGENCY, number).await.unwrap(), [], "not for the requester");
    let case = app.request_detail(&officer, AGENCY, number).await.unwrap().case;
    let person = case.letter(&letter).unwrap().last().unwrap().person.clone();
    assert_ne!(person, case.registered.as_ref().unwrap().person);
    house.clock.forward(48.hours());
    let news = LetterNews::Delivered { letter: letter.clone(), on: date(2021, 6, 3) };
    app.record_letter_news(&officer, AGENCY, number, news).await.unwrap();
    // 15 working days from 3 June 2021, over the Dragon Boat holiday of 14 June.
    let due = (TodoKind::Task(TaskKind::OpinionExpiry), Some(date(2021, 6, 25)));
    assert!(tasks(&house, number).await.contains(&due), "{:?}", tasks(&house, number).await);
}

#[tokio::test]
async fn only_what_was_signed_leaves() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let (officer, leader) = (actor(app, "officer").await, actor(app, "leader").await);
    let number = registered(app).await;
    cleared(app, number, TODAY, Decision::SecurityStability).await;
    let lacking = app.approve_reply(&leader, AGENCY, number, TODAY, None).await;
    assert_eq!(rule(lacking), "letter_incomplete", "危害类别 is not written");
    let mut draft = draft_of(TODAY, Decision::SecurityStability);
    draft.details.insert("危害类别".to_owned(), "公共安全".to_owned());
    does(app, "author", number, Command::DraftReply(Box::new(draft))).await;
    let list = AnswerChecklist::sound(TODAY, Decision::SecurityStability, "说明");
    does(app, "author", number, Command::AnswerChecklist(list)).await;
    let review = ReviewSecrecy { on: TODAY, passed: true, opinion: "不涉密".to_owned() };
    does(app, "keeper", number, Command::ReviewSecrecy(review)).await;
    signed(app, number, TODAY).await;

    // Another wording after the signature would be another text.
    let text = app.letter_template(AGENCY, LetterCode::R6).await.unwrap().text;
    let other = text.replacen("本机关", "我机关", 1);
    assert_ne!(text, other);
    app.set_letter_template(&officer, AGENCY, LetterCode::R6, &other, "改称呼").await.unwrap();
    let again = NewLetter { reason: Some("重印".to_owned()), ..plain(LetterCode::R6, TODAY) };
    let differs = app.issue_letter(&officer, AGENCY, number, &again).await;
    assert_eq!(rule(differs), "letter_differs");
    app.restore_letter_template(&officer, AGENCY, LetterCode::R6).await.unwrap();
    let unsaid = NewLetter { reason: None, ..again.clone() };
    assert_eq!(rule(app.issue_letter(&officer, AGENCY, number, &unsaid).await), "edition_reason_missing");
    let letter = issue(app, number, again).await;
    let case = app.request_detail(&officer, AGENCY, number).await.unwrap().case;
    let editions: Vec<_> = case.letter(&letter).unwrap().editions.iter().collect();
    assert_eq!((editions.len(), editions[1].edition), (2, 2));
    assert_eq!(editions[0].document, editions[1].document, "another edition keeps the number");

    let back = ReturnDraft { on: TODAY, reason: "改理由".to_owned() };
    does(app, "leader", number, Command::ReturnDraft(back)).await;
    cleared(app, number, TODAY, Decision::Granted).await;
    signed(app, number, TODAY).await;
    app.deliver_reply(&officer, AGENCY, number, &posted(TODAY)).await.unwrap();
    let case = app.request_detail(&officer, AGENCY, number).await.unwrap().case;
    let sent = case.letters.iter().find(|letter| letter.sent.is_some()).unwrap();
    assert_eq!(sent.code(), "R2");
    assert_eq!(sent.last().unwrap().document.as_deref(), Some("云溪经济和信息化公复〔2021〕1号"));
}

#[tokio::test]
async fn a_sealed_copy_comes_back_only_with_the_same_words() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let number = registered(app).await;
    cleared(app, number, TODAY, Decision::Granted).await;
    signed(app, number, TODAY).await;
    let case = app.request_detail(&officer, AGENCY, number).await.unwrap().case;
    let edition = case.answer().unwrap().last().unwrap().clone();
    let pdf = app.letter_file(&officer, AGENCY, number, "w1", &edition.files[0].id).await.unwrap().bytes;

    let other = registered(app).await;
    cleared(app, other, TODAY, Decision::AlreadyPublic).await;
    signed(app, other, TODAY).await;
    let wrong = app.request_detail(&officer, AGENCY, other).await.unwrap().case;
    let wrong = wrong.answer().unwrap().last().unwrap().files[0].id.clone();
    let wrong = app.letter_file(&officer, AGENCY, other, "w1", &wrong).await.unwrap().bytes;

    let copy = |bytes: Vec<u8>, compared| ScannedCopy { name: "盖章件.pdf".to_owned(), bytes, compared };
    let refused = app.import_sealed_copy(&officer, AGENCY, number, "w1", copy(wrong, true)).await;
    assert_eq!(rule(refused), "letter_differs");
    let picture = b"%PDF-1.7 no text".to_vec();
    let unseen = app.import_sealed_copy(&officer, AGENCY, number, "w1", copy(picture.clone(), false)).await;
    assert_eq!(rule(unseen), "compared");
    app.import_sealed_copy(&officer, AGENCY, number, "w1", copy(pdf, false)).await.unwrap();
    app.deliver_reply(&officer, AGENCY, number, &posted(TODAY)).await.unwrap();
    let shown = app.public_letters(AGENCY, number).await.unwrap();
    assert_eq!((shown[0].edition, shown[0].files.len()), (2, 1), "the sealed copy is what was sent");
}

#[tokio::test]
async fn a_wording_with_a_fault_is_refused_with_its_place_and_letters_are_the_officers() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    person(app, "head", AGENCY, &[Role::UnitHead]).await;
    let officer = actor(app, "officer").await;
    let broken = "= 标题\n\n#(没有的字段)";
    let refused = app.set_letter_template(&officer, AGENCY, LetterCode::R2, broken, "").await;
    match refused.unwrap_err() {
        gongkai_app::AppError::Fields(fields) => assert!(fields[0].message.contains("第3行"), "{fields:?}"),
        other => panic!("{other:?}"),
    }
    let head = actor(app, "head").await;
    let number = registered(app).await;
    assert_eq!(rule(app.set_letter_template(&head, AGENCY, LetterCode::R2, "x", "").await), "forbidden");
    let letter = plain(LetterCode::P2, TODAY);
    assert_eq!(rule(app.issue_letter(&head, AGENCY, number, &letter).await), "forbidden");
    let unheard = plain(LetterCode::P11, TODAY);
    assert_eq!(rule(app.issue_letter(&officer, AGENCY, number, &unheard).await), "letter_unknown");
}
