//! Handling days (办理天数): how long replies took, in working days from receipt to delivery.
//!
//! All working days between the two count here, those spent asking third parties too; whether a reply was in time is
//! judged by its own last day and comes with it.

use gongkai_statute::{Calendar, Decision};
use jiff::civil::Date;

/// Upper ends of the groups of the distribution, in working days; the last group is open.
pub const GROUPS: [u32; 6] = [5, 10, 15, 20, 40, u32::MAX];

/// One request that ended, as far as handling days go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Day of receipt.
    pub received_on: Date,
    /// Day of the result.
    pub result_on: Date,
    /// The result.
    pub decision: Decision,
    /// After the last day.
    pub late: bool,
}

impl Ended {
    /// Was it answered? Abandoned, lapsed and withdrawn requests have no reply to wait for.
    pub const fn is_answered(&self) -> bool {
        !matches!(self.decision, Decision::NoSupplement | Decision::FeeUnpaid | Decision::Other)
    }

    /// Working days from receipt to reply; `None` where a year's notice is missing.
    pub fn days(&self, calendar: &Calendar) -> Option<u32> {
        let days = calendar.workdays_between(self.received_on, self.result_on).ok()?;
        Some(u32::try_from(days).unwrap_or(0))
    }
}

/// The group of the distribution `days` falls into.
pub fn group_of(days: u32) -> usize {
    GROUPS.iter().position(|end| days <= *end).unwrap_or(GROUPS.len() - 1)
}

/// The group in words.
pub fn group_label(group: usize) -> String {
    let from =
        group.checked_sub(1).and_then(|before| GROUPS.get(before)).map_or(0, |end| end.saturating_add(1));
    match GROUPS.get(group) {
        Some(&u32::MAX) | None => format!("{from} 个以上"),
        Some(end) => format!("{from}—{end} 个"),
    }
}

/// How long replies took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandlingDays {
    /// Replies counted.
    pub count: u32,
    /// Replies in time.
    pub in_time: u32,
    /// Tenths of a working day, rounded: the mean.
    pub mean_tenths: Option<u32>,
    /// The middle one, or the lower of the two middle ones.
    pub median: Option<u32>,
    /// The longest.
    pub max: Option<u32>,
    /// How many in each group.
    pub groups: [u32; GROUPS.len()],
    /// Replies whose days cannot be told, for want of a year's notice.
    pub unknown: u32,
}

/// Counts handling days.
pub fn handling_days(ended: impl IntoIterator<Item = Ended>, calendar: &Calendar) -> HandlingDays {
    let mut result = HandlingDays::default();
    let mut days = Vec::new();
    for one in ended.into_iter().filter(Ended::is_answered) {
        result.count += 1;
        result.in_time += u32::from(!one.late);
        match one.days(calendar) {
            Some(count) => {
                if let Some(group) = result.groups.get_mut(group_of(count)) {
                    *group += 1;
                }
                days.push(count);
            }
            None => result.unknown += 1,
        }
    }
    days.sort_unstable();
    let known = u64::try_from(days.len()).unwrap_or(0);
    let sum: u64 = days.iter().map(|days| u64::from(*days)).sum();
    result.mean_tenths =
        (sum * 10 + known / 2).checked_div(known).and_then(|tenths| u32::try_from(tenths).ok());
    result.median = days.get(days.len().saturating_sub(1) / 2).copied();
    result.max = days.last().copied();
    result
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ended(from: Date, to: Date, decision: Decision, late: bool) -> Ended {
        Ended { received_on: from, result_on: to, decision, late }
    }

    #[test]
    fn days_are_working_days_and_only_replies_count() {
        let march = |day| date(2021, 3, day);
        let all = [
            ended(march(1), march(1), Decision::Granted, false),
            ended(march(1), march(8), Decision::Granted, false),
            ended(march(1), march(30), Decision::Process, true),
            ended(march(1), march(2), Decision::Other, false),
        ];
        let days = handling_days(all, Calendar::built_in());
        assert_eq!((days.count, days.in_time), (3, 2));
        assert_eq!((days.median, days.max, days.mean_tenths), (Some(5), Some(21), Some(87)));
        assert_eq!(days.groups, [2, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn nothing_ended_has_no_mean() {
        let days = handling_days([], Calendar::built_in());
        assert_eq!(days, HandlingDays::default());
    }

    #[test]
    fn a_year_without_notice_is_said_and_not_guessed() {
        let one = ended(date(2015, 3, 2), date(2015, 3, 9), Decision::Granted, false);
        let days = handling_days([one], Calendar::built_in());
        assert_eq!((days.count, days.unknown, days.median), (1, 1, None));
    }

    #[test]
    fn every_number_of_days_falls_into_the_group_that_names_it() {
        assert_eq!((group_of(0), group_of(5), group_of(6), group_of(41), group_of(999)), (0, 0, 1, 5, 5));
        let labels: Vec<String> = (0..GROUPS.len()).map(group_label).collect();
        assert_eq!(labels, ["0—5 个", "6—10 个", "11—15 个", "16—20 个", "21—40 个", "41 个以上"]);
    }
}
