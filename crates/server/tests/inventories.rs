//! Lists of what is to be public over HTTP: handed in as a file, checked, filled, and shown at the portal.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod office_seat;
mod support;

use gongkai_store::publication::ItemFilter;
use office_seat::{main_of, sign_in, staffed};

const BASE: &str = "/office/yunxi-jxj/coverage/inventories";

#[tokio::test]
async fn a_list_is_adopted_filled_and_shown() {
    let portal = staffed().await;
    let item = portal.app.store.public_items(&ItemFilter::default(), None, 1).await.unwrap().rows.remove(0);
    let officer = sign_in(&portal, "officer").await;
    let page = officer.read("/office/yunxi-jxj/coverage").await;
    assert!(page.contains("还没有登记主动公开基本目录"), "{}", main_of(&page));
    let template = officer.get(&format!("{BASE}/template/csv")).await;
    assert!(template.text.contains("一级事项") && template.header("content-disposition").contains("csv"));
    let form = format!("{BASE}/new");
    let fields = [("kind", "basic"), ("title", "主动公开基本目录"), ("from", "2021-01-01"), ("list", "")];
    let bad = "序号,一级事项,更新周期（月）\n1,,很快\n".as_bytes();
    let back = officer.upload(&form, &fields, ("file", "目录.csv", bad)).await;
    let said = main_of(&back.text);
    assert!(back.status == 422 && said.contains("第 2 行") && said.contains("1至600"), "{said}");
    assert!(said.contains("主动公开基本目录"), "nothing typed is lost: {said}");
    let good = "序号,一级事项,二级事项,公开时限\n1,<政策>文件,,20个工作日\n2,财政信息,部门预算,批复后20日\n";
    let done = officer.upload(&form, &fields, ("file", "目录.csv", good.as_bytes())).await;
    assert_eq!(done.header("location"), format!("{BASE}/1"), "{}", main_of(&done.text));
    let list = officer.read(&format!("{BASE}/1?show=empty")).await;
    assert!(list.contains("没有信息 2") && !list.contains("<政策>"), "{}", main_of(&list));

    let file = format!("{BASE}/1/file?entry=2");
    let unknown = officer.post(&file, &[("act", "add"), ("items", "无此号")]).await;
    assert!(unknown.status == 422 && unknown.text.contains("无此号"), "{}", main_of(&unknown.text));
    let filed = officer.post(&file, &[("act", "add"), ("items", &item.index_number)]).await;
    assert_eq!(filed.header("location"), format!("{BASE}/1"), "{}", main_of(&filed.text));
    let list = officer.read(&format!("{BASE}/1?show=empty")).await;
    assert!(list.contains("没有信息 1") && !list.contains("部门预算"), "{}", main_of(&list));
    let again = officer.get(&format!("{BASE}/1/download/csv")).await;
    assert!(again.text.contains("部门预算"), "{}", again.text);

    let public = portal.get("/zfxxgk/yunxi-jxj/inventories/1").await.text;
    assert!(public.contains("财政信息—部门预算") && public.contains("1 条"), "{}", main_of(&public));
    let entry = portal.get("/zfxxgk/yunxi-jxj/inventories/1?entry=2").await.text;
    assert!(
        entry.contains(&gongkai_server::routes::item(&item.index_number)) && entry.contains("批复后20日"),
        "{}",
        main_of(&entry)
    );
    assert!(portal.get("/zfxxgk/yunxi-jxj/").await.text.contains("/zfxxgk/yunxi-jxj/inventories/1"));
    assert_eq!(portal.get("/zfxxgk/yunxi-jxj/inventories/1?entry=9").await.status, 404);

    assert_eq!(officer.post(&format!("{BASE}/1/end"), &[("reason", "并入新目录")]).await.status, 303);
    assert_eq!(portal.get("/zfxxgk/yunxi-jxj/inventories/1").await.status, 404);
    assert_eq!(portal.get("/zfxxgk/yunxi-jxj/inventories/7").await.status, 404);
}
