//! One check of one agency's site on one day (检查).

use gongkai_statute::Calendar;
use jiff::civil::Date;

use super::facts::Facts;
use super::finding::{Check, Finding, Unchecked};
use super::rules::Rules;
use super::score::{self, AccountVerdict, Verdict};

/// The result of a check (检查结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The check date (检查时点).
    pub on: Date,
    /// What was found, by indicator, the oldest first.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub unchecked: Vec<Unchecked>,
    /// The outcome for the site.
    pub verdict: Verdict,
    /// The outcome for each account.
    pub accounts: Vec<AccountVerdict>,
}

/// Checks what is known of a site on the check date `on` by the rules.
///
/// The same facts, rules, calendar and day always give the same result.
pub fn inspect(facts: &Facts, rules: &Rules, calendar: &Calendar, on: Date) -> Inspection {
    let mut check = Check { facts, rules, calendar, on, findings: Vec::new(), unchecked: Vec::new() };
    check.safety();
    check.dates();
    check.reachability();
    check.home();
    check.columns();
    check.messages();
    check.services();
    check.accounts();
    check.links();
    check.interpretations();
    check.basics();
    let Check { mut findings, unchecked, .. } = check;
    findings.sort_by_key(|finding| (finding.indicator, finding.since));
    let verdict = score::verdict(facts, rules, &findings);
    let accounts = score::account_verdicts(facts, &findings);
    Inspection { on, findings, unchecked, verdict, accounts }
}
