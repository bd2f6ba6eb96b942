//! Runs the worked cases that stand beside the articles.

use jiff::civil::Date;
use serde::Deserialize;

use super::{art26, art30, art31, art33, art42};
use crate::calendar::{Calendar, NoNotice, Workdays};
use crate::category::AgencyKind;
use crate::clock::{Consulted, Event, Outgoing, Timeline};
use crate::decision::Decision;
use crate::remedy::{Readings, advice};
use crate::reporting::{LocalDeadline, report_due};
use art31::{Channel, Receipt};

type Day = toml::value::Datetime;

fn day(value: Day) -> Date {
    value.to_string().parse().unwrap()
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Cases {
    case: Vec<Plain>,
    timeline: Vec<Case>,
    fee: Vec<FeeCase>,
    publication: Vec<Publication>,
    decision: Vec<DecisionCase>,
    report: Vec<ReportCase>,
    remedy: Vec<RemedyCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportCase {
    name: String,
    agency: String,
    year: i16,
    local: Option<(i8, i8)>,
    due: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemedyCase {
    name: String,
    decision: String,
    on: Day,
    blocks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionCase {
    key: String,
    basis: Option<String>,
    row: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    name: String,
    received_on: Day,
    plus_7: Option<Day>,
    plus_15: Option<Day>,
    due: Day,
    plus_40: Option<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeCase {
    schedule: String,
    totals: Vec<(u32, u64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Publication {
    name: String,
    made_on: Day,
    due: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    receipt: Option<CaseReceipt>,
    received_on: Option<Day>,
    clock_start: Option<Day>,
    confirm_by: Option<Day>,
    today: Option<Day>,
    due: Option<Day>,
    state: Option<String>,
    overdue: Option<bool>,
    provisional: Option<bool>,
    remaining: Option<i32>,
    warns: Option<String>,
    tells: Option<String>,
    #[serde(default)]
    events: Vec<CaseEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseReceipt {
    channel: String,
    submitted: Option<Day>,
    arrived: Option<Day>,
    confirmed: Option<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEvent {
    kind: String,
    on: Day,
    delivered: Option<Day>,
    id: Option<String>,
    received: Option<Day>,
    to: Option<String>,
    reply_by: Option<Day>,
    until: Option<Day>,
    workdays: Option<u16>,
    #[serde(default)]
    excused: bool,
}

impl CaseEvent {
    fn event(&self) -> Event {
        let on = day(self.on);
        let sent = Outgoing { dated_on: on, delivered_on: self.delivered.map(day) };
        let reply_by = self.reply_by.map(day);
        let id = self.id.clone().unwrap_or_default();
        match self.kind.as_str() {
            "supplement_asked" => Event::SupplementNotice { sent, reply_by },
            "supplemented" => Event::SupplementReceived { on, excused: self.excused },
            "asked" => Event::ConsultationSent {
                id,
                on,
                received_on: self.received.map(day),
                to: Consulted::from_key(self.to.as_deref().unwrap()).unwrap(),
                reply_by,
            },
            "answered" => Event::ConsultationAnswered { id, on },
            "extension" => Event::ExtensionNotice { sent, workdays: Workdays(self.workdays.unwrap()) },
            "reasons_asked" => Event::ReasonsDemanded { sent, reply_by },
            "reasons" => Event::ReasonsReceived { on },
            "deferred" => Event::Deferred { sent, until: day(self.until.unwrap()) },
            "fee_asked" => Event::FeeNotice { sent, received_on: self.received.map(day) },
            "paid" => Event::FeePaid { on },
            "reply" => Event::Reply { sent },
            other => panic!("no event kind {other}"),
        }
    }
}

impl Case {
    fn receipt(&self) -> Receipt {
        match &self.receipt {
            Some(receipt) => Receipt {
                channel: Channel::from_key(&receipt.channel).unwrap(),
                submitted_on: receipt.submitted.map(day),
                arrived_on: receipt.arrived.map(day),
                confirmed_on: receipt.confirmed.map(day),
            },
            None => Receipt {
                channel: Channel::InPerson,
                submitted_on: self.received_on.map(day),
                arrived_on: None,
                confirmed_on: None,
            },
        }
    }

    fn run(&self) {
        let name = &self.name;
        let timeline = Timeline::new(self.receipt()).with(self.events.iter().map(CaseEvent::event));
        let reading = timeline.read(Calendar::built_in(), self.today.map(day));
        let received_on = self.received_on.map(day);
        assert_eq!(reading.received_on, received_on, "{name}");
        assert_eq!(reading.due, self.due.map(day), "{name}: {reading:#?}");
        assert_eq!(reading.confirm_by, self.confirm_by.map(day), "{name}");
        if let Some(start) = self.clock_start {
            assert_eq!(reading.clock_start, Some(day(start)), "{name}");
        }
        if let Some(state) = &self.state {
            assert_eq!(reading.state.key(), state, "{name}");
        }
        if let Some(overdue) = self.overdue {
            assert_eq!(reading.overdue, Some(overdue), "{name}");
        }
        if let Some(provisional) = self.provisional {
            assert_eq!(reading.provisional, provisional, "{name}");
        }
        if let Some(remaining) = self.remaining {
            assert_eq!(reading.remaining_workdays, Some(remaining), "{name}");
        }
        if let Some(text) = &self.warns {
            assert!(
                reading.warnings.iter().any(|warning| warning.contains(text)),
                "{name}: {:?}",
                reading.warnings
            );
        } else if self.today.is_some() {
            assert_eq!(reading.warnings, Vec::<String>::new(), "{name}");
        }
        if let Some(text) = &self.tells {
            assert!(reading.steps.iter().any(|step| step.what.contains(text)), "{name}: {:?}", reading.steps);
        }
    }
}

fn cases(text: &str) -> Cases {
    toml::from_str(text).unwrap()
}

#[test]
fn every_worked_timeline_comes_out_as_written() {
    let files = [
        include_str!("art30.cases.toml"),
        include_str!("art31.cases.toml"),
        include_str!("art32.cases.toml"),
        include_str!("art33.cases.toml"),
        include_str!("art34.cases.toml"),
        include_str!("art35.cases.toml"),
        include_str!("art42.cases.toml"),
    ];
    for file in files {
        let cases = cases(file).timeline;
        assert!(!cases.is_empty());
        cases.iter().for_each(Case::run);
    }
}

#[test]
fn every_reference_vector_of_the_reply_period_holds() {
    let calendar = Calendar::built_in();
    let vectors = cases(include_str!("art33.cases.toml")).case;
    assert_eq!(vectors.len(), 10);
    for vector in vectors {
        let start = day(vector.received_on);
        assert_eq!(art33::reply_due(start, calendar).unwrap().day, day(vector.due), "{}", vector.name);
        for (count, expected) in [(7, vector.plus_7), (15, vector.plus_15)] {
            assert_eq!(
                calendar.add_workdays(start, Workdays(count)),
                Ok(day(expected.unwrap())),
                "{}",
                vector.name
            );
        }
        let forty = vector.plus_40.map(day).ok_or(NoNotice { year: 2027 });
        assert_eq!(calendar.add_workdays(start, Workdays(40)), forty, "{}", vector.name);
    }
}

#[test]
fn every_case_of_asking_for_a_supplement_holds() {
    for case in cases(include_str!("art30.cases.toml")).case {
        let due = art30::notice_due(day(case.received_on), Calendar::built_in()).unwrap();
        assert_eq!(due.day, day(case.due), "{}", case.name);
    }
}

#[test]
fn every_reference_fee_holds() {
    let fees = cases(include_str!("art42.cases.toml")).fee;
    assert_eq!(fees.iter().map(|fee| fee.totals.len()).sum::<usize>(), 23);
    for case in fees {
        let schedule = art42::Schedule::from_key(&case.schedule).unwrap();
        for (count, total) in case.totals {
            assert_eq!(art42::fee(schedule, count).total, art42::Yuan(total), "{} {count}", case.schedule);
        }
    }
}

#[test]
fn every_publication_case_holds() {
    for case in cases(include_str!("art26.cases.toml")).publication {
        let due = art26::publication_due(day(case.made_on), Calendar::built_in()).unwrap();
        assert_eq!(due.day, day(case.due), "{}", case.name);
    }
}

#[test]
fn every_decision_has_the_basis_and_the_row_of_the_reference_list() {
    let decisions = cases(include_str!("art36.cases.toml")).decision;
    assert_eq!(decisions.len(), Decision::ALL.len());
    for (case, decision) in decisions.into_iter().zip(Decision::ALL) {
        assert_eq!(case.key, decision.key());
        assert_eq!(case.basis, decision.articles().first().map(|article| article.short()), "{}", case.key);
        assert_eq!(case.row, decision.row().key());
    }
}

#[test]
fn every_report_is_due_on_the_day_written() {
    for case in cases(include_str!("art49.cases.toml")).report {
        let agency = AgencyKind::from_key(&case.agency).unwrap();
        let local = case.local.map(|(month, day)| LocalDeadline { month, day });
        let due = report_due(agency, case.year, local);
        assert_eq!(
            (due.day, due.is_local),
            (day(case.due), case.due.to_string().ends_with("01-26")),
            "{}",
            case.name
        );
    }
}

#[test]
fn every_reply_carries_the_remedy_paragraphs_written() {
    for case in cases(include_str!("art51.cases.toml")).remedy {
        let decision = Decision::from_key(&case.decision).unwrap();
        let advice = advice(decision, day(case.on), AgencyKind::Department, &Readings::default()).unwrap();
        let blocks: Vec<_> = advice.iter().map(|advice| advice.block.key()).collect();
        assert_eq!(blocks, case.blocks, "{}", case.name);
    }
}

#[test]
fn a_third_partys_silence_and_objection_have_their_own_consequences() {
    use super::art32::{Consequence, Opinion, consequence};
    assert_eq!(consequence(Opinion::Silent, false), Consequence::AgencyDecides);
    assert_eq!(consequence(Opinion::ObjectsWithReason, false), Consequence::Withhold);
    assert_eq!(consequence(Opinion::ObjectsWithReason, true), Consequence::DiscloseAndTellThirdParty);
    assert_eq!(consequence(Opinion::Agrees, false), Consequence::Disclose);
}

#[test]
fn parts_that_cannot_be_separated_stay_closed() {
    use super::art37::{Parts, separate};
    assert_eq!(separate(true, true, true), Parts::Separated);
    assert_eq!(separate(true, true, false), Parts::Nothing);
    assert_eq!(separate(true, false, false), Parts::Whole);
    assert_eq!(separate(false, true, true), Parts::Nothing);
}

#[test]
fn no_rule_with_several_wordings_has_a_gap_or_an_overlap() {
    for table in [
        &art26::PUBLICATION_PERIOD,
        &art30::NOTICE_PERIOD,
        &super::art32::OPINION_PERIOD,
        &art33::REPLY_PERIOD,
        &art33::EXTENSION_LIMIT,
        &super::art34::OPINION_PERIOD,
        &art42::PAYMENT_PERIOD,
    ] {
        assert_eq!(table.flaw(), None);
    }
}
