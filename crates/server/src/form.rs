//! Forms: the token is checked before a field is read, and what was filled in comes back with every error.

use std::collections::BTreeMap;

use axum::extract::multipart::{Field as Part, Multipart};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::IntoResponse as _;
use gongkai_app::typed;
use jiff::civil::Date;
use tower_sessions::Session;

use crate::problem::Problem;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::form_token::FormToken;

/// Name of the hidden field.
const TOKEN_FIELD: &str = "form_token";
/// Where the session keeps its token.
const TOKEN_KEY: &str = "form_token";
/// More fields than any form of ours has.
const MOST_FIELDS: usize = 2_000;

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// Name of the file as the browser gave it; never a path to be trusted.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The fields of a form whose token was right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    values: BTreeMap<String, Vec<String>>,
    files: Vec<Upload>,
}

impl Fields {
    /// The fields of `pairs`.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Fields {
        let mut fields = Fields::default();
        for (name, value) in pairs {
            fields.values.entry(name).or_default().push(value);
        }
        fields
    }

    /// What was filled in, without space at its ends; empty when the field was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// Every value sent under this name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values.get(name).into_iter().flatten().map(String::as_str).collect()
    }

    /// Is the box ticked, or the button pressed?
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Names and first values, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, values)| (name.as_str(), values.first().map_or("", String::as_str)))
    }

    /// The files handed in under this name; a file control left empty sends none.
    pub fn files(&self, name: &str) -> impl Iterator<Item = &Upload> {
        self.files.iter().filter(move |file| file.field == name && !file.bytes.is_empty())
    }
}

/// A form as it is filled in: plain texts, not yet a command.
pub trait FromFields: Sized {
    /// Takes what was filled in.
    fn from_fields(fields: Fields) -> Self;
}

impl FromFields for Fields {
    fn from_fields(fields: Fields) -> Fields {
        fields
    }
}

/// Extracts a form after checking its token.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<S, T> FromRequest<S> for Form<T>
where
    S: Send + Sync,
    T: FromFields,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Form<T>, Problem> {
        let (mut parts, body) = request.into_parts();
        let session = session(&mut parts, state).await?;
        let expected: Option<String> = session.get(TOKEN_KEY).await.map_err(Problem::failed)?;
        let expected = expected.ok_or(Problem::StaleForm)?;
        let sent = read(Request::from_parts(parts, body), state, &expected).await?;
        if sent.genuine { Ok(Form(T::from_fields(sent.fields))) } else { Err(Problem::StaleForm) }
    }
}

/// A form as it was sent, and whether its token was right.
#[derive(Debug, Clone)]
pub struct Sent {
    /// What was filled in; without files when the token was wrong.
    pub fields: Fields,
    /// Was the token the one expected?
    pub genuine: bool,
}

/// Reads a form of either encoding; whose token is wrong must not be acted on.
///
/// # Errors
///
/// A problem when it cannot be read, or files were sent without the right token.
pub async fn read<S: Send + Sync>(request: Request, state: &S, expected: &str) -> Result<Sent, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let fields = read_multipart(request, state, expected).await?;
        return Ok(Sent { fields, genuine: true });
    }
    read_encoded(request, state, expected).await
}

/// The token for the forms of a page; made when the session has none.
#[derive(Debug, Clone)]
pub struct Token(pub FormToken);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Token, Problem> {
        token_of(&session(parts, state).await?).await.map(Token)
    }
}

/// The token of `session`; made when it has none.
pub async fn token_of(session: &Session) -> Result<FormToken, Problem> {
    if let Some(token) = session.get::<String>(TOKEN_KEY).await.map_err(Problem::failed)? {
        return Ok(FormToken { token });
    }
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Problem::failed(error.to_string()))?;
    let token = hexadecimal(&bytes);
    session.insert(TOKEN_KEY, &token).await.map_err(Problem::failed)?;
    Ok(FormToken { token })
}

/// Bytes in small hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

async fn session<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Session, Problem> {
    Session::from_request_parts(parts, state).await.map_err(|(_, reason)| Problem::failed(reason))
}

async fn read_encoded<S: Send + Sync>(request: Request, state: &S, expected: &str) -> Result<Sent, Problem> {
    let pairs = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
    let axum::Form(pairs) = pairs.map_err(|rejection| unreadable(rejection.into_response().status()))?;
    if MOST_FIELDS < pairs.len() {
        return Err(Problem::TooLarge);
    }
    let given = pairs.iter().find(|(name, _)| name == TOKEN_FIELD).map_or("", |(_, value)| value.as_str());
    let genuine = same(given, expected);
    Ok(Sent { fields: Fields::of(pairs.into_iter().filter(|(name, _)| name != TOKEN_FIELD)), genuine })
}

async fn read_multipart<S: Send + Sync>(
    request: Request,
    state: &S,
    expected: &str,
) -> Result<Fields, Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| unreadable(error.status());
    let multipart = Multipart::from_request(request, state).await;
    let mut multipart = multipart.map_err(|rejection| unreadable(rejection.into_response().status()))?;
    // The token stands first in every form of ours, so that no file is taken in before it is right.
    let first = multipart.next_field().await.map_err(broken)?.ok_or(Problem::StaleForm)?;
    if first.name() != Some(TOKEN_FIELD) || !same(&first.text().await.map_err(broken)?, expected) {
        return Err(Problem::StaleForm);
    }
    let mut fields = Fields::default();
    for _ in 0..MOST_FIELDS {
        let Some(part) = multipart.next_field().await.map_err(broken)? else { return Ok(fields) };
        take(&mut fields, part).await.map_err(broken)?;
    }
    Err(Problem::TooLarge)
}

async fn take(fields: &mut Fields, part: Part<'_>) -> Result<(), axum::extract::multipart::MultipartError> {
    let field = part.name().unwrap_or_default().to_owned();
    match part.file_name().map(str::to_owned) {
        Some(name) => {
            let bytes = part.bytes().await?.to_vec();
            fields.files.push(Upload { field, name, bytes });
        }
        None => fields.values.entry(field).or_default().push(part.text().await?),
    }
    Ok(())
}

fn unreadable(status: axum::http::StatusCode) -> Problem {
    if status == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Unreadable }
}

/// Equality in a time that does not tell how much was right.
fn same(given: &str, expected: &str) -> bool {
    let differing = given.bytes().zip(expected.bytes()).fold(0, |sum, (left, right)| sum | (left ^ right));
    given.len() == expected.len() && differing == 0 && !expected.is_empty()
}

/// Everything that is wrong with a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors {
    errors: Vec<(String, String)>,
}

impl FieldErrors {
    /// Adds an error; an empty field name is about the whole form.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push((field.to_owned(), message.into()));
    }

    /// What is wrong with this field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| name == field).map(|(_, message)| message.as_str())
    }

    /// Is nothing wrong?
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The list above the form.
    pub fn summary(&self) -> ErrorSummary {
        ErrorSummary { errors: self.errors.clone() }
    }
}

/// Reads fields into values and gathers every error on the way.
#[derive(Debug)]
pub struct Checker<'a> {
    fields: &'a Fields,
    errors: FieldErrors,
}

impl<'a> Checker<'a> {
    /// Reads from `fields`.
    pub fn new(fields: &'a Fields) -> Checker<'a> {
        Checker { fields, errors: FieldErrors::default() }
    }

    /// A text that must be filled in; `message` says how to put it right.
    pub fn required(&mut self, name: &str, message: &str) -> String {
        let text = self.fields.text(name);
        if text.is_empty() {
            self.errors.add(name, message);
        }
        text.to_owned()
    }

    /// A text that may be left empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.fields.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A day that must be filled in; `label` names the field.
    pub fn date(&mut self, name: &str, label: &str) -> Option<Date> {
        if self.fields.text(name).is_empty() {
            self.errors.add(name, format!("请填写{label}，例如 2021-12-31"));
            return None;
        }
        self.optional_date(name, label)
    }

    /// A day that may be left empty.
    pub fn optional_date(&mut self, name: &str, label: &str) -> Option<Date> {
        let text = self.fields.text(name);
        let date = typed::day(text);
        if date.is_none() && !text.is_empty() {
            self.errors.add(name, format!("{label}不是有效日期，请按“2021-12-31”的格式填写"));
        }
        date
    }

    /// A whole number, 0 or more, that must be filled in.
    pub fn count(&mut self, name: &str, label: &str) -> Option<u64> {
        let number = typed::digits(self.fields.text(name)).replace([',', '，'], "").parse().ok();
        if number.is_none() {
            self.errors.add(name, format!("{label}应为 0 或者正整数"));
        }
        number
    }

    /// A small whole number, 0 or more, that must be filled in.
    pub fn small<T: TryFrom<u64>>(&mut self, name: &str, label: &str) -> Option<T> {
        let number = self.count(name, label)?;
        let small = T::try_from(number).ok();
        if small.is_none() {
            self.errors.add(name, format!("{label}过大，请改填"));
        }
        small
    }

    /// A small whole number that may be left empty.
    pub fn optional_small<T: TryFrom<u64>>(&mut self, name: &str, label: &str) -> Option<T> {
        if self.fields.text(name).is_empty() { None } else { self.small(name, label) }
    }

    /// One of a list of codes.
    pub fn choice<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>, message: &str) -> Option<T> {
        let chosen = read(self.fields.text(name));
        if chosen.is_none() {
            self.errors.add(name, message);
        }
        chosen
    }

    /// Notes an error found by the caller.
    pub fn fail(&mut self, name: &str, message: impl Into<String>) {
        self.errors.add(name, message);
    }

    /// The command, when nothing was wrong and every part is there.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<T, FieldErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            Some(_) => Err(self.errors),
            None => {
                if self.errors.is_empty() {
                    self.errors.add("", "表单没有填完，请补充后重新提交");
                }
                Err(self.errors)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_a_form_is_reported_together() {
        let pairs = [("received_on", "2021-13-01"), ("pages", "x"), ("title", "  ")];
        let fields = Fields::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let mut check = Checker::new(&fields);
        let day = check.date("received_on", "收到日期");
        let pages = check.count("pages", "页数");
        check.required("title", "请填写标题");
        let errors = check.finish(day.zip(pages)).unwrap_err();
        assert_eq!(errors.summary().errors.len(), 3);
        assert_eq!(errors.of("title"), Some("请填写标题"));
    }

    #[test]
    fn a_token_is_only_like_itself() {
        assert!(same("abc", "abc"));
        for given in ["", "ab", "abd", "abcd"] {
            assert!(!same(given, "abc"), "{given}");
        }
        assert!(!same("", ""));
    }
}
