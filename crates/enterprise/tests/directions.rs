//! The tree, the compiled rule, the index of enterprises and the index of items give one answer for every pair.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod generate;

use std::collections::BTreeMap;

use generate::{YEAR, condition, profile};
use gongkai_enterprise::condition::{Condition, Says, parse};
use gongkai_enterprise::{
    Answer, Attribute, Facts, Fitting, Index, Items, Number, Profile, Register, Rule, Scratch, Span, Truth,
    evaluate,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn register_of(profiles: &[Profile]) -> Register {
    let mut register = Register::default();
    for (number, profile) in profiles.iter().enumerate() {
        let profile = Profile { credit_code: format!("E{number}"), ..profile.clone() };
        assert_eq!(register.push(&profile), Some(number));
        assert_eq!(register.profile(number), Some(profile));
    }
    register
}

fn compile(conditions: &[Condition]) -> Vec<Rule> {
    conditions.iter().map(|condition| Rule::compile(condition, YEAR)).collect()
}

fn enterprises_of(answer: &Answer, row: usize) -> Truth {
    let has = |rows: &[u32]| rows.iter().any(|one| *one as usize == row);
    match (has(&answer.met), has(&answer.unknown)) {
        (true, false) => Truth::Met,
        (false, true) => Truth::Unknown,
        (false, false) => Truth::Not,
        (true, true) => unreachable!("an enterprise both meets a rule and may meet it"),
    }
}

fn items_of(fitting: &Fitting, item: usize) -> Truth {
    enterprises_of(&Answer { met: fitting.met.clone(), unknown: fitting.unknown.clone() }, item)
}

/// Asks both directions about every pair and compares with the tree.
fn agree(
    conditions: &[Option<Condition>],
    profiles: &[Profile],
    (index, items): (&Index, &Items),
) -> Result<(), TestCaseError> {
    let mut scratch = Scratch::default();
    let fitting: Vec<Fitting> =
        profiles.iter().map(|profile| items.fitting(&Facts::new(profile, YEAR), &mut scratch)).collect();
    for (profile, fitting) in profiles.iter().zip(&fitting) {
        let reasons = items.reasons(&Facts::new(profile, YEAR), fitting);
        prop_assert_eq!(reasons.len(), fitting.met.len() + fitting.unknown.len());
        for reason in reasons.iter().filter(|reason| !reason.demands.is_empty()) {
            let truth = reason.demands.iter().map(|(_, truth)| *truth).min().unwrap();
            prop_assert_eq!(truth, items_of(fitting, reason.item as usize));
        }
    }
    for (item, condition) in conditions.iter().enumerate() {
        let Some(condition) = condition else {
            prop_assert!(fitting.iter().all(|one| items_of(one, item) == Truth::Not));
            continue;
        };
        let rule = Rule::compile(condition, YEAR);
        let query = index.query(&rule).unwrap();
        let answer = query.answer();
        prop_assert_eq!(query.count(), (answer.met.len() as u64, answer.unknown.len() as u64));
        let mut joined = Answer::default();
        for part in index.parts(3) {
            let part = query.answer_in(part);
            joined.met.extend(part.met);
            joined.unknown.extend(part.unknown);
        }
        prop_assert_eq!(&joined, &answer);
        for (row, profile) in profiles.iter().enumerate() {
            let tree = evaluate(condition, &Facts::new(profile, YEAR));
            prop_assert_eq!(enterprises_of(&answer, row), tree, "index: {} of {:?}", condition, profile);
            prop_assert_eq!(items_of(&fitting[row], item), tree, "items: {} of {:?}", condition, profile);
        }
    }
    Ok(())
}

/// A datum short, straight from the tree: some alternative fails in one datum only.
fn is_short(condition: &Condition, profile: &Profile) -> bool {
    let facts = Facts::new(profile, YEAR);
    if evaluate(condition, &facts) != Truth::Not {
        return false;
    }
    match &condition.says {
        Says::All(parts) => parts.iter().filter(|part| evaluate(part, &facts) == Truth::Not).count() == 1,
        Says::Any(parts) => parts.iter().any(|part| is_short(part, profile)),
        Says::Not(_) | Says::Test(_) => true,
        Says::Always(_) => false,
    }
}

/// Conditions whose parts each ask about a datum of their own, so that failed parts are failed data.
const PLAIN: [&str; 6] = [
    "region.startsWith('3304') && staff >= 20 && '甲' in qualifications && '乙' in qualifications",
    "(region == '330482' && revenue >= 100) || (industry.startsWith('C') && assets < 20 && !('甲' in flags))",
    "rd_ratio >= 0.03 && founded < '2020-01-01' && size in ['small', 'micro']",
    "staff >= 3 || revenue >= 300 || assets >= 2000",
    "industry.startsWith('C1') && age >= 3 && revenue[-2] >= 20",
    "false",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_way_gives_one_answer(
        conditions in vec(condition(), 1..12), profiles in vec(profile(), 1..90),
    ) {
        let register = register_of(&profiles);
        let rules = compile(&conditions);
        let index = Index::build(&register, &rules);
        let items = Items::build(rules);
        let conditions: Vec<_> = conditions.into_iter().map(Some).collect();
        agree(&conditions, &profiles, (&index, &items))?;
    }

    #[test]
    fn answers_stay_right_when_enterprises_and_items_change(
        conditions in vec(condition(), 1..8),
        profiles in vec(profile(), 1..20),
        changes in vec((any::<bool>(), any::<u8>(), condition(), profile(), any::<bool>()), 1..30),
    ) {
        let mut profiles = profiles;
        let mut register = register_of(&profiles);
        let rules = compile(&conditions);
        let mut index = Index::build(&register, &rules);
        let mut items = Items::build(rules);
        let mut conditions: Vec<_> = conditions.into_iter().map(Some).collect();
        for (enterprise, place, condition, profile, adds) in changes {
            let place = usize::from(place);
            if enterprise {
                let row = if adds { profiles.len() } else { place % profiles.len() };
                if adds {
                    profiles.push(profile.clone());
                    register.push(&profile).unwrap();
                } else {
                    profiles[row] = profile.clone();
                    prop_assert!(register.set(row, &profile));
                }
                index.refresh(&register, row);
            } else {
                let item = place % (conditions.len() + 1);
                if item == conditions.len() {
                    conditions.push(None);
                }
                conditions[item] = adds.then(|| condition.clone());
                let rule = adds.then(|| Rule::compile(&condition, YEAR));
                index.learn(&register, &rule);
                prop_assert!(items.set(u32::try_from(item).unwrap(), rule));
            }
        }
        agree(&conditions, &profiles, (&index, &items))?;
    }

    #[test]
    fn one_datum_short_is_found_from_both_sides(profiles in vec(profile(), 1..90)) {
        let conditions: Vec<Condition> = PLAIN.iter().map(|text| parse(text).unwrap()).collect();
        let register = register_of(&profiles);
        let rules = compile(&conditions);
        let index = Index::build(&register, &rules);
        let items = Items::build(rules.clone());
        let mut scratch = Scratch::default();
        let short: Vec<Vec<u32>> = profiles
            .iter()
            .map(|profile| items.short(&Facts::new(profile, YEAR), &mut scratch))
            .map(|short| short.iter().map(|one| one.item).collect())
            .collect();
        for (item, (condition, rule)) in conditions.iter().zip(&rules).enumerate() {
            let near = index.query(rule).unwrap().near().unwrap();
            for (row, profile) in profiles.iter().enumerate() {
                let tree = is_short(condition, profile);
                let text = PLAIN[item];
                prop_assert_eq!(near.rows.contains(&u32::try_from(row).unwrap()), tree, "{} {:?}", text, profile);
                prop_assert_eq!(short[row].contains(&u32::try_from(item).unwrap()), tree, "{} {:?}", text, profile);
            }
            let counted: BTreeMap<_, _> = near.demands().into_iter().map(|(s, n)| (format!("{s:?}"), n)).collect();
            prop_assert!(counted.values().sum::<u64>() >= near.rows.len() as u64);
        }
    }
}

proptest! {
    // A thousand rules each.
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn a_thousand_cut_points_of_one_datum_give_the_same_answers(
        profiles in vec(profile(), 1..6), offset in 0_i64..1000,
    ) {
        let conditions: Vec<Condition> = (0..1000)
            .map(|step| parse(&format!("revenue >= {} && revenue < {}", step * 3 - offset, step * 7)))
            .collect::<Result<_, _>>()
            .unwrap();
        let register = register_of(&profiles);
        let rules = compile(&conditions);
        let index = Index::build(&register, &rules);
        let items = Items::build(rules);
        let conditions: Vec<_> = conditions.into_iter().map(Some).collect();
        agree(&conditions, &profiles, (&index, &items))?;
    }
}

#[test]
fn the_demand_that_alone_keeps_enterprises_out_is_named_and_counted() {
    let text = "region == '330482' && staff >= 20 && '甲' in qualifications";
    let condition = parse(text).unwrap();
    let rule = Rule::compile(&condition, YEAR);
    let profile = |region: &str, staff: Option<i64>, names: &[&str]| Profile {
        region: Some(region.to_owned()),
        figures: staff.map(|n| ((Attribute::Staff, 2023), Number::whole(n).unwrap())).into_iter().collect(),
        qualifications: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..Profile::default()
    };
    let profiles = [
        profile("330482", Some(5), &["甲"]),
        profile("330482", Some(6), &["甲"]),
        profile("330482", None, &[]),
        profile("330402", Some(5), &["甲"]),
        profile("330482", Some(50), &["甲"]),
    ];
    let register = register_of(&profiles);
    let near = Index::build(&register, [&rule]).query(&rule).unwrap().near().unwrap();
    assert_eq!(near.rows, [0, 1, 2]);
    let words = |span: &Span| text.chars().skip(span.start).take(span.end - span.start).collect::<String>();
    let counted: Vec<_> = near.demands().iter().map(|(spans, count)| (words(&spans[0]), *count)).collect();
    assert_eq!(counted[0], ("staff >= 20".to_owned(), 2));
    assert_eq!(counted[1], ("'甲' in qualifications".to_owned(), 1));
    assert_eq!(counted[2].1, 0);
    let items = Items::build([rule]);
    let short = items.short(&Facts::new(&profiles[2], YEAR), &mut Scratch::default());
    assert_eq!(
        short.iter().map(|one| (one.item, words(&one.spans[0]))).collect::<Vec<_>>(),
        [(0, "'甲' in qualifications".to_owned())]
    );
    assert!(items.short(&Facts::new(&profiles[3], YEAR), &mut Scratch::default()).is_empty());
    let facts = Facts::new(&profiles[4], YEAR);
    let reasons = items.reasons(&facts, &items.fitting(&facts, &mut Scratch::default()));
    let told: Vec<_> = reasons[0].demands.iter().map(|(spans, truth)| (words(&spans[0]), *truth)).collect();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|(_, truth)| *truth == Truth::Met), "{told:?}");
    let gap = Profile { qualifications: None, ..profiles[4].clone() };
    let facts = Facts::new(&gap, YEAR);
    let reasons = items.reasons(&facts, &items.fitting(&facts, &mut Scratch::default()));
    let open: Vec<_> = reasons[0].demands.iter().filter(|(_, truth)| *truth == Truth::Unknown).collect();
    assert_eq!(open.len(), 1);
    assert_eq!(words(&open[0].0[0]), "'甲' in qualifications");
}

#[test]
fn more_than_a_block_of_enterprises_is_answered_to_the_last_one() {
    let profiles: Vec<Profile> = (0..10_000)
        .map(|number| Profile {
            region: (number % 7 != 0).then(|| if number % 3 == 0 { "330482" } else { "110101" }.to_owned()),
            ..Profile::default()
        })
        .collect();
    let register = register_of(&profiles);
    let rule = Rule::compile(&parse("!region.startsWith('3304')").unwrap(), YEAR);
    let index = Index::build(&register, [&rule]);
    let answer = index.query(&rule).unwrap().answer();
    for (row, profile) in profiles.iter().enumerate() {
        assert_eq!(enterprises_of_sorted(&answer, row), rule.evaluate(&Facts::new(profile, YEAR)));
    }
}

fn enterprises_of_sorted(answer: &Answer, row: usize) -> Truth {
    let has = |rows: &[u32]| rows.binary_search(&u32::try_from(row).unwrap()).is_ok();
    if has(&answer.met) {
        Truth::Met
    } else if has(&answer.unknown) {
        Truth::Unknown
    } else {
        Truth::Not
    }
}
