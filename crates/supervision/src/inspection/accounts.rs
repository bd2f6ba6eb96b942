//! Accounts on social media (政务新媒体): M1 to M3.

use jiff::civil::Date;

use super::codes::{Indicator, RecordKind};
use super::facts::Account;
use super::finding::{Check, Record};
use super::forecast::Breach;
use super::period::Period;
use super::rules::Limits;

/// The stricter of the account's own interval and the general period.
fn period(account: &Account, limits: &Limits, last: Date) -> Period {
    let general = limits.account.value;
    let own = account.every_days.filter(|days| 0 < *days).map(Period::Days);
    own.filter(|own| own.passes_on(last) < general.passes_on(last)).unwrap_or(general)
}

/// The newest post that can be true on `on`.
fn last_post(account: &Account, on: Date) -> Option<Date> {
    account.last_post_on.filter(|last| *last <= on)
}

pub(super) fn breach(account: &Account, limits: &Limits, on: Date) -> Breach {
    match last_post(account, on) {
        Some(last) if account.is_usable != Some(false) => {
            Breach::On(period(account, limits, last).passes_on(last))
        }
        Some(_) | None => Breach::Already,
    }
}

impl Check<'_> {
    pub(super) fn accounts(&mut self) {
        let veto = [Indicator::AccountSafety, Indicator::AccountStale, Indicator::AccountMute];
        if self.facts.accounts.is_empty() {
            for indicator in veto {
                self.not_owed(indicator, "没有登记政务新媒体账号。");
            }
        }
        for account in &self.facts.accounts {
            self.account_safety(account);
            self.account_posts(account);
            let name = &account.reference.name;
            match account.has_interaction {
                Some(true) => {}
                None => self.unseen(Indicator::AccountMute, format!("未检查“{name}”的互动功能。")),
                Some(false) => self.find(
                    Indicator::AccountMute,
                    vec![Record::of(RecordKind::Account, &account.reference)],
                    None,
                    format!("“{name}”未提供有效的互动功能。"),
                ),
            }
        }
    }

    fn account_safety(&mut self, account: &Account) {
        for incident in &account.incidents {
            let records = vec![
                Record::of(RecordKind::Account, &account.reference),
                Record::of(RecordKind::Page, &incident.at),
            ];
            let words =
                format!("“{}”{}：{}。", account.reference.name, incident.what.label(), incident.at.name);
            self.find(Indicator::AccountSafety, records, Some(incident.on), words);
        }
    }

    fn account_posts(&mut self, account: &Account) {
        let (limits, on, name) = (&self.rules.limits, self.on, &account.reference.name);
        let records = vec![Record::of(RecordKind::Account, &account.reference)];
        match account.is_usable {
            Some(true) => {}
            None => self.unseen(Indicator::AccountStale, format!("未检查“{name}”能否下载和使用。")),
            // An account nobody can use is at fault once, however old its posts.
            Some(false) => {
                return self.find(
                    Indicator::AccountStale,
                    records,
                    None,
                    format!("“{name}”无法下载或者使用。"),
                );
            }
        }
        let Some(last) = last_post(account, on) else {
            return self.find(Indicator::AccountStale, records, None, format!("“{name}”没有发布过内容。"));
        };
        let period = period(account, limits, last);
        if period.has_passed(last, on) {
            let words = format!("“{name}”上次更新{last}，{period}内未更新。");
            self.find(Indicator::AccountStale, records, Some(period.passes_on(last)), words);
        } else if limits.account_warning.value.has_passed(last, on) {
            let words = format!("“{name}”上次更新{last}，{}起构成不更新。", period.passes_on(last));
            let since = limits.account_warning.value.passes_on(last);
            self.find(Indicator::AccountSoon, records, Some(since), words);
        }
    }
}
