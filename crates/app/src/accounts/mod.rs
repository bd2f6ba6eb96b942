//! Accounts of staff (账号): opened, given roles, signed in.

use gongkai_agency::{
    Account, AccountEvent, AccountOpened, Delegation, Refusal, Role, delegate, disable, enable,
    end_delegation, grant, open, record_password_change, revoke,
};
use jiff::civil::Date;

use crate::{Actor, Aggregate, App, AppError, Grant};

mod password;
mod sign_in;
mod tokens;

pub use password::check_password;
pub(crate) use password::hash as password_hash;
pub(crate) use sign_in::Secret;
pub use sign_in::SignIn;

impl Aggregate for Account {
    const AREA: &'static str = "account";
    type Event = AccountEvent;

    fn apply(&mut self, event: &AccountEvent) {
        Account::apply(self, event);
    }
}

impl App {
    /// Opens an account at an agency. It has no password and no role yet.
    pub async fn open_account(&self, actor: &Actor, facts: AccountOpened) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Operator], &facts.agency).await?;
        if self.store.agency(&facts.agency).await?.is_none() {
            return Err(AppError::field("agency", "没有这个机关，请先登记机关。"));
        }
        let login = facts.login.clone();
        self.update::<Account, _, _>(actor, &login, |account| open(account, facts.clone())).await?;
        Ok(())
    }

    /// Gives an account a role within an agency.
    pub async fn grant_role(
        &self,
        actor: &Actor,
        login: &str,
        role: Role,
        agency: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Operator], agency).await?;
        if self.store.agency(agency).await?.is_none() {
            return Err(AppError::field("agency", "没有这个机关，请先登记机关。"));
        }
        let by = self.context(actor).by;
        self.change_account(actor, login, |account| grant(account, role, agency, &by)).await
    }

    /// Takes a role away from an account.
    pub async fn revoke_role(
        &self,
        actor: &Actor,
        login: &str,
        role: Role,
        agency: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Operator], agency).await?;
        let by = self.context(actor).by;
        self.change_account(actor, login, |account| revoke(account, role, agency, &by)).await
    }

    /// Lets `login` stand in for another account, by that account itself or an operator.
    pub async fn delegate_roles(
        &self,
        actor: &Actor,
        login: &str,
        delegation: Delegation,
    ) -> Result<(), AppError> {
        let giver = self.load::<Account>(&delegation.from).await?.state;
        if actor.login() != Some(delegation.from.as_str()) {
            self.permit_on_account(actor, &giver).await?;
        }
        let delegation = Delegation { by: self.context(actor).by, ..delegation };
        self.change_account(actor, login, |account| delegate(account, &giver, delegation.clone())).await
    }

    /// Ends a standing-in early, by either side or an operator.
    pub async fn end_delegation(
        &self,
        actor: &Actor,
        login: &str,
        from: &str,
        on: Date,
    ) -> Result<(), AppError> {
        if actor.login() != Some(login) && actor.login() != Some(from) {
            let account = self.load::<Account>(login).await?.state;
            self.permit_on_account(actor, &account).await?;
        }
        self.change_account(actor, login, |account| end_delegation(account, from, on)).await
    }

    /// Disables an account: it holds no role and cannot sign in.
    pub async fn disable_account(&self, actor: &Actor, login: &str, reason: &str) -> Result<(), AppError> {
        self.permit_on_account(actor, &self.load::<Account>(login).await?.state).await?;
        let by = self.context(actor).by;
        self.change_account(actor, login, |account| disable(account, reason, &by)).await
    }

    /// Enables an account again.
    pub async fn enable_account(&self, actor: &Actor, login: &str, reason: &str) -> Result<(), AppError> {
        self.permit_on_account(actor, &self.load::<Account>(login).await?.state).await?;
        let by = self.context(actor).by;
        self.change_account(actor, login, |account| enable(account, reason, &by)).await
    }

    /// Sets a first or a forgotten password, by an operator.
    pub async fn reset_password(&self, actor: &Actor, login: &str, password: &str) -> Result<(), AppError> {
        self.permit_on_account(actor, &self.load_existing::<Account>(login).await?.state).await?;
        self.keep_password(actor, login, password).await
    }

    /// Changes the actor's own password; the old one must be given.
    pub async fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<(), AppError> {
        let login = actor.login().ok_or(AppError::Forbidden)?;
        let phc = self.store.credential(login).await?.map(|credential| credential.phc);
        if !password::verify(phc, old.to_owned()).await {
            return Err(AppError::field("old_password", "原密码不正确，请重新输入。"));
        }
        self.keep_password(actor, login, new).await
    }

    async fn keep_password(&self, actor: &Actor, login: &str, password: &str) -> Result<(), AppError> {
        check_password(login, password).map_err(|message| AppError::field("password", message))?;
        let phc = password::hash(password.to_owned()).await?;
        let by = self.context(actor).by;
        self.change_account(actor, login, |account| record_password_change(account, &by)).await?;
        Ok(self.store.set_credential(login, &phc, self.now()).await?)
    }

    /// The actor an account is today: its name and the rights in force; `None` when it is disabled or unknown.
    pub async fn actor_of(&self, login: &str) -> Result<Option<Actor>, AppError> {
        let Some(account) = self.store.account(login).await?.filter(|account| !account.disabled) else {
            return Ok(None);
        };
        let grants = self.store.grants_on(login, self.today()).await?;
        let grants = grants.into_iter().map(|row| Grant { role: row.role, agency: row.agency }).collect();
        let grants = self.with_inherited(grants).await?;
        Ok(Some(Actor::Account { login: account.login, name: account.name, grants }))
    }

    /// An operator of the account's agency, or of one above it.
    async fn permit_on_account(&self, actor: &Actor, account: &Account) -> Result<(), AppError> {
        let opened = account.opened.as_ref().ok_or(AppError::NotFound)?;
        self.permit_in_tree(actor, &[Role::Operator], &opened.agency).await
    }

    async fn change_account<F>(&self, actor: &Actor, login: &str, decide: F) -> Result<(), AppError>
    where
        F: Fn(&Account) -> Result<Vec<AccountEvent>, Refusal> + Send + Sync,
    {
        self.update::<Account, _, _>(actor, login, decide).await?;
        Ok(())
    }
}
