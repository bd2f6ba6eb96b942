//! Art. 49: the report of the year before is out by 31 January, or 31 March (年度报告的期限).
//!
//! Departments from the county up submit and publish theirs by 31 January; the authority of a local government
//! publishes the government's by 31 March. Both days are inclusive.

use crate::category::AgencyKind;
use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(49);

/// The paragraph, month and day that bind an agency.
pub const fn deadline(agency: AgencyKind) -> (Article, i8, i8) {
    match agency {
        AgencyKind::Government => (ARTICLE.para(2), 3, 31),
        // Organisations authorised by law act like departments (Art. 54).
        AgencyKind::Department
        | AgencyKind::JudicialDepartment
        | AgencyKind::VerticalDepartment
        | AgencyKind::AuthorisedOrganisation => (ARTICLE.para(1), 1, 31),
    }
}
