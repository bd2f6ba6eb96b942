//! What is owed for items (信息管理义务): read by agency and kind, the oldest first, from one index.

use jiff::civil::Date;

use crate::param::Bound;
use crate::row::number;
use crate::{Row, Store, StoreError};

/// What is owed for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyKind {
    /// What is not public is assessed again (定期评估审查), Art. 18.
    Reassess,
    /// It was found that it can be public: an edition is to be drafted (转为主动公开).
    Disclose,
    /// A policy is to be interpreted (政策解读).
    Interpret,
    /// What was published of a decision that fell is to be taken back (撤回处罚决定).
    TakeBack,
}

impl DutyKind {
    /// All kinds.
    pub const ALL: [DutyKind; 4] =
        [DutyKind::TakeBack, DutyKind::Interpret, DutyKind::Disclose, DutyKind::Reassess];

    /// The stable identifier in rows and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            DutyKind::Reassess => "reassess",
            DutyKind::Disclose => "disclose",
            DutyKind::Interpret => "interpret",
            DutyKind::TakeBack => "take_back",
        }
    }

    /// The kind with this identifier.
    pub fn from_key(key: &str) -> Option<DutyKind> {
        DutyKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// One thing owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRow {
    /// The item.
    pub item: String,
    /// Its title; of what is not public, that of the newest edition kept inside.
    pub title: String,
    /// 索引号
    pub index_number: String,
    /// The day it counts from; of an assessment the day it is due.
    pub since: Date,
}

impl Store {
    /// What is owed of a kind at an agency and counts from `through` or before, the oldest first.
    pub async fn item_duties(
        &self,
        agency: &str,
        kind: DutyKind,
        through: Date,
        limit: u32,
    ) -> Result<Vec<DutyRow>, StoreError> {
        let sql = "select item_duty.item, item_duty.since, item.index_number, coalesce(
                     (select title from edition where edition.item = item.id and edition.state = 'held'),
                     item.title) as title
                   from item_duty join item on item.id = item_duty.item
                   where item_duty.agency = $1 and item_duty.kind = $2 and item_duty.since <= $3
                   order by item_duty.since, item_duty.item limit $4";
        let values =
            vec![agency.into(), kind.key().into(), through.to_string().into(), i64::from(limit).into()];
        let duty = |row: &Row| {
            Ok(DutyRow {
                item: row.text("item")?,
                title: row.text("title")?,
                index_number: row.text("index_number")?,
                since: row.date("since")?,
            })
        };
        self.query(Bound::new(sql, values)).await?.iter().map(duty).collect()
    }

    /// How many of a kind, counted up to `most`, and the day the oldest counts from.
    pub async fn count_item_duties(
        &self,
        agency: &str,
        kind: DutyKind,
        through: Date,
        most: u32,
    ) -> Result<(u64, Option<Date>), StoreError> {
        let sql = "select count(*) as duties, min(since) as oldest from (select since from item_duty
                   where agency = $1 and kind = $2 and since <= $3 order by since limit $4) owed";
        let values =
            vec![agency.into(), kind.key().into(), through.to_string().into(), i64::from(most).into()];
        let rows = self.query(Bound::new(sql, values)).await?;
        let Some(row) = rows.first() else { return Ok((0, None)) };
        Ok((number(row, "duties")?, row.opt_date("oldest")?))
    }
}
