//! Deadline texts of a duty list (完成时限).
//!
//! Convention S2, ours: 前 and 以前 include the day named (民法典 Art. 1259); a month, quarter or year named as a whole
//! ends on its last day. `12月前` may mean either and is not read.

use gongkai_statute::codes;
use jiff::civil::Date;

use super::text::{number_before, plain};

codes! {
    /// What a deadline text means.
    DeadlineKind {
        Day = "day", "有截止日期";
        Standing = "standing", "持续推进";
        Blank = "blank", "未写时限";
        Unread = "unread", "时限无法识别";
    }
}

/// A deadline as it is written, and what it means (完成时限).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// As it is written.
    pub text: String,
    /// What it means.
    pub kind: DeadlineKind,
    /// The last day, inclusive, when one is meant.
    pub due_on: Option<Date>,
}

/// Words that set no day.
const STANDING: [&str; 7] = ["持续", "长期", "全年", "常态化", "每", "随时", "及时"];

/// Reads a deadline in a list of `year`; a text without a year means that year.
///
/// ```
/// use gongkai_supervision::duty::read_deadline;
/// use jiff::civil::date;
///
/// assert_eq!(read_deadline("6月底前", 2021).due_on, Some(date(2021, 6, 30)));
/// assert_eq!(read_deadline("持续推进", 2021).due_on, None);
/// ```
pub fn read_deadline(text: &str, year: i16) -> Deadline {
    let due_on = last_day(&plain(text), year);
    let kind = match due_on {
        Some(_) => DeadlineKind::Day,
        None if plain(text).is_empty() => DeadlineKind::Blank,
        None if STANDING.iter().any(|words| text.contains(words)) => DeadlineKind::Standing,
        None => DeadlineKind::Unread,
    };
    Deadline { text: text.trim().to_owned(), kind, due_on }
}

fn last_day(text: &str, year: i16) -> Option<Date> {
    let text = text.trim_end_matches('。');
    let text = text.strip_suffix("完成").unwrap_or(text);
    let before = ["以前", "之前", "前"].iter().find_map(|words| text.strip_suffix(words));
    let text = before.unwrap_or(text);
    if let Some(day) = in_digits(text) {
        return Some(day);
    }
    let named = number_before(text, "年").filter(|(year, _)| (1950..3000).contains(year));
    let (year, rest) = named.unwrap_or((year, text));
    match rest {
        "年底" | "年末" if named.is_none() => Date::new(year, 12, 31).ok(),
        "底" | "末" if named.is_some() => Date::new(year, 12, 31).ok(),
        // The year as a whole; before a year would be another thing.
        "" | "内" if named.is_some() && before.is_none() => Date::new(year, 12, 31).ok(),
        "上半年" => Date::new(year, 6, 30).ok(),
        "下半年" => Date::new(year, 12, 31).ok(),
        _ => quarter(rest, year).or_else(|| month(rest, year, before.is_some())),
    }
}

/// `2021-06-30`, `2021.6.30`, `2021/6/30`.
fn in_digits(text: &str) -> Option<Date> {
    ["-", ".", "/"].iter().find_map(|mark| {
        let (year, rest) = number_before(text, mark)?;
        let (month, day) = number_before(rest, mark)?;
        Date::new(year, i8::try_from(month).ok()?, day.parse().ok()?).ok()
    })
}

/// `第二季度`, `3季度末`.
fn quarter(text: &str, year: i16) -> Option<Date> {
    let text = text.strip_prefix('第').unwrap_or(text);
    let (number, rest) = text.split_once("季度")?;
    let number = match number {
        "一" | "1" => 1,
        "二" | "2" => 2,
        "三" | "3" => 3,
        "四" | "4" => 4,
        _ => return None,
    };
    matches!(rest, "" | "末" | "底" | "内")
        .then(|| Date::new(year, number * 3, 1).ok())?
        .map(Date::last_of_month)
}

/// `6月30日`, `6月底`, `6月中旬`, `6月`.
fn month(text: &str, year: i16, is_before: bool) -> Option<Date> {
    let (month, rest) = number_before(text, "月")?;
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let day = match rest {
        "底" | "末" | "下旬" => return Some(first.last_of_month()),
        "" | "份" if !is_before => return Some(first.last_of_month()),
        "上旬" => 10,
        "中旬" => 20,
        rest => number_before(rest, "日").filter(|(_, rest)| rest.is_empty())?.0,
    };
    Date::new(year, first.month(), i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read_in_every_usual_form() {
        for (text, day) in [
            ("2021年6月30日前", date(2021, 6, 30)),
            ("6月30日以前", date(2021, 6, 30)),
            ("2021-06-30", date(2021, 6, 30)),
            ("2022.6.3前", date(2022, 6, 3)),
            ("2月底前", date(2021, 2, 28)),
            ("2020年2月末", date(2020, 2, 29)),
            ("年底前", date(2021, 12, 31)),
            ("2022 年底前完成。", date(2022, 12, 31)),
            ("2021年", date(2021, 12, 31)),
            ("第二季度", date(2021, 6, 30)),
            ("2021年第三季度末", date(2021, 9, 30)),
            ("１季度前", date(2021, 3, 31)),
            ("上半年", date(2021, 6, 30)),
            ("2022年下半年", date(2022, 12, 31)),
            ("11月", date(2021, 11, 30)),
            ("9月上旬", date(2021, 9, 10)),
        ] {
            let read = read_deadline(text, 2021);
            assert_eq!((read.kind, read.due_on), (DeadlineKind::Day, Some(day)), "{text}");
        }
    }

    #[test]
    fn what_sets_no_day_is_told_from_what_cannot_be_read() {
        let kind = |text| {
            let read = read_deadline(text, 2021);
            assert_eq!(read.due_on, None, "{text}");
            read.kind
        };
        for text in ["持续推进", "长期坚持", "全年", "每季度末", "每月10日前", "常态化开展"]
        {
            assert_eq!(kind(text), DeadlineKind::Standing, "{text}");
        }
        assert_eq!(kind("  "), DeadlineKind::Blank);
        for text in ["12月前", "2022年前", "6月31日前", "13月底", "尽快", "第五季度", "21年6月"]
        {
            assert_eq!(kind(text), DeadlineKind::Unread, "{text}");
        }
    }
}
