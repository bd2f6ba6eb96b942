//! Art. 15: what would harm a third party is not disclosed (商业秘密、个人隐私等).
//!
//! Unless the third party agrees, or not disclosing would gravely affect the public interest.

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(15);

/// Whether harmful information stays closed.
pub const fn must_withhold(third_party_agrees: bool, public_interest: bool) -> bool {
    !third_party_agrees && !public_interest
}
