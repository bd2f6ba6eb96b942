//! mokaccino and a-tree, asked the same items where no data are missing.

use a_tree::{ATree, AttributeDefinition};
use anyhow::{Result, anyhow};
use mokaccino::prelude::{CNFQueryable as _, Document, Percolator, Query};

use crate::world::{self, Item, MARKS, NONE, Row, TITLES, Want};

/// Which names of a set a mask holds.
fn held(mask: i64, count: usize, name: fn(usize) -> &'static str) -> Vec<&'static str> {
    (0..count).filter(|place| mask >> place & 1 == 1).map(name).collect()
}

/// The percolator and its queries, to ask them one by one too.
pub struct Mokaccino(Percolator, Vec<Query>);

impl Mokaccino {
    pub fn build(items: &[Item]) -> Mokaccino {
        let mut percolator = Percolator::default();
        let whole = |item: &Item| {
            let clauses = item.iter().map(|clause| Query::from_or(clause.iter().map(query).collect()));
            Query::from_and(clauses.collect())
        };
        let queries: Vec<Query> = items.iter().map(whole).collect();
        for query in &queries {
            percolator.add_query(query.clone());
        }
        Mokaccino(percolator.optimized(), queries)
    }

    /// Does the query alone, without the index, meet the item?
    pub fn alone(&self, item: u32, row: &Row) -> bool {
        self.1.get(item as usize).is_some_and(|query| query.matches(&document(row)))
    }

    pub fn fitting(&self, row: &Row) -> Vec<u32> {
        let document = document(row);
        let mut found: Vec<u32> =
            self.0.percolate(&document).filter_map(|number| u32::try_from(number).ok()).collect();
        found.sort_unstable();
        found
    }
}

fn document(row: &Row) -> Document {
    let mut document = Document::new()
        .with_value("county", row.region.to_string())
        .with_value("city", (row.region / 100).to_string())
        .with_value("province", (row.region / 10_000).to_string())
        .with_value("section", (row.industry / 10_000).to_string())
        .with_value("division", (row.industry / 100).to_string())
        .with_value("founded", row.founded.to_string())
        .with_value("staff", row.staff.to_string())
        .with_value("revenue", row.revenue.to_string())
        .with_value("before", row.before.to_string())
        .with_value("assets", row.assets.to_string());
    if row.size != NONE {
        document = document.with_value("size", row.size.to_string());
    }
    if let Some(ratio) = row.ratio_millionths() {
        document = document.with_value("ratio", ratio.to_string());
    }
    for name in held(row.qualifications, TITLES, world::qualification) {
        document = document.with_value("qualifications", name);
    }
    for name in held(row.flags, MARKS, world::flag) {
        document = document.with_value("flags", name);
    }
    document
}

fn last(years: i64) -> i64 {
    (i64::from(world::YEAR) - years) * 10_000 + 101
}

fn query(want: &Want) -> Query {
    match *want {
        // Whole values of three levels: quicker for it than prefixes.
        Want::Region(low, high) => match high - low {
            0 => "county".has_value(low.to_string()),
            99 => "city".has_value((low / 100).to_string()),
            _ => "province".has_value((low / 10_000).to_string()),
        },
        Want::Industry(low, high) if high - low > 99 => "section".has_value((low / 10_000).to_string()),
        Want::Industry(low, _) => "division".has_value((low / 100).to_string()),
        Want::SizeUpTo(most) => "size".i64_le(most),
        Want::Ratio(hundredths) => "ratio".i64_ge(hundredths * 10_000),
        Want::RevenueAtLeast(least) => "revenue".i64_ge(least),
        Want::RevenueBelow(bound) => "revenue".i64_lt(bound),
        Want::BeforeAtLeast(least) => "before".i64_ge(least),
        Want::AssetsBelow(bound) => "assets".i64_lt(bound),
        Want::StaffAtLeast(least) => "staff".i64_ge(least),
        Want::StaffBelow(bound) => "staff".i64_lt(bound),
        Want::AgeAtLeast(years) => "founded".i64_le(last(years)),
        Want::AgeBelow(years) => "founded".i64_gt(last(years)),
        Want::Qualified(place) => "qualifications".has_value(world::qualification(place)),
        Want::Unflagged(place) => !"flags".has_value(world::flag(place)),
        Want::Flagged(place) => "flags".has_value(world::flag(place)),
    }
}

pub struct Atree(ATree<u32>);

impl Atree {
    pub fn build(items: &[Item]) -> Result<Atree> {
        let integers = [
            "province", "city", "county", "section", "division", "founded", "staff", "revenue", "before",
            "assets", "size", "ratio",
        ];
        let mut definitions: Vec<AttributeDefinition> =
            integers.iter().map(|name| AttributeDefinition::integer(name)).collect();
        definitions.push(AttributeDefinition::integer_list("qualifications"));
        definitions.push(AttributeDefinition::integer_list("flags"));
        let mut tree = ATree::new(&definitions).map_err(|error| anyhow!("{error:?}"))?;
        for (number, item) in (0..).zip(items) {
            let clauses: Vec<String> = item
                .iter()
                .map(|clause| {
                    let words: Vec<String> = clause.iter().map(expression).collect();
                    format!("({})", words.join(" or "))
                })
                .collect();
            let text = clauses.join(" and ");
            tree.insert(&number, &text).map_err(|error| anyhow!("{text}: {error:?}"))?;
        }
        Ok(Atree(tree))
    }

    pub fn fitting(&self, row: &Row) -> Result<Vec<u32>> {
        let mut event = self.0.make_event();
        let ratio = row.ratio_millionths();
        let data = [
            ("province", Some(row.region / 10_000)),
            ("city", Some(row.region / 100)),
            ("county", Some(row.region)),
            ("section", Some(row.industry / 10_000)),
            ("division", Some(row.industry / 100)),
            ("founded", Some(row.founded)),
            ("staff", Some(row.staff)),
            ("revenue", Some(row.revenue)),
            ("before", Some(row.before)),
            ("assets", Some(row.assets)),
            ("size", (row.size != NONE).then_some(row.size)),
            ("ratio", ratio),
        ];
        let wrong = |error| anyhow!("{error:?}");
        for (name, datum) in data {
            match datum {
                Some(datum) => event.with_integer(name, datum).map_err(wrong)?,
                None => event.with_undefined(name).map_err(wrong)?,
            }
        }
        let numbers = |mask: i64, count: usize| -> Vec<i64> {
            (0..count).filter(|place| mask >> place & 1 == 1).map(|place| place as i64).collect()
        };
        event.with_integer_list("qualifications", &numbers(row.qualifications, TITLES)).map_err(wrong)?;
        event.with_integer_list("flags", &numbers(row.flags, MARKS)).map_err(wrong)?;
        let event = event.build().map_err(wrong)?;
        let report = self.0.search(&event).map_err(|error| anyhow!("{error:?}"))?;
        let mut found: Vec<u32> = report.matches().iter().map(|number| **number).collect();
        found.sort_unstable();
        Ok(found)
    }
}

fn expression(want: &Want) -> String {
    match *want {
        Want::Region(low, high) => match high - low {
            0 => format!("county = {low}"),
            99 => format!("city = {}", low / 100),
            _ => format!("province = {}", low / 10_000),
        },
        Want::Industry(low, high) if high - low > 99 => format!("section = {}", low / 10_000),
        Want::Industry(low, _) => format!("division = {}", low / 100),
        Want::SizeUpTo(most) => format!("size <= {most}"),
        Want::Ratio(hundredths) => format!("ratio >= {}", hundredths * 10_000),
        Want::RevenueAtLeast(least) => format!("revenue >= {least}"),
        Want::RevenueBelow(bound) => format!("revenue < {bound}"),
        Want::BeforeAtLeast(least) => format!("before >= {least}"),
        Want::AssetsBelow(bound) => format!("assets < {bound}"),
        Want::StaffAtLeast(least) => format!("staff >= {least}"),
        Want::StaffBelow(bound) => format!("staff < {bound}"),
        Want::AgeAtLeast(years) => format!("founded <= {}", last(years)),
        Want::AgeBelow(years) => format!("founded > {}", last(years)),
        Want::Qualified(place) => format!("qualifications one of [{place}]"),
        Want::Unflagged(place) => format!("flags none of [{place}]"),
        Want::Flagged(place) => format!("flags one of [{place}]"),
    }
}
