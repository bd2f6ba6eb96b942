//! Why an act is declined.

use crate::source::{Article, REGULATION_2019};

/// The rules forbid an act (不能办理): an outcome, not a failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused by rule {rule}")]
pub struct Refusal {
    /// Stable name of the rule.
    pub rule: &'static str,
    /// The article the rule rests on; `None` for a rule of procedure.
    pub article: Option<Article>,
    /// What is not possible and what to do instead, in Chinese.
    pub message: String,
}

impl Refusal {
    /// A refusal by a rule of procedure.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { rule, article: None, message: message.into() }
    }

    /// A refusal resting on an article of the Regulation.
    pub fn by_article(rule: &'static str, article: u16, message: impl Into<String>) -> Refusal {
        Refusal { rule, article: Some(REGULATION_2019.article(article)), message: message.into() }
    }
}
