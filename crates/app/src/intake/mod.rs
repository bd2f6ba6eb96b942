//! Asking online (网上申请): kept drafts, submission, query codes, what the requester sees and does afterwards.
//!
//! Nobody has an account. A visitor is known by a secret that only their browser's cookie holds; what is kept for them
//! in between is sealed under a key derived from it, so the database alone tells nothing.

mod afterwards;
mod code;
mod desk;
mod feed;
mod opinion;
mod submit;
mod throttle;

use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::vault::{VaultError, random, to_hex};
use crate::{App, AppError};

pub use afterwards::{FeeToPay, Moment, RemedyLine, ReplyGiven, TrackedCase, Way};
pub use code::{Opened, OpenedCase, OpenedInquiry, OpenedMotion};
pub use desk::LaterWords;
pub use feed::{CaseFeed, FeedEntry};
pub use opinion::{FoundLink, LinkRow, NewLink, OpinionAsked};
pub use submit::{NO_SUBJECT, Submission, Submitted};
pub use throttle::{Knock, Limits};

/// How long a draft is kept after it was last saved.
pub const DRAFT_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Who asks, as far as anybody knows: the holder of a cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Visitor {
    secret: [u8; 32],
}

impl std::fmt::Debug for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visitor").finish_non_exhaustive()
    }
}

impl Visitor {
    /// A visitor nobody has met.
    pub fn new() -> Result<Visitor, AppError> {
        Ok(Visitor { secret: random::<32>()? })
    }

    /// The visitor whose browser sent this cookie.
    pub fn from_cookie(value: &str) -> Option<Visitor> {
        let bytes = crate::vault::from_hex(value)?;
        Some(Visitor { secret: bytes.try_into().ok()? })
    }

    /// What their browser keeps.
    pub fn cookie(&self) -> String {
        to_hex(&self.secret)
    }

    /// What forms of ours carry, so that no other site can send them.
    pub fn form_token(&self) -> String {
        to_hex(&self.derived("form", ""))
    }

    fn derived(&self, purpose: &str, name: &str) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(name.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl App {
    /// Keeps `value` for the visitor under `name`, sealed, for a time.
    pub async fn keep_for<T: Serialize>(
        &self,
        visitor: &Visitor,
        name: &str,
        value: &T,
        time: SignedDuration,
    ) -> Result<(), AppError> {
        let plain = serde_json::to_vec(value).map_err(|error| AppError::Inconsistent(error.to_string()))?;
        self.keep_bytes(visitor, name, &plain, time).await
    }

    /// What was kept for the visitor under `name`; nothing when it has expired or does not open.
    pub async fn kept_for<T: DeserializeOwned>(
        &self,
        visitor: &Visitor,
        name: &str,
    ) -> Result<Option<T>, AppError> {
        let bytes = self.kept_bytes(visitor, name).await?;
        // A box of an earlier version of the program is no box.
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Keeps bytes, as [`App::keep_for`].
    pub async fn keep_bytes(
        &self,
        visitor: &Visitor,
        name: &str,
        plain: &[u8],
        time: SignedDuration,
    ) -> Result<(), AppError> {
        let sealed = crate::vault::seal(&visitor.derived("key", name), name.as_bytes(), plain)?;
        let until = self.now().checked_add(time).unwrap_or(jiff::Timestamp::MAX);
        Ok(self.store.keep_box(visitor.derived("box", name), sealed, until).await?)
    }

    /// Bytes that were kept, as [`App::kept_for`].
    pub async fn kept_bytes(&self, visitor: &Visitor, name: &str) -> Result<Option<Vec<u8>>, AppError> {
        let sealed = self.store.kept_box(visitor.derived("box", name), self.now()).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        match crate::vault::open(&visitor.derived("key", name), name.as_bytes(), &sealed) {
            Ok(plain) => Ok(Some(plain)),
            Err(VaultError::DoesNotOpen) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Throws away what was kept for the visitor under `name`.
    pub async fn drop_for(&self, visitor: &Visitor, name: &str) -> Result<(), AppError> {
        Ok(self.store.drop_box(visitor.derived("box", name)).await?)
    }

    /// Throws away what was kept too long; for the schedule.
    pub async fn drop_expired_boxes(&self) -> Result<u64, AppError> {
        Ok(self.store.drop_expired_boxes(self.now()).await?)
    }
}
