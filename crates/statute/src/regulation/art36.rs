//! Art. 36: seven kinds of reply (答复的种类).
//!
//! Already public; disclosed; withheld with reasons; not existing after a search; not this agency's; asked again;
//! governed by a special law.

use crate::decision::Decision;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(36);

/// The decisions that answer under an item of the article.
pub const fn decisions(item: u8) -> &'static [Decision] {
    match item {
        1 => &[Decision::AlreadyPublic],
        2 => &[Decision::Granted],
        3 => &[
            Decision::StateSecret,
            Decision::ProhibitedByLaw,
            Decision::SecurityStability,
            Decision::ThirdParty,
            Decision::InternalAffairs,
            Decision::Process,
            Decision::EnforcementFile,
        ],
        4 => &[Decision::NotExisting],
        5 => &[Decision::NotResponsible],
        6 => &[Decision::Repeat],
        7 => &[Decision::InquiryItem],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_under_an_item_cites_it() {
        for item in 1..=7 {
            assert!(!decisions(item).is_empty());
            for decision in decisions(item) {
                assert!(decision.articles().contains(&ARTICLE.item(item)), "{decision:?}");
            }
        }
    }
}
