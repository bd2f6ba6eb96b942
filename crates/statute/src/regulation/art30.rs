//! Art. 30: an unclear request is sent back once, with all points to supplement (补正).
//!
//! The agency explains, and within 7 working days of receipt names all points at once and a reasonable period. The
//! period to reply runs from receipt of the supplemented request. Who does not supplement in time, without good
//! reason, is deemed to have given up.

use jiff::civil::Date;

use crate::calendar::{Calendar, Workdays};
use crate::counting::{self, Due, DueError};
use crate::source::{Article, Dated, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(30);

/// Time to ask for a supplement (补正告知期限).
///
/// Unit: working days; the day of receipt is day zero.
/// Source: Art. 30. The Regulation of 2007 set no period.
pub static NOTICE_PERIOD: Dated<Workdays> = Dated(&[(ARTICLE, Workdays(7))]);

/// The last day to ask for a supplement to a request received on `received_on`.
///
/// # Errors
///
/// [`DueError`] when no wording was in force or a year's notice is missing.
pub fn notice_due(received_on: Date, calendar: &Calendar) -> Result<Due, DueError> {
    counting::due(&NOTICE_PERIOD, received_on, calendar)
}
