//! How days, times and people are written on office pages.

use gongkai_statute::Calendar;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;

/// `2021年12月31日 星期五`
pub(super) fn day_in_words(day: Date) -> String {
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
pub(super) fn moment(at: Timestamp) -> String {
    let local = Offset::constant(8).to_datetime(at);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}

/// The civil day of `at` in Asia/Shanghai.
pub(super) fn day(at: Timestamp) -> String {
    gongkai_app::civil_date(at).to_string()
}

/// A day that may be missing.
pub(super) fn day_or_empty(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Working days from `today` to `day` as the statute counts them: negative when it is past, `None` when a year's
/// notice is missing.
pub(super) fn left(calendar: &Calendar, today: Date, day: Date) -> Option<i64> {
    calendar.workdays_between(today, day).ok().map(i64::from)
}

/// An article as officers call it: `条例第33条`.
pub(super) fn article(citation: &str) -> String {
    let text = citation
        .replace("《中华人民共和国政府信息公开条例》", "条例")
        .replace("《政府信息公开条例》", "条例");
    text.replace("（2019年施行）", "")
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

    #[test]
    fn an_article_is_called_as_officers_call_it() {
        assert_eq!(article("《政府信息公开条例》（2019年施行）第33条"), "条例第33条");
    }
}
