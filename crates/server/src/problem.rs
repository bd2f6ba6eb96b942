//! What a reader sees when there is no page to show: a reason in Chinese, never a trace.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use gongkai_app::{AppError, FieldError};
use gongkai_store::StoreError;
use serde_json::json;

use crate::site::{Site, View};
use crate::ui::portal_frame::PortalFrame;

/// Why there is no page to show.
#[derive(Debug)]
pub enum Problem {
    /// Missing or not public: one page for both, so existence is not revealed.
    NotFound,
    /// The reader is not signed in.
    SignIn,
    /// The reader's roles do not allow it.
    Forbidden,
    /// The form was not sent from our own page, or the page is too old.
    StaleForm,
    /// What was sent cannot be read as a form.
    Unreadable,
    /// What was sent is too large.
    TooLarge,
    /// A parameter of the address cannot be read: its name, and what it should be.
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong with it.
        flaw: String,
    },
    /// Whoever asks shows no token that holds.
    NoToken,
    /// What was sent has fields that cannot be taken.
    Fields(Vec<FieldError>),
    /// It was public and is no more.
    Gone {
        /// What readers are told.
        notice: String,
        /// What to read instead.
        successor: Option<String>,
    },
    /// The law or a rule of procedure says no; what it says, and the article.
    Refused {
        /// What is not possible and what to do instead.
        message: String,
        /// The article, when the rule has one.
        article: Option<String>,
    },
    /// Somebody else changed the same thing again and again.
    Busy,
    /// We failed; the chain is for the log.
    Failed(Box<dyn Error + Send + Sync>),
}

impl Problem {
    /// We failed because of `error`.
    pub fn failed(error: impl Into<Box<dyn Error + Send + Sync>>) -> Problem {
        Problem::Failed(error.into())
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::SignIn => StatusCode::SEE_OTHER,
            Problem::Forbidden | Problem::StaleForm => StatusCode::FORBIDDEN,
            Problem::Unreadable | Problem::Parameter { .. } => StatusCode::BAD_REQUEST,
            Problem::Gone { .. } => StatusCode::GONE,
            Problem::NoToken => StatusCode::UNAUTHORIZED,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Refused { .. } | Problem::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Problem {
        match error {
            AppError::Refused(refused) => {
                Problem::Refused { message: refused.message, article: refused.article }
            }
            // A handler with a form shows these beside its fields; one without a form can only say them.
            AppError::Fields(errors) => {
                let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
                Problem::Refused { message: messages.join("；"), article: None }
            }
            AppError::NotFound => Problem::NotFound,
            AppError::Forbidden => Problem::Forbidden,
            AppError::Busy(_) => Problem::Busy,
            other => Problem::failed(other),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Problem::failed(error)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Problem {
        Problem::failed(error)
    }
}

/// What the page of a problem says; travels with the response to [`pages`], which knows site and reader.
#[derive(Debug, Clone)]
struct Said {
    title: &'static str,
    text: String,
    article: Option<String>,
    incident: Option<String>,
    successor: Option<String>,
    fields: Vec<FieldError>,
}

impl Said {
    fn new(title: &'static str, text: &str) -> Said {
        Said {
            title,
            text: text.to_owned(),
            article: None,
            incident: None,
            successor: None,
            fields: Vec::new(),
        }
    }

    fn of(problem: Problem) -> Said {
        match problem {
            Problem::NotFound => Said::new(
                "没有找到",
                "没有这个页面，或者它不在公开范围内。请核对网址，或者用上方的搜索查找。",
            ),
            Problem::SignIn => Said::new("请先登录", "登录后才能使用工作台。"),
            Problem::Forbidden => {
                Said::new("没有权限", "您的岗位不能办理这件事。需要办理的，请联系本机关的管理员调整岗位。")
            }
            Problem::StaleForm => Said::new(
                "页面已过期",
                "为防止他人冒用，表单打开太久或者重新登录后需要刷新。请返回上一页，刷新后重新提交。",
            ),
            Problem::Unreadable => {
                Said::new("内容无法读取", "提交的内容不完整或者格式不对。请返回上一页重新提交。")
            }
            Problem::TooLarge => {
                Said::new("内容太大", "提交的内容超过上限。请减少内容或者拆分文件后重新提交。")
            }
            Problem::Parameter { name, flaw } => Said::new("参数不对", &format!("{name}：{flaw}。")),
            Problem::NoToken => Said::new(
                "没有有效的令牌",
                "请在 Authorization 请求头中写明有效的令牌；令牌在工作台“我的账号”中新建。",
            ),
            Problem::Fields(fields) => Said {
                fields,
                ..Said::new("内容有误", "有字段不能接受，逐个写在 fields 中；没有保存任何内容。")
            },
            Problem::Gone { notice, successor } => Said { successor, ..Said::new("已经撤下", &notice) },
            Problem::Refused { message, article } => Said { article, ..Said::new("不能办理", &message) },
            Problem::Busy => Said::new("请稍后再试", "同一件事正由多人同时办理，请稍后刷新页面再试。"),
            Problem::Failed(error) => {
                let incident = incident_number();
                tracing::error!(incident, error = chain(error.as_ref()), "request failed");
                let text = "系统没有完成这次操作，已经记录。需要帮助时，请告知下面的编号。";
                Said { incident: Some(incident), ..Said::new("系统出错", text) }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if matches!(self, Problem::SignIn) {
            return axum::response::Redirect::to(&crate::routes::sign_in()).into_response();
        }
        let status = self.status();
        let said = Said::of(self);
        let mut response = (status, said.text.clone()).into_response();
        response.extensions_mut().insert(said);
        response
    }
}

/// An error with its causes, once, for the log.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

/// A number by which a reader and the log can speak of the same failure.
fn incident_number() -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let mut bytes = [0_u8; 8];
    // Without randomness the number is all the same letter; the page still says that we failed.
    let _ = getrandom::fill(&mut bytes);
    bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()))
        .map(|letter| char::from(*letter))
        .collect()
}

/// The page of a problem.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/problem.html")]
pub struct ProblemPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What is the matter.
    pub title: String,
    /// What it means and what to do.
    pub text: String,
    /// The article that says so.
    pub article: Option<String>,
    /// The number to quote.
    pub incident: Option<String>,
}

/// Media type of problems for programs (RFC 9457).
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Middleware for programs: gives every [`Problem`], and every refusal of the frameworks below, its JSON.
pub(crate) async fn as_json(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let said = match response.extensions_mut().remove::<Said>() {
        Some(said) => said,
        None if status == StatusCode::METHOD_NOT_ALLOWED => {
            Said::new("没有这个方法", "这个地址不接受这种方法；读取请用 GET。")
        }
        None => return response,
    };
    let (mut parts, _) = response.into_parts();
    let body = crate::portal::problem_object(vec![
        "about:blank".into(),
        said.title.into(),
        status.as_u16().into(),
        said.text.into(),
        said.incident.into(),
        said.successor.into(),
        said.fields
            .into_iter()
            .map(|field| json!({ "field": field.field, "message": field.message }))
            .collect::<Vec<_>>()
            .into(),
    ]);
    if status == StatusCode::UNAUTHORIZED {
        parts.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    parts.headers.insert(CONTENT_TYPE, PROBLEM_JSON);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, body.to_string().into())
}

/// Middleware: gives every [`Problem`], and every refusal of the frameworks below, its page.
pub async fn pages(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let view = View::of_parts(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if response.headers().get(CONTENT_TYPE) == Some(&PROBLEM_JSON) {
        return response;
    }
    let said = match response.extensions_mut().remove::<Said>() {
        Some(said) => said,
        None if status == StatusCode::METHOD_NOT_ALLOWED || status == StatusCode::NOT_FOUND => {
            Said::of(Problem::NotFound)
        }
        None if status == StatusCode::PAYLOAD_TOO_LARGE => Said::of(Problem::TooLarge),
        None => return response,
    };
    let frame = PortalFrame::new(&site, view, said.title);
    let page = ProblemPage {
        frame,
        title: said.title.to_owned(),
        text: said.text,
        article: said.article,
        incident: said.incident,
    };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => response,
    }
}
