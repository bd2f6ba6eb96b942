//! How long a closed case is kept before personal data may be destroyed (保管期限).
//!
//! Convention: Art. 45 asks for filing but sets no period; the general period for records of handling a matter is
//! ten years. An agency may set another. The period runs from the day the case was last closed.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::counting::add_months;
use crate::{Article, REGULATION_2019};

/// Years a case is kept when the agency sets none (保管期限). Convention.
///
/// Unit: years.
pub const RETENTION_YEARS: u16 = 10;

/// The longest period an agency may set; what is longer is permanent, and permanent records are not erased.
pub const RETENTION_AT_MOST: u16 = 100;

/// Where the duty to file stands: registration, review, handling, reply, filing.
pub fn article() -> Article {
    REGULATION_2019.article(45)
}

/// The last day on which a case closed on `closed_on` is kept.
pub fn kept_until(closed_on: Date, years: u16) -> Date {
    add_months(closed_on, years.saturating_mul(12))
}

/// Cases closed before this day are no longer kept on `today`.
pub fn closed_before(today: Date, years: u16) -> Date {
    today.checked_sub(i64::from(years).years()).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_case_is_kept_through_the_same_day_years_later() {
        assert_eq!(kept_until(date(2012, 2, 29), 10), date(2022, 2, 28));
        assert_eq!(kept_until(date(2011, 6, 1), 10), date(2021, 6, 1));
    }

    #[test]
    fn what_was_closed_before_the_cut_is_kept_no_longer() {
        let today = date(2021, 6, 2);
        let cut = closed_before(today, 10);
        assert!(kept_until(cut.yesterday().unwrap(), 10) < today);
        assert!(kept_until(cut, 10) >= today);
    }
}
