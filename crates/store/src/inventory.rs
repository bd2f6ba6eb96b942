//! Reading lists of what is to be public, their entries, and the items filed under them.

use gongkai_publication::{InventoryEntry, InventoryKind};
use jiff::civil::Date;

use crate::agency::{code, opt_small, small};
use crate::param::{Bound, Param};
use crate::publication::{Cursor, ItemRow, Page, page_of_public};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// A list (公开目录清单), its edition that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryRow {
    /// The agency.
    pub agency: String,
    /// Its number at the agency.
    pub number: u64,
    /// Which kind of list.
    pub kind: InventoryKind,
    /// What it is called.
    pub title: String,
    /// By whom and with which number it was issued.
    pub authority: String,
    /// First day on which the edition applies.
    pub from: Date,
    /// Number of the edition.
    pub edition: u16,
    /// Why it no longer applies.
    pub ended: Option<String>,
}

impl Store {
    /// The number the next list of an agency gets, unless somebody else is faster.
    pub async fn next_inventory_number(&self, agency: &str) -> Result<u64, StoreError> {
        let sql = "select coalesce(max(number), 0) + 1 as next from inventory where agency = $1";
        let rows = self.query(Bound::new(sql, vec![agency.into()])).await?;
        rows.first().map_or(Ok(1), |row| number(row, "next"))
    }

    /// The lists of an agency, those that ended too.
    pub async fn inventories(&self, agency: &str) -> Result<Vec<InventoryRow>, StoreError> {
        let sql = "select * from inventory where agency = $1 order by number";
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(inventory_row).collect()
    }

    /// The entries of a list, in order.
    pub async fn inventory_entries(
        &self,
        agency: &str,
        inventory: u64,
    ) -> Result<Vec<InventoryEntry>, StoreError> {
        let sql = "select * from inventory_entry where agency = $1 and number = $2 order by place";
        let number = i64::try_from(inventory).unwrap_or(i64::MAX);
        let values = vec![agency.into(), Param::Int(number)];
        self.query(Bound::new(sql, values)).await?.iter().map(entry_row).collect()
    }

    /// Public items filed under an entry, `<number of the list>/<序号>`, the newest publication first.
    pub async fn items_under_entry(
        &self,
        agency: &str,
        entry: &str,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<ItemRow>, StoreError> {
        let sql = "select item.* from item_entry join item on item.id = item_entry.item
                   where item_entry.agency = $1 and item_entry.entry = $2 and item_entry.is_public = 1
                     and (item_entry.published_at, item_entry.item) < ($3, $4)
                   order by item_entry.published_at desc, item_entry.item desc limit $5";
        let (at, id) = match after {
            Some(cursor) => (gongkai_journal::instant_text(cursor.published_at), cursor.id.clone()),
            None => ("9999".to_owned(), String::new()),
        };
        let values =
            vec![agency.into(), entry.into(), at.into(), id.into(), Param::Int(i64::from(limit) + 1)];
        page_of_public(&self.query(Bound::new(sql, values)).await?, limit)
    }

    /// Under which entries an item is filed.
    pub async fn entries_of_item(&self, item: &str) -> Result<Vec<String>, StoreError> {
        let sql = "select entry from item_entry where item = $1 order by entry";
        self.query(Bound::new(sql, vec![item.into()])).await?.iter().map(|row| row.text("entry")).collect()
    }
}

fn inventory_row(row: &Row) -> Result<InventoryRow, StoreError> {
    Ok(InventoryRow {
        agency: row.text("agency")?,
        number: number(row, "number")?,
        kind: code(row, "kind", InventoryKind::from_key)?,
        title: row.text("title")?,
        authority: row.text("authority")?,
        from: row.date("from_day")?,
        edition: small(row, "edition")?,
        ended: row.opt_text("ended")?,
    })
}

fn entry_row(row: &Row) -> Result<InventoryEntry, StoreError> {
    Ok(InventoryEntry {
        code: row.text("code")?,
        matter: row.text("matter")?,
        submatter: row.text("submatter")?,
        content: row.text("content")?,
        basis: row.text("basis")?,
        within: row.text("within")?,
        months: opt_small(row, "months")?,
        subject: row.text("subject")?,
        channels: row.text("channels")?,
        audience: row.text("audience")?,
        on_request: row.flag("on_request")?,
        column: row.opt_text("column_slug")?,
    })
}
