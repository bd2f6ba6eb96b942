//! Art. 14: what must not be disclosed (不予公开的绝对情形).
//!
//! State secrets; what laws or administrative regulations forbid to disclose; what might endanger national, public or
//! economic security or social stability (三安全一稳定). The agency has no choice.

use crate::decision::Decision;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(14);

/// The three grounds, as the decisions they lead to.
pub const GROUNDS: [Decision; 3] =
    [Decision::StateSecret, Decision::ProhibitedByLaw, Decision::SecurityStability];
