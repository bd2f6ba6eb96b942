//! Bringing along an old site's items from a file of rows with the files it names.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_app::items::{ItemTold, OldSite, PublicItem, TableCounts, item_template};
use gongkai_app::registers::FileFormat;
use gongkai_app::{Actor, App};
use gongkai_document::table::Table;
use gongkai_publication::Validity;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, bureau, rule};
use jiff::civil::date;

const HEADS: &str =
    "原网址或者原编号,标题,发布日期,栏目,正文,正文文件,附件,索引号,发文字号,有效性,效力变更日期,效力变更依据";

fn how(dry_run: bool) -> OldSite {
    OldSite {
        agency: AGENCY.to_owned(),
        column: Some("zcwj".to_owned()),
        secrecy_reviewer: "keeper".to_owned(),
        secrecy_basis: "迁移前逐条复核".to_owned(),
        dry_run,
    }
}

fn file(name: &str) -> Option<Vec<u8>> {
    match name {
        "a/正文.html" => {
            Some(b"<p>\xe7\xac\xac\xe4\xb8\x80\xe6\x9d\xa1</p><script>alert(1)</script>".to_vec())
        }
        "附件.txt" => Some("名单".as_bytes().to_vec()),
        "涉密.txt" => Some("机密★10年".as_bytes().to_vec()),
        _ => None,
    }
}

async fn bring(app: &App, rows: &str, dry_run: bool) -> (TableCounts, Vec<ItemTold>) {
    let table = Table::open(format!("{HEADS}\n{rows}").into_bytes()).unwrap();
    let mut told = Vec::new();
    let counts = app
        .import_item_table(&Actor::System, &how(dry_run), table, &file, |one| told.push(one))
        .await
        .unwrap();
    (counts, told)
}

fn wrong(told: &[ItemTold], row: u64) -> String {
    let bad = told.iter().find_map(|one| match one {
        ItemTold::Bad { row: at, cells } if *at == row => Some(cells),
        _ => None,
    });
    bad.unwrap_or_else(|| panic!("row {row}: {told:?}")).iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn each_row_stands_or_falls_by_itself_and_none_is_taken_twice() {
    let rows = "http://old/1,关于甲的通知,2019-03-04,,<p>正文</p>,,附件.txt,旧-1,云经信[2019]第05号,,,\n\
                http://old/2,关于乙的办法,2018-03-04,政策文件,,a/正文.html,,,,废止,2020-01-01,云经信〔2020〕1号\n\
                http://old/3,,2019-03-04,,正文,,,,,,,\n\
                http://old/4,未来,2099-01-01,,正文,,,,,,,\n\
                http://old/5,没有文件,2019-03-04,,,b.docx,,,,,,\n\
                http://old/6,涉密,2019-03-04,,正文,,涉密.txt,,,,,\n\
                http://old/7,错栏目,2019-03-04,没有的栏目,正文,,,,,,,\n\
                http://old/8,重号,2019-03-04,,正文,,,旧-1,,,,\n\
                http://old/9,早于成文,2019-03-04,,正文,,,,,失效,2019-01-01,有效期一年\n\
                http://old/10,无正文,2019-03-04,,,,,,,,,\n";
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (counts, _) = bring(app, rows, true).await;
        assert_eq!(counts, TableCounts { rows: 10, good: 2, known: 0, bad: 8 });
        assert!(app.store.item(&format!("{AGENCY}/1")).await.unwrap().is_none(), "only looked");
        let (counts, told) = bring(app, rows, false).await;
        assert_eq!(counts, TableCounts { rows: 10, good: 2, known: 0, bad: 8 });
        assert!(wrong(&told, 4).contains("第 2 列“标题”：没有填写"), "{}", wrong(&told, 4));
        assert!(wrong(&told, 5).contains("晚于今日"));
        assert!(wrong(&told, 6).contains("附带文件夹中没有“b.docx”"));
        assert!(wrong(&told, 7).contains("涉密不上网"));
        assert!(wrong(&told, 8).contains("没有栏目“没有的栏目”"));
        assert!(wrong(&told, 9).contains("索引号 旧-1 已被使用"));
        assert!(wrong(&told, 10).contains("效力变更日期不能早于"));
        assert!(wrong(&told, 11).contains("必填其一"));

        let PublicItem::Shown(first) = app.public_item("旧-1").await.unwrap() else { panic!("shown") };
        assert_eq!(first.published_on, Some(date(2019, 3, 4)));
        assert_eq!(first.fields.document_number.as_deref(), Some("云经信〔2019〕5号"));
        assert_eq!(first.fields.attachments[0].name, "附件.txt");
        assert_eq!(app.item_body(&first.fields.body).await.unwrap(), "<p>正文</p>\n");
        let second = app.store.item(&format!("{AGENCY}/2")).await.unwrap().unwrap();
        assert_eq!((second.validity, second.validity_on), (Validity::Repealed, Some(date(2020, 1, 1))));
        assert_eq!(
            app.item_body(&second.fields.body).await.unwrap(),
            "<p>第一条</p>\n",
            "without its script"
        );
        assert_eq!(second.index_number, "330482/2018-00001", "numbered here");

        let (counts, _) = bring(app, rows, false).await;
        assert_eq!(counts, TableCounts { rows: 10, good: 0, known: 2, bad: 8 });
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_head_that_nobody_reads_is_told_and_the_template_reads_itself() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let bring = async |bytes: Vec<u8>| {
        let table = Table::open(bytes).unwrap();
        app.import_item_table(&Actor::System, &how(false), table, &file, |_| {}).await
    };
    assert_eq!(rule(bring("标题,正文,怪列\n甲,乙,丙\n".as_bytes().to_vec()).await), "file");
    let template = item_template(FileFormat::Xlsx, date(2021, 6, 1)).unwrap();
    assert_eq!(bring(template.bytes).await.unwrap(), TableCounts::default());
}
