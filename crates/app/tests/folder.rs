//! Bringing along an old site's items from a folder of Markdown files; the real regulations among them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use std::path::Path;

use gongkai_app::items::{FileTold, FolderCounts, OldSite};
use gongkai_app::{Actor, App};
use gongkai_store::publication::ItemFilter;
use gongkai_store::testing::{Scratch, postgres, sqlite};
use house::{AGENCY, House, bureau, rule};
use jiff::ToSpan;
use jiff::civil::date;

fn how(dry_run: bool) -> OldSite {
    OldSite {
        agency: AGENCY.to_owned(),
        column: Some("zcwj".to_owned()),
        secrecy_reviewer: "keeper".to_owned(),
        secrecy_basis: "迁移前逐条复核".to_owned(),
        dry_run,
    }
}

async fn bring(
    app: &App,
    dry_run: bool,
    files: &[(String, String)],
) -> (FolderCounts, Vec<(String, FileTold)>) {
    let mut told = Vec::new();
    let tell = |name: &str, what: &FileTold| told.push((name.to_owned(), what.clone()));
    let counts = app.import_folder(&Actor::System, &how(dry_run), files.to_vec(), tell).await.unwrap();
    (counts, told)
}

async fn house(scratch: Scratch) -> House {
    let house = bureau(scratch).await;
    // Regulations of all years up to now.
    house.clock.forward((24 * 365 * 6).hours());
    house
}

fn file(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[tokio::test]
async fn each_file_stands_or_falls_by_itself_and_none_is_taken_twice() {
    for scratch in [sqlite(), postgres()] {
        let house = house(scratch).await;
        let app = &house.app;
        let good = "# 样例养犬管理办法\n\n2018年3月1日 样例市人民政府令第5号公布\n\n2018年5月1日 施行\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 样例。\n";
        let files = [
            file("a.md", good),
            file("没有日期.md", "# 样例\n\n第一条 样例。\n"),
            file("空(2018-01-01).md", "# 空\n"),
            file("涉密(2018-01-01).md", "# 样例\n\n机密★10年\n"),
            file("以后(2099-01-01).md", "# 样例\n\n第一条 样例。\n"),
            file("下/b(2019-02-03).md", "# 样例通知\n\n正文。\n"),
        ];
        let (counts, told) = bring(app, true, &files).await;
        assert_eq!(counts, FolderCounts { good: 2, known: 0, bad: 4 });
        assert!(
            app.store.public_items(&ItemFilter::default(), None, 9).await.unwrap().rows.is_empty(),
            "dry"
        );
        assert_eq!(told[5].1, FileTold::Good(vec!["发布机关", "施行日期"]));
        let (counts, _) = bring(app, false, &files).await;
        assert_eq!((counts.good, counts.bad), (2, 4));
        let rows = app.store.public_items(&ItemFilter::default(), None, 9).await.unwrap().rows;
        let first = rows.iter().find(|row| row.fields.title == "样例养犬管理办法").unwrap();
        assert_eq!(first.published_on, Some(date(2018, 3, 1)));
        assert_eq!(first.fields.effective_on, Some(date(2018, 5, 1)));
        assert_eq!(first.fields.issuer, "样例市人民政府");
        assert!(app.item_body(&first.fields.body).await.unwrap().contains("<h2>第一章 总则</h2>"));
        let (counts, _) = bring(app, false, &files).await;
        assert_eq!((counts.good, counts.known), (0, 2), "run again");
        assert_eq!(
            app.store.screening_stops_since(jiff::Timestamp::MIN).await.unwrap(),
            3,
            "each time it was looked at"
        );

        let stranger = OldSite { secrecy_reviewer: "officer".to_owned(), ..how(false) };
        let more = vec![file("c(2019-02-03).md", "# 另一件\n\n正文。\n")];
        assert_eq!(
            rule(app.import_folder(&Actor::System, &stranger, more, |_, _| {}).await),
            "secrecy_reviewer"
        );
    }
}

fn markdown_in(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            markdown_in(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[tokio::test]
async fn the_real_regulations_are_taken_over_with_what_they_say() {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: the real regulations are not looked at");
        return;
    };
    let mut files = Vec::new();
    markdown_in(&Path::new(&folder).join("regulations"), &mut files);
    let house = house(sqlite()).await;
    let app = &house.app;
    let (counts, told) = bring(app, false, &files).await;
    let lacks = |what: &str| {
        told.iter().filter(|(_, told)| matches!(told, FileTold::Good(lacks) if lacks.contains(&what))).count()
    };
    let bad: Vec<_> = told.iter().filter(|(_, told)| matches!(told, FileTold::Bad(_))).collect();
    println!(
        "{} files: {} taken over, {} not; without issuer {}, without first day in force {}",
        files.len(),
        counts.good,
        counts.bad,
        lacks("发布机关"),
        lacks("施行日期")
    );
    for (name, told) in &bad {
        println!("{name}: {told:?}");
    }
    assert_eq!(files.len(), 1093);
    assert_eq!(counts.good + counts.bad, 1093);
    assert!(bad.is_empty(), "{bad:?}");
    // 68 files have no head at all; 244 name no day, or a day only those who know the first publication can tell.
    assert!(lacks("发布机关") <= 68 && lacks("施行日期") <= 244);
    let public = app.store.count_public_items(&[ItemFilter::default()]).await.unwrap();
    assert_eq!(public, [counts.good]);
}
