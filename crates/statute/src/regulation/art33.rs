//! Art. 33: how long an agency may take to reply (答复期限).
//!
//! On the spot where possible, otherwise within 20 working days of receipt; the head of the disclosure office may
//! extend once, by at most 20 more; time spent asking third parties or other agencies is not counted.

use jiff::civil::Date;

use crate::calendar::{Calendar, Workdays};
use crate::counting::{self, Due, DueError};
use crate::source::{Article, Dated, REGULATION_2007, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(33);

/// Time to reply when a reply on the spot is not possible (答复期限).
///
/// Unit: working days; the day of receipt is day zero (see [`counting`]).
/// Source: Art. 33 para. 2; before 15 May 2019, Art. 24 para. 2.
pub static REPLY_PERIOD: Dated<Workdays> =
    Dated(&[(REGULATION_2007.article(24).para(2), Workdays(15)), (ARTICLE.para(2), Workdays(20))]);

/// The most an extension may add (延长答复期限的上限); there is one extension only.
///
/// Unit: working days.
/// Source: Art. 33 para. 2; before 15 May 2019, Art. 24 para. 2.
pub static EXTENSION_LIMIT: Dated<Workdays> =
    Dated(&[(REGULATION_2007.article(24).para(2), Workdays(15)), (ARTICLE.para(2), Workdays(20))]);

/// The last day to reply to a request received on `received_on`.
///
/// # Errors
///
/// [`DueError::Calendar`] when a year's notice is missing: a last day is never guessed.
pub fn reply_due(received_on: Date, calendar: &Calendar) -> Result<Due, DueError> {
    counting::due(&REPLY_PERIOD, received_on, calendar)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_last_day_quotes_its_article() {
        let due = reply_due(date(2021, 2, 10), Calendar::built_in()).unwrap();
        insta::assert_snapshot!(due.source, @"《政府信息公开条例》（2019年施行）第33条第2款");
    }

    #[test]
    fn a_request_of_the_old_regulation_has_15_workdays() {
        let due = reply_due(date(2019, 5, 14), Calendar::built_in()).unwrap();
        assert_eq!((due.period, due.day), (Workdays(15), date(2019, 6, 4)));
        let due = reply_due(date(2019, 5, 15), Calendar::built_in()).unwrap();
        assert_eq!(due.period, Workdays(20));
    }
}
