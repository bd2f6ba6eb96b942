//! Numbers of documents without gaps (发文字号): the register of one series and year of an agency.
//!
//! Stream `numbering/<agency>/<series>-<year>`: its n-th event gives number n, appended together with the act that uses
//! it. Whoever was faster takes the number; the other decides anew, so no number is given twice and none is skipped. A
//! number whose document never went out is marked void in its case and stays in the register.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::motion::Matter;

codes! {
    /// A run of numbers (编号序列).
    Series {
        /// 答复、告知
        Reply = "reply", "答复书";
        /// 程序性告知
        Notice = "notice", "程序性文书";
    }
}

/// What happens in a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum NumberEvent {
    /// The next number was given out.
    #[serde(rename = "numbering.taken.v1")]
    Taken(Taken),
}

/// A number given to a document (取号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The number: the place of the event in its stream.
    pub place: u32,
    /// As it is printed, e.g. `样公复〔2021〕1号`.
    pub text: String,
    /// The request or motion whose document bears it.
    pub request: Matter,
    /// Day.
    pub on: Date,
}

/// A register as the sum of its events (文号登记).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Register {
    /// The last number given.
    pub last: u32,
}

impl Register {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: &NumberEvent) {
        let NumberEvent::Taken(taken) = event;
        self.last = taken.place;
    }

    /// The next number for a document of `request`, printed with `mark` (代字, e.g. 样公复).
    pub fn take(&self, mark: &str, on: Date, request: Matter) -> Taken {
        let place = self.last + 1;
        Taken { place, text: print(mark, on.year(), place), request, on }
    }
}

/// The id of a register after `numbering/`.
pub fn register_id(agency: &str, series: Series, year: i16) -> String {
    format!("{agency}/{}-{year:04}", series.key())
}

/// Agency, series and year of a register's id.
pub fn from_register_id(id: &str) -> Option<(&str, Series, i16)> {
    let (agency, run) = id.rsplit_once('/')?;
    let (series, year) = run.split_once('-')?;
    Some((agency, Series::from_key(series)?, year.parse().ok()?))
}

/// A number as GB/T 9704 prints it: year in hexagonal brackets, no leading zeros.
pub fn print(mark: &str, year: i16, place: u32) -> String {
    format!("{mark}〔{year}〕{place}号")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_nth_event_gives_number_n() {
        let request = Matter::parse("2021-000123").unwrap();
        let mut register = Register::default();
        for place in 1..=3 {
            let taken = register.take("样公复", date(2021, 5, 10), request);
            assert_eq!(taken.place, place);
            register.apply(&NumberEvent::Taken(taken));
        }
        let next = register.take("样公复", date(2021, 5, 10), request);
        assert_eq!(next.text, "样公复〔2021〕4号");
    }

    #[test]
    fn a_register_is_known_by_agency_series_and_year() {
        let id = register_id("yunxi-jxj", Series::Notice, 2021);
        assert_eq!(id, "yunxi-jxj/notice-2021");
        assert_eq!(from_register_id(&id), Some(("yunxi-jxj", Series::Notice, 2021)));
        assert_eq!(from_register_id("yunxi-jxj/other-2021"), None);
    }
}
