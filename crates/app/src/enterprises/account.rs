//! Accounts of enterprises: a code handed out by an agency, opened with a password, signed in apart from staff; what the
//! enterprise says of itself, whom it lets see it.

use std::collections::BTreeMap;

use gongkai_agency::Role;
use gongkai_enterprise::account::{
    AccountEvent, EnterpriseAccount, Group, INVITED_DAYS, Invited, close_account, invite, open_account,
    set_consent, set_told,
};
use gongkai_enterprise::{Attribute, Heads, Profile, is_industry, is_region};
use gongkai_request::access::Viewed;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::accounts::{Secret, check_password, password_hash};
use crate::benefits::OFFICERS;
use crate::intake::Visitor;
use crate::vault::random;
use crate::{Actor, Aggregate, App, AppError, FieldError};

/// How long an enterprise stays signed in without doing anything.
pub const ENTERPRISE_FOR: SignedDuration = SignedDuration::from_hours(2);
/// Under this name the seat is kept for the visitor.
const SEAT: &str = "enterprise";
/// Who hands out codes; for an account that is open, others are needed.
const INVITERS: &[Role] = &[Role::Officer, Role::UnitHead, Role::Leader];
/// Who hands out another code for an open account.
const REISSUERS: &[Role] = &[Role::UnitHead, Role::Leader];
/// What to do instead of trying again and again.
const NEW_CODE: &str = "或者向行政机关重新领取开通码";
/// Letters and digits of a code, without those that look alike.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

impl Aggregate for EnterpriseAccount {
    const AREA: &'static str = "enterprise";
    type Event = AccountEvent;

    fn apply(&mut self, event: &AccountEvent) {
        EnterpriseAccount::apply(self, event);
    }
}

/// An invitation with its code, which is shown once and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The enterprise.
    pub credit_code: String,
    /// Its name.
    pub name: String,
    /// The code: ABCD-EFGH-JKLM-NPQR.
    pub code: String,
    /// Last day.
    pub through: jiff::civil::Date,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation").field("code", &"[hidden]").finish_non_exhaustive()
    }
}

/// An enterprise that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseSeat {
    /// The enterprise.
    pub credit_code: String,
    /// Its account.
    pub account: EnterpriseAccount,
    /// What the register and the enterprise itself say, the register first.
    pub profile: Profile,
    /// What the enterprise says of itself.
    pub stated: Stated,
}

/// What is kept of a seat in the visitor's box.
#[derive(Serialize, Deserialize)]
struct Kept {
    credit_code: String,
    /// When the password was set: another password ends every seat.
    since: Timestamp,
}

/// What an enterprise says of itself: heads of the table of enterprises with their cells, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The application year by which plain heads are read.
    pub year: i16,
    /// The cells.
    pub cells: BTreeMap<String, String>,
}

/// What an officer sees of an enterprise that showed its code.
#[derive(Debug, Clone)]
pub struct SharedView {
    /// What everybody may know, and what the enterprise lets this agency see.
    pub profile: Profile,
    /// What it lets this agency see.
    pub groups: Vec<Group>,
}

impl Stated {
    /// Heads an enterprise may fill in, with the attribute.
    pub const HEADS: [Attribute; 9] = [
        Attribute::Region,
        Attribute::Industry,
        Attribute::Founded,
        Attribute::Staff,
        Attribute::Revenue,
        Attribute::Assets,
        Attribute::Rd,
        Attribute::Qualifications,
        Attribute::Flags,
    ];

    /// Read as a row of the table of enterprises.
    ///
    /// # Errors
    ///
    /// Every cell that cannot be read, by its attribute's key.
    pub fn profile(&self, credit_code: &str) -> Result<Profile, Vec<FieldError>> {
        let heads: Vec<&str> =
            std::iter::once("credit_code").chain(self.cells.keys().map(String::as_str)).collect();
        let cells = std::iter::once(credit_code).chain(self.cells.values().map(|cell| cell.trim()));
        let unread = |message: String| vec![FieldError { field: "region", message }];
        let heads = Heads::read(heads, self.year).map_err(|bad| unread(bad.message))?;
        heads.profile(cells).map_err(|bad| {
            let field = |bad: gongkai_enterprise::BadCell| FieldError {
                field: Stated::HEADS
                    .iter()
                    .find(|one| one.key() == bad.head)
                    .map_or("region", |one| one.key()),
                message: bad.message,
            };
            bad.into_iter().map(field).collect()
        })
    }
}

impl Stated {
    /// Reads what was typed just now, as [`Stated::profile`]; codes are looked at more closely than those of the register,
    /// which somebody has checked before.
    ///
    /// # Errors
    ///
    /// Every cell that is wrong, by its attribute's key.
    pub fn checked(&self, credit_code: &str) -> Result<Profile, Vec<FieldError>> {
        let cell = |attribute: Attribute| self.cells.get(attribute.key()).map_or("", |cell| cell.trim());
        let mut wrong = Vec::new();
        let region = cell(Attribute::Region);
        if !region.is_empty() && (region.len() != 6 || !is_region(region)) {
            let message = format!("“{region}”不是行政区划代码，应为 6 位数字，例如 330482");
            wrong.push(FieldError { field: Attribute::Region.key(), message });
        }
        let codes = cell(Attribute::Industry).split(';').map(str::trim).filter(|code| !code.is_empty());
        if let Some(code) = codes.into_iter().find(|code| !is_industry(code)) {
            let message = format!("“{code}”不是国民经济行业代码，应为一个大写字母加数字，例如 C3911");
            wrong.push(FieldError { field: Attribute::Industry.key(), message });
        }
        if wrong.is_empty() { self.profile(credit_code) } else { Err(wrong) }
    }

    /// Keeps the yearly figures that were said for another year beside what is said now.
    #[must_use]
    pub fn beside(mut self, earlier: &Stated) -> Stated {
        for (key, cell) in &earlier.cells {
            let key = match Attribute::from_key(key) {
                Some(attribute) if attribute.is_yearly() && earlier.year != self.year => {
                    format!("{key}@{}", earlier.year.saturating_sub(1))
                }
                Some(_) => continue,
                // Of a year already.
                None => key.clone(),
            };
            if key != format!("{}@{}", key.split('@').next().unwrap_or_default(), self.year.saturating_sub(1))
            {
                self.cells.entry(key).or_insert_with(|| cell.clone());
            }
        }
        self
    }
}

impl App {
    /// Invites an enterprise of the register: a code for whoever acts for it, after the officer checked who that is.
    ///
    /// # Errors
    ///
    /// Fields: no such enterprise, nothing said of what was checked.
    pub async fn invite_enterprise(
        &self,
        actor: &Actor,
        agency: &str,
        credit_code: &str,
        basis: &str,
    ) -> Result<Invitation, AppError> {
        self.permit_in_tree(actor, INVITERS, agency).await?;
        let code = credit_code.trim().to_uppercase();
        let account = self.load::<EnterpriseAccount>(&code).await?.state;
        // An open account is not handed to others by whoever happens to be at a desk.
        if account.opened_on.is_some()
            && self.permit_in_tree(actor, REISSUERS, &account.agency).await.is_err()
        {
            let name = self.store.agency(&account.agency).await?.map(|row| row.name).unwrap_or_default();
            let text = format!(
                "这家企业已经开通账户。重新发放开通码会换掉密码，由原来发码的{name}的公开工作机构负责人或者机关负责人办理。"
            );
            return Err(AppError::refused("enterprise_reissue", text));
        }
        let Some(profile) = self.store.enterprise(&code).await? else {
            return Err(AppError::field("credit_code", "企业库里没有这家企业，请核对统一社会信用代码。"));
        };
        let secret = new_code()?;
        let (today, by) = (self.today(), self.context(actor).by);
        let through = today.checked_add(INVITED_DAYS.days()).unwrap_or(today);
        let invited = Invited {
            agency: agency.to_owned(),
            hash: self.enterprise_code_hash(&code, &secret),
            basis: basis.trim().to_owned(),
            through,
            on: today,
            by,
        };
        self.update::<EnterpriseAccount, _, _>(actor, &code, |_| invite(&invited)).await?;
        let name = profile.name.unwrap_or_default();
        Ok(Invitation { credit_code: code, name, code: secret, through })
    }

    /// Closes an enterprise's account: nobody signs in with it any more.
    ///
    /// # Errors
    ///
    /// `Forbidden` for anybody but the agency that handed out the code, and those above it.
    pub async fn close_enterprise(
        &self,
        actor: &Actor,
        credit_code: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        let account = self.load_existing::<EnterpriseAccount>(credit_code).await?.state;
        self.permit_in_tree(actor, OFFICERS, &account.agency).await?;
        let (today, by) = (self.today(), self.context(actor).by);
        self.update::<EnterpriseAccount, _, _>(actor, credit_code, |account| {
            close_account(account, reason, &by, today)
        })
        .await?;
        self.store.remove_credential(&login_of(credit_code)).await?;
        Ok(())
    }

    /// Opens an account with the code and sets its password; what was pushed before is in its inbox then.
    ///
    /// # Errors
    ///
    /// A refusal for a wrong code or too many tries, a field for a weak password.
    pub async fn open_enterprise(
        &self,
        visitor: &Visitor,
        credit_code: &str,
        code: &str,
        password: &str,
        address: &str,
    ) -> Result<(), AppError> {
        let credit_code = credit_code.trim().to_uppercase();
        check_password(&credit_code, password).map_err(|message| AppError::field("password", message))?;
        let secret: String =
            code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let hash = self.enterprise_code_hash(&credit_code, &secret);
        let today = self.today();
        // Guessed codes are slowed down as passwords are, but by the address alone: nobody else is kept from opening.
        let login = login_of(&credit_code);
        let trial =
            Secret { login: format!("{login}/code/{address}"), address: address.to_owned(), help: NEW_CODE };
        self.begin_trial(&trial).await?;
        // Before the code is used up, so that nothing can fail behind it but the database itself.
        let phc = password_hash(password.to_owned()).await?;
        let opened = self
            .update::<EnterpriseAccount, _, _>(&Actor::Public, &credit_code, |account| {
                open_account(account, &hash, today)
            })
            .await;
        self.end_trial(&trial, opened.is_ok()).await?;
        opened?;
        // Whoever opens it is known at this address when signing in.
        let known = Secret { login: login.clone(), address: address.to_owned(), help: NEW_CODE };
        self.end_trial(&known, true).await?;
        let person = person_of(&credit_code);
        if self.store.person_key(&person).await?.is_none() {
            self.vault.enrol(&person).await?;
        }
        self.store.set_credential(&login, &phc, self.now()).await?;
        self.keep_seat(visitor, &credit_code).await
    }

    /// Signs an enterprise in for the visitor.
    ///
    /// # Errors
    ///
    /// A refusal that does not tell an unknown enterprise from a wrong password.
    pub async fn sign_in_enterprise(
        &self,
        visitor: &Visitor,
        credit_code: &str,
        password: &str,
        address: &str,
    ) -> Result<(), AppError> {
        let credit_code = credit_code.trim().to_uppercase();
        let secret = Secret { login: login_of(&credit_code), address: address.to_owned(), help: NEW_CODE };
        if self.fits_secret(&secret, password).await? {
            return self.keep_seat(visitor, &credit_code).await;
        }
        Err(AppError::refused("enterprise_sign_in", "统一社会信用代码或者密码不正确，请核对后重试。"))
    }

    /// Keeps the seat, and puts into the inbox what was pushed while there was none.
    async fn keep_seat(&self, visitor: &Visitor, credit_code: &str) -> Result<(), AppError> {
        if !self.load::<EnterpriseAccount>(credit_code).await?.state.is_quiet {
            self.store.fill_inbox(credit_code, self.now()).await?;
        }
        let credential = self.store.credential(&login_of(credit_code)).await?.ok_or(AppError::NotFound)?;
        let kept = Kept { credit_code: credit_code.to_owned(), since: credential.changed_at };
        self.keep_for(visitor, SEAT, &kept, ENTERPRISE_FOR).await
    }

    /// Signs the visitor's enterprise out.
    pub async fn sign_out_enterprise(&self, visitor: &Visitor) -> Result<(), AppError> {
        self.drop_for(visitor, SEAT).await
    }

    /// The enterprise the visitor is signed in as; the time begins anew.
    pub async fn enterprise_seat(&self, visitor: &Visitor) -> Result<Option<EnterpriseSeat>, AppError> {
        let Some(kept) = self.kept_for::<Kept>(visitor, SEAT).await? else { return Ok(None) };
        let account = self.load::<EnterpriseAccount>(&kept.credit_code).await?.state;
        let credential = self.store.credential(&login_of(&kept.credit_code)).await?;
        let holds = credential.is_some_and(|credential| credential.changed_at == kept.since);
        if account.opened_on.is_none() || !holds {
            self.sign_out_enterprise(visitor).await?;
            return Ok(None);
        }
        self.keep_for(visitor, SEAT, &kept, ENTERPRISE_FOR).await?;
        let stated = self.stated_of(&kept.credit_code).await?;
        let profile = self.whole_profile(&kept.credit_code, &stated).await?;
        Ok(Some(EnterpriseSeat { credit_code: kept.credit_code, account, profile, stated }))
    }

    /// What the enterprise said of itself.
    async fn stated_of(&self, credit_code: &str) -> Result<Stated, AppError> {
        let Some(sealed) = self.store.stated(credit_code).await? else { return Ok(Stated::default()) };
        let place = format!("enterprise/{credit_code}/stated");
        let plain = self.vault.open(&person_of(credit_code), &place, &sealed).await?;
        serde_json::from_str(&plain).map_err(|error| AppError::Inconsistent(format!("{place}: {error}")))
    }

    /// The register's profile; what it does not know is as the enterprise says.
    async fn whole_profile(&self, credit_code: &str, stated: &Stated) -> Result<Profile, AppError> {
        let known = self.store.enterprise(credit_code).await?;
        let empty = Profile { credit_code: credit_code.to_owned(), ..Profile::default() };
        let mut whole = if stated.year == 0 {
            empty
        } else {
            // What was accepted is read again; a datum that no rule reads any more is unknown, not an error.
            stated.profile(credit_code).unwrap_or(empty)
        };
        if let Some(known) = known {
            whole.update(known);
        }
        Ok(whole)
    }

    /// Keeps what the enterprise says of itself, sealed.
    ///
    /// # Errors
    ///
    /// Fields that cannot be read.
    pub async fn state_enterprise(&self, seat: &EnterpriseSeat, stated: &Stated) -> Result<(), AppError> {
        stated.checked(&seat.credit_code).map_err(AppError::Fields)?;
        let whole = stated.clone().beside(&seat.stated);
        let plain =
            serde_json::to_string(&whole).map_err(|error| AppError::Inconsistent(error.to_string()))?;
        let place = format!("enterprise/{}/stated", seat.credit_code);
        let sealed = self.vault.seal(&person_of(&seat.credit_code), &place, &plain).await?;
        Ok(self.store.keep_stated(&seat.credit_code, &sealed, self.now()).await?)
    }

    /// Lets an agency see a group of the enterprise's data, or no longer.
    pub async fn consent(
        &self,
        seat: &EnterpriseSeat,
        agency: &str,
        group: Group,
        gives: bool,
    ) -> Result<(), AppError> {
        if self.store.agency(agency).await?.is_none() {
            return Err(AppError::NotFound);
        }
        let today = self.today();
        self.update::<EnterpriseAccount, _, _>(&Actor::Public, &seat.credit_code, |account| {
            set_consent(account, agency, group, gives, today)
        })
        .await?;
        Ok(())
    }

    /// Says whether the enterprise wants to be told of new benefits.
    pub async fn set_told(&self, seat: &EnterpriseSeat, wants: bool) -> Result<(), AppError> {
        let today = self.today();
        self.update::<EnterpriseAccount, _, _>(&Actor::Public, &seat.credit_code, |account| {
            set_told(account, wants, today)
        })
        .await?;
        if wants {
            self.store.fill_inbox(&seat.credit_code, self.now()).await?;
        }
        Ok(())
    }

    /// What an officer sees of an enterprise: what everybody may know, and what it lets the agency see. The look is
    /// journaled when it shows more than that.
    pub async fn shared_enterprise(
        &self,
        actor: &Actor,
        agency: &str,
        credit_code: &str,
    ) -> Result<SharedView, AppError> {
        self.permit_in_tree(actor, INVITERS, agency).await?;
        let account = self.load::<EnterpriseAccount>(credit_code).await?.state;
        let groups: Vec<Group> =
            Group::ALL.into_iter().filter(|group| account.lets_see(agency, *group)).collect();
        let Some(mut profile) = self.store.enterprise(credit_code).await? else {
            return Err(AppError::NotFound);
        };
        if groups.is_empty() {
            hide(&mut profile, &Group::ALL);
            return Ok(SharedView { profile, groups });
        }
        let mut whole = self.whole_profile(credit_code, &self.stated_of(credit_code).await?).await?;
        // Where it stands and what it makes is as the register has it; of the rest what it lets the agency see.
        (whole.region, whole.industry, whole.founded) = (profile.region, profile.industry, profile.founded);
        let hidden: Vec<Group> = Group::ALL.into_iter().filter(|group| !groups.contains(group)).collect();
        hide(&mut whole, &hidden);
        profile = whole;
        let detail = groups.iter().map(|group| group.label()).collect::<Vec<_>>().join("、");
        self.journal_view_of(
            actor,
            agency,
            &format!("enterprise-{credit_code}"),
            Viewed::Enterprise,
            Some(detail),
        )
        .await?;
        Ok(SharedView { profile, groups })
    }

    fn enterprise_code_hash(&self, credit_code: &str, secret: &str) -> String {
        let secret: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        self.vault.lookup_hash("enterprise code", &format!("{credit_code}/{secret}"))
    }
}

/// Takes away what belongs to these groups.
fn hide(profile: &mut Profile, groups: &[Group]) {
    for group in groups {
        match group {
            Group::Figures => profile.figures.clear(),
            Group::Standing => {
                profile.qualifications = None;
                profile.flags = None;
            }
        }
    }
}

/// No member of staff has a login with a slash.
fn login_of(credit_code: &str) -> String {
    format!("enterprise/{credit_code}")
}

fn person_of(credit_code: &str) -> String {
    format!("enterprise/{credit_code}")
}

/// Sixteen characters, eighty bits, in groups of four.
fn new_code() -> Result<String, AppError> {
    let bytes = random::<16>()?;
    let letters =
        bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)).copied().map(char::from));
    let letters: Vec<char> = letters.collect();
    Ok(letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}
