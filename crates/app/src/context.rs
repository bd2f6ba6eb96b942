//! Who acts, and when.

use std::sync::Arc;

use gongkai_agency::Role;
use gongkai_statute::Calendar;
use jiff::civil::Date;
use jiff::{Timestamp, tz::Offset};

/// Where "now" comes from: the system, or a fixed course of time in the demo and in tests.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The civil date of `now` in Asia/Shanghai, which has had no daylight saving since 1992 (C10).
pub fn civil_date(now: Timestamp) -> Date {
    Offset::constant(8).to_datetime(now).date()
}

/// The instant of a civil time in Asia/Shanghai.
pub fn instant_of(local: jiff::civil::DateTime) -> Timestamp {
    Offset::constant(8).to_timestamp(local).unwrap_or(Timestamp::MAX)
}

/// A right: a role within an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What the person may do.
    pub role: Role,
    /// The agency in which they may do it; a supervisor's or operator's right reaches the agencies below too.
    pub agency: String,
}

/// Whoever presses the button; an argument of every use case, never ambient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff.
    Account {
        /// Login name, unique on the installation.
        login: String,
        /// Name shown beside their acts.
        name: String,
        /// Rights in force today.
        grants: Vec<Grant>,
    },
    /// A citizen or enterprise at the portal.
    Public,
    /// The program itself: imports, consumers, set-up.
    System,
}

impl Actor {
    /// How the journal names the actor.
    pub fn journal_name(&self) -> String {
        match self {
            Actor::Account { login, .. } => format!("account/{login}"),
            Actor::Public => "public".to_owned(),
            Actor::System => "system".to_owned(),
        }
    }

    /// The login of a signed-in actor.
    pub fn login(&self) -> Option<&str> {
        match self {
            Actor::Account { login, .. } => Some(login),
            Actor::Public | Actor::System => None,
        }
    }

    /// Does the actor hold `role` in exactly this agency?
    ///
    /// The program itself may do what no rule forbids; the domain's own rules still decide.
    pub fn has(&self, role: Role, agency: &str) -> bool {
        match self {
            Actor::Account { grants, .. } => {
                grants.iter().any(|grant| grant.role == role && grant.agency == agency)
            }
            Actor::System => true,
            Actor::Public => false,
        }
    }

    /// Does the actor hold `role` anywhere?
    pub fn has_anywhere(&self, role: Role) -> bool {
        match self {
            Actor::Account { grants, .. } => grants.iter().any(|grant| grant.role == role),
            Actor::System => true,
            Actor::Public => false,
        }
    }
}

/// What a decision may know besides the state: who, when, and how days are counted.
#[derive(Clone)]
pub struct Context {
    /// The present instant.
    pub now: Timestamp,
    /// The present civil date in Asia/Shanghai.
    pub today: Date,
    /// Login of the actor, or `public`/`system`.
    pub by: String,
    /// The working-day calendar in force.
    pub calendar: Arc<Calendar>,
}

impl crate::App {
    /// Lets the actor pass who holds `role` in `agency`.
    ///
    /// # Errors
    ///
    /// [`crate::AppError::Forbidden`] when they do not.
    pub fn permit(&self, actor: &Actor, role: Role, agency: &str) -> Result<(), crate::AppError> {
        self.permit_any(actor, &[role], agency)
    }

    /// Lets the actor pass who holds one of `roles` in `agency`.
    pub fn permit_any(&self, actor: &Actor, roles: &[Role], agency: &str) -> Result<(), crate::AppError> {
        if roles.iter().any(|role| actor.has(*role, agency)) {
            Ok(())
        } else {
            Err(crate::AppError::Forbidden)
        }
    }
}

/// Whoever the journal names, without saying that it is an account: a login, or `public`, `system`.
pub fn login_in_journal(actor: &str) -> &str {
    actor.strip_prefix("account/").unwrap_or(actor)
}
