//! The hidden token that proves a form came from our own page.

use askama::Template;

/// The hidden token of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "form_token/template.html")]
pub struct FormToken {
    /// The session's token.
    pub token: String,
}

writes_html!(FormToken);
