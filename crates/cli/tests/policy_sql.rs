//! A rule gives the same answer as SQL on PostgreSQL, from the tree and in both directions, for every pair.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "../../enterprise/tests/generate/mod.rs"]
mod generate;

use generate::{YEAR, condition, profile};
use gongkai_enterprise::condition::{Condition, parse};
use gongkai_enterprise::{Attribute, Facts, Index, Items, Profile, Register, Rule, Scratch, Truth, evaluate};
use gongkai_store::testing::Cluster;
use proptest::collection::vec;
use proptest::prelude::*;
use tokio_postgres::{Client, NoTls};

const YEARS: [i16; 2] = [2022, 2023];
const FIGURES: [Attribute; 4] = [Attribute::Staff, Attribute::Revenue, Attribute::Assets, Attribute::Rd];

const TABLE: &str = include_str!("policy_sql/table.sql");
const FILL: &str = include_str!("policy_sql/fill.sql");
const ASK: &str = include_str!("policy_sql/ask.sql");

fn text(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

fn row(number: usize, profile: &Profile) -> String {
    let null = || "null".to_owned();
    let list = |texts: Vec<String>| format!("array[{}]::text[]", texts.join(","));
    let facts = Facts::new(profile, YEAR);
    let mut cells = vec![
        number.to_string(),
        profile.region.as_deref().map_or_else(null, text),
        profile
            .industry
            .as_ref()
            .map_or_else(null, |codes| list(codes.iter().map(|one| text(one)).collect())),
        profile.founded.map_or_else(null, |day| format!("date '{day}'")),
        profile
            .qualifications
            .as_ref()
            .map_or_else(null, |set| list(set.iter().map(|one| text(one)).collect())),
        profile.flags.as_ref().map_or_else(null, |set| list(set.iter().map(|one| text(one)).collect())),
    ];
    for year in YEARS {
        cells.extend(
            FIGURES.map(|one| profile.figures.get(&(one, year)).map_or_else(null, ToString::to_string)),
        );
        cells.push(facts.size_class(year).map_or_else(null, |class| (class as u8).to_string()));
    }
    format!("({})", cells.join(","))
}

async fn connect() -> Client {
    let (client, connection) =
        tokio_postgres::connect(&Cluster::of_this_process().new_database(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// What PostgreSQL says of every enterprise.
async fn asked(client: &Client, rule: &Rule) -> Vec<Truth> {
    let sql = ASK.replace("{rule}", &rule.sql());
    let rows = client.query(&sql, &[]).await.unwrap_or_else(|error| panic!("{error:?}: {sql}"));
    rows.iter().map(|row| row.get::<_, Option<bool>>(0).map_or(Truth::Unknown, Truth::known)).collect()
}

async fn fill(client: &Client, profiles: &[Profile]) {
    client.batch_execute(TABLE).await.unwrap();
    let rows: Vec<String> =
        profiles.iter().enumerate().map(|(number, profile)| row(number, profile)).collect();
    client.batch_execute(&FILL.replace("{rows}", &rows.join(","))).await.unwrap();
}

fn truth(met: &[u32], unknown: &[u32], number: usize) -> Truth {
    let number = u32::try_from(number).unwrap();
    if met.binary_search(&number).is_ok() {
        Truth::Met
    } else if unknown.binary_search(&number).is_ok() {
        Truth::Unknown
    } else {
        Truth::Not
    }
}

proptest! {
    // Some 80,000 pairs.
    #![proptest_config(ProptestConfig { max_shrink_iters: 40, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn every_pair_has_one_answer_in_sql_too(
        conditions in vec(condition(), 20..40), profiles in vec(profile(), 40..90),
    ) {
        let mut register = Register::default();
        for profile in &profiles {
            register.push(profile).unwrap();
        }
        let rules: Vec<Rule> = conditions.iter().map(|one| Rule::compile(one, YEAR)).collect();
        let index = Index::build(&register, &rules);
        let items = Items::build(rules.clone());
        let mut scratch = Scratch::default();
        let fitting: Vec<_> =
            profiles.iter().map(|one| items.fitting(&Facts::new(one, YEAR), &mut scratch)).collect();
        let told: Vec<Vec<Truth>> = tokio::runtime::Runtime::new().unwrap().block_on(async {
            let client = connect().await;
            fill(&client, &profiles).await;
            let mut told = Vec::new();
            for rule in &rules {
                told.push(asked(&client, rule).await);
            }
            told
        });
        for (item, (condition, rule)) in conditions.iter().zip(&rules).enumerate() {
            let answer = index.query(rule).unwrap().answer();
            for (number, profile) in profiles.iter().enumerate() {
                let tree = evaluate(condition, &Facts::new(profile, YEAR));
                prop_assert_eq!(told[item][number], tree, "{} is {} of {:?}", condition, rule.sql(), profile);
                prop_assert_eq!(truth(&answer.met, &answer.unknown, number), tree);
                prop_assert_eq!(truth(&fitting[number].met, &fitting[number].unknown, item), tree);
            }
        }
    }
}

fn rule(text: &str) -> (Condition, Rule) {
    let condition = parse(text).unwrap();
    let rule = Rule::compile(&condition, YEAR);
    (condition, rule)
}

#[test]
fn a_rule_reads_as_sql_and_names_its_columns() {
    let (_, rule) = rule(
        "region.startsWith('3304') && industry.startsWith('C') && size in ['small', 'micro'] && rd_ratio >= 0.03
         && '高新技术企业' in qualifications && !('serious_dishonesty' in flags) && age >= 3 && staff[-2] > 10",
    );
    insta::assert_snapshot!(rule.sql().replace(" and ", "\n and "));
    let columns: Vec<String> =
        rule.sql_columns().into_iter().map(|(name, kind)| format!("{name} {kind}")).collect();
    assert_eq!(
        columns,
        [
            "flags text[]",
            "founded date",
            "industry text[]",
            "qualifications text[]",
            "rd_2023 numeric",
            "region text",
            "revenue_2023 numeric",
            "size_2023 smallint",
            "staff_2022 numeric"
        ]
    );
}

#[test]
fn text_of_a_condition_stays_text_in_sql() {
    let (condition, rule) = rule(r"'a\' or true --' in qualifications || region == 'x\\\' or 1=1'");
    let profile = Profile { region: Some("x\\' or 1=1".to_owned()), ..Profile::default() };
    let other = Profile { region: Some("330482".to_owned()), ..Profile::default() };
    let told = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let client = connect().await;
        fill(&client, &[profile.clone(), other.clone()]).await;
        asked(&client, &rule).await
    });
    for (told, profile) in told.iter().zip([&profile, &other]) {
        assert_eq!(*told, evaluate(&condition, &Facts::new(profile, YEAR)));
    }
    assert_eq!(told, [Truth::Met, Truth::Unknown]);
}
