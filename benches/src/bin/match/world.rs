//! Enterprises and items made up with realistic skew: a few big places and trades, many small enterprises, rare titles.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use gongkai_enterprise::condition::parse;
use gongkai_enterprise::{Attribute, Facts, Number, Profile, Rule, SizeClass};
use jiff::civil::date;

/// The application year.
pub const YEAR: i16 = 2024;

/// Missing.
pub const NONE: i64 = i64::MIN;

const QUALIFICATIONS: [(&str, f64); 8] = [
    ("高新技术企业", 0.012),
    ("科技型中小企业", 0.02),
    ("创新型中小企业", 0.006),
    ("专精特新中小企业", 0.003),
    ("专精特新小巨人企业", 0.0004),
    ("软件企业", 0.005),
    ("省级数字化车间", 0.0006),
    ("省级智能工厂", 0.0003),
];
const FLAGS: [(&str, f64); 6] = [
    ("abnormal_operation", 0.06),
    ("serious_dishonesty", 0.006),
    ("serious_safety_event", 0.0005),
    ("above_scale", 0.01),
    ("tax_registered", 0.8),
    ("social_security_paid", 0.6),
];
/// Section, division and its share.
const TRADES: [(char, i64, f64); 16] = [
    ('F', 51, 0.16),
    ('F', 52, 0.17),
    ('L', 72, 0.13),
    ('C', 39, 0.02),
    ('C', 33, 0.04),
    ('C', 17, 0.03),
    ('C', 13, 0.02),
    ('C', 34, 0.03),
    ('E', 47, 0.06),
    ('I', 65, 0.07),
    ('M', 75, 0.07),
    ('H', 62, 0.05),
    ('G', 54, 0.04),
    ('K', 70, 0.03),
    ('A', 1, 0.04),
    ('O', 80, 0.04),
];

/// A small generator of its own, so that every run sees the same world.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// In [0, 1).
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }

    fn is(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// The first of `count` is the most frequent.
    fn skewed(&mut self, count: usize) -> usize {
        ((self.unit().powf(2.5)) * count as f64) as usize
    }

    /// Spread over orders of magnitude around `middle`.
    fn figure(&mut self, middle: f64, spread: f64) -> i64 {
        let normal = (0..6).map(|_| self.unit()).sum::<f64>() - 3.0;
        (middle * (normal * spread).exp()) as i64
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let place = self.below(from.len());
        from.get(place).copied().unwrap_or_else(|| unreachable!())
    }
}

/// One enterprise in plain numbers; [`NONE`] is missing.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub region: i64,
    /// Section times 10,000 plus the four digits.
    pub industry: i64,
    /// As the number 20200131.
    pub founded: i64,
    pub staff: i64,
    pub revenue: i64,
    pub before: i64,
    pub assets: i64,
    pub rd: i64,
    pub qualifications: i64,
    pub flags: i64,
    /// Filled from the product's own classification.
    pub size: i64,
}

impl Row {
    pub fn make(chance: &mut Chance, missing: f64) -> Row {
        let province = 11 + chance.skewed(31) as i64;
        let region = province_code(province) * 10_000
            + (1 + chance.skewed(12) as i64) * 100
            + 1
            + chance.skewed(12) as i64;
        let mut point = chance.unit();
        let trade = TRADES.iter().find(|(_, _, share)| {
            point -= share;
            point < 0.0
        });
        let (section, division, _) = trade.copied().unwrap_or(('F', 52, 0.0));
        let industry = section_number(section) * 10_000 + division * 100 + 10 + chance.below(60) as i64;
        let revenue = chance.figure(180.0, 1.9);
        let mut row = Row {
            region,
            industry,
            founded: (2024 - chance.skewed(30) as i64) * 10_000
                + (1 + chance.below(12) as i64) * 100
                + 1
                + chance.below(28) as i64,
            staff: 1 + chance.figure(6.0, 1.4),
            revenue,
            before: revenue * (60 + chance.below(80) as i64) / 100,
            assets: chance.figure(220.0, 1.9),
            rd: if chance.is(0.12) { revenue * chance.below(120) as i64 / 1000 } else { 0 },
            qualifications: 0,
            flags: 0,
            size: NONE,
        };
        for (place, (_, share)) in QUALIFICATIONS.iter().enumerate() {
            row.qualifications |= i64::from(chance.is(*share)) << place;
        }
        for (place, (_, share)) in FLAGS.iter().enumerate() {
            row.flags |= i64::from(chance.is(*share)) << place;
        }
        let Row { size: _, .. } = row;
        for datum in [
            &mut row.region,
            &mut row.industry,
            &mut row.founded,
            &mut row.staff,
            &mut row.revenue,
            &mut row.before,
            &mut row.assets,
            &mut row.rd,
            &mut row.qualifications,
            &mut row.flags,
        ] {
            if missing > 0.0 && chance.is(missing) {
                *datum = NONE;
            }
        }
        row
    }

    /// As the product sees it, and the size filled in.
    pub fn profile(&mut self, number: usize) -> Profile {
        let known = |datum: i64| (datum != NONE).then_some(datum);
        let names = |mask: i64, all: &[(&str, f64)]| -> BTreeSet<String> {
            let held = all.iter().enumerate().filter(|(place, _)| mask >> place & 1 == 1);
            held.map(|(_, (name, _))| (*name).to_owned()).collect()
        };
        let figures = [
            ((Attribute::Staff, 2023), self.staff),
            ((Attribute::Revenue, 2023), self.revenue),
            ((Attribute::Revenue, 2022), self.before),
            ((Attribute::Assets, 2023), self.assets),
            ((Attribute::Rd, 2023), self.rd),
        ];
        let figures =
            figures.into_iter().filter_map(|(key, datum)| Some((key, Number::whole(known(datum)?)?)));
        let profile = Profile {
            credit_code: format!("E{number:017}"),
            name: None,
            region: known(self.region).map(|code| code.to_string()),
            industry: known(self.industry).map(|code| vec![industry_code(code)]),
            founded: known(self.founded).map(|day| {
                let part = |number: i64| i8::try_from(number).unwrap_or(1);
                date(i16::try_from(day / 10_000).unwrap_or(2020), part(day / 100 % 100), part(day % 100))
            }),
            figures: figures.collect::<BTreeMap<_, _>>(),
            qualifications: known(self.qualifications).map(|mask| names(mask, &QUALIFICATIONS)),
            flags: known(self.flags).map(|mask| names(mask, &FLAGS)),
        };
        self.size = Facts::new(&profile, YEAR).size_class(YEAR - 1).map_or(NONE, |class| class as i64);
        profile
    }

    /// As a line of the table the peers read.
    pub fn csv(&self, number: usize) -> String {
        let data = [
            self.region,
            self.industry,
            self.founded,
            self.staff,
            self.revenue,
            self.before,
            self.assets,
            self.rd,
            self.qualifications,
            self.flags,
            self.size,
        ];
        let cells: Vec<String> =
            data.iter().map(|datum| if *datum == NONE { String::new() } else { datum.to_string() }).collect();
        format!("{number},{}\n", cells.join(","))
    }

    fn ratio(&self) -> Option<(i64, i64)> {
        (self.rd != NONE && self.revenue != NONE && self.revenue != 0).then_some((self.rd, self.revenue))
    }

    /// Whole millionths of the share of research.
    pub fn ratio_millionths(&self) -> Option<i64> {
        self.ratio().map(|(rd, revenue)| rd * 1_000_000 / revenue)
    }
}

fn province_code(number: i64) -> i64 {
    const CODES: [i64; 31] = [
        44, 32, 37, 33, 41, 51, 42, 31, 11, 35, 34, 43, 13, 61, 36, 50, 21, 45, 53, 12, 52, 14, 22, 23, 65,
        15, 46, 62, 64, 63, 54,
    ];
    usize::try_from(number - 11).ok().and_then(|place| CODES.get(place)).copied().unwrap_or(44)
}

fn section_number(section: char) -> i64 {
    i64::from(u32::from(section)) - 64
}

fn industry_code(code: i64) -> String {
    let section = u32::try_from(code / 10_000 + 64).ok().and_then(char::from_u32).unwrap_or('A');
    format!("{section}{:04}", code % 10_000)
}

/// A test of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Want {
    /// Between two codes, and the prefix.
    Region(i64, i64),
    Industry(i64, i64),
    /// At most this class.
    SizeUpTo(i64),
    /// At least so many hundredths.
    Ratio(i64),
    RevenueAtLeast(i64),
    RevenueBelow(i64),
    BeforeAtLeast(i64),
    AssetsBelow(i64),
    StaffAtLeast(i64),
    StaffBelow(i64),
    AgeAtLeast(i64),
    AgeBelow(i64),
    Qualified(usize),
    Unflagged(usize),
    Flagged(usize),
}

use Want::{
    AgeAtLeast, AgeBelow, AssetsBelow, BeforeAtLeast, Flagged, Industry, Qualified, Ratio, Region,
    RevenueAtLeast, RevenueBelow, SizeUpTo, StaffAtLeast, StaffBelow, Unflagged,
};

/// All of the clauses, one want of each.
pub type Item = Vec<Vec<Want>>;

impl Want {
    /// Three values.
    #[inline]
    pub fn holds(&self, row: &Row) -> Option<bool> {
        let known = |datum: i64| (datum != NONE).then_some(datum);
        let last = |years: i64| (i64::from(YEAR) - years) * 10_000 + 101;
        match *self {
            Region(low, high) => known(row.region).map(|code| (low..=high).contains(&code)),
            Industry(low, high) => known(row.industry).map(|code| (low..=high).contains(&code)),
            SizeUpTo(most) => known(row.size).map(|class| class <= most),
            Ratio(hundredths) => row.ratio().map(|(rd, revenue)| rd * 100 >= hundredths * revenue),
            RevenueAtLeast(least) => known(row.revenue).map(|datum| datum >= least),
            RevenueBelow(bound) => known(row.revenue).map(|datum| datum < bound),
            BeforeAtLeast(least) => known(row.before).map(|datum| datum >= least),
            AssetsBelow(bound) => known(row.assets).map(|datum| datum < bound),
            StaffAtLeast(least) => known(row.staff).map(|datum| datum >= least),
            StaffBelow(bound) => known(row.staff).map(|datum| datum < bound),
            AgeAtLeast(years) => known(row.founded).map(|day| day <= last(years)),
            AgeBelow(years) => known(row.founded).map(|day| day > last(years)),
            Qualified(place) => known(row.qualifications).map(|mask| mask >> place & 1 == 1),
            Unflagged(place) => known(row.flags).map(|mask| mask >> place & 1 == 0),
            Flagged(place) => known(row.flags).map(|mask| mask >> place & 1 == 1),
        }
    }

    pub fn cel(&self) -> String {
        let name = |all: &[(&'static str, f64)], place: usize| all.get(place).map_or("", |(name, _)| *name);
        match *self {
            Region(..) => format!("region.startsWith('{}')", self.prefix()),
            Industry(..) => format!("industry.startsWith('{}')", self.prefix()),
            SizeUpTo(most) => {
                let keys: Vec<String> = SizeClass::ALL
                    .iter()
                    .filter(|class| **class as i64 <= most)
                    .map(|class| format!("'{}'", class.key()))
                    .collect();
                format!("size in [{}]", keys.join(", "))
            }
            Ratio(hundredths) => format!("rd_ratio >= 0.{hundredths:02}"),
            RevenueAtLeast(least) => format!("revenue >= {least}"),
            RevenueBelow(bound) => format!("revenue < {bound}"),
            BeforeAtLeast(least) => format!("revenue[-2] >= {least}"),
            AssetsBelow(bound) => format!("assets < {bound}"),
            StaffAtLeast(least) => format!("staff >= {least}"),
            StaffBelow(bound) => format!("staff < {bound}"),
            AgeAtLeast(years) => format!("age >= {years}"),
            AgeBelow(years) => format!("age < {years}"),
            Qualified(place) => format!("'{}' in qualifications", name(&QUALIFICATIONS, place)),
            Unflagged(place) => format!("!('{}' in flags)", name(&FLAGS, place)),
            Flagged(place) => format!("'{}' in flags", name(&FLAGS, place)),
        }
    }

    /// Over the numbers of [`Row::csv`].
    pub fn sql(&self) -> String {
        let last = |years: i64| (i64::from(YEAR) - years) * 10_000 + 101;
        match *self {
            Region(low, high) => format!("region between {low} and {high}"),
            Industry(low, high) => format!("industry between {low} and {high}"),
            SizeUpTo(most) => format!("size <= {most}"),
            Ratio(hundredths) => format!("ratio >= {}.0 / 100.0", hundredths),
            RevenueAtLeast(least) => format!("revenue >= {least}"),
            RevenueBelow(bound) => format!("revenue < {bound}"),
            BeforeAtLeast(least) => format!("before >= {least}"),
            AssetsBelow(bound) => format!("assets < {bound}"),
            StaffAtLeast(least) => format!("staff >= {least}"),
            StaffBelow(bound) => format!("staff < {bound}"),
            AgeAtLeast(years) => format!("founded <= {}", last(years)),
            AgeBelow(years) => format!("founded > {}", last(years)),
            Qualified(place) => format!("(qualifications & {}) <> 0", 1 << place),
            Unflagged(place) => format!("(flags & {}) = 0", 1 << place),
            Flagged(place) => format!("(flags & {}) <> 0", 1 << place),
        }
    }

    /// The codes' common beginning.
    pub fn prefix(&self) -> String {
        match *self {
            Region(low, high) => match high - low {
                0 => low.to_string(),
                99 => (low / 100).to_string(),
                _ => (low / 10_000).to_string(),
            },
            Industry(low, high) => {
                let code = industry_code(low);
                code.chars().take(if high - low > 99 { 1 } else { 3 }).collect()
            }
            _ => String::new(),
        }
    }
}

/// An item as policies word them: place, trade, size, some figures, a title, a clean record.
pub fn item(chance: &mut Chance) -> Item {
    let place = province_code(11 + chance.skewed(31) as i64);
    let city = place * 100 + 1 + chance.skewed(12) as i64;
    let mut item: Item = vec![vec![match chance.below(20) {
        0 => Region(place * 10_000, place * 10_000 + 9_999),
        1..=7 => Region(city * 100, city * 100 + 99),
        _ => {
            let county = city * 100 + 1 + chance.skewed(12) as i64;
            Region(county, county)
        }
    }]];
    if chance.is(0.7) {
        let (section, division, _) = chance.pick(&TRADES);
        let low = section_number(section) * 10_000;
        let trade = if chance.is(0.5) {
            Industry(low, low + 9_999)
        } else {
            Industry(low + division * 100, low + division * 100 + 99)
        };
        item.push(vec![trade]);
    }
    if chance.is(0.5) {
        item.push(vec![SizeUpTo(chance.below(3) as i64)]);
    }
    if chance.is(0.25) {
        item.push(vec![Ratio(2 + chance.below(6) as i64)]);
    }
    if chance.is(0.4) {
        item.push(vec![RevenueAtLeast(chance.pick(&[100, 200, 300, 500, 1000, 2000, 5000, 10_000, 20_000]))]);
    }
    if chance.is(0.2) {
        item.push(vec![RevenueBelow(chance.pick(&[5000, 20_000, 40_000]))]);
    }
    if chance.is(0.1) {
        item.push(vec![BeforeAtLeast(chance.pick(&[500, 2000, 5000]))]);
    }
    if chance.is(0.15) {
        item.push(vec![StaffAtLeast(chance.pick(&[5, 10, 20, 50, 100]))]);
    }
    if chance.is(0.1) {
        item.push(vec![StaffBelow(chance.pick(&[300, 500])), AssetsBelow(20_000)]);
    }
    if chance.is(0.3) {
        item.push(vec![if chance.is(0.5) {
            AgeAtLeast(1 + chance.below(3) as i64)
        } else {
            AgeBelow(3 + chance.below(5) as i64)
        }]);
    }
    if chance.is(0.35) {
        let title = Qualified(chance.below(QUALIFICATIONS.len()));
        let other = Qualified(chance.below(QUALIFICATIONS.len()));
        item.push(if chance.is(0.4) && other != title { vec![title, other] } else { vec![title] });
    }
    if chance.is(0.6) {
        item.push(vec![Unflagged(1)]);
    }
    if chance.is(0.3) {
        item.push(vec![Unflagged(0)]);
    }
    if chance.is(0.2) {
        item.push(vec![Flagged(4)]);
    }
    item
}

fn joined(item: &Item, and: &str, or: &str, word: impl Fn(&Want) -> String) -> String {
    let clauses: Vec<String> = item
        .iter()
        .map(|clause| {
            let words: Vec<String> = clause.iter().map(&word).collect();
            if words.len() > 1 { format!("({})", words.join(or)) } else { words.concat() }
        })
        .collect();
    clauses.join(and)
}

pub fn rule(item: &Item) -> Result<Rule> {
    let text = joined(item, " && ", " || ", Want::cel);
    let condition = parse(&text).ok().with_context(|| text.clone())?;
    Ok(Rule::compile(&condition, YEAR))
}

pub fn sql(item: &Item) -> String {
    joined(item, " and ", " or ", Want::sql)
}

/// The plain answer.
#[inline]
pub fn holds(item: &Item, row: &Row) -> Option<bool> {
    let mut answer = Some(true);
    for clause in item {
        let mut one = Some(false);
        for want in clause {
            match want.holds(row) {
                Some(true) => {
                    one = Some(true);
                    break;
                }
                Some(false) => {}
                None => one = None,
            }
        }
        match one {
            Some(false) => return Some(false),
            None => answer = None,
            Some(true) => {}
        }
    }
    answer
}

pub fn qualification(place: usize) -> &'static str {
    QUALIFICATIONS.get(place).map_or("", |(name, _)| *name)
}

pub fn flag(place: usize) -> &'static str {
    FLAGS.get(place).map_or("", |(name, _)| *name)
}

pub const TITLES: usize = QUALIFICATIONS.len();
pub const MARKS: usize = FLAGS.len();
