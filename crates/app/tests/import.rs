//! Requests from earlier records: rows that stand or fall by themselves, and files sent again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use gongkai_app::registers::FileFormat;
use gongkai_app::requests::{ImportCounts, ImportTold, TextQuery, import_template};
use gongkai_app::{Actor, App};
use gongkai_document::table::Table;
use gongkai_request::{CaseNumber, Stage};
use gongkai_statute::Decision;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, rule};
use jiff::Timestamp;
use jiff::civil::date;

const HEADS: &str = "原编号,申请人类别,姓名或者名称,证件类型,证件号码,联系方式,事项摘要,申请内容,获取方式,获取途径,\
                     提交渠道,提交日期,到达日期,确认日期,代填人,办理结果,办结日期,送达方式,是否逾期,答复书文号";
const OPEN: &str = "2021-31,自然人,测试申请人甲,,样例证件 001,0000-0000000,样例项目的审批文件,请公开秀水路工程的环评批复。,\
                    纸质,邮寄,当面提交,2021-05-20,,,,,,,,";
const CLOSED: &str = "2020 - 12,商业企业,测试企业乙,,,云溪市样例路1号,技改补助名单,请公开技改补助名单。,电子文本,电子邮件,\
                      邮寄（签收）,2020/12/10,2020年12月15日,,,予以公开,2021-01-08,邮政邮寄,,样公复〔2021〕1号";
const WITHDRAWN: &str = ",自然人,测试申请人丙,,,0000-1111111,,请公开样例名单。,纸质,邮寄,传真,2020-03-02,,20200303,,其他处理,\
                         2020-03-06,,,";

fn file(rows: &[&str]) -> Vec<u8> {
    let mut text = format!("{HEADS}\r\n");
    for row in rows {
        text.push_str(row);
        text.push_str("\r\n");
    }
    text.into_bytes()
}

struct Done {
    counts: ImportCounts,
    numbers: Vec<String>,
    bad: Vec<String>,
}

async fn import_as(app: &App, actor: &Actor, bytes: Vec<u8>, dry_run: bool) -> Done {
    let (mut numbers, mut bad) = (Vec::new(), Vec::new());
    let tell = |told| match told {
        ImportTold::Registered { number, .. } => numbers.push(number.to_string()),
        ImportTold::Bad { row, cells } => bad.extend(cells.iter().map(|cell| format!("{row}：{cell}"))),
        ImportTold::Known { .. } | ImportTold::Progress { .. } => {}
    };
    let table = Table::open(bytes).unwrap();
    let counts = app.import_requests(actor, AGENCY, table, dry_run, tell).await.unwrap();
    Done { counts, numbers, bad }
}

async fn import(app: &App, bytes: Vec<u8>) -> Done {
    import_as(app, &actor(app, "officer").await, bytes, false).await
}

fn counted(counts: ImportCounts) -> (u64, u64, u64, u64) {
    (counts.rows, counts.good, counts.known, counts.bad)
}

async fn found(app: &App, words: &str) -> Vec<String> {
    let query = TextQuery { words: words.to_owned(), person: String::new() };
    let officer = actor(app, "officer").await;
    let found = app.search_requests(&officer, AGENCY, &query, None).await.unwrap();
    found.rows.iter().map(|row| row.number.to_string()).collect()
}

#[tokio::test]
async fn past_years_come_along_once_and_the_report_carries_them_over() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let officer = actor(app, "officer").await;
        let gb = gb18030(&[OPEN, CLOSED, WITHDRAWN]);
        let before = app.store.events_after(0, 10_000).await.unwrap().len();
        let dry = import_as(app, &officer, gb.clone(), true).await;
        assert_eq!((counted(dry.counts), dry.bad), ((3, 3, 0, 0), Vec::<String>::new()));
        assert_eq!(
            app.store.events_after(0, 10_000).await.unwrap().len(),
            before,
            "a dry run writes nothing"
        );

        let done = import(app, gb.clone()).await;
        assert_eq!(counted(done.counts), (3, 3, 0, 0));
        assert_eq!(done.numbers, ["2021-000001", "2020-000001", "2020-000002"], "numbered in their years");
        let again = import(app, gb).await;
        assert_eq!((counted(again.counts), again.numbers), ((3, 0, 3, 0), Vec::<String>::new()));

        let closed = CaseNumber::parse("2020-000001").unwrap();
        let detail = app.request_detail(&officer, AGENCY, closed).await.unwrap();
        assert_eq!(detail.row.stage, Stage::Closed);
        let end = detail.row.closed.unwrap();
        assert_eq!((end.decision, end.on, end.late), (Decision::Granted, date(2021, 1, 8), false));
        assert_eq!(detail.row.document.as_deref(), Some("样公复〔2021〕1号"));
        assert_eq!(detail.timeline[1].what, "补录");
        insta::allow_duplicates! {
            insta::assert_snapshot!(detail.timeline[1].detail, @"原编号 2020 - 12；2021-01-08 办结：予以公开，样公复〔2021〕1号");
        }
        let words = app.request_words(&officer, AGENCY, closed).await.unwrap().unwrap();
        assert_eq!((words.name.as_str(), words.text.as_str()), ("测试企业乙", "请公开技改补助名单。"));
        assert_eq!(found(app, "2020-12").await, ["2020-000001"], "found by the old number");
        assert_eq!(found(app, "环评").await, ["2021-000001"], "and by what was asked");

        // Received in 2020, answered in 2021: carried over into the report of 2021.
        let facts = app.store.request_facts(AGENCY, 2021).await.unwrap();
        let carried: Vec<_> = facts.iter().filter(|fact| fact.counted_on.year() == 2020).collect();
        assert_eq!(carried.len(), 1);
        assert_eq!(carried[0].result.unwrap(), (Decision::Granted, date(2021, 1, 8)));

        let events = app.store.events_after(0, 10_000).await.unwrap();
        for secret in ["测试申请人", "测试企业乙", "样例证件", "秀水路", "0000-0000000"] {
            assert!(
                events.iter().all(|event| !event.body.contains(secret)),
                "{secret} stands in the journal"
            );
        }
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
        assert!(app.store.verify().await.unwrap().holds());
    }
}

fn gb18030(rows: &[&str]) -> Vec<u8> {
    let text = String::from_utf8(file(rows)).unwrap();
    let (bytes, _, lost) = encoding_rs::GB18030.encode(&text);
    assert!(!lost);
    bytes.into_owned()
}

#[tokio::test]
async fn a_bad_row_says_where_and_what_and_the_others_go_in() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let rows = [
        OPEN,
        ",自然人,,,,,,请公开甲。,纸质,邮寄,当面提交,2021-05-20,,,,,,,,",
        ",个人,某甲,居民身份证,330482199001010000,0000,,=A1,纸质,邮寄,当面提交,2021-02-30,,,,,,,,",
        ",自然人,某乙,,,0000,,请公开乙。,纸质,邮寄,口头提出（代为填写）,2021-05-20,,,,,,,,",
        ",自然人,某丙,,,0000,,请公开丙。,纸质,邮寄,在线提交,2020-05-20,,,,予以公开,2020-05-25,,,",
        ",自然人,某丁,,,0000,,请公开丁。,纸质,邮寄,当面提交,2020-05-20,,,,予以公开,2020-09-01,,,",
        ",自然人,某戊,,,0000,,请公开戊。,纸质,邮寄,当面提交,2021-07-20,,,,,,,,",
        ",自然人,某己,,,0000,,请公开己。,纸质,邮寄,当面提交,1999-07-20,,,,,2020-01-01,,,",
        "2021-31,自然人,某庚,,,0000,,请公开庚。,纸质,邮寄,当面提交,2021-05-20,,,,,,,,",
        ",自然人,某辛,,,0000,,请公开\u{fffd}。,纸质,邮寄,当面提交,2021-05-20,2021-05-01,,,,,,,",
        ",自然人,某壬,,,0000,,请公开壬。,纸质,邮寄,当面提交,2021-05-20,2021-05-01,,,,,,,",
    ];
    let done = import(app, file(&rows)).await;
    assert_eq!(counted(done.counts), (11, 1, 0, 10));
    insta::assert_snapshot!(done.bad.join("\n"));
}

#[tokio::test]
async fn rows_put_right_are_added_and_changed_ones_are_not_taken_for_the_same() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let broken = WITHDRAWN.replace("传真", "飞鸽");
        let done = import(app, file(&[OPEN, &broken])).await;
        assert_eq!(counted(done.counts), (2, 1, 0, 1));
        let done = import(app, file(&[OPEN, WITHDRAWN])).await;
        assert_eq!(counted(done.counts), (2, 1, 1, 0));
        let other = OPEN.replace("测试申请人甲", "测试申请人丁");
        let done = import(app, file(&[&other, WITHDRAWN, WITHDRAWN])).await;
        assert_eq!(counted(done.counts), (3, 0, 1, 2));
        insta::allow_duplicates! {
            insta::assert_snapshot!(done.bad.join("\n"));
        }
    }
}

#[tokio::test]
async fn a_wrong_head_stops_the_file() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let head = "姓名或者名称,姓名或者名称,家庭住址,联系方式*,申请内容（必填）\n甲,甲,乙,丙,丁\n";
    let table = Table::open(head.into()).unwrap();
    let officer = actor(app, "officer").await;
    let Err(gongkai_app::AppError::Fields(errors)) =
        app.import_requests(&officer, AGENCY, table, false, |_| {}).await
    else {
        panic!("taken in");
    };
    insta::assert_snapshot!(errors[0].message, @"表头（第 1 行）：第 2 列“姓名或者名称”与第 1 列重复，请删去一列；第 3 列“家庭住址”不是模板中的列，请改为模板中的列名或者删去；缺少“申请人类别”一列；缺少“获取方式”一列；缺少“获取途径”一列；缺少“提交渠道”一列。");
}

#[tokio::test]
async fn a_secrecy_mark_is_left_out_and_only_that_it_was_met_is_kept() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let marked = WITHDRAWN.replace("请公开样例名单。", "机密★10年 请公开样例名单。");
    let done = import(app, file(&[OPEN, &marked])).await;
    assert_eq!((counted(done.counts), done.counts.secret), ((2, 1, 0, 1), 1));
    assert!(done.bad[0].starts_with("3：内容带有密级"), "{}", done.bad[0]);
    assert_eq!(app.store.screening_stops_since(Timestamp::UNIX_EPOCH).await.unwrap(), 1);
}

#[tokio::test]
async fn what_ended_here_is_not_brought_in_as_ended_but_by_the_operator_of_the_site() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    house.clock.forward(jiff::ToSpan::hours(24 * 30));
    let row = CLOSED.replace("2021-01-08", "2021-06-10").replace(",邮政邮寄,,", ",邮政邮寄,是,");
    let done = import(app, file(&[&row])).await;
    assert_eq!(counted(done.counts), (1, 0, 0, 1));
    assert!(done.bad[0].contains("自 2021-06-01 起使用本系统"), "{}", done.bad[0]);
    let done = import_as(app, &Actor::System, file(&[&row]), false).await;
    assert_eq!(counted(done.counts), (1, 1, 0, 0));
    let author = actor(app, "author").await;
    let table = Table::open(file(&[&row])).unwrap();
    assert_eq!(rule(app.import_requests(&author, AGENCY, table, true, |_| {}).await), "forbidden");
}

#[tokio::test]
async fn several_groups_go_in_and_a_second_run_beside_the_first_doubles_nothing() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let rows: Vec<String> = (0..450).map(|n| OPEN.replace("2021-31", &format!("2021-{n}"))).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let bytes = file(&rows);
        let (one, two) = tokio::join!(import(app, bytes.clone()), import(app, bytes));
        assert_eq!(one.counts.good + two.counts.good, 450);
        assert_eq!(one.counts.known + two.counts.known, 450);
        let last = app.store.last_request_number(AGENCY, 2021).await.unwrap();
        assert_eq!(last.as_deref(), Some("2021-000450"));
    }
}

#[tokio::test]
async fn the_template_is_read_as_it_is_handed_out() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    for format in [FileFormat::Csv, FileFormat::Xlsx] {
        let file = import_template(format, date(2021, 6, 1)).unwrap();
        let done = import(app, file.bytes).await;
        assert_eq!(counted(done.counts), (0, 0, 0, 0));
    }
}
