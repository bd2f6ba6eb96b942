//! Columns and how long they stand still (栏目更新): N4, the deductions and warnings below it, and when they come.
//!
//! Nothing counts twice. A column has one state; when N4 is reached, the columns that make it up are in that one
//! finding and nowhere else; any other column has a finding of its own, a deduction where there is one for its kind.

use jiff::civil::Date;

use super::codes::{Indicator, RecordKind};
use super::facts::{Column, ColumnKind};
use super::finding::{Check, Record};
use super::forecast::Breach;
use super::period::Period;
use super::rules::Limits;

/// How a column stands on a check date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standstill {
    /// In time, or without an interval.
    None,
    /// Not overdue yet, but past the day of warning.
    Soon(Date),
    /// Overdue since that day; `None` when no item bears a credible date.
    Overdue(Option<Date>),
    /// It holds nothing.
    Empty,
}

/// How often a column must change; `None` when nothing is due by time.
fn period(kind: ColumnKind, limits: &Limits) -> Option<Period> {
    match kind {
        ColumnKind::News => Some(limits.news.value),
        ColumnKind::Notices | ColumnKind::Policies => Some(limits.notices.value),
        ColumnKind::ServiceStatistics => Some(limits.service_statistics.value),
        ColumnKind::Replies => Some(limits.replies.value),
        ColumnKind::Other { every_days } => every_days.filter(|days| 0 < *days).map(Period::Days),
    }
}

fn warning(kind: ColumnKind, limits: &Limits) -> Option<Period> {
    match kind {
        ColumnKind::News => Some(limits.news_warning.value),
        ColumnKind::Notices | ColumnKind::Policies => Some(limits.notices_warning.value),
        ColumnKind::ServiceStatistics | ColumnKind::Replies | ColumnKind::Other { .. } => None,
    }
}

/// The indicator a single overdue or empty column falls under, and whether it is one of deductions.
pub(super) const fn indicator(column: &Column) -> Indicator {
    match column.kind {
        ColumnKind::News => Indicator::NewsStale,
        ColumnKind::Policies => Indicator::PoliciesStale,
        ColumnKind::ServiceStatistics => Indicator::StatisticsStale,
        ColumnKind::Replies => Indicator::RepliesStale,
        ColumnKind::Notices | ColumnKind::Other { .. } if column.items == 0 => Indicator::ColumnEmpty,
        ColumnKind::Notices | ColumnKind::Other { .. } => Indicator::ColumnOverdue,
    }
}

pub(super) fn standstill(column: &Column, limits: &Limits, on: Date) -> Standstill {
    if column.items == 0 {
        return Standstill::Empty;
    }
    let Some(period) = period(column.kind, limits) else { return Standstill::None };
    // A day still to come is no update; the item that bears it is a finding of its own.
    let Some(last) = column.last_published_on.filter(|last| *last <= on) else {
        return Standstill::Overdue(None);
    };
    if period.has_passed(last, on) {
        return Standstill::Overdue(Some(period.passes_on(last)));
    }
    match warning(column.kind, limits) {
        Some(warning) if warning.has_passed(last, on) => Standstill::Soon(warning.passes_on(last)),
        Some(_) | None => Standstill::None,
    }
}

/// The first check date on which the column is overdue or empty if nothing happens.
pub(super) fn breach(column: &Column, limits: &Limits, on: Date) -> Breach {
    match standstill(column, limits, on) {
        Standstill::Overdue(Some(since)) => Breach::On(since),
        Standstill::Overdue(None) | Standstill::Empty => Breach::Already,
        Standstill::None | Standstill::Soon(_) => {
            let due = period(column.kind, limits).zip(column.last_published_on);
            due.map_or(Breach::Never, |(period, last)| Breach::On(period.passes_on(last)))
        }
    }
}

/// The three ways to reach N4 (栏目不更新的三种情形).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// News, notices and policies together.
    Grouped,
    /// Overdue columns of every kind.
    Overdue,
    /// Empty columns.
    Empty,
}

impl Group {
    /// Every way, in the order of the notice.
    pub const ALL: [Group; 3] = [Group::Grouped, Group::Overdue, Group::Empty];

    /// The name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Group::Grouped => "动态、公告、政策栏目逾期",
            Group::Overdue => "各类栏目逾期",
            Group::Empty => "空白栏目",
        }
    }

    /// So many columns make it a fault.
    pub const fn threshold(self, limits: &Limits) -> u32 {
        match self {
            Group::Grouped => limits.grouped_columns.value,
            Group::Overdue => limits.overdue_columns.value,
            Group::Empty => limits.empty_columns.value,
        }
    }

    /// Whether this column can ever count here. An empty column is not also an overdue one.
    pub(super) const fn takes(self, column: &Column) -> bool {
        match self {
            Group::Grouped => {
                0 < column.items
                    && matches!(column.kind, ColumnKind::News | ColumnKind::Notices | ColumnKind::Policies)
            }
            Group::Overdue => 0 < column.items,
            Group::Empty => column.items == 0,
        }
    }

    /// What it counts, in Chinese.
    pub fn words(self, limits: &Limits) -> String {
        match self {
            Group::Grouped => format!(
                "{}内未更新的动态、要闻类栏目和{}内未更新的通知公告、政策文件类栏目",
                limits.news.value, limits.notices.value
            ),
            Group::Overdue => "应更新但长期未更新的栏目".to_owned(),
            Group::Empty => "空白栏目".to_owned(),
        }
    }

    /// When the group reaches its threshold if nothing happens: the day its n-th column is at fault.
    pub(super) fn reached(self, columns: &[Column], limits: &Limits, on: Date) -> Breach {
        let mut days: Vec<Breach> = columns
            .iter()
            .filter(|column| self.takes(column))
            .map(|column| breach(column, limits, on))
            .collect();
        days.sort_unstable();
        let place = usize::try_from(self.threshold(limits)).unwrap_or(usize::MAX).saturating_sub(1);
        days.get(place).copied().unwrap_or(Breach::Never)
    }
}

impl Check<'_> {
    pub(super) fn columns(&mut self) {
        let (facts, limits, on) = (self.facts, &self.rules.limits, self.on);
        if facts.columns.is_empty() {
            return self.unseen(Indicator::ColumnsStale, "没有登记栏目，未检查更新情况。");
        }
        let reached: Vec<Group> = Group::ALL
            .into_iter()
            .filter(|group| group.reached(&facts.columns, limits, on).has_come(on))
            .collect();
        let is_counted = |column: &Column| {
            breach(column, limits, on).has_come(on) && reached.iter().any(|group| group.takes(column))
        };
        if !reached.is_empty() {
            let counted: Vec<&Column> = facts.columns.iter().filter(|column| is_counted(column)).collect();
            let since = reached.iter().map(|group| group.reached(&facts.columns, limits, on)).min();
            let words = reached.iter().map(|group| {
                let count = counted.iter().filter(|column| group.takes(column)).count();
                format!("{}{count}个", group.words(limits))
            });
            let words: Vec<String> = words.collect();
            let names: Vec<String> = counted.iter().map(|column| named(column)).collect();
            let words = format!("{}：{}。", words.join("，"), names.join("、"));
            let records =
                counted.iter().map(|column| Record::of(RecordKind::Column, &column.reference)).collect();
            self.find(Indicator::ColumnsStale, records, since.and_then(Breach::day), words);
        }
        for column in facts.columns.iter().filter(|column| !is_counted(column)) {
            self.column(column);
        }
    }

    /// A column that is not part of N4.
    fn column(&mut self, column: &Column) {
        let limits = &self.rules.limits;
        let (indicator, since, words) = match standstill(column, limits, self.on) {
            Standstill::None => return,
            Standstill::Soon(since) => {
                let due = breach(column, limits, self.on).day();
                let due = due.map(|due| format!("，{due}起构成未更新")).unwrap_or_default();
                (Indicator::ColumnSoon, Some(since), format!("{}{due}。", named(column)))
            }
            Standstill::Overdue(Some(since)) => {
                let period = period(column.kind, limits).map(|period| format!("，超过{period}未更新"));
                (indicator(column), Some(since), format!("{}{}。", named(column), period.unwrap_or_default()))
            }
            Standstill::Overdue(None) | Standstill::Empty => {
                (indicator(column), None, format!("{}。", named(column)))
            }
        };
        self.find(indicator, vec![Record::of(RecordKind::Column, &column.reference)], since, words);
    }
}

/// The column's name with what makes it fresh or not.
fn named(column: &Column) -> String {
    let name = &column.reference.name;
    match column.last_published_on {
        _ if column.items == 0 => format!("“{name}”没有内容"),
        Some(last) => format!("“{name}”上次更新{last}"),
        None => format!("“{name}”的信息没有发布日期"),
    }
}
