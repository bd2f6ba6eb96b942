//! Art. 17: nothing is published unreviewed (公开审查).
//!
//! Each item is reviewed under the secrecy law and other rules; what cannot be settled goes to the authority concerned
//! or the secrecy authority. An emergency may skip editorial levels, never this review.

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(17);

/// What a review finds (审查结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// 可以公开
    Disclosable,
    /// 不可公开
    NotDisclosable,
    /// 不能确定，报有关主管部门或者保密行政管理部门确定
    ReferredUp,
}

impl Finding {
    /// Every finding.
    pub const ALL: [Finding; 3] = [Finding::Disclosable, Finding::NotDisclosable, Finding::ReferredUp];

    /// The finding's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Finding::Disclosable => "disclosable",
            Finding::NotDisclosable => "not_disclosable",
            Finding::ReferredUp => "referred_up",
        }
    }

    /// The finding's name.
    pub const fn label(self) -> &'static str {
        match self {
            Finding::Disclosable => "可以公开",
            Finding::NotDisclosable => "不予公开",
            Finding::ReferredUp => "待上级确定",
        }
    }

    /// The finding with this identifier.
    pub fn from_key(key: &str) -> Option<Finding> {
        Self::ALL.into_iter().find(|finding| finding.key() == key)
    }

    /// Whether the item may go out.
    pub const fn clears(self) -> bool {
        matches!(self, Finding::Disclosable)
    }
}
