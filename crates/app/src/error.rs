//! What a use case can answer besides success.

use gongkai_statute::Refusal;
use gongkai_store::{AppendError, StoreError};

/// The law or a rule of procedure says no: an outcome, not a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Stable name of the rule.
    pub rule: String,
    /// Citation of the article, when the rule has one.
    pub article: Option<String>,
    /// What is not possible and what to do instead, for the officer, in Chinese.
    pub message: String,
}

/// One field of a form that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The form's field name.
    pub field: &'static str,
    /// What is wrong and how to put it right, in Chinese.
    pub message: String,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// The rules forbid the act.
    #[error("refused by rule {}", .0.rule)]
    Refused(Refused),
    /// The input is incomplete or malformed.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldError>),
    /// There is no such thing, or the actor may not know of it.
    #[error("not found")]
    NotFound,
    /// The actor's roles do not allow the act.
    #[error("not permitted")]
    Forbidden,
    /// Somebody else changed the same thing at the same moment, again and again.
    #[error("stream {0} kept changing")]
    Busy(String),
    /// The store failed.
    #[error("store")]
    Store(#[from] StoreError),
    /// The journal did not take the events.
    #[error("append")]
    Append(#[source] AppendError),
    /// The full-text index cannot be used.
    #[error("search")]
    Search(#[from] gongkai_search::SearchError),
    /// An event could not be written or read.
    #[error("event")]
    Event(#[from] gongkai_journal::EnvelopeError),
    /// Sealing or unsealing personal data failed.
    #[error("vault")]
    Vault(#[from] crate::vault::VaultError),
    /// Something that was recorded contradicts itself; the text says what, for the log.
    #[error("inconsistent record: {0}")]
    Inconsistent(String),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> AppError {
        AppError::Refused(Refused {
            rule: refusal.rule.to_owned(),
            article: refusal.article.map(|article| article.to_string()),
            message: refusal.message,
        })
    }
}

impl AppError {
    /// A refusal without an article: a rule of procedure.
    pub fn refused(rule: &str, message: impl Into<String>) -> AppError {
        AppError::Refused(Refused { rule: rule.to_owned(), article: None, message: message.into() })
    }

    /// One wrong field.
    pub fn field(field: &'static str, message: impl Into<String>) -> AppError {
        AppError::Fields(vec![FieldError { field, message: message.into() }])
    }
}
