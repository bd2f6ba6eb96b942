//! When what stands still becomes a fault if nothing happens (距不合格还有几天).

use jiff::civil::Date;

use super::accounts;
use super::codes::{Indicator, RecordKind, Standing};
use super::columns::{self, Group};
use super::facts::Facts;
use super::finding::Record;
use super::messages;
use super::rules::Rules;

/// From which check date on something is a fault, the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// It is one; since when, nobody can tell.
    Already,
    /// On that day and from then on.
    On(Date),
    /// Not by time alone.
    Never,
}

impl Breach {
    /// Whether it is a fault on `day`.
    pub fn has_come(self, day: Date) -> bool {
        match self {
            Breach::Already => true,
            Breach::On(breach) => breach <= day,
            Breach::Never => false,
        }
    }

    /// The day, where there is one.
    pub const fn day(self) -> Option<Date> {
        match self {
            Breach::On(day) => Some(day),
            Breach::Already | Breach::Never => None,
        }
    }

    /// Days left from `on`: 0 on the day it becomes a fault, negative after it (剩余天数).
    ///
    /// `None` when no day is known. **Unit**: calendar days.
    pub fn days_left(self, on: Date) -> Option<i32> {
        self.day().map(|day| day.duration_since(on).as_hours() / 24).and_then(|days| i32::try_from(days).ok())
    }
}

/// What comes of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The indicator it will fall under by itself.
    pub indicator: Indicator,
    /// The record.
    pub record: Record,
    /// When.
    pub breach: Breach,
}

/// What comes of columns that count together, one of the ways to N4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComingGroup {
    /// Which way.
    pub group: Group,
    /// Columns that count today.
    pub now: u32,
    /// So many make it a fault.
    pub threshold: u32,
    /// When.
    pub breach: Breach,
}

/// What comes if nothing happens (预测).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The day it was made.
    pub on: Date,
    /// Every column, open message, account, the home page, guide and report, the most urgent first.
    pub records: Vec<Coming>,
    /// The three ways to N4.
    pub groups: Vec<ComingGroup>,
}

/// When each record, and the columns together, will be at fault if nothing happens after `on`.
pub fn foresee(facts: &Facts, rules: &Rules, on: Date) -> Outlook {
    let limits = &rules.limits;
    let mut records: Vec<Coming> = facts
        .columns
        .iter()
        .map(|column| Coming {
            indicator: columns::indicator(column),
            record: Record::of(RecordKind::Column, &column.reference),
            breach: columns::breach(column, limits, on),
        })
        .collect();
    if let Some(home) = facts.home.filter(|home| home.updated_on() <= on) {
        let breach = Breach::On(limits.home.value.passes_on(home.updated_on()));
        records.push(Coming {
            indicator: Indicator::HomeStale,
            record: Record::only(RecordKind::Home),
            breach,
        });
    }
    for message in facts.messages.iter().flatten() {
        records.extend(messages::breach(message, limits, on).map(|breach| Coming {
            indicator: Indicator::PoorResponse,
            record: Record::of(RecordKind::Message, &message.reference),
            breach,
        }));
    }
    records.extend(facts.accounts.iter().map(|account| Coming {
        indicator: Indicator::AccountStale,
        record: Record::of(RecordKind::Account, &account.reference),
        breach: accounts::breach(account, limits, on),
    }));
    records.extend(facts.standing.iter().map(|(standing, renewed_on)| {
        Coming {
            indicator: Indicator::BasicsOld,
            record: standing_record(*standing),
            breach: renewed_on
                .filter(|day| *day <= on)
                .map_or(Breach::Already, |day| Breach::On(limits.standing.value.passes_on(day))),
        }
    }));
    records.sort_by_key(|coming| coming.breach);
    Outlook { on, records, groups: Group::ALL.map(|group| group_ahead(group, facts, rules, on)).to_vec() }
}

fn group_ahead(group: Group, facts: &Facts, rules: &Rules, on: Date) -> ComingGroup {
    let limits = &rules.limits;
    let is_at_fault = |column: &&super::facts::Column| {
        group.takes(column) && columns::breach(column, limits, on).has_come(on)
    };
    let now = facts.columns.iter().filter(is_at_fault).count();
    ComingGroup {
        group,
        now: u32::try_from(now).unwrap_or(u32::MAX),
        threshold: group.threshold(limits),
        breach: group.reached(&facts.columns, limits, on),
    }
}

pub(super) fn standing_record(standing: Standing) -> Record {
    let reference =
        super::facts::Reference { key: standing.key().to_owned(), name: standing.label().to_owned() };
    Record { kind: RecordKind::Standing, reference }
}
