//! One year's working days, laid out so that counting is two look-ups.

use jiff::civil::Date;

/// The working days of one year.
#[derive(Debug, Clone)]
pub(super) struct Year {
    /// The working days, in order.
    days: Vec<Date>,
    /// By day of the year (1 January is 1): how many working days lie on or before it.
    counts: Vec<u16>,
}

impl Year {
    pub(super) fn new(year: i16, is_workday: impl Fn(Date) -> bool) -> Year {
        let mut days = Vec::with_capacity(252);
        let mut counts = Vec::with_capacity(367);
        counts.push(0);
        for day in days_of(year) {
            if is_workday(day) {
                days.push(day);
            }
            counts.push(u16::try_from(days.len()).unwrap_or(u16::MAX));
        }
        Year { days, counts }
    }

    /// How many working days the year has.
    pub(super) fn total(&self) -> u32 {
        u32::from(self.counts.last().copied().unwrap_or(0))
    }

    /// How many working days lie on or before `day`, a day of this year.
    pub(super) fn up_to(&self, day: Date) -> u32 {
        let index = usize::from(day.day_of_year().unsigned_abs());
        u32::from(self.counts.get(index).copied().unwrap_or(0))
    }

    /// The year's `nth` working day, counted from 1.
    pub(super) fn nth(&self, nth: u32) -> Option<Date> {
        let index = usize::try_from(nth.checked_sub(1)?).ok()?;
        self.days.get(index).copied()
    }

    pub(super) fn is_workday(&self, day: Date) -> bool {
        day.yesterday().is_ok_and(|before| {
            let earlier = if before.year() == day.year() { self.up_to(before) } else { 0 };
            self.up_to(day) > earlier
        })
    }
}

/// Every day of the year, in order.
pub(super) fn days_of(year: i16) -> impl Iterator<Item = Date> {
    Date::new(year, 1, 1).into_iter().flat_map(move |first| {
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(move |day| day.year() == year)
    })
}

/// The length of a year and its `nth` day, as if no day were off: the earliest a count could end.
pub(super) fn every_day(year: i16, nth: u32) -> (u32, Option<Date>) {
    let Ok(first) = Date::new(year, 1, 1) else { return (0, None) };
    let length = u32::from(first.days_in_year().unsigned_abs());
    let day = (1..=length).contains(&nth).then(|| days_of(year).nth(usize::try_from(nth - 1).unwrap_or(0)));
    (length, day.flatten())
}
