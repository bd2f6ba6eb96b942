//! Lists of what is to be public: read from a file, kept by edition, held against what is public.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_app::AppError;
use gongkai_app::inventories::NewInventory;
use gongkai_app::registers::FileFormat;
use gongkai_document::table::Table;
use gongkai_publication::EntryState::{Empty, Kept, OnRequest, Stale};
use gongkai_publication::{InventoryKind, Withdrawal, WithdrawalKind};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, review_and_publish, rule, text};
use jiff::ToSpan;
use jiff::civil::date;

fn new(number: Option<u64>) -> NewInventory {
    NewInventory {
        number,
        kind: InventoryKind::Basic,
        title: "云溪市经信局主动公开基本目录".to_owned(),
        authority: "云政办发〔2021〕1号".to_owned(),
        from: date(2021, 1, 1),
    }
}

fn file(text: &str) -> Table {
    Table::open(text.as_bytes().to_vec()).unwrap()
}

const LIST: &str = "序号,一级事项,二级事项,公开时限,更新周期（月）,公开方式,对应栏目\n\
    1,政策文件,,20个工作日,,主动,政策文件\n\
    2,财政信息,部门预算,批复后20日,6,主动,\n\
    A-3,行政处罚,处罚决定,7个工作日,,,\n\
    4,企业备案材料,,,,依申请,\n";

#[tokio::test]
async fn a_list_shows_what_is_empty_and_what_is_old() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, officer) = (actor(app, "author").await, actor(app, "officer").await);
        assert_eq!(rule(app.adopt_inventory(&author, AGENCY, new(None), file(LIST)).await), "forbidden");
        let number = app.adopt_inventory(&officer, AGENCY, new(None), file(LIST)).await.unwrap();
        assert_eq!(number, 1);
        let states = async || {
            let cover = app.inventory_cover(AGENCY, 1).await.unwrap().unwrap();
            cover.entries.iter().map(|one| one.state).collect::<Vec<_>>()
        };
        assert_eq!(states().await, [Empty, Empty, Empty, OnRequest]);

        let (item, _) = app.draft_item(&author, AGENCY, text("部门预算")).await.unwrap();
        let items = [item.clone()];
        assert_eq!(app.file_items(&author, AGENCY, 1, "2", &items, true).await.unwrap(), 1);
        assert_eq!(states().await, [Empty, Empty, Empty, OnRequest], "a draft is nothing yet");
        review_and_publish(app, &item).await;
        assert_eq!(states().await, [Kept, Kept, Empty, OnRequest], "its column is an entry of its own");
        let by_index = ["330482/2021-00001".to_owned()];
        assert_eq!(app.file_items(&officer, AGENCY, 1, "A-3", &by_index, true).await.unwrap(), 1);
        assert_eq!(states().await, [Kept, Kept, Kept, OnRequest], "filed after it was published");
        assert_eq!(
            app.file_items(&officer, AGENCY, 1, "A-3", &by_index, true).await.unwrap(),
            0,
            "said twice"
        );
        assert_eq!(app.store.entries_of_item(&item).await.unwrap(), ["1/2", "1/A-3"]);
        assert_eq!(app.file_items(&officer, AGENCY, 1, "A-3", &by_index, false).await.unwrap(), 1);
        assert_eq!(states().await, [Kept, Kept, Empty, OnRequest]);
        let unknown = [item.clone(), "none".to_owned()];
        assert_eq!(rule(app.file_items(&officer, AGENCY, 1, "A-3", &unknown, true).await), "items");
        assert_eq!(states().await, [Kept, Kept, Empty, OnRequest], "nothing half-happens");
        assert_eq!(rule(app.file_items(&officer, AGENCY, 1, "1", &items, true).await), "entry_by_column");
        assert_eq!(rule(app.file_items(&officer, AGENCY, 1, "9", &items, true).await), "not found");
        let under = app.store.items_under_entry(AGENCY, "1/2", None, 9).await.unwrap();
        assert_eq!(under.rows.len(), 1);

        house.clock.forward((200 * 24).hours());
        assert_eq!(states().await, [Kept, Stale, Empty, OnRequest], "by its own six months");
        let withdrawal =
            Withdrawal { kind: WithdrawalKind::InError, notice: "内容有误".to_owned(), successor: None };
        app.withdraw_item(&officer, &item, &withdrawal).await.unwrap();
        assert_eq!(states().await, [Empty, Empty, Empty, OnRequest]);
        assert!(app.store.items_under_entry(AGENCY, "1/2", None, 9).await.unwrap().rows.is_empty());
        let live = app.store.snapshot().await.unwrap();
        app.store.replay().await.unwrap();
        assert_eq!(app.store.snapshot().await.unwrap(), live);
    }
}

#[tokio::test]
async fn a_new_edition_takes_the_place_and_what_was_filed_stays() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    app.adopt_inventory(&officer, AGENCY, new(None), file(LIST)).await.unwrap();
    let (item, _) = app.draft_item(&officer, AGENCY, text("部门预算")).await.unwrap();
    app.file_items(&officer, AGENCY, 1, "2", std::slice::from_ref(&item), true).await.unwrap();
    review_and_publish(app, &item).await;
    // What was given out can be handed in again.
    for format in [FileFormat::Csv, FileFormat::Xlsx] {
        let given = app.inventory_file(AGENCY, 1, format).await.unwrap();
        let again = NewInventory { from: date(2021, 6, 1), ..new(Some(1)) };
        app.adopt_inventory(&officer, AGENCY, again, Table::open(given.bytes).unwrap()).await.unwrap();
    }
    let cover = app.inventory_cover(AGENCY, 1).await.unwrap().unwrap();
    assert_eq!((cover.row.edition, cover.entries.len(), cover.entries[1].items), (3, 4, 1));
    assert_eq!(cover.entries[1].entry.months, Some(6));
    assert_eq!(cover.entries[0].entry.column.as_deref(), Some("zcwj"));
    let earlier = NewInventory { from: date(2020, 1, 1), ..new(Some(1)) };
    assert_eq!(rule(app.adopt_inventory(&officer, AGENCY, earlier, file(LIST)).await), "inventory_from");
    app.end_inventory(&officer, AGENCY, 1, "并入新目录").await.unwrap();
    assert!(app.inventory_covers(AGENCY).await.unwrap().is_empty());
}

#[tokio::test]
async fn everything_wrong_with_a_file_is_told_at_once() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let bad = "序号,一级事项,更新周期（月）,公开方式,对应栏目\n\
        1,,0,口头,没有的栏目\n\
        2/3,财政信息,,,\n";
    let AppError::Fields(faults) =
        app.adopt_inventory(&officer, AGENCY, new(None), file(bad)).await.unwrap_err()
    else {
        panic!("not told by field");
    };
    let told: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[0].starts_with("第 2 行"), "{told:?}");
    assert!(app.store.inventories(AGENCY).await.unwrap().is_empty());
    let doubled = "序号,一级事项\n1,甲\n1,乙\n";
    let refused = app.adopt_inventory(&officer, AGENCY, new(None), file(doubled)).await;
    assert_eq!(rule(refused), "inventory_codes");
    let none = app.adopt_inventory(&officer, AGENCY, new(None), file("序号,一级事项\n")).await;
    assert_eq!(rule(none), "inventory_entries");
}
