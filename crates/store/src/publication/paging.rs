//! Pages of public items by number, in either order, and exact counts of what a filter leaves.
//!
//! Counts without a year are kept with every event (`item_stock`) and cost one row. Counts within a year pass over the
//! entries of that year in an index, never over the items. A numbered page is reached by passing over the entries
//! before it in the same index, from whichever end is nearer: the last page costs what the first does, the middle one
//! most, and that grows with half the entries of the list.

use std::fmt::Write as _;

use gongkai_publication::Genre;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::ItemRow;
use super::list::{Cursor, ItemFilter, Order, Query, Wanted, narrow};
use super::row::item_row;
use crate::param::Bound;
use crate::row::number;
use crate::{Row, Store, StoreError};

/// Filters counted in one statement.
const AT_ONCE: usize = 100;

/// One page of a list, by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedPage {
    /// The rows.
    pub rows: Vec<ItemRow>,
    /// Which page it is, from 1: the last one when a later one was asked for.
    pub page: u64,
    /// Rows on all pages.
    pub total: u64,
}

impl Store {
    /// Page `page`, from 1, of the public items that `filter` leaves, `size` to a page.
    pub async fn public_items_page(
        &self,
        filter: &ItemFilter,
        order: Order,
        page: u64,
        size: u16,
    ) -> Result<NumberedPage, StoreError> {
        let total = self.count_public_items(std::slice::from_ref(filter)).await?;
        let total = total.first().copied().unwrap_or(0);
        let way = Way::to(page, u64::from(size.max(1)), total, order);
        let after = match way.skip.checked_sub(1) {
            None => None,
            Some(before) => match self.query(place_of(filter, way.order, before)).await?.first() {
                Some(row) => Some(cursor(row)?),
                // Items were withdrawn since they were counted.
                None => return Ok(NumberedPage { rows: Vec::new(), page: way.page, total }),
            },
        };
        let rows = self.query(rows_after(filter, way.order, after.as_ref(), way.take)).await?;
        let mut rows = rows.iter().map(item_row).collect::<Result<Vec<_>, _>>()?;
        if way.order != order {
            rows.reverse();
        }
        Ok(NumberedPage { rows, page: way.page, total })
    }

    /// How many public items each of `filters` leaves, in their order.
    pub async fn count_public_items(&self, filters: &[ItemFilter]) -> Result<Vec<u64>, StoreError> {
        let mut counts = Vec::with_capacity(filters.len());
        for some in filters.chunks(AT_ONCE) {
            let rows = self.query(counts_of(some)).await?;
            let mut found = rows
                .iter()
                .map(|row| Ok((number(row, "place")?, number(row, "items")?)))
                .collect::<Result<Vec<_>, StoreError>>()?;
            found.sort_unstable();
            counts.extend(found.into_iter().map(|(_, items)| items));
        }
        Ok(counts)
    }

    /// The years, in Asia/Shanghai, of an agency's oldest and newest publication among what is public now.
    pub async fn public_years(&self, agency: &str) -> Result<Option<(i16, i16)>, StoreError> {
        let rows = self.query(ends_of(agency)).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let year = |column| {
            let at = row.opt_instant(column)?;
            Ok::<_, StoreError>(at.map(|at| Date::from(Offset::constant(8).to_datetime(at)).year()))
        };
        Ok(year("oldest")?.zip(year("newest")?))
    }
}

/// The way to a page: from which end, past how many rows, and how many rows it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    page: u64,
    order: Order,
    skip: u64,
    take: u64,
}

impl Way {
    fn to(page: u64, size: u64, total: u64, order: Order) -> Way {
        let page = page.clamp(1, total.div_ceil(size).max(1));
        let before = (page - 1) * size;
        let take = size.min(total - before);
        let behind = total - before - take;
        if before <= behind {
            Way { page, order, skip: before, take }
        } else {
            Way { page, order: order.reversed(), skip: behind, take }
        }
    }
}

fn cursor(row: &Row) -> Result<Cursor, StoreError> {
    Ok(Cursor { published_at: row.instant("published_at")?, id: row.text("id")? })
}

/// The query for the place of the row that `before` others precede: it reads the index alone.
fn place_of(filter: &ItemFilter, order: Order, before: u64) -> Bound {
    let mut query = Query::default();
    let keys = narrow(&mut query, filter, Wanted::Places);
    query.turn(keys, order, None, 1, before)
}

fn rows_after(filter: &ItemFilter, order: Order, after: Option<&Cursor>, take: u64) -> Bound {
    let mut query = Query::default();
    let keys = narrow(&mut query, filter, Wanted::Rows);
    query.turn(keys, order, after, i64::try_from(take).unwrap_or(i64::MAX), 0)
}

/// The query that counts for each filter: rows of `place`, from 0, and `items`.
fn counts_of(filters: &[ItemFilter]) -> Bound {
    let mut query = Query::default();
    for (place, filter) in filters.iter().enumerate() {
        let union = if place == 0 { "" } else { " union all " };
        let _ = write!(query.sql, "{union}select {place} as place, coalesce((");
        if let Some((agency, facet, key)) = in_stock(filter) {
            query.sql.push_str("select items from item_stock where 1 = 1");
            query.and("agency = ?", agency);
            query.and("facet = ?", facet);
            query.and("facet_key = ?", key);
        } else {
            narrow(&mut query, filter, Wanted::Count);
        }
        query.sql.push_str("), 0) as items");
    }
    Bound::new(query.sql, query.params)
}

/// The row of `item_stock` that counts what the filter leaves, if there is one: agency, facet and key.
fn in_stock(filter: &ItemFilter) -> Option<(&str, &str, &str)> {
    let ItemFilter { agency, column, category, year, theme, genre, issuer, validity, legal_kind } = filter;
    if year.is_some() || validity.is_some() || legal_kind.is_some() {
        return None;
    }
    let agency = agency.as_deref()?;
    let ways = [
        ("column", column.as_deref()),
        ("category", category.as_deref()),
        ("theme", theme.as_deref()),
        ("genre", genre.map(Genre::key)),
        ("issuer", issuer.as_deref()),
    ];
    let mut taken = ways.into_iter().filter_map(|(facet, key)| Some((agency, facet, key?)));
    match (taken.next(), taken.next()) {
        (None, _) => Some((agency, "all", "")),
        (Some(way), None) => Some(way),
        (Some(_), Some(_)) => None,
    }
}

fn ends_of(agency: &str) -> Bound {
    let end = |order: &str, place: &str| {
        format!(
            "(select published_at from item where state = 'public' and agency = {place}
              order by published_at {order}, id {order} limit 1)"
        )
    };
    let sql = format!("select {} as oldest, {} as newest", end("asc", "$1"), end("desc", "$2"));
    Bound::new(sql, vec![agency.into(), agency.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use gongkai_publication::{LegalKind, Validity};
    use jiff::Timestamp;
    use jiff::civil::Date;

    use super::*;
    use crate::testing::sqlite;

    /// Fails when SQLite would read a whole table, or sort.
    pub(in crate::publication) async fn assert_reads_indexes_in_order(store: &Store, query: Bound) {
        let explain = Bound::new(format!("explain query plan {}", query.sql), query.params);
        let sql = explain.sql.clone();
        let plan: Vec<String> =
            store.query(explain).await.unwrap().iter().map(|row| row.text("detail").unwrap()).collect();
        let mut reads = 0;
        for step in &plan {
            assert!(!step.contains("TEMP B-TREE"), "{plan:#?}\n{sql}");
            let is_read = step.starts_with("SCAN ") || step.starts_with("SEARCH ");
            if is_read && step != "SCAN CONSTANT ROW" {
                let indexed = step.contains(" USING INDEX ") || step.contains(" USING COVERING INDEX ");
                assert!(indexed, "{plan:#?}\n{sql}");
                reads += 1;
            }
        }
        assert!(reads > 0, "{plan:#?}\n{sql}");
    }

    /// Every filter the catalogue offers, and more.
    fn filters() -> Vec<ItemFilter> {
        let agency = ItemFilter { agency: Some("a1".to_owned()), ..ItemFilter::default() };
        let column = ItemFilter { column: Some("gzdt".to_owned()), ..agency.clone() };
        let category = ItemFilter { category: Some("A20-01".to_owned()), ..agency.clone() };
        let both = ItemFilter { category: Some("A20-01".to_owned()), ..column.clone() };
        let everywhere = ItemFilter { agency: None, ..category.clone() };
        let day = Date::constant(2021, 6, 1);
        let valid = ItemFilter { validity: Some((Validity::InForce, day)), ..agency.clone() };
        let theme = ItemFilter { theme: Some("市政".to_owned()), ..agency.clone() };
        let genre = ItemFilter { genre: Some(Genre::Notice), ..agency.clone() };
        let issuer = ItemFilter { issuer: Some("某局".to_owned()), ..agency.clone() };
        let legal = ItemFilter { legal_kind: Some(LegalKind::NormativeDocument), ..agency.clone() };
        let legal_everywhere = ItemFilter { agency: None, ..legal.clone() };
        let all = [
            ItemFilter::default(),
            legal_everywhere,
            agency,
            column,
            category,
            both,
            everywhere,
            valid,
            legal,
            theme,
            genre,
            issuer,
        ];
        let in_year = |filter: &ItemFilter| ItemFilter { year: Some(2021), ..filter.clone() };
        all.iter().cloned().chain(all.iter().map(in_year)).collect()
    }

    #[tokio::test]
    async fn no_numbered_page_and_no_count_scans_a_table_or_sorts() {
        let store = sqlite().open().await;
        let after = Cursor { published_at: Timestamp::UNIX_EPOCH, id: "a1/1".to_owned() };
        let mut queries = vec![ends_of("a1"), counts_of(&filters())];
        for filter in filters() {
            for order in [Order::NewestFirst, Order::OldestFirst] {
                queries.push(place_of(&filter, order, 19));
                queries.push(rows_after(&filter, order, None, 20));
                queries.push(rows_after(&filter, order, Some(&after), 20));
            }
        }
        assert_eq!(queries.len(), 146);
        for query in queries {
            assert_reads_indexes_in_order(&store, query).await;
        }
    }

    #[tokio::test]
    async fn a_site_with_few_normative_documents_does_not_read_every_item_for_them() {
        let store = sqlite().open().await;
        let legal = ItemFilter { legal_kind: Some(LegalKind::NormativeDocument), ..ItemFilter::default() };
        let query = rows_after(&legal, Order::NewestFirst, None, 8);
        let explain = Bound::new(format!("explain query plan {}", query.sql), query.params);
        let plan = store.query(explain).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains("item_public_legal (legal_kind=?)")), "{plan:#?}");
    }

    #[tokio::test]
    async fn what_the_catalogue_passes_over_stands_in_the_index_alone() {
        let store = sqlite().open().await;
        let offered = |filter: &ItemFilter| {
            filter.validity.is_none()
                && filter.legal_kind.is_none()
                && (filter.column.is_none() || filter.category.is_none())
        };
        for filter in filters().iter().filter(|filter| offered(filter)) {
            for query in [place_of(filter, Order::NewestFirst, 19), counts_of(std::slice::from_ref(filter))] {
                let sql = format!("explain query plan {}", query.sql);
                let plan = store.query(Bound::new(sql, query.params)).await.unwrap();
                let plan: Vec<String> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
                let from_index = plan.iter().any(|step| step.contains(" USING COVERING INDEX "));
                let one_row = plan.iter().any(|step| step.contains("item_stock USING INDEX"));
                assert!(from_index || one_row, "{filter:?}\n{plan:#?}");
            }
        }
    }

    #[test]
    fn the_last_page_is_as_near_as_the_first() {
        let way = |page, order| Way::to(page, 20, 5_750, order);
        let newest = Order::NewestFirst;
        assert_eq!(way(1, newest), Way { page: 1, order: newest, skip: 0, take: 20 });
        assert_eq!(way(288, newest), Way { page: 288, order: Order::OldestFirst, skip: 0, take: 10 });
        assert_eq!(way(287, newest), Way { page: 287, order: Order::OldestFirst, skip: 10, take: 20 });
        assert_eq!(way(9_999, newest), way(288, newest));
        let furthest = (1..=288).map(|page| way(page, newest).skip).max();
        assert_eq!(furthest, Some(2_860));
        assert_eq!(Way::to(7, 20, 0, newest), Way { page: 1, order: newest, skip: 0, take: 0 });
    }
}
