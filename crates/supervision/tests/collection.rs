//! The annual reports of a county's departments, from the call to the sum.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use gongkai_statute::AgencyKind;
use gongkai_statute::reporting::LocalDeadline;
use gongkai_supervision::collection::{
    Collection, CollectionEvent, CollectionOpened, HandedInReport, ReaderVerdict, ReportOrigin, UnitStatus,
    accept_report, add_unit, close_collection, expect_unit, hand_in, open_collection, remind_unit,
    reopen_collection, send_report_back, waive_report,
};
use gongkai_supervision::{Context, Refusal};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn by(today: Date) -> Context {
    Context { by: "office".to_owned(), today }
}

fn take(collection: &mut Collection, events: Result<Vec<CollectionEvent>, Refusal>) {
    for event in events.unwrap() {
        let json = serde_json::to_string(&event).unwrap();
        collection.apply(&serde_json::from_str(&json).unwrap());
    }
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    let refusal = result.unwrap_err();
    assert!(refusal.message.ends_with('。'), "{}", refusal.message);
    refusal.rule
}

fn opened() -> CollectionOpened {
    let expect = |unit, name, kind| expect_unit(unit, name, kind, 2021, None);
    CollectionOpened {
        authority: "city".to_owned(),
        year: 2021,
        units: vec![
            expect("jxj", "市经信局", AgencyKind::Department),
            expect("czj", "市财政局", AgencyKind::Department),
            expect("k1", "云溪县政府", AgencyKind::Government),
        ],
        on: date(2021, 12, 20),
        by: "office".to_owned(),
    }
}

fn collection() -> Collection {
    let mut collection = Collection::default();
    let events = open_collection(&collection, opened());
    take(&mut collection, events);
    collection
}

fn report(years: &[i16], errors: u32) -> HandedInReport {
    HandedInReport {
        origin: ReportOrigin::Uploaded("a".repeat(64)),
        years: years.to_vec(),
        verdict: ReaderVerdict { errors, undecidable: 0, warnings: 2 },
        lacking: vec![],
    }
}

#[test]
fn the_days_are_those_of_the_regulation_or_earlier_local_ones() {
    let opened = opened();
    assert_eq!(opened.units[0].due_on, date(2022, 1, 31));
    assert_eq!(opened.units[2].due_on, date(2022, 3, 31));
    let local = LocalDeadline { month: 1, day: 20 };
    let earlier = expect_unit("a", "甲", AgencyKind::Department, 2021, Some(local));
    assert_eq!((earlier.due_on, earlier.is_local), (date(2022, 1, 20), true));
}

#[test]
fn a_report_comes_goes_back_and_is_accepted() {
    let mut collection = collection();
    let (january, february) = (by(date(2022, 1, 31)), by(date(2022, 2, 1)));
    assert_eq!(collection.overdue(january.today).count(), 0, "the last day is in time");
    let late: Vec<&str> =
        collection.overdue(february.today).map(|unit| unit.expected.unit.as_str()).collect();
    assert_eq!(late, ["jxj", "czj"], "the government has until the end of March");
    let events = remind_unit(&collection, "jxj", &february);
    take(&mut collection, events);
    assert_eq!(remind_unit(&collection, "jxj", &february), Ok(vec![]), "once a day");
    let events = hand_in(&collection, "jxj", report(&[2021], 3), &february);
    take(&mut collection, events);
    assert!(collection.units[0].came_late() && !collection.units[0].is_overdue(february.today));
    assert_eq!(rule(accept_report(&collection, "jxj", " ", &february)), "collection_errors");
    let findings = ["表三总计与分项不符。".to_owned()];
    let events = send_report_back(&collection, "jxj", &findings, date(2022, 2, 10), &february);
    take(&mut collection, events);
    assert_eq!(collection.units[0].owed_by(), Some(date(2022, 2, 10)));
    assert!(collection.units[0].is_overdue(date(2022, 2, 11)));
    let events = hand_in(&collection, "jxj", report(&[2021], 1), &by(date(2022, 2, 9)));
    take(&mut collection, events);
    let events = accept_report(&collection, "jxj", "历史数据无法补正", &february);
    take(&mut collection, events);
    assert_eq!(collection.units[0].reason.as_deref(), Some("历史数据无法补正"));
    let mut back = collection.clone();
    let events = send_report_back(&back, "jxj", &findings, date(2022, 2, 20), &february);
    take(&mut back, events);
    assert_eq!(back.units[0].reason, None, "the reason went with the acceptance");
    assert_eq!(rule(hand_in(&collection, "jxj", report(&[2021], 0), &february)), "collection_accepted");
    let completeness = collection.completeness();
    assert_eq!((completeness.expected, completeness.accepted, completeness.with_errors), (3, 1, 1));
    assert_eq!(completeness.lacking, ["市财政局", "云溪县政府"]);
}

#[test]
fn the_first_report_decides_whether_it_was_late() {
    let mut collection = collection();
    let january = by(date(2022, 1, 31));
    let events = hand_in(&collection, "jxj", report(&[2021], 0), &january);
    take(&mut collection, events);
    let events = send_report_back(&collection, "jxj", &["错".to_owned()], january.today, &january);
    take(&mut collection, events);
    assert!(!collection.units[0].is_overdue(january.today), "the day itself is in time");
    let events = hand_in(&collection, "jxj", report(&[2021], 0), &by(date(2022, 2, 9)));
    take(&mut collection, events);
    assert!(!collection.units[0].came_late());
}

#[test]
fn what_cannot_be_decided_needs_a_reason_as_errors_do() {
    let mut collection = collection();
    let february = by(date(2022, 2, 1));
    let verdict = ReaderVerdict { errors: 0, undecidable: 1, warnings: 0 };
    let events = hand_in(&collection, "jxj", HandedInReport { verdict, ..report(&[2021], 0) }, &february);
    take(&mut collection, events);
    assert_eq!(rule(accept_report(&collection, "jxj", "", &february)), "collection_errors");
    let events = hand_in(&collection, "jxj", report(&[2021], 0), &february);
    take(&mut collection, events);
    assert!(accept_report(&collection, "jxj", "", &february).is_ok(), "warnings do no harm");
}

#[test]
fn years_are_never_mixed() {
    let collection = collection();
    let february = by(date(2022, 2, 1));
    for years in [&[][..], &[2020], &[2020, 2021], &[2021, 2021]] {
        assert_eq!(rule(hand_in(&collection, "jxj", report(years, 0), &february)), "collection_year");
    }
    let refusal = hand_in(&collection, "jxj", report(&[2020, 2021], 0), &february).unwrap_err();
    insta::assert_snapshot!(refusal.message, @"汇总中混有2020年、2021年的数据，不同年度不能合并，请分别汇总。");
    let early = by(date(2021, 12, 31));
    assert_eq!(rule(hand_in(&collection, "jxj", report(&[2021], 0), &early)), "collection_ended");
}

#[test]
fn what_a_lower_sum_lacks_is_carried_upward() {
    let mut collection = collection();
    let march = by(date(2022, 3, 1));
    for (unit, lacking) in
        [("jxj", vec![]), ("k1", vec!["云溪县教育局".to_owned(), "城关镇 › 甲所".to_owned()])]
    {
        let events = hand_in(&collection, unit, HandedInReport { lacking, ..report(&[2021], 0) }, &march);
        take(&mut collection, events);
        let events = accept_report(&collection, unit, "", &march);
        take(&mut collection, events);
    }
    let events = waive_report(&collection, "czj", "2021年5月撤销", &march);
    take(&mut collection, events);
    let completeness = collection.completeness();
    assert!(!completeness.is_complete());
    assert_eq!(completeness.expected, completeness.accepted);
    assert_eq!(completeness.lacking, ["云溪县政府 › 云溪县教育局", "云溪县政府 › 城关镇 › 甲所"]);
    assert_eq!(rule(close_collection(&collection, "", &march)), "collection_lacking");
    let events = close_collection(&collection, "教育局数据另行说明", &march);
    let CollectionEvent::Closed { lacking, .. } = &events.as_ref().unwrap()[0] else { panic!() };
    assert_eq!(lacking.len(), 2, "what was missing stays on record");
    take(&mut collection, events);
    assert_eq!(rule(hand_in(&collection, "czj", report(&[2021], 0), &march)), "collection_running");
    assert_eq!(rule(close_collection(&collection, "再次", &march)), "collection_running");
    let events = reopen_collection(&collection, "补报", &march);
    take(&mut collection, events);
    assert_eq!(rule(reopen_collection(&collection, "补报", &march)), "collection_closed");
}

#[test]
fn what_does_not_fit_is_refused() {
    let collection = collection();
    let none = Collection::default();
    let february = by(date(2022, 2, 1));
    assert_eq!(rule(open_collection(&collection, opened())), "collection_unique");
    assert_eq!(
        rule(open_collection(&none, CollectionOpened { units: vec![], ..opened() })),
        "collection_units"
    );
    let mut twice = opened();
    twice.units.push(twice.units[0].clone());
    assert_eq!(rule(open_collection(&none, twice)), "collection_once");
    assert_eq!(rule(hand_in(&none, "jxj", report(&[2021], 0), &february)), "collection_exists");
    assert_eq!(rule(hand_in(&collection, "x", report(&[2021], 0), &february)), "collection_unit");
    let lost = HandedInReport { origin: ReportOrigin::Computed(String::new()), ..report(&[2021], 0) };
    assert_eq!(rule(hand_in(&collection, "jxj", lost, &february)), "file_there");
    assert_eq!(rule(accept_report(&collection, "jxj", "", &february)), "collection_report");
    let back = |collection: &Collection, findings: &[&str], day| {
        let findings: Vec<String> = findings.iter().map(|text| (*text).to_owned()).collect();
        rule(send_report_back(collection, "jxj", &findings, day, &february))
    };
    assert_eq!(back(&collection, &["错"], february.today), "collection_report");
    let mut handed = collection.clone();
    let events = hand_in(&handed, "jxj", report(&[2021], 0), &february);
    take(&mut handed, events);
    assert_eq!(back(&handed, &[], february.today), "collection_findings");
    assert_eq!(back(&handed, &["错", " "], february.today), "collection_findings");
    assert_eq!(back(&handed, &["错"], date(2022, 1, 31)), "collection_again");
    assert_eq!(rule(remind_unit(&handed, "jxj", &february)), "collection_owes");
    let known = expect_unit("jxj", "市经信局", AgencyKind::Department, 2021, None);
    assert_eq!(rule(add_unit(&collection, &known, "漏列", &february)), "collection_once");
    let new = expect_unit("swj", "市水务局", AgencyKind::Department, 2021, None);
    assert_eq!(rule(add_unit(&collection, &new, "", &february)), "reason_given");
    let events = add_unit(&handed, &new, "漏列", &february);
    take(&mut handed, events);
    assert_eq!(handed.unit("swj").unwrap().status, UnitStatus::Missing);
    assert_eq!(rule(waive_report(&collection, "jxj", "", &february)), "reason_given");
    let events = waive_report(&handed, "swj", "新设", &february);
    take(&mut handed, events);
    assert_eq!(rule(waive_report(&handed, "swj", "新设", &february)), "collection_over");
    assert_eq!(rule(hand_in(&handed, "swj", report(&[2021], 0), &february)), "collection_waived");
}

proptest! {
    #[test]
    fn no_report_with_errors_is_accepted_without_a_reason_and_no_year_is_mixed(
        acts in prop::collection::vec((0u8..7, 0usize..3, 0u32..2, prop::sample::select(vec![2020i16, 2021]), any::<bool>()), 0..60),
    ) {
        let mut collection = collection();
        let march = by(date(2022, 3, 1));
        for (act, unit, errors, year, has_reason) in acts {
            let unit = ["jxj", "czj", "k1"][unit];
            let why = if has_reason { "说明" } else { "" };
            let events = match act {
                0 | 1 => hand_in(&collection, unit, report(&[year], errors), &march),
                2 => send_report_back(&collection, unit, &["错".to_owned()], march.today, &march),
                3 => accept_report(&collection, unit, why, &march),
                4 => waive_report(&collection, unit, why, &march),
                5 => close_collection(&collection, why, &march),
                _ => reopen_collection(&collection, why, &march),
            };
            for event in events.unwrap_or_default() {
                if let CollectionEvent::Closed { reason, lacking, .. } = &event {
                    prop_assert!(lacking.is_empty() || reason.is_some());
                    prop_assert_eq!(lacking, &collection.completeness().lacking);
                }
                collection.apply(&event);
            }
            for unit in &collection.units {
                if let Some((report, _)) = &unit.report {
                    prop_assert_eq!(&report.years, &vec![2021]);
                    if unit.status == UnitStatus::Accepted {
                        prop_assert!(report.verdict.is_clean() || unit.reason.is_some());
                    }
                }
                prop_assert!(unit.status != UnitStatus::Accepted || unit.report.is_some());
            }
            let completeness = collection.completeness();
            prop_assert_eq!(completeness.is_complete(), completeness.accepted == completeness.expected);
        }
    }
}
