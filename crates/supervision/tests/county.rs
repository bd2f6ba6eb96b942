//! A generated county: 60 agencies, three years, a fault of every kind planted in it. Each is found from its first day to
//! its last, and nothing else is.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{column, days_after, days_before, reference, sound};
use gongkai_statute::Calendar;
use gongkai_supervision::inspection::{
    Basic, ColumnKind, Dated, DeadLink, Facts, Found, HomePage, Incident, Indicator, LinkPlace, Message,
    MessageKind, Policy, Rules, ServiceGuide, Services, foresee, inspect,
};
use jiff::civil::{Date, date};

const FIRST: Date = date(2020, 1, 1);
const LAST: Date = date(2022, 12, 31);
const AGENCIES: usize = 60;

/// What stands on the site of an agency in good order: everything is renewed well before it must be.
fn ordinary(agency: usize, on: Date) -> Facts {
    // Each agency has its own rhythm, so that a day does not decide for all.
    let every = |days: i32| {
        let ordinal = on.duration_since(FIRST).as_hours() / 24;
        let past = (i32::try_from(ordinal).unwrap() + i32::try_from(agency).unwrap()) % days;
        days_before(on, i64::from(past))
    };
    let mut facts = sound(on);
    facts.home = Some(HomePage::Content(every(8)));
    facts.columns = vec![
        column("n1", ColumnKind::News, 90, Some(every(3))),
        column("n2", ColumnKind::News, 90, Some(every(9))),
        column("t1", ColumnKind::Notices, 20, Some(every(140))),
        column("p1", ColumnKind::Policies, 20, Some(every(100))),
        column("s1", ColumnKind::ServiceStatistics, 12, Some(every(80))),
        column("r1", ColumnKind::Replies, 40, Some(every(50))),
        column("o1", ColumnKind::Other { every_days: Some(365) }, 3, Some(every(300))),
        column("o2", ColumnKind::Other { every_days: None }, 1, Some(date(2015, 1, 1))),
    ];
    let submitted_on = every(400);
    facts.messages = Some(vec![Message {
        reference: reference("m1"),
        kind: MessageKind::Consultation,
        is_valid: true,
        submitted_on,
        answered_on: Some(days_after(submitted_on, 27)).filter(|answered| *answered <= on),
    }]);
    facts.accounts[0].last_post_on = Some(every(7));
    for (_, renewed_on) in &mut facts.standing {
        *renewed_on = Some(every(330));
    }
    facts
}

/// An indicator found from a day to the day before another.
type Expected = (Indicator, Date, Date);

/// Changes the facts of a day.
type Does = dyn Fn(&mut Facts, Date);

/// A fault: what it does to the facts of a day, and what must be found of it.
struct Plant {
    does: Box<Does>,
    finds: Vec<Expected>,
}

fn plant(does: impl Fn(&mut Facts, Date) + 'static, finds: &[Expected]) -> Plant {
    Plant { does: Box::new(does), finds: finds.to_vec() }
}

/// A fault that is there from that day on.
fn plant_from(from: Date, does: impl Fn(&mut Facts) + 'static, finds: &[Expected]) -> Plant {
    let does = move |facts: &mut Facts, on| {
        if from <= on {
            does(facts);
        }
    };
    plant(does, finds)
}

/// From `from` on.
fn onwards(indicator: Indicator, from: Date) -> Vec<Expected> {
    vec![(indicator, from, Date::MAX)]
}

/// More columns, the n-th of them not renewed after `last` plus n days.
fn add_stopping(facts: &mut Facts, count: i64, kind: ColumnKind, last: Date, on: Date) {
    for n in 0..count {
        facts.columns.push(column(&format!("x{n}"), kind, 5, Some(days_after(last, n).min(on))));
    }
}

fn found<T>(what: T, on: Date) -> Found<T> {
    Found { what, at: reference("页面"), on }
}

/// The day on which most faults begin.
const X: Date = date(2021, 3, 10);

fn plants() -> Vec<Plant> {
    let mut plants = of_the_site();
    plants.extend(of_columns());
    plants.extend(of_single_columns());
    plants.extend(of_messages_and_services());
    plants.extend(of_accounts());
    plants.extend(of_content());
    plants
}

fn of_the_site() -> Vec<Plant> {
    let x = X;
    vec![
        plant_from(
            x,
            move |facts| {
                facts.incidents = Some(vec![found(Incident::WrongStatement, x)]);
            },
            &onwards(Indicator::SiteSafety, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.items = Some(vec![Dated {
                    reference: reference("i"),
                    shown_on: Some(date(2021, 2, 1)),
                    made_on: None,
                    public_on: Some(x),
                }]);
            },
            &onwards(Indicator::DateFalse, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.items = Some(vec![Dated {
                    reference: reference("i"),
                    shown_on: None,
                    made_on: None,
                    public_on: Some(x),
                }]);
            },
            &onwards(Indicator::DateMissing, x),
        ),
        plant(
            move |facts, _| {
                facts
                    .probes
                    .iter_mut()
                    .filter(|probe| probe.on == x)
                    .take(7)
                    .for_each(|probe| probe.opened_ms = None);
            },
            &[(Indicator::SiteUnreachable, x, date(2021, 3, 17))],
        ),
        plant_from(
            x,
            move |facts| {
                facts.home = Some(HomePage::Navigation(x));
            },
            &[
                (Indicator::HomeSoon, date(2021, 3, 20), date(2021, 3, 24)),
                (Indicator::HomeStale, date(2021, 3, 24), Date::MAX),
            ],
        ),
    ]
}

fn of_columns() -> Vec<Plant> {
    let x = X;
    vec![
        // Five columns, each a day after the other: the fifth makes it one fault.
        plant(
            move |facts, on| add_stopping(facts, 5, ColumnKind::News, x, on),
            &[
                (Indicator::ColumnSoon, date(2021, 3, 20), date(2021, 3, 28)),
                (Indicator::NewsStale, date(2021, 3, 24), date(2021, 3, 28)),
                (Indicator::ColumnsStale, date(2021, 3, 28), Date::MAX),
            ],
        ),
        plant(
            move |facts, on| add_stopping(facts, 10, ColumnKind::Other { every_days: Some(30) }, x, on),
            &[
                (Indicator::ColumnOverdue, date(2021, 4, 9), date(2021, 4, 18)),
                (Indicator::ColumnsStale, date(2021, 4, 18), Date::MAX),
            ],
        ),
        plant(
            move |facts, on| {
                for n in 0..5 {
                    let items = u64::from(on < days_after(x, n));
                    facts.columns.push(column(
                        &format!("e{n}"),
                        ColumnKind::Other { every_days: None },
                        items,
                        None,
                    ));
                }
            },
            &[
                (Indicator::ColumnEmpty, x, date(2021, 3, 14)),
                (Indicator::ColumnsStale, date(2021, 3, 14), Date::MAX),
            ],
        ),
    ]
}

fn of_messages_and_services() -> Vec<Plant> {
    let x = X;
    vec![
        plant(move |facts, on| facts.has_consultation = Some(on < x), &onwards(Indicator::PoorResponse, x)),
        plant(
            move |facts, _| {
                facts.messages.as_mut().unwrap().push(Message {
                    reference: reference("m2"),
                    kind: MessageKind::Consultation,
                    is_valid: true,
                    submitted_on: x,
                    answered_on: None,
                });
            },
            &[
                (Indicator::MessageWaiting, date(2021, 4, 10), date(2021, 6, 10)),
                (Indicator::PoorResponse, date(2021, 6, 10), date(2022, 3, 10)),
                (Indicator::MessageWaiting, date(2022, 3, 10), Date::MAX),
            ],
        ),
        plant_from(
            x,
            move |facts| {
                facts.services = Some(Services::Offered(vec![]));
            },
            &onwards(Indicator::UselessServices, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.services = Some(Services::Offered(vec![ServiceGuide {
                    reference: reference("g"),
                    missing_classes: 4,
                }]));
            },
            &onwards(Indicator::UselessServices, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.personal_data = Some(vec![found("手机号码".to_owned(), x)]);
            },
            &onwards(Indicator::PersonalData, x),
        ),
    ]
}

fn of_accounts() -> Vec<Plant> {
    let x = X;
    vec![
        plant_from(
            x,
            move |facts| {
                facts.accounts[0].incidents = vec![found(Incident::FakeFollowers, x)];
            },
            &onwards(Indicator::AccountSafety, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.accounts[0].last_post_on = Some(x);
            },
            &[
                (Indicator::AccountSoon, date(2021, 3, 20), date(2021, 3, 24)),
                (Indicator::AccountStale, date(2021, 3, 24), Date::MAX),
            ],
        ),
        plant_from(
            x,
            move |facts| {
                facts.accounts[0].last_post_on = Some(x);
                facts.accounts[0].every_days = Some(10);
            },
            &onwards(Indicator::AccountStale, date(2021, 3, 20)),
        ),
        plant(
            move |facts, on| facts.accounts[0].is_usable = Some(on < x),
            &onwards(Indicator::AccountStale, x),
        ),
        plant(
            move |facts, on| facts.accounts[0].has_interaction = Some(on < x),
            &onwards(Indicator::AccountMute, x),
        ),
    ]
}

fn of_single_columns() -> Vec<Plant> {
    let x = X;
    let mut plants = Vec::new();
    let stops = [
        ("n1", Indicator::NewsStale, Some(date(2021, 3, 20)), date(2021, 3, 24)),
        ("p1", Indicator::PoliciesStale, Some(date(2021, 8, 7)), date(2021, 9, 10)),
        ("t1", Indicator::ColumnOverdue, Some(date(2021, 8, 7)), date(2021, 9, 10)),
        ("s1", Indicator::StatisticsStale, None, date(2021, 6, 10)),
        ("r1", Indicator::RepliesStale, None, date(2021, 5, 10)),
        ("o1", Indicator::ColumnOverdue, None, date(2022, 3, 10)),
    ];
    for (key, indicator, soon, due) in stops {
        let mut finds = onwards(indicator, due);
        finds.extend(soon.map(|soon| (Indicator::ColumnSoon, soon, due)));
        // Renewed on that day and never again.
        let stop = move |facts: &mut Facts| {
            let column = facts.columns.iter_mut().find(|column| column.reference.key == key);
            column.unwrap().last_published_on = Some(x);
        };
        plants.push(plant_from(x, stop, &finds));
    }
    plants
}

fn of_content() -> Vec<Plant> {
    let x = X;
    let mut plants = Vec::new();
    let links = [
        (LinkPlace::Home, Indicator::HomeLinkBroken),
        (LinkPlace::Page, Indicator::PageLinkBroken),
        (LinkPlace::Attachment, Indicator::AttachmentBroken),
    ];
    for (place, indicator) in links {
        plants.push(plant(
            move |facts, _| {
                facts.dead_links =
                    Some(vec![DeadLink { page: reference("页"), target: "/x".to_owned(), place, since: x }]);
            },
            &onwards(indicator, x),
        ));
    }
    plants.extend([
        plant(
            move |facts, _| facts.outside_links = Some(vec![found("http://example.com".to_owned(), x)]),
            &onwards(Indicator::OutsideLink, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.unlinked = Some(vec![reference("解读")]);
            },
            &onwards(Indicator::Unlinked, x),
        ),
        plant_from(
            x,
            move |facts| {
                facts.missing_basics = Some(vec![Basic::Leaders]);
            },
            &onwards(Indicator::BasicsMissing, x),
        ),
        plant(
            move |facts, on| facts.has_fault_entry = Some(on < x),
            &onwards(Indicator::FaultEntryMissing, x),
        ),
        // The tenth is a Wednesday: Thursday, Friday, Monday.
        plant_from(
            x,
            move |facts| {
                facts.uninterpreted = Some(vec![Policy { reference: reference("p"), published_on: x }]);
            },
            &onwards(Indicator::InterpretationMissing, date(2021, 3, 16)),
        ),
        plant_from(
            x,
            move |facts| {
                facts.standing[0].1 = Some(x);
            },
            &onwards(Indicator::BasicsOld, date(2022, 3, 10)),
        ),
    ]);
    plants
}

fn facts(agency: usize, plant: Option<&Plant>, on: Date) -> Facts {
    let mut facts = ordinary(agency, on);
    if let Some(plant) = plant {
        (plant.does)(&mut facts, on);
    }
    facts
}

/// The plant of an agency: the first agencies have one each, the rest have none.
fn planted(plants: &[Plant], agency: usize) -> Option<&Plant> {
    plants.get(agency)
}

#[test]
fn every_indicator_is_planted() {
    let planted: BTreeSet<Indicator> =
        plants().iter().flat_map(|plant| plant.finds.iter().map(|(indicator, ..)| *indicator)).collect();
    let every: BTreeSet<Indicator> = Indicator::ALL.iter().copied().collect();
    assert_eq!(planted, every);
    assert!(plants().len() < AGENCIES, "some agencies are without a fault");
}

#[test]
fn each_fault_is_found_from_its_first_day_to_its_last_and_none_is_invented() {
    let plants = plants();
    for agency in 0..AGENCIES {
        let plant = planted(&plants, agency);
        for on in FIRST.series(jiff::Span::new().days(1)).take_while(|day| *day <= LAST) {
            let inspection = inspect(&facts(agency, plant, on), Rules::built_in(), Calendar::built_in(), on);
            let found: BTreeSet<Indicator> =
                inspection.findings.iter().map(|finding| finding.indicator).collect();
            let expected: BTreeSet<Indicator> = plant
                .into_iter()
                .flat_map(|plant| &plant.finds)
                .filter(|(_, from, until)| *from <= on && on < *until)
                .map(|(indicator, ..)| *indicator)
                .collect();
            assert_eq!(found, expected, "agency {agency} on {on}");
            assert_eq!(inspection.unchecked, [], "agency {agency} on {on}");
        }
    }
}

#[test]
fn what_was_foreseen_on_the_day_everything_stopped_is_what_happens() {
    let plants = plants();
    let stopped = date(2021, 3, 10);
    for (agency, plant) in plants.iter().enumerate() {
        // From that day on nothing happens any more, anywhere.
        let standing = facts(agency, Some(plant), stopped);
        let outlook = foresee(&standing, Rules::built_in(), stopped);
        let mut first: BTreeMap<(Indicator, String), Date> = BTreeMap::new();
        for on in stopped.series(jiff::Span::new().days(1)).take(800) {
            for finding in inspect(&standing, Rules::built_in(), Calendar::built_in(), on).findings {
                for record in finding.records {
                    first.entry((finding.indicator, record.reference.key)).or_insert(on);
                }
            }
        }
        for coming in outlook.records.iter().filter(|coming| !coming.breach.has_come(stopped)) {
            let key = coming.record.reference.key.clone();
            let alone = first.get(&(coming.indicator, key.clone()));
            let together = first.get(&(Indicator::ColumnsStale, key));
            let happened = alone.into_iter().chain(together).min().copied();
            assert_eq!(coming.breach.day(), happened, "{coming:?} of agency {agency}");
        }
        let together = outlook.groups.iter().map(|group| group.breach).min().unwrap();
        let happened =
            first.iter().filter(|((it, _), _)| *it == Indicator::ColumnsStale).map(|(_, day)| *day);
        if !together.has_come(stopped) {
            assert_eq!(together.day(), happened.min(), "columns of agency {agency}");
        }
    }
}
