//! Art. 30: an unclear request is sent back once, with all points to supplement (补正).
//!
//! The agency explains, and within 7 working days of receipt names all points at once and a reasonable period. The
//! period to reply runs from receipt of the supplemented request. Who does not supplement in time, without good
//! reason, is deemed to have given up.

use jiff::civil::Date;

use crate::calendar::{Calendar, Workdays};
use crate::checklist::Question;
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

/// Before saying that a supplemented request is still unclear (补正后仍不明确).
pub static UNCLEAR_QUESTIONS: &[Question] = &[
    Question::must(
        "guided",
        ARTICLE,
        "是否已经给予指导和释明，并且一次性告知了全部需要补正的内容？",
        "应当先一次性告知补正；没有告知过的，不能以仍不明确为由答复。",
    ),
    Question::must(
        "still",
        ARTICLE,
        "补正之后，是否仍然无法从名称、文号或者其他特征描述判断申请人要什么？",
        "能够判断的，应当检索并答复。",
    )
    .saying("写明哪里不明确"),
    Question::must(
        "contacted",
        ARTICLE,
        "是否已经与申请人电话或者以其他方式沟通过？",
        "请先与申请人沟通，能够确定内容的应当检索并答复。",
    )
    .saying("写明沟通的日期和结果"),
];
