//! How days are counted where the Regulation is silent (期间计算的约定).
//!
//! These are conventions, not wordings of the Regulation. Each has its source by analogy:
//!
//! - C2 The starting day is not counted; day one is the next working day (民法典 Art. 201, 行政诉讼法解释 Art. 48).
//! - C3 A starting day that is itself a day off is day zero all the same.
//! - C4 A period in calendar days or months that ends on a day off ends on the next working day (民法典 Art. 203).
//! - C5 A make-up Saturday or Sunday is a working day and can be the last day.
//! - C6 In time is what was delivered in time: the day of signing, or of posting when posted.
//! - C9 A period in months ends on the same-numbered day, or on the month's last day when there is none (Art. 202).
//! - The wording in force on the day of receipt governs a request to its end.

use jiff::civil::Date;

use crate::calendar::{Calendar, NoNotice, Workdays};
use crate::source::{Article, Dated};

/// A last day with the reason for it (届满日及其依据).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub day: Date,
    /// The working days counted.
    pub period: Workdays,
    /// The article that sets the period.
    pub source: Article,
}

/// Why no last day could be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DueError {
    /// The day is earlier than any wording of the rule.
    #[error("no rule in force on {0}")]
    NoRule(Date),
    /// A year's working days are unknown.
    #[error("cannot count working days")]
    Calendar(#[source] NoNotice),
}

/// The last day of a period that starts on `start`, by the wording in force on that day.
///
/// # Errors
///
/// [`DueError`] when no wording was in force or a year's notice is missing.
pub fn due(table: &Dated<Workdays>, start: Date, calendar: &Calendar) -> Result<Due, DueError> {
    let &(source, period) = table.on(start).ok_or(DueError::NoRule(start))?;
    let day = calendar.add_workdays(start, period).map_err(DueError::Calendar)?;
    Ok(Due { day, period, source })
}

/// The same-numbered day `months` later, or that month's last day (C9).
pub fn add_months(start: Date, months: u16) -> Date {
    use jiff::ToSpan;
    start.checked_add(i64::from(months).months()).unwrap_or(Date::MAX)
}

/// The day `days` calendar days after `start` (C2).
pub fn add_days(start: Date, days: u16) -> Date {
    use jiff::ToSpan;
    start.checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_in_months_ends_on_the_months_last_day_when_there_is_no_such_day() {
        assert_eq!(add_months(date(2021, 8, 31), 6), date(2022, 2, 28));
        assert_eq!(add_months(date(2023, 8, 31), 6), date(2024, 2, 29));
        assert_eq!(add_months(date(2021, 3, 15), 6), date(2021, 9, 15));
    }

    #[test]
    fn the_starting_day_is_not_counted() {
        assert_eq!(add_days(date(2021, 3, 1), 60), date(2021, 4, 30));
    }
}
