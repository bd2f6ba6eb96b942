//! Notices on days off (放假安排通知): what they may say, and those shipped with this release.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Calendar;

/// What a notice makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// A day off, weekend days of the block included (放假).
    Holiday,
    /// A Saturday or Sunday worked in exchange (调休上班).
    MakeupWorkday,
}

impl DayKind {
    /// The kind's identifier in data files.
    pub const fn key(self) -> &'static str {
        match self {
            DayKind::Holiday => "holiday",
            DayKind::MakeupWorkday => "makeup_workday",
        }
    }

    /// The kind with this identifier.
    pub fn from_key(key: &str) -> Option<DayKind> {
        [DayKind::Holiday, DayKind::MakeupWorkday].into_iter().find(|kind| kind.key() == key)
    }
}

/// One day a notice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDay {
    /// The day.
    pub date: Date,
    /// What the notice makes of it.
    pub kind: DayKind,
    /// The holiday it belongs to, as 春节.
    pub name: String,
}

impl NoticeDay {
    /// A day off.
    pub fn holiday(date: Date, name: &str) -> NoticeDay {
        NoticeDay { date, kind: DayKind::Holiday, name: name.to_owned() }
    }

    /// A weekend day worked.
    pub fn makeup(date: Date, name: &str) -> NoticeDay {
        NoticeDay { date, kind: DayKind::MakeupWorkday, name: name.to_owned() }
    }
}

/// A year's notice on days off (国务院办公厅关于××年部分节假日安排的通知), as first issued or as corrected.
///
/// A corrected notice names all days of its year again: it replaces the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The year the notice is for.
    pub year: i16,
    /// Its document number; empty when unknown.
    pub number: String,
    /// The days it names.
    pub days: Vec<NoticeDay>,
}

/// Why a notice cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoticeError {
    /// A day is named twice.
    #[error("the notice for {year} names {date} twice")]
    Twice {
        /// The notice's year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A day lies outside the year and its New Year block.
    #[error("the notice for {year} names {date}, which is not of that year")]
    OutsideYear {
        /// The notice's year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A make-up day that is no weekend day changes nothing and is most likely misread.
    #[error("the notice for {year} makes {date} a working day, which it is already")]
    MakeupOnWeekday {
        /// The notice's year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A line of a data file that cannot be read.
    #[error("line {line}: expected `date,kind,name`, found `{found}`")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// The line's text.
        found: String,
    },
}

impl Notice {
    /// The days by date, when the notice makes sense.
    pub(super) fn checked(&self) -> Result<BTreeMap<Date, NoticeDay>, NoticeError> {
        let year = self.year;
        let mut days = BTreeMap::new();
        for day in &self.days {
            let date = day.date;
            let in_new_year_block = (date.year() == year - 1 && date.month() == 12)
                || (date.year() == year + 1 && date.month() == 1);
            if date.year() != year && !in_new_year_block {
                return Err(NoticeError::OutsideYear { year, date });
            }
            if day.kind == DayKind::MakeupWorkday && !super::is_weekend(date) {
                return Err(NoticeError::MakeupOnWeekday { year, date });
            }
            if days.insert(date, day.clone()).is_some() {
                return Err(NoticeError::Twice { year, date });
            }
        }
        Ok(days)
    }

    /// The notices in a `date,kind,name` table with a heading line, one per year.
    ///
    /// A December day of 元旦 belongs to the next year's notice.
    ///
    /// # Errors
    ///
    /// [`NoticeError::Line`] for the first line that cannot be read.
    pub fn read_csv(text: &str) -> Result<Vec<Notice>, NoticeError> {
        let mut notices: BTreeMap<i16, Vec<NoticeDay>> = BTreeMap::new();
        for (index, line) in text.lines().enumerate().skip(1) {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let day = read_line(line).ok_or_else(|| NoticeError::Line {
                line: index + 1,
                found: line.chars().take(60).collect(),
            })?;
            let of_next_year = day.date.month() == 12 && day.name == "元旦";
            notices.entry(day.date.year() + i16::from(of_next_year)).or_default().push(day);
        }
        Ok(notices.into_iter().map(|(year, days)| Notice { year, number: String::new(), days }).collect())
    }
}

fn read_line(line: &str) -> Option<NoticeDay> {
    let mut fields = line.splitn(3, ',');
    let date = fields.next()?.trim().parse().ok()?;
    let kind = DayKind::from_key(fields.next()?.trim())?;
    let name = fields.next().unwrap_or_default().trim().to_owned();
    Some(NoticeDay { date, kind, name })
}

/// Which notice each shipped year comes from, and its edition. The numbers are not yet checked against the notices.
///
/// 2019 (Labour Day) and 2020 (Spring Festival) were changed by a second notice; the data hold the changed days.
const SHIPPED: [(i16, &str, u32); 8] = [
    (2019, "国办发明电〔2018〕15号、〔2019〕3号", 2),
    (2020, "国办发明电〔2019〕16号、〔2020〕1号", 2),
    (2021, "国办发明电〔2020〕27号", 1),
    (2022, "国办发明电〔2021〕11号", 1),
    (2023, "国办发明电〔2022〕16号", 1),
    (2024, "国办发明电〔2023〕7号", 1),
    (2025, "国办发明电〔2024〕12号", 1),
    (2026, "国办发明电〔2025〕7号", 1),
];

/// The calendar of the shipped notices.
#[expect(clippy::expect_used, reason = "the table is part of the binary; a test reads it whole")]
pub(super) fn built_in() -> Calendar {
    let mut calendar = Calendar::empty();
    for mut notice in
        Notice::read_csv(include_str!("../../data/workdays.csv")).expect("the shipped table reads")
    {
        let shipped = SHIPPED.iter().find(|(year, ..)| *year == notice.year);
        let (number, edition) = shipped.map_or(("", 1), |(_, number, edition)| (*number, *edition));
        number.clone_into(&mut notice.number);
        let days = notice.checked().expect("the shipped notices make sense");
        calendar.notices.insert(notice.year, (super::NoticeEdition { number: notice.number, edition }, days));
    }
    calendar.rebuild();
    calendar
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_shipped_table_holds_290_days_of_eight_years() {
        let notices = Notice::read_csv(include_str!("../../data/workdays.csv")).unwrap();
        assert_eq!(notices.len(), 8);
        assert_eq!(notices.iter().map(|notice| notice.days.len()).sum::<usize>(), 290);
        assert!(notices.iter().all(|notice| notice.checked().is_ok()));
    }

    #[test]
    fn the_changed_years_say_that_they_were_changed() {
        assert_eq!(Calendar::built_in().notice(2020).unwrap().edition, 2);
        assert_eq!(Calendar::built_in().notice(2021).unwrap().edition, 1);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error =
            Notice::read_csv("date,kind,name\n2021-01-01,holiday,元旦\n2021-13-01,holiday,元旦").unwrap_err();
        assert_eq!(error, NoticeError::Line { line: 3, found: "2021-13-01,holiday,元旦".into() });
    }

    #[test]
    fn a_notice_that_contradicts_itself_is_refused() {
        let day = date(2021, 1, 2);
        let twice = Notice {
            year: 2021,
            number: String::new(),
            days: vec![NoticeDay::holiday(day, "元旦"), NoticeDay::makeup(day, "元旦")],
        };
        assert_eq!(twice.checked(), Err(NoticeError::Twice { year: 2021, date: day }));
        let weekday = Notice { days: vec![NoticeDay::makeup(date(2021, 1, 4), "元旦")], ..twice.clone() };
        assert!(matches!(weekday.checked(), Err(NoticeError::MakeupOnWeekday { .. })));
        let outside = Notice { days: vec![NoticeDay::holiday(date(2023, 5, 1), "劳动节")], ..twice };
        assert!(matches!(outside.checked(), Err(NoticeError::OutsideYear { .. })));
    }
}
