//! Published decisions on penalties that no longer stand (已公开的行政处罚决定被变更、撤销的撤回).

use jiff::civil::Date;

use crate::calendar::{Calendar, Workdays};
use crate::counting::{self, Due, DueError};
use crate::source::{Article, Dated, PENALTY_LAW_2021};

/// The article.
pub const ARTICLE: Article = PENALTY_LAW_2021.article(48);

/// Time to take back what was published of a decision that was changed, revoked, or found unlawful or void, with the
/// reasons (撤回期限).
///
/// Unit: working days (Art. 85 of that law); the day the decision fell is day zero.
/// Source: 行政处罚法 Art. 48; the law before it knew no such duty.
pub static WITHDRAWAL_PERIOD: Dated<Workdays> = Dated(&[(ARTICLE, Workdays(3))]);

/// The last day to take back what was published of a decision that fell on `fell_on`.
///
/// # Errors
///
/// [`DueError`] when no wording was in force or a year's notice is missing.
pub fn withdrawal_due(fell_on: Date, calendar: &Calendar) -> Result<Due, DueError> {
    counting::due(&WITHDRAWAL_PERIOD, fell_on, calendar)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn three_working_days_over_the_autumn_holidays() {
        let calendar = Calendar::built_in();
        let due = |month, day| withdrawal_due(date(2021, month, day), calendar).unwrap().day;
        assert_eq!(due(9, 29), date(2021, 10, 9), "the 30th, the 8th and the make-up Saturday");
        assert_eq!(due(11, 1), date(2021, 11, 4));
        assert!(withdrawal_due(date(2021, 7, 14), calendar).is_err(), "no such duty before the revision");
    }
}
