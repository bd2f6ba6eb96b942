//! Accounts as people use them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::{Delegation, Role};
use gongkai_app::accounts::SignIn;
use gongkai_app::{Actor, App};
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, PASSWORD, actor, bureau, rule};
use jiff::ToSpan;
use jiff::civil::date;

fn attempt(login: &str, password: &str, address: &str) -> SignIn {
    SignIn { login: login.to_owned(), password: password.to_owned(), address: address.to_owned() }
}

async fn with_password(app: &App, login: &str) {
    app.reset_password(&actor(app, "operator").await, login, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_officer_signs_in_and_a_stranger_learns_nothing() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        with_password(app, "officer").await;
        let signed_in = app.sign_in(&attempt("officer", PASSWORD, "10.0.0.1")).await.unwrap();
        assert!(signed_in.has(Role::Officer, AGENCY));
        let wrong = rule(app.sign_in(&attempt("officer", "wrong", "10.0.0.2")).await);
        let unknown = rule(app.sign_in(&attempt("nobody", "wrong", "10.0.0.2")).await);
        let without = rule(app.sign_in(&attempt("author", "wrong", "10.0.0.2")).await);
        assert_eq!([wrong.as_str(), &unknown, &without], ["sign_in"; 3]);
        app.disable_account(&actor(app, "operator").await, "officer", "离职").await.unwrap();
        assert_eq!(rule(app.sign_in(&attempt("officer", PASSWORD, "10.0.0.1")).await), "sign_in");
        assert_eq!(app.actor_of("officer").await.unwrap(), None);
    }
}

#[tokio::test]
async fn no_password_and_no_hash_stands_in_the_journal() {
    let house = bureau(sqlite()).await;
    with_password(&house.app, "officer").await;
    let events = house.app.store.events_after(0, 1000).await.unwrap();
    assert!(events.iter().any(|event| event.kind == "account.password_changed.v1"));
    for event in events {
        assert!(!event.body.contains(PASSWORD) && !event.body.contains("argon2"), "{}", event.body);
    }
    let phc = house.app.store.credential("officer").await.unwrap().unwrap().phc;
    assert!(phc.starts_with("$argon2id$"));
}

#[tokio::test]
async fn guessing_from_one_address_stops_that_address_only() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    with_password(app, "officer").await;
    for _ in 0..5 {
        assert_eq!(rule(app.sign_in(&attempt("officer", "guess", "6.6.6.6")).await), "sign_in");
    }
    assert_eq!(rule(app.sign_in(&attempt("officer", PASSWORD, "6.6.6.6")).await), "sign_in_throttled");
    assert!(
        app.sign_in(&attempt("officer", PASSWORD, "10.0.0.1")).await.is_ok(),
        "the holder is not locked out"
    );
    house.clock.forward(16.minutes());
    assert!(
        app.sign_in(&attempt("officer", PASSWORD, "6.6.6.6")).await.is_ok(),
        "after a quarter of an hour"
    );
}

#[tokio::test]
async fn guessing_from_many_addresses_does_not_lock_out_the_usual_desk() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    with_password(app, "officer").await;
    app.sign_in(&attempt("officer", PASSWORD, "10.0.0.1")).await.unwrap();
    for number in 0..100 {
        let address = format!("6.6.6.{number}");
        assert_eq!(rule(app.sign_in(&attempt("officer", "guess", &address)).await), "sign_in");
    }
    assert_eq!(rule(app.sign_in(&attempt("officer", PASSWORD, "7.7.7.7")).await), "sign_in_throttled");
    assert!(app.sign_in(&attempt("officer", PASSWORD, "10.0.0.1")).await.is_ok());
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_a_good_one() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    with_password(app, "officer").await;
    let officer = actor(app, "officer").await;
    assert_eq!(rule(app.change_password(&officer, "wrong", "another good one").await), "old_password");
    assert_eq!(rule(app.change_password(&officer, PASSWORD, "1234567890").await), "password");
    app.change_password(&officer, PASSWORD, "another good one").await.unwrap();
    assert_eq!(rule(app.sign_in(&attempt("officer", PASSWORD, "10.0.0.1")).await), "sign_in");
    assert!(app.sign_in(&attempt("officer", "another good one", "10.0.0.1")).await.is_ok());
    assert_eq!(rule(app.reset_password(&officer, "author", PASSWORD).await), "forbidden");
}

#[tokio::test]
async fn rights_are_decided_by_an_operator_of_the_agency_and_never_on_oneself() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let operator = actor(app, "operator").await;
    assert_eq!(rule(app.grant_role(&operator, "operator", Role::Leader, AGENCY).await), "not_on_oneself");
    assert_eq!(rule(app.grant_role(&operator, "author", Role::Leader, "yunxi").await), "forbidden");
    assert_eq!(
        rule(app.grant_role(&actor(app, "officer").await, "author", Role::Leader, AGENCY).await),
        "forbidden"
    );
    app.grant_role(&operator, "author", Role::Officer, AGENCY).await.unwrap();
    assert!(actor(app, "author").await.has(Role::Officer, AGENCY));
    app.revoke_role(&operator, "author", Role::Officer, AGENCY).await.unwrap();
    assert!(!actor(app, "author").await.has(Role::Officer, AGENCY));
}

#[tokio::test]
async fn an_officer_lets_a_deputy_stand_in_for_some_days() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let officer = actor(app, "officer").await;
    let delegation = Delegation {
        from: "officer".to_owned(),
        grants: vec![(Role::Officer, AGENCY.to_owned())],
        since: date(2021, 6, 1),
        until: Some(date(2021, 6, 5)),
        by: String::new(),
    };
    let foreign = app.delegate_roles(&actor(app, "leader").await, "author", delegation.clone()).await;
    assert_eq!(rule(foreign), "forbidden");
    app.delegate_roles(&officer, "author", delegation).await.unwrap();
    assert!(actor(app, "author").await.has(Role::Officer, AGENCY));
    let operator = actor(app, "operator").await;
    app.disable_account(&operator, "officer", "借调").await.unwrap();
    assert!(!actor(app, "author").await.has(Role::Officer, AGENCY), "the right ended where it came from");
    app.enable_account(&operator, "officer", "返岗").await.unwrap();
    assert!(actor(app, "author").await.has(Role::Officer, AGENCY));
    house.clock.forward((5 * 24).hours());
    assert!(!actor(app, "author").await.has(Role::Officer, AGENCY));
    let by_anybody = app.end_delegation(&Actor::Public, "author", "officer", date(2021, 6, 5)).await;
    assert_eq!(rule(by_anybody), "forbidden");
}
