//! What the site keeps outside the journal: the same questions to both databases.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]

#[macro_use]
mod support;

use std::collections::BTreeSet;

use gongkai_store::StoreError;
use gongkai_store::testing::Scratch;
use jiff::SignedDuration;
use support::{instant, open};

contract![
    sessions_end_when_they_should,
    a_credential_is_replaced,
    the_key_of_a_person_is_made_once_and_destroyed_for_good,
    attempts_are_counted_from_an_instant_on,
    a_counter_gives_each_number_once,
    a_box_is_kept_until_it_expires,
    suggestions_and_secrecy_marks_are_counted,
];

async fn sessions_end_when_they_should(scratch: Scratch) {
    let store = open(&scratch).await;
    let (now, hour) = (instant(), SignedDuration::from_secs(3600));
    store.save_session([1; 32], b"first".to_vec(), now + hour).await.unwrap();
    store.save_session([2; 32], b"second".to_vec(), now + hour * 2).await.unwrap();
    store.save_session([1; 32], b"again".to_vec(), now + hour).await.unwrap();
    assert_eq!(store.load_session([1; 32], now).await.unwrap(), Some(b"again".to_vec()));
    assert_eq!(store.load_session([1; 32], now + hour).await.unwrap(), None);
    assert_eq!(store.delete_expired_sessions(now + hour).await.unwrap(), 1);
    store.delete_session([2; 32]).await.unwrap();
    assert_eq!(store.load_session([2; 32], now).await.unwrap(), None);
}

async fn a_credential_is_replaced(scratch: Scratch) {
    let store = open(&scratch).await;
    assert_eq!(store.credential("li").await.unwrap(), None);
    store.set_credential("li", "$argon2id$one", instant()).await.unwrap();
    let later = instant() + SignedDuration::from_secs(5);
    store.set_credential("li", "$argon2id$two", later).await.unwrap();
    let credential = store.credential("li").await.unwrap().unwrap();
    assert_eq!((credential.phc.as_str(), credential.changed_at), ("$argon2id$two", later));
    store.remove_credential("li").await.unwrap();
    assert_eq!(store.credential("li").await.unwrap(), None);
}

async fn the_key_of_a_person_is_made_once_and_destroyed_for_good(scratch: Scratch) {
    let store = open(&scratch).await;
    store.save_person_key("p1", &[1, 2, 3]).await.unwrap();
    let refused = store.save_person_key("p1", &[9]).await;
    assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
    assert_eq!(store.person_key("p1").await.unwrap(), Some(vec![1, 2, 3]));
    store.destroy_person_key("p1").await.unwrap();
    assert_eq!(store.person_key("p1").await.unwrap(), None);
}

async fn attempts_are_counted_from_an_instant_on(scratch: Scratch) {
    let store = open(&scratch).await;
    let second = SignedDuration::from_secs(1);
    for turn in 0..5 {
        store.note_attempt("li", instant() + second * turn).await.unwrap();
    }
    store.note_attempt("wang", instant()).await.unwrap();
    assert_eq!(store.attempts_since("li", instant() + second * 2).await.unwrap(), 3);
    assert_eq!(store.delete_attempts_before(instant() + second * 2).await.unwrap(), 3);
    store.forget_attempts("li").await.unwrap();
    assert_eq!(store.attempts_since("li", instant()).await.unwrap(), 0);
}

async fn a_counter_gives_each_number_once(scratch: Scratch) {
    let store = open(&scratch).await;
    let takers: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.next_number("receipt").await.unwrap() })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for taker in takers {
        numbers.insert(taker.await.unwrap());
    }
    assert_eq!(numbers, (1..=20).collect());
    assert_eq!(store.next_number("other").await.unwrap(), 1);
}

async fn a_box_is_kept_until_it_expires(scratch: Scratch) {
    let store = open(&scratch).await;
    let (now, hour) = (instant(), SignedDuration::from_secs(3600));
    store.keep_box([1; 32], b"first".to_vec(), now + hour).await.unwrap();
    store.keep_box([1; 32], b"again".to_vec(), now + hour).await.unwrap();
    store.keep_box([2; 32], b"other".to_vec(), now + hour * 2).await.unwrap();
    assert_eq!(store.kept_box([1; 32], now).await.unwrap(), Some(b"again".to_vec()));
    assert_eq!(store.kept_box([1; 32], now + hour).await.unwrap(), None);
    assert_eq!(store.drop_expired_boxes(now + hour).await.unwrap(), 1);
    store.drop_box([2; 32]).await.unwrap();
    assert_eq!(store.kept_box([2; 32], now).await.unwrap(), None);
}

async fn suggestions_and_secrecy_marks_are_counted(scratch: Scratch) {
    use gongkai_store::intake::{Suggested, SuggestionCounts};
    use jiff::civil::date;
    let store = open(&scratch).await;
    for (day, what) in
        [(1, Suggested::Shown), (1, Suggested::Shown), (2, Suggested::Opened), (3, Suggested::Enough)]
    {
        store.count_suggestion("jxj", date(2022, 1, day), what).await.unwrap();
    }
    store.count_suggestion("cjj", date(2022, 1, 1), Suggested::Shown).await.unwrap();
    let counts = store.suggestion_counts("jxj", date(2022, 1, 1), date(2022, 1, 2)).await.unwrap();
    assert_eq!(counts, SuggestionCounts { shown: 2, opened: 1, enough: 0 });
    store.note_screening_stop(instant(), "portal/jxj/what", "secrecy_mark").await.unwrap();
    assert_eq!(store.screening_stops_since(instant()).await.unwrap(), 1);
    let later = instant() + SignedDuration::from_secs(1);
    assert_eq!(store.screening_stops_since(later).await.unwrap(), 0);
}
