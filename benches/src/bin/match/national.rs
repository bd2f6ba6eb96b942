//! A register of the whole country: loaded, indexed and matched on one machine, with the memory it took.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use gongkai_enterprise::{Index, Register, Rule};

use crate::forward::{answer, count};
use crate::world::{self, Chance, Item, Row};
use crate::{mean, resident_gib, spread};

const ITEMS: usize = 200;
const MISSING: f64 = 0.2;
/// Items whose answers are compared with a plain scan while the rows pass by.
const COMPARED: usize = 10;

pub fn run(enterprises: usize) -> Result<()> {
    let mut chance = Chance::new(6000);
    let items: Vec<Item> = (0..ITEMS).map(|_| world::item(&mut chance)).collect();
    let rules: Vec<Rule> = items.iter().map(world::rule).collect::<Result<_>>()?;
    let mut plain = vec![(0_u64, 0_u64); COMPARED];
    let start = Instant::now();
    let mut register = Register::default();
    for number in 0..enterprises {
        let mut row = Row::make(&mut chance, MISSING);
        register.push(&row.profile(number)).context("register")?;
        for (item, (met, unknown)) in items.iter().zip(&mut plain) {
            match world::holds(item, &row) {
                Some(true) => *met += 1,
                None => *unknown += 1,
                Some(false) => {}
            }
        }
    }
    let loaded = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let index = Index::build(&register, &rules);
    let built = start.elapsed().as_secs_f64();
    for (rule, plain) in rules.iter().zip(&plain) {
        let query = index.query(rule).context("query")?;
        ensure!(count(&index, &query, 2) == *plain, "the scan counts {plain:?}");
    }
    let (mut counts, mut ids) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        for rule in &rules {
            let query = index.query(rule).context("query")?;
            let start = Instant::now();
            let counted = std::hint::black_box(count(&index, &query, 2));
            counts.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            let found = std::hint::black_box(answer(&index, &query, 2));
            ids.push(start.elapsed().as_secs_f64());
            ensure!(counted == (found.met.len() as u64, found.unknown.len() as u64), "count and list differ");
        }
    }
    println!(
        "{enterprises} enterprises, {:.0} % missing, {ITEMS} items: made and loaded in {loaded:.0} s, register {:.2} GB; \
         index {:.2} GB in {} bitmaps, built in {built:.1} s; most memory {:.2} GiB",
        MISSING * 100.0,
        register.bytes() as f64 / 1e9,
        index.bytes() as f64 / 1e9,
        index.bitmaps(),
        resident_gib()
    );
    for (what, times) in [("count", counts), ("id list", ids)] {
        let (p50, p99) = spread(times.clone());
        println!(
            "  {what}: mean {:.2} ms, p50 {:.2}, p99 {:.2}, two threads",
            mean(&times) * 1e3,
            p50 * 1e3,
            p99 * 1e3
        );
    }
    Ok(())
}
