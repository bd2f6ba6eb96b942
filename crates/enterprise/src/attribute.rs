//! What a condition may ask of an enterprise (企业画像 attributes).

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of value an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Codes compared as text and by prefix; several are allowed.
    Text,
    /// Exact numbers.
    Number,
    /// Days.
    Date,
    /// A set of names.
    Set,
    /// One of the four size classes.
    Size,
}

/// An attribute of an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// 注册地行政区划代码 (GB/T 2260).
    Region,
    /// 行业代码 (GB/T 4754), the first being the main one.
    Industry,
    /// 成立日期.
    Founded,
    /// 从业人员, persons, yearly.
    Staff,
    /// 营业收入, 万元, yearly.
    Revenue,
    /// 资产总额, 万元, yearly.
    Assets,
    /// 研发费用, 万元, yearly.
    Rd,
    /// 资质.
    Qualifications,
    /// 信用和其他标记.
    Flags,
    /// 企业规模, derived by the statistical size classification, yearly.
    Size,
    /// 研发占比, derived: `rd / revenue`, yearly.
    RdRatio,
    /// 成立年限, derived: whole years on 1 January of the application year.
    Age,
}

impl Attribute {
    /// Every attribute, in the order of the documentation.
    pub const ALL: [Attribute; 12] = [
        Attribute::Region,
        Attribute::Industry,
        Attribute::Founded,
        Attribute::Staff,
        Attribute::Revenue,
        Attribute::Assets,
        Attribute::Rd,
        Attribute::Qualifications,
        Attribute::Flags,
        Attribute::Size,
        Attribute::RdRatio,
        Attribute::Age,
    ];

    /// The name in conditions and in the head of a table.
    pub fn key(self) -> &'static str {
        match self {
            Attribute::Region => "region",
            Attribute::Industry => "industry",
            Attribute::Founded => "founded",
            Attribute::Staff => "staff",
            Attribute::Revenue => "revenue",
            Attribute::Assets => "assets",
            Attribute::Rd => "rd",
            Attribute::Qualifications => "qualifications",
            Attribute::Flags => "flags",
            Attribute::Size => "size",
            Attribute::RdRatio => "rd_ratio",
            Attribute::Age => "age",
        }
    }

    /// The attribute of that name.
    pub fn from_key(key: &str) -> Option<Attribute> {
        Attribute::ALL.into_iter().find(|attribute| attribute.key() == key)
    }

    /// The name for readers.
    pub fn label(self) -> &'static str {
        match self {
            Attribute::Region => "注册地区划代码",
            Attribute::Industry => "行业代码",
            Attribute::Founded => "成立日期",
            Attribute::Staff => "从业人员",
            Attribute::Revenue => "营业收入",
            Attribute::Assets => "资产总额",
            Attribute::Rd => "研发费用",
            Attribute::Qualifications => "资质",
            Attribute::Flags => "标记",
            Attribute::Size => "企业规模",
            Attribute::RdRatio => "研发占比",
            Attribute::Age => "成立年限",
        }
    }

    /// What kind of value it has.
    pub fn kind(self) -> Kind {
        match self {
            Attribute::Region | Attribute::Industry => Kind::Text,
            Attribute::Founded => Kind::Date,
            Attribute::Staff
            | Attribute::Revenue
            | Attribute::Assets
            | Attribute::Rd
            | Attribute::RdRatio
            | Attribute::Age => Kind::Number,
            Attribute::Qualifications | Attribute::Flags => Kind::Set,
            Attribute::Size => Kind::Size,
        }
    }

    /// Does it have a value per year?
    pub fn is_yearly(self) -> bool {
        matches!(
            self,
            Attribute::Staff
                | Attribute::Revenue
                | Attribute::Assets
                | Attribute::Rd
                | Attribute::RdRatio
                | Attribute::Size
        )
    }

    /// The unit readers see behind a number.
    pub fn unit(self) -> &'static str {
        match self {
            Attribute::Staff => "人",
            Attribute::Revenue | Attribute::Assets | Attribute::Rd => "万元",
            Attribute::Age => "年",
            Attribute::Region
            | Attribute::Industry
            | Attribute::Founded
            | Attribute::Qualifications
            | Attribute::Flags
            | Attribute::Size
            | Attribute::RdRatio => "",
        }
    }
}

/// Which year's value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Year {
    /// The year before the application year (上年度), or an attribute without years.
    Previous,
    /// So many years before the application year, written `revenue[-2]`.
    Before(i16),
    /// A calendar year, written `revenue[2023]`.
    Calendar(i16),
}

impl Year {
    /// The calendar year, for applications in `year`.
    pub fn resolve(self, year: i16) -> i16 {
        match self {
            Year::Previous => year.saturating_sub(1),
            Year::Before(count) => year.saturating_sub(count),
            Year::Calendar(year) => year,
        }
    }
}

/// An attribute of a certain year, as a condition names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// The attribute.
    pub attribute: Attribute,
    /// Its year.
    pub year: Year,
}

impl Field {
    /// The attribute for the year before the application year.
    pub fn plain(attribute: Attribute) -> Field {
        Field { attribute, year: Year::Previous }
    }

    /// The name for readers: 上年度营业收入.
    pub fn label(self) -> String {
        let label = self.attribute.label();
        match self.year {
            Year::Previous | Year::Before(1) if self.attribute.is_yearly() => format!("上年度{label}"),
            Year::Before(count) => format!("申报年度前第{count}年的{label}"),
            Year::Calendar(year) => format!("{year}年{label}"),
            Year::Previous => label.to_owned(),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.attribute.key();
        match self.year {
            Year::Previous => write!(f, "{key}"),
            Year::Before(count) => write!(f, "{key}[-{count}]"),
            Year::Calendar(year) => write!(f, "{key}[{year}]"),
        }
    }
}
