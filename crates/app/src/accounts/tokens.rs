//! Tokens of accounts (接口令牌): issued and revoked by their holder, and what a program may do with one.

use gongkai_agency::{Account, AccountEvent, TokenIssued, issue_token, revoke_token};
use gongkai_store::agency::TokenRow;
use jiff::civil::Date;

use crate::vault::{random, to_hex};
use crate::{Actor, App, AppError};

/// How a token begins, so that people and scanners know one when they see it.
const MARK: &str = "gongkai_";

impl App {
    /// Issues a token to the actor; shown once.
    ///
    /// # Errors
    ///
    /// A refusal when the account has no rights a program could use, or the days are wrong.
    pub async fn issue_token(&self, actor: &Actor, name: &str, through: Date) -> Result<String, AppError> {
        let login = actor.login().ok_or(AppError::Forbidden)?;
        let token = format!("{MARK}{}", to_hex(&random::<32>()?));
        let issued = TokenIssued {
            id: to_hex(&random::<4>()?),
            name: name.to_owned(),
            hash: self.token_hash_of(&token),
            through,
        };
        let today = self.today();
        self.update::<Account, _, _>(actor, login, |account| issue_token(account, issued.clone(), today))
            .await?;
        Ok(token)
    }

    /// Revokes a token of the actor's own.
    pub async fn revoke_token(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        let login = actor.login().ok_or(AppError::Forbidden)?;
        self.update::<Account, _, _>(actor, login, |account| -> Result<Vec<AccountEvent>, _> {
            revoke_token(account, id, login)
        })
        .await?;
        Ok(())
    }

    /// The actor's own tokens that were not revoked, the newest first.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<TokenRow>, AppError> {
        let login = actor.login().ok_or(AppError::Forbidden)?;
        Ok(self.store.tokens_of(login).await?)
    }

    /// Whom a program acts for by this token; `None` when it holds no more, or never did.
    pub async fn actor_by_token(&self, token: &str) -> Result<Option<Actor>, AppError> {
        let Some(secret) = token.strip_prefix(MARK).filter(|secret| secret.len() == 64) else {
            return Ok(None);
        };
        if !secret.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        match self.store.token(&self.token_hash_of(token), self.today()).await? {
            Some(login) => self.actor_of(&login).await,
            None => Ok(None),
        }
    }

    fn token_hash_of(&self, token: &str) -> String {
        self.vault.lookup_hash("api token", token)
    }
}
