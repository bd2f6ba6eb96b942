//! Art. 32: a third party whose rights disclosure would harm is asked in writing (征求第三方意见).
//!
//! It answers within 15 working days of receiving the letter; when it is silent the agency decides itself. An
//! objection with good reason keeps the information closed, unless the public interest demands otherwise; then the
//! third party is told what will be disclosed and why.

use crate::calendar::Workdays;
use crate::source::{Article, Dated, REGULATION_2007, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(32);

/// Time for a third party to answer (第三方提出意见的期限).
///
/// Unit: working days from its receipt of the letter; that day is day zero.
/// Source: Art. 32. The Regulation of 2007 (Art. 23) set none, and is read with the same 15 by convention.
pub static OPINION_PERIOD: Dated<Workdays> =
    Dated(&[(REGULATION_2007.article(23), Workdays(15)), (ARTICLE, Workdays(15))]);

/// What the third party says (第三方意见).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opinion {
    /// 同意公开
    Agrees,
    /// 不同意公开且有合理理由
    ObjectsWithReason,
    /// 不同意公开但理由不合理
    ObjectsWithoutReason,
    /// 逾期未提出意见
    Silent,
}

/// What follows from the opinion (处理).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consequence {
    /// The information is disclosed.
    Disclose,
    /// The information is not disclosed.
    Withhold,
    /// The agency decides by the Regulation itself.
    AgencyDecides,
    /// Disclosed in the public interest; the third party is told what and why in writing.
    DiscloseAndTellThirdParty,
}

/// What follows from an opinion; `public_interest` when not disclosing would gravely harm it.
pub const fn consequence(opinion: Opinion, public_interest: bool) -> Consequence {
    match (opinion, public_interest) {
        (Opinion::Agrees, _) => Consequence::Disclose,
        (Opinion::ObjectsWithReason | Opinion::ObjectsWithoutReason | Opinion::Silent, true) => {
            Consequence::DiscloseAndTellThirdParty
        }
        (Opinion::ObjectsWithReason, false) => Consequence::Withhold,
        (Opinion::ObjectsWithoutReason | Opinion::Silent, false) => Consequence::AgencyDecides,
    }
}
