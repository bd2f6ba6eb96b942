//! Why an act of the office did not happen: the form must be put right, the rules say no, or there is a problem.

use axum::response::{IntoResponse, Response};
use gongkai_app::AppError;
use gongkai_store::StoreError;

use super::words;
use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::ui::notice::{Notice, Tone};

/// What is to be put right before a form can be accepted.
#[derive(Debug, Clone, Default)]
pub struct Flaws {
    /// Field by field.
    pub errors: FieldErrors,
    /// The rule that says no, with its article.
    pub refusal: Option<Notice>,
}

impl Flaws {
    /// Nothing is wrong with a field, but the whole is not acted on: why.
    pub fn refused(text: impl Into<String>) -> Flaws {
        Flaws { errors: FieldErrors::default(), refusal: Some(Notice::new(Tone::Warn, text)) }
    }

    /// Is there nothing to put right? Then the form is shown for the first time.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty() && self.refusal.is_none()
    }
}

/// Why an act did not happen.
#[derive(Debug)]
pub enum Fault {
    /// The form comes back with what was filled in.
    Flaws(Box<Flaws>),
    /// There is no form to come back to.
    Problem(Problem),
}

impl Fault {
    /// What to put right; anything else is passed on.
    ///
    /// # Errors
    ///
    /// The problem, when the form cannot help.
    pub fn flaws(self) -> Result<Flaws, Fault> {
        match self {
            Fault::Flaws(flaws) => Ok(*flaws),
            Fault::Problem(problem) => Err(Fault::Problem(problem)),
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Fault {
        Fault::Problem(problem)
    }
}

impl From<FieldErrors> for Fault {
    fn from(errors: FieldErrors) -> Fault {
        Fault::Flaws(Box::new(Flaws { errors, refusal: None }))
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Fault {
        match error {
            AppError::Fields(fields) => {
                let mut errors = FieldErrors::default();
                for field in fields {
                    errors.add(field.field, field.message);
                }
                errors.into()
            }
            AppError::Refused(refused) => {
                tracing::info!(rule = refused.rule, "refused");
                let text = match refused.article {
                    Some(article) => format!("{}（{}）", refused.message, words::article(&article)),
                    None => refused.message,
                };
                let refusal = Some(Notice::new(Tone::Stop, text));
                Fault::Flaws(Box::new(Flaws { errors: FieldErrors::default(), refusal }))
            }
            AppError::NotFound => Fault::Problem(Problem::NotFound),
            AppError::Forbidden => Fault::Problem(Problem::Forbidden),
            AppError::Busy(_) => Fault::Problem(Problem::Busy),
            other => Fault::Problem(Problem::failed(other)),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        AppError::from(error).into()
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Fault {
        Fault::Problem(error.into())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Fault::Problem(problem) => problem.into_response(),
            Fault::Flaws(flaws) => {
                let message = match (&flaws.refusal, flaws.errors.summary().errors.first()) {
                    (Some(refusal), _) => refusal.text.clone(),
                    (None, Some((_, message))) => message.clone(),
                    (None, None) => String::new(),
                };
                Problem::Refused { message, article: None }.into_response()
            }
        }
    }
}
