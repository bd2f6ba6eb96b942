//! Art. 51: who finds its rights infringed may complain, apply for reconsideration or sue (投诉举报、复议、诉讼).
//!
//! The periods and the order of the two stand in other laws: see [`crate::remedy`].

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(51);

/// Where a complaint may go (投诉、举报的对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComplaintTo {
    /// 上一级行政机关
    SuperiorAgency,
    /// 政府信息公开工作主管部门
    DisclosureAuthority,
}

impl ComplaintTo {
    /// Both.
    pub const ALL: [ComplaintTo; 2] = [ComplaintTo::SuperiorAgency, ComplaintTo::DisclosureAuthority];

    /// The body's name.
    pub const fn label(self) -> &'static str {
        match self {
            ComplaintTo::SuperiorAgency => "上一级行政机关",
            ComplaintTo::DisclosureAuthority => "政府信息公开工作主管部门",
        }
    }
}
