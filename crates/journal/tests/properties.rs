//! What holds for every journal: no change escapes the chain.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]

use gongkai_journal::{Broken, Chain, GENESIS, Recorded, StreamId, Version};
use jiff::Timestamp;
use proptest::prelude::*;

/// Events of a few streams, chained.
fn journal() -> impl Strategy<Value = Vec<Recorded>> {
    let event = ("[a-c]", "[a-z]{1,6}", "\\PC{0,12}", "[a-z]{1,4}", 0_i64..4_000_000_000_000_000);
    prop::collection::vec(event, 1..20).prop_map(|events| {
        let mut chain = Chain::default();
        let mut journal: Vec<Recorded> = Vec::new();
        for (id, kind, text, actor, at) in events {
            let stream = StreamId::new("note", &id);
            let version = journal.iter().filter(|event| event.stream == stream).count() as u64 + 1;
            journal.push(chain.extend(Recorded {
                position: chain.position + 1,
                stream,
                version: Version(version),
                kind,
                body: serde_json::json!({ "text": text }).to_string(),
                actor: format!("account/{actor}"),
                recorded_at: Timestamp::from_microsecond(at).unwrap(),
                hash: GENESIS,
            }));
        }
        journal
    })
}

fn walk(journal: &[Recorded]) -> Result<Chain, Broken> {
    let mut chain = Chain::default();
    journal.iter().try_for_each(|event| chain.follow(event)).map(|()| chain)
}

/// Changes one field; which and how is drawn.
fn spoil(event: &mut Recorded, field: usize, bit: u8) {
    match field {
        0 => event.stream = StreamId::new(event.stream.area(), &format!("{}x", event.stream.id())),
        1 => event.version = Version(event.version.0 + 1),
        2 => event.kind.push('x'),
        3 => event.body.push(' '),
        4 => event.actor.push('x'),
        5 => event.recorded_at = Timestamp::from_microsecond(event.recorded_at.as_microsecond() + 1).unwrap(),
        _ => event.hash[usize::from(bit) % 32] ^= 1 << (bit % 8),
    }
}

proptest! {
    #[test]
    fn an_untouched_journal_holds(journal in journal()) {
        let chain = walk(&journal).unwrap();
        prop_assert_eq!(chain.position, journal.len() as u64);
        prop_assert_eq!(chain.hash, journal.last().unwrap().hash);
    }

    #[test]
    fn a_changed_field_is_found_at_its_event(mut journal in journal(), at: prop::sample::Index, field in 0_usize..7, bit: u8) {
        let at = at.index(journal.len());
        spoil(&mut journal[at], field, bit);
        prop_assert_eq!(walk(&journal), Err(Broken::Changed(at as u64 + 1)));
    }

    #[test]
    fn a_removed_event_is_missed_at_its_place(mut journal in journal(), at: prop::sample::Index) {
        prop_assume!(journal.len() > 1);
        let at = at.index(journal.len() - 1);
        journal.remove(at);
        let expected = at as u64 + 1;
        prop_assert_eq!(walk(&journal), Err(Broken::Gap { expected, found: expected + 1 }));
    }

    #[test]
    fn a_removed_event_is_found_even_when_the_rest_is_renumbered(mut journal in journal(), at: prop::sample::Index) {
        prop_assume!(journal.len() > 1);
        let at = at.index(journal.len() - 1);
        journal.remove(at);
        for (position, event) in (1..).zip(&mut journal) {
            event.position = position;
        }
        prop_assert_eq!(walk(&journal), Err(Broken::Changed(at as u64 + 1)));
    }

    #[test]
    fn an_inserted_event_is_found_at_its_place(mut journal in journal(), at: prop::sample::Index, renumber: bool) {
        let at = at.index(journal.len());
        let mut forged = journal[at].clone();
        forged.kind.push('x');
        journal.insert(at, forged);
        if renumber {
            for (position, event) in (1..).zip(&mut journal) {
                event.position = position;
            }
        }
        prop_assert_eq!(walk(&journal), Err(Broken::Changed(at as u64 + 1)));
    }

    #[test]
    fn swapped_events_are_found_at_the_first(mut journal in journal(), one: prop::sample::Index, other: prop::sample::Index, renumber: bool) {
        let (one, other) = (one.index(journal.len()), other.index(journal.len()));
        let (first, second) = (one.min(other), one.max(other));
        prop_assume!(first != second);
        journal.swap(first, second);
        let expected = first as u64 + 1;
        if renumber {
            for (position, event) in (1..).zip(&mut journal) {
                event.position = position;
            }
            prop_assert_eq!(walk(&journal), Err(Broken::Changed(expected)));
        } else {
            prop_assert_eq!(walk(&journal), Err(Broken::Gap { expected, found: second as u64 + 1 }));
        }
    }

    #[test]
    fn text_moved_between_fields_is_a_different_event(text in "[a-z]{2,12}", cut in 1_usize..11) {
        prop_assume!(cut < text.len());
        let (head, tail) = text.split_at(cut);
        let event = |kind: &str, body: &str| Recorded {
            position: 1,
            stream: StreamId::new("note", "a"),
            version: Version(1),
            kind: kind.to_owned(),
            body: body.to_owned(),
            actor: "system".to_owned(),
            recorded_at: Timestamp::UNIX_EPOCH,
            hash: GENESIS,
        };
        let chain = Chain::default();
        prop_assert_ne!(chain.hash_of(&event(head, tail)), chain.hash_of(&event(&text, "")));
    }
}
