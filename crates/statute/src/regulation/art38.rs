//! Art. 38: only what exists is given (提供现有信息).
//!
//! The agency need not make, process or analyse anything for the applicant, but for separating what may be disclosed.

use crate::checklist::Question;
use crate::source::{Article, REGULATION_2019, REPORT_FORM_2021};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(38);

/// Before saying that information would have to be made (没有现成信息，需要另行制作).
pub static QUESTIONS: &[Question] = &[
    Question::must(
        "not_ready",
        ARTICLE,
        "是否确实没有现成的信息，而需要汇总、加工或者重新制作？",
        "有现成信息的，应当提供。",
    )
    .saying("写明现有的是什么，另需做哪些加工"),
    Question::must_not(
        "just_separate",
        REGULATION_2019.article(37),
        "所谓加工是否只是遮盖、摘录或者从系统中按条件导出？",
        "区分处理和简单导出不属于加工；请提供。",
    ),
    Question::must_not(
        "raw",
        ARTICLE,
        "申请人是否愿意接受现有的原始材料？",
        "申请人愿意接受原始材料的，应当就原始材料答复。",
    ),
];

/// Before declining to confirm or reissue what the applicant has (要求确认或者重新出具已获取信息).
///
/// No article speaks of it; the form of the annual report has a row for it.
pub static RECONFIRM_QUESTIONS: &[Question] = &[
    Question::must(
        "has_it",
        REPORT_FORM_2021.article(0),
        "申请人是否已经取得该信息，只是要求确认真伪、效力或者重新出具？",
        "申请人还没有取得的，应当答复。",
    )
    .saying("写明申请人何时、以何种方式取得"),
    Question::must_not(
        "incomplete",
        REGULATION_2019.article(40),
        "此前提供的信息是否不完整、不清楚或者形式不符合要求？",
        "应当补充提供或者更换提供形式。",
    ),
    Question::must_not(
        "wrong",
        REGULATION_2019.article(41),
        "申请人是否认为记录其自身的信息不准确？",
        "请按更正申请办理（条例第41条）。",
    ),
];
