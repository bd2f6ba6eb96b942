//! The working-day calendar (工作日历): which days are working days, and the only counting of them.
//!
//! A day is a working day when the year's notice makes it one, or when it is Monday to Friday and the notice does not
//! take it off. A year whose notice is not loaded has no working days at all, only [`NoNotice`]: a last day is never
//! guessed. Notices come late and are corrected, so a calendar is a value: loading a notice gives a new one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

mod notice;
mod year;

pub use notice::{DayKind, Notice, NoticeDay, NoticeError};
use year::Year;

/// A number of working days (工作日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Workdays(pub u16);

/// The notice naming a year's days off is not loaded (缺少该年放假安排通知).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("the holiday notice for {year} is not loaded")]
pub struct NoNotice {
    /// The year without data.
    pub year: i16,
}

/// Which notice a year's days come from (通知版本).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEdition {
    /// Document number of the notice, or of the last one that changed it; empty when unknown.
    pub number: String,
    /// 1 for the yearly notice, more for each correction.
    pub edition: u32,
}

/// How far a count of working days reaches (推算结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The day itself.
    Exact(Date),
    /// The count needs a year without a notice: the day is not before this one, even if no day of that year is off.
    NotBefore(Date, NoNotice),
}

impl Reach {
    /// The day, exact or as the lower bound.
    pub const fn at_least(self) -> Date {
        match self {
            Reach::Exact(day) | Reach::NotBefore(day, _) => day,
        }
    }

    /// The day when it is known.
    ///
    /// # Errors
    ///
    /// [`NoNotice`] when the count ran into a year without data.
    pub const fn exact(self) -> Result<Date, NoNotice> {
        match self {
            Reach::Exact(day) => Ok(day),
            Reach::NotBefore(_, missing) => Err(missing),
        }
    }
}

static BUILT_IN: LazyLock<Calendar> = LazyLock::new(notice::built_in);

/// Working days by year, each year from its notice (工作日历).
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    revision: u32,
    notices: BTreeMap<i16, (NoticeEdition, BTreeMap<Date, NoticeDay>)>,
    local: BTreeSet<Date>,
    first_year: i16,
    years: Vec<Option<Year>>,
}

impl Calendar {
    /// The calendar of the notices shipped with this release, 2019 to 2026.
    pub fn built_in() -> &'static Calendar {
        &BUILT_IN
    }

    /// A calendar that knows no year yet.
    pub fn empty() -> Calendar {
        Calendar::default()
    }

    /// How often the calendar was changed since it was empty: two calendars of one lineage differ when this does.
    pub const fn revision(&self) -> u32 {
        self.revision
    }

    /// The notice a year's days come from.
    pub fn notice(&self, year: i16) -> Option<&NoticeEdition> {
        self.notices.get(&year).map(|(edition, _)| edition)
    }

    /// The days a year's notice names, in order.
    pub fn notice_days(&self, year: i16) -> impl Iterator<Item = &NoticeDay> {
        self.notices.get(&year).into_iter().flat_map(|(_, days)| days.values())
    }

    /// The years with a notice, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.notices.keys().copied()
    }

    /// The same calendar with a year's notice loaded, or replaced when it was loaded before (放假安排及其调整).
    ///
    /// # Errors
    ///
    /// [`NoticeError`] when the notice contradicts itself or names days that cannot belong to its year.
    pub fn with_notice(&self, notice: Notice) -> Result<Calendar, NoticeError> {
        let days = notice.checked()?;
        let edition = self.notice(notice.year).map_or(1, |before| before.edition + 1);
        let mut next = self.clone();
        next.notices.insert(notice.year, (NoticeEdition { number: notice.number, edition }, days));
        next.rebuild();
        Ok(next)
    }

    /// The same calendar with days off of one place, such as an ethnic-minority holiday (地方放假日).
    ///
    /// A local day off wins over the national notice, a make-up day included.
    #[must_use]
    pub fn with_local_holidays(&self, days: impl IntoIterator<Item = Date>) -> Calendar {
        let mut next = self.clone();
        next.local.extend(days);
        next.rebuild();
        next
    }

    fn rebuild(&mut self) {
        self.revision += 1;
        // A notice may also move days of the neighbouring years (元旦), so all notices are laid over one another.
        let named: BTreeMap<Date, DayKind> = self
            .notices
            .values()
            .flat_map(|(_, days)| days.values().map(|day| (day.date, day.kind)))
            .collect();
        let (Some(&first), Some(&last)) = (self.notices.keys().next(), self.notices.keys().next_back())
        else {
            return;
        };
        self.first_year = first;
        self.years = (first..=last)
            .map(|year| {
                self.notices.contains_key(&year).then(|| {
                    Year::new(year, |day| {
                        !self.local.contains(&day)
                            && match named.get(&day) {
                                Some(kind) => *kind == DayKind::MakeupWorkday,
                                None => !is_weekend(day),
                            }
                    })
                })
            })
            .collect();
    }

    fn year(&self, year: i16) -> Result<&Year, NoNotice> {
        let index =
            usize::try_from(i32::from(year) - i32::from(self.first_year)).map_err(|_| NoNotice { year })?;
        self.years.get(index).and_then(Option::as_ref).ok_or(NoNotice { year })
    }

    /// Whether `day` is a working day (是否工作日).
    ///
    /// # Errors
    ///
    /// [`NoNotice`] when the year's notice is not loaded.
    pub fn is_workday(&self, day: Date) -> Result<bool, NoNotice> {
        Ok(self.year(day.year())?.is_workday(day))
    }

    /// The `count`-th working day after `start`; `start` itself is day zero (C2, C3 of [`crate::counting`]).
    ///
    /// For a count of zero the day is `start` itself, working day or not.
    ///
    /// ```
    /// use gongkai_statute::{Calendar, Workdays};
    /// use jiff::civil::date;
    ///
    /// // 26 September 2021 is a Sunday, worked in exchange for National Day.
    /// let last = Calendar::built_in().add_workdays(date(2021, 9, 15), Workdays(7));
    /// assert_eq!(last, Ok(date(2021, 9, 26)));
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoNotice`] when the count runs into a year without a notice.
    pub fn add_workdays(&self, start: Date, count: Workdays) -> Result<Date, NoNotice> {
        self.reach(start, u32::from(count.0)).exact()
    }

    /// Like [`Calendar::add_workdays`], but says how far the day must at least lie when a year is missing.
    pub fn reach(&self, start: Date, count: u32) -> Reach {
        if count == 0 {
            return Reach::Exact(start);
        }
        let mut missing = None;
        let mut wanted = count;
        let mut year = start.year();
        let mut before = match self.year(year) {
            Ok(known) => known.up_to(start),
            Err(none) => {
                missing = Some(none);
                u32::from(start.day_of_year().unsigned_abs())
            }
        };
        loop {
            let (total, day) = match self.year(year) {
                Ok(known) => (known.total(), known.nth(before + wanted)),
                Err(none) => {
                    missing.get_or_insert(none);
                    year::every_day(year, before + wanted)
                }
            };
            if let Some(day) = day {
                return missing.map_or(Reach::Exact(day), |none| Reach::NotBefore(day, none));
            }
            wanted = (before + wanted).saturating_sub(total);
            before = 0;
            let Some(next) = year.checked_add(1).filter(|next| *next <= Date::MAX.year()) else {
                return Reach::NotBefore(Date::MAX, missing.unwrap_or(NoNotice { year }));
            };
            year = next;
        }
    }

    /// The working days after `after` up to and including `through`: the half-open interval `(after, through]`.
    ///
    /// Negative, counted the other way round, when `through` is earlier.
    ///
    /// # Errors
    ///
    /// [`NoNotice`] when the interval touches a year without a notice.
    pub fn workdays_between(&self, after: Date, through: Date) -> Result<i32, NoNotice> {
        let (known, missing) = self.known_workdays_between(after, through);
        missing.map_or(Ok(known), Err)
    }

    /// The working days of `(after, through]` that are known, and the first year of the interval that is not.
    pub fn known_workdays_between(&self, after: Date, through: Date) -> (i32, Option<NoNotice>) {
        if through < after {
            let (known, missing) = self.known_workdays_between(through, after);
            return (-known, missing);
        }
        let mut missing = None;
        let mut count = 0;
        for year in after.year()..=through.year() {
            match self.year(year) {
                Ok(known) => {
                    let to = if year == through.year() { known.up_to(through) } else { known.total() };
                    let from = if year == after.year() { known.up_to(after) } else { 0 };
                    count += i32::try_from(to).unwrap_or(0) - i32::try_from(from).unwrap_or(0);
                }
                Err(none) => {
                    missing.get_or_insert(none);
                }
            }
        }
        (count, missing)
    }

    /// `day` itself when it is a working day, else the next one (顺延至下一工作日).
    ///
    /// # Errors
    ///
    /// [`NoNotice`] when the day or the next working day lies in a year without a notice.
    pub fn on_or_after(&self, day: Date) -> Result<Date, NoNotice> {
        if self.is_workday(day)? { Ok(day) } else { self.add_workdays(day, Workdays(1)) }
    }
}

/// Whether `day` is a Saturday or Sunday, whatever any notice says (双休日).
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The `count`-th weekday after `start`, holidays unknown: an orientation for people, never a last day.
pub fn add_weekdays_only(start: Date, count: u32) -> Date {
    let mut day = start;
    let mut left = count;
    while left > 0 {
        let Ok(next) = day.tomorrow() else { return day };
        day = next;
        left -= u32::from(!is_weekend(day));
    }
    day
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn calendar() -> &'static Calendar {
        Calendar::built_in()
    }

    #[test]
    fn the_shipped_years_have_the_known_number_of_workdays() {
        let expected = [250, 249, 250, 249, 249, 251, 248, 248];
        for (year, workdays) in (2019..=2026).zip(expected) {
            let first = date(year, 1, 1);
            let last = date(year, 12, 31);
            let after_first = calendar().workdays_between(first, last).unwrap();
            let counted = after_first + i32::from(calendar().is_workday(first).unwrap());
            assert_eq!(counted, workdays, "{year}");
        }
    }

    #[test]
    fn a_make_up_sunday_can_be_the_last_day() {
        assert_eq!(calendar().add_workdays(date(2021, 9, 15), Workdays(7)), Ok(date(2021, 9, 26)));
    }

    #[test]
    fn a_year_without_notice_is_an_error_and_not_a_guess() {
        assert_eq!(calendar().add_workdays(date(2026, 11, 20), Workdays(40)), Err(NoNotice { year: 2027 }));
        assert_eq!(calendar().is_workday(date(2018, 12, 31)), Err(NoNotice { year: 2018 }));
        assert_eq!(
            calendar().workdays_between(date(2026, 12, 1), date(2027, 1, 4)),
            Err(NoNotice { year: 2027 })
        );
        assert_eq!(Calendar::empty().is_workday(date(2021, 1, 4)), Err(NoNotice { year: 2021 }));
    }

    #[test]
    fn a_count_into_an_unknown_year_still_has_a_lower_bound() {
        // 29 working days remain in 2026 after 20 November; 11 more are needed even if no day of 2027 were off.
        let remaining = calendar().workdays_between(date(2026, 11, 20), date(2026, 12, 31)).unwrap();
        assert_eq!(remaining, 29);
        assert_eq!(
            calendar().reach(date(2026, 11, 20), 40),
            Reach::NotBefore(date(2027, 1, 11), NoNotice { year: 2027 })
        );
    }

    #[test]
    fn a_new_notice_gives_a_new_calendar_and_leaves_the_old_one_alone() {
        let before = calendar();
        let after = before
            .with_notice(Notice {
                year: 2027,
                number: "样例通知".into(),
                days: vec![NoticeDay::holiday(date(2027, 1, 1), "元旦")],
            })
            .unwrap();
        assert!(before.is_workday(date(2027, 1, 4)).is_err());
        assert_eq!(after.is_workday(date(2027, 1, 1)), Ok(false));
        assert_eq!(after.is_workday(date(2027, 1, 4)), Ok(true));
        assert_eq!(after.notice(2027).unwrap().edition, 1);
        assert!(after.revision() > before.revision());
    }

    #[test]
    fn a_corrected_notice_replaces_the_days_of_the_first() {
        let loaded =
            calendar().with_notice(Notice { year: 2021, number: "样例更正".into(), days: vec![] }).unwrap();
        assert_eq!(loaded.notice(2021).unwrap().edition, 2);
        // The make-up Sunday of the first notice is gone.
        assert_eq!(loaded.is_workday(date(2021, 9, 26)), Ok(false));
    }

    #[test]
    fn a_notice_may_take_a_day_of_december_off() {
        // 31 December 2022 belongs to the New Year block of the 2023 notice.
        let day = calendar().notice_days(2023).next().unwrap();
        assert_eq!(day.date, date(2022, 12, 31));
    }

    #[test]
    fn a_local_holiday_counts_for_its_agency_only() {
        let local = calendar().with_local_holidays([date(2021, 4, 14)]);
        assert_eq!(calendar().is_workday(date(2021, 4, 14)), Ok(true));
        assert_eq!(local.is_workday(date(2021, 4, 14)), Ok(false));
        assert_eq!(local.add_workdays(date(2021, 4, 13), Workdays(1)), Ok(date(2021, 4, 15)));
    }

    #[test]
    fn counting_backwards_is_negative() {
        assert_eq!(calendar().workdays_between(date(2021, 3, 5), date(2021, 3, 1)), Ok(-4));
        assert_eq!(calendar().workdays_between(date(2021, 3, 1), date(2021, 3, 5)), Ok(4));
    }
}
