//! How days, times and people are written on office pages.

use gongkai_statute::Calendar;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;

/// `2021年12月31日 星期五`
pub fn day_in_words(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{}年{}月{}日 星期{weekday}", day.year(), day.month(), day.day())
}

/// `2021-12-31 09:30` in Asia/Shanghai.
pub fn moment(at: Timestamp) -> String {
    let local = Offset::constant(8).to_datetime(at);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}

/// The civil day of `at` in Asia/Shanghai.
pub fn day(at: Timestamp) -> String {
    gongkai_app::civil_date(at).to_string()
}

/// A day that may be missing.
pub fn day_or_empty(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Working days from `today` to `day` as the statute counts them: negative when it is past, `None` when a year's
/// notice is missing.
pub fn left(calendar: &Calendar, today: Date, day: Date) -> Option<i64> {
    calendar.workdays_between(today, day).ok().map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_those_of_china() {
        assert_eq!(day_in_words(jiff::civil::date(2021, 12, 31)), "2021年12月31日 星期五");
        let at: Timestamp = "2021-12-31T16:05:00Z".parse().unwrap();
        assert_eq!(moment(at), "2022-01-01 00:05");
        assert_eq!(day(at), "2022-01-01");
    }
}
