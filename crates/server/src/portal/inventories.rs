//! `/zfxxgk/{agency}/inventories/{number}`: a list of what is to be public, each entry leading to its items.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::inventories::{EntryCover, key_of};
use gongkai_store::publication::{Cursor, ItemFilter};
use serde::Deserialize;

use super::common::{Fixed, agency, column_frame, item_link, show};
use super::pages::Panel;
use crate::site::View;
use crate::ui::breadcrumb::Crumb;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::link_list::LinkList;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Items of an entry on a page.
const ROWS: u16 = 30;

/// A list, or one entry of it.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/inventory.html")]
pub struct InventoryPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Heading.
    pub title: String,
    /// Edition, day and issuer; or what the entry is.
    pub intro: String,
    /// The entries.
    pub table: Option<DataTable>,
    /// What is said of the one entry.
    pub facts: MetadataTable,
    /// Its items.
    pub items: Option<Panel>,
    /// Where the next items are.
    pub next: Option<String>,
}

/// What is asked of the page.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    entry: String,
    #[serde(default)]
    after: String,
}

/// `GET /zfxxgk/{agency}/inventories/{number}`
pub(super) async fn page(
    State(state): State<AppState>,
    view: View,
    Path((code, number)): Path<(String, u64)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let cover = state.app.inventory_cover(&code, number).await?;
    let cover = cover.filter(|cover| cover.row.ended.is_none()).ok_or(Problem::NotFound)?;
    let list = &cover.row;
    if wanted.entry.is_empty() {
        let by = if list.authority.is_empty() { String::new() } else { format!("，{}", list.authority) };
        return show(&InventoryPage {
            frame: column_frame(&state, view, &row, Fixed::Catalogue, Some(Crumb::here(list.title.clone()))),
            title: list.title.clone(),
            intro: format!("{}，自 {} 起执行{by}。", list.kind.label(), list.from),
            table: Some(entries(&code, number, &cover.entries)),
            facts: MetadataTable::default(),
            items: None,
            next: None,
        });
    }
    let one = cover.entries.iter().find(|one| one.entry.code == wanted.entry).ok_or(Problem::NotFound)?;
    let entry = &one.entry;
    let after = Cursor::from_text(&wanted.after);
    let store = &state.app.store;
    let found = match &entry.column {
        Some(column) => {
            let agency = Some(code.clone());
            let filter = ItemFilter { agency, column: Some(column.clone()), ..ItemFilter::default() };
            store.public_items(&filter, after.as_ref(), ROWS).await?
        }
        None => store.items_under_entry(&code, &key_of(number, &entry.code), after.as_ref(), ROWS).await?,
    };
    let here = routes::inventory_entry(&code, number, &entry.code);
    let today = state.app.today();
    show(&InventoryPage {
        frame: column_frame(&state, view, &row, Fixed::Catalogue, Some(Crumb::here(entry.name()))),
        title: entry.name(),
        intro: list.title.clone(),
        table: None,
        facts: facts(one),
        items: Some(Panel {
            id: "items".to_owned(),
            title: "公开的信息".to_owned(),
            more: None,
            list: LinkList {
                rows: found.rows.iter().map(|item| item_link(item, today)).collect(),
                empty: "这一项目前没有公开的信息。".to_owned(),
            },
        }),
        next: found.next.map(|cursor| format!("{here}&after={}", routes::segment(&cursor.to_text()))),
    })
}

fn facts(one: &EntryCover) -> MetadataTable {
    let entry = &one.entry;
    let way = if entry.on_request { "依申请公开" } else { "主动公开" };
    MetadataTable {
        rows: vec![
            MetadataRow::new("序号", entry.code.clone()),
            MetadataRow::new("公开方式", way),
            MetadataRow::new("公开主体", entry.subject.clone()),
            MetadataRow::new("公开对象", entry.audience.clone()),
            MetadataRow::wide("公开内容", entry.content.clone()),
            MetadataRow::wide("公开依据", entry.basis.clone()),
            MetadataRow::wide("公开时限", entry.within.clone()),
            MetadataRow::wide("公开渠道和载体", entry.channels.clone()),
        ],
    }
}

fn entries(code: &str, number: u64, covers: &[EntryCover]) -> DataTable {
    let rows = covers.iter().map(|one| {
        let entry = &one.entry;
        let href = routes::inventory_entry(code, number, &entry.code);
        let count = match () {
            () if entry.on_request => "依申请".to_owned(),
            () => format!("{} 条", one.items),
        };
        vec![
            Value::text(&entry.code),
            Value::link(entry.name(), href),
            Value::text(count),
            Value::text(&entry.content),
            Value::text(&entry.within),
        ]
    });
    let heads = [
        ("序号", Align::Fixed),
        ("公开事项", Align::Start),
        ("信息", Align::Fixed),
        ("公开内容", Align::Start),
        ("公开时限", Align::Start),
    ];
    DataTable::plain("entries", "目录事项", &heads, rows.collect(), "")
}
