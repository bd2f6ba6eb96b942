//! Finding public items by words, until the full-text index does it.
//!
//! The database reads title and numbers of every public item, so the cost grows in proportion to their number; a word
//! that stands in most titles costs about three times one that stands in none. Measured on two busy cores, warm: 5,750
//! items 9 to 29 ms in SQLite and 4 to 34 ms in PostgreSQL; 100,000 items 0.3 to 1.0 s and 0.13 to 0.35 s. It is right
//! for a county and too slow for a province.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::ItemRow;
use super::list::Query;
use super::row::item_row;
use crate::param::Bound;
use crate::row::number;
use crate::session::Dialect;
use crate::{Store, StoreError};

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Every word must stand in the title, document number or index number, in one of its ways of writing; small
    /// letters.
    pub words: Vec<Vec<String>>,
    /// Document numbers (文号) that are meant exactly: an item that has one comes first.
    pub numbers: Vec<String>,
    /// What is in force on this day comes before what is not.
    pub today: Date,
    /// Hits counted and shown at most.
    pub most: u16,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// The rows: exact numbers first, then what is in force, then the newest.
    pub rows: Vec<ItemRow>,
    /// How many there are in all, counted up to one more than [`Sought::most`]; 0 past the last page.
    pub found: u64,
}

impl Store {
    /// The public items that have every word, `size` of them after the first `skip`, by one statement.
    pub async fn find_public_items(&self, sought: &Sought, skip: u16, size: u16) -> Result<Hits, StoreError> {
        if sought.words.is_empty() || skip >= sought.most {
            return Ok(Hits { rows: Vec::new(), found: 0 });
        }
        // The hit beyond the most is counted, and never shown.
        let size = size.min(sought.most - skip);
        let rows = self.query(find(self.dialect(), sought, skip, size)).await?;
        let found = rows.first().map_or(Ok(0), |row| number(row, "found"))?;
        Ok(Hits { rows: rows.iter().map(item_row).collect::<Result<_, _>>()?, found })
    }
}

/// The statement: the best hits by their keys, then the rows of one page of them.
fn find(dialect: Dialect, sought: &Sought, skip: u16, size: u16) -> Bound {
    let position = match dialect {
        Dialect::Sqlite => "instr",
        Dialect::Postgres => "strpos",
    };
    let mut query = Query::new("with hit as (select id, published_at, ");
    exact(&mut query, &sought.numbers);
    let today = sought.today.to_string();
    let day = query.place(today.clone());
    let _ = write!(query.sql, ", case when (validity in ('in_force', 'modified') or validity_on > {day})");
    let day = query.place(today);
    let _ = write!(
        query.sql,
        " and coalesce(expires_on, '9999-12-31') >= {day} then 0 else 1 end as past
         from item where state = 'public'"
    );
    for ways in &sought.words {
        query.sql.push_str(" and (1 = 0");
        for way in ways {
            let place = query.place(way.as_str());
            let _ = write!(
                query.sql,
                " or {position}(lower(title || ' ' || coalesce(document_number, '') || ' ' || index_number), {place}) > 0"
            );
        }
        query.sql.push(')');
    }
    let most = query.place(i64::from(sought.most) + 1);
    let _ = write!(
        query.sql,
        " order by other, past, published_at desc, id desc limit {most})
         select item.*, (select count(*) from hit) as found from hit join item on item.id = hit.id
         order by hit.other, hit.past, hit.published_at desc, hit.id desc"
    );
    let size = query.place(i64::from(size));
    let _ = write!(query.sql, " limit {size}");
    let skip = query.place(i64::from(skip));
    let _ = write!(query.sql, " offset {skip}");
    Bound::new(query.sql, query.params)
}

/// Adds the key that is 0 for an item with one of `numbers`.
fn exact(query: &mut Query, numbers: &[String]) {
    if numbers.is_empty() {
        query.sql.push_str("1 as other");
        return;
    }
    query.sql.push_str("case when document_number in (");
    for (index, one) in numbers.iter().enumerate() {
        let place = query.place(one.as_str());
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(query.sql, "{comma}{place}");
    }
    query.sql.push_str(") then 0 else 1 end as other");
}
