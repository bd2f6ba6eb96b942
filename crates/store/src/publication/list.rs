//! Lists of items, newest first.

use std::fmt::Write as _;

use gongkai_journal::instant_text;
use gongkai_publication::{LegalKind, Validity};
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
    /// With this recorded force.
    pub validity: Option<Validity>,
    /// 规章 or 行政规范性文件.
    pub legal_kind: Option<LegalKind>,
}

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

/// A query as it is put together.
struct Query {
    sql: String,
    params: Vec<Param>,
}

impl Query {
    fn new(sql: &str) -> Query {
        Query { sql: sql.to_owned(), params: Vec::new() }
    }

    /// Adds ` and {condition}`, where `?` stands for the value.
    fn and(&mut self, condition: &str, value: impl Into<Param>) {
        self.params.push(value.into());
        self.sql.push_str(" and ");
        self.sql.push_str(&condition.replace('?', &format!("${}", self.params.len())));
    }

    /// Newest first, after the cursor; one row more than asked for tells whether there is another page.
    fn page(mut self, instant: &str, id: &str, after: Option<&Cursor>, limit: u16) -> Bound {
        if let Some(cursor) = after {
            let (at, last) = (self.params.len() + 1, self.params.len() + 2);
            let _ = write!(self.sql, " and ({instant}, {id}) < (${at}, ${last})");
            self.params.extend([instant_text(cursor.published_at).into(), cursor.id.clone().into()]);
        }
        let place = self.params.len() + 1;
        let _ = write!(self.sql, " order by {instant} desc, {id} desc limit ${place}");
        self.params.push(Param::Int(i64::from(limit) + 1));
        Bound::new(self.sql, self.params)
    }
}

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
        page_of(&self.query(bound).await?, limit, |row| row.published_at)
    }
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
    query.page("item.drafted_at", "item.id", after, limit)
}

/// The query for public items. Whatever narrows it, it reads one index backwards and stops when the page is full.
fn public(filter: &ItemFilter, after: Option<&Cursor>, limit: u16) -> Bound {
    let instant;
    let mut query = if let Some(category) = &filter.category {
        instant = "item_category.published_at";
        let mut query = Query::new(
            "select item.* from item_category join item on item.id = item_category.item
             where item_category.is_public = 1",
        );
        query.and("item_category.category = ?", category.as_str());
        if let Some(agency) = &filter.agency {
            query.and("item_category.agency = ?", agency.as_str());
        }
        query
    } else {
        instant = "item.published_at";
        let mut query = Query::new("select item.* from item where item.state = 'public'");
        if let Some(agency) = &filter.agency {
            query.and("item.agency = ?", agency.as_str());
        }
        query
    };
    if let Some(column) = &filter.column {
        query.and("item.column_slug = ?", column.as_str());
    }
    if let Some(validity) = filter.validity {
        query.and("item.validity = ?", validity.key());
    }
    if let Some(kind) = filter.legal_kind {
        query.and("item.legal_kind = ?", kind.key());
    }
    if let Some((begin, end)) = filter.year.and_then(year_instants) {
        query.and(&format!("{instant} >= ?"), instant_text(begin));
        query.and(&format!("{instant} < ?"), instant_text(end));
    }
    let id = if filter.category.is_some() { "item_category.item" } else { "item.id" };
    query.page(instant, id, after, limit)
}

/// The query for the items a count of a year counts.
fn counted(agency: &str, year: i16, after: Option<&Cursor>, limit: u16) -> Bound {
    let mut query = Query::new("select item.* from item where item.counted = 1");
    query.and("item.agency = ?", agency);
    query.and("item.first_published_year = ?", i64::from(year));
    query.page("item.published_at", "item.id", after, limit)
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
        let valid = |filter: &ItemFilter| ItemFilter { validity: Some(Validity::InForce), ..agency(filter) };
        let mut queries = vec![counted("a1", 2021, None, 20), counted("a1", 2021, Some(&after), 20)];
        for state in [None, Some(ItemState::Draft)] {
            queries.extend([office("a1", state, None, 20), office("a1", state, Some(&after), 20)]);
        }
        for filter in &filters {
            for filter in [filter.clone(), agency(filter), column(filter), valid(filter)] {
                queries.push(public(&filter, None, 20));
                queries.push(public(&filter, Some(&after), 20));
            }
        }
        assert_eq!(queries.len(), 30);
        for query in queries {
            let explain = Bound::new(format!("explain query plan {}", query.sql), query.params);
            let sql = explain.sql.clone();
            let plan: Vec<String> =
                store.query(explain).await.unwrap().iter().map(|row| row.text("detail").unwrap()).collect();
            for step in &plan {
                let indexed = step.contains(" USING INDEX ") || step.contains(" USING COVERING INDEX ");
                assert!(indexed && !step.contains("TEMP B-TREE"), "{plan:#?}\n{sql}");
            }
        }
    }
}
