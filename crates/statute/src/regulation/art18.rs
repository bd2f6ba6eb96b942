//! Art. 18: what is not disclosed is looked at again from time to time (定期评估审查).
//!
//! The interval is not set by the Regulation; the installation sets it.

use jiff::civil::Date;

use crate::counting::add_months;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(18);

/// The day by which an undisclosed item is to be assessed again.
pub fn next_assessment(last_on: Date, interval_months: u16) -> Date {
    add_months(last_on, interval_months)
}
