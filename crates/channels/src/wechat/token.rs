//! The token every call needs (`access_token`): asked for once, kept until shortly before its end.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

use super::call::{Again, Once};
use super::{Client, Reason, Refused, TokenWay, WechatError};
use crate::Secret;

/// A token is no longer used this long before its end.
const MARGIN: Duration = Duration::from_mins(5);

#[derive(Debug, Clone)]
struct Held {
    token: Secret,
    until: Instant,
}

/// The token in use.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Option<Held>>);

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: u64,
}

impl Client {
    /// The token in use, or a new one. Who comes while one is being asked for waits for that one.
    pub(super) fn token(&self) -> Result<Secret, WechatError> {
        let mut held = self.tokens.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref().filter(|held| Instant::now() < held.until) {
            return Ok(held.token.clone());
        }
        self.fetch(&mut held, false)
    }

    /// Another token in place of `bad`, which WeChat does not take any more.
    pub(super) fn renew(&self, bad: &Secret) -> Result<Secret, WechatError> {
        let mut held = self.tokens.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref().filter(|held| held.token != *bad) {
            return Ok(held.token.clone());
        }
        let token = self.fetch(&mut held, false)?;
        // The interface gives the same token until it ends; only a forced one is new. Forcing is rationed, 20 a day.
        if token == *bad { self.fetch(&mut held, true) } else { Ok(token) }
    }

    fn fetch(&self, held: &mut Option<Held>, force: bool) -> Result<Secret, WechatError> {
        *held = None;
        let account = &self.account;
        let (id, secret) = (account.app_id.as_str(), account.secret.reveal());
        let once = match account.token {
            TokenWay::Stable => {
                let body = json!({
                    "grant_type": "client_credential", "appid": id, "secret": secret, "force_refresh": force,
                });
                Once::json("/cgi-bin/stable_token", &[], &body)
            }
            TokenWay::Classic => {
                let query = [("grant_type", "client_credential"), ("appid", id), ("secret", secret)];
                Once::get("/cgi-bin/token", &query)
            }
        };
        let answer: Result<Answer, WechatError> = self.patiently(Again::Always, || self.once(&once));
        // Where the token is asked for, the code of a bad token means a bad secret.
        let answer = answer.map_err(|error| match error {
            WechatError::Refused(refused) if refused.reason == Reason::Token => {
                WechatError::Refused(Refused { reason: Reason::Credential, ..refused })
            }
            error => error,
        })?;
        let life = Duration::from_secs(answer.expires_in);
        let used = life.saturating_sub(MARGIN.min(life / 2));
        let token = Secret::new(answer.access_token);
        *held = Some(Held { token: token.clone(), until: Instant::now() + used });
        Ok(token)
    }
}
