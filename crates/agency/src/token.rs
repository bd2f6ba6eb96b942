//! Tokens of an account (接口令牌): by one a program acts for its holder, with the holder's rights and for a time.
//!
//! A token is random; what is recorded is a keyed hash of it, from which nobody gets it back.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::{Account, AccountEvent};
use crate::{Refusal, Role};

/// Tokens of one account that hold at once.
const MOST: usize = 20;
/// Days a token may hold.
pub const TOKEN_DAYS: i32 = 366;

/// A token as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenIssued {
    /// Its name among those of the account.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Keyed hash of it.
    pub hash: String,
    /// The last day on which it holds.
    pub through: Date,
}

/// Issues a token.
///
/// # Errors
///
/// A [`Refusal`] when the account has no rights a program could use, too many tokens, or the days are wrong.
pub fn issue_token(account: &Account, token: TokenIssued, today: Date) -> Result<Vec<AccountEvent>, Refusal> {
    if account.opened.is_none() || account.is_disabled {
        return Err(Refusal::new("account_open", "账号不存在或者已经停用。"));
    }
    if !account.grants.iter().any(|(role, _)| matches!(role, Role::Officer | Role::Author)) {
        let text = "令牌用来推送待公开的信息，只有公开专员、撰稿人可以使用。";
        return Err(Refusal::new("token_role", text));
    }
    if token.name.trim().is_empty() {
        return Err(Refusal::new("token_name", "请写明令牌给哪个系统使用。"));
    }
    let last = today.saturating_add(Span::new().days(TOKEN_DAYS));
    if token.through < today || token.through > last {
        return Err(Refusal::new("token_days", format!("有效期应当在今天以后、{last}以前。")));
    }
    let live = account.tokens.values().filter(|held| held.through >= today).count();
    if live >= MOST {
        return Err(Refusal::new(
            "token_count",
            format!("一个账号最多有 {MOST} 个有效的令牌，请先停用不用的。"),
        ));
    }
    Ok(vec![AccountEvent::TokenIssued(TokenIssued { name: token.name.trim().to_owned(), ..token })])
}

/// Revokes a token: it holds no more.
///
/// # Errors
///
/// A [`Refusal`] when there is none, or it was revoked.
pub fn revoke_token(account: &Account, id: &str, by: &str) -> Result<Vec<AccountEvent>, Refusal> {
    if !account.tokens.contains_key(id) {
        return Err(Refusal::new("token_exists", "没有这个令牌，或者已经停用。"));
    }
    Ok(vec![AccountEvent::TokenRevoked { id: id.to_owned(), by: by.to_owned() }])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::AccountOpened;
    use crate::account::GrantFact;

    fn token(id: &str, through: Date) -> TokenIssued {
        TokenIssued {
            id: id.to_owned(), name: "政务公开系统".to_owned(), hash: "00".to_owned(), through
        }
    }

    fn rule(result: Result<Vec<AccountEvent>, Refusal>) -> &'static str {
        result.map_or_else(|refusal| refusal.rule, |_| "done")
    }

    #[test]
    fn a_token_holds_for_a_time_and_until_it_is_revoked() {
        let today = date(2021, 6, 1);
        let mut account = Account::default();
        assert_eq!(rule(issue_token(&account, token("a", today), today)), "account_open");
        account.apply(&AccountEvent::Opened(AccountOpened {
            login: "author".to_owned(),
            name: "乙某".to_owned(),
            agency: "a1".to_owned(),
            section: None,
        }));
        assert_eq!(rule(issue_token(&account, token("a", today), today)), "token_role");
        let grant = GrantFact { role: Role::Author, agency: "a1".to_owned(), by: "operator".to_owned() };
        account.apply(&AccountEvent::RoleGranted(grant));
        for (through, expected) in
            [(date(2021, 5, 31), "token_days"), (date(2022, 6, 3), "token_days"), (date(2022, 6, 2), "done")]
        {
            assert_eq!(rule(issue_token(&account, token("a", through), today)), expected, "{through}");
        }
        let unnamed = TokenIssued { name: " ".to_owned(), ..token("a", today) };
        assert_eq!(rule(issue_token(&account, unnamed, today)), "token_name");
        for number in 0..MOST {
            for event in issue_token(&account, token(&number.to_string(), today), today).unwrap() {
                account.apply(&event);
            }
        }
        assert_eq!(rule(issue_token(&account, token("more", today), today)), "token_count");
        for event in revoke_token(&account, "3", "author").unwrap() {
            account.apply(&event);
        }
        assert_eq!(rule(revoke_token(&account, "3", "author")), "token_exists");
        assert_eq!(rule(issue_token(&account, token("more", today), today)), "done");
    }
}
