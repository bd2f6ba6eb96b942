//! What people type, read as meant: digits and days.

use jiff::civil::Date;

/// Full-width digits as plain ones.
pub fn digits(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '０'..='９' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .collect()
}

/// A day as people write it: `2021-12-31`, `2021/12/31`, `2021.12.31`, `2021年12月31日`, full-width digits too.
pub fn day(text: &str) -> Option<Date> {
    let text = digits(text).replace(['年', '月', '/', '.', '－'], "-").replace(['日', ' '], "");
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in ["2021-12-31", "2021/12/31", "2021年12月31日", "２０２１－１２－３１", "2021.12.31"]
        {
            assert_eq!(day(text), Some(date(2021, 12, 31)), "{text}");
        }
        for text in ["", "2021-02-30", "21-12-31", "昨天", "2021-12-31-1"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
