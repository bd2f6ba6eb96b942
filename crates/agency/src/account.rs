//! Accounts of staff (工作人员账号): opened, given roles, disabled, standing in for others.
//!
//! No secret enters an event; that a password changed does, what it is does not. A member of staff's name is the
//! name under which they perform a public duty.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::token::TokenIssued;
use crate::{Refusal, Role, is_agency_code, is_login};

/// An event of stream `account/<login>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AccountEvent {
    /// The account was opened.
    #[serde(rename = "account.opened.v1")]
    Opened(AccountOpened),
    /// It got a role within an agency.
    #[serde(rename = "account.role_granted.v1")]
    RoleGranted(GrantFact),
    /// It lost a role within an agency.
    #[serde(rename = "account.role_revoked.v1")]
    RoleRevoked(GrantFact),
    /// It stands in for another account for some time.
    #[serde(rename = "account.delegated.v1")]
    Delegated(Delegation),
    /// The standing-in was ended early.
    #[serde(rename = "account.delegation_ended.v1")]
    DelegationEnded {
        /// Whom it stood in for.
        from: String,
        /// The first day on which it no longer does.
        on: Date,
    },
    /// It may no longer sign in.
    #[serde(rename = "account.disabled.v1")]
    Disabled {
        /// Why.
        reason: String,
    },
    /// It may sign in again.
    #[serde(rename = "account.enabled.v1")]
    Enabled {
        /// Why.
        reason: String,
    },
    /// Its password was changed.
    #[serde(rename = "account.password_changed.v1")]
    PasswordChanged {
        /// Login of whoever set it: the holder, or an operator who reset it.
        by: String,
    },
    /// A program may act for it.
    #[serde(rename = "account.token_issued.v1")]
    TokenIssued(TokenIssued),
    /// It no longer may.
    #[serde(rename = "account.token_revoked.v1")]
    TokenRevoked {
        /// Which token.
        id: String,
        /// Login of whoever revoked it.
        by: String,
    },
}

/// What is known of an account from its first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOpened {
    /// Login name.
    pub login: String,
    /// Name shown beside the holder's acts.
    pub name: String,
    /// The agency the holder serves.
    pub agency: String,
    /// The holder's section.
    pub section: Option<String>,
}

/// A role within an agency, and who decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantFact {
    /// The role.
    pub role: Role,
    /// The agency.
    pub agency: String,
    /// Login of whoever decided.
    pub by: String,
}

/// One account stands in for another (代理).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Whose roles are used.
    pub from: String,
    /// Which of them.
    pub grants: Vec<(Role, String)>,
    /// First day.
    pub since: Date,
    /// Last day; `None` until ended.
    pub until: Option<Date>,
    /// Login of whoever decided.
    pub by: String,
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// What it is; `None` when it was never opened.
    pub opened: Option<AccountOpened>,
    /// Roles of its own.
    pub grants: BTreeSet<(Role, String)>,
    /// For whom it stands in.
    pub delegations: BTreeMap<String, Delegation>,
    /// By which tokens programs act for it; those revoked are gone.
    pub tokens: BTreeMap<String, TokenIssued>,
    /// May it not sign in?
    pub is_disabled: bool,
}

impl Account {
    /// Roles in force on `day`, its own and those it stands in for; none while disabled.
    pub fn grants_on(&self, day: Date) -> BTreeSet<(Role, String)> {
        if self.opened.is_none() || self.is_disabled {
            return BTreeSet::new();
        }
        let mut grants = self.grants.clone();
        for delegation in self.delegations.values() {
            if delegation.since <= day && delegation.until.is_none_or(|until| day <= until) {
                grants.extend(delegation.grants.iter().cloned());
            }
        }
        grants
    }

    fn exists(&self) -> Result<&AccountOpened, Refusal> {
        self.opened.as_ref().ok_or_else(|| Refusal::new("account_exists", "没有这个账号，请先开立账号。"))
    }

    /// Takes one event into the state.
    pub fn apply(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::Opened(opened) => self.opened = Some(opened.clone()),
            AccountEvent::RoleGranted(grant) => {
                self.grants.insert((grant.role, grant.agency.clone()));
            }
            AccountEvent::RoleRevoked(grant) => {
                self.grants.remove(&(grant.role, grant.agency.clone()));
            }
            AccountEvent::Delegated(delegation) => {
                self.delegations.insert(delegation.from.clone(), delegation.clone());
            }
            AccountEvent::DelegationEnded { from, on } => {
                if let Some(delegation) = self.delegations.get_mut(from) {
                    delegation.until = on.yesterday().ok();
                }
            }
            AccountEvent::Disabled { .. } => self.is_disabled = true,
            AccountEvent::Enabled { .. } => self.is_disabled = false,
            AccountEvent::PasswordChanged { .. } => {}
            AccountEvent::TokenIssued(token) => {
                self.tokens.insert(token.id.clone(), token.clone());
            }
            AccountEvent::TokenRevoked { id, .. } => {
                self.tokens.remove(id);
            }
        }
    }
}

/// Opens an account (开立账号).
///
/// # Errors
///
/// A [`Refusal`] when the login is taken or malformed, or a field is empty. A login is never given twice, so that
/// an act in the journal names one person for ever.
pub fn open(account: &Account, facts: AccountOpened) -> Result<Vec<AccountEvent>, Refusal> {
    if account.opened.is_some() {
        return Err(Refusal::new("login_unique", "登录名已被使用；登录名不重复使用，请另取一个。"));
    }
    if !is_login(&facts.login) {
        return Err(Refusal::new("login", "登录名以小写字母开头，只含小写字母、数字和 . _ -，2至40位。"));
    }
    if facts.name.trim().is_empty() || !is_agency_code(&facts.agency) {
        return Err(Refusal::new("account_complete", "请填写姓名和所在机关。"));
    }
    Ok(vec![AccountEvent::Opened(facts)])
}

/// Gives the account a role within an agency (授权).
///
/// # Errors
///
/// A [`Refusal`] when `by` gives it to themselves, or the account is disabled.
pub fn grant(account: &Account, role: Role, agency: &str, by: &str) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, by)?;
    if account.is_disabled {
        return Err(Refusal::new("account_enabled", "账号已停用，请先启用再授权。"));
    }
    if account.grants.contains(&(role, agency.to_owned())) {
        return Ok(Vec::new());
    }
    let fact = GrantFact { role, agency: agency.to_owned(), by: by.to_owned() };
    Ok(vec![AccountEvent::RoleGranted(fact)])
}

/// Takes a role away (收回授权).
///
/// # Errors
///
/// A [`Refusal`] when `by` takes it from themselves: the last operator could lock everybody out.
pub fn revoke(account: &Account, role: Role, agency: &str, by: &str) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, by)?;
    if !account.grants.contains(&(role, agency.to_owned())) {
        return Ok(Vec::new());
    }
    let fact = GrantFact { role, agency: agency.to_owned(), by: by.to_owned() };
    Ok(vec![AccountEvent::RoleRevoked(fact)])
}

/// Lets the account stand in for another (委托代理); `giver` is the other account.
///
/// # Errors
///
/// A [`Refusal`] when it would stand in for itself, the other does not hold the roles itself (no chain of
/// delegations), or the days are in the wrong order.
pub fn delegate(
    account: &Account,
    giver: &Account,
    delegation: Delegation,
) -> Result<Vec<AccountEvent>, Refusal> {
    let receiver = account.exists()?;
    giver.exists()?;
    if receiver.login == delegation.from {
        return Err(Refusal::new("delegate_to_another", "不能委托给本人，请另选代理人。"));
    }
    if account.is_disabled || giver.is_disabled {
        return Err(Refusal::new(
            "account_enabled",
            "委托人或者代理人的账号已停用，不能委托；请由管理员另行授权。",
        ));
    }
    if delegation.until.is_some_and(|until| until < delegation.since) {
        return Err(Refusal::new("delegation_days", "代理截止日不能早于起始日，请核对。"));
    }
    if delegation.grants.is_empty() || !delegation.grants.iter().all(|grant| giver.grants.contains(grant)) {
        return Err(Refusal::new(
            "delegation_of_own_roles",
            "只能委托本人持有的角色，代理来的角色不能再转委托。",
        ));
    }
    Ok(vec![AccountEvent::Delegated(delegation)])
}

/// Ends a standing-in early (终止代理).
///
/// # Errors
///
/// A [`Refusal`] when the account does not stand in for `from`.
pub fn end_delegation(account: &Account, from: &str, on: Date) -> Result<Vec<AccountEvent>, Refusal> {
    account.exists()?;
    match account.delegations.get(from) {
        Some(delegation) if delegation.until.is_none_or(|until| on <= until) => {
            Ok(vec![AccountEvent::DelegationEnded { from: from.to_owned(), on }])
        }
        Some(_) | None => Err(Refusal::new("delegation_runs", "没有正在进行的代理，无须终止。")),
    }
}

/// Disables the account (停用账号).
///
/// # Errors
///
/// A [`Refusal`] when `by` disables themselves, or no reason is given.
pub fn disable(account: &Account, reason: &str, by: &str) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, by)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请填写停用原因。"));
    }
    if account.is_disabled {
        return Ok(Vec::new());
    }
    Ok(vec![AccountEvent::Disabled { reason: reason.trim().to_owned() }])
}

/// Enables the account again (恢复账号).
///
/// # Errors
///
/// A [`Refusal`] when no reason is given.
pub fn enable(account: &Account, reason: &str, by: &str) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, by)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请填写恢复原因。"));
    }
    if !account.is_disabled {
        return Ok(Vec::new());
    }
    Ok(vec![AccountEvent::Enabled { reason: reason.trim().to_owned() }])
}

/// Records that the password was changed; the password itself is kept outside the journal.
///
/// # Errors
///
/// A [`Refusal`] when there is no such account.
pub fn record_password_change(account: &Account, by: &str) -> Result<Vec<AccountEvent>, Refusal> {
    account.exists()?;
    Ok(vec![AccountEvent::PasswordChanged { by: by.to_owned() }])
}

/// Four eyes: nobody decides on their own rights.
fn not_oneself(account: &Account, by: &str) -> Result<(), Refusal> {
    let opened = account.exists()?;
    if opened.login == by {
        return Err(Refusal::new(
            "not_on_oneself",
            "不能为自己授权、收权、停用或启用，请由另一名管理员办理。",
        ));
    }
    Ok(())
}
