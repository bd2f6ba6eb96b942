//! One call of the interface: its address, its answer, and when it may be made again.

use std::fmt::Write as _;
use std::thread;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refusal::Refused;
use super::{Client, WechatError};
use crate::Secret;
use crate::http::{Answer, Fault, Request};

/// When a call that did not go well may be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// Doing it twice does no harm.
    Always,
    /// Only when it cannot have been received: doing it twice would be seen.
    WhenUnsent,
}

/// A request, put together.
pub(super) struct Once {
    path: String,
    body: Option<(String, Vec<u8>)>,
}

impl Once {
    pub(super) fn get(path: &str, query: &[(&str, &str)]) -> Once {
        Once { path: with_query(path, query), body: None }
    }

    pub(super) fn json(path: &str, query: &[(&str, &str)], body: &Value) -> Once {
        let body = body.to_string().into_bytes();
        Once {
            path: with_query(path, query),
            body: Some(("application/json; charset=utf-8".to_owned(), body)),
        }
    }

    /// A form with one file, named `media` as the interface wants it.
    pub(super) fn file(path: &str, query: &[(&str, &str)], name: &str, kind: &str, bytes: &[u8]) -> Once {
        let mut mark = "gongkai".to_owned();
        while bytes.windows(mark.len()).any(|part| part == mark.as_bytes()) {
            mark.push('-');
            let _ = write!(mark, "{}", bytes.len());
        }
        let head = format!(
            "--{mark}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        let tail = format!("\r\n--{mark}--\r\n");
        let body = [head.as_bytes(), bytes, tail.as_bytes()].concat();
        Once {
            path: with_query(path, query),
            body: Some((format!("multipart/form-data; boundary={mark}"), body)),
        }
    }
}

fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (index, (name, value)) in query.iter().enumerate() {
        let sign = if index == 0 { '?' } else { '&' };
        let _ = write!(out, "{sign}{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
    }
    out
}

impl Client {
    /// Calls the interface with the token in use; with another one, once, when WeChat does not take it.
    pub(super) fn call<T: DeserializeOwned>(
        &self,
        again: Again,
        request: impl Fn(&str) -> Once,
    ) -> Result<T, WechatError> {
        let token = self.token()?;
        match self.call_with(&token, again, &request) {
            Err(error) if error.is_of_token() => self.call_with(&self.renew(&token)?, again, &request),
            answer => answer,
        }
    }

    /// Calls the interface with this token.
    pub(super) fn call_with<T: DeserializeOwned>(
        &self,
        token: &Secret,
        again: Again,
        request: &dyn Fn(&str) -> Once,
    ) -> Result<T, WechatError> {
        let answer = self.patiently(again, || self.once(&request(token.reveal())));
        answer.map_err(|error| error.without(token))
    }

    /// Makes a call, and again after each delay while that may help.
    pub(super) fn patiently<T>(
        &self,
        again: Again,
        call: impl Fn() -> Result<T, WechatError>,
    ) -> Result<T, WechatError> {
        let mut delays = self.account.delays.iter();
        loop {
            let error = match call() {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let may = match again {
                Again::Always => error.is_passing(),
                Again::WhenUnsent => error == WechatError::Unreachable,
            };
            match delays.next().filter(|_| may) {
                Some(delay) => thread::sleep(*delay),
                None => return Err(error),
            }
        }
    }

    /// Makes a call once.
    pub(super) fn once<T: DeserializeOwned>(&self, once: &Once) -> Result<T, WechatError> {
        let address = format!("{}{}", self.account.base.trim_end_matches('/'), once.path);
        let kind = once.body.as_ref().map(|(kind, _)| [("content-type", kind.as_str())]);
        let request = Request {
            address: &address,
            headers: kind.as_ref().map_or(&[], |kind| kind.as_slice()),
            body: once.body.as_ref().map(|(_, body)| body.as_slice()),
        };
        let answer = self.wire.send(&request).map_err(|fault| match fault {
            Fault::Unsent | Fault::UnsentInTime | Fault::NotPublic(_) => WechatError::Unreachable,
            Fault::Timeout => WechatError::Timeout,
            Fault::Broken => WechatError::Garbled,
        })?;
        self.read(&answer)
    }

    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, WechatError> {
        if answer.status != 200 {
            return Err(WechatError::Status(answer.status));
        }
        let value: Value = serde_json::from_slice(&answer.body).map_err(|_| WechatError::Garbled)?;
        let code = value.get("errcode").and_then(Value::as_i64).unwrap_or(0);
        if code != 0 {
            let words = value.get("errmsg").and_then(Value::as_str).unwrap_or_default();
            let refused = WechatError::Refused(Refused::new(code, words));
            return Err(refused.without(&self.account.secret));
        }
        serde_json::from_value(value).map_err(|_| WechatError::Garbled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_file_does_not_end_the_form() {
        let once = Once::file(
            "/x",
            &[("access_token", "a&b")],
            "p.png",
            "image/png",
            b"--gongkai--\r\n--gongkai-13",
        );
        assert_eq!(once.path, "/x?access_token=a%26b");
        let (kind, body) = once.body.unwrap();
        let mark = kind.split_once("boundary=").unwrap().1;
        let text = String::from_utf8(body).unwrap();
        assert_eq!(text.matches(&format!("--{mark}")).count(), 2, "{text}");
    }
}
