//! Policy items and enterprises, both ways, beside peers that answer the same question.
//!
//! One item → all enterprises: DuckDB on two threads over integer columns, and a hand index of Roaring bitmaps (croaring)
//! with who meets and who may meet every test already set apart. One enterprise → all items: a scan in Rust ordered by
//! selectivity, mokaccino and a-tree; the last two know no missing data and are asked only where none are missing.
//! Every answer is compared before anything is timed. `PYTHON` names an interpreter with `duckdb` and `numpy`.
//!
//! Run: `PYTHON=… cargo run --release --bin match [forward N … | reverse N … | national N]`.

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod forward;
mod national;
mod peers;
mod reverse;
mod world;

use anyhow::{Result, bail};

/// Middle and 99th hundredth.
pub fn spread(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at =
        |share: f64| values.get(((values.len() - 1) as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    (at(0.5), at(0.99))
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Resident memory of this process, from the kernel.
pub fn resident_gib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kib: f64 = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
    kib / 1024.0 / 1024.0
}

fn main() -> Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let (what, counts) = match given.split_first() {
        Some((what, counts)) => (what.as_str(), counts),
        None => ("all", [].as_slice()),
    };
    let counts = counts.iter().map(|count| count.parse()).collect::<Result<Vec<usize>, _>>()?;
    let or = |usual: &[usize]| if counts.is_empty() { usual.to_vec() } else { counts.clone() };
    if matches!(what, "all" | "forward") {
        for count in or(&[1_000_000]) {
            for missing in [0.0, 0.2, 0.5] {
                forward::run(count, missing)?;
            }
        }
    }
    if matches!(what, "all" | "reverse") {
        for count in or(&[10_000, 100_000]) {
            for missing in [0.0, 0.2, 0.5] {
                reverse::run(count, missing)?;
            }
        }
    }
    match what {
        "national" => or(&[60_000_000]).into_iter().try_for_each(national::run),
        "all" | "forward" | "reverse" => Ok(()),
        other => bail!("forward, reverse or national, not {other}"),
    }
}
