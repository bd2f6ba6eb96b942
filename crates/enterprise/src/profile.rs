//! An enterprise as conditions see it (企业画像).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use crate::attribute::Attribute;
use crate::number::Number;
use crate::size::{Figures, Indicator, SizeClass, size_rule};

/// What is known of one enterprise; `None` is unknown, an empty set is known to be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// 统一社会信用代码.
    pub credit_code: String,
    /// 名称.
    pub name: Option<String>,
    /// 注册地行政区划代码.
    pub region: Option<String>,
    /// 行业代码, the main one first.
    pub industry: Option<Vec<String>>,
    /// 成立日期.
    pub founded: Option<Date>,
    /// Yearly figures: staff, revenue, assets, rd.
    pub figures: BTreeMap<(Attribute, i16), Number>,
    /// 资质.
    pub qualifications: Option<BTreeSet<String>>,
    /// 标记.
    pub flags: Option<BTreeSet<String>>,
}

/// A value as read from a profile.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Texts(&'a [String]),
    Set(&'a BTreeSet<String>),
    Number(Number),
    /// `part / whole`, compared exactly.
    Ratio {
        part: Number,
        whole: Number,
    },
    Date(Date),
    Size(SizeClass),
    Age(i64),
    /// Which data are missing, and whether the value is undefined although nothing is missing.
    Unknown(Vec<(Attribute, i16)>),
}

/// A profile read for applications in a certain year.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The enterprise.
    pub profile: &'a Profile,
    /// The application year Y.
    pub year: i16,
}

impl<'a> Facts<'a> {
    /// Reads `profile` for applications in `year`.
    pub fn new(profile: &'a Profile, year: i16) -> Facts<'a> {
        Facts { profile, year }
    }

    /// The size class in a calendar year, if it can be told.
    pub fn size_class(&self, year: i16) -> Option<SizeClass> {
        self.size(year).ok()
    }

    /// The value of an attribute in a calendar year.
    pub(crate) fn value(&self, attribute: Attribute, year: i16) -> Value<'a> {
        let profile = self.profile;
        let unknown = || Value::Unknown(vec![(attribute, year)]);
        match attribute {
            Attribute::Region => profile
                .region
                .as_ref()
                .map_or_else(unknown, |region| Value::Texts(std::slice::from_ref(region))),
            Attribute::Industry => profile.industry.as_deref().map_or_else(unknown, Value::Texts),
            Attribute::Founded => profile.founded.map_or_else(unknown, Value::Date),
            Attribute::Staff | Attribute::Revenue | Attribute::Assets | Attribute::Rd => {
                self.figure(attribute, year).map_or_else(unknown, Value::Number)
            }
            Attribute::Qualifications => profile.qualifications.as_ref().map_or_else(unknown, Value::Set),
            Attribute::Flags => profile.flags.as_ref().map_or_else(unknown, Value::Set),
            Attribute::Size => self.size(year).map_or_else(Value::Unknown, Value::Size),
            Attribute::RdRatio => self.ratio(year),
            Attribute::Age => {
                let missing = || Value::Unknown(vec![(Attribute::Founded, year)]);
                profile.founded.map_or_else(missing, |founded| Value::Age(age(founded, self.year)))
            }
        }
    }

    fn figure(&self, attribute: Attribute, year: i16) -> Option<Number> {
        self.profile.figures.get(&(attribute, year)).copied()
    }

    fn ratio(&self, year: i16) -> Value<'a> {
        match (self.figure(Attribute::Rd, year), self.figure(Attribute::Revenue, year)) {
            (Some(part), Some(whole)) if whole.millionths() != 0 => Value::Ratio { part, whole },
            (Some(_), Some(_)) => Value::Unknown(vec![(Attribute::RdRatio, year)]),
            (part, whole) => {
                let missing = [(Attribute::Rd, part), (Attribute::Revenue, whole)];
                let missing = missing.into_iter().filter(|(_, value)| value.is_none());
                Value::Unknown(missing.map(|(attribute, _)| (attribute, year)).collect())
            }
        }
    }

    /// The class, or what is missing for it.
    fn size(&self, year: i16) -> Result<SizeClass, Vec<(Attribute, i16)>> {
        let Some(industry) = self.profile.industry.as_ref().and_then(|codes| codes.first()) else {
            return Err(vec![(Attribute::Industry, year)]);
        };
        // The classification in force when the year ended.
        let Some(rule) = size_rule(industry, date(year.clamp(1, 9999), 12, 31)) else {
            return Err(vec![(Attribute::Size, year)]);
        };
        let figures = Figures {
            staff: self.figure(Attribute::Staff, year),
            revenue: self.figure(Attribute::Revenue, year),
            assets: self.figure(Attribute::Assets, year),
        };
        rule.class(figures).map_err(|missing| {
            let attribute = |indicator| match indicator {
                Indicator::Staff => Attribute::Staff,
                Indicator::Revenue => Attribute::Revenue,
                Indicator::Assets => Attribute::Assets,
            };
            missing.into_iter().map(|indicator| (attribute(indicator), year)).collect()
        })
    }
}

/// Whole years on 1 January of `year`; negative when founded later.
fn age(founded: Date, year: i16) -> i64 {
    let years = i64::from(year) - i64::from(founded.year());
    if (founded.month(), founded.day()) > (1, 1) { years - 1 } else { years }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_counts_whole_years_on_the_first_of_january() {
        assert_eq!(age(date(2020, 1, 1), 2024), 4);
        assert_eq!(age(date(2020, 1, 2), 2024), 3);
        assert_eq!(age(date(2023, 12, 31), 2024), 0);
        assert_eq!(age(date(2024, 3, 1), 2024), -1);
    }
}
