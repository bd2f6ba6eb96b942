//! Lists of items, newest first. Pages by number stand in `paging`.

use std::fmt::Write as _;

use gongkai_journal::instant_text;
use gongkai_publication::{Genre, LegalKind, Validity};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::row::item_row;
use super::{ItemRow, ItemState};
use crate::agency::small;
use crate::param::{Bound, Param};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// Which public items are wanted; an empty field does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of this agency.
    pub agency: Option<String>,
    /// In this column; needs an agency.
    pub column: Option<String>,
    /// In this category of Arts. 20 and 21.
    pub category: Option<String>,
    /// Whose shown edition was published in this year.
    pub year: Option<i16>,
    /// With this subject (主题分类).
    pub theme: Option<String>,
    /// In this form (体裁).
    pub genre: Option<Genre>,
    /// Of this issuer (发文机关), the first of several.
    pub issuer: Option<String>,
    /// Rules and normative documents that stand so on the day.
    pub validity: Option<(Validity, Date)>,
    /// 规章 or 行政规范性文件.
    pub legal_kind: Option<LegalKind>,
}

/// The force of a document on a day as [`ItemRow::validity_on`] tells it; `?` is the day.
const FORCE: &str = "case when item.expires_on < ? and (item.validity_on > ? or item.validity in ('in_force', 'modified')) \
     then 'expired' when item.validity_on > ? then 'in_force' else item.validity end";

/// Where a page ended: the next one begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// When the last item was published (or drafted, in the office's list).
    pub published_at: Timestamp,
    /// Its id.
    pub id: String,
}

impl Cursor {
    /// The cursor as a piece of an address.
    pub fn to_text(&self) -> String {
        format!("{}.{}", self.published_at.as_microsecond(), self.id)
    }

    /// Reads [`Cursor::to_text`].
    pub fn from_text(text: &str) -> Option<Cursor> {
        let (at, id) = text.split_once('.')?;
        let published_at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some(Cursor { published_at, id: id.to_owned() })
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

/// In which order a list goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest publication first.
    #[default]
    NewestFirst,
    /// The oldest publication first.
    OldestFirst,
}

impl Order {
    pub(super) const fn reversed(self) -> Order {
        match self {
            Order::NewestFirst => Order::OldestFirst,
            Order::OldestFirst => Order::NewestFirst,
        }
    }

    /// The word of `order by`, and the sign that says "after".
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Order::NewestFirst => ("desc", "<"),
            Order::OldestFirst => ("asc", ">"),
        }
    }
}

/// A query as it is put together.
#[derive(Default)]
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) params: Vec<Param>,
}

impl Query {
    pub(super) fn new(sql: &str) -> Query {
        Query { sql: sql.to_owned(), params: Vec::new() }
    }

    /// Keeps `value` and gives the placeholder that stands for it.
    ///
    /// SQLite numbers placeholders by their first appearance, so it is to be written before the next one is taken.
    pub(super) fn place(&mut self, value: impl Into<Param>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    /// Adds ` and {condition}`, where `?` stands for the value.
    pub(super) fn and(&mut self, condition: &str, value: impl Into<Param>) {
        let place = self.place(value);
        self.sql.push_str(" and ");
        self.sql.push_str(&condition.replace('?', &place));
    }

    /// At most `limit` rows in `order`, those after the cursor, less the first `skip` of them.
    pub(super) fn turn(
        mut self,
        keys: Keys,
        order: Order,
        after: Option<&Cursor>,
        limit: i64,
        skip: u64,
    ) -> Bound {
        let Keys { instant, id } = keys;
        let (direction, beyond) = order.words();
        if let Some(cursor) = after {
            let at = self.place(instant_text(cursor.published_at));
            let last = self.place(cursor.id.clone());
            let _ = write!(self.sql, " and ({instant}, {id}) {beyond} ({at}, {last})");
        }
        let limit = self.place(limit);
        let _ = write!(self.sql, " order by {instant} {direction}, {id} {direction} limit {limit}");
        if skip > 0 {
            let skip = self.place(i64::try_from(skip).unwrap_or(i64::MAX));
            let _ = write!(self.sql, " offset {skip}");
        }
        Bound::new(self.sql, self.params)
    }

    /// Newest first, after the cursor; one row more than asked for tells whether there is another page.
    fn page(self, keys: Keys, after: Option<&Cursor>, limit: u16) -> Bound {
        self.turn(keys, Order::NewestFirst, after, i64::from(limit) + 1, 0)
    }
}

/// The columns a list is ordered by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    instant: &'static str,
    id: &'static str,
}

const BY_PUBLICATION: Keys = Keys { instant: "item.published_at", id: "item.id" };
const BY_DRAFTING: Keys = Keys { instant: "item.drafted_at", id: "item.id" };

impl Store {
    /// Public items, the newest publication first.
    pub async fn public_items(
        &self,
        filter: &ItemFilter,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<ItemRow>, StoreError> {
        self.page(public(filter, after, limit), limit).await
    }

    /// The items an agency's count of a year counts: by first publication, withdrawn ones kept.
    pub async fn counted_items(
        &self,
        agency: &str,
        year: i16,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<ItemRow>, StoreError> {
        self.page(counted(agency, year, after, limit), limit).await
    }

    /// Items of an agency for the office, in one state or in all, the newest draft first. The cursor's instant is
    /// that of drafting.
    pub async fn office_items(
        &self,
        agency: &str,
        state: Option<ItemState>,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<ItemRow>, StoreError> {
        let rows = self.query(office(agency, state, after, limit)).await?;
        page_of(&rows, limit, |row| Some(row.drafted_at))
    }

    /// The number the next item of an agency gets, unless somebody else is faster.
    pub async fn next_item_number(&self, agency: &str) -> Result<u64, StoreError> {
        let sql = "select coalesce(max(number), 0) + 1 as next from item where agency = $1";
        let rows = self.query(Bound::new(sql, vec![agency.into()])).await?;
        rows.first().map_or(Ok(1), |row| number(row, "next"))
    }

    /// The serial the next index number of a series gets, unless somebody else is faster.
    pub async fn next_index_serial(&self, series: &str) -> Result<u32, StoreError> {
        let rows = self
            .query(Bound::new("select last from index_series where series = $1", vec![series.into()]))
            .await?;
        rows.first().map_or(Ok(1), |row| small::<u32>(row, "last").map(|last| last + 1))
    }

    async fn page(&self, bound: Bound, limit: u16) -> Result<Page<ItemRow>, StoreError> {
        page_of_public(&self.query(bound).await?, limit)
    }
}

/// The page of public items in `rows`.
pub(crate) fn page_of_public(rows: &[Row], limit: u16) -> Result<Page<ItemRow>, StoreError> {
    page_of(rows, limit, |row| row.published_at)
}

/// The page in `rows`, of which there is one more than asked for when another page follows.
fn page_of(
    rows: &[Row],
    limit: u16,
    instant: impl Fn(&ItemRow) -> Option<Timestamp>,
) -> Result<Page<ItemRow>, StoreError> {
    let limit = usize::from(limit);
    let more = rows.len() > limit;
    let rows = rows.iter().take(limit).map(item_row).collect::<Result<Vec<_>, _>>()?;
    let last = rows.last().filter(|_| more);
    let next =
        last.and_then(|row| instant(row).map(|published_at| Cursor { published_at, id: row.id.clone() }));
    Ok(Page { rows, next })
}

/// The query for an office's items.
fn office(agency: &str, state: Option<ItemState>, after: Option<&Cursor>, limit: u16) -> Bound {
    let mut query = Query::new("select item.* from item where 1 = 1");
    query.and("item.agency = ?", agency);
    if let Some(state) = state {
        query.and("item.state = ?", state.key());
    }
    query.page(BY_DRAFTING, after, limit)
}

/// What is read of the public items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Their rows.
    Rows,
    /// Instant and id, which stand in the index.
    Places,
    /// How many they are.
    Count,
}

/// The query for public items. Whatever narrows it, it reads one index in order and stops when the page is full.
fn public(filter: &ItemFilter, after: Option<&Cursor>, limit: u16) -> Bound {
    let mut query = Query::default();
    let keys = narrow(&mut query, filter, Wanted::Rows);
    query.page(keys, after, limit)
}

/// Adds to `query` the reading of the public items that `filter` leaves, up to and with its conditions.
pub(super) fn narrow(query: &mut Query, filter: &ItemFilter, wanted: Wanted) -> Keys {
    let by_row = filter.column.is_some()
        || filter.theme.is_some()
        || filter.genre.is_some()
        || filter.issuer.is_some()
        || filter.validity.is_some()
        || filter.legal_kind.is_some();
    let (table, keys) = match &filter.category {
        Some(_) => {
            ("item_category", Keys { instant: "item_category.published_at", id: "item_category.item" })
        }
        None => ("item", BY_PUBLICATION),
    };
    let read = match wanted {
        Wanted::Rows => "item.*".to_owned(),
        Wanted::Places => format!("{} as published_at, {} as id", keys.instant, keys.id),
        Wanted::Count => "count(*)".to_owned(),
    };
    let _ = write!(query.sql, "select {read} from {table}");
    if filter.category.is_some() && (by_row || wanted == Wanted::Rows) {
        query.sql.push_str(" join item on item.id = item_category.item");
    }
    if let Some(category) = &filter.category {
        query.sql.push_str(" where item_category.is_public = 1");
        query.and("item_category.category = ?", category.as_str());
    } else {
        query.sql.push_str(" where item.state = 'public'");
    }
    if let Some(agency) = &filter.agency {
        query.and(&format!("{table}.agency = ?"), agency.as_str());
    }
    if let Some(column) = &filter.column {
        query.and("item.column_slug = ?", column.as_str());
    }
    if let Some(theme) = &filter.theme {
        query.and("item.theme = ?", theme.as_str());
    }
    if let Some(genre) = filter.genre {
        query.and("item.genre = ?", genre.key());
    }
    if let Some(issuer) = &filter.issuer {
        query.and("item.issuer = ?", issuer.as_str());
    }
    if let Some((validity, day)) = filter.validity {
        query.and(&format!("item.legal_kind is not null and {FORCE}"), day.to_string());
        let is = query.place(validity.key());
        let _ = write!(query.sql, " = {is}");
    }
    if let Some(kind) = filter.legal_kind {
        query.and("item.legal_kind = ?", kind.key());
    }
    if let Some((begin, end)) = filter.year.and_then(year_instants) {
        query.and(&format!("{} >= ?", keys.instant), instant_text(begin));
        query.and(&format!("{} < ?", keys.instant), instant_text(end));
    }
    keys
}

/// The query for the items a count of a year counts.
fn counted(agency: &str, year: i16, after: Option<&Cursor>, limit: u16) -> Bound {
    let mut query = Query::new("select item.* from item where item.counted = 1");
    query.and("item.agency = ?", agency);
    query.and("item.first_published_year = ?", i64::from(year));
    query.page(BY_PUBLICATION, after, limit)
}

/// The instants at which a year begins and ends in Asia/Shanghai.
fn year_instants(year: i16) -> Option<(Timestamp, Timestamp)> {
    let begin = |year| {
        let day = Date::new(year, 1, 1).ok()?;
        Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).ok()
    };
    Some((begin(year)?, begin(year.checked_add(1)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publication::paging::tests::assert_reads_indexes_in_order;
    use crate::testing::sqlite;

    #[tokio::test]
    async fn no_list_scans_a_table_or_sorts() {
        let store = sqlite().open().await;
        let after = Cursor { published_at: Timestamp::UNIX_EPOCH, id: "a1/1".to_owned() };
        let filters = [
            ItemFilter::default(),
            ItemFilter { year: Some(2021), ..ItemFilter::default() },
            ItemFilter { category: Some("A20-01".to_owned()), ..ItemFilter::default() },
        ];
        let agency = |filter: &ItemFilter| ItemFilter { agency: Some("a1".to_owned()), ..filter.clone() };
        let column = |filter: &ItemFilter| ItemFilter { column: Some("gzdt".to_owned()), ..agency(filter) };
        let day = Date::constant(2021, 6, 1);
        let valid =
            |filter: &ItemFilter| ItemFilter { validity: Some((Validity::InForce, day)), ..agency(filter) };
        let theme = |filter: &ItemFilter| ItemFilter { theme: Some("市政".to_owned()), ..agency(filter) };
        let mut queries = vec![counted("a1", 2021, None, 20), counted("a1", 2021, Some(&after), 20)];
        for state in [None, Some(ItemState::Draft)] {
            queries.extend([office("a1", state, None, 20), office("a1", state, Some(&after), 20)]);
        }
        for filter in &filters {
            for filter in [filter.clone(), agency(filter), column(filter), valid(filter), theme(filter)] {
                queries.push(public(&filter, None, 20));
                queries.push(public(&filter, Some(&after), 20));
            }
        }
        assert_eq!(queries.len(), 36);
        for query in queries {
            assert_reads_indexes_in_order(&store, query).await;
        }
    }
}
