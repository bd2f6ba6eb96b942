//! Periods that are counted back from a check date (检查时点前的期间).
//!
//! Convention S1, ours: the notices say “监测时间点前2周内” and leave open which day is the first. The window of a period
//! `P` that ends on the check date `D` runs from the day after `D − P` through `D`, both included: two weeks are
//! fourteen days, the check date among them. What was last done on `D − P` or earlier lies outside. A wait “of more
//! than `P`” begins, by the same count, once its first day lies on `D − P` or earlier. Months are counted back to the
//! same-numbered day, or to that month's last day when there is none (C9 of [`gongkai_statute::counting`]).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Deserializer, de::Error as _};

/// A period of calendar time (期间), written as `10 days`, `2 weeks`, `6 months` or `1 year`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 日
    Days(u16),
    /// 周
    Weeks(u16),
    /// 月
    Months(u16),
    /// 年
    Years(u16),
}

/// A text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no period of days, weeks, months or years: {0}")]
pub struct NoPeriod(pub String);

impl Period {
    fn span(self) -> Span {
        match self {
            Period::Days(count) => i64::from(count).days(),
            Period::Weeks(count) => i64::from(count).weeks(),
            Period::Months(count) => i64::from(count).months(),
            Period::Years(count) => i64::from(count).years(),
        }
    }

    /// The last day before the window that ends on `check_on` (S1).
    pub fn day_before(self, check_on: Date) -> Date {
        check_on.checked_sub(self.span()).unwrap_or(Date::MIN)
    }

    /// Whether `last` lies before the window that ends on `check_on` (S1).
    pub fn has_passed(self, last: Date, check_on: Date) -> bool {
        last <= self.day_before(check_on)
    }

    /// The first check date on which the period since `last` has passed (S1).
    pub fn passes_on(self, last: Date) -> Date {
        let mut day = last.checked_add(self.span()).unwrap_or(Date::MAX);
        // A month without the day of `last` counts back short of it: the window closes with the next month.
        while !self.has_passed(last, day) {
            let Ok(next) = day.tomorrow() else { return Date::MAX };
            day = next;
        }
        day
    }
}

impl fmt::Display for Period {
    /// As a Chinese reader says it: `2周`, `6个月`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Days(count) => write!(f, "{count}日"),
            Period::Weeks(count) => write!(f, "{count}周"),
            Period::Months(count) => write!(f, "{count}个月"),
            Period::Years(count) => write!(f, "{count}年"),
        }
    }
}

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Period, NoPeriod> {
        let no_period = || NoPeriod(text.to_owned());
        let (count, unit) = text.split_once(' ').ok_or_else(no_period)?;
        let count = count.parse().ok().filter(|count| (1..=1_000).contains(count)).ok_or_else(no_period)?;
        match unit {
            "day" | "days" => Ok(Period::Days(count)),
            "week" | "weeks" => Ok(Period::Weeks(count)),
            "month" | "months" => Ok(Period::Months(count)),
            "year" | "years" => Ok(Period::Years(count)),
            _ => Err(no_period()),
        }
    }
}

impl<'a> Deserialize<'a> for Period {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Period, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn two_weeks_are_fourteen_days_with_the_check_date() {
        let weeks = Period::Weeks(2);
        assert!(!weeks.has_passed(date(2022, 10, 2), date(2022, 10, 15)));
        assert!(weeks.has_passed(date(2022, 10, 1), date(2022, 10, 15)));
        assert_eq!(weeks.passes_on(date(2022, 10, 1)), date(2022, 10, 15));
    }

    #[test]
    fn a_month_too_short_for_the_day_closes_with_the_next() {
        let months = Period::Months(6);
        assert_eq!(months.passes_on(date(2021, 3, 15)), date(2021, 9, 15));
        for day in [29, 30, 31] {
            assert_eq!(months.passes_on(date(2021, 8, day)), date(2022, 3, 1));
        }
        assert_eq!(Period::Years(1).passes_on(date(2020, 2, 29)), date(2021, 3, 1));
    }

    #[test]
    fn a_period_is_read_as_it_is_written() {
        assert_eq!("2 weeks".parse(), Ok(Period::Weeks(2)));
        assert_eq!("1 year".parse::<Period>().unwrap().to_string(), "1年");
        for text in ["2", "two weeks", "0 days", "2 moons", "2  weeks", "70000 days"] {
            assert_eq!(text.parse::<Period>(), Err(NoPeriod(text.to_owned())));
        }
    }
}
