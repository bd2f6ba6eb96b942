//! When the annual report is due, for which days and on which form (年度报告的期限、统计期间和格式), Arts. 49 and 50.

use jiff::civil::{Date, date};

use crate::category::AgencyKind;
use crate::regulation::art49;
use crate::source::{Article, REPORT_FORM_2019, REPORT_FORM_2021};

/// Which form a year's report is written on (年报格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportForm {
    /// Years up to 2018: no unified form (自由格式).
    Free,
    /// Years 2019 and 2020: the trial form (试行格式).
    Trial2019,
    /// Years from 2021 on (现行格式).
    Unified2021,
}

impl ReportForm {
    /// The form of a report year.
    pub const fn of(year: i16) -> ReportForm {
        match year {
            ..=2018 => ReportForm::Free,
            2019 | 2020 => ReportForm::Trial2019,
            2021.. => ReportForm::Unified2021,
        }
    }

    /// The letter that sets the form.
    pub const fn source(self) -> Option<Article> {
        match self {
            ReportForm::Free => None,
            ReportForm::Trial2019 => Some(REPORT_FORM_2019.article(0)),
            ReportForm::Unified2021 => Some(REPORT_FORM_2021.article(0)),
        }
    }
}

/// The days a year's report covers (统计期间): 1 January to 31 December.
pub fn statistics_period(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

/// By when a report must be out (年度报告的期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDue {
    /// The last day, inclusive.
    pub day: Date,
    /// Whether the local authority set an earlier day than the Regulation.
    pub is_local: bool,
    /// The paragraph of Art. 49.
    pub source: Article,
}

/// A month and day of the year after the report year that the local authority set (本地要求的期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LocalDeadline {
    /// Month.
    pub month: i8,
    /// Day of the month.
    pub day: i8,
}

/// The last day to submit and publish the report of `year`; a local day counts only when it is earlier.
///
/// The day is a calendar day and does not move when it is a day off.
pub fn report_due(agency: AgencyKind, year: i16, local: Option<LocalDeadline>) -> ReportDue {
    let (source, month, day) = art49::deadline(agency);
    let due_year = year.saturating_add(1).clamp(1, 9999);
    let lawful = Date::new(due_year, month, day).unwrap_or(date(9999, 12, 31));
    let earlier =
        local.and_then(|local| Date::new(due_year, local.month, local.day).ok()).filter(|set| *set < lawful);
    ReportDue { day: earlier.unwrap_or(lawful), is_local: earlier.is_some(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_reports_by_the_end_of_january_and_a_government_by_the_end_of_march() {
        assert_eq!(report_due(AgencyKind::Department, 2021, None).day, date(2022, 1, 31));
        let government = report_due(AgencyKind::Government, 2021, None);
        assert_eq!(government.day, date(2022, 3, 31));
        assert_eq!(government.source.short(), "第49条第2款");
    }

    #[test]
    fn a_local_deadline_may_be_earlier_and_never_later() {
        let earlier = report_due(AgencyKind::Department, 2021, Some(LocalDeadline { month: 1, day: 26 }));
        assert_eq!((earlier.day, earlier.is_local), (date(2022, 1, 26), true));
        let later = report_due(AgencyKind::Department, 2021, Some(LocalDeadline { month: 2, day: 15 }));
        assert_eq!((later.day, later.is_local), (date(2022, 1, 31), false));
    }

    #[test]
    fn the_form_follows_the_report_year() {
        assert_eq!(ReportForm::of(2018), ReportForm::Free);
        assert_eq!(ReportForm::of(2020), ReportForm::Trial2019);
        assert_eq!(ReportForm::of(2021), ReportForm::Unified2021);
        assert_eq!(ReportForm::of(2025).source().unwrap().instrument().number, "国办公开办函〔2021〕30号");
    }

    #[test]
    fn a_report_covers_its_calendar_year() {
        assert_eq!(statistics_period(2021), Some((date(2021, 1, 1), date(2021, 12, 31))));
    }
}
