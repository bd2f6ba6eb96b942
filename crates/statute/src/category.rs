//! What must be published of an agency's own accord (主动公开类别), Arts. 20 and 21, and in which rhythm.

use crate::regulation::{art20, art21};
use crate::source::Article;

/// Level of an agency in the administrative tree (行政层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyLevel {
    /// 国家
    National,
    /// 省级
    Province,
    /// 设区的市级
    City,
    /// 县级
    County,
    /// 乡镇（街道）
    Township,
}

impl AgencyLevel {
    /// Every level, from the top.
    pub const ALL: [AgencyLevel; 5] = [
        AgencyLevel::National,
        AgencyLevel::Province,
        AgencyLevel::City,
        AgencyLevel::County,
        AgencyLevel::Township,
    ];

    /// The level's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            AgencyLevel::National => "national",
            AgencyLevel::Province => "province",
            AgencyLevel::City => "city",
            AgencyLevel::County => "county",
            AgencyLevel::Township => "township",
        }
    }

    /// The level's name.
    pub const fn label(self) -> &'static str {
        match self {
            AgencyLevel::National => "国家级",
            AgencyLevel::Province => "省级",
            AgencyLevel::City => "设区的市级",
            AgencyLevel::County => "县级",
            AgencyLevel::Township => "乡镇（街道）",
        }
    }

    /// The level with this identifier.
    pub fn from_key(key: &str) -> Option<AgencyLevel> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// What kind of agency it is, as far as a rule tells them apart (机关类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyKind {
    /// 人民政府
    Government,
    /// 政府部门
    Department,
    /// 司法行政部门
    JudicialDepartment,
    /// 实行垂直领导的部门、税务和国家安全机关
    VerticalDepartment,
    /// 法律、法规授权的组织
    AuthorisedOrganisation,
}

impl AgencyKind {
    /// Every kind.
    pub const ALL: [AgencyKind; 5] = [
        AgencyKind::Government,
        AgencyKind::Department,
        AgencyKind::JudicialDepartment,
        AgencyKind::VerticalDepartment,
        AgencyKind::AuthorisedOrganisation,
    ];

    /// The kind's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            AgencyKind::Government => "government",
            AgencyKind::Department => "department",
            AgencyKind::JudicialDepartment => "judicial_department",
            AgencyKind::VerticalDepartment => "vertical_department",
            AgencyKind::AuthorisedOrganisation => "authorised_organisation",
        }
    }

    /// The kind's name.
    pub const fn label(self) -> &'static str {
        match self {
            AgencyKind::Government => "人民政府",
            AgencyKind::Department => "政府部门",
            AgencyKind::JudicialDepartment => "司法行政部门",
            AgencyKind::VerticalDepartment => "实行垂直领导的部门",
            AgencyKind::AuthorisedOrganisation => "法律、法规授权的组织",
        }
    }

    /// The kind with this identifier.
    pub fn from_key(key: &str) -> Option<AgencyKind> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A category of information to be published (主动公开类别), such as `A20-05`.
///
/// Source: Art. 20 items 1–15 (`A20-01` … `A20-15`), Art. 21 (`A21-C01` … for cities and counties, `A21-T01` … for
/// townships). The codes are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category(u8);

impl Category {
    /// Every category, in the order of the articles.
    pub fn all() -> impl Iterator<Item = Category> {
        (0..30u8).map(Category)
    }

    /// The category with this code.
    pub fn from_code(code: &str) -> Option<Category> {
        Self::all().find(|category| category.code() == code)
    }

    fn row(self) -> (&'static str, &'static str) {
        let index = usize::from(self.0);
        art20::ITEMS
            .iter()
            .chain(art21::CITY_AND_COUNTY.iter())
            .chain(art21::TOWNSHIP.iter())
            .nth(index)
            .copied()
            .unwrap_or_default()
    }

    /// The category's code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// What the category holds, as the article names it.
    pub fn label(self) -> &'static str {
        self.row().1
    }

    /// The article that demands it.
    pub fn basis(self) -> Article {
        match self.0 {
            item @ 0..15 => art20::ARTICLE.item(item + 1),
            _ => art21::ARTICLE,
        }
    }

    /// Whether an agency of this level owes the category.
    pub fn is_owed_by(self, level: AgencyLevel) -> bool {
        match self.0 {
            0..15 => true,
            15..22 => matches!(level, AgencyLevel::City | AgencyLevel::County),
            _ => level == AgencyLevel::Township,
        }
    }

    /// The categories an agency of this level owes.
    pub fn owed_by(level: AgencyLevel) -> impl Iterator<Item = Category> {
        Self::all().filter(move |category| category.is_owed_by(level))
    }
}

/// How often information of a kind is published (公开的时间要求).
///
/// Source: the four rhythms agencies describe in their annual reports; the Regulation itself only says 及时 and names
/// 20 working days (Art. 26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RhythmKind {
    /// 经常性工作定期公开
    Regular,
    /// 阶段性工作逐段公开
    Staged,
    /// 动态性工作及时公开
    Dynamic,
    /// 临时性工作随时公开
    AdHoc,
}

impl RhythmKind {
    /// Every rhythm.
    pub const ALL: [RhythmKind; 4] =
        [RhythmKind::Regular, RhythmKind::Staged, RhythmKind::Dynamic, RhythmKind::AdHoc];

    /// The rhythm's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            RhythmKind::Regular => "regular",
            RhythmKind::Staged => "staged",
            RhythmKind::Dynamic => "dynamic",
            RhythmKind::AdHoc => "ad_hoc",
        }
    }

    /// The rhythm's name.
    pub const fn label(self) -> &'static str {
        match self {
            RhythmKind::Regular => "经常性",
            RhythmKind::Staged => "阶段性",
            RhythmKind::Dynamic => "动态性",
            RhythmKind::AdHoc => "临时性",
        }
    }

    /// What the rhythm demands.
    pub const fn duty(self) -> &'static str {
        match self {
            RhythmKind::Regular => "定期公开",
            RhythmKind::Staged => "逐段公开",
            RhythmKind::Dynamic => "及时公开",
            RhythmKind::AdHoc => "随时公开",
        }
    }

    /// The rhythm with this identifier.
    pub fn from_key(key: &str) -> Option<RhythmKind> {
        Self::ALL.into_iter().find(|rhythm| rhythm.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_own_code_label_and_article() {
        let codes: std::collections::BTreeSet<_> = Category::all().map(Category::code).collect();
        assert_eq!(codes.len(), 30);
        assert!(Category::all().all(|category| !category.label().is_empty()));
        assert_eq!(Category::from_code("A20-15").unwrap().basis().short(), "第20条第（十五）项");
        assert_eq!(Category::from_code("A21-C04").unwrap().label(), "土地征收");
        assert_eq!(Category::from_code("A21-T08").unwrap().basis().short(), "第21条");
        assert_eq!(Category::from_code("A20-16"), None);
    }

    #[test]
    fn a_county_owes_22_categories_and_a_township_23() {
        assert_eq!(Category::owed_by(AgencyLevel::County).count(), 22);
        assert_eq!(Category::owed_by(AgencyLevel::Township).count(), 23);
        assert_eq!(Category::owed_by(AgencyLevel::Province).count(), 15);
    }

    #[test]
    fn every_key_leads_back() {
        assert!(AgencyLevel::ALL.into_iter().all(|level| AgencyLevel::from_key(level.key()) == Some(level)));
        assert!(AgencyKind::ALL.into_iter().all(|kind| AgencyKind::from_key(kind.key()) == Some(kind)));
        assert!(RhythmKind::ALL.into_iter().all(|rhythm| RhythmKind::from_key(rhythm.key()) == Some(rhythm)));
    }
}
