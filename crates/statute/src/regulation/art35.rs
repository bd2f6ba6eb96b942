//! Art. 35: a number or frequency of requests clearly beyond reason (申请数量、频次明显超过合理范围).
//!
//! The agency may ask for the reasons. Unreasonable ones: the requests are not processed, and the applicant is told.
//! Reasonable ones that cannot be met in time: the agency sets a reasonable later day and tells the applicant.

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
