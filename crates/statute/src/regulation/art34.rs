//! Art. 34: agencies that made the information together are asked by the one that led (征求共同制作机关意见).
//!
//! They answer within 15 working days of receiving the letter; silence is consent, the opposite of Art. 32.

use crate::calendar::Workdays;
use crate::source::{Article, Dated, REGULATION_2007, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(34);

/// Time for a co-maker to answer (被征求意见机关提出意见的期限).
///
/// Unit: working days from its receipt of the letter; that day is day zero.
/// Source: Art. 34. The Regulation of 2007 had no such rule, and is read with the same 15 by convention.
pub static OPINION_PERIOD: Dated<Workdays> =
    Dated(&[(REGULATION_2007.article(24).para(3), Workdays(15)), (ARTICLE, Workdays(15))]);
