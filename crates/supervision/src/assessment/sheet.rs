//! Score sheets as data (考核评分表): indicators with weights, counted by a formula or scored by a person.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_statute::codes;
use serde::{Deserialize, Serialize};

use super::formula::{Formula, FormulaError, Value};
use crate::inspection::Points;

/// A score sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Its title.
    pub title: String,
    /// Its indicators.
    pub items: Vec<SheetItem>,
}

/// An indicator of a sheet (考核指标).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetItem {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Most points it gives, as `12.5`.
    pub weight: String,
    /// Share of the weight as a formula over figures; `None` when a person scores it.
    pub formula: Option<String>,
    /// What an agency gets that has nothing to count.
    pub when_empty: WhenEmpty,
}

codes! {
    /// What an agency gets for an indicator when it has nothing to count, such as no request (无数据时).
    WhenEmpty {
        Full = "full", "得满分";
        Excluded = "excluded", "不计入";
        Nothing = "nothing", "不得分";
    }
}

/// What is wrong with a sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// It has no indicator.
    #[error("the sheet has no indicator")]
    Empty,
    /// Two indicators have one key, or one has none.
    #[error("the key `{0}` is missing or taken")]
    Key(String),
    /// A weight is no number of points above 0.
    #[error("indicator `{0}` has no weight")]
    Weight(String),
    /// A formula cannot be read.
    #[error("indicator `{0}` has no readable formula")]
    Formula(String, #[source] FormulaError),
    /// A formula rests on a figure that does not exist.
    #[error("indicator `{0}` rests on the unknown figure `{1}`")]
    Figure(String, String),
}

/// A sheet that was checked. Only [`ScoreSheet::check`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSheet(Vec<Counted>);

/// An indicator with what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    key: String,
    weight: Points,
    formula: Option<Formula>,
    when_empty: WhenEmpty,
}

/// What an indicator gave (指标得分).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemScore {
    /// So many points.
    Given(Points),
    /// It does not count for this agency; the others are scaled up.
    Excluded,
    /// A figure, or the person's score, is missing.
    Missing,
}

/// What an agency got (考核得分).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetScore {
    /// By the key of the indicator.
    pub items: BTreeMap<String, ItemScore>,
    /// Out of the sheet's full mark; `None` while an indicator is missing.
    pub total: Option<Points>,
}

impl ScoreSheet {
    /// Checks the sheet against the figures there are.
    ///
    /// # Errors
    ///
    /// [`SheetError`], the first there is.
    pub fn check(&self, figures: &BTreeSet<&str>) -> Result<CheckedSheet, SheetError> {
        if self.items.is_empty() {
            return Err(SheetError::Empty);
        }
        let mut keys = BTreeSet::new();
        let counted = self.items.iter().map(|item| {
            if item.key.trim().is_empty() || !keys.insert(item.key.as_str()) {
                return Err(SheetError::Key(item.key.clone()));
            }
            item.check(figures)
        });
        Ok(CheckedSheet(counted.collect::<Result<_, _>>()?))
    }
}

impl SheetItem {
    fn check(&self, figures: &BTreeSet<&str>) -> Result<Counted, SheetError> {
        let weight = self.weight.parse().ok().filter(|weight| Points(0) < *weight);
        let weight = weight.ok_or_else(|| SheetError::Weight(self.key.clone()))?;
        let formula = self.formula.as_deref().map(Formula::read).transpose();
        let formula = formula.map_err(|error| SheetError::Formula(self.key.clone(), error))?;
        let named = formula.iter().flat_map(|formula| formula.figures());
        if let Some(unknown) = named.into_iter().find(|name| !figures.contains(name)) {
            return Err(SheetError::Figure(self.key.clone(), unknown.to_owned()));
        }
        Ok(Counted { key: self.key.clone(), weight, formula, when_empty: self.when_empty })
    }
}

impl CheckedSheet {
    /// The full mark (满分).
    pub fn full(&self) -> Points {
        self.0.iter().map(|item| item.weight).sum()
    }

    /// The weight of an indicator and whether a person scores it.
    pub fn item(&self, key: &str) -> Option<(Points, bool)> {
        self.0.iter().find(|item| item.key == key).map(|item| (item.weight, item.formula.is_none()))
    }

    /// Scores an agency: counted indicators by its figures, the rest by what people gave; what people gave also
    /// replaces a counted score, as after an appeal.
    pub fn score(&self, figures: &BTreeMap<String, i64>, given: &BTreeMap<String, Points>) -> SheetScore {
        let score = |item: &Counted| match given.get(&item.key) {
            Some(points) => ItemScore::Given((*points).clamp(Points(0), item.weight)),
            None => item.count(figures),
        };
        let items: BTreeMap<String, ItemScore> =
            self.0.iter().map(|item| (item.key.clone(), score(item))).collect();
        let total = self.total(&items);
        SheetScore { items, total }
    }

    fn total(&self, items: &BTreeMap<String, ItemScore>) -> Option<Points> {
        let (mut sum, mut of) = (Points(0), Points(0));
        for item in &self.0 {
            match items.get(&item.key)? {
                ItemScore::Given(points) => {
                    sum = sum.plus(*points);
                    of = of.plus(item.weight);
                }
                ItemScore::Excluded => {}
                ItemScore::Missing => return None,
            }
        }
        // An agency for which nothing counts has no score.
        (Points(0) < of).then(|| sum.scaled(of, self.full()))
    }
}

impl Counted {
    fn count(&self, figures: &BTreeMap<String, i64>) -> ItemScore {
        let Some(formula) = &self.formula else { return ItemScore::Missing };
        match (formula.value(figures), self.when_empty) {
            (Value::Known(above, below), _) => share(self.weight, above, below),
            (Value::Nothing, WhenEmpty::Full) => ItemScore::Given(self.weight),
            (Value::Nothing, WhenEmpty::Excluded) => ItemScore::Excluded,
            (Value::Nothing, WhenEmpty::Nothing) => ItemScore::Given(Points(0)),
            (Value::Unknown, _) => ItemScore::Missing,
        }
    }
}

/// A share between nothing and all of the weight, rounded half up to a hundredth of a point.
fn share(weight: Points, above: i128, below: i128) -> ItemScore {
    let above = above.clamp(0, below);
    let doubled = i128::from(weight.0).checked_mul(above).and_then(|product| product.checked_mul(2));
    let rounded = doubled
        .and_then(|doubled| doubled.checked_add(below))
        .zip(below.checked_mul(2))
        .and_then(|(above, below)| above.checked_div(below));
    rounded
        .and_then(|points| i32::try_from(points).ok())
        .map_or(ItemScore::Missing, |points| ItemScore::Given(Points(points)))
}

/// One agency's place (排名).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The agency.
    pub agency: String,
    /// Its total.
    pub total: Points,
    /// Its place; equal totals share one, and the places after them are left out.
    pub place: usize,
}

/// Ranks the agencies that have a total, the best first, and names those that have none.
pub fn rank<'a>(totals: impl IntoIterator<Item = (&'a str, Option<Points>)>) -> (Vec<Ranked>, Vec<&'a str>) {
    let (mut known, mut missing) = (Vec::new(), Vec::new());
    for (agency, total) in totals {
        match total {
            Some(total) => known.push((total, agency)),
            None => missing.push(agency),
        }
    }
    known.sort_by(|(a, first), (b, second)| b.cmp(a).then(first.cmp(second)));
    let better = |total: Points| known.iter().take_while(|(other, _)| total < *other).count();
    let ranked = known
        .iter()
        .map(|(total, agency)| Ranked {
            agency: (*agency).to_owned(),
            total: *total,
            place: better(*total) + 1,
        })
        .collect();
    (ranked, missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: &str, weight: &str, formula: Option<&str>, when_empty: WhenEmpty) -> SheetItem {
        SheetItem {
            key: key.to_owned(),
            name: key.to_owned(),
            weight: weight.to_owned(),
            formula: formula.map(str::to_owned),
            when_empty,
        }
    }

    fn sheet(items: Vec<SheetItem>) -> Result<CheckedSheet, SheetError> {
        let figures = BTreeSet::from(["in_time", "answered", "lost"]);
        ScoreSheet { title: "2021年度考核".to_owned(), items }.check(&figures)
    }

    fn figures(list: &[(&str, i64)]) -> BTreeMap<String, i64> {
        list.iter().map(|(name, figure)| ((*name).to_owned(), *figure)).collect()
    }

    fn usual() -> CheckedSheet {
        sheet(vec![
            item("requests", "40", Some("in_time / answered"), WhenEmpty::Excluded),
            item("remedies", "20", Some("1 - 0.5 * lost"), WhenEmpty::Full),
            item("training", "40", None, WhenEmpty::Nothing),
        ])
        .unwrap()
    }

    fn given(points: i16) -> BTreeMap<String, Points> {
        BTreeMap::from([("training".to_owned(), Points::whole(points))])
    }

    #[test]
    fn counted_and_given_points_add_up_to_the_total() {
        let score = usual().score(&figures(&[("in_time", 2), ("answered", 3), ("lost", 1)]), &given(35));
        assert_eq!(score.items["requests"], ItemScore::Given(Points(26_67)));
        assert_eq!(score.items["remedies"], ItemScore::Given(Points::whole(10)));
        assert_eq!(score.total, Some(Points(71_67)));
        let worst = usual().score(&figures(&[("in_time", 0), ("answered", 3), ("lost", 9)]), &given(50));
        assert_eq!(worst.items["remedies"], ItemScore::Given(Points(0)), "never below nothing");
        assert_eq!(worst.total, Some(Points::whole(40)), "and never above the weight");
    }

    #[test]
    fn who_has_nothing_to_count_is_scored_by_the_rest() {
        let score = usual().score(&figures(&[("in_time", 0), ("answered", 0), ("lost", 0)]), &given(30));
        assert_eq!(score.items["requests"], ItemScore::Excluded);
        assert_eq!(score.total, Some(Points(83_33)), "50 of 60, scaled to 100");
    }

    #[test]
    fn a_missing_figure_leaves_no_total() {
        let score = usual().score(&figures(&[("in_time", 1), ("answered", 1)]), &given(30));
        assert_eq!((score.items["remedies"], score.total), (ItemScore::Missing, None));
        let score =
            usual().score(&figures(&[("in_time", 1), ("answered", 1), ("lost", 0)]), &BTreeMap::new());
        assert_eq!((score.items["training"], score.total), (ItemScore::Missing, None));
    }

    #[test]
    fn a_sheet_that_cannot_be_counted_is_refused() {
        let full = WhenEmpty::Full;
        assert_eq!(sheet(vec![]), Err(SheetError::Empty));
        let twice = vec![item("a", "1", None, full), item("a", "1", None, full)];
        assert_eq!(sheet(twice), Err(SheetError::Key("a".to_owned())));
        for weight in ["0", "-1", "x"] {
            assert_eq!(sheet(vec![item("a", weight, None, full)]), Err(SheetError::Weight("a".to_owned())));
        }
        let unknown = sheet(vec![item("a", "1", Some("in_time / al"), full)]);
        assert_eq!(unknown, Err(SheetError::Figure("a".to_owned(), "al".to_owned())));
        let broken = sheet(vec![item("a", "1", Some("in_time /"), full)]);
        assert_eq!(broken, Err(SheetError::Formula("a".to_owned(), FormulaError::Syntax(10))));
    }

    #[test]
    fn equal_totals_share_a_place() {
        let totals = [("a", 80), ("b", 90), ("c", 80), ("d", 70)];
        let totals = totals.map(|(agency, points)| (agency, Some(Points::whole(points))));
        let (ranked, missing) = rank(totals.into_iter().chain([("e", None)]));
        let places: Vec<(&str, usize)> = ranked.iter().map(|it| (it.agency.as_str(), it.place)).collect();
        assert_eq!(places, [("b", 1), ("a", 2), ("c", 2), ("d", 4)]);
        assert_eq!(missing, ["e"]);
    }
}
