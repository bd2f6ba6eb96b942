//! One enterprise → all items.

use std::time::Instant;

use anyhow::{Result, ensure};
use gongkai_enterprise::{Facts, Items, Profile, Rule, Scratch};

use crate::peers::{Atree, Mokaccino};
use crate::spread;
use crate::world::{self, Chance, Item, Row, YEAR};

const ENTERPRISES: usize = 2000;
/// The peers are slower, so fewer are asked of them.
const FEW: usize = 200;

pub fn run(count: usize, missing: f64) -> Result<()> {
    let mut chance = Chance::new(100);
    let items: Vec<Item> = (0..count).map(|_| world::item(&mut chance)).collect();
    let rules: Vec<Rule> = items.iter().map(world::rule).collect::<Result<_>>()?;
    let mut rows: Vec<Row> = (0..ENTERPRISES).map(|_| Row::make(&mut chance, missing)).collect();
    let profiles: Vec<Profile> =
        rows.iter_mut().enumerate().map(|(number, row)| row.profile(number)).collect();
    let start = Instant::now();
    let mut ours = Items::build(rules.clone());
    let built = start.elapsed().as_secs_f64();
    let mut scratch = Scratch::default();
    let sample: Vec<Row> = rows.iter().take(500).copied().collect();
    let ordered: Vec<Item> = items.iter().map(|item| by_selectivity(item, &sample)).collect();
    let peers = if missing == 0.0 { Some((Mokaccino::build(&items), Atree::build(&items)?)) } else { None };
    let (mut met, mut left_out) = (0, 0);
    for (row, profile) in rows.iter().zip(&profiles).take(FEW) {
        let found = ours.fitting(&Facts::new(profile, YEAR), &mut scratch);
        let scanned = scan(&ordered, row);
        ensure!((&found.met, &found.unknown) == (&scanned.0, &scanned.1), "scan: {row:?}");
        if let Some((mokaccino, atree)) = &peers {
            ensure!(atree.fitting(row)? == found.met, "a-tree: {row:?}");
            let theirs = mokaccino.fitting(row);
            ensure!(theirs.iter().all(|item| found.met.contains(item)), "mokaccino finds too much: {row:?}");
            // Its index leaves out some items that its own query, asked alone, says are met.
            for item in found.met.iter().filter(|item| !theirs.contains(item)) {
                ensure!(
                    mokaccino.alone(*item, row),
                    "mokaccino: {:?} {row:?}",
                    items.get(*item as usize).map(world::sql)
                );
                left_out += 1;
            }
            met += found.met.len();
        }
    }
    let mut fits = 0;
    let mut times = Vec::new();
    for _ in 0..3 {
        for profile in &profiles {
            let start = Instant::now();
            let found = ours.fitting(&Facts::new(profile, YEAR), &mut scratch);
            times.push(start.elapsed().as_secs_f64());
            fits += found.met.len() + found.unknown.len();
        }
    }
    let mut reasons = Vec::new();
    for profile in &profiles {
        let start = Instant::now();
        let facts = Facts::new(profile, YEAR);
        let found = ours.fitting(&facts, &mut scratch);
        std::hint::black_box(ours.reasons(&facts, &found));
        reasons.push(start.elapsed().as_secs_f64());
    }
    let few = || rows.iter().take(FEW);
    let timed = |ask: &mut dyn FnMut(&Row)| -> Vec<f64> {
        few()
            .map(|row| {
                let start = Instant::now();
                ask(row);
                start.elapsed().as_secs_f64()
            })
            .collect()
    };
    let scans = timed(&mut |row| {
        std::hint::black_box(scan(&ordered, row));
    });
    let mut shorts = Vec::new();
    for profile in profiles.iter().take(FEW) {
        let start = Instant::now();
        std::hint::black_box(ours.short(&Facts::new(profile, YEAR), &mut scratch));
        shorts.push(start.elapsed().as_secs_f64());
    }
    let start = Instant::now();
    let changed = 100.min(rules.len());
    for (number, rule) in (0..).zip(rules.iter().take(changed)) {
        ours.set(number, Some(rule.clone()));
    }
    let changed = start.elapsed().as_secs_f64() / changed as f64;
    let micros = |seconds: f64| seconds * 1e6;
    let told = |times: &[f64]| {
        let (p50, p99) = spread(times.to_vec());
        format!("p50 {:.1} µs, p99 {:.1}", micros(p50), micros(p99))
    };
    // The middle, not the mean: a machine that does other work stops now one, now the other.
    let ratio = |theirs: &[f64]| spread(theirs.to_vec()).0 / spread(times.clone()).0;
    println!(
        "{count} items in {} alternatives, {:.0} % missing: {:.1} MB, built in {built:.2} s, one item changed in {:.0} µs",
        ours.alternatives(),
        missing * 100.0,
        ours.bytes() as f64 / 1e6,
        micros(changed)
    );
    let average = fits as f64 / (3 * ENTERPRISES) as f64;
    println!("  {}, {average:.1} items met or unknown on average", told(&times));
    println!("  with all reasons {}; one datum short {}", told(&reasons), told(&shorts));
    println!("  ordered scan {}, ratio {:.0}", told(&scans), ratio(&scans));
    if let Some((mokaccino, atree)) = &peers {
        let mokaccino = timed(&mut |row| {
            std::hint::black_box(mokaccino.fitting(row));
        });
        let atree = timed(&mut |row| {
            std::hint::black_box(atree.fitting(row).is_ok());
        });
        for (name, theirs) in [("mokaccino", mokaccino), ("a-tree", atree)] {
            println!("  {name} {}, ratio {:.0}", told(&theirs), ratio(&theirs));
        }
        println!(
            "  mokaccino's index left out {left_out} of {met} met, all of which its queries meet when asked alone"
        );
    }
    Ok(())
}

/// The clause that most often fails first.
fn by_selectivity(item: &Item, sample: &[Row]) -> Item {
    let mut ordered = item.clone();
    ordered.sort_by_cached_key(|clause| {
        let clause = vec![clause.clone()];
        sample.iter().filter(|row| world::holds(&clause, row) != Some(false)).count()
    });
    ordered
}

fn scan(items: &[Item], row: &Row) -> (Vec<u32>, Vec<u32>) {
    let (mut met, mut unknown) = (Vec::new(), Vec::new());
    for (number, item) in (0..).zip(items) {
        match world::holds(item, row) {
            Some(true) => met.push(number),
            None => unknown.push(number),
            Some(false) => {}
        }
    }
    (met, unknown)
}
