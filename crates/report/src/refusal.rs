//! Why an act on a report or a ledger is declined.

use gongkai_statute::{Article, REGULATION_2019};

/// The rules forbid an act (不能办理): an outcome, not a failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused by rule {rule}")]
pub struct Refusal {
    /// Stable name of the rule.
    pub rule: &'static str,
    /// The article the rule rests on.
    pub article: Article,
    /// What is not possible and what to do instead, in Chinese.
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(rule: &'static str, article: u16, message: impl Into<String>) -> Refusal {
        Refusal { rule, article: REGULATION_2019.article(article), message: message.into() }
    }
}
