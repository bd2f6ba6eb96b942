//! Rules below the Regulation (地方规定), and the legal bases a report names (编制依据).
//!
//! Both are data with the days on which they hold: nothing provincial is hard-coded. A local period counts only when
//! it is stricter than the Regulation's; where it is contrary, the Regulation wins.

use jiff::civil::{Date, date};

use crate::calendar::Workdays;

/// Who made a document (制定层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// 国家
    National,
    /// 省
    Province,
    /// 设区的市
    City,
    /// 县
    County,
}

/// A document an annual report is written by (编制依据).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalBasis {
    /// Stable identifier.
    pub id: String,
    /// Title without the book-title marks.
    pub title: String,
    /// Order or document number; empty when unknown.
    pub number: String,
    /// Who made it.
    pub tier: Tier,
    /// The administrative region whose agencies it binds, by code prefix; empty for the whole country.
    pub region: String,
    /// First report year or day it holds.
    pub effective_from: Date,
    /// First day it no longer holds, when known.
    pub effective_to: Option<Date>,
    /// Whether title, number and days were checked against the document itself.
    pub verified: bool,
}

impl LegalBasis {
    /// Whether the document holds on `day` for an agency of a region.
    pub fn holds(&self, day: Date, region: &str) -> bool {
        self.effective_from <= day
            && self.effective_to.is_none_or(|ended| day < ended)
            && region.starts_with(&self.region)
    }

    /// The document as a report names it.
    pub fn citation(&self) -> String {
        if self.number.is_empty() {
            format!("《{}》", self.title)
        } else {
            format!("《{}》（{}）", self.title, self.number)
        }
    }
}

/// What a local rule sets (事项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// 主动公开期限
    Publication,
    /// 补正告知期限
    SupplementNotice,
    /// 答复期限
    Reply,
}

/// One local rule (地方规定的一条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalRule {
    /// The document it stands in.
    pub basis: LegalBasis,
    /// The article's number in it.
    pub article: u16,
    /// What it sets.
    pub topic: Topic,
    /// The period it sets.
    pub period: Workdays,
}

/// The rules of a place, laid over the national ones (地方规则层).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleLayer {
    rules: Vec<LocalRule>,
}

impl RuleLayer {
    /// A layer of these rules.
    pub const fn new(rules: Vec<LocalRule>) -> RuleLayer {
        RuleLayer { rules }
    }

    /// The local rule that applies in place of a national period: the strictest verified one that is shorter.
    ///
    /// `None` when none is stricter: the national period stands.
    pub fn stricter(&self, topic: Topic, day: Date, region: &str, national: Workdays) -> Option<&LocalRule> {
        self.rules
            .iter()
            .filter(|rule| rule.topic == topic && rule.basis.verified && rule.basis.holds(day, region))
            .filter(|rule| rule.period < national)
            .min_by_key(|rule| rule.period)
    }
}

/// The documents shipped with this release. An installation adds its own.
pub fn shipped_bases() -> Vec<LegalBasis> {
    let row = |id: &str, title: &str, number: &str, tier, region: &str, from, to, verified| LegalBasis {
        id: id.to_owned(),
        title: title.to_owned(),
        number: number.to_owned(),
        tier,
        region: region.to_owned(),
        effective_from: from,
        effective_to: to,
        verified,
    };
    let (nation, province, city) = (Tier::National, Tier::Province, Tier::City);
    let year = |year| (date(year, 1, 1), Some(date(year + 1, 1, 1)));
    let (from_2021, to_2021) = year(2021);
    vec![
        row(
            "cn-711",
            "中华人民共和国政府信息公开条例",
            "国务院令第711号",
            nation,
            "",
            date(2019, 5, 15),
            None,
            true,
        ),
        row(
            "cn-492",
            "中华人民共和国政府信息公开条例",
            "国务院令第492号",
            nation,
            "",
            date(2008, 5, 1),
            Some(date(2019, 5, 15)),
            true,
        ),
        // Whether it is still in force in 2026 could not be checked.
        row(
            "zj-302",
            "浙江省政府信息公开暂行办法",
            "省政府令第302号",
            province,
            "33",
            date(2012, 8, 1),
            None,
            false,
        ),
        row("zj-points-2021", "2021年浙江省政务公开工作要点", "", province, "33", from_2021, to_2021, false),
        row(
            "jx-list-2021",
            "2021年嘉兴市政务公开重点工作责任清单",
            "",
            city,
            "3304",
            from_2021,
            to_2021,
            false,
        ),
    ]
}

/// The documents a report of `year` names for an agency of `region`, from the top down.
pub fn bases_of<'a>(bases: &'a [LegalBasis], year: i16, region: &str) -> Vec<&'a LegalBasis> {
    let Ok(last_day) = Date::new(year, 12, 31) else { return Vec::new() };
    let mut named: Vec<_> = bases.iter().filter(|basis| basis.holds(last_day, region)).collect();
    named.sort_by_key(|basis| basis.tier);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_of_jiaxing_names_four_documents_for_2021() {
        let shipped = shipped_bases();
        let ids = |year, region| {
            bases_of(&shipped, year, region).into_iter().map(|basis| basis.id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(ids(2021, "330482"), ["cn-711", "zj-302", "zj-points-2021", "jx-list-2021"]);
        assert_eq!(ids(2021, "330102"), ["cn-711", "zj-302", "zj-points-2021"]);
        assert_eq!(ids(2022, "330482"), ["cn-711", "zj-302"]);
        assert_eq!(ids(2018, "110101"), ["cn-492"]);
    }

    #[test]
    fn a_document_is_named_with_its_number() {
        assert_eq!(shipped_bases()[0].citation(), "《中华人民共和国政府信息公开条例》（国务院令第711号）");
        assert_eq!(shipped_bases()[3].citation(), "《2021年浙江省政务公开工作要点》");
    }

    #[test]
    fn a_local_period_counts_only_when_it_is_stricter_and_checked() {
        let basis = LegalBasis { verified: true, ..shipped_bases()[2].clone() };
        let rule = |period, verified| LocalRule {
            basis: LegalBasis { verified, ..basis.clone() },
            article: 1,
            topic: Topic::Reply,
            period: Workdays(period),
        };
        let layer = RuleLayer::new(vec![rule(15, true), rule(10, false), rule(25, true)]);
        let day = date(2021, 6, 1);
        let found = layer.stricter(Topic::Reply, day, "330482", Workdays(20)).map(|rule| rule.period);
        assert_eq!(found, Some(Workdays(15)));
        assert_eq!(layer.stricter(Topic::Reply, day, "110101", Workdays(20)), None);
        assert_eq!(layer.stricter(Topic::Publication, day, "330482", Workdays(20)), None);
        assert_eq!(layer.stricter(Topic::Reply, day, "330482", Workdays(15)), None);
    }
}
