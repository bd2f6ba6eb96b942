//! The enterprise code (企业码): a short-lived token that says which enterprise shows it.

use gongkai_enterprise::Profile;
use jiff::{SignedDuration, Timestamp};

use super::EnterpriseSeat;
use crate::{App, AppError};

/// How long a token holds; a screen is shown and scanned at once.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// Characters of the keyed hash in a token: 128 bits.
const SIGNED: usize = 32;

impl App {
    /// A token of the enterprise, and until when it holds.
    pub fn enterprise_token(&self, seat: &EnterpriseSeat) -> (String, Timestamp) {
        let until = self.now().checked_add(HOLDS).unwrap_or(Timestamp::MAX);
        let said = format!("{}.{}", seat.credit_code, until.as_second());
        (format!("{said}.{}", self.signed(&said)), until)
    }

    /// What everybody may know of the enterprise that shows a token, and until when it holds.
    ///
    /// # Errors
    ///
    /// `NotFound` for a token that is none of ours or does not hold any more.
    pub async fn enterprise_by_token(&self, token: &str) -> Result<(Profile, Timestamp), AppError> {
        let (said, signature) = token.rsplit_once('.').ok_or(AppError::NotFound)?;
        // Compared as keyed hashes of both, so that time tells nothing of how much was right.
        let seen = self.vault.lookup_hash("enterprise token seen", signature);
        if seen != self.vault.lookup_hash("enterprise token seen", &self.signed(said)) {
            return Err(AppError::NotFound);
        }
        let (code, until) = said.split_once('.').ok_or(AppError::NotFound)?;
        let until = until.parse().ok().and_then(|second| Timestamp::from_second(second).ok());
        let until = until.filter(|until| self.now() < *until).ok_or(AppError::NotFound)?;
        let profile = self.store.enterprise(code).await?.ok_or(AppError::NotFound)?;
        Ok((profile, until))
    }

    fn signed(&self, said: &str) -> String {
        self.vault.lookup_hash("enterprise token", said).chars().take(SIGNED).collect()
    }
}
