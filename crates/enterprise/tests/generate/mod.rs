//! Random conditions and enterprises; small pools, so that tests often hit.

#![allow(clippy::unwrap_used, reason = "a strategy that yields nothing is a fault of the test")]

use std::collections::BTreeMap;

use gongkai_enterprise::condition::{Comparison, Condition, Literal, Says, Test};
use gongkai_enterprise::{Attribute, Field, Number, Profile, SizeClass, Span, Year};
use jiff::civil::{Date, date};
use proptest::collection::{btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) const YEAR: i16 = 2024;
pub(crate) const REGIONS: [&str; 4] = ["330482", "330402", "320500", "110101"];
pub(crate) const INDUSTRIES: [&str; 5] = ["C3911", "C1311", "I6513", "J66", "G59"];
pub(crate) const NAMES: [&str; 3] = ["甲", "乙", "it's \\ \"丙\""];

pub(crate) fn number() -> impl Strategy<Value = Number> {
    let round = select(vec!["0", "0.03", "0.05", "0.333333", "1", "3", "20", "100", "300", "2000", "-1"]);
    round.prop_map(|text| Number::parse(text).unwrap())
}

pub(crate) fn day() -> impl Strategy<Value = Date> {
    (2018_i16..2025, select(vec![1_i8, 2, 12]), select(vec![1_i8, 2, 28])).prop_map(|(y, m, d)| date(y, m, d))
}

pub(crate) fn year() -> impl Strategy<Value = Year> {
    select(vec![Year::Previous, Year::Before(2), Year::Calendar(2023)])
}

pub(crate) fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::{AtLeast, AtMost, Equal, Less, More, Unequal};
    select(vec![Equal, Unequal, Less, AtMost, More, AtLeast])
}

pub(crate) fn equality() -> impl Strategy<Value = Comparison> {
    select(vec![Comparison::Equal, Comparison::Unequal])
}

pub(crate) fn text() -> impl Strategy<Value = (Field, String)> {
    let of = |attribute, codes: Vec<&'static str>| {
        (select(codes), 1_usize..7)
            .prop_map(move |(code, length)| (Field::plain(attribute), code.chars().take(length).collect()))
    };
    prop_oneof![of(Attribute::Region, REGIONS.to_vec()), of(Attribute::Industry, INDUSTRIES.to_vec())]
}

pub(crate) fn test() -> impl Strategy<Value = Test> {
    use Attribute::{Assets, Flags, Founded, Qualifications, Rd, RdRatio, Revenue, Size, Staff};
    let numbers = select(vec![Staff, Revenue, Assets, Rd, RdRatio]);
    let field = (numbers, year()).prop_map(|(attribute, year)| Field { attribute, year }).boxed();
    let age = Just(Field::plain(Attribute::Age));
    let size = year().prop_map(|year| Field { attribute: Size, year });
    let sets = select(vec![Qualifications, Flags]).prop_map(Field::plain);
    prop_oneof![
        (field.clone(), comparison(), number()).prop_map(|(f, c, n)| Test::Compare(f, c, Literal::Number(n))),
        (age, comparison(), number()).prop_map(|(f, c, n)| Test::Compare(f, c, Literal::Number(n))),
        (field, vec(number(), 1..4))
            .prop_map(|(f, n)| Test::OneOf(f, n.into_iter().map(Literal::Number).collect())),
        (comparison(), day()).prop_map(|(c, d)| Test::Compare(Field::plain(Founded), c, Literal::Date(d))),
        (size, vec(select(SizeClass::ALL.to_vec()), 1..4))
            .prop_map(|(f, s)| Test::OneOf(f, s.into_iter().map(Literal::Size).collect())),
        (text(), equality()).prop_map(|((f, t), c)| Test::Compare(f, c, Literal::Text(t))),
        text().prop_map(|(f, t)| Test::StartsWith(f, t)),
        text().prop_map(|(f, t)| Test::OneOf(f, vec![Literal::Text(t)])),
        (sets, select(NAMES.to_vec())).prop_map(|(f, name)| Test::Holds(f, name.to_owned())),
    ]
}

pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    let place = |says| Condition { says, span: Span::default() };
    let leaf = prop_oneof![9 => test().prop_map(Says::Test), 1 => any::<bool>().prop_map(Says::Always)];
    leaf.prop_map(place).prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Says::All),
            vec(inner.clone(), 2..4).prop_map(Says::Any),
            inner.prop_map(|inner| Says::Not(Box::new(inner))),
        ]
        .prop_map(place)
    })
}

pub(crate) fn profile() -> impl Strategy<Value = Profile> {
    let set = || of(btree_set(select(NAMES.to_vec()).prop_map(str::to_owned), 0..3));
    let figure = || {
        of(prop_oneof![number(), (0_i64..3_000_000_000).prop_map(|n| Number::from_millionths(n).unwrap())])
    };
    let industry = of(vec(select(INDUSTRIES.to_vec()).prop_map(str::to_owned), 1..3));
    let figures = vec(figure(), 8);
    (of(select(REGIONS.to_vec())), industry, of(day()), figures, set(), set()).prop_map(
        |(region, industry, founded, values, qualifications, flags)| {
            use Attribute::{Assets, Rd, Revenue, Staff};
            let keys = [2022, 2023].into_iter().flat_map(|y| [Staff, Revenue, Assets, Rd].map(|a| (a, y)));
            let figures: BTreeMap<_, _> =
                keys.zip(values).filter_map(|(key, value)| value.map(|value| (key, value))).collect();
            let region = region.map(str::to_owned);
            Profile { region, industry, founded, figures, qualifications, flags, ..Profile::default() }
        },
    )
}
