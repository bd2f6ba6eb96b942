//! Art. 41: who proves that a record about itself is wrong may ask for its correction (更正).
//!
//! The competent agency checks, corrects and tells; another one passes it on and tells, or tells where to ask. The
//! Regulation sets no period.

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(41);

/// How a correction request ends (处理结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 审核属实，予以更正
    Corrected,
    /// 审核不属实，不予更正
    NotCorrected,
    /// 转送有权更正的行政机关
    PassedOn,
    /// 告知向有权更正的行政机关提出
    ToldWhereToAsk,
}

/// The outcomes open to an agency, competent to correct the record or not. All of them are told to the person.
pub const fn outcomes(competent: bool) -> &'static [Outcome] {
    if competent {
        &[Outcome::Corrected, Outcome::NotCorrected]
    } else {
        &[Outcome::PassedOn, Outcome::ToldWhereToAsk]
    }
}
