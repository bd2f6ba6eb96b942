//! One item → all enterprises.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use croaring::Bitmap;
use gongkai_enterprise::{Answer, Index, Query, Register, Rule};

use crate::world::{self, Chance, Item, Row, Want};
use crate::{mean, spread};

const ROUNDS: usize = 5;
const ITEMS: usize = 200;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/duckdb_match.py");

/// Met, the sum of their numbers, unknown, the sum of theirs.
type Sums = (u64, u64, u64, u64);

fn sums(met: &[u32], unknown: &[u32]) -> Sums {
    let sum = |rows: &[u32]| rows.iter().map(|row| u64::from(*row)).sum();
    (met.len() as u64, sum(met), unknown.len() as u64, sum(unknown))
}

/// Blocks in so many threads.
pub fn answer(index: &Index, query: &Query<'_>, threads: usize) -> Answer {
    if threads == 1 {
        return query.answer();
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            index.parts(threads).into_iter().map(|part| scope.spawn(|| query.answer_in(part))).collect();
        parts.into_iter().filter_map(|part| part.join().ok()).fold(Answer::default(), |mut all, part| {
            all.met.extend(part.met);
            all.unknown.extend(part.unknown);
            all
        })
    })
}

pub fn count(index: &Index, query: &Query<'_>, threads: usize) -> (u64, u64) {
    if threads == 1 {
        return query.count();
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            index.parts(threads).into_iter().map(|part| scope.spawn(|| query.count_in(part))).collect();
        parts
            .into_iter()
            .filter_map(|part| part.join().ok())
            .fold((0, 0), |(met, unknown), part| (met + part.0, unknown + part.1))
    })
}

pub fn run(enterprises: usize, missing: f64) -> Result<()> {
    let mut chance = Chance::new(60);
    let mut rows: Vec<Row> = (0..enterprises).map(|_| Row::make(&mut chance, missing)).collect();
    let items: Vec<Item> = (0..ITEMS).map(|_| world::item(&mut chance)).collect();
    let rules: Vec<Rule> = items.iter().map(world::rule).collect::<Result<_>>()?;
    let mut register = Register::default();
    for (number, row) in rows.iter_mut().enumerate() {
        register.push(&row.profile(number)).context("register")?;
    }
    let start = Instant::now();
    let mut index = Index::build(&register, &rules);
    let built = start.elapsed().as_secs_f64();
    // A thread costs more to start than a small register takes to read.
    let threads = if enterprises > 2_000_000 { 2 } else { 1 };

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("enterprises.csv");
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
    for (number, row) in rows.iter().enumerate() {
        out.write_all(row.csv(number).as_bytes())?;
    }
    out.flush()?;
    let mut duckdb = Duckdb::start(&file)?;
    let conditions: Vec<String> = items.iter().map(world::sql).collect();
    let theirs: Vec<Sums> = duckdb.ask(&serde_json::to_string(&conditions)?)?;
    let start = Instant::now();
    let roaring = Roaring::build(&items, &rows);
    let roaring_built = start.elapsed().as_secs_f64();
    for (place, (item, rule)) in items.iter().zip(&rules).enumerate() {
        let query = index.query(rule).context("query")?;
        let found = answer(&index, &query, threads);
        let ours = sums(&found.met, &found.unknown);
        ensure!(count(&index, &query, threads) == (ours.0, ours.2), "count of {}", world::sql(item));
        ensure!(
            theirs.get(place) == Some(&ours),
            "DuckDB: {:?} {ours:?} {}",
            theirs.get(place),
            world::sql(item)
        );
        let (met, unknown) = roaring.answer(item);
        ensure!(sums(&met, &unknown) == ours, "croaring: {}", world::sql(item));
        if place % 20 == 0 {
            let of = |wanted: Option<bool>| -> Vec<u32> {
                let found = (0..).zip(&rows).filter(|(_, row)| world::holds(item, row) == wanted);
                found.map(|(number, _)| number).collect()
            };
            ensure!(found.met == of(Some(true)) && found.unknown == of(None), "scan: {}", world::sql(item));
        }
    }

    let (mut counts, mut ids): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let (mut duck_counts, mut duck_ids): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let (mut roar_counts, mut roar_ids): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (count_seconds, id_seconds): (Vec<f64>, Vec<f64>) = duckdb.ask("round")?;
        duck_counts.extend(count_seconds);
        duck_ids.extend(id_seconds);
        for (item, rule) in items.iter().zip(&rules) {
            let start = Instant::now();
            let query = index.query(rule).context("query")?;
            std::hint::black_box(count(&index, &query, threads));
            counts.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            let query = index.query(rule).context("query")?;
            std::hint::black_box(answer(&index, &query, threads));
            ids.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            std::hint::black_box(roaring.count(item));
            roar_counts.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            std::hint::black_box(roaring.answer(item));
            roar_ids.push(start.elapsed().as_secs_f64());
        }
    }
    let updates = 1000.min(enterprises);
    let start = Instant::now();
    for number in 0..updates {
        let place = chance.below(enterprises);
        let profile = Row::make(&mut chance, missing).profile(number);
        register.set(place, &profile);
        index.refresh(&register, place);
    }
    let updated = start.elapsed().as_secs_f64() / updates as f64;
    println!(
        "{enterprises} enterprises, {:.0} % missing, {ITEMS} items: register {:.0} MB, index {:.0} MB in {} bitmaps, \
         built in {built:.2} s; one enterprise changed in {:.1} µs",
        missing * 100.0,
        register.bytes() as f64 / 1e6,
        index.bytes() as f64 / 1e6,
        index.bitmaps(),
        updated * 1e6,
    );
    println!("  croaring {:.0} MB, built in {roaring_built:.2} s", roaring.bytes() as f64 / 1e6);
    for (what, ours, duck, roar) in
        [("count", &counts, &duck_counts, &roar_counts), ("id list", &ids, &duck_ids, &roar_ids)]
    {
        let ((p50, p99), (duck50, duck99)) = (spread(ours.clone()), spread(duck.clone()));
        let (roar50, roar99) = spread(roar.clone());
        println!(
            "  {what}: mean {:.3} ms, p50 {:.3}, p99 {:.3}; DuckDB mean {:.2} ms, p50 {:.2}, p99 {:.2}, ratio {:.0}; \
             croaring mean {:.3} ms, p50 {:.3}, p99 {:.3}, ratio {:.1}",
            mean(ours) * 1e3,
            p50 * 1e3,
            p99 * 1e3,
            mean(duck) * 1e3,
            duck50 * 1e3,
            duck99 * 1e3,
            duck50 / p50,
            mean(roar) * 1e3,
            roar50 * 1e3,
            roar99 * 1e3,
            roar50 / p50,
        );
    }
    Ok(())
}

struct Duckdb {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Duckdb {
    fn start(file: &Path) -> Result<Duckdb> {
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut child = Command::new(python)
            .arg(SCRIPT)
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("python with duckdb and numpy")?;
        let input = child.stdin.take().context("stdin")?;
        let output = BufReader::new(child.stdout.take().context("stdout")?);
        Ok(Duckdb { child, input, output })
    }

    fn ask<T: serde::de::DeserializeOwned>(&mut self, line: &str) -> Result<T> {
        writeln!(self.input, "{line}")?;
        self.input.flush()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        serde_json::from_str(&answer).context("DuckDB did not answer")
    }
}

impl Drop for Duckdb {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Roaring bitmaps: for every test, who meets it and who may.
struct Roaring {
    wants: BTreeMap<Want, (Bitmap, Bitmap)>,
}

impl Roaring {
    fn build(items: &[Item], rows: &[Row]) -> Roaring {
        let mut wants: BTreeMap<Want, (Bitmap, Bitmap)> = BTreeMap::new();
        for want in items.iter().flatten().flatten() {
            wants.entry(*want).or_insert_with(|| {
                let of = |fits: &dyn Fn(Option<bool>) -> bool| {
                    let found = (0_u32..).zip(rows).filter(|(_, row)| fits(want.holds(row)));
                    let mut set: Bitmap = found.map(|(number, _)| number).collect();
                    set.run_optimize();
                    set
                };
                (of(&|holds| holds == Some(true)), of(&|holds| holds != Some(false)))
            });
        }
        Roaring { wants }
    }

    /// Who meets the item and who meets it or may; few first.
    fn sets(&self, item: &Item) -> (Bitmap, Bitmap) {
        let pick = |may: bool| {
            let mut clauses: Vec<std::borrow::Cow<'_, Bitmap>> = item
                .iter()
                .map(|clause| {
                    let sets: Vec<&Bitmap> = clause
                        .iter()
                        .filter_map(|want| self.wants.get(want))
                        .map(|(met, possible)| if may { possible } else { met })
                        .collect();
                    match sets.as_slice() {
                        [one] => std::borrow::Cow::Borrowed(*one),
                        several => std::borrow::Cow::Owned(Bitmap::fast_or(several)),
                    }
                })
                .collect();
            clauses.sort_by_cached_key(|clause| clause.cardinality());
            let mut clauses = clauses.into_iter();
            let mut all = clauses.next().map(std::borrow::Cow::into_owned).unwrap_or_default();
            for clause in clauses {
                all.and_inplace(&clause);
            }
            all
        };
        (pick(false), pick(true))
    }

    fn count(&self, item: &Item) -> (u64, u64) {
        let (met, possible) = self.sets(item);
        (met.cardinality(), possible.cardinality() - met.cardinality())
    }

    fn answer(&self, item: &Item) -> (Vec<u32>, Vec<u32>) {
        let (met, mut possible) = self.sets(item);
        possible.andnot_inplace(&met);
        (met.to_vec(), possible.to_vec())
    }

    fn bytes(&self) -> usize {
        let sets = self.wants.values().map(|(met, possible)| {
            met.get_serialized_size_in_bytes::<croaring::Portable>()
                + possible.get_serialized_size_in_bytes::<croaring::Portable>()
        });
        sets.sum()
    }
}
