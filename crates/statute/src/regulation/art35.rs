//! Art. 35: a number or frequency of requests clearly beyond reason (申请数量、频次明显超过合理范围).
//!
//! The agency may ask for the reasons. Unreasonable ones: the requests are not processed, and the applicant is told.
//! Reasonable ones that cannot be met in time: the agency sets a reasonable later day and tells the applicant.

use crate::checklist::Question;
use crate::decision::Decision;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(35);

/// How the agency judges the reasons given (对申请理由的认定).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reasons {
    /// 理由不合理
    Unreasonable,
    /// 理由合理，能够按期答复
    Reasonable,
    /// 理由合理，但无法按期答复
    ReasonableButTooMuch,
}

/// What follows from the judgement (处理).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Course {
    /// The request ends with this decision.
    End(Decision),
    /// The ordinary period goes on.
    Continue,
    /// A reasonable later day is set and told (延迟答复).
    Defer,
}

/// What follows from how the reasons are judged.
pub const fn course(reasons: Reasons) -> Course {
    match reasons {
        Reasons::Unreasonable => Course::End(Decision::Excessive),
        Reasons::Reasonable => Course::Continue,
        Reasons::ReasonableButTooMuch => Course::Defer,
    }
}

/// Before refusing to process an excessive number of requests (无正当理由大量反复申请).
pub static QUESTIONS: &[Question] = &[
    Question::must(
        "excessive",
        ARTICLE,
        "申请的数量或者频次是否明显超过合理范围，并且有登记可以证明？",
        "没有明显超过合理范围的，应当正常办理；认为量大的，可以按规定收取信息处理费或者延长答复期限。",
    )
    .saying("写明期间、件数和内容的重复情况"),
    Question::must(
        "demanded",
        ARTICLE,
        "是否已经要求申请人说明理由，并且给了合理的期限？",
        "应当先要求申请人说明理由。",
    ),
    Question::must(
        "unreasonable",
        ARTICLE,
        "申请人没有说明理由，或者说明的理由不合理？",
        "理由合理的，应当答复；不能按期答复的，可以确定合理的延迟答复期限并告知申请人。",
    )
    .saying("写明为什么不合理；没有说明的，写明期限已满"),
];
