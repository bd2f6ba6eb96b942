//! A site without a fault.

#![allow(dead_code, reason = "each test file uses its part")]

use gongkai_supervision::inspection::{
    Account, Column, ColumnKind, Facts, HomePage, Probe, Reference, ServiceGuide, Services, Standing,
};
use jiff::ToSpan;
use jiff::civil::Date;

pub(crate) fn reference(key: &str) -> Reference {
    Reference { key: key.to_owned(), name: key.to_owned() }
}

pub(crate) fn days_before(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap()
}

pub(crate) fn days_after(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap()
}

pub(crate) fn column(key: &str, kind: ColumnKind, items: u64, last: Option<Date>) -> Column {
    Column { reference: reference(key), kind, items, last_published_on: last }
}

/// Twenty visits on each of the seven days that end on `on`, all well.
pub(crate) fn good_probes(on: Date) -> Vec<Probe> {
    (0..7)
        .flat_map(|back| std::iter::repeat_n(Probe { on: days_before(on, back), opened_ms: Some(800) }, 20))
        .collect()
}

/// A portal on which everything was checked and nothing is wrong, on the day `on`.
pub(crate) fn sound(on: Date) -> Facts {
    Facts {
        is_portal: true,
        home: Some(HomePage::Content(on)),
        columns: vec![column("要闻", ColumnKind::News, 9, Some(on))],
        messages: Some(vec![]),
        has_consultation: Some(true),
        services: Some(Services::Offered(vec![ServiceGuide {
            reference: reference("办证"),
            missing_classes: 0,
        }])),
        accounts: vec![Account {
            reference: reference("公众号"),
            last_post_on: Some(on),
            every_days: None,
            is_usable: Some(true),
            has_interaction: Some(true),
            incidents: vec![],
        }],
        incidents: Some(vec![]),
        personal_data: Some(vec![]),
        items: Some(vec![]),
        dead_links: Some(vec![]),
        outside_links: Some(vec![]),
        uninterpreted: Some(vec![]),
        unlinked: Some(vec![]),
        missing_basics: Some(vec![]),
        has_fault_entry: Some(true),
        standing: Standing::ALL.iter().map(|standing| (*standing, Some(on))).collect(),
        probes: good_probes(on),
        bonus: None,
    }
}
