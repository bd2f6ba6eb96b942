//! Projecting deliveries to archives and libraries.

use gongkai_journal::{Recorded, decode};
use gongkai_publication::SupplyEvent;

use super::rows::{insert, statement, upsert};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["supply_place", "supply_delivery"];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let agency = event.stream.id();
    Ok(vec![match decode(event)? {
        SupplyEvent::PlaceSet(place) => upsert(
            "supply_place",
            &["agency", "place"],
            vec![
                ("agency", agency.into()),
                ("place", i64::from(place.place).into()),
                ("name", place.name.into()),
                ("kind", place.kind_of.key().into()),
                ("address", place.address.into()),
                ("closed", 0_i64.into()),
            ],
        ),
        SupplyEvent::PlaceClosed { place, .. } => statement(
            "update supply_place set closed = 1 where agency = $1 and place = $2",
            vec![agency.into(), i64::from(place).into()],
        ),
        SupplyEvent::Delivered(delivery) => insert(
            "supply_delivery",
            vec![
                ("agency", agency.into()),
                ("delivery", i64::from(delivery.delivery).into()),
                ("place", i64::from(delivery.place).into()),
                ("delivered_on", delivery.on.to_string().into()),
                ("from_day", delivery.from.to_string().into()),
                ("through_day", delivery.through.to_string().into()),
                ("items", delivery.items.into()),
                ("list", delivery.list.into()),
            ],
        ),
        SupplyEvent::Received { delivery, on, receiver, .. } => statement(
            "update supply_delivery set received_on = $1, receiver = $2 where agency = $3 and delivery = $4",
            vec![on.to_string().into(), receiver.into(), agency.into(), i64::from(delivery).into()],
        ),
    }])
}
