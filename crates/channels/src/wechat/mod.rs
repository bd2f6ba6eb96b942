//! The WeChat official account (微信公众号): an item becomes an article there, is published once, and can be deleted.
//!
//! The order of things is that of the official documents (developers.weixin.qq.com, 服务端接口): pictures are uploaded, a
//! draft is made (草稿箱), the draft is submitted (发布能力), and what became of it is asked for until it is decided.
//! [`prepare`] checks a post and says everything that is wrong with it before anything is sent; [`Client::publish`] does what is
//! left to do by a [`Progress`] that the caller keeps; [`Client::status`] asks how it ended.

mod body;
mod call;
mod picture;
mod post;
mod publish;
mod refusal;
mod style;
mod token;

use std::time::Duration;

pub use body::Remark;
pub use post::{
    AUTHOR_CHARACTERS, CONTENT_BYTES, CONTENT_CHARACTERS, DIGEST_CHARACTERS, Flaw, Post, Prepared,
    TITLE_CHARACTERS, prepare,
};
pub use publish::{Progress, Published, Status, Submission, poll_after};
pub use refusal::{Reason, Refused, WechatError};

use crate::Secret;
use crate::http::{Reach, Wire};
use token::Tokens;

/// Which of the two interfaces gives the token (接口调用凭据).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenWay {
    /// `stable_token`: asking again does not end the token of others who use the account.
    #[default]
    Stable,
    /// `token`: for accounts that have only the older interface.
    Classic,
}

/// An account and how it is reached.
#[derive(Debug, Clone)]
pub struct Account {
    /// Identifier of the account (`AppID`).
    pub app_id: String,
    /// Its key (`AppSecret`).
    pub secret: Secret,
    /// Where the interface is; a bureau whose network is closed names its own forwarder.
    pub base: String,
    /// Which interface gives the token.
    pub token: TokenWay,
    /// How long one request may take.
    pub patience: Duration,
    /// How long to wait before each new try of what may be tried again.
    pub delays: Vec<Duration>,
}

/// Where WeChat's own interface is.
pub const BASE: &str = "https://api.weixin.qq.com";

impl Account {
    /// An account reached at WeChat's own address.
    pub fn new(app_id: impl Into<String>, secret: Secret) -> Account {
        Account {
            app_id: app_id.into(),
            secret,
            base: BASE.to_owned(),
            token: TokenWay::Stable,
            patience: Duration::from_secs(20),
            delays: [1, 4, 16].map(Duration::from_secs).to_vec(),
        }
    }
}

/// Speaks with WeChat for one account. Threads may share it: they then share the token.
#[derive(Debug)]
pub struct Client {
    account: Account,
    wire: Wire,
    tokens: Tokens,
}

impl Client {
    /// A client that has asked for nothing yet.
    pub fn new(account: Account) -> Client {
        let wire = Wire::new(Reach::Anywhere, account.patience);
        Client { account, wire, tokens: Tokens::default() }
    }
}
