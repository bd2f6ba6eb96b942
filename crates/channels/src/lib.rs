//! Ways out to readers and programs elsewhere (对外渠道): the WeChat official account and signed webhooks.
//!
//! Everything here blocks; call it where blocking is allowed. Nothing here logs, and nothing that is returned holds a key
//! or a token. What was done so far is the caller's to keep: see [`wechat::Progress`].

mod guard;
mod http;
mod secret;
pub mod webhook;
pub mod wechat;

pub use secret::Secret;
