//! Art. 26: what must be public is published within 20 working days of being made or changed (主动公开期限).
//!
//! Another period set by a law or administrative regulation goes first.

use jiff::civil::Date;

use crate::calendar::{Calendar, Workdays};
use crate::counting::{self, Due, DueError};
use crate::source::{Article, Dated, REGULATION_2007, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(26);

/// Time to publish (主动公开期限).
///
/// Unit: working days; the day of making or change is day zero.
/// Source: Art. 26; before 15 May 2019, Art. 18.
pub static PUBLICATION_PERIOD: Dated<Workdays> =
    Dated(&[(REGULATION_2007.article(18), Workdays(20)), (ARTICLE, Workdays(20))]);

/// The last day to publish what was made or changed on `made_on`.
///
/// # Errors
///
/// [`DueError`] when no wording was in force or a year's notice is missing.
pub fn publication_due(made_on: Date, calendar: &Calendar) -> Result<Due, DueError> {
    counting::due(&PUBLICATION_PERIOD, made_on, calendar)
}
