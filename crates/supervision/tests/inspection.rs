//! Worked cases of the check, its table, and what was not looked at.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;

use common::{column, good_probes, reference, sound};
use gongkai_statute::Calendar;
use gongkai_supervision::inspection::{
    Account, ColumnKind, Dated, DeadLink, Facts, Finding, HomePage, Indicator, Inspection, LinkPlace,
    Message, MessageKind, Outcome, Points, Policy, Probe, Rules, ServiceGuide, Services, Severity, Verdict,
    inspect, lay_out,
};
use jiff::civil::{Date, date};
use serde::Deserialize;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    on: Datetime,
    #[serde(default = "yes")]
    portal: bool,
    columns: Option<Vec<(String, String, u64, String)>>,
    home: Option<Datetime>,
    messages: Option<Vec<(String, String, String, String)>>,
    accounts: Option<Vec<(String, u16, String)>>,
    guides: Option<Vec<u32>>,
    services: Option<String>,
    failed: Option<usize>,
    items: Option<Vec<(String, String, String, String)>>,
    links: Option<BTreeMap<String, usize>>,
    #[serde(default)]
    shared_link: bool,
    unlinked: Option<usize>,
    policies: Option<Vec<(String, String)>>,
    bonus: Option<i16>,
    #[serde(default = "yes")]
    fault_entry: bool,
    finds: Option<Vec<String>>,
    counts: Option<BTreeMap<String, usize>>,
    verdict: String,
}

fn yes() -> bool {
    true
}

fn day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

fn kind(text: &str) -> ColumnKind {
    match text {
        "news" => ColumnKind::News,
        "notices" => ColumnKind::Notices,
        "policies" => ColumnKind::Policies,
        "statistics" => ColumnKind::ServiceStatistics,
        "replies" => ColumnKind::Replies,
        days => ColumnKind::Other { every_days: Some(days.parse().unwrap()).filter(|days| *days != 0) },
    }
}

fn facts(case: &Case, on: Date) -> Facts {
    let mut facts = sound(on);
    facts.is_portal = case.portal;
    if let Some(columns) = &case.columns {
        facts.columns =
            columns.iter().map(|(of, name, items, last)| column(name, kind(of), *items, day(last))).collect();
    }
    if let Some(home) = &case.home {
        facts.home = Some(HomePage::Navigation(home.to_string().parse().unwrap()));
    }
    for (of, name, submitted, answered) in case.messages.iter().flatten() {
        facts.messages.as_mut().unwrap().push(Message {
            reference: reference(name),
            kind: MessageKind::from_key(of).unwrap_or(MessageKind::Consultation),
            is_valid: of != "invalid",
            submitted_on: day(submitted).unwrap(),
            answered_on: day(answered),
        });
    }
    for (name, every, last) in case.accounts.iter().flatten() {
        let template = facts.accounts[0].clone();
        facts.accounts.push(Account {
            reference: reference(name),
            every_days: Some(*every),
            last_post_on: day(last),
            ..template
        });
    }
    if let Some(guides) = &case.guides {
        let guide = |(place, missing): (usize, &u32)| ServiceGuide {
            reference: reference(&format!("g{place}")),
            missing_classes: *missing,
        };
        facts.services = Some(Services::Offered(guides.iter().enumerate().map(guide).collect()));
    }
    if case.services.as_deref() == Some("not_owed") {
        facts.services = Some(Services::NotOwed);
    }
    facts.bonus = case.bonus.map(Points::whole);
    facts.has_fault_entry = Some(case.fault_entry);
    add_content(case, on, &mut facts);
    facts
}

fn add_content(case: &Case, on: Date, facts: &mut Facts) {
    let failed = case.failed.unwrap_or(0);
    facts.probes = good_probes(on);
    for probe in facts.probes.iter_mut().rev().take(failed) {
        probe.opened_ms = Some(15_000);
    }
    let items = case.items.iter().flatten().map(|(name, shown, made, public)| Dated {
        reference: reference(name),
        shown_on: day(shown),
        made_on: day(made),
        public_on: day(public),
    });
    facts.items = Some(items.collect());
    let link =
        |page: &str, target: String, place, since| DeadLink { page: reference(page), target, place, since };
    let links = case.links.iter().flatten().flat_map(|(place, count)| {
        let place = LinkPlace::from_key(place).unwrap();
        (0..*count).map(move |n| link("page", format!("/{}/{n}", place.key()), place, on))
    });
    let mut links: Vec<DeadLink> = links.collect();
    if case.shared_link {
        let pages =
            [("p3", LinkPlace::Attachment, 12), ("p1", LinkPlace::Home, 9), ("p2", LinkPlace::Page, 1)];
        links.extend(pages.map(|(page, place, day)| link(page, "/x".to_owned(), place, date(2022, 10, day))));
    }
    facts.dead_links = Some(links);
    facts.unlinked = Some(vec![reference("解读"); case.unlinked.unwrap_or(0)]);
    let policies = case.policies.iter().flatten().map(|(name, published)| Policy {
        reference: reference(name),
        published_on: day(published).unwrap(),
    });
    facts.uninterpreted = Some(policies.collect());
}

fn told(finding: &Finding) -> String {
    let since = finding.since.map_or("-".to_owned(), |since| since.to_string());
    let keys: Vec<&str> = finding.records.iter().map(|record| record.reference.key.as_str()).collect();
    format!("{} {since} {}", finding.indicator.key(), keys.join(" "))
}

fn verdict(inspection: &Inspection) -> String {
    let unpriced = |count| if count == 0 { String::new() } else { format!(", {count} unpriced") };
    match &inspection.verdict {
        Verdict::Vetoed(vetoes) => {
            let keys: Vec<&str> = vetoes.iter().map(|veto| veto.key()).collect();
            format!("vetoed {}", keys.join(" "))
        }
        Verdict::BelowMark(score) => format!("below {}{}", score.total, unpriced(score.unpriced)),
        Verdict::Passed(score) => format!("passed {}{}", score.total, unpriced(score.unpriced)),
        Verdict::Unscored => "unscored".to_owned(),
    }
}

#[test]
fn every_worked_case_comes_out_as_written() {
    let cases: Cases = toml::from_str(include_str!("inspection.cases.toml")).unwrap();
    for case in &cases.case {
        let on: Date = case.on.to_string().parse().unwrap();
        let facts = facts(case, on);
        let inspection = inspect(&facts, Rules::built_in(), Calendar::built_in(), on);
        if let Some(finds) = &case.finds {
            let mut found: Vec<String> = inspection.findings.iter().map(told).collect();
            let mut finds = finds.clone();
            found.sort();
            finds.sort();
            assert_eq!(found, finds, "{}", case.name);
        }
        if let Some(counts) = &case.counts {
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for finding in &inspection.findings {
                *found.entry(finding.indicator.key().to_owned()).or_default() += 1;
            }
            assert_eq!(&found, counts, "{}", case.name);
        }
        assert!(case.finds.is_some() || case.counts.is_some(), "{}", case.name);
        assert_eq!(verdict(&inspection), case.verdict, "{}", case.name);
    }
}

#[test]
fn what_nobody_looked_at_is_unchecked_and_never_clear() {
    let on = date(2022, 10, 15);
    let inspection = inspect(&Facts::default(), Rules::built_in(), Calendar::built_in(), on);
    assert_eq!(inspection.findings, []);
    let table = lay_out("云溪市经信局", &inspection, Rules::built_in());
    for row in &table.rows {
        let expected = match row.indicator {
            Indicator::AccountSafety | Indicator::AccountStale | Indicator::AccountMute => Outcome::NotOwed,
            // Warnings and single columns follow from what other rows check.
            Indicator::NewsStale
            | Indicator::PoliciesStale
            | Indicator::StatisticsStale
            | Indicator::RepliesStale
            | Indicator::ColumnOverdue
            | Indicator::ColumnEmpty
            | Indicator::ColumnSoon
            | Indicator::HomeSoon
            | Indicator::MessageWaiting
            | Indicator::AccountSoon => continue,
            _ => Outcome::Unchecked,
        };
        assert_eq!(row.outcome, expected, "{}", row.indicator.key());
    }
}

#[test]
fn a_day_without_enough_visits_leaves_reachability_open_unless_it_failed_anyway() {
    let on = date(2022, 10, 15);
    let mut facts = sound(on);
    facts.probes.truncate(130);
    let inspection = inspect(&facts, Rules::built_in(), Calendar::built_in(), on);
    assert_eq!(inspection.findings, []);
    assert_eq!(inspection.unchecked.len(), 1);
    assert_eq!(inspection.unchecked[0].indicator, Indicator::SiteUnreachable);
    facts.probes.iter_mut().take(7).for_each(|probe| probe.opened_ms = None);
    let inspection = inspect(&facts, Rules::built_in(), Calendar::built_in(), on);
    assert_eq!(inspection.findings[0].indicator, Indicator::SiteUnreachable);
    assert_eq!(inspection.unchecked, []);
}

#[test]
fn a_veto_leaves_the_deductions_of_the_table_blank() {
    let on = date(2022, 10, 15);
    let mut facts = sound(on);
    facts.columns = vec![column("要闻", ColumnKind::News, 9, Some(date(2022, 9, 1)))];
    let deductions = |facts: &Facts| {
        let inspection = inspect(facts, Rules::built_in(), Calendar::built_in(), on);
        let table = lay_out("云溪市经信局", &inspection, Rules::built_in());
        let of_news = table.rows.iter().find(|row| row.indicator == Indicator::NewsStale).unwrap();
        (of_news.outcome, of_news.deduction, table.parts.len())
    };
    assert_eq!(deductions(&facts), (Outcome::Deducted, Some(Points::whole(5)), 4));
    facts.has_consultation = Some(false);
    assert_eq!(deductions(&facts), (Outcome::Deducted, None, 0));
}

#[test]
fn visits_before_the_week_do_not_count() {
    let on = date(2022, 10, 15);
    let mut facts = sound(on);
    facts.probes.extend([Probe { on: date(2022, 10, 8), opened_ms: None }; 20]);
    let inspection = inspect(&facts, Rules::built_in(), Calendar::built_in(), on);
    assert_eq!(inspection.findings, []);
    let before = inspect(&facts, Rules::built_in(), Calendar::built_in(), date(2022, 10, 14));
    assert_eq!(before.findings[0].indicator, Indicator::SiteUnreachable);
}

#[test]
fn an_installation_may_let_leaks_only_warn() {
    let on = date(2022, 10, 15);
    let mut facts = sound(on);
    facts.personal_data = Some(vec![gongkai_supervision::inspection::Found {
        what: "身份证件号码".to_owned(),
        at: reference("公示名单"),
        on,
    }]);
    let strict = inspect(&facts, Rules::built_in(), Calendar::built_in(), on);
    assert_eq!(strict.verdict, Verdict::Vetoed(vec![Indicator::PersonalData]));
    let lenient = Rules::with("indicators.P1.severity = 'warning'").unwrap();
    let lenient = inspect(&facts, &lenient, Calendar::built_in(), on);
    assert!(lenient.verdict.is_passed());
    assert_eq!(lenient.findings[0].severity, Severity::Warning);
}

#[test]
fn the_table_has_a_row_for_every_indicator() {
    let on = date(2022, 10, 15);
    let mut facts = sound(on);
    let last = Some(date(2022, 9, 1));
    facts.columns = vec![
        column("工作动态", ColumnKind::News, 40, last),
        column("统计信息", ColumnKind::Other { every_days: Some(30) }, 12, last),
        column("领导分工", ColumnKind::Other { every_days: None }, 0, None),
    ];
    facts.accounts[0].last_post_on = Some(date(2022, 9, 20));
    facts.dead_links = None;
    let inspection = inspect(&facts, Rules::built_in(), Calendar::built_in(), on);
    let table = lay_out("云溪市经信局", &inspection, Rules::built_in());
    assert_eq!(table.rows.len(), Indicator::ALL.len());
    let mut text = format!("{}\n{}\n", table.title, table.source);
    for row in table.rows.iter().filter(|row| row.outcome != Outcome::Clear) {
        text += &row.cells().join(" | ");
        text.push('\n');
    }
    text += &table.conclusion;
    for (name, words) in &table.accounts {
        text = format!("{text}\n{name}：{words}");
    }
    insta::assert_snapshot!(text);
}
