//! Webhooks (推送到对方系统): a signed message to a program elsewhere, sent until it is taken or the schedule ends.
//!
//! A message carries `x-gongkai-id` (the same at every try, so that the receiver takes it once), `x-gongkai-timestamp`
//! (seconds since 1970) and `x-gongkai-signature`: `v1=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a full stop and
//! the body. A receiver computes the same, compares in constant time, and refuses timestamps that are minutes old.

use std::net::IpAddr;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use ureq::http::Uri;

use crate::Secret;
use crate::http::{Answer, Fault, Reach, Request, Wire};

/// Where messages go (接收地址).
#[derive(Debug, Clone)]
pub struct Hook {
    address: String,
    secret: Secret,
    reach: Reach,
}

/// Why an address cannot be a webhook's (接收地址不能使用的原因).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HookError {
    /// It is no address of the web.
    #[error("not an address")]
    NoAddress,
    /// It is not `https`; without it anybody on the way reads along.
    #[error("not https")]
    NotHttps,
    /// It has a name and password in it, which would be kept in the clear.
    #[error("password in the address")]
    Password,
    /// It leads into a network of one's own.
    #[error("{0} is not a public address")]
    NotPublic(IpAddr),
    /// The key has fewer than 32 characters.
    #[error("key too short")]
    ShortKey,
}

impl HookError {
    /// What is wrong and how to put it right, for the officer.
    pub fn words(&self) -> String {
        match self {
            HookError::NoAddress => "接收地址不是一个网址：请填写 https:// 开头的完整网址。".to_owned(),
            HookError::NotHttps => "接收地址须以 https:// 开头。".to_owned(),
            HookError::Password => "接收地址里不能带用户名和密码：对方应当用签名核对。".to_owned(),
            HookError::NotPublic(address) => {
                format!("接收地址 {address} 是内网地址：确需推送到内网的，请由系统管理员在设置中允许。")
            }
            HookError::ShortKey => "签名密钥至少 32 个字符：请使用系统生成的密钥。".to_owned(),
        }
    }
}

/// Shortest key, in characters.
const KEY_CHARACTERS: usize = 32;

impl Hook {
    /// A webhook on the internet.
    ///
    /// # Errors
    ///
    /// [`HookError`]. A name is not looked up here, but each time that a message is sent.
    pub fn new(address: &str, secret: Secret) -> Result<Hook, HookError> {
        let uri = checked(address, &secret)?;
        if uri.scheme_str() != Some("https") {
            return Err(HookError::NotHttps);
        }
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(literal) if !crate::guard::is_public(literal) => Err(HookError::NotPublic(literal)),
            _ => Ok(Hook { address: address.trim().to_owned(), secret, reach: Reach::PublicOnly }),
        }
    }

    /// A webhook that the operator of this site allows in a network of one's own, also without `https`.
    ///
    /// # Errors
    ///
    /// [`HookError`].
    pub fn in_own_network(address: &str, secret: Secret) -> Result<Hook, HookError> {
        checked(address, &secret)?;
        Ok(Hook { address: address.trim().to_owned(), secret, reach: Reach::Anywhere })
    }
}

fn checked(address: &str, secret: &Secret) -> Result<Uri, HookError> {
    let uri: Uri = address.trim().parse().map_err(|_| HookError::NoAddress)?;
    let authority = uri.authority().ok_or(HookError::NoAddress)?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || authority.host().is_empty() {
        return Err(HookError::NoAddress);
    }
    if authority.as_str().contains('@') {
        return Err(HookError::Password);
    }
    if secret.reveal().chars().count() < KEY_CHARACTERS {
        return Err(HookError::ShortKey);
    }
    Ok(uri)
}

/// A message (一条推送).
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The same at every try.
    pub id: &'a str,
    /// JSON.
    pub body: &'a [u8],
}

/// What became of a try (推送结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The receiver has taken it.
    Taken,
    /// The receiver is not there for good: nothing more is to be sent to it (410).
    Gone,
    /// The receiver will not take this message; sending it again is no use.
    Refused(u16),
    /// Another address was named, which nobody has looked at.
    Redirected(u16),
    /// The name leads into a network of one's own; nothing was sent.
    NotPublic(IpAddr),
    /// To be tried again, at the earliest after so many seconds if the receiver said so.
    Again(Trouble, Option<u64>),
}

/// Why a try is to be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// No connection came about.
    Unreachable,
    /// No answer within the time.
    Timeout,
    /// The answer broke off.
    Broken,
    /// The receiver is busy or faulty; its status.
    Status(u16),
}

impl Outcome {
    /// What happened, for the officer.
    pub fn words(&self) -> String {
        match self {
            Outcome::Taken => "对方已接收。".to_owned(),
            Outcome::Gone => "对方答复接收地址已停用（410），不再推送：请核对后重新设置。".to_owned(),
            Outcome::Refused(401 | 403) => "对方拒绝接收：请与对方核对签名密钥。".to_owned(),
            Outcome::Refused(status) => {
                format!("对方拒绝接收这一条（HTTP {status}）：请与对方核对内容格式。")
            }
            Outcome::Redirected(status) => {
                format!("对方要求转到别的地址（HTTP {status}），没有跟随：请把接收地址改为最终地址。")
            }
            Outcome::NotPublic(address) => {
                format!("接收地址的域名指向内网地址 {address}，没有发送：请核对域名，或由系统管理员允许。")
            }
            Outcome::Again(Trouble::Unreachable, _) => "连不上对方，稍后再试。".to_owned(),
            Outcome::Again(Trouble::Timeout, _) => "对方没有在规定时间内答复，稍后再试。".to_owned(),
            Outcome::Again(Trouble::Broken, _) => "对方的答复不完整，稍后再试。".to_owned(),
            Outcome::Again(Trouble::Status(status), _) => {
                format!("对方暂时不能接收（HTTP {status}），稍后再试。")
            }
        }
    }
}

/// Waits between tries: in all some two days.
const SCHEDULE: [u64; 9] = [10, 60, 300, 1_800, 7_200, 21_600, 43_200, 43_200, 43_200];
/// The longest wait that a receiver may ask for, in seconds.
const LONGEST_ASKED: u64 = 86_400;

/// How long to wait after the `tried`-th try, at least as long as the receiver asks; `None` when no more is tried.
///
/// Example: after the first try ten seconds.
pub fn next_try(tried: usize, asked: Option<u64>) -> Option<Duration> {
    let usual = *SCHEDULE.get(tried.checked_sub(1)?)?;
    Some(Duration::from_secs(usual.max(asked.unwrap_or(0).min(LONGEST_ASKED))))
}

/// The signature of a body sent at `timestamp` (签名).
pub fn signature(secret: &Secret, timestamp: u64, body: &[u8]) -> String {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return String::new();
    };
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    bytes.iter().fold("v1=".to_owned(), |out, byte| format!("{out}{byte:02x}"))
}

/// Sends messages.
#[derive(Debug)]
pub struct Sender {
    internet: Wire,
    anywhere: Wire,
}

impl Sender {
    /// A sender whose tries take no longer than `patience`.
    pub fn new(patience: Duration) -> Sender {
        Sender {
            internet: Wire::new(Reach::PublicOnly, patience),
            anywhere: Wire::new(Reach::Anywhere, patience),
        }
    }

    /// Tries once to send a message at `timestamp`, in seconds since 1970.
    pub fn send(&self, hook: &Hook, message: &Message<'_>, timestamp: u64) -> Outcome {
        let (time, signature) = (timestamp.to_string(), signature(&hook.secret, timestamp, message.body));
        let headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("x-gongkai-id", message.id),
            ("x-gongkai-timestamp", time.as_str()),
            ("x-gongkai-signature", signature.as_str()),
        ];
        let wire = match hook.reach {
            Reach::PublicOnly => &self.internet,
            Reach::Anywhere => &self.anywhere,
        };
        let request = Request { address: &hook.address, headers: &headers, body: Some(message.body) };
        match wire.send(&request) {
            Ok(answer) => outcome(&answer),
            Err(Fault::Unsent) => Outcome::Again(Trouble::Unreachable, None),
            Err(Fault::UnsentInTime | Fault::Timeout) => Outcome::Again(Trouble::Timeout, None),
            Err(Fault::Broken) => Outcome::Again(Trouble::Broken, None),
            Err(Fault::NotPublic(address)) => Outcome::NotPublic(address),
        }
    }
}

fn outcome(answer: &Answer) -> Outcome {
    match answer.status {
        200..=299 => Outcome::Taken,
        300..=399 => Outcome::Redirected(answer.status),
        410 => Outcome::Gone,
        408 | 425 | 429 => Outcome::Again(Trouble::Status(answer.status), answer.retry_after),
        400..=499 => Outcome::Refused(answer.status),
        status => Outcome::Again(Trouble::Status(status), answer.retry_after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_others_compute() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assert_eq!(
            signature(&Secret::new("0123456789abcdef0123456789abcdef"), 1_700_000_000, b"{}"),
            "v1=417adf36b901772f658597a76d329694e335e65fc0849d7715c3ca33406309b5"
        );
    }

    #[test]
    fn addresses_of_our_own_network_are_refused_unless_allowed() {
        let key = || Secret::new("k".repeat(32));
        let cases = [
            ("https://127.0.0.1/x", HookError::NotPublic([127, 0, 0, 1].into())),
            ("https://[::1]:8443/x", HookError::NotPublic(std::net::Ipv6Addr::LOCALHOST.into())),
            ("http://example.org/x", HookError::NotHttps),
            ("https://a:b@example.org/x", HookError::Password),
            ("example.org/x", HookError::NoAddress),
            ("ftp://example.org/x", HookError::NoAddress),
            ("", HookError::NoAddress),
        ];
        for (address, error) in cases {
            assert_eq!(Hook::new(address, key()).unwrap_err(), error, "{address}");
            assert!(error.words().ends_with('。'));
        }
        assert_eq!(Hook::new("https://example.org", Secret::new("short")).unwrap_err(), HookError::ShortKey);
        assert!(Hook::in_own_network("http://127.0.0.1:8000/x", key()).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn waits_never_shrink_and_end(asked in proptest::option::of(0_u64..200_000)) {
            let waits: Vec<Duration> = (1..).map_while(|tried| next_try(tried, asked)).collect();
            proptest::prop_assert_eq!(waits.len(), SCHEDULE.len());
            proptest::prop_assert!(waits.is_sorted());
            proptest::prop_assert!(waits.iter().all(|wait| asked.is_none_or(|asked| wait.as_secs() >= asked.min(LONGEST_ASKED))));
        }
    }
}
