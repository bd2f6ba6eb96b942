//! What holds however people act.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use common::{by, checked, finding, index, withheld};
use gongkai_publication::{
    Assessment, Attribute, Context, Item, ItemEvent, NewValidity, Reassessment, Revision, SecrecyConclusion,
    Showing, Stage, Validity, Withdrawal, WithdrawalKind, abandon, approve, cancel_end, change_validity,
    draft, edit, end, hold, publish, publish_scheduled, pull, reassess, review_afterwards, review_secrecy,
    revise, schedule, send_back, set_end, submit, unschedule, withdraw,
};
use jiff::ToSpan;
use proptest::prelude::*;

const PEOPLE: [&str; 5] = ["a", "b", "c", "d", "e"];

/// One attempt: which act, by whom, and a free choice within the act.
fn attempt(item: &Item, act: u8, who: usize, choice: u8) -> Vec<ItemEvent> {
    let by = by(PEOPLE[who]);
    let title = ["甲", "乙", "丙"][usize::from(choice) % 3];
    let text = if choice == 5 { withheld(title) } else { checked(title) };
    let ahead = jiff::civil::date(2022, 6, 1);
    let seen = item.work.as_ref().map(|work| work.hash.clone()).unwrap_or_default();
    let result = match act {
        0 => draft(item, "a1", &index(), choice % 3 + 1, &text, &by),
        1 => edit(item, &text, &by),
        2 | 3 => submit(item, (choice == 0).then_some("紧急"), &by),
        4..=7 => approve(item, &seen, "", &by),
        8 | 9 => {
            let conclusion = SecrecyConclusion::ALL[usize::from(choice.saturating_sub(3)) % 3];
            review_secrecy(item, &finding(item, conclusion), &by)
        }
        10 => send_back(item, "改", &by),
        11..=13 => publish(item, &by),
        14 => revise(
            item,
            &Revision {
                checked: text,
                change_note: "改".to_owned(),
                minor: choice.is_multiple_of(2),
                levels: 2,
            },
            &by,
        ),
        15 => abandon(item, "弃", &by),
        16 => {
            let change = NewValidity {
                validity: Validity::Modified,
                on: common::TODAY,
                act: "文".to_owned(),
                act_item: None,
            };
            change_validity(item, &change, &by)
        }
        17 => {
            let kind = WithdrawalKind::ALL[usize::from(choice) % 3];
            let successor = (kind == WithdrawalKind::Superseded).then(|| "a1/2".to_owned());
            withdraw(item, &Withdrawal { kind, notice: "撤".to_owned(), successor }, &by)
        }
        18 => pull(item, "撤", &by),
        20 | 21 => schedule(item, hours(&by, choice), &by),
        22 => unschedule(item, &by),
        23 | 24 => publish_scheduled(item, &later(&by, choice)),
        25 => set_end(item, hours(&by, choice), "到期", &by),
        26 => cancel_end(item, &by),
        27 => end(item, &later(&by, choice)),
        28..=30 => hold(item, ahead, &by),
        31 => {
            let conclusion = Reassessment::ALL[usize::from(choice) % 2];
            reassess(item, &Assessment { conclusion, basis: "评估".to_owned(), next_on: ahead }, &by)
        }
        _ => review_afterwards(item, gongkai_publication::AfterReview::Stands, "", &by),
    };
    result.unwrap_or_default()
}

fn hours(context: &Context, hours: u8) -> jiff::Timestamp {
    context.now.checked_add(i64::from(hours).hours()).unwrap()
}

fn later(context: &Context, by: u8) -> Context {
    Context { now: hours(context, by), ..context.clone() }
}

fn acts() -> impl Strategy<Value = Vec<(u8, usize, u8)>> {
    prop::collection::vec((0u8..33, 0usize..5, 0u8..6), 0..220)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_becomes_public_without_all_its_reviews_of_exactly_those_bytes(acts in acts()) {
        let mut item = Item::default();
        for (act, who, choice) in acts {
            for event in attempt(&item, act, who, choice) {
                let before = item.editions.clone();
                item.apply(&event);
                prop_assert_eq!(&item.editions[..before.len()], &before[..], "a published edition never changes");
                prop_assert!(item.editions.len() <= before.len() + 1);
            }
            let numbers: Vec<_> = item.editions.iter().map(|edition| edition.number).collect();
            prop_assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
            if let Some(held) = &item.held {
                prop_assert_ne!(held.content.attribute, Attribute::Proactive);
                prop_assert_eq!(&held.hash, &held.content.hash());
                prop_assert!(held.approvals.iter().all(|approval| approval.hash == held.hash));
                prop_assert!(!matches!(item.showing, Showing::Public(_)), "held and public exclude each other");
            }
            for edition in &item.editions {
                prop_assert_eq!(&edition.content.attribute, &Attribute::Proactive);
                prop_assert_eq!(&edition.hash, &edition.content.hash());
                prop_assert_eq!(&edition.secrecy.hash, &edition.hash);
                prop_assert_eq!(edition.secrecy.conclusion, SecrecyConclusion::Public);
                prop_assert!(!edition.authors.contains(&edition.secrecy.by));
                if !edition.emergency {
                    let of = edition.approvals[0].of;
                    let levels: Vec<u8> = edition.approvals.iter().map(|approval| approval.level).collect();
                    prop_assert_eq!(levels, (1..=of).collect::<Vec<u8>>());
                }
                for approval in &edition.approvals {
                    prop_assert_eq!(&approval.hash, &edition.hash);
                    prop_assert!(!edition.authors.contains(&approval.by));
                }
            }
            if let Some((work, plan)) =
                item.work.as_ref().and_then(|work| Some((work, work.scheduled.as_ref()?)))
            {
                prop_assert_eq!(&plan.hash, &work.hash, "a schedule is for what was approved");
                prop_assert_eq!(&work.stage, &Stage::Cleared);
            }
            if let Showing::Public(number) = item.showing {
                prop_assert_eq!(item.editions.last().map(|edition| edition.number), Some(number));
            }
        }
    }

    #[test]
    fn events_survive_being_written_and_read(acts in acts()) {
        let mut item = Item::default();
        let mut again = Item::default();
        for (act, who, choice) in acts {
            for event in attempt(&item, act, who, choice) {
                item.apply(&event);
                let json = serde_json::to_string(&event).unwrap();
                again.apply(&serde_json::from_str(&json).unwrap());
            }
        }
        prop_assert_eq!(item, again);
    }
}
