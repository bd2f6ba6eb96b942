//! Supplying public information to archives and libraries (送交档案馆、图书馆), Art. 25: reading places, deliveries with
//! the list of what was handed over, and the receipt for each.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Context, Refusal};

codes! {
    /// A place where public information is read (查阅场所), Art. 25.
    PlaceKind {
        Archive = "archive", "国家档案馆";
        Library = "library", "公共图书馆";
        Service = "service", "政务服务场所";
    }
}

/// An event of stream `supply/<agency>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum SupplyEvent {
    /// A place was registered, or what is said of it changed.
    #[serde(rename = "supply.place_set.v1")]
    PlaceSet(Place),
    /// A place is supplied no more.
    #[serde(rename = "supply.place_closed.v1")]
    PlaceClosed {
        /// Its number, from 1.
        place: u16,
        /// Login of the officer.
        by: String,
    },
    /// What was published in a period was handed over.
    #[serde(rename = "supply.delivered.v1")]
    Delivered(Delivery),
    /// The receipt came back.
    #[serde(rename = "supply.received.v1")]
    Received {
        /// Number of the delivery, from 1.
        delivery: u16,
        /// Day of the receipt.
        on: Date,
        /// Who signed, the unit rather than the person.
        receiver: String,
        /// Login of the officer.
        by: String,
    },
}

/// A place where public information is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its number, from 1.
    pub place: u16,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind_of: PlaceKind,
    /// Address and hours, for the guide.
    pub address: String,
    /// Login of the officer.
    pub by: String,
}

/// A handing over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
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
    /// Login of the officer.
    pub by: String,
}

/// Places and deliveries of an agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supply {
    /// Places by number; with whether they are supplied still.
    pub places: Vec<(Place, bool)>,
    /// Deliveries by number, with the day of the receipt.
    pub deliveries: Vec<(Delivery, Option<Date>)>,
}

impl Supply {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &SupplyEvent) {
        match event {
            SupplyEvent::PlaceSet(place) => match self.place_mut(place.place) {
                Some(known) => *known = (place.clone(), true),
                None => self.places.push((place.clone(), true)),
            },
            SupplyEvent::PlaceClosed { place, .. } => {
                if let Some(known) = self.place_mut(*place) {
                    known.1 = false;
                }
            }
            SupplyEvent::Delivered(delivery) => self.deliveries.push((delivery.clone(), None)),
            SupplyEvent::Received { delivery, on, .. } => {
                let place = usize::from(*delivery).checked_sub(1);
                if let Some(known) = place.and_then(|place| self.deliveries.get_mut(place)) {
                    known.1 = Some(*on);
                }
            }
        }
    }

    fn place_mut(&mut self, number: u16) -> Option<&mut (Place, bool)> {
        self.places.get_mut(usize::from(number).checked_sub(1)?)
    }

    fn open_place(&self, number: u16) -> Result<&Place, Refusal> {
        let known = usize::from(number).checked_sub(1).and_then(|place| self.places.get(place));
        match known {
            Some((place, true)) => Ok(place),
            Some((_, false)) | None => {
                Err(Refusal::by_article("place_open", 25, "没有这个查阅场所，请先登记。"))
            }
        }
    }
}

/// Registers a place, or says something else of one that is there (登记查阅场所).
///
/// # Errors
///
/// A [`Refusal`] when it has no name or address, or its number is none.
pub fn set_place(
    supply: &Supply,
    number: Option<u16>,
    name: &str,
    kind: PlaceKind,
    address: &str,
    context: &Context,
) -> Result<Vec<SupplyEvent>, Refusal> {
    if name.trim().is_empty() || address.trim().is_empty() {
        return Err(Refusal::by_article("place_named", 25, "请填写查阅场所的名称、地址和开放时间。"));
    }
    let place = match number {
        Some(number) => supply.open_place(number)?.place,
        None => u16::try_from(supply.places.len() + 1)
            .map_err(|_| Refusal::new("places", "查阅场所过多，请先停用不再送交的。"))?,
    };
    let (name, address, by) = (name.trim().to_owned(), address.trim().to_owned(), context.by.clone());
    Ok(vec![SupplyEvent::PlaceSet(Place { place, name, kind_of: kind, address, by })])
}

/// A place is supplied no more (停用查阅场所).
///
/// # Errors
///
/// A [`Refusal`] when there is no such place.
pub fn close_place(supply: &Supply, place: u16, context: &Context) -> Result<Vec<SupplyEvent>, Refusal> {
    supply.open_place(place)?;
    Ok(vec![SupplyEvent::PlaceClosed { place, by: context.by.clone() }])
}

/// Records that what was published in a period was handed over (登记送交); `items` stand on the list named `list`.
///
/// # Errors
///
/// A [`Refusal`] when there is no such place, the period is none or lies ahead, or nothing was published in it.
pub fn deliver(
    supply: &Supply,
    place: u16,
    period: (Date, Date),
    items: u64,
    list: &str,
    context: &Context,
) -> Result<Vec<SupplyEvent>, Refusal> {
    supply.open_place(place)?;
    let (from, through) = period;
    if through < from || context.today < through {
        return Err(Refusal::new("supply_period", "起止日期应当先后有序，且不晚于今天，请核对。"));
    }
    if items == 0 {
        return Err(Refusal::by_article("supply_items", 25, "这一期间没有首次公开的信息，不需要送交。"));
    }
    let delivery = u16::try_from(supply.deliveries.len() + 1)
        .map_err(|_| Refusal::new("deliveries", "送交次数过多，请联系系统管理员。"))?;
    Ok(vec![SupplyEvent::Delivered(Delivery {
        delivery,
        place,
        on: context.today,
        from,
        through,
        items,
        list: list.to_owned(),
        by: context.by.clone(),
    })])
}

/// Records the receipt for a delivery (登记回执).
///
/// # Errors
///
/// A [`Refusal`] when there is no such delivery, its receipt is on record, nobody is named, or the day does not fit.
pub fn receive(
    supply: &Supply,
    delivery: u16,
    on: Date,
    receiver: &str,
    context: &Context,
) -> Result<Vec<SupplyEvent>, Refusal> {
    let known = usize::from(delivery).checked_sub(1).and_then(|place| supply.deliveries.get(place));
    let delivered = match known {
        Some((delivered, None)) => delivered,
        Some((_, Some(on))) => {
            return Err(Refusal::new("received_once", format!("回执已于{on}登记。")));
        }
        None => return Err(Refusal::new("delivery_exists", "没有这次送交。")),
    };
    if receiver.trim().is_empty() {
        return Err(Refusal::new("receiver", "请填写签收单位。"));
    }
    if on < delivered.on || context.today < on {
        return Err(Refusal::new("received_day", "签收日期应在送交之后、今天以前，请核对。"));
    }
    let (receiver, by) = (receiver.trim().to_owned(), context.by.clone());
    Ok(vec![SupplyEvent::Received { delivery, on, receiver, by }])
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn by() -> Context {
        Context { by: "officer".to_owned(), now: Timestamp::UNIX_EPOCH, today: date(2021, 7, 5) }
    }

    fn take(supply: &mut Supply, events: Result<Vec<SupplyEvent>, Refusal>) {
        for event in events.unwrap() {
            supply.apply(&event);
        }
    }

    fn rule(result: Result<Vec<SupplyEvent>, Refusal>) -> &'static str {
        result.unwrap_err().rule
    }

    #[test]
    fn what_was_published_is_handed_over_and_signed_for_once() {
        let mut supply = Supply::default();
        let period = (date(2021, 4, 1), date(2021, 6, 30));
        assert_eq!(rule(deliver(&supply, 1, period, 3, "a", &by())), "place_open");
        assert_eq!(rule(set_place(&supply, None, " ", PlaceKind::Archive, "x", &by())), "place_named");
        let events = set_place(&supply, None, "云溪市档案馆", PlaceKind::Archive, "人民路2号", &by());
        take(&mut supply, events);
        let events = set_place(&supply, Some(1), "云溪市档案馆", PlaceKind::Archive, "人民路3号", &by());
        take(&mut supply, events);
        assert_eq!((supply.places.len(), supply.places[0].0.address.as_str()), (1, "人民路3号"));
        assert_eq!(rule(deliver(&supply, 1, period, 0, "a", &by())), "supply_items");
        let ahead = (date(2021, 4, 1), date(2021, 7, 6));
        assert_eq!(rule(deliver(&supply, 1, ahead, 3, "a", &by())), "supply_period");
        let events = deliver(&supply, 1, period, 3, "a", &by());
        take(&mut supply, events);
        assert_eq!(rule(receive(&supply, 2, date(2021, 7, 5), "档案馆", &by())), "delivery_exists");
        assert_eq!(rule(receive(&supply, 1, date(2021, 7, 4), "档案馆", &by())), "received_day");
        let events = receive(&supply, 1, date(2021, 7, 5), "云溪市档案馆", &by());
        take(&mut supply, events);
        assert_eq!(rule(receive(&supply, 1, date(2021, 7, 5), "云溪市档案馆", &by())), "received_once");
        let events = close_place(&supply, 1, &by());
        take(&mut supply, events);
        assert_eq!(rule(close_place(&supply, 1, &by())), "place_open");
    }
}
