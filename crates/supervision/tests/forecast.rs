//! What holds for every site and every day.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use std::collections::BTreeSet;

use common::{column, days_after, days_before, reference, sound};
use gongkai_statute::Calendar;
use gongkai_supervision::inspection::{
    Account, Breach, ColumnKind, Facts, HomePage, Indicator, Inspection, Message, MessageKind, Period,
    RecordKind, Rules, Severity, foresee, inspect,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2022, 2, 28);

fn kinds() -> impl Strategy<Value = ColumnKind> {
    prop_oneof![
        Just(ColumnKind::News),
        Just(ColumnKind::Notices),
        Just(ColumnKind::Policies),
        Just(ColumnKind::ServiceStatistics),
        Just(ColumnKind::Replies),
        (1u16..200).prop_map(|days| ColumnKind::Other { every_days: Some(days) }),
        Just(ColumnKind::Other { every_days: None }),
    ]
}

/// A site that stands still from [`TODAY`] on.
fn sites() -> impl Strategy<Value = Facts> {
    let column_ages =
        prop::collection::vec((kinds(), 0u64..4, prop::option::weighted(0.95, 0i64..260)), 1..24);
    let messages = prop::collection::vec((0i64..420, prop::option::of(0i64..200)), 0..6);
    let accounts =
        prop::collection::vec((prop::option::weighted(0.9, 0i64..20), prop::option::of(1u16..30)), 0..3);
    (column_ages, messages, accounts, 0i64..20, any::<bool>()).prop_map(
        |(columns, messages, accounts, home, is_portal)| {
            let mut facts = sound(TODAY);
            facts.is_portal = is_portal;
            facts.home = Some(HomePage::Content(days_before(TODAY, home)));
            facts.columns = columns
                .into_iter()
                .enumerate()
                .map(|(n, (kind, items, age))| {
                    column(&format!("c{n}"), kind, items, age.map(|age| days_before(TODAY, age)))
                })
                .collect();
            facts.messages = Some(
                messages
                    .into_iter()
                    .enumerate()
                    .map(|(n, (age, wait))| Message {
                        reference: reference(&format!("m{n}")),
                        kind: MessageKind::Consultation,
                        is_valid: true,
                        submitted_on: days_before(TODAY, age),
                        answered_on: wait.map(|wait| days_after(days_before(TODAY, age), wait.min(age))),
                    })
                    .collect(),
            );
            let template = facts.accounts[0].clone();
            facts.accounts = accounts
                .into_iter()
                .enumerate()
                .map(|(n, (age, every_days))| Account {
                    reference: reference(&format!("a{n}")),
                    last_post_on: age.map(|age| days_before(TODAY, age)),
                    every_days,
                    ..template.clone()
                })
                .collect();
            facts
        },
    )
}

fn check(facts: &Facts, on: Date) -> Inspection {
    inspect(facts, Rules::built_in(), Calendar::built_in(), on)
}

/// Whether the record is found at fault, by the indicator foreseen or as one of the columns of N4.
fn is_found(inspection: &Inspection, indicator: Indicator, key: &str) -> bool {
    inspection.findings.iter().any(|finding| {
        (finding.indicator == indicator || finding.indicator == Indicator::ColumnsStale)
            && finding.records.iter().any(|record| record.reference.key == key)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_record_is_at_fault_from_the_day_foreseen_and_not_before(facts in sites()) {
        for coming in foresee(&facts, Rules::built_in(), TODAY).records {
            let key = coming.record.reference.key.as_str();
            let days = match coming.breach {
                Breach::Already => (None, Some(TODAY)),
                Breach::On(day) if day <= TODAY => (None, Some(TODAY)),
                Breach::On(day) => (Some(day.yesterday().unwrap()), Some(day)),
                Breach::Never => (Some(days_after(TODAY, 900)), None),
            };
            if let Some(day) = days.0 {
                prop_assert!(!is_found(&check(&facts, day), coming.indicator, key), "{coming:?} on {day}");
            }
            if let Some(day) = days.1 {
                prop_assert!(is_found(&check(&facts, day), coming.indicator, key), "{coming:?} on {day}");
            }
            prop_assert_eq!(coming.breach.days_left(TODAY), coming.breach.day().map(|day| {
                i32::try_from(day.duration_since(TODAY).as_hours() / 24).unwrap()
            }));
        }
    }

    #[test]
    fn nothing_that_can_become_a_fault_is_left_out(facts in sites()) {
        let outlook = foresee(&facts, Rules::built_in(), TODAY);
        let count = |kind| outlook.records.iter().filter(|coming| coming.record.kind == kind).count();
        prop_assert_eq!(count(RecordKind::Column), facts.columns.len());
        prop_assert_eq!(count(RecordKind::Account), facts.accounts.len());
        prop_assert_eq!(count(RecordKind::Home), 1);
        prop_assert_eq!(count(RecordKind::Standing), facts.standing.len());
        let is_open = |message: &&Message| message.answered_on.is_none() && date(2021, 2, 28) < message.submitted_on;
        let open = facts.messages.iter().flatten().filter(is_open).count();
        prop_assert_eq!(count(RecordKind::Message), open);
        prop_assert!(outlook.records.windows(2).all(|pair| pair[0].breach <= pair[1].breach), "most urgent first");
    }

    #[test]
    fn columns_together_fail_the_site_from_the_day_foreseen(facts in sites()) {
        let outlook = foresee(&facts, Rules::built_in(), TODAY);
        let fails = |day| check(&facts, day).findings.iter().any(|it| it.indicator == Indicator::ColumnsStale);
        match outlook.groups.iter().map(|group| group.breach).min().unwrap() {
            Breach::On(day) if TODAY < day => {
                prop_assert!(!fails(day.yesterday().unwrap()));
                prop_assert!(fails(day));
            }
            Breach::Already | Breach::On(_) => prop_assert!(fails(TODAY)),
            Breach::Never => prop_assert!(!fails(days_after(TODAY, 900))),
        }
        for group in &outlook.groups {
            prop_assert_eq!(group.threshold <= group.now, group.breach.has_come(TODAY));
        }
    }

    #[test]
    fn what_stands_still_only_gets_worse(facts in sites(), later in 1i64..120) {
        let gravest = |inspection: &Inspection| -> BTreeSet<(RecordKind, String, Severity)> {
            inspection.findings.iter().flat_map(|finding| {
                let severity = finding.severity;
                finding.records.iter().map(move |record| (record.kind, record.reference.key.clone(), severity))
            }).collect()
        };
        let (now, then) = (gravest(&check(&facts, TODAY)), gravest(&check(&facts, days_after(TODAY, later))));
        for (kind, key, severity) in now {
            // A message leaves the count a year after it came.
            if kind != RecordKind::Message {
                let is_there = then.iter().any(|(k, it, grave)| (k, it) == (&kind, &key) && *grave <= severity);
                prop_assert!(is_there, "{kind:?} {key} {severity:?}");
            }
        }
    }

    #[test]
    fn no_record_is_in_two_findings(facts in sites(), later in 0i64..300) {
        let mut seen = BTreeSet::new();
        for finding in check(&facts, days_after(TODAY, later)).findings {
            for record in finding.records {
                prop_assert!(seen.insert(record.clone()), "{record:?} counts twice");
            }
        }
    }

    #[test]
    fn an_older_update_never_makes_the_day_later(days in 1i64..900, age in 0i64..500, months in 1u16..14) {
        for period in [Period::Days(u16::try_from(days).unwrap()), Period::Months(months), Period::Years(1)] {
            let last = days_before(TODAY, age);
            let due = period.passes_on(last);
            prop_assert!(period.has_passed(last, due) && !period.has_passed(last, due.yesterday().unwrap()));
            prop_assert!(period.passes_on(last.yesterday().unwrap()) <= due);
        }
    }
}
