//! An enterprise's access to its own pages (企业账户): invited by an agency with a code, opened by the enterprise, what it
//! lets agencies see, whether it wants to be told.

use std::collections::BTreeMap;

use gongkai_statute::Refusal;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::attribute::Attribute;

/// How many days an invitation holds.
pub const INVITED_DAYS: i32 = 30;

/// Data an enterprise lets an agency see (授权获取).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// 经营数据: staff, revenue, assets, research.
    Figures,
    /// 资质和标记.
    Standing,
}

impl Group {
    /// Every group.
    pub const ALL: [Group; 2] = [Group::Figures, Group::Standing];

    /// The name in rows and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Group::Figures => "figures",
            Group::Standing => "standing",
        }
    }

    /// The name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Group::Figures => "经营数据（从业人员、营业收入、资产总额、研发费用）",
            Group::Standing => "资质和信用标记",
        }
    }

    /// The group of that name.
    pub fn from_key(key: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.key() == key)
    }

    /// The group an attribute belongs to; nothing for what everybody may know.
    pub const fn of(attribute: Attribute) -> Option<Group> {
        match attribute {
            Attribute::Region | Attribute::Industry | Attribute::Founded | Attribute::Age => None,
            Attribute::Staff
            | Attribute::Revenue
            | Attribute::Assets
            | Attribute::Rd
            | Attribute::Size
            | Attribute::RdRatio => Some(Group::Figures),
            Attribute::Qualifications | Attribute::Flags => Some(Group::Standing),
        }
    }
}

/// An event of stream `enterprise/<credit code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AccountEvent {
    /// An agency checked who acts for it and handed out a code.
    #[serde(rename = "enterprise.invited.v1")]
    Invited(Invited),
    /// It opened its pages with the code.
    #[serde(rename = "enterprise.opened.v1")]
    Opened {
        /// The day.
        on: Date,
    },
    /// It lets an agency see a group of its data.
    #[serde(rename = "enterprise.consented.v1")]
    Consented {
        /// The agency.
        agency: String,
        /// The data.
        group: Group,
        /// The day.
        on: Date,
    },
    /// It does so no longer.
    #[serde(rename = "enterprise.consent_ended.v1")]
    ConsentEnded {
        /// The agency.
        agency: String,
        /// The data.
        group: Group,
        /// The day.
        on: Date,
    },
    /// It wants to be told of new benefits, or not.
    #[serde(rename = "enterprise.told_set.v1")]
    ToldSet {
        /// Does it?
        wants: bool,
        /// The day.
        on: Date,
    },
    /// An agency closed the account: the code was given to the wrong hands, or the enterprise is no more.
    #[serde(rename = "enterprise.closed.v1")]
    Closed {
        /// Why.
        reason: String,
        /// The day.
        on: Date,
        /// Login of the officer.
        by: String,
    },
}

/// An invitation (账户开通码).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The agency.
    pub agency: String,
    /// Keyed hash of the code; the code itself is kept nowhere.
    pub hash: String,
    /// What was checked: 营业执照, 授权委托书.
    pub basis: String,
    /// Last day.
    pub through: Date,
    /// The day.
    pub on: Date,
    /// Login of the officer.
    pub by: String,
}

/// An account (企业账户), the sum of its stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnterpriseAccount {
    /// The last invitation that was not used.
    pub invited: Option<Invited>,
    /// The agency that invited it last; empty when none ever did.
    pub agency: String,
    /// Since when it is open.
    pub opened_on: Option<Date>,
    /// Who sees what, since when.
    pub consents: BTreeMap<(String, Group), Date>,
    /// It does not want to be told.
    pub is_quiet: bool,
}

impl EnterpriseAccount {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::Invited(invited) => {
                self.agency.clone_from(&invited.agency);
                self.invited = Some(invited.clone());
            }
            AccountEvent::Opened { on } => {
                self.invited = None;
                self.opened_on = Some(*on);
            }
            AccountEvent::Consented { agency, group, on } => {
                self.consents.insert((agency.clone(), *group), *on);
            }
            AccountEvent::ConsentEnded { agency, group, .. } => {
                self.consents.remove(&(agency.clone(), *group));
            }
            AccountEvent::ToldSet { wants, .. } => self.is_quiet = !wants,
            AccountEvent::Closed { .. } => *self = EnterpriseAccount::default(),
        }
    }

    /// May this agency see that group?
    pub fn lets_see(&self, agency: &str, group: Group) -> bool {
        self.consents.contains_key(&(agency.to_owned(), group))
    }

    fn open(&self) -> Result<(), Refusal> {
        if self.opened_on.is_some() {
            return Ok(());
        }
        Err(Refusal::new("enterprise_open", "这家企业还没有开通账户。"))
    }
}

/// Invites an enterprise, or invites it anew: whoever acts for it gets a code, and an open account another password.
///
/// # Errors
///
/// A [`Refusal`] when it is not said what was checked.
pub fn invite(invited: &Invited) -> Result<Vec<AccountEvent>, Refusal> {
    if invited.basis.trim().is_empty() {
        let text = "请写明核对了什么，例如 营业执照、授权委托书和经办人身份证件。";
        return Err(Refusal::new("enterprise_basis", text));
    }
    Ok(vec![AccountEvent::Invited(invited.clone())])
}

/// Opens the account with the code whose keyed hash is `hash`.
///
/// # Errors
///
/// A [`Refusal`] that does not tell a wrong code from one that is none.
pub fn open_account(
    account: &EnterpriseAccount,
    hash: &str,
    today: Date,
) -> Result<Vec<AccountEvent>, Refusal> {
    match &account.invited {
        Some(invited) if invited.hash == hash && today <= invited.through => {
            Ok(vec![AccountEvent::Opened { on: today }])
        }
        _ => Err(Refusal::new(
            "enterprise_code",
            "统一社会信用代码或者开通码不对，或者开通码已经过期、用过；请核对，或者向发码的单位重新领取。",
        )),
    }
}

/// Lets an agency see a group of data, or no longer; nothing when that is so already.
///
/// # Errors
///
/// A [`Refusal`] when the account is not open.
pub fn set_consent(
    account: &EnterpriseAccount,
    agency: &str,
    group: Group,
    gives: bool,
    on: Date,
) -> Result<Vec<AccountEvent>, Refusal> {
    account.open()?;
    if account.lets_see(agency, group) == gives {
        return Ok(Vec::new());
    }
    let agency = agency.to_owned();
    Ok(vec![if gives {
        AccountEvent::Consented { agency, group, on }
    } else {
        AccountEvent::ConsentEnded { agency, group, on }
    }])
}

/// Says whether the enterprise wants to be told; nothing when that is so already.
///
/// # Errors
///
/// A [`Refusal`] when the account is not open.
pub fn set_told(account: &EnterpriseAccount, wants: bool, on: Date) -> Result<Vec<AccountEvent>, Refusal> {
    account.open()?;
    if account.is_quiet != wants {
        return Ok(Vec::new());
    }
    Ok(vec![AccountEvent::ToldSet { wants, on }])
}

/// Closes the account; consents end with it.
///
/// # Errors
///
/// A [`Refusal`] when it is neither open nor invited, or no reason is given.
pub fn close_account(
    account: &EnterpriseAccount,
    reason: &str,
    by: &str,
    on: Date,
) -> Result<Vec<AccountEvent>, Refusal> {
    if account.opened_on.is_none() && account.invited.is_none() {
        return Err(Refusal::new("enterprise_open", "这家企业没有账户，也没有未用的开通码。"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请写明原因。"));
    }
    Ok(vec![AccountEvent::Closed { reason: reason.trim().to_owned(), on, by: by.to_owned() }])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn invited() -> Invited {
        Invited {
            agency: "yunxi-jxj".to_owned(),
            hash: "h".to_owned(),
            basis: "营业执照".to_owned(),
            through: date(2025, 6, 5),
            on: date(2025, 5, 6),
            by: "officer".to_owned(),
        }
    }

    fn does(account: &mut EnterpriseAccount, decided: Result<Vec<AccountEvent>, Refusal>) {
        for event in decided.unwrap() {
            let text = serde_json::to_string(&event).unwrap();
            account.apply(&serde_json::from_str(&text).unwrap());
        }
    }

    #[test]
    fn a_code_opens_the_account_once_and_in_time() {
        let mut account = EnterpriseAccount::default();
        let today = date(2025, 5, 7);
        assert!(open_account(&account, "h", today).is_err());
        does(&mut account, invite(&invited()));
        assert!(open_account(&account, "g", today).is_err());
        assert!(open_account(&account, "h", date(2025, 6, 6)).is_err());
        let decided = open_account(&account, "h", today);
        does(&mut account, decided);
        assert_eq!(account.opened_on, Some(today));
        assert!(open_account(&account, "h", today).is_err(), "a code is used once");
        assert!(invite(&Invited { basis: " ".to_owned(), ..invited() }).is_err());
    }

    #[test]
    fn consent_is_for_one_agency_and_group_and_ends_with_the_account() {
        let mut account = EnterpriseAccount::default();
        let today = date(2025, 5, 7);
        let consent = |account: &_, gives| set_consent(account, "yunxi-jxj", Group::Figures, gives, today);
        assert!(consent(&account, true).is_err());
        does(&mut account, invite(&invited()));
        let decided = open_account(&account, "h", today);
        does(&mut account, decided);
        let decided = consent(&account, true);
        does(&mut account, decided);
        assert!(consent(&account, true).unwrap().is_empty());
        assert!(account.lets_see("yunxi-jxj", Group::Figures));
        assert!(!account.lets_see("yunxi-jxj", Group::Standing));
        assert!(!account.lets_see("yunpu-cjj", Group::Figures));
        let decided = close_account(&account, "法定代表人变更", "officer", today);
        does(&mut account, decided);
        assert!(!account.lets_see("yunxi-jxj", Group::Figures));
        assert!(close_account(&account, "再次", "officer", today).is_err());
    }

    #[test]
    fn every_datum_that_is_not_public_belongs_to_a_group() {
        let open: Vec<_> = Attribute::ALL.into_iter().filter(|one| Group::of(*one).is_none()).collect();
        assert_eq!(open, [Attribute::Region, Attribute::Industry, Attribute::Founded, Attribute::Age]);
    }
}
