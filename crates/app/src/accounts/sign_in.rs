//! Signing in, and slowing down those who guess.
//!
//! Failures are counted by login and address together, by address, and by login. The first two only ever stop the
//! address they come from. The third stops addresses from which nobody signed in as this login before, so whoever
//! guesses from a thousand addresses is stopped and the holder at the usual desk is not.

use jiff::{SignedDuration, Timestamp};

use super::password;
use crate::{Actor, App, AppError};

/// Over how long failures are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// How long an address stays known to a login.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Failures of one login from one address.
const PAIR_LIMIT: u64 = 5;
/// Failures from one address, which may be a whole office.
const ADDRESS_LIMIT: u64 = 50;
/// Failures of one login from anywhere.
const LOGIN_LIMIT: u64 = 100;

/// A try to sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Login name as typed.
    pub login: String,
    /// Password as typed.
    pub password: String,
    /// Where it comes from.
    pub address: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("password", &"[hidden]").finish_non_exhaustive()
    }
}

/// A secret somebody tries, and from where.
pub(crate) struct Secret {
    pub(crate) login: String,
    pub(crate) address: String,
    /// What else to do for whoever has tried too often.
    pub(crate) help: &'static str,
}

/// Keyed hashes under which failures are counted: the table tells nobody who tried what.
struct Throttles {
    pair: String,
    address: String,
    login: String,
    known: String,
}

impl App {
    /// Signs in: the actor, or a refusal that does not tell an unknown login from a wrong password.
    pub async fn sign_in(&self, attempt: &SignIn) -> Result<Actor, AppError> {
        let login = attempt.login.trim().to_lowercase();
        let (login_tried, address) = (login.clone(), attempt.address.clone());
        let secret = Secret { login: login_tried, address, help: "或联系系统管理员重置密码" };
        // Whoever is no member of staff does not sign in here, whatever secrets the store keeps of them.
        self.begin_trial(&secret).await?;
        let credential = self.store.credential(&login).await?;
        let fits = password::verify(credential.map(|it| it.phc), attempt.password.clone()).await;
        let actor = self.actor_of(&login).await?.filter(|_| fits);
        self.end_trial(&secret, actor.is_some()).await?;
        actor.ok_or_else(|| AppError::refused("sign_in", "登录名或密码不正确，请核对后重试。"))
    }

    /// Does the password fit the secret? Slowed down as signing in is.
    pub(crate) async fn fits_secret(&self, secret: &Secret, password: &str) -> Result<bool, AppError> {
        self.begin_trial(secret).await?;
        let credential = self.store.credential(&secret.login).await?;
        let fits = password::verify(credential.map(|it| it.phc), password.to_owned()).await;
        self.end_trial(secret, fits).await?;
        Ok(fits)
    }

    /// Counts a try before it is checked, so that tries sent at once are all counted.
    ///
    /// # Errors
    ///
    /// A refusal when there were too many.
    pub(crate) async fn begin_trial(&self, secret: &Secret) -> Result<(), AppError> {
        let now = self.now();
        let throttles = self.throttles(&secret.login, &secret.address);
        if self.is_throttled(&throttles, now).await? {
            return Err(AppError::refused(
                "sign_in_throttled",
                format!("尝试次数过多，请15分钟后再试，{}。", secret.help),
            ));
        }
        Ok(self.store.note_attempt(&throttles.pair, now).await?)
    }

    /// Counts what came of a try.
    pub(crate) async fn end_trial(&self, secret: &Secret, fits: bool) -> Result<(), AppError> {
        let now = self.now();
        let throttles = self.throttles(&secret.login, &secret.address);
        if fits {
            self.store.forget_attempts(&throttles.pair).await?;
            self.store.note_attempt(&throttles.known, now).await?;
        } else {
            self.store.note_attempt(&throttles.address, now).await?;
            self.store.note_attempt(&throttles.login, now).await?;
        }
        Ok(())
    }

    /// Forgets what no limit looks at any more; for the schedule.
    pub async fn forget_old_attempts(&self) -> Result<u64, AppError> {
        Ok(self.store.delete_attempts_before(before(self.now(), KNOWN_FOR)).await?)
    }

    fn throttles(&self, login: &str, address: &str) -> Throttles {
        let both = format!("{login}\u{0}{address}");
        Throttles {
            pair: self.vault.lookup_hash("sign-in pair", &both),
            address: self.vault.lookup_hash("sign-in address", address),
            login: self.vault.lookup_hash("sign-in login", login),
            known: self.vault.lookup_hash("sign-in known", &both),
        }
    }

    async fn is_throttled(&self, throttles: &Throttles, now: Timestamp) -> Result<bool, AppError> {
        let since = before(now, WINDOW);
        if self.store.attempts_since(&throttles.pair, since).await? >= PAIR_LIMIT
            || self.store.attempts_since(&throttles.address, since).await? >= ADDRESS_LIMIT
        {
            return Ok(true);
        }
        if self.store.attempts_since(&throttles.login, since).await? < LOGIN_LIMIT {
            return Ok(false);
        }
        Ok(self.store.attempts_since(&throttles.known, before(now, KNOWN_FOR)).await? == 0)
    }
}

fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}
