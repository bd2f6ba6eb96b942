//! Reading places and deliveries to archives and libraries.

use gongkai_publication::PlaceKind;
use jiff::civil::Date;

use crate::agency::{code, small};
use crate::param::{Bound, Param};
use crate::publication::ItemRow;
use crate::row::number;
use crate::{Row, Store, StoreError};

/// A place where public information is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// Its number, from 1.
    pub place: u16,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Address and hours.
    pub address: String,
    /// Is it supplied no more?
    pub closed: bool,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Its number, from 1.
    pub delivery: u16,
    /// To which place.
    pub place: u16,
    /// When.
    pub on: Date,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub through: Date,
    /// How many items.
    pub items: u64,
    /// SHA-256 of the list.
    pub list: String,
    /// Day of the receipt, and who signed.
    pub received: Option<(Date, String)>,
}

impl Store {
    /// Reading places of an agency, closed ones too.
    pub async fn supply_places(&self, agency: &str) -> Result<Vec<PlaceRow>, StoreError> {
        let sql = "select * from supply_place where agency = $1 order by place";
        let place = |row: &Row| {
            Ok(PlaceRow {
                place: small(row, "place")?,
                name: row.text("name")?,
                kind: code(row, "kind", PlaceKind::from_key)?,
                address: row.text("address")?,
                closed: row.flag("closed")?,
            })
        };
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(place).collect()
    }

    /// Deliveries of an agency, the newest first.
    pub async fn supply_deliveries(&self, agency: &str, limit: u32) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = "select * from supply_delivery where agency = $1 order by delivery desc limit $2";
        let values = vec![agency.into(), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(delivery_row).collect()
    }

    /// One delivery.
    pub async fn supply_delivery(
        &self,
        agency: &str,
        delivery: u16,
    ) -> Result<Option<DeliveryRow>, StoreError> {
        let sql = "select * from supply_delivery where agency = $1 and delivery = $2";
        let values = vec![agency.into(), Param::Int(delivery.into())];
        self.query(Bound::new(sql, values)).await?.first().map(delivery_row).transpose()
    }

    /// How many deliveries before `before` have no receipt yet.
    pub async fn count_unsigned_deliveries(&self, agency: &str, before: Date) -> Result<u64, StoreError> {
        let sql = "select count(*) as deliveries from supply_delivery
                   where agency = $1 and delivered_on < $2 and received_on is null";
        let rows = self.query(Bound::new(sql, vec![agency.into(), before.to_string().into()])).await?;
        rows.first().map_or(Ok(0), |row| number(row, "deliveries"))
    }

    /// Items an agency first published in a period and that are public still, in order of their days; at most `limit`.
    pub async fn first_published_in(
        &self,
        agency: &str,
        from: Date,
        through: Date,
        limit: u32,
    ) -> Result<Vec<ItemRow>, StoreError> {
        let sql = "select * from item where counted = 1 and state = 'public' and agency = $1 and first_published_on >= $2
                   and first_published_on <= $3 order by first_published_on, id limit $4";
        let values = vec![
            agency.into(),
            from.to_string().into(),
            through.to_string().into(),
            Param::Int(limit.into()),
        ];
        self.items_by(sql, values).await
    }
}

fn delivery_row(row: &Row) -> Result<DeliveryRow, StoreError> {
    Ok(DeliveryRow {
        delivery: small(row, "delivery")?,
        place: small(row, "place")?,
        on: row.date("delivered_on")?,
        from: row.date("from_day")?,
        through: row.date("through_day")?,
        items: number(row, "items")?,
        list: row.text("list")?,
        received: row.opt_date("received_on")?.zip(row.opt_text("receiver")?),
    })
}
