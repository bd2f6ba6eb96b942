//! The rules of the check as data (检查规则): read once from our file, any value replaceable by an installation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, de::DeserializeOwned};
use toml::{Table, Value};

use super::codes::{Indicator, Mark, Part, Severity};
use super::period::Period;
use super::points::Points;

/// A number with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit<T> {
    /// The number.
    pub value: T,
    /// Where it comes from.
    pub mark: Mark,
}

/// When something counts as a fault (阈值). The names are those of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// N2: how long visits are watched.
    pub probe_window: Limit<Period>,
    /// N2: visits a day below which a day does not count as watched.
    pub probes_a_day: Limit<u32>,
    /// N2: seconds after which a page has not opened.
    pub probe_seconds: Limit<u32>,
    /// N2: share of failed visits, in percent.
    pub probe_percent: Limit<u32>,
    /// N3
    pub home: Limit<Period>,
    /// When to warn of N3.
    pub home_warning: Limit<Period>,
    /// 动态、要闻
    pub news: Limit<Period>,
    /// When to warn of it.
    pub news_warning: Limit<Period>,
    /// 通知公告、政策文件
    pub notices: Limit<Period>,
    /// When to warn of it.
    pub notices_warning: Limit<Period>,
    /// 办事统计
    pub service_statistics: Limit<Period>,
    /// 留言答复
    pub replies: Limit<Period>,
    /// N4(a): columns of news, notices and policies together.
    pub grouped_columns: Limit<u32>,
    /// N4(b): overdue columns of every kind.
    pub overdue_columns: Limit<u32>,
    /// N4(c): empty columns.
    pub empty_columns: Limit<u32>,
    /// N5: how far back messages are looked at.
    pub message_window: Limit<Period>,
    /// N5: how long a message may wait.
    pub message: Limit<Period>,
    /// When to warn of it.
    pub message_warning: Limit<Period>,
    /// N6: classes of elements a guide may not lack.
    pub service_classes: Limit<u32>,
    /// N6: so many guides that lack them.
    pub service_guides: Limit<u32>,
    /// M2
    pub account: Limit<Period>,
    /// When to warn of M2.
    pub account_warning: Limit<Period>,
    /// Working days to publish an interpretation in.
    pub interpretation_workdays: Limit<u16>,
    /// Age of guide, catalogue and report.
    pub standing: Limit<Period>,
}

/// How the sheet is scored (计分方法).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// Below this the site fails.
    pub fail_below: Limit<Points>,
    /// Above this the bonus counts.
    pub bonus_above: Limit<Points>,
    /// Most the bonus can be.
    pub bonus_most: Limit<Points>,
    /// 发布解读
    pub publication: Limit<Points>,
    /// 办事服务
    pub services: Limit<Points>,
    /// 互动交流
    pub interaction: Limit<Points>,
    /// 功能设计
    pub functions: Limit<Points>,
}

impl Scoring {
    /// The full mark of a part; 0 for parts that are not scored.
    pub const fn full(&self, part: Part) -> Points {
        match part {
            Part::Publication => self.publication.value,
            Part::Services => self.services.value,
            Part::Interaction => self.interaction.value,
            Part::Functions => self.functions.value,
            Part::SiteVeto | Part::AccountVeto | Part::SelfCheck => Points(0),
        }
    }
}

/// One indicator's rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorRule {
    /// Where it stands in the sheet.
    pub part: Part,
    /// What a finding does.
    pub severity: Severity,
    /// Points each finding costs; `None` when the number is not known.
    pub points: Option<Points>,
    /// How well the rule is known.
    pub mark: Mark,
    /// What is checked, in Chinese (检查内容), limits filled in.
    pub asks: String,
}

/// The rules of the check (检查指标).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Title of the notice.
    pub title: String,
    /// Its number (文号).
    pub number: String,
    /// Which wording.
    pub version: String,
    /// When something counts as a fault.
    pub limits: Limits,
    /// How the sheet is scored.
    pub scoring: Scoring,
    indicators: BTreeMap<Indicator, IndicatorRule>,
}

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// It is not TOML, or a value is missing, unknown or of the wrong kind.
    #[error("rules of the check cannot be read")]
    Unreadable(#[source] Box<toml::de::Error>),
    /// The settings name something the rules do not have.
    #[error("no such rule of the check: {0}")]
    Unknown(String),
    /// An indicator has no rule.
    #[error("no rule for indicator {}", .0.key())]
    Missing(Indicator),
    /// A scored indicator stands in a part without points, or the other way round.
    #[error("indicator {} of severity {} cannot stand in part {}", .0.key(), .1.key(), .2.key())]
    Misplaced(Indicator, Severity, Part),
}

const NATIONAL: &str = include_str!("rules.toml");

static BUILT_IN: LazyLock<Rules> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a test reads the file we ship")]
    Rules::with("").expect("the rules we ship can be read")
});

impl Rules {
    /// The rules shipped with this release.
    pub fn built_in() -> &'static Rules {
        &BUILT_IN
    }

    /// The shipped rules with what an installation sets otherwise (本地规定).
    ///
    /// ```
    /// use gongkai_supervision::inspection::{Indicator, Rules, Severity};
    ///
    /// let stricter = "limits.account.value = '10 days'\nindicators.P1.severity = 'warning'";
    /// let rules = Rules::with(stricter).unwrap();
    /// assert_eq!(rules.limits.account.value.to_string(), "10日");
    /// assert_eq!(rules.severity(Indicator::PersonalData), Severity::Warning);
    /// ```
    ///
    /// # Errors
    ///
    /// [`RulesError`] when the settings name what does not exist, or make rules that do not fit together.
    pub fn with(settings: &str) -> Result<Rules, RulesError> {
        let mut table: Table = read(NATIONAL)?;
        replace(&mut table, read(settings)?, "")?;
        fill(&mut table);
        let rules: Rules = table.try_into().map_err(|error| RulesError::Unreadable(Box::new(error)))?;
        rules.fit()?;
        Ok(rules)
    }

    fn fit(&self) -> Result<(), RulesError> {
        for &indicator in Indicator::ALL {
            let rule = self.indicators.get(&indicator).ok_or(RulesError::Missing(indicator))?;
            let is_scored = Part::SCORED.contains(&rule.part);
            if rule.severity == Severity::Deduction && !is_scored {
                return Err(RulesError::Misplaced(indicator, rule.severity, rule.part));
            }
        }
        Ok(())
    }

    /// The indicators with their rules.
    pub fn indicators(&self) -> impl Iterator<Item = (Indicator, &IndicatorRule)> {
        self.indicators.iter().map(|(indicator, rule)| (*indicator, rule))
    }

    /// The rule of an indicator; every indicator has one.
    pub fn rule(&self, indicator: Indicator) -> Option<&IndicatorRule> {
        self.indicators.get(&indicator)
    }

    /// What a finding of this indicator does.
    pub fn severity(&self, indicator: Indicator) -> Severity {
        self.rule(indicator).map_or(Severity::Warning, |rule| rule.severity)
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, RulesError> {
    toml::from_str(text).map_err(|error| RulesError::Unreadable(Box::new(error)))
}

/// Puts the installation's values in the place of ours and marks them as local.
fn replace(ours: &mut Table, theirs: Table, path: &str) -> Result<(), RulesError> {
    for (key, value) in theirs {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        // Points may be set where we know none.
        let is_new_points = key == "points" && ours.contains_key("severity");
        match (ours.get_mut(&key), value) {
            (Some(Value::Table(ours)), Value::Table(theirs)) => replace(ours, theirs, &path)?,
            (Some(slot), value) => *slot = value,
            (None, value) if is_new_points => {
                ours.insert(key, value);
            }
            (None, _) => return Err(RulesError::Unknown(path)),
        }
        if ours.contains_key("mark") {
            ours.insert("mark".to_owned(), Value::from(Mark::Local.key()));
        }
    }
    Ok(())
}

/// Writes the limits into the words that name them; words with a local limit are local themselves.
fn fill(table: &mut Table) {
    let local = Value::from(Mark::Local.key());
    let named = table.get("limits").and_then(Value::as_table).into_iter().flatten();
    let limits: Vec<(String, String, bool)> = named
        .filter_map(|(name, limit)| {
            let is_local = limit.get("mark") == Some(&local);
            Some((format!("{{{name}}}"), plain(limit.get("value")?), is_local))
        })
        .collect();
    let indicators = table.get_mut("indicators").and_then(Value::as_table_mut);
    for rule in indicators.into_iter().flatten().filter_map(|(_, rule)| rule.as_table_mut()) {
        let Some(Value::String(asks)) = rule.get_mut("asks") else { continue };
        let is_local = limits.iter().any(|(name, _, is_local)| *is_local && asks.contains(name));
        for (name, value, _) in &limits {
            *asks = asks.replace(name, value);
        }
        if is_local {
            rule.insert("mark".to_owned(), local.clone());
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => {
            text.parse::<Period>().map_or_else(|_| text.clone(), |period| period.to_string())
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_we_ship_has_a_rule_for_every_indicator_and_a_hundred_points() {
        let rules = Rules::built_in();
        assert_eq!(rules.indicators().count(), Indicator::ALL.len());
        assert!(rules.indicators().all(|(_, rule)| !rule.asks.contains('{') && !rule.asks.is_empty()));
        let full = Part::SCORED.iter().fold(Points(0), |sum, part| sum.plus(rules.scoring.full(*part)));
        assert_eq!(full, Points::whole(100));
    }

    #[test]
    fn what_nobody_has_verified_is_marked() {
        let unverified: Vec<&str> = Rules::built_in()
            .indicators()
            .filter(|(_, rule)| rule.mark == Mark::Unverified)
            .map(|(indicator, _)| indicator.key())
            .collect();
        let links = ["D-link-home", "D-link-page", "D-link-attachment"];
        assert_eq!(unverified, [&["N6", "D-news", "D-basics"], &links[..], &["D-fault-entry"]].concat());
        let limits = &Rules::built_in().limits;
        assert_eq!(limits.service_classes.mark, Mark::Unverified);
        assert_eq!(limits.service_guides.mark, Mark::Unverified);
    }

    #[test]
    fn what_an_installation_sets_is_marked_local_and_told_to_the_reader() {
        let rules =
            Rules::with("[limits]\naccount.value = '10 days'\n[indicators.D-fault-entry]\npoints = '1'")
                .unwrap();
        assert_eq!(rules.limits.account, Limit { value: Period::Days(10), mark: Mark::Local });
        assert_eq!(rules.limits.home.mark, Mark::Verbatim);
        let stale = rules.rule(Indicator::AccountStale).unwrap();
        assert!(stale.asks.starts_with("监测时间点前10日内无更新"), "{}", stale.asks);
        assert_eq!(stale.mark, Mark::Local, "its number is");
        assert_eq!(rules.rule(Indicator::AccountMute).unwrap().mark, Mark::Secondary);
        let entry = rules.rule(Indicator::FaultEntryMissing).unwrap();
        assert_eq!((entry.points, entry.mark), (Some(Points::whole(1)), Mark::Local));
        assert_eq!(Rules::built_in().rule(Indicator::FaultEntryMissing).unwrap().points, None);
    }

    #[test]
    fn settings_that_fit_nothing_are_refused() {
        let unknown = |text| match Rules::with(text) {
            Err(RulesError::Unknown(path)) => path,
            other => panic!("{other:?}"),
        };
        assert_eq!(unknown("limits.newz.value = '1 week'"), "limits.newz");
        assert_eq!(unknown("indicators.N9.severity = 'veto'"), "indicators.N9");
        assert_eq!(unknown("limits.news.points = '1'"), "limits.news.points");
        assert!(matches!(Rules::with("limits.news.value = 14"), Err(RulesError::Unreadable(_))));
        assert!(matches!(Rules::with("limits.news = '1 week'"), Err(RulesError::Unreadable(_))));
        assert_eq!(
            Rules::with("indicators.P1.severity = 'deduction'"),
            Err(RulesError::Misplaced(Indicator::PersonalData, Severity::Deduction, Part::SiteVeto))
        );
    }
}
