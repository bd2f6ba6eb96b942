//! Requests from earlier records, over HTTP: looked through first, registered when the officer says so, found again.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;

use gongkai_document::table::Table;
use office_seat::{main_of, sign_in, staffed};
use support::AGENCY;

const HEADS: &str =
    "原编号,申请人类别,姓名或者名称,联系方式,申请内容,获取方式,获取途径,提交渠道,提交日期,办理结果,办结日期";
const GOOD: &str =
    "2020-7,自然人,申请人戊某,示例街3号,请公开某文件,纸质,邮寄,当面提交,2020-12-20,予以公开,2021-01-08";

fn kept(html: &str) -> &str {
    html.split(r#"name="kept" value=""#).nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn a_file_is_looked_through_then_registered_once_and_found_by_its_old_number() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let path = format!("/office/{AGENCY}/requests/import");
    assert!(officer.read(&format!("/office/{AGENCY}/requests")).await.contains(&path));
    let file = format!("{HEADS}\n{GOOD}\n,个人,某甲,示例街4号,请公开,纸质,邮寄,当面提交,2020-02-30,,\n");
    let dry = officer.hand_in(&path, "file", "补录.csv", file.as_bytes()).await;
    assert_eq!(dry.status, 200);
    let text = main_of(&dry.text);
    for words in ["1 件可以登记", "1 行有错", "第 2 列 申请人类别", "第 9 列 提交日期", "导入 1 件"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let list = officer.read(&format!("/office/{AGENCY}/requests?show=all")).await;
    assert!(!list.contains("2020-000001"), "nothing is registered yet");

    // What another officer's page holds opens nothing here.
    let leader = sign_in(&portal, "leader").await;
    let confirm = format!("{path}/confirm");
    assert_eq!(leader.post(&confirm, &[("kept", kept(&dry.text))]).await.status, 403);
    let done = officer.post(&confirm, &[("kept", kept(&dry.text))]).await;
    assert!(main_of(&done.text).contains("登记 1 件"), "{}", main_of(&done.text));
    let again = officer.post(&confirm, &[("kept", kept(&dry.text))]).await;
    assert_eq!(again.status, 422, "the file is gone once it was taken in");
    let again = officer.hand_in(&path, "file", "补录.csv", file.as_bytes()).await;
    assert!(main_of(&again.text).contains("1 件以前已经登记"), "{}", main_of(&again.text));

    let search = format!("/office/{AGENCY}/requests/search");
    let found = officer.post(&search, &[("words", "2020-7")]).await;
    assert!(main_of(&found.text).contains("2020-000001"), "{}", main_of(&found.text));
    let case = officer.read(&format!("/office/{AGENCY}/requests/2020-000001")).await;
    assert!(case.contains("原编号 2020-7"), "{}", main_of(&case));
}

#[tokio::test]
async fn a_file_with_a_secrecy_mark_is_kept_nowhere() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let path = format!("/office/{AGENCY}/requests/import");
    let marked = GOOD.replace("2020-7", "2020-8").replace("请公开某文件", "机密★10年 某文件");
    let file = format!("{HEADS}\n{GOOD}\n{marked}\n");
    let dry = officer.hand_in(&path, "file", "补录.csv", file.as_bytes()).await;
    assert!(main_of(&dry.text).contains("没有保存；请删去这些行"), "{}", main_of(&dry.text));
    assert!(!dry.text.contains(r#"name="kept""#));
}

#[tokio::test]
async fn what_cannot_be_read_comes_back_with_what_to_do() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let path = format!("/office/{AGENCY}/requests/import");
    let many = format!("{HEADS}\n{}", format!("{GOOD}\n").repeat(5_001));
    for (file, words) in [
        ("".as_bytes(), "请选择文件"),
        (b"%PDF-1.7".as_slice(), "读取尚未支持"),
        ("姓名\n甲\n".as_bytes(), "不是模板中的列"),
        (many.as_bytes(), "超过 5000 行"),
    ] {
        let back = officer.hand_in(&path, "file", "a.csv", file).await;
        assert_eq!(back.status, 422);
        assert!(main_of(&back.text).contains(words), "{words}: {}", main_of(&back.text));
    }
}

#[tokio::test]
async fn the_templates_are_tables_with_the_heads_that_are_read() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    for format in ["csv", "xlsx"] {
        let file = officer.get(&format!("/office/{AGENCY}/requests/import/template/{format}")).await;
        assert!(file.header("content-disposition").starts_with("attachment"));
        let head = Table::open(file.bytes.clone()).unwrap().next().unwrap().unwrap();
        assert_eq!(head.cells.len(), 20, "{format}");
    }
}
