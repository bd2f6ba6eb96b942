//! The size of an enterprise (统计上大中小微型企业划分).
//!
//! 大型、中型和小型 need every listed indicator at its lower bound, else one class lower; one indicator below the
//! lowest bound makes 微型. So the class is the lowest among the industry's indicators, and an indicator that is 微型
//! decides alone, even when the others are unknown.

use jiff::civil::{Date, date};

use crate::number::Number;

/// The four classes (大、中、小、微).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SizeClass {
    /// 微型.
    Micro,
    /// 小型.
    Small,
    /// 中型.
    Medium,
    /// 大型.
    Large,
}

impl SizeClass {
    /// Every class, smallest first.
    pub const ALL: [SizeClass; 4] = [SizeClass::Micro, SizeClass::Small, SizeClass::Medium, SizeClass::Large];

    /// The word in conditions.
    pub fn key(self) -> &'static str {
        match self {
            SizeClass::Micro => "micro",
            SizeClass::Small => "small",
            SizeClass::Medium => "medium",
            SizeClass::Large => "large",
        }
    }

    /// The class of that word.
    pub fn from_key(key: &str) -> Option<SizeClass> {
        SizeClass::ALL.into_iter().find(|class| class.key() == key)
    }

    /// The word for readers.
    pub fn label(self) -> &'static str {
        match self {
            SizeClass::Micro => "微型",
            SizeClass::Small => "小型",
            SizeClass::Medium => "中型",
            SizeClass::Large => "大型",
        }
    }
}

/// The figures a class is read from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// 从业人员 X.
    pub staff: Option<Number>,
    /// 营业收入 Y, 万元.
    pub revenue: Option<Number>,
    /// 资产总额 Z, 万元.
    pub assets: Option<Number>,
}

/// An indicator of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicator {
    /// 从业人员 X, persons.
    Staff,
    /// 营业收入 Y, 万元.
    Revenue,
    /// 资产总额 Z, 万元.
    Assets,
}

/// Lower bounds of 大型、中型、小型 for one indicator; inclusive.
pub type Bounds = (Indicator, [i64; 3]);

/// One industry's row of the classification.
#[derive(Debug)]
pub struct SizeRule {
    /// The industry in the classification's words.
    pub industry: &'static str,
    /// Prefixes of GB/T 4754 codes without the letter, or a letter alone; the longest prefix of all rules decides.
    pub codes: &'static [&'static str],
    /// The industry's indicators.
    pub bounds: &'static [Bounds],
}

/// A classification and the day it applies from.
#[derive(Debug)]
pub struct Classification {
    /// 文号 or name.
    pub source: &'static str,
    /// From this day on.
    pub in_force_on: Date,
    /// The industries.
    pub rules: &'static [SizeRule],
    /// Prefixes it does not cover.
    pub uncovered: &'static [&'static str],
}

use Indicator::{Assets, Revenue, Staff};

/// The classifications known, oldest first; thresholds are data, so a revision is a new entry.
pub static CLASSIFICATIONS: &[Classification] = &[Classification {
    source: "《统计上大中小微型企业划分办法（2017）》（国统字〔2017〕213号）",
    in_force_on: date(2017, 12, 28),
    uncovered: &["J", "P", "S", "T", "84", "53", "704"],
    rules: &[
        SizeRule {
            industry: "农、林、牧、渔业", codes: &["A"], bounds: &[(Revenue, [20_000, 500, 50])]
        },
        SizeRule {
            industry: "工业",
            codes: &["B", "C", "D"],
            bounds: &[(Staff, [1000, 300, 20]), (Revenue, [40_000, 2000, 300])],
        },
        SizeRule {
            industry: "建筑业",
            codes: &["E"],
            bounds: &[(Revenue, [80_000, 6000, 300]), (Assets, [80_000, 5000, 300])],
        },
        SizeRule {
            industry: "批发业",
            codes: &["51"],
            bounds: &[(Staff, [200, 20, 5]), (Revenue, [40_000, 5000, 1000])],
        },
        SizeRule {
            industry: "零售业",
            codes: &["52"],
            bounds: &[(Staff, [300, 50, 10]), (Revenue, [20_000, 500, 100])],
        },
        SizeRule {
            industry: "交通运输业",
            codes: &["54", "55", "56", "57", "58", "591"],
            bounds: &[(Staff, [1000, 300, 20]), (Revenue, [30_000, 3000, 200])],
        },
        SizeRule {
            industry: "仓储业",
            codes: &["59"],
            bounds: &[(Staff, [200, 100, 20]), (Revenue, [30_000, 1000, 100])],
        },
        SizeRule {
            industry: "邮政业",
            codes: &["60"],
            bounds: &[(Staff, [1000, 300, 20]), (Revenue, [30_000, 2000, 100])],
        },
        SizeRule {
            industry: "住宿业",
            codes: &["61"],
            bounds: &[(Staff, [300, 100, 10]), (Revenue, [10_000, 2000, 100])],
        },
        SizeRule {
            industry: "餐饮业",
            codes: &["62"],
            bounds: &[(Staff, [300, 100, 10]), (Revenue, [10_000, 2000, 100])],
        },
        SizeRule {
            industry: "信息传输业",
            codes: &["63", "64"],
            bounds: &[(Staff, [2000, 100, 10]), (Revenue, [100_000, 1000, 100])],
        },
        SizeRule {
            industry: "软件和信息技术服务业",
            codes: &["65"],
            bounds: &[(Staff, [300, 100, 10]), (Revenue, [10_000, 1000, 50])],
        },
        SizeRule {
            industry: "房地产开发经营",
            codes: &["701"],
            bounds: &[(Revenue, [200_000, 1000, 100]), (Assets, [10_000, 5000, 2000])],
        },
        SizeRule {
            industry: "物业管理",
            codes: &["702"],
            bounds: &[(Staff, [1000, 300, 100]), (Revenue, [5000, 1000, 500])],
        },
        SizeRule {
            industry: "租赁和商务服务业",
            codes: &["71", "72"],
            bounds: &[(Staff, [300, 100, 10]), (Assets, [120_000, 8000, 100])],
        },
        SizeRule {
            industry: "其他未列明行业",
            codes: &["M", "N", "O", "R", "85", "703", "709"],
            bounds: &[(Staff, [300, 100, 10])],
        },
    ],
}];

/// The row for an industry code such as `C3911`, by the classification in force on `day`.
///
/// `None` when the industry is not covered, or the code is too short to tell (`K` alone could be any of four rows).
pub fn size_rule(industry: &str, day: Date) -> Option<&'static SizeRule> {
    let classification = CLASSIFICATIONS
        .iter()
        .rev()
        .find(|one| one.in_force_on <= day)
        // Figures older than the first known classification are read by it.
        .or_else(|| CLASSIFICATIONS.first())?;
    let digits = industry.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    let fits = |code: &str| {
        if code.starts_with(|first: char| first.is_ascii_digit()) {
            digits.starts_with(code)
        } else {
            industry.starts_with(code)
        }
    };
    let longest =
        |codes: &[&'static str]| codes.iter().filter(|code| fits(code)).map(|code| digit_count(code)).max();
    let best = classification
        .rules
        .iter()
        .filter_map(|rule| longest(rule.codes).map(|length| (length, rule)))
        .max_by_key(|(length, _)| *length)?;
    match longest(classification.uncovered) {
        Some(length) if length >= best.0 => None,
        _ => (!needs_more_digits(digits, best.0, classification)).then_some(best.1),
    }
}

/// A letter alone is the shortest prefix.
fn digit_count(code: &str) -> usize {
    if code.starts_with(|first: char| first.is_ascii_digit()) { code.len() } else { 0 }
}

/// Could more digits lead to another row (59 without its third digit)?
fn needs_more_digits(digits: &str, length: usize, classification: &Classification) -> bool {
    let longer = |code: &&&str| digit_count(code) > length && !digits.is_empty() && code.starts_with(digits);
    let rules = classification.rules.iter().flat_map(|rule| rule.codes.iter());
    rules.chain(classification.uncovered).filter(longer).any(|code| code.len() > digits.len())
}

impl SizeRule {
    /// The class, or the indicators that are missing.
    ///
    /// # Errors
    ///
    /// The indicators without a figure, when those known do not decide alone.
    pub fn class(&self, figures: Figures) -> Result<SizeClass, Vec<Indicator>> {
        let value = |indicator: Indicator| match indicator {
            Staff => figures.staff,
            Revenue => figures.revenue,
            Assets => figures.assets,
        };
        let mut missing = Vec::new();
        let mut lowest = SizeClass::Large;
        for (indicator, bounds) in self.bounds {
            match value(*indicator) {
                Some(number) => lowest = lowest.min(class_by(number, bounds)),
                None => missing.push(*indicator),
            }
        }
        if missing.is_empty() || lowest == SizeClass::Micro { Ok(lowest) } else { Err(missing) }
    }
}

fn class_by(number: Number, [large, medium, small]: &[i64; 3]) -> SizeClass {
    let reaches = |bound: &i64| Number::whole(*bound).is_some_and(|bound| number >= bound);
    match () {
        () if reaches(large) => SizeClass::Large,
        () if reaches(medium) => SizeClass::Medium,
        () if reaches(small) => SizeClass::Small,
        () => SizeClass::Micro,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = date(2024, 1, 1);

    fn number(text: &str) -> Option<Number> {
        Number::parse(text)
    }

    /// Every other indicator is put high above its bounds, so one indicator decides.
    fn with(rule: &SizeRule, indicator: Indicator, value: Option<Number>) -> SizeClass {
        let high = Number::whole(100_000_000);
        let mut figures = Figures { staff: high, revenue: high, assets: high };
        match indicator {
            Staff => figures.staff = value,
            Revenue => figures.revenue = value,
            Assets => figures.assets = value,
        }
        rule.class(figures).unwrap()
    }

    #[test]
    fn every_bound_of_every_industry_is_inclusive_and_a_little_less_falls_one_class() {
        let mut vectors = 0;
        for rule in CLASSIFICATIONS[0].rules {
            for (indicator, bounds) in rule.bounds {
                let classes = [SizeClass::Large, SizeClass::Medium, SizeClass::Small, SizeClass::Micro];
                for (place, bound) in bounds.iter().enumerate() {
                    let at = Number::whole(*bound).unwrap();
                    let below = Number::from_millionths(at.millionths() - 1);
                    assert_eq!(with(rule, *indicator, Some(at)), classes[place], "{} {bound}", rule.industry);
                    assert_eq!(
                        with(rule, *indicator, below),
                        classes[place + 1],
                        "{} {bound}",
                        rule.industry
                    );
                    vectors += 2;
                }
                assert!(bounds[0] > bounds[1] && bounds[1] > bounds[2]);
            }
        }
        assert_eq!((CLASSIFICATIONS[0].rules.len(), vectors), (16, 180));
    }

    #[test]
    fn the_table_holds_the_published_figures() {
        let row = |code: &str| size_rule(code, DAY).unwrap();
        assert_eq!(row("C3911").bounds, [(Staff, [1000, 300, 20]), (Revenue, [40_000, 2000, 300])]);
        assert_eq!(row("E47").bounds, [(Revenue, [80_000, 6000, 300]), (Assets, [80_000, 5000, 300])]);
        assert_eq!(row("F5137").bounds, [(Staff, [200, 20, 5]), (Revenue, [40_000, 5000, 1000])]);
        assert_eq!(row("I6513").bounds, [(Staff, [300, 100, 10]), (Revenue, [10_000, 1000, 50])]);
        assert_eq!(row("L7211").bounds, [(Staff, [300, 100, 10]), (Assets, [120_000, 8000, 100])]);
    }

    #[test]
    fn the_tender_complaint_of_the_sources_is_medium() {
        let rule = size_rule("I651", DAY).unwrap();
        let figures = Figures { staff: number("103"), revenue: number("15735"), assets: None };
        assert_eq!(rule.class(figures), Ok(SizeClass::Medium));
    }

    #[test]
    fn one_micro_indicator_decides_and_any_other_missing_one_leaves_it_open() {
        let rule = size_rule("C39", DAY).unwrap();
        let figures = |staff, revenue| Figures { staff, revenue, assets: None };
        assert_eq!(rule.class(figures(number("5"), None)), Ok(SizeClass::Micro));
        assert_eq!(rule.class(figures(number("500"), None)), Err(vec![Revenue]));
        assert_eq!(rule.class(figures(None, None)), Err(vec![Staff, Revenue]));
    }

    #[test]
    fn industries_find_their_row_by_the_longest_prefix() {
        let name = |code: &str| size_rule(code, DAY).map(|rule| rule.industry);
        assert_eq!(name("G5910"), Some("交通运输业"));
        assert_eq!(name("G599"), Some("仓储业"));
        assert_eq!(name("G59"), None, "the third digit decides");
        assert_eq!(name("G53"), None);
        assert_eq!(name("K7010"), Some("房地产开发经营"));
        assert_eq!(name("K7090"), Some("其他未列明行业"));
        assert_eq!(name("K704"), None);
        assert_eq!(name("K"), None);
        assert_eq!(name("Q85"), Some("其他未列明行业"));
        assert_eq!(name("J66"), None);
        assert_eq!(name("M75"), Some("其他未列明行业"));
        assert_eq!(name("C"), Some("工业"));
    }
}
