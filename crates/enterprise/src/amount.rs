//! What an item pays (兑现金额) and what a draft would cost and reach (政策模拟).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::attribute::Attribute;
use crate::index::Answer;
use crate::number::Number;
use crate::profile::Facts;
use crate::register::{Register, UNKNOWN};
use crate::rule::Column;
use crate::size::SizeClass;

/// How much an item pays an enterprise; money in 万元.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// The same to each (定额).
    Fixed(Number),
    /// A share of a figure of the year before, up to a cap (按比例，封顶).
    Share {
        /// The figure.
        of: Attribute,
        /// The share; 0.1 is ten percent.
        rate: Number,
        /// The most paid.
        cap: Option<Number>,
    },
    /// By what a figure of the year before reaches (分档); the highest step reached counts, below the first nothing.
    Graded {
        /// The figure.
        by: Attribute,
        /// From which figure on how much is paid, rising.
        steps: Vec<(Number, Number)>,
    },
}

impl Amount {
    /// In words.
    pub fn sentence(&self) -> String {
        match self {
            Amount::Fixed(amount) => format!("{amount} 万元"),
            Amount::Share { of, rate, cap } => {
                let percent = Number::from_millionths(rate.millionths().saturating_mul(100));
                let percent = percent.map_or_else(|| rate.to_string(), |percent| format!("{percent}%"));
                let cap = cap.map(|cap| format!("，最高 {cap} 万元")).unwrap_or_default();
                format!("上年度{}的 {percent}{cap}", of.label())
            }
            Amount::Graded { by, steps } => {
                let (label, unit) = (by.label(), by.unit());
                let steps: Vec<String> = steps
                    .iter()
                    .map(|(from, amount)| format!("上年度{label}达到 {from} {unit}的 {amount} 万元"))
                    .collect();
                steps.join("；")
            }
        }
    }

    /// What it pays an enterprise, in 万元; nothing when the figure is missing.
    pub fn of(&self, facts: &Facts<'_>) -> Option<Number> {
        let last = facts.year.saturating_sub(1);
        let paid = self.paid(|attribute| facts.profile.figures.get(&(attribute, last)).copied())?;
        i64::try_from(paid).ok().and_then(Number::from_millionths)
    }

    /// In millionths of 万元, or `None` when the figure is missing.
    fn paid(&self, figure: impl Fn(Attribute) -> Option<Number>) -> Option<i128> {
        match self {
            Amount::Fixed(amount) => Some(i128::from(amount.millionths())),
            Amount::Share { of, rate, cap } => {
                let share = i128::from(figure(*of)?.millionths()) * i128::from(rate.millionths()) / 1_000_000;
                let most = cap.map_or(i128::MAX, |cap| i128::from(cap.millionths()));
                Some(share.clamp(0, most.max(0)))
            }
            Amount::Graded { by, steps } => {
                let figure = figure(*by)?;
                let reached = steps.iter().rev().find(|(from, _)| figure >= *from);
                Some(reached.map_or(0, |(_, amount)| i128::from(amount.millionths())))
            }
        }
    }
}

/// Enterprises that meet a rule, and that may.
pub type Counted = (u64, u64);

/// Whom a rule reaches (惠及面).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// In all.
    pub all: Counted,
    /// By the first digits of the region; `None` is unknown.
    pub regions: BTreeMap<Option<String>, Counted>,
    /// By the section of the main industry.
    pub industries: BTreeMap<Option<String>, Counted>,
    /// By size in the year before.
    pub sizes: BTreeMap<Option<SizeClass>, Counted>,
    /// What it costs, when the item has an amount.
    pub cost: Option<Cost>,
}

/// What an item would cost (资金测算).
///
/// **Unit**: millionths of 万元.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// For those who meet the rule and whose figure is known.
    pub met: i128,
    /// The same for those who may.
    pub unknown: i128,
    /// Enterprises, met or unknown, whose figure is missing: their amounts are in neither sum.
    pub without_figure: u64,
}

impl Register {
    /// Counts whom an answer reaches, for applications in `year`; regions by so many `digits`.
    pub fn reach(&self, answer: &Answer, year: i16, digits: usize, amount: Option<&Amount>) -> Reach {
        let last = year.saturating_sub(1);
        let sizes = self.codes(Column { attribute: Attribute::Size, year: last });
        let figure = |row: usize| {
            move |attribute| {
                let code = self.codes(Column { attribute, year: last }).of(row);
                (code != UNKNOWN).then(|| Number::from_millionths(code / 2)).flatten()
            }
        };
        let mut reach = Reach { cost: amount.map(|_| Cost::default()), ..Reach::default() };
        // Entries repeat, so texts are cut once for each.
        let mut regions: BTreeMap<u32, Counted> = BTreeMap::new();
        let mut industries: BTreeMap<u32, Counted> = BTreeMap::new();
        let rows = answer.met.iter().map(|row| (*row, true));
        for (row, met) in rows.chain(answer.unknown.iter().map(|row| (*row, false))) {
            let row = row as usize;
            let count = |(one, other): &mut Counted| if met { *one += 1 } else { *other += 1 };
            count(&mut reach.all);
            for (attribute, into) in
                [(Attribute::Region, &mut regions), (Attribute::Industry, &mut industries)]
            {
                let place = self.labels(attribute).and_then(|labels| labels.rows().get(row)).copied();
                count(into.entry(place.unwrap_or(u32::MAX)).or_default());
            }
            let size = usize::try_from(sizes.of(row)).ok().and_then(|code| SizeClass::ALL.get(code)).copied();
            count(reach.sizes.entry(size).or_default());
            if let (Some(amount), Some(cost)) = (amount, &mut reach.cost) {
                match amount.paid(figure(row)) {
                    None => cost.without_figure += 1,
                    Some(paid) if met => cost.met += paid,
                    Some(paid) => cost.unknown += paid,
                }
            }
        }
        for (attribute, letters, from, into) in [
            (Attribute::Region, digits, regions, &mut reach.regions),
            (Attribute::Industry, 1, industries, &mut reach.industries),
        ] {
            let entries = self.labels(attribute).map(crate::register::Labels::entries).unwrap_or_default();
            for (place, (met, unknown)) in from {
                let text = entries.get(place as usize).and_then(|texts| texts.first());
                let counted = into.entry(text.map(|text| text.chars().take(letters).collect())).or_default();
                *counted = (counted.0 + met, counted.1 + unknown);
            }
        }
        reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::parse;
    use crate::index::Index;
    use crate::profile::Profile;
    use crate::rule::Rule;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn enterprise(region: &str, industry: &str, figures: &[(Attribute, &str)]) -> Profile {
        Profile {
            region: Some(region.to_owned()),
            industry: Some(vec![industry.to_owned()]),
            figures: figures.iter().map(|(one, text)| ((*one, 2023), number(text))).collect(),
            ..Profile::default()
        }
    }

    fn reach(amount: &Amount) -> Reach {
        use Attribute::{Rd, Revenue, Staff};
        let profiles = [
            enterprise("330482", "C3911", &[(Staff, "10"), (Revenue, "200"), (Rd, "30")]),
            enterprise("330482", "C1311", &[(Staff, "500"), (Revenue, "5000"), (Rd, "2000")]),
            enterprise("330402", "I6513", &[(Staff, "20"), (Rd, "1")]),
            enterprise("330402", "J66", &[(Revenue, "100")]),
            enterprise("320500", "C3911", &[(Revenue, "900"), (Rd, "100")]),
        ];
        let mut register = Register::default();
        for profile in &profiles {
            register.push(profile).unwrap();
        }
        let rule = Rule::compile(&parse("region.startsWith('33') && revenue >= 150").unwrap(), 2024);
        let answer = Index::build(&register, [&rule]).query(&rule).unwrap().answer();
        register.reach(&answer, 2024, 4, Some(amount))
    }

    #[test]
    fn reach_is_counted_by_region_industry_and_size() {
        let reach = reach(&Amount::Fixed(number("5")));
        assert_eq!(reach.all, (2, 1));
        assert_eq!(reach.regions, [(Some("3304".to_owned()), (2, 1))].into());
        assert_eq!(reach.industries, [(Some("C".to_owned()), (2, 0)), (Some("I".to_owned()), (0, 1))].into());
        let sizes = [(None, (0, 1)), (Some(SizeClass::Micro), (1, 0)), (Some(SizeClass::Medium), (1, 0))];
        assert_eq!(reach.sizes, sizes.into());
        assert_eq!(reach.cost, Some(Cost { met: 10_000_000, unknown: 5_000_000, without_figure: 0 }));
    }

    #[test]
    fn a_share_is_capped_and_steps_pay_the_highest_reached() {
        let share = Amount::Share { of: Attribute::Rd, rate: number("0.1"), cap: Some(number("100")) };
        assert_eq!(reach(&share).cost, Some(Cost { met: 103_000_000, unknown: 100_000, without_figure: 0 }));
        let steps = vec![(number("100"), number("2")), (number("1000"), number("30"))];
        let graded = Amount::Graded { by: Attribute::Revenue, steps };
        assert_eq!(reach(&graded).cost, Some(Cost { met: 32_000_000, unknown: 0, without_figure: 1 }));
    }
}
