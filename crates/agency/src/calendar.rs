//! Which days are worked: notices loaded, an agency's own days added (工作日历).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Refusal, is_agency_code};

/// An event of stream `calendar/site`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CalendarEvent {
    /// A year's notice was loaded, or corrected by a later version.
    #[serde(rename = "calendar.notice_loaded.v1")]
    NoticeLoaded(NoticeLoaded),
    /// An agency's own day, e.g. a local holiday, was added.
    #[serde(rename = "calendar.agency_day_added.v1")]
    AgencyDayAdded(AgencyDay),
}

/// A notice of the holidays and make-up days of one year (放假安排).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLoaded {
    /// The year.
    pub year: i16,
    /// 1 for the first notice of the year, 2 for its first correction.
    pub version: u32,
    /// SHA-256 of the CSV that was loaded.
    pub blob: String,
    /// Where it comes from, e.g. the number of the notice.
    pub source: String,
}

/// One day that differs for one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyDay {
    /// The agency.
    pub agency: String,
    /// The day.
    pub date: Date,
    /// Is it worked?
    pub is_workday: bool,
    /// What it is called.
    pub name: String,
    /// Who ordered it.
    pub source: String,
}

/// What was loaded so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {
    /// Notices of each year in order; the last one holds.
    pub notices: BTreeMap<i16, Vec<NoticeLoaded>>,
    /// Agencies' own days, by agency and day.
    pub days: BTreeMap<(String, Date), AgencyDay>,
}

impl Calendars {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &CalendarEvent) {
        match event {
            CalendarEvent::NoticeLoaded(notice) => {
                self.notices.entry(notice.year).or_default().push(notice.clone());
            }
            CalendarEvent::AgencyDayAdded(day) => {
                self.days.insert((day.agency.clone(), day.date), day.clone());
            }
        }
    }

    /// The notice in force for each year.
    pub fn in_force(&self) -> impl Iterator<Item = &NoticeLoaded> {
        self.notices.values().filter_map(|versions| versions.last())
    }
}

/// Loads the notice of one year; loading the same bytes again changes nothing.
///
/// # Errors
///
/// A [`Refusal`] when the source is not named.
pub fn load_notice(
    calendars: &Calendars,
    year: i16,
    blob: &str,
    source: &str,
) -> Result<Vec<CalendarEvent>, Refusal> {
    if source.trim().is_empty() {
        return Err(Refusal::new("notice_source", "请写明放假安排的来源，例如通知的文号。"));
    }
    let last = calendars.notices.get(&year).and_then(|versions| versions.last());
    if last.is_some_and(|notice| notice.blob == blob) {
        return Ok(Vec::new());
    }
    let version = last.map_or(1, |notice| notice.version + 1);
    Ok(vec![CalendarEvent::NoticeLoaded(NoticeLoaded {
        year,
        version,
        blob: blob.to_owned(),
        source: source.trim().to_owned(),
    })])
}

/// Adds an agency's own day.
///
/// # Errors
///
/// A [`Refusal`] when a field is missing.
pub fn add_day(calendars: &Calendars, day: AgencyDay) -> Result<Vec<CalendarEvent>, Refusal> {
    if !is_agency_code(&day.agency) || day.name.trim().is_empty() || day.source.trim().is_empty() {
        return Err(Refusal::new("agency_day_described", "请写明机关、名称和依据（本地放假文件）。"));
    }
    if calendars.days.get(&(day.agency.clone(), day.date)) == Some(&day) {
        return Ok(Vec::new());
    }
    Ok(vec![CalendarEvent::AgencyDayAdded(day)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_notice_gets_the_next_version_and_the_same_bytes_change_nothing() {
        let mut calendars = Calendars::default();
        let blob = "a".repeat(64);
        for event in load_notice(&calendars, 2020, &blob, "首次通知").unwrap() {
            calendars.apply(&event);
        }
        assert_eq!(load_notice(&calendars, 2020, &blob, "首次通知").unwrap(), vec![]);
        let corrected = load_notice(&calendars, 2020, &"b".repeat(64), "延长假期的通知").unwrap();
        for event in &corrected {
            calendars.apply(event);
        }
        let in_force: Vec<_> = calendars.in_force().collect();
        assert_eq!(in_force.len(), 1);
        assert_eq!((in_force[0].version, in_force[0].source.as_str()), (2, "延长假期的通知"));
        assert!(load_notice(&calendars, 2021, &blob, " ").is_err());
    }
}
