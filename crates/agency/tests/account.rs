//! What may happen to an account, and what may not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use gongkai_agency::{
    Account, AccountEvent, AccountOpened, Delegation, Refusal, Role, delegate, disable, enable,
    end_delegation, grant, open, record_password_change, revoke,
};
use jiff::civil::date;

const AGENCY: &str = "yunxi-jxj";

fn account(login: &str) -> Account {
    let opened = AccountOpened {
        login: login.to_owned(),
        name: "测试人员".to_owned(),
        agency: AGENCY.to_owned(),
        section: None,
    };
    taken(Account::default(), open(&Account::default(), opened))
}

fn taken(mut account: Account, events: Result<Vec<AccountEvent>, Refusal>) -> Account {
    for event in events.unwrap() {
        account.apply(&event);
    }
    account
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().rule
}

#[test]
fn a_login_is_never_given_twice() {
    let first = account("li.si");
    let again = AccountOpened { name: "另一人".to_owned(), ..first.opened.clone().unwrap() };
    assert_eq!(rule(open(&first, again)), "login_unique");
}

#[test]
fn nobody_decides_on_their_own_rights() {
    let account = account("li.si");
    assert_eq!(rule(grant(&account, Role::Leader, AGENCY, "li.si")), "not_on_oneself");
    assert_eq!(rule(revoke(&account, Role::Leader, AGENCY, "li.si")), "not_on_oneself");
    assert_eq!(rule(disable(&account, "离职", "li.si")), "not_on_oneself");
    assert_eq!(rule(enable(&account, "返岗", "li.si")), "not_on_oneself");
    assert!(record_password_change(&account, "li.si").is_ok(), "the own password is one's own");
}

#[test]
fn roles_are_granted_revoked_and_silent_while_disabled() {
    let today = date(2024, 1, 2);
    let account = account("li.si");
    let account = taken(account.clone(), grant(&account, Role::Officer, AGENCY, "root"));
    assert_eq!(grant(&account, Role::Officer, AGENCY, "root").unwrap(), vec![]);
    assert!(account.grants_on(today).contains(&(Role::Officer, AGENCY.to_owned())));
    let disabled = taken(account.clone(), disable(&account, "借调", "root"));
    assert!(disabled.grants_on(today).is_empty());
    assert_eq!(rule(grant(&disabled, Role::Author, AGENCY, "root")), "account_enabled");
    let enabled = taken(disabled.clone(), enable(&disabled, "返岗", "root"));
    assert_eq!(enabled.grants_on(today).len(), 1);
    let revoked = taken(enabled.clone(), revoke(&enabled, Role::Officer, AGENCY, "root"));
    assert!(revoked.grants_on(today).is_empty());
}

#[test]
fn a_deputy_holds_the_roles_only_on_the_days_agreed() {
    let giver = account("li.si");
    let giver = taken(giver.clone(), grant(&giver, Role::UnitHead, AGENCY, "root"));
    let deputy = account("wang.wu");
    let delegation = Delegation {
        from: "li.si".to_owned(),
        grants: vec![(Role::UnitHead, AGENCY.to_owned())],
        since: date(2024, 2, 1),
        until: Some(date(2024, 2, 10)),
        by: "li.si".to_owned(),
    };
    let deputy = taken(deputy.clone(), delegate(&deputy, &giver, delegation.clone()));
    for (day, held) in [(31, false), (32, true), (41, true), (42, false)] {
        let day = date(2024, 1, 1).checked_add(jiff::Span::new().days(day - 1)).unwrap();
        assert_eq!(!deputy.grants_on(day).is_empty(), held, "{day}");
    }
    let ended = taken(deputy.clone(), end_delegation(&deputy, "li.si", date(2024, 2, 5)));
    assert!(ended.grants_on(date(2024, 2, 5)).is_empty());
    assert_eq!(ended.grants_on(date(2024, 2, 4)).len(), 1);

    let third = account("zhao.liu");
    let onward = Delegation { from: "wang.wu".to_owned(), ..delegation };
    assert_eq!(rule(delegate(&third, &deputy, onward)), "delegation_of_own_roles");
}
