//! Slowing down machines at the portal: counters in the database, so that all nodes count together.
//!
//! What is counted is a keyed hash of the address, so the table tells nobody who was here.

use jiff::{SignedDuration, Timestamp};

use crate::{App, AppError};

/// How much one address may send; a whole village may stand behind one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Forms sent in ten minutes.
    pub forms: u64,
    /// Requests submitted in an hour.
    pub submissions: u64,
    /// Wrong query codes from one address in fifteen minutes.
    pub wrong_codes: u64,
    /// Wrong query codes for one number, from addresses that never opened it, in fifteen minutes.
    pub wrong_codes_of_number: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { forms: 600, submissions: 60, wrong_codes: 20, wrong_codes_of_number: 100 }
    }
}

/// What somebody at the door wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knock {
    /// Sends a form.
    Form,
    /// Submits a request.
    Submission,
}

impl Knock {
    const fn purpose(self) -> &'static str {
        match self {
            Knock::Form => "portal form",
            Knock::Submission => "portal submission",
        }
    }

    const fn window(self) -> SignedDuration {
        match self {
            Knock::Form => SignedDuration::from_mins(10),
            Knock::Submission => SignedDuration::from_mins(60),
        }
    }
}

impl App {
    /// May `address` do it once more? Counted before it is answered, so that tries sent at once are all counted.
    pub async fn may_knock(&self, limits: &Limits, knock: Knock, address: &str) -> Result<bool, AppError> {
        let most = match knock {
            Knock::Form => limits.forms,
            Knock::Submission => limits.submissions,
        };
        let now = self.now();
        let throttle = self.vault.lookup_hash(knock.purpose(), address);
        if self.store.attempts_since(&throttle, before(now, knock.window())).await? >= most {
            return Ok(false);
        }
        self.store.note_attempt(&throttle, now).await?;
        Ok(true)
    }
}

pub(super) fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}
