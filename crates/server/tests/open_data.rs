//! Open data over HTTP: the whole catalogue as files, narrowed as lists are, and the description for harvesters.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;

use gongkai_app::Actor;
use gongkai_store::publication::ItemFilter;
use office_seat::{main_of, sign_in, staffed};
use serde_json::Value;
use support::{AGENCY, Portal, bureau, legacy};

async fn lines(portal: &Portal, address: &str) -> Vec<Value> {
    let answer = portal.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text);
    answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn every_public_item_stands_in_every_file_once() {
    let portal = bureau().await;
    let all = portal.app.store.public_items(&ItemFilter::default(), None, 500).await.unwrap().rows;
    assert!(all.len() > 3, "{}", all.len());
    let objects = lines(&portal, "/data/catalogue.jsonl").await;
    let names: Vec<&str> = objects.iter().map(|it| it["index_number"].as_str().unwrap()).collect();
    let expected: Vec<&str> = all.iter().map(|item| item.index_number.as_str()).collect();
    assert_eq!(names, expected);
    let first = &objects[0];
    assert_eq!(first["title"].as_str().unwrap(), all[0].fields.title);
    assert!(first["url"].as_str().unwrap().starts_with("https://"), "{first}");
    assert!(
        first["attachments"].is_array() && first["content_hash"].as_str().unwrap().len() == 64,
        "{first}"
    );
    let json: Vec<Value> = serde_json::from_str(&portal.get("/data/catalogue.json").await.text).unwrap();
    assert_eq!(json, objects);
    let csv = portal.get("/data/catalogue.csv").await;
    assert!(csv.header("content-disposition").contains("catalogue.csv"));
    let table = gongkai_document::table::Table::open(csv.text.into_bytes()).unwrap();
    assert_eq!(table.count(), all.len() + 1);
    let book = portal.get("/data/catalogue.xlsx").await;
    assert!(book.header("content-type").contains("spreadsheetml"), "{}", book.status);
}

#[tokio::test]
async fn files_are_narrowed_as_lists_are() {
    let portal = bureau().await;
    let in_column = ItemFilter {
        agency: Some(AGENCY.to_owned()),
        column: Some(legacy(3).fields.column),
        ..ItemFilter::default()
    };
    let expected = portal.app.store.public_items(&in_column, None, 500).await.unwrap().rows.len();
    let column = legacy(3).fields.column;
    let found = lines(&portal, &format!("/data/catalogue.jsonl?agency={AGENCY}&column={column}")).await;
    assert_eq!(found.len(), expected);
    assert!(lines(&portal, &format!("/data/catalogue.jsonl?agency={AGENCY}&year=1999")).await.is_empty());
    let empty = portal.get(&format!("/data/catalogue.json?agency={AGENCY}&year=1999")).await.text;
    assert_eq!(serde_json::from_str::<Vec<Value>>(&empty).unwrap().len(), 0);
    for wrong in [
        "/data/catalogue.pdf",
        "/data/catalogue.csv?agency=nobody",
        "/data/catalogue.csv?column=x",
        "/data/catalogue.csv?year=x",
    ] {
        assert_eq!(portal.get(wrong).await.status, 404, "{wrong}");
    }
    let page = portal.get(&format!("/zfxxgk/{AGENCY}/catalogue?column={column}")).await.text;
    assert!(
        page.contains(&format!("/data/catalogue.csv?agency={AGENCY}&amp;column={column}"))
            || page.contains(&format!("/data/catalogue.csv?agency={AGENCY}&#38;column={column}")),
        "{}",
        main_of(&page)
    );
}

#[tokio::test]
async fn harvesters_are_told_what_there_is() {
    let portal = bureau().await;
    let dcat: Value = serde_json::from_str(&portal.get("/data/dcat.jsonld").await.text).unwrap();
    assert_eq!(dcat["@type"], "dcat:Catalog");
    let sets = dcat["dcat:dataset"].as_array().unwrap();
    assert_eq!(sets.len(), 1 + portal.app.store.agencies().await.unwrap().len());
    for set in sets {
        for file in set["dcat:distribution"].as_array().unwrap() {
            let url = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            let path = &url[url.find("/data/").unwrap()..];
            assert_eq!(portal.get(path).await.status, 200, "{path}");
        }
    }
    let page = portal.get("/data/").await.text;
    assert!(page.contains("开放数据") && page.contains("content_hash"), "{}", main_of(&page));
}

#[tokio::test]
async fn a_file_of_many_pages_is_whole() {
    let portal = bureau().await;
    let items = (0..1_100_i16).map(|number| {
        let mut item = legacy(i8::try_from(number % 24 + 1).unwrap());
        item.fields.title = format!("第{number}号工作动态");
        item.source = format!("旧网站/{number}");
        item
    });
    let (app, basis) = (&portal.app, "逐条对照保密事项范围审查");
    app.import_items(&Actor::System, AGENCY, items.collect(), "keeper", basis).await.unwrap();
    let found = lines(&portal, "/data/catalogue.jsonl").await;
    let mut numbers: Vec<&str> = found.iter().map(|it| it["index_number"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!((found.len(), numbers.len()), (1_125, 1_125));
    let json: Vec<Value> = serde_json::from_str(&portal.get("/data/catalogue.json").await.text).unwrap();
    assert_eq!(json, found);
}

#[tokio::test]
async fn the_operator_reads_what_was_looked_for_in_vain() {
    let portal = staffed().await;
    let operator = sign_in(&portal, "operator").await;
    let none = operator.read("/office/system/searches").await;
    assert!(none.contains("没有搜不到的词"), "{}", main_of(&none));
    portal.app.store.note_missed_search(portal.app.today(), "养犬登记").await.unwrap();
    let listed = operator.read("/office/system/searches").await;
    assert!(listed.contains("养犬登记"), "{}", main_of(&listed));
}
